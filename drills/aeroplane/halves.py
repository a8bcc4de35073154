"""How the halves of an aeroplane make up a rep: one opening and one closing, or one of them. Pure.

A half begins when the turn stays beyond the enter level, and ends when it is back inside the exit
level. The rep is over when all its halves are, when the next one goes in a direction that is
already done, or when the person rests in neutral after one of two.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drills.aeroplane.definition import Params, RepForm
from drills.core.phases import Dwell, Peak, Pick
from drills.core.timing import Trace, Ways, onset_s, ways
from vision.datatypes import Absent, Estimate, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.datatypes import Measure

HALF_NAMES = {1: "open", -1: "closed"}


@dataclass(frozen=True, slots=True)
class Half:
    """One turn away from neutral: its direction (+1 open), its course, the twist seen in it."""

    direction: int
    trace: Trace = field(default_factory=Trace)
    twist: Peak = field(default_factory=Peak)

    @property
    def peak_deg(self) -> float:
        """The greatest turn of this half, as a magnitude."""
        return max((value for _, value in self.trace.points), default=0.0)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The halves of the rep under way.

    ``half`` is +1 in an opening, -1 in a closing, 0 in neutral; ``halves`` those of the rep.
    ``spent`` is the direction of the half that ended last, ``floor`` the least turn in it since:
    a half may end above the enter level, and the rest of its way back must not start another.
    ``before`` is the course of the turn in neutral.
    """

    half: int = 0
    halves: tuple[Half, ...] = ()
    beyond: Dwell = field(default_factory=Dwell)
    inside: Dwell = field(default_factory=Dwell)
    turned: int = 0
    half_peak: float = 0.0
    below: Dwell = field(default_factory=Dwell)
    spent: int = 0
    floor: float = 0.0
    before: Trace = field(default_factory=Trace)

    @property
    def is_neutral(self) -> bool:
        """Whether no rep is under way."""
        return self.half == 0 and not self.halves

    def neutral(self) -> Pairing:
        """Return it back in neutral, between reps."""
        return Pairing(spent=self.spent, floor=self.floor, before=self.before)

    def found(self, turn: float, params: Params) -> Pairing:
        """Take the rest of a turn that was not seen from its beginning as spent."""
        is_first = not self.before.points and not self.halves and self.spent == 0
        if not is_first or abs(turn) < params.exit_deg:
            return self
        return replace(self, spent=1 if turn > 0 else -1, floor=abs(turn))

    def follow(self, turn: float, twist: Measure | None, t_s: float) -> Pairing:
        """Take the turn and the spine's part of it into the half under way."""
        if not self.halves:
            return replace(self, before=self.before.plus(t_s, turn).recent(t_s))
        if self.half == 0:
            return self
        *done, now = self.halves
        now = replace(
            now,
            trace=now.trace.plus(t_s, turn * now.direction),
            twist=now.twist if twist is None else now.twist.plus(twist, Pick.SIGNED, t_s),
        )
        return replace(self, halves=(*done, now))


@dataclass(frozen=True, slots=True)
class Paired:
    """What one more value of the turn has brought, in this order.

    ``starts_s`` is when the rep under way truly began, if its first half was only sway; ``closed``
    are the halves of a rep that is over; ``begins_s`` is when a new rep began.
    """

    pairing: Pairing
    starts_s: float | None = None
    closed: Pairing | None = None
    begins_s: float | None = None


def needed(params: Params) -> int:
    """Return how many halves a rep has."""
    return 2 if params.form is RepForm.OPEN_CLOSED else 1


def step(pairing: Pairing, turn: float, t_s: float, params: Params, *, rep_is_open: bool) -> Paired:
    """Take one more value of the turn, in deg: enter a half, leave it, close the rep.

    ``rep_is_open`` is false while the halves of a voided rep are seen out.
    """
    direction = 1 if turn > 0 else -1
    pairing = _lower_floor(pairing, turn)
    enter_deg = params.enter_deg
    if direction == pairing.spent:
        enter_deg = max(enter_deg, pairing.floor + params.enter_deg - params.exit_deg)
    outside = abs(turn) > enter_deg and direction != pairing.half
    same = pairing.turned == direction
    beyond = (pairing.beyond if same else Dwell()).step(outside, t_s)
    pairing = replace(pairing, beyond=beyond, turned=direction)
    if beyond.lasted(t_s, params.dwell_s):
        pairing, starts_s = _without_sway(pairing, params) if rep_is_open else (pairing, None)
        return replace(_enter(pairing, turn, t_s), starts_s=starts_s)
    if pairing.half != 0:
        return _leave(pairing, turn, t_s, params, rep_is_open=rep_is_open)
    pairing = replace(pairing, inside=pairing.inside.step(abs(turn) < params.enter_deg, t_s))
    if pairing.halves and pairing.inside.lasted(t_s, params.alone_s):
        return Paired(pairing.neutral(), closed=pairing)
    return Paired(pairing)


