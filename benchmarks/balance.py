"""One camera against joint angles from four: a real person who balances on the left leg.

    python -m benchmarks.balance FOLDER [--neutral FRAME]

FOLDER holds ``cam*.mp4`` of one movement seen by synchronised cameras, and the joint angles that
OpenSim's inverse kinematics derived from all of them: one or more ``ik_*.mot``, with a row for each
frame (such as the demonstration of Pose2Sim). They are estimates, not the truth: the differences
between them are printed, too.

For each camera: what the program measures by itself, the tutorial's hip flexion on the left, and
what the angle model answers when frame FRAME is given to it as the hinged neutral. Bias and rms
over the frames from FRAME on, of values and, where marked, of changes since FRAME.
"""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.naive import shoulder_hip_knee_flexion_deg
from sample_videos.rig.conventions import hip_rotation
from sample_videos.rig.truth import open_angles_deg
from vision.angles.features import body_features
from vision.angles.model import shipped_model
from vision.body.body import read_body
from vision.body.standing import UNKNOWN_UPRIGHT, UPRIGHT_WITHIN_DEG, upright_of
from vision.body.view import sector_of
from vision.datatypes import Estimate, Posture, Side
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from vision.datatypes import Pose, Sample

    Column = NDArray[np.float64]

STANCE = Side.LEFT
SETTLED = 25
"""The person stands until this frame; by then the facing is known."""
COMPARED = {
    "pelvis_roll_deg": "pelvis roll, since neutral",
    "hip_opening_deg": "its part about the femur, since neutral",
    "hip_flexion_deg": "left hip flexion",
    "hip_flexion_change_deg": "left hip flexion, since neutral",
    "hip_abduction_deg": "left hip abduction",
    "hinge_change_deg": "hinge against pelvis inclination, since neutral",
}


# ---------------------------------------------------------------- OpenSim


def read_mot(path: Path) -> dict[str, Column]:
    """Read the columns of a motion file of OpenSim, angles in degrees.

    Raises
    ------
    ValueError
        If the file has no header or states its angles in radians.
    """
    head, border, body = path.read_text(encoding="utf-8").partition("endheader\n")
    if not border:
        raise ValueError(f"{path.name} is no motion file: the line endheader is missing")
    if "inDegrees=yes" not in head:
        raise ValueError(f"{path.name} does not say inDegrees=yes: export it in degrees")
    names, *rows = body.strip().splitlines()
    table = np.array([[float(value) for value in row.split()] for row in rows])
    return dict(zip(names.split(), table.T, strict=True))


def opensim_courses(columns: Mapping[str, Column], neutral: int) -> dict[str, Column]:
    """Return OpenSim's angles under our names and signs, (n,).

    OpenSim's hip rotates by flexion, adduction and internal rotation in Grood and Suntay's order,
    its pelvis by tilt and list before it rotates about its long axis.

    Parameters
    ----------
    columns
        As `read_mot` returns them.
    neutral
        Frame of the hinged neutral, from which changes count.
    """
    flexion, adduction, internal = (
        columns[f"hip_{name}_l"] for name in ("flexion", "adduction", "rotation")
    )
    femora = [
        hip_rotation(float(a), -float(b), float(c), "L")
        for a, b, c in zip(flexion, adduction, internal, strict=True)
    ]
    opened = np.array([open_angles_deg(femur, femora[neutral], "L") for femur in femora])
    tilt, drop = np.radians(columns["pelvis_tilt"]), np.radians(columns["pelvis_list"])
    inclination = np.degrees(np.arccos(np.cos(tilt) * np.cos(drop)))
    return {
        "pelvis_roll_deg": opened[:, 1],
        "hip_opening_deg": opened[:, 0],
        "hip_flexion_deg": flexion,
        "hip_flexion_change_deg": flexion - flexion[neutral],
        "hip_abduction_deg": -adduction,
        "hinge_change_deg": inclination - inclination[neutral],
    }


# ---------------------------------------------------------------- one camera


