"""The progress report of a person, from the store to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.files import safe_name
from app.progress.content import progress_content
from app.progress.document import progress_report
from app.report.write import write_document
from app.run.keeping.temporary import temporary_folder

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from app.report.typeset.document import Document
    from app.store import Store


def save_progress(store: Store, alias: str, today: date, folder: Path) -> str:
    """Write the report as PDF and HTML; return their paths in words.

    Parameters
    ----------
    store
        The open store.
    alias
        The person's name.
    today
        The last day of the period.
    folder
        Where to write.

    Raises
    ------
    StoreError, OSError
        If it cannot be read or written.
    """
    stem = f"progress-{safe_name(alias)}-{today}"
    paths = write_document(_document(store, alias, today), folder, stem, ("pdf", "html"))
    return " and ".join(str(path) for path in paths)


def progress_pdf(store: Store, alias: str, today: date) -> bytes:
    """Return the report as the bytes of a PDF.

    Parameters
    ----------
    store
        The open store.
    alias
        The person's name.
    today
        The last day of the period.

    Raises
    ------
    StoreError, OSError
        If it cannot be read or typeset.
    """
    with temporary_folder() as folder:
        (path,) = write_document(_document(store, alias, today), folder, "progress", ("pdf",))
        return path.read_bytes()


def _document(store: Store, alias: str, today: date) -> Document:
    """Return the report from the first session to today."""
    person = store.person(alias)
    summaries = store.summaries(person.alias)
    first = min((summary.created.date() for summary in summaries), default=today)
    content = progress_content(
        person,
        summaries,
        min(first, today),
        today,
        regimen=store.regimen(person.alias),
        rows=store.sessions(person.alias),
        today=today,
    )
    return progress_report(content)
