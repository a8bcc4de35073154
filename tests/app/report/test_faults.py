"""Why reps are not clean: from the kinds, amounts and reps of the events, never from sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.report.faults import not_seen, warning_table, why_not_clean
from app.session.file import from_json, to_json
from drills.core.events import Drill, RepResult, Warning, WarningKind
from tests.report_builders import UNSEEN_REASON, aeroplane, aeroplane_rep, rep_of, session_of
from vision.datatypes import Estimate

ROUNDS = WarningKind.LUMBAR_FLEXION
BAD = RepResult.COMPENSATED


def rounding(number: int, amount: tuple[float, float, float]) -> Warning:
    start_s = 2.5 + 3.0 * (number - 1)
    return Warning(ROUNDS, start_s, start_s + 0.5, Estimate(*amount), number)


def rocks(*results: RepResult, warnings: tuple[Warning, ...] = ()) -> object:
    reps = [rep_of(number, result) for number, result in enumerate(results, 1)]
    return session_of(Drill.FROGGER, reps, warnings=warnings)


def test_a_fault_shared_by_reps_is_said_once_with_its_largest_amount() -> None:
    amounts = [(12.0, 8.0, 16.0), (21.0, 17.0, 25.0), (9.0, 5.0, 13.0)]
    warnings = tuple(rounding(number, amount) for number, amount in enumerate(amounts, 1))
    (line,) = why_not_clean(rocks(BAD, BAD, BAD, warnings=warnings))
    assert line.startswith("Reps 1, 2 and 3, compensated: your low back rounds, up to 21° (")


def test_two_warnings_of_a_kind_in_one_rep_are_one_reason() -> None:
    first = rounding(1, (12.0, 8.0, 16.0))
    again = replace(first, start_s=3.2, end_s=3.9, peak=Estimate(15.0, 11.0, 19.0))
    (line,) = why_not_clean(rocks(BAD, warnings=(first, again)))
    assert line.startswith("Rep 1, compensated: your low back rounds, up to 15° (")


def test_a_warning_that_lasts_over_two_reps_explains_both() -> None:
    long = Warning(ROUNDS, 3.0, 6.0, Estimate(20.0, 16.0, 24.0), 1)
    (line,) = why_not_clean(rocks(BAD, BAD, warnings=(long,)))
    assert line.startswith("Reps 1 and 2, compensated: your low back rounds")


def test_the_sentence_of_the_drill_decides_nothing() -> None:
    reps = [replace(rep_of(1, BAD), reasons=("the moon rose by 99 deg (98 to 100)",))]
    session = session_of(Drill.FROGGER, reps, warnings=(rounding(1, (12.0, 8.0, 16.0)),))
    (line,) = why_not_clean(session)
    assert line.startswith("Rep 1, compensated: your low back rounds, 12° (")


def test_without_a_warning_the_drill_is_quoted() -> None:
    reps = [replace(rep_of(number, BAD), reasons=("a fault of old",)) for number in (1, 2)]
    assert why_not_clean(session_of(Drill.FROGGER, reps)) == (
        "Reps 1 and 2, compensated: a fault of old",
    )


def test_an_event_has_one_interval_wherever_it_is_told() -> None:
    session = rocks(BAD, warnings=(rounding(1, (20.0, 13.0, 27.0)),))
    shown = "20° (13 to 27)"
    assert why_not_clean(session)[0].endswith(shown)
    table = warning_table(session)
    assert table is not None
    assert table.rows[0].cells[1].text == shown


def test_a_warning_between_reps_blames_no_rep() -> None:
    between = Warning(ROUNDS, 0.5, 1.0, Estimate(20.0, 16.0, 24.0), None)
    session = rocks(RepResult.CLEAN, RepResult.PARTIAL, warnings=(between,))
    assert why_not_clean(session) == ("Rep 2, partial: not closed",)
    table = warning_table(session)
    assert table is not None
    times, largest, during = (cell.text for cell in table.rows[0].cells)
    assert (times, during) == ("1", "between reps")
    assert largest.startswith("20° (")


def test_what_has_no_amount_has_none() -> None:
    down = Warning(WarningKind.FOOT_DOWN, 2.5, 3.0, Estimate(-0.1, -0.12, -0.08), 1)
    session = aeroplane([aeroplane_rep(1, BAD)], warnings=(down,))
    assert why_not_clean(session) == ("Rep 1, compensated: your free foot touches down",)
    table = warning_table(session)
    assert table is not None
    assert table.rows[0].cells[1].text == "no amount"


def test_no_warning_no_table() -> None:
    assert warning_table(rocks(RepResult.CLEAN)) is None


def test_a_rep_that_was_not_judged_says_what_was_not_seen_and_how_to_be_filmed() -> None:
    session = aeroplane([aeroplane_rep(n, RepResult.UNJUDGED) for n in (1, 2)], warnings=())
    assert why_not_clean(session) == (f"Reps 1 and 2, not judged: {UNSEEN_REASON}",)
    assert not_seen(session) == ("The low back could not be seen well enough in reps 1 and 2.",)


def test_what_was_not_seen_is_said_of_compensated_reps_too() -> None:
    rep = replace(aeroplane_rep(1, BAD), not_seen=(ROUNDS,))
    assert not_seen(aeroplane([rep])) == ("The low back could not be seen well enough in rep 1.",)


@pytest.mark.parametrize("count", [6, 7, 20])
def test_many_reps_are_counted_not_listed(count: int) -> None:
    (line,) = why_not_clean(rocks(*[RepResult.PARTIAL] * count))
    named = "Reps 1, 2, 3, 4, 5 and 6" if count == 6 else "Reps 1, 2, 3, 4, 5, 6 and "
    assert line.startswith(named)
    assert (f"and {count - 6} more" in line) is (count > 6)


def test_a_session_read_back_gives_the_same_reasons() -> None:
    session = aeroplane()
    assert why_not_clean(from_json(to_json(session))) == why_not_clean(session)
