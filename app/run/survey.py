"""What only all frames of a recording together can tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.body.contour import ContourLog
from vision.body.lookahead import stay_neutrals
from vision.body.neutral import QUIET, median_body
from vision.body.standing import NotStanding, standing_flexion_deg
from vision.datatypes import Posture
from vision.observer import Observer
from vision.pose.track import unpack_mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from app.run.looking.looker import Look
    from app.run.pipeline import Settings
    from vision.body.body import Body
    from vision.body.lookahead import Moment, StayNeutral
    from vision.capture.scene_changes import SceneChange
    from vision.pose.track import PackedPose


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What a recording shows as a whole."""

    neutrals: tuple[StayNeutral, ...]
    standing_deg: float | None = None
    contours: ContourLog | None = None


def survey(looks: Iterable[Look], settings: Settings) -> Survey:
    """Return what a whole recording shows: its neutrals, the person's zero and the backs.

    Parameters
    ----------
    looks
        Every look, in order of time.
    settings
        The side, and moments marked by hand: they take the place of what would be found.

    Raises
    ------
    NotInPosture
        If nobody holds a start pose at the marked neutral.
    NotStanding
        If nobody stands, seen from the side, at the marked moment.
    """
    contours = ContourLog()
    observer = Observer(settings.side, contours=contours)
    masks = _Masks()
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
                masks.take(observer.moment, look.packed)
                yield observer.moment

    found = stay_neutrals(moments(), settings.neutral_s, masks.at)
    neutrals = tuple(_of_one_scene(neutral, changes) for neutral in found)
    if settings.standing_s is not None:
        return Survey(neutrals, _marked_deg(marked, settings.standing_s), contours)
    standing_deg = None if observer.identity_changes else observer.standing_seen_deg
    return Survey(neutrals, standing_deg, contours)


class _Masks:
    """The packed silhouettes of the current period and of the previous one, by their times."""

    def __init__(self) -> None:
        self._since_s = -1.0
        self._now: dict[float, tuple[bytes, tuple[int, int]]] = {}
        self._before = self._now

    def take(self, moment: Moment, packed: PackedPose | None) -> None:
        """Keep the silhouette of a moment; a new stay drops all but those of the last one."""
        if moment.since_s != self._since_s:
            self._since_s, self._before, self._now = moment.since_s, self._now, {}
        if packed is not None and packed.mask:
            self._now[moment.body.t_s] = packed.mask, packed.shape

    def at(self, t_s: float) -> NDArray[np.bool_] | None:
        """Return the silhouette of a moment, ``None`` if it had none."""
        packed = self._now.get(t_s) or self._before.get(t_s)
        return None if packed is None else unpack_mask(*packed)


def _of_one_scene(neutral: StayNeutral, changes: list[SceneChange]) -> StayNeutral:
    """Let a neutral end with the scene that it was seen in; a change is noticed late."""
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
