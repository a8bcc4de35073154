"""Notices that the camera was moved or zoomed, or that the recording cuts to another scene.

Everything is measured against a neutral seen from one camera position. The edges of the still
background (the person is masked out) are compared with those of before. Where they no longer match,
the background is registered: corner features (ORB; Rublee et al. 2011, ICCV, p. 2564) are matched
by their descriptors, and one shift, rotation and scale is fitted to them by RANSAC. A background
too plain to be recognised gives no result.

A camera that slides slowly is no other scene: its drift is followed from where it is noticed, so
that it can be taken out of what is measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from vision.capture.clock import LEAST_GAP_S, MANY
from vision.capture.opencv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Drift = tuple[float, ...]
"""From a picture to that before the drift: the two rows of a shift, rotation and scale; the shift
(third and sixth) is in widths of the picture."""
WIDTH_PX = 320
"""Width of the shrunken frame that is compared."""
BLUR_PX = 1.5
"""Standard deviation of the smoothing before edges are looked for, because a camera's noise in poor
light looks like edges."""
LEAST_SPREAD = 0.8
"""Least spread of the edges (square root of the grey levels per pixel): less is a plain wall."""
UNMOVED = 0.65
"""Correlation of the edges of a background with those of before: unmoved it is this or more, also
in different light and with the noise of a camera; usually 0.9."""
SAME = 0.5
"""Moved by 2 % of the width, most are below this; moved along the boards of a floor and the edge of
a mat, not even by 10 %."""
ANOTHER = SAME / 2
"""Below this, and without a movement that explains it, it is another scene."""
LEAST_FREE = 0.25
"""Least share of the frame that must be free of people for a result."""
LEAST_MATCHES = 20
"""Corners that must be found in both frames, and must fit: a movement may fit fewer by chance."""
LEAST_SHARE = 0.12
"""Least share of the features that must fit one movement of the whole picture; chance gives
0.03."""
TO_FIT = 3
"""Two matches fix a shift, a rotation and a scale, one more agrees. In a room with few corners so
many are enough, if the edges are those of one that is unmoved once the movement is undone."""
MOVED_SHARE = 0.015
"""Least displacement of a corner, in widths of the picture (10 px of 640)."""
CLEAR_SHARE = 2 * MOVED_SHARE
"""Least displacement where the edges are still alike: a hand holds a camera no more firmly."""
ZOOMED_SHARE = 2 * MOVED_SHARE
"""A zoom about the middle by this much displaces the edges by `MOVED_SHARE` of the width."""
FAR_SHARE = 0.15
"""A drift by this much (widths of the picture) is followed from a new picture on: so much of the
background is still in both (our rule; half and twice as much do as well, four times loses it)."""
_SAME = np.eye(3)
MARGIN_PX = 6
"""Margin around the person, for shadows and for a silhouette that lags behind."""


class ChangeKind(StrEnum):
    """What happened to the scene."""

    MOVED = "moved"
    ZOOMED = "zoomed"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class SceneChange:
    """The scene until ``before_s`` differs from that after ``after_s``.

    ``shift_ratio`` is the largest displacement of a corner, in widths of the picture, and ``scale``
    the factor by which things grew; both are ``None`` after a cut.
    """

    kind: ChangeKind
    before_s: float
    after_s: float
    shift_ratio: float | None = None
    scale: float | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the person was filmed all the time, if from another place."""
        return self.kind is not ChangeKind.CUT


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """A shrunken frame (grey), the strength of its edges, and where no person is (255)."""

    t_s: float
    grey: NDArray[np.uint8]
    edges: NDArray[np.float32]
    free: NDArray[np.uint8]


