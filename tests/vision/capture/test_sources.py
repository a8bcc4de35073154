"""Files: what a good one gives, what is said of one that is none, closing and opening."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from tests.video_builders import cornered, write_video
from vision.capture import sources
from vision.capture.frame_source import shown_name
from vision.capture.recording.video import VideoSource
from vision.capture.sources import open_source
from vision.errors import CameraUnavailable, VideoUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.datatypes import Frame


MILLISECOND = Fraction(1, 1000)


def picture(number: int, size_px: tuple[int, int]) -> np.ndarray:
    """Return a picture whose grey level is its number (times 10) and whose top left is white."""
    image = np.full((size_px[1], size_px[0], 3), 10 * (number % 20), np.uint8)
    image[: size_px[1] // 2, : size_px[0] // 2] = 255
    return image


def write(
    path: Path,
    times_ms: Sequence[int],
    size_px: tuple[int, int] = (64, 48),
    *,
    codec: str = "mpeg4",
    pixels: str = "yuv420p",
) -> Path:
    """Write one picture per time stamp."""
    options = {"movflags": "faststart"} if path.suffix in {".mp4", ".mov"} else {}
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = *size_px, pixels
        stream.bit_rate = 2_000_000
        stream.time_base = stream.codec_context.time_base = MILLISECOND
        for number, t_ms in enumerate(times_ms):
            frame = av.VideoFrame.from_ndarray(picture(number, size_px), format="bgr24")
            frame.pts, frame.time_base = t_ms, MILLISECOND
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def read(path: Path) -> tuple[list[Frame], VideoSource]:
    source = VideoSource(str(path))
    return list(source.frames()), source


def test_variable_frame_rate_keeps_its_time_stamps(tmp_path: Path) -> None:
    times = [0, 40, 50, 150, 151, 900, 933]
    frames, source = read(write(tmp_path / "phone.mp4", times))
    assert [f.t_s for f in frames] == pytest.approx([t / 1000 for t in times], abs=1e-3)
    assert [f.index for f in frames] == list(range(7))
    assert source.notes == ()


def test_time_counts_from_the_first_picture(tmp_path: Path) -> None:
    frames, _ = read(write(tmp_path / "late.mkv", [5000, 5040, 5080]))
    assert [f.t_s for f in frames] == pytest.approx([0, 0.04, 0.08], abs=1e-3)


def test_info_of_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", range(0, 1000, 40))
    info = VideoSource(str(path)).info
    assert (info.kind, info.name, info.path) == ("video", "clip.mp4", path)
    assert info.fps == pytest.approx(25, rel=0.05)
    assert info.duration_s == pytest.approx(1.0, abs=0.1)
    assert info.frames == 25


def test_pictures_are_bgr_upright_and_not_mirrored(tmp_path: Path) -> None:
    (frame,), _ = read(write(tmp_path / "one.mp4", [0]))
    assert frame.size_px == (64, 48)
    assert frame.image.shape == (48, 64, 3)
    assert frame.image.dtype == np.uint8
    assert frame.image[:20, :28].mean() > 240
    assert frame.image[28:, 36:].mean() < 15


@pytest.mark.parametrize("size_px", [(1, 1), (3, 5), (63, 47), (2, 200), (606, 342)])
def test_odd_and_tiny_sizes(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = write(tmp_path / "odd.mkv", [0, 40], size_px, codec="ffv1", pixels="bgr0")
    frames, _ = read(path)
    assert [f.size_px for f in frames] == [size_px] * 2


def test_file_without_a_known_rate_or_duration_still_has_times(tmp_path: Path) -> None:
    """An elementary stream carries no time stamps at all: the nominal rate gives them."""
    frames, source = read(write(tmp_path / "raw.m4v", [0, 33, 67, 100]))
    assert len(frames) >= 3
    steps = np.diff([f.t_s for f in frames])
    assert (steps > 0).all()
    assert source.info.kind == "video"


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda p: None, "does not exist"),
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: p.write_bytes(b""), "is empty"),
        (lambda p: p.write_text("dear diary\n" * 50), "not a readable video"),
        (lambda p: p.write_bytes(bytes(range(256)) * 40), "not a readable video"),
    ],
)
def test_bad_files_say_what_is_wrong_and_what_to_do(tmp_path: Path, make: Any, what: str) -> None:
    path = tmp_path / "clip.mp4"
    make(path)
    with pytest.raises(VideoUnreadable) as caught:
        read(path)
    assert what in caught.value.what
    assert caught.value.remedy
    assert str(caught.value) == f"{caught.value.what}: {caught.value.remedy}"


def test_sound_only_file(tmp_path: Path) -> None:
    path = tmp_path / "voice.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises(VideoUnreadable, match="contains no video"):
        VideoSource(str(path))


def test_unreadable_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "clip.mp4", [0])

    def refuse(*_: object, **__: object) -> None:
        raise av.error.PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(av, "open", refuse)
    with pytest.raises(VideoUnreadable, match="no permission to read"):
        VideoSource(str(path))


def test_truncated_file_gives_its_beginning_and_a_note(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.mp4", range(0, 4000, 40), (160, 120))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: int(0.6 * whole.stat().st_size)])
    frames, source = read(cut)
    assert 10 < len(frames) < 100
    assert source.notes
    assert all(note.endswith(".") for note in source.notes)


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_a_recording_that_was_never_finished_is_named(tmp_path: Path, suffix: str) -> None:
    """Its index comes last: the advice to convert it helped nobody."""
    whole = write_video(tmp_path / f"whole.{suffix}", [cornered()] * 20).read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole[: whole.index(b"moov") - 100])
    with pytest.raises(VideoUnreadable, match="ended before its index was written"):
        VideoSource(str(cut))


def test_truncated_matroska_gets_a_note_too(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.mkv", range(0, 4000, 40), (160, 120))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: int(0.6 * whole.stat().st_size)])
    frames, source = read(cut)
    assert 10 < len(frames) < 100
    assert source.notes


def test_damage_in_the_middle_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "whole.mp4", range(0, 4000, 40), (160, 120))
    content = bytearray(path.read_bytes())
    middle = (content.index(b"mdat") + len(content)) // 2
    content[middle : middle + 300] = b"\xff" * 300
    path.write_bytes(content)
    frames, source = read(path)
    assert frames[-1].t_s == pytest.approx(3.96, abs=0.05)
    (note,) = source.notes
    assert re.match(r"The video is damaged at [12]\.\d s: some frames are missing", note)


def test_head_without_any_picture_is_unreadable(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.mp4", range(0, 400, 40))
    content = whole.read_bytes()
    start = content.index(b"mdat")
    cut = tmp_path / "head.mp4"
    cut.write_bytes(content[: start + 4])
    with pytest.raises(VideoUnreadable):
        read(cut)


def test_close_ends_the_iteration(tmp_path: Path) -> None:
    source = VideoSource(str(write(tmp_path / "clip.mp4", range(0, 4000, 40))))
    frames = []
    for frame in source.frames():
        frames.append(frame)
        source.close()
    assert 1 <= len(frames) < 20
    assert source.notes == ()


def test_closed_before_the_first_picture_yields_nothing_and_does_not_complain(
    tmp_path: Path,
) -> None:
    source = VideoSource(str(write(tmp_path / "clip.mp4", [0, 40])))
    source.close()
    source.close()
    assert list(source.frames()) == []


def test_open_source_takes_paths_and_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "clip.mp4", [0])
    assert open_source(str(path)).info.name == "clip.mp4"
    seen = []
    monkeypatch.setattr(sources, "CameraSource", lambda *asked: seen.append(asked))
    open_source("2", 1280)
    open_source("1234")
    assert seen == [(2, 1280), (1234, 0)]
    with pytest.raises(CameraUnavailable, match="no camera 12345"):
        open_source("12345")


def test_network_address_that_answers_nothing() -> None:
    with pytest.raises(VideoUnreadable, match="no video from") as caught:
        open_source("http://127.0.0.1:9/video")
    assert "network" in caught.value.remedy


def test_decoding_threads_never_log_through_python() -> None:
    """A log level would make them wait for the interpreter's lock: a decoder then hangs on exit."""
    assert av.logging.get_level() is None


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/a/clip.mp4", "clip.mp4"),
        ("/a/caf\udce9.mp4", "caf\ufffd.mp4"),
        ("/a/one\ntwo\x1b[31m.mp4", "one\ufffdtwo\ufffd[31m.mp4"),
        ("/a/👩\u200d⚕️ Zoë.mp4", "👩\u200d⚕️ Zoë.mp4"),
        ("http://ann:secret@phone:8080/video?key=1", "http://phone:8080/video"),
    ],
)
def test_a_name_is_shown_without_secrets_and_without_what_takes_over_a_terminal(
    location: str, shown: str
) -> None:
    assert shown_name(location) == shown
