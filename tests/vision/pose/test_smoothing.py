from __future__ import annotations

import math

import numpy as np
import pytest

from vision.pose.smoothing import OneEuroParams, OneEuroState, one_euro

PARAMS = OneEuroParams(min_cutoff_hz=2.0, beta=1.0)


def follow(
    times: np.ndarray, values: np.ndarray, params: OneEuroParams = PARAMS
) -> list[np.ndarray]:
    state: OneEuroState | None = None
    out = []
    for t_s, value in zip(times, values, strict=True):
        state = one_euro(state, np.atleast_1d(value), float(t_s), params)
        out.append(state.value)
    return out


def test_golden_trace_of_a_step() -> None:
    """By hand: cutoff 1/(2 pi), steps of 1 s, beta 0: every step goes half of the way."""
    slow = OneEuroParams(min_cutoff_hz=1 / (2 * math.pi), beta=0.0, reset_s=9)
    out = follow(np.arange(5.0), np.array([0.0, 8, 8, 8, 8]), slow)
    np.testing.assert_allclose(np.ravel(out), [0, 4, 6, 7, 7.5])


def test_golden_trace_with_speed() -> None:
    """By hand: of the speed 2 half is believed, so the cutoff doubles and alpha is 2/3."""
    unit_hz = 1 / (2 * math.pi)
    params = OneEuroParams(unit_hz, beta=unit_hz, derivative_cutoff_hz=unit_hz, reset_s=9)
    out = follow(np.arange(2.0), np.array([0.0, 2.0]), params)
    assert out[1] == pytest.approx(2 * 2 / 3)


def test_constant_in_constant_out_at_any_rate() -> None:
    times = np.cumsum([0.0, 0.01, 0.2, 0.033, 0.001, 0.4])
    np.testing.assert_array_equal(np.ravel(follow(times, np.full(6, 7.25))), 7.25)


def test_first_sample_at_time_zero_is_a_state_like_any_other() -> None:
    first = one_euro(None, np.array([1.0]), 0.0, PARAMS)
    second = one_euro(first, np.array([2.0]), 1 / 30, PARAMS)
    assert first.value == 1.0
    assert 1.0 < second.value < 2.0


def test_nan_is_kept_out_of_its_channel_only() -> None:
    values = np.array([[1.0, 1.0], [math.nan, 1.0], [1.0, 1.0], [math.nan, 1.0]])
    out = follow(np.arange(4) / 30, values)
    np.testing.assert_array_equal(out, np.ones((4, 2)))


def test_nan_first_is_missing_until_the_first_value() -> None:
    out = follow(np.arange(3) / 30, np.array([math.nan, 5.0, 5.0]))
    assert np.isnan(out[0]).all()
    np.testing.assert_array_equal(np.ravel(out[1:]), 5.0)


def test_equal_time_stamp_changes_nothing() -> None:
    state = one_euro(None, np.array([1.0]), 0.5, PARAMS)
    assert one_euro(state, np.array([99.0]), 0.5, PARAMS) is state


def test_gap_starts_anew_without_the_old_speed() -> None:
    fast = follow(np.arange(10) / 30, np.arange(10.0))
    assert fast[-1] > 5
    state = OneEuroState(0.3, np.array([fast[-1][0]]), np.array([25.0]))
    fresh = one_euro(state, np.array([100.0]), 0.3 + PARAMS.reset_s + 0.01, PARAMS)
    assert fresh.value == 100.0
    assert fresh.speed == 0.0


def test_gap_just_short_of_the_limit_goes_on() -> None:
    state = one_euro(None, np.array([0.0]), 0.0, PARAMS)
    assert one_euro(state, np.array([100.0]), 0.49, PARAMS).value < 100


def test_state_is_not_the_callers_array() -> None:
    value = np.array([1.0])
    state = one_euro(None, value, 0.0, PARAMS)
    value[0] = 5.0
    assert state.value == 1.0


def test_jitter_at_rest_shrinks() -> None:
    noise = np.random.default_rng(1).normal(0, 0.01, 300)
    out = np.ravel(follow(np.arange(300) / 30, noise))
    assert np.std(out[30:]) < 0.6 * np.std(noise)


def test_lag_is_smaller_in_fast_motion_than_at_rest() -> None:
    times = np.arange(0, 2, 1 / 30)
    lags = {
        speed: times[-1] - float(np.ravel(follow(times, speed * times))[-1]) / speed
        for speed in (0.05, 5.0)
    }
    assert lags[5.0] < 0.03 < lags[0.05] < 0.1


def test_same_motion_at_another_rate_gives_the_same_curve() -> None:
    def curve(fps: int) -> np.ndarray:
        times = np.arange(0, 3, 1 / fps)
        return np.interp([1.0, 2.0, 2.5], times, np.ravel(follow(times, np.sin(2 * times))))

    np.testing.assert_allclose(curve(15), curve(60), atol=0.03)


def test_the_speed_is_learnt_within_a_sixth_of_a_second() -> None:
    """So far as 63 %: a jump of one picture is no speed."""
    params, state = OneEuroParams(min_cutoff_hz=1000.0, beta=0.0), None
    for n in range(41):
        state = one_euro(state, np.array([n / 240]), n / 240, params)
    assert state is not None
    assert state.speed[0] == pytest.approx(0.65, abs=0.06)


@pytest.mark.parametrize(("gap_s", "is_anew"), [(0.4, False), (0.7, True)])
def test_after_half_a_second_a_limb_may_be_anywhere(gap_s: float, is_anew: bool) -> None:
    state = one_euro(None, np.array([0.0]), 0.0, OneEuroParams(min_cutoff_hz=2.0, beta=0.0))
    later = one_euro(state, np.array([1.0]), gap_s, OneEuroParams(min_cutoff_hz=2.0, beta=0.0))
    assert bool(later.value[0] == 1.0) is is_anew
