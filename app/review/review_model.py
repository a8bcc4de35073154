"""What a reviewed video shows: marks, the rep at a time, lines to plot, curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.review.correcting import VERDICT_MARKS, rep_in_hand
from app.session import corrections
from app.session.words import (
    RESULT_MARKS,
    drill_title,
    format_measure,
    measure_label,
    side_words,
    warning_words,
)
from app.trends.differences import difference, minus
from drills.core.events import RepResult
from drills.registry import DEFINITIONS
from vision.datatypes import Estimate, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.session.corrections import Verdict
    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Drill, Rep

CURVE_POINTS = 101
REP_STEP_S = 0.15
"""Jumping back this soon after the start of a rep goes to the rep before."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A rep on the scrub bar."""

    start_s: float
    peak_s: float
    end_s: float
    number: int
    result: RepResult
    by_hand: Verdict | None = None

    @property
    def words(self) -> str:
        """Number and verdict as marks: "2 △", corrected by hand "2 △→✓"."""
        program = f"{self.number} {RESULT_MARKS[self.result]}"
        return program if self.by_hand is None else f"{program}→{VERDICT_MARKS[self.by_hand]}"


@dataclass(frozen=True, slots=True)
class Line:
    """A measure to plot: its name in the series, its label, and what it belongs to."""

    name: str
    label: str
    part: str


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One rep over normalised time: hip and spine (101, 3) value, low, high; NaN where absent."""

    label: str
    hip: NDArray[np.float64]
    spine: NDArray[np.float64]


def marks(session: Session) -> tuple[Mark, ...]:
    """Return the reps of a session as marks."""
    corrected = corrections.of(session)
    return tuple(
        Mark(rep.start_s, rep.peak_s, rep.end_s, number, rep.result, corrected.of(number).verdict)
        for number, rep in enumerate(session.reps, 1)
    )


def rep_at(session: Session, t_s: float) -> tuple[int, Rep] | None:
    """Return the number (from 1) and the rep at a time, ``None`` between reps.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in its video.
    """
    for number, rep in enumerate(session.reps, 1):
        if rep.start_s <= t_s <= rep.end_s:
            return number, rep
    return None


def next_rep_s(session: Session, t_s: float) -> float | None:
    """Return the start (s) of the next rep, ``None`` after the last.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in its video.
    """
    return next((rep.start_s for rep in session.reps if rep.start_s > t_s + 1e-6), None)


def previous_rep_s(session: Session, t_s: float) -> float | None:
    """Return the start (s) of the rep before, or of this one if it has run for a moment.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in its video.

    Returns
    -------
    float or None
        ``None`` before the first rep.
    """
    starts = [rep.start_s for rep in session.reps if rep.start_s < t_s - REP_STEP_S]
    return starts[-1] if starts else None


def rep_span_s(session: Session, t_s: float) -> tuple[float, float] | None:
    """Return start and end (s) of a rep, ``None`` without reps.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in its video: the rep at that time, or the one before it, or the first.
    """
    number = rep_in_hand(session, t_s)
    if number is None:
        return None
    rep = session.reps[number - 1]
    return rep.start_s, rep.end_s


def moment_words(session: Session, t_s: float) -> tuple[str, str]:
    """Return the text for a moment: the rep in one line; below it, reasons and measures.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in its video; between reps, the warnings at that time are named instead.
    """
    current = rep_at(session, t_s)
    standing = [w for w in session.warnings if w.start_s <= t_s <= w.end_s]
    warned = "; ".join(warning_words(kind) for kind in dict.fromkeys(w.kind for w in standing))
    if current is None:
        return ("Between reps" if session.reps else "No rep was found", warned)
    number, rep = current
    side = "" if rep.side is None else f", {side_words(session.drill, rep.side)}"
    why = (f"{reason[:1].upper()}{reason[1:]}.".replace(" deg", "°") for reason in rep.reasons)
    lines = [
        f"{measure_label(name)}: {format_measure(name, measure)}"
        for name, measure in rep.measures.items()
    ]
    words = corrections.of(session).of(number).note
    note = (f"Note: {words}",) if words else ()
    verdict = corrections.rep_words(session, number)
    return f"Rep {number} {verdict}{side}", "\n".join((*why, *note, *lines[:6]))


def lines(drill: Drill | None, side: str | None) -> tuple[Line, ...]:
    """Return what is plotted over time: hip, spine, and what else the drill watches.

    Parameters
    ----------
    drill
        Which drill; ``None`` plots nothing.
    side
        Side whose hip is plotted; anything but "left" and "right" means left.
    """
    if drill is None:
        return ()
    definition = DEFINITIONS[drill]
    which = side if side in ("left", "right") else "left"
    parts = (*zip(definition.gives, ("hip", "spine"), strict=True),
             *((name, "other") for name in definition.watched))  # fmt: skip
    named = ((name.format(side=which), part) for name, part in parts)
    return tuple(Line(name, measure_label(name), part) for name, part in named)


def side_seen(session: Session, series: AngleSeries) -> str:
    """Return the side whose hip is plotted: the session's, or the one seen for longer.

    Parameters
    ----------
    session
        Its side may be ``None`` or "both".
    series
        Its angles over time.
    """
    if session.side in ("left", "right"):
        return str(session.side)
    seen = {
        side: int(np.isfinite(series.measures[f"hip_flexion_{side}_deg"][:, 0]).sum())
        for side in Side
    }
    return max(seen, key=lambda side: seen[side]).value


def curve(session: Session, series: AngleSeries, number: int, label: str = "") -> Curve:
    """Return a rep over normalised time.

    A stretch without a value remains empty: nothing is drawn across it.

    Parameters
    ----------
    session, series
        A session and its angles over time.
    number
        Number of the rep, from 1.
    label
        Name of the curve; "" for that of the rep.
    """
    rep = session.reps[number - 1]
    side = rep.side.value if rep.side is not None else side_seen(session, series)
    hip, spine, *_ = lines(session.drill, side)
    inside = (series.t_s >= rep.start_s) & (series.t_s <= rep.end_s)
    share = (series.t_s[inside] - rep.start_s) / max(1e-6, rep.end_s - rep.start_s)
    return Curve(
        label or rep_label(session, number),
        _resampled(share, series.measures[hip.name][inside]),
        _resampled(share, series.measures[spine.name][inside]),
    )


def rep_label(session: Session, number: int) -> str:
    """Return what a rep is called in a list of reps to compare.

    Parameters
    ----------
    session
        The session that has it.
    number
        Number of the rep, from 1.
    """
    rep = session.reps[number - 1]
    side = f", {rep.side.value}" if rep.side is not None else ""
    return f"Rep {number}{side}, {corrections.rep_words(session, number)}"


def session_label(session: Session) -> str:
    """Return what a session is called in a list of sessions to compare."""
    return f"{session.created[:16].replace('T', ' ')} {drill_title(session.drill)}"


def best_rep(session: Session) -> int | None:
    """Return the number of the clean rep that went furthest, ``None`` if none is clean."""
    if session.drill is None:
        return None
    ranked_by = DEFINITIONS[session.drill].headlines[0]
    sizes: list[tuple[float, int]] = []
    for number, rep in enumerate(session.reps, 1):
        measure = rep.measures.get(ranked_by)
        if rep.result is RepResult.CLEAN:
            sizes.append((measure.value if isinstance(measure, Estimate) else 0.0, -number))
    return -max(sizes)[1] if sizes else None


def differences(drill: Drill, one: Rep, other: Rep) -> tuple[str, ...]:
    """Return how the peaks of two reps differ, measure by measure, with a conclusion.

    Parameters
    ----------
    drill
        The drill of both; it says which measures are compared.
    one, other
        The reps; what counts is how the second differs from the first.
    """
    definition = DEFINITIONS[drill]
    return tuple(
        f"{measure_label(name)}: {_difference(name, one, other)}."
        for name in (*definition.hip_measures, *definition.spine_measures)
    )


def _difference(name: str, one: Rep, other: Rep) -> str:
    peaks = [rep.measures.get(name) for rep in (one, other)]
    seen = [peak for peak in peaks if isinstance(peak, Estimate)]
    if len(seen) < 2:
        return "cannot be compared, not seen in both"
    return difference(name, [minus(*seen)], "B").text


def _resampled(share: NDArray[np.float64], table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Interpolate each column at 0..1, leaving gaps of more than a few frames open."""
    at = np.linspace(0.0, 1.0, CURVE_POINTS)
    seen = np.isfinite(table[:, 0]) if len(table) else np.zeros(0, bool)
    if seen.sum() < 2:
        return np.full((CURVE_POINTS, 3), np.nan)
    known = share[seen]
    resampled = np.column_stack([np.interp(at, known, table[seen, column]) for column in range(3)])
    nearest = np.abs(at[:, None] - known[None, :]).min(axis=1)
    resampled[nearest > 0.08] = np.nan
    return resampled


def frame_at(times_s: NDArray[np.float64], t_s: float) -> int | None:
    """Return the number (from 0) of the result that is shown at a time, ``None`` outside of them.

    Parameters
    ----------
    times_s
        Times of the results, shape (frames,), increasing.
    t_s
        Time in the video.
    """
    if not len(times_s):
        return None
    place = int(np.searchsorted(times_s, t_s + 0.002)) - 1
    if place < 0 or t_s > times_s[-1] + 0.5:
        return None
    return place


def labels(session: Session) -> Sequence[str]:
    """Return the names of all reps."""
    return [rep_label(session, number) for number in range(1, len(session.reps) + 1)]
