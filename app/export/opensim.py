"""Angles and landmarks as files that OpenSim and its relatives read.

``angles.mot`` holds the angles in degrees. Where OpenSim's own models have the coordinate, the
column carries its name and sign (`COORDINATES`); the others keep ours. ``landmarks.trc`` holds
the landmarks in millimetres with Y up: the estimator's axes (x to the right of the picture, y
down, z away from the camera) turned half round X. Its depth is weak, and every frame stands on
its own mid-hip: good for looking at the movement, not for inverse kinematics of the whole body.
What was not seen is left out of the one and NaN in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.session.series import TRACKED

if TYPE_CHECKING:
    from app.session.series import AngleSeries

KEPT_SHARE = 0.5
COORDINATES = {
    "hip_flexion_left_deg": ("hip_flexion_l", 1.0),
    "hip_flexion_right_deg": ("hip_flexion_r", 1.0),
    "hip_abduction_left_deg": ("hip_adduction_l", -1.0),
    "hip_abduction_right_deg": ("hip_adduction_r", -1.0),
    "hip_rotation_left_deg": ("hip_rotation_l", 1.0),
    "hip_rotation_right_deg": ("hip_rotation_r", 1.0),
    "lumbar_flexion_deg": ("lumbar_extension", -1.0),
}


def angles_mot(series: AngleSeries) -> str:
    """Return the text of angles.mot, tab-separated.

    OpenSim's tools stop reading a motion at its first missing value, and nothing is made up here:
    it holds the angles that were seen in at least `KEPT_SHARE` of the frames that show any, and of
    the frames those that show them all. Times are the recording's own, so gaps stay gaps.
    """
    seen = {
        name: table[:, 0]
        for name, table in series.measures.items()
        if name.endswith("_deg") and np.isfinite(table[:, 0]).any()
    }
    table = np.stack([series.t_s, *seen.values()], axis=1)
    finite = np.isfinite(table[:, 1:])
    shown = finite.any(axis=1)
    kept = finite[shown].mean(axis=0) >= KEPT_SHARE if shown.any() else np.zeros(0, bool)
    columns = [COORDINATES.get(name, (name, 1.0)) for name in np.array([*seen])[kept].tolist()]
    rows = table[shown & finite[:, kept].all(axis=1)][:, np.concatenate([[True], kept])]
    rows[:, 1:] *= [sign for _, sign in columns]
    head = [
        "angles",
        "version=1",
        f"nRows={len(rows)}",
        f"nColumns={rows.shape[1]}",
        "inDegrees=yes",
        "",
        "endheader",
        "\t".join(["time", *(name for name, _ in columns)]),
    ]
    body = [
        "\t".join([f"{t_s:.4f}", *(f"{v + 0.0:.2f}" for v in row)]) for t_s, *row in rows.tolist()
    ]
    return "\n".join([*head, *body]) + "\n"


def landmarks_trc(series: AngleSeries) -> str:
    """Return the text of landmarks.trc.

    Raises
    ------
    ValueError
        If the landmarks of the session were not kept.
    """
    if series.landmarks_m is None:
        raise ValueError("the landmarks of this session were not kept")
    turned_mm = series.landmarks_m.astype(np.float64) * (1000.0, -1000.0, -1000.0)
    n_frames, n_marks = len(series.t_s), len(TRACKED)
    span_s = float(series.t_s[-1] - series.t_s[0]) if n_frames > 1 else 0.0
    rate_hz = (n_frames - 1) / span_s if span_s > 0 else 1.0
    head = [
        "PathFileType\t4\t(X/Y/Z)\tlandmarks.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{rate_hz:.2f}\t{rate_hz:.2f}\t{n_frames}\t{n_marks}\tmm\t{rate_hz:.2f}\t1\t{n_frames}",
        "\t".join(["Frame#", "Time", *(f"{mark.name}\t\t" for mark in TRACKED)]),
        "\t".join(["", "", *(f"{axis}{n}" for n in range(1, n_marks + 1) for axis in "XYZ")]),
        "",
    ]
    body = [
        "\t".join([str(number), f"{t_s:.4f}", *(_trc_cell(value) for value in row)])
        for number, (t_s, row) in enumerate(
            zip(series.t_s.tolist(), turned_mm.reshape(n_frames, -1).tolist(), strict=True), 1
        )
    ]
    return "\n".join([*head, *body]) + "\n"


def _trc_cell(value: float) -> str:
    return "NaN" if value != value else f"{value + 0.0:.1f}"
