"""The page for recorded videos: open, analyse, play, compare, export."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QStackedWidget,
    QWidget,
)

from app.errors import UserError
from app.gui.background import line_of
from app.gui.review.analysis_task import AnalysisTask
from app.gui.review.clip.clip_view import ClipView
from app.gui.review.compare.compare_view import CompareView
from app.gui.review.keeping import Keeping
from app.gui.review.saving import Saving
from app.gui.review.sheets import BusySheet, StartSheet
from app.gui.widgets.dialogs import ask_file
from app.review.correcting import from_before, lost_line, place_line, with_said
from app.review.job import Analysis, Model, ProgressNow, Request
from app.run.pipeline import Settings
from app.session.words import drill_title
from vision.capture.recording.video import VIDEO_SUFFIXES
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.gui.review.clip.player import Player
    from app.gui.review.compare.compare_view import Recording
    from app.gui.services import Services
    from app.review.job import KeptVideo
    from app.session.corrections import Corrections
    from app.session.model import Session
    from app.store import Store
    from drills.core.events import Drill, WarningKind
    from vision.pose.variants import PoseModel

KEPT_TO_COMPARE = 12
_log = logging.getLogger(__name__)


class ReviewPage(QStackedWidget):
    """Empty, analysing, or a clip with its measures.

    Signals
    -------
    told
        One line for the user, and whether it is bad news; "" takes it back.
    """

    told = pyqtSignal(str, bool)

    def __init__(
        self, services: Services, model: Model | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._model = model or Model()
        self._task: AnalysisTask | None = None
        self._analysis: Analysis | None = None
        self.person: str | None = None
        self.goal = "everyday"
        self.limits: dict[WarningKind, float] = {}
        self.model: PoseModel | None = None
        self.clip = ClipView(self)
        self.compare = CompareView(self)
        self.saving = Saving(services, self)
        self._keeping = Keeping(services.open_store, self)
        self._empty, self._busy = StartSheet(), BusySheet()
        for page in (self._empty, self._busy, self.clip, self.compare):
            page.setObjectName("page")
            self.addWidget(page)
        self._connect()

    @property
    def analysis(self) -> Analysis | None:
        """What is shown."""
        return self._analysis

    @property
    def player(self) -> Player:
        """What plays the clip."""
        return self.clip.player

    @property
    def is_busy(self) -> bool:
        """Whether a video is being analysed."""
        return self._task is not None

    # -- analysing

    def ask_file(self) -> None:
        """Ask for a video."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(VIDEO_SUFFIXES))
        path = ask_file(self, "Open a video", f"Videos ({patterns});;All files (*)")
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Analyse another video as a whole."""
        self.clip.how.choose(None)
        settings = Settings(limits=self.limits)
        self._start(Request(path, settings, person=self.person, goal=self.goal))

    def open_kept(self, kept: KeptVideo) -> None:
        """Analyse the kept video of a session with the drill it was."""
        self.clip.how.choose(kept.session.drill)
        settings = Settings(kept.session.drill, limits=self.limits, counts_from_s=kept.ready_s)
        person, goal = kept.session.person, kept.session.goal
        self._start(Request(kept.path, settings, person=person, goal=goal, kept=kept))

    def open_sample(self) -> None:
        """Analyse a bundled clip."""
        self.open(self._services.find_sample("frogger_rock"))

    def analyse_again(
        self,
        start_s: float | None = None,
        end_s: float | None = None,
        neutral_s: float | None = None,
    ) -> None:
        """Analyse with drill and side chosen by hand, another part, or a neutral marked by hand.

        A neutral that was marked before stays marked.
        """
        if self._analysis is None:
            return
        before = self._analysis.request
        drill, side = self.clip.how.settings
        self._start(
            replace(
                before,
                settings=Settings(
                    drill,
                    side,
                    limits=self.limits,
                    counts_from_s=before.settings.counts_from_s,
                    neutral_s=before.settings.neutral_s if neutral_s is None else neutral_s,
                ),
                start_s=before.start_s if start_s is None else start_s,
                end_s=before.end_s if end_s is None else end_s,
            )
        )

    def use_whole(self) -> None:
        """Forget the part that was chosen."""
        self._analyse_as(lambda request: replace(request, start_s=0.0, end_s=None))

    def find_neutral(self) -> None:
        """Let the start pose be found again instead of the one that was marked."""
        self._analyse_as(
            lambda request: replace(request, settings=replace(request.settings, neutral_s=None))
        )

    def _analyse_as(self, changed: Callable[[Request], Request]) -> None:
        if self._analysis is not None:
            self._take(replace(self._analysis, request=changed(self._analysis.request)))
            self.analyse_again()

    def _start(self, request: Request) -> None:
        if self._task is not None:
            self.told.emit("Another video is being analysed. Stop it first (Esc).", False)
            return
        self.told.emit("", False)
        self.player.pause()
        self._busy.begin(_name_of(request))
        self.setCurrentWidget(self._busy)
        self._task = AnalysisTask(
            replace(request, model=self.model), self._model, self._services.read_store, self
        )
        self._task.progressed.connect(self._on_progress)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._task.start()
        self._busy.cancel_button.setFocus()

    def stop(self) -> None:
        """Stop the analysis; what is done is shown."""
        if self._task is not None:
            self._busy.cancel_button.setEnabled(False)
            self._task.stop()

    def _on_progress(self, now: ProgressNow) -> None:
        self._busy.show_progress(now)

    def _on_done(self, analysis: object) -> None:
        self._task = None
        if not isinstance(analysis, Analysis) or not analysis.results:
            self._back("Not one picture was analysed, so there is nothing to show.", bad=False)
            return
        analysis, lost = from_before(analysis, self._analysis)
        self._take(analysis)
        self._show_clip(analysis)
        if lost:
            self.told.emit(lost_line(lost), True)
            self._keeping.keep(analysis)

    def _on_failed(self, error: object) -> None:
        self._task = None
        if isinstance(error, VisionError | UserError):
            line = f"{error.what}: {error.remedy}."
        else:
            _log.error("a video could not be analysed: %r", error)
            line = f"the video could not be analysed ({error}). Please try again."
        self._back(f"{line[:1].upper()}{line[1:]}", bad=True)

    def _take(self, analysis: Analysis) -> None:
        """Be about an analysis; everybody who needs it has the same."""
        self._analysis = self.saving.analysis = analysis
        self.clip.correct.place.setText(place_line(analysis))

    def _back(self, line: str, *, bad: bool) -> None:
        self.setCurrentWidget(self._empty if self._analysis is None else self.clip)
        self.told.emit(line, bad)

    def _show_clip(self, analysis: Analysis) -> None:
        self.clip.show_analysis(analysis)
        self.setCurrentWidget(self.clip)
        self.clip.begin()
        if analysis.session.quality.notes:
            self.told.emit(analysis.session.quality.notes[0], False)

    def save_picture(self) -> None:
        """Save the picture shown, with the skeleton and all drawings."""
        self.player.pause()
        self.saving.picture(self.player.video.image(), self.player.at_s)

    # -- comparing

    def show_compare(self) -> None:
        """Show two reps over normalised time; kept sessions are read in the background."""
        if self._analysis is None:
            return
        self.player.pause()
        clip: Recording = (self._analysis.session, self._analysis.series)
        self.compare.offer(clip, [])
        self.setCurrentWidget(self.compare)
        drill, open_store = self._analysis.session.drill, self._services.open_store
        self.saving.run(lambda: _kept(open_store, drill), lambda kept: self._offer(clip, kept))

    def _offer(self, clip: Recording, kept: object) -> None:
        if isinstance(kept, list) and self.currentWidget() is self.compare and kept:
            self.compare.offer(clip, kept)

    # -- correcting by hand

    def _on_said(self, said: Corrections) -> None:
        if self._analysis is not None:
            analysis = with_said(self._analysis, said)
            self._take(analysis)
            self.clip.show_words(analysis)
            self._keeping.keep(analysis)

    def _on_kept(self, lost: tuple[int, ...]) -> None:
        if self._analysis is not None:
            self.clip.correct.place.setText(place_line(self._analysis, lost))

    def _on_stored(self, session: Session) -> None:
        if self._analysis is not None:
            self._take(replace(self._analysis, stored=session))

    # -- keys and the mouse

    def press_space(self) -> None:
        """Play or pause."""
        if self.currentWidget() is self.clip:
            self.player.toggle()
        elif self.currentWidget() is self._empty:
            self.ask_file()

    def press_escape(self) -> bool:
        """Go one step back; return whether there was one."""
        if self._task is not None:
            self.stop()
        elif self.currentWidget() is self.compare:
            self.setCurrentWidget(self.clip)
        else:
            return self.currentWidget() is self.clip and self.clip.press_escape()
        return True

    def shut_down(self) -> None:
        """End every thread."""
        if self._task is not None:
            self._task.abandon()
            self._task = None
        self.saving.finish_work()
        self._keeping.finish_work()
        self.player.shut_down()

    # -- building

    def _connect(self) -> None:
        how = self.clip.how
        how.again_asked.connect(lambda: self.analyse_again())
        how.begin_asked.connect(lambda: self.analyse_again(start_s=self.player.at_s))
        how.end_asked.connect(lambda: self.analyse_again(end_s=self.player.at_s))
        how.neutral_asked.connect(lambda: self.analyse_again(neutral_s=self.player.at_s))
        how.whole_asked.connect(self.use_whole)
        how.find_neutral_asked.connect(self.find_neutral)
        self.clip.compare_asked.connect(self.show_compare)
        self.clip.open_asked.connect(self.ask_file)
        self.clip.report_asked.connect(self.saving.report)
        self.clip.clip_asked.connect(self.saving.clip)
        self.clip.still_asked.connect(self.saving.still)
        self.clip.picture_asked.connect(self.save_picture)
        self.clip.keep_asked.connect(self.saving.keep)
        self.clip.correct.said.connect(self._on_said)
        self.saving.told.connect(self.told)
        self.saving.stored.connect(self._on_stored)
        self._keeping.kept.connect(self._on_kept)
        self._keeping.failed.connect(lambda error: self.told.emit(line_of(error), True))
        self.player.failed.connect(lambda line: self.told.emit(line, True))
        self.compare.closed.connect(lambda: self.setCurrentWidget(self.clip))
        self._empty.open_button.clicked.connect(lambda: self.ask_file())
        self._empty.sample_button.clicked.connect(lambda: self.open_sample())
        self._busy.cancel_button.clicked.connect(lambda: self.stop())


def _name_of(request: Request) -> str:
    """Return what a person calls a video: a set of theirs by drill and time, a file by its name."""
    if request.kept is None:
        return request.path.name
    session = request.kept.session
    return f"{drill_title(session.drill)}, {session.created[:16].replace('T', ' ')}"


def _kept(open_store: Callable[[], Store], drill: Drill | None) -> list[Recording]:
    """Return the newest kept sessions of a drill that have their angles."""
    with open_store() as store:
        rows = store.sessions(drill=drill, limit=KEPT_TO_COMPARE)
        found = [(store.session(row.id), store.series(row.id)) for row in rows]
    return [(session, series) for session, series in found if series is not None]
