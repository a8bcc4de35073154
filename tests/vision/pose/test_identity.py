from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import SIZE_PX, Z, exchanged, hinged, pose, rotation, standing
from vision.body.body import body_size_px
from vision.datatypes import Pose, Side, Tracking, View
from vision.pose.identity import (
    ARMS,
    LEGS,
    Place,
    Sides,
    Track,
    follow_body,
    follow_sides,
    is_another_person,
    is_back,
    place_of,
    repair_sides,
)

WIDTH_PX = (108.0, 54.0)  # shoulders and hips of the figure at 300 px a metre


def swapped(whole: Pose, chain: tuple[int, ...]) -> Pose:
    """Exchange one limb only; depth is as it was."""
    order = np.arange(33)
    for left in chain:
        order[left], order[left + 1] = left + 1, left
    return Pose(
        whole.t_s, SIZE_PX, whole.landmarks_px[order], whole.visibility[order], whole.world_m[order]
    )


# ---- repair


@pytest.mark.parametrize(("yaw", "facing"), [(0, View.FRONT), (180, View.REAR)])
@pytest.mark.parametrize("joints", [standing(), hinged(Side.RIGHT, femur_deg=15)])
def test_exchange_from_front_and_rear_is_undone_with_its_depth(
    joints: dict[str, np.ndarray], yaw: float, facing: View
) -> None:
    right = pose(joints, yaw_deg=yaw)
    repaired, changed = repair_sides(exchanged(right), facing, WIDTH_PX)
    assert changed
    np.testing.assert_allclose(repaired.landmarks_px, right.landmarks_px)
    np.testing.assert_allclose(repaired.world_m, right.world_m)


@pytest.mark.parametrize(("yaw", "facing"), [(0, View.FRONT), (180, View.REAR)])
def test_right_pose_is_left_alone(yaw: float, facing: View) -> None:
    right = pose(standing(), yaw_deg=yaw)
    assert repair_sides(right, facing, WIDTH_PX) == (right, False)


@pytest.mark.parametrize("facing", [View.LEFT, View.RIGHT, View.THREE_QUARTER, View.UNKNOWN])
def test_other_views_are_not_touched(facing: View) -> None:
    wrong = exchanged(pose(standing()))
    assert repair_sides(wrong, facing, WIDTH_PX) == (wrong, False)


@pytest.mark.parametrize(("chain", "other"), [(ARMS, LEGS), (LEGS, ARMS)])
def test_single_limbs_are_exchanged_alone_and_keep_their_depth(
    chain: tuple[int, ...], other: tuple[int, ...]
) -> None:
    right = pose(standing(thigh_deg=10))
    repaired, changed = repair_sides(swapped(right, chain), View.FRONT, WIDTH_PX)
    assert changed
    np.testing.assert_array_equal(repaired.landmarks_px, right.landmarks_px)
    np.testing.assert_array_equal(repaired.world_m, right.world_m)
    assert repaired.world_m[other[0], 2] == right.world_m[other[0], 2]


@pytest.mark.parametrize(("share", "changed"), [(0.2, False), (0.3, True)])
def test_slight_contradiction_is_no_exchange(share: float, changed: bool) -> None:
    """Sides overlap when the trunk turns away: only a clear contradiction counts."""
    turned = pose(standing())
    points = turned.landmarks_px.copy()
    points[11, 0], points[12, 0] = 640 - share * 54, 640 + share * 54
    turned = Pose(0.0, SIZE_PX, points, turned.visibility, turned.world_m)
    assert repair_sides(turned, View.FRONT, WIDTH_PX)[1] is changed


def test_visibility_goes_with_its_limb() -> None:
    wrong = exchanged(pose(standing()))
    wrong.visibility[LEGS[0]] = 0.1
    repaired, _ = repair_sides(wrong, View.FRONT, WIDTH_PX)
    assert repaired.visibility[LEGS[0] + 1] == 0.1
    assert repaired.visibility[LEGS[0]] == pytest.approx(0.99)


# ---- identity


def test_place_is_mid_hip_and_trunk_in_source_pixels() -> None:
    place = place_of(pose(standing(), t_s=1.5, centre_px=(500, 400)))
    assert place == Place(1.5, 500, 400, pytest.approx(150))


def place(t_s: float, x_px: float = 0, trunk_px: float = 100) -> Place:
    return Place(t_s, x_px, 0, trunk_px)


@pytest.mark.parametrize(
    ("now", "another"),
    [
        (place(1 / 30, 85), False),
        (place(1 / 30, 95), True),
        (place(1 / 30, -95), True),
        (place(1 / 30, 20, 300), False),  # a foreshortened trunk may flicker
        (place(1 / 30, 200, 300), True),  # grown and moved by two thirds of itself
        (place(1 / 30, 200, 250), True),
        (place(1 / 30, 60, 45), True),
    ],
)
def test_jump_or_growth_with_a_move_is_another_person(now: Place, another: bool) -> None:
    assert is_another_person(place(0.0), now) is another


