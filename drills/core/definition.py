"""What makes up a drill, as data: thresholds, cues, targets, dose, each with its source.

A definition names the drill, how it is shown to the camera, what counts as a rep (``params`` of
its machine), which compensations are watched (``rules``), and what is asked for (``bands`` and
``doses`` by goal). Machines, goals and prescriptions read it; nobody else holds such figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

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
class Definition(Generic[P]):
    """One drill.

    Attributes
    ----------
    title, steps, camera
        For people: its name, how it is done, where the camera stands.
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
        From easy to hard; the values are those of session.json.
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
    title: str
    posture: Posture
    start: tuple[Posture, ...]
    params: P
    steps: tuple[str, ...]
    camera: str
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
    levels: tuple[str, ...] = ()
    offered: bool = True

    @property
    def headlines(self) -> tuple[str, ...]:
        """The measures of a rep that goals ask for, the one that reps are ranked by first."""
        return tuple(dict.fromkeys(band.measure for bands in self.bands.values() for band in bands))

    def with_params(self, **changes: Any) -> Definition[P]:
        """Return the same drill with other thresholds or settings of its machine."""
        return replace(self, params=replace(self.params, **changes))  # type: ignore[type-var]
