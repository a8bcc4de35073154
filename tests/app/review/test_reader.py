"""Pictures in any order are those of decoding in order."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from app.review import reader as reader_module
from app.review.reader import FrameReader
from sample_videos import sample_path
from tests.video_builders import (
    cornered,
    corners,
    number_of,
    numbered,
    turn_display,
    write_video,
)
from vision.capture.sources import open_source
from vision.errors import VideoUnreadable


@pytest.fixture(scope="module")
def path():
    return sample_path("foot_lift")


@pytest.fixture(scope="module")
def truth(path):
    """Time and a digest of every picture, decoded in order."""
    with closing(open_source(str(path))) as source:
        return [(frame.t_s, frame.image[::40, ::40].copy()) for frame in source.frames()]


@pytest.mark.parametrize("cache", [3_000_000, 160_000_000])
def test_any_order(path, truth, cache, monkeypatch):
    monkeypatch.setattr(reader_module, "CACHE_BYTES", cache)
    order = [0, 1, 2, 200, 199, 198, 30, 31, 389, 5, len(truth) - 1, 0]
    with closing(FrameReader(path)) as reader:
        for number in order:
            t_s, image = reader.at(truth[number][0])
            assert t_s == pytest.approx(truth[number][0])
            assert np.array_equal(image[::40, ::40], truth[number][1])


def test_between_two_pictures_the_earlier_is_shown(path, truth):
    with closing(FrameReader(path)) as reader:
        assert reader.at(truth[10][0] + 0.02)[0] == pytest.approx(truth[10][0])


def test_beyond_the_ends(path, truth):
    with closing(FrameReader(path)) as reader:
        assert reader.at(-3.0)[0] == pytest.approx(truth[0][0])
        last = reader.at(1e6)
        assert last is None or last[0] == pytest.approx(truth[-1][0])


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(VideoUnreadable, match=r"nothing\.mp4"):
        FrameReader(tmp_path / "nothing.mp4")


# ---- in every container


N = 150


def pictures(first=0, count=N, size_px=(96, 48)):
    return [numbered(first + n, size_px) for n in range(count)]


def plain(path, **options):
    return write_video(path, pictures(), codec="libx264", options={"g": "60", "bf": "0"} | options)


def late(path):
    return write_video(path, pictures(), [3_000_000 + 40 * n for n in range(N)])


def joined(path):
    """Write two recordings, the second smaller and with stamps that start again."""
    parts = [
        write_video(path.with_name(f"{n}.ts"), images, codec="libx264", options={"bf": "2"})
        for n, images in enumerate((pictures(), pictures(N, N, (48, 24))))
    ]
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def uneven(path):
    times_ms = [40 * n + (1600 if n > 70 else 0) + n % 3 for n in range(N)]
    return write_video(path, pictures(), times_ms)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("clip.ts", plain),
        ("clip.mpg", lambda path: write_video(path, pictures(), codec="mpeg2video")),
        ("clip.flv", plain),
        ("clip.mkv", plain),
        ("clip.mov", lambda path: plain(path, bf="3")),
        ("clip.avi", plain),
        ("frames.avi", lambda path: plain(path, bf="3")),
        ("clip.h264", lambda path: plain(path, bf="3")),
        ("late.mkv", late),
        ("joined.ts", joined),
        ("uneven.mp4", uneven),
    ],
)
def test_the_picture_asked_for_is_shown_in_every_container(tmp_path, name, make):
    path = make(tmp_path / name)
    with closing(open_source(str(path))) as source:
        truth = [(frame.t_s, number_of(frame.image)) for frame in source.frames()]
    order = [0, 100, 99, 20, 149, 61, 59, 148, 3, len(truth) - 1, 70, 71, 0]
    with closing(FrameReader(path)) as reader:
        for number in order:
            wanted_s, shown = truth[min(number, len(truth) - 1)]
            t_s, image = reader.at(wanted_s)
            assert (number_of(image), t_s) == (shown, pytest.approx(wanted_s))


def test_a_mirrored_recording_is_shown_as_it_is_measured(tmp_path):
    path = write_video(tmp_path / "front.mp4", [cornered()] * 3)
    turn_display(path, (-1, 0, 0, 1))
    with closing(FrameReader(path)) as reader:
        assert corners(reader.at(0.0)[1]) == ["green", "red", "white", "blue"]
