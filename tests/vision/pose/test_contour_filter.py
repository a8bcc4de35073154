"""The contour of the back outlives a torn mask, and follows a back that moves."""

from __future__ import annotations

import math

import pytest

from vision.pose.contour_filter import CONTOUR_FILTER, SmoothContour

FPS = 30.0


def smoothed(values: list[float]) -> list[float]:
    """What the filter says after each of some contours (deg) at 30 a second."""
    contour, said = SmoothContour(), []
    for index, value in enumerate(values):
        contour = contour.plus(value, index / FPS)
        said.append(contour.at(index / FPS))
    return said


def test_a_mask_torn_for_a_fifth_of_a_second_does_not_move_it() -> None:
    said = smoothed([5.0] * 30 + [60.0] * 6 + [5.0] * 30)
    assert max(said) == pytest.approx(5.0, abs=1.0)


def test_a_back_that_rounds_and_stays_is_followed_within_half_a_second() -> None:
    said = smoothed([5.0] * 30 + [25.0] * 15)
    assert said[-1] == pytest.approx(25.0, abs=3.0)


def test_a_gap_is_bridged_and_then_it_is_unknown() -> None:
    contour = SmoothContour().plus(8.0, 0.0).plus(math.nan, 0.1)
    assert contour.at(CONTOUR_FILTER.reset_s) == pytest.approx(8.0)
    assert math.isnan(contour.at(CONTOUR_FILTER.reset_s + 0.1))


@pytest.mark.parametrize(("deg_per_s", "lag_s"), [(4.0, 0.269), (60.0, 0.238)])
def test_it_lags_by_half_the_median_and_by_less_the_quicker_the_back_moves(
    deg_per_s: float, lag_s: float
) -> None:
    said = smoothed([deg_per_s * index / FPS for index in range(120)])
    lag = 119 / FPS - said[-1] / deg_per_s
    assert lag == pytest.approx(lag_s, abs=0.004)