@pytest.mark.parametrize("fps", [10, 15, 30, 60, 120])
def test_jump_is_seen_at_every_frame_rate(fps: int) -> None:
    assert is_another_person(place(0.0), place(1 / fps, 95))


@pytest.mark.parametrize("fps", [10, 15, 30, 60, 120])
def test_brisk_walk_is_no_jump_at_any_frame_rate(fps: int) -> None:
    """2 m/s is 4 trunk lengths a second."""
    assert not is_another_person(place(0.0), place(1 / fps, 400 / fps))


@pytest.mark.parametrize("step_s", [0.13, 1.0, 60.0])
def test_after_a_gap_nobody_can_tell(step_s: float) -> None:
    assert not is_another_person(place(0.0), place(step_s, 5000))


@pytest.mark.parametrize("step_s", [0.0, -0.03])
def test_equal_or_backward_time_says_nothing(step_s: float) -> None:
    assert not is_another_person(place(1.0), place(1.0 + step_s, 5000))


def test_vanishing_trunk_does_not_divide_by_zero() -> None:
    assert is_another_person(Place(0, 0, 0, 0.0), Place(0.03, 50, 0, 0.0))
    assert math.isfinite(Place(0, 0, 0, 0.0).trunk_px)


# ---- leaps of the landmarks

DT_S = 1 / 15


def leant(deg: float, t_s: float) -> Pose:
    """Return a standing body that is turned in the picture."""
    seen, turn = pose(standing(), t_s=t_s), rotation(Z, deg)
    middle = seen.landmarks_px.mean(axis=0)
    px = middle + (seen.landmarks_px - middle) @ turn[:2, :2].T
    return replace(seen, landmarks_px=px, world_m=seen.world_m @ turn.T)


def followed(*poses: Pose) -> list[Tracking]:
    """Return how each pose follows from those before."""
    track, tracking = Track(), []
    for one in poses:
        track, how = follow_body(track, one, one)
        tracking.append(how)
    return tracking


@pytest.mark.parametrize(("deg", "leapt"), [(25.0, False), (35.0, True), (180.0, True)])
def test_body_that_turns_at_once_has_leapt(deg: float, leapt: bool) -> None:
    tracking = followed(leant(0.0, 0.0), leant(deg, DT_S))
    assert tracking == [Tracking.SAME, Tracking.LEAPT if leapt else Tracking.SAME]


def test_depth_that_is_reversed_has_leapt() -> None:
    seen = pose(hinged(Side.RIGHT), yaw_deg=60.0)
    turned = replace(seen, t_s=DT_S, world_m=seen.world_m * [1.0, 1.0, -1.0])
    assert followed(seen, turned)[-1] is Tracking.LEAPT


def test_landmarks_that_are_back_after_a_leap_are_followed_at_once() -> None:
    poses = [leant(60.0 * (i in (3, 4)), i * DT_S) for i in range(7)]
    leapt = [i for i, how in enumerate(followed(*poses)) if how is Tracking.LEAPT]
    assert leapt == [3, 4]


def test_landmarks_that_stay_where_they_leapt_to_settle_there() -> None:
    poses = [leant(60.0 * (i >= 3), i * DT_S) for i in range(12)]
    tracking = followed(*poses)
    assert tracking[3:8] == [Tracking.LEAPT] * 5
    assert tracking[8:] == [Tracking.SETTLED, *[Tracking.SAME] * 3]


@pytest.mark.parametrize(("ghosts", "then"), [(1, Tracking.SETTLED), (9, Tracking.ANOTHER)])
def test_what_was_seen_for_a_moment_only_was_no_person(ghosts: int, then: Tracking) -> None:
    """A picture that fades in shows a body elsewhere for a frame."""
    poses = [leant(0.0, i * DT_S) for i in range(ghosts + 8)]
    poses[:ghosts] = [
        replace(one, landmarks_px=one.landmarks_px + np.array([600.0, 0.0]))
        for one in poses[:ghosts]
    ]
    assert followed(*poses)[ghosts + 5] is then


def test_sides_that_are_exchanged_and_exchanged_back_are_no_leap() -> None:
    first, kept = (pose(hinged(Side.RIGHT), yaw_deg=60.0, t_s=i * DT_S) for i in range(2))
    track, _ = follow_body(Track(), first, first)
    assert follow_body(track, exchanged(kept), kept)[1] is Tracking.SAME


def test_while_the_outline_is_read_only_another_person_is_noticed() -> None:
    seen = leant(0.0, 0.0)
    track, _ = follow_body(Track(), seen, seen)
    leapt, still = leant(60.0, DT_S), leant(0.0, DT_S)
    gone = replace(still, landmarks_px=still.landmarks_px + np.array([500.0, 0.0]))
    assert follow_body(track, leapt, leapt, is_outline_read=True)[1] is Tracking.SAME
    assert follow_body(track, gone, gone, is_outline_read=True)[1] is Tracking.LEAPT


@pytest.mark.parametrize("step_s", [0.13, 1.0])
def test_after_a_gap_no_leap_is_seen(step_s: float) -> None:
    assert followed(leant(0.0, 0.0), leant(60.0, step_s))[-1] is Tracking.SAME


