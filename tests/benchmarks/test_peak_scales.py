from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peaks import scale_of


def test_gain_and_width_are_found_in_peaks_that_shrink() -> None:
    rng = np.random.default_rng(4)
    true = rng.uniform(10, 40, 400)
    value = 0.8 * true + rng.normal(0, 1.0, 400)
    found = scale_of([(v, 5.0, t, 1.0) for v, t in zip(value, true, strict=True)])
    assert found.gain == pytest.approx(1.25, abs=0.03)
    inside = np.abs(found.gain * value - true) <= 5.0 * found.width
    assert np.mean(inside) == pytest.approx(0.9, abs=0.01)


def test_few_peaks_hardly_move_the_gain() -> None:
    assert scale_of([(10.0, 3.0, 20.0, 1.0)]).gain == pytest.approx(1.0)
