"""What lies just under a level of the rock does not count, what lies just over it does."""

from __future__ import annotations

import pytest

from drills import recognition
from drills.core.events import Counts, Drill
from drills.frogger.definition import KneeWidth, knee_width_of
from tests.builders import out_and_back
from tests.drills.frogger.rocks import play, rocks, with_way
from vision.datatypes import View


@pytest.mark.parametrize(
    ("view", "peak_deg", "counted"),
    [
        (View.LEFT, 8.0, 0),
        (View.LEFT, 13.0, 1),
        (View.FRONT, 21.0, 0),
        (View.REAR, 33.0, 1),
    ],
)
def test_rock_leans_further_than_somebody_who_settles(
    view: View, peak_deg: float, counted: int
) -> None:
    samples = with_way(rocks(out_and_back([peak_deg]), view=view), 0.25)
    assert play(samples)[0].set.counts.total == counted


@pytest.mark.parametrize(("way_ratio", "counted"), [(0.14, 0), (0.21, 1)])
def test_rock_carries_the_trunk_back(way_ratio: float, counted: int) -> None:
    assert play(with_way(rocks(out_and_back([40])), way_ratio))[0].set.counts.total == counted


@pytest.mark.parametrize(
    ("ratio", "width"),
    [
        (1.15, KneeWidth.SHOULDER),
        (1.5, KneeWidth.WIDE),
        (2.0, KneeWidth.VERY_WIDE),
    ],
)
def test_width_of_the_knees_is_the_level(ratio: float, width: KneeWidth) -> None:
    assert knee_width_of(ratio) is width


@pytest.mark.parametrize(("rocked", "drill"), [(1, Drill.FOOT_LIFT), (2, Drill.FROGGER)])
def test_two_rocks_decide_whatever_lifts_were_seen(rocked: int, drill: Drill) -> None:
    counts = {Drill.FROGGER: Counts(clean=rocked), Drill.FOOT_LIFT: Counts(clean=5)}
    assert recognition.likeliest(counts) is drill
