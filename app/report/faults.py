"""Why reps are not clean, what the warnings were, and what could not be seen; from the events.

Kinds, amounts and reps come from the warnings and from what each rep says was not seen. Sentences
of the drills are quoted, never interpreted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.report.phrases import first_down, first_up, joined_reps
from app.report.typeset.document import Cell, Row, Table
from app.session import words
from drills.core.events import RepResult
from drills.core.rules import RULES
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.session.model import Session
    from drills.core.events import Rep, Warning, WarningKind

_ORDER = (RepResult.COMPENSATED, RepResult.UNJUDGED, RepResult.PARTIAL)


def why_not_clean(session: Session) -> tuple[str, ...]:
    """Give each reason once, with its largest amount and the reps it applies to."""
    lines: list[str] = []
    for result in _ORDER:
        reps = [(n, rep) for n, rep in enumerate(session.reps, 1) if rep.result is result]
        lines += _compensations(session, reps) if result is RepResult.COMPENSATED else _quoted(reps)
    return tuple(lines)


def warning_table(session: Session) -> Table | None:
    """Return each kind of warning: how often, the largest value and the reps; ``None`` if none."""
    grouped = _by_kind(session.warnings)
    if not grouped:
        return None
    return Table(
        ("Warning", "Times", "Largest value (90 % interval)", "During"),
        tuple(_warning_row(kind, warnings) for kind, warnings in grouped.items()),
        (2.6, 0.7, 2.4, 2.4),
    )


def not_seen(session: Session) -> tuple[str, ...]:
    """Say which compensations that matter could not be seen, and in which reps."""
    reps_of: dict[WarningKind, list[int]] = {}
    for number, rep in enumerate(session.reps, 1):
        for kind in rep.not_seen:
            reps_of.setdefault(kind, []).append(number)
    rules = () if session.drill is None else DEFINITIONS[session.drill].rules
    parts = {rule.kind: rule.part for rule in rules}
    unseen = "could not be seen well enough in"
    return tuple(
        f"{first_up(parts.get(kind, kind.value))} {unseen} {joined_reps(numbers)}."
        for kind, numbers in reps_of.items()
    )


def _compensations(session: Session, reps: Sequence[tuple[int, Rep]]) -> list[str]:
    """Name compensations by their warnings; for reps without any, quote what the drill said."""
    numbers: dict[WarningKind, list[int]] = {}
    warnings_of: dict[WarningKind, list[Warning]] = {}
    unexplained = []
    for number, rep in reps:
        own = [w for w in session.warnings if w.rep == number or _overlaps(w, rep)]
        for kind, warnings in _by_kind(own).items():
            numbers.setdefault(kind, []).append(number)
            warnings_of.setdefault(kind, []).extend(warnings)
        if not own:
            unexplained.append((number, rep))
    kinds = sorted(numbers, key=lambda kind: -len(numbers[kind]))
    lines = [_compensation(kind, numbers[kind], warnings_of[kind]) for kind in kinds]
    return lines + _quoted(unexplained)


def _overlaps(warning: Warning, rep: Rep) -> bool:
    return warning.start_s < rep.end_s and warning.end_s > rep.start_s


def _compensation(kind: WarningKind, numbers: Sequence[int], warnings: Sequence[Warning]) -> str:
    what = first_down(words.warning_words(kind))
    if RULES[kind].has_amount:
        what += f", {'up to ' if len(warnings) > 1 else ''}{_largest(warnings)}"
    who = first_up(joined_reps(numbers))
    return f"{who}, {words.result_words(RepResult.COMPENSATED)}: {what}"


def _quoted(reps: Sequence[tuple[int, Rep]]) -> list[str]:
    """Give the first reason of each rep in the drill's own words, each reason once."""
    grouped: dict[tuple[RepResult, str], list[int]] = {}
    for number, rep in reps:
        reason = rep.reasons[0] if rep.reasons else "no reason was kept"
        grouped.setdefault((rep.result, reason), []).append(number)
    return [
        f"{first_up(joined_reps(numbers))}, {words.result_words(result)}: {reason}"
        for (result, reason), numbers in grouped.items()
    ]


def _by_kind(warnings: Iterable[Warning]) -> dict[WarningKind, list[Warning]]:
    grouped: dict[WarningKind, list[Warning]] = {}
    for warning in warnings:
        grouped.setdefault(warning.kind, []).append(warning)
    return grouped


def _warning_row(kind: WarningKind, warnings: Sequence[Warning]) -> Row:
    numbers = sorted({warning.rep for warning in warnings if warning.rep is not None})
    during = joined_reps(numbers) if numbers else "between reps"
    largest = _largest(warnings) if RULES[kind].has_amount else "no amount"
    cells = (Cell(str(len(warnings))), Cell(largest), Cell(during))
    return Row(words.warning_words(kind), cells)


def _largest(warnings: Sequence[Warning]) -> str:
    most = max((warning.peak for warning in warnings), key=lambda peak: abs(peak.value))
    return words.format_measure(words.warning_measure(warnings[0].kind), most)
