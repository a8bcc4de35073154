"""Unseen is never clean: a rep is judged only if its key compensations were in sight."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drills.core import rep_set
from drills.core.events import Counts, Rep, RepCompleted, RepResult, WarningKind
from drills.core.rep_set import RepEnd, SetState
from drills.core.rules import SPINE_RULES, TWIST_RULE, Rule, key
from tests.sample_builders import lost
from vision.datatypes import Absent, Estimate, Measure, Posture, Quality, Reason, Sample, View

RULES = key("turn your side to the camera", *SPINE_RULES)
KINDS = (WarningKind.LUMBAR_FLEXION,)
WAYS_TO_BE_ABSENT: tuple[Measure | None, ...] = (
    None,
    Absent(Reason.WRONG_VIEW),
    Estimate(math.nan, math.nan, math.nan),
    Estimate(1.0, -math.inf, math.inf),
    Estimate(1.0, math.nan, 6.0),
)

OUT_OF_PICTURE = Absent(Reason.TRACKING_LOST)


def sample(t_s: float, measures: dict[str, Measure | None]) -> Sample:
    seen = {name: one for name, one in measures.items() if one is not None}
    return Sample(t_s, Posture.ALL_FOURS, View.LEFT, Quality(1.0), seen)


def rep_of(
    shown: list[Measure | None],
    *,
    peak_at: int,
    fps: float = 30.0,
    rules: tuple[Rule, ...] = RULES,
    source: str = "lumbar_flexion_deg",
    also: dict[str, Measure | None] | None = None,
    peak_first: bool = True,
) -> Rep:
    """Make one rep, frame by frame; its counting signal is greatest at frame ``peak_at``.

    ``OUT_OF_PICTURE`` among what is shown is a frame without the body.
    """
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    for index, measure in enumerate(shown):
        t_s, signal = index / fps, 50.0 - abs(index - peak_at)
        if measure is OUT_OF_PICTURE:
            state, _ = rep_set.lost(state, t_s)
            continue
        if peak_first:
            state = rep_set.mark_peak(state, signal, t_s)
        now = sample(t_s, {source: measure, **(also or {})})
        state, _ = rep_set.observe(state, now, {}, rules)
        state = rep_set.mark_peak(state, signal, t_s)
    _, events = rep_set.complete_rep(state, (len(shown) - 1) / fps, None, {}, rules, RepEnd())
    (event,) = events
    assert isinstance(event, RepCompleted)
    return event.rep


def shown(count: int, absent: range | set[int], how: Measure | None = None) -> list[Measure | None]:
    return [how if index in absent else Estimate(0.0, -5.0, 5.0) for index in range(count)]


def test_rep_that_was_seen_throughout_is_clean() -> None:
    rep = rep_of(shown(61, set()), peak_at=30)
    assert (rep.result, rep.not_seen, rep.reasons) == (RepResult.CLEAN, (), ())


@pytest.mark.parametrize("how", WAYS_TO_BE_ABSENT)
@pytest.mark.parametrize("peak_first", [True, False])
def test_unseen_at_the_peak_is_not_clean(how: Measure | None, peak_first: bool) -> None:
    rep = rep_of(shown(61, {30}, how), peak_at=30, peak_first=peak_first)
    assert (rep.result, rep.not_seen) == (RepResult.UNJUDGED, KINDS)
    assert rep_of(shown(61, {31}, how), peak_at=30).result is RepResult.CLEAN


@pytest.mark.parametrize("how", WAYS_TO_BE_ABSENT)
@pytest.mark.parametrize(
    ("frames", "result"),
    [(14, RepResult.CLEAN), (15, RepResult.UNJUDGED), (30, RepResult.UNJUDGED)],
)
def test_a_quarter_unseen_is_not_clean(how: Measure | None, frames: int, result: RepResult) -> None:
    assert rep_of(shown(61, range(1, 1 + frames), how), peak_at=45).result is result


def test_says_what_was_not_seen_and_how_to_stand() -> None:
    rep = rep_of(shown(61, {30}), peak_at=30)
    assert rep.reasons == (
        "the low back could not be seen well enough; turn your side to the camera",
    )


def test_what_is_seen_in_the_same_way_is_said_at_once() -> None:
    rules = key("stand at an angle", *SPINE_RULES, TWIST_RULE)
    rep = rep_of(shown(61, range(61)), peak_at=30, rules=rules)
    assert rep.not_seen == (WarningKind.LUMBAR_FLEXION, WarningKind.SPINE_TWIST)
    assert rep.reasons == (
        "the low back and the twist of the spine could not be seen well enough; stand at an angle",
    )


def test_what_was_compensated_is_said_though_more_was_unseen() -> None:
    rounded: list[Measure | None] = [Estimate(25.0, 20.0, 30.0)] * 20
    rep = rep_of(rounded + shown(41, range(41)), peak_at=30)
    assert (rep.result, rep.not_seen) == (RepResult.COMPENSATED, KINDS)
    assert rep.reasons == ("the low back rounded by 25 deg (20 to 30)",)


def test_partial_stays_partial() -> None:
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    _, events = rep_set.complete_rep(state, 1.0, None, {}, RULES, RepEnd(partial="not closed"))
    assert [e.rep.result for e in events if isinstance(e, RepCompleted)] == [RepResult.PARTIAL]


def test_nothing_observed_is_not_clean() -> None:
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    _, events = rep_set.complete_rep(state, 1.0, None, {}, RULES, RepEnd())
    assert [e.rep.result for e in events if isinstance(e, RepCompleted)] == [RepResult.UNJUDGED]


def test_compensation_that_is_no_key_one_does_not_matter() -> None:
    assert rep_of(shown(61, range(61)), peak_at=30, rules=SPINE_RULES).result is RepResult.CLEAN


def test_body_out_of_the_picture_for_a_quarter_is_not_clean() -> None:
    long, short = (shown(61, some, OUT_OF_PICTURE) for some in (range(5, 25), {5, 6}))
    assert rep_of(long, peak_at=45).result is RepResult.UNJUDGED
    assert rep_of(short, peak_at=45).result is RepResult.CLEAN


def test_short_losses_of_the_body_add_up() -> None:
    lost_at = {*range(5, 12), *range(15, 22), *range(30, 37)}
    seen = shown(61, lost_at, OUT_OF_PICTURE)
    assert rep_of(seen, peak_at=45).result is RepResult.UNJUDGED


def test_gap_without_any_frame_is_not_seen() -> None:
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    steady = {"lumbar_flexion_deg": Estimate(0.0, -5.0, 5.0)}
    for t_s in (0.0, 0.1, 0.2, 0.9, 1.0, 1.1):
        state = rep_set.mark_peak(state, 1.0 + t_s, t_s)
        state, _ = rep_set.observe(state, sample(t_s, {**steady}), {}, RULES)
    _, events = rep_set.complete_rep(state, 1.1, None, {}, RULES, RepEnd())
    assert [e.rep.result for e in events if isinstance(e, RepCompleted)] == [RepResult.UNJUDGED]


@pytest.mark.parametrize("hip", [None, Absent(Reason.NOT_VISIBLE)])
def test_twist_whose_share_cannot_be_told_is_not_clean(hip: Measure | None) -> None:
    rules = key("face the camera", TWIST_RULE)
    twisted: list[Measure | None] = [Estimate(25.0, 20.0, 30.0)] * 61
    also = {"pelvis_rotation_deg": hip}
    told = {"rules": rules, "source": "spine_twist_deg", "peak_at": 30}
    assert rep_of(twisted, also=also, **told).result is RepResult.UNJUDGED  # type: ignore[arg-type]
    quiet: list[Measure | None] = [Estimate(2.0, -3.0, 7.0)] * 61
    assert rep_of(quiet, also=also, **told).result is RepResult.CLEAN  # type: ignore[arg-type]


@given(
    absent=st.sets(st.integers(0, 60)),
    peak_at=st.integers(0, 60),
    fps=st.floats(8.0, 60.0),
    how=st.sampled_from(WAYS_TO_BE_ABSENT),
)
def test_clean_means_seen(absent: set[int], peak_at: int, fps: float, how: Measure | None) -> None:
    rep = rep_of(shown(61, absent, how), peak_at=peak_at, fps=fps)
    out_of_sight = len(absent - {0})  # every frame stands for the time since the one before
    should = peak_at not in absent and out_of_sight < 0.25 * 60
    assert (rep.result is RepResult.CLEAN) is should
    assert bool(rep.not_seen) is not should


@given(
    absent=st.sets(st.integers(0, 60)), more=st.sets(st.integers(0, 60)), peak=st.integers(0, 60)
)
def test_seeing_less_never_makes_a_rep_clean(absent: set[int], more: set[int], peak: int) -> None:
    if rep_of(shown(61, absent | more), peak_at=peak).result is RepResult.CLEAN:
        assert rep_of(shown(61, absent), peak_at=peak).result is RepResult.CLEAN


def test_next_rep_is_judged_by_itself() -> None:
    state = SetState()
    results = []
    for first, how in ((0, None), (100, Estimate(0.0, -5.0, 5.0))):
        state = rep_set.begin_rep(state, first / 30, first / 30)
        for index in range(first, first + 60):
            now = sample(index / 30, {"lumbar_flexion_deg": how})
            state = rep_set.mark_peak(state, index, index / 30)
            state, _ = rep_set.observe(state, now, {}, RULES)
        state, events = rep_set.complete_rep(state, (first + 59) / 30, None, {}, RULES, RepEnd())
        results += [event.rep.result for event in events if isinstance(event, RepCompleted)]
    assert results == [RepResult.UNJUDGED, RepResult.CLEAN]
    assert state.counts == Counts(clean=1, unjudged=1)


def test_loss_for_more_than_a_second_still_voids() -> None:
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    state, _ = rep_set.observe(replace(state), sample(0.0, {}), {}, RULES)
    state, _ = rep_set.lost(state, lost(0.5).t_s)
    state, _ = rep_set.lost(state, lost(1.1).t_s)
    assert state.rep is None
