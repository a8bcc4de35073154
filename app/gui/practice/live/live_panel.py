"""The numbers of a set, beside the picture; sizes in pixels are for reading at three metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui import style
from app.gui.practice.live.gauge import GaugeView
from app.gui.widgets.big import BigButton, BigLabel, FittedLabel
from app.practice.live.live_state import Live, Stage, Verdict
from app.session.words import RESULT_MARKS, drill_title, result_words
from drills.core.events import RepResult
from vision.datatypes import Side

if TYPE_CHECKING:
    from app.practice.live.gate_model import Check, Gate
    from app.practice.live.gauge_model import Gauge
    from drills.core.events import Counts

PANEL_PX = 420
MARGINS_PX = (20, 14, 20, 10)
COUNT_PX = 142
PHASE_PX = 38
TALLY_PX = 26
TALLY_WORD_PX = 15
VERDICT_PX = 30
VERDICT_BOX_PX = 124
REASON_PX = 24
CHECK_PX = 28
TITLE_PX = 24
_GIVEN_UP = "✕"


class LivePanel(QWidget):
    """A checklist at the gate; count, phase, verdict and gauge during the set. Decides nothing.

    Signals
    -------
    pause_asked, end_asked, skip_asked, mute_asked
        One of the buttons at the foot was pressed.
    side_chosen
        The `Side` that the person says it is.
    """

    pause_asked = pyqtSignal()
    end_asked = pyqtSignal()
    skip_asked = pyqtSignal()
    mute_asked = pyqtSignal()
    side_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._factor = 1.0
        self._title = BigLabel(TITLE_PX, bold=True)
        self._detail = BigLabel(20)
        self._detail.setWordWrap(True)
        self.checklist = Checklist(self)
        self.work = WorkView(self)
        self._problem = BigLabel(17, bold=True)
        self._problem.setWordWrap(True)
        self.first_button, self.mute_button = BigButton("Pause"), BigButton("Mute")
        self.end_button = BigButton("End\n(Esc)")
        self.side_buttons = {side: BigButton(_side_words(side)) for side in Side}
        self._is_gate = True
        self._middle = QStackedWidget(self)
        self._middle.addWidget(self.checklist)
        self._middle.addWidget(self.work)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addWidget(self._problem)
        column.addWidget(self._middle, 1)
        column.addLayout(_row(*self.side_buttons.values()))
        column.addLayout(_row(self.first_button, self.mute_button, self.end_button))
        self.first_button.clicked.connect(lambda: self._press_first())
        self.mute_button.clicked.connect(lambda: self.mute_asked.emit())
        self.end_button.clicked.connect(lambda: self.end_asked.emit())
        for side, button in self.side_buttons.items():
            button.clicked.connect(lambda _down, side=side: self.side_chosen.emit(side))
        self.show_problem("")

    def set_factor(self, factor: float) -> None:
        """Scale everything; 1.0 is for a window of 1280 by 720."""
        self._factor = factor
        self._column.setContentsMargins(*(round(margin * factor) for margin in MARGINS_PX))
        for label in self.findChildren(BigLabel):
            label.set_factor(factor)
        for button in self.findChildren(BigButton):
            button.set_factor(factor)
        self.work.set_factor(factor)

    def show_problem(self, line: str) -> None:
        """Say that something is not being stored; "" removes the line."""
        self._problem.setText(line)
        self._problem.set_look(style.theme().spine_text, bold=True)
        self._problem.setVisible(bool(line))

    def _press_first(self) -> None:
        (self.skip_asked if self._is_gate else self.pause_asked).emit()

    def show_live(self, live: Live, gauge: Gauge, *, muted: bool, person: str | None) -> None:
        """Show the state of a set.

        Parameters
        ----------
        live
            Its stage decides whether the checklist or the numbers are shown.
        gauge
            Angles and target at the last frame; not shown at the gate.
        muted
            Whether the sound is off.
        person
            Alias of whose set it is; ``None`` for nobody's.
        """
        parts = (drill_title(live.plan.drill), person or "", "sound off" if muted else "")
        self._title.setText("  ·  ".join(part for part in parts if part))
        self._detail.setText(live.detail)
        self._is_gate = live.stage is Stage.GATE
        self.first_button.setText(_first_words(live.stage))
        self.mute_button.setText("Sound on\n(M)" if muted else "Mute\n(M)")
        for button in self.side_buttons.values():
            button.setVisible(live.asks_side)
        self.work.gauge.setVisible(not live.asks_side)
        if live.stage is Stage.GATE:
            self._middle.setCurrentWidget(self.checklist)
            self.checklist.show_gate(live.gate, self._factor)
        else:
            self._middle.setCurrentWidget(self.work)
            self.work.show_live(live, gauge)


class Checklist(QWidget):
    """The conditions of the gate, each with a mark, not just a colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[BigLabel, BigLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 0, 0)
        self._column.setSpacing(14)
        heading = BigLabel(PHASE_PX, bold=True)
        heading.setText("Get ready")
        self._column.addWidget(heading)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._column.addLayout(self._list)
        self._column.addStretch(1)

    def show_gate(self, gate: Gate, factor: float = 1.0) -> None:
        """Show the conditions and which one is next.

        Parameters
        ----------
        gate
            The conditions, the same ones in every frame.
        factor
            Scale of rows that are new; 1.0 is for a window of 1280 by 720.
        """
        while len(self._rows) < len(gate.checks):
            self._add_row(factor)
        current = gate.current
        for (mark, name), check in zip(self._rows, gate.checks, strict=False):
            _show_check(mark, name, check, current=check is current)

    @property
    def texts(self) -> tuple[str, ...]:
        """Mark and name of every row."""
        return tuple(f"{mark.text()} {name.text()}" for mark, name in self._rows)

    def _add_row(self, factor: float) -> None:
        mark, name = BigLabel(CHECK_PX, bold=True), BigLabel(CHECK_PX)
        for label in (mark, name):
            label.set_factor(factor)
        mark.setMinimumWidth(round(40 * factor))
        row = QHBoxLayout()
        row.addWidget(mark)
        row.addWidget(name, 1)
        self._list.addLayout(row)
        self._rows.append((mark, name))


