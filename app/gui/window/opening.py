"""Videos that are dropped on the window, named to the program, or come from the file manager."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from app.batch.folder import videos_in
from app.gui.background import BackgroundTask, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.gui.main_window import MainWindow

NOTHING = "There is no video in what was dropped or named."


class Opening(QObject):
    """Shows videos on the review page, one after the other; a set under way is not disturbed.

    Parameters
    ----------
    window
        Whose review page it is.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._task: BackgroundTask | None = None
        self._asked_meanwhile: tuple[str, ...] = ()
        self._waiting: tuple[Path, ...] = ()
        window.practise.live_changed.connect(self._on_live)

    @property
    def takes(self) -> bool:
        """Whether something can be opened now."""
        return not self._window.practise.live.is_running

    def take(self, paths: Iterable[str]) -> None:
        """Look for videos in files and folders, and review them; in a set they wait for its end."""
        named = tuple(path for path in paths if path)
        if not self.takes:
            self._asked_meanwhile += named
        elif named:
            self.finish_work()
            wanted = tuple(Path(path) for path in named)
            self._task = BackgroundTask(lambda: _videos(wanted), "opening", self)
            self._task.done.connect(self._on_found)
            self._task.failed.connect(lambda error: self._window.tell(line_of(error)))
            self._task.start()

    def open_next(self) -> None:
        """Review the video that waits next."""
        if not self._waiting or not self.takes:
            return
        first, self._waiting = self._waiting[0], self._waiting[1:]
        self._window.review_file(first)
        if self._waiting:
            number = len(self._waiting)
            more = "1 more video waits" if number == 1 else f"{number} more videos wait"
            line = f"{more}: {self._waiting[0].name} is next."
            self._window.notice.say(line, action="Review it", then=self.open_next)

    def finish_work(self) -> None:
        """Let a search under way come to its end."""
        if self._task is not None:
            self._task.abandon()
            self._task = None

    def _on_found(self, videos: object) -> None:
        self._waiting = videos if isinstance(videos, tuple) else ()
        if self._waiting:
            self.open_next()
        else:
            self._window.tell(NOTHING)

    def _on_live(self, live: bool) -> None:
        """Offer after a set what was to be opened during it."""
        if live or not self._asked_meanwhile:
            return
        paths, self._asked_meanwhile = self._asked_meanwhile, ()
        number = "1 file was" if len(paths) == 1 else f"{len(paths)} files were"
        line = f"{number} to be opened during the set."
        self._window.notice.say(line, action="Review", then=lambda: self.take(paths))


def _videos(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files, and the videos of the folders and their subfolders, in order of names."""
    found: list[Path] = []
    for path in paths:
        found += videos_in(path, recursive=True).videos if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))
