"""The notes of a session, in sentences: recording conditions, and what was not judged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from app.session.model import Zero
from app.session.words import drill_title, level_words
from drills import gate
from drills.core import steady
from drills.core.events import Drill, RepCompleted, RepResult, RepVoided
from drills.core.phases import DWELL_S
from drills.core.steady import Steady
from drills.gate import Need
from drills.registry import DEFINITIONS, OFFERED
from vision.capture.clock import LEAST_RATE
from vision.datatypes import Posture, Reason, View
from vision.pose.quality import in_picture
from vision.pose.variants import variant_note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.run.pipeline import FrameResult, Settings
    from drills.core.events import Event, Rep
    from vision.datatypes import Pose
    from vision.pose.variants import PoseModel

CUT_OFF_SHARE = 0.25
"""A body part outside the picture in more of the frames than this is worth a note."""
BODY_PARTS = {
    "head was": (0,),
    "hands were": (15, 16),
    "knees were": (25, 26),
    "feet were": (27, 28, 31, 32),
}
LEAPING_SHARE = 0.02
"""A turn that leaps in more of the frames than this is worth a note: it never does in a good
picture, and in 3 to 8 % of one that was compressed too much (our rule)."""
TYPICAL_ZERO = (
    "Hip flexion is measured from a typical standing posture. To measure it from your own, stand "
    "side-on for a moment before you start."
)
LEAST_UNLEARNT_S = 3.0
POSTURE_WORDS = {Posture.HINGED: "hinged forward", Posture.ALL_FOURS: "on all fours"}


class Conditions:
    """How well the person could be seen, collected frame by frame."""

    def __init__(self) -> None:
        self.is_calibrated = False
        self._frames = 0
        self._span_s = (0.0, 0.0)
        self._reasons: Counter[Reason | None] = Counter()
        self._cut_off: Counter[str] = Counter()
        self._people: list[int] = []
        self._unmet: Counter[Need] = Counter()
        self._posed = 0
        self._unlearnt: Counter[Posture] = Counter()
        self._identity_changes = 0
        self._turn = Steady()

    def add(self, result: FrameResult) -> None:
        """Take the result of one frame."""
        self._span_s = (self._span_s[0] if self._frames else result.t_s, result.t_s)
        self._frames += 1
        self._reasons[result.sample.quality.reason] += 1
        self._identity_changes = result.identity_changes
        posture = result.sample.posture
        if result.sample.quality.reason is Reason.TRACKING_LOST and Need.LIGHT in result.unmet:
            self._posed += 1
            self._unmet[Need.LIGHT] += 1
        elif posture in POSTURE_WORDS:
            self._posed += 1
            self._unmet.update(result.unmet.keys())
            is_learnt = bool(result.sample.signals.keys() & {"turn_deg", "rock_deg"})
            self.is_calibrated |= is_learnt
            self._unlearnt[posture] += not is_learnt
        turn_deg = result.sample.signals.get("turn_deg")
        if turn_deg is not None:  # half of the least jump, in half of its time: within two frames
            most_deg, within_s = steady.MOST_TURN_DEG / 2, DWELL_S / 2
            self._turn = steady.follow(self._turn, turn_deg, result.t_s, most_deg, within_s)
        if result.pose is not None:
            self._add_cut_off(result.pose)
        if result.people is not None:
            self._people.append(result.people)

    def _add_cut_off(self, pose: Pose) -> None:
        inside = in_picture(pose)
        for part, points in BODY_PARTS.items():
            if not inside[list(points)].any():
                self._cut_off[part] += 1

    @property
    def rejected(self) -> int:
        """How many frames could not be used."""
        return self._frames - self._reasons[None]

    def notes(self, drill: Drill | None) -> list[str]:
        """Return the notes; ``drill`` is the one that was done, ``None`` without reps."""
        frames = max(1, self._frames)
        notes = []
        if self._reasons[Reason.TRACKING_LOST] > 0.95 * frames:
            dark = self._unmet[Need.LIGHT] > frames / 2
            notes.append(f"Nobody was seen.{' The picture is too dark.' * dark}")
        elif drill is None:
            notes.append("No rep of any drill was found.")
            notes += self._never_learnt()
        if self._reasons[Reason.NOT_VISIBLE] > 0.2 * frames:
            notes.append("The person was cut off or too small in much of the recording.")
        for part, count in self._cut_off.items():
            if count > CUT_OFF_SHARE * frames:
                notes.append(f"The {part} not in the picture for {count / frames:.0%} of it.")
        if sum(count > 1 for count in self._people) >= min(2, len(self._people)) > 0:
            notes.append("Several people were in view; only one is measured.")
        if self._identity_changes:
            notes.append("The tracked person changed during the recording: results may mix people.")
        turns = drill is not None and DEFINITIONS[drill].posture is Posture.HINGED
        if turns and self._turn.share > LEAPING_SHARE:
            notes.append(
                "The turns seen leap as no body can: the count and the angles may be wrong. Record "
                "a sharper picture, in good light and less compressed."
            )
        return notes + list(gate.notes(self._unmet, self._posed))

    def _never_learnt(self) -> list[str]:
        """Say what to do if the start of a drill was seen but never still enough to learn from."""
        if self.is_calibrated or self._frames < 2 or not self._unlearnt:
            return []
        posture, count = self._unlearnt.most_common(1)[0]
        first_s, last_s = self._span_s
        if self._frames - 1 < LEAST_RATE * (last_s - first_s):
            return []  # not the person's fault: the source notes that there are too few frames
        seen_s = count * (last_s - first_s) / (self._frames - 1)
        if seen_s < LEAST_UNLEARNT_S:
            return []
        return [
            f"You were {POSTURE_WORDS[posture]} for {seen_s:.0f} s, but the start position was "
            "never still enough to measure from: hold it for a second, nearer to the camera, in "
            "focus and in good light."
        ]


def of_the_set(
    drill: Drill | None, events: Mapping[Drill, Sequence[Event]], seen_levels: Counter[str],
    settings: Settings,
) -> list[str]:  # fmt: skip
    """Return the notes on reps, and on what was requested but not seen.

    Parameters
    ----------
    drill
        The drill that was counted; ``None`` without reps.
    events
        The events of every machine.
    seen_levels
        Number of frames at each level.
    settings
        What was requested.
    """
    own = () if drill is None else events[drill]
    reps = [event.rep for event in own if isinstance(event, RepCompleted)]
    notes = _other_level(drill, settings.level, seen_levels)
    voided = sum(isinstance(event, RepVoided) for event in own)
    if voided:
        notes.append(f"The body was out of sight: {voided} rep(s) not counted.")
    notes += _other_drills(events, drill)
    notes += _unjudged(reps)
    asked = settings.side
    if asked is not None and any(rep.side is not asked for rep in reps):
        notes.append(f"The {asked} side was asked for; the results name the side that was seen.")
    return notes


def of_the_zero(zero: Zero | None) -> tuple[str, ...]:
    """Return the notes on the zero of hip flexion."""
    return (TYPICAL_ZERO,) if zero is Zero.TYPICAL else ()


def of_the_means(
    drill: Drill | None, view: View, settings: Settings, model: PoseModel | None
) -> list[str]:
    """Return the notes on model, thresholds and view.

    Parameters
    ----------
    drill, view
        The drill that was counted, and the view in most frames.
    settings
        Custom thresholds.
    model
        The pose model; ``None``: the shipped one.
    """
    variant = "" if model is None else variant_note(model.name)
    notes = [variant] if variant else []
    for kind, limit in settings.limits.items():
        notes.append(f"Custom warning threshold: {kind} at {limit:g}.")
    advice = _view_advice(drill, view)
    return [*notes, advice] if advice else notes


def _other_drills(events: Mapping[Drill, Sequence[Event]], drill: Drill | None) -> list[str]:
    """Return a note for every drill of another posture that had full reps as well."""
    if drill is None:
        return []
    notes = []
    for other in OFFERED:
        full = sum(
            isinstance(event, RepCompleted) and event.rep.result is not RepResult.PARTIAL
            for event in events[other]
        )
        is_apart = DEFINITIONS[other].posture is not DEFINITIONS[drill].posture
        if is_apart and full > 1:
            notes.append(
                f"{full} reps of another drill ({drill_title(other).lower()}) were also seen: "
                "record one drill at a time."
            )
    return notes


def _unjudged(reps: Sequence[Rep]) -> list[str]:
    """Return a note for every reason why reps could not be judged."""
    reasons = Counter(
        reason for rep in reps if rep.result is RepResult.UNJUDGED for reason in rep.reasons
    )
    return [
        f"{count} of {len(reps)} reps could not be judged: {reason}."
        for reason, count in reasons.items()
    ]


def _other_level(drill: Drill | None, asked: str | None, seen: Counter[str]) -> list[str]:
    """Return a note if the level of the drill that was seen most is not the one asked for."""
    if drill is None or asked is None or not seen:
        return []
    (most, _) = seen.most_common(1)[0]
    if most == asked or most not in DEFINITIONS[drill].levels:
        return []
    return [f"The level asked for was {level_words(asked)}; {level_words(most)} was seen."]


def _view_advice(drill: Drill | None, view: View) -> str:
    """Return where to stand instead, "" if the view suits the drill."""
    if drill is not None:
        return DEFINITIONS[drill].advice.get(view, "")
    if view is View.REAR:
        return "From behind, a body is hard to follow: face the camera, or turn your side to it."
    return ""
