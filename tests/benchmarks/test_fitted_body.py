from __future__ import annotations

import numpy as np

from benchmarks.fitted_body import Compared, near_peak, neutral_of, plane_courses, table
from tests.builders import all_fours, pose
from vision.datatypes import Posture, Quality, Sample, Side, View


def test_errors_are_compared_where_both_speak() -> None:
    nan = np.nan
    rows = np.array(
        [  # truth, fit, head, tutorial, plane
            [10.0, 14.0, 9.0, nan, 20.0],
            [10.0, 12.0, 13.0, nan, nan],
            [10.0, 17.0, nan, 0.0, 0.0],  # the head is silent
            [nan, 17.0, 3.0, 0.0, 0.0],
            [10.0, nan, 30.0, 0.0, 0.0],
        ]
    )
    found = {
        ("aeroplane", name, "side"): [Compared(rows)] for name in ("hinge_deg", "side_bend_deg")
    }
    hinge, bend = (line.split() for line in table("all", found).splitlines()[2:])
    assert hinge[:5] == ["aeroplane", "hinge_deg", "side", "1", "2"]
    assert hinge[5:10] == ["3.00", "2.00", "2.00", "10.00", "nan"]
    assert hinge[10:] == ["nan", "7.00", "(1", "rows)"]
    assert bend[10] == "10.00"  # who says 0 of a change is off by all of it
    assert len(table("peaks", found, peaks=True).splitlines()) == 3


def test_peaks_are_the_frames_near_the_greatest_change_seen_by_both() -> None:
    truth = np.array([1.0, -8.0, 7.0, 10.0, 5.0])
    head = np.array([0.0, 0.0, 0.0, np.nan, 0.0])
    rows = np.stack([truth, truth, head, head, head], axis=1)
    assert near_peak(rows)[:, 0].tolist() == [-8.0, 7.0]
    assert len(near_peak(rows * np.nan)) == 0


def test_the_plane_reads_the_hip_in_the_picture() -> None:
    seen = pose(all_fours(trunk_deg=90), yaw_deg=90)
    sample = Sample(0.0, Posture.ALL_FOURS, View.RIGHT, Quality(1.0), signals={"rock_deg": 3.0})
    courses = plane_courses([seen, None], [sample] * 2, np.array([1.0, 2.0]), Side.RIGHT)
    flexion = courses["hip_flexion_right_deg"]
    assert abs(flexion[0] - 90.0) < 1.0
    assert np.isnan(flexion[1])
    assert np.isnan(courses["hinge_deg"]).all()


def test_the_neutral_is_the_quiet_window_and_the_settling_after_it() -> None:
    times = np.arange(20) / 10
    read = times >= 1.0
    neutral = neutral_of(read, times, 0.35)
    assert times[neutral].tolist() == [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6]
    assert not neutral_of(np.zeros(20, bool), times, 0.35).any()
