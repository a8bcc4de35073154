"""Whether the supports stay where they are: if they all move, it is the camera that moves. Pure.

On all fours a rock or a lift leaves at least half of the four supports in place, in the hinge the
stance foot and the hips stay: the half that moves least is looked at, so that hidden limbs may
wander. A phone that is picked up, or a person who walks, moves them all. Left and right may be
exchanged by the pose model for a while: a support counts as staying if either of its pair is there.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    Places = Mapping[str, tuple[float, float]]

MEMORY_S = 1.0
"""Time constant with which the places at rest are followed."""
SHIFT_MEMORY_S = 0.3
"""Time constant over which a shift is averaged: a flicker of the landmarks is none."""
JOINTS = ("knee", "wrist")
HANDS_AND_KNEES = tuple(f"{side}_{joint}" for side in Side for joint in JOINTS)
FEET_AND_HIPS = tuple(f"{side}_{joint}" for side in Side for joint in ("ankle", "hip"))
UNIT = "trunk_height_ratio"


@dataclass(frozen=True, slots=True)
class Planted:
    """Places of the supports at rest, the trunk's length then, and the shift since.

    Places and ``trunk`` are in the unit of the signals; ``shift_ratio``, in trunk lengths, is the
    shift now, ``most_ratio`` the greatest since the rest.
    """

    places: Places | None = None
    trunk: float = 1.0
    last_s: float = 0.0
    shift_ratio: float = 0.0
    most_ratio: float = 0.0


def follow(
    planted: Planted,
    signals: Mapping[str, float],
    t_s: float,
    *,
    at_rest: bool,
    supports: tuple[str, ...] = HANDS_AND_KNEES,
) -> Planted:
    """Take one instant: at rest the places are learnt, otherwise the shift from them.

    Signals ``at_{support}_x``, ``_y`` and ``trunk_height_ratio``; without them nothing is known
    and nothing shifts.
    """
    if UNIT not in signals:
        return replace(planted, last_s=t_s)
    now = {name: (signals[f"at_{name}_x"], signals[f"at_{name}_y"]) for name in supports}
    if planted.places is None:
        return Planted(now, signals[UNIT], t_s)
    step_s = max(0.0, t_s - planted.last_s)
    if at_rest:
        return _learnt(planted, planted.places, now, signals[UNIT], t_s)
    apart = min(_apart(planted.places, now), _apart(planted.places, _exchanged(now)))
    weight = 1.0 - math.exp(-step_s / SHIFT_MEMORY_S)
    shift = planted.shift_ratio + weight * (apart / max(planted.trunk, 1e-3) - planted.shift_ratio)
    most = max(planted.most_ratio, shift)
    return replace(planted, last_s=t_s, shift_ratio=shift, most_ratio=most)


def _learnt(planted: Planted, before: Places, now: Places, trunk: float, t_s: float) -> Planted:
    weight = 1.0 - math.exp(-max(0.0, t_s - planted.last_s) / MEMORY_S)
    places = {
        name: (x + weight * (now[name][0] - x), y + weight * (now[name][1] - y))
        for name, (x, y) in before.items()
    }
    return Planted(places, planted.trunk + weight * (trunk - planted.trunk), t_s)


def _exchanged(places: Places) -> Places:
    words = {Side.LEFT.value: Side.RIGHT.value, Side.RIGHT.value: Side.LEFT.value}
    found = {}
    for name, place in places.items():
        side, _, joint = name.partition("_")
        found[f"{words[side]}_{joint}"] = place
    return found


def _apart(before: Places, now: Places) -> float:
    """Return how far the half that moves least has moved."""
    moved = [math.hypot(now[n][0] - x, now[n][1] - y) for n, (x, y) in before.items()]
    return statistics.median_low(moved)
