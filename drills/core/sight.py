"""Whether the key compensations of a rep could be seen when it mattered. Pure.

A rep without a visible compensation is clean only if each key compensation of the drill could have
been seen. It could not if it was out of sight for a quarter of the rep or more, or at the peak of
the rep (docs/measures.md, "Reps: four tallies").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.core.phases import GAP_S, MINOR_SHARE
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drills.core.events import WarningKind

_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Sight:
    """What was out of sight in the rep in progress.

    Attributes
    ----------
    began_s, now_s
        The first and the latest moment (s).
    unseen_s
        How long each compensation was out of sight (s), without the time in ``blind_s``.
    blind_s
        How long nothing of the body was seen (s).
    unseen
        What is out of sight now.
    at_peak
        What was out of sight at the peak so far; ``None`` if that moment has not been observed.
    """

    began_s: float
    now_s: float
    unseen_s: Mapping[WarningKind, float] = field(default_factory=dict)
    blind_s: float = 0.0
    unseen: frozenset[WarningKind] | None = None
    at_peak: frozenset[WarningKind] | None = None

    def plus(self, unseen: frozenset[WarningKind], t_s: float, peak_s: float) -> Sight:
        """Return the sight after one more frame.

        Parameters
        ----------
        unseen
            The key compensations out of sight now.
        t_s
            Time of the frame.
        peak_s
            Time of the peak so far.
        """
        step_s = t_s - self.now_s
        totals = {**dict.fromkeys(unseen, 0.0), **self.unseen_s}
        was_blind = step_s > GAP_S
        if not was_blind:
            totals |= {kind: totals[kind] + step_s for kind in unseen}
        return replace(
            self,
            now_s=t_s,
            unseen_s=totals,
            blind_s=self.blind_s + (step_s if was_blind else 0.0),
            unseen=unseen,
            at_peak=unseen if t_s == peak_s else self.at_peak,
        )

    def blind(self, t_s: float) -> Sight:
        """Return the sight after a moment in which nothing of the body was seen."""
        return replace(self, now_s=t_s, blind_s=self.blind_s + t_s - self.now_s, unseen=None)

    def with_peak(self, t_s: float) -> Sight:
        """Make this moment the peak, whether it has been observed already or is about to be."""
        return replace(self, at_peak=self.unseen if self.now_s == t_s else None)

    def missed(self, kinds: Iterable[WarningKind]) -> tuple[WarningKind, ...]:
        """Return the given compensations that could not be seen when it mattered."""
        return tuple(kind for kind in kinds if self._is_missed(kind))

    def _is_missed(self, kind: WarningKind) -> bool:
        if self.at_peak is None or kind in self.at_peak:
            return True
        duration_s = self.now_s - self.began_s
        out_of_sight_s = self.unseen_s.get(kind, 0.0) + self.blind_s
        return duration_s > 0 and out_of_sight_s >= MINOR_SHARE * duration_s - _TOLERANCE
