"""Whether a signal moves as a body can, or jumps because the landmarks are not on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drills.core.phases import DWELL_S, TICK_S


@dataclass(frozen=True, slots=True)
class Steady:
    """The signal of late as (t_s, value), and how many instants of the movement jumped."""

    recent: tuple[tuple[float, float], ...] = ()
    instants: int = 0
    jumps: int = 0

    @property
    def share(self) -> float:
        """Share of the instants since the movement began that jumped."""
        return self.jumps / self.instants if self.instants else 0.0


def follow(steady: Steady, value: float, t_s: float, most_jump: float) -> Steady:
    """Take one more value of the signal; a jump is a change by more within `DWELL_S`."""
    recent = tuple((t, v) for t, v in steady.recent if t_s - t <= DWELL_S + TICK_S)
    jumped = any(abs(value - v) > most_jump for _, v in recent)
    return Steady((*recent, (t_s, value)), steady.instants + 1, steady.jumps + jumped)


def begun(steady: Steady) -> Steady:
    """Start counting anew: a movement begins."""
    return replace(steady, instants=0, jumps=0)
