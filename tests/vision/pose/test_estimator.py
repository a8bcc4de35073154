"""The real model on a real picture, and the traps of mediapipe in processes of their own."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sample_videos
from vision.capture.opencv import cv2
from vision.capture.recording.video import VideoSource
from vision.datatypes import Frame, Landmark
from vision.errors import ModelDamaged
from vision.pose import estimator
from vision.pose.estimator import (
    MediaPipeEstimator,
    PeopleCounter,
    model_path,
    model_sha256,
    shrink_and_pad,
    silhouette,
    verified_model,
)
from vision.pose.variants import PoseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

TRUNK = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]


@pytest.fixture(scope="module")
def frame() -> Frame:
    """A standing person, from the project's own clip."""
    clip = Path(sample_videos.__file__).parent / "aeroplane.mp4"
    return next(VideoSource(str(clip)).frames())


@pytest.fixture(scope="module")
def model() -> Iterator[MediaPipeEstimator]:
    made = MediaPipeEstimator()
    yield made
    made.close()


def at(frame: Frame, t_s: float, image: np.ndarray | None = None) -> Frame:
    return replace(frame, t_s=t_s, image=frame.image if image is None else image)


# ---- one picture


def test_pose_of_a_standing_person_is_in_source_pixels(
    model: MediaPipeEstimator, frame: Frame
) -> None:
    pose = model.estimate(at(frame, 0.0))
    assert pose is not None
    width, height = frame.size_px
    assert pose.size_px == (width, height)
    assert pose.landmarks_px.shape == (33, 2)
    assert pose.world_m.shape == (33, 3)
    assert ((pose.landmarks_px > 0) & (pose.landmarks_px < [width, height])).all()
    nose, ankle = pose.landmarks_px[Landmark.NOSE], pose.landmarks_px[Landmark.LEFT_ANKLE]
    assert ankle[1] - nose[1] > 0.4 * height
    assert (pose.visibility[TRUNK] > 0.9).all()
    hips = pose.world_m[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    np.testing.assert_allclose(hips, 0, atol=0.02)
    assert 0.35 < np.linalg.norm(pose.world_m[TRUNK[:2]].mean(axis=0) - hips) < 0.65


def test_mask_lies_on_the_person(model: MediaPipeEstimator, frame: Frame) -> None:
    pose = model.estimate(at(frame, 1.0))
    assert pose is not None
    assert pose.mask is not None
    assert pose.mask.dtype == np.bool_
    scale = pose.mask_scale
    width, height = frame.size_px
    assert pose.mask.shape == (round(height * scale), round(width * scale))
    middle = pose.landmarks_px[TRUNK].mean(axis=0) * scale
    assert pose.mask[int(middle[1]), int(middle[0])]
    assert 0.02 < pose.mask.mean() < 0.5


def test_picture_twice_as_large_gives_the_same_places(frame: Frame) -> None:
    """A fresh track each: the model remembers where it looked last."""
    poses = []
    for factor in (1, 2):
        image = cv2.resize(frame.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        made = MediaPipeEstimator()
        poses.append(made.estimate(at(frame, 0.0, np.asarray(image, np.uint8))))
        made.close()
    one, two = poses
    assert one is not None
    assert two is not None
    assert two.size_px == (2 * one.size_px[0], 2 * one.size_px[1])
    np.testing.assert_allclose(two.landmarks_px[TRUNK] / 2, one.landmarks_px[TRUNK], atol=4)


@pytest.mark.parametrize(("likely", "seen"), [(0.4, False), (0.6, True)])
def test_a_pixel_is_the_persons_if_that_is_likelier_than_not(likely: float, seen: bool) -> None:
    assert silhouette(np.full((2, 3), likely, np.float32)).all() == seen


def test_mask_survives_later_pictures(model: MediaPipeEstimator, frame: Frame) -> None:
    pose = model.estimate(at(frame, 2.0))
    assert pose is not None
    assert pose.mask is not None
    before = pose.mask.copy()
    mirrored = np.ascontiguousarray(frame.image[:, ::-1])
    for number in range(1, 4):
        model.estimate(at(frame, 2.0 + number / 30, mirrored))
    np.testing.assert_array_equal(pose.mask, before)


def test_equal_and_backward_time_stamps_do_not_raise(
    model: MediaPipeEstimator, frame: Frame
) -> None:
    poses = [model.estimate(at(frame, t)) for t in (3.0, 3.0, 3.0, 2.5)]
    assert [p.t_s for p in poses if p is not None] == [3.0, 3.0, 3.0, 2.5]


def test_blank_picture_has_nobody() -> None:
    made = MediaPipeEstimator()
    blank = Frame(0, 0.0, np.full((360, 640, 3), 128, np.uint8))
    assert made.estimate(blank) is None
    made.close()


def test_closed_estimator_raises_instead_of_keeping_silent(frame: Frame) -> None:
    made = MediaPipeEstimator()
    made.close()
    made.close()
    with pytest.raises(RuntimeError, match="closed"):
        made.estimate(frame)


def test_people_are_counted(frame: Frame) -> None:
    counter = PeopleCounter()
    blank = np.full_like(frame.image, 128)
    assert counter.count(frame) == 1
    assert counter.count(replace(frame, image=blank)) == 0
    counter.close()


# ---- native traps, each in a process that may die


def run(script: str) -> subprocess.CompletedProcess[str]:
    prelude = (
        "import sys; sys.path[:0] = " + repr([p for p in sys.path if p]) + "\n"
        "import numpy as np\n"
        "from vision.datatypes import Frame\n"
        "from vision.pose.estimator import MediaPipeEstimator\n"
    )
    return subprocess.run(
        [sys.executable, "-c", prelude + script],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_nobody_searches_for_a_microphone() -> None:
    script = "MediaPipeEstimator().close(); print(sys.modules['sounddevice'])"
    assert run(script).stdout == "None\n"


ODD_WIDTHS = """
from vision.capture.opencv import cv2
from vision.capture.sources import VideoSource
picture = next(VideoSource({clip!r}).frames()).image
for width in (630, 606, 602, 202):
    model = MediaPipeEstimator()
    height = round(picture.shape[0] * width / picture.shape[1])
    pose = model.estimate(Frame(0, 0.0, cv2.resize(picture, (width, height))))
    print(width, pose.mask.shape == (height, width))
    model.close()
model = MediaPipeEstimator()
for number, size in enumerate([(1, 1), (1, 640), (640, 1), (3, 7)]):
    print(size, model.estimate(Frame(number, number / 30, np.zeros((*size, 3), np.uint8))))
model.close()
"""


def test_no_width_aborts_the_process_and_nothing_is_written_on_the_terminal() -> None:
    clip = str(Path(sample_videos.__file__).parent / "aeroplane.mp4")
    done = run(ODD_WIDTHS.format(clip=clip))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "630 True",
        "606 True",
        "602 True",
        "202 True",
        "(1, 1) None",
        "(1, 640) None",
        "(640, 1) None",
        "(3, 7) None",
    ]
    assert done.stderr == ""


# ---- the shape the model gets


@pytest.mark.parametrize(
    ("size_px", "content_px", "padded_px"),
    [
        ((1920, 1080), (640, 360), (640, 360)),
        ((1080, 1920), (360, 640), (360, 640)),
        ((630, 353), (630, 353), (632, 356)),
        ((606, 342), (606, 342), (608, 344)),
        ((1, 1), (1, 1), (32, 32)),
        ((30, 33), (30, 33), (32, 36)),
        ((5000, 3), (640, 1), (640, 32)),
    ],
)
def test_picture_is_shrunk_and_padded_to_multiples_of_4(
    size_px: tuple[int, int], content_px: tuple[int, int], padded_px: tuple[int, int]
) -> None:
    image = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    image[..., 0] = 200
    rgb, scale, content = shrink_and_pad(image)
    assert content == content_px
    assert rgb.shape == (padded_px[1], padded_px[0], 3)
    assert rgb.flags.c_contiguous
    assert scale == min(1.0, 640 / max(size_px))
    assert (rgb == [0, 0, 200]).all()  # BGR became RGB, the rim repeats the edge


def test_picture_that_fits_is_not_enlarged() -> None:
    rgb, scale, content = shrink_and_pad(np.zeros((100, 200, 3), np.uint8))
    assert (rgb.shape, scale, content) == ((100, 200, 3), 1.0, (200, 100))


# ---- the model file


def test_shipped_model_has_its_checksum() -> None:
    assert hashlib.sha256(model_path().read_bytes()).hexdigest() == model_sha256()
    assert len(verified_model()) > 5_000_000


@pytest.fixture
def copy_of_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / model_path().name
    copy.write_bytes(b"not the model")
    checksum = copy.with_suffix(".task.sha256")
    checksum.write_text(model_sha256(), encoding="ascii")
    monkeypatch.setattr(estimator, "model_path", lambda: copy)
    return copy


def test_changed_model_is_damaged(copy_of_the_model: Path) -> None:
    with pytest.raises(ModelDamaged, match="is damaged") as caught:
        MediaPipeEstimator()
    assert "install hipdrill again" in caught.value.remedy


def test_missing_model_cannot_be_read(copy_of_the_model: Path) -> None:
    copy_of_the_model.unlink()
    with pytest.raises(ModelDamaged, match="cannot be read"):
        PeopleCounter()


@pytest.mark.parametrize("content", [b"", b"\n", "où est-ce".encode("latin-1")])
def test_damaged_checksum_is_a_damaged_model_not_a_crash(
    copy_of_the_model: Path, content: bytes
) -> None:
    copy_of_the_model.with_suffix(".task.sha256").write_bytes(content)
    with pytest.raises(ModelDamaged):
        verified_model()


def test_missing_checksum_is_a_damaged_model(copy_of_the_model: Path) -> None:
    copy_of_the_model.with_suffix(".task.sha256").unlink()
    with pytest.raises(ModelDamaged):
        verified_model()


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_a_model_in_a_folder_of_any_name_is_loaded(
    frame: Frame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    folder = tmp_path / "Übungen für Zoë 股関節"
    folder.mkdir()
    copy = folder / "own.task"
    copy.write_bytes(model_path().read_bytes())
    own = PoseModel("pose_landmarker_full", model_sha256(), copy)
    with closing(MediaPipeEstimator()) as shipped:
        expected = shipped.estimate(frame)
    with monkeypatch.context() as patch:
        patch.setattr(estimator.os, "name", system)
        loaded = MediaPipeEstimator(own)
    with closing(loaded):
        found = loaded.estimate(frame)
    assert expected is not None
    assert found is not None
    np.testing.assert_array_equal(found.landmarks_px, expected.landmarks_px)
