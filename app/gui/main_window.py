"""The window: choices above, picture and numbers below, the summary at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.bridge import Bridge
from app.gui.choices import SAMPLES, SourceKind
from app.gui.drill_panel import DrillPanel
from app.gui.notice import Notice
from app.gui.summary_page import SummaryPage
from app.gui.top_bar import TopBar
from app.gui.video_view import VideoView
from app.gui.view_model import speed_words
from app.runner import FinishReason, RunState
from app.words import NOT_A_DEVICE, STOP_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.services import Services
    from app.runner import Outcome, Runner, RunnerStatus
    from drills.events import Event

WANTED_SIZE = QSize(1160, 760)
START_WORDS = (
    "Choose a camera, a video or a sample above, then press Start (Space).\n\n"
    "Frogger rock: kneel with your side to the camera.\n"
    "Hip aeroplane: stand facing it.\n"
    "About three metres away, all of you in the picture.\n\n"
    f"{NOT_A_DEVICE} {STOP_SIGNS}"
)
NO_CAMERA_WORDS = "No camera was found. Plug one in, open a video file, or try the sample."


class MainWindow(QMainWindow):
    """Starts runs and shows them. Measures nothing itself.

    Parameters
    ----------
    services
        Cameras, samples, runs and files.
    """

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setWindowTitle("Hip Drill")
        self.resize(self._first_size())
        self._services = services
        self._runner: Runner | None = None
        self._bridge: Bridge | None = None
        self.bar = TopBar(services.find_cameras, self)
        self.notice = Notice(self)
        self.video = VideoView(self)
        self.panel = DrillPanel(self)
        self.summary = SummaryPage(services.save, self)
        self._pages = QStackedWidget(self)
        self._build()
        self._connect()
        self.video.clear(START_WORDS)

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._runner is not None

    @property
    def shows_summary(self) -> bool:
        """Whether the page at the end is on top."""
        return self._pages.currentWidget() is self.summary

    def look_for_cameras(self) -> None:
        """Fill the list of cameras in the background."""
        self.bar.source.look()

    def start(self) -> None:
        """Run the chosen source."""
        choice = self.bar.source.choice
        if self._runner is not None or choice is None:
            return
        location = choice.location
        if choice.kind is SourceKind.SAMPLE:
            location = str(self._services.find_sample(location))
        self.notice.clear()
        self.panel.reset()
        self.video.clear("Getting ready…")
        self._pages.setCurrentIndex(0)
        self._bridge = self._new_bridge()
        self._runner = self._services.make_runner(location, self.bar.settings, self._bridge)
        self.bar.show_state(RunState.STARTING)
        self._runner.start()

    def stop(self) -> None:
        """Ask the run to end; the summary comes when it has."""
        if self._runner is not None:
            self.bar.show_state(RunState.STOPPING)
            self._runner.request_stop()

    def tell(self, line: str) -> None:
        """Show one plain line about something that went wrong."""
        self.notice.say(line, bad=True)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """End all threads before the window goes."""
        if self._runner is not None:
            self._runner.stop()
            self._runner = None
        self.bar.source.finish_work()
        self.summary.finish_work()
        super().closeEvent(event)

    # -- following a run

    def _first_size(self) -> QSize:
        """Return a comfortable size that the screen has room for."""
        screen = self.screen()
        return WANTED_SIZE if screen is None else WANTED_SIZE.boundedTo(screen.availableSize())

    def _new_bridge(self) -> Bridge:
        if self._bridge is not None:
            self._bridge.deleteLater()
        bridge = Bridge(self)
        bridge.state_changed.connect(self._on_state)
        bridge.event_happened.connect(self._on_event)
        bridge.picture_ready.connect(self._on_picture)
        bridge.finished.connect(self._on_finished)
        return bridge

    def _on_state(self, status: RunnerStatus) -> None:
        if status.state is not RunState.FINISHED:
            self.bar.show_state(status.state)

    def _on_event(self, event: Event) -> None:
        self.panel.take_event(event)

    def _on_picture(self) -> None:
        picture = None if self._bridge is None else self._bridge.take_picture()
        if picture is None:
            return
        self.video.show_picture(*picture)
        self.panel.take_result(picture[1])
        slow = speed_words(None if self._runner is None else self._runner.status)
        if slow and not self.notice.text:
            self.notice.say(slow)

    def _on_finished(self, outcome: Outcome) -> None:
        if self._runner is not None:
            self._runner.stop()
            self._runner = None
        self.bar.show_state(RunState.FINISHED)
        self.panel.banner.clear()
        self.notice.clear()
        if outcome.session is not None:
            self.summary.show_outcome(outcome)
            self._pages.setCurrentWidget(self.summary)
            return
        self.video.clear(START_WORDS)
        if outcome.failure is not None:
            line = outcome.failure.line
            self.tell(f"{line[:1].upper()}{line[1:]}.")
        elif outcome.reason is FinishReason.STOPPED:
            self.notice.say("Stopped before anything was recorded.")

    # -- choices and keys

    def _on_cameras(self, number: int) -> None:
        if number == 0 and self._runner is None and not self.shows_summary:
            self.notice.say(NO_CAMERA_WORDS, action="Use the sample", then=self._use_sample)
        elif self.notice.text == NO_CAMERA_WORDS:
            self.notice.clear()

    def _use_sample(self) -> None:
        self.bar.source.choose(SAMPLES[0])
        self.start()

    def _on_space(self) -> None:
        """Press the button in focus, as people without a mouse expect, or start and stop."""
        focus = self.focusWidget()
        if isinstance(focus, QAbstractButton) and focus.isVisible():
            focus.click()
        else:
            self.bar.toggle()

    def _connect(self) -> None:
        self.bar.start_asked.connect(self.start)
        self.bar.stop_asked.connect(self.stop)
        self.bar.mirror_changed.connect(self.video.set_mirrored)
        self.bar.source.cameras_found.connect(self._on_cameras)
        self.summary.closed.connect(self._show_picture_page)
        keys: tuple[tuple[Qt.Key, Callable[[], None]], ...] = (
            (Qt.Key.Key_Space, self._on_space),
            (Qt.Key.Key_Escape, self.stop),
            (Qt.Key.Key_M, self.bar.toggle_mirror),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _show_picture_page(self) -> None:
        self._pages.setCurrentIndex(0)

    def _build(self) -> None:
        live = QWidget(self)
        row = QHBoxLayout(live)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.video, 1)
        row.addWidget(self.panel)
        self._pages.addWidget(live)
        self._pages.addWidget(self.summary)
        body = QVBoxLayout()
        body.setContentsMargins(14, 12, 14, 14)
        body.setSpacing(10)
        body.addWidget(self.notice)
        body.addWidget(self._pages, 1)
        page = QWidget(self)
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(body, 1)
        self.setCentralWidget(page)
