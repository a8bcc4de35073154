"""What lies just under a level of the aeroplane does not count, what lies just over it does."""

from __future__ import annotations

import pytest

from drills.aeroplane import machine as aeroplane
from drills.core.events import Counts, Level, RepVoided, WarningKind, WarningRaised
from tests.builders import Curve
from tests.drills.aeroplane.turns import changed, hold, open_close, play, reps
from tests.sample_builders import turn_sample
from vision.datatypes import View


@pytest.mark.parametrize(("closed_deg", "counts"), [(-3.8, (0, 1)), (-6.5, (1, 0))])
def test_turn_the_other_way_is_one_beyond_the_sway_of_the_rest(
    closed_deg: float, counts: tuple[int, int]
) -> None:
    state, _ = play(hold(open_close(1, peaks=(12.0, closed_deg), rest_s=5.5)))
    assert state.set.counts == Counts(clean=counts[0], partial=counts[1])


@pytest.mark.parametrize(("peak_deg", "counted"), [(6.5, 0), (10.5, 1)])
def test_small_turns_either_way_are_balance(peak_deg: float, counted: int) -> None:
    state, _ = play(hold(open_close(1, peaks=(peak_deg, -peak_deg))))
    assert state.set.counts.total == counted


@pytest.mark.parametrize(("low_deg", "voided"), [(32.0, False), (15.0, True)])
def test_turn_that_flips_by_more_than_a_body_can_is_voided(low_deg: float, voided: bool) -> None:
    flips = [0.0, 0.0, 10.0, 20.0, 30.0, *[60.0, low_deg] * 6, 30.0, 20.0, 10.0]
    flips += [-value for value in flips]
    values = [value for value in flips for _ in range(2)] + [0.0] * 120
    _, events = play([turn_sample(i / 20, v, view=View.REAR) for i, v in enumerate(values)])
    assert any(isinstance(event, RepVoided) for event in events) is voided


@pytest.mark.parametrize(("pause_s", "results"), [(2.8, ["clean"]), (6.0, ["partial", "partial"])])
def test_breath_between_two_turns_keeps_them_together_and_a_rest_does_not(
    pause_s: float, results: list[str]
) -> None:
    turns = Curve(((0, 0), (1, 0), (2.5, 30), (4, 0), (4 + pause_s, 0), (5.5 + pause_s, -20),
                   (7 + pause_s, 0), (14 + pause_s, 0)))  # fmt: skip
    assert [rep.result.value for rep in reps(play(hold(turns))[1])] == results


@pytest.mark.parametrize(("rest_s", "least", "most"), [(3.0, 0.55, 0.75)])
def test_neutral_follows_a_drift_by_two_thirds_in_three_seconds(
    rest_s: float, least: float, most: float
) -> None:
    state, _ = play([turn_sample(i / 30, 2.5) for i in range(round(30 * rest_s))])
    assert least < state.baseline / 2.5 < most


@pytest.mark.parametrize(
    ("height", "distance", "level"),
    [
        (0.20, 0.38, Level.FEET_DOWN),
        (0.20, 0.58, Level.KICKSTAND),
        (0.32, 0.38, Level.SINGLE_LEG),
    ],
)
def test_level_is_told_by_the_ankles(height: float, distance: float, level: Level) -> None:
    feet = {"foot_height_ratio": height, "foot_distance_ratio": distance}
    assert play([turn_sample(i / 30, 0.0, **feet) for i in range(60)])[0].level is level


@pytest.mark.parametrize(("height", "warned"), [(0.115, False), (0.085, True)])
def test_foot_has_touched_down_if_even_the_higher_end_of_its_interval_says_so(
    height: float, warned: bool
) -> None:
    samples = changed(hold(open_close(2)), 2.5, 4.5, foot_height_ratio=height)
    state, events = play(samples)
    kinds = [event.kind for event in events if isinstance(event, WarningRaised)]
    assert state.level is Level.SINGLE_LEG
    assert (WarningKind.FOOT_DOWN in kinds) is warned


@pytest.mark.parametrize(("gap_s", "held_s"), [(0.2, 3.2), (0.45, 2.0)])
def test_flicker_of_a_foot_does_not_end_a_balance(gap_s: float, held_s: float) -> None:
    still = [turn_sample(i / 30, 0.0) for i in range(90)]
    down = changed(still, 2.0, 2.0 + gap_s, foot_height_ratio=0.0)
    state, _ = aeroplane.State(), None
    for sample in down:
        state, _ = aeroplane.step(state, sample)
    (longest_s,) = state.balance.longest_s.values()
    assert longest_s == pytest.approx(min(held_s, 89 / 30), abs=0.1)
