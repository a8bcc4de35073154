"""Whatever a file does to its decoder, the program goes on and says so."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.video_builders import numbered, write_video
from vision.capture.recording import watched as watched_module
from vision.capture.recording.video import VideoSource
from vision.capture.recording.watched import WatchedVideo
from vision.capture.sources import open_source
from vision.errors import VideoUnreadable

ROOT = Path(watched_module.__file__).parents[3]
BEGIN = f"""
import json, os, signal, sys, time
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
from vision.capture.recording import decoder
from vision.datatypes import Frame
pipe = os.fdopen(1, "wb", buffering=0)
info = dict(kind="video", name="x", fps=30.0, duration_s=1.0, frames=30, path=None)
def begin(): decoder._send_json(pipe, b"I", info)
def frame(n): decoder._send_frame(pipe, Frame(n, n / 30, np.full((4, 6, 3), n, np.uint8)))
"""


@pytest.fixture
def decoder(monkeypatch):
    """Replace the decoder by a script."""

    def replace(script):
        monkeypatch.setattr(watched_module, "_START", BEGIN + script)

    return replace


def test_a_file_is_decoded_as_in_this_process(tmp_path):
    times_ms = [40 * n + (1500 if n > 9 else 0) for n in range(20)]
    path = write_video(tmp_path / "clip.mp4", [numbered(n) for n in range(20)], times_ms)
    here, there = VideoSource(str(path)), open_source(str(path))
    assert isinstance(there, WatchedVideo)
    assert there.info == here.info
    for one, other in zip(here.frames(), there.frames(), strict=True):
        assert (one.index, one.t_s) == (other.index, other.t_s)
        assert np.array_equal(one.image, other.image)
    assert there.notes == here.notes != ()


def test_what_is_wrong_with_a_file_is_said_as_in_this_process(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"nonsense" * 50)
    with pytest.raises(VideoUnreadable, match=r"clip.mp4 is not a readable video: record"):
        WatchedVideo(str(tmp_path / "clip.mp4"))


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGSEGV)", "sys.exit(1)", "1/0"])
def test_a_crash_before_the_first_picture_makes_it_unreadable(decoder, end):
    decoder(end)
    with pytest.raises(VideoUnreadable, match="the decoder failed on it"):
        WatchedVideo("clip.mp4")
    decoder(f"begin(); {end}")
    source = WatchedVideo("clip.mp4")
    with pytest.raises(VideoUnreadable, match="the decoder failed on it"):
        list(source.frames())


@pytest.mark.parametrize(
    "end",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "pipe.write(decoder.HEAD.pack(b'F', 99) + b'half')",
        "raise MemoryError",
    ],
)
def test_a_crash_keeps_what_was_decoded_and_is_named(decoder, end):
    decoder(f"begin(); [frame(n) for n in range(7)]; {end}")
    source = WatchedVideo("clip.mp4")
    assert [frame.image[0, 0, 0] for frame in source.frames()] == list(range(7))
    (note,) = source.notes
    assert note.startswith("The video is damaged at 0.2 s")


def test_a_decoder_that_hangs_is_ended(decoder):
    decoder("begin(); frame(0); time.sleep(600)")
    source = WatchedVideo("clip.mp4", hang_s=2.0)
    assert len(list(source.frames())) == 1
    assert "damaged at 0.0 s" in source.notes[0]
    assert source._child.poll() is not None


def test_one_that_is_slow_to_be_asked_does_not_hang(decoder):
    """Measuring takes its time; only waiting for the decoder counts."""
    decoder("begin(); [frame(n) for n in range(3)]; decoder._send(pipe, b'D', b'')")
    source = WatchedVideo("clip.mp4")
    frames = source.frames()
    next(frames)
    source._watch._hang_s = 0.4
    time.sleep(1.0)
    assert len(list(frames)) == 2
    assert source.notes == ()


def test_closing_ends_the_process_and_the_iteration(tmp_path):
    path = write_video(tmp_path / "clip.mp4", [numbered(n) for n in range(99)])
    source = WatchedVideo(str(path))
    seen = []
    for frame in source.frames():
        seen.append(frame)
        source.close()
    assert 1 <= len(seen) < 99
    source.close()
    assert source._child.poll() is not None
    assert source.notes == ()


def test_the_decoder_ends_with_a_killed_program(tmp_path):
    path = write_video(tmp_path / "clip.mp4", [numbered(n, (960, 480)) for n in range(99)])
    script = f"""
