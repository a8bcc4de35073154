from __future__ import annotations

import os
import sys
import threading

import pytest

from vision.capture.stderr import native_stderr_silenced


def shout(text: bytes) -> None:
    """Write as native code does: past Python's own stream."""
    os.write(2, text)


def test_native_writing_is_swallowed_inside_and_only_there(
    capfd: pytest.CaptureFixture[str],
) -> None:
    shout(b"before ")
    with native_stderr_silenced():
        shout(b"inside ")
    shout(b"after")
    assert capfd.readouterr().err == "before after"


def test_exceptions_pass_and_the_terminal_comes_back(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with native_stderr_silenced():
            shout(b"inside")
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        fail()
    shout(b"after")
    assert capfd.readouterr().err == "after"


def test_nested_blocks_stay_silent_to_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    with native_stderr_silenced():
        with native_stderr_silenced():
            shout(b"inner")
        shout(b"outer")
    assert capfd.readouterr().err == ""


def test_program_without_a_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> int:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(os, "dup", refuse)
    ran = []
    with native_stderr_silenced():
        ran.append(True)
    assert ran == [True]


def test_no_descriptor_is_leaked() -> None:
    def open_descriptors() -> int:
        probe = os.open(os.devnull, os.O_RDONLY)
        os.close(probe)
        return probe  # the lowest free number

    before = open_descriptors()
    for _ in range(20):
        with native_stderr_silenced():
            pass
    assert open_descriptors() == before


def test_blocks_of_several_threads_give_the_terminal_back(
    capfd: pytest.CaptureFixture[str],
) -> None:
    inside, over = threading.Event(), threading.Event()

    def other() -> None:
        with native_stderr_silenced():
            inside.set()
            over.wait(10)

    thread = threading.Thread(target=other)
    with native_stderr_silenced():
        thread.start()
        assert inside.wait(10)
    shout(b"the other one is still inside ")
    over.set()
    thread.join()
    shout(b"after")
    assert capfd.readouterr().err == "after"
