"""What the keys do on every page: everything can be done without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.main_window import MainWindow


class Keys(QObject):
    """The window's keyboard shortcuts.

    Parameters
    ----------
    window
        Its pages are what they act on.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        practise = window.practise
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Space", self._on_space),
            ("Esc", self._on_escape),
            ("L", lambda: self._on_letter(lambda: practise.press_side(Side.LEFT))),
            ("R", lambda: self._on_letter(lambda: practise.press_side(Side.RIGHT))),
            ("N", lambda: self._on_letter(practise.press_next)),
            ("M", window.toggle_mute),
            ("S", lambda: self._on_letter(self._on_save)),
            ("V", lambda: self._on_letter(self._on_view)),
            ("O", self._on_open),
            ("F11", window.toggle_full_screen),
            ("?", window.show_help),
            ("F1", window.show_help),
        )
        for key, act in keys:
            QShortcut(QKeySequence(key), window).activated.connect(act)
        for number in range(window.page_count):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), window)
            shortcut.activated.connect(lambda page=number: window.show_page(page))

    @property
    def _practises(self) -> bool:
        return self._window.page is self._window.practise

    def _on_space(self) -> None:
        """Press the button in focus, as people without a mouse expect, or take the next step."""
        window, focus = self._window, self._window.focusWidget()
        if isinstance(focus, QComboBox) and focus.isVisible():
            focus.showPopup()
        elif isinstance(focus, QAbstractButton) and focus.isVisible():
            focus.click()
        elif self._practises:
            window.practise.press_space()
        elif window.page is window.review:
            window.review.press_space()

    def _on_escape(self) -> None:
        """Go one step back within the page; if there is none, leave full screen."""
        window = self._window
        if self._practises and window.practise.press_escape():
            return
        if window.page is window.review and window.review.press_escape():
            return
        if window.isFullScreen():
            window.toggle_full_screen()

    def _on_letter(self, act: Callable[[], None]) -> None:
        """Take a letter as a command, unless it is being typed into something."""
        types = isinstance(self._window.focusWidget(), QLineEdit | QPlainTextEdit)
        if self._practises and not types:
            act()

    def _on_save(self) -> None:
        practise = self._window.practise
        if practise.currentWidget() is practise.summary:
            practise.summary.ask_folder()

    def _on_view(self) -> None:
        practise = self._window.practise
        if practise.currentWidget() is practise.summary:
            practise.summary.press_review()

    def _on_open(self) -> None:
        window = self._window
        if window.page is window.review:
            window.review.opener.ask_files()
