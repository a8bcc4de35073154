from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from drills.aeroplane import machine as aeroplane
from drills.aeroplane.definition import RepForm
from drills.core.events import (
    Counts,
    Level,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
    WarningRaised,
)
from tests.builders import (
    Curve,
    in_posture,
    lost,
    out_and_back,
    run,
    times_s,
    turn_sample,
    with_supports,
)
from vision.datatypes import Absent, Estimate, Posture, Reason, Side, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from drills.core.events import Event
    from vision.datatypes import Sample


def open_close(
    reps: int,
    *,
    way_s: float = 1.5,
    hold_s: float = 0.4,
    rest_s: float = 1.5,
    peaks: tuple[float, float] = (30.0, -20.0),
) -> Curve:
    """Return reps to one peak, through neutral, and to the other."""
    keys, t_s = [(0.0, 0.0), (rest_s, 0.0)], rest_s
    for _ in range(reps):
        for peak in peaks:
            keys += [(t_s + way_s, peak), (t_s + way_s + hold_s, peak)]
            t_s += way_s + hold_s
        t_s += way_s
        keys += [(t_s, 0.0), (t_s + rest_s, 0.0)]
        t_s += rest_s
    return Curve(tuple(keys))


def hold(
    turn: Curve,
    *,
    stance: Side = Side.RIGHT,
    view: View = View.FRONT,
    start_s: float = 0.0,
    fps: float = 30.0,
    twist: Callable[[float], float] = lambda _: 0.0,
    lumbar: Callable[[float], float] = lambda _: 0.0,
    **feet: float,
) -> list[Sample]:
    return [
        turn_sample(
            start_s + t,
            turn(t),
            stance=stance,
            view=view,
            twist_deg=twist(t),
            lumbar_deg=lumbar(t),
            **feet,
        )
        for t in map(float, times_s(turn.duration_s, fps))
    ]


def upright(start_s: float, duration_s: float = 2.0) -> list[Sample]:
    return [in_posture(start_s + t, Posture.STANDING) for t in map(float, times_s(duration_s))]


def play(samples: list[Sample]) -> tuple[aeroplane.State, list[Event]]:
    return run(aeroplane.step, aeroplane.State(), samples)


def reps(events: list[Event]) -> list[Rep]:
    return [event.rep for event in events if isinstance(event, RepCompleted)]


def peak_of(rep: Rep, name: str) -> float:
    measure = rep.measures[name]
    assert isinstance(measure, Estimate)
    return measure.value


THREE = open_close(3)


# ---- counting


@pytest.mark.parametrize("peaks", [(30, -20), (-15, 45)])
@pytest.mark.parametrize("stance", Side)
def test_three_reps_open_first_or_closed_first(stance: Side, peaks: tuple[float, float]) -> None:
    state, events = play(hold(open_close(3, peaks=peaks), stance=stance))
    assert state.set.counts == Counts(clean=3)
    assert [rep.side for rep in reps(events)] == [stance] * 3
    assert [e.index for e in events if isinstance(e, RepCompleted)] == [1, 2, 3]


@pytest.mark.parametrize("view", View)
def test_reps_are_counted_from_every_view(view: View) -> None:
    assert play(hold(THREE, view=view))[0].set.counts == Counts(clean=3)


@pytest.mark.parametrize("peaks", [(30, -20), (-15, 45)])
@pytest.mark.parametrize("way_s", [0.6, 3.0, 5.0])
def test_pace_does_not_change_the_count(way_s: float, peaks: tuple[float, float]) -> None:
    """The second half ends at a quarter of its peak: the slow rest of it is no new half."""
    turn = open_close(3, way_s=way_s, peaks=peaks, rest_s=3)
    assert play(hold(turn))[0].set.counts == Counts(clean=3)


@pytest.mark.parametrize("way_s", [1.0, 3.0])
def test_slow_return_to_neutral_is_not_the_same_half_again(way_s: float) -> None:
    """A half of 45 deg ends at 11 deg, above the enter level, and the rest of it takes a while."""
    state, events = play(hold(out_and_back([45, -40], way_s=way_s, rest_s=0.3)))
    assert state.set.counts == Counts(clean=1)
    (rep,) = reps(events)
    assert peak_of(rep, "pelvis_rotation_open_deg") == pytest.approx(45, abs=0.1)
    assert peak_of(rep, "pelvis_rotation_closed_deg") == pytest.approx(40, abs=0.1)


