"""What is remembered, and what a damaged file does."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.main import main as cli
from app.doctor import State, examine
from app.settings import preferences
from app.settings.preferences import ASIDE_NAME, FILE_NAME, Preferences
from app.store import Person, Store, data_folder

OWN = Preferences(
    theme="dark", volume=0.25, person="Zebulon", recent=["/a/b.mp4"], welcomed=True,
    thresholds={"lumbar_flexion": 14.0}, levels={"Zebulon": {"aeroplane": "free"}},
)  # fmt: skip


def test_what_was_saved_is_loaded(tmp_path):
    wanted = Preferences(theme="dark", volume=0.25, welcomed=True, source="1")
    assert preferences.save(wanted, tmp_path / "new")
    assert preferences.load(tmp_path / "new") == wanted


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "null"])
def test_a_damaged_file_gives_the_defaults(tmp_path, text):
    (tmp_path / FILE_NAME).write_text(text)
    assert preferences.load(tmp_path) == Preferences()


def test_one_wrong_field_does_not_cost_the_others(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"theme": 3, "goal": "deep_squat", "volume": 9, "odd": 1}')
    found = preferences.load(tmp_path)
    assert (found.theme, found.goal, found.volume) == ("system", "deep_squat", 1.0)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not preferences.save(Preferences(), tmp_path / "file")


def test_thresholds_are_kept_and_nonsense_is_dropped(tmp_path):
    preferences.save(Preferences(thresholds={"lumbar_flexion": 14.0}), tmp_path)
    assert preferences.load(tmp_path).thresholds == {"lumbar_flexion": 14.0}
    (tmp_path / FILE_NAME).write_text('{"thresholds": {"lumbar_flexion": 0, "side_bend": "x"}}')
    assert preferences.load(tmp_path).thresholds == {}


# ---- damage: named, kept as one copy, replaced by what can be used


def loaded(folder):
    """Return the preferences and what was said."""
    said = []
    return preferences.load(folder, said.append), said


def written(folder):
    """Return the bytes of a whole file."""
    preferences.save(OWN, folder)
    assert loaded(folder) == (OWN, [])
    return (folder / FILE_NAME).read_bytes()


def is_named_and_kept(folder, content):
    found, (line,) = loaded(folder)
    assert line.startswith("The file of settings ")
    assert f"kept as {ASIDE_NAME}" in line
    assert (folder / ASIDE_NAME).read_bytes() == content
    assert loaded(folder) == (found, [])  # said once; what was used is there from now on
    return found


@pytest.mark.parametrize(
    "make",
    [
        lambda whole: b"",
        lambda whole: b"\0" * len(whole),
        lambda whole: whole[: len(whole) // 2] + b"\0" * 200,
        lambda whole: whole.decode().replace("Zebulon", "Zoë").encode("latin-1"),
        lambda whole: b"\xff\xfe" + whole,
        lambda whole: b"[1]",
        lambda whole: b"null",
        lambda whole: b'{"a":' * 5000,
        lambda whole: whole + whole,
    ],
    ids=["empty", "zeros", "torn", "latin-1", "mark", "list", "null", "deep", "twice"],
)
def test_a_file_that_is_no_object_is_named_kept_and_replaced(tmp_path, make):
    content = make(written(tmp_path))
    (tmp_path / FILE_NAME).write_bytes(content)
    assert is_named_and_kept(tmp_path, content) == Preferences()


def test_a_file_cut_off_anywhere_is_named(tmp_path):
    whole = written(tmp_path)
    for length in range(0, len(whole) - 2, 7):  # the last two are the brace and the line's end
        (tmp_path / FILE_NAME).write_bytes(whole[:length])
        is_named_and_kept(tmp_path, whole[:length])


def test_a_bit_flipped_anywhere_is_named_or_changes_nothing(tmp_path):
    whole, chance = written(tmp_path), random.Random(4)
    named = 0
    for place in range(len(whole)):
        content = bytearray(whole)
        content[place] ^= 1 << chance.randrange(8)
        (tmp_path / FILE_NAME).write_bytes(content)
        found, said = loaded(tmp_path)
        named += len(said)
        assert said or found == OWN
    assert named > 0.7 * len(whole)  # the rest is white space


WRONG = [None, True, "x", "\ud800", -1, 10**400, 1e999, [], {}, [1], {"": 0}]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_value_of_a_wrong_type_costs_only_itself(tmp_path, wrong):
    for name in json.loads(written(tmp_path)):
        if name == "check" or getattr(OWN, name) is wrong:
            continue
        data = json.loads(written(tmp_path)) | {name: wrong}
        content = json.dumps(data).encode()
        (tmp_path / FILE_NAME).write_bytes(content)
        found = is_named_and_kept(tmp_path, content)
        assert replace(found, **{name: getattr(OWN, name)}) == OWN


def test_the_next_damage_replaces_the_copy(tmp_path):
    for content in (b"first", b"second"):
        (tmp_path / FILE_NAME).write_bytes(content)
        is_named_and_kept(tmp_path, content)
    assert sorted(os.listdir(tmp_path)) == [FILE_NAME, ASIDE_NAME]


def test_a_folder_in_its_place_is_set_aside(tmp_path):
    for name in ("one", "two"):
        (tmp_path / FILE_NAME).unlink(missing_ok=True)
        (tmp_path / FILE_NAME).mkdir()
        (tmp_path / FILE_NAME / name).touch()
        assert "is not a file" in loaded(tmp_path)[1][0]
        assert os.listdir(tmp_path / ASIDE_NAME) == [name]
    assert loaded(tmp_path) == (Preferences(), [])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_its_place_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / FILE_NAME)
    assert "is not a file" in loaded(tmp_path)[1][0]


def test_a_file_that_may_not_be_read_is_moved_aside(tmp_path, monkeypatch):
    written(tmp_path)

    def refuse(path):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        found, (line,) = loaded(tmp_path)
    assert found == Preferences()
    assert "cannot be read (Permission denied)" in line
    assert b"Zebulon" in (tmp_path / ASIDE_NAME).read_bytes()


def test_where_nothing_can_be_written_it_is_still_named(tmp_path, monkeypatch):
    (tmp_path / FILE_NAME).write_text("{")

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(preferences, "write_atomically", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    found, (line,) = loaded(tmp_path)
    assert found == Preferences()
    assert "It stays where it is" in line
    assert (tmp_path / FILE_NAME).read_text() == "{"


def test_text_that_another_editor_has_saved_as_utf_16_is_read(tmp_path):
    text = written(tmp_path).decode()
    for encoding in ("utf-16", "utf-8-sig"):
        (tmp_path / FILE_NAME).write_bytes(text.encode(encoding))
        assert loaded(tmp_path) == (OWN, [])


def test_commands_name_it_in_one_line_and_leave_it_to_the_window(capsys):
    (data_folder() / FILE_NAME).write_text("{")
    assert cli(["sessions"]) == 0
    said = capsys.readouterr().err
    assert "preferences.json is damaged" in said
    assert said.count("\n") == 1
    assert (data_folder() / FILE_NAME).read_text() == "{"


def test_doctor_names_it_and_mends_it():
    (data_folder() / FILE_NAME).write_text("{")
    for mend, state in ((False, State.NOTE), (True, State.MENDED), (False, State.OK)):
        found = {check.name: check for check in examine(mend=mend)}["settings"]
        assert found.state is state
    assert (data_folder() / ASIDE_NAME).read_text() == "{"


def test_the_copy_goes_with_a_person(tmp_path):
    with Store.open(tmp_path) as store:
        store.put_person(Person("Zebulon"))
        (tmp_path / ASIDE_NAME).write_text("Zebulon")
        (tmp_path / "unsaved-s1.jsonl.damaged").write_text("Zebulon")
        store.delete_person("Zebulon")
    left = [path for path in tmp_path.iterdir() if b"Zebulon" in path.read_bytes()]
    assert left == []
