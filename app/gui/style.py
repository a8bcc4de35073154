"""Looks and sizes: the one place for how the window looks; `app.gui.sheet` has the themes.

Teal, orange and grey can be told apart with any kind of colour blindness, and no colour carries a
meaning alone: there is always a word, a number or a hatching beside it. Text has a contrast of 4.5
with its background in the light and the dark theme, and of 7 in high contrast, where everything has
a bright edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.sheet import BASE_PX, CONTRAST, DARK, LIGHT, Theme, palette, sheet
from app.gui.widgets.in_turn import InTurn
from drills.core.events import RepResult

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

TEXT_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class ThemeChoice(StrEnum):
    """What the user chose of light, dark and high contrast."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


STAGE = "#0d1417"
STAGE_TEXT = "#eef3f5"
STAGE_HIP = "#7fd6e3"
STAGE_SPINE = "#ffb454"
STAGE_HAND = "#ff9de2"
"""Over pictures the colours are the same in all themes."""
_WEARS = "wears"


@dataclass(slots=True)
class Look:
    """The theme and the size of text in force, and what dresses the pages that are out of sight."""

    theme: Theme = LIGHT
    scale: float = 1.0
    choice: ThemeChoice = ThemeChoice.LIGHT
    follows: bool = False
    in_turn: InTurn | None = None


_look = Look()


def theme() -> Theme:
    """Return the theme in force."""
    return _look.theme


def result_colour(result: RepResult, *, text: bool = False) -> str:
    """Return the colour of a rep's result.

    Parameters
    ----------
    result
        How the rep was judged.
    text
        Whether words are written in it: they need more contrast than a bar or a mark.
    """
    look = theme()
    return {
        RepResult.CLEAN: look.hip,
        RepResult.COMPENSATED: look.spine_text if text else look.spine,
        RepResult.PARTIAL: look.partial,
        RepResult.UNJUDGED: look.unjudged,
    }[result]


def px(size: float) -> int:
    """Return a length in pixels, scaled by the size of text that the user chose."""
    return max(1, round(size * _look.scale))


def _is_dark_desktop(app: QApplication) -> bool:
    """Whether the desktop asks programs to be dark."""
    hints = app.styleHints()
    return hints is not None and hints.colorScheme() is Qt.ColorScheme.Dark


def wants_contrast(app: QApplication) -> bool:
    """Whether the desktop asks for high contrast, as far as Qt can tell."""
    accessibility = getattr(app.styleHints(), "accessibility", None)  # since Qt 6.10
    hints = None if accessibility is None else accessibility()
    return hints is not None and hints.contrastPreference() is Qt.ContrastPreference.HighContrast


def dress(app: QApplication, choice: ThemeChoice = ThemeChoice.LIGHT, scale: float = 1.0) -> None:
    """Give the program its own look, on any desktop.

    Parameters
    ----------
    app
        The application, with all its windows.
    choice
        The theme; ``SYSTEM`` follows the desktop from now on.
    scale
        Size of text, 1.0 for the usual one.
    """
    _look.choice, _look.theme, _look.scale = choice, _theme_of(app, choice), scale
    font = app.font()
    font.setPixelSize(px(BASE_PX))
    if not _look.follows:  # once is enough: doing it again would polish all widgets twice
        app.setStyle("Fusion")
    app.setFont(font)  # as a rule in the style sheet it would cost 0.4 ms for each widget
    app.setPalette(palette(_look.theme))
    _dress_pages(app)
    _follow(app)


def wear(widget: QWidget) -> None:
    """Let a page or a dialog wear the style sheet of the look in force, now and after every change.

    The application has none: Qt would polish every widget again once for each of its parents. What
    lies in something that wears one needs none of its own.
    """
    if not widget.property(_WEARS):
        above = widget.parentWidget()
        while above is not None and not above.property(_WEARS):
            above = above.parentWidget()
        if above is None:
            widget.setProperty(_WEARS, True)
            _put_on(widget)


class LookWatch(QObject):
    """Tells whatever draws in the colours of the theme that its widget has got another one.

    Signals
    -------
    changed
        Draw again. It comes a moment later: Qt is still going through the widgets.
    """

    changed = pyqtSignal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._seen = theme()
        self._in_turn = InTurn(self)
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject | None, event: QEvent | None) -> bool:
        """Notice another style; pass every event on.

        Parameters
        ----------
        _widget
            The widget watched.
        event
            Any of its events.
        """
        is_style = event is not None and event.type() == QEvent.Type.StyleChange
        if is_style and self._seen is not theme():
            self._seen = theme()
            self._in_turn.start([self.changed.emit])
        return False


