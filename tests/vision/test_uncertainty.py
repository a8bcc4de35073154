from __future__ import annotations

import math

import pytest

from vision.datatypes import Absent, Estimate, Reason, View
from vision.uncertainty import HALF_WIDTH, view_class, with_interval


def test_value_lies_in_the_middle_of_the_interval_of_its_view() -> None:
    half = HALF_WIDTH["hinge_deg"]["side"]
    assert with_interval("hinge_deg", 70.0, View.LEFT) == Estimate(70, 70 - half, 70 + half)


def test_oblique_view_is_never_surer_than_the_side_for_the_hinge() -> None:
    side = with_interval("hinge_deg", 0.0, View.RIGHT)
    oblique = with_interval("hinge_deg", 0.0, View.THREE_QUARTER)
    assert isinstance(side, Estimate)
    assert isinstance(oblique, Estimate)
    assert oblique.high > side.high


@pytest.mark.parametrize("view", [View.FRONT, View.REAR, View.UNKNOWN])
def test_view_without_a_row_is_the_wrong_view_even_if_nothing_was_seen(view: View) -> None:
    assert with_interval("hinge_deg", 70.0, view) == Absent(Reason.WRONG_VIEW)
    assert with_interval("hinge_deg", math.nan, view) == Absent(Reason.WRONG_VIEW)


def test_missing_value_from_a_good_view_is_not_visible() -> None:
    assert with_interval("hinge_deg", math.nan, View.LEFT) == Absent(Reason.NOT_VISIBLE)


def test_kind_names_the_row() -> None:
    got = with_interval("lumbar_flexion_deg", 0.0, View.LEFT, kind="lumbar_hinged_deg")
    assert got == Estimate.around(0.0, HALF_WIDTH["lumbar_hinged_deg"]["side"])


def test_every_row_has_positive_widths_of_known_views() -> None:
    classes = {view_class(view) for view in View} - {None}
    for widths in HALF_WIDTH.values():
        assert set(widths) <= classes
        assert all(half_width > 0 for half_width in widths.values())
