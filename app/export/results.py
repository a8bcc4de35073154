"""The files of a session's result folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.export.opensim import landmarks_trc, motions
from app.files import csv_safe, csv_text, write_atomically
from app.session import corrections
from app.session.file import from_json, to_json
from drills.registry import DEFINITIONS
from vision.datatypes import Absent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.report.context import ReportContext
    from app.session.model import Session
    from app.session.series import AngleSeries

DEFAULT_FORMATS = ("json", "csv", "pdf", "html")


def save_results(
    session: Session,
    series: AngleSeries,
    folder: Path,
    formats: Iterable[str] = DEFAULT_FORMATS,
    context: ReportContext | None = None,
) -> list[Path]:
    """Write the files of a session.

    Every format shows the numbers of session.json, rounded as it states.

    Parameters
    ----------
    session
        The record.
    series
        Its angles over time.
    folder
        Where to write; created if necessary.
    formats
        Which files; landmarks.trc and angles.mot (with angles-2.mot and so on) only on request.
    context
        What the report says about other sessions; ``None``: nothing.

    Raises
    ------
    ValueError
        If landmarks.trc is requested and the landmarks were not kept; the others are written.
    OSError
        If the folder cannot be created or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = tuple(formats)
    session = from_json(to_json(session))  # rounded once: 30.4996 is 30.5, then 31, everywhere
    written = []
    if "json" in chosen:
        text = json.dumps(to_json(session), indent=2, ensure_ascii=False) + "\n"
        written.append(write_atomically(folder / "session.json", text))
    if "csv" in chosen:
        written.append(write_atomically(folder / "reps.csv", reps_csv(session)))
        written.append(write_atomically(folder / "angles.csv", series.csv_pieces()))
    if "pdf" in chosen or "html" in chosen:
        from app.report.write import write_report  # plotting is slow to import

        papers = [name for name in ("pdf", "html") if name in chosen]
        written += write_report(session, series, folder, papers, context)
    if "mot" in chosen:
        written += _write_motions(session, series, folder)
    if "trc" in chosen:
        written.append(write_atomically(folder / "landmarks.trc", landmarks_trc(series)))
    return written


def _write_motions(session: Session, series: AngleSeries, folder: Path) -> list[Path]:
    """Write the motions, that of the drill's own angle first, replacing those of an earlier run."""
    for left in folder.glob("angles-*.mot"):
        left.unlink()
    first: list[str] = []
    if session.drill is not None:
        hip, _ = DEFINITIONS[session.drill].gives
        sides = dict.fromkeys([session.side, *(rep.side for rep in session.reps)])
        first = [hip.format(side=side) for side in sides if side is not None]
    return [write_atomically(folder / name, text) for name, text in motions(series, first).items()]


def reps_csv(session: Session) -> str:
    """Return the text of reps.csv: one row per rep, value, low and high of every measure."""
    names = list(dict.fromkeys(name for rep in session.reps for name in rep.measures))
    header = ["index", "side", "start_s", "peak_s", "end_s", "result", "reasons", "not_seen"]
    header += ["by_hand", "note"]
    for name in names:
        header += [name, f"{name}_low", f"{name}_high"]
    rows: list[list[object]] = [[*header]]
    for index, rep in enumerate(session.reps, 1):
        correction = corrections.of(session).of(index)
        row: list[object] = [
            index,
            rep.side.value if rep.side else "",
            f"{rep.start_s:.3f}",
            f"{rep.peak_s:.3f}",
            f"{rep.end_s:.3f}",
            rep.result.value,
            csv_safe("; ".join(rep.reasons)),
            " ".join(rep.not_seen),
            correction.verdict or "",
            csv_safe(correction.note),
        ]
        for name in names:
            measure = rep.measures.get(name)
            if measure is None or isinstance(measure, Absent):
                row += ["", "", ""]
            else:
                row += [f"{measure.value:.2f}", f"{measure.low:.2f}", f"{measure.high:.2f}"]
        rows.append(row)
    return csv_text(rows)
