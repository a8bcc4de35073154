"""Sends a report to the printer, in one way for every page that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.background import line_of
from app.run.keeping.temporary import temporary_folder
from app.session.words import drill_title

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtWidgets import QWidget

    from app.session.model import Session
    from app.session.series import AngleSeries


def title_of(session: Session) -> str:
    """Return the name of a session's report in the printer's queue."""
    return f"{drill_title(session.drill)}, {session.created[:16].replace('T', ' ')}"


def report_pdf(
    save: Callable[[Session, AngleSeries, Path], object], session: Session, series: AngleSeries
) -> bytes:
    """Return the report of a session as a PDF; slow, for a worker thread.

    Parameters
    ----------
    save
        Writes the report into a folder: `Services.save`.
    session, series
        The session and its angles over time.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with temporary_folder() as folder:
        save(session, series, folder / "report")
        return (folder / "report" / "report.pdf").read_bytes()


def print_asked(parent: QWidget, title: str, pdf: object) -> tuple[str, bool]:
    """Ask for a printer and print.

    Parameters
    ----------
    parent
        The dialog appears in front of it.
    title
        Name in the printer's queue.
    pdf
        The document as bytes; anything else prints nothing.

    Returns
    -------
    line : str
        What to tell the user, "" if the dialog was cancelled.
    is_bad : bool
        Whether it is bad news.
    """
    from app.gui.widgets.printing import print_pdf  # slow to import and rarely needed

    try:
        if isinstance(pdf, bytes) and print_pdf(parent, title, pdf):
            return f"Printed: {title}.", False
    except ValueError as error:
        return line_of(error), True
    return "", False
