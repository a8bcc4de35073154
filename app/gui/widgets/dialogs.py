"""Questions and file dialogs; the default is never what cannot be undone."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSize, QStandardPaths, Qt
from PyQt6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget

from app.gui.style import as_is, px, wear

_last_folder: list[str] = []
FRAME = QSize(16, 48)
"""What a desktop's frame and title bar add to a dialog."""


def resize_within_screen(dialog: QDialog, width: int, height: int) -> None:
    """Size a dialog for the size of text in force, but never larger than the screen.

    Parameters
    ----------
    dialog
        Not shown yet.
    width, height
        In pixels at the usual size of text.
    """
    wanted, screen = QSize(px(width), px(height)), dialog.screen()
    if screen is not None:
        wanted = wanted.boundedTo(screen.availableSize() - FRAME)
    dialog.resize(wanted)


def question_box(parent: QWidget, question: str, action: str) -> tuple[QMessageBox, QPushButton]:
    """Return a question and the button that answers it with yes; Enter and Esc both cancel.

    Parameters
    ----------
    parent
        The question appears in front of it.
    question
        Plain text: says what will be lost.
    action
        On the button: what a yes does.
    """
    box = _plain_box(parent, question)
    yes = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    assert yes is not None
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    return box, yes


def _plain_box(parent: QWidget, question: str) -> QMessageBox:
    """Return a box that shows the question as plain text: a name may look like markup."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Hip Drill", question, parent=parent)
    wear(box)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def is_sure(parent: QWidget, question: str, action: str) -> bool:
    """Ask before something that loses data; return whether the answer is yes.

    Parameters
    ----------
    parent, question, action
        As for `question_box`.
    """
    box, yes = question_box(parent, question, action)
    box.exec()
    return box.clickedButton() is yes


def warn(parent: QWidget, line: str) -> None:
    """Say something in a box of its own, where no page can show it any more.

    Parameters
    ----------
    parent
        The box appears in front of it.
    line
        Plain text.
    """
    _plain_box(parent, line).exec()


def agrees(parent: QWidget, alias: str) -> bool:
    """Ask whether somebody agrees to pictures that were stored with somebody else's permission.

    Enter and Esc say no: nobody's picture stays because nobody objected.

    Parameters
    ----------
    parent
        The question appears in front of it.
    alias
        Who gets the pictures and was not asked so far.
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
    """Ask for a folder.

    Parameters
    ----------
    parent
        The dialog appears in front of it.
    title
        Of the dialog: what the folder is for.

    Returns
    -------
    Path or None
        ``None`` if the dialog was cancelled.
    """
    folder = QFileDialog.getExistingDirectory(parent, title, _start())
    return _kept(Path(folder), Path(folder)) if folder else None


def ask_new_file(parent: QWidget, title: str, name: str, pattern: str) -> Path | None:
    """Ask where to write a file.

    Parameters
    ----------
    parent
        The dialog appears in front of it.
    title
        Of the dialog: what is written.
    name
        Suggested file name.
    pattern
        Which files are listed, for example "*.zip".

    Returns
    -------
    Path or None
        ``None`` if the dialog was cancelled.
    """
    path, _ = QFileDialog.getSaveFileName(parent, title, str(Path(_start()) / name), pattern)
    return _kept(Path(path), Path(path).parent) if path else None


def ask_files(parent: QWidget, title: str, pattern: str) -> tuple[Path, ...]:
    """Ask for files that exist.

    Parameters
    ----------
    parent
        The dialog appears in front of it.
    title
        Of the dialog: what the files are for.
    pattern
        Which files are listed, as Qt writes it: "Pose models (*.task);;All files (*)".

    Returns
    -------
    tuple of Path
        Empty if the dialog was cancelled.
    """
    names, _ = QFileDialog.getOpenFileNames(parent, title, _start(), pattern)
    return tuple(_kept(Path(name), Path(name).parent) for name in names)


def begin_in(folder: str) -> None:
    """Let dialogs begin in the folder stored at the last start; "" for the documents."""
    _last_folder[:] = [folder] if folder else []


def last_folder() -> str:
    """Return the folder last chosen in a dialog, "" if there was none."""
    return _last_folder[0] if _last_folder else ""


def _start() -> str:
    """Return the first that exists: the folder last chosen, the documents, the home."""
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    wanted = (last_folder(), documents)
    return next((name for name in wanted if name and Path(name).is_dir()), str(Path.home()))


def _kept(chosen: Path, folder: Path) -> Path:
    _last_folder[:] = [str(folder)]
    return chosen
