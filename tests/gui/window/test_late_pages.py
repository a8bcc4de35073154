"""The pages that are not seen first: made soon after the start or when asked for, and told all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtGui import QCloseEvent

from app.gui.main_window import MainWindow
from app.session.corrections import Corrections, RepCorrection, Verdict
from app.settings.preferences import Preferences
from sample_videos import sample_path
from tests.gui.analyses import an_analysis


def made(window):
    return [name for name in ("review", "progress", "settings") if window._late.has(name)]


@pytest.fixture
def new_window(qtbot, world):
    def opened(preferences=None, remember=lambda _: None):
        window = MainWindow(world.services, preferences, remember)
        qtbot.addWidget(window)
        return window

    return opened


class ByHand(QCloseEvent):
    """What the desktop sends when somebody closes the window."""

    def spontaneous(self):
        return True


def test_nobody_loses_corrections_by_closing_the_window(new_window, monkeypatch):
    asked, answers = [], [False, True]
    monkeypatch.setattr(
        "app.gui.window.late_pages.is_sure",
        lambda _parent, question, _action: asked.append(question) or answers.pop(0),
    )
    window = new_window()
    window.show()
    window.review.show_analysis(an_analysis(sample_path("aeroplane")))
    window.review._on_said(Corrections(reps=(RepCorrection(1, Verdict.PARTIAL),)))
    stays, goes = ByHand(), ByHand()
    window.closeEvent(stays)
    assert not stays.isAccepted()
    assert "aeroplane.mp4 are not in the history" in asked[0]
    window.closeEvent(goes)
    assert goes.isAccepted()
    assert len(asked) == 2


def test_a_page_that_cannot_be_made_is_not_tried_over_and_over(new_window, monkeypatch, qtbot):
    tried = []

    def fails(_pages):
        tried.append(1)
        raise ImportError("damaged installation")

    monkeypatch.setattr(type(new_window()._late), "review", property(fails))
    window = new_window()
    with qtbot.captureExceptions():
        window._late.make_soon()
        qtbot.waitUntil(lambda: bool(tried))
        qtbot.wait(100)
    assert len(tried) == 1


def test_the_window_is_shown_before_they_are_made_and_has_them_soon_after(new_window, qtbot):
    window = new_window()
    window.show()
    assert made(window) == []
    assert window.page_count == 4
    qtbot.waitUntil(lambda: len(made(window)) == 3)
    assert window.page is window.practise


@pytest.mark.parametrize(("number", "name"), [(1, "review"), (2, "progress"), (3, "settings")])
def test_one_that_is_asked_for_is_made_alone_and_in_its_place(new_window, number, name):
    window = new_window()
    window.show_page(number)
    assert made(window) == [name]
    assert window.page is getattr(window, name)
    assert window.page_count == 4


def test_what_was_preferred_before_they_were_made_holds_in_them(new_window):
    window = new_window(Preferences(goal="deep_squat", sound=False, source="2"))
    window.begin()
    window.people.choose("Ann")
    assert made(window) == []
    assert (window.review.person, window.review.goal) == ("Ann", "deep_squat")
    assert window.progress.goal == "deep_squat"
    assert not window.settings.sound.isChecked()
    assert window.settings.source.choice == window.practise.setup.source.choice


def test_a_change_on_a_late_page_is_remembered_and_followed(new_window):
    told = []
    window = new_window(remember=told.append)
    window.settings.changed.emit(replace(window.preferences, mirrored=False))
    assert told[-1].mirrored is False
    assert window.practise.mirrored is False


def test_a_window_that_is_closed_makes_none_any_more(new_window, qtbot):
    window = new_window()
    window.show()
    window.close()
    qtbot.wait(400)
    assert made(window) == []
