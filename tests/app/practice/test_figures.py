"""The drawn person keeps its bones and does the drill."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.practice.figure_faults import LOOKS
from app.practice.figure_geometry import projected
from app.practice.figures import BONES, faults_of, figure
from drills.core.events import Drill, Level, WarningKind
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


FAULTS = [
    (drill, level, kind)
    for drill in OFFERED
    for level in DEFINITIONS[drill].levels or (None,)
    for kind in faults_of(drill, level)
]


def way_m(drill, level, kind, share):
    """How far joints lie from where they are in the right figure, as the fault is looked at."""
    right = figure(drill, share, Side.LEFT, level).joints
    wrong = figure(drill, share, Side.LEFT, level, kind).joints
    look = LOOKS[kind]
    return {
        name: math.dist(projected(right[name], *look), projected(wrong[name], *look))
        for name in right
    }


def test_everything_that_a_drill_warns_of_has_a_figure():
    for drill in OFFERED:
        kinds = {rule.kind for rule in DEFINITIONS[drill].rules}
        shown = {kind for one, _, kind in FAULTS if one is drill}
        assert shown == kinds
    supported = faults_of(Drill.AEROPLANE, Level.KICKSTAND)
    assert WarningKind.FOOT_DOWN not in supported  # it is down


@pytest.mark.parametrize(("drill", "level", "kind"), FAULTS)
def test_a_fault_can_be_told_from_right_from_where_it_is_looked_at(drill, level, kind):
    assert max(way_m(drill, level, kind, 0.0).values()) < 1e-6  # both start alike
    ways = way_m(drill, level, kind, 0.31)
    at = figure(drill, 0.31, Side.LEFT, level, kind).fault_at
    assert max(ways.values()) > 0.06
    turns_about_it = (WarningKind.SPINE_TWIST, WarningKind.SIDE_BEND)
    assert ways[at] > 0.04 or kind in turns_about_it


@pytest.mark.parametrize("drill", OFFERED)
def test_no_two_faults_look_alike(drill):
    level = next(reversed(DEFINITIONS[drill].levels), None)
    made = [figure(drill, 0.31, Side.LEFT, level, kind).joints for kind in faults_of(drill, level)]
    for number, one in enumerate(made):
        for other in made[:number]:
            assert max(math.dist(one[name], other[name]) for name in one) > 0.05


@pytest.mark.parametrize(("drill", "level", "kind"), FAULTS)
def test_a_wrong_figure_keeps_its_bones_and_stays_on_the_floor(drill, level, kind):
    for first, second in BONES:
        lengths = []
        for share in SHARES:
            joints = figure(drill, share, Side.RIGHT, level, kind).joints
            lengths.append(math.dist(joints[first], joints[second]))
            assert joints[first][2] > -0.03
        assert max(lengths) - min(lengths) < 0.08, (first, second)


def test_a_rounded_back_goes_up_in_the_middle_and_a_hollow_one_down():
    for drill in (Drill.AEROPLANE, Drill.FROGGER):
        right, rounded, hollow = (
            figure(drill, 0.31, Side.LEFT, None, kind).joints
            for kind in (None, WarningKind.LUMBAR_FLEXION, WarningKind.LUMBAR_EXTENSION)
        )

        def bulge(joints):
            middle = (joints["pelvis"][2] + joints["chest"][2]) / 2
            return joints["waist"][2] - middle

        assert bulge(rounded) > bulge(right) + 0.03
        assert bulge(hollow) < bulge(right) - 0.03


def test_a_fault_of_the_right_side_is_the_mirror_image():
    left, right = (
        figure(Drill.AEROPLANE, 0.31, side, None, WarningKind.KNEE_DRIFT) for side in Side
    )
    assert (left.fault_at, right.fault_at) == ("knee_left", "knee_right")
    x, y, z = left.joints["knee_left"]
    assert right.joints["knee_right"] == pytest.approx((x, -y, z))
