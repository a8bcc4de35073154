"""How regularly somebody practises: streaks and dose, by days in the person's own zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from drills.core.events import Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.store.records import SessionSummary

WEEK_DAYS = 3
"""Days of practice that make a week count for the streak of weeks (our rule)."""


@dataclass(frozen=True, slots=True)
class Dose:
    """What was done in the last ``days`` days, including today."""

    days: int
    practice_days: int
    sessions: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Adherence:
    """Streaks and dose.

    ``streak_days`` is the run of days with a session that ends today or yesterday,
    ``streak_weeks`` that of weeks (Monday to Sunday) with at least `WEEK_DAYS` such days that
    ends in this week or the last one. ``later`` sessions are dated after the last day and counted
    nowhere else: the clock was wrong when they were made, or is wrong now.
    """

    sessions: int
    practice_days: int
    first: date | None
    last: date | None
    streak_days: int
    longest_days: int
    streak_weeks: int
    week: Dose
    month: Dose
    later: int = 0


def adherence(summaries: Sequence[SessionSummary], today: date) -> Adherence:
    """Return streaks and dose.

    Parameters
    ----------
    summaries
        Sessions of one person.
    today
        The day to count up to; later sessions only count as such.
    """
    past = [summary for summary in summaries if summary.created.date() <= today]
    days = sorted({summary.created.date() for summary in past})
    runs = _runs(days)
    current = runs[-1] if runs and today - runs[-1][-1] <= timedelta(days=1) else []
    return Adherence(
        sessions=len(past),
        practice_days=len(days),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        streak_days=len(current),
        longest_days=max((len(run) for run in runs), default=0),
        streak_weeks=_weeks(days, today),
        week=_dose(past, today, 7),
        month=_dose(past, today, 28),
        later=len(summaries) - len(past),
    )


def _dose(summaries: Iterable[SessionSummary], today: date, days: int) -> Dose:
    """Return what was done in the last ``days`` days, including ``today``."""
    first = today - timedelta(days=days - 1)
    own = [summary for summary in summaries if first <= summary.created.date() <= today]
    counts = sum((summary.counts for summary in own), Counts())
    return Dose(days, len({summary.created.date() for summary in own}), len(own), counts)


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Cut increasing days into runs without a gap."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _weeks(days: Sequence[date], today: date) -> int:
    """Count the weeks in a row that had enough days; the present week may still be too short."""
    monday = today - timedelta(days=today.weekday())

    def is_enough(start: date) -> bool:
        return sum(start <= day < start + timedelta(days=7) for day in days) >= WEEK_DAYS

    count = int(is_enough(monday))
    monday -= timedelta(days=7)
    while is_enough(monday):
        count, monday = count + 1, monday - timedelta(days=7)
    return count
