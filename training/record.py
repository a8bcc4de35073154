"""Render scenes and keep what the pose model sees in them.

    python -m training.record FOLDER FAMILY SPLIT DRILL FIRST LAST [--people FOLDER]

Each scene becomes ``NAME.npz``: a track (`vision.pose.track`) with the true angles of every frame
and, for drills on the floor, a second of the same person standing, seen from the side. No video is
kept; the pictures are compressed as JPEG once, as in a webcam. Recordings that exist are kept, so
an interrupted run continues where it stopped.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.datatypes import Frame, Pose
from vision.pose.track import Track, arrays_of, pack, track_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sample_videos.rig.clip import Stage
    from sample_videos.rig.scenes import Scene

JPEG_OF_CRF = {21: 88, 25: 70, 30: 45}
STANDING_FRAMES, STANDING_FROM = 14, 5
"""Frames recorded of a person standing, and the first that is kept: before it, the model
settles."""
TRUTH = "truth_"


@dataclass(frozen=True, eq=False)
class Standing:
    """A person who stands still, seen from the side: poses and mean hip flexion of each (deg)."""

    poses: tuple[Pose, ...]
    hip_flexion_deg: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Recording:
    """What the pose model saw in a clip, and the truth of every frame by column.

    ``stance`` is the letter of the stance leg or of the lifted foot, "" without one;
    ``azimuth_deg`` says where the camera stands (0 in front, 90 at the person's right).
    """

    name: str
    family: str
    track: Track
    truth: dict[str, NDArray[Any]]
    stance: str
    azimuth_deg: float
    standing: Standing | None = None

    @property
    def t_s(self) -> NDArray[np.float64]:
        """Times of the frames (n,)."""
        return np.array(self.track.t_s)

    def poses(self) -> Iterator[Pose | None]:
        """Yield the poses with their silhouettes."""
        for _, _, pose in self.track:
            yield pose


def _record(scene: Scene, stage: Stage, family: str, path: Path, *, whole: bool = True) -> None:
    """Render a scene, estimate every frame and write the recording.

    Parameters
    ----------
    scene, stage
        The scene, and the stage that was built for it.
    family
        The family of the body.
    path
        The file to write; it appears only when it is complete.
    whole
        Whether to include getting up from the hinge, from which nothing is learnt.
    """
    from sample_videos.rig import clip
    from sample_videos.rig.truth import add_open_columns, column_names

    rows, plan = clip.Record(), stage.motion.plan
    rises_s = [phase.start_s for phase in plan.phases if phase.name == "hinge_up" and not whole]
    count = round(min([plan.duration_s, *rises_s]) * scene.fps)
    track = _seen(stage, rows, count, JPEG_OF_CRF[scene.crf])
    if scene.drill == "aeroplane":
        add_open_columns(rows.rows, rows.stance_hip, plan.params["side"])
    columns: Any = {
        f"{TRUTH}{name}": np.array([row.get(name, np.nan) for row in rows.rows])
        for name in column_names(rows.rows)
        if name != "frame"
    }
    if scene.drill == "frogger":
        columns |= _standing(scene)
    columns |= arrays_of(track) | {
        "family": np.array(family),
        "stance": np.array(scene.params.get("side", scene.params.get("lift_side", ""))),
        "azimuth_deg": np.array(stage.framing.azimuth_deg),
    }
    partial = path.with_suffix(".part.npz")
    np.savez_compressed(partial, **columns)
    partial.replace(path)


def _seen(stage: Stage, rows: Any, count: int, jpeg_quality: int) -> Track:
    """Return the track of the first frames of a stage; their truth is added to ``rows``."""
    from sample_videos.rig import clip
    from vision.capture.opencv import cv2
    from vision.pose.estimator import MediaPipeEstimator

    estimator = MediaPipeEstimator()
    times, sizes, poses = [], [], []
    for index in range(count):
        t_s = index / stage.scene.fps
        vertices_m = clip.add_row(rows, stage, stage.motion.at(t_s), t_s)
        shown = cv2.cvtColor(stage.picture(vertices_m), cv2.COLOR_RGB2BGR)
        _, packed = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
        pose = estimator.estimate(Frame(index, t_s, picture))
        times.append(t_s)
        sizes.append((shown.shape[1], shown.shape[0]))
        poses.append(None if pose is None else pack(pose))
    estimator.close()
    return Track(times, sizes, poses)


def _standing(scene: Scene) -> dict[str, NDArray[Any]]:
    """Return arrays of the same person standing: landmarks, world points, true hip flexion."""
    from sample_videos.rig import clip
    from sample_videos.rig.stage import Stage
    from training.recipe import standing_scene

    stage = Stage(standing_scene(scene))
    rows = clip.Record()
    track = _seen(stage, rows, STANDING_FRAMES, 88)
    stage.close()
    both = [(row["hip_flex_L"] + row["hip_flex_R"]) / 2 for row in rows.rows]
    kept = [
        (packed.pose, flexion_deg)
        for packed, flexion_deg in list(zip(track.poses, both, strict=True))[STANDING_FROM:]
        if packed is not None
    ]
    return {
        "standing_px": np.array([pose.landmarks_px for pose, _ in kept]).reshape(-1, 33, 2),
        "standing_world_m": np.array([pose.world_m for pose, _ in kept]).reshape(-1, 33, 3),
        "standing_flexion_deg": np.array([flexion_deg for _, flexion_deg in kept]),
    }


def load(path: Path) -> Recording:
    """Read a recording back."""
    with np.load(path, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    truth = {name.removeprefix(TRUTH): data[name] for name in data if name.startswith(TRUTH)}
    standing = None
    if len(data.get("standing_px", ())):
        poses = tuple(
            Pose(0.0, (640, 480), px, np.ones(33), world)
            for px, world in zip(data["standing_px"], data["standing_world_m"], strict=True)
        )
        standing = Standing(poses, data["standing_flexion_deg"])
    return Recording(
        path.stem,
        str(data["family"]),
        track_from(data),
        truth,
        str(data["stance"]),
        float(data["azimuth_deg"]),
        standing,
    )


def recordings(folder: Path, pattern: str = "*") -> Iterator[Recording]:
    """Yield the recordings of a folder in order of name.

    Parameters
    ----------
    folder
        Holds the recordings; unfinished files in it are left out.
    pattern
        Of the file names without their suffix.
    """
    for path in sorted(folder.glob(f"{pattern}.npz")):
        if not path.name.endswith(".part.npz"):
            yield load(path)


def main() -> None:
    """Record the scenes whose files do not exist yet."""
    from sample_videos.rig.stage import Stage
    from training.recipe import DRILLS, FAMILIES, SPLITS, scene

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("split", choices=SPLITS)
    parser.add_argument("drill", choices=DRILLS)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--people", type=Path, help="folder of the glTF people and traced rooms")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.last):
        key = options.family, options.split, options.drill, number, options.people
        drawn = scene(*key, traced=True)
        path = options.folder / f"{drawn.name}.npz"
        if path.exists():
            continue
        stage = Stage(drawn)
        if "traced" in drawn.room and stage.framing.margin < 0:
            stage.close()
            drawn = scene(*key, traced=False)
            stage = Stage(drawn)
        _record(drawn, stage, options.family, path, whole=options.split != "train")
        stage.close()
        print(drawn.name, flush=True)


if __name__ == "__main__":
    main()
