"""Pictures for the annotated video: skeleton, angle at the hip, tallies, phase and warnings.

OpenCV's fonts are ASCII only, so degrees are "deg". Everything scales with the picture; a dark halo
keeps lines and letters legible on any background.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.run.video.text import LINE_GAP, Writer, unit_px
from app.run.video.writer import AnnotatedVideo
from app.session import words
from drills.registry import DEFINITIONS
from vision.capture.opencv import cv2
from vision.datatypes import Estimate, Landmark, Posture, Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.run.pipeline import FrameResult

__all__ = ["AnnotatedVideo", "draw"]

LEAST_VISIBILITY = 0.5
"""Points that the estimator trusts less are not drawn: a guess must not look like a finding."""

# Blue, green, red; blue and orange as in the reports.
_BONE, _HIP, _HALO = (235, 235, 235), (233, 180, 86), (24, 20, 16)
_WHITE, _SOFT = (255, 255, 255), (225, 225, 225)
BANNER = (0, 94, 213)
_BANNER_MOST_LINES = 3

_L = Landmark
_BONES = (
    (_L.LEFT_SHOULDER, _L.RIGHT_SHOULDER),
    (_L.LEFT_HIP, _L.RIGHT_HIP),
    (_L.LEFT_SHOULDER, _L.LEFT_ELBOW),
    (_L.LEFT_ELBOW, _L.LEFT_WRIST),
    (_L.RIGHT_SHOULDER, _L.RIGHT_ELBOW),
    (_L.RIGHT_ELBOW, _L.RIGHT_WRIST),
)
_LIMBS = {
    side: tuple(
        (Landmark[f"{side.name}_{start}"], Landmark[f"{side.name}_{end}"])
        for start, end in (
            ("SHOULDER", "HIP"),
            ("HIP", "KNEE"),
            ("KNEE", "ANKLE"),
            ("ANKLE", "HEEL"),
            ("HEEL", "FOOT_INDEX"),
            ("ANKLE", "FOOT_INDEX"),
        )
    )
    for side in Side
}

Point = tuple[int, int]
Points = dict[int, Point]


def draw(
    image_bgr: NDArray[np.uint8], result: FrameResult, onto: NDArray[np.uint8] | None = None
) -> NDArray[np.uint8]:
    """Return a frame with its result drawn on it.

    Parameters
    ----------
    image_bgr
        The frame, shape (height, width, 3); it is not changed. It may be smaller than the frame
        that was measured.
    result
        The result of the frame.
    onto
        An earlier return value that is no longer needed: its memory is used again if the size is
        the same. ``None``: a new picture.
    """
    if onto is None or onto.shape != image_bgr.shape:
        image = np.array(image_bgr, order="C")
    else:
        image = onto
        np.copyto(image, image_bgr)
    unit = unit_px(image)
    points = _trusted_points(image, result)
    _skeleton(image, points, result.side, unit)
    writer = Writer(image)
    _angle(image, writer, points, result, unit)
    _tallies(writer, result, unit)
    _foot(image, writer, result, unit)
    return image


def _trusted_points(image: NDArray[np.uint8], result: FrameResult) -> Points:
    """Return the trusted landmarks as pixels of a picture, possibly shrunk, by landmark index."""
    pose = result.pose
    if pose is None:
        return {}
    scale = np.array(image.shape[1::-1]) / np.array(result.size_px)
    placed = pose.landmarks_px * scale
    # A point far outside the picture is useless and may not fit OpenCV's integers.
    is_near = (np.abs(placed) < 4 * max(image.shape)).all(axis=1)
    is_trusted = (pose.visibility >= LEAST_VISIBILITY) & is_near
    return {
        int(index): (round(placed[index, 0]), round(placed[index, 1]))
        for index in np.flatnonzero(is_trusted)
    }


def _skeleton(image: NDArray[np.uint8], points: Points, side: Side | None, unit: float) -> None:
    """Draw the bones whose ends are trusted; the limb of the drill's side is drawn last."""
    plain = [*_BONES, *(bone for limb in Side if limb is not side for bone in _LIMBS[limb])]
    chosen = list(_LIMBS[side]) if side is not None else []
    width_px = max(1, round(0.5 * unit))
    for bones, colour, more_px in ((plain, _BONE, 0), (chosen, _HIP, max(1, width_px // 2))):
        ends = [(points[a], points[b]) for a, b in bones if a in points and b in points]
        for start, end in ends:
            cv2.line(image, start, end, _HALO, 2 * width_px + width_px + more_px, cv2.LINE_8)
        for start, end in ends:
            cv2.line(image, start, end, colour, width_px + more_px, cv2.LINE_AA)
        for joint in {point for pair in ends for point in pair}:
            cv2.circle(image, joint, width_px + more_px + 1, colour, -1, cv2.LINE_AA)


def _angle(
    image: NDArray[np.uint8], writer: Writer, points: Points, result: FrameResult, unit: float
) -> None:
    """Draw the arc at the hip, and beside it the angle with its interval if it was measured."""
    if result.drill is not None and DEFINITIONS[result.drill].posture is Posture.HINGED:
        arc = _pelvis_arc(points, result)
    elif result.drill is not None:
        arc = _thigh_arc(points, result.side)
    else:
        arc = None
    if arc is None:
        return
    centre, start_deg, sweep_deg = arc
    radius_px = max(4, round(6 * unit))
    _arc(image, centre, radius_px, start_deg, sweep_deg, max(1, round(0.5 * unit)))
    if not isinstance(result.hip, Estimate) or not words.is_finite(result.hip):
        return
    value, _, interval = words.format_measure("_deg", result.hip, degree=" deg").partition(" (")
    at = (centre[0] + radius_px + round(unit), centre[1])
    writer.put(value, at, 2.5 * unit, _WHITE)
    writer.put(f"({interval}", (at[0], at[1] + round(3.1 * unit)), 1.9 * unit, _SOFT)


def _arc(
    image: NDArray[np.uint8],
    centre: Point,
    radius_px: int,
    start_deg: float,
    sweep_deg: float,
    width_px: int,
) -> None:
    """Draw an arc between its two radii."""
    ends = [
        (
            round(centre[0] + radius_px * math.cos(math.radians(direction_deg))),
            round(centre[1] + radius_px * math.sin(math.radians(direction_deg))),
        )
        for direction_deg in (start_deg, start_deg + sweep_deg)
    ]
    size = (radius_px, radius_px)
    for colour, thickness in ((_HALO, 3 * width_px), (_HIP, width_px)):
        for end in ends:
            cv2.line(image, centre, end, colour, thickness, cv2.LINE_AA)
        end_deg = start_deg + sweep_deg
        cv2.ellipse(image, centre, size, 0, start_deg, end_deg, colour, thickness, cv2.LINE_AA)


def _thigh_arc(points: Points, side: Side | None) -> tuple[Point, float, float] | None:
    """Return hip, start and sweep (deg) of the opening between trunk and thigh, as drawn."""
    for shown_side in Side if side is None else (side,):
        shoulder, hip, knee = (
            points.get(Landmark[f"{shown_side.name}_{joint}"])
            for joint in ("SHOULDER", "HIP", "KNEE")
        )
        if shoulder is not None and hip is not None and knee is not None:
            start_deg = _direction_deg(hip, shoulder)
            sweep_deg = (_direction_deg(hip, knee) - start_deg + 180) % 360 - 180
            return hip, start_deg, sweep_deg
    return None


def _pelvis_arc(points: Points, result: FrameResult) -> tuple[Point, float, float] | None:
    """Return mid-hip, start and sweep (deg): the turn as on a dial, zero up, open to the free leg.

    The picture shows only part of the turn, so the dial shows the measured angle, not one that
    could be read off the hips.
    """
    left, right = points.get(_L.LEFT_HIP), points.get(_L.RIGHT_HIP)
    turn = result.hip
    if left is None or right is None or not isinstance(turn, Estimate):
        return None
    if not words.is_finite(turn):
        return None
    stance, free = (left, right) if result.side is not Side.RIGHT else (right, left)
    towards_free = 1 if free[0] >= stance[0] else -1
    centre = ((left[0] + right[0]) // 2, (left[1] + right[1]) // 2)
    return centre, -90.0, towards_free * turn.value


def _direction_deg(start: Point, end: Point) -> float:
    """Return the direction in the picture, clockwise from the right as OpenCV counts."""
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _tallies(writer: Writer, result: FrameResult, unit: float) -> None:
    """Write the large rep count and the tallies below it."""
    if result.drill is None:
        return
    left_px = round(1.5 * unit)
    writer.put(str(result.counts.total), (left_px, round(9 * unit)), 7 * unit, _WHITE)
    text = words.tally_words(result.counts, all_four=False)
    if text:
        writer.put_lines(text, left_px, round(12.6 * unit), 2.0 * unit, _WHITE, most_lines=3)


def _foot(image: NDArray[np.uint8], writer: Writer, result: FrameResult, unit: float) -> None:
    """Write from the bottom upwards: the warning banner, the phase, the hint."""
    bottom_px = image.shape[0]
    if result.warnings:
        bottom_px = _banner(image, writer, [words.warning_words(kind) for kind in result.warnings])
    left_px = round(1.5 * unit)
    for text, size_px in ((words.phase_words(result.phase), 2.5), (result.hint, 2.0)):
        if text:
            lines = writer.wrapped(text, size_px * unit, 2)
            bottom_px -= round(1.2 * unit)
            for line in reversed(lines):
                writer.put(line, (left_px, bottom_px), size_px * unit, _WHITE)
                bottom_px -= round(LINE_GAP * size_px * unit)


def _banner(image: NDArray[np.uint8], writer: Writer, warnings: list[str]) -> int:
    """Fill the foot of the picture with the warnings and return where the banner begins."""
    unit = unit_px(image)
    size_px = 2.3 * unit
    lines = [line for text in warnings for line in writer.wrapped(text, size_px, 2)]
    if len(lines) > _BANNER_MOST_LINES:
        lines = [*lines[: _BANNER_MOST_LINES - 1], "and more"]
    step_px = round(LINE_GAP * size_px)
    top_px: int = image.shape[0] - step_px * len(lines) - round(1.4 * unit)
    image[max(top_px, 0) :] = BANNER
    for number, line in enumerate(lines, 1):
        at = (round(1.5 * unit), top_px + number * step_px)
        writer.put(line, at, size_px, _WHITE)
    return top_px
