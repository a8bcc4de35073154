"""What makes up a drill, as data: thresholds, cues, targets, dose, each with its source.

A definition names the drill, how it is shown to the camera, what counts as a rep (``params`` of
its machine), which compensations are watched (``rules``), and what is asked for (``bands`` and
``doses`` by goal). Machines, goals and prescriptions read it; nobody else holds such figures.
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

    ``least .. most`` are in the unit that the measure's name carries. Reaching ``least`` reaches
    the goal; more than ``most`` is not asked for. ``levels`` names the levels it holds for, empty:
    all. ``why`` is the rationale in one sentence, with its source or the words "our rule".
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
    """How much is asked for: sets of reps (of each side if ``each_side``), tempo, rest."""

    sets: int
    reps: int
    tempo: Tempo
    each_side: bool
    rest_s: float
    source: str = OUR_RULE


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the camera stands: its angle from the person's front (deg), distance and height."""

    turn_deg: float
    distance_m: float
    height_words: str
    words: str


@dataclass(frozen=True, slots=True)
class GaugeScale:
    """The gauge of a drill: its range in degrees, and what hip and spine do on either side of 0."""

    low_deg: float
    high_deg: float
    hip: tuple[str, str]
    spine: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Guide:
    """One drill for people.

    Attributes
    ----------
    title, purpose, steps, placement
        What it is called, what it is for, how it goes, where the camera stands.
    gauge, hip_word
        How the live picture names what hip and spine give.
    reading
        How a report's figures are to be read.
    side_words, both_sides, side_question
        What a side means (``{}`` stands for it), what both do, and how the side is asked for: "" if
        it is not chosen.
    level_question, level_help
        How the level is asked for, and what each one means, in a sentence.
    figure_deg, sample
        From where its picture is drawn; the name of its sample clip, "" without one.
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
        """Return from which angle the camera looks (0 in front, 90 from the person's left)."""
        turn_deg = self.placement.turn_deg
        return turn_deg if side is Side.LEFT else -turn_deg


@dataclass(frozen=True, slots=True)
class Definition(Generic[P]):
    """One drill.

    Attributes
    ----------
    guide
        Its name, how it is done, where the camera stands: what people are told.
    posture, start
        The posture the drill is done in, and those in which its quiet start is taken.
    views, advice
        From where it is measured best, and what to say in the other views.
    gives, watched
        The measures of a frame of what hip and spine give, and what else is plotted over time;
        ``{side}`` stands for the side.
    hip_measures, spine_measures
        The measures of a rep of what the hip gave, and of what moved instead.
    levels
        From easy to hard: names as in session.json, and what each is called.
    decisive_reps
        So many full reps make a set this drill, however many another one saw in the same posture.
    rules, cues
        Compensations that are watched, and what to say to the person about each.
    bands, doses
        Targets and amounts by goal, each with its source.
    params
        Thresholds of the drill's machine.
    offered
        Whether the drill is in the menu and recognised by itself.
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
        """The measures of a rep that goals ask for, the one that reps are ranked by first."""
        return tuple(dict.fromkeys(band.measure for bands in self.bands.values() for band in bands))

    def with_params(self, **changes: Any) -> Definition[P]:
        """Return the same drill with other thresholds or settings of its machine."""
        return replace(self, params=replace(self.params, **changes))  # type: ignore[type-var]
