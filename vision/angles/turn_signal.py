"""One turning signal out of two: what the picture shows, and what the angle model says. Pure.

Both rise and fall with the turn and err in different clips, so that their mean counts better than
either. The model may be refused for a while: its part then fades instead of falling away, because a
step in the signal would look like a turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from vision.persistence import mean_weight

HEAD_SHARE = 0.5
FADE_S = 0.3
"""Time constant with which the model's part comes and goes."""


@dataclass(frozen=True, slots=True)
class Turning:
    """The model's part of the signal (deg) and when it was last followed."""

    part_deg: float = 0.0
    t_s: float | None = None


def follow(
    turning: Turning, shown_deg: float, said_deg: float | None, t_s: float
) -> tuple[Turning, float]:
    """Return the state after an instant, and the signal (deg, open +).

    Parameters
    ----------
    shown_deg
        The turn by `vision.angles.signals.turn_signal_deg`.
    said_deg
        Pelvis rotation and spine twist by the angle model; ``None`` where it is refused.
    """
    wanted_deg = 0.0 if said_deg is None else HEAD_SHARE * (said_deg - shown_deg)
    step_s = 0.0 if turning.t_s is None else t_s - turning.t_s
    weight = mean_weight(step_s, FADE_S)
    part_deg = turning.part_deg + weight * (wanted_deg - turning.part_deg)
    return Turning(part_deg, t_s), shown_deg + part_deg
