"""A mean that forgets: how much the newest value weighs."""

from __future__ import annotations

import math

import pytest

from vision.persistence import mean_weight


def test_steps_of_any_size_forget_alike() -> None:
    in_one, in_four = 1.0 - mean_weight(0.4, 1.0), (1.0 - mean_weight(0.1, 1.0)) ** 4
    assert in_one == pytest.approx(in_four)
    assert in_one == pytest.approx(math.exp(-0.4))


@pytest.mark.parametrize(("step_s", "weight"), [(0.0, 0.0), (-1.0, 0.0), (math.inf, 1.0)])
def test_no_time_adds_nothing_and_endless_time_leaves_nothing(step_s: float, weight: float) -> None:
    assert mean_weight(step_s, 0.5) == weight
