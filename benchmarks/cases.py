"""Clips for benchmarks: what the pose model saw in each, and what truly happened in it.

A folder may hold videos (NAME.mp4 with NAME.csv or NAME_truth.csv, and NAME.json, from the
renderer) and recordings (NAME.npz of `training.record`). A video without its truth is taken as a
clip without any drill.
"""

from __future__ import annotations

import csv
import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from drills.core.events import Drill
from vision.datatypes import Side
from vision.pose.track import Track, load_track, pack, save_track

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.datatypes import Pose

SIDES = {"L": Side.LEFT, "R": Side.RIGHT}
REST_PHASES = ("hold", "start", "stand")


@dataclass(frozen=True, eq=False)
class Case:
    """One clip: its track, and the columns of its truth (empty: no drill is done in it).

    ``family`` is the family of bodies that a recording names; for a video, the name of its folder.
    """

    name: str
    track: Track
    drill: Drill | None
    side: Side | None
    truth: dict[str, NDArray[Any]]
    family: str = ""

    @property
    def t_s(self) -> NDArray[np.float64]:
        """Times of the frames (n,)."""
        return np.array(self.track.t_s)

    @property
    def poses(self) -> tuple[Pose | None, ...]:
        """The poses of all frames, without their silhouettes."""
        return tuple(None if packed is None else packed.pose for packed in self.track.poses)


@dataclass(frozen=True)
class TrueRep:
    """A repetition that was posed."""

    start_s: float
    end_s: float


def true_reps(case: Case) -> tuple[TrueRep, ...]:
    """Return the posed repetitions in order."""
    if case.drill is None:
        return ()
    numbers = case.truth["rep"].astype(int)
    times = _times(case)
    return tuple(
        TrueRep(float(times[numbers == n][0]), float(times[numbers == n][-1]))
        for n in range(1, int(numbers.max()) + 1)
        if (numbers == n).any()
    )


def true_change(case: Case, column: str) -> NDArray[np.float64]:
    """Return a true angle as its change from the rest before the first rep.

    Parameters
    ----------
    case
        The clip.
    column
        The angle, by its name in the truth.

    Returns
    -------
    ndarray
        (n,) deg, one for each frame of the track.
    """
    phases, numbers = case.truth["phase"], case.truth["rep"].astype(int)
    values = case.truth[column].astype(float)
    first = int(np.argmax(numbers > 0)) if (numbers > 0).any() else len(numbers)
    rest = np.isin(phases[:first], REST_PHASES[:2])
    start = values[:first][rest] if rest.any() else values[: max(first, 5)]
    nearest = np.abs(_times(case)[None, :] - case.t_s[:, None]).argmin(axis=1)
    change: NDArray[np.float64] = (values - np.median(start))[nearest]
    return change


def _times(case: Case) -> NDArray[np.float64]:
    return case.truth["time"].astype(float) if "time" in case.truth else case.t_s


def cases(folder: Path, pattern: str, keep: Path | None = None) -> Iterator[Case]:
    """Yield the clips of a folder in order of name, without those of freely moving bodies.

    Parameters
    ----------
    folder
        Holds videos and recordings.
    pattern
        Of the names, without their suffix.
    keep
        Where the tracks of videos are stored, so that the next run needs no inference; ``None``
        stores none.
    """
    for path in sorted([*folder.glob(f"{pattern}.npz"), *folder.glob(f"{pattern}.mp4")]):
        if path.name.endswith(".part.npz"):
            continue
        case = _recorded(path) if path.suffix == ".npz" else _filmed(path, keep)
        if case.drill is None or case.truth["rep"].astype(int).any():
            yield case


def _recorded(path: Path) -> Case:
    from training.record import load

    recording = load(path)
    drill = next((drill for drill in Drill if drill.value in recording.name), None)
    side = SIDES.get(recording.stance)
    return Case(recording.name, recording.track, drill, side, recording.truth, recording.family)


def _filmed(path: Path, keep: Path | None) -> Case:
    stored = None if keep is None else keep / f"{path.parent.name}_{path.stem}.npz"
    if stored is not None and stored.exists():
        track = load_track(stored)
    else:
        track = _estimated(path)
        if stored is not None:
            stored.parent.mkdir(parents=True, exist_ok=True)
            save_track(track, stored)
    truth = _read_truth(path)
    drill, side = _what_was_done(path) if truth else (None, None)
    return Case(path.stem, track, drill, side, truth, path.absolute().parent.name)


def _estimated(path: Path) -> Track:
    """Return the track of a video."""
    from vision.capture.sources import open_source
    from vision.pose.estimator import MediaPipeEstimator

    t_s, sizes_px, poses = [], [], []
    with closing(open_source(str(path))) as source, closing(MediaPipeEstimator()) as estimator:
        for frame in source.frames():
            pose = estimator.estimate(frame)
            t_s.append(frame.t_s)
            sizes_px.append(frame.size_px)
            poses.append(None if pose is None else pack(pose))
    return Track(t_s, sizes_px, poses)


def _read_truth(path: Path) -> dict[str, NDArray[Any]]:
    paths = [path.with_suffix(".csv"), path.with_name(f"{path.stem}_truth.csv")]
    truth = next((p for p in paths if p.exists()), None)
    if truth is None:
        return {}
    with truth.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {
        name: np.array([row[name] for row in rows])
        if name == "phase"
        else np.array([float(row[name] or "nan") for row in rows])
        for name in rows[0]
    }
    if "time_s" in columns:
        columns["time"] = columns.pop("time_s")
    return columns


def _what_was_done(path: Path) -> tuple[Drill | None, Side | None]:
    described = path.with_suffix(".json")
    if described.exists():
        facts = json.loads(described.read_text(encoding="utf-8"))
        params = facts.get("params", {})
        if params.get("variant") == "foot_lift":
            return Drill.FOOT_LIFT, SIDES.get(params.get("lift_side"))
        drill = next((d for d in Drill if d.value == facts["drill"]), None)
        return drill, SIDES.get(params.get("side"))
    return next((d for d in Drill if d.value in path.stem), None), None
