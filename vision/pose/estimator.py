"""Pictures to poses. The only module that uses mediapipe.

MediaPipe 0.10.31 has traps, which this adapter avoids:

* Reading a segmentation mask of a picture whose width is not a multiple of 4 aborts the whole
  process. Pictures are padded on the right and at the bottom, and the padding is cut off the mask.
* The mask is a view into memory that dies with the result. It is thresholded into a copy.
* With nobody in the picture there are neither landmarks nor a mask.
* A time stamp that does not increase is an error. Milliseconds are made to increase by at least 1.
* A closed landmarker returns nothing instead of raising an error. Here it raises one.
* It keeps copies of a model that is passed as bytes. The path is passed where possible: on Windows
  it cannot open a path with letters beyond ASCII.
* Its import searches for a microphone library, with a compiler if there is one: a third of a
  second. It is told that there is none.
* Its native code writes log lines on the terminal. Descriptor 2 is silenced while the model
  loads and reads its first picture; later calls write nothing.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from vision.capture.native import return_memory
from vision.capture.opencv import cv2
from vision.capture.picture import shrunk
from vision.capture.stderr import native_stderr_silenced
from vision.datatypes import TRUSTED_VISIBILITY, Frame, Pose
from vision.errors import ModelDamaged
from vision.pose.bars import Bars
from vision.pose.variants import TESTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.pose.bars import Inside
    from vision.pose.variants import PoseModel

MODEL_NAME = TESTED
MAX_SIDE_PX = 640
"""The longer side of a picture is shrunk to this before inference (the model looks at 256 px)."""
MIN_SIDE_PX = 32
"""Smaller pictures are padded: the model's own resizing fails on a few pixels."""


class PoseEstimator(Protocol):
    """Turns frames into poses, in order of time."""

    def estimate(self, frame: Frame) -> Pose | None:
        """Return the pose of the person, or ``None`` if nobody is seen."""
        ...

    def close(self) -> None:
        """Free the model. Estimating afterwards raises ``RuntimeError``."""
        ...


def model_path() -> Path:
    """Return where the shipped model lies."""
    folder: Any = resources.files("vision.models")
    return folder / f"{MODEL_NAME}.task"  # type: ignore[no-any-return]


def model_sha256() -> str:
    """Return the SHA-256 that the shipped model must have; "" if its file is empty."""
    checksum = model_path().with_suffix(".task.sha256")
    words = checksum.read_text(encoding="ascii", errors="replace").split()
    return words[0] if words else ""


def verified_model() -> bytes:
    """Read the shipped model and compare its checksum.

    Raises
    ------
    ModelDamaged
        If it is missing, cannot be read or differs from what was shipped.
    """
    remedy = "install hipdrill again (pip install --force-reinstall)"
    try:
        content = model_path().read_bytes()
        wanted = model_sha256()
    except OSError as error:
        raise ModelDamaged(f"the pose model {MODEL_NAME} cannot be read", remedy) from error
    if hashlib.sha256(content).hexdigest() != wanted:
        raise ModelDamaged(f"the pose model {MODEL_NAME} is damaged", remedy)
    return content


