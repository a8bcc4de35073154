"""What a camera's pictures did not show is said afterwards: black, frozen, repeated."""

from __future__ import annotations

import numpy as np
import pytest

from vision.capture.clock import rate_notes
from vision.capture.live_pictures import LivePictures, Seen, looked

RATE = 20


def scene(place: float, seed: int = 0) -> np.ndarray:
    """Return a noisy picture with a lighter figure somewhere."""
    noise = np.random.default_rng(seed).integers(0, 12, (240, 320, 3))
    image = np.full((240, 320, 3), 60, np.uint8)
    left = round(place) % 260
    image[60:200, left : left + 60] = 200
    return (image + noise).astype(np.uint8)


def shown(images: list[np.ndarray]) -> LivePictures:
    pictures = LivePictures()
    for number, image in enumerate(images):
        pictures.take(number / RATE, image)
    return pictures


def living(seconds: float, first: int = 0) -> list[np.ndarray]:
    return [scene(8.0 * n, n) for n in range(first, first + round(seconds * RATE))]


def test_a_living_camera_has_no_notes() -> None:
    pictures = shown(living(6))
    assert pictures.notes() == rate_notes(pictures.times_s, pictures.changing_s) == []
    assert len(pictures.times_s) == 6 * RATE


@pytest.mark.parametrize("noise", [0, 3])
def test_a_black_time_is_named_from_when_to_when(noise: int) -> None:
    rng = np.random.default_rng(5)
    black = [rng.integers(0, 1 + noise, (240, 320, 3)).astype(np.uint8) for _ in range(5 * RATE)]
    (note,) = shown([*living(3), *black, *living(3), *black[: 2 * RATE], *living(2)]).notes()
    assert note == (
        "The camera's picture was black from 3.0 to 7.5 s, 11.0 to 12.5 s: open its shutter or "
        "switch on a light."
    )


@pytest.mark.parametrize(("hangs_s", "is_named"), [(5.0, True), (2.5, False)])
def test_a_frozen_time_is_named_from_when_to_when(hangs_s: float, is_named: bool) -> None:
    before = living(3)
    notes = shown([*before, *before[-1:] * round(hangs_s * RATE), *living(3, 200)]).notes()
    assert bool(notes) is is_named
    if is_named:
        assert notes == [
            "The camera's picture stood still from 3.0 to 8.0 s: do not rely on reps of that time."
        ]


@pytest.mark.parametrize(("every", "is_slow"), [(1, False), (2, False), (6, True)])
def test_repeated_pictures_are_not_counted_as_frames(every: int, is_slow: bool) -> None:
    pictures = shown([scene(8.0 * (n // every * every), n // every) for n in range(160)])
    notes = rate_notes(pictures.times_s, pictures.changing_s)
    assert bool(notes) is is_slow
    if is_slow:
        assert "only 3.3 different pictures a second" in notes[0]


def test_another_size_is_another_picture() -> None:
    pictures = shown([*living(1), *(image[::2, ::2] for image in living(1))])
    assert pictures.notes() == []


@pytest.mark.parametrize(("level", "is_black"), [(8, True), (16, False)])
def test_what_counts_as_black(level: int, is_black: bool) -> None:
    seen = looked(Seen(), np.full((240, 320, 3), level, np.uint8), 0.0)
    assert seen.dark is is_black
