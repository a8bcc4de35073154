"""A person's own plan: what it asks for, and how far a day got with it."""

from __future__ import annotations

import pytest

from drills.core.events import Counts, Drill, Level
from drills.frogger.definition import KneeWidth
from drills.regimen import Done, Exercise, Regimen, next_of, suggested, works_of
from vision.datatypes import Side

ROCK = Exercise(Drill.FROGGER, 2, 10, targets={"clean_hip_flexion_deg": (100.0, 120.0)})
TURN = Exercise(Drill.AEROPLANE, 2, 5, Level.KICKSTAND, Side.LEFT)
PLAN = Regimen((ROCK, TURN), days_a_week=3)


def test_a_plan_replaces_amount_and_targets_and_keeps_the_goals_tempo():
    asked = TURN.asked("gymnastics")
    assert (asked.sets, asked.reps, asked.sides, asked.rest_s) == (2, 5, (Side.LEFT,), 60.0)
    (band,) = ROCK.bands("everyday")
    assert (band.least, band.most) == (100.0, 120.0)
    assert {band.least for band in TURN.bands("everyday")} == {13, 8}  # those of the kickstand


def test_a_day_is_followed_exercise_by_exercise():
    both = {Side.LEFT: Counts(6), Side.RIGHT: Counts(4, 0, 3)}
    works = works_of(PLAN, "everyday", [Done(Drill.FROGGER, None, both)])
    assert works[0].sets(None) == 1  # both sides of the rock are one; partial reps do not count
    assert next_of(works)[0] == 0
    more = [Done(Drill.FROGGER, KneeWidth.WIDE, {Side.LEFT: Counts(10)})]
    works = works_of(PLAN, "everyday", [Done(Drill.FROGGER, None, both), *more])
    place, upcoming = next_of(works)
    assert (place, upcoming.side) == (1, Side.LEFT)


def test_a_level_that_is_not_asked_for_counts_for_its_drill():
    done = [Done(Drill.AEROPLANE, Level.SINGLE_LEG, {Side.LEFT: Counts(10)})]
    rocks = [Done(Drill.FROGGER, None, {Side.LEFT: Counts(20)})]
    assert next_of(works_of(PLAN, "everyday", [*done, *rocks])) is None
    other_side = [Done(Drill.AEROPLANE, Level.KICKSTAND, {Side.RIGHT: Counts(10)})]
    assert next_of(works_of(PLAN, "everyday", [*other_side, *rocks]))[0] == 1


def test_two_levels_of_a_drill_are_told_apart():
    easy, hard = (Exercise(Drill.AEROPLANE, 1, 5, level) for level in ("kickstand", "single_leg"))
    plan = Regimen((easy, hard))
    done = [Done(Drill.AEROPLANE, "single_leg", {side: Counts(5) for side in Side})]
    first, second = works_of(plan, "everyday", done)
    assert (first.sets(Side.LEFT), second.sets(Side.LEFT)) == (0, 1)
    assert plan.exercise(Drill.AEROPLANE, "single_leg") is hard
    assert plan.exercise(Drill.AEROPLANE, "feet_down") is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Exercise(Drill.FROGGER, 0, 10),
        lambda: Exercise(Drill.FROGGER, 2, 10, level="kickstand"),
        lambda: Exercise(Drill.FROGGER, 2, 10, targets={"clean_hip_flexion_deg": (120, 100)}),
        lambda: Exercise(Drill.FROGGER, 2, 10, targets={"pelvis_rotation_open_deg": (10, 20)}),
        lambda: Regimen((ROCK,), days_a_week=8),
        lambda: Regimen(()),
        lambda: Regimen((ROCK,) * 15),
    ],
)
def test_what_cannot_be_asked_for_is_refused(wrong):
    with pytest.raises(ValueError, match=r"plan|level|target|week"):
        wrong()


def test_a_plan_may_be_long():
    assert len(Regimen((ROCK,) * 10).exercises) == 10


def test_a_plan_begins_as_the_dose_of_the_goal():
    assert {one.drill for one in suggested("deep_squat").exercises} == {
        Drill.AEROPLANE, Drill.FROGGER, Drill.FOOT_LIFT,
    }  # fmt: skip