def test_turning_again_before_neutral_is_reached_is_a_new_half() -> None:
    sloppy = Curve(((0, 0), (1, 0), (3, 40), (4, 8), (5, 8), (7, 40), (9, 0), (15, 0)))
    assert play(hold(sloppy))[0].set.counts == Counts(partial=2)


def test_reps_without_a_rest_between_them() -> None:
    assert play(hold(open_close(4, rest_s=0.01)))[0].set.counts == Counts(clean=4)


def test_pauses_in_neutral_within_a_rep_keep_it_one_rep() -> None:
    turn = out_and_back([30, -20, 30, -20], rest_s=1.0)
    state, events = play(hold(turn))
    assert state.set.counts == Counts(clean=2)
    assert [round(peak_of(r, "pelvis_rotation_open_deg")) for r in reps(events)] == [30, 30]


def test_times_and_peaks_of_a_rep() -> None:
    rep = reps(play(hold(open_close(1)))[1])[0]
    assert rep.start_s == pytest.approx(1.5, abs=0.15)
    assert rep.peak_s == pytest.approx(3.0, abs=0.45)
    assert rep.end_s == pytest.approx(6.4, abs=0.3)
    expected = {
        "pelvis_rotation_open_deg": 30,
        "pelvis_rotation_closed_deg": 20,
        "pelvis_roll_open_deg": 15,
        "pelvis_roll_closed_deg": 10,
        "hip_rotation_external_deg": 15,
        "hip_rotation_internal_deg": 10,
        "hinge_deg": 75,
    }
    for name, value in expected.items():
        assert peak_of(rep, name) == pytest.approx(value, abs=0.2), name


def test_turns_below_the_threshold_are_no_reps() -> None:
    assert play(hold(out_and_back([4.5, -4.5] * 4)))[1] == []


def test_phases_follow_the_turn() -> None:
    state, seen = aeroplane.State(), [aeroplane.State().phase.value]
    trace = upright(0, 1) + [
        turn_sample(1 + t, None) for t in map(float, times_s(0.5))
    ] + hold(open_close(1), start_s=1.5)  # fmt: skip
    for sample in trace:
        state, _ = aeroplane.step(state, sample)
        if seen[-1] != state.phase.value:
            seen.append(state.phase.value)
    assert seen == [
        "standing",
        "hinging",
        "held neutral",
        "turning open",
        "open",
        "returning",
        "turning closed",
        "closed",
        "returning",
        "held neutral",
    ]


def test_rest_position_that_drifts_is_followed() -> None:
    """The neutral wanders off by 8 deg in half a minute, more than the enter level."""
    drift = Curve(((0.0, 0.0), (30.0, 8.0), (33.0, 8.0)))
    state, events = play(hold(drift))
    assert events == []
    assert state.baseline == pytest.approx(8, abs=1)
    turn = open_close(1)
    shifted = Curve(tuple((t, v + 8.0) for t, v in turn.keys))
    assert play(hold(drift.plus(shifted)))[0].set.counts == Counts(clean=1)


# ---- partial reps


@pytest.mark.parametrize(("peak", "why"), [(30, "not closed"), (-20, "not opened")])
def test_one_direction_alone_is_partial(peak: float, why: str) -> None:
    _, events = play(hold(out_and_back([peak], rest_s=5)))
    (rep,) = reps(events)
    assert rep.result is RepResult.PARTIAL
    assert rep.reasons == (why,)


def test_same_direction_twice_is_a_partial_each() -> None:
    state, events = play(hold(out_and_back([30, 30], rest_s=1.0).plus(out_and_back([], rest_s=5))))
    assert state.set.counts == Counts(partial=2)
    assert [rep.reasons for rep in reps(events)] == [("not closed",)] * 2


def test_wobble_is_no_rep_not_even_a_partial() -> None:
    """Half a second beyond 5 deg; the two seconds it takes to be sure are no part of it."""
    wobble = Curve(((0, 0), (2, 0), (2.3, 9), (2.6, 0), (8, 0)))
    state, events = play(hold(wobble))
    assert events == []
    assert state.set.rep is None


