"""Videos that are dropped on the window, named on the command line or sent by the file manager."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from app.gui.window.late_pages import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.gui.main_window import MainWindow


class Opening(QObject):
    """Hands videos to the review page; a set under way is not disturbed.

    Parameters
    ----------
    window
        The window with the review page.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked_meanwhile: tuple[str, ...] = ()
        window.practise.live_changed.connect(self._on_live)

    @property
    def takes(self) -> bool:
        """Whether something can be opened now."""
        return not self._window.practise.live.is_running

    def take(self, paths: Iterable[str]) -> None:
        """Review files, and the videos in folders; during a set they wait for its end."""
        named = tuple(path for path in paths if path)
        if not self.takes:
            self._asked_meanwhile += named
        elif named:
            self._window.show_page(1 + NAMES.index("review"))
            self._window.review.opener.open_paths(tuple(Path(path) for path in named))

    def _on_live(self, live: bool) -> None:
        """After a set, offer to open what arrived during it."""
        if live or not self._asked_meanwhile:
            return
        paths, self._asked_meanwhile = self._asked_meanwhile, ()
        number = "1 file is" if len(paths) == 1 else f"{len(paths)} files are"
        line = f"{number} waiting since the set."
        self._window.notice.say(line, action="Review", then=lambda: self.take(paths))
