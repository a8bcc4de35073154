from __future__ import annotations

import math

import pytest

from drills.core import steady
from drills.core.steady import Steady


def followed(values: list[float], fps: float) -> Steady:
    state = Steady()
    for i, value in enumerate(values):
        state = steady.follow(state, value, i / fps, 35.0)
    return state


@pytest.mark.parametrize("fps", [10.0, 20.0, 30.0, 60.0])
def test_a_swift_turn_is_no_jump(fps: float) -> None:
    """60 deg in 0.8 s there and back is more than anybody does in this drill."""
    count = int(1.6 * fps)
    values = [30 - 30 * math.cos(2 * math.pi * i / count) for i in range(count)]
    assert followed(values, fps).share == 0.0


def test_landmarks_that_flip_jump() -> None:
    assert followed([0.0, 60.0, -10.0, 50.0, -20.0, 40.0], 20.0).share > 0.5


def test_a_movement_begins_without_the_jumps_before_it() -> None:
    state = steady.begun(followed([0.0, 60.0, 0.0, 60.0], 20.0))
    assert state.share == 0.0
    assert steady.follow(state, 61.0, 0.2, 35.0).jumps == 1
