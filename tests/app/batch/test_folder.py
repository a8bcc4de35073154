"""What is picked up from a folder, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.batch.batch import Line, Status
from app.batch.folder import videos_in
from app.cli import main as cli
from app.cli.batch import _Teller
from tests.app.cli.test_cli import write_video


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder as people have them."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "20260115"
    (made / "sub" / "deeper").mkdir(parents=True)
    (made / ".trash").mkdir()
    (made / "clip").mkdir()
    (made / "clip" / "session.json").write_text("{}")
    for name in (
        "b.MP4", "a.mov", "c.m2ts", "d.ts", "e.h264", "notes.txt", "._a.mov", ".hidden.mp4",
        "sub/f.mkv", "sub/deeper/g.vob", ".trash/h.mp4", "clip/annotated.mp4",
    ):  # fmt: skip
        (made / name).write_bytes(b"x")
    os.mkfifo(made / "pipe.mp4")
    (made / "broken.mp4").symlink_to("nowhere.mp4")
    (made / "loop").symlink_to(made, target_is_directory=True)
    return made


def names(found):
    return [path.name for path in found]


def test_videos_are_picked_up_and_the_rest_is_named(folder):
    found = videos_in(folder)
    assert names(found.videos) == ["a.mov", "b.MP4", "c.m2ts", "d.ts", "e.h264"]
    assert names(found.left) == ["broken.mp4", "notes.txt", "pipe.mp4"]
    assert found.note.endswith("broken.mp4, notes.txt, pipe.mp4")


def test_subfolders_only_when_asked_for_and_never_results(folder):
    found = videos_in(folder, recursive=True)
    assert names(found.videos)[-2:] == ["g.vob", "f.mkv"]
    assert "annotated.mp4" not in names(found.videos)
    assert "h.mp4" not in names(found.videos)
    inside = videos_in(folder, folder / "sub", recursive=True)
    assert "f.mkv" not in names(inside.videos)


def test_many_that_were_left_are_counted(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text("x")
    assert videos_in(tmp_path).note.endswith("3.txt, 4.txt and 4 more")


# ---- the command


def test_a_folder_of_digits_is_no_camera(folder, capsys):
    for path in folder.iterdir():
        if path.suffix.lower() in (".mov", ".m2ts", ".ts", ".h264"):
            path.unlink()
    write_video(folder / "b.MP4")
    assert cli.main(["analyse", "20260115", "--out", "out"]) == 0
    said = capsys.readouterr()
    assert "1 done" in said.out
    assert "left out" in said.err


def test_a_folder_that_has_only_subfolders_says_what_to_do(tmp_path, capsys):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    write_video(tmp_path / "in" / "sub" / "clip.mp4")
    out = ["--out", str(tmp_path / "out")]
    assert cli.main(["analyse", str(tmp_path / "in"), *out]) == 1
    assert "--recursive" in capsys.readouterr().err
    assert cli.main(["analyse", str(tmp_path / "in"), "--recursive", *out]) == 0


def test_a_subfolder_that_may_not_be_opened_is_left_and_named(tmp_path, monkeypatch):
    (tmp_path / "in" / "mine").mkdir(parents=True)
    (tmp_path / "in" / "closed").mkdir()
    write_video(tmp_path / "in" / "mine" / "clip.mp4")
    scandir = os.scandir

    def refuse(path):
        if os.path.basename(path) == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = videos_in(tmp_path / "in", recursive=True)
    assert [path.name for path in found.videos] == ["clip.mp4"]
    assert "closed" in found.note


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_opened_is_one_line(tmp_path, capsys):
    (tmp_path / "in").mkdir(0o000)
    assert cli.main(["analyse", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 1
    assert "cannot be opened" in capsys.readouterr().err


def test_a_pipe_is_refused_and_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.mp4")
    out = ["--out", str(tmp_path / "out")]
    assert cli.main(["analyse", str(tmp_path / "pipe.mp4"), "--jobs", "1", *out]) == 1
    assert "is not a file" in capsys.readouterr().err


def test_a_name_of_several_lines_is_listed_in_one(capsys: pytest.CaptureFixture[str]) -> None:
    line = Line("clips/two\nlines.mp4", Status.SKIPPED, "two_lines")
    _Teller(1, Path("out"), quiet=False)(line)
    (listed,) = capsys.readouterr().out.splitlines()
    assert "two\ufffdlines.mp4: finished before" in listed
