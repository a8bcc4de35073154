"""Progress against a person's own plan: days, sets, bands, and whether going beyond is good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.practice.today import today_of, upcoming_words, week_words
from app.progress.content import progress_content
from app.progress.regimen_words import against, exercise_lines
from app.report.context import context_from
from app.store import Person
from app.trends.progress import progress, summary_of
from drills.core.definition import Band
from drills.core.events import Drill
from drills.regimen import Exercise, Regimen
from tests.store_builders import START, a_rep, a_session
from vision.datatypes import Estimate, Side

TODAY = (START + timedelta(days=3)).date()  # a Thursday
ROCK = Exercise(Drill.FROGGER, 2, 2, targets={"clean_hip_flexion_deg": (100.0, 120.0)})
TURN = Exercise(Drill.AEROPLANE, 1, 2, "single_leg", beyond=False)
PLAN = Regimen((ROCK, TURN), 3, "Slowly.")


def rock(days, name, value=96.0):
    peak = {"clean_hip_flexion_deg": Estimate(value, value - 6, value + 6)}
    reps = [a_rep(number, **peak) for number in (1, 2)]
    return summary_of(a_session(name, reps, days=days, drill=Drill.FROGGER))


def turn(days, name, side=Side.LEFT):
    return summary_of(a_session(name, [a_rep(n, side) for n in (1, 2)], days=days))


BAND = Band("clean_hip_flexion_deg", 100, 120, "")


@pytest.mark.parametrize(
    ("low", "value", "high", "said"),
    [
        (80, 85, 90, "below"),
        (90, 96, 102, "below, too close to call"),
        (101, 110, 119, "within"),
        (99, 105, 111, "within, too close to call"),
        (121, 126, 131, "beyond"),
        (118, 124, 130, "beyond, too close to call"),
    ],
)
def test_a_value_against_a_band(low, value, high, said):
    assert against(Estimate(value, low, high), BAND) == said


def test_the_days_of_the_week_count_from_monday():
    summaries = [rock(-1, "sunday"), rock(0, "monday"), turn(0, "same day"), rock(3, "today")]
    today = today_of(PLAN, "everyday", summaries, TODAY)
    assert week_words(today) == "2 of 3 days this week"
    assert today.upcoming[0] is ROCK
    assert "set 2 of 2: 2 reps to go." in upcoming_words(today)
    before = today_of(PLAN, "everyday", summaries[:3], TODAY)
    assert week_words(before) == "1 of 3 days this week"


def test_each_exercise_is_spoken_against():
    summaries = [rock(0, "m"), turn(3, "l"), turn(3, "r", Side.RIGHT)]
    today = today_of(PLAN, "everyday", summaries, TODAY)
    first, second = exercise_lines(today, progress(summaries, TODAY))
    assert first.today == "Not done today."
    assert first.targets == (
        "Hip flexion before the low back moves, left: 96° (90 to 102), band 100 to 120°: below, "
        "too close to call",
    )
    assert first.beyond.startswith("Going further is fine")
    assert second.today == "Done today."
    assert second.beyond.startswith("Stop at the upper end")
    assert second.targets[0].startswith("Pelvis rotation, open, left: 30° (27 to 33), band 20 to")


def test_the_report_of_progress_speaks_of_the_plan_and_not_of_the_programs_advice():
    summaries = [rock(0, "m"), turn(3, "l")]
    kim = Person("Kim")
    said = progress_content(kim, summaries, date(2026, 1, 1), TODAY, regimen=PLAN)
    assert said.plan[0] == "2 of 3 days this week. Slowly."
    by_drill = {chapter.drill: chapter for chapter in said.chapters}
    assert by_drill[Drill.FROGGER].bands[0].least == 100.0
    assert by_drill[Drill.AEROPLANE].next_step == ""
    without = progress_content(kim, summaries, date(2026, 1, 1), TODAY)
    assert without.plan == ()
    assert "level" in {c.drill: c for c in without.chapters}[Drill.AEROPLANE].next_step


def test_the_report_of_a_session_leaves_what_is_next_to_the_plan():
    session = a_session(reps=[a_rep(1), a_rep(2)])
    assert context_from(session, regimen=PLAN).next_step == "Continue with your plan."
    assert "plan" not in context_from(session).next_step
