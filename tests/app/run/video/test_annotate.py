"""Annotated pictures show what is known and no more; the video plays with the real times."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.run.pipeline import FrameResult
from app.run.video import annotate
from app.run.video.annotate import BANNER, AnnotatedVideo, draw
from app.run.video.text import Writer, ascii_only
from app.run.video.writer import LONG_SIDE_PX, even_size
from drills.core.events import Counts, Drill, WarningKind
from vision.datatypes import (
    Absent,
    Estimate,
    Landmark,
    Pose,
    Posture,
    Quality,
    Reason,
    Sample,
    Side,
    View,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GREY = 120
L = Landmark
ON_ALL_FOURS = {
    L.LEFT_SHOULDER: (0.72, 0.45),
    L.LEFT_HIP: (0.40, 0.45),
    L.LEFT_KNEE: (0.50, 0.75),
    L.LEFT_ANKLE: (0.30, 0.77),
    L.RIGHT_SHOULDER: (0.70, 0.42),
    L.RIGHT_HIP: (0.43, 0.42),
    L.RIGHT_KNEE: (0.55, 0.72),
}


def picture(width: int = 640, height: int = 480) -> NDArray[np.uint8]:
    image = np.full((height, width, 3), GREY, np.uint8)
    image.flags.writeable = False  # as frames are
    return image


def pose_of(size_px: tuple[int, int], visibility: float = 1.0) -> Pose:
    landmarks_px, seen = np.full((33, 2), np.nan), np.zeros(33)
    landmarks_px[:] = -5000.0
    for landmark, place in ON_ALL_FOURS.items():
        landmarks_px[landmark] = np.array(place) * size_px
        seen[landmark] = visibility
    return Pose(0.0, size_px, landmarks_px, seen, np.zeros((33, 3)))


def result_of(size_px: tuple[int, int] = (640, 480), **changes: object) -> FrameResult:
    usual: dict[str, object] = {
        "index": 0,
        "t_s": 0.0,
        "size_px": size_px,
        "pose": pose_of(size_px),
        "sample": Sample(0.0, Posture.ALL_FOURS, View.LEFT, Quality(1.0)),
        "drill": Drill.FROGGER,
        "side": Side.LEFT,
        "level": None,
        "phase": "rocking back",
        "rep_index": 0,
        "counts": Counts(),
        "events": (),
        "warnings": (),
        "hip": Absent(Reason.NOT_VISIBLE),
        "spine": Absent(Reason.NOT_VISIBLE),
        "hint": "",
    }
    return FrameResult(**{**usual, **changes})


def changed(image: NDArray[np.uint8], x: float, y: float, reach_px: int = 3) -> bool:
    height, width = image.shape[:2]
    row, column = round(y * height), round(x * width)
    part = image[max(row - reach_px, 0) : row + reach_px, max(column - reach_px, 0) :][
        :, : 2 * reach_px
    ]
    return bool((part != GREY).any())


def banner_share(image: NDArray[np.uint8]) -> float:
    return float((image == BANNER).all(axis=2).mean())


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line of text that is put on pictures."""
    lines: list[str] = []
    put = Writer.put

    def record(self: Writer, text: str, *rest: object) -> None:
        lines.append(text)
        put(self, text, *rest)

    monkeypatch.setattr(Writer, "put", record)
    return lines


def test_the_given_picture_is_left_alone() -> None:
    image = picture()
    drawn = draw(image, result_of())
    assert (image == GREY).all()
    assert drawn.shape == image.shape
    assert drawn.dtype == np.uint8
    assert drawn is not image


@pytest.mark.parametrize("size_px", [(640, 480), (480, 640), (161, 121), (1080, 1920)])
def test_bones_lie_between_the_landmarks_of_any_size(size_px: tuple[int, int]) -> None:
    drawn = draw(picture(*size_px), result_of(size_px))
    assert changed(drawn, 0.45, 0.60)  # the middle of the left thigh
    assert changed(drawn, 0.56, 0.45)  # the middle of the trunk


def test_a_scaled_picture_carries_the_bones_along() -> None:
    drawn = draw(picture(320, 240), result_of((640, 480)))
    assert changed(drawn, 0.45, 0.60)
    assert not changed(drawn, 0.90, 0.60)


def test_an_earlier_picture_is_drawn_over_as_a_new_one_is() -> None:
    before = draw(picture(), result_of(side=Side.RIGHT))
    again = draw(picture(), result_of(side=Side.LEFT), onto=before)
    assert again is before
    assert np.array_equal(again, draw(picture(), result_of(side=Side.LEFT)))
    assert draw(picture(320, 240), result_of(), onto=before).shape == (240, 320, 3)


