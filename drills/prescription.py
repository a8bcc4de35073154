"""How much to do, what is next, and when to move to the next level. Pure.

A `Prescription` is a dose for one drill and level. `Work` tracks it from the events of a session:
full reps (clean, compensated or unjudged) are work done, partial ones are not. A next level is only
suggested from clean reps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drills.core.definition import Dose, Goal, Tempo
from drills.core.events import Counts, RepCompleted
from drills.registry import DEFINITIONS
from vision.datatypes import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drills.core.events import Drill, Event, Rep

CLEAN_SHARE = 0.8
"""Share of all reps of the session that must be clean for the next level: one slip in five is a
part of learning (our rule)."""
TROUBLE_SHARE = 0.5
"""With this share of the judged reps compensated, the person goes one level back: the fault is
practised as much as the drill (our rule)."""
REST = "Rest"
"""First word of a sentence on the pause before the next set."""
TEMPO_SLACK = 0.35
"""A way that differs from what was asked by more than this share is called faster or slower: a
second in three (our rule)."""


@dataclass(frozen=True, slots=True)
class Prescription:
    """The dose of a session; ``sides`` is ``(None,)`` for a drill without sides."""

    drill: Drill
    sets: int
    reps: int
    tempo: Tempo
    rest_s: float
    sides: tuple[Side | None, ...]
    level: str | None = None
    source: str = ""


def prescription(
    drill: Drill,
    goal: Goal = Goal.EVERYDAY,
    level: str | None = None,
    *,
    sets: int | None = None,
    reps: int | None = None,
    side: Side | None = None,
) -> Prescription:
    """Return the dose of a goal, with some parts replaced.

    Parameters
    ----------
    drill, goal
        They determine the dose; a drill without one for the goal uses that for everyday.
    level
        The level to do, if any.
    sets, reps
        Replace those of the dose unless ``None``.
    side
        Only this side; ``None``: every side that the dose asks for.

    Raises
    ------
    ValueError
        If sets or reps are below 1.
    """
    doses = DEFINITIONS[drill].doses
    dose: Dose = doses.get(goal, doses[Goal.EVERYDAY])
    sets, reps = dose.sets if sets is None else sets, dose.reps if reps is None else reps
    if sets < 1 or reps < 1:
        raise ValueError(
            f"cannot prescribe {sets} sets of {reps} reps: ask for at least one of each"
        )
    sides: tuple[Side | None, ...] = tuple(Side) if dose.each_side else (None,)
    if side is not None and dose.each_side:
        sides = (side,)
    return Prescription(drill, sets, reps, dose.tempo, dose.rest_s, sides, level, dose.source)


@dataclass(frozen=True, slots=True)
class Work:
    """What is ``asked``, what was ``done`` so far by side, and the side of the ``last`` rep."""

    asked: Prescription
    done: Mapping[Side | None, Counts] = field(default_factory=dict)
    last: Side | None = None

    def full(self, side: Side | None) -> int:
        """Return the full reps of a side."""
        return self.done.get(side, Counts()).full

    def sets(self, side: Side | None) -> int:
        """Return the finished sets of a side."""
        return min(self.asked.sets, self.full(side) // self.asked.reps)


def after(work: Work, event: Event) -> Work:
    """Return the work after one event of the session.

    Parameters
    ----------
    work
        The work so far.
    event
        Any event; only completed reps count.
    """
    return plus(work, event.rep) if isinstance(event, RepCompleted) else work


def plus(work: Work, rep: Rep) -> Work:
    """Return the work after one counted rep.

    Parameters
    ----------
    work
        The work so far.
    rep
        A rep; one of a side that is not asked for is ignored.
    """
    side = None if work.asked.sides == (None,) else rep.side
    if side not in work.asked.sides:
        return work
    counts = work.done.get(side, Counts()).plus(rep.result)
    return replace(work, done={**work.done, side: counts}, last=side)


def work_of(asked: Prescription, reps: Iterable[Rep]) -> Work:
    """Return the work of a finished session.

    Parameters
    ----------
    asked
        The dose.
    reps
        The reps in order.
    """
    work = Work(asked)
    for rep in reps:
        work = plus(work, rep)
    return work


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: on which side, and in a sentence."""

    is_done: bool
    side: Side | None
    text: str


