"""What a person is told of each drill: what it is for, how it goes, where the camera stands.

Words and numbers only; sources as in docs/measures.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from drills.core.events import Drill, Level, WarningKind
from drills.registry import DEFINITIONS
from vision.datatypes import Side


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the camera stands: its angle from the person's front (deg), distance and height."""

    turn_deg: float
    distance_m: float
    height_words: str
    words: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One drill for people; title, steps, levels and cues are those of its definition.

    ``side_question`` is "" for a drill whose side is not chosen; ``figure_deg`` is from where its
    picture is drawn.
    """

    drill: Drill
    purpose: str
    placement: Placement
    side_question: str
    figure_deg: float
    levels: tuple[tuple[str, str], ...] = ()
    level_question: str = "Level"

    @property
    def title(self) -> str:
        """What the drill is called."""
        return DEFINITIONS[self.drill].title

    @property
    def how(self) -> tuple[str, ...]:
        """How it is done, step by step."""
        return DEFINITIONS[self.drill].steps

    def cue(self, kind: WarningKind) -> str:
        """Return what to do about a warning, "" if there is no word for it."""
        return DEFINITIONS[self.drill].cues.get(kind, "")


_GUIDES = {
    Drill.AEROPLANE: Guide(
        Drill.AEROPLANE,
        "Turns the pelvis over a planted leg: rotation of the hip under load, and balance.",
        Placement(
            40.0,
            3.0,
            "hip height, about 0.9 m",
            "in front or at an angle, so that the turn can be seen",
        ),
        "Standing leg",
        38.0,
        (
            (Level.FEET_DOWN.value, "Both feet"),
            (Level.KICKSTAND.value, "Kickstand"),
            (Level.SINGLE_LEG.value, "Single leg"),
        ),
    ),
    Drill.FROGGER: Guide(
        Drill.FROGGER,
        "Rocks the hips back to the heels: hip flexion, for as long as the low back stays still.",
        Placement(
            90.0,
            3.0,
            "low, 0.4 to 0.6 m",
            "from the side, so that hip and low back can be told apart",
        ),
        "",
        78.0,
        (
            ("knees_shoulder_wide", "Shoulder-wide"),
            ("knees_wide", "Wide"),
            ("knees_very_wide", "Very wide"),
        ),
        "Knees apart",
    ),
    Drill.FOOT_LIFT: Guide(
        Drill.FOOT_LIFT,
        "Lifts one foot off the floor on all fours: internal rotation of the hip.",
        Placement(
            125.0,
            3.0,
            "low, 0.4 to 0.6 m",
            "at an angle from behind or from the side; how far the hip turns is known only roughly",
        ),
        "Foot that lifts",
        150.0,
    ),
}
DRILL_ORDER = (Drill.AEROPLANE, Drill.FROGGER, Drill.FOOT_LIFT)


def guide(drill: Drill) -> Guide:
    """Return what is told of a drill."""
    return _GUIDES[drill]


def placement_turn_deg(drill: Drill, side: Side) -> float:
    """Return from which angle the camera looks (0 in front, 90 from the person's left)."""
    turn = guide(drill).placement.turn_deg
    return turn if side is Side.LEFT else -turn


def level_title(level: str) -> str:
    """Return what a level is called, also one that no drill in the menu has."""
    names = {value: words for guide_ in _GUIDES.values() for value, words in guide_.levels}
    return names.get(level, level.replace("_", " "))
