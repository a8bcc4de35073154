"""The screen of a set: picture, count, gauge, warning; made to be read from three metres."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from app.gui import style
from app.gui.bridge import Bridge
from app.gui.practice.live.live_panel import PANEL_PX, LivePanel
from app.gui.practice.live.stage import StageView
from app.gui.practice.live.tray import Tray
from app.gui.widgets.big import window_factor
from app.practice.live import camera_watch, live_model
from app.practice.live.camera_watch import Watch
from app.practice.live.gauge_model import gauge
from app.practice.live.ghost import Ghost
from app.practice.live.live_state import Ending, Live, Say, Stage
from app.run.runner import FinishReason, RunState

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from app.gui.services import Order, Services
    from app.practice.plan import Plan
    from app.run.pipeline import FrameResult
    from app.run.runner import Outcome, Runner, RunnerStatus
    from drills.core.events import Event
    from vision.datatypes import Side

WATCH_MS = 500
NOT_STORED = "Not everything is being stored. You will see why when the set ends."
"""Beside the count there is no room for paths and remedies; they are shown after the set."""


class LivePage(QWidget):
    """Runs one set and shows it. What it shows is decided by `live_model`.

    Signals
    -------
    finished
        The `Outcome` of the run and the last `Live`, after everything else.
    mute_asked
        Sound is to be switched off, or on again.
    screen_asked
        Full screen is wanted, or a window again.
    taught
        The person has been told how to pause with raised arms.
    """

    mute_asked = pyqtSignal()
    screen_asked = pyqtSignal()
    taught = pyqtSignal()
    finished = pyqtSignal(object, object)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._services = services
        self._runner: Runner | None = None
        self._bridge: Bridge | None = None
        self._live: Live | None = None
        self._order: Order | None = None
        self._again: Order | None = None
        self._mirrored = False
        self._ghost = Ghost()
        self._watch = Watch()
        self._is_live_source = False
        self.teaches_arms = True
        self._last: FrameResult | None = None
        self.stage = StageView(self)
        self.panel = LivePanel(self)
        self.tray = Tray(self.stage.video, self.stage)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look_at_camera)
        self.panel.pause_asked.connect(self.toggle_pause)
        self.panel.end_asked.connect(lambda: self.stop())
        self.panel.skip_asked.connect(self.skip_gate)
        self.panel.mute_asked.connect(self.mute_asked)
        self.panel.side_chosen.connect(self.choose_side)
        self.tray.first_asked.connect(self.panel.first_button.click)
        self.tray.mute_asked.connect(self.mute_asked)
        self.tray.screen_asked.connect(self.screen_asked)
        self.tray.end_asked.connect(lambda: self.stop())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the window between picture and numbers; both grow with it."""
        factor = window_factor(self)
        panel_px = round(PANEL_PX * factor)
        self.stage.setGeometry(0, 0, self.width() - panel_px, self.height())
        self.panel.setGeometry(self.width() - panel_px, 0, panel_px, self.height())
        self.panel.set_factor(factor)
        super().resizeEvent(event)

    @property
    def live(self) -> Live | None:
        """The state of the set; ``None`` before the first one."""
        return self._live

    @property
    def is_running(self) -> bool:
        """Whether a set is under way."""
        return self._runner is not None

    def begin(self, plan: Plan, order: Order, *, mirrored: bool, live_source: bool) -> None:
        """Open the source and wait at the gate; ignored while a set is under way.

        Parameters
        ----------
        plan
            Drill, side, level, reps and targets.
        order
            The source and what is kept of the run; its settings say whether there is a gate.
        mirrored
            Whether the picture of a camera is shown as in a mirror.
        live_source
            Whether the source is a camera or a network stream, not a file.
        """
        if self._runner is not None:
            return
        self._live = live_model.begin(
            plan,
            from_camera=live_source,
            teaches_arms=self.teaches_arms,
            skips_gate=live_source and not order.settings.is_live,
        )
        self._order, self._again = order, None
        self._ghost, self._watch, self._last = Ghost(), Watch(), None
        self._is_live_source, self._mirrored = live_source, mirrored
        self.stage.video.set_mirrored(mirrored and live_source)
        self.stage.video.clear("Opening the camera…" if live_source else "Opening the video…")
        self.stage.show_kept(False)
        self.panel.show_problem("")
        self._bridge = self._new_bridge()
        self._runner = self._services.make_runner(order, self._bridge)
        self._show()
        self._runner.start()
        self._timer.start(WATCH_MS)

    def stop(self, ending: Ending = Ending.STOPPED) -> None:
        """End the set; `finished` is emitted when its threads have ended."""
        if self._runner is None or self._live is None:
            return
        self._again = None
        self._live = live_model.stop(self._live, ending)
        self._runner.request_stop()
        self._show()

    def toggle_pause(self) -> None:
        """Pause the set, or resume it; nothing happens at the gate."""
        if self._live is None or self._runner is None:
            return
        if self._live.stage is Stage.GATE:
            return
        paused = self._live.stage is Stage.PAUSED
        self._take((live_model.resume if paused else live_model.pause)(self._live), ())

    def choose_side(self, side: Side) -> None:
        """Take the person's word for the side, where the page asks for it.

        If the side is not the planned one, the set continues on it. If the program is not sure of
        the side, or wrong about it, the run starts again and is told the side.
        """
        live, order = self._live, self._order
        if live is None or order is None or not live.asks_side:
            return
        if side is live.wrong_side:
            self._live = live_model.switch_side(live)
            self._show()
            return
        if side is not live.plan.side:
            self._live = live_model.switch_side(live)
        self._run_again(replace(order, settings=replace(order.settings, side=side)))

    def skip_gate(self) -> None:
        """Begin although not every condition is met: the run starts again without the gate."""
        live, order = self._live, self._order
        if live is None or order is None or live.stage is not Stage.GATE:
            return
        if order.settings.is_live:
            self._run_again(replace(order, settings=replace(order.settings, is_live=False)))

    def _run_again(self, order: Order) -> None:
        if self._runner is not None:
            self._again = order
            self._runner.request_stop()

    def toggle_mute(self) -> bool:
        """Turn the sound off or on; return whether it is off now."""
        speaker = self._services.speaker
        speaker.mute(not speaker.muted)
        self._show()
        return speaker.muted

    def shut_down(self) -> None:
        """End the set now, because the window closes; its reps are in the store."""
        if self._runner is None:
            return
        if self._bridge is not None:
            self._bridge.blockSignals(True)
        self._runner.stop()
        self._runner = None
        self._timer.stop()

    # -- following a run

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
        if status.state is RunState.STARTING:
            self.stage.video.clear("One moment, the camera is opening")
        self._show_storing(status)

    def _show_storing(self, status: RunnerStatus) -> None:
        """Say that a video is being stored only while that is true."""
        order, problem = self._order, status.store_problem
        films = order is not None and order.keep and order.keep_video and self._is_live_source
        runs = status.state is RunState.RUNNING
        self.stage.show_kept(films and runs and not problem)
        self.panel.show_problem(NOT_STORED if problem else "")

    def _on_event(self, event: Event) -> None:
        if self._live is None:
            return
        self._ghost.take_event(event)
        self.stage.video.show_ghost(self._ghost.pose)
        self._take(*live_model.after_event(self._live, event))

    def _on_picture(self) -> None:
        picture = None if self._bridge is None else self._bridge.take_picture()
        if picture is None or self._live is None:
            return
        frame, result = picture
        self._watch = camera_watch.after_frame(self._watch, frame, time.monotonic())
        if self._live.stage is not Stage.PAUSED:
            self._last = result
            self._ghost.take_result(result)
        self.stage.video.show_picture(frame, result)
        self._take(*live_model.after_result(self._live, result))

    def _take(self, live: Live, messages: tuple[Say, ...]) -> None:
        """Show the new state and say the messages; when the set is over, end the run."""
        before, self._live = self._live, live
        for message in messages:
            self._services.speaker.say(message.words, message.tone, urgent=message.urgent)
        self._follow_pause(before, live)
        if live.lesson and self.teaches_arms:
            self.teaches_arms = False
            self.taught.emit()
        self._show()
        is_new = before is None or before.stage is not Stage.DONE
        if live.stage is Stage.DONE and is_new and self._runner is not None:
            self._runner.request_stop()

    def _follow_pause(self, before: Live | None, live: Live) -> None:
        """Pause and resume the run with the set."""
        was_paused, paused = (
            state is not None and state.stage is Stage.PAUSED for state in (before, live)
        )
        if paused != was_paused and self._runner is not None:
            self._watch = camera_watch.resumed(time.monotonic())
            self.stage.show_trouble("")
            self._runner.pause(paused)

    def _show(self) -> None:
        if self._live is None:
            return
        limits = None if self._order is None else self._order.settings.limits
        shown = gauge(self._live.plan, self._last, limits)
        muted = self._services.speaker.muted
        person = None if self._order is None else self._order.person
        self.panel.show_live(self._live, shown, muted=muted, person=person)
        self.stage.show_live(self._live)
        self.tray.show_words(self.panel.first_button.text(), self.panel.mute_button.text())

    def _look_at_camera(self) -> None:
        """Say what is wrong with the camera, on a timer: pictures may have stopped coming."""
        if self._runner is None or not self._is_live_source:
            return
        now_s, status = time.monotonic(), self._runner.status
        self._show_storing(status)
        self._watch = camera_watch.after_status(self._watch, status, now_s)
        paused = self._live is not None and self._live.stage is Stage.PAUSED
        text = "" if paused else camera_watch.trouble(self._watch, now_s)
        self.stage.show_trouble(text, gives_way=camera_watch.gives_way(text))

    def _on_finished(self, outcome: Outcome) -> None:
        if self._runner is not None:
            self._runner.stop()
            self._runner = None
        self._timer.stop()
        self.stage.show_trouble("")
        live, again = self._live, self._again
        if again is not None and live is not None and outcome.failure is None:
            self.begin(live.plan, again, mirrored=self._mirrored, live_source=self._is_live_source)
            return
        if live is not None and live.stage is not Stage.DONE:
            ended = outcome.reason is FinishReason.ENDED
            live = live_model.stop(live, Ending.SOURCE_ENDED if ended else Ending.STOPPED)
            self._live = live
        self.finished.emit(outcome, live)
