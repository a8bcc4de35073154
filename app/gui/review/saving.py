"""Saving what comes from a reviewed video: files, or a session in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QBuffer, QObject, pyqtSignal

from app.files import write_atomically
from app.gui.background import BackgroundTask, line_of
from app.gui.widgets.dialogs import ask_folder, ask_new_file
from app.gui.widgets.paper import print_asked, report_pdf, title_of
from app.practice.summary_model import folder_name
from app.review import export
from app.review.correcting import history_words
from app.review.job import session_to_keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtGui import QImage
    from PyQt6.QtWidgets import QWidget

    from app.gui.review.clip.clip_view import ClipView
    from app.gui.services import Services
    from app.review.job import Analysis

WAIT = "One moment: the last file is still being written."


class Saving(QObject):
    """Does one job at a time, in the background.

    Signals
    -------
    told
        One line for the user, and whether it is bad news.
    stored
        The `Session` that was put into the history.
    """

    told = pyqtSignal(str, bool)
    stored = pyqtSignal(object)

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._page = services, page
        self._work: BackgroundTask | None = None
        self.analysis: Analysis | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being read or written."""
        return self._work is not None and self._work.is_running

    def report(self) -> None:
        """Save report and data in a folder that is asked for."""
        folder = ask_folder(self._page, "Save report and data in")
        if folder is not None and self.analysis is not None:
            analysis, save = self.analysis, self._services.save
            where = folder / folder_name(analysis.session)
            self._save(lambda: save(analysis.session, analysis.series, where), str(where))

    def follow(self, clip: ClipView) -> None:
        """Do what the menu of a clip asks for."""
        clip.report_asked.connect(self.report)
        clip.print_asked.connect(self.print)
        clip.clip_asked.connect(self.clip)
        clip.still_asked.connect(self.still)
        clip.keep_asked.connect(self.keep)
        clip.correct.keep_asked.connect(self.keep)

    def print(self) -> None:
        """Print the report."""
        if self.analysis is None:
            return
        analysis, save = self.analysis, self._services.save
        self.told.emit("Preparing the report…", False)
        self.run(
            lambda: report_pdf(save, analysis.session, analysis.series),
            lambda pdf: self.told.emit(*print_asked(self._page, title_of(analysis.session), pdf)),
        )

    def clip(self) -> None:
        """Save the annotated clip."""
        self._save_file("Save the annotated clip", "annotated.mp4", export.annotated_clip)

    def still(self) -> None:
        """Save a picture of the best rep."""
        self._save_file("Save the still of the best rep", "best.png", export.still)

    def picture(self, image: QImage | None, t_s: float) -> None:
        """Save the picture shown, with everything drawn on it, in a file that is asked for.

        Parameters
        ----------
        image
            Nothing happens if it is ``None``: no picture is shown.
        t_s
            Its time in the video, for the file's name.
        """
        if image is None:
            return
        data = QBuffer()
        image.save(data, "PNG")
        png = data.data().data()
        self._save_file(
            "Save the picture shown", f"{t_s:.2f}s.png",
            lambda _analysis, path: [write_atomically(path, png)],
        )  # fmt: skip

    def keep(self) -> None:
        """Put the session into the history; that of a stored video replaces the one there."""
        if self.analysis is None:
            return
        analysis, open_store = self.analysis, self._services.open_store
        session = session_to_keep(analysis)

        def save() -> None:
            with open_store() as store:
                store.save(session, analysis.series)

        def then(_result: object) -> None:
            self.told.emit(f"Saved in {history_words(session)}.", False)
            self.stored.emit(session)

        self.told.emit("Saving…", False)
        self.run(save, then)

    def run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Do one job in the background, unless another one is under way: then say so.

        Parameters
        ----------
        work
            Called in a worker thread.
        then
            Gets what ``work`` returned, in the window's thread; not called if it failed.
        """
        if self.is_busy:
            self.told.emit(WAIT, False)
            return
        self._work = BackgroundTask(work, "review", self)
        self._work.done.connect(then)
        self._work.failed.connect(self._on_failed)
        self._work.start()

    def finish_work(self) -> None:
        """Let the job under way come to its end."""
        if self._work is not None:
            self._work.abandon()

    def _save_file(
        self, title: str, ending: str, make: Callable[[Analysis, Path], list[Path]]
    ) -> None:
        if self.analysis is None:
            return
        analysis = self.analysis
        suffix = f".{ending.rpartition('.')[2]}"
        name = f"{analysis.request.path.stem}-{ending}"
        path = ask_new_file(self._page, title, name, f"*{suffix}")
        if path is not None:
            where = path if path.suffix else path.with_name(path.name + suffix)
            self._save(lambda: make(analysis, where), str(where))

    def _save(self, work: Callable[[], object], where: str) -> None:
        self.told.emit("Saving…", False)
        self.run(work, lambda _result: self.told.emit(f"Saved in {where}.", False))

    def _on_failed(self, error: object) -> None:
        self.told.emit(f"That could not be done. {line_of(error)}", True)
