"""Phantom reps: what is counted in tracks, as they are and changed, although it was not done.

    python -m benchmarks.phantoms FOLDER [--change PATTERN] [--only PATTERN]

FOLDER holds tracks with their ``expected.csv`` (docs/accuracy.md), or recordings of rendered people
who do other things (``training.record FOLDER men test negative 0 30``). Every track is run once
under every change of `benchmarks.phantoms.changes` whose name fits ("as it is" is one of them),
with the same random numbers every time. Tracks whose count is not as expected are printed, then the
sums by change and by movement.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.phantoms.changes import CHANGES
from benchmarks.tracks import NO_DRILL, Expected, Sum, add, expected_of, info_of, line, run, sums
from vision.pose.track import load_track

if TYPE_CHECKING:
    from benchmarks.phantoms.changes import Change

BETWEEN = ("stand", "talk", "rest_on_fours")
"""What rendered people do before, after and between their movements."""


def _expected_in(path: Path, table: dict[str, Expected]) -> Expected:
    """Return what may be counted in a track: by the table, else nothing.

    The movement of a recording is the phase that it shows longest.
    """
    if path.stem in table:
        return table[path.stem]
    with np.load(path, allow_pickle=False) as stored:
        phases = Counter(map(str, stored["truth_phase"])) if "truth_phase" in stored else Counter()
    shown = [name for name, _ in phases.most_common() if name not in BETWEEN] or list(phases)
    return Expected(shown[0] if shown else "unknown", NO_DRILL, 0, 0)


def _count(
    path: Path, wanted: Expected, name: str, change: Change, totals: tuple[Sum, Sum]
) -> None:
    """Run a track under a change, add it to the sums and print it if it is not as expected."""
    rng = np.random.default_rng(zlib.crc32(f"{path.stem} {name}".encode()))
    changed = change(load_track(path), rng)
    wanted = replace(wanted, least=changed.least * wanted.least, most=changed.most * wanted.most)
    recorder = run(changed.track)
    session = recorder.session(info_of(path.stem, changed.track))
    as_expected = [add(total, changed.track, session, wanted) for total in totals]
    if not all(as_expected):
        print(f"{name}: {line(path.stem, session, wanted, as_expected=False)}", flush=True)


def main() -> None:
    """Run every track of a folder under every change and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--change", default="*", metavar="PATTERN")
    parser.add_argument("--only", default="*", metavar="PATTERN")
    options = parser.parse_args()
    by_change, by_movement = defaultdict[str, Sum](Sum), defaultdict[str, Sum](Sum)
    table = expected_of(options.folder)
    for path in sorted(options.folder.glob(f"{options.only}.npz")):
        wanted = _expected_in(path, table)
        for name, change in CHANGES.items():
            if Path(name).match(options.change):
                _count(path, wanted, name, change, (by_change[name], by_movement[wanted.movement]))
    print("\nby change\n" + "\n".join(sums(by_change)))
    print("\nby movement\n" + "\n".join(sums(by_movement)))


if __name__ == "__main__":
    main()
