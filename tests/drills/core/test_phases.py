from __future__ import annotations

import math

import pytest

from drills.core.phases import Dwell, Peak, PeakRule, Peaks, Pick, positive
from vision.datatypes import Absent, Estimate, Measure, Reason

HIDDEN, WRONG_VIEW = Absent(Reason.NOT_VISIBLE), Absent(Reason.WRONG_VIEW)


def peak_of(values: list[Measure | None], pick: Pick = Pick.MAX, step_s: float = 0.03) -> Measure:
    peak = Peak()
    for index, value in enumerate(values):
        peak = peak.plus(value, pick, index * step_s)
    return peak.result(pick)


def around(*values: float) -> list[Measure | None]:
    return [Estimate(v, v - 1, v + 2) for v in values]


@pytest.mark.parametrize(
    ("pick", "found"),
    [
        (Pick.MAX, Estimate(20, 19, 22)),
        (Pick.MAX_NEGATED, Estimate(30, 28, 31)),
        (Pick.MAGNITUDE, Estimate(30, 28, 31)),
        (Pick.SIGNED, Estimate(-30, -31, -28)),
    ],
)
def test_picks_of_the_same_values(pick: Pick, found: Estimate) -> None:
    assert peak_of(around(5, 20, -30, 10), pick) == found


def test_first_of_equal_peaks_stays() -> None:
    assert peak_of([Estimate(5, 0, 10), Estimate(5, 4, 6)]) == Estimate(5, 0, 10)


def test_negative_values_have_a_greatest_too() -> None:
    assert peak_of(around(-9, -4, -6)) == Estimate(-4, -5, -2)


@pytest.mark.parametrize(
    ("values", "result"),
    [
        ([*around(5), HIDDEN], Estimate(5, 4, 7)),
        ([*around(5), HIDDEN, HIDDEN], Estimate(5, 4, 7)),
        ([*around(5), HIDDEN, HIDDEN, HIDDEN], Estimate(5, 4, 7)),
        ([*around(5), HIDDEN, HIDDEN, HIDDEN, HIDDEN], HIDDEN),
        ([*around(5), HIDDEN, WRONG_VIEW, WRONG_VIEW, WRONG_VIEW], WRONG_VIEW),
        ([*around(5), None, None, None, None], Absent(Reason.TRACKING_LOST)),
        ([HIDDEN], HIDDEN),
        ([], HIDDEN),
    ],
)
def test_peak_is_absent_for_the_commonest_reason_if_mostly_unseen(
    values: list[Measure | None], result: Measure
) -> None:
    assert peak_of(values) == result


def test_a_peak_that_may_have_been_in_a_gap_is_absent() -> None:
    closing = [*around(0, -4, -8), *[HIDDEN] * 6, *around(-1, 0, 0, 0)]
    assert peak_of(closing, Pick.MAX_NEGATED, step_s=0.1) == HIDDEN
    assert peak_of(closing, Pick.MAX_NEGATED, step_s=0.03) == Estimate(8, 6, 9)  # a blink
    lost_at_the_end = [*around(0, 10, 20), *[HIDDEN] * 6]
    assert peak_of(lost_at_the_end, step_s=0.1) == HIDDEN
    found_late = [*[HIDDEN] * 6, *around(30, 20, 10)]
    assert peak_of(found_late, step_s=0.1) == HIDDEN


def test_a_gap_far_from_the_peak_does_not_matter() -> None:
    early = [*around(0, 1), *[HIDDEN] * 5, *around(2, 15, 30, 29, 10, 0)]
    assert peak_of(early, step_s=0.1) == Estimate(30, 29, 32)
    flexion = [*around(90, 91), *[HIDDEN] * 5, *around(95, 110, 120, 119, 100, 90)]
    assert peak_of(flexion, step_s=0.1) == Estimate(120, 119, 122)
    assert peak_of([*around(90, 118), *[HIDDEN] * 5, *around(120, 90)], step_s=0.1) == HIDDEN


def test_positive_cuts_off_below_zero_and_keeps_reasons() -> None:
    assert positive(Estimate(-3, -8, 2)) == Estimate(0, 0, 2)
    assert positive(Estimate(3, -2, 8)) == Estimate(3, 0, 8)
    assert positive(HIDDEN) == HIDDEN


def test_peaks_are_named_by_rule_and_only_signed_ones_keep_their_sign() -> None:
    rules = {
        "open": PeakRule("turn"),
        "closed": PeakRule("turn", Pick.MAX_NEGATED),
        "lumbar": PeakRule("back", Pick.SIGNED),
    }
    peaks = Peaks()
    for turn, back in ((10, 0), (-6, -8), (2, 1)):
        peaks = peaks.plus(
            {"turn": Estimate(turn, turn, turn), "back": Estimate(back, back, back)}, rules, 0.0
        )
    assert peaks.results(rules) == {
        "open": Estimate(10, 10, 10),
        "closed": Estimate(6, 6, 6),
        "lumbar": Estimate(-8, -8, -8),
    }


def test_peak_that_never_went_that_way_is_zero_not_negative() -> None:
    rules = {"closed": PeakRule("turn", Pick.MAX_NEGATED)}
    peaks = Peaks().plus({"turn": Estimate(12, 10, 14)}, rules, 0.0)
    assert peaks.results(rules) == {"closed": Estimate(0, 0, 0)}


def test_rule_without_a_single_frame_is_absent() -> None:
    rules = {"hip": PeakRule("hip")}
    assert Peaks().results(rules) == {"hip": HIDDEN}
    assert Peaks().plus({}, rules, 0.0).results(rules) == {"hip": Absent(Reason.TRACKING_LOST)}


def test_dwell_is_measured_from_the_first_instant_without_a_break() -> None:
    dwell = Dwell().step(True, 0.0)
    assert dwell.since_s == 0.0
    dwell = dwell.step(True, 0.2)
    assert not dwell.lasted(0.2, 0.3)
    assert dwell.lasted(0.3, 0.3)
    assert dwell.lasted(0.2992, 0.3)  # to the millisecond
    assert not dwell.lasted(0.2985, 0.3)


def test_dwell_breaks() -> None:
    dwell = Dwell().step(True, 0.0).step(False, 0.1).step(True, 0.2)
    assert not dwell.lasted(0.4, 0.3)
    assert dwell.lasted(0.5, 0.3)


def test_dwell_that_never_began_has_not_lasted() -> None:
    assert not Dwell().lasted(math.inf, 0.0)