def _enter(pairing: Pairing, turn: float, t_s: float) -> Paired:
    """Begin a half; one in the direction already done closes the rep and opens the next."""
    direction, closed = pairing.turned, None
    if any(half.direction == direction for half in pairing.halves):
        pairing, closed = pairing.neutral(), pairing
    begins_s, before = None, Trace()
    if not pairing.halves:
        begins_s = t_s if pairing.beyond.since_s is None else pairing.beyond.since_s
        before = pairing.before.turned(direction)
    entered = replace(
        pairing,
        half=direction,
        halves=(*pairing.halves, Half(direction, before)),
        half_peak=abs(turn),
        below=Dwell(),
        beyond=Dwell(),
        spent=0,
        before=Trace(),
    )
    return Paired(entered, closed=closed, begins_s=begins_s)


def _leave(
    pairing: Pairing, turn: float, t_s: float, params: Params, *, rep_is_open: bool
) -> Paired:
    """End the half under way once the turn stays inside; the last half closes the rep."""
    peak = max(pairing.half_peak, turn * pairing.half)
    is_below = turn * pairing.half < max(params.exit_deg, params.exit_share * peak)
    pairing = replace(pairing, half_peak=peak, below=pairing.below.step(is_below, t_s))
    if not pairing.below.lasted(t_s, params.dwell_s):
        return Paired(pairing)
    pairing = replace(
        pairing,
        half=0,
        half_peak=0.0,
        below=Dwell(),
        spent=pairing.half,
        floor=turn * pairing.half,
        inside=pairing.below if abs(turn) < params.enter_deg else Dwell(),
    )
    pairing, starts_s = _without_sway(pairing, params) if rep_is_open else (pairing, None)
    if len(pairing.halves) == needed(params):
        return Paired(pairing.neutral(), starts_s, closed=pairing)
    return Paired(pairing, starts_s)


def _without_sway(pairing: Pairing, params: Params) -> tuple[Pairing, float | None]:
    """Forget a first half that was the sway before a true turn: all others would pair wrongly.

    The time is when the rep began without it, ``None`` if nothing is forgotten.
    """
    if len(pairing.halves) < 2:
        return pairing, None
    first, second = pairing.halves
    if first.peak_deg >= min(params.sway_deg, params.sway_share * second.peak_deg):
        return pairing, None
    return replace(pairing, halves=(second,)), second.trace.points[0][0]


def _lower_floor(pairing: Pairing, turn: float) -> Pairing:
    floor = min(pairing.floor, turn * pairing.spent)
    return replace(pairing, floor=floor) if floor > 0 else replace(pairing, floor=0.0, spent=0)


def twists(halves: tuple[Half, ...]) -> dict[str, Measure]:
    """Return what the spine gave in each turn, open +."""
    found: dict[str, Measure] = {
        f"spine_twist_{name}_deg": Absent(Reason.NOT_VISIBLE) for name in HALF_NAMES.values()
    }
    for half in halves:
        twist = half.twist.result(Pick.SIGNED)
        if isinstance(twist, Estimate):
            twist = twist.peak()
        found[f"spine_twist_{HALF_NAMES[half.direction]}_deg"] = twist
    return found


def timing(halves: tuple[Half, ...], params: Params) -> Mapping[str, float]:
    """Return durations in s: way out and back, and for each turn its hold at the end range."""
    found: dict[str, float] = {}
    seen: list[Ways] = []
    for half in halves:
        took = ways(half.trace, params.end_share)
        if took is None:
            continue
        seen.append(took)
        name = HALF_NAMES[half.direction]
        began_s = onset_s(half.trace)
        points = half.trace.points
        found[f"{name}_s"] = points[-1][0] - (points[0][0] if began_s is None else began_s)
        found[f"{name}_hold_s"] = took.hold_s
    for key in ("out_s", "back_s"):
        values = [way for took in seen if (way := getattr(took, key)) is not None]
        if values:
            found[key] = sum(values) / len(values)
    return found
