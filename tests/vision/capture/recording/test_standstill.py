"""A frozen picture is left out and named; a person who keeps still is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.video_builders import write_video
from vision.capture.clock import changing_s
from vision.capture.recording import standstill
from vision.capture.recording.video import VideoSource
from vision.capture.recording.wanted import Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from vision.datatypes import Frame


def picture(place: float, contrast: int = 150) -> np.ndarray:
    """Return a grey picture with a lighter figure somewhere."""
    image = np.full((144, 192, 3), 60, np.uint8)
    left = round(place)
    image[40:120, left : left + 30] = 60 + contrast
    return image


def read(path: Path, places: list[float], **options) -> tuple[list[Frame], tuple[str, ...]]:
    images = [picture(place, **options) for place in places]
    source = VideoSource(str(write_video(path, images, codec="libx264", options={"bf": "2"})))
    return list(source.frames()), source.notes


MOVING = [float(n) for n in range(30)]


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_frozen_picture_is_a_gap_with_a_name(tmp_path: Path, suffix: str) -> None:
    """It was measured as a person who holds the position."""
    frozen = [29.0] * 25
    frames, notes = read(tmp_path / f"a.{suffix}", [*MOVING, *frozen, *(n + 50 for n in MOVING)])
    assert notes == ("The picture stands still from 1.2 to 2.2 s: nothing was measured then.",)
    assert len(frames) == 60
    assert not [frame for frame in frames if 1.17 < frame.t_s < 2.19]
    assert [frame.index for frame in frames] == list(range(60))


@pytest.mark.parametrize(
    "then",
    [
        [29.0 + 0.5 * n for n in range(30)],  # a person who kept still goes on
        [29.0] * 10,  # the recording ends
    ],
)
def test_who_keeps_still_is_not_frozen(tmp_path: Path, then: list[float]) -> None:
    places = [*MOVING, *[29.0] * 40, *then]
    frames, notes = read(tmp_path / "a.mp4", places, contrast=50)
    assert len(frames) == len(places)
    assert notes == ()


@pytest.mark.parametrize(("repeats", "is_gap"), [(8, False), (16, True)])
def test_a_picture_that_hangs_for_a_moment_is_kept(
    tmp_path: Path, repeats: int, is_gap: bool
) -> None:
    places = [*MOVING, *[29.0] * repeats, *(n + 50 for n in MOVING)]
    frames, notes = read(tmp_path / "a.mp4", places)
    assert (len(frames) < len(places)) is is_gap
    assert bool(notes) is is_gap


def shown(level: int) -> av.VideoFrame:
    """Return a grey picture with a field of some brightness."""
    image = np.full((72, 96), 100, np.uint8)
    image[20:40, 20:40] = level
    return av.VideoFrame.from_ndarray(image, "gray8")


@pytest.mark.parametrize(("change", "repeats"), [(2, True), (3, False)])
def test_a_repeated_picture_may_differ_by_what_encoders_change(change: int, repeats: bool) -> None:
    seen = standstill.Standstill()
    seen.take(0.0, shown(100))
    seen.take(0.1, shown(100 + change))
    assert seen.is_holding is repeats


@pytest.mark.parametrize("form", ["gray8", "gray10le", "rgb24"])
def test_what_is_beside_the_picture_in_memory_does_not_matter(form: str) -> None:
    """The decoder's rows are longer than the picture's."""
    chance = np.random.default_rng(0)
    seen = standstill.Standstill()
    for tenth in range(2):
        there = av.VideoFrame(90, 72, form)
        row = there.planes[0].line_size
        content = chance.integers(0, 255, (72, row), np.uint8)
        content[:, : 90 * {"gray8": 1, "gray10le": 2, "rgb24": 3}[form]] = 100
        there.planes[0].update(content.tobytes())
        seen.take(tenth / 10, there)
    assert seen.is_holding


@pytest.mark.parametrize(
    ("stood_s", "jump", "is_frozen"),
    [(2.0, 45, True), (2.0, 35, False), (8.0, 45, True), (13.0, 45, False), (0.4, 45, False)],
)
def test_a_jump_after_a_standstill_of_some_seconds_was_a_freeze(
    stood_s: float, jump: int, is_frozen: bool
) -> None:
    seen = standstill.Standstill()
    for tenth in range(round(10 * stood_s) + 1):
        seen.take(tenth / 10, shown(100))
    seen.take(stood_s + 0.1, shown(100 + jump))
    assert bool(seen.frozen_s) is is_frozen


@pytest.mark.parametrize(("last", "is_frozen"), [(4, True), (6, False)])
def test_the_last_frozen_picture_may_be_mixed_with_the_next(last: int, is_frozen: bool) -> None:
    seen = standstill.Standstill()
    for tenth in range(20):
        seen.take(tenth / 10, shown(100))
    seen.take(2.0, shown(100 + last))
    seen.take(2.1, shown(200))
    assert seen.frozen_s == ([(0.0, 2.1)] if is_frozen else [])


def test_what_stands_still_for_long_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standstill, "LONGEST_S", 1.0)
    places = [*MOVING, *[29.0] * 50, *(n + 50 for n in MOVING)]
    path = write_video(tmp_path / "a.mp4", [picture(place) for place in places])
    seen = []
    for frame in VideoSource(str(path)).frames():
        seen.append(frame.t_s)
    assert len(seen) == len(places)


def walk(every: int) -> list[float]:
    """Return places of a figure that moves on in every so many-th picture of 25 a second."""
    return [1.5 * (n // every * every) for n in range(100)]


@pytest.mark.parametrize(
    ("every", "rate"), [(1, None), (2, None), (5, "5.0"), (6, "4.2"), (8, "3.1")]
)
@pytest.mark.parametrize("options", [{"crf": "20"}, {"crf": "40", "g": "10"}])
def test_repeated_pictures_do_not_make_a_higher_rate(
    tmp_path: Path, every: int, rate: str | None, options: dict[str, str]
) -> None:
    images = [picture(place) for place in walk(every)]
    path = write_video(tmp_path / "a.mp4", images, codec="libx264", options=options, rate=25)
    source = VideoSource(str(path))
    assert len(list(source.frames())) == 100
    few = f"There are only {rate} different pictures a second, too few to judge a movement: "
    assert source.notes == ((f"{few}record with 15 or more.",) if rate else ())


@pytest.mark.parametrize("times", [1, 2])
def test_a_rate_is_told_in_pieces_as_in_one(tmp_path: Path, times: int) -> None:
    """What two pieces have both seen counts once."""
    path = write_video(tmp_path / "a.mp4", [picture(p) for p in walk(8)], codec="libx264", rate=25)
    parts = []
    for wanted in (Wanted(until_s=2.2), Wanted(from_s=1.7)) if times == 2 else (Wanted(),):
        source = VideoSource(str(path), wanted=wanted)
        list(source.frames())
        parts.append(source.findings)
    found = parts[0] if times == 1 else parts[0].plus(parts[1])
    assert list(found.changed_s) == pytest.approx([0.32 * n for n in range(1, 13)])


CHANGES = {
    "everything in jumps": ([(80, 0.3)] * 12, 0.3),
    "an encoder improves what is repeated": ([(80, 0.1), (15, 0.2)] * 12, 0.3),
    "slower parts of a movement": ([(80, 0.2), (25, 0.2)] * 12, 0.2),
    "a jump now and then": ([(22, 0.1)] * 12 + [(80, 0.1)], 0.1),
    "nobody moves": ([(15, 0.5)] * 20, None),
    "too few to tell": ([(80, 0.3)] * 9, None),
}


@pytest.mark.parametrize(("steps", "usual_s"), CHANGES.values(), ids=CHANGES)
def test_only_large_changes_make_another_picture(
    steps: list[tuple[float, float]], usual_s: float | None
) -> None:
    changed_s = [float(t_s) for t_s in np.cumsum([step_s for _, step_s in steps])]
    found_s = changing_s(changed_s, [level for level, _ in steps])
    if usual_s is None:
        assert found_s == []
    else:
        assert np.median(np.diff(found_s)) == pytest.approx(usual_s)