def test_points_that_are_not_trusted_are_not_drawn() -> None:
    drawn = draw(picture(), result_of(pose=pose_of((640, 480), visibility=0.49)))
    assert not changed(drawn, 0.45, 0.60)
    assert not changed(drawn, 0.40, 0.45, reach_px=20)


def test_nobody_in_view_still_makes_a_picture(written: list[str]) -> None:
    draw(picture(), result_of(pose=None, drill=None, hint="Nobody is in view."))
    assert "Nobody is in view." in written


def test_the_limb_of_the_drill_stands_out() -> None:
    left = draw(picture(), result_of(side=Side.LEFT))
    right = draw(picture(), result_of(side=Side.RIGHT))
    left_thigh, right_thigh = (288, 288), (274, 314)  # row, column of the middles
    assert tuple(left[left_thigh]) == annotate._HIP
    assert tuple(right[left_thigh]) != annotate._HIP
    assert tuple(right[right_thigh]) == annotate._HIP


def test_the_angle_is_written_with_its_interval(written: list[str]) -> None:
    draw(picture(), result_of(hip=Estimate(98.4, 92.0, 104.0)))
    assert "98 deg" in written
    assert "(92 to 104)" in written


@pytest.mark.parametrize("drill", list(Drill))
@pytest.mark.parametrize(
    "hip", [Absent(Reason.WRONG_VIEW), Estimate(float("nan"), float("nan"), float("nan"))]
)
def test_no_number_without_a_measure(
    drill: Drill, hip: Absent | Estimate, written: list[str]
) -> None:
    draw(picture(), result_of(drill=drill, hip=hip))
    assert not [line for line in written if "deg" in line]


@pytest.mark.parametrize(
    ("turn_deg", "stance", "side"),
    [(40.0, Side.LEFT, -1), (-40.0, Side.LEFT, 1), (40.0, Side.RIGHT, 1)],
)
def test_the_turn_of_the_pelvis_opens_towards_the_free_leg(
    turn_deg: float, stance: Side, side: int
) -> None:
    size_px = (640, 480)
    hips = Pose(0.0, size_px, np.zeros((33, 2)), np.zeros(33), np.zeros((33, 3)))
    hips.landmarks_px[[L.LEFT_HIP, L.RIGHT_HIP]] = [(400, 240), (240, 240)]
    hips.visibility[[L.LEFT_HIP, L.RIGHT_HIP]] = 1.0
    hip = Estimate.around(turn_deg, 4.0)
    drawn = draw(picture(), result_of(pose=hips, drill=Drill.AEROPLANE, side=stance, hip=hip))
    above = (drawn[205:230] != GREY).any(axis=(0, 2))
    assert above[320 + side * 12]
    assert not above[320 - side * 12]


def test_tallies_and_phase_are_written_in_words(written: list[str]) -> None:
    draw(picture(), result_of(counts=Counts(2, 1, 0)))
    assert "3" in written
    assert "2 clean, 1 compensated" in written
    draw(picture(), result_of(counts=Counts(clean=2, unjudged=1)))
    assert "2 clean, 1 not judged" in written
    assert "Rocking back" in written


def test_the_banner_shows_only_while_a_warning_stands(written: list[str]) -> None:
    quiet = draw(picture(), result_of())
    assert banner_share(quiet) == 0
    warned = draw(picture(), result_of(warnings=(WarningKind.LUMBAR_FLEXION,)))
    assert 0.02 < banner_share(warned) < 0.2
    assert "Your low back rounds" in written


def test_many_warnings_leave_the_person_in_sight(written: list[str]) -> None:
    drawn = draw(picture(), result_of(warnings=tuple(WarningKind)))
    assert banner_share(drawn) < 0.25
    assert "and more" in written


