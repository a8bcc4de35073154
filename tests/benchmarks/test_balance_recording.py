from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.balance import (
    COMPARED,
    SETTLED,
    camera_courses,
    camera_lines,
    difference,
    opensim_courses,
    read_mot,
)
from tests.pose_builders import hinged, pose, standing
from vision.datatypes import Side

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("pelvis_tilt", "pelvis_list", "hip_flexion_l", "hip_adduction_l", "hip_rotation_l")


def columns(*rows: tuple[float, ...]) -> dict[str, np.ndarray]:
    return dict(zip(COLUMNS, np.array(rows).T, strict=True))


def test_a_motion_file_is_read_by_column(tmp_path: Path) -> None:
    path = tmp_path / "ik.mot"
    path.write_text("Coordinates\ninDegrees=yes\n\nendheader\ntime\ta\n 0.0\t 1.5\n 0.1\t-2e0\n")
    assert read_mot(path)["a"].tolist() == [1.5, -2.0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time a\n0 1\n", "endheader"),
        ("inDegrees=no\nendheader\ntime a\n0 1\n", "degrees"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_reason(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "ik.mot"
    path.write_text(text)
    with pytest.raises(ValueError, match=says):
        read_mot(path)


def test_external_rotation_of_the_left_hip_opens_and_adduction_is_no_abduction() -> None:
    courses = opensim_courses(columns((-60, 0, 60, 0, 0), (-60, 0, 60, 10, -20)), 0)
    assert courses["hip_opening_deg"] == pytest.approx([0, 20], abs=1.5)
    assert courses["hip_abduction_deg"].tolist() == [0, -10]
    assert courses["hip_flexion_change_deg"].tolist() == [0, 0]


def test_the_pelvis_leans_whichever_way_it_tilts() -> None:
    courses = opensim_courses(columns((0, 0, 0, 0, 0), (-30, 0, 0, 0, 0), (0, 20, 0, 0, 0)), 0)
    assert courses["hinge_change_deg"] == pytest.approx([0, 30, 20])


def test_bias_and_rms_leave_out_what_is_absent() -> None:
    ours = np.array([1.0, 3.0, np.nan])
    assert difference(ours, np.zeros(3)).split() == ["2.0", "2.2"]
    assert difference(np.full(3, np.nan), ours).split() == ["absent"]


def test_one_camera_is_silent_by_itself_and_speaks_from_the_neutral_it_is_handed() -> None:
    upright = [pose(standing(), yaw_deg=90)] * SETTLED
    tipped = [pose(hinged(Side.LEFT, hinge_deg=angle), yaw_deg=90) for angle in (60, 65, 70)]
    poses = [replace(one, t_s=i / 60) for i, one in enumerate([*upright, *tipped])]
    courses = camera_courses(poses, SETTLED)
    assert courses.keys() == COMPARED.keys()
    assert all(np.isnan(course[:SETTLED]).all() for course in courses.values())
    assert camera_courses([None] * 28, SETTLED)["hip_flexion_deg"].tolist() == pytest.approx(
        [np.nan] * 28, nan_ok=True
    )
    motion = opensim_courses(columns(*[(-60.0, 0.0, 60.0, 0.0, 0.0)] * len(poses)), SETTLED)
    times = np.array([one.t_s for one in poses])
    lines = camera_lines("cam", times, poses, {"ik": motion}, SETTLED)
    assert "values in 0 of 28 frames" in lines[0]
    assert len(lines) == 2 + len(COMPARED)
