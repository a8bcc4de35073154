"""Faults and losses in a rock, and the clean range up to them."""

from __future__ import annotations

import math

import pytest

from drills.core.events import (
    Counts,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
    WarningRaised,
)
from tests.builders import out_and_back
from tests.drills.frogger.rocks import THREE, play, reps, rocks, with_loss
from vision.datatypes import Absent, Estimate, Reason

# ---- compensation


def rounding(t_s: float) -> float:
    """The low back rounds at the end of the second rock (from 5.6 s to 7.2 s)."""
    return 22.0 if 5.6 < t_s < 7.2 else 0.0


def test_rounding_rock_is_compensated_and_says_by_how_much() -> None:
    state, events = play(rocks(THREE, lumbar=rounding))
    assert state.set.counts == Counts(clean=2, compensated=1)
    rep = reps(events)[1]
    assert rep.result is RepResult.COMPENSATED
    assert rep.reasons == ("the low back rounded by 22 deg (17 to 27)",)
    assert rep.measures["lumbar_flexion_deg"] == Estimate(22, 17, 27)
    raised = [e for e in events if isinstance(e, WarningRaised)]
    cleared = [e for e in events if isinstance(e, WarningCleared)]
    assert [e.kind for e in raised] == [WarningKind.LUMBAR_FLEXION]
    assert raised[0].t_s == pytest.approx(5.9, abs=0.05)
    assert [e.warning.rep for e in cleared] == [2]


def test_sagging_keeps_its_sign_in_the_rep() -> None:
    samples = rocks(THREE, lumbar=lambda t: -rounding(t))
    rep = reps(play(samples)[1])[1]
    assert rep.reasons == ("the low back sagged by 22 deg (17 to 27)",)
    assert rep.measures["lumbar_flexion_deg"] == Estimate(-22, -27, -17)


def test_clean_range_ends_where_the_back_began_to_round() -> None:
    rock = out_and_back([50], way_s=2, hold_s=1)

    def late(t_s: float) -> float:
        return 22.0 if rock(t_s) > 35 else 0.0

    (rep,) = reps(play(rocks(rock, lumbar=late))[1])
    clean, hip = rep.measures["clean_hip_flexion_deg"], rep.measures["hip_flexion_deg"]
    assert isinstance(clean, Estimate)
    assert isinstance(hip, Estimate)
    assert clean.value == pytest.approx(90 + 35, abs=2)
    assert hip.value == pytest.approx(90 + 50, abs=0.5)


def test_clean_range_of_a_clean_rock_is_its_whole_range() -> None:
    for rep in reps(play(rocks(THREE))[1]):
        assert rep.measures["clean_hip_flexion_deg"] == rep.measures["hip_flexion_deg"]


def test_a_twitch_of_the_back_does_not_end_the_clean_range() -> None:
    samples = rocks(THREE, lumbar=lambda t: 22.0 if 1.5 < t < 1.6 else 0.0)
    rep = reps(play(samples)[1])[0]
    assert rep.result is RepResult.CLEAN
    assert rep.measures["clean_hip_flexion_deg"] == rep.measures["hip_flexion_deg"]


def test_clean_range_is_unknown_where_the_back_is_not_seen() -> None:
    samples = rocks(THREE, lumbar=lambda _: math.nan)
    state, events = play(samples)
    assert state.set.counts == Counts(unjudged=3)
    assert reps(events)[0].measures["clean_hip_flexion_deg"] == Absent(Reason.NOT_VISIBLE)


def test_clean_range_starts_anew_in_every_rep() -> None:
    samples = rocks(THREE, lumbar=rounding)
    third = reps(play(samples)[1])[2]
    assert third.measures["clean_hip_flexion_deg"] == third.measures["hip_flexion_deg"]


def test_warning_that_still_stands_makes_the_next_rep_compensated_too() -> None:
    samples = rocks(THREE, lumbar=lambda t: 22.0 if t > 5.6 else 0.0)
    state, events = play(samples)
    assert state.set.counts == Counts(clean=1, compensated=2)
    assert len([e for e in events if isinstance(e, WarningRaised)]) == 1


def test_rounding_in_the_rest_between_two_rocks_spoils_neither() -> None:
    samples = rocks(THREE, lumbar=lambda t: 22.0 if 4.0 < t < 4.6 else 0.0)
    state, events = play(samples)
    assert state.set.counts == Counts(clean=3)
    assert [e.warning.rep for e in events if isinstance(e, WarningCleared)] == [None]


@pytest.mark.parametrize(("start_s", "unjudged"), [(0.5, 0), (1.5, 0), (2.3, 1), (3.2, 1)])
def test_short_loss_keeps_the_rep(start_s: float, unjudged: int) -> None:
    state, events = play(with_loss(rocks(THREE), start_s, start_s + 0.9))
    assert state.set.counts == Counts(clean=3 - unjudged, unjudged=unjudged)
    assert not any(isinstance(e, RepVoided) for e in events)


@pytest.mark.parametrize("start_s", [5.5, 6.0, 6.5])
def test_loss_of_over_a_second_voids_the_rep_and_says_so(start_s: float) -> None:
    state, events = play(with_loss(rocks(THREE), start_s, start_s + 1.2))
    (voided,) = [e for e in events if isinstance(e, RepVoided)]
    assert voided.start_s == pytest.approx(4.8, abs=0.4)
    assert voided.t_s == pytest.approx(start_s + 1.0, abs=0.1)
    assert state.set.counts == Counts(clean=2)


def test_what_is_left_of_a_voided_rep_is_not_a_rep() -> None:
    """The hips are still far back when the person is seen again."""
    rock = out_and_back([50, 50], hold_s=3, way_s=1.5)
    state, events = play(with_loss(rocks(rock), 2.0, 4.0))
    assert state.set.counts == Counts(clean=1)
    assert reps(events)[0].start_s > 7


def test_frames_without_a_picture_at_rest_do_not_void_anything() -> None:
    state, events = play(with_loss(rocks(THREE), 0.2, 0.9))
    assert state.set.counts == Counts(clean=3)
    assert all(isinstance(e, RepCompleted) for e in events)


def test_long_loss_clears_the_warning_when_last_seen() -> None:
    samples = rocks(THREE, lumbar=lambda t: 22.0 if t > 5.6 else 0.0)
    state, events = play(with_loss(samples, 6.5, 99.0))
    (cleared,) = [e for e in events if isinstance(e, WarningCleared)]
    assert cleared.warning.end_s == pytest.approx(6.5, abs=0.05)
    assert state.set.warnings.raised == ()
