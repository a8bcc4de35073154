"""A posed person: where every segment is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..conventions import BODY_AXES, Side

if TYPE_CHECKING:
    from ..rotations import FloatArray, Transform


class LegSolution(NamedTuple):
    """World frames (3, 3) of femur and shank, and by how much (m) the leg was too short."""

    femur: FloatArray
    shank: FloatArray
    shortfall_m: float


class ArmSolution(NamedTuple):
    """World frames (3, 3) of humerus and forearm, and by how much (m) the arm was too short."""

    humerus: FloatArray
    forearm: FloatArray
    shortfall_m: float


class LegPose(NamedTuple):
    """World frames (3, 3) of a leg, and the extension of its toes (degrees)."""

    femur: FloatArray
    shank: FloatArray
    foot: FloatArray
    toe_extension_deg: float = 0.0


class ArmPose(NamedTuple):
    """World frames (3, 3) of an arm; `flatness` 0..1 presses the fingers into the palm's plane."""

    humerus: FloatArray
    forearm: FloatArray
    hand: FloatArray
    flatness: float = 0.0


@dataclass
class Pose:
    """Motion of every segment from the rest pose, and how flat each hand is (0..1)."""

    segments: dict[str, Transform] = field(default_factory=dict)
    hand_flatness: dict[Side, float] = field(default_factory=dict)

    def point_m(self, segment: str, rest_point_m: FloatArray) -> FloatArray:
        """Return the posed position (3,) of a point that moves with a segment.

        Parameters
        ----------
        segment
            Name of the segment, with its side if it has one.
        rest_point_m
            (3,), the point in the rest pose.
        """
        return self.segments[segment].apply(rest_point_m)

    def shifted(self, offset_m: FloatArray) -> Pose:
        """Return the whole pose moved by `offset_m` (3,)."""
        moved = {name: motion.shifted(offset_m) for name, motion in self.segments.items()}
        return Pose(moved, dict(self.hand_flatness))


def thorax_frame(pose: Pose) -> FloatArray:
    """Return the world frame (3, 3) of the upper trunk."""
    return pose.segments["spine01"].rotation @ BODY_AXES
