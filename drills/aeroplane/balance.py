"""The 10 s balance hold: a separate test in the hinge, before the first turn. Pure.

A hold lasts while the person stands hinged on one leg, the free foot off the floor, the trunk in
neutral and no rep in progress. Ten seconds pass the test (coaching sources; our rule).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.core.phases import BREAK_S
from drills.core.rep_set import LOST_S
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.datatypes import Side

PASSED_S = 10.0
"""A hold of this length (s) passes the test (coaching sources; our rule)."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The hold in progress and the longest one of each side so far, in seconds."""

    side: Side | None = None
    since_s: float | None = None
    last_s: float = 0.0
    longest_s: Mapping[Side, float] = field(default_factory=dict)

    @property
    def passed(self) -> tuple[Side, ...]:
        """The sides that were held for ten seconds."""
        return tuple(side for side, held_s in self.longest_s.items() if held_s >= PASSED_S)


def step(balance: Balance, *, holds: bool, side: Side | None, t_s: float) -> Balance:
    """Return the state after one more moment.

    Parameters
    ----------
    balance
        The state so far.
    holds
        Whether the person is balancing on ``side`` now.
    side
        The stance leg; ``None`` if unknown, which ends a hold.
    t_s
        The time now.
    """
    if not holds or side is None:
        over = balance.since_s is not None and t_s - balance.last_s > BREAK_S
        return replace(balance, since_s=None) if over else balance
    begins = balance.since_s is None or side is not balance.side or t_s - balance.last_s > LOST_S
    since_s = t_s if begins or balance.since_s is None else balance.since_s
    held_s = max(balance.longest_s.get(side, 0.0), t_s - since_s)
    return Balance(side, since_s, t_s, {**balance.longest_s, side: held_s})
