"""The ready gate as a checklist of sentences. No Qt.

What must hold before a set counts: the person is seen as a whole, from where the drill can be
measured, alone, in the start pose, and still.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drills.events import Drill
from vision.datatypes import Absent, Posture, Reason, View

if TYPE_CHECKING:
    from app.pipeline import FrameResult

HELD_S = 0.6
"""The last check must have held so long: one lucky frame opens nothing."""
_POSTURES = {
    Drill.AEROPLANE: Posture.HINGED,
    Drill.FROGGER: Posture.ALL_FOURS,
    Drill.FOOT_LIFT: Posture.ALL_FOURS,
}
_INTO_POSE = {
    Drill.AEROPLANE: "Hinge forward on your standing leg, arms wide",
    Drill.FROGGER: "Come down on all fours, knees wide",
    Drill.FOOT_LIFT: "Come down on all fours, knees wide",
}
_POSE_WORDS = {
    Drill.AEROPLANE: "Hinged forward",
    Drill.FROGGER: "On all fours",
    Drill.FOOT_LIFT: "On all fours",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One condition: its name, whether it holds (``None``: not known yet), and what to do."""

    name: str
    holds: bool | None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The checklist; ``since_s`` is since when every check holds, ``several`` the last look."""

    checks: tuple[Check, ...] = ()
    since_s: float | None = None
    several: bool = False

    def is_open(self, now_s: float) -> bool:
        """Whether the set may begin."""
        return self.since_s is not None and now_s - self.since_s >= HELD_S

    @property
    def advice(self) -> str:
        """The one thing to do next, "" when nothing is left to do."""
        return next((check.advice for check in self.checks if not check.holds), "")


def waiting(drill: Drill) -> Gate:
    """Return the gate before the first picture."""
    names = ("You are in the picture", "All of you", "Alone", "Good view")
    checks = tuple(Check(name, None) for name in (*names, _POSE_WORDS[drill], "Still"))
    return Gate(checks)


def after_result(gate: Gate, drill: Drill, result: FrameResult) -> Gate:
    """Take one picture's result."""
    several = gate.several if result.people is None else result.people > 1
    checks = checklist(drill, result, several=several)
    ready = all(check.holds for check in checks)
    since_s = (gate.since_s if gate.since_s is not None else result.t_s) if ready else None
    return Gate(checks, since_s, several)


def checklist(drill: Drill, result: FrameResult, *, several: bool) -> tuple[Check, ...]:
    """Return every condition in the order in which a person meets them."""
    reason = result.sample.quality.reason
    seen = reason in (None, Reason.NOT_VISIBLE)
    whole = reason is None
    in_pose = whole and result.sample.posture is _POSTURES[drill]
    return (
        Check("You are in the picture", seen, "Step into the picture"),
        Check("All of you", whole, "Step back until your whole body is in the picture"),
        Check("Alone", not several, "Only one person may be in the picture"),
        _view_check(drill, result, whole=whole),
        Check(_POSE_WORDS[drill], in_pose, _INTO_POSE[drill]),
        Check("Still", in_pose and _is_calibrated(drill, result), "Hold still for a second"),
    )


def _view_check(drill: Drill, result: FrameResult, *, whole: bool) -> Check:
    """Ask for a view from which the drill can be measured; an unknown one is not held against."""
    view = result.sample.view
    if drill is Drill.AEROPLANE:
        good, advice = view is not View.REAR, "Turn to face the camera, or half of it"
    elif drill is Drill.FROGGER:
        good = view not in (View.FRONT, View.REAR)
        advice = "Turn your left or right side to the camera"
    else:
        good, advice = view is not View.FRONT, "Turn your side to the camera, or half your back"
    return Check("Good view", whole and good, advice)


def _is_calibrated(drill: Drill, result: FrameResult) -> bool:
    """Whether the start position has been learnt: hip or spine are then measured or refused.

    Nothing of the drill counts before; an angle that this view cannot give is no reason to wait.
    """
    if result.drill is not drill:
        return False
    if result.sample.signals.keys() & {"turn_deg", "rock_deg", "trunk_shift_ratio"}:
        return True
    return not all(
        isinstance(one, Absent) and one.reason is Reason.NOT_CALIBRATED
        for one in (result.hip, result.spine)
    )
