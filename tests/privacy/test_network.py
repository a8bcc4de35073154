"""Nothing leaves the computer: the program runs where any use of the Internet would kill it."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.run.keeping.backup import WINDOW
from sample_videos import sample_path
from tests.no_network import KILLED, MACHINES
from tests.video_builders import numbered, write_video

ROOT = Path(__file__).parents[2]
guarded = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in MACHINES, reason="a filter of Linux"
)


def run(*arguments: object, code: str = "", folder: Path) -> subprocess.CompletedProcess[str]:
    how = ["-c", f"from tests.no_network import forbid; forbid(); {code}"]
    return subprocess.run(
        [sys.executable, *(how if code else ["-m", "tests.no_network"]), *map(str, arguments)],
        env=os.environ | {"HIPDRILL_DATA": str(folder / "data"), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=300, cwd=ROOT, check=False,
    )  # fmt: skip


@guarded
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import av; av.open('http://127.0.0.1:9/x')",
        "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', "
        "'import socket; socket.socket()']))",
    ],
)
def test_the_guard_catches_every_way_out(tmp_path: Path, code: str) -> None:
    assert run(code=code, folder=tmp_path).returncode in (KILLED, 225)  # 225: told by a child


@guarded
def test_the_guard_lets_the_rest_work(tmp_path: Path) -> None:
    assert run(code="import socket; socket.socket(socket.AF_UNIX)", folder=tmp_path).returncode == 0


@guarded
def test_no_command_speaks_to_the_network(tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    clips.mkdir()
    for number in (3, 4):
        write_video(clips / f"{number}.mp4", [numbered(n) for n in range(number)])
    out = tmp_path / "out"
    sample = sample_path("frogger_rock")
    for arguments in (
        ["analyse", sample, "--fps", 12, "--person", "Ann", "--annotate", "--still", "--out", out],
        ["analyse", clips, "--jobs", 2, "--out", out],
        ["report", "latest", "--format", "pdf,html,csv,json,trc,mot", "--out", out],
        ["progress", "Ann", "--out", out],
        ["sessions"],
        ["person", "export", "Ann", "--out", tmp_path / "ann.zip"],
        ["person", "delete", "Ann", "--yes"],
        ["doctor"],
        ["cameras"],
    ):
        done = run(*arguments, folder=tmp_path)
        assert done.returncode == 0, (arguments, done.returncode, done.stderr[-500:])


@guarded
@pytest.mark.slow  # the real window, for a few seconds of a set
def test_the_window_does_not_speak_to_the_network(tmp_path: Path) -> None:
    window = subprocess.Popen(
        [sys.executable, "-m", "tests.no_network", "--source", str(sample_path("frogger_rock")),
         "--drill", "frogger", "--autostart"],
        env=os.environ | {"HIPDRILL_DATA": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline_s = time.monotonic() + 60
    while window.poll() is None and time.monotonic() < deadline_s and not is_practising(tmp_path):
        time.sleep(0.1)
    assert is_practising(tmp_path)
    time.sleep(5.0)  # of the set
    window.send_signal(signal.SIGINT)
    _, said = window.communicate(timeout=60)
    assert window.returncode in (0, 130), said


def is_practising(folder: Path) -> bool:
    """Whether a set is under way: it marks itself, and so does the window."""
    return any(mark.stem != WINDOW for mark in (folder / "running").glob("*.lock"))


@pytest.mark.skipif(sys.platform != "linux", reason="reads the names that a library imports")
def test_the_pose_library_cannot_reach_a_network() -> None:
    """Later ones carry an uploader: a library that imports no call for sockets cannot."""
    spec = find_spec("mediapipe")
    assert spec is not None
    assert spec.submodule_search_locations
    libraries = list(Path(next(iter(spec.submodule_search_locations))).rglob("*.so*"))
    assert any(path.stat().st_size > 1e6 for path in libraries)
    for path in libraries:
        content = path.read_bytes()
        for name in (b"socket", b"connect", b"getaddrinfo", b"sendto"):
            assert b"\0" + name + b"\0" not in content, (path.name, name)
        assert b"play.googleapis.com" not in content
        assert b"clearcut" not in content.lower()