@pytest.mark.parametrize("sway", [[6.5], [-6.5], [6.5, -6.5], [6.5, 6.5, -6.5]])
@pytest.mark.parametrize("form", list(RepForm))
def test_slow_sway_beyond_the_threshold_is_no_rep(sway: list[float], form: RepForm) -> None:
    """Balance makes everybody sway by a few degrees for seconds; a rep is clearly more."""
    definition = aeroplane.DEFINITION.with_params(form=form)
    curve = out_and_back(sway, rest_s=1.5).plus(out_and_back([], rest_s=6))
    state, events = run(
        lambda state, sample: aeroplane.step(state, sample, definition),
        aeroplane.State(),
        hold(curve),
    )
    assert reps(events) == []
    assert state.set.rep is None


def test_partial_rep_ends_when_the_neutral_was_reached() -> None:
    (rep,) = reps(play(hold(out_and_back([30], rest_s=5)))[1])
    assert rep.end_s == pytest.approx(5 + 2.6, abs=0.5)


@pytest.mark.parametrize(
    ("stop_s", "counts"),
    [
        (4.5, Counts()),  # risen while opening
        (8.9, Counts(clean=1)),  # both halves begun: the rep counts
        (11.5, Counts(clean=1)),
    ],
)
def test_standing_up_in_the_middle(stop_s: float, counts: Counts) -> None:
    turn = open_close(1, way_s=2.0, rest_s=2.0)
    samples = [s for s in hold(turn) if s.t_s < stop_s]
    state, _ = play(samples + upright(stop_s))
    assert state.set.counts == counts
    assert state.set.rep is None
    assert state.phase is aeroplane.Phase.STANDING


def test_standing_up_after_one_half_is_a_partial() -> None:
    samples = [s for s in hold(out_and_back([30], rest_s=1.5)) if s.t_s < 5.0]
    state, events = play(samples + upright(5.0))
    assert state.set.counts == Counts(partial=1)
    assert reps(events)[0].reasons == ("not closed",)


# ---- getting there and away


def test_getting_into_the_hinge_counts_nothing() -> None:
    down = upright(0) + [turn_sample(2 + t, None) for t in map(float, times_s(3))]
    state, events = play(down)
    assert events == []
    assert state.phase is aeroplane.Phase.HINGING


def test_flicker_of_the_posture_keeps_the_rep() -> None:
    samples = [
        in_posture(s.t_s, Posture.STANDING) if 3.0 <= s.t_s < 3.6 else s for s in hold(THREE)
    ]
    assert play(samples)[0].set.counts == Counts(clean=3)


def test_second_hinge_on_the_other_leg_goes_on_counting() -> None:
    first = hold(THREE, stance=Side.RIGHT)
    end_s = first[-1].t_s
    second = hold(THREE, stance=Side.LEFT, start_s=end_s + 3)
    state, events = play(first + upright(end_s + 0.1, 2.8) + second)
    assert state.set.counts == Counts(clean=6)
    assert [rep.side for rep in reps(events)] == [Side.RIGHT] * 3 + [Side.LEFT] * 3


# ---- levels


@pytest.mark.parametrize(
    ("height", "distance", "level"),
    [
        (0.6, 0.6, Level.SINGLE_LEG),
        (0.26, 0.1, Level.SINGLE_LEG),
        (0.1, 0.5, Level.KICKSTAND),
        (0.1, 0.46, Level.FEET_DOWN),
        (0.0, 0.0, Level.FEET_DOWN),
    ],
)
def test_level_is_read_from_the_feet(height: float, distance: float, level: Level) -> None:
    state, _ = play(hold(THREE, foot_height=height, foot_distance=distance))
    assert state.level is level


def test_foot_that_touches_down_during_the_set_does_not_change_the_level() -> None:
    samples = hold(THREE, foot_height=0.6)
    down = [
        turn_sample(s.t_s, s.signals["turn_deg"], foot_height=0.0, foot_distance=0.0)
        if s.t_s > 4
        else s
        for s in samples
    ]
    assert play(down)[0].level is Level.SINGLE_LEG


# ---- compensation


def test_twisted_spine_is_compensated() -> None:
    state, events = play(hold(THREE, twist=lambda t: 25.0 if 2.8 < t < 3.6 else 0.0))
    assert state.set.counts == Counts(clean=2, compensated=1)
    rep = reps(events)[0]
    assert rep.reasons == ("the spine twisted instead of the hip by 25 deg (20 to 30)",)
    assert peak_of(rep, "spine_twist_deg") == 25
    assert [e.warning.kind for e in events if isinstance(e, WarningCleared)] == [
        WarningKind.SPINE_TWIST
    ]


