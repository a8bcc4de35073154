"""Colours that can be read, and looks that follow the desktop."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QApplication, QComboBox

from app.gui import style
from app.gui.inputs.wrapped_check import WrappedCheck
from app.gui.sheet import CONTRAST, DARK, LIGHT
from app.gui.style import ThemeChoice, dress, theme


def luminance(colour):
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("look", "least"), [(LIGHT, 4.5), (DARK, 4.5), (CONTRAST, 7.0)])
@pytest.mark.parametrize("text", ["text", "quiet", "hip", "spine_text"])
def test_text_can_be_read_on_its_ground(look, least, text):
    grounds = [look.ground, look.card]
    grounds += [look.spine_ground] if text == "spine_text" else []
    grounds += [look.good_ground] if text in ("text", "hip") else []
    for ground in grounds:
        assert contrast(getattr(look, text), ground) >= least, ground
    assert contrast(look.on_hip, look.hip) >= least


@pytest.mark.parametrize("look", [LIGHT, DARK, CONTRAST])
def test_edges_of_buttons_and_disabled_words_are_seen(look):
    assert contrast(look.quiet, look.card) >= 3.0
    assert contrast(look.disabled, look.card) >= 2.5
    assert contrast(look.disabled, look.card) < contrast(look.text, look.card) / 2


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST])
def test_a_disabled_box_looks_disabled(qtbot, qapp, choice):
    dress(qapp, choice)
    check = WrappedCheck("Keep this")
    qtbot.addWidget(check)
    check.resize(300, 40)
    check.show()

    def darkest():
        image = check.grab().toImage()
        ground = QColor(theme().card)
        pixels = (image.pixelColor(QPoint(x, y)) for x in range(40, 120) for y in range(40))
        return max(abs(one.lightness() - ground.lightness()) for one in pixels)

    alive = darkest()
    check.setEnabled(False)
    assert darkest() < 0.8 * alive
    dress(qapp)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST])
@pytest.mark.qt_log_ignore("This plugin does not support")  # there is no window manager here
def test_the_row_in_hand_of_an_open_list_can_be_read(qtbot, qapp, choice):
    dress(qapp, choice)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["Sample clip", "Another camera"])
    box.show()
    box.showPopup()
    rows = box.view()
    row = rows.visualRect(box.model().index(box.currentIndex(), 0))
    image = rows.viewport().grab(row).toImage()
    seen = [
        image.pixelColor(x, y) for x in range(image.width()) for y in range(2, image.height() - 2)
    ]
    names = {colour.name() for colour in seen}
    assert theme().hip in names, "the row looks like the others"
    assert max(contrast(name, theme().hip) for name in names) >= 4.5
    box.hidePopup()
    dress(qapp)


def test_the_look_follows_the_desktop_that_asks_for_contrast(qapp, monkeypatch):
    wants = {"contrast": False}
    monkeypatch.setattr(style, "wants_contrast", lambda app: wants["contrast"])
    dress(qapp, ThemeChoice.SYSTEM)
    assert theme() is not CONTRAST
    wants["contrast"] = True
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    for _ in range(3):
        qapp.processEvents()
    assert theme() is CONTRAST
    dress(qapp, ThemeChoice.LIGHT)
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    for _ in range(3):
        qapp.processEvents()
    assert theme() is LIGHT


def test_contrast_is_read_from_qt_where_it_knows(qapp):
    hints = SimpleNamespace(contrastPreference=lambda: Qt.ContrastPreference.HighContrast)
    asked = SimpleNamespace(styleHints=lambda: SimpleNamespace(accessibility=lambda: hints))
    assert style.wants_contrast(asked)
    assert not style.wants_contrast(SimpleNamespace(styleHints=lambda: SimpleNamespace()))
