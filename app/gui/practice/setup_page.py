"""Before a set: how the drill is done, where to put the camera, side, level, reps, goal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.inputs.choice import Choice
from app.gui.inputs.person_box import PersonBox
from app.gui.inputs.source_box import SourceBox
from app.gui.inputs.stepper import Stepper
from app.gui.inputs.wrapped_check import WrappedCheck
from app.gui.practice.explanation_card import ExplanationCard
from app.gui.widgets.flow import SideBySide, scrolled
from app.practice.plan import (
    GOALS,
    REP_CHOICES,
    Plan,
    dose,
    dose_words,
    plan_for,
    target_words,
)
from app.progress.regimen_words import BEYOND_IS_FINE, beyond_words
from app.session.words import level_title
from app.settings.source_choices import SourceKind
from drills.registry import DEFINITIONS, OFFERED
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.gui.cameras import CameraFinder
    from app.gui.people import People
    from drills.core.events import Drill
    from drills.prescription import Prescription
    from drills.regimen import Regimen
    from vision.capture.frame_source import FrameSource


KEEP_VIDEO = "Keep the video of this session on this computer"
KEEP_STILL = "Keep a picture of the best rep, for the report"
_KEPT_OF = {
    SourceKind.CAMERA: "If unticked, only angles and counts are stored. Each person is asked "
    "again, and you can delete everything at any time.",
    SourceKind.FILE: "You have the video file already, so it is not stored again.",
    SourceKind.SAMPLE: "A set on a sample clip is not stored.",
}


class SetupPage(QWidget):
    """Makes a `Plan`.

    Parameters
    ----------
    finder, open_source
        Cameras and how to open one, for the choice of a source.
    people
        Who can be chosen.

    Signals
    -------
    start_asked
        The set is to begin: read `plan` and `source`.
    back_asked
        Another drill is wanted.
    changed
        Another drill, side, level or goal was chosen.
    person_changed
        Somebody else is in front of the camera.
    """

    start_asked = pyqtSignal()
    back_asked = pyqtSignal()
    changed = pyqtSignal()
    person_changed = pyqtSignal()

    def __init__(
        self,
        finder: CameraFinder,
        open_source: Callable[[str], FrameSource],
        people: People,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        style.wear(self)
        self._drill: Drill = OFFERED[0]
        self.regimen: Regimen | None = None
        self._levels_before: Mapping[str, str] = {}
        self._dose_reps = 0
        self._people = people
        self._leave_of = people.chosen
        self.source = SourceBox(finder, open_source, self)
        self.person = PersonBox(people)
        self.goal = _combo("Goal", GOALS)
        self.reps = Stepper("Reps", REP_CHOICES)
        self.keep_video = WrappedCheck(KEEP_VIDEO)
        self.keep_still = WrappedCheck(KEEP_STILL)
        self._keep_words = style.label("quiet", wrap=True)
        self._sides = Choice(((Side.LEFT, "Left"), (Side.RIGHT, "Right")), "Side")
        self._levels = Choice((), "Level")
        self._side_label = style.label("heading")
        self._level_label = style.label("heading", "Level")
        self._level_help = style.label("", wrap=True)
        self._dose = style.label("quiet", wrap=True)
        self.explanation = ExplanationCard(self._drill)
        self.start_button = style.button("Start  (Space)", "primary")
        self.back_button = style.button("‹ All drills  (Esc)", "link")
        self._connect()
        self._build()
        self._show_kept()
        self.show_drill(self._drill)

    @property
    def plan(self) -> Plan:
        """The set as chosen."""
        reps, regimen = self.reps.value(), self.regimen
        return plan_for(self._drill, self.side, self.level, self.goal_name, reps, regimen)

    @property
    def _asked(self) -> Prescription:
        return dose(self._drill, self.goal_name, self.level, self.regimen)

    @property
    def level(self) -> str | None:
        """The level chosen; ``None`` if the drill has none."""
        value = self._levels.value
        return value if isinstance(value, str) else None

    @property
    def goal_name(self) -> str:
        """The goal chosen."""
        return str(self.goal.currentData())

    @property
    def side(self) -> Side:
        """The side chosen."""
        value = self._sides.value
        return value if isinstance(value, Side) else Side.LEFT

    @property
    def drill(self) -> Drill:
        """The drill shown."""
        return self._drill

    def show_drill(self, drill: Drill, side: Side | None = None, level: str | None = None) -> None:
        """Show a drill with its usual dose.

        Parameters
        ----------
        drill
            One of those on offer.
        side
            ``None`` keeps the side chosen so far.
        level
            One of the drill's levels; ``None`` takes the person's last one.
        """
        self._drill = drill
        words, levels = DEFINITIONS[drill].guide, DEFINITIONS[drill].levels
        self._side_label.setText(words.side_question)
        has_side = bool(words.side_question)
        self._side_label.setVisible(has_side)
        self._sides.setVisible(has_side)
        self._levels.fill(tuple((name, level_title(name)) for name in levels))
        self._level_label.setText(words.level_question)
        self._levels.setVisible(bool(levels))
        self._level_label.setVisible(bool(levels))
        if levels:
            self._levels.choose(level if level is not None else self._level_before())
        self._show_dose()
        self.choose_side(side if side is not None else self.side)

    def follow_plan(self, regimen: Regimen | None) -> None:
        """Ask for the dose of a person's own plan; ``None`` goes back to that of the goal."""
        if regimen == self.regimen:  # reps that were chosen by hand stay
            return
        self.regimen = regimen
        self._show_dose()

    def recall_levels(self, levels: Mapping[str, str]) -> None:
        """Show the level used last; ``levels`` holds the person's, by drill."""
        self._levels_before = levels
        if self.level is not None and self.level != self._level_before():
            self._levels.choose(self._level_before())
            self._show_dose()

    def _level_before(self) -> str:
        """Return the level used last, the easiest one for a person who is new to the drill."""
        offered = list(DEFINITIONS[self._drill].levels)
        before = self._levels_before.get(self._drill.value, "")
        return before if before in offered else offered[0]

    def choose_side(self, side: Side) -> None:
        """Choose a side and show the drill on it."""
        self._sides.choose(side)
        self.explanation.show_drill(self._drill, side, self.level)
        self.changed.emit()

    def take_back_leave(self) -> None:
        """Untick what may be stored: a person agrees for one set, and for nobody else."""
        for box in (self.keep_video, self.keep_still):
            box.setChecked(False)

    def _on_people(self) -> None:
        if self._people.chosen != self._leave_of:
            self._leave_of = self._people.chosen
            self.take_back_leave()
            self.person_changed.emit()

    def next_drill(self) -> None:
        """Show the drill after this one."""
        place = OFFERED.index(self._drill)
        self.show_drill(OFFERED[(place + 1) % len(OFFERED)])

    def _connect(self) -> None:
        self._sides.chosen.connect(lambda: self.choose_side(self.side))
        self._levels.chosen.connect(self._on_level)
        self.reps.changed.connect(self._show_amount)
        self.goal.activated.connect(lambda _row: self._on_goal())
        self.source.shown.connect(self._on_source)
        self._people.changed.connect(self._on_people)
        self.start_button.clicked.connect(lambda: self.start_asked.emit())
        self.back_button.clicked.connect(lambda: self.back_asked.emit())

    def _on_level(self) -> None:
        """Show the dose of another level; reps chosen by hand stay if as many are asked for."""
        if self._asked.reps != self._dose_reps:
            self._show_dose()
        else:
            self._show_targets()
        self.changed.emit()

    def _on_goal(self) -> None:
        self._show_dose()
        self.changed.emit()

    def choose_goal(self, goal: str) -> None:
        """Choose a goal and its dose; if it is the current one, reps chosen by hand stay."""
        if goal == self.goal_name:
            return
        self.goal.setCurrentIndex(max(0, self.goal.findData(goal)))
        self._show_dose()

    def _show_dose(self) -> None:
        """Take reps and targets from the goal."""
        self._dose_reps = self._asked.reps
        self.reps.setValue(self._dose_reps)
        self._show_targets()

    def _show_targets(self) -> None:
        """Show what the level means and what the goal asks for at that level."""
        helps = DEFINITIONS[self._drill].guide.level_help
        self._level_help.setText(helps.get(self.level or "", ""))
        self._level_help.setVisible(bool(self._level_help.text()))
        self.explanation.show_drill(self._drill, self.side, self.level)
        self._show_amount()

    def _show_amount(self) -> None:
        """Say what is to be done, with the number of reps chosen."""
        asked = replace(self._asked, reps=self.reps.value())
        exercise = self.regimen.exercise(self._drill, self.level) if self.regimen else None
        words = f"{'' if exercise is None else 'From the plan: '}{dose_words(asked)}."
        aim = target_words(self.plan.targets)
        beyond = BEYOND_IS_FINE if exercise is None else beyond_words(exercise)
        self._dose.setText(f"{words}\nTarget: {aim}. {beyond}" if aim else words)

    def _on_source(self) -> None:
        waits = self.source.choice.is_live and self.source.is_looking
        self.start_button.setEnabled(not waits)
        self._show_kept()
        self.changed.emit()

    def _show_kept(self) -> None:
        """Offer to store pictures only for a set that is stored and has none yet."""
        kind = self.source.choice.kind
        self.keep_video.setEnabled(kind is SourceKind.CAMERA)
        self.keep_still.setEnabled(kind is not SourceKind.SAMPLE)
        self._keep_words.setText(_KEPT_OF[kind])

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        sheet = SideBySide((self.explanation, 3), (self._choices(), 2), spacing_px=16)
        foot = QHBoxLayout()
        keys = (
            "L R side  ·  N next drill  ·  M mute  ·  hold the start pose to begin  ·  "
            "raise both arms to pause"
        )
        foot.addWidget(style.label("quiet", keys, wrap=True), 1)
        foot.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 10, 24, 14)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(scrolled(sheet), 1)
        column.addLayout(foot)

    def _choices(self) -> QFrame:
        frame, column = style.card(20, 8)
        column.addWidget(self._side_label)
        column.addWidget(self._sides)
        column.addWidget(self._level_label)
        column.addWidget(self._levels)
        column.addWidget(self._level_help)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (words, box) in enumerate(
            (
                ("Person", self.person),
                ("Reps", self.reps),
                ("Goal", self.goal),
                ("Camera", self.source),
            )
        ):
            name = style.label("", words)
            name.setBuddy(box)
            grid.addWidget(name, row, 0)
            grid.addWidget(box, row, 1)
        column.addLayout(grid)
        column.addWidget(self._dose)
        column.addWidget(self.keep_video)
        column.addWidget(self.keep_still)
        column.addWidget(self._keep_words)
        column.addStretch(1)
        return frame


def _combo(name: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
    box = CalmBox()
    box.setAccessibleName(name)
    for value, words in entries:
        box.addItem(words, value)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
