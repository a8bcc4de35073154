from __future__ import annotations

import pytest

from app.session.words import format_measure, format_number, tally_marks, tally_words
from drills.core.events import Counts
from vision.datatypes import Estimate


@pytest.mark.parametrize("value", [119.4951, 119.497, 119.5, 119.5049])
def test_a_figure_reads_alike_before_and_after_it_was_saved(value: float) -> None:
    saved = round(value, 2)
    assert format_number("hip_flexion_deg", value) == format_number("hip_flexion_deg", saved)
    assert format_number("hip_flexion_deg", value) == "120"


def test_halves_go_upwards_and_nothing_is_minus_zero() -> None:
    assert format_number("lumbar_flexion_deg", -0.3) == "0"
    assert format_number("lumbar_flexion_deg", -20.5) == "-20"
    assert format_number("knee_width_ratio", 0.29) == "0.29"
    assert format_measure("hinge_deg", Estimate(60.49, 55.5, 65.4)) == "60° (56 to 65)"


def test_all_four_tallies_are_named() -> None:
    counts = Counts(clean=3, compensated=1, unjudged=2)
    assert tally_words(counts) == "3 clean, 1 compensated, 0 partial, 2 not judged"
    assert tally_words(counts, all_four=False) == "3 clean, 1 compensated, 2 not judged"
    assert tally_words(Counts(), all_four=False) == ""


def test_marks_name_unjudged_reps_where_there_are_any() -> None:
    assert tally_marks(Counts(clean=3)) == "3 ✓  0 △  0 –"
    assert tally_marks(Counts(clean=3, unjudged=2)) == "3 ✓  0 △  0 –  2 ?"
