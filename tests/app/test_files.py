"""Files are written whole on every kind of disk, under names that every system takes."""

from __future__ import annotations

import csv
import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import csv_text, safe_name, sha256_of, write_atomically


def refusing(number: int):
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize("number", [errno.EOPNOTSUPP, errno.EPERM])
def test_a_share_that_knows_no_rights_still_gets_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(Path, "chmod", refusing(number))
    write_atomically(tmp_path / "session.json", "whole")
    assert (tmp_path / "session.json").read_text() == "whole"
    assert os.listdir(tmp_path) == ["session.json"]


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EOPNOTSUPP, errno.EPERM, errno.EEXIST])
def test_a_disk_that_cannot_rename_still_gets_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "session.json").write_text("an earlier one, and longer")
    monkeypatch.setattr(Path, "replace", refusing(number))
    write_atomically(tmp_path / "session.json", "whole")
    assert (tmp_path / "session.json").read_text() == "whole"
    assert os.listdir(tmp_path) == ["session.json"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "session.json").write_text("earlier")
    monkeypatch.setattr(Path, "replace", refusing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        write_atomically(tmp_path / "session.json", "whole")
    assert (tmp_path / "session.json").read_text() == "earlier"
    assert os.listdir(tmp_path) == ["session.json"]


def test_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'é' * 125}.json"
    assert len(os.fsencode(path.name)) == 255
    assert write_atomically(path, b"x").read_bytes() == b"x"


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_a_safe_name_is_a_file_name_everywhere(text: str) -> None:
    name = safe_name(text)
    coded = name.encode("utf-8")  # no surrogates
    assert 0 < len(coded) <= 200
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in (".", "..")
    assert name[-1] not in ". "


def test_a_pipe_has_no_digest_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    assert sha256_of(tmp_path / "clip.mp4") is None


@pytest.mark.parametrize(("row", "begins"), [(["Zoë", "1"], "\ufeff"), (["Zoe", "1"], "Zoe")])
def test_a_table_with_accents_has_the_mark_that_spreadsheets_look_for(
    tmp_path: Path, row: list[str], begins: str
) -> None:
    text = csv_text([row, ['say "hi"', "a,b"]])
    assert text.startswith(begins)
    path = write_atomically(tmp_path / "t.csv", text)
    assert path.read_bytes().count(b"\r\n") == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [row, ['say "hi"', "a,b"]]


def test_a_table_takes_names_that_are_no_text() -> None:
    assert csv_text([["caf\udce9.mp4"]]) == "\ufeffcaf\ufffd.mp4\r\n"


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
@pytest.mark.parametrize(("folder", "expected"), [(0o700, 0o600), (0o750, 0o640), (0o777, 0o666)])
def test_a_file_has_no_rights_that_its_folder_gives_to_nobody(
    tmp_path: Path, folder: int, expected: int
) -> None:
    """Results are made in the private data folder before they go where they were asked for."""
    tmp_path.chmod(folder)
    path = write_atomically(tmp_path / "a.csv", "x", 0o666)
    assert path.stat().st_mode & 0o777 == expected
