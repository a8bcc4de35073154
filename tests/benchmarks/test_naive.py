from __future__ import annotations

import numpy as np
import pytest

from benchmarks.naive import hip_line_deg, reps_by_thresholds, shoulder_hip_knee_flexion_deg
from drills.core.events import Drill
from tests.pose_builders import all_fours, hinged, pose, standing
from vision.datatypes import Side


def test_the_tutorial_angle_is_flat_when_standing_and_flexed_on_all_fours() -> None:
    poses = [pose(standing()), None, pose(all_fours(trunk_deg=90))]
    flexion = shoulder_hip_knee_flexion_deg(poses, Side.LEFT)
    assert flexion[0] == pytest.approx(12, abs=4)  # the shoulder is wider than the hip
    assert np.isnan(flexion[1])
    assert flexion[2] == pytest.approx(90, abs=4)


@pytest.mark.parametrize("side", Side)
def test_the_hip_line_opens_positive_on_both_sides(side: Side) -> None:
    times = np.arange(4.0)
    poses = [pose(hinged(side))] * 2 + [pose(hinged(side, trunk_deg=t)) for t in (20, -20)]
    course = hip_line_deg(poses, times, side)
    assert course[2] > 10
    assert course[3] < -10


def test_thresholds_count_every_crossing() -> None:
    rocks = [0, 60, 0, 60, 0]
    poses = [pose(all_fours(rock_deg=r, trunk_deg=80 + r / 5), yaw_deg=90) for r in rocks]
    assert reps_by_thresholds(poses, np.arange(5.0), Drill.FROGGER) == 2
    assert reps_by_thresholds([None] * 5, np.arange(5.0), Drill.FROGGER) == 0
