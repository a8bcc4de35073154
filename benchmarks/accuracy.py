"""Errors, intervals and refusals of every measure against people whose joint angles are known.

    python -m benchmarks.accuracy FOLDER [--render N] [--pattern 'test_*']

FOLDER holds videos with their truth or recordings (see `benchmarks.cases`). ``--render N`` first
renders the first N test scenes of every drill (`training.recipe`) as videos into it and
needs the extra ``rig``; existing videos are kept, and so are the poses that the model saw.
Everything after the pose model runs again every time.

Every table is split by the family of bodies that a recording names (for a video: its folder), with
a row over all of them where there are several. Beside every figure is that of the usual tutorial:
the angle at the hip between shoulder and knee, and the angle of the hip line, both from the world
landmarks, counted by thresholds.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Settings
from benchmarks.cases import Case, cases, true_reps
from benchmarks.drills import false_warnings, outcomes, run
from benchmarks.naive import hip_line_deg, reps_by_thresholds, shoulder_hip_knee_flexion_deg
from benchmarks.tables import Tally, fault_table, sets_and_refusals, table
from drills.core.events import Drill
from training.dataset import (
    ALL_FOURS,
    BAD_SHARE,
    HINGED,
    all_fours_truth,
    exchanged_sides,
    hinged_truth,
    landmark_error_ratio,
)
from training.record import Recording
from vision.body.view import sector_of
from vision.datatypes import Absent, Estimate, Reason, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from benchmarks.drills import Run
    from drills.core.events import Rep
    from vision.datatypes import Measure

    Column = NDArray[np.float64]

SHOWN = {
    Drill.AEROPLANE: (
        "pelvis_rotation_deg",
        "pelvis_roll_deg",
        "hip_rotation_SIDE_deg",
        "spine_twist_deg",
        "lumbar_flexion_deg",
        "side_bend_deg",
        "hinge_deg",
        "hip_flexion_SIDE_deg",
        "hip_abduction_SIDE_deg",
    ),
    Drill.FROGGER: (
        "hip_flexion_SIDE_deg",
        "trunk_thigh_flexion_SIDE_deg",
        "lumbar_flexion_deg",
        "hip_abduction_SIDE_deg",
        "knee_width_ratio",
    ),
    Drill.FOOT_LIFT: ("hip_rotation_SIDE_deg", "pelvis_lift_deg", "lumbar_flexion_deg"),
}
PEAKS = {
    "pelvis_rotation_open_deg": ("pelvis_rotation_deg", 1.0),
    "pelvis_rotation_closed_deg": ("pelvis_rotation_deg", -1.0),
    "pelvis_roll_open_deg": ("pelvis_roll_deg", 1.0),
    "pelvis_roll_closed_deg": ("pelvis_roll_deg", -1.0),
    "hip_flexion_deg": ("hip_flexion_SIDE_deg", 1.0),
    "trunk_thigh_flexion_deg": ("trunk_thigh_flexion_SIDE_deg", 1.0),
    "hip_rotation_internal_deg": ("hip_rotation_SIDE_deg", 1.0),
    "hip_rotation_external_deg": ("hip_rotation_SIDE_deg", -1.0),
    "lumbar_flexion_deg": ("lumbar_flexion_deg", 0.0),
    "spine_twist_deg": ("spine_twist_deg", 0.0),
    "side_bend_deg": ("side_bend_deg", 0.0),
    "hinge_deg": ("hinge_deg", 1.0),
}
"""For each peak of a rep, the course whose extreme it is, and the sign; 0: the greatest
magnitude."""

# ---------------------------------------------------------------- truth


def recording_of(case: Case) -> Recording:
    """Return a case as a recording, its truth at the times of the frames."""
    times = case.truth["time"].astype(float)
    nearest = np.abs(times[None, :] - case.t_s[:, None]).argmin(axis=1)
    truth = {name: column[nearest] for name, column in case.truth.items()}
    letter = {Side.LEFT: "L", Side.RIGHT: "R", None: ""}[case.side]
    return Recording(case.name, case.family, case.track, truth, letter, _true_yaw_deg(truth))


def _true_yaw_deg(truth: Mapping[str, NDArray[np.float64]]) -> float:
    """Return how far the person is truly turned at the start, as `body_yaw_deg` reads it."""
    across = [
        float(truth[f"hipL_{axis}"][0] - truth[f"hipR_{axis}"][0])
        + float(truth[f"shoulderL_{axis}"][0] - truth[f"shoulderR_{axis}"][0])
        for axis in "xz"
    ]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _true_courses(recording: Recording, drill: Drill, near: Side) -> dict[str, Column]:
    """Return the truth of every frame, under the names of angles.csv.

    On all fours both sides are given; ``near`` is the side nearer to the camera.
    """
    if drill is Drill.AEROPLANE:
        stance = Side.RIGHT if recording.stance == "R" else Side.LEFT
        sign = 1.0 if stance is Side.RIGHT else -1.0
        by_name = dict(zip(HINGED, hinged_truth(recording, stance).T, strict=True))
        by_name["side_bend_deg"] = sign * by_name["side_bend_deg"]
        return {
            **by_name,
            f"hip_rotation_{stance}_deg": -by_name["hip_opening_deg"],
            f"hip_flexion_{stance}_deg": by_name["hip_flexion_deg"],
            f"hip_abduction_{stance}_deg": by_name["hip_abduction_deg"],
        }
    by_name = dict(zip(ALL_FOURS, all_fours_truth(recording, near).T, strict=True))
    sides = {"near": near, "far": near.other}
    return {
        **by_name,
        **{
            f"{joint}_{sides[where]}_deg": by_name[f"{joint}_{where}_deg"]
            for joint in ("hip_flexion", "hip_abduction", "hip_rotation", "trunk_thigh_flexion")
            for where in sides
        },
    }


def _truth_and_side(case: Case, recording: Recording) -> tuple[dict[str, Column], Side]:
    """Return the true courses of a case with a drill, and the side judged."""
    assert case.drill is not None
    near = Side.RIGHT if recording.azimuth_deg > 0 else Side.LEFT
    side = case.side if case.drill is not Drill.FROGGER and case.side is not None else near
    return _true_courses(recording, case.drill, near), side


# ---------------------------------------------------------------- one clip


def _add(tally: Tally, case: Case) -> str:
    """Run one clip and add its figures to the tally; return its line."""
    done = run(case, Settings())
    wanted = len(true_reps(case))
    right = case.drill is None or done.session.drill is case.drill
    exact = len(done.session.reps) == wanted and (right or not wanted)
    naive = reps_by_thresholds(case.poses, case.t_s, case.drill)
    tally.sets.append((case.drill or "none", case.family, exact, naive == wanted))
    seen = done.session.drill or "no drill"
    line = f"{case.name:28s} {seen:10s} {len(done.session.reps)} of {wanted}"
    if case.drill is None:
        return line
    recording = recording_of(case)
    sector = sector_of(recording.azimuth_deg).value
    truth, side = _truth_and_side(case, recording)
    _add_frames(tally, case, done, truth, side, sector)
    _add_refusals(tally, recording, done)
    _add_exchanged(tally, case, recording, done, truth, side)
    if right:
        tally.outcomes += [(sector, case.family, outcome) for outcome in outcomes(case, done)]
        tally.false_warnings += [
            (case.drill.value, case.family, event.kind.value)
            for event in false_warnings(case, done)
        ]
        tally.reps[case.drill.value, case.family] += wanted
        _add_peaks(tally, case, done, truth, side, sector)
    return f"{line}, {sector}"


def _naive_course(case: Case, name: str, side: Side) -> Column:
    """Return what the usual tutorial would give for a measure, NaN where it gives nothing."""
    if name in ("pelvis_rotation_deg", "pelvis_roll_deg"):
        return hip_line_deg(case.poses, case.t_s, side)
    if name.startswith(("hip_flexion", "trunk_thigh")):
        return shoulder_hip_knee_flexion_deg(case.poses, side)
    return np.full(len(case.t_s), np.nan)


def _add_frames(
    tally: Tally, case: Case, done: Run, truth: Mapping[str, Column], side: Side, sector: str
) -> None:
    assert case.drill is not None
    for shown in SHOWN[case.drill]:
        name = shown.replace("SIDE", side.value)
        figures = tally.frames[case.drill, shown.replace("SIDE_", ""), sector, case.family]
        figures.clips.add(case.name)
        naive = _naive_course(case, name, side)
        for index, sample in enumerate(done.samples):
            true = float(truth[name][index])
            if not np.isfinite(true):
                continue
            measure = sample.measures.get(name)
            if not isinstance(measure, Estimate):
                figures.absent += 1
                continue
            half = (measure.high - measure.low) / 2
            figures.given.append((measure.value - true, half, float(naive[index]) - true))


def _add_refusals(tally: Tally, recording: Recording, done: Run) -> None:
    """Record for every measurable frame whether it was bad and whether it was refused."""
    error = landmark_error_ratio(recording)
    for ratio, sample in zip(error.tolist(), done.samples, strict=True):
        measure = sample.measures.get("lumbar_flexion_deg")
        if measure is not None and np.isfinite(ratio):
            lost = isinstance(measure, Absent) and measure.reason is Reason.TRACKING_LOST
            tally.refused.append((recording.family, ratio > BAD_SHARE, lost))


KEY_MEASURES = {
    Drill.AEROPLANE: "pelvis_rotation_deg",
    Drill.FROGGER: "hip_flexion_SIDE_deg",
    Drill.FOOT_LIFT: "lumbar_flexion_deg",
}


def _add_exchanged(
    tally: Tally,
    case: Case,
    recording: Recording,
    done: Run,
    truth: Mapping[str, Column],
    side: Side,
) -> None:
    """Record the drill's first measure separately for frames with left and right exchanged."""
    assert case.drill is not None
    name = KEY_MEASURES[case.drill].replace("SIDE", side.value)
    crossed = exchanged_sides(recording)
    for index, sample in enumerate(done.samples):
        if not np.isfinite(truth[name][index]) or case.track.poses[index] is None:
            continue
        figures = tally.exchanged[bool(crossed[index]), case.family]
        measure = sample.measures.get(name)
        if isinstance(measure, Estimate):
            half = (measure.high - measure.low) / 2
            figures.given.append((measure.value - truth[name][index], half, np.nan))
        else:
            figures.absent += 1


