"""The summary of each side of a session as rows, so that progress need not read the reps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.session.file import rep_from_json
from app.store.records import MeasureSummary, SideSummary, summary_of_reps
from drills.core.events import Counts, RepResult
from vision.datatypes import Estimate, Side

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

TALLIES = (RepResult.CLEAN, RepResult.COMPENSATED, RepResult.PARTIAL, RepResult.UNJUDGED)
SIDE_COLUMNS = (
    "session_id, side, clean, compensated, partial, unjudged, tempo_s, tempo_low_s, tempo_high_s"
)


def write_summaries(
    connection: sqlite3.Connection, session_id: str, reps: Sequence[Mapping[str, Any]]
) -> None:
    """Replace the summaries of a session.

    Parameters
    ----------
    connection
        The open database, in a transaction.
    session_id
        Id of the session.
    reps
        Its reps, as objects of session.json.
    """
    for table in ("side_summaries", "measure_summaries"):
        connection.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))
    read = [rep_from_json(rep) for rep in reps]
    for side in Side:
        own = [rep for rep in read if rep.side is side]
        if own:
            _write_side(connection, session_id, side, summary_of_reps(own))


def _write_side(
    connection: sqlite3.Connection, session_id: str, side: Side, summary: SideSummary
) -> None:
    counts, tempo = summary.counts, summary.tempo_s
    span = (None, None, None) if tempo is None else (tempo.value, tempo.low, tempo.high)
    connection.execute(
        f"INSERT INTO side_summaries ({SIDE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (session_id, side.value, *(counts.of(result) for result in TALLIES), *span),
    )
    connection.executemany(
        "INSERT INTO measure_summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (session_id, side.value, name, *_numbers(m.best), *_numbers(m.mean), m.reps)
            for name, m in summary.measures.items()
        ],
    )


def _numbers(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def read_summaries(
    sides: Iterable[Sequence[Any]], measures: Iterable[Sequence[Any]]
) -> dict[str, dict[Side, SideSummary]]:
    """Combine the rows of both tables, by session and side.

    Parameters
    ----------
    sides
        Rows of `SIDE_COLUMNS`.
    measures
        Rows of ``measure_summaries``.
    """
    by_side: dict[tuple[str, str], dict[str, MeasureSummary]] = {}
    for session_id, side, name, *numbers, reps in measures:
        best, mean = Estimate(*numbers[:3]), Estimate(*numbers[3:])
        by_side.setdefault((session_id, side), {})[name] = MeasureSummary(best, mean, reps)
    summaries: dict[str, dict[Side, SideSummary]] = {}
    for session_id, side, clean, compensated, partial, unjudged, *span in sides:
        tempo = None if span[0] is None else Estimate(*span)
        counts = Counts(clean, compensated, partial, unjudged)
        measured = by_side.get((session_id, side), {})
        summaries.setdefault(session_id, {})[Side(side)] = SideSummary(counts, tempo, measured)
    return summaries
