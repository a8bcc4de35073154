"""What a person is told of the hip aeroplane."""

from __future__ import annotations

from drills.core.definition import GaugeScale, Guide, Placement

GUIDE = Guide(
    title="Hip aeroplane",
    purpose="Turns the pelvis over a planted leg: rotation of the hip under load, and balance.",
    steps=(
        "Stand on one leg and hinge forward until the trunk is nearly level, arms out.",
        "Hold still for a moment: this is your neutral.",
        "Turn belt buckle and chest away from the standing leg as one piece, then back and in.",
        "Come to neutral between turns; stand up before you change legs.",
    ),
    placement=Placement(
        40.0,
        3.0,
        "hip height, about 0.9 m",
        "in front or at an angle, so that the turn can be seen",
    ),
    gauge=GaugeScale(0.0, 60.0, ("Hip opens", "Hip closes"), ("Spine twists", "Spine twists")),
    reading=(
        "How far the pelvis turns over the standing foot is the hip's own movement. Pelvis roll "
        "and hip rotation are two parts of that turn: do not add them to it, and do not compare "
        "them with norms measured prone or seated."
    ),
    hip_word="hip turn",
    side_words="{} leg standing",
    side_question="Standing leg",
    figure_deg=38.0,
    sample="aeroplane",
)
