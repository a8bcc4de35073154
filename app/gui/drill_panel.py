"""The numbers beside the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.gui import palette
from app.gui.banner import WarningBanner
from app.gui.split_bar import SplitView
from app.gui.view_model import Panel, panel_after_event, panel_after_result

if TYPE_CHECKING:
    from app.pipeline import FrameResult
    from drills.events import Counts, Event

PANEL_WIDTH_PX = 372
COUNT_WIDTH_PX = 110
"""Room for two digits, so that the tenth rep moves nothing."""


class Tallies(QWidget):
    """The three tallies side by side: number above its word, with a bar in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._numbers = []
        for word, colour in (
            ("clean", palette.CLEAN),
            ("compensated", palette.COMPENSATED),
            ("partial", palette.PARTIAL),
        ):
            column, number = _tally(word, colour)
            layout.addLayout(column, 1)
            self._numbers.append(number)
        self.set_counts(None)

    def set_counts(self, counts: Counts | None) -> None:
        """Show the tallies."""
        values = (0, 0, 0) if counts is None else (counts.clean, counts.compensated, counts.partial)
        for number, value in zip(self._numbers, values, strict=True):
            number.setText(str(value))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Clean, compensated, partial as shown."""
        return tuple(int(number.text()) for number in self._numbers)


class DrillPanel(QWidget):
    """Count, phase, tallies, split, warning and hint. Keeps only what it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(PANEL_WIDTH_PX)
        self._title = _label("heading")
        self._detail = _label("quiet", wrap=True)
        self._count = _label("count")
        self._count.setAccessibleName("Reps")
        self._phase = _label("phase", wrap=True)
        self._last_rep = _label("quiet", wrap=True)
        self._hint = _label("hint", wrap=True)
        self.tallies = Tallies(self)
        self.split = SplitView(self)
        self.banner = WarningBanner(self)
        self._build()
        self._panel = Panel()
        self._show(self._panel)

    @property
    def shown(self) -> Panel:
        """What is shown."""
        return self._panel

    def reset(self) -> None:
        """Begin anew with empty tallies."""
        self.banner.clear()
        self._show(Panel(title="Getting ready", phase="One moment", hint=""))

    def take_event(self, event: Event) -> None:
        """Count a rep, raise or clear a warning."""
        self.banner.take(event)
        self._show(panel_after_event(self._panel, event))

    def take_result(self, result: FrameResult) -> None:
        """Show phase, hint and split of a picture."""
        self.banner.keep(result.warnings)
        self._show(panel_after_result(self._panel, result))

    def _show(self, panel: Panel) -> None:
        self._panel = panel
        self._title.setText(panel.title)
        self._detail.setText(panel.detail)
        self._count.setText(str(panel.counts.total))
        self._phase.setText(panel.phase)
        self._last_rep.setText(panel.last_rep)
        self._hint.setText(panel.hint)
        self.tallies.set_counts(panel.counts)
        self.split.set_gauge(panel.gauge)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.banner)
        layout.addWidget(self._count_card(), 1)
        layout.addWidget(self._split_card())
        layout.addWidget(self._hint_card())

    def _count_card(self) -> QFrame:
        card, column = make_card()
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addStretch(1)
        column.addLayout(self._count_row())
        column.addStretch(1)
        column.addWidget(self.tallies)
        column.addWidget(self._last_rep)
        return card

    def _count_row(self) -> QHBoxLayout:
        """Lay the big number out beside the phase."""
        word = _label("quiet")
        word.setText("reps")
        number = QVBoxLayout()
        number.setSpacing(0)
        number.addWidget(self._count)
        number.addWidget(word, 0, Qt.AlignmentFlag.AlignHCenter)
        self._count.setMinimumWidth(COUNT_WIDTH_PX)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addLayout(number)
        row.addWidget(self._phase, 1)
        return row

    def _split_card(self) -> QFrame:
        card, column = make_card()
        heading = _label("heading")
        heading.setText("Where the movement comes from")
        column.addWidget(heading)
        column.addWidget(self.split)
        note = _label("quiet", wrap=True)
        note.setText("In brackets: 90 % interval")
        column.addWidget(note)
        return card

    def _hint_card(self) -> QFrame:
        card, column = make_card()
        self._hint.setMinimumHeight(40)
        column.addWidget(self._hint)
        return card


def make_card() -> tuple[QFrame, QVBoxLayout]:
    """Return a white card and its column."""
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 9, 16, 9)
    column.setSpacing(6)
    return card, column


def _label(name: str, *, wrap: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _tally(word: str, colour: str) -> tuple[QVBoxLayout, QLabel]:
    number, name, bar = _label("number"), _label("quiet"), QFrame()
    name.setText(word)
    bar.setFixedHeight(5)
    bar.setStyleSheet(f"background: {colour}; border-radius: 2px;")
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(number, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addWidget(bar)
    column.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
    return column, number
