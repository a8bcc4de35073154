"""The table of ranges in words: a row per measure, a cell per side, and a reason for every gap."""

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
    """Return the table: the rows that the drill always has, then everything else that was measured.

    Parameters
    ----------
    session
        The record.
    drill
        Its drill.
    """
    sides = _sides_of(session)
    names = main_measures(drill)
    measured = {name for peaks in session.ranges.values() for name in peaks}
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
    seen |= {side for side, peaks in session.ranges.items() if peaks}
    if not seen and session.side in ("left", "right"):
        seen = {Side(session.side)}
    return tuple(side for side in Side if side in seen) or (None,)


def _cell(session: Session, side: Side | None, name: str) -> Cell:
    best = session.ranges.get(side, {}).get(name) if side is not None else None
    if best is not None and words.is_finite(best.measure):
        reps = counted(best.from_reps, "rep")
        return Cell(words.format_measure(name, best.measure), f"from {reps}")
    return _cell_of_reps(
        name, [rep for rep in session.reps if side is None or rep.side in (side, None)]
    )


def _cell_of_reps(name: str, reps: Sequence[Rep]) -> Cell:
    """Return the largest value of a measure that is not a range, or why there is none."""
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
    """Return the peak of a measure in a rep, ``None`` if it was not measured.

    Parameters
    ----------
    rep
        The rep.
    name
        Name of the measure.
    """
    measure = rep.measures.get(name)
    return measure if isinstance(measure, Estimate) and words.is_finite(measure) else None
