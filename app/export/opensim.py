"""Angles and landmarks as files that OpenSim and similar programs read.

``angles.mot`` holds angles in degrees. Where OpenSim's own models have the coordinate, the column
has its name and sign (`COORDINATES`); the others keep ours. OpenSim's tools stop reading a motion
at its first missing value, and nothing is made up here: a file holds the frames in which its first
angle was seen, and with it the angles that were seen in all of these frames. What is left goes to
``angles-2.mot`` and so on, so that together the files hold every value there is.

``landmarks.trc`` holds the landmarks in millimetres with Y up: the estimator's axes (x to the right
of the picture, y down, z away from the camera) turned half round X. Depth is inaccurate, and the
origin of every frame is its own mid-hip: good for looking at the movement, not for inverse
kinematics of the whole body. It has every frame of the session. What was not seen is an empty
field, which is a missing marker to OpenSim's readers (a word such as NaN is text to other programs)
if every row ends with a tab, as OpenSim's own do. A landmark that was never seen has no columns,
unless nobody was seen at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.session.series import TRACKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.session.series import AngleSeries

COORDINATES = {
    "hip_flexion_left_deg": ("hip_flexion_l", 1.0),
    "hip_flexion_right_deg": ("hip_flexion_r", 1.0),
    "hip_abduction_left_deg": ("hip_adduction_l", -1.0),
    "hip_abduction_right_deg": ("hip_adduction_r", -1.0),
    "hip_rotation_left_deg": ("hip_rotation_l", 1.0),
    "hip_rotation_right_deg": ("hip_rotation_r", 1.0),
    "lumbar_flexion_deg": ("lumbar_extension", -1.0),
}


def motions(series: AngleSeries, first: Sequence[str] = ()) -> dict[str, str]:
    """Return the texts of angles.mot and its continuations, by file name.

    Parameters
    ----------
    series
        The angles; those with the most values come first.
    first
        Names of measures that come before all others.
    """
    seen = {
        name: np.isfinite(table[:, 0])
        for name, table in series.measures.items()
        if name.endswith("_deg") and np.isfinite(table[:, 0]).any()
    }
    order = [name for name in first if name in seen]
    order += sorted(seen, key=lambda name: -int(seen[name].sum()))
    held: set[str] = set()
    texts: dict[str, str] = {}
    for name in dict.fromkeys(order):
        if name in held:
            continue
        rows = seen[name]
        beside = [other for other, there in seen.items() if there[rows].all()]
        held.update(other for other in beside if not seen[other][~rows].any())
        number = len(texts) + 1
        file = "angles.mot" if number == 1 else f"angles-{number}.mot"
        texts[file] = _motion(series, rows, beside)
    return texts or {"angles.mot": _motion(series, np.zeros(len(series.t_s), bool), [])}


def _motion(series: AngleSeries, rows: NDArray[np.bool_], names: Sequence[str]) -> str:
    """Return a motion of some frames and some angles, tab-separated."""
    columns = [COORDINATES.get(name, (name, 1.0)) for name in names]
    values = [
        series.measures[name][rows, 0] * sign
        for name, (_, sign) in zip(names, columns, strict=True)
    ]
    table = np.stack([series.t_s[rows], *values], axis=1)
    head = [
        "angles",
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "",
        "endheader",
        "\t".join(["time", *(name for name, _ in columns)]),
    ]
    body = [
        "\t".join([f"{t_s:.4f}", *(f"{v + 0.0:.2f}" for v in row)]) for t_s, *row in table.tolist()
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
    landmarks_m = np.asarray(series.landmarks_m, np.float64)
    seen = np.asarray(np.isfinite(landmarks_m).all(axis=2).any(axis=0), np.bool_)
    if not seen.any():
        seen[:] = True  # a table needs columns
    marks = [mark.name for mark, is_seen in zip(TRACKED, seen, strict=True) if is_seen]
    turned_mm = landmarks_m[:, seen] * (1000.0, -1000.0, -1000.0)
    n_frames, n_marks = len(series.t_s), len(marks)
    span_s = float(series.t_s[-1] - series.t_s[0]) if n_frames > 1 else 0.0
    rate_hz = (n_frames - 1) / span_s if span_s > 0 else 1.0
    head = [
        "PathFileType\t4\t(X/Y/Z)\tlandmarks.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
        "OrigNumFrames",
        f"{rate_hz:.2f}\t{rate_hz:.2f}\t{n_frames}\t{n_marks}\tmm\t{rate_hz:.2f}\t1\t{n_frames}",
        "\t".join(["Frame#", "Time", *(f"{name}\t\t" for name in marks), ""]),
        "\t".join(["", "", *(f"{axis}{n}" for n in range(1, n_marks + 1) for axis in "XYZ"), ""]),
        "",
    ]
    body = [
        "\t".join([str(number), f"{t_s:.4f}", *(_trc_cell(value) for value in row), ""])
        for number, (t_s, row) in enumerate(
            zip(series.t_s.tolist(), turned_mm.reshape(n_frames, -1).tolist(), strict=True), 1
        )
    ]
    return "\n".join([*head, *body]) + "\n"


def _trc_cell(value: float) -> str:
    return "" if value != value else f"{value + 0.0:.1f}"
