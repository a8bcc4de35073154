"""People in the store: told apart by name, renamed, forgotten, and their standing posture."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from app.store import (
    KeptStanding,
    Person,
    SetNote,
    Store,
    StoreError,
    StoreTrouble,
)
from app.store.records import clean_alias
from app.store.rows.writing import Entry, head_of
from tests.store_builders import a_series, a_session, trouble_of


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
        ("Ann\u00ad Lee", "\u202aAnn Lee\u202c"),
        ("\u05d0\u05d1", "\u200f\u05d0\u05d1"),
        ("Ann\u200d", "An\u200dn"),
        ("Zo\u00eb \u263a\ufe0f", "zoe\u0308 \u263a"),
        ("\x1b[31mAnn", "[31mAnn"),
        ("x" * 300, "X" * 90),
        ("\u00e9" * 300, "e\u0301" * 300),
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


@pytest.mark.parametrize("alias", ["\U0001fae8 Ann", "\U0001faef"])
def test_a_picture_newer_than_this_python_stays_in_a_name(alias):
    assert clean_alias(alias) == alias


def test_bytes_that_are_no_text_find_nobody(store):
    store.save(a_session(person="Ann"), None)
    assert store.sessions(person="\udcff") == ()
    assert trouble_of(lambda: store.person("\udcff")) is StoreTrouble.NOT_FOUND


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
