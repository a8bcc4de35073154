"""The record of one session: what a report is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.session.corrections import Corrections
    from drills.core.events import Counts, Drill, Rep, Warning
    from vision.datatypes import Estimate, Side, View


class Zero(StrEnum):
    """What absolute hip angles are measured from, the surest first: bodies differ by 9 deg."""

    STANDING = "standing"
    """The person's quiet standing in the same recording."""
    KEPT = "kept"
    """Their quiet standing, kept from an earlier one."""
    TYPICAL = "typical"
    """A typical body: right within a wide interval only."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where the pictures came from."""

    kind: str
    name: str
    duration_s: float
    frames: int
    fps: float
    width_px: int
    height_px: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The best of a measure over the reps of one side; ``measure`` keeps its 90 % interval."""

    measure: Estimate
    from_reps: int


@dataclass(frozen=True, slots=True)
class QualityRecord:
    """How far the recording can be trusted; ``notes`` are sentences for the person."""

    seen_fraction: float
    rejected_frames: int
    calibrated: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything a report is made from, except the series of angles."""

    id: str
    created: str
    program_version: str
    model: str
    model_sha256: str
    source: SourceRecord
    drill: Drill | None
    level: str | None
    side: str | None
    view: View
    counts: Counts
    reps: tuple[Rep, ...]
    warnings: tuple[Warning, ...]
    ranges: Mapping[Side, Mapping[str, Range]]
    quality: QualityRecord
    person: str | None = None
    goal: str = "everyday"
    targets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    level_name: str | None = None
    balance_s: Mapping[Side, float] = field(default_factory=dict)
    zero: Zero | None = None
    """``None`` where a drill has no absolute hip flexion."""
    standing_deg: float | None = None
    """The zero of hip flexion as seen in this recording, ``None`` if nobody stood quietly."""
    corrected: Corrections | None = None
    """Corrections by hand; ``None`` if there never were any."""
