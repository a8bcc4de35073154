"""The angles of a session over time, and angles.csv."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MEASURE_COLUMNS = (
    "hip_flexion_left_deg",
    "hip_flexion_right_deg",
    "hip_abduction_left_deg",
    "hip_abduction_right_deg",
    "hip_rotation_left_deg",
    "hip_rotation_right_deg",
    "trunk_thigh_flexion_left_deg",
    "trunk_thigh_flexion_right_deg",
    "lumbar_flexion_deg",
    "spine_twist_deg",
    "pelvis_rotation_deg",
    "pelvis_roll_deg",
    "pelvis_lift_deg",
    "hinge_deg",
    "side_bend_deg",
    "knee_width_ratio",
    "knee_drift_ratio",
    "rock_travel_ratio",
    "sway_ratio",
)
"""Every measure of a frame, in the order of the columns."""


@dataclass(frozen=True, slots=True, eq=False)
class AngleSeries:
    """One row a frame.

    ``t_s`` (n,) seconds; ``measures`` maps each name of `MEASURE_COLUMNS` to (n, 3) value, low,
    high, NaN where absent; ``seen`` (n,) 0..1; ``rep`` (n,) 1-based, 0 between reps; ``phase`` and
    ``reason`` are words, ``reason`` is "" where nothing was wrong with the frame as a whole.
    """

    t_s: NDArray[np.float64]
    phase: tuple[str, ...]
    rep: NDArray[np.int64]
    measures: Mapping[str, NDArray[np.float64]]
    seen: NDArray[np.float64]
    reason: tuple[str, ...]

    def to_csv(self) -> str:
        """Return the text of angles.csv (RFC 4180, decimal point, empty where absent)."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        header = ["time_s", "phase", "rep"]
        for name in MEASURE_COLUMNS:
            header += [name, f"{name}_low", f"{name}_high"]
        writer.writerow([*header, "seen", "reason"])
        table = np.concatenate([self.measures[name] for name in MEASURE_COLUMNS], axis=1)
        for index, values in enumerate(table):
            cells = ["" if value != value else f"{value:.2f}" for value in values.tolist()]
            writer.writerow(
                [
                    f"{self.t_s[index]:.4f}",
                    self.phase[index],
                    int(self.rep[index]),
                    *cells,
                    f"{self.seen[index]:.2f}",
                    self.reason[index],
                ]
            )
        return out.getvalue()


def series_from_csv(text: str) -> AngleSeries:
    """Read angles.csv back.

    Raises
    ------
    ValueError
        If a column is missing or a number cannot be read.
    """
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    try:
        measures = {
            name: np.array(
                [
                    [float(row[key] or "nan") for key in (name, f"{name}_low", f"{name}_high")]
                    for row in rows
                ],
                np.float64,
            ).reshape(-1, 3)
            for name in MEASURE_COLUMNS
        }
        return AngleSeries(
            t_s=np.array([float(row["time_s"]) for row in rows]),
            phase=tuple(row["phase"] for row in rows),
            rep=np.array([int(row["rep"]) for row in rows], np.int64),
            measures=measures,
            seen=np.array([float(row["seen"]) for row in rows]),
            reason=tuple(row["reason"] for row in rows),
        )
    except KeyError as error:
        raise ValueError(f"angles.csv lacks the column {error}") from error
