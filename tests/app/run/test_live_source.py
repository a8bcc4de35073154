"""A camera that goes away and comes back."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest

from app.run import live_source
from app.run.live_source import LiveSource
from vision.capture.frame_source import SourceInfo
from vision.datatypes import Frame
from vision.errors import CameraUnavailable

GONE = CameraUnavailable("camera 0 stopped sending pictures", "plug it in again")


class Camera:
    """Gives ``count`` frames, then falls silent."""

    info = SourceInfo("camera", "camera 0", 30.0)
    notes = ()

    def __init__(self, count):
        self.count, self.closed = count, threading.Event()

    def frames(self):
        for index in range(self.count):
            yield Frame(index, index / 30, np.full((2, 2, 3), 20 + index, np.uint8))
        if not self.closed.is_set():
            raise GONE

    def close(self):
        self.closed.set()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(live_source, "RETRY_S", 0.01)


def test_frames_go_on_after_a_gap_with_rising_numbers_and_times():
    cameras = [Camera(3), GONE, GONE, Camera(4)]

    def opened():
        camera = cameras.pop(0)
        if isinstance(camera, Exception):
            raise camera
        return camera

    source, seen = LiveSource(opened), []
    for frame in source.frames():
        seen.append(frame)
        if len(seen) == 7:
            source.close()
    assert [frame.index for frame in seen] == list(range(7))
    times = [frame.t_s for frame in seen]
    assert all(b > a for a, b in itertools.pairwise(times))
    assert source.notes == (
        "The camera stopped sending pictures once; the set continued when it was back.",
    )


class Resized(Camera):
    """Gives pictures of another size when it is back."""

    def frames(self):
        for index in range(self.count):
            yield Frame(index, index / 30, np.full((4, 4, 3), 9, np.uint8))


def test_a_camera_that_comes_back_with_another_size_goes_on_in_the_first_one():
    cameras = [Camera(3), Resized(3)]
    source, seen = LiveSource(lambda: cameras.pop(0)), []
    for frame in source.frames():
        seen.append(frame)
        if len(seen) == 6:
            source.close()
    assert {frame.size_px for frame in seen} == {(2, 2)}
    assert seen[-1].image.max() == 9 < seen[0].image.max()


def test_a_camera_that_is_too_slow_is_named(monkeypatch):
    now = iter(range(10**6))
    monkeypatch.setattr(live_source.time, "monotonic", lambda: next(now) / 3)
    source = LiveSource(lambda: Camera(20))
    frames = source.frames()
    for _ in range(20):
        next(frames)
    source.close()
    (note,) = source.notes
    assert "only 3.0 frames a second" in note


def test_one_that_never_gave_a_picture_is_an_error():
    source = LiveSource(lambda: Camera(0))
    with pytest.raises(CameraUnavailable):
        list(source.frames())


def test_one_that_cannot_be_opened_is_an_error():
    def opened():
        raise GONE

    with pytest.raises(CameraUnavailable):
        LiveSource(opened)


def test_closing_ends_the_wait_for_its_return():
    cameras = [Camera(1)]

    def opened():
        if cameras:
            return cameras.pop()
        raise GONE

    source = LiveSource(opened)
    frames = source.frames()
    next(frames)
    threading.Timer(0.05, source.close).start()
    assert list(frames) == []


def test_a_silence_without_a_break_is_named_from_when_to_when(monkeypatch):
    clock = iter([0.0, *(n / 30 for n in range(60)), *(n / 30 for n in range(210, 270))])
    monkeypatch.setattr(live_source.time, "monotonic", lambda: next(clock))
    source = LiveSource(lambda: Camera(120))
    frames = source.frames()
    for _ in range(120):
        next(frames)
    source.close()
    assert source.notes == ("Frames are missing from 2.0 to 7.0 s: nothing was measured then.",)
