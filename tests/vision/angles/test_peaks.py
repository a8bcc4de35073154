from __future__ import annotations

import pytest

from vision.angles.peaks import peak
from vision.datatypes import Estimate


def test_the_interval_of_a_peak_is_scaled_about_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vision.angles.peaks.PEAK_WIDTH", {"hip_rotation_deg": 1.5})
    found = peak("hip_rotation_left_deg", Estimate(10.0, 4.0, 16.0))
    assert (found.value, found.low, found.high) == pytest.approx((10.0, 1.0, 19.0))


def test_what_was_never_read_off_stays_as_the_frame_says() -> None:
    frame = Estimate(1.0, 0.5, 1.5)
    assert peak("no_such_deg", frame) is frame


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_side_does_not_matter(side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vision.angles.peaks.PEAK_WIDTH", {"hip_flexion_deg": 2.0})
    found = peak(f"hip_flexion_{side}_deg", Estimate(10.0, 8.0, 12.0))
    assert (found.low, found.high) == (6.0, 14.0)
