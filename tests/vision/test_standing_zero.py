"""The zero of hip flexion: the person's own quiet standing, seen from the side."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.builders import times_s
from tests.pose_builders import all_fours, hinged, pose, standing, with_back
from tests.vision.films import ContourModel
from vision.angles.intervals import UNKNOWN_ZERO_DEG, widened
from vision.angles.model import Answer, Answers
from vision.body.body import read_body
from vision.body.standing import (
    QuietStanding,
    follow_standing,
    standing_flexion_deg,
)
from vision.datatypes import Absent, Estimate, Reason, Side
from vision.measures import sided
from vision.observer import Observer
from vision.persistence import MOST_MOMENTS

FLEXION = sided("hip_flexion_deg", Side.RIGHT)


def sure(_posture, _features, _sector):
    """Answer every question with 60 +/- 4 deg, 7 as a peak."""
    return Answers(dict.fromkeys(ContourModel.names, Answer(60.0, 4.0, 1.75)), 0.0, False, 0.0)


def stand(observer, until_s, *, lean_deg=6.0, from_s=0.0, yaw_deg=90.0, sway_deg=0.0, **where):
    for t_s in times_s(until_s - from_s, 15.0):
        lean = lean_deg + sway_deg * math.sin(20.0 * t_s)
        body = standing(lean_deg=lean)
        observer.observe(pose(body, yaw_deg=yaw_deg, t_s=from_s + t_s, **where), from_s + t_s)
    return observer


def on_all_fours(observer, from_s=0.0):
    for t_s in times_s(2.0, 15.0):
        seen = with_back(pose(all_fours(), yaw_deg=90.0, t_s=from_s + t_s))
        sample = observer.observe(seen, from_s + t_s).sample
    return sample.measures


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0, 70.0])
def test_quiet_standing_from_the_side_is_the_zero(yaw_deg):
    observer = stand(Observer(), 2.0, yaw_deg=yaw_deg)
    assert observer.standing_seen_deg == pytest.approx(6.0, abs=1.0)
    assert observer.standing_deg == observer.standing_seen_deg


def test_leaning_back_is_negative():
    assert stand(Observer(), 2.0, lean_deg=-5.0).standing_deg == pytest.approx(-5.0, abs=0.5)


@pytest.mark.parametrize(
    "how",
    [{"yaw_deg": 0.0}, {"yaw_deg": 135.0}, {"sway_deg": 14.0}, {"lean_deg": 24.0}],
    ids=["in front", "at an angle", "moving", "stooping"],
)
def test_no_zero_from(how):
    assert stand(Observer(), 3.0, **how).standing_deg is None


def test_a_facing_that_is_not_known_shows_no_zero():
    assert standing_flexion_deg(pose(standing(), yaw_deg=90.0), math.nan) is None


def test_bent_knees_show_no_zero():
    bent = read_body(pose(standing(thigh_deg=30.0, shank_deg=30.0), yaw_deg=90.0))
    assert follow_standing(QuietStanding(), bent) == QuietStanding()


def test_the_median_of_the_latest_moments_counts():
    state = QuietStanding()
    for index in range(MOST_MOMENTS + 100):
        body = read_body(pose(standing(lean_deg=8.0 if index < 100 else 3.0), yaw_deg=90.0))
        state = follow_standing(state, replace(body, t_s=index * 0.2))
    assert len(state.moments) == MOST_MOMENTS
    assert min(deg for _, deg in state.moments) == pytest.approx(3.0, abs=0.5)
    assert state.flexion_deg == pytest.approx(3.0, abs=0.5)


def test_a_given_zero_is_replaced_by_one_that_is_seen():
    observer = Observer(standing_deg=-8.0)
    on_all_fours(observer)
    assert (observer.standing_deg, observer.standing_seen_deg) == (-8.0, None)
    assert stand(observer, 6.0, from_s=2.5).standing_deg == pytest.approx(6.0, abs=1.0)


def test_a_zero_found_with_the_recording_in_sight_is_kept():
    observer = stand(Observer(neutrals=(), standing_deg=-8.0), 2.0)
    assert observer.standing_deg == -8.0


@pytest.mark.parametrize("given_deg", [None, -8.0])
def test_another_person_inherits_no_zero(given_deg):
    observer = Observer(standing_deg=given_deg)
    stand(observer, 2.0, centre_px=(300, 360))
    assert observer.standing_deg is not None
    stand(observer, 3.0, from_s=2.05, yaw_deg=0.0, centre_px=(1000, 360))
    assert observer.identity_changes
    assert observer.standing_deg is None


def test_who_stood_before_getting_down_is_measured_as_well_as_who_did_not():
    after = on_all_fours(stand(Observer(), 2.0), 2.1)
    without = on_all_fours(Observer(standing_deg=6.0))
    for name in (FLEXION, sided("hip_excursion_deg", Side.RIGHT), "lumbar_flexion_deg"):
        there, here = after[name], without[name]
        assert isinstance(there, Estimate)
        assert there.value == pytest.approx(here.value, abs=1.0)
        assert there.high - there.low == pytest.approx(here.high - here.low, rel=0.1)


def in_hinge(observer):
    for t_s in times_s(2.0, 15.0):
        seen = with_back(pose(hinged(Side.RIGHT), yaw_deg=90.0, t_s=t_s))
        sample = observer.observe(seen, t_s).sample
    return sample.measures


@pytest.mark.parametrize("measured", [on_all_fours, in_hinge])
def test_without_a_zero_hip_flexion_is_as_wide_as_bodies_differ(measured):
    known = measured(Observer(Side.RIGHT, sure, standing_deg=2.0))
    unknown = measured(Observer(Side.RIGHT, sure))
    assert known[FLEXION] == Estimate.around(60.0, 4.0, 1.75)
    assert unknown[FLEXION] == Estimate.around(60.0, UNKNOWN_ZERO_DEG, 1.0)
    others = {name: measure for name, measure in known.items() if "hip_flexion" not in name}
    assert others.items() <= unknown.items()
    assert "hip_excursion_right_deg" in others or measured is in_hinge


@pytest.mark.parametrize(
    ("own", "frame", "peak"),
    [((4.0, 1.7), 10.0, 10.0), ((8.0, 1.5), 10.0, 12.0), ((12.0, 1.0), 12.0, 12.0)],
)
def test_widening_is_least_for_frame_and_peak(own, frame, peak):
    wide = widened(Estimate.around(50.0, *own), 10.0)
    assert wide.high - 50.0 == pytest.approx(frame)
    assert wide.peak().high - 50.0 == pytest.approx(peak)
    assert widened(Absent(Reason.NOT_VISIBLE), 10.0) == Absent(Reason.NOT_VISIBLE)
