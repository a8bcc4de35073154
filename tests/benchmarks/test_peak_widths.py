from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peaks import width_of


def test_nine_peaks_of_ten_lie_inside() -> None:
    rng = np.random.default_rng(4)
    error = np.abs(rng.normal(0, 6.0, 1000))
    width = width_of([(one, 5.0, 1.0) for one in error])
    assert np.mean(error <= 5.0 * width) == pytest.approx(0.9, abs=0.002)


def test_a_clip_with_many_peaks_weighs_no_more_than_one_with_few() -> None:
    many = [(1.0, 1.0, 0.02)] * 50
    assert width_of([*many, (9.0, 1.0, 1.0)]) == pytest.approx(9.0)
    assert width_of([*many, (9.0, 1.0, 0.02)]) == pytest.approx(1.0)
