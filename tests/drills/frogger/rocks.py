"""Frogger rocks as samples, and what the machine makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drills.core.events import (
    Rep,
    RepCompleted,
)
from drills.frogger import machine as frogger
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import lost, rock_sample, run
from vision.datatypes import View

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


def with_way(samples: list[Sample], most: float) -> list[Sample]:
    """Let the whole trunk go back by so many of its lengths at the end of the rocks."""
    deepest = max(s.signals["rock_deg"] for s in samples)
    return [
        replace(s, signals={**s.signals, "rock_way_ratio": most * s.signals["rock_deg"] / deepest})
        for s in samples
    ]


# ---- losses


def with_loss(samples: list[Sample], start_s: float, stop_s: float) -> list[Sample]:
    return [lost(s.t_s) if start_s <= s.t_s < stop_s else s for s in samples]
