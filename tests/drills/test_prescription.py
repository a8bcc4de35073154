from __future__ import annotations

import pytest

from drills.core.definition import Goal, Tempo
from drills.core.events import Drill, Level, Rep, RepCompleted, RepResult, RepVoided
from drills.frogger.definition import KneeWidth
from drills.prescription import (
    Work,
    after,
    prescription,
    suggestion,
    tempo_words,
    what_next,
    work_of,
)
from vision.datatypes import Side

LEFT, RIGHT = Side.LEFT, Side.RIGHT
CLEAN, COMPENSATED, PARTIAL, UNJUDGED = RepResult
ASKED = prescription(Drill.AEROPLANE, sets=2, reps=3)


def reps(count: int, side: Side = LEFT, result: RepResult = CLEAN) -> list[Rep]:
    return [Rep(side, 0.0, 1.0, 2.0, result)] * count


def test_dose_follows_the_goal_and_what_is_named_replaces_it() -> None:
    easy, hard = (prescription(Drill.FROGGER, goal) for goal in (Goal.EVERYDAY, Goal.GYMNASTICS))
    assert hard.sets * hard.reps > easy.sets * easy.reps
    assert prescription(Drill.FROGGER, Goal.OWN) == easy
    assert prescription(Drill.AEROPLANE, side=RIGHT).sides == (RIGHT,)
    assert prescription(Drill.FROGGER, side=RIGHT).sides == (None,)
    assert (ASKED.sets, ASKED.reps, ASKED.sides) == (2, 3, (LEFT, RIGHT))


@pytest.mark.parametrize("wrong", [{"sets": 0}, {"reps": -1}])
def test_nothing_to_do_is_no_prescription(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        prescription(Drill.AEROPLANE, **wrong)


def test_first_thing_is_the_first_set() -> None:
    now = what_next(Work(ASKED))
    assert (now.is_done, now.side) == (False, LEFT)
    assert now.text == "Set 1 of 2, left side: 3 reps to go."


def test_set_under_way_is_finished_first_whichever_side_began() -> None:
    now = what_next(work_of(ASKED, reps(2, RIGHT)))
    assert (now.side, now.text) == (RIGHT, "Set 1 of 2, right side: 1 rep to go.")


def test_after_a_set_comes_a_rest_and_the_other_side() -> None:
    now = what_next(work_of(ASKED, reps(3, RIGHT)))
    assert now.side is LEFT
    assert now.text.startswith("Rest 45 seconds. Then set 1 of 2, left side")


def test_work_is_done_when_every_side_has_its_sets() -> None:
    assert not what_next(work_of(ASKED, reps(6, LEFT) + reps(5, RIGHT))).is_done
    assert what_next(work_of(ASKED, reps(6, LEFT) + reps(6, RIGHT))).is_done
    assert what_next(work_of(ASKED, reps(9, LEFT) + reps(7, RIGHT))).is_done


def test_partial_reps_are_no_work_and_compensated_ones_are() -> None:
    work = work_of(ASKED, reps(2, result=PARTIAL) + reps(2, result=COMPENSATED))
    assert work.full(LEFT) == 2
    assert what_next(work).text == "Set 1 of 2, left side: 1 rep to go."


def test_unjudged_reps_are_work_but_never_lead_on() -> None:
    assert work_of(ASKED, reps(2, result=UNJUDGED)).full(LEFT) == 2
    done = reps(3, LEFT) + reps(3, RIGHT)
    for unjudged in (reps(6, result=UNJUDGED), reps(3, LEFT, UNJUDGED) + reps(3, RIGHT)):
        found = suggestion(work_of(ASKED, unjudged), Level.KICKSTAND)
        assert found.level == Level.KICKSTAND
        assert "could not be judged" in found.text
    assert level_after(done + reps(1, LEFT, UNJUDGED)) == Level.KICKSTAND


def test_unjudged_reps_do_not_hide_that_the_judged_ones_were_compensated() -> None:
    done = reps(2, LEFT, CLEAN) + reps(2, LEFT, COMPENSATED) + reps(6, LEFT, UNJUDGED)
    assert level_after(done) == Level.FEET_DOWN


def test_events_are_followed_as_they_come() -> None:
    work = Work(ASKED)
    for event in (RepCompleted(1.0, 1, reps(1)[0]), RepVoided(2.0, 1.5)):
        work = after(work, event)
    assert work.full(LEFT) == 1


def test_rock_has_no_sides() -> None:
    asked = prescription(Drill.FROGGER, sets=1, reps=4)
    work = work_of(asked, reps(2, LEFT) + reps(2, RIGHT))
    assert what_next(work).is_done
    assert what_next(Work(asked)).text == "Set 1 of 1: 4 reps to go."


def test_side_that_was_not_asked_for_is_not_counted() -> None:
    asked = prescription(Drill.AEROPLANE, sets=1, reps=2, side=LEFT)
    assert work_of(asked, reps(2, RIGHT)).full(RIGHT) == 0


# ---- levels


def level_after(done: list[Rep], level: str | None = Level.KICKSTAND) -> str | None:
    return suggestion(work_of(ASKED, done), level).level


def test_clean_set_on_both_sides_leads_to_the_next_level() -> None:
    assert level_after(reps(3, LEFT) + reps(3, RIGHT)) == Level.SINGLE_LEG


@pytest.mark.parametrize(
    "done",
    [
        reps(6, LEFT),  # one side only
        reps(3, LEFT) + reps(2, RIGHT),
        reps(3, LEFT) + reps(3, RIGHT) + reps(2, RIGHT, PARTIAL),  # 3 of 5 clean
        reps(3, LEFT) + reps(2, RIGHT) + reps(1, RIGHT, COMPENSATED),
        [],
    ],
)
def test_anything_less_than_clean_sets_stays(done: list[Rep]) -> None:
    assert level_after(done) == Level.KICKSTAND


def test_half_compensated_leads_back() -> None:
    done = reps(3, LEFT) + reps(2, RIGHT) + reps(2, RIGHT, COMPENSATED)
    assert level_after(done) == Level.FEET_DOWN
    assert level_after(done, Level.FEET_DOWN) == Level.FEET_DOWN


def test_hardest_level_has_no_next() -> None:
    done = reps(3, LEFT) + reps(3, RIGHT)
    found = suggestion(work_of(ASKED, done), Level.SINGLE_LEG)
    assert found.level == Level.SINGLE_LEG
    assert "hardest" in found.text


def test_level_that_was_not_seen_gives_no_suggestion() -> None:
    assert suggestion(work_of(ASKED, reps(9)), None).level is None


def test_rock_goes_on_by_the_width_of_the_knees() -> None:
    work = work_of(prescription(Drill.FROGGER, sets=1, reps=4), reps(4))
    assert suggestion(work, KneeWidth.SHOULDER).level == KneeWidth.WIDE


# ---- tempo


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        ({"out_s": 3.0, "back_s": 2.0}, ""),
        ({"out_s": 1.2, "back_s": 3.0}, "out faster than asked (1.2 s of 3.0 s)"),
        ({"out_s": 3.0, "back_s": 5.0}, "back slower than asked (5.0 s of 3.0 s)"),
        ({}, ""),
    ],
)
def test_tempo_is_compared_with_what_was_asked(timing: dict[str, float], words: str) -> None:
    assert tempo_words(timing, Tempo(3.0, 1.0, 3.0)) == words
