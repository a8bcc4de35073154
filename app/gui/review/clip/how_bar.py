"""How a clip was analysed and how to analyse it again: drill, side, start pose, part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QMenu, QPushButton, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.widgets.flow import flow
from app.session.words import drill_title
from drills.core.events import Drill
from drills.registry import OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.review.job import Request

AGAIN, STALE = "Analyse again", "Analyse again to apply"
FOR_SKELETON = "Analyse again for the skeleton"


class HowBar(QWidget):
    """Choices and buttons for another analysis; "here" means the picture shown.

    Signals
    -------
    again_asked
        Analyse again with the drill and side chosen here.
    begin_asked, end_asked, neutral_asked
        Begin here, end here, or measure against this picture.
    whole_asked, find_neutral_asked
        Analyse the whole video again, or find the start pose automatically again.
    """

    again_asked = pyqtSignal()
    begin_asked = pyqtSignal()
    end_asked = pyqtSignal()
    neutral_asked = pyqtSignal()
    whole_asked = pyqtSignal()
    find_neutral_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._request: Request | None = None
        self._has_skeleton = True
        drills = [(drill_title(drill), drill) for drill in OFFERED]
        self.drill = _combo("Drill", [("Drill: auto", None), *drills])
        self.side = _combo(
            "Side", [("Side: auto", None), ("Left", Side.LEFT), ("Right", Side.RIGHT)]
        )
        self.again_button = style.button(AGAIN, "small")
        row = flow(
            self.drill, self.side, self._neutral_button(), self._part_button(), self.again_button
        )
        self.setLayout(row)
        for box in (self.drill, self.side):
            box.currentIndexChanged.connect(lambda _row: self._show_stale())
        self.again_button.clicked.connect(lambda: self.again_asked.emit())

    @property
    def settings(self) -> tuple[Drill | None, Side | None]:
        """The drill and side chosen, ``None`` for what is to be recognised."""
        drill, side = self.drill.currentData(), self.side.currentData()
        return (
            drill if isinstance(drill, Drill) else None,
            side if isinstance(side, Side) else None,
        )

    def choose(self, drill: Drill | None, side: Side | None = None) -> None:
        """Choose drill and side.

        Parameters
        ----------
        drill, side
            ``None`` for what is to be recognised.
        """
        self.drill.setCurrentIndex(max(0, self.drill.findData(drill)))
        self.side.setCurrentIndex(max(0, self.side.findData(side)))

    def show_request(self, request: Request, *, has_skeleton: bool = True) -> None:
        """Show how the clip was analysed.

        Parameters
        ----------
        request
            Drill and side that differ from it call for another analysis.
        has_skeleton
            Whether there is one: a video from the store has none until it is analysed again.
        """
        self._request, self._has_skeleton = request, has_skeleton
        self._show_stale()

    def _show_stale(self) -> None:
        """Say whether drill or side have been changed since the analysis shown."""
        before = None if self._request is None else self._request.settings
        stale = before is not None and self.settings != (before.drill, before.side)
        plain = AGAIN if self._has_skeleton else FOR_SKELETON
        self.again_button.setText(STALE if stale else plain)
        stands_out = stale or not self._has_skeleton
        self.again_button.setObjectName("smallprimary" if stands_out else "small")
        style.restyle(self.again_button)

    def _part_button(self) -> QPushButton:
        acts = (
            ("Begin here, and look for the start pose from here on", self.begin_asked.emit),
            ("End here", self.end_asked.emit),
            ("Use the whole video", self.whole_asked.emit),
        )
        return style.menu_button("Part", menu(acts), "small", "Analyse a part of the video")

    def _neutral_button(self) -> QPushButton:
        acts = (
            ("Measure against this picture  (T)", self.neutral_asked.emit),
            ("Find the start pose automatically", self.find_neutral_asked.emit),
        )
        tip = "Choose the start pose that everything is measured against"
        return style.menu_button("Start pose", menu(acts), "small", tip)


def menu(acts: tuple[tuple[str, Callable[[], object]], ...]) -> QMenu:
    """Return a menu; each entry has its words and the function that it calls."""
    made = QMenu()
    for words, act in acts:
        made.addAction(words, lambda act=act: act())
    return made


def _combo(name: str, entries: list[tuple[str, object]]) -> QComboBox:
    box = CalmBox()
    box.setAccessibleName(name)
    for words, value in entries:
        box.addItem(words, value)
    box.setMinimumContentsLength(9)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
