from __future__ import annotations

from dataclasses import replace

import pytest

from drills.core import rep_set
from drills.core.events import (
    Counts,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningKind,
)
from drills.core.phases import PeakRule
from drills.core.rep_set import RepEnd, SetState
from drills.core.rules import SPINE_RULES
from drills.core.timing import Trace
from tests.sample_builders import rock_sample
from vision.datatypes import Estimate, Posture, Quality, Reason, Sample, Side, Tracking, View

PEAKS = {"lumbar_flexion_deg": PeakRule("lumbar_flexion_deg")}


def observed(state: SetState, t_s: float, lumbar_deg: float = 0.0) -> SetState:
    sample = rock_sample(t_s, 0.0, lumbar_deg=lumbar_deg)
    return rep_set.observe(state, sample, PEAKS, SPINE_RULES)[0]


def completed(state: SetState, t_s: float, **more: object) -> tuple[SetState, Rep]:
    done, events = rep_set.complete_rep(state, t_s, Side.LEFT, PEAKS, SPINE_RULES, RepEnd(**more))
    (event,) = events
    assert isinstance(event, RepCompleted)
    assert event.t_s == t_s
    return done, event.rep


def test_counts_add_up() -> None:
    counts = Counts()
    for result in (RepResult.CLEAN, RepResult.PARTIAL, RepResult.CLEAN, RepResult.COMPENSATED):
        counts = counts.plus(result)
    assert counts == Counts(clean=2, compensated=1, partial=1)
    assert counts.total == 4
    assert counts + Counts(clean=1, unjudged=2) == Counts(3, 1, 1, 2)
    assert (counts + Counts(unjudged=2)).full == 5


def test_rep_index_is_that_of_the_rep_under_way() -> None:
    state = SetState(counts=Counts(clean=2, partial=1))
    assert state.rep_index == 0
    assert rep_set.begin_rep(state, 1.0, 1.1).rep_index == 4


def test_completed_rep_has_its_times_and_leaves_none_open() -> None:
    state = rep_set.begin_rep(SetState(), 1.0, 1.1)
    state = rep_set.mark_peak(state, 30.0, 2.0)
    state = rep_set.mark_peak(state, 20.0, 2.5)
    state, rep = completed(observed(state, 2.6), 3.0)
    assert (rep.start_s, rep.peak_s, rep.end_s) == (1.0, 2.0, 3.0)
    assert rep.result is RepResult.CLEAN
    assert state.rep is None
    assert state.counts == Counts(clean=1)


def test_end_may_lie_before_the_instant_it_is_known() -> None:
    state = rep_set.begin_rep(SetState(), 1.0, 1.1)
    assert completed(state, 5.0, end_s=3.0)[1].end_s == 3.0


def test_without_a_rep_nothing_completes() -> None:
    state = SetState()
    assert rep_set.complete_rep(state, 1, None, PEAKS, SPINE_RULES, RepEnd()) == (state, ())
    assert rep_set.mark_peak(state, 50, 1) is state


def test_dropped_rep_is_not_counted() -> None:
    state = rep_set.drop_rep(rep_set.begin_rep(SetState(), 1.0, 1.1))
    assert state.rep is None
    assert state.counts == Counts()


def test_fault_keeps_the_greatest_value_of_its_warning() -> None:
    state = rep_set.begin_rep(SetState(), 0.0, 0.0)
    for frame, lumbar in enumerate([18] * 12 + [27] * 3 + [16] * 3 + [0]):
        state = observed(state, frame / 30, lumbar)
    _, rep = completed(state, 2.0)
    assert rep.reasons == ("the low back rounded by 27 deg (22 to 32)",)


@pytest.mark.parametrize(("gap_s", "voided"), [(0.9, False), (1.0, False), (1.1, True)])
def test_rep_is_voided_after_a_second_unseen(gap_s: float, voided: bool) -> None:
    state = observed(rep_set.begin_rep(SetState(), 0.0, 0.0), 5.0)
    after, events = rep_set.lost(state, 5.0 + gap_s)
    assert (after.rep is None) is voided
    assert events == ((RepVoided(5.0 + gap_s, 0.0),) if voided else ())


def unseen(t_s: float, tracking: Tracking) -> Sample:
    nobody = Quality(0.0, Reason.TRACKING_LOST)
    return Sample(t_s, Posture.UNSEEN, View.LEFT, nobody, tracking=tracking)


