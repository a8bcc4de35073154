"""The right stream, every picture of it, and times that can be trusted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.video_builders import cornered, number_of, numbered, write_video
from vision.capture.opencv import cv2
from vision.capture.recording import container as container_module
from vision.capture.recording.video import VideoSource
from vision.errors import VideoUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from vision.datatypes import Frame

N = 60


def read(path: Path) -> tuple[list[Frame], tuple[str, ...]]:
    source = VideoSource(str(path))
    return list(source.frames()), source.notes


def numbers(frames: list[Frame]) -> list[int]:
    return [number_of(frame.image) for frame in frames]


def pictures(count: int = N, first: int = 0, size_px: tuple[int, int] = (96, 48)) -> list:
    return [numbered(first + n, size_px) for n in range(count)]


# ---- which stream


def write_two(
    path: Path, other: tuple[int, int], other_rate: int, dispositions: tuple[str, str]
) -> Path:
    """Write another stream of four-cornered pictures before the one that is numbered."""
    with av.open(str(path), "w") as container:
        streams = []
        for size_px, rate, disposition in (
            (other, other_rate, dispositions[0]), ((96, 48), 25, dispositions[1]),
        ):  # fmt: skip
            is_cover = disposition == "attached_pic"
            stream = container.add_stream("mjpeg" if is_cover else "mpeg4", rate=rate)
            stream.width, stream.height = size_px
            stream.pix_fmt = "yuvj420p" if is_cover else "yuv420p"
            if disposition:
                stream.disposition = getattr(av.stream.Disposition, disposition)
            streams.append(stream)
        for stream, images in zip(
            streams, ([cornered(other)] * max(1, N * other_rate // 25), pictures()), strict=True
        ):
            for image in images:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("suffix", "other", "rate", "dispositions"),
    [
        ("mp4", (200, 160), 1, ("attached_pic", "default")),
        ("mkv", (200, 160), 1, ("attached_pic", "default")),
        ("mp4", (200, 160), 1, ("", "default")),
        ("mkv", (48, 32), 25, ("default", "default")),
        ("mkv", (200, 160), 25, ("", "default")),
        ("mkv", (32, 32), 25, ("", "")),
        ("mkv", (200, 160), 2, ("default", "")),
    ],
)
def test_the_moving_chosen_largest_stream_is_read(
    tmp_path: Path, suffix: str, other: tuple[int, int], rate: int, dispositions: tuple[str, str]
) -> None:
    frames, notes = read(write_two(tmp_path / f"two.{suffix}", other, rate, dispositions))
    assert numbers(frames) == list(range(N))
    assert notes == ()


@pytest.mark.parametrize(
    ("small", "is_preview"), [((160, 120), True), ((300, 200), True), ((400, 300), False)]
)
def test_a_preview_is_not_read_for_the_film_because_it_comes_first(
    tmp_path: Path, small: tuple[int, int], is_preview: bool
) -> None:
    """Programs that copy streams mark the first one as the default."""
    path, large = tmp_path / "two.mkv", (640, 480)
    with av.open(str(path), "w") as container:
        streams = []
        for size_px, disposition in ((small, "default"), (large, "original")):
            stream = container.add_stream("mpeg4", rate=25)
            (stream.width, stream.height), stream.pix_fmt = size_px, "yuv420p"
            stream.disposition = getattr(av.stream.Disposition, disposition)
            streams.append(stream)
        for number in range(10):
            for stream, size_px in zip(streams, (small, large), strict=True):
                frame = av.VideoFrame.from_ndarray(numbered(number, size_px), format="bgr24")
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode())
    frames, _ = read(path)
    assert {frame.size_px for frame in frames} == {large if is_preview else small}


@pytest.mark.parametrize(
    ("sizes", "still"),
    [
        ([10_000] + [15] * 20, True),
        ([10_000] + [30] * 20, False),
        ([10_000] + [15] * 5, False),
        ([], False),
    ],
)
def test_a_still_is_told_by_the_sizes_of_its_repetitions(sizes: list[int], still: bool) -> None:
    assert container_module.is_still(sizes) is still


@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_a_still_that_is_shown_as_a_film_is_not_the_film(tmp_path: Path, suffix: str) -> None:
    path, size_px = tmp_path / f"two.{suffix}", (320, 160)
    cover = np.random.default_rng(1).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    with av.open(str(path), "w") as container:
        still = container.add_stream("libx264", rate=25)
        still.width, still.height, still.pix_fmt = 640, 480, "yuv420p"
        still.disposition = av.stream.Disposition.default
        film = container.add_stream("libx264", rate=25)
        film.width, film.height, film.pix_fmt = *size_px, "yuv420p"
        film.disposition = av.stream.Disposition.original
        for number in range(40):
            for stream, image in ((still, cover), (film, numbered(number, size_px))):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        for stream in (still, film):
            container.mux(stream.encode())
    frames, _ = read(path)
    assert numbers(frames) == list(range(40))


def test_sound_with_a_cover_picture_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        sound, cover = container.add_stream("aac", rate=8000), container.add_stream("mjpeg")
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        container.mux(cover.encode(av.VideoFrame.from_ndarray(cornered(), format="bgr24")))
        for _ in range(3):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate = 8000
            container.mux(sound.encode(frame))
        for stream in (sound, cover):
            container.mux(stream.encode())
    with pytest.raises(VideoUnreadable, match="contains no video"):
        VideoSource(str(path))


# ---- every picture, no false alarm


def cut_without_encoding(whole: Path, path: Path, from_s: float) -> Path:
    """Copy the packets from the key picture before a time on; an edit list hides what is early."""
    with av.open(str(whole)) as old, av.open(str(path), "w") as new:
        stream = old.streams.video[0]
        copy = new.add_stream_from_template(stream)
        old.seek(round(from_s / stream.time_base), stream=stream)
        shift = round(from_s / stream.time_base)
        for packet in old.demux(stream):
            if packet.dts is None:
                continue
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copy
            new.mux(packet)
    return path


def test_a_cut_without_encoding_shows_what_was_kept_and_is_not_called_broken(
    tmp_path: Path,
) -> None:
    whole = write_video(
        tmp_path / "whole.mp4", pictures(100), codec="libx264", options={"g": "25", "bf": "0"}
    )
    frames, notes = read(cut_without_encoding(whole, tmp_path / "cut.mp4", 1.8))
    assert numbers(frames) == list(range(45, 100))
    assert notes == ()


def test_a_clock_that_starts_late_is_no_missing_part(tmp_path: Path) -> None:
    times_ms = [3_000_000 + 40 * n for n in range(N)]
    frames, notes = read(write_video(tmp_path / "late.mkv", pictures(), times_ms))
    assert numbers(frames) == list(range(N))
    assert frames[-1].t_s == pytest.approx(0.04 * (N - 1), abs=2e-3)
    assert notes == ()


def test_a_last_picture_shown_for_long_is_no_missing_part(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "slides.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 48, "yuv420p"
        packets = []
        for image in pictures(20):
            packets += stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24"))
        packets += stream.encode()
        packets[-1].duration = round(5 / packets[-1].time_base)
        for packet in packets:
            container.mux(packet)
    frames, notes = read(tmp_path / "slides.mp4")
    assert len(frames) == 20
    assert notes == ()


@pytest.mark.parametrize("bframes", [0, 2, 4])
@pytest.mark.parametrize("suffix", ["avi", "mkv", "mp4", "ts", "flv", "h264"])
def test_pictures_come_in_order_and_none_is_lost(tmp_path: Path, suffix: str, bframes: int) -> None:
    """AVI holds no times of showing, raw H.264 none at all."""
    path = write_video(
        tmp_path / f"b.{suffix}", pictures(), codec="libx264", rate=30,
        options={"bf": str(bframes), "g": "20"},
    )  # fmt: skip
    frames, notes = read(path)
    assert numbers(frames) == list(range(N))
    steps_s = [b.t_s - a.t_s for a, b in pairwise(frames)]
    assert steps_s == pytest.approx([1 / 30] * (N - 1), abs=2e-3)
    assert notes == ()


def test_pictures_without_any_rate_say_that_one_is_assumed(tmp_path: Path) -> None:
    path = tmp_path / "raw.mjpeg"
    jpegs = [cv2.imencode(".jpg", image)[1].tobytes() for image in pictures(20)]
    path.write_bytes(b"".join(jpegs))
    frames, notes = read(path)
    assert numbers(frames) == list(range(20))
    assert frames[-1].t_s == pytest.approx(19 / 25)
    (note,) = notes
    assert "has no time stamps: 25 frames a second are assumed" in note


# ---- recordings that are not one


def test_joined_recordings_go_on_upon_one_clock(tmp_path: Path) -> None:
    """The second one's stamps start again: it was lost in silence."""
    first = write_video(tmp_path / "a.ts", pictures(), codec="libx264", options={"bf": "2"})
    second = write_video(tmp_path / "b.ts", pictures(first=N), codec="libx264", options={"bf": "2"})
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    frames, notes = read(joined)
    assert numbers(frames) == list(range(2 * N))
    pause_s = frames[N].t_s - frames[N - 1].t_s
    assert pause_s == pytest.approx(2.0)
    assert frames[-1].t_s == pytest.approx(2 * (N - 1) / 25 + pause_s, abs=0.01)
    (note,) = notes
    assert "2 recordings are joined" in note


