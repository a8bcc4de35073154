"""How it was measured, the terms and the limits: part of the clinician's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.report.ranges import main_measures
from app.session import words
from app.session.model import Zero
from vision.measures import quantity

if TYPE_CHECKING:
    from app.session.model import Session

_ZEROS = {
    Zero.STANDING: " Hip flexion is measured from the person's own quiet standing in this "
    "recording.",
    Zero.KEPT: " Hip flexion is measured from the person's own quiet standing in an earlier "
    "recording.",
    Zero.TYPICAL: (
        " The person was not seen standing, so hip flexion is measured from the standing posture "
        "of a typical body; its interval allows for that."
    ),
    None: "",
}
TALLIES = (
    "Clean: everything relevant was seen and nothing exceeded its limit. Compensated: something "
    "else moved instead of the hip. Partial: the rep fell short of the full movement. Not judged: "
    "something relevant could not be seen."
)
RULE = (
    "When is a difference between sides or sessions real? Below 10°, or within the intervals: no "
    "clear difference. From 10°: possible, so repeat the measurement. Above 15° in two of three "
    "sessions: consistent. This is our own rule; for measurements by hand, the minimal detectable "
    "change is 5.4 to 8.6° (Krause 2015, Gradoz 2018)."
)
LIMITS = (
    "One camera measures angles in the picture plane far better than angles in depth. The "
    "interval shows how exact this view is.",
    "There are no landmarks on the spine. The low back is estimated from the outline of the back, "
    "which loose clothing hides.",
    "The intervals were calibrated on computer-generated people whose angles are known "
    "(docs/accuracy.md). Real people may differ.",
    "Do not compare any of these figures with norms measured prone, seated or supine.",
)


def method(session: Session) -> str:
    """Say in a few sentences how the figures were measured."""
    source = session.source
    return (
        f"One camera, {source.frames} frames of {source.width_px} × {source.height_px} px at "
        f"{source.fps:.0f} per second. {session.model} finds the body's landmarks and outline. "
        "Joint angles use the ISB's axes and Grood and Suntay's signs, as changes from the "
        f"person's own quiet start.{_ZEROS[session.zero]} Each value stands with its 90 % "
        f"interval; the peaks are those of full reps. {TALLIES}"
    )


def definitions(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the terms of the drill and what they mean."""
    names = () if session.drill is None else main_measures(session.drill)
    return tuple((words.measure_label(name), quantity(name).help) for name in names)
