"""Whether it matters how a movement was filmed: the same clip mirrored, padded, cropped, retimed.

    python -m benchmarks.invariance CLIP... [--only CHANGE...] [--keep FOLDER]

Every change is made to the pictures, and the pose model looks at each again (each change takes
about as long as an analysis; with ``--keep`` the tracks are stored and used the next time). Counts
and peaks are printed side by side, with how many peaks lie outside the interval of the unchanged
clip. A mirrored clip must give the same reps of the other side.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import tracks
from vision.capture.opencv import cv2
from vision.capture.sources import open_source
from vision.datatypes import Estimate, Frame
from vision.pose.estimator import MediaPipeEstimator
from vision.pose.track import Track, load_track, pack, save_track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from app.session.model import Session
    from drills.core.events import Rep

    Image = NDArray[np.uint8]
    Box = tuple[int, int, int, int]

UNCHANGED = "unchanged"
MARGIN = 0.08
"""Margin of a cropped picture around the body, as a share of the body's extent."""
SAME_REP_S = 0.7
"""Reps whose peaks are closer than this are the same one."""
TURNED_BY_MIRROR = frozenset({"side_bend_deg", "side_shift_ratio"})
"""Measures that are positive to the person's right."""


# ---------------------------------------------------------------- changes


def _mirrored(image: Image, _box: Box) -> Image:
    """Return the frame mirrored."""
    return np.ascontiguousarray(image[:, ::-1])


def _halved(image: Image, _box: Box) -> Image:
    """Return the picture at half its width and height."""
    size_px = (image.shape[1] // 2, image.shape[0] // 2)
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), np.uint8)


