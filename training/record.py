"""Render scenes and keep what the pose model sees of them.

    python -m training.record FOLDER SPLIT DRILL FIRST LAST

Each scene becomes ``NAME.npz``: landmarks, visibility, world landmarks and mask of every frame as
`vision.pose.estimator` gives them, and the true angles. No video is kept: pictures go through one
JPEG on their way, as a webcam's do. A recording that is there is kept, so an interrupted run goes
on where it was.
"""

from __future__ import annotations

import argparse
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.datatypes import Frame, Pose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sample_videos.rig.scenes import Scene

JPEG_OF_CRF = {21: 88, 25: 70, 30: 45}


@dataclass(frozen=True, eq=False)
class Recording:
    """What the model saw of a clip, and the truth of every frame by column."""

    name: str
    t_s: NDArray[np.float64]
    poses: tuple[Pose | None, ...]
    truth: dict[str, NDArray[Any]]
    stance: str
    azimuth_deg: float


def record(scene: Scene, folder: Path, *, whole: bool = True) -> None:
    """Render a scene, estimate every picture and write ``NAME.npz``.

    Unless the ``whole`` is wanted, getting up from the hinge is left out: nothing is learnt there.
    """
    import cv2

    from sample_videos.rig import clip
    from sample_videos.rig.truth import add_open_columns, column_names
    from vision.pose.estimator import MediaPipeEstimator

    stage = clip.Stage(scene)
    rows = clip.Record()
    estimator = MediaPipeEstimator()
    poses: list[Pose | None] = []
    times: list[float] = []
    plan = stage.motion.plan
    rises_s = [phase.start_s for phase in plan.phases if phase.name == "hinge_up" and not whole]
    for index in range(round(min([plan.duration_s, *rises_s]) * scene.fps)):
        t_s = index / scene.fps
        vertices_m = clip.add_row(rows, stage, stage.motion.at(t_s), t_s)
        shown = cv2.cvtColor(stage.picture(vertices_m), cv2.COLOR_RGB2BGR)
        _, packed = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, JPEG_OF_CRF[scene.crf]])
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
        poses.append(estimator.estimate(Frame(index, t_s, picture)))
        times.append(t_s)
    estimator.close()
    stage.close()
    if scene.drill == "aeroplane":
        add_open_columns(rows.rows, rows.stance_hip, plan.params["side"])
    columns: Any = {
        f"truth_{name}": np.array([row.get(name, np.nan) for row in rows.rows])
        for name in column_names(rows.rows)
        if name != "frame"
    }
    np.savez_compressed(
        folder / f"{scene.name}.part.npz",
        t_s=np.array(times),
        seen=np.array([pose is not None for pose in poses]),
        size_px=np.array([scene.camera["w"], scene.camera["h"]]),
        stance=np.array(scene.params.get("side", scene.params.get("lift_side", ""))),
        azimuth_deg=np.array(scene.camera.get("az_jit", 0.0)),
        **_packed([pose for pose in poses if pose is not None]),
        **columns,
    )
    (folder / f"{scene.name}.part.npz").replace(folder / f"{scene.name}.npz")


def _packed(poses: list[Pose]) -> Any:
    masks = [pose.mask for pose in poses if pose.mask is not None]
    assert len(masks) == len(poses)
    rows, columns = masks[0].shape if masks else (0, 0)
    return {
        "landmarks_px": np.array([pose.landmarks_px for pose in poses]),
        "visibility": np.array([pose.visibility for pose in poses]),
        "world_m": np.array([pose.world_m for pose in poses]),
        "mask_shape": np.array([rows, columns]),
        "mask_scale": np.array(poses[0].mask_scale if poses else 1.0),
        "masks": np.array(
            [zlib.compress(np.packbits(mask).tobytes(), 6) for mask in masks], object
        ),
    }


def load(path: Path) -> Recording:
    """Read a recording back."""
    with np.load(path, allow_pickle=True) as stored:  # written by `record` on this machine
        data = {name: stored[name] for name in stored.files}
    rows, columns = data["mask_shape"]
    seen = iter(range(int(data["seen"].sum())))
    size_px = (int(data["size_px"][0]), int(data["size_px"][1]))
    poses: list[Pose | None] = []
    for there, t_s in zip(data["seen"], data["t_s"], strict=True):
        if not there:
            poses.append(None)
            continue
        i = next(seen)
        bits = np.frombuffer(zlib.decompress(data["masks"][i]), np.uint8)
        mask = np.unpackbits(bits, count=rows * columns).reshape(rows, columns).astype(bool)
        poses.append(
            Pose(
                t_s=float(t_s),
                size_px=size_px,
                landmarks_px=data["landmarks_px"][i],
                visibility=data["visibility"][i],
                world_m=data["world_m"][i],
                mask=mask,
                mask_scale=float(data["mask_scale"]),
            )
        )
    truth = {name.removeprefix("truth_"): data[name] for name in data if name.startswith("truth_")}
    return Recording(
        path.stem, data["t_s"], tuple(poses), truth, str(data["stance"]), float(data["azimuth_deg"])
    )


def recordings(folder: Path, split: str) -> Iterator[Recording]:
    """Yield the recordings of a split in order of name."""
    for path in sorted(folder.glob(f"{split}_*.npz")):
        if not path.name.endswith(".part.npz"):
            yield load(path)


def main() -> None:
    """Record what is not there yet."""
    from training.recipe import DRILLS, SPLITS, scene

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("split", choices=SPLITS)
    parser.add_argument("drill", choices=DRILLS)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.last):
        drawn = scene(options.split, options.drill, number)
        if not (options.folder / f"{drawn.name}.npz").exists():
            record(drawn, options.folder, whole=options.split != "train")
            print(drawn.name, flush=True)


if __name__ == "__main__":
    main()
