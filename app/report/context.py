"""What a report says beyond its own recording: earlier sessions, the person's note, the still."""

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
    """What a report adds, in words; ``still`` is the number of the best clean rep and its JPEG."""

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
        The session of the report.

    Raises
    ------
    StoreError
        If the store cannot be read.
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
    """Return the context of a session: earlier sessions and the person's note, in words. Pure.

    Parameters
    ----------
    session
        The session of the report.
    summaries
        Sessions of the same person; other drills and later sessions are left out.
    note
        The person's note on the set.
    still
        Number of the best clean rep and its picture (JPEG).
    regimen
        The person's own plan: for a drill in it, the plan says what is next, not the program.
    """
    own = summary_of(session)
    if own is None:
        return ReportContext(said=_said(note), still=still)
    before = [
        summary
        for summary in summaries
        if summary.drill is own.drill and summary.created <= own.created and summary.id != own.id
    ]
    trends = progress([*before, own], own.created.date(), session.goal)
    steps = [advice.suggestion.text for advice in trends.advice if advice.drill is own.drill]
    if regimen is not None and regimen.has(own.drill):
        steps = [PLAN_IS_NEXT]
    return ReportContext(
        changes=tuple(_changes(trends, own, _if_nothing_before(session, before))),
        said=_said(note),
        next_step=steps[0] if steps else "",
        still=still,
    )


def headline_measures(session_drill: object) -> frozenset[str]:
    """Return the measure that a drill gives for the hip, and those that it has targets for."""
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


def _changes(trends: Progress, own: SessionSummary, nothing_before: str) -> Iterator[str]:
    """Say how the sides differ, then how this session differs from earlier ones."""
    wanted = headline_measures(own.drill)
    for sides in trends.sides:
        between = sides.difference
        if sides.level == own.level and between.measure in wanted and between.delta is not None:
            yield _sentence("left side", between)
    if nothing_before:
        yield nothing_before
        return
    for course in trends.courses:
        if course.level != own.level or course.side not in own.sides:
            continue
        for trend in course.trends:
            if trend.measure in wanted and trend.best[-1].session_id == own.id:
                since = [trend.since_last_four, trend.since_first]
                for change in since[: 1 if len(trend.best) == 2 else 2]:  # two sessions: the same
                    if change.verdict is not Verdict.UNKNOWN:
                        yield _sentence(f"{course.side} side", change)


def _sentence(who: str, difference: Difference) -> str:
    caution = f" ({difference.caution})" if difference.caution else ""
    return f"{measure_label(difference.measure)}, {who}: {difference.text}{caution}."


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
