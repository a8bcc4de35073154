"""Pictures beside looks, of which there may be fewer."""

from __future__ import annotations

import numpy as np
import pytest

from app.run.looking.nearest import nearest
from vision.capture.recording.wanted import Thinner
from vision.datatypes import Frame

IMAGE = np.zeros((4, 6, 3), np.uint8)


def film(fps: float, count: int) -> list[Frame]:
    return [Frame(n, n / fps, IMAGE) for n in range(count)]


@pytest.mark.parametrize("fps", [15.0, 30.0, 50.0, 60.0, 120.0, 240.0])
def test_every_picture_is_shown_once_with_the_look_it_is_nearest_to(fps: float) -> None:
    frames, thinner = film(fps, round(2 * fps)), Thinner(30.0, fps)
    looks_s = [frame.t_s for frame in frames if thinner.takes(frame.t_s)]
    shown = list(nearest(looks_s, frames))
    assert len(shown) == len(looks_s)
    assert [one.index for some in shown for one in some] == list(range(len(frames)))
    for look_s, some in zip(looks_s, shown, strict=True):
        for one in some:
            nearest_s = min(abs(one.t_s - t_s) for t_s in looks_s)
            assert abs(one.t_s - look_s) < nearest_s + 1e-9


def test_pictures_outside_of_a_part_are_not_shown() -> None:
    looks_s = [n / 30 for n in range(10, 20)]
    shown = [one.index for some in nearest(looks_s, film(30.0, 60)) for one in some]
    assert shown == list(range(10, 20))


def test_without_pictures_or_looks_nothing_is_shown() -> None:
    assert list(nearest([0.0, 0.1], [])) == [[], []]
    assert list(nearest([], film(30.0, 5))) == []
