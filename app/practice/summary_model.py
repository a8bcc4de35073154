"""The words of the summary of a recorded session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.practice.live.live_state import Ending
from app.session.words import (
    drill_title,
    format_measure,
    level_words,
    measure_label,
    result_words,
    side_words,
    view_words,
    warning_words,
)
from app.store import StopReason
from drills.core.events import RepResult
from drills.core.rules import RULES
from drills.prescription import REST
from vision.datatypes import Side, View

if TYPE_CHECKING:
    from app.practice.live.live_state import Live
    from app.run.life import Outcome
    from app.session.model import Session
    from drills.core.events import Counts, Drill, WarningKind


STOP_REASONS: tuple[tuple[str, StopReason | None], ...] = (
    ("not stated", None),
    ("the set was finished", StopReason.DONE),
    ("tired", StopReason.TIRED),
    ("pain", StopReason.PAIN),
    ("pinching at the front of the hip", StopReason.PINCHING),
    ("interrupted", StopReason.INTERRUPTED),
    ("something else", StopReason.OTHER),
)
_ENDINGS = {
    Ending.WORK_DONE: "Set finished",
    Ending.AWAY: "Ended: you left the picture",
    Ending.STOPPED: "Ended by you",
    Ending.SOURCE_ENDED: "Ended: the recording is over",
}


@dataclass(frozen=True, slots=True)
class Feeling:
    """What a person says about a set; ``pain`` is 0..10, ``None`` if nothing was said."""

    pain: int | None = None
    stopped_for: StopReason | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One measure, per side; "" where a side has none."""

    label: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page at the end shows; ``failure`` is one line or empty."""

    title: str
    detail: str
    counts: Counts | None = None
    reasons: tuple[str, ...] = ()
    ranges: tuple[RangeRow, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failure: str = ""
    ending: str = ""
    upcoming: str = ""
    drill: Drill | None = None
    side: Side = Side.LEFT
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be read from three metres: the tallies, at most three lines, and what comes next."""

    title: str
    counts: Counts
    lines: tuple[str, ...] = ()
    upcoming: str = ""


GLANCE_RANGES = 2


def glance(words: Summary, *, counts_down: bool = False) -> Glance | None:
    """Return the large text of a summary, ``None`` if no rep was counted.

    Parameters
    ----------
    words
        The summary; its first ranges and the most frequent warning are shown.
    counts_down
        Whether the rest period is shown as a countdown, so that the words need not say it.
    """
    if words.counts is None or not words.counts.total:
        return None
    return Glance(
        words.title,
        words.counts,
        (*(_range_line(row) for row in words.ranges[:GLANCE_RANGES]), *words.warnings[:1]),
        _after_the_rest(words.upcoming) if counts_down else words.upcoming,
    )


def _after_the_rest(upcoming: str) -> str:
    return upcoming.partition(". ")[2] if upcoming.startswith(REST) else upcoming


def _range_line(row: RangeRow) -> str:
    sides = (("left", row.left), ("right", row.right))
    return f"{row.label}: {', '.join(f'{side} {text}' for side, text in sides if text)}"


def fault_of(reason: str) -> WarningKind | None:
    """Return the compensation that a reason is about, ``None`` if it is about something else."""
    return next((kind for kind, rule in RULES.items() if rule.words in reason), None)


def said_at_the_end(words: Summary, rest_s: float | None) -> str:
    """Return what is spoken at the end of a set: how many reps were clean, and the rest period.

    Parameters
    ----------
    words
        The summary of the set.
    rest_s
        Length of the rest before the next set; ``None`` if there is none.
    """
    counts = words.counts
    parts = (
        [] if counts is None or not counts.total else [f"{counts.clean} of {counts.total} clean"]
    )
    if rest_s is not None:
        rest = "" if words.upcoming.startswith(REST) else f"{REST} {rest_s:.0f} seconds. "
        parts.append(f"{rest}{words.upcoming}".strip())
    return ". ".join(parts)


