"""One cue at a time, at least 4 s apart, never twice within a rep."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.practice.live import cues
from app.practice.live.cues import CUE_APART_S, Cue, Schedule

ROUND, TWIST = Cue("round", "Your low back rounds"), Cue("twist", "Your spine twists")


def give(schedule, cue, now_s):
    return cues.next_cue(cues.offer(schedule, cue, now_s), now_s)


def test_the_first_cue_is_given_at_once():
    assert give(Schedule(), ROUND, 0.0)[1] is ROUND


def test_a_second_one_waits_and_is_given_when_it_is_due():
    schedule, _ = give(Schedule(), ROUND, 10.0)
    schedule, early = give(schedule, TWIST, 12.5)
    assert early is None
    assert cues.next_cue(schedule, 13.9)[1] is None
    assert cues.next_cue(schedule, 14.0)[1] is TWIST


def test_one_that_waited_too_long_is_let_go():
    schedule, _ = give(Schedule(), ROUND, 10.0)
    schedule, _ = give(schedule, TWIST, 11.0)
    assert cues.next_cue(schedule, 14.0)[1] is None


def test_it_is_not_repeated_within_a_rep_but_in_the_next():
    schedule, _ = give(Schedule(), ROUND, 0.0)
    assert give(schedule, ROUND, 9.0)[1] is None
    assert give(cues.new_rep(schedule), ROUND, 9.0)[1] is ROUND


def test_a_new_rep_does_not_shorten_the_distance():
    schedule, _ = give(Schedule(), ROUND, 0.0)
    assert give(cues.new_rep(schedule), ROUND, 2.0)[1] is None


def test_the_more_important_one_goes_first():
    schedule = cues.offer(Schedule(), Cue("tempo", "Slower", rank=5), 0.0)
    schedule, first = give(schedule, ROUND, 0.1)
    assert first is ROUND


def test_one_that_no_longer_holds_is_withdrawn():
    schedule, _ = give(Schedule(), ROUND, 10.0)
    schedule = cues.withdraw(cues.offer(schedule, TWIST, 13.0), "twist")
    assert cues.next_cue(schedule, 14.5)[1] is None


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.sampled_from("abc"), st.booleans()), max_size=60))
def test_whatever_is_offered_the_rule_holds(offers):
    schedule, now_s, given_at, rep, said = Schedule(), 0.0, [], 0, set()
    for pause_s, key, ends_rep in offers:
        now_s += pause_s
        if ends_rep:
            schedule, rep = cues.new_rep(schedule), rep + 1
        schedule, cue = give(schedule, Cue(key, key), now_s)
        if cue is not None:
            assert (rep, cue.key) not in said
            said.add((rep, cue.key))
            given_at.append(now_s)
    assert all(b - a >= CUE_APART_S for a, b in itertools.pairwise(given_at))
