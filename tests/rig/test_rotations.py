from __future__ import annotations

import numpy as np
import pytest

from sample_videos.rig.rotations import (
    Transform,
    axis_angle,
    frame_from_y_z,
    interpolate,
    perpendicular_to,
    place,
    quaternion,
    rot_x,
    rot_y,
    rot_z,
    rotation_vector,
    twist_angle,
    unit,
    zxy_angles,
)

ANGLES = [(0.0, 0.0, 0.0), (1.2, -0.4, 0.3), (-2.5, 1.1, -1.9), (0.7, 1.5, 3.0)]
AXES = [(1, 0, 0), (0, -1, 0), (1, 2, -3)]


@pytest.mark.parametrize("angles", ANGLES)
def test_zxy_angles_undo_their_own_rotation(angles: tuple[float, float, float]) -> None:
    a, b, c = angles
    assert zxy_angles(rot_z(a) @ rot_x(b) @ rot_y(c)) == pytest.approx(angles)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("angle", [0.0, 1e-6, 0.5, 2.0, np.pi - 1e-6])
def test_rotation_vector_undoes_axis_angle(axis: tuple[int, int, int], angle: float) -> None:
    vector = rotation_vector(axis_angle(axis, angle))
    np.testing.assert_allclose(vector, angle * unit(axis), atol=2e-5)


def test_elementary_rotations_are_right_handed() -> None:
    x, y, z = np.eye(3)
    np.testing.assert_allclose(rot_x(np.pi / 2) @ y, z, atol=1e-12)
    np.testing.assert_allclose(rot_y(np.pi / 2) @ z, x, atol=1e-12)
    np.testing.assert_allclose(rot_z(np.pi / 2) @ x, y, atol=1e-12)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("angle", [0.3, 1.9, 3.1])
def test_quaternion_holds_half_angle_and_axis(axis: tuple[int, int, int], angle: float) -> None:
    q = quaternion(axis_angle(axis, angle))
    expected = np.append(np.cos(angle / 2), np.sin(angle / 2) * unit(axis))
    np.testing.assert_allclose(q * np.sign(q[0]), expected, atol=1e-9)


def test_twist_ignores_the_swing() -> None:
    axis = unit([0.2, 1.0, -0.3])
    swing = axis_angle(np.cross(axis, [1, 0, 0]), 0.8)
    assert twist_angle(swing @ axis_angle(axis, 0.6), axis) == pytest.approx(0.6)
    assert twist_angle(swing, axis) == pytest.approx(0.0, abs=1e-12)


def test_interpolation_is_exact_at_the_ends_and_even_between() -> None:
    start, end = rot_z(0.2), rot_z(0.2) @ axis_angle([1, 1, 0], 1.0)
    np.testing.assert_allclose(interpolate(start, end, 0.0), start, atol=1e-12)
    np.testing.assert_allclose(interpolate(start, end, 1.0), end, atol=1e-12)
    quarter = rotation_vector(start.T @ interpolate(start, end, 0.25))
    assert np.linalg.norm(quarter) == pytest.approx(0.25)


def test_zero_vector_stays_zero() -> None:
    np.testing.assert_array_equal(unit([0, 0, 0]), np.zeros(3))


def test_frame_is_right_handed_and_orthonormal() -> None:
    y_axis = unit([0.1, 0.9, 0.2])
    frame = frame_from_y_z(y_axis, perpendicular_to([0, 0, 1], y_axis))
    np.testing.assert_allclose(frame.T @ frame, np.eye(3), atol=1e-12)
    assert np.linalg.det(frame) == pytest.approx(1.0)


def test_turning_about_a_point_leaves_it_where_it_was() -> None:
    rest_joint = np.array([0.1, -0.2, 0.9])
    parent = Transform(rot_x(0.4), np.array([1.0, 2.0, 3.0]))
    child = parent.turned_about(rot_z(0.7), rest_joint)
    np.testing.assert_allclose(child.apply(rest_joint), parent.apply(rest_joint))


def test_place_takes_the_rest_point_to_its_posed_position() -> None:
    motion = place(rot_y(1.1), np.array([0.3, 0.1, 0.5]), np.array([-1.0, 0.0, 2.0]))
    np.testing.assert_allclose(motion.apply(np.array([0.3, 0.1, 0.5])), [-1.0, 0.0, 2.0])
    shifted = motion.shifted(np.array([0, 0, 1.0]))
    np.testing.assert_allclose(shifted.apply(np.array([0.3, 0.1, 0.5])), [-1.0, 0.0, 3.0])
