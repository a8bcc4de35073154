"""What the user is told about the frogger rock."""

from __future__ import annotations

from drills.core.definition import GaugeScale, Guide, Placement

GUIDE = Guide(
    title="Frogger rock",
    purpose=("Rocks the hips back to the heels: hip flexion with the low back held still."),
    steps=(
        "On hands and knees, knees shoulder-width apart or wider, thighs upright, back long.",
        "Hold still for a moment: this is your neutral.",
        "Rock the hips back towards the heels as far as you can with the low back long.",
        "Rock forward until the thighs are upright again.",
    ),
    placement=Placement(
        90.0,
        3.0,
        "low, 0.4 to 0.6 m",
        "from the side, so that hip and low back can be told apart",
    ),
    gauge=GaugeScale(0.0, 75.0, ("Hip bends", "Hip bends"), ("Back rounds", "Back sags")),
    reading=(
        "“Trunk to thigh” is what a goniometer reads: hip and low back together. The low back is "
        "listed separately, so that its rounding is not mistaken for hip flexion."
    ),
    side_words="{} side to the camera",
    level_question="Knees apart",
    level_help={
        "knees_shoulder_wide": "The knees are as far apart as the shoulders.",
        "knees_wide": "The knees are clearly wider than the shoulders.",
        "knees_very_wide": "The knees are as far apart as they go without pain.",
    },
    figure_deg=78.0,
    sample="frogger_rock",
)
