"""Help within the program: keys, drills, where to put the camera, and about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_VERSION_STR, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QDialog,
    QGridLayout,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.gui import style
from app.gui.widgets.dialogs import resize_within_screen
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.gui.widgets.in_turn import InTurn
from app.report.method import LIMITS, RULE, TALLIES
from app.session.words import NOT_A_DEVICE, STOP_SIGNS
from app.settings.problem import licence_texts, problem_report
from app.store import data_folder
from app.store.folder import LOG_NAME, is_locked
from drills.registry import DEFINITIONS, OFFERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.settings.preferences import Preferences

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Everywhere",
        (
            ("Alt+1 to Alt+4", "Practise, Review, Progress, Settings"),
            ("Tab, Shift+Tab", "Move to the next or the previous button"),
            ("Space, Enter", "Press the button in focus"),
            ("Esc", "Go back one step"),
            ("M", "Sound off or on"),
            ("F11", "Full screen, on or off"),
            ("?  or  F1", "This help"),
        ),
    ),
    (
        "Setting up a set",
        (
            ("L, R", "Left or right side"),
            ("N", "Next drill"),
            ("Space", "Start"),
        ),
    ),
    (
        "During a set",
        (
            ("Space", "Pause or resume"),
            ("Both arms up for 2 seconds", "Pause or resume without a key"),
            ("N", "Begin although not everything on the checklist is met"),
            ("L, R", "Say which leg you are standing on or which foot you lift"),
            ("Esc", "End the set"),
        ),
    ),
    (
        "After a set",
        (
            ("N", "Next set"),
            ("S", "Save the report"),
            ("V", "Watch the video, if it was stored"),
        ),
    ),
    (
        "Progress",
        (
            ("Up, Down", "Select a session in the history; Shift selects several"),
            ("Delete", "Move the selected sessions to the bin"),
        ),
    ),
    (
        "Review",
        (
            ("O", "Open videos; dropping files or a folder does the same"),
            ("B", "All opened videos; Enter shows one, Delete takes it off the list"),
            ("Space", "Play or pause"),
            ("Left, Right", "One picture back or forward"),
            ("Page Up, Page Down", "Previous or next rep"),
            ("Home", "Start of the video"),
            ("1, 2, 3", "Quarter speed, half speed, full speed"),
            ("P", "Repeat the rep, on or off"),
            ("+, -, 0", "Enlarge, shrink, show the whole picture"),
            ("Shift+arrows", "Move an enlarged picture"),
            ("A, D", "Draw an angle, or a line"),
            ("Arrows, Enter", "While drawing: move the cross, set the point"),
            ("E", "Select the next drawing or point, then move it with the arrows"),
            ("Delete", "Delete the drawing"),
            ("Ctrl+S", "Save the picture shown"),
            ("Left, Right, Space", "Two reps side by side: a little back or forward, play"),
            ("T", "Measure against the picture shown"),
            ("C", "Correct level and reps by hand"),
        ),
    ),
)
ABOUT = (
    f"Hip Drill {__version__}",
    "Checks hip-mobility drills with a webcam: hip and spine angles with 90 % intervals, reps, "
    "and warnings when the spine moves instead of the hip.",
    f"{NOT_A_DEVICE} {STOP_SIGNS}",
    "Hip Drill is free software under the GNU General Public License, version 3 or later, and "
    "comes with no warranty. Its source is the Python code that is installed with it. The pose "
    "model is MediaPipe's, under the Apache License 2.0. The licences name every other part.",
    "Pictures never leave this computer. There is no account, no upload and no statistics.",
)
READING = (
    ("The numbers", "“31° (27 to 36)” is the best estimate and its 90 % interval: a wide interval "
     "means that this view tells little. “Cannot be seen from here” is better than a guess: turn "
     "towards the view that the drill asks for."),
    ("The reps", TALLIES),
    ("The goal and the band", "The range that your goal or your plan asks for. Only clean reps "
     "count towards it. Where the interval crosses the edge of the band, it is too close to call."),
    ("Change or chance", RULE),
    ("What it cannot tell", " ".join(LIMITS)),
)  # fmt: skip
PROBLEM = (
    "A problem report holds versions, sizes and places in the code: no names, no paths, no "
    "messages, no pictures. It is only copied; you decide whether anybody gets it."
)


class HelpDialog(QDialog):
    """Sheets of text behind tabs.

    Parameters
    ----------
    facts
        What the window knows about itself, for a problem report.
    """

    def __init__(self, facts: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.wear(self)
        self.setWindowTitle("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within_screen(self, 780, 520)
        self._facts = facts
        self.copy_button = style.button("Copy problem report")
        self.copy_button.clicked.connect(lambda: self.copy_report())
        self.report = _plain_text("", "Problem report")
        self.report.hide()
        self.tabs = QTabWidget(self)
        first, *others = [self._add_tab(title, make) for title, make in self._sheets()]
        first()
        self._in_turn = InTurn(self)
        self._in_turn.start(others)
        close = style.button("Close  (Esc)")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def copy_report(self) -> None:
        """Put the problem report on the clipboard and show what was copied."""
        text = problem_report(data_folder() / LOG_NAME, self._facts)
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(text)
        self.report.setPlainText(text)
        self.report.show()
        self.copy_button.setText("Copied. This is everything in it")

    def _sheets(self) -> Iterator[tuple[str, Callable[[], QWidget]]]:
        """Yield the title of every tab and the function that makes its sheet."""
        yield "Keys", lambda: scrolled(_keys())
        yield "Drills and camera", lambda: scrolled(_drills())
        yield "Reading the report", lambda: scrolled(_pairs(READING))
        yield "About", lambda: scrolled(self._about())
        for title, text in licence_texts():
            yield title, partial(_plain_text, text, title)

    def _add_tab(self, title: str, make: Callable[[], QWidget]) -> Callable[[], None]:
        """Add an empty tab; return a function that fills it."""
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(page, title)
        return lambda: column.addWidget(make())

    def _about(self) -> Sheet:
        sheet = Sheet()
        column = QVBoxLayout(sheet)
        title, *rest = ABOUT
        column.addWidget(style.label("title", title))
        for sentence in rest:
            column.addWidget(style.label("", sentence, wrap=True))
        column.addWidget(style.label("quiet", PROBLEM, wrap=True))
        column.addLayout(flow(self.copy_button))
        column.addWidget(self.report, 1)
        column.addStretch(1)
        return sheet


def _plain_text(text: str, name: str) -> QPlainTextEdit:
    """Return a text to read, scroll and copy."""
    made = QPlainTextEdit(text)
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setMinimumHeight(style.px(150))
    return made


def _pairs(pairs: tuple[tuple[str, str], ...]) -> Sheet:
    sheet = Sheet()
    column = QVBoxLayout(sheet)
    for heading, words in pairs:
        column.addWidget(style.label("heading", heading))
        column.addWidget(style.label("", words, wrap=True))
    for drill in OFFERED:
        guide = DEFINITIONS[drill].guide
        column.addWidget(style.label("heading", guide.title))
        column.addWidget(style.label("", guide.reading, wrap=True))
    column.addStretch(1)
    return sheet


def _keys() -> Sheet:
    sheet = Sheet()
    grid = QGridLayout(sheet)
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(24)
    lines = [line for heading, keys in KEYS for line in ((heading, ""), *keys)]
    for row, (key, words) in enumerate(lines):
        grid.addWidget(style.label("step" if words else "heading", key), row, 0)
        grid.addWidget(style.label("", words, wrap=True), row, 1)
    grid.setRowStretch(len(lines), 1)
    return sheet


def _drills() -> Sheet:
    sheet = Sheet()
    column = QVBoxLayout(sheet)
    for drill in OFFERED:
        words = DEFINITIONS[drill].guide
        place = words.placement
        column.addWidget(style.label("heading", words.title))
        column.addWidget(style.label("", words.purpose, wrap=True))
        steps = "\n".join(f"{n}.  {step}" for n, step in enumerate(words.steps, 1))
        column.addWidget(style.label("", steps, wrap=True))
        camera = f"Camera: {place.distance_m:.0f} m away, {place.height_words}; {place.words}."
        column.addWidget(style.label("quiet", camera, wrap=True))
    column.addStretch(1)
    return sheet


def window_facts(window: QWidget, preferences: Preferences) -> dict[str, str]:
    """Return facts about the window for a problem report, none of which identifies anybody.

    Parameters
    ----------
    window
        Its size is reported.
    preferences
        Theme, size of text and pose model are reported.

    Returns
    -------
    dict
        Each fact by its name.
    """
    screens = [
        f"{screen.size().width()}x{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    return {
        "Qt": f"{QT_VERSION_STR} on {QGuiApplication.platformName()}",
        "Screens": ", ".join(screens),
        "Window": f"{window.width()}x{window.height()}, text {preferences.text_scale:g}, "
        f"theme {preferences.theme}",
        "Model": preferences.model,
        "Folder": "locked" if is_locked(data_folder()) else "open",
    }
