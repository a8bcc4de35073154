"""The store keeps what it was given and finds it again."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.file import to_json
from app.session.model import SourceRecord
from app.store import (
    SessionState,
    SetNote,
    StopReason,
    StoreTrouble,
)
from app.store.rows import series_blob
from app.store.rows.series_blob import pack, unpack
from app.store.rows.writing import Entry, head_of
from app.store.videos import video_path
from drills.core.events import Counts, Drill, RepResult
from tests.store_builders import a_rep, a_series, a_session, trouble_of
from vision.datatypes import Estimate, Side


def test_a_session_comes_back_as_it_was(store):
    session = a_session()
    store.save(session, a_series())
    assert to_json(store.session("s1")) == to_json(session)


def test_a_series_comes_back_to_two_decimals(store):
    series = a_series()
    store.save(a_session(), series)
    again = store.series("s1")
    assert again.to_csv() == series.to_csv()
    np.testing.assert_allclose(again.landmarks_m, series.landmarks_m, atol=0.0006)


@given(st.lists(st.one_of(st.just(float("nan")), st.floats(-5000, 5000)), min_size=1, max_size=40))
def test_any_values_survive_the_blob_to_two_decimals(values):
    series = a_series(len(values), landmarks=False)
    column = np.array(values)
    series.measures["hinge_deg"][:] = column[:, None]
    again = unpack(pack(series)).measures["hinge_deg"][:, 0]
    np.testing.assert_allclose(again, column, atol=0.0051)


BOMB = b"HDS1" + zlib.compress(bytes(3_000_000), 9)


@pytest.mark.parametrize("blob", [b"", b"HDS1", b"HDS1" + b"x" * 50, b"PK\x03\x04", BOMB[:-9]])
def test_a_damaged_blob_is_an_error_not_a_series(blob):
    with pytest.raises(ValueError, match="stored angles"):
        unpack(blob)


def test_a_blob_that_grows_beyond_measure_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(series_blob, "MOST_BYTES", 1_000_000)
    assert len(BOMB) < 10_000
    with pytest.raises(ValueError, match="too many of them"):
        unpack(BOMB)


def test_an_id_cannot_lead_out_of_the_folder(tmp_path):
    path = video_path(tmp_path, "../../evil")
    assert path.resolve().is_relative_to(tmp_path / "videos")


def test_the_history_is_newest_first_and_can_be_narrowed(store):
    for number in range(4):
        who = "Ann" if number % 2 else "Ben"
        store.save(a_session(f"s{number}", days=number, person=who), None)
    assert [row.id for row in store.sessions()] == ["s3", "s2", "s1", "s0"]
    assert [row.id for row in store.sessions(person="ann")] == ["s3", "s1"]
    assert store.sessions(drill=Drill.FROGGER) == ()
    assert [row.id for row in store.sessions(limit=1)] == ["s3"]
    assert store.sessions()[0].counts.clean == 2


def test_sessions_are_found_by_the_beginning_of_their_id(store):
    for number, name in enumerate(("abc1", "abd2")):
        store.save(a_session(name, days=number), None)
    assert store.row("abc").id == "abc1"
    assert store.row("latest").id == "abd2"
    for name in ("ab", "x", "", "%", "a' OR 1=1 --"):
        assert trouble_of(lambda name=name: store.row(name)) is StoreTrouble.NOT_FOUND


def test_a_session_without_a_drill_is_kept_and_left_out_of_progress(store):
    store.save(a_session(reps=[], drill=None, side=None), None)
    assert store.row("latest").drill is None
    assert store.summaries() == ()


def test_summaries_hold_clean_reps_only(store):
    reps = [
        a_rep(1, open_deg=30, half_deg=2),
        a_rep(2, open_deg=40, half_deg=4),
        a_rep(3, result=RepResult.COMPENSATED, open_deg=60),
        a_rep(4, side=Side.RIGHT, open_deg=25),
    ]
    store.save(a_session(reps=reps), None)
    (summary,) = store.summaries(person="Ann")
    left = summary.sides[Side.LEFT]
    assert (left.counts.clean, left.counts.compensated) == (2, 1)
    assert left.tempo_s == Estimate(3.0, 3.0, 3.0)
    found = left.measures["pelvis_rotation_open_deg"]
    assert found.best == Estimate(40, 36, 44)
    assert found.mean == Estimate(35, 32, 38)
    assert found.reps == 2
    assert "hinge_deg" not in left.measures
    assert summary.sides[Side.RIGHT].counts.total == 1


def test_notes_and_stills_belong_to_a_session(store):
    store.save(a_session(), None)
    assert store.note("s1") is None
    store.set_note("s1", SetNote(3, StopReason.PINCHING, "front of the hip"))
    assert store.note("s1").text == "front of the hip"
    assert (store.row("s1").pain, store.row("s1").stop_reason) == (3, StopReason.PINCHING)
    store.set_still("s1", 2, b"\xff\xd8jpeg")
    assert store.still("s1") == (2, b"\xff\xd8jpeg")
    with pytest.raises(ValueError, match="0 to 10"):
        SetNote(pain=11)


DRAWN = [{"t_s": 0.4, "kind": "line", "points_px": [[1.0, 2.0], [3.0, 4.5]], "error_px": 2.0}]


def test_drawings_belong_to_a_session_and_go_with_it(store):
    assert store.drawings("s1") == []
    store.save(a_session(), a_series())
    store.set_drawings("s1", DRAWN)
    store.save(a_session(), a_series())  # saved anew, as after a correction
    assert store.drawings("s1") == DRAWN
    store.put_in_bin(("s1",), 1e9)
    assert store.drawings("s1") == DRAWN
    store.delete_session("s1")
    assert store.drawings("s1") == []
    store.set_drawings("s1", DRAWN)  # a session that is gone takes none
    assert store.drawings("s1") == []


def test_drawings_go_on_to_another_analysis_of_the_video(store):
    source = SourceRecord("video", "a.mp4", 1.0, 30, 30.0, 64, 48, "f" * 64)
    store.save(a_session("s1", source=source), a_series())
    store.set_drawings("s1", DRAWN)
    store.save(a_session("s2", source=source), a_series())
    assert store.drawings("s2") == DRAWN


def test_the_same_video_analysed_again_takes_the_place_of_the_first(store):
    source = SourceRecord("video", "a.mp4", 1.0, 30, 30.0, 64, 48, "f" * 64)
    store.save(a_session("first", source=source), None)
    store.set_note("first", SetNote(pain=2))
    store.save(a_session("other", source=source, person="Ben"), None)
    store.save(a_session("second", source=source), None)
    assert {row.id for row in store.sessions()} == {"other", "second"}
    assert store.note("second").pain == 2


@pytest.mark.parametrize("state", [SessionState.STOPPED, SessionState.RECOVERED])
def test_what_was_cut_short_takes_nobodys_place_and_gives_way(store, state):
    source = SourceRecord("video", "a.mp4", 1.0, 30, 30.0, 64, 48, "f" * 64)
    store.save(a_session("whole", source=source), None)
    store.save(a_session("part", source=source), None, state)
    assert {row.id for row in store.sessions()} == {"whole", "part"}
    store.save(a_session("again", source=source), None)
    assert [row.id for row in store.sessions()] == ["again"]


def entry_of(session, number):
    data = to_json(session)
    return Entry(
        head=head_of(session),
        reps=(("aeroplane", number, data["reps"][number - 1]),),
        angles=pack(a_series(30)),
    )


def test_a_session_under_way_is_readable_up_to_its_last_rep(store):
    session = a_session()
    store.record(entry_of(session, 1))
    assert store.row("s1").state is SessionState.OPEN
    store.record(entry_of(session, 2))
    assert len(store.session("s1").reps) == 2
    series = store.series("s1")
    assert len(series.t_s) == 60
    assert [row.id for row in store.unfinished()] == ["s1"]
    store.save(session, a_series())
    assert store.row("s1").state is SessionState.FINISHED
    assert len(store.series("s1").t_s) == 90


def test_unjudged_reps_are_in_rows_and_summaries_and_give_no_best(store):
    reps = [a_rep(1, open_deg=30.0), a_rep(2, result=RepResult.UNJUDGED, open_deg=55.0)]
    store.save(a_session("s9", reps), None)
    counts = Counts(clean=1, unjudged=1)
    assert store.row("s9").counts == counts
    assert store.session("s9").counts == counts
    (summary,) = store.summaries()
    assert summary.counts == counts
    side = summary.sides[Side.LEFT]
    assert side.counts == counts
    assert side.measures["pelvis_rotation_open_deg"].best.value == 30.0
    assert side.tempo_s == Estimate(3.0, 3.0, 3.0)


def test_the_head_of_a_session_is_all_of_it_but_reps_and_warnings():
    session = a_session("s1")
    assert session.reps
    whole = to_json(session)
    del whole["reps"], whole["warnings"]
    assert head_of(session) == whole