class SceneWatch:
    """Follows the background of one recording or camera.

    Frames are given in order of time; a few a second are enough.

    Attributes
    ----------
    changes
        The changes noticed so far.
    drift
        How the present picture lies to that before a slow drift; ``None`` without one.
    drifts_s
        When a drift was noticed.
    """

    def __init__(self) -> None:
        self.changes: list[SceneChange] = []
        self._known: Scenery | None = None
        self._seen_s = 0.0
        self._doubtful: Scenery | None = None
        self._last: Scenery | None = None
        self._has_jumped = False
        self._anchor = _SAME
        self.drift: Drift | None = None
        self.drifts_s: list[float] = []

    def take(
        self, t_s: float, grey: NDArray[np.uint8], mask: NDArray[np.bool_] | None
    ) -> SceneChange | None:
        """Compare a frame; return a change once the new scene stands still.

        Parameters
        ----------
        t_s
            Time of the frame.
        grey
            The frame as `small_grey` gives it.
        mask
            The silhouette of the person, who is left out; ``None`` if nobody is seen.
        """
        now = scenery(t_s, grey, mask)
        last, self._last = self._last, now
        if self._known is None:
            self._known, self._seen_s = now, now.t_s
            return None
        alike = likeness(self._known, now)
        if alike is None:
            return None
        # until the background is back after a jump, no camera slid
        step = None if last is None else likeness(last, now)
        self._has_jumped |= step is not None and step < UNMOVED
        self._has_jumped &= alike < UNMOVED
        if self.drift is not None and self._slides(last, now):
            return None
        change = change_between(self._known, now, self._seen_s)
        if change is None:
            self._seen_s, self._doubtful = now.t_s, None
            return None
        if self._slides(last, now):
            return None
        waited = self._doubtful
        if waited is None or change_between(waited, now, waited.t_s) is not None:
            self._doubtful = now  # still moving, or disturbed: wait until it stands still
            return None
        self._known, self._doubtful, self._seen_s = now, None, now.t_s
        self._has_jumped = False
        self._anchor, self.drift = _SAME, None
        self.changes.append(replace(change, after_s=waited.t_s))
        return self.changes[-1]

    def _slides(self, last: Scenery | None, now: Scenery) -> bool:
        """Follow a camera that moves too slowly to be seen from one look to the next."""
        known, is_settled = self._known, self._doubtful is None
        if known is None or last is None or self._has_jumped or not is_settled:
            return False
        if now.t_s - last.t_s > LEAST_GAP_S:
            return False
        moved = movement(now, known)
        if moved is None:
            return False
        width = now.grey.shape[1]
        present = np.vstack([moved / [1.0, 1.0, width], [0.0, 0.0, 1.0]])
        if self.drift is None:  # what went unnoticed is no movement of the person: leave it in
            self._anchor = np.linalg.inv(present)
            self.drifts_s.append(now.t_s)
        self._seen_s = now.t_s
        self.drift = tuple((self._anchor @ present)[:2].ravel().tolist())
        if _shift_ratio(moved, (width, now.grey.shape[0])) > FAR_SHARE:
            self._known, self._anchor = now, self._anchor @ present
        return True


