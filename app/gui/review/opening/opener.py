"""Which videos are opened: by dialog, dropped, whole folders, or recent ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from app.batch.folder import videos_of
from app.gui.background import BackgroundTask, line_of
from app.gui.style import as_is
from app.gui.widgets.dialogs import ask_files, ask_folder
from vision.capture.recording.video import VIDEO_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QMenu, QWidget

    from app.gui.review.opening.start_sheet import StartSheet

MOST_RECENT = 6
NOTHING = "There is no video in what was chosen or dropped."


class Opener(QObject):
    """Asks for videos, looks into folders, and remembers what was opened recently.

    Parameters
    ----------
    sheet, menu
        Offer the recent videos; the menu also has the commands to open others.
    page
        Dialogs appear in front of it.

    Signals
    -------
    opened
        The path of one video.
    told
        One line for the user, and whether it is bad news.
    recent_changed
        The paths of the recent videos, the last one first.
    """

    opened = pyqtSignal(object)
    told = pyqtSignal(str, bool)
    recent_changed = pyqtSignal(tuple)

    def __init__(self, sheet: StartSheet, menu: QMenu, page: QWidget) -> None:
        super().__init__(page)
        self._sheet, self._menu, self._page = sheet, menu, page
        self._tasks: list[BackgroundTask] = []
        self.recent: tuple[str, ...] = ()
        sheet.open_button.clicked.connect(lambda: self.ask_files())
        sheet.folder_button.clicked.connect(lambda: self.ask_folder())
        sheet.recent_asked.connect(lambda path: self.open_paths((Path(path),)))
        sheet.forget_button.clicked.connect(lambda: self._remember(()))
        menu.aboutToShow.connect(self._fill_menu)

    def ask_files(self) -> None:
        """Ask for videos and open them."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(VIDEO_SUFFIXES))
        pattern = f"Videos ({patterns});;All files (*)"
        self.open_paths(ask_files(self._page, "Open videos", pattern))

    def ask_folder(self) -> None:
        """Ask for a folder and open its videos."""
        folder = ask_folder(self._page, "Open the videos of a folder")
        if folder is not None:
            self.open_paths((folder,))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files, and the videos in folders, one after the other."""
        wanted = tuple(paths)
        if wanted:
            task = BackgroundTask(lambda: videos_of(wanted), "opening", self)
            task.done.connect(self._on_found)
            task.failed.connect(lambda error: self.told.emit(line_of(error), True))
            self._tasks = [earlier for earlier in self._tasks if earlier.is_running] + [task]
            task.start()

    def finish_work(self) -> None:
        """Let a search under way come to its end; what it finds is not opened."""
        for task in self._tasks:
            task.abandon()
        self._tasks = []

    def _on_found(self, videos: object) -> None:
        paths = videos if isinstance(videos, tuple) else ()
        for path in paths:
            self.opened.emit(path)
        if paths:
            recent = (str(path) for path in (*reversed(paths), *self.recent))
            self._remember(tuple(dict.fromkeys(recent)))
        else:
            self.told.emit(NOTHING, True)

    def show_recent(self, paths: Sequence[str]) -> None:
        """Offer the videos that were opened recently."""
        self.recent = tuple(paths)[:MOST_RECENT]
        self._sheet.show_recent(self.recent)

    def _fill_menu(self) -> None:
        """Fill the menu, for when the sheet is not visible."""
        self._menu.clear()
        self._menu.addAction("Videos…  (O)", self.ask_files)
        self._menu.addAction("A folder…", self.ask_folder)
        self._menu.addSeparator()
        for path in self.recent:
            self._menu.addAction(
                as_is(Path(path).name), lambda path=path: self.open_paths((Path(path),))
            )

    def _remember(self, paths: tuple[str, ...]) -> None:
        self.show_recent(paths)
        self.recent_changed.emit(self.recent)