def test_a_recording_that_changes_its_size_goes_on_in_the_same_coordinates(tmp_path: Path) -> None:
    large = write_video(tmp_path / "a.ts", pictures(), codec="libx264", options={"bf": "0"})
    times_ms = [40 * (N + n) for n in range(N)]
    small = write_video(
        tmp_path / "b.ts", pictures(first=N, size_px=(48, 24)), times_ms,
        codec="libx264", options={"bf": "0"},
    )  # fmt: skip
    joined = tmp_path / "smaller.ts"
    joined.write_bytes(large.read_bytes() + small.read_bytes())
    frames, notes = read(joined)
    assert {frame.size_px for frame in frames} == {(96, 48)}
    assert numbers(frames) == list(range(2 * N))
    assert [note for note in notes if "size changes at 2.4 s" in note]


def test_a_second_recording_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    """It was lost with a note that did not say so."""
    first = write_video(tmp_path / "a.ts", pictures(), codec="libx264", options={"bf": "0"})
    second = write_video(tmp_path / "b.ts", pictures(first=N), codec="mpeg2video")
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    frames, notes = read(joined)
    assert numbers(frames)[: N - 2] == list(range(N - 2))
    assert notes[0] == "The video is damaged at 2.4 s: what comes after could not be decoded."


@pytest.mark.parametrize("other", ["sound", "video"])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_what_a_film_promises_is_not_what_goes_with_it(
    tmp_path: Path, other: str, share: float
) -> None:
    """Sound or another angle that lasts longer was a broken film, or kept one from being named."""
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=25)
        film.width, film.height, film.pix_fmt = 96, 48, "yuv420p"
        if other == "sound":
            beside = container.add_stream("aac", rate=8000)
        else:
            beside = container.add_stream("mpeg4", rate=25)
            beside.width, beside.height, beside.pix_fmt = 64, 48, "yuv420p"
        for number in range(2 * N):
            if number < N:
                image = numbered(number, (96, 48))
                container.mux(film.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
            if other == "sound":
                frame = av.AudioFrame.from_ndarray(np.zeros((1, 320), np.float32), "fltp", "mono")
                frame.sample_rate = 8000
            else:
                frame = av.VideoFrame.from_ndarray(cornered(), format="bgr24")
            container.mux(beside.encode(frame))
        for stream in (film, beside):
            container.mux(stream.encode())
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    frames, notes = read(path)
    if share == 1.0:
        assert numbers(frames) == list(range(N))
        assert notes == ()
    else:
        assert len(frames) < N
        assert notes[0].startswith("The video breaks off at ")
        assert " of 2.4 s" in notes[0]


def test_missing_pictures_are_named(tmp_path: Path) -> None:
    times_ms = [40 * n + (1600 if n >= 30 else 0) for n in range(N)]
    frames, notes = read(write_video(tmp_path / "gap.mp4", pictures(), times_ms))
    assert len(frames) == N
    assert notes == ("Frames are missing from 1.2 to 2.8 s: nothing was measured then.",)


def test_too_few_pictures_a_second_are_named(tmp_path: Path) -> None:
    _, notes = read(write_video(tmp_path / "slow.mp4", pictures(20), rate=3))
    (note,) = notes
    assert "only 3.0 frames a second" in note


def test_a_cut_between_key_pictures_is_no_damage(tmp_path: Path) -> None:
    whole = write_video(
        tmp_path / "a.ts", pictures(), codec="libx264", options={"g": "25", "bf": "0"}
    )
    content = whole.read_bytes()
    cut = tmp_path / "cut.ts"
    packets = len(content) // 188
    cut.write_bytes(content[188 * (packets // 3) :])
    frames, notes = read(cut)
    assert numbers(frames)[-1] == N - 1
    assert notes == ()


# ---- pictures that nobody can hold


def test_gigantic_pictures_are_refused_before_they_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container_module, "MOST_PIXELS", 96 * 48 - 1)
    path = write_video(tmp_path / "bomb.mp4", pictures(3))
    with pytest.raises(VideoUnreadable, match="are too large"):
        VideoSource(str(path))


def test_pictures_that_become_gigantic_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container_module, "MOST_PIXELS", 200 * 100)
    small = write_video(tmp_path / "a.ts", pictures(), codec="libx264", options={"bf": "0"})
    large = write_video(
        tmp_path / "b.ts", pictures(size_px=(480, 240)), [40 * (N + n) for n in range(N)],
        codec="libx264", options={"bf": "0"},
    )  # fmt: skip
    joined = tmp_path / "grows.ts"
    joined.write_bytes(small.read_bytes() + large.read_bytes())
    frames, notes = read(joined)
    assert numbers(frames)[:N] == list(range(N))
    assert len(frames) == N
    assert any("damaged" in note for note in notes)


@pytest.mark.parametrize(
    "name", ["2026-01-15T12:30:05.mp4", "http:.mp4", "-x.mp4", "a #?%20b.mp4", "caf\udce9.mp4"]
)
def test_any_file_name_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    whole = write_video(tmp_path / "clip.mp4", pictures(3))
    (tmp_path / name).write_bytes(whole.read_bytes())
    monkeypatch.chdir(tmp_path)
    for location in (name, str(tmp_path / name)):
        frames, _ = read(location)
        assert numbers(frames) == [0, 1, 2]


def test_a_play_list_that_calls_itself_a_video_opens_no_connection(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_text("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/other.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(VideoUnreadable, match="not a readable video"):
        VideoSource(str(path))
