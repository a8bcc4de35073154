"""The plan of a person stays with the person: renamed, merged, taken out, rescued and deleted."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from app.export.privacy import export_person
from app.progress import changes
from app.run.kept import with_what_is_kept
from app.run.pipeline import Settings
from app.run.recorder import Recorder
from app.store import Person, Store, StoreError, StoreTrouble
from app.store.health.repair import repair
from drills.core.events import Drill, Level, RepCompleted
from drills.regimen import Exercise, Regimen
from tests.store_builders import INFO, a_rep_at, a_result, a_session
from vision.datatypes import Side

PLAN = Regimen(
    (
        Exercise(Drill.FROGGER, 2, 10, targets={"clean_hip_flexion_deg": (100.0, 120.0)}),
        Exercise(Drill.AEROPLANE, 3, 5, Level.KICKSTAND, Side.LEFT, beyond=False),
    ),
    days_a_week=4,
    note="Slowly. Größe: fine.",
)
OTHER = Regimen((Exercise(Drill.FOOT_LIFT, 1, 6),))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data") as opened:
        for name in ("Ann", "Ben"):
            opened.put_person(Person(name))
        opened.set_regimen("Ann", PLAN)
        yield opened


def test_a_plan_comes_back_as_it_was_set(store):
    assert store.regimen("ANN") == PLAN
    assert store.regimen("Ben") is None
    store.set_regimen("Ann", OTHER)
    assert store.regimen("Ann") == OTHER
    store.set_regimen("Ann", None)
    assert store.regimen("Ann") is None


def test_nobody_has_no_plan(store):
    with pytest.raises(StoreError) as caught:
        store.set_regimen("Cleo", PLAN)
    assert caught.value.trouble is StoreTrouble.NOT_FOUND


def test_it_goes_with_the_name_and_away_with_the_person(store):
    changes.rename(store, "Ann", "Anna")
    assert store.regimen("Anna") == PLAN
    store.delete_person("Anna")
    store.put_person(Person("Anna"))
    assert store.regimen("Anna") is None
    assert b"Slowly" not in store.path.read_bytes()


def test_merging_keeps_the_plan_of_the_one_who_stays(store):
    changes.merge(store, "Ann", "Ben")
    assert store.regimen("Ben") == PLAN
    store.put_person(Person("Cleo"))
    store.set_regimen("Cleo", OTHER)
    changes.merge(store, "Cleo", "Ben")
    assert store.regimen("Ben") == PLAN


def test_it_is_in_the_archive_of_the_person(store, tmp_path):
    with zipfile.ZipFile(export_person(store, "Ann", tmp_path / "ann.zip")) as archive:
        data = json.loads(archive.read("plan.json"))
    assert data["days_a_week"] == 4
    assert data["exercises"][0]["targets"] == {"clean_hip_flexion_deg": [100.0, 120.0]}


def test_it_is_saved_from_a_damaged_database(store, tmp_path):
    store.save(a_session(), None)
    store.close()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    repair(tmp_path / "data")
    with Store.open(tmp_path / "data") as mended:
        assert mended.regimen("Ann") == PLAN


def test_a_plan_that_cannot_be_understood_is_told_in_a_sentence(store):
    store._connection.execute("UPDATE regimens SET document = '{}'")
    with pytest.raises(StoreError) as caught:
        store.regimen("Ann")
    assert caught.value.trouble is StoreTrouble.DAMAGED


def recorded(settings):
    """What is recorded of an aeroplane in the kickstand."""
    recorder = Recorder(settings)
    recorder.add(a_result(1.0, [RepCompleted(1.0, 1, a_rep_at(1))]))
    return recorder.session(INFO, "Ann")


def test_a_session_is_held_against_the_targets_of_the_plan_at_its_level(monkeypatch, tmp_path):
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "data"))
    own = {"pelvis_rotation_open_deg": (15.0, 25.0)}
    for level, expected in ((Level.KICKSTAND, own), (Level.SINGLE_LEG, {})):
        with Store.open() as opened:
            if not opened.people():
                opened.put_person(Person("Ann"))
            turn = Exercise(Drill.AEROPLANE, 2, 5, level, targets=own)
            opened.set_regimen("Ann", Regimen((turn,)))
        session = recorded(with_what_is_kept(Settings(level=Level.KICKSTAND), "Ann"))
        assert session.level == Level.KICKSTAND
        assert session.targets == expected
    named = {"pelvis_rotation_open_deg": (1.0, 2.0)}
    assert recorded(with_what_is_kept(Settings(targets=named), "Ann")).targets == named
    assert recorded(with_what_is_kept(Settings(), None)).targets == {}
