"""Truth of a clip: a row per frame, peaks per rep, faults and self-checks (numpy only).

Angles come from the bone transforms that the skinning used, never from the commands.

``open_deg`` and its two siblings exist only for the aeroplane. They compare the stance hip with
the hinged neutral (the middle of the phase ``hold``) by the helical axis of the change:

* ``open_deg`` is the component about the femur's long axis,
* ``open_roll_deg`` the component about the pelvis' long axis,
* ``open_total_deg`` the whole angle; OPEN is positive in all three.

A turn about the femur changes hip rotation, a roll about the trunk changes hip abduction, so an
estimator that reports only one of them may give anything between 1 and 30 degrees for the same
drill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .rotations import rotation_vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .camera import Camera
    from .conventions import Side
    from .motion import Plan
    from .rotations import BoolArray, FloatArray

TruthRow = dict[str, Any]

#: Joints and surface points whose places are in the truth table.
JOINT_COLUMNS = (
    *("hipL", "hipR", "kneeL", "kneeR", "ankleL", "ankleR", "toeL", "toeR"),
    *("shoulderL", "shoulderR", "elbowL", "elbowR", "wristL", "wristR"),
    *("pelvis", "spine04", "spine02", "spine01", "neck01", "head"),
)
SURFACE_COLUMNS = (
    *("nose", "eyeL", "eyeR", "earL", "earR", "heelL", "heelR"),
    *("footidxL", "footidxR", "indexL", "indexR", "pinkyL", "pinkyR"),
)
HINGED_PHASES = (
    *("hold", "opening", "open", "closing", "closed", "returning", "neutral"),
    *("wander", "restart"),
)
OPEN_COLUMNS = ("open_deg", "open_roll_deg", "open_total_deg")
LUMBAR_COLUMNS = ("lumbar_flex", "lumbar_lat", "lumbar_axial")

FAULT_LIMIT_DEG = 6.0
_SHORTEST_FAULT_FRAMES = 5
_FAULT_COLUMN = {
    "trunk_twist": "lumbar_axial",
    "lumbar_flexion": "lumbar_flex",
    "lumbar_extension": "lumbar_flex",
    "lateral_bend": "lumbar_lat",
}


@dataclass
class TruthSummary:
    """Truth of a whole clip, for the JSON sidecar."""

    true_rep_count: int
    reps: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, Any] = field(default_factory=dict)
    fault_rule: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the entries of the sidecar."""
        entries = {
            "true_rep_count": self.true_rep_count,
            "reps": self.reps,
            "faults": self.faults,
            "checks": self.checks,
        }
        return entries | ({"fault_rule": self.fault_rule} if self.fault_rule else {})


# ---- rows ----------------------------------------------------------------------------------------


def angle_columns(
    angles_deg: Mapping[str, float], commanded: Mapping[str, float]
) -> dict[str, float]:
    """Return the angles of one frame, rounded, under the names they have in the truth table.

    Parameters
    ----------
    angles_deg
        True angles by name; the names stay as they are.
    commanded
        Commanded values by name; the names get the prefix ``cmd_``.
    """
    columns = {name: round(float(value), 4) for name, value in angles_deg.items()}
    columns.update({f"cmd_{name}": round(float(v), 4) for name, v in commanded.items()})
    return columns


def point_columns(points_m: Mapping[str, FloatArray], camera: Camera) -> dict[str, float]:
    """Return where joints and surface points of one frame are, for the camera.

    Parameters
    ----------
    points_m
        World points (3,) by name; all of `JOINT_COLUMNS` and `SURFACE_COLUMNS`.
    camera
        That sees them.

    Returns
    -------
    Values by column: ``NAME_x``, ``_y``, ``_z`` in camera axes (metres), ``_u``, ``_v`` in the
    picture (pixels).
    """
    names = JOINT_COLUMNS + SURFACE_COLUMNS
    world_m = np.array([points_m[name] for name in names])
    seen_m, pixels = camera.to_camera_m(world_m), camera.project_px(world_m)
    columns: dict[str, float] = {}
    for name, (x, y, z), (u, v) in zip(names, seen_m, pixels, strict=True):
        columns[f"{name}_x"] = round(float(x), 5)
        columns[f"{name}_y"] = round(float(y), 5)
        columns[f"{name}_z"] = round(float(z), 5)
        columns[f"{name}_u"] = round(float(u), 3)
        columns[f"{name}_v"] = round(float(v), 3)
    return columns


