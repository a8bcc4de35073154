from __future__ import annotations

import math

import pytest

from drills.core.compensation import CompensationState, close, step
from drills.core.events import Event, WarningCleared, WarningKind, WarningRaised
from drills.core.rules import (
    FOOT_DOWN_RULE,
    HINGE_RULE,
    PELVIS_LIFT_RULE,
    RULES,
    SPINE_RULES,
    TWIST_RULE,
    Rule,
    reason_words,
)
from tests.builders import times_s
from vision.datatypes import Absent, Estimate, Measure, Reason
from vision.measures import BY_NAME

FLEXION, EXTENSION = WarningKind.LUMBAR_FLEXION, WarningKind.LUMBAR_EXTENSION
HIDDEN = Absent(Reason.NOT_VISIBLE)


class Watch:
    """Feeds one measure at 30 a second and keeps what was said."""

    def __init__(self, rules: tuple[Rule, ...], source: str = "lumbar_flexion_deg") -> None:
        self.rules, self.source = rules, source
        self.state, self.t_s, self.events = CompensationState(), 0.0, list[Event]()

    def see(
        self,
        measure: Measure | float | None,
        duration_s: float,
        *,
        rep: int | None = None,
        half_width: float = 2.0,
        others: dict[str, Measure] | None = None,
    ) -> Watch:
        if isinstance(measure, (int, float)):
            measure = Estimate.around(measure, half_width)
        measures = {} if measure is None else {self.source: measure}
        for _ in times_s(duration_s - 1e-9):
            self.state, events = step(
                self.state, self.rules, measures | (others or {}), self.t_s, rep
            )
            self.events += events
            self.t_s += 1 / 30
        return self

    @property
    def said(self) -> list[tuple[str, WarningKind]]:
        return [
            ("raised", e.kind) if isinstance(e, WarningRaised) else ("cleared", e.warning.kind)
            for e in self.events
            if isinstance(e, (WarningRaised, WarningCleared))
        ]

    @property
    def cleared(self) -> WarningCleared:
        return next(e for e in self.events if isinstance(e, WarningCleared))

    @property
    def raised(self) -> WarningRaised:
        return next(e for e in self.events if isinstance(e, WarningRaised))


@pytest.fixture
def watch() -> Watch:
    return Watch(SPINE_RULES)


@pytest.mark.parametrize(("lumbar", "kind"), [(20, FLEXION), (-20, EXTENSION)])
def test_rounding_and_sagging_have_their_own_warning(
    watch: Watch, lumbar: float, kind: WarningKind
) -> None:
    watch.see(0, 0.5).see(lumbar, 1.0)
    assert watch.said == [("raised", kind)]
    assert watch.state.raised == (kind,)


def test_warning_waits_for_its_dwell(watch: Watch) -> None:
    watch.see(20, 0.29)
    assert watch.said == []
    watch.see(20, 0.05)
    assert watch.said == [("raised", FLEXION)]
    assert watch.raised.t_s == pytest.approx(0.3, abs=0.02)


def test_short_excursions_do_not_add_up(watch: Watch) -> None:
    for _ in range(6):
        watch.see(20, 0.25).see(0, 0.1)
    assert watch.said == []


@pytest.mark.parametrize("lumbar", [11.9, -11.9, 9])
def test_lower_bound_inside_the_band_does_not_warn(watch: Watch, lumbar: float) -> None:
    assert watch.see(lumbar, 3, half_width=2).said == []


def test_wide_interval_never_raises_however_large_the_value(watch: Watch) -> None:
    assert watch.see(60, 3, half_width=50).said == []


def test_hysteresis_keeps_the_warning_until_the_narrow_band(watch: Watch) -> None:
    watch.see(20, 0.5).see(8, 2)
    assert watch.said == [("raised", FLEXION)]
    watch.see(6.9, 0.1)
    assert watch.said == [("raised", FLEXION), ("cleared", FLEXION)]
    assert watch.state.raised == ()


def test_value_on_the_other_side_clears(watch: Watch) -> None:
    watch.see(20, 0.5).see(-5, 0.1)
    assert watch.said == [("raised", FLEXION), ("cleared", FLEXION)]


@pytest.mark.parametrize("missing", [HIDDEN, None])
def test_missing_value_never_raises_and_breaks_the_dwell(
    watch: Watch, missing: Measure | None
) -> None:
    watch.see(20, 0.25).see(missing, 1).see(20, 0.25)
    assert watch.said == []