# ---- sides from picture to picture


def turning(t_s: float, yaw_deg: float = 50.0) -> Pose:
    return pose(hinged(Side.LEFT, femur_deg=20.0 + 10.0 * t_s), yaw_deg=yaw_deg, t_s=t_s)


@pytest.mark.parametrize("yaw_deg", [50.0, -40.0, 130.0])
def test_sides_that_change_places_are_changed_back_with_their_depth(yaw_deg: float) -> None:
    sides = Sides()
    for i in range(20):
        right = turning(i / 20, yaw_deg)
        seen = exchanged(right) if 5 <= i < 12 else right
        sides, kept = follow_sides(sides, seen)
        np.testing.assert_allclose(kept.landmarks_px, right.landmarks_px)
        np.testing.assert_allclose(kept.world_m, right.world_m)


@pytest.mark.parametrize("fps", [10.0, 30.0])
def test_turning_limbs_are_left_alone(fps: float) -> None:
    sides = Sides()
    for i in range(int(4 * fps)):
        angle = 40.0 * math.sin(2 * math.pi * i / (2 * fps))
        seen = pose(hinged(Side.RIGHT, femur_deg=angle), yaw_deg=60.0, t_s=i / fps)
        sides, kept = follow_sides(sides, seen)
        assert kept is seen


def test_after_a_second_without_a_picture_sides_are_taken_as_they_come() -> None:
    sides, _ = follow_sides(Sides(), turning(0.0))
    late = exchanged(turning(1.2))
    assert follow_sides(sides, late)[1] is late


@pytest.mark.parametrize(
    ("now", "known"),
    [
        (Place(2.0, 300.0, 200.0, 100.0), True),
        (Place(2.0, 360.0, 200.0, 110.0), True),
        (Place(2.0, 400.0, 200.0, 100.0), False),
        (Place(2.0, 300.0, 200.0, 250.0), False),
        (Place(9.0, 300.0, 200.0, 100.0), False),
    ],
)
def test_who_is_found_where_they_were_left_is_the_same(now: Place, known: bool) -> None:
    assert is_back(Place(1.0, 300.0, 200.0, 100.0), now) is known


def test_sides_are_followed_over_a_short_gap() -> None:
    sides, _ = follow_sides(Sides(), turning(0.0))
    _, kept = follow_sides(sides, exchanged(turning(0.8)))
    np.testing.assert_allclose(kept.landmarks_px, turning(0.8).landmarks_px)


def test_sides_that_stay_exchanged_are_taken_as_they_come_after_a_while() -> None:
    sides, _ = follow_sides(Sides(), turning(0.0))
    for i in range(1, 60):
        seen = exchanged(turning(i / 20))
        sides, kept = follow_sides(sides, seen)
        if kept is seen:
            break
    assert i / 20 == pytest.approx(1.65, abs=0.2)


def in_a_row(apart: float, down: float = 0.0, *, swap: bool = False, t_s: float = 0.0) -> Pose:
    """Return arms of which the left lies ``apart`` body sizes beside the right, and ``down`` it."""
    whole = pose(standing())
    size_px = body_size_px(whole)
    points = whole.landmarks_px.copy()
    left, right = list(ARMS), [left + 1 for left in ARMS]
    points[right] = points[right].mean(axis=0) + np.array([0.0, down * size_px])
    points[left] = points[right] + np.array([apart * size_px, 0.0])
    seen = replace(whole, t_s=t_s, landmarks_px=points)
    return swapped(seen, ARMS) if swap else seen


@pytest.mark.parametrize(("apart", "followed"), [(0.2, True), (0.1, False)])
def test_arms_that_lie_over_each_other_are_taken_as_they_come(apart: float, followed: bool) -> None:
    sides, first = follow_sides(Sides(), in_a_row(apart))
    seen = in_a_row(apart, swap=True, t_s=0.05)
    _, kept = follow_sides(sides, replace(seen, t_s=0.05))
    assert np.allclose(kept.landmarks_px, first.landmarks_px) is followed


@pytest.mark.parametrize(("down", "followed"), [(0.12, True), (0.25, False)])
def test_arms_that_would_have_moved_as_well_if_exchanged_are_not(
    down: float, followed: bool
) -> None:
    """They are 0.4 sizes apart; a way of 0.12 down is 29 % of the jump, one of 0.25 53 %."""
    sides, _ = follow_sides(Sides(), in_a_row(0.4))
    seen = replace(in_a_row(0.4, down, swap=True), t_s=0.05)
    _, kept = follow_sides(sides, seen)
    assert (kept is not seen) is followed


@pytest.mark.parametrize(("away_s", "known"), [(4.0, True), (7.0, False)])
def test_somebody_is_remembered_for_seconds(away_s: float, known: bool) -> None:
    left = Place(1.0, 300.0, 200.0, 100.0)
    assert is_back(left, replace(left, t_s=1.0 + away_s)) is known
    assert is_back(left, replace(left, t_s=2.0, x_px=380.0))
