"""A set in progress: ready gate, counting, cues, pauses, the end. It has no clock of its own.

::

    GATE --every need is met--> WORKING --out of sight for 2 s--> AWAY --back--> WORKING or GATE
    WORKING --the reps are done--> DONE        AWAY --10 s--> DONE
    WORKING, AWAY --pause(), both arms up--> PAUSED --resume(), both arms up--> WORKING
    WORKING --the other side is worked on--> the side is asked for: switch_side(), or a new run

Events (reps, warnings) are never lost; pictures may be. Every step returns the new state and what
is to be said.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.practice.live import cues, gate_model, raised_arms
from app.practice.live.cues import Cue
from app.practice.live.live_state import RAISE, Ending, Live, Say, Stage, Tone, Verdict
from app.practice.live.raised_arms import Arms
from app.session.words import phase_words, result_words, warning_words
from drills.core.events import RepCompleted, RepResult, RepVoided, WarningCleared, WarningRaised
from drills.registry import DEFINITIONS
from vision.datatypes import Reason

if TYPE_CHECKING:
    from app.practice.plan import Plan
    from app.run.pipeline import FrameResult
    from drills.core.events import Event, WarningKind

AWAY_S = 2.0
GIVE_UP_S = 10.0
"""After this long out of sight, the set ends (our rule)."""
GATE_WORDS_APART_S = 5.0
WARNING_LEAST_S = 3.0
"""A warning is shown for at least this long, so that a glance is enough to read it."""
HINT_APART_S = 12.0
"""Pause between two hints on how to be measured better."""
SETTLE_S = 1.2
"""The set ends this long after its last rep; by then, the person is back in neutral."""

Step = tuple[Live, tuple[Say, ...]]


def begin(
    plan: Plan, *, from_camera: bool = True, teaches_arms: bool = False, skips_gate: bool = False
) -> Live:
    """Return a set before its first frame.

    Parameters
    ----------
    plan
        What is to be done.
    from_camera
        Whether somebody moves live: only then can raised arms pause the set.
    teaches_arms
        Whether to explain how to pause with raised arms; ignored without a camera.
    skips_gate
        Whether to count from the first frame on, because the person chose not to wait.
    """
    live = Live(plan, gate_model.waiting(), from_camera=from_camera)
    live = replace(live, teaches_arms=teaches_arms and from_camera)
    return replace(live, stage=Stage.WORKING, opened_s=0.0) if skips_gate else live


def after_result(live: Live, result: FrameResult) -> Step:
    """Return the set after the result of one more frame.

    Parameters
    ----------
    live
        The set so far.
    result
        The result; its time is the clock of the set.
    """
    if live.stage is Stage.DONE:
        return live, ()
    now_s = result.t_s
    live, is_asked = _watch_arms(live, result)
    if is_asked:
        return _hold_or_go_on(live)
    if live.stage is Stage.PAUSED:
        return live, ()
    live = replace(
        live,
        last_s=now_s,
        phase=phase_words(result.phase),
        seen_side=result.side,
        seen_level=result.level,
        hint=result.hint,
        hint_since_s=live.hint_since_s if result.hint == live.hint else now_s,
    )
    if live.stage is Stage.GATE:
        return _at_gate(live, result, now_s)
    live = _keep_warnings(live, result.warnings, now_s)
    live, on_presence = _presence(live, result, now_s)
    if live.stage is Stage.WORKING and live.done_at_s is not None and now_s >= live.done_at_s:
        return _end(live, Ending.WORK_DONE, on_presence)
    live, on_side = _after_side(live, now_s)
    live, on_hint = _after_hint(live, now_s)
    return _cue(live, now_s, (*on_presence, *on_side, *on_hint))


def after_event(live: Live, event: Event) -> Step:
    """Return the set after one event.

    Parameters
    ----------
    live
        The set so far.
    event
        A rep that ended or was given up, or a warning raised or cleared.
    """
    if live.stage is Stage.DONE:
        return live, ()
    if isinstance(event, RepCompleted):
        return _after_rep(live, event)
    if isinstance(event, RepVoided):
        verdict = Verdict("Not counted", "you were out of sight")
        return replace(live, verdict=verdict, schedule=cues.new_rep(live.schedule)), ()
    if isinstance(event, WarningRaised):
        return _after_raise(live, event)
    return _after_clear(live, event), ()


def pause(live: Live) -> Live:
    """Hold the set."""
    if live.stage not in (Stage.WORKING, Stage.AWAY):
        return live
    return replace(live, stage=Stage.PAUSED, arms=Arms(taken=live.arms.taken))


def resume(live: Live) -> Live:
    """Go on after a pause."""
    if live.stage is not Stage.PAUSED:
        return live
    return replace(live, stage=Stage.WORKING, unseen_since_s=None)


def switch_side(live: Live) -> Live:
    """Go on with the side that is being worked on instead of the planned one."""
    return replace(live, plan=live.plan.other_side, wrong_since_s=None, wrong_said=False)


def stop(live: Live, ending: Ending = Ending.STOPPED) -> Live:
    """End the set; one that is over stays as it is.

    Parameters
    ----------
    live
        The set so far.
    ending
        Why it ends.
    """
    return live if live.stage is Stage.DONE else replace(live, stage=Stage.DONE, ending=ending)


# ------------------------------------------------------------ raised arms


def _watch_arms(live: Live, result: FrameResult) -> tuple[Live, bool]:
    """Notice both arms held up; not at the gate, where there is nothing to hold."""
    if not live.from_camera or live.stage is Stage.GATE:
        return live, False
    arms, is_asked = raised_arms.step(live.arms, result.pose, result.t_s)
    return replace(live, arms=arms), is_asked


def _hold_or_go_on(live: Live) -> Step:
    if live.stage is Stage.PAUSED:
        return resume(live), (Say("Resume", Tone.READY, urgent=True),)
    return pause(live), (Say(f"Paused. {RAISE} resume", Tone.DONE, urgent=True),)


# ------------------------------------------------------------ gate


def _at_gate(live: Live, result: FrameResult, now_s: float) -> Step:
    gate = gate_model.seen(result, live.plan.drill)
    live = replace(live, gate=gate)
    if gate.is_open or result.counts.total > live.counts.total:
        return _open(live)
    advice = gate.advice
    too_soon = live.gate_said_s is not None and now_s - live.gate_said_s < GATE_WORDS_APART_S
    if not advice or too_soon:
        return live, ()
    return replace(live, gate_said_s=now_s), (Say(advice),)


def _open(live: Live) -> Step:
    words = f"Go. {RAISE} pause" if live.teaches_arms else "Go"
    return replace(live, stage=Stage.WORKING, opened_s=live.last_s), (Say(words, Tone.READY),)


# ------------------------------------------------------------ work


def _after_rep(live: Live, event: RepCompleted) -> Step:
    """Count a rep and speak its number.

    A frame may have counted it already: frames and events arrive separately.
    """
    rep, counts = event.rep, live.counts
    if event.index > counts.total:
        counts = counts.plus(rep.result)
    reason = "; ".join(rep.reasons).replace(" deg", "°")
    verdict = Verdict(f"Rep {event.index} {result_words(rep.result)}", reason, rep.result)
    stage = Stage.WORKING if live.stage is Stage.GATE else live.stage
    live = replace(
        live, stage=stage, counts=counts, verdict=verdict, schedule=cues.new_rep(live.schedule)
    )
    done = live.left == 0 and live.done_at_s is None
    if done:
        live = replace(live, done_at_s=live.last_s + SETTLE_S)
    words = str(event.index)
    if live.left == 1 and live.plan.reps > 2:
        words += ". One more"
    elif rep.result is RepResult.PARTIAL:
        words += ". Not all the way"
    elif rep.result is RepResult.UNJUDGED:
        words += ". Not judged"
    return live, (Say(words, Tone.REP),)


def _after_raise(live: Live, event: WarningRaised) -> Step:
    words, advice = warning_words(event.kind), _advice(live, event.kind)
    standing = (event.kind, *(kind for kind in live.standing if kind is not event.kind))
    cue = Cue(event.kind.value, advice or words)
    live = replace(
        live,
        standing=standing,
        warned=event.kind,
        warning=words,
        advice=advice,
        warning_until_s=event.t_s + WARNING_LEAST_S,
        schedule=cues.offer(live.schedule, cue, event.t_s),
    )
    return _cue(live, event.t_s, ())


def _advice(live: Live, kind: WarningKind) -> str:
    """Return what to do about a warning, "" if the drill has no cue for it."""
    return DEFINITIONS[live.plan.drill].cues.get(kind, "")


def _after_clear(live: Live, event: WarningCleared) -> Live:
    kind = event.warning.kind
    standing = tuple(raised for raised in live.standing if raised is not kind)
    return _keep_warnings(
        replace(live, schedule=cues.withdraw(live.schedule, kind.value)), standing, event.t_s
    )


def _keep_warnings(live: Live, standing: tuple[WarningKind, ...], now_s: float) -> Live:
    """Show the raised warnings; a cleared one disappears once there was time to read it."""
    live = replace(live, standing=standing)
    if now_s < live.warning_until_s:
        return live
    if not standing:
        return replace(live, warned=None, warning="", advice="")
    kind = standing[0]
    return replace(live, warned=kind, warning=warning_words(kind), advice=_advice(live, kind))


def _presence(live: Live, result: FrameResult, now_s: float) -> Step:
    """Notice that the person has left, or is back."""
    if result.sample.quality.reason is not Reason.TRACKING_LOST:
        if live.stage is Stage.AWAY:
            stage = Stage.WORKING if result.is_ready else Stage.GATE
            back = replace(live, stage=stage, unseen_since_s=None)
            return back, (Say("Resume", Tone.READY),) if result.is_ready else ()
        return replace(live, unseen_since_s=None), ()
    since_s = now_s if live.unseen_since_s is None else live.unseen_since_s
    live = replace(live, unseen_since_s=since_s)
    if now_s - since_s >= GIVE_UP_S:
        return _end(live, Ending.AWAY, ())
    if now_s - since_s >= AWAY_S and live.stage is Stage.WORKING:
        return replace(live, stage=Stage.AWAY), (Say("Paused. I cannot see you"),)
    return live, ()


def _after_side(live: Live, now_s: float) -> Step:
    """Notice that the side being worked on is not the planned one, and say so once."""
    is_wrong = live.has_sides and live.seen_side not in (None, live.plan.side)
    if not is_wrong:
        return replace(live, wrong_since_s=None, wrong_said=False), ()
    if live.wrong_since_s is None:
        live = replace(live, wrong_since_s=now_s)
    if live.wrong_side is not None and not live.from_camera:  # nobody there could change sides
        return switch_side(live), ()
    if live.wrong_side is None or live.wrong_said:
        return live, ()
    return replace(live, wrong_said=True), (Say(live.wrong_side_words, Tone.WARNING, urgent=True),)


def _after_hint(live: Live, now_s: float) -> Step:
    """Say now and then what would help the measuring."""
    words, said_s = live.shown_hint, live.hint_said_s
    too_soon = said_s is not None and now_s - said_s < HINT_APART_S
    if not words or too_soon:
        return live, ()
    return replace(live, hint_said_s=now_s), (Say(words),)


def _cue(live: Live, now_s: float, said: tuple[Say, ...]) -> Step:
    schedule, cue = cues.next_cue(live.schedule, now_s)
    live = replace(live, schedule=schedule)
    if cue is None:
        return live, said
    return live, (*said, Say(cue.words, Tone.WARNING, urgent=True))


def _end(live: Live, ending: Ending, said: tuple[Say, ...]) -> Step:
    words = "Set done. Good work" if ending is Ending.WORK_DONE else "The set is over"
    return stop(live, ending), (*said, Say(words, Tone.DONE))
