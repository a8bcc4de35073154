"""A clip with its measures: the player, the plots beside it, and how it was analysed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.gui import style
from app.gui.review.player import Player
from app.gui.widgets.flow import Sheet, flow, scrolled
from app.review.review_model import moment_words
from app.session.words import drill_title
from drills.core.events import Drill
from drills.registry import OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.review.plots import CoursePlots
    from app.review.job import Analysis

AGAIN, STALE = "Analyse again", "Analyse again to apply"


class ClipView(QWidget):
    """Shows one analysis. What is asked of it goes out as signals.

    Signals
    -------
    again_asked
        Analyse again with the drill and side chosen here.
    begin_asked, end_asked, neutral_asked
        The time (s) that is shown: begin or end there, or measure against that picture.
    whole_asked, find_neutral_asked
        Forget the part, or the neutral, that was chosen.
    compare_asked, open_asked
        Compare reps; open another video.
    report_asked, clip_asked, still_asked, keep_asked
        What is to be saved.
    """

    again_asked = pyqtSignal()
    begin_asked = pyqtSignal(float)
    end_asked = pyqtSignal(float)
    neutral_asked = pyqtSignal(float)
    whole_asked = pyqtSignal()
    find_neutral_asked = pyqtSignal()
    compare_asked = pyqtSignal()
    open_asked = pyqtSignal()
    report_asked = pyqtSignal()
    clip_asked = pyqtSignal()
    still_asked = pyqtSignal()
    keep_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self._plots: CoursePlots | None = None
        self._look = style.theme()
        self.player = Player(self)
        self.drill = _combo("Drill", [("Drill: auto", None), *_drills()])
        self.side = _combo(
            "Side", [("Side: auto", None), ("Left", Side.LEFT), ("Right", Side.RIGHT)]
        )
        self.again_button = style.button(AGAIN, "small")
        self.compare_button = style.button("Compare…")
        self.heading = style.label("title", wrap=True)
        self.moment = style.label("heading", wrap=True)
        self._measures = style.label("quiet", wrap=True)
        self._build()
        self._connect()

    @property
    def settings(self) -> tuple[Drill | None, Side | None]:
        """Drill and side as they were chosen, ``None`` for what is to be recognised."""
        drill, side = self.drill.currentData(), self.side.currentData()
        return (
            drill if isinstance(drill, Drill) else None,
            side if isinstance(side, Side) else None,
        )

    def choose(self, drill: Drill | None) -> None:
        """Choose a drill, and leave the side to be recognised."""
        self.drill.setCurrentIndex(max(0, self.drill.findData(drill)))
        self.side.setCurrentIndex(0)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show another clip."""
        self._analysis = analysis
        session = analysis.session
        total = session.counts.total
        reps = f": {total} rep{'s' * (total != 1)}" if session.drill is not None else ""
        self.heading.setText(f"{drill_title(session.drill)}{reps}")
        self.heading.setToolTip(analysis.request.path.name)
        self._show_plots()
        self.compare_button.setEnabled(total > 0)
        self._show_stale()

    def begin(self) -> None:
        """Play from the start on a click; the page is on screen now."""
        if self._analysis is not None:
            self.player.show_analysis(self._analysis)
            self.player.play_button.setFocus()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the plots anew in the colours of another theme."""
        super().changeEvent(event)
        is_style = event is not None and event.type() == QEvent.Type.StyleChange
        if is_style and self._plots is not None and self._look is not style.theme():
            # Not now: Qt is going through the widgets, and the old plots would go meanwhile.
            QTimer.singleShot(0, self._show_plots)

    def _show_plots(self) -> None:
        if self._analysis is None:
            return
        if self._plots is None:
            from app.gui.review.plots import CoursePlots  # plotting is slow to import

            self._plots = CoursePlots(self)
            self._plots.sought.connect(self.player.seek)
            self._side_column.insertWidget(1, self._plots, 1)
        self._look = style.theme()
        self._plots.show_session(self._analysis.session, self._analysis.series)
        self._plots.show_time(self.player.at_s)

    def _show_stale(self) -> None:
        """Say that drill or side was changed and what is shown is from before."""
        before = None if self._analysis is None else self._analysis.request.settings
        stale = before is not None and self.settings != (before.drill, before.side)
        self.again_button.setText(STALE if stale else AGAIN)
        self.again_button.setObjectName("smallprimary" if stale else "small")
        style.restyle(self.again_button)

    def _on_moved(self, t_s: float) -> None:
        if self._analysis is None:
            return
        head, body = moment_words(self._analysis.session, t_s)
        self.moment.setText(head)
        self._measures.setText(body)
        if self._plots is not None:
            self._plots.show_time(t_s, hurried=self.player.is_playing)

    # -- building

    def _connect(self) -> None:
        self.player.moved.connect(self._on_moved)
        for box in (self.drill, self.side):
            box.currentIndexChanged.connect(lambda _row: self._show_stale())
        self.again_button.clicked.connect(lambda: self.again_asked.emit())
        self.compare_button.clicked.connect(lambda: self.compare_asked.emit())
        keys: tuple[tuple[Qt.Key, Callable[[], None]], ...] = (
            (Qt.Key.Key_Left, lambda: self.player.step(-1)),
            (Qt.Key.Key_Right, lambda: self.player.step(1)),
            (Qt.Key.Key_PageUp, self.player.previous_rep),
            (Qt.Key.Key_PageDown, self.player.next_rep),
            (Qt.Key.Key_Home, lambda: self.player.seek(0.0)),
            (Qt.Key.Key_1, lambda: self.player.press_speed(0)),
            (Qt.Key.Key_2, lambda: self.player.press_speed(1)),
            (Qt.Key.Key_3, lambda: self.player.press_speed(2)),
            (Qt.Key.Key_T, self._ask_neutral),
        )
        for key, act in keys:
            # A shortcut goes before the button, bar or box in focus, which would eat the arrows.
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _ask_neutral(self) -> None:
        self.neutral_asked.emit(self.player.at_s)

    def _build(self) -> None:
        another = style.button("Open…  (O)")
        another.clicked.connect(lambda: self.open_asked.emit())
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading, 2)
        buttons = (self.compare_button, self._save_button(), another)
        top.addLayout(flow(*buttons, to_the_right=True), 3)
        again = flow(
            self.drill, self.side, self._neutral_button(), self._part_button(), self.again_button
        )
        self._side_column = QVBoxLayout()
        self._side_column.setSpacing(4)
        self._side_column.addLayout(again)
        self._side_column.addWidget(self.moment)
        self._side_column.addWidget(self._measures)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.player, 3)
        body.addLayout(self._side_column, 2)
        sheet = Sheet()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(16, 10, 16, 10)
        inner.setSpacing(8)
        inner.addLayout(top)
        inner.addLayout(body, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(sheet))

    def _part_button(self) -> QPushButton:
        acts = (
            (
                "Begin here, and look for the start pose from here on",
                lambda: self.begin_asked.emit(self.player.at_s),
            ),
            ("End here", lambda: self.end_asked.emit(self.player.at_s)),
            ("Use the whole video", self.whole_asked.emit),
        )
        return style.menu_button("Part", _menu(acts), "small", "Analyse a part of the video")

    def _neutral_button(self) -> QPushButton:
        acts = (
            ("Measure against this picture  (T)", self._ask_neutral),
            ("Find the start pose automatically", self.find_neutral_asked.emit),
        )
        tip = "Choose the start pose that everything is measured against"
        return style.menu_button("Start pose", _menu(acts), "small", tip)

    def _save_button(self) -> QPushButton:
        acts = (
            ("Report and data…", self.report_asked.emit),
            ("Annotated clip…", self.clip_asked.emit),
            ("Picture of the best rep…", self.still_asked.emit),
            ("Add to the history", self.keep_asked.emit),
        )
        return style.menu_button("Save", _menu(acts))


def _menu(acts: tuple[tuple[str, Callable[[], object]], ...]) -> QMenu:
    menu = QMenu()
    for words, act in acts:
        menu.addAction(words, lambda act=act: act())
    return menu


def _drills() -> list[tuple[str, object]]:
    return [(drill_title(drill), drill) for drill in OFFERED]


def _combo(name: str, entries: list[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for words, value in entries:
        box.addItem(words, value)
    box.setMinimumContentsLength(9)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
