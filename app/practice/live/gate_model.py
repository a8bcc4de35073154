"""The ready gate as a checklist of short names; the gate itself is `drills.gate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.practice import standing
from drills.gate import Need

if TYPE_CHECKING:
    from app.run.pipeline import FrameResult
    from drills.core.events import Drill

NAMES = {
    Need.SEEN: "In the picture",
    Need.ALONE: "Only you",
    Need.WHOLE: "Whole body",
    Need.CLOSE: "Near enough",
    Need.LIGHT: "Light",
    Need.CONTRAST: "Clear outline",
    Need.POSTURE: "Start pose",
    Need.VIEW: "Good view",
    Need.STILL: "Still for 2 s",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One need: its name, whether it is met (``None``: not known yet), and what to do."""

    name: str
    holds: bool | None
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The checklist, and whether the gate is open."""

    checks: tuple[Check, ...]
    is_open: bool = False

    @property
    def advice(self) -> str:
        """The one thing to do next, "" when nothing is left to do."""
        return next((check.advice for check in self.checks if not check.holds), "")


def waiting() -> Gate:
    """Return the gate before the first picture."""
    return Gate(tuple(Check(name, None) for name in NAMES.values()))


def seen(result: FrameResult, drill: Drill) -> Gate:
    """Return the gate of a drill as one picture shows it.

    What comes after "in the picture" is not known while nobody is there, the view not before the
    start pose is recognised, and stillness not before the rest is right. The gate of a recorded
    video is always open; it is shown as open once nothing is amiss.
    """
    checks: list[Check] = []
    known = True
    for need, name in NAMES.items():
        advice = result.unmet.get(need, "")
        if need is Need.POSTURE and advice:
            advice = f"{standing.at_the_gate(drill, result.zero)} {advice}".strip()
        if need is Need.STILL and any(check.holds is not True for check in checks):
            known = False
        is_posed = need is not Need.VIEW or Need.POSTURE not in result.unmet
        checks.append(Check(name, (not advice) if known and is_posed else None, advice))
        if need is Need.SEEN and advice:
            known = False
    return Gate(tuple(checks), result.is_ready and not result.unmet)
