from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tilt import (
    ROWS,
    Asked,
    Cost,
    picture_hinge_deg,
    pitched,
    plain_hinges_deg,
    slope,
    table,
    tilt_deg,
    true_up,
    with_axis,
)
from sample_videos.rig.camera import Camera
from sample_videos.rig.conventions import BODY_AXES, SIDES, hip_rotation, lumbar_rotation
from tests.pose_builders import hinged, pose
from training.dataset import HINGED
from vision.angles.features import N_FEATURES
from vision.angles.model import Answer, Answers
from vision.body.body import read_body
from vision.body.view import Sector
from vision.datatypes import Posture, Side

POSES = ((20.0, 5.0, -30.0, 60.0, 10.0, -5.0), (70.0, -10.0, 20.0, 15.0, -4.0, 8.0))


def truth_through(camera: Camera) -> dict[str, np.ndarray]:
    """Return the columns of two posed instants of a person as a camera sees them."""
    rows = []
    for tilt, obliq, yaw, flex, abd, rot in POSES:
        row = {"pelvis_tilt": tilt, "pelvis_obliq": obliq, "pelvis_yaw": yaw}
        pelvis = BODY_AXES @ lumbar_rotation(tilt, obliq, yaw)
        for side, right in zip(SIDES, (-1.0, 1.0), strict=True):
            row |= {f"hip_flex_{side}": flex, f"hip_abd_{side}": abd, f"hip_rot_{side}": rot}
            hip = np.array([0.0, 0.0, 0.9]) + right * 0.09 * pelvis[:, 2]
            knee = hip - 0.42 * (pelvis @ hip_rotation(flex, abd, rot, side))[:, 1]
            for name, point in ((f"hip{side}", hip), (f"knee{side}", knee)):
                row |= dict(
                    zip([f"{name}_{a}" for a in "xyz"], camera.to_camera_m(point), strict=True)
                )
        rows.append(row)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("azimuth_deg", [0.0, 130.0])
@pytest.mark.parametrize("height_m", [0.4, 1.5])
def test_the_true_vertical_follows_from_the_joints(azimuth_deg: float, height_m: float) -> None:
    azimuth = np.radians(azimuth_deg)
    position = [2 * np.sin(azimuth), -2 * np.cos(azimuth), height_m]
    up = true_up(truth_through(Camera(position, [0, 0, 0.9], 60, 640, 480, roll_deg=2.0)))
    assert tilt_deg(up) == pytest.approx(np.degrees(np.arctan2(0.9 - height_m, 2)), abs=0.01)
    assert np.degrees(np.arctan2(up[0], -up[1])) == pytest.approx(2.0, abs=0.01)


def test_a_camera_that_looks_up_shows_the_upright_person_leaning_away() -> None:
    assert pitched(np.array([0.0, -1.0, 0.0]), 15) == pytest.approx(
        [0, -np.cos(np.radians(15)), np.sin(np.radians(15))]
    )
    assert tilt_deg(pitched(np.array([0.0, -1.0, 0.0]), 15)) == pytest.approx(15)


def test_only_the_axis_is_told_anew() -> None:
    features = np.arange(float(N_FEATURES))
    other = with_axis(features, np.array([0.0, -2.0, 0.0]))
    assert other[-9:-6].tolist() == [0.0, -1.0, 0.0]
    assert np.flatnonzero(other != features).tolist() == [N_FEATURES - 9 + i for i in range(3)]


def leaning(refused: bool = False) -> Asked:
    """Return a model that answers with the depth of the standing axis, asked in every way."""

    def head(_posture: Posture, features: np.ndarray, _sector: Sector) -> Answers:
        answer = Answer(float(features[-7]), 1.0)
        return Answers(dict.fromkeys(HINGED, answer), 0.0, refused, 1.0)

    return Asked(head)


def test_what_was_learnt_comes_first_then_level_then_pitched_both_ways() -> None:
    features = np.zeros(N_FEATURES)
    features[-9:-6] = pitched(np.array([0.0, -1.0, 0.0]), 10)
    asked = leaning()
    answers = asked(Posture.HINGED, features, Sector.SIDE)
    assert answers.by_name["hinge_deg"].value == pytest.approx(np.sin(np.radians(10)))
    assert asked.values is not None
    wanted = np.sin(np.radians([10, 0, 25, -5]))
    assert asked.values == pytest.approx(np.tile(wanted, (len(HINGED), 1)))


def test_nothing_is_kept_of_all_fours_or_of_refused_landmarks() -> None:
    asked, refusing = leaning(), leaning(refused=True)
    asked(Posture.HINGED, np.ones(N_FEATURES), Sector.SIDE)
    asked(Posture.ALL_FOURS, np.ones(N_FEATURES), Sector.SIDE)
    refusing(Posture.HINGED, np.ones(N_FEATURES), Sector.SIDE)
    assert asked.values is None
    assert refusing.values is None


def test_the_plain_rule_is_off_by_the_tilt_in_front_and_not_from_the_side() -> None:
    level = np.array([0.0, -1.0, 0.0])
    side = read_body(pose(hinged(Side.RIGHT, hinge_deg=60), yaw_deg=90))
    assert picture_hinge_deg(side) == pytest.approx(60, abs=1)
    assert plain_hinges_deg(side, level) == pytest.approx([60, 60, 61, 61], abs=1.5)
    front = read_body(pose(hinged(Side.RIGHT, hinge_deg=60), yaw_deg=0))
    assert plain_hinges_deg(front, level) == pytest.approx([60, 60, 75, 45], abs=1)


def test_the_slope_is_that_of_the_line_through_zero() -> None:
    x = np.array([1.0, 2.0, 4.0])
    assert slope(x, 3 * x) == pytest.approx(3)
    assert slope(x * 0, x) == 0


def test_the_table_states_the_cost_of_a_degree() -> None:
    costs = []
    for tilt, picture in ((2.0, 5.0), (-4.0, float("nan")), (8.0, 7.0)):
        by_way = np.ones((len(ROWS), 3))
        by_way[ROWS.index("hinge_deg"), 1] += 0.5 * abs(tilt)
        costs.append(Cost("one", tilt, by_way, picture))
    lines = table(costs).splitlines()
    hinge = next(line for line in lines if line.startswith("hinge_deg")).split()
    assert hinge[1:] == ["1.00", "3.33", "1.00", "0.500"]
    assert lines[-1] == "in the picture, from the side: 6.00 (2 clips)"
    assert "picture" not in table(costs[1:2])