def _padded(image: Image, _box: Box) -> Image:
    """Return the frame with black beside it, half as wide as the frame."""
    return np.pad(image, ((0, 0), (0, image.shape[1] // 2), (0, 0)))


def _letterboxed(image: Image, _box: Box) -> Image:
    """Return the frame between black bars above and below that make it a square."""
    bar = max(0, image.shape[1] - image.shape[0]) // 2
    return np.pad(image, ((bar, bar), (0, 0), (0, 0)))


def _cropped(image: Image, box: Box) -> Image:
    """Return the part of the frame that shows the person."""
    left, top, right, bottom = box
    return np.ascontiguousarray(image[top:bottom, left:right])


def retimed(frames: Iterable[Frame], fps: float) -> Iterator[Frame]:
    """Yield frames at another rate: at every time, the newest one so far.

    Parameters
    ----------
    frames
        In order of time.
    fps
        Frames a second of the result.
    """
    newest: Frame | None = None
    index, start_s = 0, 0.0
    for frame in frames:
        start_s = frame.t_s if newest is None else start_s
        while newest is not None and start_s + index / fps < frame.t_s - 1e-6:
            yield Frame(index, start_s + index / fps, newest.image)
            index += 1
        newest = frame
    if newest is not None:
        yield Frame(index, start_s + index / fps, newest.image)


PICTURES: dict[str, Callable[[Image, Box], Image]] = {
    "mirror": _mirrored,
    "half size": _halved,
    "pad": _padded,
    "letterbox": _letterboxed,
    "crop": _cropped,
}
RATES = {"15 fps": 15.0, "24 fps": 24.0, "60 fps": 60.0}
CHANGES = (*PICTURES, *RATES)


def changed(frames: Iterable[Frame], change: str, box: Box) -> Iterator[Frame]:
    """Yield the frames of a clip with a change applied.

    Parameters
    ----------
    frames
        In order of time.
    change
        One of `CHANGES`, or `UNCHANGED`.
    box
        Left, top, right and bottom (px) of the person, see `box_of`; used by "crop".
    """
    if change in RATES:
        yield from retimed(frames, RATES[change])
        return
    for frame in frames:
        image = PICTURES[change](frame.image, box) if change in PICTURES else frame.image
        yield Frame(frame.index, frame.t_s, image)


def box_of(track: Track) -> Box:
    """Return left, top, right and bottom (px) of all that the person covers, with a margin."""
    points = [pose.landmarks_px for _, _, pose in track if pose is not None]
    width, height = track.sizes_px[0]
    if not points:
        return 0, 0, width, height
    low, high = np.min(points, axis=(0, 1)), np.max(points, axis=(0, 1))
    more = MARGIN * float((high - low).max())
    left, top = np.clip(low - more, 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(high + more, (left + 1, top + 1), (width, height)).astype(int)
    return int(left), int(top), int(right), int(bottom)


# ---------------------------------------------------------------- running


def _track_of(path: Path, change: str, box: Box, keep: Path | None) -> Track:
    """Return the pose model's track of a clip with a change."""
    stored = None if keep is None else keep / f"{path.stem}_{change.replace(' ', '_')}.npz"
    if stored is not None and stored.exists():
        return load_track(stored)
    times, sizes, poses = [], [], []
    with closing(open_source(str(path))) as source, closing(MediaPipeEstimator()) as estimator:
        for frame in changed(source.frames(), change, box):
            pose = estimator.estimate(frame)
            times.append(frame.t_s)
            sizes.append(frame.size_px)
            poses.append(None if pose is None else pack(pose))
    track = Track(times, sizes, poses)
    if stored is not None:
        stored.parent.mkdir(parents=True, exist_ok=True)
        save_track(track, stored)
    return track


def _session_of(path: Path, track: Track) -> Session:
    """Return the program's session for a track."""
    return tracks.run(track).session(tracks.info_of(path.stem, track))


# ---------------------------------------------------------------- comparing


@dataclass(frozen=True)
class Difference:
    """By how many deg a peak of a rep (from 1) differs; ``is_inside``: within its interval."""

    rep: int
    measure: str
    deg: float
    is_inside: bool


@dataclass(frozen=True)
class Comparison:
    """The effect of a change on a clip.

    ``is_same_set``: drill, number of reps and their sides are the same (for a mirrored clip, the
    other sides); ``other_results`` is the number of reps that were judged differently.
    """

    is_same_set: bool
    other_results: int
    differences: tuple[Difference, ...]


def compare(before: Session, after: Session, change: str) -> Comparison:
    """Compare a clip with and without a change; reps are paired by the times of their peaks.

    Parameters
    ----------
    before, after
        The sessions of the unchanged and of the changed clip.
    change
        One of `CHANGES`.
    """
    turns = change == "mirror"
    wanted = [rep.side.other if turns and rep.side else rep.side for rep in before.reps]
    differences: list[Difference] = []
    other_results = 0
    for number, rep in enumerate(before.reps, 1):
        twin = min(after.reps, key=lambda other: abs(other.peak_s - rep.peak_s), default=None)
        if twin is not None and abs(twin.peak_s - rep.peak_s) <= SAME_REP_S:
            differences += _between(number, rep, twin, turns=turns)
            other_results += twin.result is not rep.result
    same = before.drill == after.drill and [rep.side for rep in after.reps] == wanted
    return Comparison(same, other_results, tuple(differences))


def _between(number: int, rep: Rep, twin: Rep, *, turns: bool) -> Iterator[Difference]:
    for name, measure in rep.measures.items():
        other = twin.measures.get(name)
        if not name.endswith("_deg"):
            continue
        if isinstance(measure, Estimate) and isinstance(other, Estimate):
            value = -other.value if turns and name in TURNED_BY_MIRROR else other.value
            inside = measure.low <= value <= measure.high
            yield Difference(number, name, value - measure.value, inside)


def line(change: str, session: Session, compared: Comparison | None = None) -> str:
    """Return the printed line of a change and its effect; another set is marked.

    Parameters
    ----------
    change
        Its name.
    session
        The session of the changed clip.
    compared
        With the unchanged clip; ``None`` for that one itself.
    """
    results = [f"{rep.side or '-'} {rep.result}" for rep in session.reps]
    mark = "  " if compared is None or compared.is_same_set else "! "
    reps = f"{mark}{change:10s} {session.drill or 'none':10s} {len(results)}: {', '.join(results)}"
    if compared is None or not compared.differences:
        return reps
    most = max(compared.differences, key=lambda difference: abs(difference.deg))
    outside = sum(not difference.is_inside for difference in compared.differences)
    return (
        f"{reps}; {compared.other_results} judged otherwise, largest difference {most.deg:+.1f} "
        f"deg ({most.measure} of rep {most.rep}), {outside} of {len(compared.differences)} peaks "
        "outside their interval"
    )


def _peaks(session: Session) -> list[str]:
    """Return the peaks of a session, a line for each measure."""
    rows: dict[str, list[str]] = defaultdict(list)
    for rep in session.reps:
        for name, measure in rep.measures.items():
            if name.endswith("_deg"):
                shown = f"{measure.value:.0f}" if isinstance(measure, Estimate) else "-"
                rows[name].append(shown)
    return [f"             {name:34s} {' '.join(f'{v:>5s}' for v in row)}" for name, row in
            rows.items()]  # fmt: skip


def summary(by_change: dict[str, list[Comparison]]) -> list[str]:
    """Return a line for each change over all clips."""
    lines = []
    for change, clips in by_change.items():
        pairs = [difference for compared in clips for difference in compared.differences]
        same = sum(compared.is_same_set for compared in clips)
        other = sum(compared.other_results for compared in clips)
        words = f"{change:10s} {same} of {len(clips)} sets the same, {other} reps judged otherwise"
        if pairs:
            degs, outside = np.abs([pair.deg for pair in pairs]), [not p.is_inside for p in pairs]
            words += (
                f"; peaks differ by {np.median(degs):.1f} deg in the median, "
                f"{np.quantile(degs, 0.9):.1f} in nine of ten, {degs.max():.1f} at most; "
                f"{np.mean(outside):.0%} outside their interval"
            )
        lines.append(words)
    return lines


def main() -> None:
    """Run every change of every clip and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="+", type=Path, metavar="CLIP")
    parser.add_argument("--only", nargs="+", choices=CHANGES, default=CHANGES)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    by_change: dict[str, list[Comparison]] = defaultdict(list)
    for path in options.clips:
        track = _track_of(path, UNCHANGED, (0, 0, 0, 0), options.keep)
        before, box = _session_of(path, track), box_of(track)
        print(path.stem, line(UNCHANGED, before), *_peaks(before), sep="\n", flush=True)
        for change in options.only:
            after = _session_of(path, _track_of(path, change, box, options.keep))
            compared = compare(before, after, change)
            by_change[change].append(compared)
            print(line(change, after, compared), *_peaks(after), sep="\n", flush=True)
    print("", *summary(by_change), sep="\n")


if __name__ == "__main__":
    main()