def test_sagging_back_is_compensated_with_its_sign() -> None:
    _, events = play(hold(THREE, lumbar=lambda t: -24.0 if 2.8 < t < 3.6 else 0.0))
    rep = reps(events)[0]
    assert rep.result is RepResult.COMPENSATED
    assert rep.reasons == ("the low back sagged by 24 deg (19 to 29)",)
    assert peak_of(rep, "lumbar_flexion_deg") == -24


def test_back_not_seen_in_most_of_the_rep_is_absent_no_fault_and_not_clean() -> None:
    state, events = play(hold(THREE, lumbar=lambda _: math.nan))
    assert state.set.counts == Counts(unjudged=3)
    assert reps(events)[0].not_seen == (WarningKind.LUMBAR_FLEXION,)
    assert reps(events)[0].measures["lumbar_flexion_deg"] == Absent(Reason.NOT_VISIBLE)


def test_partial_rep_names_why_first_and_then_the_fault() -> None:
    samples = hold(out_and_back([30], rest_s=5), lumbar=lambda t: 24.0 if 5.8 < t < 6.6 else 0.0)
    (rep,) = reps(play(samples)[1])
    assert rep.reasons == ("not closed", "the low back rounded by 24 deg (19 to 29)")


def test_standing_up_clears_the_warning() -> None:
    samples = hold(Curve(((0, 0), (3, 0))), lumbar=lambda t: 24.0 if t > 1 else 0.0)
    _, events = play(samples + upright(3.0))
    assert [type(e) for e in events] == [WarningRaised, WarningCleared]


# ---- losses


def with_loss(samples: list[Sample], start_s: float, stop_s: float) -> list[Sample]:
    return [lost(s.t_s) if start_s <= s.t_s < stop_s else s for s in samples]


@pytest.mark.parametrize("start_s", [0.5, 1.9, 2.5, 4.0, 6.0])
def test_short_loss_keeps_the_rep(start_s: float) -> None:
    state, events = play(with_loss(hold(THREE), start_s, start_s + 0.9))
    assert state.set.counts == Counts(clean=3)
    assert not any(isinstance(e, RepVoided) for e in events)


@pytest.mark.parametrize("start_s", [2.5, 3.0, 4.2, 5.0])
def test_loss_of_over_a_second_voids_the_rep_and_says_so(start_s: float) -> None:
    state, events = play(with_loss(hold(THREE), start_s, start_s + 1.2))
    (voided,) = [e for e in events if isinstance(e, RepVoided)]
    assert voided.start_s == pytest.approx(2.0, abs=0.3)
    assert state.set.counts == Counts(clean=2)


def test_voided_half_held_on_is_not_the_first_half_of_a_new_rep() -> None:
    long = open_close(2, hold_s=3.0)
    state, events = play(with_loss(hold(long), 3.2, 4.6))
    assert [type(e) for e in events] == [RepVoided, RepCompleted]
    assert state.set.counts == Counts(clean=1)


def test_after_a_voided_half_and_a_rest_the_next_rep_is_whole() -> None:
    turn = out_and_back([30], rest_s=2.5, hold_s=2.0).plus(open_close(2))
    state, events = play(with_loss(hold(turn), 4.0, 5.2))
    assert sum(isinstance(e, RepVoided) for e in events) == 1
    assert state.set.counts == Counts(clean=2)


# ---- what counts as a rep is a setting


@pytest.mark.parametrize(
    ("form", "curve", "counts"),
    [
        (RepForm.OPEN, open_close(3), Counts(clean=3)),
        (RepForm.CLOSED, open_close(3), Counts(clean=3)),
        (RepForm.OPEN, out_and_back([30] * 3), Counts(clean=3)),
        (RepForm.CLOSED, out_and_back([30] * 3), Counts()),
        (RepForm.OPEN_CLOSED, out_and_back([30] * 3, rest_s=5.0), Counts(partial=3)),
    ],
)
def test_form_of_a_rep_is_a_setting(form: RepForm, curve: Curve, counts: Counts) -> None:
    definition = aeroplane.DEFINITION.with_params(form=form)
    state, events = run(
        lambda s, x: aeroplane.step(s, x, definition), aeroplane.State(), hold(curve)
    )
    assert state.set.counts == counts
    name = "closed" if form is RepForm.CLOSED else "open"
    assert all(peak_of(rep, f"pelvis_rotation_{name}_deg") > 15 for rep in reps(events))


