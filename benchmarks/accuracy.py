"""Errors and interval coverage of every measure on rendered clips with known joint angles.

    python -m benchmarks.accuracy [FOLDER]

FOLDER holds NAME.mp4 with NAME.csv or NAME_truth.csv from the renderer (default: the bundled
samples). Every frame in which a measure was given counts; peaks are not picked out.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.analysis import Job, analyse
from app.pipeline import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from app.series import AngleSeries

Truth = dict[str, "NDArray[np.float64]"]
LEFT_RIGHT = (("left", "L"), ("right", "R"))


def read_truth(path: Path) -> Truth:
    """Read a truth file: numeric columns by name, empty cells NaN; the phase is left out."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([float(row[name] or "nan") for row in rows])
        for name in rows[0]
        if name != "phase"
    }


def true_measures(truth: Truth, stance: str | None) -> dict[str, NDArray[np.float64]]:
    """Return the truth under the names of angles.csv; ``stance`` is the aeroplane's side."""
    found: dict[str, NDArray[np.float64]] = {}
    start = slice(0, 10)
    lumbar = truth["lumbar_flex"] - np.nanmedian(truth["lumbar_flex"][start])
    found["lumbar_flexion_deg"] = lumbar
    for side, letter in LEFT_RIGHT:
        flexion = truth[f"hip_flex_{letter}"]
        found[f"hip_flexion_{side}_deg"] = flexion
        found[f"trunk_thigh_flexion_{side}_deg"] = flexion + lumbar
        rotation = truth[f"hip_rot_{letter}"]
        if stance is None:
            found[f"hip_rotation_{side}_deg"] = rotation - np.nanmedian(rotation[start])
    if stance is not None:
        sign = 1.0 if stance == "right" else -1.0
        found["pelvis_rotation_deg"] = truth["open_total_deg"]
        found["pelvis_roll_deg"] = truth["open_roll_deg"]
        found[f"hip_rotation_{stance}_deg"] = -truth["open_deg"]
        found["spine_twist_deg"] = sign * truth["lumbar_axial"]
        found["hinge_deg"] = (truth["pelvis_incl"] + truth["thorax_incl"]) / 2
    return found


def errors(series: AngleSeries, truth: Truth, stance: str | None) -> dict[str, list[list[float]]]:
    """Return error, half-width and whether the truth was inside, per measure and frame."""
    times = truth.get("time", truth.get("time_s"))
    assert times is not None, "the truth has no time column"
    nearest = np.abs(series.t_s[:, None] - times[None, :]).argmin(axis=1)
    rows: dict[str, list[list[float]]] = {}
    for name, true in true_measures(truth, stance).items():
        value, low, high = series.measures[name].T
        right = true[nearest]
        given = np.isfinite(value) & np.isfinite(right)
        inside = (low <= right) & (right <= high)
        rows[name] = np.stack([value - right, (high - low) / 2, inside], axis=1)[given].tolist()
    return rows


def table(by_key: Mapping[tuple[str, str], list[list[float]]]) -> str:
    """Return the printed table."""
    head = f"{'measure':32s} {'view':14s} {'frames':>7s} {'MAE':>6s} {'bias':>6s} {'p90':>6s}"
    lines = [f"{head} {'width':>6s} {'inside':>7s}"]
    for (name, view), rows in sorted(by_key.items()):
        if not rows:
            continue
        error, half, inside = np.array(rows).T
        p90 = np.percentile(np.abs(error), 90)
        lines.append(
            f"{name:32s} {view:14s} {len(error):7d} {np.abs(error).mean():6.1f} {error.mean():6.1f}"
            f" {p90:6.1f} {half.mean():6.1f} {inside.mean():7.0%}"
        )
    return "\n".join(lines)


def main() -> None:
    """Analyse every clip of the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("sample_videos"))
    folder = parser.parse_args().folder
    by_key: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    exact = clips = 0
    for video in sorted(folder.glob("*.mp4")):
        paths = [video.with_suffix(".csv"), video.with_name(f"{video.stem}_truth.csv")]
        truth_path = next((path for path in paths if path.exists()), None)
        if truth_path is None:
            continue
        outcome = analyse(Job(str(video), None, Settings()))
        truth = read_truth(truth_path)
        counts, wanted = outcome.session.counts, int(truth["rep"].max())
        exact += counts.total == wanted
        clips += 1
        found = f"{outcome.session.drill or 'no drill'}, {outcome.session.view.value}"
        print(f"{video.stem:16s} {found:26s} {counts.total} of {wanted} reps", flush=True)
        if "hip_flex_L" not in truth:
            continue
        stance = outcome.session.side if "open_total_deg" in truth else None
        if "open_total_deg" in truth and stance not in ("left", "right"):
            continue
        for name, rows in errors(outcome.series, truth, stance).items():
            by_key[name, outcome.session.view.value] += rows
    print(f"{exact} of {clips} clips counted exactly")
    print(table(by_key))


if __name__ == "__main__":
    main()
