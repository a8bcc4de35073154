from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import PX_PER_M, SIZE_PX, all_fours, pose, standing
from vision.body.scene import floor_measures, read_scene
from vision.datatypes import Absent, Edge, Estimate, Reason, Side, View


def picture(brightness: int, body: int | None = None) -> np.ndarray:
    image = np.full((SIZE_PX[1], SIZE_PX[0], 3), brightness, np.uint8)
    if body is not None:
        image[:, 560:720] = body
    return image


# ---- scene


def test_whole_body_in_the_middle_has_nothing_outside() -> None:
    scene = read_scene(pose(standing()))
    assert scene.outside == {}
    assert scene.trunk_ratio == pytest.approx(0.5 * PX_PER_M / 1280, rel=0.01)
    assert scene.yaw_deg == pytest.approx(0.0, abs=1.0)
    assert (scene.brightness, scene.contrast, scene.surround) == (None, None, None)


@pytest.mark.parametrize(
    ("centre_px", "part", "edge"),
    [
        ((640, 160), "head", Edge.TOP),
        ((640, 600), "feet", Edge.BOTTOM),
        ((20, 360), "hands", Edge.LEFT),
        ((1260, 360), "hands", Edge.RIGHT),
    ],
)
def test_part_beyond_an_edge_is_named_with_it(
    centre_px: tuple[float, float], part: str, edge: Edge
) -> None:
    assert read_scene(pose(standing(), centre_px=centre_px)).outside[part] is edge


def test_centre_moves_in_units_of_the_person() -> None:
    here = read_scene(pose(standing(), centre_px=(500, 360))).centre
    there = read_scene(pose(standing(), centre_px=(600, 360))).centre
    nearer = read_scene(pose(standing(), centre_px=(600, 360), px_per_m=2 * PX_PER_M)).centre
    assert there[0] > here[0]
    assert there[1] == pytest.approx(here[1])
    assert nearer[0] < there[0]


def test_light_of_a_shrunken_picture_is_that_of_the_same_body() -> None:
    whole, shrunken = picture(230, body=20), picture(230, body=20)[::2, ::2]
    first, second = read_scene(pose(standing()), whole), read_scene(pose(standing()), shrunken)
    assert second.brightness == pytest.approx(first.brightness, abs=0.02)
    assert second.contrast == pytest.approx(first.contrast, abs=0.02)


def test_light_is_read_on_the_person_and_around() -> None:
    dark_before_window = read_scene(pose(standing()), picture(230, body=20))
    assert dark_before_window.brightness is not None
    assert dark_before_window.surround is not None
    assert dark_before_window.brightness < 0.4 < dark_before_window.surround
    assert read_scene(pose(standing()), picture(128)).contrast == pytest.approx(0.0, abs=1e-6)


def test_person_wholly_outside_still_gives_a_scene() -> None:
    scene = read_scene(pose(standing(), centre_px=(-900, -900)), picture(90))
    assert scene.outside
    assert scene.brightness == pytest.approx(90 / 255)


# ---- floor


def value(measure: object) -> float:
    assert isinstance(measure, Estimate)
    return measure.value


@pytest.mark.parametrize(("yaw_deg", "view"), [(0.0, View.FRONT), (180.0, View.REAR)])
def test_shift_to_the_right_is_positive_from_in_front_and_behind(
    yaw_deg: float, view: View
) -> None:
    body = all_fours()
    shifted = {
        name: point + (0.1 if "hip" in name else 0.0) * np.array([0.0, 0.0, 1.0])
        for name, point in body.items()
    }
    rest = floor_measures(pose(body, yaw_deg=yaw_deg), view)["side_shift_ratio"]
    moved = floor_measures(pose(shifted, yaw_deg=yaw_deg), view)["side_shift_ratio"]
    assert value(moved) - value(rest) == pytest.approx(0.2, abs=0.03)


def test_shift_is_absent_from_the_side() -> None:
    found = floor_measures(pose(all_fours(), yaw_deg=90.0), View.RIGHT)
    assert found["side_shift_ratio"] == Absent(Reason.WRONG_VIEW)


@pytest.mark.parametrize("yaw_deg", [90.0, 150.0])
def test_lifted_foot_rises_and_the_other_does_not(yaw_deg: float) -> None:
    rest = floor_measures(pose(all_fours(), yaw_deg=yaw_deg), View.THREE_QUARTER)
    lifted = floor_measures(
        pose(all_fours(lifted=Side.LEFT, lift_deg=20.0), yaw_deg=yaw_deg), View.THREE_QUARTER
    )
    rise = {side: value(lifted[n]) - value(rest[n]) for side in Side
            if (n := f"foot_height_{side}_ratio")}  # fmt: skip
    assert rise[Side.LEFT] == pytest.approx(0.42 * np.sin(np.radians(20)) / 0.5, abs=0.03)
    assert rise[Side.RIGHT] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("beyond", "is_outside"), [(0.004, False), (0.007, True)])
def test_a_foot_at_the_edge_is_in_the_picture(beyond: float, is_outside: bool) -> None:
    """The pose model is three pixels out in either direction."""
    here = pose(standing())
    points = here.landmarks_px.copy()
    points[31, 1] = (1.0 + beyond) * SIZE_PX[1]
    assert ("feet" in read_scene(replace(here, landmarks_px=points)).outside) is is_outside


@pytest.mark.parametrize(("lift_deg", "is_plain"), [(6.5, False), (10.0, True)])
def test_a_foot_has_risen_when_its_intervals_are_apart(lift_deg: float, is_plain: bool) -> None:
    """0.10 trunk lengths are within what two landmarks err, 0.15 are not."""
    rest, lifted = (
        floor_measures(pose(all_fours(lifted=Side.LEFT, lift_deg=deg), yaw_deg=90.0), View.RIGHT)
        for deg in (0.0, lift_deg)
    )
    before, now = rest["foot_height_left_ratio"], lifted["foot_height_left_ratio"]
    assert isinstance(before, Estimate)
    assert isinstance(now, Estimate)
    assert (now.low > before.high) is is_plain
