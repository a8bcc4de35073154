"""Both arms up for two seconds, and everything that must not be taken for it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from app.practice.live.raised_arms import FLICKER_S, HOLD_S, Arms, are_up, step
from vision.datatypes import Landmark as L
from vision.datatypes import Pose
from vision.pose.track import load_track

TRACKS = sorted((Path(__file__).parents[2] / "tracks").glob("*.npz"))
STANDING = {
    L.LEFT_SHOULDER: (118, 100),
    L.RIGHT_SHOULDER: (82, 100),
    L.LEFT_HIP: (110, 152),
    L.RIGHT_HIP: (90, 152),
    L.LEFT_ELBOW: (124, 72),
    L.RIGHT_ELBOW: (76, 72),
    L.LEFT_WRIST: (120, 46),
    L.RIGHT_WRIST: (80, 46),
}


def a_pose(moved=None, seen=None, turn_deg=0.0):
    """A person with both arms up, seen from in front; some points moved, all turned."""
    points, visibility = np.full((33, 2), 50.0), np.full(33, 0.95)
    for point, at in {**STANDING, **(moved or {})}.items():
        points[point] = at
    for point, value in (seen or {}).items():
        visibility[point] = value
    turn = math.radians(turn_deg)
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    points = (points - 100.0) @ rotation.T + 100.0
    return Pose(0.0, (200, 200), points, visibility, np.zeros((33, 3)))


UP = a_pose()
DOWN = a_pose({L.LEFT_WRIST: (124, 150), L.RIGHT_WRIST: (76, 150)})


def held(*poses, rate_hz=20.0, arms=None):
    """Feed poses one after the other; return the state and the times at which it was taken."""
    arms, taken = arms or Arms(), []
    for number, pose in enumerate(poses):
        arms, fires = step(arms, pose, number / rate_hz)
        taken += [number / rate_hz] * fires
    return arms, taken


def test_arms_up_for_two_seconds():
    arms, taken = held(*[UP] * 40)
    assert taken == []
    assert 0.9 < arms.share < 1.0
    assert held(*[UP] * 45)[1] == [HOLD_S]


def test_the_ring_is_not_shown_for_an_arm_that_swings_past():
    assert held(*[UP] * 4)[0].share == 0.0


def test_it_is_taken_once_until_the_arms_come_down():
    arms, taken = held(*[UP] * 200)
    assert taken == [HOLD_S]
    assert arms.share == 0.0
    assert held(*[UP] * 45, *[DOWN] * 10, *[UP] * 45)[1] == [2.0, 4.75]


def test_a_lost_landmark_interrupts_nothing_and_a_lowered_arm_does():
    blink = int(FLICKER_S * 20) - 1
    assert held(*[UP] * 20, *[None] * blink, *[UP] * 20)[1] == [HOLD_S]
    assert held(*[UP] * 35, *[DOWN] * 10, *[UP] * 35)[1] == []


@pytest.mark.parametrize(
    "pose",
    [
        pytest.param(a_pose({L.LEFT_WRIST: (124, 150)}), id="one arm"),
        pytest.param(
            a_pose({L.LEFT_WRIST: (106, 74), L.RIGHT_WRIST: (94, 74)}), id="hands on the head"
        ),
        pytest.param(
            a_pose(
                {
                    L.LEFT_ELBOW: (146, 102),
                    L.LEFT_WRIST: (174, 104),
                    L.RIGHT_ELBOW: (54, 102),
                    L.RIGHT_WRIST: (26, 104),
                }
            ),
            id="arms out",
        ),
        pytest.param(
            a_pose({L.LEFT_ELBOW: (122, 126), L.RIGHT_ELBOW: (78, 126)}), id="elbows down"
        ),
        pytest.param(a_pose(turn_deg=45.0), id="hinged"),
        pytest.param(a_pose(turn_deg=90.0), id="lying"),
        pytest.param(
            a_pose({L.LEFT_HIP: (110, 118), L.RIGHT_HIP: (90, 118)}),
            id="on all fours, from in front",
        ),
        pytest.param(a_pose(seen={L.RIGHT_WRIST: 0.1}), id="a wrist that is guessed"),
        pytest.param(a_pose(seen={L.LEFT_WRIST: 0.4, L.RIGHT_WRIST: 0.4}), id="no wrist seen well"),
        pytest.param(a_pose(seen={L.LEFT_HIP: 0.1}), id="a hip that is guessed"),
    ],
)
def test_what_is_no_sign(pose):
    assert are_up(UP)
    assert not are_up(pose)


def test_a_far_arm_that_is_half_hidden_counts():
    assert are_up(a_pose(seen={L.RIGHT_ELBOW: 0.15, L.RIGHT_WRIST: 0.3}))


@pytest.mark.parametrize("path", TRACKS, ids=lambda path: path.stem)
def test_nothing_that_real_people_do_on_a_mat_is_taken_for_it(path):
    arms, taken = Arms(), 0
    for t_s, _, pose in load_track(path):
        arms, fires = step(arms, pose, t_s)
        taken += fires
    assert taken == 0
