"""The catalogue is whole: everything that is named anywhere is in it, once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.core.events import Drill
from drills.core.phases import peak_rules
from drills.core.rules import RULES
from drills.registry import DEFINITIONS
from vision.datatypes import Side
from vision.measures import (
    BY_NAME,
    CATALOGUE,
    COLUMNS,
    COMPENSATIONS,
    DEG,
    Pick,
    of_drill,
    quantity,
    sided,
    without_side,
)


def test_every_row_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert len(BY_NAME) == len(CATALOGUE)
    for row in CATALOGUE:
        assert row.label[0].isupper()
        assert row.help
        assert row.help[-1] not in ".,;"
        assert row.name.endswith("_deg") is (row.unit == DEG)
        assert row.name.endswith("_ratio") is (row.unit != DEG)


def test_every_row_is_of_frames_or_of_the_reps_of_known_drills() -> None:
    judged = {rule.source for rule in RULES.values()}
    for row in CATALOGUE:
        assert row.is_frame or row.drills or row.name in judged
        assert set(row.drills) <= set(Drill)


def test_every_peak_is_of_a_row_in_the_same_unit() -> None:
    for row in CATALOGUE:
        if row.of:
            assert BY_NAME[row.of].unit == row.unit
            assert row.drills
        if row.of == row.name:
            assert row.pick is not Pick.MAX_NEGATED


def test_what_definitions_name_is_in_the_catalogue() -> None:
    for definition in DEFINITIONS.values():
        for rule in definition.rules:
            assert rule.source in BY_NAME
        names = {band.measure for bands in definition.bands.values() for band in bands}
        if definition.offered:
            assert names <= {row.name for row in of_drill(definition.drill)}
        for gives in definition.gives:
            assert gives.format(side="left") in COLUMNS


def test_what_a_rule_judges_is_a_compensation_or_the_posture() -> None:
    assert {rule.source for rule in RULES.values()} - COMPENSATIONS == {
        "hinge_deg", "foot_height_ratio",
    }  # fmt: skip


@given(st.sampled_from(CATALOGUE), st.sampled_from(Side))
def test_a_side_is_put_in_and_taken_out(row: object, side: Side) -> None:
    name = row.name  # type: ignore[attr-defined]
    assert without_side(sided(name, side)) == (name, side)
    assert without_side(name) == (name, None)
    assert quantity(sided(name, side)) is row


def test_a_name_of_another_version_is_readable() -> None:
    row = quantity("ankle_bend_left_deg")
    assert (row.label, row.unit) == ("Ankle bend", DEG)


def test_sided_measures_have_two_columns() -> None:
    assert "hip_excursion_left_deg" in COLUMNS
    assert "hip_excursion_right_deg" in COLUMNS
    assert "hinge_deg" in COLUMNS
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_peaks_are_taken_from_the_side_that_moves() -> None:
    rules = peak_rules("aeroplane", Side.RIGHT)
    assert rules["hip_rotation_external_deg"].source == "hip_rotation_right_deg"
    assert rules["hip_rotation_external_deg"].pick is Pick.MAX_NEGATED
    assert rules["spine_twist_deg"].source == "spine_twist_deg"
    assert "spine_twist_open_deg" not in rules  # worked out by the drill
    assert peak_rules("foot_lift", Side.LEFT)["foot_rise_ratio"].source == "foot_rise_left_ratio"


@pytest.mark.parametrize(("value", "text"), [(-0.4, "0"), (20.5, "21"), (119.4951, "120")])
def test_numbers_are_rounded_as_they_are_stored(value: float, text: str) -> None:
    assert quantity("hinge_deg").number(value) == text
    assert quantity("sway_ratio").number(0.0049) == "0.00"
