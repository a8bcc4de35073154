"""The first page: the choice of a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.person_box import PersonBox
from app.gui.practice.figures.figure_view import FigureView
from app.gui.practice.plan_card import PlanCard
from app.gui.widgets.flow import SideBySide, flow, scrolled
from app.session.words import NOT_A_DEVICE, STOP_SIGNS
from drills.registry import DEFINITIONS, OFFERED

if TYPE_CHECKING:
    from app.gui.people import People
    from drills.core.events import Drill

LEAST_CARD = QSize(220, 240)


class HomePage(QWidget):
    """A card for each drill.

    Parameters
    ----------
    people
        Who can be chosen; whose plan is shown is up to the page that holds this one.

    Signals
    -------
    drill_chosen
        A `Drill`.
    """

    drill_chosen = pyqtSignal(object)

    def __init__(self, people: People, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self.person = PersonBox(people)
        self.plan = PlanCard()
        self.cards: dict[Drill, DrillCard] = {}
        for drill in OFFERED:
            card = DrillCard(drill, self)
            card.clicked.connect(lambda _checked, chosen=drill: self.drill_chosen.emit(chosen))
            self.cards[drill] = card
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 18)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.addWidget(style.label("title", "What will you practise?", wrap=True), 1)
        top.addLayout(flow(style.label("", "Person"), self.person, to_the_right=True))
        column.addLayout(top)
        column.addWidget(self.plan)
        cards = SideBySide(*((card, 1) for card in self.cards.values()), spacing_px=16)
        column.addWidget(scrolled(cards), 1)
        column.addWidget(style.label("quiet", f"{STOP_SIGNS} {NOT_A_DEVICE}", wrap=True))

    def focus_card(self, drill: Drill) -> None:
        """Put the focus on a card, or on the button of the plan if that asks for something."""
        planned = self.plan.button
        (planned if planned.isVisibleTo(self) else self.cards[drill]).setFocus()


class DrillCard(style.Button):
    """One drill: its looping picture, its name, its purpose, and where the camera goes."""

    def __init__(self, drill: Drill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = DEFINITIONS[drill].guide
        self.setObjectName("drillcard")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(words.title)
        self.setAccessibleDescription(words.purpose)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(8)
        column.addWidget(FigureView(drill, self, tours=True), 1)
        column.addWidget(style.label("title", words.title, wrap=True))
        column.addWidget(style.label("lead", words.purpose, wrap=True))
        camera = f"Camera {words.placement.words}."
        column.addWidget(style.label("quiet", camera, wrap=True))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the card's content: a plain button considers only its text."""
        layout = self.layout()
        return LEAST_CARD if layout is None else layout.minimumSize().expandedTo(LEAST_CARD)

    def hasHeightForWidth(self) -> bool:
        """Tell Qt that a narrower card is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the card needs for its words."""
        layout = self.layout()
        wanted = LEAST_CARD.height() if layout is None else layout.minimumHeightForWidth(width)
        return max(LEAST_CARD.height(), wanted)
