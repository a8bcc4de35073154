"""The store keeps what it was given, says in one line why it cannot, and forgets on request."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
import unicodedata
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.corrections import Corrections, RepCorrection, Verdict
from app.session.file import NOTE_OF_SCHEMA_1, from_json, to_json
from app.session.model import SourceRecord
from app.store import (
    ByHand,
    KeptStanding,
    Person,
    SessionState,
    SetNote,
    StopReason,
    Store,
    StoreError,
    StoreTrouble,
    data_folder,
)
from app.store.errors import described
from app.store.records import clean_alias
from app.store.rows import series_blob
from app.store.rows.schema import BACKUP_GLOB, LATEST, MIGRATIONS
from app.store.rows.series_blob import pack, unpack
from app.store.rows.summaries import write_summaries
from app.store.rows.writing import Entry, head_of
from app.store.videos import video_path
from drills.core.events import Counts, Drill, RepResult
from tests.store_builders import a_rep, a_series, a_session, as_schema_1
from vision.datatypes import Estimate, Side

needs_posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
not_as_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere"
)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data") as opened:
        yield opened


def trouble_of(call):
    with pytest.raises(StoreError) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert ": " in str(caught.value)
    return caught.value.trouble


# ---------------------------------------------------------------- round trips


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
    with pytest.raises(ValueError, match="too many to be true"):
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


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.EPERM])
def test_a_share_that_knows_no_rights_still_keeps_sessions(tmp_path, monkeypatch, number):
    folder = tmp_path / "share"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    (folder / "hipdrill.db").touch(mode=0o666)

    def refuse(*_, **__):
        raise OSError(number, "no such thing")

    monkeypatch.setattr(Path, "chmod", refuse)
    with Store.open(folder) as opened:
        opened.save(a_session(), a_series())
        assert len(opened.sessions()) == 1


# ---------------------------------------------------------------- people


def test_people_are_added_changed_and_told_apart_without_case(store):
    ann = store.put_person(Person("  Ann\t Lee ", goal="deep_squat", notes="hinge first"))
    assert store.person("ann lee") == ann
    changed = store.put_person(replace(ann, alias="Anna", notes=""))
    assert [p.alias for p in store.people()] == ["Anna"]
    assert changed.id == ann.id
    assert trouble_of(lambda: store.put_person(Person("ANNA"))) is StoreTrouble.UNUSABLE
    assert trouble_of(lambda: store.person("Ann Lee")) is StoreTrouble.NOT_FOUND


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Jos\u00e9 N\u00fa\u00f1ez", "Jose\u0301 Nu\u0301n\u0303ez"),
        ("\u00c5SA", "\u00e5sa"),
        ("\u00c5SA", "A\u030asa"),
        ("Straße", "STRASSE"),
        ("Ольга Петрова", "ольга петрова"),
        ("Ann  Lee", " ann lee "),
        ("\u0939\u093f\u0928\u094d\u0926\u0940 नाम", "\u0939\u093f\u0928\u094d\u0926\u0940 नाम"),
    ],
)
def test_a_name_is_one_person_however_it_is_typed(store, first, again):
    store.save(a_session("one", person=first), None)
    store.save(a_session("two", person=again), None)
    (person,) = store.people()
    assert person.alias == clean_alias(first)  # the first spelling is kept
    assert store.person(again).id == person.id
    for name in (first, again):
        assert {row.id for row in store.sessions(person=name)} == {"one", "two"}
        assert len(store.summaries(person=name)) == 2
    with pytest.raises(StoreError, match="is taken"):
        store.put_person(Person(again))
    assert store.delete_person(again) == 2


def test_people_that_an_earlier_version_told_apart_are_each_found(store):
    for alias in ("Jos\u00e9", "Jose\u0301"):
        store._connection.execute(
            "INSERT INTO people (alias, goal, created) VALUES (?, 'everyday', '')", (alias,)
        )
    composed, decomposed = store.person("Jos\u00e9"), store.person("Jose\u0301")
    assert composed.id != decomposed.id


@pytest.mark.parametrize(
    "alias", ["👩\u200d⚕️ Zoë", "क्\u200dष", "می\u200cخواهم", "山田太郎", "محمد علي"]
)
def test_a_name_keeps_the_joiners_of_its_script(alias):
    assert clean_alias(alias) == unicodedata.normalize("NFC", alias)


@pytest.mark.parametrize("alias", ["", "  ", "\x00\x07\n", "\u202e", "\u200d"])
def test_a_person_needs_a_visible_name(store, alias):
    with pytest.raises(ValueError, match="name"):
        store.put_person(Person(alias))


@pytest.mark.parametrize(
    "alias",
    ["Robert'); DROP TABLE people;--", "<script>alert(1)</script>", "=1+1", "../..", "名前"],
)
def test_hostile_names_are_only_names(store, alias):
    store.save(a_session(person=alias), None)
    assert store.session("latest").person == alias
    assert len(store.sessions(person=alias)) == 1


def test_a_renamed_person_keeps_their_sessions(store):
    store.save(a_session(), None)
    store.put_person(replace(store.person("Ann"), alias="Bea"))
    assert store.session("s1").person == "Bea"
    assert store.sessions(person="Ann") == ()


def test_a_session_can_be_given_to_somebody_else(store):
    store.save(a_session(person=None), a_series())
    store.assign("s1", "Cleo")
    assert store.row("s1").person == "Cleo"
    assert store.series("s1").t_s.tolist() == a_series().t_s.tolist()


def test_a_deleted_person_leaves_no_byte_behind(tmp_path):
    folder = tmp_path / "data"
    with Store.open(folder) as store:
        store.save(a_session(person="Zebulon Quixote"), a_series())
        store.set_note("s1", SetNote(pain=1, text="Zebulon says hello"))
        store.save(a_session("s2", person="Ann"), None)
        (folder / "hipdrill.db.v1-x.backup").write_bytes(b"Zebulon")
        (folder / "hipdrill.db.damaged-x").write_bytes(b"Zebulon")
        assert store.delete_person("zebulon quixote") == 1
        left = b"".join(p.read_bytes() for p in folder.iterdir())
        assert b"Zebulon" not in left
        assert [row.id for row in store.sessions()] == ["s2"]
        assert store.problems() == ()


# ---------------------------------------------------------------- rep by rep


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


# ---------------------------------------------------------------- schema


def old_database(folder, version):
    """A database as the program of that schema version left it, with one session in it."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "hipdrill.db", isolation_level=None)
    for migration in MIGRATIONS[:version]:
        for statement in migration.statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    data = as_schema_1(a_session("old"))
    reps, warnings = data.pop("reps"), data.pop("warnings")
    connection.execute("INSERT INTO people VALUES (1, 'Ann', 'everyday', 'n', '2026-01-01')")
    columns = (
        "id, person_id, created, created_utc_s, state, goal, drill, level, side, view, clean, "
        "compensated, partial, duration_s, source_kind, source_name, source_sha256, "
        "model_sha256, document"
    )
    connection.execute(
        f"INSERT INTO sessions ({columns}) VALUES ('old', 1, ?, 1767636000.0, 'finished', "
        "'everyday', 'aeroplane', 'single_leg', 'left', 'front', 2, 0, 0, 40.0, 'camera', "
        "'camera 0', NULL, ?, ?)",
        (data["created"], "a" * 64, json.dumps(data)),
    )
    for rep in reps:
        connection.execute(
            "INSERT INTO reps VALUES ('old', 'aeroplane', ?, 'left', 'clean', 4.0, 7.0, ?)",
            (rep["index"], json.dumps(rep)),
        )
    connection.execute(
        "INSERT INTO warnings VALUES ('old', 'aeroplane', 1, 'spine_twist', ?)",
        (json.dumps(warnings[0]),),
    )
    if version >= 4:  # from then on the head of session.json was a row of its own
        connection.execute("INSERT INTO documents SELECT id, document FROM sessions")
        connection.execute("UPDATE sessions SET document = ''")
    if version >= 5:  # summaries are written with a session
        write_summaries(connection, "old", reps)
    if version >= 6:  # the zero, if the session saw one
        connection.execute("UPDATE sessions SET standing_deg = 2.5")
    if version >= 9:
        raise AssertionError("add what this version wrote")
    connection.close()


