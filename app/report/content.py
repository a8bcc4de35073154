"""What a report of a session says: a page for the person, a page for the clinician.

Nothing here measures: every figure comes from the session, or is absent with its reason. The PDF
and the HTML page set the same document.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.report.context import ReportContext
from app.report.faults import not_seen, warning_table, why_not_clean
from app.report.goals import goal_lines
from app.report.method import LIMITS, RULE, definitions, method
from app.report.phrases import clipped, counted, shortened
from app.report.plots.bars import reps_plot
from app.report.plots.course import course_plot
from app.report.plots.goals import goals_plot
from app.report.plots.style import RESULT_COLOURS, RESULT_GLYPHS
from app.report.plots.svg import FULL_MM
from app.report.ranges import range_table
from app.report.typeset.document import (
    Bullets,
    Columns,
    Document,
    Facts,
    Notice,
    Page,
    Photo,
    Section,
    Tallies,
    Tally,
    Terms,
    Text,
)
from app.session import corrections, words
from drills.core.events import Drill, RepResult
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from app.report.typeset.document import Block
    from app.session.model import Session
    from app.session.series import AngleSeries

OVER = "Hip Drill report"
_PHOTO_SHARE = 0.36
_WHO = ("Name", "Recorded", "Level", "Side")
"""The facts that are repeated on the clinician's page."""
_INTERVAL = (
    "The figures in brackets are the 90 % interval: nine times out of ten, the true value lies "
    "inside it. A wide interval means that this view tells little."
)
_NOTHING_FOUND = (
    "No hip aeroplane, frogger rock or foot lift was recognised in this recording, so nothing was "
    "measured."
)
_TO_TRY = (
    "Film the whole body, head to feet, in steady light and with a camera that does not move. Do "
    "one drill in each recording, and hold the start position still for a moment before you begin."
)


def report(session: Session, series: AngleSeries, context: ReportContext | None = None) -> Document:
    """Return the document of a session, two pages long.

    Parameters
    ----------
    session
        The record.
    series
        Its angles over time.
    context
        What is known from other sessions, and the person's note; ``None``: nothing.

    Returns
    -------
    Document
        A single page if no drill was found.
    """
    drill, around = session.drill, context or ReportContext()
    heading = words.drill_title(drill)
    pages: tuple[Page, ...] = (_nothing_found(session),)
    if drill is not None:
        pages = (
            Page(heading, _for_the_person(session, drill, around), OVER),
            Page(f"{heading}: measurements and method", _for_the_clinician(session, drill, series)),
        )
    return Document(
        title=f"{OVER}: {heading}",
        author=f"Hip Drill {session.program_version}",
        subject="Range of motion of the hip, reps and compensations",
        created=_created_at(session),
        pages=pages,
        footer=(
            f"Hip Drill {session.program_version}, {session.model}, session "
            f"{clipped(session.id)}. {words.NOT_A_DEVICE}"
        ),
    )


def _created_at(session: Session) -> datetime | None:
    """Return when the session was recorded, ``None`` if that is not given in ISO 8601."""
    try:
        return datetime.fromisoformat(session.created)
    except ValueError:
        return None


def _nothing_found(session: Session) -> Page:
    return Page(
        words.drill_title(None),
        (
            _facts(session),
            Text(_NOTHING_FOUND, "strong"),
            Section("How well you could be seen", (Bullets(_notes(session)),)),
            Section("What to try", (Text(_TO_TRY),)),
            _stop_signs(),
        ),
        OVER,
    )


def _facts(session: Session) -> Facts:
    source = session.source
    created = _created_at(session)
    when = session.created if created is None else created.strftime("%Y-%m-%d %H:%M")
    facts = [
        ("Name", session.person or "not given"),
        ("Recorded", when),
        ("Recording", f"{clipped(source.name)} ({source.duration_s:.0f} s)"),
        ("Goal", words.goal_words(session.goal)),
    ]
    if session.level is not None or corrections.of(session).level is not None:
        facts.append(("Level", corrections.level_said(session)))
    if session.drill is not None:
        facts.append(("Side", words.side_words(session.drill, session.side)))
    facts.append(("Filmed from", words.view_words(session.view)))
    return Facts(tuple((name, clipped(fact)) for name, fact in facts))


