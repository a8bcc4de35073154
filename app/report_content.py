"""What a report says, as plain words: the PDF and the HTML page set the same content.

Nothing here measures: every figure comes from the session, or is absent with its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app import words
from drills.events import Drill, RepResult
from vision.datatypes import Absent, Estimate, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.session import Session
    from drills.events import Rep, Warning, WarningKind

_AMOUNT = re.compile(r"(?P<what>.+) by (?P<amount>\d+ deg \(.+\))")
_NAMED_REPS = 6
"""So many reps are named one by one; a longer list ends in "and N more"."""

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
    "A wide interval means that this camera and view know little."
)
_DIFFERENCES = (
    "Between sides or sessions, less than 10° or less than the intervals is no clear difference."
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


def content(session: Session) -> Content:
    """Put a session into words."""
    drill = session.drill
    heading = words.drill_title(drill)
    counts = session.counts
    sides = _sides(session)
    return Content(
        title=f"Hip Drill report: {heading}",
        heading=heading,
        summary=_summary(session),
        facts=_facts(session),
        is_found=drill is not None,
        tallies=(
            (RepResult.CLEAN, counts.clean),
            (RepResult.COMPENSATED, counts.compensated),
            (RepResult.PARTIAL, counts.partial),
        ),
        reasons=_reasons(session.reps),
        columns=tuple(words.side_words(drill, side) if side else "" for side in sides),
        rows=() if drill is None else _rows(session, drill, sides),
        warnings=_warnings(session.warnings),
        notes=_notes(session),
        reading_heading="What to try" if drill is None else "How to read this",
        reading=(_TO_TRY,) if drill is None else (_INTERVAL, _SPLITS[drill], _DIFFERENCES),
        footer=f"Hip Drill {session.program_version}, {session.model}, session {session.id}",
    )


def peak_of(rep: Rep, name: str) -> Estimate | None:
    """Return a rep's peak if it was measured."""
    measure = rep.measures.get(name)
    return measure if isinstance(measure, Estimate) and words.is_finite(measure) else None


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
    return f"{_reps(total)} counted" if total else "No rep was counted."


def _reps(count: int) -> str:
    return f"{count} rep{'s' * (count != 1)}"


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


def _sides(session: Session) -> tuple[Side | None, ...]:
    seen = {rep.side for rep in session.reps if rep.side is not None}
    seen |= {side for side, found in session.ranges.items() if found}
    if not seen and session.side in ("left", "right"):
        seen = {Side(session.side)}
    return tuple(side for side in Side if side in seen) or (None,)


def _rows(session: Session, drill: Drill, sides: Sequence[Side | None]) -> tuple[Row, ...]:
    names = list(_HEADLINES[drill])
    extra = {name for found in session.ranges.values() for name in found} - set(names)
    return tuple(
        Row(words.measure_label(name), tuple(_cell(session, side, name) for side in sides))
        for name in [*names, *sorted(extra)]
    )


def _cell(session: Session, side: Side | None, name: str) -> Cell:
    found = session.ranges.get(side, {}).get(name) if side is not None else None
    if found is not None and words.is_finite(found.measure):
        return Cell(words.format_measure(name, found.measure), f"from {_reps(found.from_reps)}")
    return _cell_of_reps(
        name, [rep for rep in session.reps if side is None or rep.side in (side, None)]
    )


def _cell_of_reps(name: str, reps: Sequence[Rep]) -> Cell:
    """Say of a measure that has no range what was most of it, or why there is none.

    What the spine gave is never a range of motion to be proud of, but must be read beside one.
    """
    if not reps:
        return Cell("no rep to measure")
    peaks = [peak for rep in reps if (peak := peak_of(rep, name)) is not None]
    if peaks:
        most = max(peaks, key=lambda peak: abs(peak.value))
        return Cell(words.format_measure(name, most), f"most in {_reps(len(peaks))}")
    reasons = Counter(
        measure.reason for rep in reps if isinstance(measure := rep.measures.get(name), Absent)
    )
    if not reasons:
        return Cell("not measured")
    return Cell(words.format_measure(name, Absent(reasons.most_common(1)[0][0])))


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
    times = "once" if len(found) == 1 else f"{len(found)} times, at most"
    numbers = sorted({warning.rep for warning in found if warning.rep is not None})
    where = f", {joined_reps(numbers)}" if numbers else ""
    return f"{words.warning_words(kind)}: {times} {figure}{where}"


def _notes(session: Session) -> tuple[str, ...]:
    quality = session.quality
    seen = f"The body was in sight for {100 * quality.seen_fraction:.0f} % of the time"
    rejected = f"; {quality.rejected_frames} frames were left out" * (quality.rejected_frames > 0)
    start = () if quality.calibrated else ("There was no quiet start to compare with.",)
    return (f"{seen}{rejected}.", *start, *quality.notes)
