"""What is read from the pictures of an input, and what only all of them tell."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.body.lookahead import stay_neutrals
from vision.body.neutral import QUIET, median_body
from vision.body.scene import read_scene
from vision.body.standing import NotStanding, standing_flexion_deg
from vision.capture.scene_changes import SceneWatch
from vision.datatypes import Posture
from vision.observer import Observer
from vision.pose.quality import is_possible
from vision.pose.track import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from app.run.pipeline import Settings
    from vision.body.body import Body
    from vision.body.lookahead import Moment, StayNeutral
    from vision.capture.scene_changes import SceneChange
    from vision.datatypes import Frame, Pose, Scene
    from vision.pose.estimator import PoseEstimator
    from vision.pose.track import PackedPose

LOOK_EVERY_S = 2.5
"""A look for more people costs two or three estimates: 3 % of the time at this interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is read from one picture, and all that is kept of it: about 2 kB.

    ``people`` is how many were found, ``None`` in most frames (not looked for); ``change`` is that
    of the scene which was noticed with this picture.
    """

    index: int
    t_s: float
    size_px: tuple[int, int]
    packed: PackedPose | None
    scene: Scene | None
    people: int | None = None
    change: SceneChange | None = None

    @property
    def pose(self) -> Pose | None:
        """The pose with its silhouette; ``None`` where nobody was found."""
        return None if self.packed is None else self.packed.unpacked()


class Looker:
    """Reads pictures. Its state is the estimator's, the background, and when it last counted.

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
        self._watch = SceneWatch()

    @property
    def changes(self) -> tuple[SceneChange, ...]:
        """How the scene was changed so far: the camera moved, zoomed, or cut."""
        return tuple(self._watch.changes)

    def look(self, frame: Frame) -> Look:
        """Read from a picture all that is needed of it; frames come in order of time."""
        pose = self._estimator.estimate(frame)
        pose = pose if pose is not None and is_possible(pose) else None
        scene = None if pose is None else read_scene(pose, frame.image)
        packed = None if pose is None else pack(pose)
        change, people = self._watch.take(frame, pose), self._count(frame)
        return Look(frame.index, frame.t_s, frame.size_px, packed, scene, people, change)

    def _count(self, frame: Frame) -> int | None:
        """Count the people now and then: the estimator follows one and cannot tell."""
        if self._count_people is None or frame.t_s - self._counted_s < LOOK_EVERY_S:
            return None
        self._counted_s = frame.t_s
        return self._count_people(frame)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What a recording tells as a whole.

    ``neutrals`` are those of its stays; ``standing_deg`` is the person's zero of hip flexion from
    their quiet standing before or after the drill, ``None`` if it was not seen from the side or
    if it is not sure whose it is.
    """

    neutrals: tuple[StayNeutral, ...]
    standing_deg: float | None = None


def survey(looks: Iterable[Look], settings: Settings) -> Survey:
    """Return what a recording tells with all of it in sight: its neutrals and the person's zero.

    Parameters
    ----------
    looks
        Those of all pictures in order; taken one by one, so they may be made on the way.

    Raises
    ------
    NotInPosture
        If nobody was in a start position at the moment that was marked (``settings.neutral_s``).
    NotStanding
        If nobody stood, seen from the side, at the one that was marked (``settings.standing_s``).
    """
    observer = Observer(settings.side)
    in_posture: dict[float, Look] = {}
    marked: list[Body] = []
    changes: list[SceneChange] = []

    def moments() -> Iterator[Moment]:
        for look in looks:
            if look.change is not None:
                changes.append(look.change)
                observer.begin_scene()
            _, body = observer.follow(look.pose, look.t_s)
            if body is not None and _stands_at(body, settings.standing_s):
                marked.append(body)
            if observer.moment is not None:
                in_posture[look.t_s] = look
                yield observer.moment

    def mask_at(t_s: float) -> NDArray[np.bool_] | None:
        pose = in_posture[t_s].pose
        return None if pose is None else pose.mask

    found = stay_neutrals(moments(), settings.neutral_s, mask_at)
    neutrals = tuple(_of_one_scene(neutral, changes) for neutral in found)
    if settings.standing_s is not None:
        return Survey(neutrals, _marked_deg(marked, settings.standing_s))
    return Survey(neutrals, None if observer.identity_changes else observer.standing_seen_deg)


def _of_one_scene(neutral: StayNeutral, changes: list[SceneChange]) -> StayNeutral:
    """Let a neutral hold no longer than the scene it was seen in; a change is noticed late."""
    ends_s = [change.before_s for change in changes if change.before_s >= neutral.from_s]
    return replace(neutral, until_s=min([neutral.until_s, *ends_s]))


def _stands_at(body: Body, marked_s: float | None) -> bool:
    half_s = QUIET[Posture.STANDING].window_s / 2
    is_near = marked_s is not None and abs(body.t_s - marked_s) <= half_s
    return is_near and body.posture is Posture.STANDING


def _marked_deg(stood: list[Body], marked_s: float) -> float:
    middle = median_body(tuple(stood)) if stood else None
    found = None if middle is None else standing_flexion_deg(middle.pose, middle.yaw_deg)
    if found is None:
        raise NotStanding(f"nobody stood, seen from the side, at {marked_s:.1f} s")
    return found