# ---- turns: what the hip gave and the spine, and for how long


def test_spine_is_told_apart_for_each_turn() -> None:
    samples = hold(open_close(1), twist=lambda t: 8.0 if t < 4 else -4.0)
    rep = reps(play(samples)[1])[0]
    assert peak_of(rep, "spine_twist_open_deg") == 8
    assert peak_of(rep, "spine_twist_closed_deg") == -4


def test_spine_of_a_turn_that_was_not_made_is_absent() -> None:
    rep = reps(play(hold(out_and_back([30], rest_s=5)))[1])[0]
    assert rep.measures["spine_twist_closed_deg"] == Absent(Reason.NOT_VISIBLE)


@pytest.mark.parametrize(("way_s", "hold_s"), [(1.0, 0.5), (3.0, 2.0)])
def test_timing_of_a_rep(way_s: float, hold_s: float) -> None:
    rep = reps(play(hold(open_close(1, way_s=way_s, hold_s=hold_s)))[1])[0]
    assert rep.timing["out_s"] == pytest.approx(way_s, rel=0.25)
    near_the_end = hold_s + 0.4 * way_s
    assert rep.timing["open_hold_s"] == pytest.approx(near_the_end, abs=0.3 + 0.1 * way_s)
    assert rep.timing["closed_hold_s"] == pytest.approx(near_the_end, abs=0.3 + 0.1 * way_s)
    assert rep.timing["open_s"] > rep.timing["open_hold_s"]


# ---- hinge, foot, balance


def changed(samples: list[Sample], start_s: float, stop_s: float, **what: float) -> list[Sample]:
    """Replace signals and measures of a stretch; measures are named with their unit."""
    found = []
    for sample in samples:
        if start_s <= sample.t_s < stop_s:
            measures = {**sample.measures}
            signals = {**sample.signals}
            for name, value in what.items():
                if name in signals:
                    signals[name] = value
                else:
                    measures[name] = Estimate.around(value, 2.0)
            sample = replace(sample, measures=measures, signals=signals)
        found.append(sample)
    return found


def test_coming_up_within_a_rep_is_a_lost_hinge() -> None:
    samples = changed(hold(THREE), 2.5, 3.5, hinge_deg=50.0)
    state, events = play(samples)
    assert state.set.counts == Counts(clean=2, compensated=1)
    assert reps(events)[0].reasons[0].startswith("the trunk came up out of the hinge by 25 deg")


def test_coming_up_between_reps_is_none() -> None:
    state, _ = play(changed(hold(THREE), 7.4, 8.2, hinge_deg=50.0))
    assert state.set.counts == Counts(clean=3)


def test_foot_that_touches_down_in_a_rep_is_named() -> None:
    state, events = play(changed(hold(THREE), 2.5, 3.5, foot_height_ratio=0.02))
    assert state.set.counts == Counts(clean=2, compensated=1)
    assert reps(events)[0].reasons == ("the free foot touched down",)


def test_foot_on_the_floor_is_no_fault_with_support() -> None:
    state, _ = play(hold(THREE, foot_height=0.02, foot_distance=0.2))
    assert state.set.counts == Counts(clean=3)


def test_balance_before_the_first_turn_is_a_test_of_its_own() -> None:
    still = Curve(((0, 0), (11, 0)))
    state, _ = play(hold(still.plus(open_close(1)), stance=Side.LEFT))
    assert state.balance.passed == (Side.LEFT,)
    assert state.set.counts == Counts(clean=1)
    short, _ = play(hold(THREE, stance=Side.LEFT))
    assert short.balance.passed == ()


# ---- side and level


def test_swapped_landmarks_do_not_change_the_side_of_a_set() -> None:
    samples = changed(hold(THREE), 7.0, 7.8, stance_right=0.0)
    _, events = play(samples)
    assert [rep.side for rep in reps(events)] == [Side.RIGHT] * 3


def test_level_is_read_anew_in_the_next_hinge() -> None:
    first = hold(THREE, foot_height=0.6)
    end_s = first[-1].t_s
    second = hold(THREE, start_s=end_s + 3, foot_height=0.0, foot_distance=0.2)
    state, _ = play(first + upright(end_s + 0.1, 2.8) + second)
    assert state.level is Level.FEET_DOWN


