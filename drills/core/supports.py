"""Whether each support of a drill stays on the floor: hands and knees, or the stance foot. Pure.

Each support is judged separately against its own place at rest. A hand may slide along the floor
(as it does in deep rocks of real people) but not rise from it; a knee or a stance foot has to stay
in place. If the camera is moved, all supports leave their places, so a moved camera needs no rule
of its own. The pose model may exchange left and right for a while: a pair is read in the order in
which it moved less. A hidden support is not judged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.core.phases import DWELL_S, MEMORY_S, MINOR_SHARE
from vision.datatypes import Side
from vision.persistence import mean_weight
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    Place = tuple[float, float]

LEAST_SEEN = 0.5
"""Visibility (0 to 1) below which a support is not judged, because the pose model guesses its place
(our rule)."""
RISE_RATIO = 0.45
"""A hand that rises by more than this many trunk lengths has left the floor; it may slide along the
floor (our rule)."""
KNEE_RATIO = 0.2
"""A knee that moves by more than this many trunk lengths in any direction has left its place: the
breadth of a knee plus the error of its landmark (our rule)."""
FOOT_RATIO = 0.28
"""The same for a stance foot: far from the camera, and hidden by the hinged trunk from in front,
its landmark is less reliable (our rule)."""
HANDS_AND_KNEES = tuple(f"{side}_{joint}" for side in Side for joint in ("knee", "wrist"))
FEET = tuple(f"{side}_ankle" for side in Side)
UNIT = "trunk_height_ratio"


@dataclass(frozen=True, slots=True)
class Supports:
    """Places at rest, in the unit of the signals, and what happened since the movement began.

    ``shift`` is the smoothed displacement (right, up) of each support in trunk lengths; ``seen``
    and ``off`` count the frames in which it was judged, and was off its place.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    trunk: float = 1.0
    last_s: float = 0.0
    shift: Mapping[str, Place] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)
    off: Mapping[str, int] = field(default_factory=dict)

    def begun(self) -> Supports:
        """Restart the counts, because a movement begins."""
        return replace(self, seen={}, off={})

    def watched(self) -> tuple[str, ...]:
        """Return the supports that could be judged for most of the movement."""
        most = max(self.seen.values(), default=0)
        return tuple(name for name, seen in self.seen.items() if seen >= (1.0 - MINOR_SHARE) * most)

    def left_floor(self) -> tuple[str, ...]:
        """Return the supports that were off their place for too much of the movement."""
        return tuple(
            name for name, seen in self.seen.items() if self.off.get(name, 0) > MINOR_SHARE * seen
        )


def follow(
    supports: Supports,
    signals: Mapping[str, float],
    t_s: float,
    names: tuple[str, ...],
    *,
    at_rest: bool,
) -> Supports:
    """Take one frame: at rest the places are learnt, otherwise the shift from them.

    Parameters
    ----------
    supports
        The state so far.
    signals
        ``at_{support}_x`` (to the right), ``_y`` (up), ``_seen`` and ``trunk_height_ratio``;
        without them nothing is known and nothing shifts.
    t_s
        Time of the frame.
    names
        The supports of the drill as ``{side}_{joint}``.
    at_rest
        Whether the start position is held.
    """
    if not signals.get(UNIT):
        return replace(supports, last_s=t_s)
    now = {
        name: (signals[f"at_{name}_x"], signals[f"at_{name}_y"])
        for name in names
        if {f"at_{name}_{part}" for part in ("x", "y", "seen")} <= signals.keys()
    }
    step_s = t_s - supports.last_s
    if at_rest or not supports.places:
        return _learn(supports, now, signals[UNIT], step_s, t_s)
    paired, weight = _nearer_way_round(supports.places, now), mean_weight(step_s, DWELL_S)
    shift, seen, off = dict(supports.shift), dict(supports.seen), dict(supports.off)
    for name, (x, y) in paired.items():
        if signals[f"at_{name}_seen"] < LEAST_SEEN or name not in supports.places:
            continue
        place = supports.places[name]
        way = ((x - place[0]) / supports.trunk, (y - place[1]) / supports.trunk)
        before = shift.get(name, (0.0, 0.0))
        shift[name] = (
            before[0] + weight * (way[0] - before[0]),
            before[1] + weight * (way[1] - before[1]),
        )
        seen[name] = seen.get(name, 0) + 1
        off[name] = off.get(name, 0) + _is_off(name, shift[name])
    return replace(supports, last_s=t_s, shift=shift, seen=seen, off=off)


def _is_off(name: str, shift: Place) -> bool:
    """Whether a support is off its place; hands, knees and feet have different limits."""
    if name.endswith("wrist"):
        return shift[1] > RISE_RATIO
    return math.hypot(*shift) > (KNEE_RATIO if name.endswith("knee") else FOOT_RATIO)


def _learn(
    supports: Supports, now: Mapping[str, Place], trunk: float, step_s: float, t_s: float
) -> Supports:
    if not supports.places:
        return Supports(now, trunk, t_s)
    weight = mean_weight(step_s, MEMORY_S)
    places = dict(supports.places)
    for name, (x, y) in _nearer_way_round(supports.places, now).items():
        before = places.get(name, (x, y))
        places[name] = (before[0] + weight * (x - before[0]), before[1] + weight * (y - before[1]))
    return Supports(places, supports.trunk + weight * (trunk - supports.trunk), t_s)


def _nearer_way_round(before: Mapping[str, Place], now: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places with each pair in the order in which it moved less."""
    paired = dict(now)
    known = now.keys() & before.keys()
    for name in known:
        side, _, joint = name.partition("_")
        twin = f"{Side(side).other}_{joint}"
        if side != Side.LEFT or twin not in known:
            continue
        plain = math.dist(before[name], now[name]) + math.dist(before[twin], now[twin])
        crossed = math.dist(before[name], now[twin]) + math.dist(before[twin], now[name])
        if crossed < plain:
            paired[name], paired[twin] = now[twin], now[name]
    return paired
