"""Corrections made by hand to the program's verdicts: kept beside them, never replacing them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from app.session.words import level_words, result_words, tally_words
from drills.core.events import Counts, RepResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.session.model import Session
    from drills.core.events import Rep

LEAST_SHARED = 0.5
"""Two reps are the same movement if they share this much of the time that both cover together."""


class Verdict(StrEnum):
    """The possible corrections of a rep: one of the four tallies, or not a rep at all."""

    CLEAN = "clean"
    COMPENSATED = "compensated"
    PARTIAL = "partial"
    UNJUDGED = "unjudged"
    NOT_A_REP = "not_a_rep"

    @property
    def result(self) -> RepResult | None:
        """The tally it goes to; ``None`` for what is not a rep."""
        return None if self is Verdict.NOT_A_REP else RepResult(self.value)


@dataclass(frozen=True, slots=True)
class RepCorrection:
    """The correction of one rep; without a ``verdict`` it is a note only."""

    index: Annotated[int, Meta(ge=1)]
    verdict: Verdict | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a session: its level, and its reps in order.

    ``changed`` is the time of the last change, ISO 8601 with zone, "" if unknown.
    """

    level: str | None = None
    level_note: str = ""
    reps: tuple[RepCorrection, ...] = ()
    changed: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was corrected or noted."""
        return self.level is None and not self.level_note and not self.reps

    def of(self, index: int) -> RepCorrection:
        """Return the correction of a rep (from 1); an empty one if there is none."""
        return next((rep for rep in self.reps if rep.index == index), RepCorrection(index))

    def with_rep(self, correction: RepCorrection) -> Corrections:
        """Return the corrections with that of a rep replaced; an empty one removes it."""
        others = [rep for rep in self.reps if rep.index != correction.index]
        if correction.verdict is not None or correction.note:
            others.append(correction)
        return replace(self, reps=tuple(sorted(others, key=lambda rep: rep.index)))

    def with_level(self, level: str | None, note: str = "") -> Corrections:
        """Return the corrections with that of the level replaced.

        Parameters
        ----------
        level
            Its name in session.json; ``None``: the program's level stands.
        note
            Free text.
        """
        return replace(self, level=level, level_note=note)


def of(session: Session) -> Corrections:
    """Return the corrections of a session; empty ones if there are none."""
    return session.corrected or Corrections()


def as_corrected(session: Session) -> Session:
    """Return the session with its corrections applied: for counting, never for storing.

    What was marked as not a rep is left out; ranges stay those that the program measured.
    """
    corrections = of(session)
    reps = []
    for index, rep in enumerate(session.reps, 1):
        verdict = corrections.of(index).verdict
        result = rep.result if verdict is None else verdict.result
        if result is not None:
            reps.append(replace(rep, result=result))
    counts = Counts()
    for rep in reps:
        counts = counts.plus(rep.result)
    has_verdicts = any(correction.verdict is not None for correction in corrections.reps)
    return replace(
        session,
        level=corrections.level or session.level,
        reps=tuple(reps),
        counts=counts if has_verdicts else session.counts,
    )


def carried(
    corrections: Corrections, before: Sequence[Rep], now: Sequence[Rep]
) -> tuple[Corrections, tuple[int, ...]]:
    """Apply corrections to another analysis of the same video.

    A rep keeps its correction if the new analysis has a rep at the same time.

    Parameters
    ----------
    corrections
        The corrections of the earlier analysis.
    before, now
        The reps of the earlier and of the new analysis.

    Returns
    -------
    tuple of Corrections and tuple of int
        The corrections, and the earlier numbers of the reps that no longer exist.
    """
    kept, lost = replace(corrections, reps=()), []
    for correction in corrections.reps:
        own = before[correction.index - 1] if correction.index <= len(before) else None
        shares = [_shared(own, rep) for rep in now] if own is not None else []
        best = max(range(len(shares)), key=shares.__getitem__, default=0)
        if shares and shares[best] >= LEAST_SHARED:
            kept = kept.with_rep(replace(correction, index=best + 1))
        else:
            lost.append(correction.index)
    return kept, tuple(lost)


def _shared(one: Rep, other: Rep) -> float:
    """Return the share of the time covered by either rep that both cover."""
    both_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    all_s = max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
    return both_s / all_s if all_s > 0 else 0.0


# ---------------------------------------------------------------- words


def by_hand_words(by_hand: str, program: str) -> str:
    """Return a correction beside the program's verdict, in words.

    Parameters
    ----------
    by_hand, program
        Both verdicts in words; if they agree, the program is confirmed.
    """
    if by_hand == program:
        return f"confirmed by hand: {by_hand}"
    return f"corrected by hand: {by_hand} (program: {program})"


def verdict_words(verdict: Verdict) -> str:
    """Return what a verdict by hand is called."""
    return "not a rep" if verdict.result is None else result_words(verdict.result)


def rep_words(session: Session, index: int) -> str:
    """Return the verdict on a rep; if it was corrected, both verdicts.

    Parameters
    ----------
    session
        The session that has the rep.
    index
        Number of the rep, from 1.
    """
    program, correction = result_words(session.reps[index - 1].result), of(session).of(index)
    if correction.verdict is None:
        return program
    return by_hand_words(verdict_words(correction.verdict), program)


def level_said(session: Session) -> str:
    """Return the level in words; if it was corrected, both levels."""
    program, by_hand = level_words(session.level), of(session).level
    return program if by_hand is None else by_hand_words(level_words(by_hand), program)


def tally_said(session: Session) -> str | None:
    """Return the tallies with both counts, ``None`` if no verdict was given by hand."""
    if not any(rep.verdict is not None for rep in of(session).reps):
        return None
    return by_hand_words(tally_words(as_corrected(session).counts), tally_words(session.counts))


def lines(session: Session) -> tuple[str, ...]:
    """Return all corrections of a session, one sentence each."""
    corrections = of(session)
    sentences = []
    if corrections.level is not None or corrections.level_note:
        sentences.append(f"Level {_noted(level_said(session), corrections.level_note)}")
    for rep in corrections.reps:
        if rep.index <= len(session.reps):
            sentences.append(f"Rep {rep.index} {_noted(rep_words(session, rep.index), rep.note)}")
    if sentences and corrections.changed:
        sentences.append(f"Last changed on {corrections.changed[:16].replace('T', ' ')}.")
    return tuple(sentences)


def _noted(words: str, note: str) -> str:
    plain = " ".join(note.split())
    return f"{words}. Note: “{plain}”" if plain else f"{words}."