def what_next(work: Work) -> Next:
    """Return what is next, in one sentence, or that the work is done.

    A set in progress is finished first; otherwise the side with fewer sets is next.
    """
    asked = work.asked
    open_sides = [side for side in asked.sides if work.sets(side) < asked.sets]
    if not open_sides:
        return Next(True, None, "All sets are done.")
    begun = [side for side in open_sides if work.full(side) % asked.reps]
    side = work.last if work.last in begun else _first(begun) or min(open_sides, key=work.sets)
    number, made = work.sets(side) + 1, work.full(side) % asked.reps
    left = asked.reps - made
    is_rest = made == 0 and any(work.full(any_side) for any_side in asked.sides)
    return Next(False, side, _sentence(asked, side, number, left, is_rest))


def _first(sides: list[Side | None]) -> Side | None:
    return sides[0] if sides else None


def _sentence(asked: Prescription, side: Side | None, number: int, left: int, rest: bool) -> str:
    who = "" if side is None else f", {side} side"
    reps = f"{left} rep{'s' * (left != 1)} to go"
    pause = f"{REST} {asked.rest_s:.0f} seconds. Then set" if rest else "Set"
    return f"{pause} {number} of {asked.sets}{who}: {reps}."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which level to do next time, and why; ``level`` is ``None`` if the drill has none."""

    level: str | None
    text: str


def suggestion(work: Work, level: str | None) -> Suggestion:
    """Return the level for the next session; only clean reps raise it.

    It is one level up if every side has as many clean reps as one set asks for and four fifths of
    all its reps were clean; one level down if half of the judged reps of a side were compensated.
    Unjudged reps never raise the level: what was not seen is not clean.

    Parameters
    ----------
    work
        The work of the session.
    level
        The level it was done at; ``None`` if that is unknown: then none is suggested.
    """
    levels = tuple(DEFINITIONS[work.asked.drill].levels)
    if level not in levels:
        return Suggestion(level, "The level was not seen, so none is suggested.")
    at = levels.index(level)
    tallies = [work.done.get(side, Counts()) for side in work.asked.sides]
    if any(_in_trouble(t, work.asked.reps) for t in tallies) and at > 0:
        return Suggestion(
            levels[at - 1], "Half of the reps or more were compensated: go one level back."
        )
    if not all(_is_mastered(t, work.asked.reps) for t in tallies):
        return Suggestion(level, _stay_words(tallies))
    if at + 1 == len(levels):
        return Suggestion(level, "This is the hardest level: add range or slow down.")
    return Suggestion(levels[at + 1], "A whole set was clean: try the next level.")


def _stay_words(tallies: list[Counts]) -> str:
    unjudged = sum(counts.unjudged for counts in tallies)
    words = "Stay at this level until a whole set is clean."
    if not unjudged:
        return words
    reps = "1 rep" if unjudged == 1 else f"{unjudged} reps"
    return f"{words} {reps} could not be judged, and only reps that were seen count as clean."


def _is_mastered(counts: Counts, reps: int) -> bool:
    return counts.clean >= reps and counts.clean >= CLEAN_SHARE * counts.total


def _in_trouble(counts: Counts, reps: int) -> bool:
    judged = counts.clean + counts.compensated
    return judged >= min(3, reps) and counts.compensated >= TROUBLE_SHARE * judged


def tempo_words(timing: Mapping[str, float], tempo: Tempo) -> str:
    """Return how the tempo of a rep differs from what was asked.

    Parameters
    ----------
    timing
        Durations of the rep in s, see `drills.core.events.Rep`.
    tempo
        The tempo asked for.

    Returns
    -------
    str
        Empty if the tempo was kept or is unknown.
    """
    parts = []
    for key, words, asked_s in (("out_s", "out", tempo.out_s), ("back_s", "back", tempo.back_s)):
        took_s = timing.get(key)
        if took_s is None or abs(took_s - asked_s) <= TEMPO_SLACK * asked_s:
            continue
        pace = "faster" if took_s < asked_s else "slower"
        parts.append(f"{words} {pace} than asked ({took_s:.1f} s of {asked_s:.1f} s)")
    return "; ".join(parts)
