"""Keeps left and right apart, and one person from another.

Seen from behind with the face hidden, the estimator takes the back for the front: left and right
are exchanged and depth is reversed, limb by limb and for seconds. From in front and behind, the
facing locked while the person stood shows which point of a pair must be further left in the
picture; a pair that clearly contradicts it is exchanged with its whole limb. From elsewhere, a pair
of limbs that changes places from one frame to the next is exchanged back (`follow_sides`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import SIZE_POINTS, body_size_px
from vision.datatypes import Landmark, Tracking, View
from vision.persistence import SETTLE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.datatypes import Pose

    Spread = tuple[NDArray[np.float64], float]

ARMS = tuple(range(11, 23, 2))
LEGS = tuple(range(23, 33, 2))
"""Left points of each limb chain; the right one is the next number."""
CLEAR = 0.25
"""A pair contradicts the facing if it is exchanged by more than this share of its usual width."""
SWAP_SIZES = 0.15
"""A pair has changed places if its points jump by this share of the body's size on average..."""
SWAP_SHARE = 0.4
"""...and, exchanged, would have moved by less than this share of that (our rule)."""
SWAP_HELD_S = 1.6
"""Sides exchanged for longer are left as they come: perhaps they were wrong before."""
SWAP_WITHIN_S = 1.0
"""Over a longer gap, a swap cannot be recognised."""
JUMP_TRUNKS = 0.9
"""No mid-hip moves 0.9 trunk lengths (about 0.45 m) within `JUMP_WITHIN_S`; a person who was lost
and is found again within this distance is the same (our rule)."""
JUMP_WITHIN_S = 0.12
"""Over a longer step, as below 8 frames a second, a jump cannot be recognised."""
GROWTH = 2.0
"""Nor does a trunk double in length in the picture within that time."""
LEAP_SIZES = 0.5
"""Nor do the joints move by half of the body's size around their middle (rms): as much as if the
body were turned by 29 deg. Landmarks do, when they are mirrored or not on the body (our rule)."""
AWAY_S = 5.0
"""How long a person is remembered while another one is tracked (our rule)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Last place of the tracked person's mid-hip and length of the trunk (source px)."""

    t_s: float
    x_px: float
    y_px: float
    trunk_px: float