def shrink_and_pad(
    image: NDArray[np.uint8], source_px: tuple[int, int] | None = None
) -> tuple[NDArray[np.uint8], float, tuple[int, int]]:
    """Make a picture fit for the model.

    Parameters
    ----------
    image
        (height, width, 3) BGR.
    source_px
        Width and height before it was shrunk to `MAX_SIDE_PX`; ``None`` if it was not.

    Returns
    -------
    rgb
        Contiguous RGB picture whose sides are multiples of 4 and at least `MIN_SIDE_PX`.
    scale
        Pixels of the shrunken picture per source pixel.
    size_px
        Width and height of the shrunken picture without its padding.
    """
    size_px = source_px or (image.shape[1], image.shape[0])
    scale = min(1.0, MAX_SIDE_PX / max(size_px))
    image = shrunk(image, size_px, MAX_SIDE_PX)
    rows, columns = image.shape[:2]
    pad_right = max(-columns % 4, MIN_SIDE_PX - columns)
    pad_below = max(-rows % 4, MIN_SIDE_PX - rows)
    rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    if pad_right or pad_below:
        rgb = cv2.copyMakeBorder(rgb, 0, pad_below, 0, pad_right, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(rgb, np.uint8), scale, (columns, rows)


def _shown_to_model(frame: Frame, part: Inside) -> tuple[NDArray[np.uint8], float, tuple[int, int]]:
    """Return a part of a frame as `shrink_and_pad` does."""
    image = frame.image[part.top : part.bottom, part.left : part.right]
    if frame.source_px is None or image.shape == frame.image.shape:
        return shrink_and_pad(image, frame.source_px)
    wide, high = np.array([image.shape[1], image.shape[0]]) * _source_ratio(frame)
    return shrink_and_pad(image, (round(float(wide)), round(float(high))))


def _source_ratio(frame: Frame) -> float:
    """Return the source pixels per pixel of a frame that may have been shrunk."""
    return float(max(frame.size_px) / max(frame.image.shape[:2]))


def _shrunk_px(frame: Frame, scale: float) -> tuple[int, int]:
    """Return the width and height of the whole frame at a scale of source pixels."""
    width, height = frame.size_px
    return max(1, round(width * scale)), max(1, round(height * scale))


def _within(
    mask: NDArray[np.bool_], corner_px: NDArray[np.float64], size_px: tuple[int, int]
) -> NDArray[np.bool_]:
    """Return a silhouette of a part as one of the whole."""
    whole = np.zeros((size_px[1], size_px[0]), bool)
    left, top = (round(float(place)) for place in corner_px)
    into = whole[top : top + mask.shape[0], left : left + mask.shape[1]]
    into[:] = mask[: into.shape[0], : into.shape[1]]
    return whole


def silhouette(likely: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where the person is more likely than not, as a copy of the same shape.

    Parameters
    ----------
    likely
        (rows, columns) how likely a pixel shows the person, 0..1.
    """
    mask: NDArray[np.bool_] = likely > TRUSTED_VISIBILITY
    return mask


class MediaPipeEstimator:
    """MediaPipe's PoseLandmarker in VIDEO mode: one person, with mask.

    Make one and keep it: loading costs a third of a second.

    Parameters
    ----------
    model
        A variant to use instead of the shipped one.
    at_once
        Whether to load it now, or with the first frame.

    Raises
    ------
    ModelDamaged
        If the model is not intact.
    """

    def __init__(self, model: PoseModel | None = None, *, at_once: bool = True) -> None:
        content = verified_model() if model is None else model.read()
        path = model_path() if model is None else model.path
        self._load: Callable[[], object] | None = partial(
            _landmarker, path, content, video=True, people=1, mask=True
        )
        self._landmarker: Any = None
        if at_once:
            self._make_ready()
        self._bars = Bars()
        self._last_ms = -1
        self._warm = False

    def estimate(self, frame: Frame) -> Pose | None:
        """Return the pose in source pixels, or ``None`` if nobody is seen.

        Raises
        ------
        RuntimeError
            After `close`.
        """
        self._make_ready()
        part = self._bars.inside(frame.image)
        rgb, scale, (columns, rows) = _shown_to_model(frame, part)
        self._last_ms = max(self._last_ms + 1, round(frame.t_s * 1000))
        result = self._detect(model_image(rgb), self._last_ms)
        if not result.pose_landmarks:
            return None
        padded_px = np.array([rgb.shape[1], rgb.shape[0]], np.float64)
        points = np.array([(p.x, p.y, p.visibility) for p in result.pose_landmarks[0]], np.float64)
        world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[0]], np.float64)
        mask = None
        if result.segmentation_masks:
            view = result.segmentation_masks[0].numpy_view()
            mask = silhouette(np.squeeze(view)[:rows, :columns])
        corner_px = np.array([part.left, part.top]) * _source_ratio(frame)
        if mask is not None and (columns, rows) != _shrunk_px(frame, scale):
            mask = _within(mask, corner_px * scale, _shrunk_px(frame, scale))
        return Pose(
            t_s=frame.t_s,
            size_px=frame.size_px,
            landmarks_px=points[:, :2] * (padded_px / scale) + corner_px,
            visibility=points[:, 2],
            world_m=world,
            mask=mask,
            mask_scale=scale,
        )

    def _make_ready(self) -> None:
        if self._load is not None:
            self._landmarker, self._load = self._load(), None
        if self._landmarker is None:
            raise RuntimeError("the estimator is closed")

    def _detect(self, image: object, t_ms: int) -> Any:
        if self._warm:
            return self._landmarker.detect_for_video(image, t_ms)
        with native_stderr_silenced():
            result = self._landmarker.detect_for_video(image, t_ms)
        self._warm = True
        return result

    def close(self) -> None:
        """Free the model; may be called more than once."""
        self._load = None
        if self._landmarker is not None:
            with native_stderr_silenced():
                self._landmarker.close()
            self._landmarker = None
            return_memory()


class PeopleCounter:
    """Counts the people in single pictures, for the note 'several people'.

    The estimator follows one person and cannot count. This second landmarker (IMAGE mode) looks
    at a picture now and then; it costs as much as two or three estimates.

    Parameters
    ----------
    most
        The count stops there.
    """

    def __init__(self, most: int = 3) -> None:
        self._landmarker: Any = _landmarker(
            model_path(), verified_model(), video=False, people=most, mask=False
        )

    def count(self, frame: Frame) -> int:
        """Return how many people the picture shows, at most ``most``."""
        rgb, _, _ = _shown_to_model(frame, Bars().inside(frame.image))
        with native_stderr_silenced():
            result = self._landmarker.detect(model_image(rgb))
        return len(result.pose_landmarks)

    def close(self) -> None:
        """Free the model."""
        with native_stderr_silenced():
            self._landmarker.close()
        return_memory()


def _landmarker(path: Path, content: bytes, *, video: bool, people: int, mask: bool) -> object:
    """Load a model whose content was checked, by its path if MediaPipe can open that.

    Of content passed as bytes, every landmarker keeps copies of 25 MB.
    """
    is_named = os.name != "nt" or str(path).isascii()
    asset: dict[str, Any] = (
        {"model_asset_path": str(path)} if is_named else {"model_asset_buffer": content}
    )
    sys.modules.setdefault("sounddevice", None)  # type: ignore[arg-type]
    with native_stderr_silenced():  # importing and loading both write log lines
        from mediapipe.tasks.python import BaseOptions
        from mediapipe.tasks.python.vision import (
            PoseLandmarker,
            PoseLandmarkerOptions,
            RunningMode,
        )

        options = PoseLandmarkerOptions(
            base_options=BaseOptions(**asset),
            running_mode=RunningMode.VIDEO if video else RunningMode.IMAGE,
            num_poses=people,
            output_segmentation_masks=mask,
        )
        landmarker: object = PoseLandmarker.create_from_options(options)
    return landmarker


def model_image(rgb: NDArray[np.uint8]) -> object:
    """Wrap an RGB picture for the model."""
    from mediapipe import Image, ImageFormat

    image: object = Image(image_format=ImageFormat.SRGB, data=rgb)
    return image
