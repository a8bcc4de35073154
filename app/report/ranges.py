"""The table of ranges in words: one row a measure, one cell a side, nothing left unsaid."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session import words
from drills.core.events import Drill
from vision.datatypes import Absent, Estimate, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.session.model import Session
    from drills.core.events import Rep

_HEADLINES: dict[Drill, tuple[str, ...]] = {
    Drill.AEROPLANE: (
        "pelvis_rotation_open_deg",
        "pelvis_roll_open_deg",
        "pelvis_rotation_closed_deg",
        "pelvis_roll_closed_deg",
        "hip_rotation_external_deg",
        "hip_rotation_internal_deg",
        "spine_twist_deg",
        "hinge_deg",
    ),
    Drill.FROGGER: (
        "hip_flexion_deg",
        "clean_hip_flexion_deg",
        "lumbar_flexion_deg",
        "trunk_thigh_flexion_deg",
        "knee_width_ratio",
        "rock_travel_ratio",
    ),
    Drill.FOOT_LIFT: ("hip_rotation_internal_deg", "pelvis_lift_deg"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A range of one side: the value in words, and from how many reps ("" where absent)."""

    text: str
    reps: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether the words stand for a value that is missing."""
        return not self.reps


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with one cell for each side of `Content.columns`."""

    label: str
    cells: tuple[Cell, ...]


def sides_of(session: Session) -> tuple[Side | None, ...]:
    """Return the sides that have reps or ranges; ``None`` stands for a side not known."""
    seen = {rep.side for rep in session.reps if rep.side is not None}
    seen |= {side for side, found in session.ranges.items() if found}
    if not seen and session.side in ("left", "right"):
        seen = {Side(session.side)}
    return tuple(side for side in Side if side in seen) or (None,)


def rows_of(session: Session, drill: Drill, sides: Sequence[Side | None]) -> tuple[Row, ...]:
    """Return the rows that the drill always has, then whatever else was measured."""
    names = list(_HEADLINES.get(drill, ()))
    measured = {name for found in session.ranges.values() for name in found}
    measured |= {name for rep in session.reps for name in rep.measures if peak_of(rep, name)}
    extra = measured - set(names)
    return tuple(
        Row(words.measure_label(name), tuple(_cell(session, side, name) for side in sides))
        for name in [*names, *sorted(extra)]
    )


def _cell(session: Session, side: Side | None, name: str) -> Cell:
    found = session.ranges.get(side, {}).get(name) if side is not None else None
    if found is not None and words.is_finite(found.measure):
        return Cell(
            words.format_measure(name, found.measure), f"from {reps_words(found.from_reps)}"
        )
    return _cell_of_reps(
        name, [rep for rep in session.reps if side is None or rep.side in (side, None)]
    )


def _cell_of_reps(name: str, reps: Sequence[Rep]) -> Cell:
    """Say of a measure that has no range what was most of it, or why there is none.

    What the spine gave is never a range of motion to strive for, but it must be read beside one.
    """
    if not reps:
        return Cell("no rep to measure")
    peaks = [peak for rep in reps if (peak := peak_of(rep, name)) is not None]
    if peaks:
        most = max(peaks, key=lambda peak: abs(peak.value))
        return Cell(words.format_measure(name, most), f"most in {reps_words(len(peaks))}")
    reasons = Counter(
        measure.reason for rep in reps if isinstance(measure := rep.measures.get(name), Absent)
    )
    if not reasons:
        return Cell("not measured")
    return Cell(words.format_measure(name, Absent(reasons.most_common(1)[0][0])))


def peak_of(rep: Rep, name: str) -> Estimate | None:
    """Return a rep's peak if it was measured."""
    measure = rep.measures.get(name)
    return measure if isinstance(measure, Estimate) and words.is_finite(measure) else None


def reps_words(count: int) -> str:
    """Return "1 rep" or "3 reps"."""
    return f"{count} rep{'s' * (count != 1)}"
