"""A recording gives upright, unmirrored pictures of square pixels, however it was stored."""

from __future__ import annotations

import gc
import os
import struct
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.video_builders import cornered, corners, filter_packets, turn_display, write_video
from vision.capture.opencv import cv2
from vision.capture.picture import fitted, settled, square_size
from vision.capture.recording.video import VideoSource

if TYPE_CHECKING:
    from vision.datatypes import Frame

STORED = ["red", "green", "blue", "white"]


def read(path: Path) -> tuple[list[Frame], tuple[str, ...]]:
    source = VideoSource(str(path))
    return list(source.frames()), source.notes


@pytest.mark.parametrize(
    ("matrix", "size_px", "shown"),
    [
        ((1, 0, 0, 1), (64, 48), ["red", "green", "blue", "white"]),
        ((0, 1, -1, 0), (48, 64), ["blue", "red", "white", "green"]),
        ((-1, 0, 0, -1), (64, 48), ["white", "blue", "green", "red"]),
        ((0, -1, 1, 0), (48, 64), ["green", "white", "red", "blue"]),
        ((-1, 0, 0, 1), (64, 48), ["green", "red", "white", "blue"]),
        ((1, 0, 0, -1), (64, 48), ["blue", "white", "red", "green"]),
        ((0, 1, 1, 0), (48, 64), ["red", "blue", "green", "white"]),
        ((0, -1, -1, 0), (48, 64), ["white", "green", "blue", "red"]),
        ((0, 0, 0, 0), (64, 48), ["red", "green", "blue", "white"]),
    ],
)
def test_the_display_matrix_turns_and_mirrors(
    tmp_path: Path,
    matrix: tuple[int, int, int, int],
    size_px: tuple[int, int],
    shown: list[str],
) -> None:
    """Front cameras of phones store a mirrored picture and a matrix that mirrors it back."""
    path = turn_display(write_video(tmp_path / "phone.mp4", [cornered()] * 3), matrix)
    frames, notes = read(path)
    assert [frame.size_px for frame in frames] == [size_px] * 3
    assert corners(frames[0].image) == shown
    assert frames[0].image.flags.c_contiguous
    assert notes == ()


def test_a_turn_stated_in_one_picture_holds_for_those_that_follow(tmp_path: Path) -> None:
    """It was taken for a change of size: all but the first picture lay on their side."""
    plain = write_video(
        tmp_path / "plain.ts", [cornered()] * 12, codec="libx264", options={"g": "5", "bf": "0"}
    )
    path = filter_packets(
        plain, tmp_path / "turned.ts", "h264_metadata=display_orientation=insert:rotate=90"
    )
    frames, notes = read(path)
    assert {frame.size_px for frame in frames} == {(48, 64)}
    assert {tuple(corners(frame.image)) for frame in frames} == {("green", "white", "red", "blue")}
    assert notes == ()


EXIF = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0%c\0\0\0\0\0\0\0"


@pytest.mark.parametrize(
    ("orientation", "size_px", "shown"),
    [
        (1, (64, 48), ["red", "green", "blue", "white"]),
        (3, (64, 48), ["white", "blue", "green", "red"]),
        (6, (48, 64), ["blue", "red", "white", "green"]),
        (8, (48, 64), ["green", "white", "red", "blue"]),
    ],
)
def test_pictures_with_the_data_of_a_camera_are_read_and_turned(
    tmp_path: Path, orientation: int, size_px: tuple[int, int], shown: list[str]
) -> None:
    """Movies of digital cameras, and network cameras: the decoder failed on all of them."""
    jpeg = cv2.imencode(".jpg", cornered())[1].tobytes()
    data = EXIF % orientation
    marked = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data + jpeg[2:]
    path = tmp_path / "camera.mjpeg"
    path.write_bytes(marked * 12)
    frames, _ = read(path)
    assert [frame.size_px for frame in frames] == [size_px] * 12
    assert corners(frames[0].image) == shown


def test_a_picture_is_cropped_to_the_pixel(tmp_path: Path) -> None:
    """The left edge was cropped to multiples of 32 pixels only."""
    around = np.zeros((80, 128, 3), np.uint8)
    around[16:64, 22:86] = cornered()
    whole = write_video(tmp_path / "whole.ts", [around] * 3, codec="libx264")
    path = filter_packets(
        whole,
        tmp_path / "cropped.ts",
        "h264_metadata=crop_left=22:crop_right=42:crop_top=16:crop_bottom=16",
    )
    frames, _ = read(path)
    assert {frame.size_px for frame in frames} == {(64, 48)}
    assert corners(frames[0].image) == STORED


