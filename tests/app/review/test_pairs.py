"""Two reps in step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.review.pairs import Candidate, Recording, candidates, kept_recordings, phase_words
from app.store import Store
from drills.core.events import Drill, Rep, RepResult
from tests.app.review.test_review_model import a_series
from tests.gui_builders import a_session
from vision.datatypes import Side


def a_recording(name="", **changes):
    return Recording(a_session(**changes), a_series(), name=name)


def a_candidate(start_s, peak_s, end_s):
    rep = Rep(Side.LEFT, start_s, peak_s, end_s, RepResult.CLEAN)
    return Candidate(a_recording(reps=(rep,)), 1, "Rep 1")


def test_start_peak_and_end_meet_however_long_each_takes():
    quick, slow = a_candidate(1.0, 1.5, 3.0), a_candidate(10.0, 16.0, 18.0)
    assert [quick.at_s(phase) for phase in (0.0, 0.5, 1.0)] == [1.0, 1.5, 3.0]
    assert [slow.at_s(phase) for phase in (0.0, 0.5, 1.0)] == [10.0, 16.0, 18.0]
    assert quick.at_s(0.25) == 1.25
    assert slow.at_s(0.75) == 17.0
    assert slow.share_at(0.5) == pytest.approx(0.75)
    assert phase_words(0.25, quick, slow) == "50 % of the way out: A at 1.2 s, B at 13.0 s"
    assert phase_words(0.75, quick, slow) == "50 % of the way back: A at 2.2 s, B at 17.0 s"


def test_a_rep_without_a_way_back_stands_at_its_end():
    still = a_candidate(1.0, 3.0, 3.0)
    assert still.at_s(1.0) == still.at_s(0.6) == 3.0


def test_reps_of_other_drills_are_not_offered():
    clip = a_recording()
    other, kept = a_recording("other.mp4"), a_recording("2026-01-02 03:04 Frogger rock")
    lift = replace(other, session=replace(other.session, drill=Drill.FOOT_LIFT), name="lift.mp4")
    words = [one.words for one in candidates(clip, [other, lift], [kept])]
    assert words == [
        "Rep 1, left, clean",
        "Rep 2, left, compensated",
        "Rep 3, left, clean",
        "other.mp4: rep 1, left, clean",
        "other.mp4: rep 2, left, compensated",
        "other.mp4: rep 3, left, clean",
        "2026-01-02 03:04 Frogger rock: rep 1, left, clean",
    ]


def test_kept_sessions_bring_their_video_if_there_is_one(tmp_path):
    def open_store():
        return Store.open(tmp_path)

    with open_store() as store:
        store.save(a_session(id="filmed"), a_series())
        store.save(a_session(id="plain"), a_series())
        store.save(a_session(id="no-angles"), None)
    (tmp_path / "videos").mkdir()
    (tmp_path / "videos" / "filmed.mp4").write_bytes(b"x")
    found = {one.session.id: one.path for one in kept_recordings(open_store, Drill.FROGGER)}
    assert found == {"filmed": tmp_path / "videos" / "filmed.mp4", "plain": None}
