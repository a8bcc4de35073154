from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from training.dataset import true_joints
from training.record import Recording
from vision.datatypes import Side
from vision.pose.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray


def a_body(sign: float) -> Recording:
    """A body whose right side is at x = ``sign`` and that lifts its right knee in frame 1."""
    truth: dict[str, NDArray[Any]] = {"phase": np.array(["hold", "wander"])}

    def put(name: str, x: float, y: float, up: float = 0.0) -> None:
        truth[f"{name}_x"] = np.array([x, x])
        truth[f"{name}_y"] = np.array([y, y + up])
        truth[f"{name}_z"] = np.array([3.0, 3.0])

    put("pelvis", 0.0, 0.0)
    for name, y in (("spine04", 0.1), ("spine02", 0.2), ("spine01", 0.3), ("neck01", 0.5)):
        put(name, 0.0, y)
    near, far = ("R", "L") if sign > 0 else ("L", "R")
    for joint, y in (("hip", 0.0), ("knee", -0.4), ("shoulder", 0.5), ("ankle", -0.8)):
        put(joint + near, 0.2 * sign, y, up=0.1 if joint == "knee" else 0.0)
        put(joint + far, -0.1 * sign, y)
    return Recording("body", "men", Track((0.0, 0.1), ((1, 1),) * 2, (None, None)), truth, "R", 0.0)


def test_joints_are_in_trunk_lengths_and_a_left_side_is_seen_in_the_mirror() -> None:
    right = true_joints(a_body(1.0), Side.RIGHT)
    np.testing.assert_allclose(right, true_joints(a_body(-1.0), Side.LEFT), atol=1e-12)
    hip_right, knee_right_moved = right[0, 3:6], right[1, 36 + 9 : 36 + 12]
    assert hip_right.tolist() == pytest.approx([0.4, 0.0, 0.0])
    assert knee_right_moved.tolist() == pytest.approx([0.0, 2 * 0.1 / 0.5, 0.0])
