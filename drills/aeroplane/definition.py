"""Hip aeroplane: hinged over one leg, the pelvis opens and closes over the planted foot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drills.aeroplane.guide import GUIDE
from drills.core.definition import OUR_RULE, Band, Definition, Dose, Goal, Tempo
from drills.core.events import Drill, Level, WarningKind
from drills.core.rules import (
    FOOT_DOWN_RULE,
    HINGE_RULE,
    KNEE_RULE,
    SIDE_BEND_RULE,
    SPINE_RULES,
    TWIST_RULE,
    key,
)
from vision.datatypes import Posture, View


class RepForm(StrEnum):
    """What counts as a rep; coaches differ."""

    OPEN_CLOSED = "open_closed"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the turning signal (open +, closed -); our rules.

    Attributes
    ----------
    enter_deg
        A turn begins beyond this angle (`drills.core.excursion`): more than a quiet hold wavers.
    least_deg
        Least turn of a rep: less is the sway of balance.
    alone_s
        The rep ends with one half only after this long in neutral: a breath between the two halves
        is shorter.
    drift_s
        Time constant with which the neutral follows the rest position, only while the trunk rests
        in neutral: slower than a turn, faster than a set.
    single_leg_ratio, kickstand_ratio
        The level is seen from how far the ankles are apart, in leg lengths: in height for single
        leg, along the floor for the kickstand.
    """

    form: RepForm = RepForm.OPEN_CLOSED
    enter_deg: float = 5.0
    least_deg: float = 8.0
    alone_s: float = 4.0
    drift_s: float = 3.0
    single_leg_ratio: float = 0.25
    kickstand_ratio: float = 0.47


SUPPORTED = (Level.FEET_DOWN, Level.KICKSTAND)
ALONE = (Level.SINGLE_LEG,)
SLOW = Tempo(out_s=3.0, hold_s=1.0, back_s=3.0)
DOSE_SOURCE = "3-8 reps a side, 3-5 s each way: coaching practice, the figure is our rule"
TO_BE_SEEN = "stand at an angle to the camera, in close-fitting clothes and good light"


def _bands(
    open_deg: tuple[float, float], closed_deg: tuple[float, float], why: str
) -> tuple[Band, ...]:
    """Return the bands of single leg, and two thirds of them with a foot for support."""
    bands = []
    for name, (least, most) in (("open", open_deg), ("closed", closed_deg)):
        measure = f"pelvis_rotation_{name}_deg"
        bands.append(Band(measure, least, most, why, tuple(ALONE)))
        eased = (round(least * 2 / 3), round(most * 2 / 3))
        bands.append(Band(measure, *eased, f"{why}; two thirds with support", tuple(SUPPORTED)))
    return tuple(bands)


DEFINITION = Definition(
    drill=Drill.AEROPLANE,
    guide=GUIDE,
    posture=Posture.HINGED,
    start=(Posture.STANDING, Posture.HINGED),
    params=Params(),
    views=(View.THREE_QUARTER, View.LEFT, View.RIGHT),
    advice={
        View.REAR: "From behind, turns cannot be measured and the count may be wrong: face the "
        "camera at an angle.",
        View.FRONT: "From straight in front, your trunk hides your hips: turn a little, so that "
        "the camera sees you at an angle.",
    },
    gives=("pelvis_rotation_deg", "spine_twist_deg"),
    hip_measures=("pelvis_rotation_open_deg", "pelvis_rotation_closed_deg"),
    spine_measures=("spine_twist_deg",),
    watched=("hinge_deg",),
    levels={
        Level.FEET_DOWN: "both feet down",
        Level.KICKSTAND: "kickstand",
        Level.SINGLE_LEG: "single leg",
    },
    rules=(
        *key(TO_BE_SEEN, *SPINE_RULES, TWIST_RULE),
        SIDE_BEND_RULE,
        KNEE_RULE,
        HINGE_RULE,
        FOOT_DOWN_RULE,
    ),
    cues={
        WarningKind.LUMBAR_FLEXION: "Back long: show your chest to the wall ahead",
        WarningKind.LUMBAR_EXTENSION: "Ribs down: let the low back flatten",
        WarningKind.SPINE_TWIST: "Turn the belt buckle, not the shoulders",
        WarningKind.SIDE_BEND: "Keep both sides of the waist equally long",
        WarningKind.KNEE_DRIFT: "Knee over the second toe",
        WarningKind.HINGE_LOST: "Stay down in the hinge",
        WarningKind.FOOT_DOWN: "Keep the free foot off the floor, or choose the kickstand",
    },
    doses={
        Goal.EVERYDAY: Dose(2, 5, SLOW, True, 45.0, DOSE_SOURCE),
        Goal.DEEP_SQUAT: Dose(2, 6, SLOW, True, 45.0, DOSE_SOURCE),
        Goal.GYMNASTICS: Dose(3, 8, Tempo(4.0, 2.0, 4.0), True, 60.0, DOSE_SOURCE),
    },
    bands={
        Goal.EVERYDAY: _bands(
            (20, 30), (12, 20), f"turning the pelvis over a planted foot in running ({OUR_RULE})"
        ),
        Goal.DEEP_SQUAT: _bands(
            (25, 35), (15, 25), f"spare rotation while the hip is deeply flexed ({OUR_RULE})"
        ),
        Goal.GYMNASTICS: _bands(
            (35, 50), (20, 35), f"turn-out and holds on one leg need more ({OUR_RULE})"
        ),
    },
)
