"""What somebody corrected by hand stands beside what the program found."""

from __future__ import annotations

from dataclasses import replace

from app.session.corrections import Corrections, RepCorrection, Verdict
from app.session.model import SourceRecord
from app.store import (
    ByHand,
)
from drills.core.events import Counts
from tests.store_builders import a_rep, a_series, a_session
from vision.datatypes import Side

SAID = Corrections(
    "kickstand", reps=(RepCorrection(1, Verdict.PARTIAL, "short"), RepCorrection(2))
).with_rep(RepCorrection(2, Verdict.NOT_A_REP))


def test_what_is_said_by_hand_stands_beside_the_programs_word(store):
    session = replace(a_session(), corrected=SAID)
    store.save(session, a_series())
    (row,) = store.sessions()
    assert store.session("s1").corrected == SAID
    assert (row.level, row.counts) == ("single_leg", Counts(2))
    assert row.by_hand == ByHand("kickstand", Counts(partial=1), "single_leg")


def test_progress_counts_what_was_corrected_and_forgets_what_was_taken_back(store):
    store.save(replace(a_session(), corrected=SAID), a_series())
    (summary,) = store.summaries()
    assert (summary.level, summary.counts) == ("kickstand", Counts(partial=1))
    assert summary.sides[Side.LEFT].counts == Counts(partial=1)
    assert summary.sides[Side.LEFT].measures == {}
    store.save(replace(a_session(), corrected=Corrections()), a_series())
    (summary,) = store.summaries()
    assert (summary.level, summary.counts) == ("single_leg", Counts(2))
    assert store.sessions()[0].by_hand == ByHand()


def test_a_video_analysed_again_keeps_what_was_said_by_hand(store):
    source = SourceRecord("video", "clip.mp4", 40.0, 1200, 30.0, 640, 480, "f" * 64)
    store.save(a_session("old", source=source, corrected=SAID), None)
    store.save(a_session("new", source=source, reps=[a_rep(2)]), None)
    (row,) = store.sessions()
    assert row.id == "new"
    assert store.session("new").corrected.reps == (RepCorrection(1, Verdict.NOT_A_REP),)
    store.save(a_session("last", source=source, corrected=Corrections()), None)
    assert store.session("last").corrected == Corrections()
