"""What the user is told about the foot lift."""

from __future__ import annotations

from drills.core.definition import GaugeScale, Guide, Placement

GUIDE = Guide(
    title="Foot lift",
    purpose="Lifts one foot off the floor on all fours: internal rotation of the hip.",
    steps=(
        "On hands and knees, knees wide, back long.",
        "Hold still for a moment: this is your neutral.",
        "Lift one foot off the floor; the knee stays down, the pelvis stays level.",
        "Lower it slowly.",
    ),
    placement=Placement(
        125.0,
        3.0,
        "low, 0.4 to 0.6 m",
        "behind you at an angle, or at your side; hip rotation is measured only roughly",
    ),
    gauge=GaugeScale(
        0.0, 50.0, ("Hip turns in", "Hip turns out"), ("Pelvis lifts", "Pelvis drops")
    ),
    reading=(
        "Hip rotation is the change from the start position. Pelvic tilt is listed separately, "
        "because it is not hip movement."
    ),
    hip_word="hip turn",
    side_words="{} foot lifted",
    both_sides="both feet lifted",
    side_question="Foot that lifts",
    figure_deg=150.0,
    sample="foot_lift",
)
