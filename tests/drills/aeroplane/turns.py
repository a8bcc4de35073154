"""Hip aeroplanes as samples, and what the machine makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drills.aeroplane import machine as aeroplane
from drills.core.events import (
    Rep,
    RepCompleted,
)
from tests.builders import Curve, times_s
from tests.sample_builders import in_posture, lost, run, turn_sample
from vision.datatypes import Estimate, Posture, Side, View

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
    fps: float = 20.0,
    twist: Callable[[float], float] = lambda _: 0.0,
    lumbar: Callable[[float], float] = lambda _: 0.0,
    **feet: float,
) -> list[Sample]:
    """Return the turns of a hinged body, as often seen as by a webcam in a dim room."""
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


# ---- losses


def with_loss(samples: list[Sample], start_s: float, stop_s: float) -> list[Sample]:
    return [lost(s.t_s) if start_s <= s.t_s < stop_s else s for s in samples]


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
