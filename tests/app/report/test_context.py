"""What a report says around its own recording: earlier sessions, the other side, the person."""

from __future__ import annotations

import pytest

from app.report.context import ReportContext, context_from
from app.store import SetNote
from app.store.records import StopReason
from app.trends.progress import summary_of
from tests.store_builders import a_rep, a_session
from vision.datatypes import Side


def context_of_days(*best_deg: float) -> ReportContext:
    """The context of the last of some sessions, a day apart, by the best opening of each."""
    sessions = [
        a_session(f"s{day}", [a_rep(1, open_deg=best)], days=day)
        for day, best in enumerate(best_deg)
    ]
    return context_from(sessions[-1], [summary_of(one) for one in sessions[:-1]])


def test_a_first_session_has_nothing_to_compare_with() -> None:
    assert context_of_days(30.0).changes == (
        "There is no earlier session of this drill by this person, so no change is known yet.",
    )


def test_a_session_without_a_name_is_not_compared_and_says_so() -> None:
    assert context_from(a_session(person=None)).changes == (
        "This session has no name, so it cannot be compared with earlier ones.",
    )


def test_the_second_session_is_compared_once() -> None:
    assert context_of_days(30.0, 52.0).changes == (
        "Pelvis rotation, open, left side: 22° (18 to 26) more than in the session before: "
        "possibly a difference, so repeat it.",
    )


def test_later_sessions_are_compared_with_those_before_and_the_first() -> None:
    changes = context_of_days(30.0, 31.0, 52.0).changes
    assert len(changes) == 2
    assert "than in the 2 sessions before" in changes[0]
    assert "than in the first session" in changes[1]


def test_sides_are_compared_within_the_session() -> None:
    reps = [a_rep(1, Side.LEFT, open_deg=36.0), a_rep(2, Side.RIGHT, open_deg=31.0)]
    changes = context_from(a_session("both", reps)).changes
    assert changes[0] == (
        "Pelvis rotation, open, left side: 5° (1 to 9) more than on the right: "
        "no clear difference."
    )  # fmt: skip
    assert all("nothing to compare" not in text for text in changes)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (None, ()),
        (SetNote(pain=3), ("Pain: 3 out of 10.",)),
        (SetNote(pain=0, stop_reason=StopReason.PINCHING, text="a\nb  c"),
         ("Pain: 0 out of 10.", "Stopped because: pinching at the front of the hip.", "“a b c”")),
    ],
)  # fmt: skip
def test_what_the_person_said_is_quoted(note: SetNote | None, said: tuple[str, ...]) -> None:
    assert context_from(a_session(), note=note).said == said
    assert {reason.value for reason in StopReason} == set(stop_reasons())


def stop_reasons() -> tuple[str, ...]:
    return tuple(
        reason.value
        for reason in StopReason
        if context_from(a_session(), note=SetNote(stop_reason=reason)).said
    )
