"""Hip and spine as parts of one turn."""

from __future__ import annotations

from app.practice.live.gauge_model import gauge, magnitudes
from app.practice.plan import plan_for
from drills.core.events import Drill, WarningKind
from tests.gui_builders import a_plan, a_result
from vision.datatypes import Absent, Estimate, Reason, Side


def test_both_parts_with_their_uncertainty():
    shown = gauge(a_plan(), a_result(hip=Estimate(100.0, 91.0, 109.0)))
    assert (shown.hip.name, shown.hip.text) == ("Hip bends", "100° ±9")
    assert (shown.spine.name, shown.spine.text) == ("Back rounds", "10° ±4")


def test_the_other_direction_has_other_words_and_no_minus():
    shown = gauge(a_plan(), a_result(spine=Estimate(-14.0, -18.0, -10.5)))
    assert (shown.spine.name, shown.spine.text) == ("Back sags", "14° ±4")
    assert (shown.spine.low_deg, shown.spine.high_deg) == (10.5, 18.0)
    assert shown.spine_is_over


def test_what_may_lie_within_the_band_is_not_over():
    shown = gauge(a_plan(), a_result(spine=Estimate(14.0, 9.0, 19.0)))
    assert not shown.spine_is_over


def test_the_band_is_the_one_that_the_user_set():
    seen = a_result(spine=Estimate(14.0, 11.0, 17.0))
    assert gauge(a_plan(), seen).spine_is_over
    wider = {WarningKind.LUMBAR_FLEXION: 16.0, WarningKind.LUMBAR_EXTENSION: 5.0}
    assert not gauge(a_plan(), seen, wider).spine_is_over
    sagging = a_result(spine=Estimate(-9.0, -12.0, -6.0))
    assert gauge(a_plan(), sagging, wider).spine_is_over
    assert not gauge(a_plan(), sagging).spine_is_over


def test_an_absent_part_says_why_and_is_never_over():
    shown = gauge(a_plan(), a_result(spine=Absent(Reason.WRONG_VIEW)))
    assert shown.spine.value_deg is None
    assert shown.spine.text == "cannot be seen: wrong view"
    assert not shown.spine_is_over


def test_a_passing_reason_is_no_fault_of_the_view():
    shown = gauge(a_plan(), a_result(hip=Absent(Reason.NOT_CALIBRATED)))
    assert shown.hip.text.startswith("not yet")


def test_another_drill_in_hand_shows_no_number():
    assert gauge(a_plan(drill=Drill.AEROPLANE), a_result()).hip.value_deg is None


def test_the_size_of_an_interval_around_zero_begins_at_zero():
    assert magnitudes(Estimate(1.0, -3.0, 5.0)) == (0.0, 5.0)
    assert magnitudes(Estimate(-8.0, -12.0, -4.0)) == (4.0, 12.0)


def test_the_target_is_that_of_the_direction():
    plan = plan_for(Drill.AEROPLANE, Side.LEFT, "single_leg", "gymnastics")
    turned = {"drill": Drill.AEROPLANE, "spine": Estimate(0.0, -1.0, 1.0)}
    opened = gauge(plan, a_result(hip=Estimate(20.0, 15.0, 25.0), **turned))
    closed = gauge(plan, a_result(hip=Estimate(-20.0, -25.0, -15.0), **turned))
    assert opened.target_deg == (35.0, 50.0)
    assert closed.target_deg == (20.0, 35.0)


def test_the_rock_shows_what_was_gained_and_no_target_of_an_absolute_angle():
    plan = plan_for(Drill.FROGGER, Side.LEFT, None, "everyday")
    assert "clean_hip_flexion_deg" in plan.targets
    shown = gauge(plan, a_result(hip=Estimate(30.0, 26.0, 34.0)))
    assert (shown.low_deg, shown.target_deg) == (0.0, None)
    assert shown.high_deg >= 60.0


def test_a_goal_without_a_target_shows_none():
    assert gauge(a_plan(), a_result()).target_deg is None
