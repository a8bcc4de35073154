"""What a reviewed video shows."""

from __future__ import annotations

import numpy as np
import pytest

from app.review import review_model
from app.review.job import ProgressNow, progress_words, time_words
from app.review.review_model import (
    CURVE_POINTS,
    best_rep,
    curve,
    differences,
    frame_at,
    moment_words,
    next_rep_s,
    previous_rep_s,
    rep_at,
)
from app.session.series import AngleSeries
from drills.core.events import Drill, Rep, RepResult
from tests.gui_builders import a_session
from vision.datatypes import Absent, Estimate, Reason, Side
from vision.measures import COLUMNS


def a_series(hip=lambda t: 90 + 20 * np.sin(t), gap=None, length_s=6.0):
    t_s = np.arange(0, length_s, 1 / 30)
    measures = {name: np.full((len(t_s), 3), np.nan) for name in COLUMNS}
    value = hip(t_s)
    measures["hip_excursion_left_deg"] = np.column_stack([value, value - 4, value + 4])
    measures["lumbar_flexion_deg"] = np.column_stack([0 * value, 0 * value - 5, 0 * value + 5])
    if gap is not None:
        inside = (t_s >= gap[0]) & (t_s <= gap[1])
        measures["hip_excursion_left_deg"][inside] = np.nan
    n = len(t_s)
    return AngleSeries(t_s, ("",) * n, np.zeros(n, np.int64), measures, np.ones(n), ("",) * n)


def test_the_rep_at_a_time():
    session = a_session()
    assert rep_at(session, 3.0)[0] == 2
    assert rep_at(session, 7.0) is None


def test_jumping_from_rep_to_rep():
    session = a_session()
    assert next_rep_s(session, 0.0) == 2
    assert next_rep_s(session, 4.5) is None
    assert previous_rep_s(session, 4.5) == 4
    assert previous_rep_s(session, 4.05) == 2
    assert previous_rep_s(session, 0.0) is None


def test_a_moment_in_words():
    head, body = moment_words(a_session(), 3.0)
    assert head == "Rep 2 compensated, left side to the camera"
    assert body.splitlines()[0] == "The low back rounded by 16°."
    assert moment_words(a_session(), 7.0)[0] == "Between reps"
    assert moment_words(a_session(reps=()), 7.0)[0] == "No rep was found"


def test_a_standing_warning_is_said_between_reps():
    assert moment_words(a_session(reps=()), 1.5)[1] == "Your low back rounds"


@pytest.mark.parametrize("drill", [*Drill, None])
def test_every_drill_has_lines_that_the_series_knows(drill):
    for side in ("left", "right", "both", None):
        for line in review_model.lines(drill, side):
            assert line.name in COLUMNS


def test_a_rep_on_normalised_time():
    found = curve(a_session(), a_series(lambda t: t * 10.0), 2)
    assert found.hip.shape == (CURVE_POINTS, 3)
    assert found.hip[0, 0] == pytest.approx(20.0, abs=0.5)
    assert found.hip[-1, 0] == pytest.approx(40.0, abs=0.5)
    assert found.hip[50, 2] - found.hip[50, 1] == pytest.approx(8.0)


def test_nothing_is_drawn_across_a_gap():
    found = curve(a_session(), a_series(gap=(2.6, 3.4)), 2)
    assert np.isnan(found.hip[45:55, 0]).all()
    assert np.isfinite(found.hip[:20, 0]).all()


def test_a_rep_that_was_never_seen_is_empty():
    assert np.isnan(curve(a_session(), a_series(gap=(0.0, 9.0)), 1).hip).all()


def a_turn(opened, closed, twist=2.0):
    measures = {
        "pelvis_rotation_open_deg": Estimate.around(opened, 4.0),
        "pelvis_rotation_closed_deg": Estimate.around(closed, 4.0),
        "spine_twist_deg": Estimate.around(twist, 4.0),
    }
    return Rep(Side.LEFT, 0, 1, 2, RepResult.CLEAN, (), measures)


def test_turns_are_compared_open_with_open_and_closed_with_closed():
    said = differences(Drill.AEROPLANE, a_turn(31.0, 29.0), a_turn(29.0, 31.0))
    assert [line.split(":")[0] for line in said] == [
        "Pelvis rotation, open", "Pelvis rotation, closed", "Spine twist",
    ]  # fmt: skip
    assert said[0] == "Pelvis rotation, open: 2° (-4 to 8) more than B: no clear difference."
    assert all("no clear difference" in line for line in said)


def test_a_difference_beyond_the_error_is_possible():
    said = differences(Drill.AEROPLANE, a_turn(45.0, 20.0), a_turn(20.0, 20.0))
    assert "more than B: possibly a difference" in said[0]


@pytest.mark.parametrize("missing", [{}, {"spine_twist_deg": Absent(Reason.WRONG_VIEW)}])
def test_what_was_not_seen_in_both_is_not_compared(missing):
    unseen = Rep(Side.LEFT, 0, 1, 2, RepResult.CLEAN, (), missing)
    said = differences(Drill.AEROPLANE, a_turn(30.0, 20.0), unseen)
    assert said[2] == "Spine twist: cannot be compared, not seen in both."


def test_a_foot_lift_plots_what_is_measured_on_all_fours():
    names = [line.name for line in review_model.lines(Drill.FOOT_LIFT, "right")]
    assert names == ["hip_rotation_right_deg", "pelvis_lift_deg"]


def test_the_best_rep_is_the_furthest_clean_one():
    def rep(result, size):
        peak = {"clean_hip_flexion_deg": Estimate.around(size, 4.0)}
        return Rep(Side.LEFT, 0, 1, 2, result, (), peak)

    reps = (
        rep(RepResult.CLEAN, 95),
        rep(RepResult.COMPENSATED, 120),
        rep(RepResult.CLEAN, 105),
        rep(RepResult.CLEAN, 100),
    )
    assert best_rep(a_session(reps=reps)) == 3
    assert best_rep(a_session(reps=reps[1:2])) is None


def test_the_result_at_a_time():
    times = np.array([1.0, 1.1, 1.2])
    assert frame_at(times, 0.5) is None
    assert frame_at(times, 1.0) == 0
    assert frame_at(times, 1.19) == 1
    assert frame_at(times, 1.4) == 2
    assert frame_at(times, 2.0) is None
    assert frame_at(np.array([]), 1.0) is None


def test_progress_in_words():
    assert time_words(125.4) == "2:05"
    looking, measuring = (ProgressNow(30.0, 90.0, 61.0, reps) for reps in (None, 1))
    assert progress_words(looking) == "Processing the video: 0:30 of 1:30, about 1:01 left"
    assert progress_words(measuring) == "Measuring: 0:30 of 1:30, about 1:01 left · 1 rep so far"
    assert progress_words(ProgressNow(3.0, None, None, 0)) == "Measuring: 0:03 · 0 reps so far"
