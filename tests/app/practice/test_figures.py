"""The drawn person keeps its bones and does the drill."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.practice.figures import BONES, figure, projected
from drills.core.events import Drill, Level
from drills.registry import DEFINITIONS, OFFERED
from vision.datatypes import Side

SHARES = np.linspace(0, 1, 25)
LEVELS = [(drill, level) for drill in OFFERED for level in (None, *DEFINITIONS[drill].levels)]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(("drill", "level"), LEVELS)
def test_no_bone_changes_its_length(drill, level, side):
    for first, second in BONES:
        lengths = []
        for share in SHARES:
            joints = figure(drill, share, side, level).joints
            lengths.append(math.dist(joints[first], joints[second]))
        assert max(lengths) - min(lengths) < 0.03, (first, second)


@pytest.mark.parametrize("drill", list(Drill))
def test_the_loop_closes(drill):
    start, end = figure(drill, 0.0).joints, figure(drill, 1.0).joints
    assert all(math.dist(start[name], end[name]) < 1e-6 for name in start)


@pytest.mark.parametrize(("drill", "level"), LEVELS)
def test_nobody_sinks_into_the_floor(drill, level):
    figures = [figure(drill, share, Side.LEFT, level) for share in SHARES]
    lowest = min(z for made in figures for _, _, z in made.joints.values())
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


@pytest.mark.parametrize("level", [Level.FEET_DOWN, Level.KICKSTAND])
def test_a_level_with_support_keeps_the_other_foot_where_it_is_on_the_floor(level):
    toes = {
        figure(Drill.AEROPLANE, share, Side.LEFT, level).joints["toe_right"] for share in SHARES
    }
    assert len(toes) == 1
    assert toes.pop()[2] == 0.0


def test_on_a_single_leg_the_other_foot_is_in_the_air():
    for share in SHARES:
        made = figure(Drill.AEROPLANE, share, Side.LEFT, Level.SINGLE_LEG)
        assert made.joints["toe_right"][2] > 0.3


@pytest.mark.parametrize("drill", OFFERED)
def test_every_level_is_explained(drill):
    assert set(DEFINITIONS[drill].guide.level_help) == set(DEFINITIONS[drill].levels)
