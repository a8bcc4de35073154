"""The ready gate as a checklist of short names; the gate itself is `drills.gate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.practice import standing
from drills.gate import Need
from drills.registry import DEFINITIONS

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
    """One need: its name, whether it is met (``None``: not known yet), and what to do about it."""

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
        return next((check.advice for check in self.checks if check.advice), "")

    @property
    def current(self) -> Check | None:
        """The condition that the advice is about, or the first that is not known yet."""
        wanted = [check for check in self.checks if check.advice]
        return next((check for check in (*wanted, *self.checks) if not check.holds), None)


def waiting() -> Gate:
    """Return the gate before the first picture."""
    return Gate(tuple(Check(name, None) for name in NAMES.values()))


def seen(result: FrameResult, drill: Drill) -> Gate:
    """Return the gate of a drill as one frame shows it.

    What comes after "in the picture" is unknown while nobody is there, the view before the start
    pose is recognised, a start pose that cannot be recognised from here before the view is right,
    and stillness before everything else is met. The gate of a recorded video is always open; it is
    shown as open once nothing is wrong.

    Parameters
    ----------
    result
        The result of the frame, with the needs that are not met.
    drill
        The drill that is planned: its start pose is asked for.
    """
    checks: list[Check] = []
    known = True
    for need, name in NAMES.items():
        advice = result.unmet.get(need, "")
        if need is Need.POSTURE and advice:
            advice = f"{standing.at_the_gate(drill, result.zero)} {advice}".strip()
        if need is Need.STILL and any(check.holds is not True for check in checks):
            known = False
        checks.append(
            Check(name, (not advice) if known and _is_judged(need, result, drill) else None, advice)
        )
        if need is Need.SEEN and advice:
            known = False
    return Gate(tuple(checks), result.is_ready and not result.unmet)


def _is_judged(need: Need, result: FrameResult, drill: Drill) -> bool:
    """Whether the picture says anything about a need."""
    if need is Need.POSTURE:
        is_start = result.sample.posture in DEFINITIONS[drill].start
        return is_start or Need.VIEW not in result.unmet
    return need is not Need.VIEW or Need.POSTURE not in result.unmet
