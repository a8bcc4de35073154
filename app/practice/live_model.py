"""A set while it is done: ready gate, counting, cues, pauses, the end. No clock.

::

    GATE --every need is met--> WORKING --out of sight for 2 s--> AWAY --back--> WORKING or GATE
    WORKING --the reps are done--> DONE        AWAY --10 s--> DONE
    WORKING, AWAY --pause()--> PAUSED --resume()--> WORKING
    WORKING --the other side is worked on--> the side is asked for: switch_side(), or a new run

Events (reps, warnings) are never lost; pictures may be. Every step returns the new state and what
is to be said: `Say` for words, `Chime` for a tone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.practice import cues, gate_model
from app.practice.cues import Cue, Schedule
from app.run.pipeline import WHICH_LEG
from app.session.words import (
    level_words,
    phase_words,
    result_words,
    side_words,
    warning_words,
)
from drills.core.events import (
    Counts,
    RepCompleted,
    RepResult,
    RepVoided,
    WarningCleared,
    WarningRaised,
)
from drills.registry import DEFINITIONS
from vision.datatypes import Reason

if TYPE_CHECKING:
    from app.practice.gate_model import Gate
    from app.practice.plan import Plan
    from app.run.pipeline import FrameResult
    from drills.core.events import Event, Level, WarningKind
    from vision.datatypes import Side

AWAY_S = 2.0
GIVE_UP_S = 10.0
"""Out of sight for so long, the set is over (our rule)."""
GATE_WORDS_APART_S = 5.0
WARNING_LEAST_S = 3.0
"""A warning is shown for so long at least: one can read it out of the corner of an eye."""
WRONG_SIDE_S = 1.5
"""The other leg than was planned is told after so long: a shift of weight is no choice of leg."""
HINT_S = 2.0
HINT_APART_S = 12.0
"""What would help to be measured is told after so long, and not again for a while."""
SETTLE_S = 1.2
"""The set ends so long after its last rep: the person has come back to neutral."""


class Stage(StrEnum):
    """Where a set is."""

    GATE = "gate"
    WORKING = "working"
    AWAY = "away"
    PAUSED = "paused"
    DONE = "done"


class Ending(StrEnum):
    """Why a set is over."""

    WORK_DONE = "work_done"
    AWAY = "away"
    STOPPED = "stopped"
    SOURCE_ENDED = "source_ended"


class Tone(StrEnum):
    """What a tone tells."""

    READY = "ready"
    REP = "rep"
    WARNING = "warning"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Say:
    """Words to speak, with the tone that stands for them where there is no voice."""

    words: str
    tone: Tone | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last rep in words; ``result`` is ``None`` for one that was given up."""

    text: str
    reason: str = ""
    result: RepResult | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """Everything the live screen shows."""

    plan: Plan
    gate: Gate
    stage: Stage = Stage.GATE
    counts: Counts = field(default_factory=Counts)
    phase: str = ""
    seen_side: Side | None = None
    seen_level: Level | None = None
    verdict: Verdict | None = None
    standing: tuple[WarningKind, ...] = ()
    warning: str = ""
    advice: str = ""
    warning_until_s: float = 0.0
    unseen_since_s: float | None = None
    last_s: float = 0.0
    done_at_s: float | None = None
    ending: Ending | None = None
    schedule: Schedule = field(default_factory=Schedule)
    gate_said_s: float | None = None
    wrong_since_s: float | None = None
    wrong_said: bool = False
    hint: str = ""
    hint_since_s: float = 0.0
    hint_said_s: float | None = None

    @property
    def has_sides(self) -> bool:
        """Whether a side is chosen for the drill."""
        return bool(DEFINITIONS[self.plan.drill].guide.side_question)

    @property
    def wrong_side(self) -> Side | None:
        """The side that is worked on although the other one was planned, once that is plain."""
        works = self.stage is Stage.WORKING and self.wrong_since_s is not None
        return self.seen_side if works and self.last_s - self._wrong_s >= WRONG_SIDE_S else None

    @property
    def _wrong_s(self) -> float:
        return self.last_s if self.wrong_since_s is None else self.wrong_since_s

    @property
    def asks_side(self) -> bool:
        """Whether the person is to say which side it is."""
        return self.wrong_side is not None or self.shown_hint == WHICH_LEG

    @property
    def wrong_side_words(self) -> str:
        """What is told of the wrong side, "" for nothing."""
        side = self.wrong_side
        if side is None:
            return ""
        seen = side_words(self.plan.drill, side)
        return f"{seen[:1].upper()}{seen[1:]}, but the plan says {self.plan.side}."

    @property
    def shown_hint(self) -> str:
        """What would help to be measured, once it has stood for a while; "" for nothing."""
        lasts = self.stage is Stage.WORKING and self.last_s - self.hint_since_s >= HINT_S
        return self.hint if lasts else ""

    @property
    def detail(self) -> str:
        """Side and level: what is seen, and what was planned where that is something else."""
        plan = self.plan
        if not DEFINITIONS[plan.drill].guide.side_question:
            return "" if self.seen_side is None else side_words(plan.drill, self.seen_side)
        side = self.seen_side or plan.side
        words = [side_words(plan.drill, side)]
        if side is not plan.side:
            words.append(f"planned: {plan.side.value}")
        level = self.seen_level or plan.level
        if level is not None:
            words.append(level_words(level))
        return ", ".join(words)

    @property
    def left(self) -> int:
        """How many reps are still to be done."""
        return max(0, self.plan.reps - self.counts.total)


