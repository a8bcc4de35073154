"""The signal that counts turns: the mean of landmarks and angle model. Pure.

Both follow the turn and err in different clips, so their mean counts better than either; the
landmarks state no interval by which to weigh them. When the model is refused, its share fades out
slowly, because a step in the signal would look like a turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from vision.persistence import SETTLE_S, mean_weight


@dataclass(frozen=True, slots=True)
class Turning:
    """The model's share of the signal (deg) and when it was last updated."""

    part_deg: float = 0.0
    t_s: float | None = None


def follow(
    turning: Turning, shown_deg: float, model_deg: float | None, t_s: float
) -> tuple[Turning, float]:
    """Return the next state, and the signal (deg, open +).

    Parameters
    ----------
    turning
        The state of the previous moment.
    shown_deg
        The turn by `vision.angles.signals.turn_signal_deg`.
    model_deg
        Pelvis rotation plus spine twist from the angle model; ``None`` where it is refused.
    t_s
        Time of this moment.
    """
    wanted_deg = 0.0 if model_deg is None else (model_deg - shown_deg) / 2
    step_s = 0.0 if turning.t_s is None else t_s - turning.t_s
    weight = mean_weight(step_s, SETTLE_S)
    part_deg = turning.part_deg + weight * (wanted_deg - turning.part_deg)
    return Turning(part_deg, t_s), shown_deg + part_deg
