"""Words, shares and the time a warning stays. No Qt."""

from __future__ import annotations

import pytest
from gui_builders import a_pose, a_rep, a_result, cleared, raised

from app.gui.view_model import (
    BANNER_LEAST_S,
    Banner,
    Panel,
    banner_after,
    banner_at,
    banner_with,
    magnitudes,
    panel_after_event,
    panel_after_result,
    speed_words,
    split_gauge,
)
from app.runner import RunnerStatus, RunState
from app.words import warning_words
from drills.events import Counts, Drill, RepResult, RepVoided, WarningKind
from vision.datatypes import Absent, Estimate, Posture, Quality, Reason, Sample, View

ROUNDING, BENDING = WarningKind.LUMBAR_FLEXION, WarningKind.SIDE_BEND


class TestPanel:
    def test_a_rep_is_counted_with_its_event(self):
        panel = panel_after_event(Panel(), a_rep(1))
        panel = panel_after_event(panel, a_rep(2, RepResult.COMPENSATED, ("the low back rounded",)))
        assert panel.counts == Counts(1, 1, 0)
        assert panel.last_rep == "Rep 2 compensated: the low back rounded"

    def test_a_rep_that_a_newer_picture_counted_is_not_counted_twice(self):
        panel = panel_after_result(Panel(), a_result(counts=Counts(1, 0, 0)))
        assert panel_after_event(panel, a_rep(1)).counts == Counts(1, 0, 0)

    def test_a_voided_rep_is_said(self):
        panel = panel_after_event(Panel(counts=Counts(2)), RepVoided(3.0, 1.0))
        assert panel.counts.total == 2
        assert "not counted" in panel.last_rep

    def test_a_warning_leaves_the_numbers_alone(self):
        assert panel_after_event(Panel(), raised()) == Panel()

    def test_phase_and_drill_in_words(self):
        panel = panel_after_result(Panel(), a_result())
        assert panel.phase == "Rocking back"
        assert panel.title == "Frogger rock"
        assert panel.detail == "left side to the camera"

    def test_no_drill_yet(self):
        result = a_result(drill=None, side=None, hip=Absent(Reason.NOT_CALIBRATED))
        panel = panel_after_result(Panel(), result)
        assert panel.title == "Looking for a drill"
        assert panel.detail == "view: left side"

    def test_the_view_is_left_out_when_it_is_not_known(self):
        sample = Sample(0.0, Posture.OTHER, View.UNKNOWN, Quality(0.2))
        assert panel_after_result(Panel(), a_result(drill=None, sample=sample)).detail == ""

    @pytest.mark.parametrize(
        ("hint", "pose", "shown"),
        [
            ("Step back.", a_pose(), "Step back."),
            ("", a_pose(), "The camera sees you well."),
            ("", None, ""),
        ],
    )
    def test_the_hint(self, hint, pose, shown):
        assert panel_after_result(Panel(), a_result(hint=hint, pose=pose)).hint == shown


class TestSplit:
    def test_share_with_its_interval(self):
        gauge = split_gauge(a_result())
        assert gauge.share == pytest.approx(0.75)
        assert gauge.low == pytest.approx(26 / (26 + 14))
        assert gauge.high == pytest.approx(34 / (34 + 6))
        assert gauge.hip.text == "30° (26 to 34)"

    def test_signs_do_not_matter_for_the_share(self):
        result = a_result(hip=Estimate(-30, -34, -26), spine=Estimate(10, 6, 14))
        assert split_gauge(result).share == pytest.approx(0.75)

    def test_an_interval_round_zero_may_be_nothing(self):
        assert magnitudes(Estimate(1, -3, 5)) == (0.0, 5)
        assert magnitudes(Estimate(-10, -12, -8)) == (8, 12)

    def test_an_absent_part_says_why_and_leaves_no_share(self):
        gauge = split_gauge(a_result(spine=Absent(Reason.WRONG_VIEW)))
        assert gauge.share is None
        assert gauge.hip.seen
        assert not gauge.spine.seen
        assert gauge.spine.text.startswith("cannot be seen from here")

    @pytest.mark.parametrize("reason", [Reason.NOT_CALIBRATED, Reason.TRACKING_LOST])
    def test_what_time_will_mend_is_not_blamed_on_the_camera(self, reason):
        gauge = split_gauge(a_result(hip=Absent(reason)))
        assert gauge.hip.text.startswith("not yet (")

    def test_next_to_no_movement_has_no_share(self):
        gauge = split_gauge(a_result(hip=Estimate(1, -3, 5), spine=Estimate(0, -4, 4)))
        assert (gauge.share, gauge.note) == (None, "near neutral")

    @pytest.mark.parametrize("drill", [None, *Drill])
    def test_every_drill_names_its_parts(self, drill):
        gauge = split_gauge(a_result(drill=drill))
        assert gauge.hip.name
        assert gauge.spine.name


class TestBanner:
    def test_shows_with_its_event(self):
        assert banner_after(Banner(), raised(), 10.0).text == warning_words(ROUNDING)

    def test_stays_its_time_although_cleared_and_then_goes(self):
        banner = banner_after(Banner(), raised(), 10.0)
        banner = banner_after(banner, cleared(), 10.5)
        assert banner.text
        assert banner_at(banner, 10.0 + BANNER_LEAST_S - 0.01).text
        assert banner_at(banner, 10.0 + BANNER_LEAST_S).text == ""

    def test_stays_as_long_as_it_stands(self):
        banner = banner_after(Banner(), raised(), 10.0)
        assert banner_at(banner, 99.0).text == warning_words(ROUNDING)
        assert banner_after(banner, cleared(), 99.0).text == ""

    def test_the_newest_is_shown_and_then_the_one_that_still_stands(self):
        banner = banner_after(Banner(), raised(ROUNDING), 10.0)
        banner = banner_after(banner, raised(BENDING), 11.0)
        assert banner.text == warning_words(BENDING)
        banner = banner_after(banner, cleared(BENDING), 20.0)
        assert banner.text == warning_words(ROUNDING)

    def test_a_rep_changes_nothing(self):
        banner = banner_after(Banner(), raised(), 10.0)
        assert banner_after(banner, a_rep(1), 11.0) == banner

    def test_a_warning_of_a_drill_that_was_left_goes(self):
        banner = banner_after(Banner(), raised(), 10.0)
        assert banner_with(banner, (), 11.0).text
        assert banner_at(banner_with(banner, (), 11.0), 20.0) == Banner()
        assert banner_with(banner, (ROUNDING,), 20.0) is banner


@pytest.mark.parametrize(
    ("captured", "lost", "said"), [(10, 9, False), (100, 10, False), (100, 60, True)]
)
def test_a_slow_computer_is_told(captured, lost, said):
    status = RunnerStatus(RunState.RUNNING, captured=captured, lost=lost)
    assert bool(speed_words(status)) is said
    assert speed_words(None) == ""
