"""The end of a set read from afar, the rest after it, and the note."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt

from app.gui.widgets.rest_clock import RestClock
from app.practice.live.live_state import Ending
from drills.core.events import Drill
from tests.gui.practice.sets import begin, click, end


def test_the_rest_runs_down_and_the_next_set_starts(practise, world, wait):
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.live.live.ending is Ending.WORK_DONE
    rest = practise.summary.rest
    assert rest.isVisible()
    assert rest.text.startswith("Rest 0:")
    rest._ends_s = 0.0
    wait(lambda: practise.is_live)
    wait(lambda: practise.currentWidget() is practise.summary)


def test_after_a_set_that_was_ended_by_hand_nothing_starts_by_itself(practise, world, wait):
    begin(practise, world, wait)
    practise.live.stop()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert not practise.summary.rest.isVisible()


def test_the_rest_can_be_stopped(qtbot):
    rest = RestClock()
    qtbot.addWidget(rest)
    over = []
    rest.over.connect(lambda: over.append(1))
    rest.start(75.0)
    assert rest.text == "Rest 1:15"
    rest.stop_button.click()
    assert not rest.isVisible()
    assert not rest._timer.isActive()
    assert over == []


def test_a_finished_plan_offers_the_drills_once(practise, world, wait):
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    for _ in range(2):
        practise.start()
        wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.summary.next_button.text() == "All drills  (N)"
    assert not practise.summary.back_button.isVisible()
    assert not practise.summary.rest.isVisible()


def test_a_note_in_words_is_stored_with_the_set(practise, world, wait):
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    practise.summary.words.setText("  knee   felt odd ")
    practise.summary.close_glance()
    practise.press_escape()
    wait(lambda: practise._records._writing and not practise._records._writing[-1].is_running)
    with world.open_store() as store:
        (row,) = store.sessions()
        assert store.note(row.id).text == "knee felt odd"


def finished(practise, world, wait):
    """A set on a camera that comes to its end by itself."""
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    return practise.summary


def test_the_end_of_a_set_is_read_from_afar_before_it_asks_anything(practise, world, wait, qtbot):
    page = finished(practise, world, wait)
    assert page.glance.isVisible()
    assert page.glance.geometry() == page.rect()
    assert page.glance.texts[:2] == ("1 ✓ clean", "0 △ compensated")
    assert "Rest 0:" in page.glance._rest.text()
    assert any("of 1 clean. Rest 30 seconds" in words for words in world.voice.said)
    assert "of 2" in page.glance.texts[-1]  # what comes after it
    assert not page.glance._timer.isActive()  # it stays while the rest runs
    practise.summary.rest.stop()
    page.glance._timer.timeout.emit()  # ten seconds later
    assert not page.glance.isVisible()


@pytest.mark.parametrize("way", ["key", "click", "space", "escape"])
def test_a_key_or_a_click_shows_the_details_and_starts_nothing(
    practise, window, world, wait, qtbot, way
):
    page = finished(practise, world, wait)
    if way == "key":
        qtbot.keyClick(page.glance, Qt.Key.Key_A)
    elif way == "click":
        click(qtbot, page.glance)
    else:
        qtbot.keyClick(window, {"space": Qt.Key.Key_Space, "escape": Qt.Key.Key_Escape}[way])
    assert not page.glance.isVisible()
    assert practise.currentWidget() is page
    page.rest.stop()


def test_who_ended_the_set_by_hand_sees_the_details_at_once(practise, world, wait):
    begin(practise, world, wait)
    end(practise, wait)
    assert practise.currentWidget() is practise.summary
    assert not practise.summary.glance.isVisible()
