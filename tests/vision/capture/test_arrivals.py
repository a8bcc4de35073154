"""A camera of the network: stamped by arrival, waited for, named when it is at fault."""

from __future__ import annotations

import threading
from itertools import cycle, pairwise
from typing import TYPE_CHECKING

import pytest

from tests.mjpeg_server import PICTURES, RATE, STALL_S, STALLS_AT, serving
from tests.video_builders import number_of
from vision.capture import arrivals as arrivals_module
from vision.capture.recording import container as container_module
from vision.capture.recording import video as video_module
from vision.capture.sources import open_source
from vision.errors import CameraUnavailable, VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mjpeg_server import Server


@pytest.fixture
def camera() -> Iterator[Server]:
    with serving() as server:
        yield server


def test_pictures_carry_the_time_of_their_arrival(camera: Server) -> None:
    """The stream says nothing of time; 25 a second were made up."""
    source = open_source(f"{camera.address}/video")
    assert source.info.kind == "camera"
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames][-18:] == list(range(2, PICTURES))
    sent_s = camera.sent_s[-1] - camera.sent_s[2]
    assert frames[-1].t_s - frames[-18].t_s == pytest.approx(sent_s, rel=0.3)
    assert all(b.t_s > a.t_s for a, b in pairwise(frames))
    (note,) = source.notes
    assert note.startswith("The camera ended its stream at ")


def test_a_stall_is_waited_for_and_named(camera: Server) -> None:
    source = open_source(f"{camera.address}/stall", patience_s=10.0)
    frames = list(source.frames())
    assert len(frames) >= PICTURES - 1
    assert max(b.t_s - a.t_s for a, b in pairwise(frames)) > 0.8 * STALL_S
    assert any("Frames are missing from" in note for note in source.notes)


def test_a_stream_that_stays_silent_is_an_interruption(camera: Server) -> None:
    source = open_source(f"{camera.address}/silent", patience_s=0.5)
    seen = []
    with pytest.raises(CameraUnavailable, match="stopped sending pictures"):
        seen.extend(source.frames())
    assert number_of(seen[-1].image) == STALLS_AT - 1


def test_a_stop_does_not_wait_for_a_silent_stream(camera: Server) -> None:
    asked = threading.Event()
    source = open_source(f"{camera.address}/silent", patience_s=60.0, stopped=asked.is_set)
    threading.Timer(1.5, asked.set).start()
    assert list(source.frames())
    assert source.notes == ()


def test_slow_measuring_shifts_no_time_and_is_named(
    camera: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals_module, "WAITING_BYTES", 5 * 96 * 48 * 3)
    source = open_source(f"{camera.address}/video")
    frames = source.frames()
    seen = [next(frames)]
    while not source._ended:  # measure nothing until all has come
        threading.Event().wait(0.05)
    seen += frames
    assert 3 <= len(seen) <= 7
    assert number_of(seen[-1].image) == PICTURES - 1
    assert seen[-1].t_s > 0.7 * (PICTURES - 1) / RATE
    assert any("too slow" in note for note in source.notes)


@pytest.mark.parametrize(
    ("path", "what", "remedy"),
    [
        ("auth", "asks for a name and a password", "http://NAME:PASSWORD@"),
        ("missing", "answers, but not with pictures", "/video"),
        ("busy", "answers, but not with pictures", "/video"),
        ("snapshot", "answers, but not with pictures", "/video"),
        ("garbage", "answers, but not with pictures", "/video"),
        ("page", "no video from", "/video"),
        ("header", "no video from", "check the address"),
        ("closes", "answers, but not with pictures", "/video"),
    ],
)
def test_what_is_no_camera_is_named(
    camera: Server, monkeypatch: pytest.MonkeyPatch, path: str, what: str, remedy: str
) -> None:
    monkeypatch.setattr(container_module, "STREAM_TIMEOUT_S", 1.0)
    with pytest.raises(VideoUnreadable) as caught:
        list(open_source(f"{camera.address}/{path}").frames())
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_half_a_picture_ends_the_stream_and_keeps_those_before(camera: Server) -> None:
    frames = list(open_source(f"{camera.address}/half").frames())
    assert {1, 2, 3} <= {number_of(frame.image) for frame in frames}


def test_no_other_address_is_asked_than_the_one_named(camera: Server) -> None:
    with serving() as other:
        camera.elsewhere = other.server_address[1]
        with pytest.raises(VideoUnreadable):
            open_source(f"{camera.address}/redirect")
        assert other.asked == []
    assert camera.asked == ["/redirect"]


@pytest.mark.parametrize("stamps_s", [[5.0], [5.0, 4.9], [7.0, 1.0]], ids=["same", "swap", "back"])
def test_stamps_that_a_camera_repeats_lose_no_frame(
    camera: Server, monkeypatch: pytest.MonkeyPatch, stamps_s: list[float]
) -> None:
    stamps = cycle(stamps_s)
    monkeypatch.setattr(video_module, "stamp_s", lambda *_: next(stamps))
    frames = list(open_source(f"{camera.address}/video").frames())
    assert len(frames) >= PICTURES - 1
    assert frames[-1].t_s < PICTURES / RATE + 1.0


def test_pictures_that_arrive_cut_are_left_out(camera: Server) -> None:
    """The decoder fills them with grey, where a body is then seen."""
    numbers = [number_of(frame.image) for frame in open_source(f"{camera.address}/cut").frames()]
    assert numbers == [n for n in range(numbers[0], PICTURES) if n % 5 != 4]
    assert len(numbers) > PICTURES / 2
