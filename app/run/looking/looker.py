"""What is read from one frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.run.looking.people import COUNT_EVERY_S, Bystanders, Ticks
from vision.body.scene import picture_light, read_scene
from vision.capture.scene_changes import small_grey
from vision.pose.quality import is_possible
from vision.pose.steadied import steadied
from vision.pose.track import pack
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.capture.scene_changes import Drift, SceneChange, SceneWatch
    from vision.datatypes import Frame, Pose, Scene
    from vision.pose.estimator import PoseEstimator
    from vision.pose.track import PackedPose

BACKGROUND_EVERY_S = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is read from one frame, and all that is kept of it: about 2 kB.

    ``light`` is the brightness (0 to 1) of the picture if nobody was found; otherwise the ``scene``
    has it. ``people`` is how many were found, ``None`` in most frames (not counted); ``change`` is
    the change of scene noticed at this frame. ``grey`` is the small picture in which changes are
    looked for, now and then; `with_change` drops it. ``drift`` is that of the camera, which has
    been taken out of the pose.
    """

    index: int
    t_s: float
    size_px: tuple[int, int]
    packed: PackedPose | None
    scene: Scene | None
    people: int | None = None
    change: SceneChange | None = None
    grey: NDArray[np.uint8] | None = None
    light: float | None = None
    drift: Drift | None = None

    @property
    def pose(self) -> Pose | None:
        """The pose with its silhouette, ``None`` if nobody was found."""
        return None if self.packed is None else self.packed.unpacked()


class Looker:
    """Reads frames. Its only state is the estimator's, and which frame was the last.

    Parameters
    ----------
    estimator
        Finds the pose in a frame.
    count_people
        Counts the people in a frame; called for the first one, and every `COUNT_EVERY_S` while
        something beside the person changes, see `Bystanders`. ``None``: never.
    """

    def __init__(
        self, estimator: PoseEstimator, count_people: Callable[[Frame], int] | None = None
    ) -> None:
        self._estimator = estimator
        self._bystanders = None if count_people is None else Bystanders(count_people)
        self._counts = Ticks(COUNT_EVERY_S)
        self._backgrounds = Ticks(BACKGROUND_EVERY_S)

    def close(self) -> None:
        """Free the estimator."""
        self._estimator.close()

    def look(self, frame: Frame) -> Look:
        """Read everything that is needed from a frame; frames come in order of time."""
        pose = self._pose(frame)
        scene = None if pose is None else read_scene(pose, frame.image)
        light = picture_light(frame.image) if pose is None else None
        packed = None if pose is None else pack(pose)
        grey = small_grey(frame.image) if self._backgrounds.is_due(frame.t_s) else None
        people = self._count(frame, pose)
        at = frame.index, frame.t_s, frame.size_px
        return Look(*at, packed, scene, people=people, grey=grey, light=light)

    def warm(self, frame: Frame) -> Look:
        """Take a frame that another looker reads, only to be ready for those after it."""
        pose = self._pose(frame)
        self._backgrounds.is_due(frame.t_s)
        self._counts.is_due(frame.t_s)
        packed = None if pose is None else pack(pose)
        return Look(frame.index, frame.t_s, frame.size_px, packed, None)

    def _pose(self, frame: Frame) -> Pose | None:
        if self._bystanders is not None:
            self._bystanders.begin(frame)
        pose = self._estimator.estimate(frame)
        return _rounded(pose) if pose is not None and is_possible(pose) else None

    def _count(self, frame: Frame, pose: Pose | None) -> int | None:
        """Count the people now and then: the estimator follows one person and cannot tell."""
        is_due = self._counts.is_due(frame.t_s)
        return self._bystanders.count(frame, pose) if is_due and self._bystanders else None


def _rounded(pose: Pose) -> Pose:
    """Return a pose as it is stored, in single precision: reading it back changes nothing."""
    return replace(
        pose,
        landmarks_px=pose.landmarks_px.astype(np.float32).astype(np.float64),
        visibility=pose.visibility.astype(np.float32).astype(np.float64),
        world_m=pose.world_m.astype(np.float32).astype(np.float64),
    )


def with_change(watch: SceneWatch, look: Look) -> Look:
    """Return a look with the scene change that it shows, and without a drift of the camera.

    Parameters
    ----------
    watch
        Follows the background; takes the look's small picture.
    look
        The next look; its small picture is not kept.
    """
    if look.grey is not None:
        pose = look.pose
        mask = None if pose is None else pose.mask
        look = replace(look, grey=None, change=watch.take(look.t_s, look.grey, mask))
    if watch.drift is None or (pose := look.pose) is None:
        return look
    return replace(look, packed=pack(_rounded(steadied(pose, watch.drift))), drift=watch.drift)
