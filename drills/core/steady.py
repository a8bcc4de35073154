"""Whether a signal moves as a body can, or jumps because the landmarks are off the body. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from drills.core.phases import DWELL_S, TICK_S
from vision.values import replace

MOST_TURN_DEG = 35.0
"""Nobody turns the pelvis this far within `DWELL_S`: if a good part of a turn does, the landmarks
were not on the body (our rule)."""


@dataclass(frozen=True, slots=True)
class Steady:
    """The recent signal as (t_s, value), and how many frames of the movement jumped."""

    recent: tuple[tuple[float, float], ...] = ()
    instants: int = 0
    jumps: int = 0

    @property
    def share(self) -> float:
        """Share of the frames since the movement began that jumped."""
        return self.jumps / self.instants if self.instants else 0.0


def follow(
    steady: Steady, value: float, t_s: float, most_jump: float, within_s: float = DWELL_S
) -> Steady:
    """Return the state after one more value of the signal.

    Parameters
    ----------
    steady
        The state so far.
    value
        The signal, in any unit.
    t_s
        Time of the value.
    most_jump
        A greater change within ``within_s`` is a jump; in the unit of the signal.
    within_s
        In seconds.
    """
    recent = tuple((t, v) for t, v in steady.recent if t_s - t <= within_s + TICK_S)
    jumped = any(abs(value - v) > most_jump for _, v in recent)
    return Steady((*recent, (t_s, value)), steady.instants + 1, steady.jumps + jumped)


def begun(steady: Steady) -> Steady:
    """Restart the counts, because a movement begins."""
    return replace(steady, instants=0, jumps=0)
