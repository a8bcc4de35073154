"""What a report says, as plain words: the PDF and the HTML page set the same content.

Nothing here measures: every figure comes from the session, or is absent with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.report.context import ReportContext
from app.report.goals import GoalLine, goal_lines
from app.report.method import LIMITS, RULE, definitions, method
from app.report.ranges import Row, reps_words, rows_of, sides_of
from app.session import words
from drills.core.events import Drill, RepResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.session.model import Session
    from drills.core.events import Rep, Warning, WarningKind

_AMOUNT = re.compile(r"(?P<what>.+) by (?P<amount>\d+ deg \(.+\))")
_NAMED_REPS = 6
"""So many reps are named one by one; a longer list ends in "and N more"."""

_SPLITS = {
    Drill.AEROPLANE: (
        "The pelvis turning over the planted foot is what the hip gave; roll and hip rotation "
        "are parts of that turn, not to be added to it or compared with prone or seated norms."
    ),
    Drill.FROGGER: (
        "Trunk to thigh is what a goniometer reads: hip and low back together. What the low back "
        "gave is shown apart, so that rounding does not count as hip."
    ),
    Drill.FOOT_LIFT: (
        "Hip rotation is the change since the start position. What the pelvis lifted was not "
        "the hip and is shown apart."
    ),
}
_INTERVAL = (
    "The figures in brackets are the 90 % interval: nine times in ten the true value lies in it. "
    "Wide means: little is known from this view."
)
_NOTHING_FOUND = (
    "No aeroplane, frogger rock or foot lift was recognised in this recording, "
    "so nothing was measured."
)
_TO_TRY = (
    "Show the whole body, head to feet, in steady light from a camera that does not move, and do "
    "one drill in each recording, beginning with a quiet moment in the start pose."
)


@dataclass(frozen=True, slots=True)
class Content:
    """A report in words, from top to bottom; lists are whole, the page shortens them."""

    title: str
    heading: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    is_found: bool
    tallies: tuple[tuple[RepResult, int], ...]
    reasons: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    reading_heading: str
    reading: tuple[str, ...]
    footer: str
    goals: tuple[GoalLine, ...] = ()
    clean_range: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    next_step: str = ""
    still: tuple[int, bytes] | None = None
    method: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()


def content(session: Session, context: ReportContext | None = None) -> Content:
    """Put a session, and what is known around it, into words."""
    context = context or ReportContext()
    drill = session.drill
    goals = goal_lines(session)
    heading = words.drill_title(drill)
    sides = sides_of(session)
    return Content(
        title=f"Hip Drill report: {heading}",
        heading=heading,
        summary=_summary(session),
        facts=_facts(session),
        is_found=drill is not None,
        tallies=tuple((result, session.counts.of(result)) for result in RepResult),
        reasons=_reasons(session.reps),
        columns=tuple(words.side_words(drill, side) if side else "" for side in sides),
        rows=() if drill is None else rows_of(session, drill, sides),
        warnings=_warnings(session.warnings),
        notes=_notes(session),
        reading_heading="What to try" if drill is None else "How to read this",
        reading=(_TO_TRY,) if drill is None else (_INTERVAL, *_split(drill)),
        footer=f"Hip Drill {session.program_version}, {session.model}, session {session.id}",
        goals=goals,
        clean_range=tuple(f"{line.label}: {line.text}" for line in goals),
        changes=context.changes,
        said=context.said,
        next_step=context.next_step,
        still=context.still,
        method=method(session),
        definitions=definitions(session),
        limits=(*LIMITS, RULE),
    )


def _split(drill: Drill) -> tuple[str, ...]:
    return (_SPLITS[drill],) if drill in _SPLITS else ()


def shortened(items: Sequence[str], most: int) -> list[str]:
    """Return at most `most` items; what was left out is counted in the last of them."""
    if len(items) <= most:
        return list(items)
    return [*items[: most - 1], f"and {len(items) - most + 1} more"]


def joined_reps(numbers: Sequence[int]) -> str:
    """Return "rep 3", "reps 3 and 5" or "reps 1, 2, 3, 4, 5, 6 and 9 more"."""
    if len(numbers) == 1:
        return f"rep {numbers[0]}"
    named = [str(number) for number in numbers[:_NAMED_REPS]]
    rest = len(numbers) - len(named)
    last = f"{rest} more" if rest else named.pop()
    return f"reps {', '.join(named)} and {last}"


def created_at(session: Session) -> datetime | None:
    """Return when the session was recorded, or ``None`` if its text is no ISO 8601 time."""
    try:
        return datetime.fromisoformat(session.created)
    except ValueError:
        return None


def _summary(session: Session) -> str:
    if session.drill is None:
        return _NOTHING_FOUND
    total = session.counts.total
    return f"{reps_words(total)} counted" if total else "No rep was counted."


def _facts(session: Session) -> tuple[tuple[str, str], ...]:
    source = session.source
    created = created_at(session)
    when = session.created if created is None else created.strftime("%Y-%m-%d %H:%M")
    facts = [
        ("Who", session.person or "not named"),
        ("When", when),
        ("Recording", f"{source.name} ({source.duration_s:.0f} s)"),
        ("Goal", words.goal_words(session.goal)),
    ]
    if session.level is not None:
        facts.append(("Level", words.level_words(session.level)))
    if session.drill is not None:
        facts.append(("Side", words.side_words(session.drill, session.side)))
    return (*facts, ("Seen from", words.view_words(session.view)))


def _reasons(reps: Iterable[Rep]) -> tuple[str, ...]:
    """Say each reason once, with its greatest amount and the reps; compensations come first."""
    grouped: dict[tuple[RepResult, str], list[tuple[int, str]]] = {}
    for index, rep in enumerate(reps, 1):
        for reason in rep.reasons if rep.result is not RepResult.CLEAN else ():
            stem, amount = _stem(reason)
            grouped.setdefault((rep.result, stem), []).append((index, amount))
    groups = sorted(
        grouped.items(),
        key=lambda item: (item[0][0] is not RepResult.COMPENSATED, -len(item[1])),
    )
    return tuple(_reason_line(result, stem, found) for (result, stem), found in groups)


def _stem(reason: str) -> tuple[str, str]:
    """Split "the low back rounded by 14 deg (10 to 18)" into what happened and by how much."""
    found = _AMOUNT.fullmatch(reason)
    return (found["what"], found["amount"].replace(" deg", "°")) if found else (reason, "")


def _reason_line(result: RepResult, stem: str, found: Sequence[tuple[int, str]]) -> str:
    amount = max((amount for _, amount in found), key=_leading_number)
    by = f" by {'up to ' if len(found) > 1 else ''}{amount}" if amount else ""
    numbers = joined_reps([index for index, _ in found])
    return f"{words.result_words(result)}: {stem}{by}, {numbers}"


def _leading_number(amount: str) -> float:
    return float(amount.partition("°")[0]) if amount else 0.0


def _warnings(warnings: Iterable[Warning]) -> tuple[str, ...]:
    grouped: dict[WarningKind, list[Warning]] = {}
    for warning in warnings:
        grouped.setdefault(warning.kind, []).append(warning)
    return tuple(_warning_line(kind, found) for kind, found in grouped.items())


def _warning_line(kind: WarningKind, found: Sequence[Warning]) -> str:
    most = max((warning.peak for warning in found), key=lambda peak: abs(peak.value))
    figure = words.format_measure(words.warning_measure(kind), most)
    times = "once," if len(found) == 1 else f"{len(found)} times, largest"
    numbers = sorted({warning.rep for warning in found if warning.rep is not None})
    where = f", {joined_reps(numbers)}" if numbers else ""
    return f"{words.warning_words(kind)}: {times} {figure}{where}"


def _notes(session: Session) -> tuple[str, ...]:
    quality = session.quality
    seen = f"The body was in sight for {100 * quality.seen_fraction:.0f} % of the time"
    rejected = f"; {quality.rejected_frames} frames were left out" * (quality.rejected_frames > 0)
    start = () if quality.calibrated else ("There was no quiet start to compare with.",)
    return (f"{seen}{rejected}.", *start, *quality.notes)
