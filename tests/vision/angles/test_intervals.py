from __future__ import annotations

import math

import pytest

from vision.angles.intervals import MODEL_NAMES, RATIO_HALF_WIDTH, measured, ratio
from vision.angles.model import Answer
from vision.angles.reading import without_zero
from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Reason
from vision.measures import CATALOGUE, quantity

OF_THE_MODEL = [row.name for row in CATALOGUE if row.widest is not None]


def test_an_answer_keeps_its_own_interval() -> None:
    got = measured("hinge_deg", Answer(70.0, 4.0), "hinged", Sector.SIDE)
    assert got == Estimate(70.0, 66.0, 74.0)


@pytest.mark.parametrize("kind", [*OF_THE_MODEL, *MODEL_NAMES])
def test_an_interval_as_wide_as_allowed_is_given_and_a_wider_one_is_absent(kind: str) -> None:
    widest = quantity(MODEL_NAMES.get(kind, kind)).widest
    assert widest is not None
    given = measured(kind, Answer(1.0, widest), "hinged", Sector.SIDE)
    assert given == Estimate(1.0, 1.0 - widest, 1.0 + widest)
    wider = measured(kind, Answer(1.0, widest * 1.01), "hinged", Sector.SIDE)
    assert wider == Absent(Reason.NOT_VISIBLE)


def test_too_wide_from_a_poor_view_is_the_views_fault() -> None:
    wide = Answer(0.0, 90.0)
    behind = measured("pelvis_rotation_deg", wide, "hinged", Sector.REAR)
    assert behind == Absent(Reason.WRONG_VIEW)
    in_front = measured("lumbar_flexion_deg", wide, "all_fours", Sector.FRONT)
    assert in_front == Absent(Reason.WRONG_VIEW)


def test_a_hinge_seen_from_behind_is_refused_however_sure_the_model_is() -> None:
    sure = Answer(30.0, 2.0)
    assert measured("hinge_deg", sure, "hinged", Sector.REAR) == Absent(Reason.WRONG_VIEW)
    assert measured("knee_width_ratio", Answer(1.0, 0.1), "all_fours", Sector.REAR) == Estimate(
        1.0, 0.9, 1.1
    )


def test_a_ratio_is_given_from_the_sectors_that_show_it() -> None:
    half = RATIO_HALF_WIDTH["knee_drift_ratio"][Sector.FRONT]
    assert ratio("knee_drift_ratio", 0.1, Sector.FRONT) == Estimate(0.1, 0.1 - half, 0.1 + half)
    assert ratio("knee_drift_ratio", 0.1, Sector.SIDE) == Absent(Reason.WRONG_VIEW)
    assert ratio("knee_drift_ratio", math.nan, Sector.FRONT) == Absent(Reason.NOT_VISIBLE)


@pytest.mark.parametrize(
    ("kind", "useful", "useless"),
    [
        ("hip_flexion_deg", 12.0, 20.0),
        ("lumbar_flexion_deg", 10.0, 18.0),
        ("pelvis_rotation_deg", 17.0, 28.0),
        ("pelvis_lift_deg", 8.0, 13.0),
        ("knee_width_ratio", 0.4, 0.7),
    ],
)
def test_half_of_the_range_of_a_drill_is_the_widest_interval(
    kind: str, useful: float, useless: float
) -> None:
    assert isinstance(measured(kind, Answer(1.0, useful), "hinged", Sector.SIDE), Estimate)
    assert isinstance(measured(kind, Answer(1.0, useless), "hinged", Sector.SIDE), Absent)


@pytest.mark.parametrize(
    ("name", "sector", "within", "beyond"),
    [
        ("knee_drift_ratio", Sector.FRONT, 0.02, 0.04),
        ("rock_travel_ratio", Sector.SIDE, 0.07, 0.13),
        ("sway_ratio", Sector.SIDE, 0.07, 0.13),
        ("sway_ratio", Sector.OBLIQUE, 0.04, 0.08),
    ],
)
def test_a_ratio_that_landmarks_may_feign_is_no_movement(
    name: str, sector: Sector, within: float, beyond: float
) -> None:
    small, large = ratio(name, within, sector), ratio(name, beyond, sector)
    assert isinstance(small, Estimate)
    assert isinstance(large, Estimate)
    assert small.low < 0.0 < large.low


@pytest.mark.parametrize(("apart_deg", "differ"), [(14.0, False), (26.0, True)])
def test_without_a_zero_people_differ_by_more_than_their_stance(
    apart_deg: float, differ: bool
) -> None:
    """Two people who were never seen standing, 4 deg each but for that."""
    one, other = (
        without_zero({"hip_flexion_left_deg": Estimate.around(value, 4.0)})["hip_flexion_left_deg"]
        for value in (80.0, 80.0 + apart_deg)
    )
    assert isinstance(one, Estimate)
    assert isinstance(other, Estimate)
    assert (one.high < other.low) is differ
