"""Tracks as another camera, another person or another day would have given them. Pure.

A drill stays a drill under every change, and anything else does not become one. Only what needs no
pictures is changed: where the points lie, which frames there are, and when.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vision.angles.features import SWAPPED
from vision.pose.track import Track, pack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vision.datatypes import Pose
    from vision.pose.track import PackedPose

    Change = Callable[[Track, np.random.Generator], "Changed"]

SHORTEST_S = 3.0
"""A remainder shorter than this is not used."""
FRAME_S = (0.05, 0.1)
"""Time from one picture of a slow camera to the next, least and most."""
DRIFT_S = 0.5
"""Time constant of landmarks that wander."""
BODY = (11, 12, 23, 24, 25, 26)


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed track, and how many reps may be counted in it.

    ``least`` and ``most`` are factors of the reps that may be counted in the unchanged track.
    """

    track: Track
    least: int = 1
    most: int = 1


def _mirrored(track: Track, _rng: np.random.Generator) -> Changed:
    """Return the mirror image; left and right of the person change places."""

    def turn(pose: Pose) -> Pose:
        points, world = pose.landmarks_px[SWAPPED].copy(), pose.world_m[SWAPPED].copy()
        points[:, 0] = pose.size_px[0] - points[:, 0]
        world[:, 0] = -world[:, 0]
        mask = None if pose.mask is None else pose.mask[:, ::-1]
        seen = pose.visibility[SWAPPED]
        return replace(pose, landmarks_px=points, world_m=world, visibility=seen, mask=mask)

    return Changed(_posed(track, turn))


def _at_speed(speed: float) -> Change:
    """Return the change that plays a track faster (over 1) or slower."""

    def change(track: Track, _rng: np.random.Generator) -> Changed:
        return Changed(_timed(track, [t_s / speed for t_s in track.t_s]))

    return change


def _jittered(share: float) -> Change:
    """Return the change that shakes every point anew in every frame, by a share of the trunk."""

    def change(track: Track, rng: np.random.Generator) -> Changed:
        return Changed(_posed(track, lambda pose: _shifted(pose, share * rng.normal(size=(33, 3)))))

    return change


def _wandering(share: float) -> Change:
    """Return the change that lets every point wander slowly, by a share of the trunk."""

    def change(track: Track, rng: np.random.Generator) -> Changed:
        last_s, way = track.t_s[0], rng.normal(size=(33, 3))

        def wander(pose: Pose) -> Pose:
            nonlocal last_s, way
            kept = math.exp(-max(pose.t_s - last_s, 0.0) / DRIFT_S)
            way = kept * way + math.sqrt(1.0 - kept**2) * rng.normal(size=(33, 3))
            last_s = pose.t_s
            return _shifted(pose, share * way)

        return Changed(_posed(track, wander))

    return change


def _stretched(ratio: float) -> Change:
    """Return the change that makes the picture wider: pixels that are not square."""

    def change(track: Track, _rng: np.random.Generator) -> Changed:
        widen = np.array([ratio, 1.0])

        def wider(pose: Pose) -> Pose:
            size_px = (round(pose.size_px[0] * ratio), pose.size_px[1])
            mask = pose.mask
            if mask is not None:
                columns = np.arange(max(1, round(mask.shape[1] * ratio))) / ratio
                mask = mask[:, np.minimum(columns.astype(int), mask.shape[1] - 1)]
            points, world = pose.landmarks_px * widen, pose.world_m * [ratio, 1.0, 1.0]
            return replace(pose, size_px=size_px, landmarks_px=points, world_m=world, mask=mask)

        sizes = [(round(width * ratio), height) for width, height in track.sizes_px]
        return Changed(replace(_posed(track, wider), sizes_px=sizes))

    return change


def _begun_at(share: float) -> Change:
    """Return the change that leaves out the first share of a track, so that no rep may be whole."""

    def change(track: Track, _rng: np.random.Generator) -> Changed:
        first = int(share * len(track))
        if track.t_s[-1] - track.t_s[first] < SHORTEST_S:
            return Changed(track)
        return Changed(_of(track, range(first, len(track))), least=0)

    return change


