"""The window: a rail of pages on the left, the page beside it, one line of news below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.gui.cameras import CameraFinder
from app.gui.people import People
from app.gui.practice.practice_page import PractisePage
from app.gui.widgets.dialogs import begin_in, last_folder
from app.gui.widgets.notice import Notice
from app.gui.window.keys import Keys
from app.gui.window.late_pages import LatePages
from app.gui.window.opening import Opening
from app.gui.window.placing import FRAME_MS, Placing
from app.gui.window.rail import Rail
from app.review.job import kept_video
from app.settings.preferences import Preferences
from app.settings.rules import limits_of
from app.settings.source_choices import SourceKind
from vision.pose.variants import named_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent

    from app.gui.inputs.source_box import SourceBox
    from app.gui.progress.progress_page import ProgressPage
    from app.gui.review.review_page import ReviewPage
    from app.gui.services import Services
    from app.gui.settings.settings_page import SettingsPage
    from app.review.job import KeptVideo
    from app.run.life import Outcome


class MainWindow(QMainWindow):
    """Holds the pages together. Measures nothing itself.

    Parameters
    ----------
    services
        Cameras, samples, runs, sound and files.
    preferences
        As stored at the last start; ``None`` for the defaults.
    remember
        Called with the preferences whenever they change.

    Signals
    -------
    restored
        A backup has replaced the stored data: read the preferences again.
    lock_asked
        Close, then lock everything with this pass phrase.
    """

    restored = pyqtSignal()
    lock_asked = pyqtSignal(str)

    def __init__(
        self,
        services: Services,
        preferences: Preferences | None = None,
        remember: Callable[[Preferences], None] = lambda _preferences: None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Hip Drill")
        self._services = services
        self._preferences = preferences or Preferences()
        self._remember = remember
        self.rail = Rail(self)
        self.cameras = CameraFinder(services.find_cameras, self)
        self.people = People(services.open_store, services.read_store, self)
        self.people.guess(self._preferences.person or None)
        self.practise = PractisePage(services, self.cameras, self.people, self)
        self._late = LatePages(services, self.people, self.cameras, lambda: self._preferences, self)
        self._pages = QStackedWidget(self)
        self.opening = Opening(self)
        self._boxes: list[SourceBox] = []
        self._placing = Placing(self)
        self.setAcceptDrops(True)
        self.notice = Notice(self, keeps_room=True)
        self._build()
        self._connect()
        self._keys = Keys(self)
        self._placing.recall(self._preferences.geometry)
        self._follow(self._preferences)
        begin_in(self._preferences.folder)
        self.rail.mark(0)
        self.practise.home.focus_card(self.practise.setup.drill)

    @property
    def preferences(self) -> Preferences:
        """The preferences as they are to be stored."""
        return self._preferences

    @property
    def review(self) -> ReviewPage:
        """The page for looking at a video."""
        return self._late.review

    @property
    def progress(self) -> ProgressPage:
        """The page with the stored sessions."""
        return self._late.progress

    @property
    def settings(self) -> SettingsPage:
        """The page of preferences."""
        return self._late.settings

    @property
    def page(self) -> QWidget | None:
        """The page shown."""
        return self._pages.currentWidget()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._pages.count()

    def show_page(self, number: int) -> None:
        """Show a page by its number; a set under way keeps the window."""
        if self.practise.live.is_running or not 0 <= number < self._pages.count():
            return
        self.notice.clear()
        self._late.rest()
        self._late.make(number)
        self._pages.setCurrentIndex(number)
        self.rail.mark(number)
        if self._late.has("progress") and self.page is self.progress:
            self.progress.refresh()

    def look_for_cameras(self) -> None:
        """Fill the list of cameras, in the background."""
        self.cameras.look()

    def tell(self, line: str) -> None:
        """Show one plain line about something that went wrong."""
        self.notice.say(line, bad=True)

    def take_preferences(self, preferences: Preferences) -> None:
        """Act on other preferences, and read again who uses this computer."""
        self._follow(preferences)
        self.people.guess(preferences.person or None)
        self.people.look()
        self._show_preferences()

    def begin(self) -> None:
        """Show the welcome page at the first start, else the drills; choose the last camera."""
        self.people.look()
        if self._preferences.source:
            self.practise.setup.source.name_source(self._preferences.source)
        if self._preferences.welcomed:
            self.practise.show_home()
        else:
            self.practise.show_welcome()

    def show_help(self) -> None:
        """Show keys, drills, camera and about, but not in the middle of a set."""
        if not self.practise.live.is_running:
            from app.gui.window.help_dialog import HelpDialog, window_facts  # rarely needed

            HelpDialog(window_facts(self, self._preferences), self).open()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def toggle_mute(self) -> None:
        """Turn the sound off or on, and remember it."""
        muted = self.practise.live.toggle_mute()
        self._change(replace(self._preferences, sound=not muted))
        self._show_preferences()
        if not self.practise.is_live:
            self.notice.say("Sound is off." if muted else "Sound is on.")

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """End all threads before the window goes; ask about unsaved work if a person closes it."""
        if event is not None and event.spontaneous() and not self._late.may_close():
            event.ignore()
            return
        self.practise.shut_down()
        self.cameras.finish_work()
        self.people.finish_work()
        self._late.shut_down()
        geometry, folder = self._placing.geometry, last_folder()
        self._change(replace(self._preferences, geometry=geometry, folder=folder))
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Make room for the title bar, whose height only the desktop knows."""
        super().showEvent(event)
        if self._placing.fit_soon():
            QTimer.singleShot(FRAME_MS, self._late.make_soon)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files and folders on every page, but not in the middle of a set."""
        data = None if event is None else event.mimeData()
        if event is not None and data is not None and data.hasUrls() and self.opening.takes:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Review the videos that were dropped."""
        data = None if event is None else event.mimeData()
        if data is not None and self.opening.takes:
            self.opening.take(url.toLocalFile() for url in data.urls())

    # -- preferences

    def _follow(self, preferences: Preferences) -> None:
        """Pass the preferences on to whatever depends on them."""
        self._preferences = preferences
        self.practise.mirrored = preferences.mirrored
        self.practise.live.teaches_arms = not preferences.arms_told
        self.practise.width_px = preferences.width_px
        self.practise.limits = limits_of(preferences.thresholds)
        self.practise.model = named_model(preferences.model, preferences.model_file)
        speaker = self._services.speaker
        speaker.set_volume(preferences.volume)
        speaker.mute(not preferences.sound)
        self._late.follow(preferences, self.people.chosen)
        self.practise.own_plan.goal = preferences.goal
        self.practise.setup.choose_goal(preferences.goal)
        self.practise.setup.recall_levels(preferences.levels.get(self.people.chosen or "", {}))

    def _change(self, preferences: Preferences) -> None:
        if preferences != self._preferences:
            self._preferences = preferences
            self._remember(preferences)

    def _show_preferences(self) -> None:
        if self._late.has("settings"):
            self.settings.show_preferences(self._preferences)

    def _on_settings(self, preferences: Preferences) -> None:
        self._change(replace(preferences, geometry=self._preferences.geometry))
        self._follow(self._preferences)

    def _on_people(self) -> None:
        """Remember who is here; what was remembered about people who are gone goes too."""
        names = {"", *self.people.names, self.people.chosen or ""}
        levels = self._preferences.levels
        if self.people.is_known:
            levels = {name: of for name, of in levels.items() if name in names}
        person = self.people.chosen or ""
        self._change(replace(self._preferences, person=person, levels=levels))
        self._follow(self._preferences)
        self._show_preferences()

    def _on_source(self, box: SourceBox) -> None:
        """Let every box show the camera chosen in one of them, and remember it."""
        for other in self._boxes:
            if other is not box:
                other.follow(box.choice)
        if box.choice.kind is not SourceKind.FILE and not self.cameras.is_looking:
            self._change(replace(self._preferences, source=box.choice.location))

    def _on_welcomed(self) -> None:
        goal = self.practise.welcome.goal
        self._change(replace(self._preferences, welcomed=True, goal=goal))
        self._follow(self._preferences)
        self._show_preferences()
        self.practise.choose_drill(self.practise.setup.drill)

    def _on_setup_changed(self) -> None:
        setup = self.practise.setup
        person, levels = self.people.chosen or "", self._preferences.levels
        if setup.level is not None:
            levels = {**levels, person: {**levels.get(person, {}), setup.drill.value: setup.level}}
        self._change(
            replace(
                self._preferences,
                drill=setup.drill.value,
                side=setup.side.value,
                goal=setup.goal_name,
                levels=levels,
            )
        )
        setup.recall_levels(levels.get(person, {}))
        self._show_preferences()

    # -- following the pages

    def _on_review_of_set(self, outcome: Outcome) -> None:
        """Show the video of the set that has just ended, if there is one."""
        if outcome.session is None or outcome.series is None or outcome.video is None:
            return
        self._on_review_of_kept(kept_video(outcome.session, outcome.series, outcome.video))

    def _on_review_of_kept(self, kept: KeptVideo) -> None:
        self.show_page(self._pages.indexOf(self.review))
        self.review.open_kept(kept)

    def _on_live(self, live: bool) -> None:
        if self._late.has("review"):
            self.review.analyser.hold(held=live)
        self.rail.setVisible(not live)
        self._news.setVisible(not live)
        self._placing.fill_for_set(live, wished=self._preferences.full_screen)
        explanation = self._services.speaker.explanation
        if not live and explanation and not self._preferences.silence_told:
            self.notice.say(explanation)
            self._change(replace(self._preferences, silence_told=True))

    def _on_taught(self) -> None:
        self._change(replace(self._preferences, arms_told=True))
        self._show_preferences()

    def _on_told(self, line: str, bad: bool) -> None:
        if line:
            self.notice.say(line, bad=bad)
        else:
            self.notice.clear()

    # -- building

    def _connect(self) -> None:
        self.rail.asked.connect(self.show_page)
        self.rail.help_asked.connect(self.show_help)
        self.people.changed.connect(self._on_people)
        self.people.failed.connect(self.tell)
        self.practise.live_changed.connect(self._on_live)
        self.practise.mute_asked.connect(self.toggle_mute)
        self.practise.live.taught.connect(self._on_taught)
        self.practise.live.screen_asked.connect(self.toggle_full_screen)
        self.practise.told.connect(self._on_told)
        self._late.made.connect(self._on_made)
        self.practise.review_asked.connect(self._on_review_of_set)
        self.practise.setup.changed.connect(self._on_setup_changed)
        self.practise.welcome.finished.connect(self._on_welcomed)
        for box in (self.practise.setup.source, self.practise.welcome.source):
            self._add_box(box)

    def _add_box(self, box: SourceBox) -> None:
        self._boxes.append(box)
        box.chosen.connect(lambda: self._on_source(box))

    def _on_made(self, name: str) -> None:
        """Listen to a page that has just been made, and tell it what the other pages know."""
        if name == "review":
            self.review.told.connect(self._on_told)
            self.review.opener.show_recent(self._preferences.recent)
            self.review.opener.recent_changed.connect(
                lambda recent: self._change(replace(self._preferences, recent=list(recent)))
            )
        elif name == "progress":
            self._connect_progress()
        else:
            self.settings.changed.connect(self._on_settings)
            self.settings.data.restored.connect(self.restored)
            self.settings.data.lock_asked.connect(self.lock_asked)
            self.settings.source.follow(self.practise.setup.source.choice)
            self._add_box(self.settings.source)
        self._late.follow(self._preferences, self.people.chosen)

    def _connect_progress(self) -> None:
        self.progress.told.connect(self._on_told)
        self.progress.practise_asked.connect(lambda: self.show_page(0))
        self.progress.review_asked.connect(self._on_review_of_kept)
        self.progress.undo_offered.connect(
            lambda line, undo: self.notice.say(line, action="Put back", then=undo)
        )
        self.progress.plan_changed.connect(self.practise.own_plan.look)

    def _build(self) -> None:
        self._pages.addWidget(self.practise)
        self._late.add_to(self._pages)
        for words in ("Practise", "Review", "Progress", "Settings"):
            self.rail.add(words)
        whole = QWidget(self)
        whole.setObjectName("page")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self._pages, 1)
        self._news = QWidget(self)
        news = QHBoxLayout(self._news)
        news.setContentsMargins(16, 0, 16, 6)
        news.addWidget(self.notice)
        beside.addWidget(self._news)
        row.addLayout(beside, 1)
        self.setCentralWidget(whole)