def repair_sides(pose: Pose, facing: View, width_px: tuple[float, float]) -> tuple[Pose, bool]:
    """Exchange limbs whose sides contradict the locked facing.

    Parameters
    ----------
    pose
        The estimator's pose.
    facing
        `View.FRONT` or `View.REAR`; in other views the pose is returned unchanged, because the two
        points of a pair overlap.
    width_px
        Usual widths of shoulders and hips in the picture, from the standing start.

    Returns
    -------
    tuple
        The pose, and whether anything was exchanged.
    """
    if facing not in (View.FRONT, View.REAR):
        return pose, False
    left_is_at = 1.0 if facing is View.FRONT else -1.0
    order: NDArray[np.intp] = np.arange(len(pose.landmarks_px))
    wrong = []
    for chain, usual_px in ((ARMS, width_px[0]), (LEGS, width_px[1])):
        first = chain[0]
        apart = pose.landmarks_px[first, 0] - pose.landmarks_px[first + 1, 0]
        exchanged = left_is_at * float(apart) < -CLEAR * usual_px
        wrong.append(exchanged)
        if exchanged:
            for left in chain:
                order[left], order[left + 1] = left + 1, left
    if not any(wrong):
        return pose, False
    world = pose.world_m[order]
    if all(wrong):
        world = world * np.array([1.0, 1.0, -1.0])
    return (
        replace(
            pose,
            landmarks_px=pose.landmarks_px[order],
            visibility=pose.visibility[order],
            world_m=world,
        ),
        True,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Which pairs (arms, legs) are being exchanged back, since when, and the last pose returned."""

    arms: bool = False
    legs: bool = False
    last: Pose | None = None
    since_s: float | None = None


def follow_sides(sides: Sides, pose: Pose) -> tuple[Sides, Pose]:
    """Keep the sides of limbs that change places between two frames.

    From one frame to the next, two limbs of a pair cannot each reach the place of the other. Pairs
    that overlap cannot be told apart and are left as they come. Depth is reversed along with the
    sides where that is closer to the previous frame.

    Parameters
    ----------
    sides
        The state so far.
    pose
        The estimator's pose.

    Returns
    -------
    tuple
        The next state, and the pose with its limbs exchanged back.
    """
    last = sides.last
    if last is None or not 0 < pose.t_s - last.t_s <= SWAP_WITHIN_S:
        return Sides(last=pose), pose
    arms = _is_exchanged(last, pose, ARMS, was=sides.arms)
    legs = _is_exchanged(last, pose, LEGS, was=sides.legs)
    kept = pose
    since_s = sides.since_s if arms or legs else None
    since_s = pose.t_s if since_s is None else since_s
    if pose.t_s - since_s > SWAP_HELD_S:
        return Sides(last=pose), pose
    if arms or legs:
        kept = _exchange(pose, (*(ARMS if arms else ()), *(LEGS if legs else ())))
        turned = kept.world_m * np.array([1.0, 1.0, -1.0])
        if _moved(last.world_m, turned) < _moved(last.world_m, kept.world_m):
            kept = replace(kept, world_m=turned)
    return Sides(arms, legs, kept, since_s if arms or legs else None), kept


def _is_exchanged(last: Pose, pose: Pose, chain: tuple[int, ...], *, was: bool) -> bool:
    lefts = list(chain)
    rights = [left + 1 for left in chain]
    size_px = body_size_px(last)
    before = last.landmarks_px[lefts + rights]
    plain = pose.landmarks_px[lefts + rights]
    other = pose.landmarks_px[rights + lefts]
    if _moved(plain, other) < SWAP_SIZES * size_px:
        return False
    now, turned = (other, plain) if was else (plain, other)
    jumped, would = _moved(before, now), _moved(before, turned)
    if jumped > SWAP_SIZES * size_px and would < SWAP_SHARE * jumped:
        return not was
    return was


def _moved(before: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    """Return the mean distance between two sets of points."""
    apart = now - before
    return float(np.add.reduce(np.sqrt(np.einsum("ij,ij->i", apart, apart)))) / len(apart)


def _exchange(pose: Pose, chain: tuple[int, ...]) -> Pose:
    """Return the pose with left and right of some points exchanged.

    Parameters
    ----------
    pose
        Any pose.
    chain
        Indices of the left points; the right one of each pair is the next index.
    """
    order: NDArray[np.intp] = np.arange(len(pose.landmarks_px))
    for left in chain:
        order[left], order[left + 1] = left + 1, left
    return replace(
        pose,
        landmarks_px=pose.landmarks_px[order],
        visibility=pose.visibility[order],
        world_m=pose.world_m[order],
    )


@lru_cache(maxsize=8)  # of one pose asked up to three times
def place_of(pose: Pose) -> Place:
    """Return the person's place and size in the picture."""
    p = pose.landmarks_px
    hip = (p[Landmark.LEFT_HIP] + p[Landmark.RIGHT_HIP]) / 2
    shoulder = (p[Landmark.LEFT_SHOULDER] + p[Landmark.RIGHT_SHOULDER]) / 2
    trunk_px = math.hypot(*(shoulder - hip).tolist())
    return Place(pose.t_s, float(hip[0]), float(hip[1]), trunk_px)


def is_back(left: Place, now: Place) -> bool:
    """Whether a body is where an earlier one was left, with the same size.

    Parameters
    ----------
    left, now
        The earlier place and the present one.
    """
    moved = math.hypot(now.x_px - left.x_px, now.y_px - left.y_px) / max(left.trunk_px, 1.0)
    grown = max(left.trunk_px, now.trunk_px) / max(min(left.trunk_px, now.trunk_px), 1.0)
    return 0 < now.t_s - left.t_s <= AWAY_S and moved < JUMP_TRUNKS and grown < GROWTH


def is_another_person(last: Place, now: Place) -> bool:
    """Whether the tracked body jumped further or grew more than one body can.

    A foreshortened trunk may flicker in length, so growth alone needs a displacement of half the
    limit.

    Parameters
    ----------
    last, now
        The previous place and the present one; more than `JUMP_WITHIN_S` apart, the answer is no.
    """
    step_s = now.t_s - last.t_s
    if not 0 < step_s <= JUMP_WITHIN_S:
        return False
    longer, shorter = max(last.trunk_px, now.trunk_px), min(last.trunk_px, now.trunk_px)
    moved = math.hypot(now.x_px - last.x_px, now.y_px - last.y_px) / max(longer, 1.0)
    grown = longer / max(shorter, 1.0) > GROWTH
    return moved > JUMP_TRUNKS or (grown and moved > JUMP_TRUNKS / 2)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The body that is followed.

    ``seen`` is the last pose as it was estimated and with its sides kept, ``followed`` the last one
    that was measured. ``leapt_s`` is when the landmarks last leapt away from it, ``None`` if they
    did not, and ``has_jumped`` whether they did as those of another person. ``since_s`` is when the
    body was first measured: one that was not for `SETTLE_S`, as in a picture that fades in, was no
    person.
    """

    seen: tuple[Pose, Pose] | None = None
    followed: Pose | None = None
    leapt_s: float | None = None
    has_jumped: bool = False
    since_s: float | None = None


def follow_body(
    track: Track, seen: Pose, kept: Pose, *, is_outline_read: bool = False
) -> tuple[Track, Tracking]:
    """Return the next state, and whether the body is the one that was followed.

    After a leap nothing may be measured until the landmarks are back where they were, or have
    settled elsewhere. Sides that are exchanged, and exchanged back, are no leap.

    Parameters
    ----------
    track
        The state so far.
    seen, kept
        The pose as it was estimated, and with its sides kept.
    is_outline_read
        Whether the body's outline is read because its landmarks leap (`vision.body.from_behind`):
        then only another person is noticed.
    """
    leapt_s, has_jumped, followed = track.leapt_s, track.has_jumped, track.followed
    since_s = kept.t_s if track.since_s is None else track.since_s
    if track.seen is not None:
        seen_before, kept_before = track.seen
        jumps = is_another_person(place_of(seen_before), place_of(seen))
        leaps = has_leapt(seen_before, seen) and has_leapt(kept_before, kept)
        if jumps or (leaps and not is_outline_read):
            was_person = followed is not None and followed.t_s - since_s >= SETTLE_S
            leapt_s, has_jumped = kept.t_s, has_jumped or (jumps and was_person)
    is_away = leapt_s is not None and followed is not None and not _returned(followed, kept)
    if leapt_s is not None and is_away and kept.t_s - leapt_s < SETTLE_S:
        return Track((seen, kept), followed, leapt_s, has_jumped, since_s), Tracking.LEAPT
    settled = Tracking.ANOTHER if has_jumped else Tracking.SETTLED
    since_s = kept.t_s if is_away else since_s
    return Track((seen, kept), kept, since_s=since_s), settled if is_away else Tracking.SAME


def _returned(left: Pose, now: Pose) -> bool:
    """Whether the landmarks are where they were before a leap."""
    return is_back(place_of(left), place_of(now)) and is_alike(left, now)


def has_leapt(last: Pose, now: Pose) -> bool:
    """Whether the joints moved further around their middle than those of a body can.

    Parameters
    ----------
    last, now
        The previous pose and the present one; more than `JUMP_WITHIN_S` apart, the answer is no.
    """
    return 0 < now.t_s - last.t_s <= JUMP_WITHIN_S and not is_alike(last, now)


def is_alike(one: Pose, other: Pose) -> bool:
    """Whether the joints of two poses lie likewise, in the picture and in space.

    Parameters
    ----------
    one, other
        Any two poses; where they are in the picture does not matter.
    """
    pairs = zip(_around_middle(one), _around_middle(other), strict=True)
    return all(_sizes_apart(*pair) <= LEAP_SIZES for pair in pairs)


@lru_cache(maxsize=8)  # every pose is compared with the one before and the one after
def _around_middle(pose: Pose) -> tuple[Spread, Spread]:
    """Return the joints in the picture and in space from their middle, with the sum of squares."""
    picture, space = (
        points[SIZE_POINTS] - np.add.reduce(points[SIZE_POINTS]) / len(SIZE_POINTS)
        for points in (pose.landmarks_px, pose.world_m)
    )
    return (picture, float(np.vdot(picture, picture))), (space, float(np.vdot(space, space)))


def _sizes_apart(one: Spread, other: Spread) -> float:
    """Return how far joints are from each other around their middle (rms), in body sizes."""
    apart, size = other[0] - one[0], max(one[1], other[1])
    return math.sqrt(float(np.vdot(apart, apart)) / size) if size else 0.0
