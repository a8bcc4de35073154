"""The 1-euro filter with real time steps.

Casiez, Roussel, Vogel: 1 euro filter, CHI 2012. Differences: the state is a separate value
(``None`` before the first sample), time steps come from the samples, a gap longer than ``reset_s``
restarts the filter, and a NaN leaves its channel unchanged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OneEuroParams:
    """How much to smooth.

    ``min_cutoff_hz`` controls jitter at rest, ``beta`` (per unit of speed) the lag in motion;
    ``derivative_cutoff_hz`` smooths the speed (1 Hz as in the paper); a gap longer than ``reset_s``
    restarts the filter: in half a second a limb can be anywhere (our rule).
    """

    min_cutoff_hz: float
    beta: float
    derivative_cutoff_hz: float = 1.0
    reset_s: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class OneEuroState:
    """Last time, smoothed values and speeds (per s), all in the shape of the input."""

    t_s: float
    value: NDArray[np.float64]
    speed: NDArray[np.float64]


def one_euro(
    state: OneEuroState | None,
    value: NDArray[np.float64],
    t_s: float,
    params: OneEuroParams,
) -> OneEuroState:
    """Return the state after one more sample; its ``value`` is the smoothed one.

    Parameters
    ----------
    state
        The state so far; ``None`` before the first sample.
    value
        Any shape, the same at every call.
    t_s
        Not earlier than the state's; an equal time leaves the state unchanged.
    params
        How much to smooth.
    """
    if state is None or t_s - state.t_s > params.reset_s:
        return OneEuroState(t_s, value.copy(), np.zeros_like(value))
    step_s = t_s - state.t_s
    if step_s <= 0:
        return state
    previous = np.where(np.isnan(state.value), value, state.value)
    speed = _blend(state.speed, (value - previous) / step_s, params.derivative_cutoff_hz, step_s)
    speed = np.where(np.isnan(speed), state.speed, speed)
    cutoff_hz = params.min_cutoff_hz + params.beta * np.abs(speed)
    smoothed = _blend(previous, value, cutoff_hz, step_s)
    return OneEuroState(t_s, np.where(np.isnan(value), state.value, smoothed), speed)


def _blend(
    old: NDArray[np.float64],
    new: NDArray[np.float64],
    cutoff_hz: float | NDArray[np.float64],
    step_s: float,
) -> NDArray[np.float64]:
    """First-order low pass: alpha = 1 / (1 + tau / step) with tau = 1 / (2 pi cutoff)."""
    alpha = 1.0 / (1.0 + 1.0 / (2.0 * math.pi * cutoff_hz * step_s))
    return old + alpha * (new - old)
