"""Real people as recorded tracks: what was counted and warned of, and what should have been.

    python -m benchmarks.tracks FOLDER [--only PATTERN] [--out DIR]

A track holds the results of the pose model for every frame of a recording, and no pictures.
Everything after the pose model runs over it, with the whole recording known, as for a video.
``expected.csv`` in the folder says how many reps of which drill may be counted; both formats are
described in docs/accuracy.md. With ``--out`` every track gets ``DIR/NAME/session.json``,
``reps.csv`` and ``angles.csv``.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.export.results import save_results
from app.run.looking.looker import Look
from app.run.pipeline import Follower, Settings
from app.run.recorder import Recorder
from app.run.survey import survey
from vision.body.scene import read_scene
from vision.capture.frame_source import SourceInfo
from vision.pose.track import Track, load_track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.run.pipeline import FrameResult
    from app.session.model import Session

NO_DRILL = "none"


@dataclass(frozen=True)
class Expected:
    """What is done in a track, and how many reps of which drill may be counted in it."""

    movement: str
    drill: str
    least: int
    most: int


UNKNOWN = Expected("unknown", NO_DRILL, 0, 0)


@dataclass
class Sum:
    """The results of all tracks of one movement.

    ``phantom`` counts reps that were counted beyond what may be counted, ``missed`` those that were
    not.
    """

    minutes: float = 0.0
    reps: int = 0
    phantom: int = 0
    missed: int = 0

    @property
    def phantom_per_10_min(self) -> float:
        """Reps that were counted but not done, in ten minutes."""
        return 10.0 * self.phantom / self.minutes if self.minutes else 0.0


def expected_of(folder: Path) -> dict[str, Expected]:
    """Return ``expected.csv`` of a folder by track; empty if there is none."""
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


def _looks_of(track: Track) -> list[Look]:
    """Return what a run would have read from the pictures of a track, except for their light."""
    return [
        Look(index, t_s, size_px, track.poses[index], None if pose is None else read_scene(pose))
        for index, (t_s, size_px, pose) in enumerate(track)
    ]


def run(
    track: Track,
    settings: Settings | None = None,
    sink: Callable[[FrameResult], None] = lambda _result: None,
) -> Recorder:
    """Run everything after the pose model over a track.

    Parameters
    ----------
    track
        A whole recording.
    settings
        ``None``: the defaults, which recognise the drill.
    sink
        Called with the result of every frame.
    """
    settings = settings or Settings()
    looks, recorder = _looks_of(track), Recorder(settings)
    follower = Follower(settings, survey(looks, settings))
    for look in looks:
        result = follower.follow(look)
        recorder.add(result)
        sink(result)
    recorder.finish(follower.finish())
    return recorder


def info_of(name: str, track: Track) -> SourceInfo:
    """Return the description of a track as the source of a session.

    Parameters
    ----------
    name
        Shown as the name of the video.
    track
        Gives its rate, duration and number of frames.
    """
    rate = (len(track) - 1) / track.duration_s if track.duration_s else 0.0
    return SourceInfo("video", name, rate, track.duration_s, len(track))


def add(total: Sum, track: Track, session: Session, wanted: Expected) -> bool:
    """Add a track to the sum of its movement; return whether the count is as expected.

    Parameters
    ----------
    total
        The sum to add to.
    track, session
        The track, and what was counted in it.
    wanted
        What may be counted in it.
    """
    count = len(session.reps)
    right = count if session.drill == wanted.drill else 0
    total.minutes += track.duration_s / 60.0
    total.reps += count
    total.phantom += count - min(right, wanted.most)
    total.missed += max(0, wanted.least - right)
    return count == right and wanted.least <= count <= wanted.most


def line(name: str, session: Session, wanted: Expected, *, as_expected: bool) -> str:
    """Return the printed line of a track: what was expected in it and what was counted.

    Parameters
    ----------
    name
        Of the track.
    session
        What was counted.
    wanted
        What may be counted.
    as_expected
        Whether both agree; if not, the line is marked.
    """
    least, most = wanted.least, wanted.most
    number = f"{least}" if least == most else f"{least}-{most}"
    reps = [f"{rep.result} {rep.start_s:.1f}-{rep.end_s:.1f} s" for rep in session.reps]
    warnings = [f"{warning.kind} {warning.start_s:.1f} s" for warning in session.warnings]
    return (
        f"{'  ' if as_expected else '! '}{name:26s} {wanted.movement:20.20s} "
        f"{session.source.duration_s:5.1f} s  expected {number} {wanted.drill}, "
        f"got {len(session.reps)} {session.drill or NO_DRILL}"
        f"{': ' if reps else ''}{', '.join(reps)}"
        f"{'; warnings: ' if warnings else ''}{', '.join(warnings)}"
    )


def sums(totals: dict[str, Sum]) -> list[str]:
    """Return the printed sums by movement and in all."""
    rows = [*sorted(totals.items()), ("all", summed(totals.values()))]
    head = f"{'movement':32s} minutes  reps  missed  phantom  phantom in 10 min"
    return [head] + [
        f"{name:32s} {total.minutes:7.1f} {total.reps:5d} {total.missed:7d} {total.phantom:8d} "
        f"{total.phantom_per_10_min:18.1f}"
        for name, total in rows
    ]


def summed(totals: Iterable[Sum]) -> Sum:
    """Return the sum of some sums."""
    whole = Sum()
    for total in totals:
        whole.minutes += total.minutes
        whole.reps += total.reps
        whole.phantom += total.phantom
        whole.missed += total.missed
    return whole


def main() -> None:
    """Run every track of a folder and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="*", metavar="PATTERN")
    parser.add_argument("--out", type=Path, metavar="DIR")
    options = parser.parse_args()
    truth, totals = expected_of(options.folder), defaultdict[str, Sum](Sum)
    for path in sorted(options.folder.glob(f"{options.only}.npz")):
        track, wanted = load_track(path), truth.get(path.stem, UNKNOWN)
        recorder = run(track)
        session = recorder.session(info_of(path.stem, track))
        as_expected = add(totals[wanted.movement], track, session, wanted)
        print(line(path.stem, session, wanted, as_expected=as_expected), flush=True)
        if options.out is not None:
            save_results(session, recorder.series(), options.out / path.stem, ("json", "csv"))
    print("\n" + "\n".join(sums(totals)))


if __name__ == "__main__":
    main()
