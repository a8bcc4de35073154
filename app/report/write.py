"""Reports of a session for people: PDF and HTML of the same document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.files import write_atomically
from app.report.content import report
from app.report.typeset.html import html_of
from app.report.typeset.pdf import pdf_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from app.report.context import ReportContext
    from app.report.typeset.document import Document
    from app.session.model import Session
    from app.session.series import AngleSeries

SETTERS: dict[str, Callable[[Document], str | bytes]] = {"pdf": pdf_of, "html": html_of}
FORMATS = tuple(SETTERS)


def write_report(
    session: Session,
    series: AngleSeries,
    folder: Path,
    formats: Iterable[str],
    context: ReportContext | None = None,
) -> list[Path]:
    """Write ``report.pdf`` and ``report.html`` into a folder, which is created if need be.

    May be called from any thread. Each file is written completely or not at all.

    Parameters
    ----------
    session
        The record.
    series
        Its angles over time.
    folder
        Where to write; earlier reports there are replaced.
    formats
        Names from `FORMATS`; each is written once, in the order given.
    context
        What is known from other sessions; ``None``: nothing.

    Raises
    ------
    ValueError
        If a format is unknown; nothing is written then.
    OSError
        If the folder cannot be created or written to.
    """
    chosen = list(dict.fromkeys(formats))
    if unknown := [name for name in chosen if name not in SETTERS]:
        raise ValueError(f"unknown report format {unknown[0]!r}: choose from {', '.join(FORMATS)}")
    return write_document(report(session, series, context), folder, "report", chosen)


def write_document(
    document: Document, folder: Path, stem: str, formats: Iterable[str]
) -> list[Path]:
    """Write a document in each of the requested formats.

    Parameters
    ----------
    document
        What to write.
    folder
        Where to write; created if necessary.
    stem
        File name without an ending.
    formats
        Some of `FORMATS`.

    Raises
    ------
    OSError
        If the folder cannot be created or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_atomically(folder / f"{stem}.{name}", SETTERS[name](document)) for name in formats
    ]
