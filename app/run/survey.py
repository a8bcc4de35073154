"""What only all frames of a recording together can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.body.contour import ContourLog
from vision.body.lookahead import NeutralFinder
from vision.body.neutral import QUIET, median_body
from vision.body.standing import NotStanding, standing_flexion_deg
from vision.datatypes import Posture
from vision.observer import Observer
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.run.looking.looker import Look
    from app.run.pipeline import Settings
    from vision.body.body import Body
    from vision.body.lookahead import StayNeutral
    from vision.capture.scene_changes import SceneChange
    from vision.pose.track import PackedPose


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What a recording shows as a whole."""

    neutrals: tuple[StayNeutral, ...]
    standing_deg: float | None = None
    contours: ContourLog | None = None


class Surveyor:
    """Looks through a recording from its first look to its last."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._contours = ContourLog()
        self._observer = Observer(settings.side, contours=self._contours)
        self._finder = NeutralFinder(settings.neutral_s)
        self._stood: list[Body] = []
        self._changes: list[SceneChange] = []

    @property
    def asked(self) -> object:
        """What a survey depends on beside the looks."""
        return self._settings.side, self._settings.neutral_s, self._settings.standing_s

    def take(self, look: Look) -> None:
        """Take the next look."""
        if look.change is not None:
            self._changes.append(look.change)
            self._observer.begin_scene(goes_on=look.change.goes_on)
        _, body = self._observer.follow(look.pose, look.t_s)
        if body is not None and _stands_at(body, self._settings.standing_s):
            self._stood.append(body)
        moment = self._observer.moment
        if moment is not None:
            self._finder.add(replace(moment, packed=_with_pose_of(moment.body, look.packed)))

    def so_far(self) -> Survey:
        """Return what the looks so far show, without moments marked by hand."""
        return self._survey(self._finder.so_far())

    def survey(self) -> Survey:
        """Return what the whole recording shows; raises as the function `survey`."""
        return self._survey(self._finder.neutrals(), self._settings.standing_s)

    def _survey(self, neutrals: tuple[StayNeutral, ...], standing_s: float | None = None) -> Survey:
        in_scene = tuple(_of_one_scene(neutral, self._changes) for neutral in neutrals)
        if standing_s is not None:
            return Survey(in_scene, _marked_deg(self._stood, standing_s), self._contours)
        seen_deg = self._observer.standing_seen_deg
        is_one_person = not self._observer.identity_changes
        return Survey(in_scene, seen_deg if is_one_person else None, self._contours)


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
    surveyor = Surveyor(settings)
    for look in looks:
        surveyor.take(look)
    return surveyor.survey()


def _of_one_scene(neutral: StayNeutral, changes: list[SceneChange]) -> StayNeutral:
    """Let a neutral end with the scene that it was seen in; a change is noticed late."""
    ends_s = [change.before_s for change in changes if change.before_s >= neutral.from_s]
    return replace(neutral, until_s=min([neutral.until_s, *ends_s]))


def _with_pose_of(body: Body, packed: PackedPose | None) -> PackedPose | None:
    """Return a body's silhouette with the pose of the body, which is kept anyway."""
    return None if packed is None else replace(packed, pose=replace(body.pose, mask=None))


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
