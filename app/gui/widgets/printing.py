"""Reports on paper: the same PDF that is saved, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QBuffer, QByteArray, QIODeviceBase, QRect, QSize, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

MOST_DPI = 300
"""At a finer resolution a page would be a picture of 100 MB, and no easier to read."""


def print_pdf(parent: QWidget, title: str, pdf: bytes) -> bool:
    """Ask for a printer and print a PDF.

    Parameters
    ----------
    parent
        The dialog appears in front of it.
    title
        Name in the printer's queue.
    pdf
        The document.

    Returns
    -------
    bool
        Whether it was printed; ``False`` if the dialog was cancelled.

    Raises
    ------
    ValueError
        If the PDF cannot be read or the printer does not accept it.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print")
    if not dialog.exec():
        return False
    draw_pdf(printer, pdf)
    return True


def draw_pdf(printer: QPrinter, pdf: bytes) -> None:
    """Print every page of a PDF on a page of its own.

    Parameters
    ----------
    printer
        Its resolution and paper are used; a page that is too large for the paper shrinks.
    pdf
        The document.

    Raises
    ------
    ValueError
        If the PDF cannot be read or the printer does not accept it.
    """
    data, document = QBuffer(), QPdfDocument(None)
    data.setData(QByteArray(pdf))
    data.open(QIODeviceBase.OpenModeFlag.ReadOnly)
    document.load(data)
    if document.pageCount() < 1:
        raise ValueError("the report cannot be printed: save it and print it from a PDF reader")
    painter = QPainter()
    if not painter.begin(printer):
        raise ValueError("the printer does not answer: choose another one, or save the report")
    try:
        for number in range(document.pageCount()):
            if number:
                printer.newPage()
            _draw_page(painter, printer, document, number)
    finally:
        painter.end()
        document.close()


def _draw_page(painter: QPainter, printer: QPrinter, document: QPdfDocument, number: int) -> None:
    dpi = printer.resolution()
    room = printer.pageRect(QPrinter.Unit.DevicePixel).toRect().size()
    points = document.pagePointSize(number)
    size = QSize(round(points.width() * dpi / 72), round(points.height() * dpi / 72))
    if size.width() > room.width() or size.height() > room.height():
        size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
    drawn = size * min(1.0, MOST_DPI / dpi)
    picture = document.render(number, drawn)
    left = (room.width() - size.width()) // 2
    painter.drawImage(QRect(left, 0, size.width(), size.height()), picture)
