from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.pose_builders import all_fours, pose
from vision.angles.lift_signal import Lifting, follow, foot_way
from vision.body.body import read_body
from vision.datatypes import Side


def settled(way: tuple[float, float]) -> float:
    state: Lifting | None = None
    signal_deg = 0.0
    for i in range(60):
        state, signal_deg = follow(state, np.array(way), i / 20)
    return signal_deg


@pytest.mark.parametrize("side", list(Side))
def test_a_lifted_foot_swings_and_the_other_stays(side: Side) -> None:
    start = read_body(pose(all_fours(), yaw_deg=90.0))
    now = read_body(pose(all_fours(lifted=side, lift_deg=25.0), yaw_deg=90.0))
    other = foot_way(now, start, side.other)
    assert settled(tuple(foot_way(now, start, side))) > 20.0
    assert settled(tuple(other)) == pytest.approx(0.0, abs=1e-6)


@given(st.integers(0, 1000), st.floats(15, 60))
@examples(max_examples=30)
def test_a_foot_that_shakes_in_its_place_stays_at_rest(seed: int, fps: float) -> None:
    """The length of every single way is 2.5 deg on average: what ends a lift."""
    rng = np.random.default_rng(seed)
    state: Lifting | None = Lifting(np.zeros(2), 0.0)
    found = []
    for i in range(1, int(4 * fps)):
        state, signal_deg = follow(state, rng.normal(0, 0.035, 2), i / fps)
        found.append(signal_deg)
    assert np.mean(np.array(found) < 2.5) > 0.8


def test_a_foot_that_jumps_is_followed_within_half_a_second() -> None:
    """So far as 86 %: a landmark that jumps for a tenth of a second is a third of a lift."""
    state: Lifting | None = Lifting(np.zeros(2), 0.0)
    for i in range(1, 31):
        state, signal_deg = follow(state, np.array((0.35, 0.0)), i / 60)
    assert signal_deg == pytest.approx(0.86 * np.degrees(0.35), rel=0.05)
