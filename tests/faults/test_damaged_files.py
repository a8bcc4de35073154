"""Files damaged in every class of place: named, rebuilt or refused; never a crash, never a lie."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.doctor import State, examine
from app.run.keeping.recovery import recover
from app.session.file import from_json, to_json
from app.settings import preferences
from app.store import SetNote, Store, StoreError
from app.store.folder import DATABASE_NAME
from app.store.rows.series_blob import pack, unpack
from tests.store_builders import a_rep, a_series, a_session
from vision.angles import model as model_module
from vision.angles.model import shipped_model
from vision.errors import ModelDamaged

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a database that is closed, its log emptied into it."""
    folder = tmp_path_factory.mktemp("whole")
    with Store.open(folder) as store:
        for number in range(12):
            store.save(a_session(f"s{number:02}", days=number), a_series(60))
            store.set_note(f"s{number:02}", SetNote(2, None, "fine"))
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / DATABASE_NAME).read_bytes()


def places(whole: bytes) -> dict[str, list[int]]:
    """Return places of each class: what SQLite keeps there differs."""
    pages = len(whole) // PAGE
    kinds: dict[str, list[int]] = {
        "magic": [0, 7, 15],
        "page size and versions": [16, 17, 18, 19, 20, 24],
        "schema numbers": [40, 44, 56, 60, 68, 92],
        "schema page": [100, 105, 108, 300, PAGE - 20],
        "first byte of a page": [PAGE * n for n in range(1, pages, max(1, pages // 12))],
        "cells of a page": [PAGE * n + 8 for n in range(1, pages, max(1, pages // 12))],
        "content": [PAGE * n + 3000 for n in range(1, pages, max(1, pages // 12))],
        "end": [len(whole) - 1, len(whole) - PAGE],
    }
    return kinds


KINDS = list(places(bytes(40 * PAGE)))


def used(folder: Path) -> str:
    """Use a store in every way; return what it says of its trouble, "" if there is none."""
    said = ""
    for use in (
        lambda store: store.people(),
        lambda store: [store.session(row.id) for row in store.sessions()],
        lambda store: [store.series(row.id) for row in store.sessions()],
        lambda store: store.summaries(),
        lambda store: store.save(a_session("new", days=40), a_series(20)),
    ):
        try:
            with Store.open(folder) as store:
                use(store)
        except StoreError as error:
            said = str(error)
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_with_a_damaged_byte_says_so_or_works(
    tmp_path: Path, whole: bytes, kind: str
) -> None:
    for number, place in enumerate(places(whole)[kind]):
        folder = tmp_path / str(number)
        folder.mkdir()
        content = bytearray(whole)
        content[place] ^= 0xFF
        (folder / DATABASE_NAME).write_bytes(content)
        said = used(folder)
        assert "\n" not in said
        recovered(folder)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_database_that_was_cut_off_is_mended(tmp_path: Path, whole: bytes, share: float) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(whole[: int(len(whole) * share)])
    used(tmp_path)
    recovered(tmp_path)


def recovered(folder: Path) -> None:
    """Doctor mends whatever it is, and a session can be kept and read again afterwards."""
    found = {check.name: check for check in examine(mend=True, folder=folder)}
    assert "check" not in found, found["check"].text  # it was made without an exception
    assert found["sessions"].state in (State.OK, State.MENDED), found["sessions"].text
    with Store.open(folder) as store:
        assert store.problems() == ()
        store.save(a_session("after", days=50), a_series(20))
        assert store.session("after").reps
        for row in store.sessions():
            assert len(store.session(row.id).reps) == row.counts.total


# ---- what is JSON


def variants(text: str, count: int, seed: int = 3) -> list[str]:
    """Return texts with something cut out, doubled or exchanged."""
    chance, made = random.Random(seed), []
    for _ in range(count):
        at, length = chance.randrange(len(text)), chance.randrange(1, 40)
        instead = chance.choice(("", "null", "1e999", "-1", '"x"', "[]", "{}", "NaN", "9" * 400))
        made.append(text[:at] + instead + text[at + length :])
    return made


def values(data: Any) -> list[tuple[Any, Any]]:
    """Return every place in nested JSON, as container and key."""
    found = []
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        found.append((data, key))
        if isinstance(value, dict | list):
            found += values(value)
    return found


def test_a_damaged_session_is_refused_in_words_or_is_whole() -> None:
    text = json.dumps(to_json(a_session(reps=[a_rep(1), a_rep(2)])))
    for damaged in variants(text, 400):
        try:
            session = from_json(json.loads(damaged))
        except ValueError:
            continue
        to_json(session)


@pytest.mark.parametrize("wrong", [None, "x", -1, 1e308, [], {}, True])
def test_a_wrong_value_anywhere_in_a_session_is_refused_or_taken(wrong: object) -> None:
    text = json.dumps(to_json(a_session(reps=[a_rep(1)])))
    for number in range(len(values(json.loads(text)))):
        data = json.loads(text)
        container, key = values(data)[number]
        container[key] = wrong
        try:
            to_json(from_json(data))
        except ValueError:
            continue


def test_damaged_preferences_give_the_defaults_of_what_is_wrong(tmp_path: Path) -> None:
    text = json.dumps(asdict(preferences.Preferences()))
    for damaged in [*variants(text, 200), "\x00" * 50, '{"a":' * 5000]:
        (tmp_path / preferences.FILE_NAME).write_text(damaged, "utf-8")
        preferences.load(tmp_path)


def test_a_damaged_file_of_unsaved_sessions_does_not_stop_the_start(tmp_path: Path) -> None:
    from app.run.journal import _whole_line
    from app.store import SessionState

    text = _whole_line(a_session("s1"), a_series(20), None, SessionState.FINISHED)
    for number, damaged in enumerate(variants(text, 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "unsaved-s1.jsonl"
        path.write_text(damaged, "utf-8")
        recover(folder)
        with Store.open(folder) as store:
            kept = [row.id for row in store.sessions()]
        left = list(folder.glob("unsaved-*"))
        assert kept == ["s1"] or left, damaged[:80]  # taken over, or kept for somebody to look at


# ---- what is packed


def test_damaged_angles_are_refused_or_have_their_frames() -> None:
    blob, chance = pack(a_series(60)), random.Random(5)
    for _ in range(300):
        damaged = bytearray(blob)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        try:
            series = unpack(bytes(damaged))
        except ValueError:
            continue
        assert len(series.t_s) == len(series.phase)


@pytest.mark.parametrize("kind", ["header", "middle", "directory", "cut", "empty", "other arrays"])
def test_a_damaged_angle_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = model_module.resources.files("vision.models") / model_module.MODEL_FILE
    content = bytearray(path.read_bytes())
    for place in {
        "header": (0, 9, 30),
        "middle": (len(content) // 2,),
        "directory": (-30, -10),
    }.get(kind, ()):
        content[place] ^= 0xFF
    if kind == "cut":
        del content[len(content) // 2 :]
    elif kind == "empty":
        content.clear()
    elif kind == "other arrays":
        np.savez(tmp_path / "other.npz", a=np.zeros(3))
        content = bytearray((tmp_path / "other.npz").read_bytes())
    (tmp_path / model_module.MODEL_FILE).write_bytes(content)
    monkeypatch.setattr(model_module.resources, "files", lambda _package: tmp_path)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        shipped_model.__wrapped__()
