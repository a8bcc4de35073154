"""What a drill is: how it is done, what can go wrong, where to put the camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.gui import style
from app.gui.practice.figures.figure_view import FigureView
from app.gui.practice.figures.pair_view import FaultTour
from app.gui.practice.figures.placement_view import PlacementView
from app.practice.standing import at_the_setup
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from app.store import KeptStanding
    from drills.core.events import Drill
    from vision.datatypes import Side

PLACEMENT_PX = 150


class ExplanationCard(QFrame):
    """Words and moving pictures of one drill, side and level.

    Parameters
    ----------
    drill
        Its pictures are shown until `show_drill`; the words come with that.
    """

    def __init__(self, drill: Drill) -> None:
        super().__init__()
        self.setObjectName("card")
        self._drill = drill
        self._kept: KeptStanding | None = None
        self._title = style.label("title", wrap=True)
        self._purpose = style.label("lead", wrap=True)
        self._how = style.label("lead", wrap=True)
        self._camera = style.label("lead", wrap=True)
        self.standing = style.label("", wrap=True)
        self.figure = FigureView(drill)
        self.tour = FaultTour()
        self._placement = PlacementView(drill)
        self._build()

    def show_drill(self, drill: Drill, side: Side, level: str | None) -> None:
        """Show another drill, side or level.

        Parameters
        ----------
        drill
            Its guide has the words.
        side
            The standing leg, or the foot that is lifted.
        level
            Level of the drill; ``None`` if it has none.
        """
        self._drill = drill
        words = DEFINITIONS[drill].guide
        self._title.setText(words.title)
        self._purpose.setText(words.purpose)
        self._how.setText("\n".join(f"{n}.  {step}" for n, step in enumerate(words.steps, 1)))
        place = words.placement
        self._camera.setText(f"{place.distance_m:.0f} m away, {place.height_words}; {place.words}.")
        self.figure.set_drill(drill, side, level)
        self.tour.show_drill(drill, side, level)
        self._placement.set_drill(drill, side)
        self.show_standing(self._kept)

    def show_standing(self, kept: KeptStanding | None) -> None:
        """Say whether the person's standing posture is known, if the drill counts from it."""
        self._kept = kept
        self.standing.setText(at_the_setup(self._drill, kept))
        self.standing.setVisible(bool(self.standing.text()))

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        pictures.addWidget(self.figure, 2)
        pictures.addWidget(self.tour, 3)
        column.addWidget(self._title)
        column.addWidget(self._purpose)
        column.addLayout(pictures, 1)
        column.addWidget(self._how)
        place = QHBoxLayout()
        place.setSpacing(16)
        self._placement.setMaximumHeight(PLACEMENT_PX)
        place.addWidget(self._placement, 1)
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(style.label("heading", "Where the camera stands", wrap=True))
        words.addWidget(self._camera)
        words.addStretch(1)
        place.addLayout(words, 2)
        column.addLayout(place)
        column.addWidget(self.standing)
