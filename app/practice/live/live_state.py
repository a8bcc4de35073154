"""What a set shows and speaks at a moment; `live_model` says how that changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.practice.live.cues import Schedule
from app.practice.live.raised_arms import HOLD_S, Arms
from app.run.pipeline import WHICH_LEG
from app.session.words import level_words, side_words
from drills.core.events import Counts
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from app.practice.live.gate_model import Gate
    from app.practice.plan import Plan
    from drills.core.events import Level, RepResult, WarningKind
    from vision.datatypes import Side

WRONG_SIDE_S = 1.5
"""Work on the wrong leg is reported after this long: a mere shift of weight is over before."""
HINT_S = 2.0
"""A hint on how to be measured better is shown once it has held for this long."""
LESSON_S = 8.0
RAISE = f"Raise both arms for {HOLD_S:.0f} seconds to"


class Stage(StrEnum):
    """How far a set has got."""

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
    """The meaning of a tone."""

    READY = "ready"
    REP = "rep"
    WARNING = "warning"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Say:
    """Words to speak, with the tone that is played where there is no voice."""

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
    warned: WarningKind | None = None
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
    arms: Arms = field(default_factory=Arms)
    from_camera: bool = True
    teaches_arms: bool = False
    opened_s: float | None = None

    @property
    def has_sides(self) -> bool:
        """Whether a side is chosen for the drill."""
        return bool(DEFINITIONS[self.plan.drill].guide.side_question)

    @property
    def wrong_side(self) -> Side | None:
        """The side being worked on if another was planned, once that is certain."""
        works = self.stage is Stage.WORKING and self.wrong_since_s is not None
        return self.seen_side if works and self.last_s - self._wrong_s >= WRONG_SIDE_S else None

    @property
    def _wrong_s(self) -> float:
        return self.last_s if self.wrong_since_s is None else self.wrong_since_s

    @property
    def asks_side(self) -> bool:
        """Whether the person should say which side it is."""
        return self.wrong_side is not None or self.shown_hint == WHICH_LEG

    @property
    def wrong_side_words(self) -> str:
        """The message about the wrong side, "" if there is none."""
        side = self.wrong_side
        if side is None:
            return ""
        seen = side_words(self.plan.drill, side)
        return f"{seen[:1].upper()}{seen[1:]}, but the plan says {self.plan.side}."

    @property
    def shown_hint(self) -> str:
        """What would help the measuring, once the hint has held for a while; "" for nothing."""
        lasts = self.stage is Stage.WORKING and self.last_s - self.hint_since_s >= HINT_S
        return self.hint if lasts else ""

    @property
    def lesson(self) -> str:
        """How to pause without a key: shown once, when the first set begins."""
        begins = self.stage is Stage.WORKING and self.opened_s is not None
        shows = begins and self.teaches_arms and self.last_s - (self.opened_s or 0.0) < LESSON_S
        return f"{RAISE} pause" if shows else ""

    @property
    def detail(self) -> str:
        """Side and level as seen, with the planned side where it differs."""
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
