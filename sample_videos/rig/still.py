"""A few pictures of a scene side by side, to check its looks without rendering all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from .clip import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .motion import Plan
    from .scenes import Scene


def contact_sheet(scene: Scene, moments: Sequence[float | str], path: Path) -> None:
    """Write a PNG file with a picture for each of some moments.

    Parameters
    ----------
    scene
        What to show.
    moments
        From left to right: times in seconds, or names of phases (the middle of the first with it).
    path
        The file.

    Raises
    ------
    ValueError
        For a phase that the performance does not have.
    """
    stage = Stage(scene)
    pictures = []
    for moment in moments:
        time_s = _phase_middle_s(stage.motion.plan, moment) if isinstance(moment, str) else moment
        pose = stage.motion.at(time_s).pose
        matrices = None if pose is None else stage.kinematics.bone_matrices(pose)
        pictures.append(stage.picture(None if matrices is None else stage.skin(matrices)))
    stage.close()
    Image.fromarray(np.hstack(pictures)).save(path)


def _phase_middle_s(plan: Plan, name: str) -> float:
    """Return the middle of the first phase of this name; raise ValueError if there is none."""
    for phase in plan.phases:
        if phase.name == name:
            return (phase.start_s + phase.end_s) / 2
    known = ", ".join(dict.fromkeys(phase.name for phase in plan.phases))
    raise ValueError(f"no phase {name!r} in this plan; it has {known}")
