"""Whose set it is: shown and changed on every page of a set, and asked for where people share."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QInputDialog

from app.store import Person
from drills.core.events import Drill, Level


@pytest.fixture
def practise(window):
    window.practise.setup.source.name_source("0")
    return window.practise


@pytest.fixture
def shared(window, world, wait):
    """A computer that Ada and Kim share."""
    with world.open_store() as store:
        store.put_person(Person("Ada"))
        store.put_person(Person("Kim"))
    window.people.look()
    wait(lambda: window.people.names == ("Ada", "Kim"))
    window.people.guess("Ada")
    return window


def at_summary(practise):
    return practise.currentWidget() is practise.summary


def test_every_page_of_a_set_shows_who_it_is(practise, window, world, wait):
    window.people.choose("Kim")
    practise.choose_drill(Drill.FROGGER)
    assert practise.home.person.currentText() == "Kim"
    assert practise.setup.person.currentText() == "Kim"
    world.frames = None
    practise.ask_and_start()
    wait(lambda: practise.live.live.counts.total == 1)
    assert "Kim" in practise.live.panel._title.text()
    practise.live.stop()
    wait(lambda: at_summary(practise))
    assert practise.summary.person.currentText() == "Kim"


def test_a_shared_computer_asks_whose_set_it_is(shared, practise, world, wait, qtbot):
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    assert practise.currentWidget() is practise.who
    assert world.orders == []
    assert practise.who.focusWidget() is practise.who.buttons["Ada"]
    practise.who.buttons["Kim"].click()
    assert world.orders[-1].person == "Kim"
    wait(lambda: at_summary(practise))
    practise.press_next()
    assert practise.is_live  # the next set of the same visit is Kim's without asking again
    wait(lambda: at_summary(practise))
    practise.summary.close_glance()
    practise.press_escape()
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    assert practise.currentWidget() is practise.who


def test_reps_chosen_by_hand_stay_when_the_person_is_named(shared, practise):
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(4)
    assert "sets of 4," in practise.setup._dose.text()
    practise.ask_and_start()
    practise.who.buttons["Kim"].click()
    assert practise.setup.plan.reps == 4
    practise.live.stop()


def test_a_name_is_shown_as_it_was_typed(shared, practise, window):
    window.people.take_names(("A & B", "Kim"))
    practise.who.ask()
    assert practise.who.buttons["A & B"].text() == "A && B"  # to Qt: one ampersand, no key


def test_escape_leaves_the_question(shared, practise, world, qtbot):
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    qtbot.keyClick(shared, Qt.Key.Key_Escape)
    assert practise.currentWidget() is practise.setup
    assert world.orders == []


def test_who_was_chosen_on_the_way_is_not_asked_again(shared, practise, world, wait):
    practise.choose_drill(Drill.FROGGER)
    shared.people.choose("Kim")
    practise.ask_and_start()
    assert practise.is_live
    wait(lambda: at_summary(practise))


def test_a_person_alone_is_not_asked(practise, window, world, wait):
    with world.open_store() as store:
        store.put_person(Person("Ada"))
    window.people.look()
    wait(lambda: window.people.names == ("Ada",))
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    assert practise.is_live
    wait(lambda: at_summary(practise))


def test_the_summary_gives_the_set_to_somebody_else(shared, practise, world, wait):
    shared.people.choose("Ada")
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    wait(lambda: at_summary(practise))
    shared.people.choose("Kim")
    wait(lambda: practise._records._writing and not practise._records._writing[-1].is_running)
    with world.open_store() as store:
        (row,) = store.sessions()
    assert row.person == "Kim"


def test_looking_at_somebody_elses_progress_gives_no_set_away(shared, practise, world, wait):
    shared.people.choose("Ada")
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    wait(lambda: at_summary(practise))
    shared.show_page(2)
    shared.people.choose("Kim")
    assert practise.currentWidget() is practise.home  # whose set it was is not shown as Kim's
    practise._records.finish_work()
    with world.open_store() as store:
        assert [row.person for row in store.sessions()] == ["Ada"]


def test_looking_at_somebodys_progress_begins_no_set(shared, practise, world):
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    assert practise.currentWidget() is practise.who
    shared.show_page(2)
    shared.people.choose("Kim")
    assert world.orders == []


@pytest.mark.parametrize("does_agree", [False, True])
def test_nobodys_video_stays_because_somebody_else_had_agreed(
    shared, practise, world, wait, monkeypatch, does_agree
):
    asked = []
    monkeypatch.setattr(
        "app.gui.practice.practice_page.agrees",
        lambda parent, alias: asked.append(alias) or does_agree,
    )
    shared.people.choose("Ada")
    practise.choose_drill(Drill.FROGGER)
    practise.setup.keep_video.setChecked(True)
    practise.ask_and_start()
    wait(lambda: at_summary(practise))
    shared.people.choose("Kim")
    wait(lambda: asked == ["Kim"])
    wait(lambda: not practise._records._writing[-1].is_running)
    with world.open_store() as store:
        (row,) = store.sessions("Kim")
        assert (store.video(row.id) is not None) == does_agree
    assert practise.summary.review_button.isHidden() != does_agree


def test_somebody_new_can_be_named_before_the_set(shared, practise, world, wait, monkeypatch):
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("Bo", True))
    practise.who.new_button.click()
    wait(lambda: practise.is_live)
    assert world.orders[-1].person == "Bo"
    wait(lambda: at_summary(practise))


def test_the_level_of_a_person_and_drill_comes_back(practise, window):
    window.people.choose("Kim")
    practise.choose_drill(Drill.AEROPLANE)
    assert practise.setup.level == Level.FEET_DOWN
    practise.setup._levels.press(2)
    practise.choose_drill(Drill.FROGGER)
    practise.choose_drill(Drill.AEROPLANE)
    assert practise.setup.level == Level.SINGLE_LEG
    window.people.choose("Ada")
    assert practise.setup.level == Level.FEET_DOWN
    window.people.choose("Kim")
    assert practise.setup.level == Level.SINGLE_LEG
    assert window.preferences.levels["Kim"]["aeroplane"] == Level.SINGLE_LEG


def test_what_is_remembered_of_a_person_goes_with_the_person(shared, practise):
    shared.people.choose("Kim")
    practise.choose_drill(Drill.AEROPLANE)
    practise.setup._levels.press(1)
    assert "Kim" in shared.preferences.levels
    shared.people.take_names(("Ada",))
    shared.people.choose("Ada")
    assert "Kim" not in shared.preferences.levels
