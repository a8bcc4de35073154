"""The pages of practising, one after the other: drills, set-up, set, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QWidget

from app.gui.choices import SAMPLE_NAMES, SourceKind
from app.gui.practise.home_page import HomePage
from app.gui.practise.live_page import LivePage
from app.gui.practise.setup_page import SetupPage
from app.gui.practise.summary_page import SummaryPage
from app.runner import FinishReason

if TYPE_CHECKING:
    from app.gui.practise.live_model import Live
    from app.gui.practise.plan import Plan
    from app.gui.services import Services
    from app.runner import Outcome
    from drills.events import Drill
    from vision.datatypes import Side

NO_CAMERA = "No camera was found. Plug one in and look again, or try it with the sample clip."
NOTHING_RECORDED = "The set ended before anything was recorded."


class PractisePage(QStackedWidget):
    """From the choice of a drill to the end of a set.

    Signals
    -------
    live_changed
        Whether a set is on screen: it has the window for itself.
    told
        One line for the user, and whether it is bad news; "" takes it back.
    """

    live_changed = pyqtSignal(bool)
    told = pyqtSignal(str, bool)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._plan: Plan | None = None
        self.mirrored = True
        self.home = HomePage(self)
        self.setup = SetupPage(services.find_cameras, self)
        self.live = LivePage(services, self)
        self.summary = SummaryPage(services.save, self)
        for page in (self.home, self.setup, self.live, self.summary):
            self.addWidget(page)
        self.home.drill_chosen.connect(self.choose_drill)
        self.setup.start_asked.connect(self.start)
        self.setup.back_asked.connect(self.show_home)
        self.setup.source.cameras_found.connect(self._on_cameras)
        self.live.finished.connect(self._on_finished)
        self.summary.closed.connect(self.show_home)
        self.summary.again_asked.connect(self._again)

    @property
    def is_live(self) -> bool:
        """Whether a set is on screen."""
        return self.currentWidget() is self.live

    def show_home(self) -> None:
        """Show the drills."""
        self.told.emit("", False)
        self.setCurrentWidget(self.home)
        self.home.focus_card(self.setup.drill)

    def choose_drill(self, drill: Drill) -> None:
        """Show the set-up of a drill."""
        self.told.emit("", False)
        self.setup.show_drill(drill)
        self.setCurrentWidget(self.setup)
        self.setup.start_button.setFocus()

    def start(self) -> None:
        """Begin the set that is set up."""
        if self.live.is_running or not self.setup.start_button.isEnabled():
            return
        choice = self.setup.source.choice
        location = choice.location
        if choice.kind is SourceKind.SAMPLE:
            location = str(self._services.find_sample(SAMPLE_NAMES[self.setup.drill]))
        self._plan = self.setup.plan
        self.told.emit("", False)
        self._services.speaker.wake()
        self.setCurrentWidget(self.live)
        self.live_changed.emit(True)
        self.live.setFocus()
        self.live.begin(self._plan, location, mirrored=self.mirrored, live_source=choice.is_live)

    # -- keys; each returns whether it meant something here

    def press_space(self) -> None:
        """Go one step on: set-up, start, pause."""
        page = self.currentWidget()
        if page is self.live:
            self.live.toggle_pause()
        elif page is self.setup:
            self.start()
        elif page is self.home:
            self.choose_drill(self.setup.drill)
        else:
            self._again(other_side=False)

    def press_side(self, side: Side) -> None:
        """Choose a side."""
        if self.currentWidget() is self.setup:
            self.setup.choose_side(side)

    def press_next(self) -> None:
        """Next drill, next side, or through the gate."""
        page = self.currentWidget()
        if page is self.setup:
            self.setup.next_drill()
        elif page is self.live:
            self.live.skip_gate()
        elif page is self.summary:
            self._again(other_side=True)

    def press_escape(self) -> None:
        """Go one step back; end a set."""
        if self.currentWidget() is self.live:
            self.live.stop()
        elif self.currentWidget() in (self.setup, self.summary):
            self.show_home()

    def shut_down(self) -> Outcome | None:
        """End everything at once; return what a set under way had recorded."""
        kept = self.live.shut_down()
        self.setup.source.finish_work()
        self.summary.finish_work()
        return kept

    def _again(self, other_side: bool) -> None:
        if self._plan is None:
            return
        side = self._plan.side.other if other_side else self._plan.side
        reps = self._plan.reps
        self.setup.show_drill(self._plan.drill, side, self._plan.level)
        self.setup.reps.setValue(reps)
        self.setCurrentWidget(self.setup)
        self.start()

    def _on_finished(self, outcome: Outcome, live: Live | None) -> None:
        self.live_changed.emit(False)
        if outcome.session is not None:
            self.summary.show_outcome(outcome, live)
            self.setCurrentWidget(self.summary)
            self.summary.other_button.setFocus()
            return
        self.setCurrentWidget(self.setup)
        self.setup.start_button.setFocus()
        if outcome.failure is not None:
            line = outcome.failure.line
            self.told.emit(f"{line[:1].upper()}{line[1:]}.", True)
        elif outcome.reason is FinishReason.STOPPED:
            self.told.emit(NOTHING_RECORDED, False)

    def _on_cameras(self, number: int) -> None:
        if number == 0 and not self.live.is_running and not self.setup.source.choice.is_live:
            self.told.emit(NO_CAMERA, False)
