"""Whether a signal moves as a body can, or jumps because the landmarks are not on it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

WITHIN_S = 0.16
"""A jump is a change within so long (four pictures of a slow webcam: our rule)."""


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


def follow(steady: Steady, value: float, t_s: float, *, most_jump: float, most: float) -> Steady:
    """Take one more value of the signal; one beyond ``most`` either way jumped as well."""
    recent = tuple((t, v) for t, v in steady.recent if t_s - t <= WITHIN_S)
    jumped = abs(value) > most or any(abs(value - v) > most_jump for _, v in recent)
    return Steady((*recent, (t_s, value)), steady.instants + 1, steady.jumps + jumped)


def begun(steady: Steady) -> Steady:
    """Start counting anew: a movement begins."""
    return replace(steady, instants=0, jumps=0)
