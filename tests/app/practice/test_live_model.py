"""A set from the gate to its end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.practice.live import live_model, raised_arms
from app.practice.live.live_state import Ending, Stage, Tone
from app.run.pipeline import WHICH_LEG
from app.session.words import warning_words
from drills.core.events import Counts, Drill, Level, RepResult, RepVoided, WarningKind
from drills.gate import Need
from drills.registry import DEFINITIONS
from tests.gui_builders import a_plan, a_rep, a_result, a_sample, cleared, raised
from vision.datatypes import Posture, Reason, Side, View

ROUNDING_WORDS = warning_words(WarningKind.LUMBAR_FLEXION)
ROUNDING_CUE = DEFINITIONS[Drill.FROGGER].cues[WarningKind.LUMBAR_FLEXION]
NOWHERE = a_sample(reason=Reason.TRACKING_LOST)


def ready(t_s, **changes):
    return a_result(t_s=t_s, **changes)


def unready(t_s, unmet):
    return a_result(t_s=t_s, is_ready=False, unmet=unmet)


def gone(t_s):
    return a_result(t_s=t_s, sample=a_sample(t_s, Posture.UNSEEN, reason=Reason.TRACKING_LOST))


def run(live, *results):
    """Feed results; return the set and all that was said."""
    heard = []
    for result in results:
        live, said = live_model.after_result(live, result)
        heard += said
    return live, heard


def at_work(reps=3):
    live, _ = run(live_model.begin(a_plan(reps=reps)), ready(0.0), ready(1.0))
    assert live.stage is Stage.WORKING
    return live


class TestGate:
    def test_it_opens_when_the_gate_of_the_drill_does(self):
        closed = unready(0.0, {Need.STILL: "Hold still for 2 seconds."})
        live, heard = run(live_model.begin(a_plan()), closed)
        assert live.stage is Stage.GATE
        assert [one.words for one in heard] == ["Hold still for 2 seconds."]
        live, heard = run(live, ready(2.0))
        assert live.stage is Stage.WORKING
        assert [one.tone for one in heard] == [Tone.READY]

    def test_the_first_thing_to_do_is_said_and_not_at_every_picture(self):
        nobody = {Need.SEEN: "Nobody is in view: step in front of the camera."}
        live, heard = run(live_model.begin(a_plan()), *(unready(t / 10, nobody) for t in range(40)))
        assert [one.words for one in heard] == [nobody[Need.SEEN]]
        _, heard = run(live, unready(5.1, nobody))
        assert len(heard) == 1

    def test_the_checklist_keeps_its_order(self):
        unmet = {Need.VIEW: "Turn your left side to the camera.", Need.WHOLE: "Step back."}
        live, _ = run(live_model.begin(a_plan()), unready(0.0, unmet))
        holds = {check.name: check.holds for check in live.gate.checks}
        assert holds["In the picture"] is True
        assert holds["Whole body"] is False
        assert holds["Good view"] is False
        assert holds["Still for 2 s"] is None
        assert live.gate.advice == "Step back."

    def test_of_nobody_nothing_more_is_known(self):
        live, _ = run(live_model.begin(a_plan()), unready(0.0, {Need.SEEN: "Nobody is in view."}))
        assert [check.holds for check in live.gate.checks] == [False] + [None] * 8

    def test_a_pose_that_cannot_be_made_out_from_here_is_neither_right_nor_wrong(self):
        sample = a_sample(posture=Posture.OTHER, view=View.REAR)
        unmet = {Need.VIEW: "From straight in front or behind, feet cannot be made out."}
        plan = a_plan(drill=Drill.FOOT_LIFT)
        live, heard = run(live_model.begin(plan), replace(unready(0.0, unmet), sample=sample))
        holds = {check.name: check.holds for check in live.gate.checks}
        assert holds["Start pose"] is None
        assert holds["Good view"] is False
        assert live.gate.current.name == "Good view"
        assert [one.words for one in heard] == [unmet[Need.VIEW]]

    def test_a_recorded_video_is_shown_as_ready_once_nothing_is_amiss(self):
        amiss = a_result(t_s=0.0, is_ready=True, unmet={Need.LIGHT: "Switch on a light."})
        live, _ = run(live_model.begin(a_plan()), amiss)
        assert live.stage is Stage.GATE
        assert run(live, ready(1.0))[0].stage is Stage.WORKING

    def test_a_rep_that_was_counted_opens_it(self):
        amiss = a_result(t_s=0.0, unmet={Need.LIGHT: "Dark."}, counts=Counts(1))
        assert run(live_model.begin(a_plan()), amiss)[0].stage is Stage.WORKING


class TestDetail:
    def test_what_is_seen_goes_before_what_was_planned(self):
        plan = a_plan(drill=Drill.AEROPLANE, level=Level.FEET_DOWN.value)
        seen = a_result(drill=Drill.AEROPLANE, side=Side.RIGHT, level=Level.SINGLE_LEG)
        live, _ = run(live_model.begin(plan), seen)
        assert live.detail == "right leg standing, planned: left, single leg"

    def test_before_anything_is_seen_the_plan_is_shown(self):
        assert live_model.begin(a_plan(drill=Drill.FOOT_LIFT)).detail == "left foot lifted"


class TestReps:
    def test_each_is_counted_once_and_said(self):
        live, heard = live_model.after_event(at_work(), a_rep(1))
        assert live.counts == Counts(1, 0, 0)
        assert heard[0].words == "1"
        assert heard[0].tone is Tone.REP

    def test_the_last_but_one_is_told(self):
        live = at_work(reps=3)
        live, _ = live_model.after_event(live, a_rep(1))
        live, heard = live_model.after_event(live, a_rep(2))
        assert heard[0].words == "2. One more"

    def test_the_verdict_carries_its_reason(self):
        rep = a_rep(1, RepResult.COMPENSATED, ("the low back rounded by 16 deg",))
        live, _ = live_model.after_event(at_work(), rep)
        assert live.verdict.text == "Rep 1 compensated"
        assert live.verdict.reason == "the low back rounded by 16°"

    def test_one_that_could_not_be_judged_is_counted_says_why_and_is_told(self):
        rep = a_rep(1, RepResult.UNJUDGED, ("the low back could not be seen; turn your side",))
        live, heard = live_model.after_event(at_work(reps=5), rep)
        assert live.counts == Counts(unjudged=1)
        assert live.left == 4
        assert live.verdict.text == "Rep 1 not judged"
        assert live.verdict.reason == "the low back could not be seen; turn your side"
        assert heard[0].words == "1. Not judged"

    def test_one_that_was_given_up_says_so(self):
        live, _ = live_model.after_event(at_work(), RepVoided(3.0, 1.0))
        assert live.verdict.text == "Not counted"
        assert live.counts.total == 0

    def test_a_rep_before_the_gate_has_opened_opens_it(self):
        live, _ = live_model.after_event(live_model.begin(a_plan()), a_rep(1))
        assert (live.stage, live.counts.total) == (Stage.WORKING, 1)


class TestWarnings:
    def test_it_is_shown_and_said_at_once(self):
        live, heard = live_model.after_event(at_work(), raised())
        assert (live.warning, live.advice) == (ROUNDING_WORDS, ROUNDING_CUE)
        assert (heard[0].words, heard[0].urgent) == (ROUNDING_CUE, True)

    def test_it_stays_long_enough_to_be_read(self):
        live, _ = live_model.after_event(at_work(), raised())  # raised at 1.0 s
        live, _ = live_model.after_event(live, cleared())  # cleared at 2.0 s
        live, _ = run(live, ready(3.9))
        assert live.warning == ROUNDING_WORDS
        live, _ = run(live, ready(4.1))
        assert live.warning == ""

    def test_a_standing_one_stays(self):
        live, _ = live_model.after_event(at_work(), raised())
        live, _ = run(live, ready(9.0, warnings=(WarningKind.LUMBAR_FLEXION,)))
        assert live.warning == ROUNDING_WORDS

    def test_two_at_once_are_one_cue(self):
        live, first = live_model.after_event(at_work(), raised())
        live, second = live_model.after_event(live, raised(WarningKind.LUMBAR_EXTENSION))
        assert len(first) == 1
        assert second == ()


class TestEnd:
    def test_the_work_is_done_a_moment_after_the_last_rep(self):
        live, _ = run(at_work(reps=1), ready(5.0))
        live, _ = live_model.after_event(live, a_rep(1))
        live, _ = run(live, ready(5.5))
        assert live.stage is Stage.WORKING
        live, heard = run(live, ready(6.3))
        assert (live.stage, live.ending) == (Stage.DONE, Ending.WORK_DONE)
        assert heard[-1].tone is Tone.DONE

    def test_leaving_pauses_and_coming_back_goes_on(self):
        live, heard = run(at_work(), gone(2.0), gone(3.0), gone(4.1))
        assert live.stage is Stage.AWAY
        assert heard[-1].words.startswith("Paused")
        live, _ = run(live, ready(6.0))
        assert live.stage is Stage.WORKING

    def test_coming_back_to_a_gate_that_has_closed_is_getting_ready_again(self):
        live, _ = run(at_work(), gone(2.0), gone(4.1))
        live, _ = live_model.after_event(live, a_rep(1))
        live, _ = run(live, unready(8.0, {Need.POSTURE: "Go down on hands and knees."}))
        assert live.stage is Stage.GATE
        live, _ = run(live, ready(11.0))
        assert (live.stage, live.counts.total) == (Stage.WORKING, 1)

    def test_ten_seconds_away_end_it(self):
        live, _ = run(at_work(), *(gone(2.0 + t / 2) for t in range(21)))
        assert (live.stage, live.ending) == (Stage.DONE, Ending.AWAY)

    def test_before_the_gate_nobody_is_hurried(self):
        nobody = {Need.SEEN: "Nobody is in view."}
        waits = [unready(float(t), nobody) for t in range(60)]
        live, _ = run(live_model.begin(a_plan()), *waits)
        assert live.stage is Stage.GATE

    def test_a_pause_holds_everything(self):
        live = live_model.pause(at_work())
        assert run(live, gone(30.0))[0] == live
        assert live_model.resume(live).stage is Stage.WORKING

    def test_nothing_moves_it_after_the_end(self):
        live = live_model.stop(at_work())
        assert live.ending is Ending.STOPPED
        assert live_model.after_event(live, a_rep(1))[0] is live
        assert run(live, ready(50.0))[0] is live


def on_a_leg(t_s, side, **changes):
    return a_result(t_s=t_s, side=side, drill=Drill.AEROPLANE, **changes)


def an_aeroplane():
    plan = a_plan(drill=Drill.AEROPLANE, side=Side.LEFT)
    live, _ = run(live_model.begin(plan), on_a_leg(0.0, None))
    return live


class TestWrongSide:
    def test_it_is_told_once_and_the_side_is_asked_for(self):
        live, heard = run(an_aeroplane(), on_a_leg(1.0, Side.RIGHT), on_a_leg(2.0, Side.RIGHT))
        assert live.wrong_side is None
        assert heard == []
        live, heard = run(live, *(on_a_leg(2.6 + t / 10, Side.RIGHT) for t in range(20)))
        assert live.wrong_side is Side.RIGHT
        assert live.asks_side
        words = "Right leg standing, but the plan says left."
        assert [one.words for one in heard] == [words]
        assert heard[0].urgent

    def test_the_planned_leg_ends_it(self):
        live, _ = run(an_aeroplane(), on_a_leg(1.0, Side.RIGHT), on_a_leg(3.0, Side.RIGHT))
        live, _ = run(live, on_a_leg(3.1, Side.LEFT))
        assert live.wrong_side is None
        assert not live.asks_side

    def test_switching_goes_on_with_the_other_side_and_keeps_the_reps(self):
        live, _ = run(an_aeroplane(), on_a_leg(1.0, Side.RIGHT), on_a_leg(3.0, Side.RIGHT))
        live, _ = live_model.after_event(live, a_rep(1))
        live = live_model.switch_side(live)
        assert live.plan.side is Side.RIGHT
        assert live.counts.total == 1
        live, heard = run(live, *(on_a_leg(3.1 + t / 2, Side.RIGHT) for t in range(8)))
        assert heard == []
        assert live.wrong_side is None

    def test_a_recording_is_followed_for_nobody_there_could_change_sides(self):
        plan = a_plan(drill=Drill.AEROPLANE, side=Side.LEFT)
        live = live_model.begin(plan, from_camera=False)
        live, heard = run(live, *(on_a_leg(t / 2, Side.RIGHT) for t in range(9)))
        assert live.plan.side is Side.RIGHT
        assert live.wrong_side_words == ""
        assert not any("plan" in one.words for one in heard)

    def test_a_drill_without_sides_has_no_wrong_one(self):
        live, _ = run(at_work(), ready(2.0, side=Side.RIGHT), ready(6.0, side=Side.RIGHT))
        assert live.wrong_side is None


class TestHint:
    def test_an_unsure_leg_is_asked_for_in_words_and_aloud(self):
        live, heard = run(an_aeroplane(), on_a_leg(1.0, None, hint=WHICH_LEG))
        assert (live.shown_hint, heard) == ("", [])
        live, heard = run(live, *(on_a_leg(1.0 + t, None, hint=WHICH_LEG) for t in range(1, 8)))
        assert live.shown_hint == WHICH_LEG
        assert live.asks_side
        assert [one.words for one in heard] == [WHICH_LEG]

    def test_a_hint_that_flickers_is_not_shown(self):
        hints = ("Step back.", "", "Step back.", "", "Step back.")
        live, heard = run(at_work(), *(ready(2.0 + t, hint=hint) for t, hint in enumerate(hints)))
        assert live.shown_hint == ""
        assert heard == []


def test_the_view_is_not_called_good_before_the_start_pose_is_seen():
    unmet = {Need.POSTURE: "Go down on hands and knees, side on to the camera, thighs upright."}
    live, _ = run(live_model.begin(a_plan()), unready(0.0, unmet))
    holds = {check.name: check.holds for check in live.gate.checks}
    assert holds["Start pose"] is False
    assert holds["Good view"] is None


UP, DOWN = "up", "down"


@pytest.fixture
def arms(monkeypatch):
    """Poses are words; what a real one must look like is tested with `raised_arms`."""
    monkeypatch.setattr(raised_arms, "are_up", lambda pose: pose == UP)


def held(live, pose, start_s, seconds=2.2):
    poses = (ready(start_s + n / 10, pose=pose) for n in range(int(seconds * 10) + 1))
    return run(live, *poses)


@pytest.mark.usefixtures("arms")
class TestRaisedArms:
    def test_they_pause_a_set_and_let_it_go_on(self):
        live, heard = held(at_work(), UP, 2.0)
        assert live.stage is Stage.PAUSED
        assert [one.words for one in heard] == ["Paused. Raise both arms for 2 seconds to resume"]
        live, heard = held(live, UP, 5.0, 4.0)
        assert live.stage is Stage.PAUSED  # they have to come down first
        assert heard == []
        live, _ = held(live, DOWN, 10.0)
        live, heard = held(live, UP, 13.0)
        assert live.stage is Stage.WORKING
        assert [one.words for one in heard] == ["Resume"]

    def test_while_paused_nothing_else_of_a_picture_is_taken(self):
        live = live_model.pause(at_work())
        after, heard = run(live, gone(2.0), gone(30.0), ready(31.0, counts=Counts(3)))
        assert (after.stage, after.counts, heard) == (Stage.PAUSED, live.counts, [])

    def test_at_the_gate_they_mean_nothing(self):
        live = live_model.begin(a_plan())
        closed = (unready(n / 10, {Need.LIGHT: "Dark."}) for n in range(40))
        live, _ = run(live, *(replace(one, pose=UP) for one in closed))
        assert live.stage is Stage.GATE
        assert live.arms.share == 0.0

    def test_a_recording_is_not_paused(self):
        live, _ = run(live_model.begin(a_plan(), from_camera=False), ready(0.0))
        assert held(live, UP, 1.0)[0].stage is Stage.WORKING

    def test_the_first_set_tells_it_once(self):
        live, heard = run(live_model.begin(a_plan(), teaches_arms=True), ready(0.0))
        assert [one.words for one in heard] == ["Go. Raise both arms for 2 seconds to pause"]
        assert live.lesson == "Raise both arms for 2 seconds to pause"
        assert run(live, ready(9.0))[0].lesson == ""
        assert run(live_model.begin(a_plan()), ready(0.0))[0].lesson == ""
