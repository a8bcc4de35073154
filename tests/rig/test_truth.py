"""Truth on synthetic rows whose answers are known by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sample_videos.rig.camera import Camera
from sample_videos.rig.conventions import BODY_AXES, SIDES, Side, hip_rotation
from sample_videos.rig.motion.drill import Plan
from sample_videos.rig.rotations import axis_angle
from sample_videos.rig.truth import (
    JOINT_COLUMNS,
    OPEN_COLUMNS,
    SURFACE_COLUMNS,
    add_open_columns,
    angle_columns,
    column,
    column_names,
    find_faults,
    open_angles_deg,
    point_columns,
    rep_peaks,
    summarise,
)

FPS = 10


def _rows(lumbar_deg: list[float], rep: int = 1) -> list[dict[str, Any]]:
    return [
        {"frame": i, "time": i / FPS, "phase": "back", "rep": rep, "lumbar_flex": angle}
        for i, angle in enumerate(lumbar_deg)
    ]


def _plan(drill: str, params: dict[str, Any], reps: int) -> Plan:
    return Plan(drill, params, [], reps, 1.0, [])


# ---- faults --------------------------------------------------------------------------------------


def test_fault_has_its_start_stop_peak_and_rep() -> None:
    rows = _rows([0, 0, 7, 12, 20, 13, 8, 5, 0], rep=3)
    faults = find_faults(rows, "lumbar_flexion")
    assert faults == [
        {"kind": "lumbar_flexion", "start": 0.2, "stop": 0.6, "peak_deg": 20.0, "rep": 3}
    ]


def test_peak_of_a_sagging_back_is_negative() -> None:
    (fault,) = find_faults(_rows([0, -8, -15, -22, -15, -8, 0]), "lumbar_extension")
    assert fault["peak_deg"] == -22.0


def test_short_blips_and_small_angles_are_no_faults() -> None:
    assert find_faults(_rows([0, 9, 9, 9, 9, 0, 0]), "lumbar_flexion") == []
    assert find_faults(_rows([6.0] * 20), "lumbar_flexion") == []


def test_faults_at_both_ends_are_found_apart() -> None:
    rows = _rows([10.0] * 6 + [0.0] + [12.0] * 7)
    faults = find_faults(rows, "lumbar_flexion")
    assert [(f["start"], f["stop"]) for f in faults] == [(0.0, 0.5), (0.7, 1.3)]


def test_missing_angles_are_not_a_fault() -> None:
    rows = [*_rows([10.0] * 4), {"frame": 4, "time": 0.4, "rep": 1}, *_rows([10.0] * 4)]
    assert find_faults(rows, "lumbar_flexion") == []


# ---- peaks ---------------------------------------------------------------------------------------


def test_peaks_are_taken_within_each_rep() -> None:
    rows = _rows([1, 5, -2], rep=1) + _rows([4, 9, 3], rep=2) + _rows([99], rep=0)
    peaks = rep_peaks(rows, 3, ["lumbar_flex"])
    assert peaks == [
        {"rep": 1, "start": 0.0, "end": 0.2, "lumbar_flex_max": 5.0, "lumbar_flex_min": -2.0},
        {"rep": 2, "start": 0.0, "end": 0.2, "lumbar_flex_max": 9.0, "lumbar_flex_min": 3.0},
    ]


def test_columns_keep_the_order_of_their_first_appearance() -> None:
    rows: list[dict[str, Any]] = [
        {"frame": 0, "rep": 0},
        {"frame": 1, "rep": 0, "lumbar_flex": 3.0},
    ]
    assert column_names(rows) == ["frame", "rep", "lumbar_flex"]
    np.testing.assert_array_equal(column(rows, "lumbar_flex"), [np.nan, 3.0])


# ---- open and closed -----------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_external_rotation_opens(side: Side) -> None:
    neutral, opened = hip_rotation(70, 0, 0, side), hip_rotation(70, 0, -25, side)
    about_femur, _, whole = open_angles_deg(opened, neutral, side)
    assert about_femur == pytest.approx(25)
    assert whole == pytest.approx(25)
    assert open_angles_deg(neutral, opened, side)[2] == pytest.approx(-25)


@pytest.mark.parametrize(("side", "opening"), [("L", 1.0), ("R", -1.0)])
def test_rolling_about_the_trunk_opens(side: Side, opening: float) -> None:
    neutral = hip_rotation(90, 0, 0, side)
    rolled = axis_angle([0, 1, 0], opening * np.radians(20)) @ neutral
    about_femur, about_pelvis, whole = open_angles_deg(rolled, neutral, side)
    assert about_pelvis == pytest.approx(20)
    assert whole == pytest.approx(20)
    assert about_femur == pytest.approx(0, abs=1e-9)


def test_open_columns_compare_with_the_middle_of_the_hold() -> None:
    phases = ["stand", "hold", "hold", "hold", "opening", "hinge_up"]
    internal_deg = [40, 2, 0, -2, -30, 11]
    rows: list[dict[str, Any]] = [{"phase": phase} for phase in phases]
    frames = [hip_rotation(70, 0, angle, "R") for angle in internal_deg]
    add_open_columns(rows, frames, "R")
    assert column(rows, "open_deg") == pytest.approx([0, -2, 0, 2, 30, 0], abs=1e-3)


# ---- summary -------------------------------------------------------------------------------------


def test_foot_lift_reports_the_change_from_rest() -> None:
    rest = {"phase": "start", "rep": 0, "hip_rot_L": -12.0}
    lifted = {"phase": "lifted", "rep": 1, "hip_rot_L": 10.0}
    other = {"hip_rot_R": 0, "hip_flex_L": 86, "hip_flex_R": 86, "hip_abd_L": 20, "hip_abd_R": 20}
    lumbar = {"lumbar_flex": 1.0, "lumbar_lat": 0.0, "lumbar_axial": 0.0}
    rows = [
        {"time": i / FPS, **row, **other, **lumbar} for i, row in enumerate((rest, rest, lifted))
    ]
    plan = _plan("frogger", {"variant": "foot_lift", "lift_side": "L"}, 1)
    summary = summarise(rows, plan)
    assert summary.reps[0]["lift_rot_change"] == pytest.approx(22.0)
    assert "fault_rule" not in summary.as_json()


def test_summary_of_an_aeroplane_names_the_fault_rule() -> None:
    row = {"phase": "hold", "rep": 1, "lumbar_flex": 0, "lumbar_lat": 0, "lumbar_axial": 9.0}
    angles = dict.fromkeys(("hip_rot_R", "hip_abd_R", "hip_flex_R", *OPEN_COLUMNS), 0.0)
    commands = {"cmd_open": 0.5, "cmd_knee_stance": 15.0, "cmd_lumbar_axial": 9.0}
    rows = [{"time": i / FPS, **row, **angles, **commands, "knee_flex_R": 15.25} for i in range(6)]
    summary = summarise(rows, _plan("aeroplane", {"side": "R", "fault": "trunk_twist"}, 1))
    assert [fault["rep"] for fault in summary.faults] == [1]
    assert summary.fault_rule == "|lumbar_axial| > 6 deg in the posed truth"
    assert summary.checks["open_cmd_vs_posed_max_deg"] == pytest.approx(0.5)
    assert summary.checks["knee_cmd_vs_posed_max_deg"] == pytest.approx(0.25)


def test_summary_of_an_empty_room_is_empty() -> None:
    summary = summarise(
        [{"frame": 0, "time": 0.0, "phase": "empty", "rep": 0}], _plan("negative", {}, 0)
    )
    assert summary.as_json() == {"true_rep_count": 0, "reps": [], "faults": [], "checks": {}}


# ---- columns -------------------------------------------------------------------------------------


def test_angle_columns_are_rounded_and_commands_prefixed() -> None:
    columns = angle_columns({"hip_flex_L": 12.34567}, {"open": 1.0})
    assert columns == {"hip_flex_L": 12.3457, "cmd_open": 1.0}


def test_point_columns_hold_camera_metres_and_pixels() -> None:
    camera = Camera((0, -2, 1), (0, 0, 1), 90, 640, 480)
    points_m = dict.fromkeys(JOINT_COLUMNS + SURFACE_COLUMNS, np.array([0.5, 0.0, 1.25]))
    columns = point_columns(points_m, camera)
    found = [columns[f"hipL_{axis}"] for axis in "xyzuv"]
    assert found == pytest.approx([0.5, -0.25, 2.0, 320 + 60, 240 - 30])
    assert len(columns) == 5 * len(points_m)


def test_camera_in_front_sees_the_persons_left_on_the_right() -> None:
    camera = Camera((0, -3, 1), (0, 0, 1), 52, 640, 480)
    left_shoulder, right_shoulder = camera.project_px([[0.2, 0, 1.4], [-0.2, 0, 1.4]])
    assert left_shoulder[0] > 320 > right_shoulder[0]
    facing = camera.rotation @ (-BODY_AXES[:, 0])
    assert facing[2] == pytest.approx(1.0)


def test_rolled_camera_turns_the_picture() -> None:
    level, rolled = (Camera((0, -3, 1), (0, 0, 1), 52, 640, 480, roll) for roll in (0, 90))
    offset_level = level.project_px([0.1, 0, 1.2]) - [320, 240]
    offset_rolled = rolled.project_px([0.1, 0, 1.2]) - [320, 240]
    np.testing.assert_allclose(offset_rolled, [-offset_level[1], offset_level[0]], atol=1e-9)


def test_opengl_matrix_agrees_with_the_projection() -> None:
    camera = Camera((1.5, -2.5, 0.9), (0, 0.1, 0.8), 60, 640, 480, 3)
    point = np.array([0.3, -0.2, 1.1])
    clip = camera.opengl_matrix() @ np.append(point, 1.0)
    device = clip[:2] / clip[3]
    expected = [(device[0] + 1) * 320, (1 - device[1]) * 240]
    np.testing.assert_allclose(camera.project_px(point), expected, atol=1e-9)
