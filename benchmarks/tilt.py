"""What a tilted camera costs: the vertical learnt from the standing person, and left unlearnt.

    python -m benchmarks.tilt FOLDER [--pattern 'test_*' ...]

FOLDER holds recordings with their truth (`training.record`), each with another tilt, which follows
from the true directions of hip line and thighs in the room and in the camera. The people were seen
standing before the hinge; clips from behind, where the drill is only counted, are left out. For
every answer of the model in the hinge, the mean absolute error is printed:

- `learnt`: as shipped,
- `level`: told that the camera is level, proportions of the body kept,
- `off 15`: told that the camera is pitched by 15 deg to either side of what was learnt, as if a
  tilt of 15 deg were ignored in every clip.

All clips have the same weight. `per deg` is what `level` costs beyond `learnt` for each degree of
tilt (least squares through 0). The last row is the plain rule for the hinge, the inclination of the
trunk in the world landmarks: against the true vertical (under `learnt`), against the picture's
(`level`), and against the true one pitched by 15 deg. For clips from the side, the inclination in
the picture against the picture's vertical is given, too.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.accuracy import recording_of
from benchmarks.cases import cases
from drills.core.events import Drill
from sample_videos.rig.conventions import BODY_AXES, SIDES, hip_rotation, lumbar_rotation
from training.dataset import HINGED, hinged_truth
from vision.angles.model import shipped_model
from vision.body.standing import N_UPRIGHT
from vision.body.view import Sector, sector_of
from vision.datatypes import Posture
from vision.geometry import angle_between_deg
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.cases import Case
    from vision.angles.model import Answers
    from vision.body.body import Body
    from vision.measuring import ModelLike

    Vector = NDArray[np.float64]

_IMAGE_UP = np.array([0.0, -1.0, 0.0])
OFF_DEG = 15.0
WAYS = ("learnt", "level", f"off {OFF_DEG:.0f}")
PLAIN = "plain rule, hinge"
ROWS = (*HINGED, PLAIN)
_AXIS = slice(-N_UPRIGHT, -N_UPRIGHT + 3)


# ---------------------------------------------------------------- the true tilt


def true_up(truth: Mapping[str, Vector]) -> Vector:
    """Return the true vertical in the camera, (3,): x right, y down, z away.

    The rotation that best takes the known directions of hip line and thighs in the room (from the
    posed angles) to those in the camera (from the joints), over all frames (Kabsch 1976).
    """
    product = np.zeros((3, 3))
    for index in range(len(truth["pelvis_tilt"])):
        pelvis = BODY_AXES @ lumbar_rotation(
            *(float(truth[f"pelvis_{name}"][index]) for name in ("tilt", "obliq", "yaw"))
        )
        pairs = [(pelvis[:, 2], _between(truth, index, "hipL", "hipR"))]
        for side in SIDES:
            flexion, abduction, internal = (
                float(truth[f"hip_{name}_{side}"][index]) for name in ("flex", "abd", "rot")
            )
            femur = pelvis @ hip_rotation(flexion, abduction, internal, side)
            pairs.append((femur[:, 1], _between(truth, index, f"knee{side}", f"hip{side}")))
        for room, camera in pairs:
            if np.isfinite(room).all() and np.isfinite(camera).all():
                product += np.outer(camera, room)
    left, _, right = np.linalg.svd(product)
    proper = np.diag([1.0, 1.0, np.linalg.det(left @ right)])
    up: Vector = left @ proper @ right @ np.array([0.0, 0.0, 1.0])
    return up


def _between(truth: Mapping[str, Vector], index: int, first: str, second: str) -> Vector:
    line = np.array([truth[f"{second}_{a}"][index] - truth[f"{first}_{a}"][index] for a in "xyz"])
    unit: Vector = line / np.linalg.norm(line)
    return unit


def tilt_deg(up: Vector) -> float:
    """Return the angle by which the camera looks up (+) or down from the horizontal.

    ``up`` (3,) is the true vertical in the camera.
    """
    return float(np.degrees(np.arcsin(np.clip(up[2], -1.0, 1.0))))


# ---------------------------------------------------------------- the model, with another vertical


def with_axis(features: Vector, axis: Vector) -> Vector:
    """Return the features with another standing axis, which tells the model the vertical.

    Parameters
    ----------
    features
        (`vision.angles.features.N_FEATURES`,).
    axis
        (3,) any length: x right, y down, z away.
    """
    other = features.copy()
    other[_AXIS] = axis / np.linalg.norm(axis)
    return other


def pitched(axis: Vector, angle_deg: float) -> Vector:
    """Return an axis as seen by a camera that looks up by an additional angle.

    Parameters
    ----------
    axis
        (3,) x right, y down, z away.
    angle_deg
        Up is positive.
    """
    sine, cosine = np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))
    x, y, z = axis
    return np.array([x, cosine * y + sine * z, cosine * z - sine * y])


@dataclass(frozen=True, eq=False)
class Cost:
    """Mean absolute errors of one clip.

    ``by_way`` is (rows, ways), see `ROWS` and `WAYS`; ``picture_deg`` is the error of the
    inclination in the picture, NaN unless the clip is from the side.
    """

    name: str
    tilt_deg: float
    by_way: Vector
    picture_deg: float


class Asked:
    """A model (the shipped one by default) that is asked once per way.

    ``values`` (answers, 4) are those of the last moment: as it is, level, pitched to either side;
    ``None`` where nothing may be measured.
    """

    def __init__(self, model: ModelLike | None = None) -> None:
        self._model = shipped_model() if model is None else model
        self.values: Vector | None = None

    def __call__(self, posture: Posture, features: Vector, sector: Sector) -> Answers:
        """Return the model's answers, and keep those for the other verticals."""
        model = self._model
        answers = model(posture, features, sector)
        self.values = None
        if posture is Posture.HINGED and not answers.refused:
            axis = features[_AXIS]
            others = [np.array([0.0, -1.0, 0.0]), pitched(axis, OFF_DEG), pitched(axis, -OFF_DEG)]
            every = [
                answers,
                *(model(posture, with_axis(features, other), sector) for other in others),
            ]
            self.values = np.array([[way.by_name[name].value for way in every] for name in HINGED])
        return answers


