"""Real people as recorded tracks: what was counted and warned of, beside what should have been.

    python -m benchmarks.tracks FOLDER [--out DIR] [--only PATTERN]

A track is what the pose model said of every frame of a recording: no pictures. Everything after
the pose model runs over it. ``expected.csv`` in the folder says how many reps of which drill a
checker may count; both formats are described in docs/accuracy.md. With ``--out`` every track gets
``DIR/NAME/session.json`` and ``angles.csv``.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Pipeline, Settings
from app.run.recorder import Recorder
from vision.datatypes import Frame, Pose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.session.model import Session


@dataclass(frozen=True)
class Track:
    """What the pose model said of a recording: a pose or ``None`` for each time in ``t_s``."""

    name: str
    t_s: tuple[float, ...]
    sizes_px: tuple[tuple[int, int], ...]
    poses: tuple[Pose | None, ...]

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last."""
        return self.t_s[-1] - self.t_s[0]


@dataclass(frozen=True)
class Expected:
    """How many reps of which drill may be counted in a track (``none``: of any drill)."""

    movement: str
    drill: str
    least: int
    most: int


def load_track(path: Path) -> Track:
    """Read a track.

    Raises
    ------
    OSError, KeyError, ValueError
        If the file is missing or is not a track.
    """
    with np.load(path, allow_pickle=False) as stored:
        data = {name: stored[name] for name in stored.files}
    poses: list[Pose | None] = []
    packed, at = data["mask_bytes"].tobytes(), data["mask_offsets"]
    for i, t_s in enumerate(data["t_s"]):
        if np.isnan(data["landmarks_px"][i]).all():
            poses.append(None)
            continue
        rows, columns = (int(n) for n in data["mask_shape"][i])
        mask = None
        if rows:
            bits = np.frombuffer(zlib.decompress(packed[at[i] : at[i + 1]]), np.uint8)
            mask = np.unpackbits(bits, count=rows * columns).reshape(rows, columns).astype(bool)
        poses.append(
            Pose(
                t_s=float(t_s),
                size_px=(int(data["size_px"][i][0]), int(data["size_px"][i][1])),
                landmarks_px=data["landmarks_px"][i].astype(np.float64),
                visibility=data["visibility"][i].astype(np.float64),
                world_m=data["world_m"][i].astype(np.float64),
                mask=mask,
                mask_scale=float(data["mask_scale"][i]),
            )
        )
    sizes = tuple((int(w), int(h)) for w, h in data["size_px"])
    return Track(path.stem, tuple(map(float, data["t_s"])), sizes, tuple(poses))


def expected_of(folder: Path) -> dict[str, Expected]:
    """Read ``expected.csv``: the truth by track; empty if there is none."""
    path = folder / "expected.csv"
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {
            row["track"]: Expected(
                row["movement"], row["drill"], int(row["reps_least"]), int(row["reps_most"])
            )
            for row in csv.DictReader(file)
        }


class Replay:
    """Stands in for the estimator: gives the poses of a track by the number of the frame."""

    def __init__(self, poses: tuple[Pose | None, ...]) -> None:
        self._poses = poses

    def estimate(self, frame: Frame) -> Pose | None:
        """Return what was seen in that frame."""
        return self._poses[frame.index]

    def close(self) -> None:
        """Nothing is held."""


def frames(track: Track) -> Iterator[Frame]:
    """Yield grey frames at the times of the track."""
    grey: dict[tuple[int, int], np.ndarray] = {}
    for index, (t_s, size) in enumerate(zip(track.t_s, track.sizes_px, strict=True)):
        if size not in grey:
            grey[size] = np.full((size[1], size[0], 3), 128, np.uint8)
        yield Frame(index, t_s, grey[size])


def run(track: Track, settings: Settings | None = None) -> tuple[Recorder, Pipeline]:
    """Run everything after the pose model over a track."""
    settings = settings or Settings()
    pipeline, recorder = Pipeline(Replay(track.poses), settings), Recorder(settings)
    for frame in frames(track):
        recorder.add(pipeline.process(frame))
    recorder.finish(pipeline.finish())
    return recorder, pipeline


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="*")
    options = parser.parse_args()
    truth = expected_of(options.folder)
    phantom = defaultdict(lambda: [0, 0.0])
    for path in sorted(options.folder.glob(f"{options.only}.npz")):
        track = load_track(path)
        want = truth.get(track.name, Expected("unknown", "none", 0, 0))
        rec, pipe = run(track)
        reps = rec.reps(rec.drill) if rec.drill else ()
        words = [f"{r.result.value[:4]}@{r.start_s:.1f}-{r.end_s:.1f}" for r in reps]
        ok = want.least <= len(reps) <= want.most
        warn = [f"{w.kind.value}@{w.start_s:.1f}" for w in rec.warnings(rec.drill)] if rec.drill else []
        print(f"{track.name:26s} {want.movement:22s} {track.duration_s:5.1f}s want {want.least}-{want.most} {want.drill:8s} got {len(reps)} {rec.drill or '':10s} {'' if ok else '<<<'} {' '.join(words)} | {' '.join(warn)}", flush=True)
        phantom[want.movement][0] += max(0, len(reps) - want.most)
        phantom[want.movement][1] += track.duration_s / 60
    tot = sum(v[0] for v in phantom.values()); mins = sum(v[1] for v in phantom.values())
    print({k: v[0] for k, v in phantom.items() if v[0]}, f"{tot} phantom reps in {mins:.1f} min")


if __name__ == "__main__":
    main()
