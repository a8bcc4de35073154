"""What a drill reports: reps, warnings, losses. Frozen values with times in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.datatypes import Estimate, Measure, Side


class Drill(StrEnum):
    """The drills the program knows; the values are those of session.json."""

    AEROPLANE = "aeroplane"
    FROGGER = "frogger"
    FOOT_LIFT = "foot_lift"
    HIP_HINGE = "hip_hinge"


class Level(StrEnum):
    """Levels of the aeroplane."""

    FEET_DOWN = "feet_down"
    KICKSTAND = "kickstand"
    SINGLE_LEG = "single_leg"


class RepResult(StrEnum):
    """The four tallies. A rep in which a fault may have been missed is unjudged, never clean."""

    CLEAN = "clean"
    COMPENSATED = "compensated"
    PARTIAL = "partial"
    UNJUDGED = "unjudged"


class WarningKind(StrEnum):
    """What moved instead of the hip."""

    LUMBAR_FLEXION = "lumbar_flexion"
    LUMBAR_EXTENSION = "lumbar_extension"
    SPINE_TWIST = "spine_twist"
    SIDE_BEND = "side_bend"
    KNEE_DRIFT = "knee_drift"
    PELVIS_LIFT = "pelvis_lift"
    SIDE_SHIFT = "side_shift"
    HINGE_LOST = "hinge_lost"
    FOOT_DOWN = "foot_down"


@dataclass(frozen=True, slots=True)
class Rep:
    """One counted rep.

    ``side`` is the stance side (aeroplane), the lifted side (foot lift) or the side nearer to the
    camera (frogger). ``reasons`` says in words why the rep is not clean; ``measures`` holds its
    peaks under the names of docs/measures.md; ``timing`` holds durations in seconds, where known.
    ``not_seen`` names the key compensations that could not be seen when it mattered
    (`drills.core.sight`); if no compensation was seen either, the rep is unjudged.
    """

    side: Side | None
    start_s: float
    peak_s: float
    end_s: float
    result: RepResult
    reasons: tuple[str, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    timing: Mapping[str, float] = field(default_factory=dict)
    not_seen: tuple[WarningKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning from start to end; ``rep`` is the 1-based rep in which it peaked, if any."""

    kind: WarningKind
    start_s: float
    end_s: float
    peak: Estimate
    rep: int | None = None


@dataclass(frozen=True, slots=True)
class RepCompleted:
    """A rep ended and was counted by its result; ``index`` is 1-based."""

    t_s: float
    index: int
    rep: Rep


@dataclass(frozen=True, slots=True)
class RepVoided:
    """A rep was given up: the person was lost for too long or could not be followed."""

    t_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class WarningRaised:
    """A compensation has lasted its dwell time; ``value`` is the measure at that moment."""

    t_s: float
    kind: WarningKind
    value: Estimate


@dataclass(frozen=True, slots=True)
class WarningCleared:
    """A compensation ended; ``warning`` describes all of it."""

    t_s: float
    warning: Warning


Event = RepCompleted | RepVoided | WarningRaised | WarningCleared


@dataclass(frozen=True, slots=True)
class Counts:
    """The tallies of a set."""

    clean: int = 0
    compensated: int = 0
    partial: int = 0
    unjudged: int = 0

    @property
    def full(self) -> int:
        """Reps that count as work done: all but the partial ones."""
        return self.clean + self.compensated + self.unjudged

    @property
    def total(self) -> int:
        """All reps."""
        return self.full + self.partial

    def __add__(self, other: Counts) -> Counts:
        """Return the tallies of two sets together."""
        return Counts(**{result.value: self.of(result) + other.of(result) for result in RepResult})

    def of(self, result: RepResult) -> int:
        """Return the tally of one result."""
        return int(getattr(self, result.value))

    def plus(self, result: RepResult) -> Counts:
        """Return the tallies with one more rep."""
        return replace(self, **{result.value: self.of(result) + 1})
