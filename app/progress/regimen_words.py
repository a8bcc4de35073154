"""Progress against a person's own plan: what it asks for, what is done, which targets are met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.practice.plan import amount_words
from app.practice.today import exercise_title, week_words
from app.session.words import format_measure, format_number, measure_label, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.practice.today import Today
    from app.trends.progress import Course, Progress
    from drills.core.definition import Band
    from drills.prescription import Work
    from drills.regimen import Exercise, Regimen
    from vision.datatypes import Estimate

BEYOND_IS_FINE = "Going further is fine as long as there is no warning."
BEYOND_IS_NOT = "Stop at the upper end: going further is not the aim."
_CLOSE = ", too close to call"


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise of a plan: what it is, how much, what is done today, and each target.

    ``beyond`` says whether going beyond the targets is good, "" without targets.
    """

    title: str
    dose: str
    today: str
    targets: tuple[str, ...]
    beyond: str

    @property
    def head(self) -> str:
        """What is asked for, and what is done of it today."""
        return f"{self.title}: {self.dose}. {self.today}"


def exercise_lines(today: Today, progress: Progress) -> tuple[ExerciseLine, ...]:
    """Return every exercise of a plan with the results of the person's sessions.

    Parameters
    ----------
    today
        The plan, and what was done today.
    progress
        The person's progress: each target is compared with the newest session.
    """
    regimen = today.regimen
    return tuple(
        ExerciseLine(
            exercise_title(exercise),
            amount_words(exercise.asked(today.goal)),
            _today_words(work),
            tuple(_target_lines(regimen, exercise, today.goal, progress)),
            beyond_words(exercise) if exercise.bands(today.goal) else "",
        )
        for exercise, work in zip(regimen.exercises, today.works, strict=True)
    )


def plan_head(today: Today) -> str:
    """Return the plan in one line: the week, and the note to the person."""
    note = f" {today.regimen.note}" if today.regimen.note else ""
    return f"{week_words(today).capitalize()}.{note}"


def against(value: Estimate, band: Band) -> str:
    """Say where a value lies against a band; too close to call if its interval crosses an edge.

    Parameters
    ----------
    value
        A value with its interval.
    band
        The target of the same measure, in the same unit.
    """
    if value.value < band.least:
        return f"below{_CLOSE if value.high >= band.least else ''}"
    if value.value > band.most:
        return f"beyond{_CLOSE if value.low <= band.most else ''}"
    is_sure = value.low >= band.least and value.high <= band.most
    return f"within{'' if is_sure else _CLOSE}"


def beyond_words(exercise: Exercise) -> str:
    """Say whether going beyond the targets of an exercise is good."""
    return BEYOND_IS_FINE if exercise.beyond else BEYOND_IS_NOT


def _today_words(work: Work) -> str:
    asked = work.asked
    done = [(side, work.sets(side)) for side in asked.sides]
    if all(sets >= asked.sets for _, sets in done):
        return "Done today."
    if not any(work.full(side) for side in asked.sides):
        return "Not done today."
    counted = [
        f"{sets} of {asked.sets}" + ("" if side is None else f" on the {side.value}")
        for side, sets in done
    ]
    return f"Sets today: {', '.join(counted)}."


def _target_lines(
    regimen: Regimen, exercise: Exercise, goal: str, progress: Progress
) -> Iterator[str]:
    courses = [
        course
        for course in progress.courses
        if regimen.exercise(course.drill, course.level) is exercise
    ]
    for band in exercise.bands(goal):
        asked = (
            f"band {format_number(band.measure, band.least)} to "
            f"{format_number(band.measure, band.most)}{unit(band.measure)}"
        )
        lines = [line for course in courses for line in _measured(course, band, asked)]
        yield from lines or [f"{measure_label(band.measure)}: not measured yet, {asked}"]


def _measured(course: Course, band: Band, asked: str) -> Iterator[str]:
    """Say where the best clean rep of the newest session lies."""
    for trend in course.trends:
        if trend.measure == band.measure:
            newest = trend.best[-1].value
            yield (
                f"{measure_label(band.measure)}, {course.side}: "
                f"{format_measure(band.measure, newest)}, {asked}: {against(newest, band)}"
            )
