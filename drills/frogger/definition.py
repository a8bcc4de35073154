"""Frogger rock: on all fours, hips back to the heels and forward again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drills.core.definition import OUR_RULE, Band, Definition, Dose, Goal, Tempo
from drills.core.events import Drill, WarningKind
from drills.core.rules import SHIFT_RULE, SPINE_RULES, key
from drills.frogger.guide import GUIDE
from vision.datatypes import Posture, View


class KneeWidth(StrEnum):
    """The levels of the rock: how far the knees are apart."""

    SHOULDER = "knees_shoulder_wide"
    WIDE = "knees_wide"
    VERY_WIDE = "knees_very_wide"


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the lean of the thighs since the start; our rules.

    Attributes
    ----------
    enter_deg
        A rock begins beyond this lean (`drills.core.excursion`): less is somebody settling.
    along_enter_deg
        The same from in front or behind, where the lean is the arc cosine of a height, which hardly
        changes near the start.
    least_way_ratio
        A rock carries hips and shoulders back by at least this many trunk lengths: less is a back
        that moves, or a landmark that wandered.
    partial_share
        A rep is partial below this share of the usual depth of the set.
    wide_ratio, very_wide_ratio
        The knees are wide, or very wide, from this many shoulder widths on.
    """

    enter_deg: float = 10.0
    along_enter_deg: float = 26.0
    least_way_ratio: float = 0.17
    partial_share: float = 0.5
    wide_ratio: float = 1.3
    very_wide_ratio: float = 1.7


DOSE_SOURCE = "8-15 rocks: coaching practice, the figure is our rule"
TO_BE_SEEN = "turn your side to the camera and wear close-fitting clothes"

DEFINITION = Definition(
    drill=Drill.FROGGER,
    guide=GUIDE,
    posture=Posture.ALL_FOURS,
    start=(Posture.ALL_FOURS,),
    params=Params(),
    views=(View.LEFT, View.RIGHT),
    advice=dict.fromkeys(
        (View.FRONT, View.REAR, View.THREE_QUARTER, View.UNKNOWN),
        "Turn your left or right side to the camera to measure hip and low back.",
    ),
    gives=("hip_excursion_{side}_deg", "lumbar_flexion_deg"),
    hip_measures=("hip_excursion_deg",),
    spine_measures=("lumbar_flexion_deg",),
    watched=("rock_travel_ratio",),
    levels={
        KneeWidth.SHOULDER: "knees shoulder-wide",
        KneeWidth.WIDE: "knees wide",
        KneeWidth.VERY_WIDE: "knees very wide",
    },
    decisive_reps=2,
    rules=(*key(TO_BE_SEEN, *SPINE_RULES), SHIFT_RULE),
    cues={
        WarningKind.LUMBAR_FLEXION: "Stop before your tailbone tucks under",
        WarningKind.LUMBAR_EXTENSION: "Do not let your belly sag: back long",
        WarningKind.SIDE_SHIFT: "Sit back between both heels",
    },
    doses={
        Goal.EVERYDAY: Dose(2, 10, Tempo(2.0, 1.0, 2.0), False, 30.0, DOSE_SOURCE),
        Goal.DEEP_SQUAT: Dose(3, 10, Tempo(2.0, 2.0, 2.0), False, 30.0, DOSE_SOURCE),
        Goal.GYMNASTICS: Dose(3, 12, Tempo(3.0, 2.0, 3.0), False, 30.0, DOSE_SOURCE),
    },
    bands={
        Goal.EVERYDAY: (
            Band("clean_hip_flexion_deg", 95, 110, f"sitting low and stairs ({OUR_RULE})"),
        ),
        Goal.DEEP_SQUAT: (
            Band(
                "clean_hip_flexion_deg", 110, 120,
                "a bony hip gives 87 deg in a squat, above 100 only with the knees apart (CT, "
                f"n = 21); the band is {OUR_RULE}",
            ),
        ),
        Goal.GYMNASTICS: (
            Band("clean_hip_flexion_deg", 118, 130, f"straddles and folds ({OUR_RULE})"),
        ),
    },
)  # fmt: skip


def knee_width_of(ratio: float, params: Params = DEFINITION.params) -> KneeWidth:
    """Return the level of a knee width.

    Parameters
    ----------
    ratio
        Distance of the knees in shoulder widths.
    params
        Thresholds of the drill.
    """
    if ratio >= params.very_wide_ratio:
        return KneeWidth.VERY_WIDE
    return KneeWidth.WIDE if ratio >= params.wide_ratio else KneeWidth.SHOULDER
