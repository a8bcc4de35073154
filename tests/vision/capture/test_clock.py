"""Whatever the stamps, times only rise, and what is wrong with them is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.capture.clock import Clock, gaps_s, time_notes

STEP_S = 0.1


def times(stamps_s: list[float | None]) -> list[float | None]:
    clock = Clock(STEP_S)
    return [clock.time_s(stamp_s) for stamp_s in stamps_s]


def test_a_clock_that_starts_late_counts_from_its_first_picture() -> None:
    assert times([3000.0, 3000.25, 3001.0]) == [0.0, 0.25, 1.0]


def test_repeated_and_slightly_backward_stamps_carry_no_new_instant() -> None:
    assert times([0.0, 0.5, 0.5, 0.25, 0.75]) == [0.0, 0.5, None, None, 0.75]
    clock = Clock(STEP_S)
    for stamp_s in (0.0, 0.5, 0.5, 0.25, 0.75):
        clock.time_s(stamp_s)
    assert clock.left_out == 2


def test_missing_stamps_go_on_at_the_usual_rate() -> None:
    assert times([None, None, None]) == pytest.approx([0.0, 0.1, 0.2])
    assert times([4.0, None, 4.3]) == pytest.approx([0.0, 0.1, 0.3])


def test_stamps_that_start_again_are_another_recording_on_the_same_clock() -> None:
    clock = Clock(STEP_S)
    out = [clock.time_s(t_s) for t_s in (7.0, 8.0, 9.0, 7.0, 8.0, 7.0)]
    assert out == [0.0, 1.0, 2.0, 4.0, 5.0, 7.0]
    assert clock.joins_s == [4.0, 7.0]


def test_a_leap_of_hours_is_another_recording_too() -> None:
    clock = Clock(STEP_S)
    assert [clock.time_s(t_s) for t_s in (0.0, 1.0, 7200.0, 7201.0)] == [0.0, 1.0, 3.0, 4.0]
    assert clock.joins_s == [3.0]


def test_a_gap_of_seconds_stays_one() -> None:
    clock = Clock(STEP_S)
    assert [clock.time_s(t_s) for t_s in (0.0, 1.0, 20.0)] == [0.0, 1.0, 20.0]
    assert clock.joins_s == []


stamps = st.one_of(st.none(), st.floats(-1e6, 1e6))


@given(st.lists(stamps, max_size=60))
def test_times_only_rise(stamps_s: list[float | None]) -> None:
    out = [t_s for t_s in times(stamps_s) if t_s is not None]
    assert all(b > a for a, b in pairwise(out))
    assert out[:1] in ([], [0.0])


# ---- what is said


def every(step_s: float, until_s: float, start_s: float = 0.0) -> list[float]:
    return [start_s + step_s * n for n in range(round((until_s - start_s) / step_s))]


def test_a_gap_is_named() -> None:
    recorded = every(1 / 30, 7.0) + every(1 / 30, 12.0, 8.6)
    ((start_s, end_s),) = gaps_s(recorded)
    assert (start_s, end_s) == pytest.approx((7.0, 8.6), abs=0.05)
    assert time_notes(recorded) == [
        "Frames are missing from 7.0 to 8.6 s: nothing was measured then."
    ]


def test_a_slow_recording_has_a_rate_and_no_gaps() -> None:
    (note,) = time_notes(every(1.0, 20.0))
    assert "only 1.0 frames a second" in note


@pytest.mark.parametrize("rate", [10, 15, 24, 60])
def test_a_usable_rate_is_not_spoken_of(rate: int) -> None:
    assert time_notes(every(1 / rate, 20.0)) == []


def test_joined_recordings_are_named_and_their_pause_is_no_gap() -> None:
    recorded = every(1 / 30, 5.0) + every(1 / 30, 10.0, 6.9667)
    (note,) = time_notes(recorded, [recorded[150]])
    assert "2 recordings are joined" in note
    assert "at 7.0 s" in note


def test_many_gaps_are_counted() -> None:
    recorded = [t_s for start in range(6) for t_s in every(1 / 30, start * 5 + 3.0, start * 5)]
    (note,) = time_notes(recorded)
    assert "and 2 more times" in note


def test_few_pictures_say_nothing() -> None:
    assert time_notes([0.0, 9.0]) == []


@pytest.mark.parametrize(("back_s", "joins"), [(0.8, 0), (1.5, 1)])
def test_stamps_that_fall_back_by_less_than_a_second_are_out_of_order(
    back_s: float, joins: int
) -> None:
    clock = Clock(STEP_S)
    for stamp_s in (0.0, 4.0, 4.0 - back_s):
        clock.time_s(stamp_s)
    assert len(clock.joins_s) == joins


@pytest.mark.parametrize(("pause_s", "joins"), [(45.0, 0), (90.0, 1)])
def test_a_pause_of_more_than_a_minute_joins_two_recordings(pause_s: float, joins: int) -> None:
    clock = Clock(STEP_S)
    for stamp_s in (0.0, 1.0, 1.0 + pause_s):
        clock.time_s(stamp_s)
    assert len(clock.joins_s) == joins


@pytest.mark.parametrize(("pause_s", "said"), [(0.4, False), (0.8, True)])
def test_a_pause_of_half_a_second_is_said(pause_s: float, said: bool) -> None:
    recorded = every(1 / 30, 3.0) + every(1 / 30, 6.0, 3.0 + pause_s)
    assert bool(time_notes(recorded)) is said


@pytest.mark.parametrize(("rate", "said"), [(6.5, True), (9.5, False)])
def test_fewer_than_eight_pictures_a_second_are_too_few(rate: float, said: bool) -> None:
    assert bool(time_notes(every(1 / rate, 20.0))) is said


@pytest.mark.parametrize(("count", "said"), [(8, False), (14, True)])
def test_a_handful_of_pictures_has_no_rate(count: int, said: bool) -> None:
    assert bool(time_notes(every(1.0, float(count)))) is said