def _dropped(track: Track, rng: np.random.Generator) -> Changed:
    """Return the track with 10 to 20 pictures a second, at uneven times, as from a slow camera."""
    kept: list[int] = []
    next_s = track.t_s[0]
    for index, t_s in enumerate(track.t_s):
        if t_s >= next_s:
            kept.append(index)
            next_s = t_s + rng.uniform(*FRAME_S)
    return Changed(_of(track, kept))


def _looped(track: Track, _rng: np.random.Generator) -> Changed:
    """Return the track played twice without a pause."""
    return Changed(_joined(track, track), least=0, most=2)


def _there_and_back(track: Track, _rng: np.random.Generator) -> Changed:
    """Return the track played to its end and back, so that everything is undone as slowly."""
    back = list(reversed(range(len(track) - 1)))
    times_s = [*track.t_s, *(2.0 * track.t_s[-1] - track.t_s[index] for index in back)]
    return Changed(_timed(_of(track, [*range(len(track)), *back]), times_s), least=0, most=2)


def _joined(first: Track, second: Track) -> Track:
    """Return two tracks as one recording that is cut from one to the other."""
    step_s = (first.t_s[-1] - first.t_s[0]) / max(len(first) - 1, 1)
    start_s = first.t_s[-1] + step_s - second.t_s[0]
    after = _timed(second, [t_s + start_s for t_s in second.t_s])
    return Track(
        [*first.t_s, *after.t_s],
        [*first.sizes_px, *after.sizes_px],
        [*first.poses, *after.poses],
    )


CHANGES: dict[str, Change] = {
    "as it is": lambda track, _rng: Changed(track),
    "mirrored": _mirrored,
    "at 0.7 of the speed": _at_speed(0.7),
    "at 1.4 of the speed": _at_speed(1.4),
    "shaken by 1 % of the trunk": _jittered(0.01),
    "shaken by 3 % of the trunk": _jittered(0.03),
    "wandering by 2 % of the trunk": _wandering(0.02),
    "0.9 times as wide": _stretched(0.9),
    "1.1 times as wide": _stretched(1.1),
    "10 to 20 pictures a second": _dropped,
    "from a third on": _begun_at(1 / 3),
    "from two thirds on": _begun_at(2 / 3),
    "twice in a row": _looped,
    "there and back": _there_and_back,
}


def _posed(track: Track, change: Callable[[Pose], Pose]) -> Track:
    poses = [None if pose is None else pack(change(pose.unpacked())) for pose in track.poses]
    return replace(track, poses=poses)


def _of(track: Track, kept: Sequence[int]) -> Track:
    """Return some frames of a track, in this order."""
    return Track(
        [track.t_s[index] for index in kept],
        [track.sizes_px[index] for index in kept],
        [track.poses[index] for index in kept],
    )


def _timed(track: Track, times_s: Sequence[float]) -> Track:
    """Return the frames at other times."""
    return Track(
        times_s, track.sizes_px, [_at(*pair) for pair in zip(track.poses, times_s, strict=True)]
    )


def _at(packed: PackedPose | None, t_s: float) -> PackedPose | None:
    return None if packed is None else replace(packed, pose=replace(packed.pose, t_s=t_s))


def _shifted(pose: Pose, shift: NDArray[np.float64]) -> Pose:
    """Return the pose with its points moved by ``shift`` (33, 3) in lengths of the trunk."""
    world = pose.world_m
    trunk_m = float(np.linalg.norm(world[11] + world[12] - world[23] - world[24])) / 2
    spread_px, spread_m = (
        float(np.std(part[list(BODY), 1])) for part in (pose.landmarks_px, world)
    )
    trunk_px = trunk_m * spread_px / max(spread_m, 1e-6)
    points = pose.landmarks_px + shift[:, :2] * trunk_px
    return replace(pose, landmarks_px=points, world_m=world + shift * trunk_m)
