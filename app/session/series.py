"""The angles of a session over time, and angles.csv."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from app.files import csv_pieces, csv_safe, csv_text
from app.session.rows import Tables
from vision.datatypes import Landmark
from vision.measures import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from app.session.rows import Column
    from drills.core.events import Rep

PART = 1024
"""Frames of a part, see `AngleSeries.parts`."""
TRACKED = tuple(mark for mark in Landmark if mark not in (Landmark.LEFT_EYE, Landmark.RIGHT_EYE))
"""The landmarks that are kept over time, in the order of ``AngleSeries.landmarks_m``."""


@dataclass(frozen=True, slots=True, eq=False)
class AngleSeries:
    """The angles of a session, one row per frame.

    ``t_s`` (n,) seconds; ``measures`` maps each name of `COLUMNS` to (n, 3) value, low, high, NaN
    where absent; ``seen`` (n,) 0..1; ``rep`` (n,) 1-based, 0 between reps; ``phase`` and ``reason``
    are words, ``reason`` is "" where nothing was wrong with the frame as a whole. For a run that
    has just ended, ``measures`` and ``landmarks_m`` are read from the disk on each access.

    ``landmarks_m`` (n, len(TRACKED), 3) are the estimator's metres about the mid-hip (x to the
    right of the picture, y down, z away from the camera), NaN where nobody was seen; ``None`` if
    they were not kept.
    """

    t_s: NDArray[np.float64]
    phase: tuple[str, ...]
    rep: NDArray[np.int64]
    measures: Mapping[str, NDArray[np.float64]]
    seen: NDArray[np.float64]
    reason: tuple[str, ...]
    landmarks_m: NDArray[np.float32] | Column | None = None

    def to_csv(self) -> str:
        """Return the text of angles.csv (RFC 4180, decimal point, empty where absent)."""
        return "".join(self.csv_pieces())

    def csv_pieces(self) -> Iterator[str]:
        """Give the text of angles.csv piece by piece: for two hours it is 60 MB."""
        header = ["time_s", "phase", "rep"]
        for name in COLUMNS:
            header += [name, f"{name}_low", f"{name}_high"]
        head: list[list[object]] = [[*header, "seen", "reason"]]
        rows = chain(head, chain.from_iterable(map(_csv_rows, self.parts())))
        return csv_pieces(rows, (*self.phase, *self.reason))

    def parts(self) -> Iterator[AngleSeries]:
        """Yield the series in short pieces, for uses that need whole frames but not all at once."""
        for begin in range(0, len(self.t_s), PART):
            yield self._between(begin, min(begin + PART, len(self.t_s)))

    def _between(self, begin: int, end: int) -> AngleSeries:
        tables, rows = self.measures, slice(begin, end)
        return AngleSeries(
            t_s=self.t_s[rows],
            phase=self.phase[rows],
            rep=self.rep[rows],
            measures=tables.between(begin, end)
            if isinstance(tables, Tables)
            else {name: table[rows] for name, table in tables.items()},
            seen=self.seen[rows],
            reason=self.reason[rows],
            landmarks_m=None if self.landmarks_m is None else self.landmarks_m[rows],
        )

    def landmarks_csv(self) -> str:
        """Return the kept landmarks as CSV: x, y, z of each in metres, empty where not seen."""
        names = [mark.name.lower() for mark in TRACKED]
        rows = [["time_s", *(f"{n}_{axis}_m" for n in names for axis in "xyz")]]
        marks: Any = [] if self.landmarks_m is None else np.asarray(self.landmarks_m)
        for t_s, row in zip(self.t_s.tolist(), marks, strict=False):
            cells = ["" if value != value else f"{value:.3f}" for value in row.ravel().tolist()]
            rows.append([f"{t_s:.4f}", *cells])
        return csv_text(rows)


def _csv_rows(part: AngleSeries) -> Iterator[list[object]]:
    table = np.concatenate([part.measures[name] for name in COLUMNS], axis=1)
    for index, values in enumerate(table):
        cells = ["" if value != value else f"{value:.2f}" for value in values.tolist()]
        yield [
            f"{part.t_s[index]:.4f}",
            csv_safe(part.phase[index]),
            int(part.rep[index]),
            *cells,
            f"{part.seen[index]:.2f}",
            part.reason[index],
        ]


def empty_series() -> AngleSeries:
    """Return a series without frames."""
    none = np.empty(0)
    measures = {name: np.empty((0, 3)) for name in COLUMNS}
    return AngleSeries(none, (), none.astype(np.int64), measures, none, ())


def joined(parts: Sequence[AngleSeries]) -> AngleSeries:
    """Join the parts of a series, in order; there must be at least one."""
    marks: list[NDArray[np.float32]] = [
        np.asarray(part.landmarks_m) for part in parts if part.landmarks_m is not None
    ]
    return AngleSeries(
        t_s=np.concatenate([part.t_s for part in parts]),
        phase=tuple(phase for part in parts for phase in part.phase),
        rep=np.concatenate([part.rep for part in parts]),
        measures={
            name: np.concatenate([part.measures[name] for part in parts])
            for name in parts[0].measures
        },
        seen=np.concatenate([part.seen for part in parts]),
        reason=tuple(reason for part in parts for reason in part.reason),
        landmarks_m=np.concatenate(marks) if len(marks) == len(parts) else None,
    )


def rep_numbers(t_s: NDArray[np.float64], reps: Sequence[Rep]) -> NDArray[np.int64]:
    """Return the number of the rep of each frame, from 1, 0 between reps; shape (frames,).

    Parameters
    ----------
    t_s
        Times of the frames, shape (frames,).
    reps
        The reps in order.
    """
    numbers = np.zeros(len(t_s), np.int64)
    for index, rep in enumerate(reps, 1):
        numbers[(t_s >= rep.start_s) & (t_s <= rep.end_s)] = index
    return numbers