def _for_the_person(session: Session, drill: Drill, around: ReportContext) -> tuple[Block, ...]:
    own = (*around.said, *((f"Next: {around.next_step}",) if around.next_step else ()))
    return (
        _facts(session),
        Section("Reps", (_tallies(session),), _summary(session)),
        *_listed("Why reps were not clean", why_not_clean(session)),
        *_listed("Corrected by hand", corrections.lines(session)),
        Section(
            "Range without compensation",
            _goals(session, around),
            "Hip movement without compensation. Dot: best value; line: its 90 % interval; green "
            "band: the goal.",
        ),
        Section(
            "Hip and spine in each rep",
            (reps_plot(session, "Hip and spine in each rep"),),
            "The largest values of each rep, which need not come at the same moment. Thin lines: "
            "90 % intervals.",
        ),
        *_listed("Compared with the other side and earlier sessions", around.changes),
        *_listed("About this set", own),
        Section("How to read this", tuple(Text(x) for x in _reading(drill))),
        _stop_signs(),
    )


def _summary(session: Session) -> str:
    total, by_hand = session.counts.total, corrections.tally_said(session)
    remark = f" Tallies {by_hand}. The large figures are the program's." if by_hand else ""
    return f"{counted(total, 'rep')} counted.{remark}" if total else "No rep was counted."


def _tallies(session: Session) -> Tallies:
    return Tallies(
        tuple(
            Tally(
                words.result_words(result),
                session.counts.of(result),
                RESULT_GLYPHS[result],
                RESULT_COLOURS[result],
            )
            for result in RepResult
        )
    )


def _goals(session: Session, around: ReportContext) -> tuple[Block, ...]:
    """Return the results against the goal, and the still of the best clean rep if one was kept."""
    lines = goal_lines(session)
    width_mm = FULL_MM * (1 - _PHOTO_SHARE) - 8 if around.still is not None else FULL_MM
    blocks: list[Block] = [
        goals_plot(lines, "Range without compensation against the goal", width_mm)
    ]
    if lines:
        blocks.append(Bullets(tuple(f"{line.label}: {line.text}" for line in lines)))
    if around.still is None:
        return tuple(blocks)
    number, jpeg = around.still
    photo = Photo(jpeg, f"Best clean rep: rep {number}")
    return (Columns((tuple(blocks), (photo,)), (1 - _PHOTO_SHARE, _PHOTO_SHARE)),)


def _reading(drill: Drill) -> tuple[str, ...]:
    reading = DEFINITIONS[drill].guide.reading
    return (_INTERVAL, reading) if reading else (_INTERVAL,)


def _stop_signs() -> Notice:
    return Notice(f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}")


def _listed(heading: str, items: tuple[str, ...]) -> tuple[Section, ...]:
    """Return a section, or none if there is nothing to list."""
    return (Section(heading, (Bullets(shortened(items)),)),) if items else ()


def _for_the_clinician(session: Session, drill: Drill, series: AngleSeries) -> tuple[Block, ...]:
    warned = warning_table(session)
    seen = Section("How well you could be seen", (Bullets(_notes(session)),))
    how = Section("How it was measured", (Text(method(session)),))
    terms = Section("Terms", (Terms(definitions(session)),))
    return (
        Facts(tuple(fact for fact in _facts(session).items if fact[0] in _WHO)),
        Section(
            "Ranges",
            (range_table(session, drill),),
            "Best of all full reps, clean or not: value (90 % interval).",
        ),
        Section(
            "Hip and spine over time",
            (course_plot(session, series, "Hip and spine over time"),),
            "Shaded bands: 90 % intervals; shaded spans: reps; thick line at the bottom: warnings.",
        ),
        Section("Warnings", (warned or Text("None."),)),
        Columns(((seen, how), (terms,)), (1, 1)),
        Section("Limits", (Bullets((*LIMITS, RULE)),)),
    )


def _notes(session: Session) -> tuple[str, ...]:
    quality = session.quality
    seen = f"The body was in sight for {100 * quality.seen_fraction:.0f} % of the time"
    rejected = quality.rejected_frames
    left_out = f"; {counted(rejected, 'frame')} left out" if rejected else ""
    start = () if quality.calibrated else ("There is no still start position to compare with.",)
    return shortened((f"{seen}{left_out}.", *start, *not_seen(session), *quality.notes))
