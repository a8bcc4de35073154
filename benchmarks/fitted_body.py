"""A body fitted to the landmarks, measured beside the learned head and plainer ways.

    python -m benchmarks.fitted_body FOLDER [--pattern 'test_*']

FOLDER holds recordings with their truth (`benchmarks.head.record`). Where the head gives a value,
the table has the mean absolute errors of the fitted body (`benchmarks.kinematic_body`), the head,
the mean of both, the picture's plane alone (the signals that count; for the low back the contour)
the usual tutorial and of whoever says 0; and that of the fit where the head gives none.

The fit reads the repaired and smoothed points that the program reads, knows the stance leg as the
head does here, and takes its neutral from the frames in which the program finds its own. It is no
part of the program: see docs/estimator.md for the outcome.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy import SHOWN, recording_of, true_courses
from benchmarks.cases import cases
from benchmarks.kinematic_body import angles_deg, follow
from benchmarks.naive import hip_line_deg, shoulder_hip_knee_flexion_deg
from drills.events import Drill
from vision.calibration import QUIET, SETTLE_S
from vision.datatypes import Estimate, Posture, Side
from vision.geometry import angle_between_deg
from vision.observer import Observer
from vision.view import sector_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.cases import Case
    from benchmarks.kinematic_body import Fit
    from vision.datatypes import Pose, Sample

    Vector = NDArray[np.float64]
    Found = dict[tuple[str, str, str], list["Compared"]]

CHANGES = (
    "pelvis_rotation_deg",
    "pelvis_roll_deg",
    "hip_rotation_deg",
    "spine_twist_deg",
    "lumbar_flexion_deg",
    "side_bend_deg",
    "pelvis_lift_deg",
)
"""Measures that are changes since neutral: whoever says 0 is off by what stands under ``zero``."""
PEAK_SHARE = 0.75


def plane_courses(
    poses: Sequence[Pose | None], samples: Sequence[Sample], contours_deg: Vector, side: Side
) -> dict[str, Vector]:
    """Return what the picture's plane says: the signals that count, and the back's contour."""

    def signal(name: str) -> Vector:
        return np.array([sample.signals.get(name, np.nan) for sample in samples])

    hip = 23 if side is Side.LEFT else 24
    flexion = np.full(len(poses), np.nan)
    for index, pose in enumerate(poses):
        if pose is not None:
            points = pose.landmarks_px
            flexion[index] = 180 - angle_between_deg(
                points[hip - 12] - points[hip], points[hip + 2] - points[hip]
            )
    return {
        "pelvis_rotation_deg": signal("turn_deg"),
        "hinge_deg": signal("trunk_incl_deg"),
        f"hip_flexion_{side}_deg": flexion,
        f"trunk_thigh_flexion_{side}_deg": flexion,
        "lumbar_flexion_deg": contours_deg,
    }


@dataclass(frozen=True, eq=False)
class Compared:
    """Rows (n, 5) of one measure: truth, fitted body, head, tutorial, plane; NaN: nothing said."""

    rows: Vector


def compare(case: Case) -> tuple[str, dict[str, Compared], float]:
    """Return the camera's sector, the rows of every measure and the seconds a fitted frame took."""
    assert case.drill is not None
    recording = recording_of(case)
    near = Side.RIGHT if recording.azimuth_deg > 0 else Side.LEFT
    side = case.side if case.drill is not Drill.FROGGER and case.side is not None else near
    wanted = Posture.HINGED if case.drill is Drill.AEROPLANE else Posture.ALL_FOURS
    observer = Observer(side if case.drill is Drill.AEROPLANE else None)
    poses, samples, contours_deg = [], [], np.full(len(case.t_s), np.nan)
    read = np.zeros(len(case.t_s), bool)
    for index, pose in enumerate(case.poses):
        observation = observer.observe(pose, float(case.t_s[index]))
        poses.append(observation.pose)
        samples.append(observation.sample)
        if observer.reading is not None and observer.reading.posture is wanted:
            contours_deg[index] = observer.reading.body.contour_deg
            read[index] = True
    neutral = neutral_of(read, case.t_s, QUIET[wanted].window_s)
    contours_deg -= _median(contours_deg[neutral])
    began_s = time.perf_counter()
    found = follow(poses, case.t_s, neutral, side, case.drill)
    took_s = (time.perf_counter() - began_s) / max(1, sum(one is not None for one in found))
    fitted = angles_deg(found, neutral, side, case.drill, _upright(found, samples))
    plane = plane_courses(poses, samples, contours_deg, side)
    truth = true_courses(recording, case.drill, near)
    nothing = np.full(len(case.t_s), np.nan)
    rows = {}
    for shown in SHOWN[case.drill]:
        name = shown.replace("SIDE", side.value)
        said = [sample.measures.get(name) for sample in samples]
        head = np.array([one.value if isinstance(one, Estimate) else np.nan for one in said])
        usual = nothing
        if name in ("pelvis_rotation_deg", "pelvis_roll_deg"):
            usual = hip_line_deg(case.poses, case.t_s, side)
        elif name.startswith(("hip_flexion", "trunk_thigh")):
            usual = shoulder_hip_knee_flexion_deg(case.poses, side)
        columns = [truth[name], fitted[name], head, usual, plane.get(name, nothing)]
        rows[shown.replace("SIDE_", "")] = Compared(np.stack(columns, axis=1))
    return sector_of(recording.azimuth_deg).value, rows, took_s


