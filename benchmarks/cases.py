"""Clips for benchmarks: what the pose model saw of each, and what truly happened in it.

A folder may hold videos (NAME.mp4 with NAME.csv or NAME_truth.csv, and NAME.json, from the
renderer) and recordings (NAME.npz of `training.record`). A video without a truth is taken as
a clip without any drill. With ``keep`` the poses of a video are stored, so that the next run needs
no inference.
"""

from __future__ import annotations

import csv
import json
import pickle
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from drills.core.events import Drill
from vision.datatypes import Frame, Pose, Side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SIDES = {"L": Side.LEFT, "R": Side.RIGHT}
REST_PHASES = ("hold", "start", "stand")


@dataclass(frozen=True, eq=False)
class Case:
    """One clip: ``poses`` at ``t_s`` (n,), the columns of its truth (none: no drill is in it)."""

    name: str
    size_px: tuple[int, int]
    t_s: NDArray[np.float64]
    poses: tuple[Pose | None, ...]
    drill: Drill | None
    side: Side | None
    truth: dict[str, NDArray[Any]]


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
    """Return an angle as its change from the rest before the first repetition, at ``case.t_s``."""
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


class Replay:
    """Gives the poses of a case for frames by their index."""

    def __init__(self, case: Case) -> None:
        self._poses = case.poses

    def estimate(self, frame: Frame) -> Pose | None:
        """Return what was seen in that frame."""
        return self._poses[frame.index]

    def close(self) -> None:
        """Nothing is held."""


def frames(case: Case) -> Iterator[Frame]:
    """Yield grey frames at the times of the case."""
    grey = np.full((case.size_px[1], case.size_px[0], 3), 128, np.uint8)
    for index, t_s in enumerate(case.t_s):
        yield Frame(index, float(t_s), grey)


def cases(folder: Path, pattern: str, keep: Path | None = None) -> Iterator[Case]:
    """Yield the clips of a folder whose name fits the pattern, in order of name.

    Clips of bodies that move freely, in no repetitions, are left out.
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
    words = recording.name.split("_")
    drill = next((drill for drill in Drill if drill.value in recording.name), None)
    size_px = next((p.size_px for p in recording.poses if p is not None), (640, 480))
    assert len(words) > 2, f"{path} is not named SPLIT_DRILL_NUMBER"
    return Case(
        recording.name,
        size_px,
        recording.t_s,
        recording.poses,
        drill,
        SIDES.get(recording.stance),
        recording.truth,
    )


def _filmed(path: Path, keep: Path | None) -> Case:
    stored = None if keep is None else keep / f"{path.parent.name}_{path.stem}.poses"
    if stored is not None and stored.exists():
        with stored.open("rb") as file:  # written below, on this machine
            size_px, t_s, poses = pickle.load(file)
    else:
        size_px, t_s, poses = _estimated(path)
        if stored is not None:
            stored.parent.mkdir(parents=True, exist_ok=True)
            with stored.open("wb") as file:
                pickle.dump((size_px, t_s, poses), file)
    truth = _read_truth(path)
    drill, side = _what_was_done(path) if truth else (None, None)
    return Case(path.stem, size_px, t_s, poses, drill, side, truth)


def _estimated(
    path: Path,
) -> tuple[tuple[int, int], NDArray[np.float64], tuple[Pose | None, ...]]:
    from vision.capture.sources import open_source
    from vision.pose.estimator import MediaPipeEstimator

    poses: list[Pose | None] = []
    times: list[float] = []
    size_px = (0, 0)
    with closing(open_source(str(path))) as source, closing(MediaPipeEstimator()) as estimator:
        for frame in source.frames():
            poses.append(estimator.estimate(frame))
            times.append(frame.t_s)
            size_px = frame.size_px
    return size_px, np.array(times), tuple(poses)


def _read_truth(path: Path) -> dict[str, NDArray[Any]]:
    paths = [path.with_suffix(".csv"), path.with_name(f"{path.stem}_truth.csv")]
    found = next((p for p in paths if p.exists()), None)
    if found is None:
        return {}
    with found.open(newline="", encoding="utf-8") as file:
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
