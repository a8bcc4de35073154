"""Foot lift: on all fours one foot lifts off the floor and down, the hip turning inwards."""

from __future__ import annotations

from dataclasses import dataclass

from drills.core.definition import OUR_RULE, Band, Definition, Dose, Goal, Tempo
from drills.core.events import Drill, WarningKind
from drills.core.rules import PELVIS_LIFT_RULE, key
from drills.foot_lift.guide import GUIDE
from vision.datatypes import Posture, View


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the swing of the foot (`vision.angles.lift_signal`); our rules.

    The swing is the displacement of the foot relative to the knee in the picture. From the side
    most of a sideways swing happens in depth, so little of it is required, and the rest of the body
    has to stay still instead.

    Attributes
    ----------
    enter_deg
        A lift begins beyond this swing (`drills.core.excursion`).
    least_watched
        At least this many of hands and knees must be seen, among them the knee of the lifted foot.
    still_trunk_ratio, still_thigh_ratio
        Hips and shoulders may move by at most this many trunk lengths, and the thigh of the lifted
        foot by at most this share of its length.
    near_share
        From the side, the landmarks of the hidden far foot move along with the near one: the near
        foot counts unless it moves less than this share of the far one. From behind, by the
        silhouette, it is a lift only if the other foot swings by at most this share.
    pelvis_begins_deg
        The pelvis has begun to move when the lower bound of its lift exceeds this.
    clear_ratio
        A foot is clear of the floor from this many trunk lengths on, about its own height; the
        other foot must not be.
    """

    enter_deg: float = 3.5
    least_watched: int = 3
    still_trunk_ratio: float = 0.10
    still_thigh_ratio: float = 0.3
    near_share: float = 0.65
    pelvis_begins_deg: float = 2.0
    clear_ratio: float = 0.08


DOSE_SOURCE = "5-10 lifts a side: coaching practice, the figure is our rule"
TO_BE_SEEN = "turn your side to the camera, or place it behind you at an angle"

DEFINITION = Definition(
    drill=Drill.FOOT_LIFT,
    guide=GUIDE,
    posture=Posture.ALL_FOURS,
    start=(Posture.ALL_FOURS,),
    params=Params(),
    views=(View.LEFT, View.RIGHT, View.THREE_QUARTER),
    advice=dict.fromkeys(
        (View.FRONT, View.REAR),
        "From straight in front or behind, feet and pelvis cannot be made out: turn your side to "
        "the camera, or place it behind you at an angle.",
    ),
    gives=("hip_rotation_{side}_deg", "pelvis_lift_deg"),
    hip_measures=("hip_rotation_internal_deg",),
    spine_measures=("pelvis_lift_deg",),
    rules=key(TO_BE_SEEN, PELVIS_LIFT_RULE),
    cues={WarningKind.PELVIS_LIFT: "Pelvis level: only the lower leg moves"},
    doses={
        Goal.EVERYDAY: Dose(2, 6, Tempo(1.5, 1.0, 1.5), True, 30.0, DOSE_SOURCE),
        Goal.DEEP_SQUAT: Dose(2, 8, Tempo(1.5, 2.0, 1.5), True, 30.0, DOSE_SOURCE),
        Goal.GYMNASTICS: Dose(3, 10, Tempo(2.0, 2.0, 2.0), True, 30.0, DOSE_SOURCE),
    },
    bands={
        Goal.EVERYDAY: (
            Band("hip_rotation_internal_deg", 20, 30, f"walking and running ({OUR_RULE})"),
        ),
        Goal.DEEP_SQUAT: (
            Band("hip_rotation_internal_deg", 25, 35, f"room in deep positions ({OUR_RULE})"),
        ),
        Goal.GYMNASTICS: (
            Band(
                "hip_rotation_internal_deg", 30, 45,
                f"internal rotation seated is 37.9 (Kouyoumdjian 2012); the band is {OUR_RULE}",
            ),
        ),
    },
)  # fmt: skip
