"""The page for recorded videos: open, analyse, play, compare, export."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.gui import style
from app.gui.background import BackgroundTask
from app.gui.review.analysis_task import AnalysisTask
from app.gui.review.compare_view import CompareView
from app.gui.review.player import Player
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.practice.summary_model import folder_name
from app.review import export
from app.review.job import (
    Analysis,
    Model,
    ProgressNow,
    Request,
    progress_words,
    session_to_keep,
)
from app.review.review_model import moment_words
from app.run.pipeline import Settings
from app.session.words import drill_title
from app.store import StoreError
from drills.core.events import Drill
from drills.registry import OFFERED
from vision.capture.video import VIDEO_SUFFIXES
from vision.datatypes import Side
from vision.errors import VisionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent

    from app.gui.review.compare_view import Recording
    from app.gui.review.plots import CoursePlots
    from app.gui.services import Services
    from app.review.job import KeptVideo
    from app.store import Store
    from drills.core.events import WarningKind
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
        self._work: BackgroundTask | None = None
        self._analysis: Analysis | None = None
        self._plots: CoursePlots | None = None
        self.person: str | None = None
        self.goal = "everyday"
        self.limits: dict[WarningKind, float] = {}
        self.model: PoseModel | None = None
        self.setAcceptDrops(True)
        self.player = Player(self)
        self.compare = CompareView(self)
        self.drill = _combo("Drill", [("Drill: auto", None), *_drills()])
        self.side = _combo(
            "Side", [("Side: auto", None), ("Left", Side.LEFT), ("Right", Side.RIGHT)]
        )
        self.open_button = style.button("Open a video…  (O)", "primary")
        self.sample_button = style.button("Try it with a sample")
        self.again_button = style.button("Analyse again", "small")
        self.cancel_button = style.button("Stop and keep what is done  (Esc)")
        self._heading = style.label("title", wrap=True)
        self._moment = style.label("heading", wrap=True)
        self._measures = style.label("quiet", wrap=True)
        self._progress_name = style.label("title", wrap=True)
        self._progress_words = style.label("lead", wrap=True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._empty, self._busy, self._clip = QWidget(), QWidget(), QWidget()
        self._build_empty()
        self._build_busy()
        self._build_clip()
        for page in (self._empty, self._busy, self._clip, self.compare):
            page.setObjectName("page")
            self.addWidget(page)
        self._connect()

    @property
    def analysis(self) -> Analysis | None:
        """What is shown."""
        return self._analysis

    @property
    def is_busy(self) -> bool:
        """Whether a video is being analysed."""
        return self._task is not None

    # -- analysing

    def ask_file(self) -> None:
        """Ask for a video."""
        patterns = " ".join(f"*{suffix}" for suffix in sorted(VIDEO_SUFFIXES))
        path, _ = QFileDialog.getOpenFileName(
            self, "Open a video", "", f"Videos ({patterns});;All files (*)"
        )
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Analyse another video as a whole."""
        self.drill.setCurrentIndex(0)
        self.side.setCurrentIndex(0)
        settings = Settings(limits=self.limits)
        self._start(Request(path, settings, person=self.person, goal=self.goal))

    def open_kept(self, kept: KeptVideo) -> None:
        """Analyse the kept video of a session with the drill it was."""
        self.drill.setCurrentIndex(max(0, self.drill.findData(kept.session.drill)))
        self.side.setCurrentIndex(0)
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
        drill, side = self.drill.currentData(), self.side.currentData()
        self._start(
            replace(
                before,
                settings=Settings(
                    drill if isinstance(drill, Drill) else None,
                    side if isinstance(side, Side) else None,
                    limits=self.limits,
                    counts_from_s=before.settings.counts_from_s,
                    neutral_s=before.settings.neutral_s if neutral_s is None else neutral_s,
                ),
                start_s=before.start_s if start_s is None else start_s,
                end_s=before.end_s if end_s is None else end_s,
            )
        )

    def _start(self, request: Request) -> None:
        if self._task is not None:
            self.told.emit("Another video is being analysed: stop it first (Esc).", False)
            return
        self.told.emit("", False)
        self.player.pause()
        self._progress_name.setText(f"Analysing {request.path.name}")
        self._progress_words.setText("One moment: the model is being loaded")
        self._progress.setRange(0, 0)
        self.setCurrentWidget(self._busy)
        self._task = AnalysisTask(replace(request, model=self.model), self._model, self)
        self._task.progressed.connect(self._on_progress)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._task.start()
        self.cancel_button.setEnabled(True)
        self.cancel_button.setFocus()

    def stop(self) -> None:
        """Stop the analysis; what is done is shown."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self._task.stop()

    def _on_progress(self, now: ProgressNow) -> None:
        self._progress_words.setText(progress_words(now))
        if now.length_s:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * min(1.0, now.done_s / now.length_s)))

    def _on_done(self, analysis: object) -> None:
        self._task = None
        if not isinstance(analysis, Analysis) or not analysis.results:
            self._back("Not one picture was analysed, so there is nothing to show.", bad=False)
            return
        self._analysis = analysis
        self._show_clip(analysis)

    def _on_failed(self, error: object) -> None:
        self._task = None
        if isinstance(error, VisionError | UserError):
            line = f"{error.what}: {error.remedy}."
        else:
            _log.error("a video could not be analysed: %r", error)
            line = f"the video could not be analysed ({error}). Please try again."
        self._back(f"{line[:1].upper()}{line[1:]}", bad=True)

    def _back(self, line: str, *, bad: bool) -> None:
        self.setCurrentWidget(self._empty if self._analysis is None else self._clip)
        self.told.emit(line, bad)

    def _show_clip(self, analysis: Analysis) -> None:
        session = analysis.session
        total = session.counts.total
        reps = f": {total} rep{'s' * (total != 1)}" if session.drill is not None else ""
        self._heading.setText(f"{drill_title(session.drill)}{reps}")
        self._heading.setToolTip(analysis.request.path.name)
        if self._plots is None:
            from app.gui.review.plots import CoursePlots  # plotting is slow to import

            self._plots = CoursePlots(self)
            self._plots.sought.connect(self.player.seek)
            self._side_column.insertWidget(1, self._plots, 1)
        self._plots.show_session(session, analysis.series)
        self.compare_button.setEnabled(total > 0)
        self.setCurrentWidget(self._clip)
        self.player.show_analysis(analysis)
        self.player.play_button.setFocus()
        if session.quality.notes:
            self.told.emit(" ".join(session.quality.notes[:2]), False)

    def _on_moved(self, t_s: float) -> None:
        if self._analysis is None:
            return
        head, body = moment_words(self._analysis.session, t_s)
        self._moment.setText(head)
        self._measures.setText(body)
        if self._plots is not None:
            self._plots.show_time(t_s, hurried=self.player.is_playing)

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
        self._run(lambda: _kept(open_store, drill), lambda kept: self._offer(clip, kept))

    def _offer(self, clip: Recording, kept: object) -> None:
        if isinstance(kept, list) and self.currentWidget() is self.compare and kept:
            self.compare.offer(clip, kept)

    # -- exporting

    def export_report(self) -> None:
        """Save report and data in a folder."""
        folder = QFileDialog.getExistingDirectory(self, "Save report and data in")
        if folder and self._analysis is not None:
            analysis, save = self._analysis, self._services.save
            where = Path(folder) / folder_name(analysis.session)
            self._export(lambda: save(analysis.session, analysis.series, where), str(where))

    def export_clip(self) -> None:
        """Save the annotated clip."""
        self._export_file("Save the annotated clip", ".mp4", export.annotated_clip)

    def export_still(self) -> None:
        """Save the best rep as a picture."""
        self._export_file("Save the still of the best rep", ".png", export.still)

    def keep(self) -> None:
        """Put the session into the history; of a kept video, in the place of what stood there."""
        if self._analysis is None:
            return
        analysis, open_store = self._analysis, self._services.open_store

        def save() -> None:
            with open_store() as store:
                store.save(session_to_keep(analysis), analysis.series)

        self._export(save, "the history")

    def _export_file(
        self, title: str, suffix: str, make: Callable[[Analysis, Path], list[Path]]
    ) -> None:
        if self._analysis is None:
            return
        analysis = self._analysis
        name = f"{analysis.request.path.stem}-{'annotated' if suffix == '.mp4' else 'best'}{suffix}"
        path, _ = QFileDialog.getSaveFileName(self, title, name, f"*{suffix}")
        if path:
            where = Path(path) if Path(path).suffix else Path(path + suffix)
            self._export(lambda: make(analysis, where), str(where))

    def _export(self, work: Callable[[], object], where: str) -> None:
        self.told.emit("Saving…", False)
        self._run(work, lambda _result: self.told.emit(f"Saved in {where}.", False))

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Do one thing in the background; a second one has to wait for the first."""
        if self._work is not None and self._work.is_running:
            self.told.emit("One moment: the last file is still being written.", False)
            return
        self._work = BackgroundTask(work, "review", self)
        self._work.done.connect(then)
        self._work.failed.connect(self._on_work_failed)
        self._work.start()

    def _on_work_failed(self, error: object) -> None:
        known = isinstance(error, VisionError | StoreError | OSError | ValueError)
        if not known:
            _log.error("a file could not be made: %r", error)
        cause = getattr(error, "strerror", None) or str(error)
        self.told.emit(f"That could not be done ({cause}).", True)

    # -- keys and the mouse

    def press_space(self) -> None:
        """Play or pause."""
        if self.currentWidget() is self._clip:
            self.player.toggle()
        elif self.currentWidget() is self._empty:
            self.ask_file()

    def press_escape(self) -> bool:
        """Go one step back; return whether there was one."""
        if self._task is not None:
            self.stop()
        elif self.currentWidget() is self.compare:
            self.setCurrentWidget(self._clip)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Step, jump, change the speed."""
        if event is None or self.currentWidget() is not self._clip:
            return super().keyPressEvent(event)
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self.player.step(-1),
            Qt.Key.Key_Right: lambda: self.player.step(1),
            Qt.Key.Key_PageUp: self.player.previous_rep,
            Qt.Key.Key_PageDown: self.player.next_rep,
            Qt.Key.Key_Home: lambda: self.player.seek(0.0),
            Qt.Key.Key_1: lambda: self.player.press_speed(0),
            Qt.Key.Key_2: lambda: self.player.press_speed(1),
            Qt.Key.Key_3: lambda: self.player.press_speed(2),
            Qt.Key.Key_T: self.mark_neutral,
        }
        act = acts.get(event.key())
        if act is None:
            return super().keyPressEvent(event)
        act()
        return None

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take files."""
        data = None if event is None else event.mimeData()
        if event is not None and data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the first file that was dropped."""
        data = None if event is None else event.mimeData()
        for url in data.urls() if data is not None else []:
            if url.isLocalFile():
                self.open(Path(url.toLocalFile()))
                return

    def shut_down(self) -> None:
        """End every thread."""
        if self._task is not None:
            self._task.abandon()
            self._task = None
        if self._work is not None:
            self._work.abandon()
        self.player.shut_down()

    # -- building

    def _connect(self) -> None:
        self.player.moved.connect(self._on_moved)
        self.player.failed.connect(lambda line: self.told.emit(line, True))
        self.compare.closed.connect(lambda: self.setCurrentWidget(self._clip))
        self.open_button.clicked.connect(lambda: self.ask_file())
        self.sample_button.clicked.connect(lambda: self.open_sample())
        self.again_button.clicked.connect(lambda: self.analyse_again())
        self.cancel_button.clicked.connect(lambda: self.stop())

    def _build_empty(self) -> None:
        frame, column = style.card(40, 14)
        column.addStretch(1)
        for name, words in (
            ("title", "Look at a recording in your own time"),
            (
                "lead",
                "Drop a video here, or open one. It is analysed on this computer; you can stop at "
                "any time and keep what is done.",
            ),
        ):
            column.addWidget(style.label(name, words, wrap=True))
        column.addLayout(flow(self.open_button, self.sample_button))
        column.addStretch(2)
        layout = QVBoxLayout(self._empty)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.addWidget(frame)

    def _build_busy(self) -> None:
        frame, column = style.card(40, 14)
        column.addStretch(1)
        column.addWidget(self._progress_name)
        column.addWidget(self._progress)
        column.addWidget(self._progress_words)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        layout = QVBoxLayout(self._busy)
        layout.setContentsMargins(28, 22, 28, 18)
        layout.addWidget(frame)

    def _build_clip(self) -> None:
        self.compare_button = style.button("Compare…")
        self.compare_button.clicked.connect(lambda: self.show_compare())
        another = style.button("Open…  (O)")
        another.clicked.connect(lambda: self.ask_file())
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._heading, 2)
        buttons = (self.compare_button, self._export_button(), another)
        top.addLayout(flow(*buttons, to_the_right=True), 3)
        again = flow(
            self.drill, self.side, self._neutral_button(), self._part_button(), self.again_button
        )
        self._side_column = QVBoxLayout()
        self._side_column.setSpacing(4)
        self._side_column.addLayout(again)
        self._side_column.addWidget(self._moment)
        self._side_column.addWidget(self._measures)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.player, 3)
        body.addLayout(self._side_column, 2)
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(16, 10, 16, 10)
        inner.setSpacing(8)
        inner.addLayout(top)
        inner.addLayout(body, 1)
        layout = QVBoxLayout(self._clip)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(sheet))

    def _part_button(self) -> QWidget:
        acts = (
            ("Begin here: the start pose is learnt from here on", self._begin_here),
            ("End here", self._end_here),
            ("The whole video", self._whole),
        )
        return style.menu_button("Part", _menu(acts), "small", "Analyse a part of the video")

    def _neutral_button(self) -> QWidget:
        acts = (
            ("This picture is the neutral  (T)", self.mark_neutral),
            ("Find the neutral by itself", self.find_neutral),
        )
        tip = "Choose the neutral that everything is measured against"
        return style.menu_button("Neutral", _menu(acts), "small", tip)

    def _begin_here(self) -> None:
        self.analyse_again(start_s=self.player.at_s)

    def _end_here(self) -> None:
        self.analyse_again(end_s=self.player.at_s)

    def mark_neutral(self) -> None:
        """Measure against the picture shown: analyse again with it as the neutral."""
        self.analyse_again(neutral_s=self.player.at_s)

    def _whole(self) -> None:
        """Forget the part that was chosen."""
        self._analyse_as(lambda request: replace(request, start_s=0.0, end_s=None))

    def find_neutral(self) -> None:
        """Let the neutral be found again instead of the one that was marked."""
        self._analyse_as(
            lambda request: replace(request, settings=replace(request.settings, neutral_s=None))
        )

    def _analyse_as(self, changed: Callable[[Request], Request]) -> None:
        if self._analysis is not None:
            self._analysis = replace(self._analysis, request=changed(self._analysis.request))
            self.analyse_again()

    def _export_button(self) -> QWidget:
        acts = (
            ("Report and data…", self.export_report),
            ("Annotated clip…", self.export_clip),
            ("Still of the best rep…", self.export_still),
            ("Keep in the history", self.keep),
        )
        return style.menu_button("Save", _menu(acts))


def _menu(acts: tuple[tuple[str, Callable[[], None]], ...]) -> QMenu:
    menu = QMenu()
    for words, act in acts:
        menu.addAction(words, act)
    return menu


def _kept(open_store: Callable[[], Store], drill: Drill | None) -> list[Recording]:
    """Return the newest kept sessions of a drill that have their angles."""
    with open_store() as store:
        rows = store.sessions(drill=drill, limit=KEPT_TO_COMPARE)
        found = [(store.session(row.id), store.series(row.id)) for row in rows]
    return [(session, series) for session, series in found if series is not None]


def _drills() -> list[tuple[str, object]]:
    return [(drill_title(drill), drill) for drill in OFFERED]


def _combo(name: str, entries: list[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for words, value in entries:
        box.addItem(words, value)
    box.setMinimumContentsLength(9)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
