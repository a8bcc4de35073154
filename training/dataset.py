"""Recordings to rows: what the model reads from every frame, and what it should answer.

The recordings are played through `vision.observer.Observer` as in the program itself, so the model
is trained on the same numbers that it will be given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from training.augment import moved, random_offsets
from vision.angles.model import SECTORS, Answers
from vision.body.standing import standing_flexion_deg
from vision.body.view import body_yaw_deg
from vision.datatypes import Posture, Side
from vision.observer import Observer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.augment import Offsets
    from training.record import Recording
    from vision.body.view import Sector

    Table = NDArray[np.float64]

HINGED = (
    "pelvis_rotation_deg",
    "pelvis_roll_deg",
    "hip_opening_deg",
    "spine_twist_deg",
    "lumbar_flexion_deg",
    "side_bend_deg",
    "hinge_deg",
    "hip_flexion_deg",
    "hip_abduction_deg",
)
"""Answers when hinged, written for a right stance leg: open +, bend to the right +."""
ALL_FOURS = (
    "lumbar_flexion_deg",
    "side_bend_deg",
    "spine_twist_deg",
    "hip_excursion_near_deg",
    "hip_excursion_far_deg",
    "hip_flexion_near_deg",
    "hip_flexion_far_deg",
    "hip_abduction_near_deg",
    "hip_abduction_far_deg",
    "hip_rotation_near_deg",
    "hip_rotation_far_deg",
    "trunk_thigh_flexion_near_deg",
    "trunk_thigh_flexion_far_deg",
    "knee_width_ratio",
    "pelvis_lift_deg",
)
"""Answers on all fours, written for the right side near the camera; excursions and rotations since
the start, flexion relative to the person's own quiet standing."""
HINGED_PHASES = frozenset(
    ("hold", "opening", "open", "closing", "closed", "returning", "neutral", "wander")
)
BODY_JOINTS = ("hip", "knee", "shoulder", "ankle")
SPINE = ("spine04", "spine02", "spine01", "neck01")
BAD_SHARE = 0.20
"""Landmarks off by more than this share of the trunk make a frame one to refuse."""
EXCHANGED_SHARE = 0.7
_JOINTS = {
    f"{joint}{letter}": index + (letter == "R")
    for joint, index in (("shoulder", 11), ("hip", 23), ("knee", 25), ("ankle", 27))
    for letter in "LR"
}


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of one recording in one posture.

    ``x`` (n, features), ``y`` (n, answers), NaN where there is no truth; ``joints`` (n, joints) see
    `true_joints`; ``error_ratio`` (n,) mean distance of the landmarks from the true joints in trunk
    lengths; ``sector`` (n,) index in `vision.angles.model.SECTORS`; ``frame`` (n,) index in the
    recording; ``rep`` (n,) number of the rep, 0 between reps. ``usual`` is whether a drill is done;
    otherwise the body moves freely.
    """

    name: str
    family: str
    posture: Posture
    x: Table
    y: Table
    joints: Table
    error_ratio: Table
    sector: NDArray[np.int64]
    frame: NDArray[np.int64]
    rep: NDArray[np.int64]
    azimuth_deg: float
    usual: bool


def landmark_error_ratio(recording: Recording, *, crossed: bool = False) -> Table:
    """Return the mean error of shoulders, hips, knees and ankles per frame, in trunk lengths.

    Parameters
    ----------
    recording
        Poses and truth of a clip.
    crossed
        Compare left landmarks with right joints and vice versa.

    Returns
    -------
    ndarray
        (n,), NaN without a pose; the trunk length is that in space, at the person's distance.
    """
    truth = recording.truth
    errors = np.full(len(recording.t_s), np.nan)
    if "pelvis_x" not in truth:
        return errors
    trunk_m = np.sqrt(
        sum((truth[f"neck01_{a}"] - truth[f"pelvis_{a}"]) ** 2 for a in "xyz").astype(np.float64)
    )
    left = np.stack([truth["shoulderL_x"], truth["shoulderL_u"], truth["shoulderL_z"]])
    right = np.stack([truth["shoulderR_x"], truth["shoulderR_u"], truth["shoulderR_z"]])
    over = left[0] / left[2] - right[0] / right[2]
    usable = np.abs(over) > 0.01
    if usable.any():
        focal_px = float(np.median(((left[1] - right[1]) / over)[usable]))
    else:
        vertical = (truth["head_v"] - truth["ankleL_v"]) / (
            truth["head_y"] / truth["head_z"] - truth["ankleL_y"] / truth["ankleL_z"]
        )
        focal_px = float(np.nanmedian(vertical))
    trunk_px = focal_px * trunk_m / truth["pelvis_z"]
    other = {"L": 1, "R": -1}
    joints = {name: i + crossed * other[name[-1]] for name, i in _JOINTS.items()}
    for index, pose in enumerate(recording.poses()):
        if pose is None:
            continue
        apart = [
            np.hypot(
                pose.landmarks_px[i, 0] - truth[f"{name}_u"][index],
                pose.landmarks_px[i, 1] - truth[f"{name}_v"][index],
            )
            for name, i in joints.items()
        ]
        errors[index] = float(np.mean(apart)) / trunk_px[index]
    return errors


def exchanged_sides(recording: Recording) -> NDArray[np.bool_]:
    """Return where the pose model took left for right, (n,): the other side fits much better."""
    direct, crossed = landmark_error_ratio(recording), landmark_error_ratio(recording, crossed=True)
    return np.asarray(crossed < EXCHANGED_SHARE * direct)


def _start(recording: Recording, phases: tuple[str, ...]) -> NDArray[np.bool_]:
    phase = recording.truth["phase"].astype(str)
    chosen = np.isin(phase, phases)
    return chosen if chosen.any() else np.arange(len(phase)) < 10


def _standing_hip_deg(recording: Recording) -> float:
    """Return the mean hip flexion of the person in quiet standing: the zero of their hips.

    From the standing part of the clip, else from the recording of the person standing; 0 if they
    were never seen standing.
    """
    stands = recording.truth["phase"].astype(str) == "stand"
    if stands.any():
        both = [recording.truth[f"hip_flex_{letter}"][stands] for letter in "LR"]
        return float(np.median(both))
    if recording.standing is not None:
        return float(np.median(recording.standing.hip_flexion_deg))
    return 0.0


def _kept_standing_deg(recording: Recording) -> float | None:
    """Return the zero of hip flexion that the program itself would learn from a standing person."""
    if recording.standing is None:
        return None
    seen = [
        standing_flexion_deg(pose, body_yaw_deg(pose.world_m)) for pose in recording.standing.poses
    ]
    known = [deg for deg in seen if deg is not None]
    return float(np.median(known)) if known else None


def hinged_truth(recording: Recording, side: Side) -> Table:
    """Return the true answers of hinged frames, (n, len(HINGED)), NaN outside the hinged phases.

    Parameters
    ----------
    recording
        Poses and truth of a clip.
    side
        The stance side.
    """
    truth, sign = recording.truth, 1.0 if side is Side.RIGHT else -1.0
    letter = "R" if side is Side.RIGHT else "L"
    hold = _start(recording, ("hold",))

    def since(name: str) -> Table:
        return np.asarray(truth[name] - np.nanmedian(truth[name][hold]), np.float64)

    columns = [
        truth["open_total_deg"],
        truth["open_roll_deg"],
        truth["open_deg"],
        sign * since("lumbar_axial"),
        since("lumbar_flex"),
        sign * since("lumbar_lat"),
        (truth["pelvis_incl"] + truth["thorax_incl"]) / 2,
        truth[f"hip_flex_{letter}"] - _standing_hip_deg(recording),
        truth[f"hip_abd_{letter}"],
    ]
    table = np.stack(columns, axis=1).astype(np.float64)
    table[~np.isin(truth["phase"].astype(str), list(HINGED_PHASES))] = np.nan
    if recording.stance != letter:
        table[:] = np.nan
    return table


def all_fours_truth(recording: Recording, side: Side) -> Table:
    """Return the true answers on all fours, (n, len(ALL_FOURS)).

    Parameters
    ----------
    recording
        Poses and truth of a clip.
    side
        The side nearer to the camera.
    """
    truth, sign = recording.truth, 1.0 if side is Side.RIGHT else -1.0
    near, far = ("R", "L") if side is Side.RIGHT else ("L", "R")
    start = _start(recording, ("start",))

    def since(name: str) -> Table:
        return np.asarray(truth[name] - np.nanmedian(truth[name][start]), np.float64)

    def apart(joint: str) -> Table:
        gaps: Table = np.sqrt(
            sum(
                (truth[f"{joint}L_{a}"] - truth[f"{joint}R_{a}"]).astype(np.float64) ** 2
                for a in "xyz"
            )
        )
        return gaps

    lumbar = since("lumbar_flex")
    columns = [
        lumbar,
        sign * since("lumbar_lat"),
        sign * since("lumbar_axial"),
        since(f"hip_flex_{near}"),
        since(f"hip_flex_{far}"),
        truth[f"hip_flex_{near}"] - _standing_hip_deg(recording),
        truth[f"hip_flex_{far}"] - _standing_hip_deg(recording),
        truth[f"hip_abd_{near}"],
        truth[f"hip_abd_{far}"],
        since(f"hip_rot_{near}"),
        since(f"hip_rot_{far}"),
        truth[f"hip_flex_{near}"] + lumbar,
        truth[f"hip_flex_{far}"] + lumbar,
        apart("knee") / apart("shoulder"),
        np.hypot(since("pelvis_obliq"), since("pelvis_yaw")),
    ]
    table = np.stack(columns, axis=1).astype(np.float64)
    if not recording.stance:  # rotation is a measure of the foot lift only
        table[:, [ALL_FOURS.index(f"hip_rotation_{w}_deg") for w in ("near", "far")]] = np.nan
    return table


def true_joints(recording: Recording, side: Side) -> Table:
    """Return the places of joints and spine, and their displacement since the neutral.

    They are relative to the pelvis along the axes of the camera, in trunk lengths; displacements
    count double. Like the features, a left side is mirrored.

    Parameters
    ----------
    recording
        Poses and truth of a clip.
    side
        The side shown as the right one.

    Returns
    -------
    ndarray
        (n, 72).
    """
    truth = recording.truth
    letters, sign = ("LR", 1.0) if side is Side.RIGHT else ("RL", -1.0)
    names = [f"{joint}{letter}" for joint in BODY_JOINTS for letter in letters]

    def place(name: str) -> Table:
        return np.stack([truth[f"{name}_{axis}"] for axis in "xyz"], axis=-1).astype(np.float64)

    pelvis = place("pelvis")
    trunk_m = np.median(np.linalg.norm(place("neck01") - pelvis, axis=-1))
    placed = np.stack([place(name) for name in (*names, *SPINE)], axis=1) - pelvis[:, None]
    placed *= np.array([sign, 1.0, 1.0]) / trunk_m
    moved = placed - np.median(placed[_start(recording, ("hold", "start"))], axis=0)
    return np.concatenate([placed, 2.0 * moved], axis=1).reshape(len(placed), -1)


def silent(_posture: Posture, _features: Table, _sector: Sector) -> Answers:
    """Take the place of the angle model while features are collected: refuse to answer.

    Parameters
    ----------
    _posture, _features, _sector
        As for `vision.angles.model.AngleModel`; ignored.
    """
    return Answers({}, 1.0, True, 0.0)


KEPT_SHARE = 0.6
"""Share of the passes with offsets in which the person's zero is known; in the pass without, it is
known in two of three recordings."""


def _person(
    recording: Recording, rng: np.random.Generator | None
) -> tuple[Offsets | None, float | None]:
    """Return the offsets of the person shown, and their zero of hip flexion if it is known."""
    if rng is None:
        unknown = sum(map(ord, recording.name)) % 3 == 0
        return None, None if unknown else _kept_standing_deg(recording)
    offsets = random_offsets(rng)
    if recording.standing is not None:
        poses = tuple(moved(pose, offsets) for pose in recording.standing.poses)
        recording = replace(recording, standing=replace(recording.standing, poses=poses))
    unknown = rng.random() > KEPT_SHARE
    return offsets, None if unknown else _kept_standing_deg(recording)


def rows_of(recording: Recording, rng: np.random.Generator | None = None) -> list[Rows]:
    """Return the training rows of a recording, in the posture of its drill; empty if it has none.

    Parameters
    ----------
    recording
        Poses and truth of a clip.
    rng
        Draws another person's offsets (`training.augment`); ``None`` leaves the poses as they are.
    """
    stance = {"L": Side.LEFT, "R": Side.RIGHT}.get(recording.stance)
    hinged = "open_total_deg" in recording.truth
    wanted = Posture.HINGED if hinged else Posture.ALL_FOURS
    if "hip_flex_L" not in recording.truth or (not hinged and recording.stance not in "LR"):
        return []
    offsets, standing_deg = _person(recording, rng)
    observer = Observer(stance, silent, standing_deg=standing_deg)
    error = landmark_error_ratio(recording)
    x, y, joints, frames, sectors = [], [], [], [], []
    places = {side: true_joints(recording, side) for side in Side}
    tables = {side: (hinged_truth if hinged else all_fours_truth)(recording, side) for side in Side}
    for index, pose in enumerate(recording.poses()):
        if pose is not None and offsets is not None:
            pose = moved(pose, offsets)
        observer.observe(pose, float(recording.t_s[index]))
        reading = observer.reading
        if reading is None or reading.posture is not wanted:
            continue
        x.append(reading.features)
        y.append(tables[reading.side][index])
        joints.append(places[reading.side][index])
        frames.append(index)
        sectors.append(SECTORS.index(reading.sector))
    if not x:
        return []
    at = np.array(frames)
    return [
        Rows(
            recording.name,
            recording.family,
            wanted,
            np.array(x, np.float32),
            np.array(y, np.float32),
            np.array(joints, np.float32),
            error[at],
            np.array(sectors),
            at,
            recording.truth["rep"].astype(int)[at],
            recording.azimuth_deg,
            "wander" not in recording.truth["phase"].astype(str),
        )
    ]
