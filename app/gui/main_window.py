"""The window: a rail of pages at the left, the page beside it, one line of news above."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui.cameras import CameraFinder
from app.gui.practice.practice_page import PractisePage
from app.gui.progress.progress_page import ProgressPage
from app.gui.review.review_page import ReviewPage
from app.gui.settings.settings_page import SettingsPage
from app.gui.widgets.notice import Notice
from app.review.job import kept_video
from app.settings.preferences import Preferences
from app.settings.rules import limits_of
from app.settings.source_choices import SourceKind
from vision.datatypes import Side
from vision.pose.variants import named_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.services import Services
    from app.gui.widgets.source_box import SourceBox
    from app.review.job import KeptVideo
    from app.run.runner import Outcome

WANTED_SIZE = QSize(1280, 720)
RAIL_PX = 112


class Rail(QWidget):
    """The names of the pages, one of them down.

    Signals
    -------
    asked
        The number of a page.
    """

    asked = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(RAIL_PX)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.asked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 18, 8, 12)
        self._column.setSpacing(6)
        self._column.addStretch(1)

    def add(self, words: str) -> None:
        """Add the name of a page; Alt with its number shows it."""
        number = len(self._group.buttons())
        button = QPushButton(words)
        button.setCheckable(True)
        button.setAccessibleName(f"Page {words}")
        button.setToolTip(f"Alt+{number + 1}")
        self._group.addButton(button, number)
        self._column.insertWidget(number, button)

    def mark(self, number: int) -> None:
        """Put a name down."""
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)


class MainWindow(QMainWindow):
    """Holds the pages together. Measures nothing itself.

    Parameters
    ----------
    services
        Cameras, samples, runs, sound and files.
    preferences
        What was remembered.
    remember
        Takes the preferences whenever they change.
    """

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
        self.notice = Notice(self)
        self.rail = Rail(self)
        self.cameras = CameraFinder(services.find_cameras, self)
        self.practise = PractisePage(services, self.cameras, self)
        self.review = ReviewPage(services, parent=self)
        self.progress = ProgressPage(services, self)
        self.settings = SettingsPage(self._preferences, services, self.cameras, self)
        self._pages = QStackedWidget(self)
        self._build()
        self._connect()
        self._place()
        self._follow(self._preferences)
        self.show_page(0)

    @property
    def preferences(self) -> Preferences:
        """What is to be remembered."""
        return self._preferences

    def show_page(self, number: int) -> None:
        """Show a page by its number; a set under way keeps the window."""
        if self.practise.live.is_running or not 0 <= number < self._pages.count():
            return
        self.notice.clear()
        self.review.player.pause()
        self.settings.finish_work()
        self._pages.setCurrentIndex(number)
        self.rail.mark(number)
        if self._pages.currentWidget() is self.progress:
            self.progress.refresh()

    def look_for_cameras(self) -> None:
        """Fill the list of cameras in the background."""
        self.cameras.look()

    def tell(self, line: str) -> None:
        """Show one plain line about something that went wrong."""
        self.notice.say(line, bad=True)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """End all threads before the window goes."""
        self.practise.shut_down()
        self.cameras.finish_work()
        self.settings.finish_work()
        self.review.shut_down()
        self.progress.finish_work()
        geometry = self.saveGeometry().toHex().data().decode("ascii")
        self._change(replace(self._preferences, geometry=geometry))
        super().closeEvent(event)

    # -- preferences

    def _follow(self, preferences: Preferences) -> None:
        """Do what the preferences say."""
        self._preferences = preferences
        self.practise.mirrored = preferences.mirrored
        self.practise.width_px = preferences.width_px
        self.practise.limits = self.review.limits = limits_of(preferences.thresholds)
        model = named_model(preferences.model, preferences.model_file)
        self.practise.model = self.review.model = model
        speaker = self._services.speaker
        speaker.set_volume(preferences.volume)
        speaker.mute(not preferences.sound)
        self.practise.person = self.review.person = preferences.person or None
        self.review.goal = self.progress.goal = preferences.goal
        self.progress.alias = preferences.person or None
        self.practise.setup.choose_goal(preferences.goal)
        self.practise.setup.show_keeping(video=preferences.keep_video, still=preferences.keep_still)

    def _change(self, preferences: Preferences) -> None:
        if preferences != self._preferences:
            self._preferences = preferences
            self._remember(preferences)

    def _on_settings(self, preferences: Preferences) -> None:
        self._change(replace(preferences, geometry=self._preferences.geometry))
        self._follow(self._preferences)

    def _on_person(self, alias: str) -> None:
        self._change(replace(self._preferences, person=alias))
        self._follow(self._preferences)
        self.settings.show_preferences(self._preferences)

    def _on_source(self, box: SourceBox) -> None:
        """Let every box show the camera that was chosen in one, and remember it."""
        for other in self._boxes:
            if other is not box:
                other.follow(box.choice)
        if box.choice.kind is not SourceKind.FILE and not self.cameras.is_looking:
            self._change(replace(self._preferences, source=box.choice.location))

    def _on_welcomed(self) -> None:
        goal = self.practise.welcome.goal
        self._change(replace(self._preferences, welcomed=True, goal=goal))
        self._follow(self._preferences)
        self.settings.show_preferences(self._preferences)
        self.practise.choose_drill(self.practise.setup.drill)

    def begin(self) -> None:
        """Show the first run, or the drills; the camera of last time is chosen again."""
        if self._preferences.source:
            self.practise.setup.source.name_source(self._preferences.source)
        if self._preferences.welcomed:
            self.practise.show_home()
        else:
            self.practise.show_welcome()

    def _on_setup_changed(self) -> None:
        setup = self.practise.setup
        goal = setup.goal.currentData()
        self._change(
            replace(
                self._preferences,
                drill=setup.drill.value,
                side=setup.side.value,
                goal=goal if isinstance(goal, str) else self._preferences.goal,
                keep_video=setup.keep_video.isChecked(),
                keep_still=setup.keep_still.isChecked(),
            )
        )
        self.settings.show_preferences(self._preferences)

    def _on_review_of_set(self, outcome: Outcome) -> None:
        """Show the video of the set that has just ended."""
        if outcome.session is None or outcome.series is None or outcome.video is None:
            return
        self.show_page(self._pages.indexOf(self.review))
        self.review.open_kept(kept_video(outcome.session, outcome.series, outcome.video))

    def _on_review_of_kept(self, kept: KeptVideo) -> None:
        self.show_page(self._pages.indexOf(self.review))
        self.review.open_kept(kept)

    # -- keys

    def _connect(self) -> None:
        self.rail.asked.connect(self.show_page)
        self.practise.live_changed.connect(self._on_live)
        self.practise.told.connect(self._on_told)
        self.review.told.connect(self._on_told)
        self.progress.told.connect(self._on_told)
        self.progress.practise_asked.connect(lambda: self.show_page(0))
        self.progress.review_asked.connect(self._on_review_of_kept)
        self.practise.review_asked.connect(self._on_review_of_set)
        self.progress.person_chosen.connect(self._on_person)
        self.practise.setup.changed.connect(self._on_setup_changed)
        self.settings.changed.connect(self._on_settings)
        self.practise.welcome.finished.connect(self._on_welcomed)
        self._boxes = (
            self.practise.setup.source,
            self.practise.welcome.source,
            self.settings.source,
        )
        for box in self._boxes:
            box.chosen.connect(lambda box=box: self._on_source(box))
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Space", self._on_space),
            ("Esc", self._on_escape),
            ("L", lambda: self._on_letter(lambda: self.practise.press_side(Side.LEFT))),
            ("R", lambda: self._on_letter(lambda: self.practise.press_side(Side.RIGHT))),
            ("N", lambda: self._on_letter(self.practise.press_next)),
            ("M", self._on_mute),
            ("S", lambda: self._on_letter(self._on_save)),
            ("V", lambda: self._on_letter(self._on_view)),
            ("O", self._on_open),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)
        for number in range(self._pages.count()):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.activated.connect(lambda page=number: self.show_page(page))

    @property
    def _practises(self) -> bool:
        return self._pages.currentWidget() is self.practise

    def _on_space(self) -> None:
        """Press the button in focus, as people without a mouse expect, or go one step on."""
        focus = self.focusWidget()
        if isinstance(focus, QComboBox) and focus.isVisible():
            focus.showPopup()
        elif isinstance(focus, QAbstractButton) and focus.isVisible():
            focus.click()
        elif self._practises:
            self.practise.press_space()
        elif self._pages.currentWidget() is self.review:
            self.review.press_space()

    def _on_escape(self) -> None:
        if self._practises:
            self.practise.press_escape()
        elif self._pages.currentWidget() is self.review and self.review.press_escape():
            return
        else:
            self.show_page(0)

    def _on_letter(self, act: Callable[[], None]) -> None:
        """Take a letter as a command, unless it is being typed into something."""
        if isinstance(self.focusWidget(), QLineEdit) or not self._practises:
            return
        act()

    def _on_save(self) -> None:
        if self.practise.currentWidget() is self.practise.summary:
            self.practise.summary.ask_folder()

    def _on_view(self) -> None:
        if self.practise.currentWidget() is self.practise.summary:
            self.practise.summary.press_review()

    def _on_open(self) -> None:
        if self._pages.currentWidget() is self.review and not self.review.is_busy:
            self.review.ask_file()

    def _on_mute(self) -> None:
        muted = self.practise.live.toggle_mute()
        self._change(replace(self._preferences, sound=not muted))
        self.settings.show_preferences(self._preferences)
        if not self.practise.is_live:
            self.notice.say("Sound is off." if muted else "Sound is on.")

    def _on_live(self, live: bool) -> None:
        self.rail.setVisible(not live)
        explanation = self._services.speaker.explanation
        if not live and explanation and not self._preferences.silence_told:
            self.notice.say(explanation)
            self._change(replace(self._preferences, silence_told=True))

    def _on_told(self, line: str, bad: bool) -> None:
        if line:
            self.notice.say(line, bad=bad)
        else:
            self.notice.clear()

    # -- building

    def _place(self) -> None:
        """Take the place of last time, or a comfortable size that the screen has room for."""
        stored = QByteArray.fromHex(self._preferences.geometry.encode("ascii", "ignore"))
        if not stored.isEmpty() and self.restoreGeometry(stored):
            return
        screen = self.screen()
        self.resize(
            WANTED_SIZE if screen is None else WANTED_SIZE.boundedTo(screen.availableSize())
        )

    def _build(self) -> None:
        for words, page in (
            ("Practise", self.practise),
            ("Review", self.review),
            ("Progress", self.progress),
            ("Settings", self.settings),
        ):
            self._pages.addWidget(page)
            self.rail.add(words)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        news = QVBoxLayout()
        news.setContentsMargins(24, 8, 24, 0)
        news.addWidget(self.notice)
        beside.addLayout(news)
        beside.addWidget(self._pages, 1)
        whole = QWidget(self)
        whole.setObjectName("page")
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(beside, 1)
        self.setCentralWidget(whole)
