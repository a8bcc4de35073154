"""Only what exceeds interval and rule is called a difference; days are the person's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.records import MeasureSummary, SessionSummary, SideSummary
from app.trends.differences import Verdict, difference, judged, mean_of, minus
from app.trends.progress import compared, paired, progress, share_of
from drills.core.events import Counts, Drill
from tests.store_builders import MODEL, START
from vision.datatypes import Estimate, Side

TURN = "pelvis_rotation_open_deg"
TODAY = START.date() + timedelta(days=400)


def summary(day, best_deg=30.0, half_deg=3.0, side=Side.LEFT, counts=(4, 1, 1), **more):
    best = Estimate.around(best_deg, half_deg)
    found = SideSummary(
        Counts(*counts),
        Estimate(4.0, 3.5, 4.5),
        {TURN: MeasureSummary(best, Estimate.around(best_deg - 2, half_deg), counts[0])},
    )
    fields = {
        "id": f"{side}{day}",
        "created": START + timedelta(days=day),
        "drill": Drill.AEROPLANE,
        "level": "kickstand",
        "view": "front",
        "model_sha256": MODEL,
        "counts": Counts(*counts),
        "sides": {side: found},
    }
    return SessionSummary(**(fields | more))


def trend_of(bests, half_deg=3.0):
    sessions = [summary(day, best, half_deg) for day, best in enumerate(bests)]
    (course,) = progress(sessions, TODAY).courses
    (trend,) = course.trends
    return trend


# ---------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("bests", "half_deg", "verdict"),
    [
        ([30, 39], 3.0, Verdict.NONE),  # under 10 deg
        ([30, 41], 3.0, Verdict.POSSIBLE),  # 10 to 15
        ([30, 41], 9.0, Verdict.NONE),  # over 10 deg, within the interval of 12.7
        ([30, 47], 3.0, Verdict.POSSIBLE),  # over 15 deg, but once
        ([30, 47, 48], 3.0, Verdict.CONSISTENT),  # twice
        ([30, 47, 31, 48], 3.0, Verdict.CONSISTENT),  # two of three
        ([30, 47, 48, 31, 31, 31], 3.0, Verdict.NONE),  # it was, it is not
        ([30, 47, 14], 3.0, Verdict.POSSIBLE),  # once each way agree on nothing
        ([48, 31, 30], 3.0, Verdict.CONSISTENT),  # losses by the same rule
    ],
)
def test_a_change_since_the_first_session_needs_interval_and_rule(bests, half_deg, verdict):
    assert trend_of(bests, half_deg).since_first.verdict is verdict


def test_a_change_since_the_last_four_is_against_their_mean():
    change = trend_of([90, 30, 32, 30, 32, 42]).since_last_four
    assert change.delta.value == pytest.approx(11.0)
    assert change.verdict is Verdict.POSSIBLE
    assert "in the 4 sessions before" in change.text


def test_one_session_is_compared_with_nothing():
    trend = trend_of([30])
    assert trend.since_first.verdict is Verdict.UNKNOWN
    assert trend.since_first.delta is None


def test_the_words_name_amount_interval_and_direction():
    assert trend_of([30, 39]).since_first.text == (
        "9° (5 to 13) more than in the first session: no clear difference"
    )
    assert trend_of([40, 29]).since_first.text == (
        "11° (7 to 15) less than in the first session: possibly a difference, so repeat it"
    )


def test_just_under_a_threshold_is_not_shown_as_on_it():
    said = trend_of([30, 39.96]).since_first
    assert said.verdict is Verdict.NONE
    assert said.text.startswith("9.9° (6 to 14) more")
    assert trend_of([30, 30]).since_first.text.startswith("0° (-4 to 4), the same as in the first")


def test_a_ratio_is_shown_and_not_judged():
    said = difference("knee_width_ratio", [Estimate(0.4, 0.3, 0.5)], "then")
    assert said.verdict is Verdict.UNKNOWN
    assert "0.40 shoulder widths" in said.text


@given(st.floats(-90, 90), st.floats(0, 20), st.floats(-90, 90), st.floats(0, 20))
def test_a_difference_turns_its_sign_and_never_its_verdict(a, half_a, b, half_b):
    one, other = Estimate.around(a, half_a), Estimate.around(b, half_b)
    there, back = minus(one, other), minus(other, one)
    assert there.value == -back.value
    assert judged([there]) is judged([back])
    assert there.low <= there.value <= there.high


@given(st.lists(st.floats(0, 9.99), min_size=1, max_size=9), st.floats(0, 30))
def test_nothing_below_ten_degrees_is_ever_called_a_difference(values, half_deg):
    assert judged([Estimate.around(v, half_deg) for v in values]) is Verdict.NONE


def test_repeating_does_not_narrow_an_interval():
    assert mean_of([Estimate.around(30, 4)] * 4) == Estimate(30, 26, 34)


def test_another_model_or_view_is_a_caution():
    sessions = [summary(0), summary(1, view="left", model_sha256="b" * 64)]
    trend = progress(sessions, TODAY).courses[0].trends[0]
    assert trend.since_first.caution == "measured by another model, filmed from another view"


# ---------------------------------------------------------------- courses and sides


def test_drill_level_and_side_are_kept_apart_whatever_the_order():
    sessions = [
        summary(3, level="single_leg"),
        summary(1, side=Side.RIGHT),
        summary(2),
        summary(0, drill=Drill.FROGGER, level=None),
    ]
    found = {(c.drill, c.level, c.side) for c in progress(sessions, TODAY).courses}
    assert found == {
        (Drill.AEROPLANE, "single_leg", Side.LEFT),
        (Drill.AEROPLANE, "kickstand", Side.RIGHT),
        (Drill.AEROPLANE, "kickstand", Side.LEFT),
        (Drill.FROGGER, None, Side.LEFT),
    }


def test_points_carry_best_mean_share_and_tempo():
    course = progress([summary(0, 30), summary(1, 34)], TODAY).courses[0]
    trend = course.trends[0]
    assert [p.value.value for p in trend.best] == [30, 34]
    assert [p.value.value for p in trend.mean] == [28, 32]
    assert course.clean_share[0].value.value == pytest.approx(4 / 6)
    assert course.tempo_s[0].value == Estimate(4.0, 3.5, 4.5)


def test_sides_are_compared_by_the_same_rule():
    sessions = []
    for day in range(3):
        sessions += [summary(day, 50), summary(day, 30, side=Side.RIGHT)]
    (found,) = progress(sessions, TODAY).sides
    assert found.difference.verdict is Verdict.CONSISTENT
    assert found.difference.text.startswith("20° (16 to 24) more than on the right")


def test_sides_seen_too_long_apart_are_not_compared():
    sessions = [summary(0, 50), summary(20, 30, side=Side.RIGHT)]
    (found,) = progress(sessions, TODAY).sides
    assert found.difference.verdict is Verdict.UNKNOWN


def test_each_session_is_paired_once():
    course = progress([summary(d) for d in (0, 1, 2)], TODAY).courses[0]
    left = course.trends[0].best
    assert len(paired(left, left[-1:])) == 1


def test_a_next_step_is_given_where_there_are_levels():
    sessions = [
        summary(0, counts=(6, 0, 0)),
        summary(0, side=Side.RIGHT, counts=(6, 0, 0)),
        summary(1, drill=Drill.FOOT_LIFT, level=None),
    ]
    (advice,) = progress(sessions, TODAY).advice
    assert advice.drill is Drill.AEROPLANE
    assert advice.suggestion.level == "single_leg"
    sessions[1] = summary(0, side=Side.RIGHT, counts=(2, 4, 0))
    assert progress(sessions, TODAY).advice[0].suggestion.level == "feet_down"


def test_two_sessions_are_compared_by_their_best_clean_reps():
    ((side, said),) = compared(summary(5, 47), summary(0, 30))
    assert side is Side.LEFT
    assert said.verdict is Verdict.POSSIBLE  # two sessions cannot be consistent
    assert compared(summary(5), summary(0, side=Side.RIGHT)) == ()


@pytest.mark.parametrize(
    ("counts", "low", "high"), [((0, 0, 3), 0.0, 0.474), ((8, 1, 1), 0.541, 0.931)]
)
def test_a_share_has_the_interval_of_wilson(counts, low, high):
    share = share_of(Counts(*counts))
    assert (share.low, share.high) == pytest.approx((low, high), abs=0.001)


# ---------------------------------------------------------------- adherence


def adherence_of(days, today):
    start = START.date()
    sessions = [summary(day) for day in days]
    return progress(sessions, start + timedelta(days=today)).adherence


def test_a_streak_lives_through_today_and_ends_after_a_missed_day():
    assert adherence_of([0, 1, 2], today=2).streak_days == 3
    assert adherence_of([0, 1, 2], today=3).streak_days == 3
    assert adherence_of([0, 1, 2], today=4).streak_days == 0
    assert adherence_of([0, 1, 2, 5], today=5).streak_days == 1
    assert adherence_of([0, 1, 2, 5], today=5).longest_days == 3


def test_weeks_count_with_three_days_and_the_running_one_may_be_short():
    assert START.date() == date(2026, 1, 5)  # a Monday
    days = [0, 2, 4, 7, 9, 11, 14]
    assert adherence_of(days, today=14).streak_weeks == 2
    assert adherence_of(days, today=21).streak_weeks == 0


def test_the_dose_counts_the_last_days_with_today():
    found = adherence_of([0, 6, 7, 7], today=7)
    assert (found.week.sessions, found.week.practice_days) == (3, 2)
    assert found.week.counts == Counts(12, 3, 3)
    assert (found.month.sessions, found.sessions) == (4, 4)


def test_nobody_has_done_anything():
    empty = progress([], TODAY)
    assert empty.courses == ()
    assert (empty.adherence.streak_days, empty.adherence.streak_weeks) == (0, 0)
    assert empty.adherence.first is None


def test_sessions_dated_after_today_are_counted_apart():
    found = adherence_of([0, 1, 9, 400], today=1)
    assert (found.sessions, found.later, found.streak_days) == (2, 2, 2)
