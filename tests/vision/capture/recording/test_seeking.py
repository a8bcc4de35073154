"""Containers that land too late are searched from further back, and no further than needed."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from vision.capture.recording.seeking import sought_pictures


class Late:
    """A container of pictures every 0.1 s that lands so much after what is sought."""

    def __init__(self, late_s: float) -> None:
        self.late_s, self.at_s = late_s, 0.0
        self.format = SimpleNamespace(name="mp4")

    def seek(self, offset: int, *, stream: object) -> None:
        self.at_s = offset / 1000 + self.late_s


def landed_s(late_s: float, t_s: float) -> float | None:
    """Return the time of the first picture that is found for a time."""
    container = Late(late_s)
    base = Fraction(1, 1000)
    stream = SimpleNamespace(time_base=base, container=container)

    def decoded():
        for n in range(10):
            pts = round((container.at_s + n / 10) * 1000)
            yield SimpleNamespace(pts=pts, dts=pts, time_base=base)

    found = sought_pictures(container, stream, 0.0, t_s, decoded)
    return None if found is None else next(found).pts / 1000


@pytest.mark.parametrize(
    ("late_s", "least_s"), [(0.0, 100.0), (1.5, 99.0), (1.9, 99.0), (30.0, 89.0)]
)
def test_the_search_begins_early_enough_and_not_much_earlier(late_s: float, least_s: float) -> None:
    found_s = landed_s(late_s, 100.0)
    assert found_s is not None
    assert least_s <= found_s <= 100.0


def test_a_container_that_cannot_seek_is_given_up() -> None:
    assert landed_s(200.0, 100.0) is None
