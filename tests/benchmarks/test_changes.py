from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.phantoms.changes import CHANGES, Changed
from tests.pose_builders import TRUNK_M, all_fours, pose
from vision.datatypes import Landmark, Pose
from vision.pose.track import Track, pack

FPS, SECONDS = 30.0, 12.0
WRISTS = Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST


def shown(t_s: float) -> Pose:
    """Return somebody on all fours who moves slowly to the right, with a silhouette."""
    still = pose(all_fours(), yaw_deg=-70.0, t_s=t_s)
    mask = np.zeros((48, 64), bool)
    mask[20:40, 10:30] = True
    moved = still.landmarks_px + np.array([2.0 * t_s, 0.0])
    return replace(still, landmarks_px=moved, mask=mask, mask_scale=0.1)


TIMES_S = [index / FPS for index in range(round(FPS * SECONDS))]
SIZE_PX = shown(0.0).size_px
TRACK = Track(TIMES_S, [SIZE_PX] * len(TIMES_S), [pack(shown(t_s)) for t_s in TIMES_S])


def changed(name: str, track: Track = TRACK) -> Changed:
    return CHANGES[name](track, np.random.default_rng(1))


def first(track: Track, index: int = 0) -> Pose:
    packed = track.poses[index]
    assert packed is not None
    return packed.unpacked()


@pytest.mark.parametrize("name", CHANGES)
def test_times_rise_and_every_pose_has_its_own(name: str) -> None:
    track = changed(name).track
    assert (np.diff(track.t_s) > 0).all()
    assert all(
        one is not None and one.pose.t_s == t_s
        for t_s, one in zip(track.t_s, track.poses, strict=True)
    )


def test_mirror_image_has_the_other_hand_on_the_other_side() -> None:
    before, after = first(TRACK), first(changed("mirrored").track)
    for own, other in (WRISTS, WRISTS[::-1]):
        x_px, y_px = before.landmarks_px[own]
        assert after.landmarks_px[other] == pytest.approx([SIZE_PX[0] - x_px, y_px])
        assert after.world_m[other] == pytest.approx(before.world_m[own] * [-1.0, 1.0, 1.0])
    assert after.mask is not None
    assert after.mask[30, 40]
    assert not after.mask[30, 20]


@pytest.mark.parametrize("speed", [0.7, 1.4])
def test_speed_changes_the_duration(speed: float) -> None:
    track = changed(f"at {speed} of the speed").track
    assert track.duration_s == pytest.approx(TRACK.duration_s / speed)


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("shaken by 1 % of the trunk", 0.01),
        ("shaken by 3 % of the trunk", 0.03),
        ("wandering by 2 % of the trunk", 0.02),
    ],
)
def test_points_move_by_a_share_of_the_trunk(name: str, share: float) -> None:
    track = changed(name).track
    way_m = np.stack([first(track, i).world_m - first(TRACK, i).world_m for i in range(len(track))])
    assert float(way_m.std()) == pytest.approx(share * TRUNK_M, rel=0.15)
    way_px = first(track).landmarks_px - first(TRACK).landmarks_px
    scale = np.ptp(first(TRACK).landmarks_px[:, 1]) / np.ptp(first(TRACK).world_m[:, 1])
    assert way_px == pytest.approx(
        scale * (first(track).world_m - first(TRACK).world_m)[:, :2], rel=0.05
    )
    between = np.abs(np.diff(way_m, axis=0)).mean()
    assert (between < 0.5 * way_m.std()) == name.startswith("wandering")


def test_wider_picture() -> None:
    track = changed("1.1 times as wide").track
    after = first(track)
    assert track.sizes_px[0] == after.size_px == (round(1.1 * SIZE_PX[0]), SIZE_PX[1])
    assert after.landmarks_px[:, 0] == pytest.approx(1.1 * first(TRACK).landmarks_px[:, 0])
    assert after.mask is not None
    assert after.mask.shape == (48, 70)
    columns = after.mask[30].nonzero()[0]
    assert columns[[0, -1]] == pytest.approx([11, 33], abs=1)


def test_slow_camera() -> None:
    steps_s = np.diff(changed("10 to 20 pictures a second").track.t_s)
    assert steps_s.min() > 0.05 - 1e-9
    assert steps_s.max() < 0.1 + 1 / FPS
    assert steps_s.std() > 0.01


def test_beginning_in_the_middle() -> None:
    late = changed("from two thirds on")
    assert late.track.t_s[0] == pytest.approx(SECONDS * 2 / 3)
    assert late.least == 0
    short = Track(TIMES_S[:60], [SIZE_PX] * 60, TRACK.poses[:60])
    assert changed("from two thirds on", short).track is short


def test_played_twice_and_played_back() -> None:
    twice, back = changed("twice in a row").track, changed("there and back").track
    assert len(twice) == 2 * len(TRACK)
    assert twice.t_s[len(TRACK)] == pytest.approx(SECONDS)
    assert len(back) == 2 * len(TRACK) - 1
    assert math.isclose(back.duration_s, 2 * TRACK.duration_s)
    assert first(back, -1).landmarks_px == pytest.approx(first(TRACK).landmarks_px)
    assert first(back, len(TRACK)).landmarks_px == pytest.approx(first(TRACK, -2).landmarks_px)
