"""What the user is told about the hip aeroplane."""

from __future__ import annotations

from drills.core.definition import GaugeScale, Guide, Placement
from drills.core.events import Level

GUIDE = Guide(
    title="Hip aeroplane",
    purpose="Rotates the pelvis over a planted leg: hip rotation under load, and balance.",
    steps=(
        "Put your weight on the standing leg and hinge forward until the trunk is nearly level, "
        "arms out to the sides. The level sets what the other foot does.",
        "Hold still for a moment: this is your neutral.",
        "Turn belt buckle and chest away from the standing leg as one piece, then back and in.",
        "Come to neutral between turns; stand up before you change legs.",
    ),
    placement=Placement(
        40.0,
        3.0,
        "hip height, about 0.9 m",
        "at an angle in front of you or at your side, so that hips and back can be seen",
    ),
    gauge=GaugeScale(0.0, 60.0, ("Hip opens", "Hip closes"), ("Spine twists", "Spine twists")),
    reading=(
        "Pelvis rotation over the standing foot is the movement of the hip itself. Pelvis roll and "
        "hip rotation are two parts of it: do not add them to it, and do not compare them with "
        "norms measured prone or seated."
    ),
    hip_word="hip turn",
    side_words="{} leg standing",
    side_question="Standing leg",
    level_help={
        Level.FEET_DOWN.value: "Both feet stay on the floor, side by side under the hips; most of "
        "the weight is on the standing leg.",
        Level.KICKSTAND.value: "The toes of the other foot rest on the floor a step behind you, "
        "like a bicycle kickstand, for balance only.",
        Level.SINGLE_LEG.value: "The other leg is off the floor, stretched out behind you.",
    },
    figure_deg=38.0,
    sample="aeroplane",
)
