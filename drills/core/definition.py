"""The parts of a drill as data: thresholds, cues, targets, dose, each with its source.

A definition states the drill, how it is filmed, what counts as a rep (``params`` of its machine),
which compensations are watched (``rules``), and targets and amounts (``bands`` and ``doses`` by
goal). Machines, goals and prescriptions read it; these figures are nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.events import Drill, WarningKind
    from drills.core.rules import Rule
    from vision.datatypes import Posture, View

P = TypeVar("P")
OUR_RULE = "our rule"


class Goal(StrEnum):
    """What a person trains for; the values are those of session.json."""

    EVERYDAY = "everyday"
    DEEP_SQUAT = "deep_squat"
    GYMNASTICS = "gymnastics"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Band:
    """A target: the range of a rep measure that a goal asks for.

    ``least .. most`` are in the unit in the measure's name. Reaching ``least`` reaches the goal;
    more than ``most`` is not required. ``levels`` names the levels it applies to; empty: all.
    ``why`` is the rationale in one sentence, with its source or the words "our rule".
    """

    measure: str
    least: float
    most: float
    why: str
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds for the way out, the hold at the end of the range, and the way back."""

    out_s: float
    hold_s: float
    back_s: float


@dataclass(frozen=True, slots=True)
class Dose:
    """The amount: sets of reps (per side if ``each_side``), tempo, rest."""

    sets: int
    reps: int
    tempo: Tempo
    each_side: bool
    rest_s: float
    source: str = OUR_RULE


@dataclass(frozen=True, slots=True)
class Placement:
    """Camera position: its angle from the person's front (deg), distance and height."""

    turn_deg: float
    distance_m: float
    height_words: str
    words: str


@dataclass(frozen=True, slots=True)
class GaugeScale:
    """The gauge of a drill: range in degrees, and words for hip and spine on either side of 0."""

    low_deg: float
    high_deg: float
    hip: tuple[str, str]
    spine: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """What the user is told about a drill.

    Attributes
    ----------
    title, purpose, steps, placement
        Its name, its purpose, how it is done, and the camera position.
    gauge, hip_word
        Names of the shares of hip and spine on the live picture.
    reading
        How to read the figures in a report.
    side_words, both_sides, side_question
        Words for a side (``{}`` is the side) and for both, and the question which side; "" if the
        side is not chosen.
    level_question, level_help
        The question for the level, and one sentence on each level.
    figure_deg, sample
        The angle its figure is drawn from; the name of its sample clip, "" without one.
    """

    title: str
    purpose: str
    steps: tuple[str, ...]
    placement: Placement
    gauge: GaugeScale
    reading: str = ""
    hip_word: str = "hip"
    side_words: str = "{}"
    both_sides: str = "both"
    side_question: str = ""
    level_question: str = "Level"
    level_help: Mapping[str, str] = field(default_factory=dict)
    figure_deg: float = 60.0
    sample: str = ""

    def camera_turn_deg(self, side: Side) -> float:
        """Return the angle of the camera (0 in front, 90 at the person's left)."""
        turn_deg = self.placement.turn_deg
        return turn_deg if side is Side.LEFT else -turn_deg


@dataclass(frozen=True, slots=True)
class Definition(Generic[P]):
    """One drill.

    Attributes
    ----------
    guide
        What the user is told about it.
    posture, start
        The posture of the drill, and those in which its quiet start is taken.
    views, advice
        The views in which it is measured best, and what to say in the others.
    gives, watched
        The frame measures of the shares of hip and spine, and others plotted over time; ``{side}``
        stands for the side.
    hip_measures, spine_measures
        The rep measures of the hip, and of what moved instead.
    levels
        From easy to hard: names as in session.json, and their labels.
    decisive_reps
        With this many full reps, a set is this drill, however many reps another drill of the same
        posture counted; ``None``: the drill with more reps wins.
    rules, cues
        The compensations watched, and the cue for each.
    bands, doses
        Targets and amounts by goal, each with its source.
    params
        Thresholds of the drill's machine.
    offered
        Whether the drill is in the menu and recognised automatically.
    """

    drill: Drill
    guide: Guide
    posture: Posture
    start: tuple[Posture, ...]
    params: P
    views: tuple[View, ...]
    gives: tuple[str, str]
    hip_measures: tuple[str, ...]
    spine_measures: tuple[str, ...]
    rules: tuple[Rule, ...]
    cues: Mapping[WarningKind, str]
    doses: Mapping[Goal, Dose]
    bands: Mapping[Goal, tuple[Band, ...]]
    advice: Mapping[View, str] = field(default_factory=dict)
    watched: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    decisive_reps: int | None = None
    offered: bool = True

    @property
    def headlines(self) -> tuple[str, ...]:
        """The rep measures that goals ask for; reps are ranked by the first."""
        return tuple(dict.fromkeys(band.measure for bands in self.bands.values() for band in bands))

    def with_params(self, **changes: Any) -> Definition[P]:
        """Return the drill with some parameters of its machine changed."""
        return replace(self, params=replace(self.params, **changes))  # type: ignore[type-var]
