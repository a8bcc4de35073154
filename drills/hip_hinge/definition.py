"""Hip hinge: standing, the trunk bows over both hips and comes up again, the back long.

A small drill that shows how one is added. It is in no menu but works when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from drills.core.definition import (
    OUR_RULE,
    Band,
    Definition,
    Dose,
    GaugeScale,
    Goal,
    Guide,
    Placement,
    Tempo,
)
from drills.core.events import Drill, WarningKind
from drills.core.rules import SPINE_RULES, key
from vision.datatypes import Posture, View

GUIDE = Guide(
    title="Hip hinge",
    purpose="Hinges at both hips with a long back: hip flexion as in lifting from the floor.",
    steps=(
        "Stand on both feet.",
        "Push the hips back and bend forward, back long.",
        "Stand up again.",
    ),
    placement=Placement(90.0, 3.0, "hip height, about 0.9 m", "from the side"),
    gauge=GaugeScale(0.0, 100.0, ("Hip bends", "Hip extends"), ("Back rounds", "Back sags")),
)


@dataclass(frozen=True, slots=True)
class Params:
    """Thresholds on the inclination of the trunk; our rules.

    A bow begins beyond ``enter_deg``: picking up a cup from a table needs less.
    """

    enter_deg: float = 40.0


DEFINITION = Definition(
    drill=Drill.HIP_HINGE,
    guide=GUIDE,
    posture=Posture.HINGED,
    start=(Posture.STANDING,),
    params=Params(),
    views=(View.LEFT, View.RIGHT),
    gives=("hinge_deg", "lumbar_flexion_deg"),
    hip_measures=("hinge_deg",),
    spine_measures=("lumbar_flexion_deg",),
    rules=key("turn your side to the camera", *SPINE_RULES),
    cues={
        WarningKind.LUMBAR_FLEXION: "Back long: push the hips back",
        WarningKind.LUMBAR_EXTENSION: "Ribs down",
    },
    doses={Goal.EVERYDAY: Dose(2, 10, Tempo(2.0, 0.0, 2.0), False, 30.0)},
    bands={Goal.EVERYDAY: (Band("hinge_deg", 60, 90, f"lifting from the floor ({OUR_RULE})"),)},
    offered=False,
)
