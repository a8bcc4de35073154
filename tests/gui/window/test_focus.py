"""Whoever moves with Tab sees where they are: every stop looks other than without the focus."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QScrollArea, QWidget

from app.gui.inputs.address_dialog import NO_ADDRESS, AddressDialog
from app.gui.main_window import MainWindow
from app.gui.style import ThemeChoice, dress
from drills.core.events import Drill
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import an_analysis
from tests.gui.kept_sessions import session_on
from tests.gui_builders import a_session, an_outcome

MARGIN_PX = 4
LEAST_PX = 60
"""So many pixels at least look different: a line of 2 px along a small button has more."""


def pixels(window, place):
    image = QImage()
    for _ in range(20):  # nothing is given while the window is laid out anew
        image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
        if not image.isNull():
            break
        settle(QApplication.instance())
    data = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(data, np.uint8).reshape(image.height(), image.width(), 4)


def different(one, other):
    """How many pixels differ clearly in one of their colours."""
    apart = np.maximum(one, other) - np.minimum(one, other)
    return np.count_nonzero((apart > 40).view(np.uint32))  # the four bytes of a pixel at once


def settle(app):
    """Let layouts, scroll bars and focus come to rest: one brings about the other."""
    for _ in range(4):
        app.processEvents()


def stops(page):
    """Every enabled widget of a page at which Tab stops."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def is_in_sight(at, area, window):
    """Whether a point of the window lies in the visible part of what scrolls."""
    if area is None:
        return True
    port = area.viewport()
    return QRect(port.mapTo(window, QPoint(0, 0)), port.size()).contains(at)


def unseen(window, page):
    """The stops that look the same with the focus and without it."""
    app, same = QApplication.instance(), []
    for widget in stops(page):
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        window.setFocus()
        place = QRect()
        for _ in range(20):  # what is scrolled to may be laid out anew on the way
            if area is not None:
                area.ensureWidgetVisible(widget)
            settle(app)
            place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
            place = place.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)
            place = place.intersected(window.rect())
            if not place.isEmpty() and is_in_sight(place.center(), area, window):
                break
        assert not place.isEmpty(), (widget, widget.accessibleName(), widget.geometry())
        before = pixels(window, place)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        settle(app)
        after = pixels(window, place)
        is_same_size = after.shape == before.shape
        changed = different(before, after) if is_same_size else 10**6
        if widget.hasFocus() and changed < LEAST_PX:
            same.append(f"{type(widget).__name__} {widget.accessibleName()!r} {changed} px")
        if isinstance(area, QScrollArea):
            area.verticalScrollBar().setValue(0)
    return same


@pytest.fixture(params=[ThemeChoice.LIGHT, ThemeChoice.DARK, ThemeChoice.CONTRAST])
def window(request, qtbot, qapp, world):
    dress(qapp, request.param)
    made = MainWindow(world.services)
    qtbot.addWidget(made)
    made._placing.is_fitted = True  # the offscreen screen is smaller than this window
    assert all((made.review, made.progress, made.settings))  # else they come in between
    made.show()
    made.resize(1280, 900)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    for view in made.findChildren(QWidget):
        if hasattr(view, "_timer") and hasattr(view, "shown"):
            view._timer.setInterval(10**6)  # figures stand still
    yield made
    made.close()
    dress(qapp)


def test_practice(window):
    practise = window.practise
    practise.show_welcome()
    assert unseen(window, practise.welcome) == []
    practise.show_home()
    assert unseen(window, practise.home) == []
    practise.setup.source.name_source("0")
    practise.choose_drill(Drill.AEROPLANE)
    assert unseen(window, practise.setup) == []
    practise.setCurrentWidget(practise.who)
    practise.who.ask()
    assert unseen(window, practise.who) == []
    practise.summary.show_outcome(an_outcome(a_session()), None, ("Next.", "Next set  (N)"))
    practise.setCurrentWidget(practise.summary)
    assert unseen(window, practise.summary) == []


def test_rail_and_settings(window):
    window.show_page(3)
    assert unseen(window, window.rail) == []
    assert unseen(window, window.settings) == []


def test_review(window, wait):
    window.show_page(1)
    assert unseen(window, window.review) == []
    window.review.show_analysis(an_analysis(sample_path("foot_lift")))
    wait(lambda: not window.review.player.video.is_empty)
    assert unseen(window, window.review) == []


def test_progress(window, world, wait):
    with world.open_store() as store:
        for number, size in enumerate((80.0, 88.0)):
            store.save(session_on(number, size), a_series())
    window.show_page(2)
    window.people.choose("Kim")
    wait(lambda: getattr(window.progress.snapshot, "alias", "") == "Kim")
    assert unseen(window, window.progress) == []


def test_enter_presses_the_button_in_focus_and_nothing_else(window, qtbot):
    window.practise.show_home()
    window.practise.home.focus_card(Drill.FROGGER)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    setup = window.practise.setup
    assert window.practise.currentWidget() is setup
    assert setup.drill is Drill.FROGGER
    setup.person.setFocus()
    qtbot.keyClick(setup.person, Qt.Key.Key_Return)
    assert window.practise.currentWidget() is setup


def test_enter_presses_the_button_in_focus_of_a_dialog(qtbot, world):
    dialog = AddressDialog(world.services.open_source)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.use_button.setFocus()
    qtbot.keyClick(dialog.use_button, Qt.Key.Key_Return)
    assert dialog.problem.text() == NO_ADDRESS
