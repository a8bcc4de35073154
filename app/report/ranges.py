"""The table of ranges in words: one row a measure, one cell a side, nothing left unsaid."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.report.phrases import counted
from app.report.typeset.document import Cell, Row, Table
from app.session import words
from drills.core.rules import key_rules
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Estimate, Side
from vision.measures import of_drill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.session.model import Session
    from drills.core.events import Drill, Rep


def range_table(session: Session, drill: Drill) -> Table:
    """Return the rows that the drill always has, then everything else that was measured."""
    sides = _sides_of(session)
    names = main_measures(drill)
    measured = {name for found in session.ranges.values() for name in found}
    measured |= {name for rep in session.reps for name in rep.measures if peak_of(rep, name)}
    rows = tuple(
        Row(words.measure_label(name), tuple(_cell(session, side, name) for side in sides))
        for name in (*names, *sorted(measured - set(names)))
    )
    columns = (words.side_words(drill, side) if side else "value" for side in sides)
    return Table(("Measure", *columns), rows, (1.0, *(1.2 for _ in sides)))


def main_measures(drill: Drill) -> tuple[str, ...]:
    """Return the measures listed for every rep of a drill: ranges and key compensations."""
    key = {rule.source for rule in key_rules(DEFINITIONS[drill].rules)}
    return tuple(row.name for row in of_drill(drill) if row.name in key or not row.is_compensation)


def _sides_of(session: Session) -> tuple[Side | None, ...]:
    """Return the sides that have reps or ranges; ``None`` means that the side is unknown."""
    seen = {rep.side for rep in session.reps if rep.side is not None}
    seen |= {side for side, found in session.ranges.items() if found}
    if not seen and session.side in ("left", "right"):
        seen = {Side(session.side)}
    return tuple(side for side in Side if side in seen) or (None,)


def _cell(session: Session, side: Side | None, name: str) -> Cell:
    found = session.ranges.get(side, {}).get(name) if side is not None else None
    if found is not None and words.is_finite(found.measure):
        reps = counted(found.from_reps, "rep")
        return Cell(words.format_measure(name, found.measure), f"from {reps}")
    return _cell_of_reps(
        name, [rep for rep in session.reps if side is None or rep.side in (side, None)]
    )


def _cell_of_reps(name: str, reps: Sequence[Rep]) -> Cell:
    """Return the greatest value of a measure that is not a range, or why there is none."""
    if not reps:
        return Cell("no rep to measure", is_absent=True)
    peaks = [peak for rep in reps if (peak := peak_of(rep, name)) is not None]
    if peaks:
        most = max(peaks, key=lambda peak: abs(peak.value))
        return Cell(words.format_measure(name, most), f"most in {counted(len(peaks), 'rep')}")
    reasons = Counter(
        measure.reason for rep in reps if isinstance(measure := rep.measures.get(name), Absent)
    )
    if not reasons:
        return Cell("not measured", is_absent=True)
    why = Absent(reasons.most_common(1)[0][0])
    return Cell(words.format_measure(name, why), is_absent=True)


def peak_of(rep: Rep, name: str) -> Estimate | None:
    """Return a rep's peak if it was measured."""
    measure = rep.measures.get(name)
    return measure if isinstance(measure, Estimate) and words.is_finite(measure) else None
