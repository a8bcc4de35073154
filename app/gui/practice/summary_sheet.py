"""What the summary says about a set, as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui import style
from app.gui.practice.figures.pair_view import PairView
from app.gui.widgets.flow import Sheet
from app.practice.summary_model import RangeRow, Summary, fault_of
from app.session.words import NOT_A_DEVICE, RESULT_MARKS, STOP_SIGNS, result_words
from drills.core.events import RepResult

if TYPE_CHECKING:
    from drills.core.events import Counts, WarningKind

PAIR_PX = (200, 96)


class Tallies(QWidget):
    """The results side by side: each number above its word, with a bar in its colour."""

    def __init__(self, counts: Counts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.numbers = tuple(counts.of(result) for result in RepResult)
        for result in RepResult:
            layout.addLayout(_tally(counts.of(result), result), 1)


def _tally(number: int, result: RepResult) -> QVBoxLayout:
    bar = QFrame()
    bar.setFixedHeight(6)
    bar.setStyleSheet(f"background: {style.result_colour(result)}; border-radius: 3px;")
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(style.label("number", str(number)), 0, Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(bar)
    word = style.label("quiet", f"{RESULT_MARKS[result]} {result_words(result)}")
    column.addWidget(word, 0, Qt.AlignmentFlag.AlignHCenter)
    return column


def summary_sheet(words: Summary, feeling: QFrame) -> QWidget:
    """Return everything about a set as one widget that scrolls.

    Parameters
    ----------
    words
        What there is to say; empty parts get no card.
    feeling
        The card that asks how the set was; it goes below the head.
    """
    sheet = Sheet()
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(10)
    column.addWidget(_head(words))
    column.addWidget(feeling)
    if words.ranges:
        column.addWidget(_range_card(words.ranges))
    if words.reasons:
        column.addWidget(_reasons_card(words))
    for heading, lines in (
        ("Warnings", words.warnings),
        ("Notes", words.notes),
    ):
        if lines:
            column.addWidget(_list_card(heading, lines))
    column.addWidget(_text("quiet", f"{NOT_A_DEVICE} {STOP_SIGNS}"))
    column.addStretch(1)
    return sheet


def _head(words: Summary) -> QWidget:
    frame, column = style.card()
    if words.ending:
        column.addWidget(_text("step", words.ending))
    column.addWidget(_text("title", words.title))
    column.addWidget(_text("quiet", words.detail))
    if words.upcoming:
        column.addWidget(_text("lead", words.upcoming))
    if words.counts is not None:
        tallies = Tallies(words.counts)
        tallies.setMaximumWidth(style.px(520))
        column.addWidget(tallies)
    return frame


def _range_card(rows: tuple[RangeRow, ...]) -> QWidget:
    frame, column = style.card()
    column.addWidget(_text("heading", "Range, best rep of each side (90 % interval)"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    for place, share in enumerate((5, 4, 4)):
        grid.setColumnStretch(place, share)
    for place, word in enumerate(("Left", "Right"), 1):
        grid.addWidget(_text("quiet", word), 0, place)
    for line, row in enumerate(rows, 1):
        grid.addWidget(_text("", row.label), line, 0)
        grid.addWidget(_text("", row.left or "–"), line, 1)
        grid.addWidget(_text("", row.right or "–"), line, 2)
    column.addLayout(grid)
    return frame


def _reasons_card(words: Summary) -> QWidget:
    """Say why reps were not clean; the first reason of each kind gets pictures."""
    frame, column = style.card()
    column.addWidget(_text("heading", "Why reps were not clean"))
    shown: set[WarningKind] = set()
    for line in words.reasons:
        row = QHBoxLayout()
        row.addWidget(_text("", line), 1)
        kind = fault_of(line)
        if kind is not None and words.drill is not None and kind not in shown:
            shown.add(kind)
            pair = PairView(PAIR_PX)
            pair.setMaximumSize(QSize(*PAIR_PX))
            pair.show_fault(words.drill, kind, words.side, words.level)
            row.addWidget(pair)
        column.addLayout(row)
    return frame


def _list_card(heading: str, lines: tuple[str, ...]) -> QWidget:
    frame, column = style.card()
    column.addWidget(_text("heading", heading))
    for line in lines:
        column.addWidget(_text("", line))
    return frame


def _text(name: str, words: str) -> QLabel:
    made = style.label(name, words, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
