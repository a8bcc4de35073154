"""Corrections made by hand to a reviewed video, stored with its session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from app.review.drawing import board_from
from app.review.job import LATEST_FIRST_S, earlier
from app.session import corrections
from app.session.corrections import Corrections, Verdict
from app.session.words import RESULT_MARKS, isolated, level_title, result_words
from app.store import StoreError, StoreTrouble
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.review.job import Analysis
    from app.session.model import Session
    from app.store import Store

VERDICT_MARKS = {
    **{Verdict(result.value): mark for result, mark in RESULT_MARKS.items()},
    Verdict.NOT_A_REP: "✕",
}
VERDICTS: tuple[tuple[Verdict, str], ...] = tuple(
    (verdict, f"{mark}  {corrections.verdict_words(verdict).capitalize()}")
    for verdict, mark in VERDICT_MARKS.items()
)


def _with_corrections(analysis: Analysis, said: Corrections) -> Analysis:
    return replace(analysis, session=replace(analysis.session, corrected=said))


def said_now(analysis: Analysis, said: Corrections) -> Analysis:
    """Return the analysis with other corrections, stamped with the present time.

    Parameters
    ----------
    analysis
        The analysis, whose own corrections are replaced.
    said
        All corrections of its session.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return _with_corrections(analysis, replace(said, changed=now))


def levels_of(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the levels of the drill, each with its words; none if it has no levels."""
    if session.drill is None:
        return ()
    return tuple((str(name), level_title(name)) for name in DEFINITIONS[session.drill].levels)


def history_words(session: Session) -> str:
    """Name the history that a session belongs to: "the history of Ann"."""
    return f"the history of {isolated(session.person)}" if session.person else "the history"


def rep_in_hand(session: Session, t_s: float) -> int | None:
    """Return the number of the rep to correct, ``None`` without reps.

    Parameters
    ----------
    session
        The session on show.
    t_s
        Time in the video: the rep at that time, or the one before it, or the first.
    """
    begun = [number for number, rep in enumerate(session.reps, 1) if rep.start_s <= t_s + 1e-6]
    return begun[-1] if begun else (1 if session.reps else None)


def rep_line(session: Session, number: int) -> str:
    """Return which rep is being corrected, and the program's verdict on it.

    Parameters
    ----------
    session
        The session on show.
    number
        Number of the rep, from 1.
    """
    result = session.reps[number - 1].result
    return f"Rep {number} of {len(session.reps)}  ·  program: {result_words(result)}"


def place_line(analysis: Analysis, lost: tuple[int, ...] = ()) -> str:
    """Return a sentence on where the corrections are stored.

    Parameters
    ----------
    analysis
        The analysis on show; it knows whether its session is in the history.
    lost
        Numbers of corrected reps that the stored session does not have.
    """
    if analysis.stored is None:
        return (
            "Saved with Report and data, or with Add to the history. Otherwise it is lost when the "
            "window is closed."
        )
    if lost:
        some = "rep " + " and ".join(str(number) for number in lost)
        return (
            f"Stored with the session, except for {some}, which the stored session does not have: "
            "Add to the history replaces it with this analysis."
        )
    return "Stored with the session in the history."


def recalled(analysis: Analysis, open_store: Callable[[], Store]) -> Analysis:
    """Return an analysis with the stored session of its video, its corrections and its drawings.

    Parameters
    ----------
    analysis
        The new analysis; it is returned unchanged if its video is not in the store.
    open_store
        Opens the store; one that cannot be read counts as empty.
    """
    kept = analysis.request.kept
    try:
        with open_store() as store:
            if kept is None:
                stored = store.earlier_analysis(analysis.session)
            else:
                stored = _in_time_of_video(store, kept.session.id)
            drawn = [] if stored is None else store.drawings(stored.id)
    except StoreError:
        return analysis
    if stored is None:
        return analysis
    analysis = replace(analysis, stored=stored, board=board_from(drawn))
    if stored.corrected is None:
        return analysis
    said, _ = corrections.carried(stored.corrected, stored.reps, analysis.session.reps)
    return _with_corrections(analysis, said)


def _in_time_of_video(store: Store, session_id: str) -> Session:
    """Return a stored session with its times counted from the first frame of its video."""
    session, series = store.session(session_id), store.series(session_id)
    first_s = float(series.t_s[0]) if series is not None and len(series.t_s) else 0.0
    return earlier(session, first_s) if 0.0 < first_s <= LATEST_FIRST_S else session


def from_before(analysis: Analysis, before: Analysis | None) -> tuple[Analysis, tuple[int, ...]]:
    """Take over the corrections of the previous analysis of the same video.

    Parameters
    ----------
    analysis
        The new analysis.
    before
        The previous one; that of another video is ignored.

    Returns
    -------
    analysis, lost
        The analysis with the corrections, and the numbers of the corrected reps that it does not
        have.
    """
    if before is None or before.request.path != analysis.request.path:
        return analysis, ()
    if before.session.corrected is None:
        return analysis, ()
    said, lost = corrections.carried(
        before.session.corrected, before.session.reps, analysis.session.reps
    )
    return _with_corrections(analysis, said), lost


def lost_line(lost: tuple[int, ...]) -> str:
    """Say that corrections are gone because their reps are."""
    numbers = ", ".join(str(number) for number in lost)
    return f"The correction of rep {numbers} is gone: the new analysis has no such rep."


def put_into_store(store: Store, analysis: Analysis) -> tuple[int, ...]:
    """Store the corrections with the session; return the reps that the session does not have.

    Earlier corrections of reps that this analysis does not have are kept.

    Parameters
    ----------
    store
        The open store.
    analysis
        The analysis with its corrections.

    Raises
    ------
    StoreError
        If the session is gone, or the store cannot be written to.
    """
    if analysis.stored is None:
        raise StoreError(
            StoreTrouble.NOT_FOUND, "this video is not in the history", "add it to the history"
        )
    row = store.row(analysis.stored.id)
    stored, reps = store.session(row.id), analysis.session.reps
    before, its_reps = corrections.of(stored), stored.reps
    if analysis.request.kept is not None:
        its_reps = _in_time_of_video(store, row.id).reps
    said, lost = corrections.carried(corrections.of(analysis.session), reps, its_reps)
    _, elsewhere = corrections.carried(before, its_reps, reps)
    for number in elsewhere:
        said = said.with_rep(before.of(number))
    store.save(replace(stored, corrected=said), store.series(row.id), row.state)
    return lost