@pytest.mark.parametrize("missing", [HIDDEN, None])
def test_missing_value_never_clears(watch: Watch, missing: Measure | None) -> None:
    watch.see(20, 0.5).see(missing, 5)
    assert watch.state.raised == (FLEXION,)
    watch.see(0, 0.1)
    assert watch.said == [("raised", FLEXION), ("cleared", FLEXION)]


def test_missing_numbers_never_raise(watch: Watch) -> None:
    assert watch.see(Estimate(math.nan, math.nan, math.nan), 1).said == []


def test_warning_carries_start_end_and_peak(watch: Watch) -> None:
    watch.see(0, 1).see(15, 0.5).see(25, 0.1).see(18, 0.5).see(0, 0.1)
    warning = watch.cleared.warning
    assert warning.start_s == pytest.approx(1.0, abs=0.01)
    assert warning.end_s == pytest.approx(2.1, abs=0.05)
    assert warning.peak == Estimate.around(25, 2)


def test_sign_of_an_extension_is_given_back(watch: Watch) -> None:
    watch.see(-15, 0.5).see(-22, 0.1).see(0, 0.1)
    assert watch.raised.value == Estimate.around(-15, 2)
    assert watch.cleared.warning.peak == Estimate.around(-22, 2)


def test_rep_of_a_warning_is_the_one_in_which_it_peaked(watch: Watch) -> None:
    watch.see(15, 0.5, rep=3).see(25, 0.2, rep=4).see(14, 0.5, rep=5).see(0, 0.1, rep=5)
    assert watch.cleared.warning.rep == 4


def test_peak_between_reps_stays_with_the_rep_before(watch: Watch) -> None:
    watch.see(15, 0.5, rep=2).see(25, 0.2, rep=None).see(0, 0.1)
    assert watch.cleared.warning.rep == 2


def test_warning_outside_any_rep_has_none(watch: Watch) -> None:
    assert watch.see(20, 0.5).see(0, 0.1).cleared.warning.rep is None


def test_close_clears_what_stands_raised(watch: Watch) -> None:
    watch.see(-20, 0.5)
    state, events = close(watch.state, 9.0)
    assert state == CompensationState()
    (event,) = events
    assert isinstance(event, WarningCleared)
    assert (event.t_s, event.warning.kind, event.warning.end_s) == (9.0, EXTENSION, 9.0)
    assert event.warning.peak == Estimate.around(-20, 2)


def test_close_says_nothing_of_what_was_only_waiting(watch: Watch) -> None:
    assert close(watch.see(20, 0.2).state, 9.0) == (CompensationState(), ())


# ---- twist: both signs, and a share of the whole


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("hip", "warns"), [(20, True), (-20, True), (27, True), (29, False)])
def test_twist_warns_above_its_share_of_the_whole_turn(
    sign: float, hip: float, warns: bool
) -> None:
    """15 of 15 + 27 is 36 %, of 15 + 29 it is 34 %."""
    watch = Watch((TWIST_RULE,), "spine_twist_deg")
    watch.see(sign * 15, 1, others={"pelvis_rotation_deg": Estimate.around(hip, 9)})
    assert bool(watch.said) is warns


@pytest.mark.parametrize("hip", [HIDDEN, None])
def test_twist_without_the_hips_share_does_not_warn(hip: Measure | None) -> None:
    watch = Watch((TWIST_RULE,), "spine_twist_deg")
    watch.see(30, 1, others={} if hip is None else {"pelvis_rotation_deg": hip})
    assert watch.said == []


def test_twist_keeps_its_sign_in_the_warning() -> None:
    watch = Watch((TWIST_RULE,), "spine_twist_deg")
    still = {"pelvis_rotation_deg": Estimate.around(0, 9)}
    watch.see(-30, 0.5, others=still).see(0, 0.1, others=still)
    assert watch.raised.value == Estimate.around(-30, 2)
    assert watch.cleared.warning.peak == Estimate.around(-30, 2)


def test_twist_does_not_clear_because_the_hip_follows() -> None:
    """The share decides on the raise only; the value decides on the end."""
    watch = Watch((TWIST_RULE,), "spine_twist_deg")
    watch.see(15, 0.5, others={"pelvis_rotation_deg": Estimate.around(5, 9)})
    watch.see(15, 0.5, others={"pelvis_rotation_deg": Estimate.around(60, 9)})
    assert watch.state.raised == (WarningKind.SPINE_TWIST,)