# ---- spikes and cameras


@pytest.mark.parametrize("spike", [60.0, -60.0])
@pytest.mark.parametrize("at_s", [0.7, 2.7, 3.2, 4.5, 5.2, 7.3])
def test_spike_of_a_tenth_of_a_second_changes_no_count(at_s: float, spike: float) -> None:
    samples = changed(hold(THREE), at_s, at_s + 0.1, turn_deg=spike)
    assert play(samples)[0].set.counts == Counts(clean=3)


@pytest.mark.parametrize(
    ("feet", "counted"),
    [((), 1), (("left",), 1), (("right",), 1), (("left", "right"), 0)],
)
def test_one_foot_stays_at_its_place(feet: tuple[str, ...], counted: int) -> None:
    """The free foot may swing, whichever it is taken for; a camera that moves moves both."""
    samples = []
    for sample in hold(open_close(1)):
        way = min(0.5, 0.4 * max(0.0, sample.t_s - 1.5))
        samples.append(with_supports(sample, {f"{foot}_ankle": (way, 0.0) for foot in feet}))
    assert play(samples)[0].set.counts.total == counted


@pytest.mark.parametrize("unseen", [("left_ankle",), ("left_ankle", "right_ankle")])
def test_hidden_feet_are_not_judged(unseen: tuple[str, ...]) -> None:
    samples = [
        with_supports(s, dict.fromkeys(unseen, (0.5 if s.t_s > 1.5 else 0.0, 0.0)), unseen)
        for s in hold(open_close(1))
    ]
    assert play(samples)[0].set.counts.total == 1


def test_rest_of_three_seconds_in_neutral_keeps_a_rep_one_rep() -> None:
    state, _ = play(hold(out_and_back([30, -20, 30, -20], rest_s=3.0)))
    assert state.set.counts == Counts(clean=2)


def test_rep_made_of_jumps_is_voided_and_says_so() -> None:
    """From behind the pose model takes back for front and front for back, again and again."""
    flips = [0, 60, 15, 62, -30, 50, -25, 40, -40, 20, -35, 45, -20, 50, -30]
    noise = [float(value) for value in flips for _ in range(4)]
    samples = [turn_sample(i / 20, v, view=View.REAR) for i, v in enumerate(noise)]
    rest = [turn_sample((len(noise) + i) / 20, 0.0, view=View.REAR) for i in range(120)]
    state, events = play([*samples, *rest])
    assert reps(events) == []
    assert any(isinstance(event, RepVoided) for event in events)
    assert state.set.rep is None


def test_turn_found_in_its_middle_is_not_the_first_half_of_a_rep() -> None:
    """The person stood up in the turn, or somebody else was tracked: its rest is no half."""
    first = hold(open_close(1))
    back = hold(Curve(((0, 25), (1.5, 0), (8, 0))), start_s=first[-1].t_s + 3.0)
    state, events = play([*first, *upright(first[-1].t_s + 0.1, 2.5), *back])
    assert len(reps(events)) == 1
    assert state.set.rep is None


@pytest.mark.parametrize(("view", "kinds"), [(View.REAR, set()), (View.FRONT, {"foot_down"})])
def test_from_behind_no_foot_is_said_to_touch_down(view: View, kinds: set[str]) -> None:
    samples = [
        turn_sample(s.t_s, s.signals["turn_deg"], view=view, foot_height=0.6 if s.t_s < 3 else 0.02)
        for s in hold(open_close(2))
    ]
    raised = {e.kind.value for e in play(samples)[1] if isinstance(e, WarningRaised)}
    assert raised == kinds


def test_sway_the_other_way_before_the_first_turn_does_not_shift_the_halves() -> None:
    sway = Curve(((0.0, 0.0), (1.0, 0.0), (1.3, -8.0), (1.7, 0.0)))
    state, events = play(hold(sway.plus(open_close(2, peaks=(40.0, -20.0), rest_s=0.2))))
    assert state.set.counts == Counts(clean=2)
    first = next(event.rep for event in events if isinstance(event, RepCompleted))
    assert first.start_s > 1.5


def test_a_small_first_turn_of_its_own_weight_is_a_half() -> None:
    state, _ = play(hold(open_close(2, peaks=(12.0, -30.0))))
    assert state.set.counts == Counts(clean=2)