def test_a_database_of_before_there_were_unjudged_reps_is_taken_over(tmp_path):
    """version4.sql is what Hip Drill left when schema 4 was the latest."""
    folder = tmp_path / "data"
    folder.mkdir()
    connection = sqlite3.connect(folder / "hipdrill.db")
    connection.executescript(Path(__file__).with_name("version4.sql").read_text("utf-8"))
    connection.close()
    with Store.open(folder) as store:
        rows = {row.id: row for row in store.sessions(person="Ann")}
        assert rows["old1"].counts == Counts(clean=2, compensated=1, partial=1)
        assert rows["old2"].counts == Counts(clean=2)
        assert rows["old1"].pain == 2
        session = store.session("old1")
        assert [rep.result.value for rep in session.reps] == [
            "clean", "clean", "compensated", "partial",
        ]  # fmt: skip
        assert session.quality.notes[-1] == NOTE_OF_SCHEMA_1
        assert len(store.series("old1").t_s) > 0
        old, _ = store.summaries(person="Ann")
        side = old.sides[Side.LEFT]
        assert side.counts == Counts(clean=2, compensated=1, partial=1)
        assert side.measures["pelvis_rotation_open_deg"].best == Estimate(31.0, 28.0, 34.0)
        store.assign("old1", "Bo")  # written anew, in today's schema
        again = store.session("old1")
        assert again == replace(session, person="Bo")
        assert store.problems() == ()


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


