"""What was deleted lies in the bin: out of every figure, back on request, gone after 30 days."""

from __future__ import annotations

import sqlite3
import time
import zipfile
from contextlib import closing
from dataclasses import replace

import pytest

from app.export.privacy import export_person
from app.progress import changes
from app.run.keeping.recovery import recover
from app.session.model import SourceRecord
from app.store import BIN_DAYS, NOBODY, Store
from app.store.health.repair import repair
from app.store.videos import make_room, video_path
from tests.store_builders import a_series, a_session

DAY_S = 86_400.0


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def store(folder):
    with Store.open(folder) as opened:
        for number in range(3):
            opened.save(
                a_session(f"s{number}", days=number, standing_deg=float(number)), a_series()
            )
        opened.save(a_session("n0", person=None), a_series())
        yield opened


def ids(rows):
    return [row.id for row in rows]


def a_video(folder, session_id):
    make_room(folder)
    video_path(folder, session_id).write_bytes(b"video")


def test_what_lies_in_the_bin_counts_nowhere_and_comes_back_whole(store, folder):
    a_video(folder, "s2")
    before = store.row("s2")
    store.put_in_bin(["s2"], 1000.0)
    assert ids(store.sessions("Ann")) == ["s1", "s0"]
    assert [one.id for one in store.summaries("Ann")] == ["s0", "s1"]
    assert store.count("Ann") == 2
    assert store.row("latest").id == "s1"
    assert store.standing("Ann").deg == 1.0
    (row,) = store.bin("Ann")
    assert (row.id, row.binned_utc_s) == ("s2", 1000.0)
    assert store.bin(NOBODY) == ()
    assert store.video("s2") is not None
    assert store.take_from_bin(["s2"]) == 1
    assert store.row("s2") == before
    assert store.series("s2") is not None


def test_after_thirty_days_it_is_gone_for_good_with_its_video(store, folder):
    a_video(folder, "s2")
    store.put_in_bin(["s2"], 0.0)
    for day in range(0, BIN_DAYS, 6):
        assert store.purge_bin(day * DAY_S) == 0
    assert store.purge_bin(BIN_DAYS * DAY_S - 1) == 0
    assert store.purge_bin(BIN_DAYS * DAY_S) == 1
    assert store.bin() == ()
    assert store.video("s2") is None
    assert len(store.sessions()) == 3


def test_the_next_start_empties_what_is_old_and_leaves_the_rest(store, folder):
    for session_id in ("s1", "s2"):
        a_video(folder, session_id)
    now_s = time.time()
    store.put_in_bin(["s1"], now_s - 31 * DAY_S)
    store.put_in_bin(["s2"], now_s - 29 * DAY_S)
    for days in range(28, 0, -4):
        store.purge_bin(now_s - days * DAY_S)
    recover(folder)
    assert ids(store.bin()) == ["s2"]
    assert store.video("s2") is not None  # not taken for a stray one
    assert store.video("s1") is None


def test_a_person_who_is_deleted_leaves_nothing_in_the_bin(store):
    store.put_in_bin(["s0"], 0.0)
    store.delete_person("Ann")
    assert store.bin() == ()
    assert ids(store.sessions()) == ["n0"]


def test_all_without_a_name_go_with_those_in_the_bin(store):
    store.put_in_bin(["n0"], 0.0)
    changes.delete_all_of(store, None)
    assert store.bin() == ()
    assert store.count() == 3


def test_merged_people_share_a_bin(store):
    store.save(a_session("b0", person="Ben"), None)
    store.put_in_bin(["s0"], 5.0)
    changes.merge(store, "Ann", "Ben")
    (row,) = store.bin("Ben")
    assert (row.id, row.person, row.binned_utc_s) == ("s0", "Ben", 5.0)


def test_the_archive_of_a_person_holds_the_bin(store, tmp_path):
    store.put_in_bin(["s0"], 0.0)
    with zipfile.ZipFile(export_person(store, "Ann", tmp_path / "ann.zip")) as archive:
        names = archive.namelist()
    assert any(name.startswith("bin/2026-01-05-s0/session") for name in names)
    assert not any(name.startswith("sessions/2026-01-05-s0") for name in names)


def test_a_session_that_was_analysed_anew_stays_in_the_bin(store):
    source = SourceRecord("video", "a.mp4", 40.0, 1200, 30.0, 640, 480, "f" * 64)
    old, new = (replace(a_session(name), source=source) for name in ("v1", "v2"))
    store.save(old, None)
    store.put_in_bin(["v1"], 0.0)
    store.save(new, None)
    assert ids(store.bin("Ann")) == ["v1"]
    assert store.take_from_bin(["v1"]) == 0
    store.delete_session("v2")
    assert store.take_from_bin(["v1"]) == 1


def test_a_repaired_database_keeps_the_bin(store, folder):
    store.put_in_bin(["s0"], 7.0)
    store.close()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    repair(folder)
    with Store.open(folder) as mended:
        assert [(row.id, row.binned_utc_s) for row in mended.bin()] == [("s0", 7.0)]
        assert mended.count() == 3


# ---- a clock that is wrong


@pytest.mark.parametrize("wrong_days", [-20_000, -400, -31, 31, 400, 20_000])
@pytest.mark.parametrize("begun", [True, False])
def test_a_clock_that_leaps_empties_nothing(store, wrong_days, begun):
    now_s = 1.8e9
    store.put_in_bin(["s1"], now_s)
    if begun:  # else it leaps before the bin is looked at for the first time
        assert store.purge_bin(now_s + DAY_S) == 0
    wrong_s = now_s + wrong_days * DAY_S
    assert store.purge_bin(wrong_s) == 0
    store.put_in_bin(["s2"], wrong_s)  # while it is wrong
    assert store.purge_bin(wrong_s + 60) == 0
    right_s = now_s + 2 * DAY_S
    assert store.purge_bin(right_s) == 0
    for row in store.bin():
        assert right_s - 15 * DAY_S <= row.binned_utc_s <= right_s
    for day in range(0, BIN_DAYS + 1, 6):
        store.purge_bin(right_s + day * DAY_S)
    assert store.bin() == ()  # it still ends


def test_who_comes_every_nine_days_has_the_bin_emptied_too(store):
    store.put_in_bin(["s1"], 0.0)
    starts = [9 * DAY_S * number for number in range(1, 8)]
    assert [store.purge_bin(now_s) for now_s in starts].index(1) == 4  # after 45 days


def test_a_bin_of_an_earlier_version_is_not_emptied_by_a_wrong_clock(store):
    store.put_in_bin(["s1"], 1000.0)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DELETE FROM clock")  # as after the migration
    assert store.purge_bin(1000.0 + 400 * DAY_S) == 0


def test_an_empty_bin_is_not_written_to(store):
    store.purge_bin(1.8e9)
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM clock").fetchone() == (0,)
