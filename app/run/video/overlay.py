"""What is drawn over a picture, in source pixels, and where that is in the window.

The drawing is mirrored with the picture; text is placed at the mapped points and drawn upright.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.session.words import format_measure
from drills.registry import DEFINITIONS
from vision.datatypes import Estimate, Landmark, Side, View

if TYPE_CHECKING:
    from app.run.pipeline import FrameResult
    from vision.datatypes import Pose

Point = tuple[float, float]

LEAST_VISIBILITY = 0.5
"""Points that the estimator trusts less are not drawn: a guess must not look like a finding."""
FLEXIONS = ("hip_flexion_{side}_deg", "hip_excursion_{side}_deg")
ARC_RADIUS = 0.28
"""Share of the drawn length of the thigh."""

_L = Landmark
_TRUNK = (
    (_L.LEFT_SHOULDER, _L.RIGHT_SHOULDER),
    (_L.LEFT_HIP, _L.RIGHT_HIP),
    (_L.LEFT_SHOULDER, _L.LEFT_HIP),
    (_L.RIGHT_SHOULDER, _L.RIGHT_HIP),
)
_LIMBS = (
    (_L.LEFT_SHOULDER, _L.LEFT_ELBOW),
    (_L.LEFT_ELBOW, _L.LEFT_WRIST),
    (_L.RIGHT_SHOULDER, _L.RIGHT_ELBOW),
    (_L.RIGHT_ELBOW, _L.RIGHT_WRIST),
    (_L.LEFT_HIP, _L.LEFT_KNEE),
    (_L.LEFT_KNEE, _L.LEFT_ANKLE),
    (_L.LEFT_ANKLE, _L.LEFT_FOOT_INDEX),
    (_L.RIGHT_HIP, _L.RIGHT_KNEE),
    (_L.RIGHT_KNEE, _L.RIGHT_ANKLE),
    (_L.RIGHT_ANKLE, _L.RIGHT_FOOT_INDEX),
)
_JOINTS = {
    Side.LEFT: (_L.LEFT_SHOULDER, _L.LEFT_HIP, _L.LEFT_KNEE),
    Side.RIGHT: (_L.RIGHT_SHOULDER, _L.RIGHT_HIP, _L.RIGHT_KNEE),
}


@dataclass(frozen=True, slots=True)
class Arc:
    """The opening between trunk and thigh as a line of points."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A short text beside a point."""

    at: Point
    text: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """Lines, joints, arc and label of one picture."""

    lines: tuple[tuple[Point, Point], ...] = ()
    joints: tuple[Point, ...] = ()
    arc: Arc | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """Where a picture ``width_px`` wide is shown: scaled, moved, mirrored about its own middle."""

    scale: float
    left: float
    top: float
    width_px: int
    height_px: int
    mirrored: bool = False

    def point(self, at: Point) -> Point:
        """Map a point of the picture to the window."""
        x = self.width_px - at[0] if self.mirrored else at[0]
        return self.left + x * self.scale, self.top + at[1] * self.scale


def fit(size_px: tuple[int, int], room: tuple[int, int], *, mirrored: bool) -> Fit:
    """Place a picture in the middle of an area, as large as possible without distortion.

    Parameters
    ----------
    size_px
        Width and height of the picture.
    room
        Width and height of the area.
    mirrored
        Whether the picture is shown mirrored.
    """
    width, height = max(1, size_px[0]), max(1, size_px[1])
    scale = min(room[0] / width, room[1] / height)
    left, top = (room[0] - width * scale) / 2, (room[1] - height * scale) / 2
    return Fit(scale, left, top, width, height, mirrored)


def overlay(result: FrameResult) -> Overlay:
    """Return what to draw over a frame."""
    pose = result.pose
    if pose is None:
        return Overlay()
    bones = [pair for pair in (*_TRUNK, *_LIMBS) if all(_seen(pose, end) for end in pair)]
    points = sorted({end for pair in bones for end in pair})
    side = _shown_side(result)
    return Overlay(
        lines=tuple((_at(pose, first), _at(pose, second)) for first, second in bones),
        joints=tuple(_at(pose, point) for point in points),
        arc=_arc(pose, side) if _arc_means_flexion(result) else None,
        label=_label(pose, side, result),
    )


def skeleton(pose: Pose) -> tuple[tuple[Point, Point], ...]:
    """Return the bones of a pose whose ends are trusted."""
    bones = [pair for pair in (*_TRUNK, *_LIMBS) if all(_seen(pose, end) for end in pair)]
    return tuple((_at(pose, first), _at(pose, second)) for first, second in bones)


def arc_between(centre: Point, first: Point, second: Point, radius: float) -> tuple[Point, ...]:
    """Return points along the shorter arc around a centre.

    Parameters
    ----------
    centre
        The centre (x, y).
    first, second
        Points (x, y); the arc runs from the direction of the first to that of the second.
    radius
        In the unit of the points.
    """
    start = math.atan2(first[1] - centre[1], first[0] - centre[0])
    end = math.atan2(second[1] - centre[1], second[0] - centre[0])
    turn = math.remainder(end - start, math.tau)
    steps = max(2, math.ceil(abs(math.degrees(turn)) / 6))
    return tuple(
        (
            centre[0] + radius * math.cos(start + turn * step / steps),
            centre[1] + radius * math.sin(start + turn * step / steps),
        )
        for step in range(steps + 1)
    )


def _arc_means_flexion(result: FrameResult) -> bool:
    """Whether the arc shows what the number says: only from the side, and only for a flexion."""
    if result.drill is None or not isinstance(result.hip, Estimate):
        return False
    return DEFINITIONS[result.drill].gives[0] in FLEXIONS


def _shown_side(result: FrameResult) -> Side:
    """Return the side of the drill, or the one nearer to the camera."""
    if result.side is not None:
        return result.side
    return Side.RIGHT if result.sample.view is View.RIGHT else Side.LEFT


def _arc(pose: Pose, side: Side) -> Arc | None:
    if not all(_seen(pose, joint) for joint in _JOINTS[side]):
        return None
    shoulder, hip, knee = (_at(pose, joint) for joint in _JOINTS[side])
    return Arc(arc_between(hip, shoulder, knee, ARC_RADIUS * math.dist(hip, knee)))


def _label(pose: Pose, side: Side, result: FrameResult) -> Label | None:
    hip = _JOINTS[side][1]
    if isinstance(result.hip, Estimate) and _seen(pose, hip):
        name = "hip" if result.drill is None else DEFINITIONS[result.drill].guide.hip_word
        return Label(_at(pose, hip), f"{name} {format_measure('_deg', result.hip)}")
    return None


def _seen(pose: Pose, landmark: Landmark) -> bool:
    x, y = pose.landmarks_px[landmark]
    return bool(
        math.isfinite(x) and math.isfinite(y) and pose.visibility[landmark] >= LEAST_VISIBILITY
    )


def _at(pose: Pose, landmark: Landmark) -> Point:
    return float(pose.landmarks_px[landmark, 0]), float(pose.landmarks_px[landmark, 1])
