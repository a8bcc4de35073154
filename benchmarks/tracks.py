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
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from app.run.looks import Look, survey
from app.run.pipeline import Follower, Settings
from app.run.recorder import Recorder
from vision.body.scene import read_scene
from vision.pose.track import Track, load_track


@dataclass(frozen=True)
class Expected:
    """How many reps of which drill may be counted in a track (``none``: of any drill)."""

    movement: str
    drill: str
    least: int
    most: int


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


def looks_of(track: Track) -> list[Look]:
    """Return what a pipeline reads from the pictures of a track, the light aside."""
    looks = []
    for index, (t_s, size_px, pose) in enumerate(track):
        scene = None if pose is None else read_scene(pose)
        looks.append(Look(index, t_s, size_px, track.poses[index], scene))
    return looks


def run(track: Track, settings: Settings | None = None) -> Recorder:
    """Run everything after the pose model over a track."""
    settings = settings or Settings()
    looks = looks_of(track)
    follower, recorder = Follower(settings, survey(looks, settings)), Recorder(settings)
    for look in looks:
        recorder.add(follower.follow(look))
    recorder.finish(follower.finish())
    return recorder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="*")
    options = parser.parse_args()
    truth = expected_of(options.folder)
    phantom = defaultdict(lambda: [0, 0.0])
    for path in sorted(options.folder.glob(f"{options.only}.npz")):
        track = load_track(path)
        name = path.stem
        want = truth.get(name, Expected("unknown", "none", 0, 0))
        rec = run(track)
        reps = rec.reps(rec.drill) if rec.drill else ()
        words = [f"{r.result.value[:4]}@{r.start_s:.1f}-{r.end_s:.1f}" for r in reps]
        ok = want.least <= len(reps) <= want.most
        warn = (
            [f"{w.kind.value}@{w.start_s:.1f}" for w in rec.warnings(rec.drill)]
            if rec.drill
            else []
        )
        print(
            f"{name:26s} {want.movement:22s} {track.duration_s:5.1f}s want {want.least}-{want.most} {want.drill:8s} got {len(reps)} {rec.drill or '':10s} {'' if ok else '<<<'} {' '.join(words)} | {' '.join(warn)}",
            flush=True,
        )
        phantom[want.movement][0] += max(0, len(reps) - want.most)
        phantom[want.movement][1] += track.duration_s / 60
    tot = sum(v[0] for v in phantom.values())
    mins = sum(v[1] for v in phantom.values())
    print({k: v[0] for k, v in phantom.items() if v[0]}, f"{tot} phantom reps in {mins:.1f} min")


if __name__ == "__main__":
    main()
