"""What is said when: one cue at a time, at least 4 s apart, never twice within a rep.

The rule is that of docs/measures.md, section 5. Counting aloud and the words of the ready gate are
not cues and keep their own pace; a cue that is due waits until nothing else is being said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CUE_APART_S = 4.0
CUE_STALE_S = 2.0
"""A cue that could not be given for this long is dropped: it would be about the past."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A message to the person. ``key`` identifies it; a lower ``rank`` goes first."""

    key: str
    words: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A cue that could not be given at once, and since when it waits."""

    cue: Cue
    since_s: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a cue was last given, which ones were given in this rep, and which are waiting."""

    last_s: float | None = None
    given: frozenset[str] = frozenset()
    waiting: tuple[Waiting, ...] = ()


def offer(schedule: Schedule, cue: Cue, now_s: float) -> Schedule:
    """Queue a cue, unless it was given in this rep or is waiting already.

    Parameters
    ----------
    schedule
        The schedule so far.
    cue
        The cue; two with the same key are the same.
    now_s
        The time of the set; the cue waits from then on.
    """
    if cue.key in schedule.given or any(waiting.cue.key == cue.key for waiting in schedule.waiting):
        return schedule
    return replace(schedule, waiting=(*schedule.waiting, Waiting(cue, now_s)))


def next_cue(schedule: Schedule, now_s: float) -> tuple[Schedule, Cue | None]:
    """Return the schedule from now on, and the cue to give now, ``None`` if none is due.

    Parameters
    ----------
    schedule
        The schedule so far.
    now_s
        The time of the set.
    """
    fresh = tuple(waiting for waiting in schedule.waiting if now_s - waiting.since_s <= CUE_STALE_S)
    schedule = replace(schedule, waiting=fresh)
    too_soon = schedule.last_s is not None and now_s - schedule.last_s < CUE_APART_S
    if too_soon or not fresh:
        return schedule, None
    chosen = min(fresh, key=lambda waiting: (waiting.cue.rank, waiting.since_s)).cue
    left = tuple(waiting for waiting in fresh if waiting.cue.key != chosen.key)
    return Schedule(now_s, schedule.given | {chosen.key}, left), chosen


def withdraw(schedule: Schedule, key: str) -> Schedule:
    """Remove a cue that no longer applies.

    Parameters
    ----------
    schedule
        The schedule so far.
    key
        Key of the cue; one that is not waiting changes nothing.
    """
    left = tuple(waiting for waiting in schedule.waiting if waiting.cue.key != key)
    return replace(schedule, waiting=left)


def new_rep(schedule: Schedule) -> Schedule:
    """Begin another rep: everything may be said again."""
    return replace(schedule, given=frozenset(), waiting=())
