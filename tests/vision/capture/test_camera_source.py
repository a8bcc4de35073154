"""A camera: its clock, its size, and what is said when it is silent, slow, busy or absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vision.capture import camera as camera_module
from vision.capture.camera import CameraSource, list_cameras
from vision.errors import CameraUnavailable


class FakeCapture:
    """A camera that sends ``pictures`` and then is silent."""

    opened, fps, pictures = True, 30.0, 3

    def __init__(self, number: int) -> None:
        self.number, self.sent, self.released = number, 0, 0
        self.asked: list[float] = []
        FakeCapture.last = self

    last: FakeCapture

    def isOpened(self) -> bool:
        return self.opened

    def get(self, _: int) -> float:
        return self.fps

    def set(self, _: int, value: float) -> None:
        self.asked.append(value)

    def read(self) -> tuple[bool, np.ndarray | None]:
        if self.sent >= self.pictures:
            return False, None
        self.sent += 1
        return True, np.full((4, 6, 3), 20 + self.sent, np.uint8)

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> type[FakeCapture]:
    """Replace the camera driver and the clock: a second passes at every look."""

    class Capture(FakeCapture):
        pass

    now = iter(range(10**6))
    monkeypatch.setattr(camera_module.cv2, "VideoCapture", Capture)
    monkeypatch.setattr(camera_module.time, "monotonic", lambda: float(next(now)) / 4)
    monkeypatch.setattr(camera_module.time, "sleep", lambda _: None)
    return Capture


def test_camera_frames_carry_the_monotonic_clock(camera: type[FakeCapture]) -> None:
    source = CameraSource(0)
    assert source.info.fps == 30
    assert (source.info.kind, source.info.name) == ("camera", "camera 0")
    assert source.notes == ()
    stream = source.frames()
    frames = [next(stream) for _ in range(3)]
    assert [f.index for f in frames] == [0, 1, 2]
    assert [f.t_s for f in frames] == [0.25, 0.5, 0.75]
    assert frames[2].image[0, 0, 0] == 23


def test_a_camera_is_asked_for_a_size_only_if_one_is_wanted(camera: type[FakeCapture]) -> None:
    CameraSource(0)
    assert FakeCapture.last.asked == []
    CameraSource(0, 1280)
    assert FakeCapture.last.asked == [1280, 720]


@pytest.mark.parametrize("fps", [0.0, -1.0, 1e6])
def test_camera_without_a_sensible_rate_has_none(camera: type[FakeCapture], fps: float) -> None:
    camera.fps = fps
    assert CameraSource(0).info.fps == 0.0


def test_silent_camera_is_given_up_and_released(camera: type[FakeCapture]) -> None:
    stream = CameraSource(0).frames()
    seen = []
    with pytest.raises(CameraUnavailable, match="stopped sending"):
        seen.extend(stream)
    capture = FakeCapture.last
    assert capture.sent == 3
    assert capture.released == 1


def test_a_camera_that_changes_its_size_goes_on_in_the_first_one(
    camera: type[FakeCapture], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = iter([(4, 6, 3), (4, 6, 3), (8, 12, 3), (480, 640, 3)])
    monkeypatch.setattr(camera, "read", lambda _: (True, np.full(next(sizes), 7, np.uint8)))
    stream = CameraSource(0).frames()
    frames = [next(stream) for _ in range(4)]
    assert {frame.size_px for frame in frames} == {(6, 4)}


def test_a_camera_that_is_too_slow_says_so(camera: type[FakeCapture]) -> None:
    camera.pictures = 20
    source = CameraSource(0)
    stream = source.frames()
    for _ in range(20):
        next(stream)
    (note,) = source.notes
    assert "only 4.0 frames a second" in note


def test_closing_during_the_iteration_releases_the_camera_once(
    camera: type[FakeCapture],
) -> None:
    source = CameraSource(0)
    for _ in source.frames():
        source.close()
    assert FakeCapture.last.sent == 1
    assert FakeCapture.last.released == 1


def test_closing_before_the_iteration_releases_the_camera(camera: type[FakeCapture]) -> None:
    CameraSource(0).close()
    assert FakeCapture.last.released == 1


@pytest.mark.parametrize(("device", "what"), [(True, "is in use"), (False, "there is no camera")])
def test_camera_that_does_not_open_is_busy_or_absent(
    camera: type[FakeCapture], monkeypatch: pytest.MonkeyPatch, device: bool, what: str
) -> None:
    camera.opened = False
    monkeypatch.setattr(camera_module.sys, "platform", "linux")
    monkeypatch.setattr(Path, "exists", lambda _: device)
    with pytest.raises(CameraUnavailable, match=what):
        CameraSource(3)
    assert FakeCapture.last.released == 1


def test_absent_camera_of_the_real_driver() -> None:
    with pytest.raises(CameraUnavailable, match="camera 93"):
        CameraSource(93)


def test_cameras_that_open_are_listed_by_number_and_name(
    camera: type[FakeCapture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module.sys, "platform", "linux")
    monkeypatch.setattr(Path, "exists", lambda path: str(path).endswith(("video0", "video2")))
    names = {"video0": "Built-in\n"}

    def label(path: Path, **_: object) -> str:
        if path.parent.name not in names:
            raise FileNotFoundError
        return names[path.parent.name]

    monkeypatch.setattr(Path, "read_text", label)
    assert list_cameras() == [(0, "Built-in"), (2, "camera 2")]


def test_busy_cameras_are_not_listed(
    camera: type[FakeCapture], monkeypatch: pytest.MonkeyPatch
) -> None:
    camera.opened = False
    monkeypatch.setattr(Path, "exists", lambda _: True)
    assert list_cameras() == []


def test_a_camera_is_given_up_after_two_seconds_of_silence(
    camera: type[FakeCapture], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    monkeypatch.setattr(camera, "read", lambda _: (bool(looks.append(1)), None))
    with pytest.raises(CameraUnavailable, match="stopped sending"):
        next(CameraSource(0).frames())
    assert len(looks) / 4 == pytest.approx(2.25, abs=0.3)  # a quarter of a second passes at each