def test_rules_are_watched_side_by_side() -> None:
    watch = Watch((*SPINE_RULES, PELVIS_LIFT_RULE))
    watch.see(20, 0.5, others={"pelvis_lift_deg": Estimate.around(30, 2)})
    assert set(watch.state.raised) == {FLEXION, WarningKind.PELVIS_LIFT}


# ---- words


@pytest.mark.parametrize(
    ("peak", "words"),
    [
        (Estimate(22.4, 16.4, 28.4), "the low back rounded by 22 deg (16 to 28)"),
        (Estimate(-22.4, -28.4, -16.4), "the low back rounded by 22 deg (16 to 28)"),
    ],
)
def test_reason_says_what_and_how_much(peak: Estimate, words: str) -> None:
    assert reason_words(FLEXION, peak) == words


@pytest.mark.parametrize("kind", WarningKind)
def test_every_compensation_has_a_rule_words_and_a_measure(kind: WarningKind) -> None:
    rule = RULES[kind]
    assert rule.kind is kind
    assert rule.words
    assert rule.now
    assert rule.source in BY_NAME


# ---- gaps, own neutral, reps


def test_flicker_of_a_missing_value_does_not_break_the_dwell(watch: Watch) -> None:
    watch.see(20, 0.2).see(HIDDEN, 0.1)
    assert watch.said == []
    watch.see(20, 0.05)
    assert watch.said == [("raised", FLEXION)]


def test_nothing_is_raised_while_the_value_is_missing(watch: Watch) -> None:
    watch.see(20, 0.25).see(HIDDEN, 0.12)
    assert watch.said == []


class RestingWatch(Watch):
    """Takes the first second as rest."""

    def see_at_rest(self, value: float, duration_s: float) -> None:
        for _ in times_s(duration_s - 1e-9):
            measures: dict[str, Measure] = {self.source: Estimate.around(value, 2.0)}
            self.state, events = step(
                self.state, self.rules, measures, self.t_s, None, at_rest=True
            )
            self.events += events
            self.t_s += 1 / 30


def test_absolute_measure_is_judged_from_the_persons_own_neutral() -> None:
    for hinge_deg, lost_deg in ((75.0, 55.0), (45.0, 25.0)):
        watch = RestingWatch((HINGE_RULE,), "hinge_deg")
        watch.see_at_rest(hinge_deg, 1.2)
        watch.see(hinge_deg - 8, 1, rep=1)
        assert watch.said == []
        watch.see(lost_deg, 0.5, rep=1)
        assert watch.said == [("raised", WarningKind.HINGE_LOST)]
        assert watch.raised.value.value == pytest.approx(-20.0)


def test_without_a_neutral_an_absolute_measure_cannot_warn() -> None:
    watch = Watch((HINGE_RULE,), "hinge_deg")
    assert watch.see(10, 2, rep=1).said == []


def test_neutral_is_not_moved_by_what_comes_after_it() -> None:
    watch = RestingWatch((HINGE_RULE,), "hinge_deg")
    watch.see_at_rest(75.0, 1.2)
    watch.see_at_rest(50.0, 5.0)
    assert watch.see(50, 0.5, rep=1).said == [("raised", WarningKind.HINGE_LOST)]


def test_getting_up_after_the_set_is_no_lost_hinge() -> None:
    watch = RestingWatch((HINGE_RULE,), "hinge_deg")
    watch.see_at_rest(75.0, 1.2)
    assert watch.see(30, 2, rep=None).said == []


@pytest.mark.parametrize(("height", "warns"), [(0.05, True), (0.12, False), (0.6, False)])
def test_foot_that_touches_down_is_named(height: float, warns: bool) -> None:
    watch = Watch((FOOT_DOWN_RULE,), "foot_height_ratio")
    watch.see(0.6, 0.5, rep=1, half_width=0.05).see(height, 1, rep=1, half_width=0.05)
    assert bool(watch.said) is warns
    if warns:
        assert reason_words(WarningKind.FOOT_DOWN, watch.raised.value) == (
            "the free foot touched down"
        )


def test_reason_of_a_ratio_has_its_unit() -> None:
    words = reason_words(WarningKind.KNEE_DRIFT, Estimate(-0.08, -0.11, -0.05))
    assert words == "the standing knee drifted by 0.08 leg lengths (0.05 to 0.11)"