import sys, time; sys.path.insert(0, {str(ROOT)!r})
from vision.capture.recording.watched import WatchedVideo
source = WatchedVideo({str(path)!r}); print(source._child.pid, flush=True); time.sleep(600)
"""
    program = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    pid = int(program.stdout.readline())
    program.kill()
    program.communicate()
    deadline_s = time.monotonic() + 30
    while is_alive(pid) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not is_alive(pid)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(os.name == "nt", reason="POSIX process groups")
def test_an_interrupt_of_the_program_does_not_reach_the_decoder(tmp_path):
    """Otherwise every Ctrl-C would look like a damaged video."""
    path = write_video(tmp_path / "clip.mp4", [numbered(n) for n in range(60)])
    source = WatchedVideo(str(path))
    assert os.getpgid(source._child.pid) != os.getpgid(0)
    os.kill(source._child.pid, signal.SIGINT)
    assert len(list(source.frames())) == 60
    assert source.notes == ()


def test_one_that_is_forgotten_ends_its_process(tmp_path):
    path = write_video(tmp_path / "clip.mp4", [numbered(n, (960, 480)) for n in range(99)])
    source = WatchedVideo(str(path))
    child = source._child
    del source
    gc.collect()
    assert child.wait(30) is not None


def test_a_module_of_the_users_folder_is_not_run(tmp_path, monkeypatch):
    path = write_video(tmp_path / "clip.mp4", [numbered(n) for n in range(3)])
    for name in ("numpy", "av", "json", "vision"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert len(list(WatchedVideo(str(path)).frames())) == 3
    assert not (tmp_path / "ran").exists()


# ---- mutated files


def mutated(whole: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes flipped, cut off, cut out or spliced in."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(data))
        length = chance.randrange(1, max(2, len(data) // 8))
        kind = chance.choice(("flip", "flip", "flip", "cut", "drop", "splice", "ones"))
        if kind == "flip":
            data[at] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            del data[max(200, at) :]
        elif kind == "drop":
            del data[at : at + length]
        elif kind == "splice":
            data[at:at] = whole[at : at + length]
        else:
            data[at : at + 4] = b"\xff" * len(data[at : at + 4])
    return bytes(data)


def outcome(path: Path) -> str:
    """Say what came of a file; anything but pictures or an error in words is raised."""
    try:
        source = WatchedVideo(str(path), hang_s=20.0)
        frames = list(source.frames())
    except VideoUnreadable as error:
        return "refused" if error.remedy else "refused without a remedy"
    assert all(b.t_s > a.t_s for a, b in pairwise(frames))
    assert all(note.endswith(".") for note in source.notes)
    return "read"


def mutants(folder: Path, count: int) -> list[str]:
    chance, outcomes = random.Random(7), []
    for number in range(count):
        suffix, codec = chance.choice(
            (("mp4", "libx264"), ("mkv", "libx264"), ("ts", "libx264"), ("avi", "mpeg4"),
             ("webm", "libvpx"), ("mov", "mpeg4"), ("flv", "libx264"))
        )  # fmt: skip
        whole = folder / f"whole.{suffix}"
        if not whole.exists():
            write_video(whole, [numbered(n) for n in range(40)], codec=codec)
        path = folder / f"{number}.{suffix}"
        path.write_bytes(mutated(whole.read_bytes(), chance))
        outcomes.append(outcome(path))
        path.unlink()
    return outcomes


@pytest.mark.slow  # a process for each file
def test_many_mutated_files_are_read_or_refused(tmp_path):
    """A thousand, as in docs/reliability.md: ``HIPDRILL_MUTANTS=1000``."""
    count = int(os.environ.get("HIPDRILL_MUTANTS", "150"))
    outcomes = mutants(tmp_path, count)
    assert set(outcomes) <= {"read", "refused"}
    assert outcomes.count("read") > 0.3 * count
    assert outcomes.count("refused") > 0.03 * count