def summary(outcome: Outcome, live: Live | None = None, upcoming: str = "") -> Summary:
    """Return the text for the end of a run.

    Parameters
    ----------
    outcome
        How the run ended; without a session, nothing was recorded.
    live
        The set as last shown, for why it ended; ``None`` for a video that was only analysed.
    upcoming
        What comes next, in words.
    """
    failure = outcome.failure.line if outcome.failure is not None else ""
    session = outcome.session
    if session is None:
        return Summary("Nothing was recorded", "No frame was measured.", failure=failure)
    return Summary(
        title=_title(session),
        detail=_detail(session),
        counts=session.counts,
        reasons=_reasons(session),
        ranges=_ranges(session),
        warnings=_warnings(session),
        notes=session.quality.notes,
        failure=failure,
        ending="" if live is None or live.ending is None else _ENDINGS[live.ending],
        upcoming=upcoming,
        drill=session.drill,
        side=Side.RIGHT if session.side == Side.RIGHT else Side.LEFT,
        level=None if session.level is None else str(session.level),
    )


def with_feeling(session: Session, feeling: Feeling) -> Session:
    """Return the session with the person's answers among its notes.

    Parameters
    ----------
    session
        The session of the set.
    feeling
        The answers; without any, the session is returned unchanged.
    """
    answers = []
    if feeling.pain is not None:
        answers.append(f"Pain afterwards: {feeling.pain} of 10.")
    if feeling.stopped_for is not None:
        words = {reason: text for text, reason in STOP_REASONS}[feeling.stopped_for]
        answers.append(f"Ended because: {words}.")
    if feeling.words:
        answers.append(f"Note: {feeling.words}")
    if not answers:
        return session
    notes = (*session.quality.notes, *answers)
    return replace(session, quality=replace(session.quality, notes=notes))


def folder_name(session: Session) -> str:
    """Return a name for the folder of a report, from the time of the session."""
    digits = "".join(character for character in session.created[:19] if character.isdigit())
    return f"hipdrill-{digits[:8]}-{digits[8:]}" if len(digits) == 14 else f"hipdrill-{session.id}"


def _title(session: Session) -> str:
    if session.drill is None:
        return drill_title(None)
    total = session.counts.total
    return f"{drill_title(session.drill)}: {total} {'rep' if total == 1 else 'reps'}"


def _detail(session: Session) -> str:
    parts = [session.source.name, f"{session.source.duration_s:.0f} s"]
    if session.side is not None:
        parts.append(side_words(session.drill, session.side))
    if session.level is not None:
        parts.append(level_words(session.level))
    if session.view is not View.UNKNOWN:
        parts.append(f"view: {view_words(session.view)}")
    parts.append(f"{100 * session.quality.seen_fraction:.0f} % of the frames usable")
    return " · ".join(dict.fromkeys(parts))


def _reasons(session: Session) -> tuple[str, ...]:
    """Say for every rep that is not clean why it is not."""
    lines = []
    for index, rep in enumerate(session.reps, 1):
        if rep.result is not RepResult.CLEAN:
            why = "; ".join(rep.reasons) or "no reason given"
            lines.append(f"Rep {index} ({result_words(rep.result)}): {why.replace(' deg', '°')}")
    return tuple(lines)


def _ranges(session: Session) -> tuple[RangeRow, ...]:
    names = list(dict.fromkeys(name for side in Side for name in session.ranges.get(side, {})))
    return tuple(
        RangeRow(measure_label(name), *(_cell(session, side, name) for side in Side))
        for name in names
    )


def _cell(session: Session, side: Side, name: str) -> str:
    peak = session.ranges.get(side, {}).get(name)
    return "" if peak is None else format_measure(name, peak.measure)


def _warnings(session: Session) -> tuple[str, ...]:
    times = Counter(warning.kind for warning in session.warnings)
    lines = []
    for kind, count in times.items():
        lasted_s = sum(w.end_s - w.start_s for w in session.warnings if w.kind is kind)
        often = "once" if count == 1 else f"{count} times"
        lines.append(f"{warning_words(kind)}: {often}, {lasted_s:.1f} s in all")
    return tuple(lines)
