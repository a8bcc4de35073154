"""The pages for practising, one after the other: drills, set-up, set, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QWidget

from app.errors import as_sentence
from app.gui.own_plan import OwnPlan
from app.gui.practice.home_page import HomePage
from app.gui.practice.live.live_page import LivePage
from app.gui.practice.own_standing import OwnStanding
from app.gui.practice.records import SetRecords
from app.gui.practice.setup_page import SetupPage
from app.gui.practice.summary_page import SummaryPage
from app.gui.practice.welcome_page import WelcomePage
from app.gui.practice.who_page import WhoPage
from app.gui.services import Order
from app.gui.widgets.dialogs import agrees
from app.practice.live.live_state import Ending
from app.practice.sets import after_set, work_for
from app.run.runner import FinishReason
from app.settings.source_choices import SourceKind
from drills.prescription import what_next
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from app.gui.cameras import CameraFinder
    from app.gui.people import People
    from app.gui.services import Services
    from app.practice.live.live_state import Live
    from app.practice.plan import Plan
    from app.run.runner import Outcome
    from app.session.model import Session
    from drills.core.events import Drill, WarningKind
    from drills.prescription import Work
    from vision.datatypes import Side
    from vision.pose.variants import PoseModel

NO_CAMERA = "No camera was found. Plug one in and look again, or try it with the sample clip."
NOTHING_RECORDED = "The set ended before anything was recorded."
NO_REPS = "You ended the set before the first rep, so nothing was stored."


class PractisePage(QStackedWidget):
    """From the choice of a drill to the end of a set.

    Attributes
    ----------
    mirrored, width_px, limits, model
        From the preferences, for the next set: whether the picture is mirrored, the width asked of
        a camera, thresholds (deg) in place of the drills' own, another pose model than the shipped.

    Signals
    -------
    live_changed
        Whether a set is on screen: it has the window to itself.
    mute_asked
        Sound is to be switched off, or on again.
    told
        One line for the user, and whether it is bad news; "" removes the line.
    review_asked
        The `Outcome` of a set whose video was stored: the person wants to look at it.
    """

    live_changed = pyqtSignal(bool)
    mute_asked = pyqtSignal()
    review_asked = pyqtSignal(object)
    told = pyqtSignal(str, bool)

    def __init__(
        self,
        services: Services,
        finder: CameraFinder,
        people: People,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._people = people
        self._plan: Plan | None = None
        self._work: Work | None = None
        self._kept = False
        self._records = SetRecords(services.open_store, self)
        self.mirrored = True
        self.width_px = 0
        self.limits: dict[WarningKind, float] = {}
        self.model: PoseModel | None = None
        self.own_plan = OwnPlan(services.read_store, people, self)
        self._standing = OwnStanding(services.read_store, people, self)
        self.home = HomePage(people, self)
        self.welcome = WelcomePage(finder, services.open_source, self)
        self.setup = SetupPage(finder, services.open_source, people, self)
        self.who = WhoPage(people, self)
        self.live = LivePage(services, self)
        self.summary = SummaryPage(services.save, people, self)
        for page in (self.home, self.setup, self.who, self.live, self.summary, self.welcome):
            self.addWidget(page)
        self.home.drill_chosen.connect(self.choose_drill)
        self.home.plan.asked.connect(self.begin_planned)
        self.own_plan.changed.connect(self._on_plan)
        self._standing.changed.connect(
            lambda: self.setup.explanation.show_standing(self._standing.kept)
        )
        self.own_plan.failed.connect(lambda line: self.told.emit(line, True))
        self.setup.start_asked.connect(self.ask_and_start)
        self.setup.back_asked.connect(self.show_home)
        self.setup.person_changed.connect(self._forget_work)
        self.who.back_asked.connect(self._show_setup)
        people.chose.connect(self._on_person_chosen)
        finder.found.connect(self._on_cameras)
        self.live.finished.connect(self._on_finished)
        self.live.mute_asked.connect(self.mute_asked)
        self._records.leave_asked.connect(self._ask_leave)
        self._records.failed.connect(lambda line: self.told.emit(as_sentence(line), True))
        self.summary.rest.said.connect(self._on_rest)
        self.summary.closed.connect(self._leave_summary)
        self.summary.next_asked.connect(self._next_set)
        self.summary.again_asked.connect(self._again)
        self.summary.review_asked.connect(self.review_asked)

    @property
    def is_live(self) -> bool:
        """Whether a set is on screen."""
        return self.currentWidget() is self.live

    def show_home(self) -> None:
        """Show the drills; who comes next and what may be stored of them is open again."""
        self.told.emit("", False)
        self._people.end_visit()
        self.setup.take_back_leave()
        self.own_plan.look()
        self.setCurrentWidget(self.home)
        self.home.focus_card(self.setup.drill)

    def show_welcome(self) -> None:
        """Show the page of the first start."""
        self.setCurrentWidget(self.welcome)
        self.welcome.begin()

    def choose_drill(self, drill: Drill) -> None:
        """Show the set-up of a drill."""
        self.told.emit("", False)
        self.setup.show_drill(drill)
        self._show_setup()

    def begin_planned(self) -> None:
        """Show the set-up of what the person's plan asks for next; if nothing, the drills."""
        today = self.own_plan.today
        if today is None or today.upcoming is None:
            self.show_home()
            return
        exercise, upcoming = today.upcoming
        self.told.emit("", False)
        self.setup.show_drill(exercise.drill, upcoming.side, exercise.level)
        self._show_setup()

    def _on_plan(self) -> None:
        was_hidden = self.home.plan.isHidden()
        self.home.plan.show_today(self.own_plan.today, self._people.chosen or "")
        if was_hidden and self.currentWidget() is self.home:
            self.home.focus_card(self.setup.drill)
        self.setup.follow_plan(self.own_plan.regimen)

    def _forget_work(self) -> None:
        """Count sets from the start: somebody else is here."""
        self._work = None

    def _show_setup(self) -> None:
        self._standing.look()
        self.setCurrentWidget(self.setup)
        self.setup.start_button.setFocus()

    def ask_and_start(self) -> None:
        """Begin the set as it is set up, once it is clear whose it is."""
        if self._people.must_ask and self.setup.source.choice.kind is not SourceKind.SAMPLE:
            self.setCurrentWidget(self.who)
            self.who.ask()
        else:
            self.start()

    def _on_person_chosen(self) -> None:
        """Go on to the set that waited for this, or give the last set to the person chosen.

        Somebody chosen on another page is being looked up, not practising: no set begins or moves.
        """
        page, is_here = self.currentWidget(), self.isVisible()
        if page is self.who:
            self._show_setup()
            if is_here:
                self.start()
        elif page is self.summary and is_here:
            self._records.give(self._people.chosen)
        elif page is self.summary:
            self._leave_summary()

    def _ask_leave(self, session_id: str, alias: str) -> None:
        """Ask the new owner of a set about its pictures: the agreement was somebody else's."""
        self.summary.rest.stop()
        if not agrees(self, alias):
            self._records.forget_pictures(session_id)
            self.summary.review_button.hide()

    def start(self) -> None:
        """Begin the set as it is set up."""
        if self.live.is_running or not self.setup.start_button.isEnabled():
            return
        choice = self.setup.source.choice
        location = choice.location
        if choice.kind is SourceKind.SAMPLE:
            location = str(self._services.find_sample(DEFINITIONS[self.setup.drill].guide.sample))
        self._plan = plan = self.setup.plan
        self._kept = choice.kind is not SourceKind.SAMPLE
        self._work = work_for(plan, self._work, self.own_plan.today)
        self.told.emit("", False)
        self._services.speaker.wake()
        self.setCurrentWidget(self.live)
        self.live_changed.emit(True)
        self.live.setFocus()
        order = Order(
            location,
            plan.settings(is_live=choice.is_live, limits=self.limits),
            self._people.chosen,
            plan.goal,
            self._kept,
            self.width_px,
            keep_video=self.setup.keep_video.isChecked(),
            keep_still=self.setup.keep_still.isChecked(),
            model=self.model,
        )
        self.live.begin(plan, order, mirrored=self.mirrored, live_source=choice.is_live)

    # -- keys

    def press_space(self) -> None:
        """Take the next step: set-up, start, pause."""
        page = self.currentWidget()
        if page is self.live:
            self.live.toggle_pause()
        elif page is self.setup:
            self.ask_and_start()
        elif page is self.home:
            today = self.own_plan.today
            if today is not None and today.upcoming is not None:
                self.begin_planned()
            else:
                self.choose_drill(self.setup.drill)
        elif page is self.welcome:
            self.welcome.go_button.click()
        elif not self.summary.close_glance():
            self._next_set()

    def press_side(self, side: Side) -> None:
        """Choose a side, also during a set."""
        if self.currentWidget() is self.setup:
            self.setup.choose_side(side)
        elif self.currentWidget() is self.live:
            self.live.choose_side(side)

    def press_next(self) -> None:
        """Go to the next drill or the next set, or through the gate."""
        page = self.currentWidget()
        if page is self.setup:
            self.setup.next_drill()
        elif page is self.live:
            self.live.skip_gate()
        elif page is self.summary:
            self._next_set()

    def press_escape(self) -> bool:
        """Go one step back, or end a set; return whether there was a step to go back."""
        page = self.currentWidget()
        if page is self.live:
            self.live.stop()
        elif page is self.summary:
            if not self.summary.close_glance():
                self._leave_summary()
        elif page is self.setup:
            self.show_home()
        elif page is self.who:
            self._show_setup()
        else:
            return False
        return True

    def shut_down(self) -> None:
        """End everything now: the window closes."""
        if self.currentWidget() is self.summary:
            self._records.note(self.summary.feeling)
        self.live.shut_down()
        self.welcome.finish_work()
        self.summary.finish_work()
        self.own_plan.finish_work()
        self._standing.finish_work()
        self._records.finish_work()

    # -- sets one after the other

    def _again(self, other_side: bool) -> None:
        if self._plan is None:
            return
        self._records.note(self.summary.feeling)
        side = self._plan.side.other if other_side else self._plan.side
        self._set_up_again(side)

    def _next_set(self) -> None:
        """Do what the prescription says is next."""
        if self._plan is None:
            return
        self._records.note(self.summary.feeling)
        upcoming = None if self._work is None else what_next(self._work)
        if upcoming is None or upcoming.is_done:
            self.begin_planned()
            return
        self._set_up_again(upcoming.side or self._plan.side)

    def _set_up_again(self, side: Side) -> None:
        if self._plan is None:
            return
        reps = self._plan.reps
        self.setup.show_drill(self._plan.drill, side, self._plan.level)
        self.setup.reps.setValue(reps)
        self.setCurrentWidget(self.setup)
        self.start()

    def _leave_summary(self) -> None:
        self._records.note(self.summary.feeling)
        self.show_home()

    def _on_finished(self, outcome: Outcome, live: Live | None) -> None:
        self.live_changed.emit(False)
        session = outcome.session
        self._records.take(session if self._kept else None)
        self._plan = self._plan if live is None else live.plan
        gave_up = live is not None and live.ending is Ending.STOPPED and not _has_reps(session)
        if session is None or (gave_up and outcome.failure is None):
            self._show_setup()
            self._tell_nothing(outcome)
            return
        self.summary.show_outcome(outcome, live, self._next_words(session))
        self.setCurrentWidget(self.summary)
        by_hand = live is not None and live.ending is Ending.STOPPED
        words = self.summary.begin(self._rest_s(live), from_afar=not by_hand)
        if words and not by_hand:
            self._services.speaker.say(words)
        if outcome.store_problem:
            self.told.emit(as_sentence(outcome.store_problem), True)

    def _tell_nothing(self, outcome: Outcome) -> None:
        """Say why there is no summary."""
        if outcome.failure is not None:
            self.told.emit(as_sentence(outcome.failure.line), True)
        elif outcome.session is not None:
            self.told.emit(NO_REPS, False)
        elif outcome.reason is FinishReason.STOPPED:
            self.told.emit(NOTHING_RECORDED, False)

    def _on_rest(self, left_s: int) -> None:
        """Say how much of the rest is left."""
        self._services.speaker.say(f"{left_s} seconds" if left_s > 3 else str(left_s))

    def _rest_s(self, live: Live | None) -> float | None:
        """Return the rest after which the next set starts by itself, ``None`` if none does.

        Whoever ended a set by hand, or walked away, had a reason: then nothing starts by itself.
        """
        is_done = live is not None and live.ending is Ending.WORK_DONE
        is_live = self.setup.source.choice.is_live
        return self._work.asked.rest_s if self._work is not None and is_done and is_live else None

    def _next_words(self, session: Session) -> tuple[str, str]:
        """Count the set as work; return what is next as a sentence, and for a button."""
        if self._kept:
            self.own_plan.took(session)
        after = after_set(self._work, session, self.own_plan.today)
        self._work = after.work
        return after.words, after.button

    def _on_cameras(self, number: int) -> None:
        welcomes = self.currentWidget() is self.welcome
        busy = self.live.is_running or welcomes
        if number == 0 and not busy and not self.setup.source.choice.is_live:
            self.told.emit(NO_CAMERA, False)


def _has_reps(session: Session | None) -> bool:
    return session is not None and bool(session.reps)