Step = tuple[Live, tuple[Say, ...]]


def begin(plan: Plan) -> Live:
    """Return a set before its first picture."""
    return Live(plan, gate_model.waiting())


def after_result(live: Live, result: FrameResult) -> Step:
    """Take one picture's result; its time is the clock of the set."""
    if live.stage in (Stage.DONE, Stage.PAUSED):
        return live, ()
    now_s = result.t_s
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
    live, said = _presence(live, result, now_s)
    if live.stage is Stage.WORKING and live.done_at_s is not None and now_s >= live.done_at_s:
        return _end(live, Ending.WORK_DONE, said)
    live, told = _after_side(live, now_s)
    live, helped = _after_hint(live, now_s)
    return _cue(live, now_s, (*said, *told, *helped))


def after_event(live: Live, event: Event) -> Step:
    """Take one event: a rep, or a warning raised or cleared."""
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
    return replace(live, stage=Stage.PAUSED)


def resume(live: Live) -> Live:
    """Go on after a pause."""
    if live.stage is not Stage.PAUSED:
        return live
    return replace(live, stage=Stage.WORKING, unseen_since_s=None)


def switch_side(live: Live) -> Live:
    """Go on with the side that is worked on instead of the planned one."""
    return replace(live, plan=live.plan.other_side, wrong_since_s=None, wrong_said=False)


def stop(live: Live, ending: Ending = Ending.STOPPED) -> Live:
    """End the set."""
    return live if live.stage is Stage.DONE else replace(live, stage=Stage.DONE, ending=ending)


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
    return replace(live, stage=Stage.WORKING), (Say("Go", Tone.READY),)


# ------------------------------------------------------------ work


def _after_rep(live: Live, event: RepCompleted) -> Step:
    """Count a rep and say its number; a newer picture may not have told it before."""
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
        warning=words,
        advice=advice,
        warning_until_s=event.t_s + WARNING_LEAST_S,
        schedule=cues.offer(live.schedule, cue, event.t_s),
    )
    return _cue(live, event.t_s, ())


def _advice(live: Live, kind: WarningKind) -> str:
    """Return what to do about a warning, "" if there is no word for it."""
    return DEFINITIONS[live.plan.drill].cues.get(kind, "")


def _after_clear(live: Live, event: WarningCleared) -> Live:
    kind = event.warning.kind
    standing = tuple(one for one in live.standing if one is not kind)
    return _keep_warnings(
        replace(live, schedule=cues.withdraw(live.schedule, kind.value)), standing, event.t_s
    )


def _keep_warnings(live: Live, standing: tuple[WarningKind, ...], now_s: float) -> Live:
    """Show what stands; what was cleared goes when it has been there long enough to be read."""
    live = replace(live, standing=standing)
    if now_s < live.warning_until_s:
        return live
    if not standing:
        return replace(live, warning="", advice="")
    advice = _advice(live, standing[0])
    return replace(live, warning=warning_words(standing[0]), advice=advice)


def _presence(live: Live, result: FrameResult, now_s: float) -> Step:
    """Notice that the person has left, or is back."""
    if result.sample.quality.reason is not Reason.TRACKING_LOST:
        if live.stage is Stage.AWAY:
            stage = Stage.WORKING if result.is_ready else Stage.GATE
            back = replace(live, stage=stage, unseen_since_s=None)
            return back, (Say("Go on", Tone.READY),) if result.is_ready else ()
        return replace(live, unseen_since_s=None), ()
    since_s = now_s if live.unseen_since_s is None else live.unseen_since_s
    live = replace(live, unseen_since_s=since_s)
    if now_s - since_s >= GIVE_UP_S:
        return _end(live, Ending.AWAY, ())
    if now_s - since_s >= AWAY_S and live.stage is Stage.WORKING:
        return replace(live, stage=Stage.AWAY), (Say("Paused. I cannot see you"),)
    return live, ()


def _after_side(live: Live, now_s: float) -> Step:
    """Notice that the other side than the planned one is worked on, and say so once."""
    is_wrong = live.has_sides and live.seen_side not in (None, live.plan.side)
    if not is_wrong:
        return replace(live, wrong_since_s=None, wrong_said=False), ()
    if live.wrong_since_s is None:
        live = replace(live, wrong_since_s=now_s)
    if live.wrong_side is None or live.wrong_said:
        return live, ()
    return replace(live, wrong_said=True), (Say(live.wrong_side_words, Tone.WARNING, urgent=True),)


def _after_hint(live: Live, now_s: float) -> Step:
    """Say now and then what would help to be measured."""
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
