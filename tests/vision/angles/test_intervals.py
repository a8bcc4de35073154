from __future__ import annotations

import math

import pytest

from vision.angles.intervals import MODEL_NAMES, RATIO_HALF_WIDTH, measured, ratio
from vision.angles.model import Answer
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