def _median(values: Vector) -> float:
    there = values[np.isfinite(values)]
    return float(np.median(there)) if len(there) else float("nan")


def neutral_of(read: NDArray[np.bool_], t_s: Vector, window_s: float) -> NDArray[np.bool_]:
    """Return the frames of the program's own neutral, given where the head was asked.

    It is found at the end of a quiet window, and may be replaced until it has settled.
    """
    if not read.any():
        return read
    found_s = t_s[np.argmax(read)]
    within: NDArray[np.bool_] = (t_s >= found_s - window_s) & (t_s <= found_s + SETTLE_S)
    return within


def _upright(found: Sequence[Fit | None], samples: Sequence[Sample]) -> Vector:
    """Return the vertical that the standing person shows; the picture's where nobody stands."""
    postures = [sample.posture for sample in samples[: len(samples) // 2]]
    standing = [
        one
        for one, posture in zip(found, postures, strict=False)
        if one is not None and posture is Posture.STANDING
    ]
    if not standing:
        return np.array([0.0, -1.0, 0.0])
    joints_m = np.median([one.body.joints_m[0] for one in standing], axis=0)
    axis: Vector = joints_m[:2].mean(axis=0) - joints_m[6:].mean(axis=0)
    return axis / np.linalg.norm(axis)


def table(title: str, found: Found, *, peaks: bool = False) -> str:
    """Return mean absolute errors where fit and head speak, and those of the fit elsewhere.

    With ``peaks`` only frames near the greatest change of each clip count.
    """
    lines = [
        title,
        f"{'drill':10s} {'measure':24s} {'camera':13s} {'clips':>5s} {'rows':>6s} {'fit':>6s} "
        f"{'head':>6s} {'mean':>6s} {'plane':>6s} {'naive':>6s} {'zero':>6s}  fit, head silent",
    ]
    for (drill, name, sector), parts in sorted(found.items()):
        if peaks and name not in CHANGES:
            continue
        rows = np.concatenate([near_peak(part.rows) if peaks else part.rows for part in parts])
        rows = rows[np.isfinite(rows[:, :2]).all(axis=1)]
        both, alone = rows[np.isfinite(rows[:, 2])], rows[~np.isfinite(rows[:, 2])]
        error = both[:, 1:] - both[:, :1]
        mean = (error[:, 0] + error[:, 1]) / 2
        zero = both[:, 0] if name in CHANGES else np.array([])
        errors = (error[:, 0], error[:, 1], mean, error[:, 3], error[:, 2], zero)
        lines.append(
            f"{drill:10s} {name:24s} {sector:13s} {len(parts):5d} {len(both):6d} "
            f"{' '.join(f'{_mae(one):6.2f}' for one in errors)} "
            f"{_mae(alone[:, 1] - alone[:, 0]):7.2f} ({len(alone)} rows)"
        )
    return "\n".join(lines)


def near_peak(rows: Vector) -> Vector:
    """Return the rows whose true change is at least `PEAK_SHARE` of the greatest of the clip."""
    size = np.abs(rows[:, 0])
    there = np.isfinite(rows[:, :3]).all(axis=1)
    if not there.any():
        return rows[:0]
    chosen: Vector = rows[there & (size >= PEAK_SHARE * size[there].max())]
    return chosen


def _mae(error: Vector) -> float:
    there = error[np.isfinite(error)]
    return float(np.abs(there).mean()) if len(there) else float("nan")


def main() -> None:
    """Compare on every clip of the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pattern", default="*")
    options = parser.parse_args()
    found: Found = defaultdict(list)
    costs_s = []
    for case in cases(options.folder, options.pattern):
        if case.drill is None:
            continue
        sector, rows, took_s = compare(case)
        costs_s.append(took_s)
        print(f"{case.name}: {sector}, {took_s * 1000:.1f} ms a frame", flush=True)
        for name, compared in rows.items():
            found[case.drill.value, name, sector].append(compared)
    print(table("\nall frames", found))
    print(table("\nframes near the greatest change of each clip", found, peaks=True))
    print(f"fitted body: {np.mean(costs_s) * 1000:.1f} ms a frame")


if __name__ == "__main__":
    main()