def small_grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a frame as it is compared: (rows, `WIDTH_PX`) grey."""
    height, width = image.shape[:2]
    size_px = (WIDTH_PX, max(1, round(height * WIDTH_PX / width)))
    small = cv2.resize(image, size_px, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def scenery(t_s: float, grey: NDArray[np.uint8], mask: NDArray[np.bool_] | None) -> Scenery:
    """Return what the comparison needs from a frame.

    Parameters
    ----------
    t_s
        Time of the frame.
    grey
        (rows, columns) as `small_grey` gives it.
    mask
        (rows, columns) of any size, true on the person, who is left out; ``None`` if nobody is
        seen.
    """
    soft = cv2.GaussianBlur(grey, (0, 0), BLUR_PX)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    # The root lets many faint edges count beside a few strong ones.
    edges = np.sqrt(cv2.magnitude(across, down))
    free = np.full(grey.shape, 255, np.uint8)
    if mask is not None:
        size_px = (grey.shape[1], grey.shape[0])
        person = cv2.resize(mask.view(np.uint8), size_px, interpolation=cv2.INTER_NEAREST)
        margin = np.ones((2 * MARGIN_PX + 1, 2 * MARGIN_PX + 1), np.uint8)
        free[cv2.dilate(person, margin) > 0] = 0
    return Scenery(t_s, grey, np.asarray(edges, np.float32), free)


def likeness(before: Scenery, after: Scenery) -> float | None:
    """Return the correlation of the edges of two backgrounds.

    Parameters
    ----------
    before, after
        Two frames of the same source.

    Returns
    -------
    float or None
        ``None`` if it is not known: another shape, too little free of people, or too plain.
    """
    if before.grey.shape != after.grey.shape:
        return None
    free = (before.free > 0) & (after.free > 0)
    if free.mean() < LEAST_FREE:
        return None
    old, new = before.edges[free], after.edges[free]
    spread = float(old.std() * new.std())
    if min(old.std(), new.std()) < LEAST_SPREAD:
        return None
    return float(((old - old.mean()) * (new - new.mean())).mean() / spread)


def movement(before: Scenery, after: Scenery) -> NDArray[np.float64] | None:
    """Return the similarity transform that maps one background to another.

    Parameters
    ----------
    before, after
        Two frames of the same source.

    Returns
    -------
    ndarray or None
        (2, 3) in pixels of the shrunken frame; ``None`` if none fits.
    """
    matched = _matched(before, after)
    if matched is None:
        return None
    old, new, least = matched
    fitted, fits = cv2.estimateAffinePartial2D(old, new, method=cv2.RANSAC)
    if fitted is None or fits.sum() < TO_FIT:
        return None
    transform = np.asarray(fitted, np.float64)
    alike = likeness(before, after)
    is_sure = (alike is None or alike < SAME) and fits.sum() >= least
    return transform if is_sure or _is_aligned(before, after, transform) else None


def _matched(
    before: Scenery, after: Scenery
) -> tuple[NDArray[np.float32], NDArray[np.float32], float] | None:
    """Return where the same corners are in both, (n, 2) each, and how many must fit a movement."""
    orb = cv2.ORB.create(fastThreshold=5)
    features = []
    for scene in (before, after):
        points, descriptors = orb.detectAndCompute(scene.grey, scene.free)
        if len(points) < TO_FIT:
            return None
        features.append((np.array([point.pt for point in points], np.float32), descriptors))
    (old, old_descriptors), (new, new_descriptors) = features
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(
        old_descriptors, new_descriptors
    )
    if len(matches) < TO_FIT:
        return None
    return (
        old[[match.queryIdx for match in matches]],
        new[[match.trainIdx for match in matches]],
        max(LEAST_MATCHES, LEAST_SHARE * min(len(old), len(new))),
    )


def _is_reshaped(before: Scenery, after: Scenery) -> bool:
    """Whether one background is the other, stretched or sheared: no camera does that."""
    matched = _matched(before, after)
    if matched is None:
        return False
    old, new, least = matched
    fitted, fits = cv2.estimateAffine2D(old, new, method=cv2.RANSAC)
    if fitted is None or fits.sum() < least:
        return False
    transform = np.asarray(fitted, np.float64)
    longest, shortest = np.linalg.svd(transform[:, :2], compute_uv=False)
    return longest - shortest > ZOOMED_SHARE and _is_aligned(before, after, transform)


def _is_aligned(before: Scenery, after: Scenery, transform: NDArray[np.float64]) -> bool:
    """Whether a transform brings the edges of one background to those of another."""
    size_px = (before.grey.shape[1], before.grey.shape[0])
    edges = cv2.warpAffine(before.edges, transform, size_px)
    free = cv2.warpAffine(before.free, transform, size_px, flags=cv2.INTER_NEAREST)
    moved = replace(before, edges=np.asarray(edges, np.float32), free=np.asarray(free, np.uint8))
    alike = likeness(moved, after)
    return alike is not None and alike >= UNMOVED


def change_between(before: Scenery, after: Scenery, before_s: float) -> SceneChange | None:
    """Return what happened between two frames; ``None`` if nothing or if it cannot be told.

    Parameters
    ----------
    before, after
        Two frames of the same source.
    before_s
        When the scene of ``before`` was last seen.
    """
    alike = likeness(before, after)
    if alike is None or alike >= UNMOVED:
        return None
    transform = movement(before, after)
    if transform is None:
        cut = SceneChange(ChangeKind.CUT, before_s, after.t_s)
        return cut if alike < ANOTHER or _is_reshaped(before, after) else None
    shift_ratio = _shift_ratio(transform, (after.grey.shape[1], after.grey.shape[0]))
    if shift_ratio < (MOVED_SHARE if alike < SAME else CLEAR_SHARE):
        return None
    scale = float(np.hypot(transform[0, 0], transform[1, 0]))
    kind = ChangeKind.ZOOMED if abs(scale - 1.0) > ZOOMED_SHARE else ChangeKind.MOVED
    return SceneChange(kind, before_s, after.t_s, shift_ratio, scale)


def _shift_ratio(transform: NDArray[np.float64], size_px: tuple[int, int]) -> float:
    width, height = size_px
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float64)
    displaced = corners @ transform[:, :2].T + transform[:, 2] - corners
    return float(np.hypot(displaced[:, 0], displaced[:, 1]).max() / width)


def change_notes(changes: Sequence[SceneChange], drifts_s: Sequence[float] = ()) -> list[str]:
    """Return notes for the user about the scene changes of a recording.

    Parameters
    ----------
    changes
        The changes.
    drifts_s
        When the camera was noticed to drift slowly.
    """
    if drifts_s:
        slid = (
            f"From {drifts_s[0]:.1f} s on the camera slides slowly: this was taken out of the "
            "measurements as far as possible. Put it on something firm."
        )
        return [slid, *change_notes(changes)]
    if len(changes) > MANY:
        return [
            f"The camera moved {len(changes)} times: put it on something firm, and let nobody "
            "touch it."
        ]
    words = {
        ChangeKind.MOVED: "the camera was moved",
        ChangeKind.ZOOMED: "the camera zoomed",
        ChangeKind.CUT: "the picture changes to another scene",
    }
    return [
        f"At {change.after_s:.1f} s {words[change.kind]}: what follows is measured against a new "
        "start position."
        for change in changes
    ]
