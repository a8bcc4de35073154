"""Questions and file dialogs: what cannot be undone is never the default."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSize, QStandardPaths, Qt
from PyQt6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from app.gui.style import as_is, px, wear

_last_folder: list[str] = []
FRAME = QSize(16, 48)
"""What a desktop's frame and title bar add to a dialog."""


def resize_within_screen(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog a size for the size of text in force, and never more than the screen has."""
    wanted, screen = QSize(px(width), px(height)), dialog.screen()
    if screen is not None:
        wanted = wanted.boundedTo(screen.availableSize() - FRAME)
    dialog.resize(wanted)


def question_box(parent: QWidget, question: str, action: str) -> tuple[QMessageBox, QPushButton]:
    """Return a question and the button that says yes to it; Enter and Esc both say no."""
    box = _plain_box(parent, question)
    yes = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    assert yes is not None
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    return box, yes


def _plain_box(parent: QWidget, question: str) -> QMessageBox:
    """Return a box that shows a name in the question as it was typed, also one with a tag in it."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Hip Drill", question, parent=parent)
    wear(box)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def is_sure(parent: QWidget, question: str, action: str) -> bool:
    """Ask before something that loses data; ``action`` names it on its button."""
    box, yes = question_box(parent, question, action)
    box.exec()
    return box.clickedButton() is yes


def agrees(parent: QWidget, alias: str) -> bool:
    """Ask whether somebody agrees to pictures that were stored with somebody else's leave.

    Enter and Esc say no: nobody's picture stays because nobody objected.
    """
    question = (
        f"A video or picture is stored with this, and {alias} was not asked. Does {alias} agree to "
        "keeping it? Angles and counts are kept in any case."
    )
    box = _plain_box(parent, question)
    yes = box.addButton(as_is(f"{alias} agrees: keep it"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton("Delete video and picture", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder; ``None`` if none was chosen."""
    folder = QFileDialog.getExistingDirectory(parent, title, _start())
    return _kept(Path(folder), Path(folder)) if folder else None


def ask_new_file(parent: QWidget, title: str, name: str, pattern: str) -> Path | None:
    """Ask where a file is to be written; ``name`` is what it will be called."""
    path, _ = QFileDialog.getSaveFileName(parent, title, str(Path(_start()) / name), pattern)
    return _kept(Path(path), Path(path).parent) if path else None


def ask_files(parent: QWidget, title: str, pattern: str) -> tuple[Path, ...]:
    """Ask for files that are there; none if none was chosen."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, _start(), pattern)
    return tuple(_kept(Path(name), Path(name).parent) for name in names)


def begin_in(folder: str) -> None:
    """Let dialogs begin in the folder of the last start; "" for the documents."""
    _last_folder[:] = [folder] if folder else []


def last_folder() -> str:
    """Return the folder in which a dialog ended last, "" if none did."""
    return _last_folder[0] if _last_folder else ""


def _start() -> str:
    """Return the first that is there: the folder of last time, the documents, the home."""
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    wanted = (last_folder(), documents)
    return next((one for one in wanted if one and Path(one).is_dir()), str(Path.home()))


def _kept(chosen: Path, folder: Path) -> Path:
    _last_folder[:] = [str(folder)]
    return chosen
