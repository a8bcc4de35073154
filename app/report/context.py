"""What a report says beyond its own recording: earlier sessions, the person's words, the still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session.words import measure_label
from app.trends.differences import Verdict
from app.trends.progress import progress, summary_of
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.session.model import Session
    from app.store import SessionSummary, SetNote, Store
    from app.trends.differences import Difference
    from app.trends.progress import Progress
    from drills.regimen import Regimen

PLAN_IS_NEXT = "Continue with your plan."
_STOPPED = {
    "done": "the set was finished",
    "tired": "tired",
    "pain": "pain",
    "pinching": "pinching at the front of the hip",
    "interrupted": "interrupted",
    "other": "another reason",
}


@dataclass(frozen=True, slots=True)
class ReportContext:
    """All of it in words; ``still`` is the number of the best clean rep and its picture (JPEG)."""

    changes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    next_step: str = ""
    still: tuple[int, bytes] | None = None


def context_of(store: Store, session: Session) -> ReportContext:
    """Read the context of a session from the store.

    Parameters
    ----------
    store
        The open store.
    session
        The session.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    summaries = () if session.person is None else store.summaries(session.person, session.drill)
    regimen = None if session.person is None else store.regimen(session.person)
    note, still = store.note(session.id), store.still(session.id)
    return context_from(session, summaries, note, still, regimen)


def context_from(
    session: Session,
    summaries: Sequence[SessionSummary] = (),
    note: SetNote | None = None,
    still: tuple[int, bytes] | None = None,
    regimen: Regimen | None = None,
) -> ReportContext:
    """Return the context of a session: earlier sessions and the person's note in words; pure.

    A drill in the person's plan gets no advice of the program: the plan says what is next.
    """
    own = summary_of(session)
    if own is None:
        return ReportContext(said=_said(note), still=still)
    before = [
        summary
        for summary in summaries
        if summary.drill is own.drill and summary.created <= own.created and summary.id != own.id
    ]
    found = progress([*before, own], own.created.date(), session.goal)
    steps = [one.suggestion.text for one in found.advice if one.drill is own.drill]
    if regimen is not None and regimen.has(own.drill):
        steps = [PLAN_IS_NEXT]
    return ReportContext(
        changes=tuple(_changes(found, own, _if_nothing_before(session, before))),
        said=_said(note),
        next_step=steps[0] if steps else "",
        still=still,
    )


def headline_measures(session_drill: object) -> frozenset[str]:
    """Return what the hip gives in a drill, and the measures that it has targets for."""
    for drill, definition in DEFINITIONS.items():
        if drill == session_drill:
            return frozenset((definition.hip_measures[0], *definition.headlines))
    return frozenset()


def _if_nothing_before(session: Session, before: Sequence[SessionSummary]) -> str:
    """Say why a session is not compared with earlier ones, or "" if it is."""
    if session.person is None:
        return "This session has no name, so it cannot be compared with earlier ones."
    if not before:
        return (
            "There is no earlier session of this drill by this person, so no change is known yet."
        )
    return ""


def _changes(found: Progress, own: SessionSummary, nothing_before: str) -> Iterator[str]:
    """Say how the sides differ, then how this session differs from earlier ones."""
    wanted = headline_measures(own.drill)
    for sides in found.sides:
        said = sides.difference
        if sides.level == own.level and said.measure in wanted and said.delta is not None:
            yield _sentence("left side", said)
    if nothing_before:
        yield nothing_before
        return
    for course in found.courses:
        if course.level != own.level or course.side not in own.sides:
            continue
        for trend in course.trends:
            if trend.measure in wanted and trend.best[-1].session_id == own.id:
                since = [trend.since_last_four, trend.since_first]
                for said in since[: 1 if len(trend.best) == 2 else 2]:  # two sessions: the same
                    if said.verdict is not Verdict.UNKNOWN:
                        yield _sentence(f"{course.side} side", said)


def _sentence(who: str, said: Difference) -> str:
    caution = f" ({said.caution})" if said.caution else ""
    return f"{measure_label(said.measure)}, {who}: {said.text}{caution}."


def _said(note: SetNote | None) -> tuple[str, ...]:
    """Return the person's note on the set."""
    if note is None:
        return ()
    lines = []
    if note.pain is not None:
        lines.append(f"Pain: {note.pain} out of 10.")
    if note.stop_reason is not None:
        lines.append(f"Stopped because: {_STOPPED[note.stop_reason.value]}.")
    if note.text:
        lines.append(f"“{' '.join(note.text.split())}”")
    return tuple(lines)
