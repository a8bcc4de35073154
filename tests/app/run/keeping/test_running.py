"""Which sessions are under way, also on disks that know no locks."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
import time

import filelock
import pytest

from app.run.keeping.running import FRESH_S, RunningMark, is_running, remove_stale


@pytest.fixture(params=["locks", "no locks", "old library", "no locks at all"])
def disk(request, monkeypatch):
    """A disk that locks files, and three ways in which others do not."""
    failures = {
        "no locks": OSError(errno.EOPNOTSUPP, "not supported"),
        "no locks at all": OSError(errno.ENOLCK, "no locks available"),
        "old library": NotImplementedError("does not appear to support flock"),
    }
    failure = failures.get(request.param)
    if failure is not None:

        def refuse(*_, **__):
            raise failure

        monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    return request.param


def test_a_session_is_running_until_it_is_let_go(tmp_path, disk):
    mark = RunningMark(tmp_path, "s1")
    assert not is_running(tmp_path, "s1")
    mark.set()
    assert is_running(tmp_path, "s1")
    assert not is_running(tmp_path, "s2")
    mark.remove()
    assert not is_running(tmp_path, "s1")
    assert list((tmp_path / "running").iterdir()) == []
    mark.remove()


def test_a_session_of_a_killed_program_is_not_running(tmp_path, disk):
    (tmp_path / "running").mkdir()
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    left = {"host": socket.gethostname(), "pid": child.pid}
    (tmp_path / "running" / "s1.lock").write_text("")
    (tmp_path / "running" / "s1.pid").write_text(json.dumps(left))
    assert not is_running(tmp_path, "s1")


def test_a_session_of_another_computer_is_left_alone(tmp_path):
    """In a folder that is shared; its program alone can tell."""
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "s1.pid").write_text(json.dumps({"host": "elsewhere", "pid": 1}))
    assert is_running(tmp_path, "s1")
    old_s = (tmp_path / "running" / "s1.pid").stat().st_mtime - 3 * 86400
    os.utime(tmp_path / "running" / "s1.pid", (old_s, old_s))
    assert not is_running(tmp_path, "s1")


def test_a_damaged_mark_is_nobody(tmp_path):
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "s1.pid").write_text("{")
    assert not is_running(tmp_path, "s1")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    mark = RunningMark(tmp_path / "file", "s1")
    mark.set()
    mark.remove()
    assert not is_running(tmp_path / "file", "s1")


def test_marks_of_killed_programs_are_removed_unless_they_may_be_new(tmp_path):
    marks = tmp_path / "running"
    own = RunningMark(tmp_path, "alive")
    own.set()
    for name in ("killed", "new"):
        (marks / f"{name}.lock").touch()
    for name in ("killed", "alive"):
        os.utime(marks / f"{name}.lock", (time.time() - 2 * FRESH_S,) * 2)
    remove_stale(tmp_path)
    assert sorted(path.stem for path in marks.iterdir()) == ["alive", "new"]
    own.remove()