def _cost(case: Case) -> Cost | None:
    """Play a hip aeroplane; ``None`` if it is seen from behind or nothing was measured in it."""
    assert case.side is not None
    recording = recording_of(case)
    sector = sector_of(recording.azimuth_deg)
    if sector is Sector.REAR:
        return None
    asked = Asked()
    observer = Observer(case.side, asked)
    truth, up = hinged_truth(recording, case.side), true_up(recording.truth)
    errors, in_picture = [], []
    for index, (t_s, _, pose) in enumerate(case.track):
        observer.observe(pose, t_s)
        if observer.reading is None or asked.values is None or np.isnan(truth[index]).any():
            continue
        body, true = observer.reading.body, truth[index]
        values = np.vstack([asked.values, plain_hinges_deg(body, up)])
        error = np.abs(values - np.append(true, true[HINGED.index("hinge_deg")])[:, None])
        errors.append(np.column_stack([error[:, :2], error[:, 2:].mean(axis=1)]))
        in_picture.append(abs(picture_hinge_deg(body) - true[HINGED.index("hinge_deg")]))
    if not errors:
        return None
    picture_deg = float(np.mean(in_picture)) if sector is Sector.SIDE else float("nan")
    return Cost(case.name, tilt_deg(up), np.mean(errors, axis=0), picture_deg)


def plain_hinges_deg(body: Body, up: Vector) -> Vector:
    """Return the trunk's inclination in the world landmarks, (4,) deg.

    Against the true vertical, the picture's, and the true one pitched by `OFF_DEG` to either side.

    Parameters
    ----------
    body
        The body now.
    up
        (3,) the true vertical in the camera.
    """
    trunk = body.pelvis_frame[:, 1]
    axes = (up, _IMAGE_UP, pitched(up, OFF_DEG), pitched(up, -OFF_DEG))
    return np.array([angle_between_deg(trunk, axis) for axis in axes])


def picture_hinge_deg(body: Body) -> float:
    """Return the trunk's inclination against the vertical in the picture."""
    x, y = body.mid_shoulder_px - body.mid_hip_px
    return float(np.degrees(np.arctan2(abs(x), -y)))


# ---------------------------------------------------------------- printing


def slope(x: Vector, y: Vector) -> float:
    """Return the slope of the least-squares line through 0.

    Parameters
    ----------
    x, y
        (n,) coordinates.
    """
    return float(x @ y / max(float(x @ x), 1e-12))


def table(costs: Sequence[Cost]) -> str:
    """Return the printed table."""
    tilts = np.abs([clip.tilt_deg for clip in costs])
    by_way = np.array([clip.by_way for clip in costs])
    lines = [
        f"{len(costs)} clips, tilt {tilts.mean():.1f} deg on average",
        f"{'measure':22s} " + " ".join(f"{way:>7s}" for way in WAYS) + "  per deg",
    ]
    for index, name in enumerate(ROWS):
        rise = slope(tilts, by_way[:, index, 1] - by_way[:, index, 0])
        means = " ".join(f"{value:7.2f}" for value in by_way[:, index].mean(axis=0))
        lines.append(f"{name:22s} {means} {rise:8.3f}")
    pictures = np.array([clip.picture_deg for clip in costs])
    pictures = pictures[np.isfinite(pictures)]
    if len(pictures):
        lines.append(
            f"in the picture, from the side: {pictures.mean():.2f} ({len(pictures)} clips)"
        )
    return "\n".join(lines)


def main() -> None:
    """Play every aeroplane of the folder and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pattern", nargs="+", default=["*"])
    options = parser.parse_args()
    hinge = HINGED.index("hinge_deg")
    costs = []
    for case in chain.from_iterable(cases(options.folder, name) for name in options.pattern):
        clip = _cost(case) if case.drill is Drill.AEROPLANE and case.side is not None else None
        if clip is None:
            continue
        costs.append(clip)
        print(
            f"{clip.name:26s} tilt {clip.tilt_deg:6.1f}, hinge off by "
            f"{' '.join(f'{value:5.2f}' for value in clip.by_way[hinge])}, plain rule "
            f"{' '.join(f'{value:5.2f}' for value in clip.by_way[-1])}",
            flush=True,
        )
    if not costs:
        parser.error(f"no aeroplane fits {options.pattern} in {options.folder}: record some")
    print(table(costs))


if __name__ == "__main__":
    main()
