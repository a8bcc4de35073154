"""What the page of progress says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.progress.page_model import adherence_words
from app.trends.adherence import Adherence, Dose
from drills.core.events import Counts


def practised(number: int) -> Adherence:
    dose = Dose(7, number, number, Counts(clean=number))
    return Adherence(number, number, None, None, number, number, 0, dose, replace(dose, days=28))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ("days in a row", "days in the last 7", "reps in the last 7 days", "sessions in all")),
        (1, ("day in a row", "day in the last 7", "rep in the last 7 days", "session in all")),
        (2, ("days in a row", "days in the last 7", "reps in the last 7 days", "sessions in all")),
    ],
)
def test_one_is_no_plural(number: int, words: tuple[str, ...]) -> None:
    said = adherence_words(practised(number))
    assert [figure for figure, _ in said] == [str(number)] * 4
    assert tuple(what for _, what in said) == words