def test_rep_is_voided_at_once_when_another_person_is_followed() -> None:
    state = observed(rep_set.begin_rep(SetState(), 0.0, 0.0), 5.0)
    after, is_gone, events = rep_set.unseen(state, unseen(5.3, Tracking.ANOTHER))
    assert (after.rep, is_gone, events) == (None, True, (RepVoided(5.3, 0.0),))


@pytest.mark.parametrize(("tracking", "leapt"), [(Tracking.SAME, False), (Tracking.SETTLED, True)])
def test_rep_remembers_that_the_landmarks_settled_elsewhere(
    tracking: Tracking, leapt: bool
) -> None:
    state = observed(rep_set.begin_rep(SetState(), 0.0, 0.0), 5.0)
    state, _, _ = rep_set.unseen(state, unseen(5.1, Tracking.LEAPT))
    sample = replace(rock_sample(5.4, 0.0), tracking=tracking)
    state, _ = rep_set.observe(state, sample, PEAKS, SPINE_RULES)
    assert rep_set.has_leapt(observed(state, 5.5), Trace()) is leapt


def test_after_a_leap_at_rest_what_goes_on_was_not_seen_from_its_start() -> None:
    state = observed(SetState(), 5.0)
    assert rep_set.unseen(state, unseen(5.1, Tracking.LEAPT))[1]
    assert not rep_set.unseen(state, unseen(5.1, Tracking.SAME))[1]


def test_loss_is_told_once() -> None:
    state = observed(rep_set.begin_rep(SetState(), 0.0, 0.0), 5.0)
    state, _ = rep_set.lost(state, 7.0)
    assert rep_set.lost(state, 8.0) == (state, ())


def test_loss_before_anybody_was_seen_says_nothing() -> None:
    assert rep_set.lost(SetState(), 100.0) == (SetState(), ())


def test_leaving_drops_the_rep_and_keeps_the_tallies() -> None:
    state = rep_set.begin_rep(SetState(counts=Counts(clean=2)), 0.0, 0.0)
    for frame in range(15):
        state = observed(state, frame / 30, 25.0)
    assert state.warnings.raised == (WarningKind.LUMBAR_FLEXION,)
    state, events = rep_set.leave(state, 9.0)
    assert (state.rep, state.counts, state.warnings.raised) == (None, Counts(clean=2), ())
    assert [e.t_s for e in events] == [9.0]


def test_rep_peaks_are_of_its_own_frames_only() -> None:
    state = observed(SetState(), 0.0, 9.0)
    state = rep_set.begin_rep(state, 0.1, 0.1)
    _, rep = completed(observed(state, 0.2, 4.0), 1.0)
    assert rep.measures["lumbar_flexion_deg"] == Estimate(4, 0, 9)


def with_peak_ratio(sample, ratio):
    measures = {
        name: replace(m, peak_ratio=ratio) if isinstance(m, Estimate) else m
        for name, m in sample.measures.items()
    }
    return replace(sample, measures=measures)


def test_warning_and_reason_of_its_rep_have_one_interval() -> None:
    state, cleared = rep_set.begin_rep(SetState(), 0.0, 0.0), []
    for frame, lumbar in enumerate([0] * 3 + [24] * 15 + [0] * 3):
        sample = with_peak_ratio(rock_sample(frame / 30, 0.0, lumbar_deg=lumbar), 2.0)
        state, events = rep_set.observe(state, sample, PEAKS, SPINE_RULES)
        cleared += [e.warning.peak for e in events if isinstance(e, WarningCleared)]
    _, rep = completed(state, 1.0)
    assert cleared == [Estimate(24, 14, 34)]
    assert rep.reasons == ("the low back rounded by 24 deg (14 to 34)",)
    assert rep.measures["lumbar_flexion_deg"] == Estimate(24, 14, 34)


def test_warning_that_ends_with_the_set_has_the_interval_of_a_peak_too() -> None:
    state = SetState()
    for frame in range(15):
        sample = with_peak_ratio(rock_sample(frame / 30, 0.0, lumbar_deg=24.0), 2.0)
        state, _ = rep_set.observe(state, sample, PEAKS, SPINE_RULES)
    _, (event,) = rep_set.leave(state, 1.0)
    assert isinstance(event, WarningCleared)
    assert event.warning.peak == Estimate(24, 14, 34)
