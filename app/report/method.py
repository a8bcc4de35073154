"""How it was measured, what the terms mean and what it cannot say: the clinician's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.session import words
from drills.core.events import Drill

if TYPE_CHECKING:
    from app.session.model import Session

DEFINITIONS = {
    "pelvis_rotation_open_deg": (
        "whole turn of the pelvis over the planted femur since the hinged neutral, away from the "
        "standing leg; what the hip gave"
    ),
    "pelvis_rotation_closed_deg": "the same turn, towards the standing leg",
    "pelvis_roll_open_deg": "the part of the turn about the trunk's own long axis",
    "hip_rotation_external_deg": "the part of the turn about the standing femur (Grood-Suntay)",
    "spine_twist_deg": "turn of the thorax against the pelvis since neutral; what the spine gave",
    "hinge_deg": "inclination of the trunk from the vertical",
    "hip_flexion_deg": "pelvis against femur (Grood-Suntay), flexion +",
    "clean_hip_flexion_deg": (
        "greatest hip flexion of a rep before the low back left its neutral band of 10°: the "
        "compensation-free range"
    ),
    "trunk_thigh_flexion_deg": "what a goniometer on trunk and thigh reads: hip and low back",
    "lumbar_flexion_deg": "thorax against pelvis, change from the person's own neutral, rounding +",
    "knee_width_ratio": "distance of the knees in shoulder widths",
    "rock_travel_ratio": "travel of the pelvis in trunk lengths",
    "hip_rotation_internal_deg": "rotation of the hip about the femur, internal +",
    "pelvis_lift_deg": "tilt of the pelvis since the start: what was not the hip",
}
_OF_DRILL = {
    Drill.AEROPLANE: (
        "pelvis_rotation_open_deg",
        "pelvis_rotation_closed_deg",
        "pelvis_roll_open_deg",
        "hip_rotation_external_deg",
        "spine_twist_deg",
        "hinge_deg",
        "lumbar_flexion_deg",
    ),
    Drill.FROGGER: (
        "hip_flexion_deg",
        "clean_hip_flexion_deg",
        "trunk_thigh_flexion_deg",
        "lumbar_flexion_deg",
        "knee_width_ratio",
        "rock_travel_ratio",
    ),
    Drill.FOOT_LIFT: ("hip_rotation_internal_deg", "pelvis_lift_deg"),
}
RULE = (
    "A difference between sides or sessions is called none below 10° or within the measures' "
    "intervals, possible from 10°, consistent above 15° in two of three sessions (our rule; "
    "minimal detectable change by hand 5.4 to 8.6°: Krause 2015, Gradoz 2018)."
)
LIMITS = (
    "One camera knows angles in its own plane far better than through it; the interval says how "
    "well from this view.",
    "No landmark lies on the spine: the low back is read from the outline of the back, which "
    "loose clothing blurs.",
    "Intervals were calibrated on rendered people with known angles (docs/accuracy.md); real "
    "people may differ.",
    "No figure is to be compared with norms of prone, seated or supine tests.",
)


def method(session: Session) -> str:
    """Return in a few sentences how the figures came about."""
    source = session.source
    return (
        f"{source.frames} frames of {source.width_px} x {source.height_px} px at {source.fps:.0f} "
        f"per second from one camera; landmarks and outline by {session.model}; joint angles with "
        "the axes of the ISB and Grood and Suntay's signs as a change from the person's own quiet "
        "start. Value with its 90 % interval; peaks are those of full reps. Clean: no "
        "compensation beyond its limit; partial: the range of the set was not reached."
    )


def definitions(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the terms of the drill and what they mean."""
    names = () if session.drill is None else _OF_DRILL.get(session.drill, ())
    return tuple((words.measure_label(name), DEFINITIONS[name]) for name in names)
