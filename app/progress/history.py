"""Sessions in words: the rows of the history and of the bin."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING

from app.report.phrases import plural
from app.session.corrections import by_hand_words
from app.session.words import RESULT_MARKS, drill_title, level_words, result_words, tally_marks
from app.store import BIN_DAYS

if TYPE_CHECKING:
    from app.store import SessionRow

NOTE_LETTERS = 80
DAY_S = 86_400.0
HISTORY_HEADINGS = ("When", "Drill", "Reps", "Pain", "Video")


def row_cells(
    row: SessionRow, *, has_video: bool = False, today: date | None = None
) -> tuple[str, ...]:
    """Return the cells of a session's row in the history; its note is below the drill's name.

    Parameters
    ----------
    row
        The session.
    has_video
        Whether its video is stored.
    today
        The present day; a session dated later is named as such.
    """
    is_later = today is not None and row.created[:10] > today.isoformat()
    note = shorten(row.note, NOTE_LETTERS, placeholder="…")
    return (
        f"{when_words(row)}\nafter today" if is_later else when_words(row),
        f"{_what_words(row)}\n“{note}”" if note else _what_words(row),
        _tally_words(row),
        "" if row.pain is None else str(row.pain),
        "stored" if has_video else "",
    )


def when_words(row: SessionRow) -> str:
    """Return when a session was, to the minute."""
    return row.created[:16].replace("T", " ")


def row_words(row: SessionRow) -> str:
    """Return text that identifies a session: drill, side, level, time, reps."""
    total = row.counts.total
    return f"{_what_words(row)}, {when_words(row)}, {total} {plural(total, 'rep')}"


def bin_row_words(row: SessionRow) -> str:
    """Name a session in the bin and say when it will be deleted."""
    gone_s = (row.binned_utc_s or 0.0) + BIN_DAYS * DAY_S
    return f"{row_words(row)}. It will be deleted on {date.fromtimestamp(gone_s).isoformat()}."


def marks_legend() -> str:
    """Explain the marks of the history."""
    return "  ·  ".join(f"{mark} {result_words(result)}" for result, mark in RESULT_MARKS.items())


def _what_words(row: SessionRow) -> str:
    level = "" if row.level is None else level_words(row.level)
    if row.by_hand.level is not None:
        level = by_hand_words(*map(level_words, (row.by_hand.level, row.by_hand.program_level)))
    return ", ".join(part for part in (drill_title(row.drill), row.side or "", level) if part)


def _tally_words(row: SessionRow) -> str:
    """Return the tallies, those by hand before those of the program."""
    program = tally_marks(row.counts)
    if row.by_hand.counts is None:
        return program
    return by_hand_words(tally_marks(row.by_hand.counts), program).replace(" (", "\n(")
