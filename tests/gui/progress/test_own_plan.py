"""Practise offers what the plan of the person asks for, and the plan replaces the goal's dose."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt

from app.store import Person
from drills.core.events import Drill, Level
from drills.regimen import Exercise, Regimen
from vision.datatypes import Side

ROCK = Exercise(
    Drill.FROGGER, 1, 1, targets={"clean_hip_flexion_deg": (100.0, 120.0)}, beyond=False
)
TURN = Exercise(Drill.AEROPLANE, 3, 4, Level.KICKSTAND, Side.RIGHT)
PLAN = Regimen((ROCK, TURN), days_a_week=3, note="Slowly.")


@pytest.fixture
def practise(window, world, wait):
    with world.open_store() as store:
        store.put_person(Person("Kim"))
        store.set_regimen("Kim", PLAN)
    window.practise.setup.source.name_source("0")
    window.people.look()
    wait(lambda: window.people.names == ("Kim",))
    window.people.choose("Kim")
    wait(lambda: window.practise.own_plan.today is not None)
    window.begin()
    window.practise.show_home()
    wait(lambda: window.practise.home.plan.isVisible())
    return window.practise


def test_the_drills_page_says_what_is_next(practise):
    card = practise.home.plan
    assert card.head.text() == "Plan for Kim: 0 of 3 days this week"
    assert card.words.text().startswith("Next: Frogger rock. Set 1 of 1: 1 rep to go.")
    assert "Slowly." in card.words.text()


def test_somebody_else_has_no_plan(practise, window, wait):
    window.people.choose(None)
    wait(lambda: not practise.home.plan.isVisible())
    practise.choose_drill(Drill.FROGGER)
    assert "From the plan" not in practise.setup._dose.text()


def test_one_key_sets_up_what_is_next(practise, window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert practise.currentWidget() is practise.setup
    said = practise.setup._dose.text()
    assert said.startswith("From the plan: 1 set of 1, ")
    assert "100 to 120°. Stop at the upper end: going further is not the aim." in said


def test_after_the_last_set_comes_the_next_drill_of_the_plan(practise, window, world, wait):
    practise.home.plan.button.click()
    practise.ask_and_start()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert practise._plan.reps == 1
    said = practise.own_plan.today
    assert said.days_done == 1
    assert said.upcoming[0] == TURN
    practise.press_next()
    assert practise.currentWidget() is practise.setup
    assert (practise.setup.drill, practise.setup.level) == (Drill.AEROPLANE, Level.KICKSTAND)
    assert practise.setup.side is Side.RIGHT
    assert practise.setup.reps.value() == 4
    practise.press_escape()
    wait(lambda: "1 of 3 days this week" in practise.home.plan.head.text())


def test_a_level_that_is_not_in_the_plan_has_the_dose_of_the_goal(practise):
    practise.choose_drill(Drill.AEROPLANE)
    practise.setup._levels.press(2)
    assert "From the plan" not in practise.setup._dose.text()
    practise.setup._levels.press(1)
    assert practise.setup._dose.text().startswith("From the plan: 3 sets of 4 on the right, ")
    assert practise.setup.plan.reps == 4
