from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.builders import times_s
from tests.pose_builders import mirrored, pose, standing
from vision.body.body import read_body
from vision.body.standing import (
    N_UPRIGHT,
    UNKNOWN_UPRIGHT,
    QuietStanding,
    follow_standing,
    mirrored_upright,
    upright_of,
)


def test_somebody_upright_shows_the_vertical_of_a_level_camera() -> None:
    seen = upright_of(pose(standing()))
    np.testing.assert_allclose(seen[:3], [0.0, -1.0, 0.0], atol=1e-9)
    assert seen.shape == UNKNOWN_UPRIGHT.shape == (N_UPRIGHT,)
    assert seen[-1] == 1.0


@pytest.mark.parametrize("tilt", [-15.0, 15.0])
def test_a_tilted_camera_shows_in_the_axis(tilt: float) -> None:
    level = pose(standing())
    angle = np.radians(tilt)
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]]
    )
    tilted = level.world_m @ about_x.T
    axis = upright_of(replace(level, world_m=tilted))[:3]
    assert np.degrees(np.arctan2(axis[2], -axis[1])) == pytest.approx(-tilt)


def test_lengths_do_not_depend_on_the_distance() -> None:
    near, far = (
        upright_of(pose(standing(), px_per_m=400)),
        upright_of(pose(standing(), px_per_m=90)),
    )
    np.testing.assert_allclose(near, far, atol=1e-9)


def test_the_mirror_image_leans_the_other_way() -> None:
    leaning = pose(standing(lean_deg=8), yaw_deg=90)
    np.testing.assert_allclose(
        upright_of(mirrored(leaning)), mirrored_upright(upright_of(leaning)), atol=1e-9
    )


def stood_still(lean_deg: float, fps: float = 30.0) -> QuietStanding:
    """What three seconds of standing show."""
    state = QuietStanding()
    for t_s in times_s(3.0, fps):
        body = read_body(pose(standing(lean_deg=lean_deg), yaw_deg=90, t_s=float(t_s)))
        state = follow_standing(state, body)
    return state


@pytest.mark.parametrize(("lean_deg", "is_known"), [(18.0, True), (22.0, False)])
def test_who_stoops_shows_no_zero(lean_deg: float, is_known: bool) -> None:
    assert (stood_still(lean_deg).flexion_deg is not None) is is_known


def test_ten_moments_a_second_are_kept_of_any_rate() -> None:
    for fps in (20.0, 60.0):
        assert len(stood_still(3.0, fps).moments) == pytest.approx(28, abs=3)