class WorkView(QWidget):
    """Count, phase, verdict, gauge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = BigLabel(COUNT_PX, bold=True)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._of = BigLabel(40)
        self._of.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.phase = BigLabel(PHASE_PX, bold=True)
        self.tallies = TallyRow(self)
        self.verdict = VerdictView(self)
        self.gauge = GaugeView(self)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.count, 3)
        top.addWidget(self._of, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.tallies)
        column.addWidget(self.phase)
        column.addWidget(self.verdict)
        column.addStretch(1)
        column.addWidget(self.gauge)

    def set_factor(self, factor: float) -> None:
        """Scale everything; 1.0 is for a window of 1280 by 720."""
        self.count.setFixedHeight(round(COUNT_PX * 0.98 * factor))
        self._of.setContentsMargins(0, 0, 0, round(26 * factor))
        self.verdict.setFixedHeight(round(VERDICT_BOX_PX * factor))
        self.gauge.set_factor(factor)

    def show_live(self, live: Live, gauge: Gauge) -> None:
        """Show the numbers of a set.

        Parameters
        ----------
        live
            A set past the gate.
        gauge
            Angles and target at the last frame.
        """
        total = str(live.counts.total)
        self.count.setText(total)
        self.count.setAccessibleName(f"{total} of {live.plan.reps} reps")
        self._of.setText(f"of {live.plan.reps}")
        self.tallies.show_counts(live.counts)
        self.phase.setText(live.phase)
        self.verdict.show_verdict(live.verdict)
        self.gauge.set_gauge(gauge)


class TallyRow(QWidget):
    """The results of the set so far: number and mark in their colour, the word beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: dict[RepResult, BigLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for result in RepResult:
            number, word = BigLabel(TALLY_PX, bold=True), BigLabel(TALLY_WORD_PX)
            word.setText(result_words(result))
            column = QVBoxLayout()
            column.setSpacing(0)
            for label in (number, word):
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                column.addWidget(label)
            self._numbers[result] = number
            row.addLayout(column, 1)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words shown, result by result."""
        return tuple(number.accessibleName() for number in self._numbers.values())

    def show_counts(self, counts: Counts) -> None:
        """Show the numbers; a zero has a quiet colour."""
        for result, label in self._numbers.items():
            number = counts.of(result)
            label.setText(f"{number} {RESULT_MARKS[result]}")
            label.setAccessibleName(f"{number} {result_words(result)}")
            colour = style.result_colour(result, text=True) if number else style.theme().quiet
            label.set_look(colour, bold=True)


class VerdictView(QFrame):
    """How the last rep was judged and why; it always takes up its room, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = BigLabel(VERDICT_PX, bold=True)
        self._why = FittedLabel(REASON_PX)
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._why, 1)

    @property
    def text(self) -> str:
        """The words shown."""
        return f"{self._head.text()} {self._why.text()}".strip()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show a verdict, or that there is none yet."""
        look = style.theme()
        if verdict is None:
            self._head.setText("")
            self._why.show_words("")
            return
        mark, colour = _GIVEN_UP, look.quiet
        if verdict.result is not None:
            mark = RESULT_MARKS[verdict.result]
            colour = style.result_colour(verdict.result, text=True)
        self._head.setText(f"{mark} {verdict.text}")
        self._head.set_look(colour, bold=True)
        self._why.show_words(verdict.reason)


def _first_words(stage: Stage) -> str:
    """Return what the first button and its key do at this stage."""
    words = {Stage.GATE: "Begin anyway\n(N)", Stage.PAUSED: "Resume\n(Space)"}
    return words.get(stage, "Pause\n(Space)")


def _side_words(side: Side) -> str:
    return f"{side.value.capitalize()}  ({side.value[0].upper()})"


def _row(*buttons: BigButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for button in buttons:
        row.addWidget(button, 1)
    return row


def _show_check(mark: BigLabel, name: BigLabel, check: Check, *, current: bool) -> None:
    look = style.theme()
    mark.setText("✓" if check.holds else "▸" if current else "○")
    colour = look.hip if check.holds else look.spine_text if current else look.quiet
    mark.set_look(colour, bold=True)
    name.set_look(colour, bold=current)
    name.setText(check.name)
    state = "done" if check.holds else "to do"
    name.setAccessibleName(f"{check.name}: {state}")
