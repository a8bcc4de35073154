"""What is said by hand stands beside what the program said, and goes with the movement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.export.results import reps_csv
from app.report.content import report
from app.session import corrections
from app.session.corrections import Corrections, RepCorrection, Verdict
from app.session.file import from_json, to_json
from drills.core.events import Counts, RepResult
from tests.store_builders import a_rep, a_series, a_session

SAID = Corrections(
    "kickstand",
    "the toes touch",
    (RepCorrection(1, Verdict.COMPENSATED, "the trunk sways"), RepCorrection(2, Verdict.NOT_A_REP)),
)


def corrected(said=SAID, **changes):
    return replace(a_session(**changes), corrected=said)


def test_the_file_holds_both_and_gives_both_back():
    session = corrected()
    data = to_json(session)
    assert data["level"] == "single_leg"
    assert [rep["result"] for rep in data["reps"]] == ["clean", "clean"]
    assert data["corrected"]["reps"][1] == {"index": 2, "verdict": "not_a_rep", "note": ""}
    assert from_json(data) == from_json(to_json(from_json(data)))
    assert from_json(data).corrected == SAID


def test_a_file_of_before_has_none_and_a_wrong_one_is_refused():
    data = to_json(a_session())
    del data["corrected"]
    assert from_json(data).corrected is None
    data["corrected"] = {"reps": [{"index": 1, "verdict": "splendid"}]}
    with pytest.raises(ValueError, match="corrected"):
        from_json(data)


def test_a_session_as_corrected_counts_what_was_said():
    found = corrections.as_corrected(corrected())
    assert found.counts == Counts(0, 1)
    assert [rep.result for rep in found.reps] == [RepResult.COMPENSATED]
    assert found.level == "kickstand"


def test_a_note_alone_changes_no_count():
    session = corrected(Corrections(reps=(RepCorrection(1, None, "look again"),)))
    assert corrections.as_corrected(session).counts == session.counts
    assert corrections.tally_said(session) is None
    assert corrections.lines(session) == ("Rep 1 clean. Note: “look again”",)


def test_words_name_both():
    assert corrections.lines(corrected()) == (
        "Level corrected by hand: kickstand (program: single leg). Note: “the toes touch”",
        "Rep 1 corrected by hand: compensated (program: clean). Note: “the trunk sways”",
        "Rep 2 corrected by hand: not a rep (program: clean).",
    )
    same = corrected(Corrections(reps=(RepCorrection(1, Verdict.CLEAN),)))
    assert corrections.rep_words(same, 1) == "confirmed by hand: clean"


def test_the_time_of_it_is_kept_and_goes_along():
    said = replace(SAID, changed="2026-11-26T14:30:05+01:00")
    session = corrected(said)
    assert from_json(to_json(session)).corrected == said
    assert corrections.lines(session)[-1] == "Last changed on 2026-11-26 14:30."
    assert corrections.carried(said, session.reps, session.reps)[0] == said


def test_taking_back_leaves_nothing():
    said = Corrections().with_rep(RepCorrection(2, Verdict.CLEAN)).with_rep(RepCorrection(1, None))
    assert [one.index for one in said.reps] == [2]
    assert said.with_rep(RepCorrection(2)).is_empty


def test_another_analysis_keeps_what_was_said_of_the_same_movement():
    before = (a_rep(1), a_rep(2), a_rep(3))
    now = (a_rep(3),)
    said = Corrections(reps=tuple(RepCorrection(n, Verdict.PARTIAL) for n in (1, 3)))
    kept, lost = corrections.carried(said, before, now)
    assert kept.reps == (RepCorrection(1, Verdict.PARTIAL),)
    assert lost == (1,)
    assert corrections.carried(said, (), now) == (Corrections(), (1, 3))


def test_the_report_says_both():
    document = report(corrected(), a_series())
    facts = dict(document.pages[0].blocks[0].items)
    assert facts["Level"] == "corrected by hand: kickstand (program: single leg)"
    sections = {one.heading: one for one in document.pages[0].blocks[1:] if hasattr(one, "heading")}
    assert "corrected by hand: 0 clean, 1 compensated" in sections["Reps"].remark
    assert sections["Corrected by hand"].blocks[0].items == corrections.lines(corrected())
    plain = report(a_session(), a_series())
    assert "by hand:" not in repr(plain)


def test_the_table_of_reps_has_a_column_for_it():
    first, second = reps_csv(corrected()).splitlines()[1:]
    assert ",compensated,the trunk sways," in first
    assert ",not_a_rep,," in second
