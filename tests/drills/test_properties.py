"""The answer belongs to the movement: not to the camera's rate, the pace, the noise or the side."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from drills import recognition
from drills.aeroplane import machine as aeroplane
from drills.core.events import Drill, Rep, RepCompleted
from drills.foot_lift import machine as foot_lift
from drills.frogger import machine as frogger
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import lift_sample, lost, mirrored_sample, rock_sample, run, turn_sample
from vision.datatypes import Estimate, Side, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.datatypes import Sample


@dataclass(frozen=True)
class Recording:
    """How a movement was filmed."""

    fps: float
    stretch: float
    noise: float
    lost_s: tuple[tuple[float, float], ...]
    seed: int


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    gaps = st.tuples(st.floats(0.0, 12.0), st.floats(0.0, 0.29))
    return Recording(
        fps=draw(st.floats(10, 60)),
        stretch=draw(st.floats(0.7, 1.5)),
        noise=draw(st.floats(0.0, 1.0)),
        lost_s=tuple(draw(st.lists(gaps, max_size=2))),
        seed=draw(st.integers(0, 1000)),
    )


def film(
    curve: Curve, at: Callable[[float, float], Sample], recording: Recording, noise_deg: float
) -> list[Sample]:
    """Film a movement; gaps keep a second apart, so that they do not join into a loss."""
    curve = curve.stretched(recording.stretch)
    rng = random.Random(recording.seed)
    gaps: list[tuple[float, float]] = []
    for start_s, length_s in sorted(recording.lost_s):
        if not gaps or start_s > gaps[-1][1] + 1.0:
            gaps.append((start_s, start_s + length_s))
    samples = []
    for t_s in map(float, times_s(curve.duration_s, recording.fps)):
        value = curve(t_s) + rng.uniform(-1, 1) * noise_deg * recording.noise
        hidden = any(start_s <= t_s < stop_s for start_s, stop_s in gaps)
        samples.append(lost(t_s) if hidden else at(t_s, value))
    return samples


def reps(step: Callable[..., object], state: object, samples: list[Sample]) -> list[Rep]:
    _, events = run(step, state, samples)  # type: ignore[arg-type]
    return [event.rep for event in events if isinstance(event, RepCompleted)]


ROCKS = out_and_back([45, 50, 30], way_s=1.2, rest_s=1.0, hold_s=0.6)
LIFTS = out_and_back([14, 12, 16], way_s=0.8, rest_s=1.0, hold_s=0.6)
TURNS = Curve(((0, 0), (1.5, 0), (3, 30), (3.6, 30), (6, -20), (6.6, -20), (8, 0), (9, 0))).plus(
    Curve(((0, 0), (1.5, 25), (2, 25), (4.5, -25), (5, -25), (6.5, 0), (7.5, 0)))
)


@given(recordings())
@examples(max_examples=30)
def test_rocks_are_counted_however_they_were_filmed(recording: Recording) -> None:
    samples = film(ROCKS, lambda t, v: rock_sample(t, v, view=View.RIGHT), recording, 1.0)
    found = reps(frogger.step, frogger.State(), samples)
    assert [rep.side for rep in found] == [Side.RIGHT] * 3


@given(recordings())
@examples(max_examples=30)
def test_rocks_from_behind_are_counted_however_they_were_filmed(recording: Recording) -> None:
    samples = film(ROCKS, lambda t, v: rock_sample(t, v, view=View.REAR), recording, 1.0)
    assert len(reps(frogger.step, frogger.State(), samples)) == 3


@given(recordings(), st.sampled_from(Side))
@examples(max_examples=30)
def test_lifts_are_counted_however_they_were_filmed(recording: Recording, side: Side) -> None:
    def at(t_s: float, value: float) -> Sample:
        swing = {f"{side}_deg": value, f"{side.other}_deg": 0.3 * value}
        return lift_sample(t_s, **swing)

    found = reps(foot_lift.step, foot_lift.State(), film(LIFTS, at, recording, 0.5))
    assert [rep.side for rep in found] == [side] * 3


@given(recordings(), st.sampled_from(Side))
@examples(max_examples=30)
def test_turns_are_counted_however_they_were_filmed(recording: Recording, stance: Side) -> None:
    samples = film(TURNS, lambda t, v: turn_sample(t, v, stance=stance), recording, 1.0)
    found = reps(aeroplane.step, aeroplane.State(), samples)
    assert [(rep.side, rep.result) for rep in found] == [(stance, "clean")] * 2


PLAIN = Recording(30.0, 1.0, 1.0, ((3.0, 0.2),), 4)


@pytest.mark.parametrize(
    ("step", "state", "curve", "at"),
    [
        (frogger.step, frogger.State(), ROCKS, lambda t, v: rock_sample(t, v, view=View.LEFT)),
        (foot_lift.step, foot_lift.State(), LIFTS, lambda t, v: lift_sample(t, v, 0.4 * v)),
        (aeroplane.step, aeroplane.State(), TURNS, lambda t, v: turn_sample(t, v)),
    ],
)
def test_mirrored_trace_gives_the_same_reps_of_the_other_side(
    step: Callable[..., object],
    state: object,
    curve: Curve,
    at: Callable[[float, float], Sample],
) -> None:
    samples = film(curve, at, PLAIN, 1.0)
    found = reps(step, state, samples)
    twins = reps(step, state, [mirrored_sample(s) for s in samples])
    assert len(found) == len(twins) > 1
    for rep, twin in zip(found, twins, strict=True):
        assert rep.side is not None
        assert twin.side is rep.side.other
        assert twin.measures == rep.measures
        assert (twin.start_s, twin.peak_s, twin.end_s) == (rep.start_s, rep.peak_s, rep.end_s)


@given(st.floats(0, 3), st.integers(0, 1000))
@examples(max_examples=6)
def test_noise_alone_is_no_rep(noise_deg: float, seed: int) -> None:
    rng = random.Random(seed)
    times = [float(t) for t in times_s(20)]
    values = [rng.uniform(-1, 1) * noise_deg for _ in times]
    pairs = list(zip(times, values, strict=True))
    rocks = [rock_sample(t, v) for t, v in pairs]
    turns = [turn_sample(t, v) for t, v in pairs]
    lifts = [lift_sample(t, abs(v), abs(v) / 2) for t, v in pairs]
    assert reps(frogger.step, frogger.State(), rocks) == []
    assert reps(aeroplane.step, aeroplane.State(), turns) == []
    assert reps(foot_lift.step, foot_lift.State(), lifts) == []


# ---- a fault in the middle of a set


@given(st.integers(0, 2), st.sampled_from([-25.0, 25.0]), st.floats(0.2, 0.8))
@examples(max_examples=15)
def test_fault_never_changes_the_reps_before_it(number: int, lumbar: float, share: float) -> None:
    times = [float(t) for t in times_s(ROCKS.duration_s)]
    clean = reps(frogger.step, frogger.State(), [rock_sample(t, ROCKS(t)) for t in times])
    start_s, end_s = clean[number].start_s, clean[number].end_s
    from_s = start_s + share * (end_s - start_s)
    faulty = [
        rock_sample(t, ROCKS(t), lumbar_deg=lumbar if from_s < t < from_s + 0.8 else 0.0)
        for t in times
    ]
    found = reps(frogger.step, frogger.State(), faulty)
    assert found[:number] == clean[:number]
    assert len(found) == len(clean)
    assert [rep.start_s for rep in found] == [rep.start_s for rep in clean]


# ---- what is no number


@given(st.lists(st.tuples(st.floats(0, 15), st.floats(0.05, 0.5)), max_size=4))
@examples(max_examples=15)
def test_nan_in_signals_and_measures_is_a_missing_value(gaps: list[tuple[float, float]]) -> None:
    """Gaps that join to more than a second may cost a rep, never add one or a warning."""
    nan = float("nan")
    state, found = recognition.State(asked=Drill.FROGGER), []
    for t_s in map(float, times_s(ROCKS.duration_s)):
        sample = rock_sample(t_s, ROCKS(t_s))
        if any(start_s <= t_s < start_s + length_s for start_s, length_s in gaps):
            measures = {name: Estimate(nan, nan, nan) for name in sample.measures}
            sample = replace(sample, signals={"rock_deg": nan}, measures=measures)
        state, events = recognition.step(state, sample)
        found += events[Drill.FROGGER]
    counted = [event.rep for event in found if isinstance(event, RepCompleted)]
    assert len(counted) == len(found) <= 3
    for rep in counted:
        values = [m.value for m in rep.measures.values() if isinstance(m, Estimate)]
        assert all(value == value for value in values)
        assert rep.peak_s == rep.peak_s


@given(st.floats(0.4, 2.5))
@examples(max_examples=10)
def test_larger_and_smaller_movements_are_the_same_reps(factor: float) -> None:
    times = [float(t) for t in times_s(ROCKS.duration_s)]
    found = reps(frogger.step, frogger.State(), [rock_sample(t, factor * ROCKS(t)) for t in times])
    assert len(found) == 3
    turned = [turn_sample(t, factor * TURNS(t)) for t in map(float, times_s(TURNS.duration_s))]
    assert len(reps(aeroplane.step, aeroplane.State(), turned)) == 2
