from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pose_builders import X, Y, Z, rotation, to_world
from vision.geometry import (
    angle_between_deg,
    inclination_deg,
    rotation_vector_deg,
    segment_frame,
    wrap_deg,
)

directions = st.tuples(*[st.floats(-1, 1)] * 3).map(np.array).filter(lambda v: v @ v > 0.01)


def turned(angle_deg: float) -> np.ndarray:
    angle = math.radians(angle_deg)
    return np.array([math.cos(angle), math.sin(angle)])


# ---- wrap


@pytest.mark.parametrize(
    ("angle", "wrapped"),
    [(0, 0), (179, 179), (180, -180), (-180, -180), (181, -179), (540, -180), (-721, -1)],
)
def test_wrap_keeps_the_direction(angle: float, wrapped: float) -> None:
    assert wrap_deg(angle) == pytest.approx(wrapped)


@given(st.floats(-1e6, 1e6))
def test_wrap_stays_in_its_range(angle: float) -> None:
    wrapped = wrap_deg(angle)
    assert -180 <= wrapped < 180
    assert math.cos(math.radians(wrapped - angle)) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("angle", [-180.00000000000003, math.nextafter(-180, -181)])
def test_wrap_a_hair_below_its_range_does_not_round_out_of_it(angle: float) -> None:
    assert -180 <= wrap_deg(angle) < 180


# ---- angles


@pytest.mark.parametrize("angle", [0.0, 1e-6, 1.0, 45.0, 90.0, 150.0, 179.0, 179.999999, 180.0])
def test_angle_between_is_exact_from_0_to_180(angle: float) -> None:
    got = angle_between_deg(np.array([3.0, 0.0]), 0.2 * turned(angle))
    assert got == pytest.approx(angle, abs=1e-9)


def test_angle_between_vectors_in_space() -> None:
    assert angle_between_deg(X + Y, Y + Z) == pytest.approx(60)


@pytest.mark.parametrize("angle_deg", [0.0, 1e-5, 30.0, 90.0, 150.0, 180.0])
def test_inclination_is_exact_from_upright_to_head_down(angle_deg: float) -> None:
    turn = math.radians(angle_deg)
    vector = np.array([0.6 * math.sin(turn), -math.cos(turn), 0.8 * math.sin(turn)])
    assert inclination_deg(0.2 * vector) == pytest.approx(angle_deg, abs=1e-9)


@pytest.mark.parametrize("bad", [0.0, math.nan, math.inf])
def test_without_a_direction_there_is_no_inclination(bad: float) -> None:
    assert math.isnan(inclination_deg(np.array([0.0, bad, 0.0])))


@pytest.mark.parametrize(
    "bad", [np.zeros(3), np.array([math.nan, 0, 1]), np.array([math.inf, 0, 0])]
)
def test_angle_to_nothing_is_nan(bad: np.ndarray) -> None:
    assert math.isnan(angle_between_deg(bad, X))
    assert math.isnan(angle_between_deg(X, bad))


@given(directions, directions)
def test_angle_between_is_symmetric_and_blind_to_length(a: np.ndarray, b: np.ndarray) -> None:
    assert angle_between_deg(a, b) == pytest.approx(angle_between_deg(1000 * b, a), abs=1e-9)


# ---- frames


@pytest.mark.parametrize("yaw", [-135, -90, 0, 30, 90, 180])
def test_frame_of_an_upright_trunk_is_the_isb_one(yaw: float) -> None:
    world = to_world(yaw)
    frame = segment_frame(0.5 * world @ Y, 0.2 * world @ Z)
    np.testing.assert_allclose(frame, world, atol=1e-12)


def test_person_facing_the_camera_has_x_towards_it() -> None:
    up, right_of_a_facing_person = np.array([0.0, -1.0, 0.0]), np.array([-1.0, 0.0, 0.0])
    anterior = segment_frame(up, right_of_a_facing_person)[:, 0]
    np.testing.assert_allclose(anterior, [0, 0, -1], atol=1e-12)


@given(directions, directions)
def test_frames_are_right_handed_and_keep_their_long_axis(a: np.ndarray, b: np.ndarray) -> None:
    if np.linalg.norm(np.cross(a, b)) < 1e-3:
        return
    frame = segment_frame(a, b)
    np.testing.assert_allclose(frame.T @ frame, np.eye(3), atol=1e-9)
    assert np.linalg.det(frame) == pytest.approx(1)
    np.testing.assert_allclose(frame[:, 1], a / np.linalg.norm(a))
    assert frame[:, 2] @ b > 0


def test_frame_without_a_cross_axis_is_nan() -> None:
    assert np.isnan(segment_frame(Y, 2 * Y)[:, [0, 2]]).all()
    assert np.isnan(segment_frame(np.zeros(3), Y)).all()


# ---- rotation vectors


@given(directions, st.floats(0, 179))
def test_rotation_vector_gives_back_axis_and_angle(axis: np.ndarray, angle: float) -> None:
    axis = axis / np.linalg.norm(axis)
    np.testing.assert_allclose(
        rotation_vector_deg(rotation(axis, angle)), angle * axis, rtol=0, atol=1e-6
    )


@pytest.mark.parametrize("angle", [0.0, 1e-9, 1e-7, 1e-5, 1e-3])
def test_rotation_vector_of_tiny_turns(angle: float) -> None:
    vector = rotation_vector_deg(rotation(Z, angle))
    np.testing.assert_allclose(vector, [0, 0, angle], rtol=1e-6, atol=1e-14)


def test_rotation_vector_of_the_opposite_turn_is_its_negative() -> None:
    turn = rotation(np.array([1.0, 2.0, -1.0]), 40)
    np.testing.assert_allclose(rotation_vector_deg(turn.T), -rotation_vector_deg(turn))
