"""A neutral chosen by hand: the body at a marked moment of a recorded video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import ExitCode, UserError
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.run.pipeline import Settings
    from vision.body.neutral import MarkedNeutral
    from vision.datatypes import Frame
    from vision.pose.estimator import PoseEstimator

AFTER_S = 0.175
"""Pictures up to so long after the moment belong to its median: half the window of a hinge, whose
first half is forgotten by then if it takes longer."""


def neutral_note(neutral_s: float) -> str:
    """Say in the record of a session that a person chose the neutral."""
    return f"The neutral was marked by hand at {neutral_s:.1f} s."


def find_neutral(
    frames: Iterable[Frame],
    estimator: PoseEstimator,
    settings: Settings,
    tell: Callable[[float], bool] = lambda _t_s: True,
) -> MarkedNeutral | None:
    """Return the neutral at ``settings.neutral_s``; ``None`` if there is none or it was stopped.

    The video is looked at from its beginning, for the smoothing, the facing and the beginning of
    the stay depend on what came before.

    Parameters
    ----------
    tell
        Called with the time of every frame; false stops.

    Raises
    ------
    UserError
        If nobody is hinged or on all fours at that moment.
    """
    marked_s = settings.neutral_s
    if marked_s is None:
        return None
    observer = Observer(settings.side)
    for frame in frames:
        if frame.t_s > marked_s + AFTER_S:
            break
        if not tell(frame.t_s):
            return None
        observer.observe(estimator.estimate(frame), frame.t_s)
    found = observer.neutral_at(marked_s)
    if found is None:
        raise UserError(
            f"nobody holds a start pose at {marked_s:.1f} s",
            "mark a moment in which the body is hinged forward or on all fours",
            ExitCode.INPUT_FAILED,
        )
    return found
