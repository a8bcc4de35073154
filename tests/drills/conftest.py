from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def peaks_as_wide_as_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test the machines apart from the widths that were read off the learned head."""
    monkeypatch.setattr("vision.angles.peaks.PEAK_WIDTH", {})