def _dress_pages(app: QApplication) -> None:
    """Dress what is visible now, and the rest one by one when the window has nothing else to do."""
    polished = Qt.WidgetAttribute.WA_WState_Polished
    pages = [widget for widget in app.allWidgets() if widget.property(_WEARS)]
    later = [
        page
        for page in pages
        if page.testAttribute(polished)  # what was never shown costs nothing
        and not page.isVisible()
        and _is_window_seen(page)
    ]
    for page in pages:
        if page not in later:
            _put_on(page)
    if _look.in_turn is None:
        _look.in_turn = InTurn(app)
    _look.in_turn.start(partial(_put_on, page) for page in later)


def _is_window_seen(page: QWidget) -> bool:
    window = page.window()
    return window is not None and window.isVisible()


def _put_on(page: QWidget) -> None:
    if not sip.isdeleted(page):
        page.setStyleSheet(sheet(_look.theme, _look.scale))


def _theme_of(app: QApplication, choice: ThemeChoice) -> Theme:
    if choice is ThemeChoice.CONTRAST or (choice is ThemeChoice.SYSTEM and wants_contrast(app)):
        return CONTRAST
    dark = choice is ThemeChoice.DARK or (choice is ThemeChoice.SYSTEM and _is_dark_desktop(app))
    return DARK if dark else LIGHT


def _follow(app: QApplication) -> None:
    """Notice once and for all that the desktop changes its looks."""
    hints = app.styleHints()
    if _look.follows or hints is None:
        return
    _look.follows = True
    # a moment later: Qt is in the middle of changing its own style
    hints.colorSchemeChanged.connect(lambda _scheme: QTimer.singleShot(0, _on_desktop))


def _on_desktop() -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    follows = _look.choice is ThemeChoice.SYSTEM
    if follows and _theme_of(app, _look.choice) != _look.theme:
        dress(app, _look.choice, _look.scale)


def restyle(*widgets: QWidget) -> None:
    """Make Qt apply the style sheet to widgets again after one of their properties has changed."""
    for widget in widgets:
        style = widget.style()
        if style is not None:
            style.unpolish(widget)
            style.polish(widget)


class Button(QPushButton):
    """A button that Enter presses too: Qt keeps Enter for the default button of a dialog."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take Enter as a click."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def label(
    name: str = "", text: str = "", *, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """Return a label of plain text.

    Parameters
    ----------
    name
        Style in the sheet, such as "title", "heading" or "quiet"; "" for plain text.
    text
        What it says at first.
    wrap
        Whether the words may go on in the next line.
    parent
        ``None`` for a label that goes into a layout.
    """
    made = QLabel(text, parent)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def button(text: str, name: str = "", tip: str = "") -> QPushButton:
    """Return a push button that Enter presses only while it has the focus.

    Parameters
    ----------
    text
        What it says.
    name
        Style in the sheet: "primary", "link", "small"; "" for the usual one.
    tip
        Shown when the pointer rests on it.
    """
    made = Button(text)
    made.setObjectName(name)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


def as_is(name: str) -> str:
    """Return a name as a button or menu shows it: Qt reads an ampersand as the mark of a key."""
    return name.replace("&", "&&")


def menu_button(text: str, menu: QMenu, name: str = "", tip: str = "") -> QPushButton:
    """Return a button that opens a menu.

    Parameters
    ----------
    text
        What it says, before the arrow.
    menu
        Belongs to the button from now on.
    name
        Style in the sheet, as for `button`.
    tip
        What it is for, also for screen readers; "" if the text says so.
    """
    made = button(f"{text}  ▾", name, tip)
    made.setAccessibleName(tip or text)
    menu.setParent(made, menu.windowFlags())
    made.setMenu(menu)
    return made


def card(margin: int = 16, spacing: int = 6) -> tuple[QFrame, QVBoxLayout]:
    """Return a card and the column that its content goes into.

    Parameters
    ----------
    margin, spacing
        Around and between its content, px; a little less above and below.
    """
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin - 4, margin, margin - 4)
    column.setSpacing(spacing)
    return frame, column