@dataclass(frozen=True)
class PeakPair:
    """The peak that a rep reports, and the posed one.

    ``course`` is the frame measure that it is the peak of; ``inside`` (n,) marks the rep's frames.
    """

    name: str
    course: str
    measure: Measure
    true: float
    inside: NDArray[np.bool_]


def _peak_pairs(
    case: Case, done: Run, truth: Mapping[str, Column], side: Side
) -> Iterator[PeakPair]:
    """Yield measured and true peaks of the reps that were counted at the right time."""
    for wanted in true_reps(case):
        rep = _during(done.session.reps, wanted.start_s, wanted.end_s)
        if rep is None:
            continue
        inside = (case.t_s >= wanted.start_s) & (case.t_s <= wanted.end_s)
        for name, (course, sign) in PEAKS.items():
            full = course.replace("SIDE", side.value)
            if name in rep.measures and full in truth:
                signed = name in ("lumbar_flexion_deg", "side_bend_deg")
                true = _extreme(truth[full][inside], sign, signed=signed)
                yield PeakPair(name, full, rep.measures[name], true, inside)


def _add_peaks(
    tally: Tally, case: Case, done: Run, truth: Mapping[str, Column], side: Side, sector: str
) -> None:
    assert case.drill is not None
    for pair in _peak_pairs(case, done, truth, side):
        figures = tally.peaks[case.drill, pair.name, sector, case.family]
        figures.clips.add(case.name)
        if isinstance(pair.measure, Absent):
            figures.absent += 1
            continue
        sign = PEAKS[pair.name][1]
        naive = _extreme(_naive_course(case, pair.course, side)[pair.inside], sign, signed=False)
        half = (pair.measure.high - pair.measure.low) / 2
        figures.given.append((pair.measure.value - pair.true, half, naive - pair.true))


