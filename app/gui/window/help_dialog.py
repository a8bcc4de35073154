"""Help within the program: keys, drills, where the camera stands, and about."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QGridLayout, QTabWidget, QVBoxLayout, QWidget

from app import __version__
from app.gui import style
from app.gui.widgets.flow import Sheet, scrolled
from app.session.words import NOT_A_DEVICE, STOP_SIGNS
from drills.registry import DEFINITIONS, OFFERED

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Everywhere",
        (
            ("Alt+1 to Alt+4", "Practise, Review, Progress, Settings"),
            ("Tab, Shift+Tab", "Move to the next or the previous button"),
            ("Space", "Press the button in focus"),
            ("Esc", "Go back one step"),
            ("M", "Sound off or on"),
            ("F11", "Full screen, or back to a window"),
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
            ("Space", "Pause, or go on"),
            ("Both arms up for 2 seconds", "Pause, or go on, without a key"),
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
        "Review",
        (
            ("O", "Open videos; dropping files or a folder does the same"),
            ("B", "All opened videos; Enter shows one, Delete takes it off the list"),
            ("Space", "Play, or pause"),
            ("Left, Right", "One picture back or forward"),
            ("Page Up, Page Down", "Previous or next rep"),
            ("Home", "Start of the video"),
            ("1, 2, 3", "Quarter speed, half speed, full speed"),
            ("P", "Play the rep over and over, or no more"),
            ("+, -, 0", "Larger, smaller, the whole picture"),
            ("Shift+arrows", "Move a picture that is larger than its window"),
            ("A, D", "Draw an angle, or a line"),
            ("Arrows, Enter", "While drawing: move the cross, set the point"),
            ("E", "Take hold of the next drawing or point, then move it with the arrows"),
            ("Delete", "Delete the drawing"),
            ("Ctrl+S", "Save the picture shown"),
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
    "comes with no warranty. The pose model is MediaPipe's, under the Apache License 2.0. The "
    "file THIRD_PARTY_NOTICES.md names every other part and its licence.",
    "Pictures never leave this computer. There is no account, no upload and no statistics.",
)


class HelpDialog(QDialog):
    """Four sheets of words behind tabs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(style.px(760), style.px(500))
        self.tabs = QTabWidget(self)
        self.tabs.addTab(scrolled(_keys()), "Keys")
        self.tabs.addTab(scrolled(_drills()), "Drills and camera")
        self.tabs.addTab(scrolled(_about()), "About")
        close = style.button("Close  (Esc)")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


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


def _about() -> Sheet:
    sheet = Sheet()
    column = QVBoxLayout(sheet)
    title, *rest = ABOUT
    column.addWidget(style.label("title", title))
    for sentence in rest:
        column.addWidget(style.label("", sentence, wrap=True))
    column.addStretch(1)
    return sheet
