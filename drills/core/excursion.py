"""A movement out and back on one signal: the counting core of every drill. Pure.

::

    REST --signal above enter for dwell--> OUT --turned back by a quarter of the peak--> BACK
      ^                                     |                                             |
      +------------- below exit (too small or too short: dropped; else a rep) ------------+
                    BACK --rises again by a quarter of the peak--> OUT (a pause or a hover)

After an excursion, the next one needs a rise above the lowest value since, not only above enter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from drills.core.phases import DWELL_S, MINOR_SHARE, STAY_SHARE, Dwell
from vision.values import replace


class Leg(Enum):
    """The part of the movement that is in progress."""

    REST = "rest"
    OUT = "out"
    BACK = "back"


BACK_SHARE = 0.4
"""A movement is over once it is back within this share of its peak, even if the rest of the way
does not quite reach the start (our rule)."""
LEAST_S = 1.0
"""Least duration of a movement out and back; a quicker one is a jerk or a landmark error (our
rule)."""
HELD_S = 0.3
GAIN_SHARE = 0.03
"""A movement is held while it gains less than `GAIN_SHARE` within `HELD_S` (our rule)."""


@dataclass(frozen=True, slots=True)
class ExcursionState:
    """The state of the movement.

    ``above`` and ``below`` are since when the signal has been above the enter level, and below the
    level at which the movement ends. ``left_s`` is when the signal last left the exit level, and
    ``start_s`` the same for the excursion in progress; ``peak`` and ``valley`` are its extremes.
    ``high``, reached at ``high_s``, is the value that a further gain is counted from.

    ``floor`` is the least value since the last excursion ended, ``None`` before the first. An
    excursion may end above the enter level; then neither the rest of its way back nor a wavering by
    less than `MINOR_SHARE` of what is left may start another one.
    """

    leg: Leg = Leg.REST
    above: Dwell = field(default_factory=Dwell)
    below: Dwell = field(default_factory=Dwell)
    left_s: float | None = None
    start_s: float = 0.0
    peak: float = 0.0
    peak_s: float = 0.0
    valley: float = 0.0
    floor: float | None = None
    high: float = 0.0
    high_s: float = 0.0
    now_s: float = 0.0

    @property
    def is_held(self) -> bool:
        """Whether the way out has ended and the movement stays near its peak."""
        return self.leg is Leg.OUT and self.now_s - self.high_s >= HELD_S


RETURNED = ExcursionState(floor=math.inf)
"""For a person who comes back into view, perhaps in the middle of a movement: the rest of it does
not count."""


class Change(Enum):
    """The effect of one step."""

    NONE = "none"
    STARTED = "started"
    FINISHED = "finished"
    DROPPED = "dropped"


def step(
    state: ExcursionState, value: float, t_s: float, enter: float
) -> tuple[ExcursionState, Change]:
    """Take one more value of the signal.

    Parameters
    ----------
    state
        The state so far.
    value
        The signal, in any unit; the movement out is positive.
    t_s
        Time of the value.
    enter
        A movement begins above this level, in the unit of the signal.

    Returns
    -------
    tuple
        The next state, and the change. On FINISHED and DROPPED the state still has the peak and
        times of the excursion.
    """
    if state.leg is Leg.REST:
        return _resting(state, value, t_s, enter)
    if value > state.peak:
        state = replace(state, peak=value, peak_s=t_s)
    if value > (1.0 + GAIN_SHARE) * state.high:
        state = replace(state, high=value, high_s=t_s)
    state = replace(state, now_s=t_s)
    level = max(STAY_SHARE * enter, BACK_SHARE * state.peak)
    state = replace(state, below=state.below.step(value < level, t_s))
    if state.below.lasted(t_s, DWELL_S):
        good = t_s - state.start_s >= LEAST_S
        ended = replace(state, leg=Leg.REST, above=Dwell(), left_s=None, floor=value)
        return ended, Change.FINISHED if good else Change.DROPPED
    return _turning(state, value), Change.NONE


def interrupt(state: ExcursionState, *, is_gone: bool = False) -> ExcursionState:
    """Take a moment without a value: a dwell in progress restarts, an excursion continues.

    Parameters
    ----------
    state
        The state before.
    is_gone
        Whether the person is out of sight for so long that a movement in progress on their return
        was not seen from its start.
    """
    if state.leg is not Leg.REST:
        return state
    return RETURNED if is_gone else replace(state, above=Dwell())


def _resting(
    state: ExcursionState, value: float, t_s: float, enter: float
) -> tuple[ExcursionState, Change]:
    stay, floor = STAY_SHARE * enter, state.floor
    left_s = state.left_s if value > stay else None
    if value > stay and left_s is None:
        left_s = t_s
    if floor is not None:
        floor = min(floor, value)
        enter = max(enter, floor + max(enter - stay, MINOR_SHARE * floor))
    above = state.above.step(value > enter, t_s)
    state = replace(state, above=above, left_s=left_s, floor=floor)
    if not above.lasted(t_s, DWELL_S):
        return state, Change.NONE
    start_s = t_s if left_s is None else left_s
    out = ExcursionState(
        Leg.OUT,
        above,
        left_s=left_s,
        start_s=start_s,
        peak=value,
        peak_s=t_s,
        valley=value,
        high=value,
        high_s=t_s,
        now_s=t_s,
    )
    return out, Change.STARTED


def _turning(state: ExcursionState, value: float) -> ExcursionState:
    turn = MINOR_SHARE * state.peak
    if state.leg is Leg.OUT:
        if value < state.peak - turn:
            return replace(state, leg=Leg.BACK, valley=value)
        return state
    valley = min(state.valley, value)
    if value > valley + turn:
        return replace(state, leg=Leg.OUT, valley=valley)
    return replace(state, valley=valley)
