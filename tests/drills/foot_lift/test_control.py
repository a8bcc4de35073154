"""The published metrics of movement control, on lifts whose course is known."""

from __future__ import annotations

import pytest

from drills.foot_lift.control import Onset, control
from vision.datatypes import Absent, Estimate, Measure, Reason


def lift(pelvis_starts_at: float, half_width: float = 1.0) -> Onset:
    """Return a lift to 30 deg of rotation; beyond that share of it the pelvis lifts to 10 deg."""
    onset = Onset()
    for i in range(61):
        share = i / 60
        pelvis = 10.0 * max(0.0, (share - pelvis_starts_at) / (1.0 - pelvis_starts_at))
        onset = onset.plus(Estimate.around(30.0 * share, 5.0), Estimate.around(pelvis, half_width))
    return onset


def values(measures: dict[str, Measure]) -> tuple[float, float]:
    half, before = measures["pelvis_first_half_deg"], measures["hip_rotation_before_pelvis_deg"]
    assert isinstance(half, Estimate)
    assert isinstance(before, Estimate)
    return half.value, before.value


@pytest.mark.parametrize(
    ("starts_at", "half_deg", "before_deg"),
    [(0.0, 5.0, 9.0), (0.5, 0.0, 19.5), (0.8, 0.0, 25.8)],
)
def test_late_pelvis_moves_little_in_the_first_half(
    starts_at: float, half_deg: float, before_deg: float
) -> None:
    """It has started once its lower bound, 1 deg below the value, is beyond 2 deg."""
    half, before = values(control(lift(starts_at), begins_deg=2.0))
    assert half == pytest.approx(half_deg, abs=0.2)
    assert before == pytest.approx(before_deg, abs=0.6)


def test_pelvis_that_never_starts_leaves_the_whole_rotation_to_the_hip() -> None:
    assert values(control(lift(0.99, half_width=20.0), 2.0))[1] == pytest.approx(30.0)


def test_way_down_is_not_looked_at() -> None:
    onset = lift(0.5).plus(Estimate.around(15.0, 5.0), Estimate.around(40.0, 1.0))
    assert values(control(onset, 2.0)) == values(control(lift(0.5), 2.0))


def test_unseen_pelvis_gives_the_reason() -> None:
    onset = Onset()
    for _ in range(20):
        onset = onset.plus(Estimate.around(10, 2), Absent(Reason.WRONG_VIEW))
    assert set(control(onset, 2.0).values()) == {Absent(Reason.WRONG_VIEW)}
    assert set(control(Onset(), 2.0).values()) == {Absent(Reason.NOT_VISIBLE)}
