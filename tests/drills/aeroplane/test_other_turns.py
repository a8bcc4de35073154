"""Trunks that turn though nobody does an aeroplane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.core.events import Counts
from tests.builders import Curve, times_s
from tests.drills.aeroplane.turns import hold, open_close, play, reps
from tests.sample_builders import lost


def leaning(turn: Curve, lean: Curve) -> Counts:
    """Return the tallies of a turn while the trunk leans like this (deg)."""
    samples = [
        replace(one, signals={**one.signals, "trunk_incl_deg": lean(one.t_s)}) for one in hold(turn)
    ]
    return play(samples)[0].set.counts


@pytest.mark.parametrize(
    ("end_deg", "counts"),
    [(60.0, Counts(partial=1)), (50.0, Counts(partial=1)), (35.0, Counts())],
)
def test_who_bows_and_comes_up_again_turns_a_little_on_the_way(
    end_deg: float, counts: Counts
) -> None:
    turn = Curve(((0.0, 0.0), (1.0, 0.0), (2.2, -12.0), (3.4, 0.0), (9.0, 0.0)))
    lean = Curve(((0.0, 45.0), (1.0, 60.0), (3.4, end_deg), (9.0, end_deg)))
    assert leaning(turn, lean) == counts


def test_coming_up_after_the_turn_is_no_bow() -> None:
    turn = Curve(((0.0, 0.0), (1.0, 0.0), (2.2, -12.0), (3.4, 0.0), (9.0, 0.0)))
    lean = Curve(((0.0, 60.0), (4.0, 60.0), (5.5, 28.0), (9.0, 28.0)))
    assert leaning(turn, lean) == Counts(partial=1)


def test_turn_that_was_under_way_when_the_person_came_back_is_no_half() -> None:
    """A pose held out of sight for a while: it wavers, and is undone."""
    still = hold(Curve(((0.0, 0.0), (3.0, 0.0))))
    gap = [lost(3.1 + t) for t in map(float, times_s(2.0))]
    keys = ((0.0, -68.0), (3.0, -30.0), (5.0, -34.0), (7.0, -31.0), (8.0, 0.0), (15.0, 0.0))
    state, events = play([*still, *gap, *hold(Curve(keys), start_s=5.2)])
    assert reps(events) == []
    assert state.set.rep is None


def test_first_turn_after_the_person_came_back_in_neutral_counts() -> None:
    still = hold(Curve(((0.0, 0.0), (3.0, 0.0))))
    gap = [lost(3.1 + t) for t in map(float, times_s(2.0))]
    assert play([*still, *gap, *hold(open_close(2), start_s=5.2)])[0].set.counts == Counts(clean=2)
