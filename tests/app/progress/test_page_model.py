"""What the page of progress says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from app.progress.history import row_cells
from app.progress.page_model import adherence_words, delete_question, nothing_yet
from app.store import ByHand, SessionRow, SessionState
from app.trends.adherence import Adherence, Dose, adherence
from app.trends.progress import summary_of
from drills.core.events import Counts, Drill
from tests.store_builders import a_session

if TYPE_CHECKING:
    from app.progress.page_model import Snapshot


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


def test_a_name_from_right_to_left_turns_no_sentence() -> None:
    assert nothing_yet("مريم").startswith("\u2068مريم\u2069 has no sessions yet.")


def test_what_is_deleted_for_good_is_named_and_counted_only_where_it_is_known() -> None:
    def asked(total: int, alias: str | None, of: str | None = "Kim") -> str:
        found = SimpleNamespace(alias=of, total=total, in_bin=())
        words = delete_question(cast("Snapshot", found), alias).partition("?")[0]
        return words.replace("\u2068", "").replace("\u2069", "")

    assert asked(0, "Kim") == "Delete Kim"
    assert asked(1, "Kim").startswith("Delete Kim and 1 session, with videos")
    assert asked(3, "Ada").startswith("Delete Ada and all sessions, with")  # Kim is still shown
    assert asked(2, None, None).startswith("Delete 2 sessions without a name, with")


def test_the_history_says_what_was_corrected_by_hand_beside_the_programs_word() -> None:
    row = SessionRow(
        "a", "2026-01-02T03:04:05+01:00", None, "everyday", Drill.AEROPLANE, "single_leg", "left",
        "front", Counts(2), 40.0, "camera", "camera 0", SessionState.FINISHED, "0" * 64,
    )  # fmt: skip
    assert row_cells(row)[1:3] == ("Hip aeroplane, left, single leg", "2 ✓  0 △  0 –")
    today = date(2026, 1, 2)
    assert row_cells(row, today=today)[0] == "2026-01-02 03:04"
    assert row_cells(row, today=today - timedelta(days=1))[0] == "2026-01-02 03:04\nafter today"
    corrected = replace(row, by_hand=ByHand("kickstand", Counts(1, 1), "single_leg"))
    assert row_cells(corrected)[1:3] == (
        "Hip aeroplane, left, corrected by hand: kickstand (program: single leg)",
        "corrected by hand: 1 ✓  1 △  0 –\n(program: 2 ✓  0 △  0 –)",
    )


def test_sessions_dated_after_today_are_in_the_total_and_named() -> None:
    summary = summary_of(a_session("s1"))
    assert summary is not None
    tomorrow = summary.created.date() - timedelta(days=1)
    total = adherence_words(adherence([summary], tomorrow))[-1]
    assert total == ("1", "session in all, 1 dated after today")