def column(rows: Sequence[TruthRow], name: str) -> FloatArray:
    """Return one column (n_rows,) of the truth table.

    Parameters
    ----------
    rows
        Of the table.
    name
        Of a column of numbers; NaN stands for a row without it.
    """
    return np.array([row.get(name, np.nan) for row in rows], float)


def column_names(rows: Iterable[TruthRow]) -> list[str]:
    """Return the names of all columns, in the order in which they first appear."""
    return list(dict.fromkeys(name for row in rows for name in row))


# ---- turning open and closed ---------------------------------------------------------------------


def open_angles_deg(
    femur_in_pelvis: FloatArray, neutral: FloatArray, side: Side
) -> tuple[float, float, float]:
    """Return how far a stance hip has opened since the hinged neutral.

    Parameters
    ----------
    femur_in_pelvis, neutral
        Frames (3, 3) of the femur in the pelvis frame, now and at neutral.
    side
        Stance leg.

    Returns
    -------
    Component about the femur, component about the pelvis' long axis, whole angle; degrees, OPEN
    positive.
    """
    opening = -1.0 if side == "R" else 1.0
    turn = rotation_vector(femur_in_pelvis @ neutral.T)
    femur_axis, pelvis_axis = femur_in_pelvis[:, 1], np.array([0, 1.0, 0])
    about_femur = opening * np.degrees(turn @ femur_axis)
    about_pelvis = opening * np.degrees(turn @ pelvis_axis)
    whole = np.degrees(np.linalg.norm(turn))
    opened = opening * (turn @ (femur_axis + pelvis_axis)) >= 0
    return float(about_femur), float(about_pelvis), float(whole if opened else -whole)