def test_a_person_has_the_zero_of_their_latest_session_that_saw_one(store):
    first = a_session("s1", standing_deg=-4.25)
    for session in (
        first,
        a_session("s2", days=1, standing_deg=-6.5),
        a_session("s3", days=2),
        a_session("s4", days=3, person="Bo"),
        a_session("s5", days=4, person=None, standing_deg=9.0),
    ):
        store.save(session, None)
    assert store.standing("ann") == KeptStanding(-6.5, store.row("s2").created)
    assert store.standing("Bo") is None
    store.assign("s2", "Bo")
    assert store.standing("Bo") == KeptStanding(-6.5, store.row("s2").created)
    assert store.standing("Ann") == KeptStanding(-4.25, first.created)
    store.delete_session("s1")
    assert store.standing("Ann") is None


def test_the_zero_of_a_session_under_way_is_kept_at_once(store):
    store.record(Entry(head_of(a_session("s1", standing_deg=-4.25))))
    assert store.standing("Ann").deg == -4.25


def test_the_zero_goes_with_the_person(store):
    store.save(a_session(standing_deg=-4.25), None)
    store.delete_person("Ann")
    assert store.standing("Ann") is None
    store.save(a_session("s2"), None)
    assert store.standing("Ann") is None


def test_sessions_of_before_have_no_zero_and_get_one_when_they_are_written_anew(tmp_path):
    folder = tmp_path / "data"
    old_database(folder, 5)
    with Store.open(folder) as store:
        assert store.standing("Ann") is None
        store.save(replace(store.session("old"), standing_deg=2.5), None)
        assert store.standing("Ann").deg == 2.5
        assert store.problems() == ()


@pytest.mark.parametrize("version", range(1, LATEST))
def test_every_earlier_version_is_brought_up_to_date_with_a_backup(tmp_path, version):
    folder = tmp_path / "data"
    old_database(folder, version)
    with Store.open(folder) as store:
        assert store.session("old") == from_json(as_schema_1(a_session("old")))
        (summary,) = store.summaries(person="Ann")
        assert summary.sides[Side.LEFT].measures["pelvis_rotation_open_deg"].best.value == 30.0
        store.set_note("old", SetNote(pain=0))
        named = store.backup
    (backup,) = folder.glob(BACKUP_GLOB)
    assert named == backup
    copy = sqlite3.connect(backup)
    assert copy.execute("PRAGMA user_version").fetchone() == (version,)
    assert copy.execute("SELECT id FROM sessions").fetchone() == ("old",)
    copy.close()
    with Store.open(folder) as store:
        assert store.backup is None