def camera_courses(poses: Sequence[Pose | None], neutral: int) -> dict[str, Column]:
    """Return the model's angles for repaired poses, with one of them as the neutral, (n,).

    NaN before the neutral, without a pose, and where the model refuses the landmarks.

    Parameters
    ----------
    poses
        One per frame, with left and right repaired; ``None`` where nobody was seen.
    neutral
        Frame of the hinged neutral.
    """
    bodies = [None if pose is None else read_body(pose) for pose in poses]
    standing = [body for body in bodies[:SETTLED] if body is not None]
    start = bodies[neutral]
    nothing = np.full(len(poses), np.nan)
    courses = {name: nothing.copy() for name in COMPARED}
    if start is None or not standing:
        return courses
    yaws = np.radians([body.yaw_deg for body in standing])
    yaw_deg = float(np.degrees(np.arctan2(np.sin(yaws).mean(), np.cos(yaws).mean())))
    straight = [b for b in standing if b.trunk_incl_deg <= UPRIGHT_WITHIN_DEG]
    upright = (
        np.median([upright_of(body.pose) for body in straight], axis=0)
        if straight
        else UNKNOWN_UPRIGHT
    )
    model, hinge = shipped_model(), nothing.copy()
    for index in range(neutral, len(poses)):
        body = bodies[index]
        if body is None:
            continue
        features = body_features(body, start, yaw_deg, upright, mirror=STANCE is Side.LEFT)
        answers = model(Posture.HINGED, features, sector_of(yaw_deg))
        if answers.refused:
            continue
        hinge[index] = answers.by_name["hinge_deg"].value
        for name in courses.keys() & answers.by_name.keys():
            courses[name][index] = answers.by_name[name].value
    courses["hip_flexion_change_deg"] = courses["hip_flexion_deg"] - _first(
        courses["hip_flexion_deg"]
    )
    courses["hinge_change_deg"] = hinge - _first(hinge)
    return courses


def _first(course: Column) -> float:
    there = course[np.isfinite(course)]
    return float(there[0]) if len(there) else float("nan")


def _own_account(seen: Sequence[Sample]) -> str:
    """Return what the program measured by itself, and in which postures it saw the person."""
    postures = Counter(sample.posture.value for sample in seen)
    given = sum(
        any(isinstance(measure, Estimate) for measure in sample.measures.values())
        for sample in seen
    )
    names = ", ".join(f"{count} {name}" for name, count in postures.most_common())
    return f"by itself: values in {given} of {len(seen)} frames ({names})"


def difference(ours: Column, theirs: Column) -> str:
    """Return bias and root mean square of the difference where both are known, for printing.

    Parameters
    ----------
    ours, theirs
        (n,) deg; NaN where unknown.
    """
    there = np.isfinite(ours) & np.isfinite(theirs)
    if not there.any():
        return "  absent      "
    apart = (ours - theirs)[there]
    return f"{apart.mean():6.1f} {np.sqrt(np.mean(apart**2)):6.1f}  "


# ---------------------------------------------------------------- printing


def _estimated(path: Path) -> tuple[Column, list[Pose | None]]:
    """Return the times and poses of a video."""
    from vision.capture.sources import open_source
    from vision.pose.estimator import MediaPipeEstimator

    times, poses = [], []
    with closing(open_source(str(path))) as source, closing(MediaPipeEstimator()) as estimator:
        for frame in source.frames():
            times.append(frame.t_s)
            poses.append(estimator.estimate(frame))
    return np.array(times), poses


def camera_lines(
    name: str,
    times: Column,
    poses: Sequence[Pose | None],
    motions: Mapping[str, Mapping[str, Column]],
    neutral: int,
) -> list[str]:
    """Return the printed lines of one camera.

    Parameters
    ----------
    name
        The camera's.
    times, poses
        (n,) in s, and the estimator's poses; ``None`` where nobody was seen.
    motions
        OpenSim's angles by file, see `opensim_courses`.
    neutral
        Frame of the hinged neutral.
    """
    observer = Observer(STANCE)
    seen = [observer.observe(pose, float(t_s)) for pose, t_s in zip(poses, times, strict=True)]
    courses = camera_courses([moment.pose for moment in seen], neutral)
    naive = shoulder_hip_knee_flexion_deg(poses, STANCE)
    lines = [f"{name}: {_own_account([moment.sample for moment in seen])}"]
    rows = [("tutorial: left hip flexion", naive, "hip_flexion_deg")]
    rows += [(label, courses[key], key) for key, label in COMPARED.items()]
    for label, ours, key in rows:
        against = [difference(ours[neutral:], angles[key][neutral:]) for angles in motions.values()]
        lines.append(f"  {label:48s} {''.join(against)}")
    return lines


def main() -> None:
    """Compare every camera of the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--neutral", type=int, default=30, metavar="FRAME")
    options = parser.parse_args()
    motions = {
        path.stem: opensim_courses(read_mot(path), options.neutral)
        for path in sorted(options.folder.glob("ik_*.mot"))
    }
    if not motions:
        parser.error(f"no ik_*.mot in {options.folder}: name the folder with OpenSim's angles")
    print(f"bias and rms against {', '.join(motions)}, frames {options.neutral} and later")
    for key, label in COMPARED.items():
        first, *others = motions.values()
        apart = [
            difference(first[key][options.neutral :], o[key][options.neutral :]) for o in others
        ]
        span = first[key][options.neutral :]
        print(f"  {label:48s} {''.join(apart)} between them; {span.min():.0f} to {span.max():.0f}")
    for path in sorted(options.folder.glob("cam*.mp4")):
        times, poses = _estimated(path)
        print("\n".join(camera_lines(path.stem, times, poses, motions, options.neutral)))


if __name__ == "__main__":
    main()
