from __future__ import annotations

from dataclasses import replace

import pytest

from drills.aeroplane import machine as aeroplane
from drills.aeroplane.definition import RepForm
from drills.core.events import (
    Counts,
    RepCompleted,
    RepResult,
    RepVoided,
)
from tests.builders import Curve, out_and_back, times_s
from tests.drills.aeroplane.turns import (
    THREE,
    changed,
    hold,
    open_close,
    peak_of,
    play,
    reps,
    upright,
)
from tests.sample_builders import in_posture, run, turn_sample, with_supports
from vision.datatypes import Posture, Sample, Side, Tracking, View

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
    assert play(hold(open_close(2), view=view))[0].set.counts == Counts(clean=2)


@pytest.mark.parametrize("peaks", [(30, -20), (-15, 45)])
@pytest.mark.parametrize("way_s", [0.6, 3.0, 5.0])
def test_pace_does_not_change_the_count(way_s: float, peaks: tuple[float, float]) -> None:
    """The second half ends at a quarter of its peak: the slow rest of it is no new half."""
    turn = open_close(2, way_s=way_s, peaks=peaks, rest_s=3)
    assert play(hold(turn))[0].set.counts == Counts(clean=2)


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


@pytest.mark.parametrize(("away_s", "full"), [(1.4, 3), (2.4, 2)])
def test_legs_that_seem_to_kneel_keep_the_rep_as_long_as_its_neutral(
    away_s: float, full: int
) -> None:
    """Closing in front of the camera, the legs look bent: nobody has left the hinge."""
    turns = open_close(3, way_s=2.0)
    [first, *_] = reps(play(hold(turns))[1])
    from_s = first.start_s + 0.45 * (first.end_s - first.start_s)
    samples = [
        in_posture(s.t_s, Posture.OTHER) if from_s <= s.t_s < from_s + away_s else s
        for s in hold(turns)
    ]
    assert play(samples)[0].set.counts.full == full


def test_second_hinge_on_the_other_leg_goes_on_counting() -> None:
    first = hold(THREE, stance=Side.RIGHT)
    end_s = first[-1].t_s
    second = hold(THREE, stance=Side.LEFT, start_s=end_s + 3)
    state, events = play(first + upright(end_s + 0.1, 2.8) + second)
    assert state.set.counts == Counts(clean=6)
    assert [rep.side for rep in reps(events)] == [Side.RIGHT] * 3 + [Side.LEFT] * 3


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


# ---- spikes and cameras


@pytest.mark.parametrize("spike", [60.0, -60.0])
@pytest.mark.parametrize("at_s", [0.7, 2.7, 3.2, 4.5, 5.2, 7.3])
def test_spike_of_a_tenth_of_a_second_changes_no_count(at_s: float, spike: float) -> None:
    samples = changed(hold(open_close(2)), at_s, at_s + 0.1, turn_deg=spike)
    assert play(samples)[0].set.counts == Counts(clean=2)


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
    flips = [0, 0, *[60, 15] * 6, *[-60, -15] * 6]
    noise = [float(value) for value in flips for _ in range(2)]
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


def test_sway_the_other_way_before_the_first_turn_does_not_shift_the_halves() -> None:
    sway = Curve(((0.0, 0.0), (1.0, 0.0), (1.3, -8.0), (1.7, 0.0)))
    state, events = play(hold(sway.plus(open_close(2, peaks=(40.0, -20.0), rest_s=0.2))))
    assert state.set.counts == Counts(clean=2)
    first = next(event.rep for event in events if isinstance(event, RepCompleted))
    assert first.start_s > 1.5


def test_a_small_first_turn_of_its_own_weight_is_a_half() -> None:
    state, _ = play(hold(open_close(2, peaks=(12.0, -30.0))))
    assert state.set.counts == Counts(clean=2)


def leapt_at(samples: list[Sample], at_s: float) -> list[Sample]:
    """Let the landmarks settle elsewhere at a time."""
    return [
        replace(s, tracking=Tracking.SETTLED) if 0 <= s.t_s - at_s < 0.03 else s for s in samples
    ]


def test_leap_of_the_landmarks_voids_one_half_and_not_two() -> None:
    """In front of the camera the trunk hides its own turn: what is seen to both ends counts."""
    both = leapt_at(hold(open_close(1)), 2.5)
    assert play(both)[0].set.counts.total == 1
    half = leapt_at(hold(out_and_back([30], rest_s=6.0)), 7.0)
    state, events = play(half)
    assert state.set.counts.total == 0
    assert any(isinstance(event, RepVoided) for event in events)


def test_turn_that_leaps_out_and_back_is_voided() -> None:
    state, events = play(changed(hold(Curve(((0.0, 0.0), (10.0, 0.0)))), 2.0, 4.0, turn_deg=25.0))
    assert state.set.counts.total == 0
    assert any(isinstance(event, RepVoided) for event in events)
