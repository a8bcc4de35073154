"""What is read from the pictures of an input, and the neutrals chosen from all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.body.lookahead import stay_neutrals
from vision.body.scene import read_scene
from vision.observer import Observer
from vision.pose.quality import is_possible
from vision.pose.track import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from app.run.pipeline import Settings
    from vision.body.lookahead import Moment, StayNeutral
    from vision.datatypes import Frame, Pose, Scene
    from vision.pose.estimator import PoseEstimator
    from vision.pose.track import PackedPose

LOOK_EVERY_S = 2.5
"""A look for more people costs two or three estimates: 3 % of the time at this interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is read from one picture, and all that is kept of it: about 2 kB.

    ``people`` is how many were found, ``None`` in most frames (not looked for).
    """

    index: int
    t_s: float
    size_px: tuple[int, int]
    packed: PackedPose | None
    scene: Scene | None
    people: int | None = None

    @property
    def pose(self) -> Pose | None:
        """The pose with its silhouette; ``None`` where nobody was found."""
        return None if self.packed is None else self.packed.unpacked()


class Looker:
    """Reads pictures. Its state is the estimator's, and when it last counted the people.

    Parameters
    ----------
    count_people
        Counts the people in a picture; called every `LOOK_EVERY_S`. ``None``: never.
    """

    def __init__(
        self, estimator: PoseEstimator, count_people: Callable[[Frame], int] | None = None
    ) -> None:
        self._estimator = estimator
        self._count_people = count_people
        self._counted_s = -math.inf

    def look(self, frame: Frame) -> Look:
        """Read from a picture all that is needed of it; frames come in order of time."""
        pose = self._estimator.estimate(frame)
        pose = pose if pose is not None and is_possible(pose) else None
        scene = None if pose is None else read_scene(pose, frame.image)
        packed = None if pose is None else pack(pose)
        return Look(frame.index, frame.t_s, frame.size_px, packed, scene, self._count(frame))

    def _count(self, frame: Frame) -> int | None:
        """Count the people now and then: the estimator follows one and cannot tell."""
        if self._count_people is None or frame.t_s - self._counted_s < LOOK_EVERY_S:
            return None
        self._counted_s = frame.t_s
        return self._count_people(frame)


def survey(looks: Iterable[Look], settings: Settings) -> tuple[StayNeutral, ...]:
    """Return the neutrals of a recording, chosen with all of it in sight.

    Parameters
    ----------
    looks
        Those of all pictures in order; taken one by one, so they may be made on the way.

    Raises
    ------
    NotInPosture
        If nobody was in a start position at the moment that was marked (``settings.neutral_s``).
    """
    observer = Observer(settings.side)
    in_posture: dict[float, Look] = {}

    def moments() -> Iterator[Moment]:
        for look in looks:
            observer.follow(look.pose, look.t_s)
            if observer.moment is not None:
                in_posture[look.t_s] = look
                yield observer.moment

    def mask_at(t_s: float) -> NDArray[np.bool_] | None:
        pose = in_posture[t_s].pose
        return None if pose is None else pose.mask

    return stay_neutrals(moments(), settings.neutral_s, mask_at)
