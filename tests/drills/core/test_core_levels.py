"""What lies just under a level of the core does not count, what lies just over it does."""

from __future__ import annotations

import pytest

from drills.core import compensation, excursion, rep_set
from drills.core.compensation import CompensationState, Neutral
from drills.core.events import WarningKind, WarningRaised
from drills.core.excursion import Change, ExcursionState
from drills.core.phases import Peak, Pick
from drills.core.rep_set import SetState
from drills.core.rules import RULES, key
from drills.core.supports import FEET, HANDS_AND_KNEES, Supports, follow
from tests.builders import Curve, times_s
from tests.sample_builders import support_places
from vision.datatypes import Absent, Estimate, Measure, Reason

FPS = 100.0
HIDDEN = Absent(Reason.NOT_VISIBLE)


# ---- out and back


def changes(values: list[float], enter: float = 10.0) -> list[Change]:
    state, found = ExcursionState(), []
    for index, value in enumerate(values):
        state, change = excursion.step(state, value, index / FPS, enter)
        if change is not Change.NONE:
            found.append(change)
    return found


def plateau(value: float, duration_s: float) -> list[float]:
    """Return a rest, a value for so long, and a rest."""
    return [0.0] * 100 + [value] * round(duration_s * FPS) + [0.0] * 100


@pytest.mark.parametrize(("spike_s", "starts"), [(0.12, False), (0.2, True)])
def test_spike_is_no_movement(spike_s: float, starts: bool) -> None:
    assert (Change.STARTED in changes(plateau(30.0, spike_s))) is starts


@pytest.mark.parametrize(("gap_s", "ends"), [(0.12, False), (0.2, True)])
def test_landmark_that_drops_for_a_moment_ends_no_movement(gap_s: float, ends: bool) -> None:
    out = [30.0] * 150
    values = [0.0] * 50 + out + [0.0] * round(gap_s * FPS) + out + [0.0] * 50
    assert (changes(values).count(Change.FINISHED) == 2) is ends


@pytest.mark.parametrize(("out_s", "change"), [(0.6, Change.DROPPED), (1.2, Change.FINISHED)])
def test_jerk_is_no_repetition(out_s: float, change: Change) -> None:
    assert changes(plateau(30.0, out_s)) == [Change.STARTED, change]


@pytest.mark.parametrize(("rest", "count"), [(16.0, 2), (25.0, 1)])
def test_rest_in_the_lower_part_of_the_way_ends_a_movement_and_a_pause_above_does_not(
    rest: float, count: int
) -> None:
    curve = Curve(((0, 0), (1, 0), (2, 50), (3, rest), (4, rest), (5, 50), (6, 0), (7, 0)))
    found = changes([curve(float(t)) for t in times_s(7.0, FPS)])
    assert found.count(Change.FINISHED) == count


@pytest.mark.parametrize(("level", "is_over"), [(6.0, True), (8.5, False)])
def test_level_is_left_well_below_where_it_was_entered(level: float, is_over: bool) -> None:
    """A hover at the level itself would otherwise be many movements."""
    values = [0.0] * 50 + [12.0] * 150 + [level] * 100
    assert (changes(values)[-1] is Change.FINISHED) is is_over


def was_held(values: list[float]) -> bool:
    state, held = ExcursionState(), False
    for index, value in enumerate([0.0] * 50 + values):
        state, _ = excursion.step(state, value, index / FPS, 10.0)
        held = held or state.is_held
    return held


@pytest.mark.parametrize(("still_s", "held"), [(0.38, False), (0.65, True)])
def test_movement_is_held_once_it_stays_for_a_moment(still_s: float, held: bool) -> None:
    """Its first 0.15 s are taken to see that it is one."""
    assert was_held([40.0] * round(still_s * FPS)) is held


@pytest.mark.parametrize(("rate_deg_s", "held"), [(6.0, False), (3.0, True)])
def test_movement_that_creeps_is_held(rate_deg_s: float, held: bool) -> None:
    assert was_held([40.0 + rate_deg_s * index / FPS for index in range(100)]) is held


# ---- peaks, neutrals, losses, beginnings


@pytest.mark.parametrize(("gap_s", "seen"), [(0.3, True), (0.55, False)])
def test_peak_beside_a_long_gap_is_not_known(gap_s: float, seen: bool) -> None:
    values: list[Measure] = [Estimate.around(float(v), 1.0) for v in range(0, 21)]
    values += [HIDDEN] * round(gap_s / 0.05)
    values += [Estimate.around(float(v), 1.0) for v in range(19, -1, -1)]
    peak = Peak()
    for index, value in enumerate(values):
        peak = peak.plus(value, Pick.MAX, 0.05 * index)
    assert isinstance(peak.result(Pick.MAX), Estimate) is seen


@pytest.mark.parametrize(("rest_s", "fixed"), [(0.8, False), (1.3, True)])
def test_neutral_of_a_measure_needs_a_second_of_rest(rest_s: float, fixed: bool) -> None:
    neutral = Neutral()
    for t_s in map(float, times_s(rest_s)):
        neutral = neutral.plus(60.0, t_s)
    assert neutral.is_fixed is fixed


@pytest.mark.parametrize(("lost_s", "kept"), [(0.8, True), (1.3, False)])
def test_person_lost_for_a_second_voids_the_rep(lost_s: float, kept: bool) -> None:
    state = rep_set.begin_rep(SetState(seen_s=0.0), 0.0, 0.0)
    for t_s in map(float, times_s(lost_s)):
        state, _ = rep_set.lost(state, t_s)
    assert (state.rep is not None) is kept


