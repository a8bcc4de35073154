"""A database of an earlier version is brought up to date, or left as it was."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.session.file import NOTE_OF_SCHEMA_1, from_json
from app.store import (
    SetNote,
    Store,
    StoreTrouble,
)
from app.store.rows.schema import BACKUP_GLOB, LATEST, MIGRATIONS
from drills.core.events import Counts
from tests.app.store.old import old_database
from tests.store_builders import a_session, as_schema_1, trouble_of
from vision.datatypes import Estimate, Side


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