def add_open_columns(
    rows: Sequence[TruthRow], femur_in_pelvis: Sequence[FloatArray], side: Side
) -> None:
    """Add `OPEN_COLUMNS` to the rows of an aeroplane; they are zero outside the hinged phases.

    Parameters
    ----------
    rows
        Of the whole clip; changed in place.
    femur_in_pelvis
        For each row, the frame (3, 3) of the stance femur in the pelvis frame.
    side
        Stance leg.
    """
    hold = [i for i, row in enumerate(rows) if row["phase"] == "hold"]
    neutral = femur_in_pelvis[hold[len(hold) // 2] if hold else 0]
    for row, frame in zip(rows, femur_in_pelvis, strict=True):
        hinged = row["phase"] in HINGED_PHASES
        angles = open_angles_deg(frame, neutral, side) if hinged else (0.0, 0.0, 0.0)
        for name, value in zip(OPEN_COLUMNS, angles, strict=True):
            row[name] = round(value, 4)


# ---- summary -------------------------------------------------------------------------------------


def summarise(rows: Sequence[TruthRow], plan: Plan) -> TruthSummary:
    """Return peaks per rep, faults and self-checks of a whole clip.

    Parameters
    ----------
    rows
        The finished truth table, with the open columns if it is an aeroplane's.
    plan
        Of the performance.
    """
    summary = TruthSummary(plan.true_rep_count)
    if not rows or "lumbar_flex" not in rows[0]:
        return summary
    summary.checks = _lumbar_checks(rows)
    if plan.drill == "aeroplane":
        summary.checks |= _aeroplane_checks(rows, plan.params["side"])
        summary.reps = rep_peaks(rows, plan.true_rep_count, _aeroplane_peaks(plan.params["side"]))
    elif plan.drill == "frogger":
        _summarise_frogger(summary, rows, plan)
    fault = plan.params.get("fault")
    if fault:
        summary.faults = find_faults(rows, fault)
        summary.fault_rule = (
            f"|{_FAULT_COLUMN[fault]}| > {FAULT_LIMIT_DEG:g} deg in the posed truth"
        )
    return summary


def rep_peaks(
    rows: Sequence[TruthRow], n_reps: int, columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Return start and end (s), maxima and minima of each rep that has rows.

    Parameters
    ----------
    rows
        Of the truth table.
    n_reps
        Reps to look for, numbered from 1.
    columns
        Whose extremes are wanted.

    Returns
    -------
    For each rep ``rep``, ``start``, ``end``, and ``NAME_max`` and ``NAME_min`` per column.
    """
    rep_of_row = np.array([row["rep"] for row in rows])
    time_s = column(rows, "time")
    peaks = []
    for rep in range(1, n_reps + 1):
        inside = rep_of_row == rep
        if not inside.any():
            continue
        entry = {
            "rep": rep,
            "start": float(time_s[inside][0]),
            "end": float(time_s[inside][-1]),
        }
        for name in columns:
            values = column(rows, name)[inside]
            entry |= {f"{name}_max": float(values.max()), f"{name}_min": float(values.min())}
        peaks.append(entry)
    return peaks


def find_faults(rows: Sequence[TruthRow], fault: str) -> list[dict[str, Any]]:
    """Return the stretches of at least 5 frames in which the lumbar angle of a fault is too large.

    Parameters
    ----------
    rows
        Of the truth table.
    fault
        Its name; the angle counts in both directions, beyond `FAULT_LIMIT_DEG`.

    Returns
    -------
    For each stretch ``kind``, ``start``, ``stop`` (s), ``peak_deg`` with its sign, and ``rep``, the
    one in its middle.
    """
    angle_deg, time_s = column(rows, _FAULT_COLUMN[fault]), column(rows, "time")
    faults = []
    for first, last in _runs(np.abs(angle_deg) > FAULT_LIMIT_DEG):
        if last - first + 1 < _SHORTEST_FAULT_FRAMES:
            continue
        stretch = angle_deg[first : last + 1]
        faults.append(
            {
                "kind": fault,
                "start": float(time_s[first]),
                "stop": float(time_s[last]),
                "peak_deg": float(stretch[np.argmax(np.abs(stretch))]),
                "rep": int(rows[(first + last) // 2]["rep"]),
            }
        )
    return faults


def _runs(on: BoolArray) -> list[tuple[int, int]]:
    """Return first and last index of every stretch of True."""
    edges = np.diff(np.concatenate([[0], on.astype(int), [0]]))
    starts, ends = np.where(edges == 1)[0], np.where(edges == -1)[0] - 1
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def _aeroplane_peaks(side: Side) -> tuple[str, ...]:
    hip = (f"hip_rot_{side}", f"hip_abd_{side}", f"hip_flex_{side}")
    return (*OPEN_COLUMNS, *hip, *LUMBAR_COLUMNS)


def _largest_gap(rows: Sequence[TruthRow], truth: FloatArray, commanded: str) -> float:
    return float(np.nanmax(np.abs(truth - column(rows, commanded))))


def _lumbar_checks(rows: Sequence[TruthRow]) -> dict[str, Any]:
    return {
        f"{name}_cmd_vs_posed_max_deg": _largest_gap(rows, column(rows, name), f"cmd_{name}")
        for name in LUMBAR_COLUMNS
        if f"cmd_{name}" in rows[0]
    }


def _aeroplane_checks(rows: Sequence[TruthRow], side: Side) -> dict[str, Any]:
    """Return how far commands and truth differ; for the turn this is sway since the hold."""
    checks: dict[str, Any] = {}
    if any(row["phase"] == "hold" for row in rows):
        hinged = [row for row in rows if row["phase"] in HINGED_PHASES]
        turn = column(hinged, "open_total_deg")
        checks["open_cmd_vs_posed_max_deg"] = _largest_gap(hinged, turn, "cmd_open")
    knee = column(rows, f"knee_flex_{side}")
    checks["knee_cmd_vs_posed_max_deg"] = _largest_gap(rows, knee, "cmd_knee_stance")
    return checks


def _summarise_frogger(summary: TruthSummary, rows: Sequence[TruthRow], plan: Plan) -> None:
    both = (f"{name}_{side}" for name in ("hip_flex", "hip_rot", "hip_abd") for side in "LR")
    summary.reps = rep_peaks(rows, plan.true_rep_count, (*both, "lumbar_flex"))
    if plan.params["variant"] == "foot_lift":
        _add_lift_changes(summary.reps, rows, f"hip_rot_{plan.params['lift_side']}")
        return
    flexion = (column(rows, "hip_flex_L") + column(rows, "hip_flex_R")) / 2
    gap = _largest_gap(rows, flexion, "cmd_hip_flex")
    summary.checks["hip_flex_cmd_vs_posed_max_deg"] = gap


def _add_lift_changes(
    reps: Sequence[dict[str, Any]], rows: Sequence[TruthRow], rotation: str
) -> None:
    """Add to each rep the largest change of hip rotation from its median at rest."""
    resting = [row for row in rows if row["phase"] in ("start", "rest")]
    base_deg = np.nanmedian(column(resting, rotation))
    for rep in reps:
        inside = [row for row in rows if row["rep"] == rep["rep"]]
        change_deg = np.abs(column(inside, rotation) - base_deg)
        rep["lift_rot_change"] = float(np.max(change_deg))
