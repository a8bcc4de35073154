"""Two reps side by side, kept in step by the phase of the rep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.review.review_model import best_rep, labels, rep_label, session_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.review.job import Analysis
    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store import Store
    from drills.core.events import Drill, Rep

KEPT_TO_COMPARE = 12
AT_PEAK = 0.5
"""The phase of the peak: the way out is the first half of a rep, the way back the second."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A source of reps; without a ``path``, its video was not kept."""

    session: Session
    series: AngleSeries
    path: Path | None = None
    results: tuple[FrameResult, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A rep that can be chosen."""

    recording: Recording
    number: int
    words: str

    @property
    def rep(self) -> Rep:
        """The rep."""
        return self.recording.session.reps[self.number - 1]

    def at_s(self, phase: float) -> float:
        """Return the time of a phase (0 start, `AT_PEAK` peak, 1 end)."""
        rep = self.rep
        if phase <= AT_PEAK:
            return rep.start_s + (rep.peak_s - rep.start_s) * phase / AT_PEAK
        return rep.peak_s + (rep.end_s - rep.peak_s) * (phase - AT_PEAK) / (1 - AT_PEAK)

    def share_at(self, phase: float) -> float:
        """Return the share (0..1) of the rep's time that has passed at a phase."""
        length_s = max(1e-6, self.rep.end_s - self.rep.start_s)
        return (self.at_s(phase) - self.rep.start_s) / length_s


def of_analysis(analysis: Analysis, name: str = "") -> Recording:
    """Return an analysis as a source of reps.

    Parameters
    ----------
    analysis
        The analysis.
    name
        What the list of reps calls it; "" for the clip on show.
    """
    return Recording(
        analysis.session, analysis.series, analysis.request.path, analysis.results, name
    )


def kept_recordings(open_store: Callable[[], Store], drill: Drill | None) -> list[Recording]:
    """Return the newest stored sessions of a drill that have their angles.

    Parameters
    ----------
    open_store
        Opens the store.
    drill
        Which drill; ``None`` for all.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with open_store() as store:
        rows = store.sessions(drill=drill, limit=KEPT_TO_COMPARE)
        stored = [
            (store.session(row.id), store.series(row.id), store.video(row.id)) for row in rows
        ]
    return [
        Recording(session, series, video, name=session_label(session))
        for session, series, video in stored
        if series is not None
    ]


def candidates(
    clip: Recording, opened: Sequence[Recording], kept: Sequence[Recording]
) -> tuple[Candidate, ...]:
    """Return the reps that can be compared: those of the same drill, since their phases match.

    Parameters
    ----------
    clip
        The clip on show; all of its reps come first.
    opened
        Other open videos, with all of their reps.
    kept
        Stored sessions, each with its best rep only.
    """
    choices = [Candidate(clip, n, words) for n, words in enumerate(labels(clip.session), 1)]
    for other in (*opened, *kept):
        if other.session.drill is not clip.session.drill or not other.session.reps:
            continue
        best = best_rep(other.session) or 1
        numbers = [best] if other in kept else range(1, len(other.session.reps) + 1)
        for number in numbers:
            words = f"{other.name}: {rep_label(other.session, number).lower()}"
            choices.append(Candidate(other, number, words))
    return tuple(choices)


def phase_words(phase: float, one: Candidate, other: Candidate) -> str:
    """Return the phase of two reps in words, with the time of each.

    Parameters
    ----------
    phase
        0 at the start, `AT_PEAK` at the peak, 1 at the end.
    one, other
        The reps, called A and B.
    """
    if phase <= AT_PEAK:
        where = f"{200 * phase:.0f} % of the way out"
    else:
        where = f"{200 * (phase - AT_PEAK):.0f} % of the way back"
    times = (f"{name} at {rep.at_s(phase):.1f} s" for name, rep in (("A", one), ("B", other)))
    return f"{where}: {', '.join(times)}"


def length_s(one: Candidate, other: Candidate) -> float:
    """Return how long the reps play side by side: as long as the longer one.

    Parameters
    ----------
    one, other
        The reps.
    """
    return max(0.2, *(rep.rep.end_s - rep.rep.start_s for rep in (one, other)))