def test_a_failed_migration_leaves_the_old_file_as_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    old_database(folder, 1)
    broken = (
        *MIGRATIONS[:1],
        replace(MIGRATIONS[1], statements=("CREATE TABLE x (a)", "NONSENSE")),
    )
    monkeypatch.setattr("app.store.rows.schema.MIGRATIONS", broken)
    monkeypatch.setattr("app.store.rows.schema.LATEST", 2)
    monkeypatch.setattr("app.store.database.LATEST", 2)
    assert trouble_of(lambda: Store.open(folder)) is StoreTrouble.UNUSABLE
    monkeypatch.undo()
    with Store.open(folder) as store:
        assert store.row("old").counts.clean == 2


# ---------------------------------------------------------------- trouble


def test_a_newer_file_is_left_alone(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
    connection = sqlite3.connect(tmp_path / "hipdrill.db", isolation_level=None)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    before = (tmp_path / "hipdrill.db").read_bytes()
    assert trouble_of(lambda: Store.open(tmp_path)) is StoreTrouble.NEWER
    assert (tmp_path / "hipdrill.db").read_bytes() == before


def test_a_damaged_file_is_named_and_left_alone(tmp_path):
    (tmp_path / "hipdrill.db").write_bytes(b"this is not a database" * 400)
    assert trouble_of(lambda: Store.open(tmp_path)) is StoreTrouble.DAMAGED
    assert (tmp_path / "hipdrill.db").read_bytes().startswith(b"this is not")


def test_a_writer_that_does_not_let_go_is_named(tmp_path):
    with Store.open(tmp_path) as first, Store.open(tmp_path, busy_timeout_s=0.05) as second:
        first._connection.execute("BEGIN IMMEDIATE")
        assert trouble_of(lambda: second.save(a_session(), None)) is StoreTrouble.LOCKED
        assert second.sessions() == ()  # readers do not wait
        first._connection.execute("ROLLBACK")
        second.save(a_session(), None)


def test_a_full_disk_loses_nothing_that_was_there(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        big = a_series(20_000)
        assert trouble_of(lambda: store.save(a_session("s2"), big)) is StoreTrouble.DISK_FULL
        assert [row.id for row in store.sessions()] == ["s1"]


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "data").write_text("")
    assert trouble_of(lambda: Store.open(tmp_path / "data")) is StoreTrouble.READ_ONLY


@not_as_root
def test_a_read_only_folder_can_be_read_but_not_written(tmp_path):
    with Store.open(tmp_path) as store:
        store.save(a_session(), None)
    (tmp_path / "hipdrill.db").chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with Store.open_to_read(tmp_path) as store:
            assert store.row("latest").id == "s1"
            assert trouble_of(lambda: store.save(a_session("s2"), None)) is StoreTrouble.READ_ONLY
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(28, "No space left on device"), StoreTrouble.DISK_FULL),
        (OSError(30, "Read-only file system"), StoreTrouble.READ_ONLY),
        (sqlite3.OperationalError("strange"), StoreTrouble.UNUSABLE),
    ],
)
def test_what_the_system_says_becomes_one_sentence(tmp_path, error, trouble):
    found = described(error, tmp_path)
    assert found.trouble is trouble
    assert str(tmp_path) in str(found)


@needs_posix
def test_only_the_owner_can_read(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    with Store.open(folder) as store:
        store.save(a_session(), None)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_data_folder_can_be_named(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "here"))
    assert data_folder() == tmp_path / "here"
    monkeypatch.delenv("HIPDRILL_DATA")
    assert "hipdrill" in str(data_folder())


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


def test_the_head_of_a_session_is_all_of_it_but_reps_and_warnings():
    session = a_session("s1")
    assert session.reps
    whole = to_json(session)
    del whole["reps"], whole["warnings"]
    assert head_of(session) == whole