def _during(reps: Iterable[Rep], start_s: float, end_s: float) -> Rep | None:
    return next((rep for rep in reps if start_s <= rep.peak_s <= end_s), None)


def _extreme(course: Column, sign: float, *, signed: bool) -> float:
    """Return the greatest value, the greatest of the other sign, or of the greatest magnitude."""
    there = course[np.isfinite(course)]
    if not len(there):
        return float("nan")
    if sign:
        return max(0.0, float((sign * there).max()))
    value = float(there[np.argmax(np.abs(there))])
    return value if signed else abs(value)


def _render(folder: Path, each: int) -> None:
    """Render the first test scenes of every drill that do not exist yet."""
    from sample_videos.rig.clip import render_clip
    from training.recipe import DRILLS, scene

    for number in range(each):
        for drill in DRILLS:
            if drill == "negative" and number >= each // 3:
                continue
            drawn = scene("parametric", "test", drill, number, traced=False)
            if not (folder / f"{drawn.name}.json").exists():
                render_clip(drawn, folder)
                print(f"rendered {drawn.name}", flush=True)


def main() -> None:
    """Run every clip of the folder and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--render", type=int, default=0, metavar="N")
    parser.add_argument("--pattern", default="*")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    _render(options.folder, options.render)
    tally = Tally()
    for case in cases(options.folder, options.pattern, options.folder / "poses"):
        print(_add(tally, case), flush=True)
    print(table("\nframes: error over all frames of the drill", tally.frames))
    print(table("\npeaks: error of the peak of each rep", tally.peaks))
    print(f"\n{fault_table(tally)}\n")
    print(sets_and_refusals(tally))


if __name__ == "__main__":
    main()
