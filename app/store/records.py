"""What the store holds, as frozen values."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core.events import Counts, Drill, RepResult
from vision.datatypes import Estimate, Side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from drills.core.events import Rep

ALIAS_LENGTH = 80
_JOINERS = "\u200c\u200d"
_UNSEEN = (*_JOINERS, "\ufe0e", "\ufe0f")
"""Joiners, and what chooses between the drawings of a character."""
Still = tuple[int, bytes]
"""The number of a rep and its picture (JPEG)."""
NOBODY = ""
"""In place of a name: the sessions without one are meant."""
BIN_DAYS = 30
"""How long a deleted session can be restored."""
PAIN_SCALE = (0, 10)
"""Numeric rating scale: 0 no pain, 10 the worst imaginable."""


class SessionState(StrEnum):
    """How far a session got.

    Under way; ended; a video that was stopped before its end; found unfinished and closed later.
    """

    OPEN = "open"
    FINISHED = "finished"
    STOPPED = "stopped"
    RECOVERED = "recovered"


class StopReason(StrEnum):
    """Why a set ended, in the person's words."""

    DONE = "done"
    TIRED = "tired"
    PAIN = "pain"
    PINCHING = "pinching"
    INTERRUPTED = "interrupted"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with sessions; ``alias`` is any name, not necessarily the real one."""

    alias: str
    goal: str = "everyday"
    notes: str = ""
    created: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """A person's zero of hip flexion, and the session that saw it (``created`` as in its file)."""

    deg: float
    created: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """A session as corrected by hand: level and tallies, ``None`` where nothing was corrected.

    ``program_level`` is the level that the program saw.
    """

    level: str | None = None
    counts: Counts | None = None
    program_level: str | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A row of the history; ``created`` is ISO 8601 with zone as in session.json."""

    id: str
    created: str
    person: str | None
    goal: str
    drill: Drill | None
    level: str | None
    side: str | None
    view: str
    counts: Counts
    duration_s: float
    source_kind: str
    source_name: str
    state: SessionState
    model_sha256: str
    pain: int | None = None
    stop_reason: StopReason | None = None
    by_hand: ByHand = ByHand()
    binned_utc_s: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetNote:
    """What a person says about a set: pain 0..10 (numeric rating scale), why it ended, a text."""

    pain: int | None = None
    stop_reason: StopReason | None = None
    text: str = ""
    created: str = ""

    def __post_init__(self) -> None:
        if self.pain is not None and not PAIN_SCALE[0] <= self.pain <= PAIN_SCALE[1]:
            raise ValueError(f"pain is rated 0 to 10, not {self.pain}")


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """A measure over the clean reps of one side of a session.

    ``mean`` has the mean of the bounds as its interval: the errors of reps seen by one camera
    within a minute are not independent, so that repeating does not narrow it (our rule).
    """

    best: Estimate
    mean: Estimate
    reps: int


@dataclass(frozen=True, slots=True)
class SideSummary:
    """One side of a session; ``tempo_s`` is the mean duration of its full reps and their span."""

    counts: Counts
    tempo_s: Estimate | None = None
    measures: Mapping[str, MeasureSummary] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session, as corrected, for the figures of progress; ``sides`` holds those with reps."""

    id: str
    created: datetime
    drill: Drill
    level: str | None
    view: str
    model_sha256: str
    counts: Counts
    sides: Mapping[Side, SideSummary]
    pain: int | None = None


def clean_alias(text: str) -> str:
    """Return a name fit to be stored: one line, no invisible characters, at most 80 characters.

    Letters are composed (NFC). Joiners, which some scripts and pictures need, are kept inside the
    name; marks of direction, soft hyphens and the like, which come along from other programs, are
    not.

    Raises
    ------
    ValueError
        If nothing is left of it.
    """
    alias = _as_stored(text)
    if not alias:
        raise ValueError("a person needs a name of at least one visible character")
    return alias


def person_key(text: str) -> str:
    """Return what is the same of a name however it is typed: accents, capital letters, spaces.

    It is of the name as it is stored, so that a name is found by what was typed at first.
    """
    seen = "".join(c for c in _as_stored(text) if c not in _UNSEEN)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())


def _as_stored(text: str) -> str:
    spaced = "".join(_kept(c) for c in text)
    composed = unicodedata.normalize("NFC", " ".join(spaced.split()))
    return composed[:ALIAS_LENGTH].strip(f" {_JOINERS}")


def _kept(character: str) -> str:
    """Return what is stored of a character; one that is unknown here may be of a newer script."""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return character if character in _JOINERS else ""
    return " " if kind[0] == "Z" or kind in ("Cc", "Cs") else character


def summary_of_reps(reps: Sequence[Rep]) -> SideSummary:
    """Return the summary of the reps of one side."""
    counts = Counts()
    for rep in reps:
        counts = counts.plus(rep.result)
    full_s = [rep.end_s - rep.start_s for rep in reps if rep.result is not RepResult.PARTIAL]
    tempo_s = Estimate(sum(full_s) / len(full_s), min(full_s), max(full_s)) if full_s else None
    estimates: dict[str, list[Estimate]] = {}
    for rep in reps:
        for name, measure in rep.measures.items() if rep.result is RepResult.CLEAN else ():
            if isinstance(measure, Estimate):
                estimates.setdefault(name, []).append(measure)
    measures = {name: _measure_summary(values) for name, values in estimates.items()}
    return SideSummary(counts, tempo_s, measures)


def _measure_summary(values: Sequence[Estimate]) -> MeasureSummary:
    value, low, high = (
        sum(getattr(peak, part) for peak in values) / len(values)
        for part in ("value", "low", "high")
    )
    best = max(values, key=lambda peak: peak.value)
    return MeasureSummary(best, Estimate(value, low, high), len(values))
