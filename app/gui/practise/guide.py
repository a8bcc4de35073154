"""What a person is told of each drill: what it is for, how it goes, where the camera stands.

Words and numbers only; sources as in docs/measures.md. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

from drills.events import Drill, Level
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
    """One drill for people. ``figure_deg`` is from where its picture is drawn."""

    drill: Drill
    title: str
    purpose: str
    how: tuple[str, ...]
    placement: Placement
    levels: tuple[tuple[Level, str], ...]
    side_question: str
    figure_deg: float


_GUIDES = {
    Drill.AEROPLANE: Guide(
        Drill.AEROPLANE,
        "Hip aeroplane",
        "Turns the pelvis over a planted leg: rotation of the hip under load, and balance.",
        (
            "Stand on one leg, hinge forward, arms wide.",
            "Hold still for a second: that is your neutral.",
            "Open: turn belly and pelvis away from the standing leg. Then close.",
            "Chest and pelvis turn as one. The low back stays as it is.",
        ),
        Placement(
            40.0,
            3.0,
            "hip height, about 0.9 m",
            "in front or at an angle, so that the turn can be seen",
        ),
        (
            (Level.FEET_DOWN, "Both feet"),
            (Level.KICKSTAND, "Kickstand"),
            (Level.SINGLE_LEG, "Single leg"),
        ),
        "Standing leg",
        38.0,
    ),
    Drill.FROGGER: Guide(
        Drill.FROGGER,
        "Frogger rock",
        "Rocks the hips back to the heels: hip flexion, for as long as the low back stays still.",
        (
            "On all fours, knees at least as wide as the shoulders.",
            "Hold still for a second: that is your neutral.",
            "Rock the hips back towards the heels, then forward again.",
            "Go only as far as the back keeps its shape.",
        ),
        Placement(
            90.0,
            3.0,
            "low, 0.4 to 0.6 m",
            "from the side, so that hip and low back can be told apart",
        ),
        (),
        "Side towards the camera",
        78.0,
    ),
    Drill.FOOT_LIFT: Guide(
        Drill.FOOT_LIFT,
        "Foot lift",
        "Lifts one foot off the floor on all fours: internal rotation of the hip.",
        (
            "On all fours, knees at least as wide as the shoulders.",
            "Hold still for a second: that is your neutral.",
            "Lift one foot, the knee stays where it is. Put it down again.",
            "The pelvis neither lifts nor turns.",
        ),
        Placement(
            125.0,
            3.0,
            "low, 0.4 to 0.6 m",
            "at an angle from behind or from the side; how far the hip turns is known only roughly",
        ),
        (),
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
