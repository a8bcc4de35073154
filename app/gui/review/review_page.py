"""The page for recorded videos: open, analyse, play, compare, export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QWidget

from app.gui import style
from app.gui.background import line_of
from app.gui.review.clip.clip_view import ClipView
from app.gui.review.compare.compare_view import CompareView
from app.gui.review.keeping import Keeping
from app.gui.review.opening.analyser import Analyser
from app.gui.review.opening.busy_sheet import BusySheet
from app.gui.review.opening.opener import Opener
from app.gui.review.opening.start_sheet import StartSheet
from app.gui.review.saving import Saving
from app.review.correcting import from_before, lost_line, place_line, recalled, said_now
from app.review.job import AS_MEASURED, Analysis, Model, Request, as_measured
from app.review.pairs import kept_recordings, of_analysis
from app.review.waiting import State
from app.run.pipeline import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtGui import QHideEvent

    from app.gui.review.clip.player import Player
    from app.gui.services import Services
    from app.review.job import KeptVideo
    from app.session.corrections import Corrections
    from app.session.model import Session
    from drills.core.events import WarningKind
    from vision.pose.variants import PoseModel


class ReviewPage(QStackedWidget):
    """An invitation, the progress of an analysis, a clip with its measures, or two reps.

    ``person``, ``goal``, ``limits`` (deg) and ``model`` are those of the next analysis.

    Signals
    -------
    told
        One line for the user, and whether it is bad news; "" removes the line.
    """

    told = pyqtSignal(str, bool)

    def __init__(
        self, services: Services, model: Model | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._services = services
        self._analysis: Analysis | None = None
        self._shown: int | None = None
        self._awaited = False
        self.person: str | None = None
        self.goal = "everyday"
        self.limits: dict[WarningKind, float] = {}
        self.model: PoseModel | None = None
        self.clip = ClipView(self)
        self.compare = CompareView(self)
        self.analyser = Analyser(services, model or Model(), self)
        self.saving = Saving(services, self)
        self._keeping = Keeping(services.open_store, self)
        self._empty, self._busy = StartSheet(), BusySheet()
        self.opener = Opener(self._empty, self.clip.open_menu, self)
        for page in (self._empty, self._busy, self.clip, self.compare):
            page.setObjectName("page")
            self.addWidget(page)
        self._connect()

    @property
    def analysis(self) -> Analysis | None:
        """The analysis shown; ``None`` before the first one."""
        return self._analysis

    @property
    def player(self) -> Player:
        """The player of the clip."""
        return self.clip.player

    @property
    def is_busy(self) -> bool:
        """Whether a video is being analysed."""
        return self.analyser.running is not None

    # -- opening

    def open(self, path: Path) -> None:
        """Analyse the whole of another video."""
        self._open(Request(path, Settings(limits=self.limits), person=self.person, goal=self.goal))

    def open_kept(self, kept: KeptVideo) -> None:
        """Show the stored video of a session as measured then; a new analysis adds the skeleton."""
        settings = Settings(kept.session.drill, limits=self.limits, counts_from_s=kept.ready_s)
        person, goal = kept.session.person, kept.session.goal
        request = Request(kept.path, settings, person=person, goal=goal, kept=kept)
        measured = as_measured(request)
        if measured is None:
            self._open(request)
        else:
            self.show_analysis(recalled(measured, self._services.read_store))
            self.told.emit(AS_MEASURED, False)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show a video that has been analysed already."""
        self._show(self.analyser.put(analysis), analysis)

    def open_sample(self) -> None:
        """Analyse a bundled clip."""
        self.open(self._services.find_sample("frogger_rock"))

    def _open(self, request: Request) -> None:
        self.told.emit("", False)
        self.player.pause()
        self._awaited = True
        self._show_queue()
        self.analyser.pose_model = self.model
        self.analyser.add(request)

    # -- analysing

    def _analyse_again(
        self,
        start_s: float | None = None,
        end_s: float | None = None,
        neutral_s: float | None = None,
    ) -> None:
        """Analyse the clip again, with the drill and side that are chosen now.

        Another part, or a start pose to measure against, replaces the one that there was.
        """
        if self._analysis is None:
            return
        before = self._analysis.request
        drill, side = self.clip.how.settings
        self._analyse(
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
        """Analyse the whole video instead of a part."""
        self._analyse_as(lambda request: replace(request, start_s=0.0, end_s=None))

    def find_neutral(self) -> None:
        """Find the start pose automatically instead of using the one marked."""
        self._analyse_as(
            lambda request: replace(request, settings=replace(request.settings, neutral_s=None))
        )

    def _analyse_as(self, changed: Callable[[Request], Request]) -> None:
        if self._analysis is not None:
            self._take(replace(self._analysis, request=changed(self._analysis.request)))
            self._analyse_again()

    def _analyse(self, request: Request) -> None:
        """Analyse the clip again, before the videos that are waiting."""
        self.told.emit("", False)
        self.player.pause()
        self._awaited = True
        self.analyser.pose_model = self.model
        if self._shown is None:
            self.analyser.add(request)
        else:
            self.analyser.again(self._shown, request)
        self._show_queue()

    def stop(self) -> None:
        """Stop the analysis; what has been analysed is shown."""
        if self.is_busy:
            self._busy.cancel_button.setEnabled(False)
            self.analyser.stop()

    def show_videos(self) -> None:
        """Show the list of opened videos; the clip stays open."""
        self._awaited = False
        self.player.pause()
        self._show_queue()
        self._busy.list.setFocus()

    def _show_queue(self) -> None:
        self._on_queue()
        self.setCurrentWidget(self._busy)
        self._busy.cancel_button.setFocus()

    def _on_queue(self) -> None:
        queue = self.analyser.queue
        has_clip = self._analysis is not None
        self._busy.show_queue(queue, has_clip=has_clip, is_awaited=self._awaited)
        self.clip.show_queue(queue)

    def _on_ready(self, key: int) -> None:
        """Show the video that was waited for; if another one is being looked at, only say so."""
        item = self.analyser.queue.item(key)
        if item is None or item.analysis is None:
            return
        if self.currentWidget() is self._busy and self._awaited:
            self._show(key, item.analysis)
        else:
            self.told.emit(f"{item.words}. Videos (B) opens it.", False)

    def _on_failed(self, key: int) -> None:
        item = self.analyser.queue.item(key)
        if item is None:
            return
        several = len(self.analyser.queue.items) > 1
        if not several:
            self.analyser.remove(key)
            self._awaited = False
            if self.currentWidget() is self._busy:
                self.setCurrentWidget(self._empty if self._analysis is None else self.clip)
        self.told.emit(item.problem if several else item.line, True)

    def show_item(self, key: int) -> None:
        """Show a video from the list; if it is waiting or has failed, analyse it first."""
        item = self.analyser.queue.item(key)
        if item is None or item.state is State.RUNNING:
            self._awaited = True
        elif item.analysis is not None:
            self._show(key, item.analysis)
        else:
            self._awaited = True
            self.analyser.again(key, item.request)

    def _show(self, key: int, analysis: Analysis) -> None:
        """Show an analysis as the clip."""
        self._awaited = False
        analysis, lost = from_before(analysis, self._analysis if key == self._shown else None)
        self._shown = key
        settings = analysis.request.settings
        self.clip.how.choose(settings.drill, settings.side)
        self._take(analysis)
        self.clip.show_analysis(analysis)
        self.setCurrentWidget(self.clip)
        self.clip.begin()
        if lost:
            self.told.emit(lost_line(lost), True)
            self._keeping.keep(analysis)
        elif analysis.session.quality.notes:
            self.told.emit(analysis.session.quality.notes[0], False)

    def _take(self, analysis: Analysis) -> None:
        """Work on this analysis from now on; saving and the list get it too."""
        self._analysis = self.saving.analysis = analysis
        if self._shown is not None:
            self.analyser.update(self._shown, analysis)
        self._show_place()

    def save_picture(self) -> None:
        """Save the picture shown, with the skeleton and all drawings."""
        self.player.pause()
        self.saving.picture(self.player.video.image(), self.player.at_s)

    # -- comparing

    def show_compare(self) -> None:
        """Show two reps side by side; stored sessions are read in the background."""
        if self._analysis is None:
            return
        self.told.emit("", False)
        self.player.pause()
        clip = of_analysis(self._analysis)
        opened = [
            of_analysis(item.analysis, item.name)
            for item in self.analyser.queue.items
            if item.analysis is not None and item.key != self._shown
        ]
        self.compare.offer(clip, opened)
        self.setCurrentWidget(self.compare)
        self.compare.play_button.setFocus()
        drill, open_store = self._analysis.session.drill, self._services.read_store

        def offer(kept: object) -> None:
            if isinstance(kept, list) and kept and self.currentWidget() is self.compare:
                self.compare.offer(clip, opened, kept)

        self.saving.run(lambda: kept_recordings(open_store, drill), offer)

    def _leave_compare(self) -> None:
        self.compare.leave()
        self.setCurrentWidget(self.clip)

    # -- correcting by hand

    def _on_said(self, corrected: Corrections) -> None:
        if self._analysis is not None:
            analysis = said_now(self._analysis, corrected)
            self._take(analysis)
            self.clip.show_words(analysis)
            self._keeping.keep(analysis)

    def _show_place(self, lost: tuple[int, ...] = ()) -> None:
        """Say where corrections are stored; the stored session lacks the reps ``lost``."""
        if self._analysis is not None:
            is_stored = self._analysis.stored is not None and not lost
            self.clip.correct.show_place(place_line(self._analysis, lost), is_stored=is_stored)

    def _on_stored(self, session: Session) -> None:
        if self._analysis is not None:
            self._take(replace(self._analysis, stored=session))
            self._keeping.keep_board(self._analysis, self.player.video.board)

    # -- keys and the mouse

    def press_space(self) -> None:
        """Play or pause."""
        if self.currentWidget() is self.clip:
            self.player.toggle()
        elif self.currentWidget() is self.compare:
            self.compare.toggle()
        elif self.currentWidget() is self._empty:
            self.opener.ask_files()

    def press_escape(self) -> bool:
        """Go one step back; return whether there was one."""
        page = self.currentWidget()
        if page is self.compare:
            self._leave_compare()
        elif page is self._busy and self._analysis and not self._awaited:
            self.setCurrentWidget(self.clip)
        elif page is self._busy and self.is_busy:
            self.stop()
        elif page is self._busy:
            self.setCurrentWidget(self.clip if self._analysis else self._empty)
        else:
            return page is self.clip and self.clip.press_escape()
        return True

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Pause: another page is shown."""
        self.player.pause()
        self.compare.pause()
        super().hideEvent(event)

    def shut_down(self) -> None:
        """End every thread."""
        self.opener.finish_work()
        self.analyser.shut_down()
        self.saving.finish_work()
        self._keeping.finish_work()
        self.compare.leave()
        self.player.shut_down()

    # -- building

    def _connect(self) -> None:
        how = self.clip.how
        how.again_asked.connect(lambda: self._analyse_again())
        how.begin_asked.connect(lambda: self._analyse_again(start_s=self.player.at_s))
        how.end_asked.connect(lambda: self._analyse_again(end_s=self.player.at_s))
        how.neutral_asked.connect(lambda: self._analyse_again(neutral_s=self.player.at_s))
        how.whole_asked.connect(self.use_whole)
        how.find_neutral_asked.connect(self.find_neutral)
        self.clip.compare_asked.connect(self.show_compare)
        self.clip.picture_asked.connect(self.save_picture)
        self.clip.correct.said.connect(self._on_said)
        self.saving.follow(self.clip)
        self.saving.told.connect(self.told)
        self.saving.stored.connect(self._on_stored)
        self.player.drawn.connect(lambda board: self._keeping.keep_board(self._analysis, board))
        self._keeping.kept.connect(self._show_place)
        self._keeping.failed.connect(lambda error: self.told.emit(line_of(error), True))
        self.player.failed.connect(lambda line: self.told.emit(line, True))
        self.compare.closed.connect(self._leave_compare)
        self._connect_opening()

    def _connect_opening(self) -> None:
        self.analyser.changed.connect(self._on_queue)
        self.analyser.ready.connect(self._on_ready)
        self.analyser.failed.connect(self._on_failed)
        self.analyser.progressed.connect(self._busy.show_progress)
        self.clip.videos_asked.connect(self.show_videos)
        self._busy.show_asked.connect(self.show_item)
        self._busy.remove_asked.connect(self.analyser.remove)
        self._busy.add_button.clicked.connect(lambda: self.opener.ask_files())
        self._busy.back_asked.connect(lambda: self.setCurrentWidget(self.clip))
        self.opener.opened.connect(lambda path: self.open(path))
        self.opener.told.connect(self.told)
        self._empty.sample_button.clicked.connect(lambda: self.open_sample())
        self._busy.cancel_button.clicked.connect(lambda: self.stop())
