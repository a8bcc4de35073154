"""The drawn person keeps its bones and does the drill."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.practice.figures import BONES, figure, projected
from drills.core.events import Drill
from vision.datatypes import Side

SHARES = np.linspace(0, 1, 25)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("drill", list(Drill))
def test_no_bone_changes_its_length(drill, side):
    for first, second in BONES:
        lengths = []
        for share in SHARES:
            joints = figure(drill, share, side).joints
            lengths.append(math.dist(joints[first], joints[second]))
        assert max(lengths) - min(lengths) < 0.03, (first, second)


@pytest.mark.parametrize("drill", list(Drill))
def test_the_loop_closes(drill):
    start, end = figure(drill, 0.0).joints, figure(drill, 1.0).joints
    assert all(math.dist(start[name], end[name]) < 1e-6 for name in start)


@pytest.mark.parametrize("drill", list(Drill))
def test_nobody_sinks_into_the_floor(drill):
    lowest = min(z for share in SHARES for _, _, z in figure(drill, share).joints.values())
    assert lowest > -0.03


def test_the_aeroplane_opens_away_from_the_standing_leg():
    joints = figure(Drill.AEROPLANE, 0.31, Side.LEFT).joints
    assert joints["hip_right"][2] > joints["hip_left"][2] + 0.08


def test_sides_are_mirror_images():
    left, right = (figure(Drill.AEROPLANE, 0.3, side).joints for side in Side)
    x, y, z = left["hand_right"]
    assert right["hand_left"] == pytest.approx((x, -y, z))


def test_seen_from_the_left_side_the_person_looks_left():
    assert projected((1.0, 0.0, 0.0), 90.0)[0] == pytest.approx(-1.0)
    assert projected((0.0, 1.0, 0.0), 0.0)[0] == pytest.approx(1.0)