@pytest.mark.parametrize("size_px", [(160, 120), (120, 160), (360, 640), (2160, 3840)])
def test_long_text_is_broken_inside_the_picture(
    size_px: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_px: list[int] = []
    from app.run.video import text as picture_text

    put_text = picture_text.cv2.putText

    def record(image: NDArray[np.uint8], text: str, at: tuple[int, int], font: int, scale: float,
               colour: tuple[int, int, int], weight: int, *more: int) -> None:  # fmt: skip
        ends_px.append(at[0] + picture_text._width_px(text, scale, weight))
        put_text(image, text, at, font, scale, colour, weight, *more)

    monkeypatch.setattr(picture_text.cv2, "putText", record)
    hint = "Turn your left or right side to the camera to measure hip and low back."
    draw(picture(*size_px), result_of(size_px, hint=hint, warnings=(WarningKind.SPINE_TWIST,)))
    assert ends_px
    assert max(ends_px) <= size_px[0] + size_px[0] // 50


@pytest.mark.parametrize("size_px", [(1, 1), (17, 9), (33, 41)])
def test_a_tiny_picture_is_no_reason_to_fail(size_px: tuple[int, int]) -> None:
    everything = result_of(
        size_px, warnings=tuple(WarningKind), hip=Estimate(90, 80, 100), hint="Hold still."
    )
    assert draw(picture(*size_px), everything).shape == (size_px[1], size_px[0], 3)


def test_text_is_made_ascii() -> None:
    assert ascii_only("31° é") == "31 deg ?"


# The video


def times_and_sizes(path: Path) -> list[tuple[float, int, int]]:
    with av.open(str(path)) as container:
        return [(float(f.time), f.width, f.height) for f in container.decode(video=0)]


def moving(number: int, width: int, height: int) -> NDArray[np.uint8]:
    image = np.full((height, width, 3), 40, np.uint8)
    image[:, : (number * 7) % width] = (0, 160, 240)
    return image


VARIABLE_S = [0.0, 0.033, 0.1, 0.104, 0.25, 0.9, 0.933, 2.5]


@pytest.mark.parametrize("size_px", [(320, 240), (321, 241), (240, 426), (64, 48)])
def test_frames_come_back_at_their_own_times(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideo(path, size_px, 30.0) as video:
        for number, t_s in enumerate(VARIABLE_S):
            video.write(moving(number, *size_px), t_s)
    found = times_and_sizes(path)
    assert [t_s for t_s, _, _ in found] == pytest.approx(VARIABLE_S, abs=0.002)
    assert {(width, height) for _, width, height in found} == {even_size(size_px)}
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_h264_that_starts_fast(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideo(path, (320, 240), 25.0) as video:
        for number in range(10):
            video.write(moving(number, 320, 240), number / 25)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.time_base <= Fraction(1, 1000)
        ticks = [packet.pts for packet in container.demux(stream) if packet.pts is not None]
    assert len(ticks) == 10
    assert all(one < other for one, other in itertools.pairwise(ticks))
    data = path.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_colours_survive(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideo(path, (64, 64), 30.0) as video:
        video.write(np.full((64, 64, 3), BANNER, np.uint8), 0.0)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        shown = frame.reformat(format="bgr24").to_ndarray()  # as the file itself says
    assert np.abs(shown.reshape(-1, 3).mean(axis=0) - BANNER).max() < 6


def test_an_interrupted_video_can_be_played(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"

    def interrupted() -> None:
        with AnnotatedVideo(path, (64, 48), 30.0) as video:
            for number in itertools.count():
                video.write(moving(number, 64, 48), number / 30)
                if number == 6:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(times_and_sizes(path)) == 7


def test_nothing_appears_under_the_name_before_it_can_be_played(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"
    path.write_bytes(b"what was there")
    video = AnnotatedVideo(path, (64, 48), 30.0)
    video.write(moving(0, 64, 48), 0.0)
    assert path.read_bytes() == b"what was there"
    video.close()
    video.close()
    assert len(times_and_sizes(path)) == 1
    with pytest.raises(ValueError, match="closed"):
        video.write(moving(0, 64, 48), 1.0)


def test_no_frame_makes_no_file(tmp_path: Path) -> None:
    AnnotatedVideo(tmp_path / "annotated.mp4", (64, 48), 30.0).close()
    assert list(tmp_path.iterdir()) == []


def test_times_that_do_not_rise_are_kept_in_order(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideo(path, (64, 48), 0.0) as video:
        for number, t_s in enumerate([0.0, 0.5, 0.5, 0.4]):
            video.write(moving(number, 64, 48), t_s)
    times_s = [t_s for t_s, _, _ in times_and_sizes(path)]
    assert len(times_s) == 4
    assert times_s == sorted(times_s)


def test_the_long_side_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "annotated.mp4"
    with AnnotatedVideo(path, (1080, 1920), 30.0) as video:
        video.write(moving(3, 1080, 1920), 0.0)
    assert times_and_sizes(path) == [(0.0, 720, LONG_SIDE_PX)]


def test_the_same_frames_make_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("a.mp4", "b.mp4"):
        with AnnotatedVideo(tmp_path / name, (160, 120), 30.0) as video:
            for number in range(20):
                video.write(moving(number, 160, 120), number / 30)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"cannot be written: No such file") as caught:
        AnnotatedVideo(tmp_path / "missing" / "annotated.mp4", (64, 48), 30.0)
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = AnnotatedVideo(tmp_path / "annotated.mp4", (64, 48), 30.0)
    video.write(moving(0, 64, 48), 0.0)

    class Full:
        def mux(self, packets: object) -> None:
            raise av.error.OSError(28, "No space left on device", "annotated.mp4")

        def close(self) -> None:
            pass

    monkeypatch.setattr(video, "_container", Full())
    with pytest.raises(OSError, match="No space left on device"):
        video.write(moving(1, 64, 48), 0.1)
    with pytest.raises(OSError, match="No space left on device"):
        video.close()
