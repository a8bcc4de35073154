"""How wide the intervals of peaks must be, for `vision.angles.peaks`.

    python -m benchmarks.peaks FOLDER [--pattern 'calibration_*']

For every measure whose peak a rep reports: the factor on the half-width of the frame's interval at
which 90 % of the peaks lie inside, read off people whom the head was not fitted to. Clips weigh
alike.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Settings
from benchmarks.accuracy import peak_pairs, recording_of, truth_and_side
from benchmarks.cases import cases
from benchmarks.drills import run
from training.calibrate import weighted_quantile
from vision.angles.peaks import PEAK_WIDTH
from vision.datatypes import Estimate
from vision.measures import without_side

if TYPE_CHECKING:
    from benchmarks.cases import Case

    Row = tuple[float, float, float]


def rows(case: Case) -> dict[str, list[Row]]:
    """Return error, half-width of the frame and weight of every peak, by measure."""
    done = run(case, Settings(drill=case.drill))
    truth, side = truth_and_side(case, recording_of(case))
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pair in peak_pairs(case, done, truth, side):
        if isinstance(pair.measure, Estimate) and np.isfinite(pair.true):
            kind, _ = without_side(pair.course)
            half = (pair.measure.high - pair.measure.low) / 2 / PEAK_WIDTH.get(kind, 1.0)
            found[kind].append((abs(pair.measure.value - pair.true), half))
    return {
        kind: [(error, half, 1.0 / len(peaks)) for error, half in peaks]
        for kind, peaks in found.items()
    }


def width_of(peaks: list[Row]) -> float:
    """Return the factor for peaks (error, half-width, weight)."""
    error, half, weight = np.array(peaks).T
    return weighted_quantile(error / half, weight)


def main() -> None:
    """Print the rows of `vision.angles.peaks.PEAK_WIDTH`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pattern", default="calibration_*")
    options = parser.parse_args()
    found: dict[str, list[Row]] = defaultdict(list)
    for case in cases(options.folder, options.pattern, options.folder / "poses"):
        if case.drill is None:
            continue
        for kind, peaks in rows(case).items():
            found[kind] += peaks
    for kind, peaks in sorted(found.items()):
        error, _, weight = np.array(peaks).T
        print(
            f'    "{kind}": {width_of(peaks):.2f},  # {len(peaks)} peaks, '
            f"off by {np.average(error, weights=weight):.1f}"
        )


if __name__ == "__main__":
    main()
