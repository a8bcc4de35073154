"""The gain and the width of peaks, for `vision.peaks`, from people whom the head was not fitted to.

    python -m benchmarks.peaks FOLDER [--pattern 'calibration_*']

For every measure whose peak a rep reports: the gain with which the peaks err least (leaning on 1,
as if `LEAN_REPS` more reps had needed none), and the factor on the half-width of the frame's
interval at which 90 % of the peaks lie inside. Clips weigh alike.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.pipeline import Settings
from benchmarks.accuracy import peak_pairs, recording_of, truth_and_side
from benchmarks.cases import cases
from benchmarks.drills import run
from benchmarks.head.calibrate import weighted_quantile
from vision.datatypes import Estimate
from vision.peaks import PEAKS, PeakScale, kind_of

if TYPE_CHECKING:
    from benchmarks.cases import Case

    Row = tuple[float, float, float, float]

LEAN_REPS = 6.0
LEAST_REPS = 10


def rows(case: Case) -> dict[str, list[Row]]:
    """Return value and half-width of the frame, truth and weight of every peak, by measure."""
    done = run(case, Settings(drill=case.drill))
    truth, side = truth_and_side(case, recording_of(case))
    found: dict[str, list[Row]] = defaultdict(list)
    for pair in peak_pairs(case, done, truth, side):
        if not isinstance(pair.measure, Estimate) or not np.isfinite(pair.true):
            continue
        kind = kind_of(pair.course)
        now = PEAKS.get(kind, PeakScale())
        half = (pair.measure.high - pair.measure.low) / 2 / now.width
        found[kind].append((pair.measure.value / now.gain, half, pair.true, 1.0))
    return {
        kind: [(value, half, true, 1.0 / len(peaks)) for value, half, true, _ in peaks]
        for kind, peaks in found.items()
    }


def scale_of(peaks: list[Row]) -> PeakScale:
    """Return gain and width for peaks (value, half-width, truth, weight)."""
    value, half, true, weight = np.array(peaks).T
    size = np.maximum(np.abs(value), 1e-6)
    lean = LEAN_REPS * float(np.mean(size * weight))
    ratios, weights = np.append(true / value, 1.0), np.append(size * weight, lean)
    gain = weighted_quantile(ratios, weights, 0.5)
    inside = weighted_quantile(np.abs(gain * value - true) / half, weight)
    return PeakScale(gain, inside)


def main() -> None:
    """Print the rows of `vision.peaks.PEAKS`."""
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
        value, half, true, weight = np.array(peaks).T
        plain = weighted_quantile(np.abs(value - true) / half, weight)
        before = np.average(np.abs(value - true), weights=weight)
        scale = scale_of(peaks)
        after = np.average(np.abs(scale.gain * value - true), weights=weight)
        told = "" if len(peaks) >= LEAST_REPS else "  # too few"
        print(
            f'    "{kind}": PeakScale({scale.gain:.2f}, {scale.width:.2f}),  # {len(peaks)} peaks, '
            f"off by {before:.1f} without gain, {after:.1f} with; width alone {plain:.2f}{told}"
        )


if __name__ == "__main__":
    main()
