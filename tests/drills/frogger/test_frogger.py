from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from drills.core.events import (
    Counts,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
    WarningRaised,
)
from drills.frogger import machine as frogger
from drills.frogger.definition import KneeWidth
from tests.builders import (
    Curve,
    in_posture,
    lost,
    out_and_back,
    rock_sample,
    run,
    times_s,
    with_supports,
)
from vision.datatypes import Absent, Estimate, Posture, Reason, Side, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from drills.core.events import Event
    from vision.datatypes import Sample

THREE = out_and_back([45, 50, 47])


def rocks(
    rock: Curve,
    *,
    lumbar: Callable[[float], float] = lambda _: 0.0,
    view: View = View.LEFT,
    fps: float = 30.0,
    start_s: float = 0.0,
) -> list[Sample]:
    return [
        rock_sample(start_s + t, rock(t), lumbar_deg=lumbar(t), view=view)
        for t in map(float, times_s(rock.duration_s, fps))
    ]


def play(samples: list[Sample]) -> tuple[frogger.State, list[Event]]:
    return run(frogger.step, frogger.State(), samples)


def reps(events: list[Event]) -> list[Rep]:
    return [event.rep for event in events if isinstance(event, RepCompleted)]


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


def with_way(samples: list[Sample], most: float) -> list[Sample]:
    """Let the whole trunk go back by so many of its lengths at the end of the rocks."""
    deepest = max(s.signals["rock_deg"] for s in samples)
    return [
        replace(s, signals={**s.signals, "rock_way_ratio": most * s.signals["rock_deg"] / deepest})
        for s in samples
    ]


def test_shallow_rock_is_partial_and_says_why() -> None:
    """Long thighs carry the trunk far though they lean little."""
    _, events = play(with_way(rocks(out_and_back([10])), 0.25))
    (rep,) = reps(events)
    assert rep.result is RepResult.PARTIAL
    assert rep.reasons == ("the hips did not go back far enough",)


def test_rock_of_less_than_half_the_usual_depth_is_partial() -> None:
    state, events = play(rocks(out_and_back([50, 50, 22, 28, 50])))
    results = [rep.result for rep in reps(events)]
    assert results == [
        RepResult.CLEAN, RepResult.CLEAN, RepResult.PARTIAL, RepResult.CLEAN, RepResult.CLEAN
    ]  # fmt: skip
    assert state.set.counts == Counts(clean=4, partial=1)


def test_partial_rep_keeps_its_compensation_as_a_reason() -> None:
    samples = rocks(out_and_back([10], hold_s=1), lumbar=lambda t: 20.0 if 1.5 < t < 3 else 0.0)
    (rep,) = reps(play(with_way(samples, 0.25))[1])
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


# ---- losses


def with_loss(samples: list[Sample], start_s: float, stop_s: float) -> list[Sample]:
    return [lost(s.t_s) if start_s <= s.t_s < stop_s else s for s in samples]


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
    samples = [in_posture(s.t_s, Posture.OTHER) if 2.0 <= s.t_s < 2.9 else s for s in rocks(THREE)]
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
