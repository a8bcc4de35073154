"""The pages that nobody sees first: each is made when it is asked for, or soon after the start.

Without them the window is on the screen a fifth of a second sooner.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QWidget

from app.gui.background import BackgroundTask
from app.gui.widgets.dialogs import is_sure
from app.gui.widgets.in_turn import InTurn
from app.settings.rules import limits_of
from vision.pose.variants import named_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.cameras import CameraFinder
    from app.gui.people import People
    from app.gui.progress.progress_page import ProgressPage
    from app.gui.review.review_page import ReviewPage
    from app.gui.services import Services
    from app.gui.settings.settings_page import SettingsPage
    from app.settings.preferences import Preferences

NAMES = ("review", "progress", "settings")
NEEDED = (
    "app.gui.review.review_page",
    "app.gui.progress.progress_page",
    "app.gui.settings.settings_page",
    "app.gui.review.clip.plots",
    "app.gui.progress.trend_plot",
    "app.gui.window.help_dialog",
)
"""What they need is imported in another thread: importing pyqtgraph alone takes 60 ms."""


class LatePages(QObject):
    """Makes the review, progress and settings pages in their places in the stack.

    Parameters
    ----------
    services, people, cameras
        Passed on to the pages.
    preferences
        Returns them as they are when the settings page is made.
    parent
        The window.

    Signals
    -------
    made
        The name of a page that has just been made.
    """

    made = pyqtSignal(str)

    def __init__(
        self,
        services: Services,
        people: People,
        cameras: CameraFinder,
        preferences: Callable[[], Preferences],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._services, self._people, self._cameras = services, people, cameras
        self._preferences = preferences
        self._stack: QStackedWidget | None = None
        self._held: dict[str, QWidget] = {}
        self._review: ReviewPage | None = None
        self._progress: ProgressPage | None = None
        self._settings: SettingsPage | None = None
        self._is_over = False
        self._in_turn = InTurn(self)
        self._imports = BackgroundTask(_import_needed, "import", self)
        self._imports.done.connect(lambda _: self._make_all())

    def add_to(self, stack: QStackedWidget) -> None:
        """Reserve the places of the pages at the end of a stack."""
        self._stack = stack
        for name in NAMES:
            self._held[name] = QWidget(stack)
            stack.addWidget(self._held[name])

    def make_soon(self) -> None:
        """Make the pages one by one as soon as what they need is imported."""
        if not self._is_over:
            self._imports.start()

    def has(self, name: str) -> bool:
        """Whether a page has been made; only then is there anything to tell it."""
        return name not in self._held

    def make(self, number: int) -> None:
        """Make the page at this place in the stack, if it is one of these and not there yet."""
        for name, held in list(self._held.items()):
            if self._stack is not None and self._stack.indexOf(held) == number:
                getattr(self, name)

    def follow(self, preferences: Preferences, person: str | None) -> None:
        """Let the pages that have been made act on the preferences.

        Parameters
        ----------
        preferences
            Thresholds, pose model and goal.
        person
            Alias of the person chosen, ``None`` for nobody.
        """
        if self._review is not None:
            self._review.limits = limits_of(preferences.thresholds)
            self._review.model = named_model(preferences.model, preferences.model_file)
            self._review.person, self._review.goal = person, preferences.goal
        if self._progress is not None:
            self._progress.goal = preferences.goal

    def rest(self) -> None:
        """Stop what the pages do only while they are looked at."""
        if self._review is not None:
            self._review.player.pause()
        if self._settings is not None:
            self._settings.finish_work()

    def may_close(self) -> bool:
        """Return whether the window may close; ask if corrections made by hand would be lost."""
        review = self._review
        lost = "" if review is None else review.analyser.queue.loss_words
        return review is None or not lost or is_sure(review, lost, "Close without saving")

    def shut_down(self) -> None:
        """End all threads of the pages; from now on none is made unasked."""
        self._is_over = True
        self._in_turn.stop()
        self._imports.abandon()
        for page in (self._review, self._progress, self._settings):
            if page is not None:
                page.shut_down()

    @property
    def review(self) -> ReviewPage:
        """The page for looking at a video."""
        if self._review is None:
            from app.gui.review.review_page import ReviewPage

            self._review = ReviewPage(self._services, parent=self._stack)
            self._put("review", self._review)
        return self._review

    @property
    def progress(self) -> ProgressPage:
        """The page with the stored sessions."""
        if self._progress is None:
            from app.gui.progress.progress_page import ProgressPage

            self._progress = ProgressPage(self._services, self._people, self._stack)
            self._put("progress", self._progress)
        return self._progress

    @property
    def settings(self) -> SettingsPage:
        """The page of preferences."""
        if self._settings is None:
            from app.gui.settings.settings_page import SettingsPage

            self._settings = SettingsPage(
                self._preferences(), self._services, self._cameras, self._stack
            )
            self._put("settings", self._settings)
        return self._settings

    def _put(self, name: str, page: QWidget) -> None:
        held, stack = self._held.pop(name), self._stack
        assert stack is not None
        place, is_shown = stack.indexOf(held), stack.currentWidget() is held
        stack.insertWidget(place, page)
        if is_shown:
            stack.setCurrentWidget(page)
        stack.removeWidget(held)
        held.deleteLater()
        self.made.emit(name)

    def _make_all(self) -> None:
        if not self._is_over:
            self._in_turn.start(partial(getattr, self, name) for name in self._held)


def _import_needed() -> None:
    for name in NEEDED:
        import_module(name)
