from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from drills.core.events import (
    Counts,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
)
from drills.frogger import machine as frogger
from drills.frogger.definition import KneeWidth
from tests.builders import out_and_back, times_s
from tests.drills.frogger.rocks import THREE, play, reps, rocks, with_way
from tests.sample_builders import in_posture, rock_sample, with_supports
from vision.datatypes import (
    Absent,
    Estimate,
    Posture,
    Reason,
    Side,
    Tracking,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.datatypes import Sample


# ---- counting


def test_three_clean_rocks() -> None:
    state, events = play(rocks(THREE))
    assert state.set.counts == Counts(clean=3)
    assert [type(e) for e in events] == [RepCompleted] * 3
    assert [e.index for e in events if isinstance(e, RepCompleted)] == [1, 2, 3]
    for number, rep in enumerate(reps(events)):
        assert rep.result is RepResult.CLEAN
        assert rep.reasons == ()
        assert rep.start_s == pytest.approx(1 + 3.8 * number, abs=0.4)
        assert rep.peak_s == pytest.approx(2.2 + 3.8 * number, abs=0.45)
        assert rep.end_s == pytest.approx(3.8 + 3.8 * number, abs=0.5)


@pytest.mark.parametrize(
    ("view", "side"), [(View.LEFT, Side.LEFT), (View.RIGHT, Side.RIGHT), (View.REAR, Side.LEFT)]
)
def test_side_is_the_one_nearer_to_the_camera(view: View, side: Side) -> None:
    _, events = play(rocks(THREE, view=view))
    assert [rep.side for rep in reps(events)] == [side] * 3


@pytest.mark.parametrize("view", [v for v in View if v is not View.UNKNOWN])
def test_reps_are_counted_from_every_view(view: View) -> None:
    state, _ = play(rocks(THREE, view=view))
    assert state.set.counts == Counts(clean=3)


def test_rock_without_a_known_near_side_still_counts() -> None:
    samples = rocks(THREE, view=View.THREE_QUARTER)
    for sample in samples:
        del sample.signals["near_right"]  # type: ignore[attr-defined]
    assert [rep.side for rep in reps(play(samples)[1])] == [None] * 3


def test_blunt_signal_of_the_rear_needs_a_deeper_rock() -> None:
    shallow = out_and_back([22])
    assert play(rocks(shallow, view=View.LEFT))[0].set.counts.total == 1
    assert play(rocks(shallow, view=View.REAR))[0].set.counts.total == 0


def test_peaks_are_those_of_the_rep() -> None:
    _, events = play(rocks(THREE))
    for rep, peak in zip(reps(events), (45, 50, 47), strict=True):
        hip = rep.measures["hip_flexion_deg"]
        assert isinstance(hip, Estimate)
        assert hip.value == pytest.approx(90 + peak, abs=0.5)
        assert rep.measures["knee_width_ratio"] == Absent(Reason.TRACKING_LOST)


def test_measures_never_seen_are_absent_with_their_reason() -> None:
    samples = [
        rock_sample(t, THREE(t), view=View.LEFT, near=Side.RIGHT)
        for t in map(float, times_s(THREE.duration_s))
    ]
    rep = reps(play(samples)[1])[0]
    assert rep.measures["hip_flexion_deg"] == Absent(Reason.NOT_VISIBLE)


def test_phases_follow_the_rock() -> None:
    state, seen = frogger.State(), list[str]()
    assert state.phase is frogger.Phase.WAITING
    for sample in rocks(out_and_back([45])):
        state, _ = frogger.step(state, sample)
        if not seen or seen[-1] != state.phase:
            seen.append(state.phase)
    assert seen == [
        "start position",
        "rocking back",
        "hips back",
        "rocking forward",
        "start position",
    ]


# ---- partial reps


def test_rock_of_less_than_half_the_usual_depth_is_partial() -> None:
    state, events = play(rocks(out_and_back([50, 50, 22, 28, 50])))
    results = [rep.result for rep in reps(events)]
    assert reps(events)[2].reasons == ("the hips did not go back far enough",)
    assert results == [
        RepResult.CLEAN, RepResult.CLEAN, RepResult.PARTIAL, RepResult.CLEAN, RepResult.CLEAN
    ]  # fmt: skip
    assert state.set.counts == Counts(clean=4, partial=1)


def test_partial_rep_keeps_its_compensation_as_a_reason() -> None:
    shallow = out_and_back([50, 50, 20], hold_s=1)
    begins_s = 2 / 3 * shallow.duration_s
    samples = rocks(shallow, lumbar=lambda t: 20.0 if t > begins_s + 1.5 else 0.0)
    rep = reps(play(samples)[1])[-1]
    assert rep.result is RepResult.PARTIAL
    assert rep.reasons[0] == "the hips did not go back far enough"
    assert rep.reasons[1].startswith("the low back rounded by 20 deg")


def test_wiggle_is_no_rep() -> None:
    assert play(rocks(out_and_back([5.5, 5.5, 5.5])))[1] == []


@pytest.mark.parametrize("way_s", [0.8, 3.0, 5.0])
def test_pace_does_not_change_the_count(way_s: float) -> None:
    """The slow way forward from the raised exit level is no rep of its own."""
    state, _ = play(rocks(out_and_back([60, 60, 60], way_s=way_s)))
    assert state.set.counts == Counts(clean=3)


# ---- getting there and away


def test_getting_down_without_a_neutral_counts_nothing() -> None:
    down = [in_posture(t, Posture.ALL_FOURS) for t in map(float, times_s(5))]
    state, events = play(down)
    assert events == []
    assert state.phase is frogger.Phase.WAITING


def test_leaving_the_posture_drops_the_rep_and_clears_the_warning() -> None:
    samples = rocks(THREE, lumbar=lambda t: 22.0 if t > 5.6 else 0.0)[: int(6.6 * 30)]
    away = [in_posture(6.6 + t, Posture.STANDING) for t in map(float, times_s(2))]
    state, events = play(samples + away)
    assert state.set.counts == Counts(clean=1)
    assert state.phase is frogger.Phase.WAITING
    assert isinstance(events[-1], WarningCleared)
    assert state.set.rep is None


def test_flicker_of_the_posture_keeps_the_rep() -> None:
    samples = [in_posture(s.t_s, Posture.OTHER) if 2.0 <= s.t_s < 2.7 else s for s in rocks(THREE)]
    assert play(samples)[0].set.counts == Counts(clean=2, unjudged=1)


def test_second_stay_goes_on_counting_with_the_depth_of_the_first() -> None:
    first = rocks(THREE)
    away = [in_posture(13 + t, Posture.STANDING) for t in map(float, times_s(3))]
    second = rocks(out_and_back([20, 48]), start_s=16)
    state, events = play(first + away + second)
    assert state.set.counts == Counts(clean=4, partial=1)
    assert [e.index for e in events if isinstance(e, RepCompleted)] == [1, 2, 3, 4, 5]


# ---- what is no rock


@pytest.mark.parametrize(("way", "counted"), [(0.15, 0), (0.19, 2)])
def test_rock_carries_the_whole_trunk(way: float, counted: int) -> None:
    """A cat moves the hips against the shoulders, a landmark that wanders neither of them."""
    samples = with_way(rocks(out_and_back([30, 30])), way)
    assert play(samples)[0].set.counts.total == counted


def test_way_of_an_earlier_rock_does_not_count_for_the_next() -> None:
    first, second = rocks(out_and_back([45])), rocks(out_and_back([45]), start_s=4.8)
    assert play(first + with_way(second, 0.1))[0].set.counts.total == 1


def moving(name: str, right: float, up: float, unseen: tuple[str, ...] = ()) -> list[Sample]:
    """Return two rocks in which a support goes and comes back with the hips."""
    return [
        with_supports(s, {name: (share * right, share * up)}, unseen)
        for s in rocks(out_and_back([45, 45], hold_s=1.0))
        for share in (min(1.0, max(0.0, s.signals["rock_deg"] / 20.0)),)
    ]


@pytest.mark.parametrize(
    ("name", "right", "up", "counted"),
    [
        ("left_wrist", -0.8, 0.0, 2),  # a hand slides
        ("left_wrist", 0.0, 0.4, 2),
        ("left_wrist", 0.0, 0.6, 0),  # a hand rises: a bird dog
        ("right_wrist", 0.3, 0.9, 0),
        ("left_knee", 0.15, 0.15, 2),
        ("left_knee", 0.4, 0.0, 0),  # crawling
        ("right_knee", 0.0, 0.5, 0),  # a knee rises: a fire hydrant
        ("left_ankle", 0.0, 0.9, 2),  # the feet carry nothing
    ],
)
def test_hands_and_knees_stay_on_the_floor(
    name: str, right: float, up: float, counted: int
) -> None:
    assert play(moving(name, right, up))[0].set.counts.total == counted


def test_hidden_knee_is_not_judged() -> None:
    samples = moving("right_knee", 0.0, 0.5, unseen=("right_knee",))
    assert play(samples)[0].set.counts.total == 2


def test_camera_that_moves_counts_nothing() -> None:
    samples = []
    for sample in rocks(out_and_back([45])):
        way = 0.6 * max(0.0, sample.t_s - 1.0)
        moved = {f"{side}_{joint}": (way, way) for side in Side for joint in ("knee", "wrist")}
        samples.append(with_supports(sample, moved))
    assert play(samples)[0].set.counts == Counts()


# ---- timing, level, side shift


def test_onset_of_the_rounding_is_timed_from_the_start_of_the_rep() -> None:
    samples = rocks(out_and_back([45]), lumbar=lambda t: 20.0 if 1.8 < t < 3.0 else 0.0)
    rep = reps(play(samples)[1])[0]
    assert rep.start_s + rep.timing["lumbar_onset_s"] == pytest.approx(1.8, abs=0.25)
    assert "lumbar_onset_s" not in reps(play(rocks(out_and_back([45])))[1])[0].timing


@pytest.mark.parametrize("way_s", [1.0, 3.0])
def test_timing_of_a_rock(way_s: float) -> None:
    rep = reps(play(rocks(out_and_back([45], way_s=way_s, hold_s=1.0)))[1])[0]
    assert rep.timing["out_s"] == pytest.approx(way_s, rel=0.15)
    assert rep.timing["back_s"] == pytest.approx(way_s, rel=0.3)
    assert rep.timing["hold_s"] == pytest.approx(1.0 + 0.49 * way_s, abs=0.15)
    assert rep.start_s == pytest.approx(1.0, abs=0.15)


def seen_from_behind(shift: Callable[[float], float], width: float = 1.5) -> list[Sample]:
    found = []
    for sample in rocks(THREE, view=View.REAR):
        measures = {
            **sample.measures,
            "side_shift_ratio": Estimate.around(0.3 + shift(sample.t_s), 0.05),
            "knee_width_ratio": Estimate.around(width, 0.1),
        }
        found.append(replace(sample, measures=measures))
    return found


@pytest.mark.parametrize("shift", [0.25, -0.25])
def test_hips_that_leave_the_middle_shift_the_weight(shift: float) -> None:
    """The hips lie 0.3 beside the knees at rest: only the change from there counts."""
    state, events = play(seen_from_behind(lambda t: shift if 2.0 < t < 3.0 else 0.0))
    assert state.set.counts == Counts(clean=2, compensated=1)
    assert reps(events)[0].reasons == (
        "the weight shifted to one side by 0.25 trunk lengths (0.20 to 0.30)",
    )


def test_hips_that_always_lie_beside_the_middle_are_no_fault() -> None:
    assert play(seen_from_behind(lambda _: 0.0))[0].set.counts == Counts(clean=3)


@pytest.mark.parametrize(
    ("width", "level"),
    [(1.0, KneeWidth.SHOULDER), (1.4, KneeWidth.WIDE), (2.0, KneeWidth.VERY_WIDE)],
)
def test_level_is_the_width_of_the_knees_where_it_is_seen(width: float, level: KneeWidth) -> None:
    assert play(seen_from_behind(lambda _: 0.0, width))[0].level is level
    assert play(rocks(THREE))[0].level is None


@pytest.mark.parametrize("at_s", [0.5, 1.5, 2.5, 3.6, 4.4])
@pytest.mark.parametrize("spike", [70.0, -70.0])
def test_spike_of_a_tenth_of_a_second_changes_no_count(at_s: float, spike: float) -> None:
    samples = [
        replace(s, signals={**s.signals, "rock_deg": spike}) if at_s <= s.t_s < at_s + 0.1 else s
        for s in rocks(out_and_back([45, 50], hold_s=1.0))
    ]
    assert len(reps(play(samples)[1])) == 2


def test_rock_in_which_the_landmarks_leapt_is_voided() -> None:
    samples = rocks(out_and_back([45, 50], hold_s=1.0))
    leapt = [replace(s, tracking=Tracking.SETTLED) if 2.0 <= s.t_s < 2.03 else s for s in samples]
    events = play(leapt)[1]
    assert len(reps(events)) == 1
    assert sum(isinstance(event, RepVoided) for event in events) == 1


def test_thighs_that_leap_back_and_forth_are_no_rock() -> None:
    samples = [rock_sample(i / 15, 40.0 * (15 <= i < 45)) for i in range(90)]
    assert reps(play(samples)[1]) == []
