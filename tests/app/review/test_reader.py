"""Pictures in any order are those of decoding in order."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from app.review import reader as reader_module
from app.review.reader import FrameReader
from sample_videos import sample_path
from vision.capture.sources import open_source


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
    with pytest.raises(OSError, match=r"nothing\.mp4"):
        FrameReader(tmp_path / "nothing.mp4")
