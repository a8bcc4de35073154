"""The keyboard shortcuts of a reviewed clip; `app.gui.window.help_dialog` lists them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QKeySequence, QShortcut

from app.review.drawing import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.review.clip.clip_view import ClipView

FINE_PX, COARSE_PX, PAN_PX = 2.0, 20.0, 40.0
ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class ClipKeys(QObject):
    """Shortcuts that take precedence over the widget in focus, which would swallow the arrow keys.

    While an angle or a line is drawn or moved, arrows and Enter act on it.
    """

    def __init__(self, view: ClipView) -> None:
        super().__init__(view)
        self._view = view
        player, picture = view.player, view.player.video
        self._picture = picture
        for key, act in (
            ("PgUp", player.previous_rep),
            ("PgDown", player.next_rep),
            ("Home", lambda: player.seek(0.0)),
            ("1", lambda: player.press_speed(0)),
            ("2", lambda: player.press_speed(1)),
            ("3", lambda: player.press_speed(2)),
            ("P", player.toggle_loop),
            ("T", view.how.neutral_asked.emit),
            ("C", view.toggle_correct),
            ("B", view.videos_asked.emit),
            ("Ctrl+S", view.picture_asked.emit),
            ("+", lambda: picture.zoom_by(1)),
            ("=", lambda: picture.zoom_by(1)),
            ("-", lambda: picture.zoom_by(-1)),
            ("0", picture.show_whole),
            ("A", lambda: picture.use(Kind.ANGLE)),
            ("D", lambda: picture.use(Kind.LINE)),
            ("E", picture.take_next),
            ("Del", picture.delete),
        ):
            self._bind(key, act)
        self._hand_only = [self._bind(key, picture.put_at_cross) for key in ("Return", "Enter")]
        for name, way in ARROWS.items():
            plain = self._bind(name, partial(self._press_arrow, *way))
            self._bind(f"Shift+{name}", partial(self._press_shift_arrow, *way))
            if way[1]:
                self._hand_only.append(plain)  # at other times boxes and lists need them
        picture.changed.connect(self._follow)
        self._follow()

    def _bind(self, key: str, act: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._view)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: act())
        return shortcut

    def _follow(self) -> None:
        for shortcut in self._hand_only:
            shortcut.setEnabled(self._picture.hand.is_busy)

    def _press_arrow(self, right: int, down: int) -> None:
        if self._picture.hand.is_busy:
            self._picture.nudge(right, down, FINE_PX)
        elif right:
            self._view.player.step(right)

    def _press_shift_arrow(self, right: int, down: int) -> None:
        if self._picture.hand.is_busy:
            self._picture.nudge(right, down, COARSE_PX)
        else:
            self._picture.pan((-right * PAN_PX, -down * PAN_PX))
