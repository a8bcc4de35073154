"""Reports of a session for people: two pages of PDF, one file of HTML, the same content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.files import write_atomically
from app.report.html import report_html
from app.report.pdf import report_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from app.report.context import ReportContext
    from app.session.model import Session
    from app.session.series import AngleSeries

_MAKERS: dict[str, Callable[[Session, AngleSeries, ReportContext | None], str | bytes]] = {
    "pdf": report_pdf,
    "html": report_html,
}
FORMATS = tuple(_MAKERS)


def write_report(
    session: Session,
    series: AngleSeries,
    folder: Path,
    formats: Iterable[str],
    context: ReportContext | None = None,
) -> list[Path]:
    """Write ``report.pdf`` and ``report.html`` into a folder, made if need be.

    May be called from any thread. A file is there whole or not at all.

    Parameters
    ----------
    formats
        Names from `FORMATS`; each is written once, in the order given.
    context
        What is known around the session; ``None``: nothing but itself.

    Raises
    ------
    ValueError
        If a format is unknown; nothing is written then.
    OSError
        If the folder cannot be made or written.
    """
    chosen = list(dict.fromkeys(formats))
    if unknown := [name for name in chosen if name not in _MAKERS]:
        raise ValueError(f"unknown report format {unknown[0]!r}: choose from {', '.join(FORMATS)}")
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_atomically(folder / f"report.{name}", _MAKERS[name](session, series, context))
        for name in chosen
    ]
