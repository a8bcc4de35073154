"""A set from the gate to its end."""

from __future__ import annotations

from gui_builders import a_plan, a_rep, a_result, a_sample, cleared, raised

from app.gui.practise import live_model
from app.gui.practise.live_model import Ending, Stage, Tone
from app.words import warning_words
from drills.events import Counts, Drill, Level, RepResult, RepVoided, WarningKind
from drills.registry import DEFINITIONS
from vision.datatypes import Absent, Posture, Reason, Side, View

ROUNDING_WORDS = warning_words(WarningKind.LUMBAR_FLEXION)
ROUNDING_CUE = DEFINITIONS[Drill.FROGGER].cues[WarningKind.LUMBAR_FLEXION]
NOWHERE = a_sample(reason=Reason.TRACKING_LOST)


def ready(t_s, **changes):
    return a_result(t_s=t_s, **changes)


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
    def test_it_opens_when_everything_has_held_for_a_moment(self):
        live, heard = run(live_model.begin(a_plan()), ready(0.0), ready(0.3))
        assert live.stage is Stage.GATE
        live, heard = run(live, ready(0.7))
        assert live.stage is Stage.WORKING
        assert [one.tone for one in heard] == [Tone.READY]

    def test_one_lucky_picture_opens_nothing(self):
        live, _ = run(live_model.begin(a_plan()), ready(0.0), gone(0.5), ready(0.7))
        assert live.stage is Stage.GATE

    def test_the_first_thing_to_do_is_said_and_not_at_every_picture(self):
        live, heard = run(live_model.begin(a_plan()), *(gone(t / 10) for t in range(40)))
        assert [one.words for one in heard] == ["Step into the picture"]
        _, heard = run(live, gone(5.1))
        assert len(heard) == 1

    def test_the_checklist_goes_from_the_room_to_the_pose(self):
        standing = a_result(sample=a_sample(posture=Posture.STANDING, view=View.FRONT))
        live, _ = run(live_model.begin(a_plan()), standing)
        assert [check.holds for check in live.gate.checks] == [
            True, True, True, False, False, False,
        ]  # fmt: skip
        assert live.gate.advice == "Turn your left or right side to the camera"

    def test_a_neutral_that_is_not_learnt_keeps_it_shut(self):
        nothing = Absent(Reason.NOT_CALIBRATED)
        still = [ready(t / 2, hip=nothing, spine=nothing) for t in range(6)]
        live, _ = run(live_model.begin(a_plan()), *still)
        assert live.gate.advice == "Hold still for a second"

    def test_an_angle_that_this_view_cannot_give_does_not(self):
        blind = [ready(t / 2, spine=Absent(Reason.WRONG_VIEW)) for t in range(6)]
        live, _ = run(live_model.begin(a_plan()), *blind)
        assert live.stage is Stage.WORKING

    def test_several_people_keep_it_shut_until_a_look_finds_one(self):
        live, _ = run(live_model.begin(a_plan()), ready(0.0, people=2), ready(1.0), ready(2.0))
        assert live.gate.advice == "Only one person may be in the picture"
        live, _ = run(live, ready(2.5, people=1), ready(3.2))
        assert live.stage is Stage.WORKING

    def test_it_can_be_skipped(self):
        live, _ = run(live_model.begin(a_plan()), gone(0.0))
        live, heard = live_model.skip_gate(live)
        assert live.stage is Stage.WORKING
        assert heard[0].tone is Tone.READY

    def test_the_aeroplane_from_behind_is_turned_round(self):
        plan = a_plan(drill=Drill.AEROPLANE)
        seen = a_result(
            drill=Drill.AEROPLANE, sample=a_sample(posture=Posture.HINGED, view=View.REAR)
        )
        live, _ = run(live_model.begin(plan), seen)
        assert live.gate.advice.startswith("Turn to face the camera")


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

    def test_ten_seconds_away_end_it(self):
        live, _ = run(at_work(), *(gone(2.0 + t / 2) for t in range(21)))
        assert (live.stage, live.ending) == (Stage.DONE, Ending.AWAY)

    def test_before_the_gate_nobody_is_hurried(self):
        live, _ = run(live_model.begin(a_plan()), *(gone(float(t)) for t in range(60)))
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
