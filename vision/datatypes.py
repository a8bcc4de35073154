"""Values passed between the parts of the program: frozen, numpy only.

Left and right are always the person's own. Angles are degrees, times seconds from the first frame,
picture coordinates pixels of the source with the origin top left and y down. A value missing inside
an array is NaN; between modules it is `Absent` with its `Reason`, because ``nan > limit`` is false
and would read as 'no warning'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


class Landmark(IntEnum):
    """Indices of the BlazePose landmarks that the program uses."""

    NOSE = 0
    LEFT_EYE = 2
    RIGHT_EYE = 5
    LEFT_EAR = 7
    RIGHT_EAR = 8
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


class Side(StrEnum):
    """A side of the person's own body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class View(StrEnum):
    """What the camera sees of the person; LEFT means the person's left side is nearest."""

    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"
    THREE_QUARTER = "three_quarter"
    UNKNOWN = "unknown"

    @property
    def is_side(self) -> bool:
        """Whether the sagittal plane lies in the picture."""
        return self in (View.LEFT, View.RIGHT)


class Posture(StrEnum):
    """How the body is held, as far as the drills distinguish it."""

    STANDING = "standing"
    HINGED = "hinged"
    ALL_FOURS = "all_fours"
    OTHER = "other"
    UNSEEN = "unseen"


class Reason(StrEnum):
    """Why a value is absent."""

    NOT_VISIBLE = "not_visible"
    WRONG_VIEW = "wrong_view"
    TRACKING_LOST = "tracking_lost"
    NOT_CALIBRATED = "not_calibrated"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 90 % interval ``low .. high``, all in the unit of its name.

    ``peak_ratio`` is the factor by which the interval of a movement's greatest value is wider than
    that of a single frame: the greatest value is selected from many errors.
    """

    value: float
    low: float
    high: float
    peak_ratio: float = 1.0

    @staticmethod
    def around(value: float, half_width: float, peak_ratio: float = 1.0) -> Estimate:
        """Return an estimate with a symmetric interval.

        Parameters
        ----------
        value, half_width
            Centre and half-width of the 90 % interval, in the unit of the measure.
        peak_ratio
            See the class.
        """
        return Estimate(value, value - half_width, value + half_width, peak_ratio)

    def peak(self) -> Estimate:
        """Return the estimate with the interval of a peak, if this frame had the greatest value."""
        ratio = self.peak_ratio
        below, above = ratio * (self.value - self.low), ratio * (self.high - self.value)
        return Estimate(self.value, self.value - below, self.value + above)

    def negated(self) -> Estimate:
        """Return the estimate with the opposite sign."""
        return Estimate(-self.value, -self.high, -self.low, self.peak_ratio)

    def since(self, mean: float) -> Estimate:
        """Return the estimate as a change from a known value."""
        return Estimate(self.value - mean, self.low - mean, self.high - mean, self.peak_ratio)


@dataclass(frozen=True, slots=True)
class Absent:
    """A value that could not be measured, and why."""

    reason: Reason


Measure = Estimate | Absent


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of a source.

    ``image`` is (height, width, 3) uint8 BGR, upright, never mirrored, and must not be written to.
    ``source_px`` is the width and height before it was shrunk; ``None`` if it was not.
    """

    index: int
    t_s: float
    image: NDArray[np.uint8]
    source_px: tuple[int, int] | None = None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the source's picture."""
        return self.source_px or (int(self.image.shape[1]), int(self.image.shape[0]))


TRUSTED_VISIBILITY = 0.5
"""A landmark that the pose model gives a lower visibility (0..1) is a guess and not used; a pixel
of lower confidence is not part of the person."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """The estimator's result for one frame.

    ``landmarks_px`` is (33, 2) in source pixels; ``visibility`` (33,) in 0..1; ``world_m`` (33, 3)
    metres relative to the mid-hip, x to the right of the picture, y down, z away from the camera
    (inaccurate). ``mask`` is (rows, columns) bool of the shrunken frame, ``mask_scale`` mask pixels
    per source pixel; ``None`` where the estimator gave no mask.
    """

    t_s: float
    size_px: tuple[int, int]
    landmarks_px: NDArray[np.float64]
    visibility: NDArray[np.float64]
    world_m: NDArray[np.float64]
    mask: NDArray[np.bool_] | None = None
    mask_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a frame shows the person.

    ``seen`` is the share (0..1) of the body points needed by a drill that are in the picture and
    trusted; ``reason`` is set when the frame must not be used at all.
    """

    seen: float
    reason: Reason | None = None


class Edge(StrEnum):
    """An edge of the unmirrored picture."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Scene:
    """How the person is placed in the picture: what has to be right before a set.

    ``outside`` maps body parts ("hands") to the edge beyond which they lie. ``trunk_ratio`` is the
    length of the trunk, foreshortened or not, as a share of the picture's longer side; ``centre``
    is the middle of the person in units of their extent. ``brightness`` (0..1) and ``contrast``
    (standard deviation of the brightness) are those of the person's box, ``surround`` is the
    brightness of the whole picture; ``None`` without a picture. ``people`` is the last count,
    ``None`` before the first. ``yaw_deg`` is as in `vision.body.view`.
    """

    outside: Mapping[str, Edge] = field(default_factory=dict)
    trunk_ratio: float = 0.0
    centre: tuple[float, float] = (0.0, 0.0)
    brightness: float | None = None
    contrast: float | None = None
    surround: float | None = None
    people: int | None = None
    yaw_deg: float | None = None


class Tracking(StrEnum):
    """How a sample follows from the one before.

    ``SAME`` is the body that was measured before. ``LEAPT``: the landmarks have just moved as no
    body can, so that nothing is known of this moment; ``SETTLED``: they stay where they leapt to.
    ``ANOTHER`` is another person.
    """

    SAME = "same"
    LEAPT = "leapt"
    SETTLED = "settled"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment as the drills receive it.

    ``measures`` are the named values of docs/measures.md with intervals, for judging and reporting.
    ``signals`` are plain numbers for counting only (see `vision.angles.signals`): they need to be
    steady, not accurate. A signal that could not be seen is left out. ``scene`` has only the
    brightness of the picture if nobody was seen, and is ``None`` if that is not known either.
    """

    t_s: float
    posture: Posture
    view: View
    quality: Quality
    measures: Mapping[str, Measure] = field(default_factory=dict)
    signals: Mapping[str, float] = field(default_factory=dict)
    scene: Scene | None = None
    tracking: Tracking = Tracking.SAME