@pytest.mark.parametrize(("onset_s", "start_s"), [(8.4, 8.4), (6.5, 8.0)])
def test_beginning_of_a_rep_is_looked_for_two_seconds_back(onset_s: float, start_s: float) -> None:
    state = rep_set.begin_rep(SetState(), 10.0, 10.0)
    assert state.rep is not None
    assert rep_set.start_of_rep_s(state, state.rep, onset_s) == start_s


# ---- warnings


def raised(
    kind: WarningKind,
    value: float,
    *,
    duration_s: float = 1.0,
    others: dict[str, Measure] | None = None,
) -> bool:
    """Return whether a measure that comes to a value within a rep, after a rest at 0, warns."""
    rule, state, said = RULES[kind], CompensationState(), []
    rest_s = 1.5 if rule.own_neutral else 0.0
    for t_s in map(float, times_s(rest_s + duration_s, FPS)):
        at_rest = t_s < rest_s
        now = 0.0 if at_rest else value
        measures = {rule.source: Estimate(now, now, now), **(others or {})}
        rep = None if at_rest else 1
        state, events = compensation.step(state, (rule,), measures, t_s, rep, at_rest=at_rest)
        said += events
    return any(isinstance(event, WarningRaised) for event in said)


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        (WarningKind.LUMBAR_FLEXION, 8.0, 13.0),
        (WarningKind.LUMBAR_EXTENSION, -8.0, -13.0),
        (WarningKind.SIDE_BEND, -8.0, 13.0),
        (WarningKind.PELVIS_LIFT, 8.0, 13.0),
        (WarningKind.KNEE_DRIFT, 0.04, -0.065),
        (WarningKind.HINGE_LOST, -9.5, -15.0),
        (WarningKind.SIDE_SHIFT, 0.08, -0.13),
        (WarningKind.FOOT_DOWN, 0.19, 0.12),
    ],
)
def test_compensation_warns_beyond_its_level_and_not_before(
    kind: WarningKind, inside: float, outside: float
) -> None:
    assert not raised(kind, inside)
    assert raised(kind, outside)


@pytest.mark.parametrize(("duration_s", "warns"), [(0.22, False), (0.45, True)])
def test_compensation_has_to_last(duration_s: float, warns: bool) -> None:
    assert raised(WarningKind.LUMBAR_FLEXION, 25.0, duration_s=duration_s) is warns


@pytest.mark.parametrize(("hip_deg", "warns"), [(51.0, False), (27.0, True)])
def test_twist_warns_if_it_is_a_large_part_of_the_turn(hip_deg: float, warns: bool) -> None:
    """20 deg of twist are 28 % of a turn with 51 deg of the hip, and 43 % of one with 27."""
    others: dict[str, Measure] = {"pelvis_rotation_deg": Estimate(hip_deg, hip_deg, hip_deg)}
    assert raised(WarningKind.SPINE_TWIST, 20.0, others=others) is warns


@pytest.mark.parametrize(
    ("kind", "narrow", "wide"),
    [
        (WarningKind.LUMBAR_FLEXION, 12.0, 19.0),
        (WarningKind.PELVIS_LIFT, 12.0, 19.0),
        (WarningKind.SPINE_TWIST, 16.0, 25.0),
    ],
)
def test_interval_that_reaches_as_far_as_a_fault_shows_nothing(
    kind: WarningKind, narrow: float, wide: float
) -> None:
    rules = key("stand at an angle", RULES[kind])
    for half_width, unseen in ((narrow, set()), (wide, {kind})):
        measures = {rules[0].source: Estimate(0.0, -half_width, half_width)}
        assert compensation.out_of_sight(rules, measures, {}) == unseen


# ---- hands, knees and feet


@pytest.mark.parametrize(("visibility", "left"), [(0.4, ()), (0.65, ("left_knee",))])
def test_support_that_the_model_guesses_is_not_judged(
    visibility: float, left: tuple[str, ...]
) -> None:
    supports = Supports()
    for t_s in map(float, times_s(3.0)):
        places = support_places({"left_knee": (1.0, 0.0)} if t_s > 1.0 else None)
        places["at_left_knee_seen"] = visibility
        supports = follow(supports, places, t_s, HANDS_AND_KNEES, at_rest=t_s <= 1.0)
    assert supports.left_floor() == left


@pytest.mark.parametrize(("shift", "left"), [(0.24, ()), (0.33, ("left_ankle",))])
def test_standing_foot_that_shifts_has_left_its_place(shift: float, left: tuple[str, ...]) -> None:
    supports = Supports()
    for t_s in map(float, times_s(3.0)):
        places = support_places({"left_ankle": (shift, 0.0)} if t_s > 1.0 else None)
        supports = follow(supports, places, t_s, FEET, at_rest=t_s <= 1.0)
    assert supports.left_floor() == left


@pytest.mark.parametrize(("settling_s", "left"), [(0.5, ("left_knee",)), (1.4, ())])
def test_place_at_rest_is_followed_within_about_a_second(
    settling_s: float, left: tuple[str, ...]
) -> None:
    """0.45 trunk lengths off: 0.27 are left of it after 0.5 s, 0.11 after 1.4 s."""
    supports, moves_s = Supports(), 1.0 + settling_s
    for t_s in map(float, times_s(moves_s + 2.0)):
        places = support_places({"left_knee": (0.45, 0.0)} if t_s > 1.0 else None)
        supports = follow(supports, places, t_s, HANDS_AND_KNEES, at_rest=t_s <= moves_s)
    assert supports.left_floor() == left