@pytest.mark.parametrize("turn", [1, -1])
def test_the_ratio_may_change_with_the_size(tmp_path: Path, turn: int) -> None:
    """The part that follows was measured in the pixels of the first one."""
    joined = tmp_path / "joined.ts"
    for number, (size_px, ratio) in enumerate((((64, 48), "1/1"), ((48, 48), "4/3"))[::turn]):
        times_ms = [40 * (20 * number + n) for n in range(20)]
        plain = write_video(
            tmp_path / f"{number}.ts", [cornered(size_px)] * 20, times_ms, codec="libx264"
        )
        part = filter_packets(
            plain, tmp_path / f"part-{number}.ts", f"h264_metadata=sample_aspect_ratio={ratio}"
        )
        with joined.open("ab") as file:
            file.write(part.read_bytes())
    frames, _ = read(joined)
    assert len(frames) >= 38
    assert {tuple(corners(frame.image)) for frame in frames} == {tuple(STORED)}
    assert min(frame.image[24, -4].max() for frame in frames) > 100  # no bars


@pytest.mark.parametrize(
    ("aspect", "size_px"),
    [
        (Fraction(4, 3), (85, 48)),
        (Fraction(3, 4), (64, 64)),
        (Fraction(2, 1), (128, 48)),
        (Fraction(1, 1), (64, 48)),
    ],
)
def test_pixels_become_square_and_none_are_thrown_away(
    tmp_path: Path, aspect: Fraction, size_px: tuple[int, int]
) -> None:
    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = aspect

    path = write_video(tmp_path / "camcorder.mp4", [cornered()] * 2, prepare=prepare)
    frames, _ = read(path)
    assert frames[0].size_px == size_px
    assert corners(frames[0].image) == STORED


def test_square_pixels_come_before_the_turn(tmp_path: Path) -> None:
    """The ratio is that of the stored pixels, wherever up is."""

    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(2, 1)

    path = write_video(tmp_path / "turned.mp4", [cornered()] * 2, prepare=prepare)
    frames, _ = read(turn_display(path, (0, 1, -1, 0)))
    assert frames[0].size_px == (48, 128)
    assert corners(frames[0].image) == ["blue", "red", "white", "green"]


@pytest.mark.parametrize("aspect", [None, Fraction(0), Fraction(1, 1000), Fraction(1000, 1)])
def test_a_ratio_that_cannot_be_meant_is_left_out(aspect: Fraction | None) -> None:
    assert square_size((640, 480), aspect) == (640, 480)


def test_one_field_of_an_interlaced_picture_is_used(tmp_path: Path) -> None:
    """The other was taken a moment later: a moving leg would have two outlines."""
    image = np.zeros((64, 64, 3), np.uint8)
    image[0::2, :32] = 255  # the first field, and the second when the person has moved on
    image[1::2, 32:] = 255

    path = write_video(
        tmp_path / "tape.mpg", [image] * 4, codec="mpeg2video",
        options={"flags": "+ildct+ilme", "top": "1"},
    )  # fmt: skip
    frames, notes = read(path)
    assert frames[0].size_px == (64, 64)
    assert frames[0].image[4:-4, :28].mean() > 200
    assert frames[0].image[4:-4, 36:].mean() < 50
    assert any("interlaced" in note for note in notes)


def test_a_progressive_recording_says_nothing_of_fields(tmp_path: Path) -> None:
    _, notes = read(write_video(tmp_path / "clip.mpg", [cornered()] * 4, codec="mpeg2video"))
    assert notes == ()


@pytest.mark.parametrize(
    ("size_px", "inside"),
    [
        ((32, 24), (slice(None), slice(None))),
        ((64, 48), (slice(None), slice(None))),
        ((128, 48), (slice(12, 36), slice(None))),
        ((24, 48), (slice(None), slice(20, 44))),
    ],
)
def test_another_size_is_fitted_into_the_first_without_being_distorted(
    size_px: tuple[int, int], inside: tuple[slice, slice]
) -> None:
    image = fitted(cornered(size_px), (64, 48))
    assert image.shape == (48, 64, 3)
    assert corners(image[inside]) == STORED
    black = image.copy()
    black[inside] = 0
    assert black.max() == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux lists the threads")
def test_pictures_are_converted_without_threads_of_their_own():
    pictures = [
        av.VideoFrame.from_ndarray(np.full((480, 640, 3), shade, np.uint8), "rgb24")
        for shade in range(20)
    ]
    before = len(os.listdir("/proc/self/task"))
    images = [settled(picture, None) for picture in pictures]
    assert [int(image[0, 0, 0]) for image in images] == list(range(20))
    assert len(os.listdir("/proc/self/task")) <= before


def test_pictures_that_were_read_are_not_held(tmp_path: Path):
    """A picture that was asked what lies beside it lives until the garbage is collected."""
    video = write_video(tmp_path / "phone.mp4", [cornered()] * 40)
    path = turn_display(video, (0, 1, -1, 0))
    gc.collect()
    gc.disable()
    try:
        frames, _ = read(path)
        held = [one for one in gc.get_objects() if isinstance(one, av.VideoFrame)]
    finally:
        gc.enable()
    assert {frame.size_px for frame in frames} == {(48, 64)}
    assert len(held) < 20


@pytest.mark.parametrize(("aspect", "size_px"), [(3, (300, 100)), (6, (100, 100))])
def test_pixels_that_no_recorder_has_are_a_mistake(aspect: int, size_px: tuple[int, int]) -> None:
    assert square_size((100, 100), Fraction(aspect)) == size_px
