"""How the turns of an aeroplane make up a rep: one opening and one closing, or one of them. Pure.

An opening is an excursion of the turn, a closing one of the turn with its sign changed
(`drills.core.excursion`). The rep is over when all its turns are, when the next one goes in a
direction that is already done, or when the person rests in neutral after one of two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drills.aeroplane.definition import Params, RepForm
from drills.core import excursion
from drills.core.excursion import RETURNED, Change, ExcursionState, Leg
from drills.core.phases import MINOR_SHARE, Dwell, Peak, Pick
from drills.core.timing import Trace, Ways, onset_s, ways
from vision.datatypes import Absent, Estimate, Reason
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.datatypes import Measure

HALF_NAMES = {1: "open", -1: "closed"}


@dataclass(frozen=True, slots=True)
class Half:
    """One turn away from neutral: its direction (+1 open), its course (deg), its spine twist."""

    direction: int
    trace: Trace = field(default_factory=Trace)
    twist: Peak = field(default_factory=Peak)

    @property
    def peak_deg(self) -> float:
        """The greatest turn of this half, as a magnitude."""
        return max((value for _, value in self.trace.points), default=0.0)


@dataclass(frozen=True, slots=True)
class Pairing:
    """The excursions to either side, and the halves of the rep in progress that they form.

    ``inside`` is since when the person rests in neutral, ``before`` the course of the turn there.
    """

    excursions: Mapping[int, ExcursionState] = field(
        default_factory=lambda: dict.fromkeys(HALF_NAMES, RETURNED)
    )
    halves: tuple[Half, ...] = ()
    inside: Dwell = field(default_factory=Dwell)
    before: Trace = field(default_factory=Trace)

    @property
    def half(self) -> int:
        """+1 in an opening, -1 in a closing, 0 in neutral."""
        out = (way for way, turn in self.excursions.items() if turn.leg is not Leg.REST)
        return next(out, 0)

    @property
    def is_neutral(self) -> bool:
        """Whether no rep is in progress."""
        return self.half == 0 and not self.halves

    def neutral(self) -> Pairing:
        """Return the pairing without the rep in progress."""
        return replace(self, halves=(), inside=Dwell())

    def interrupted(self, *, is_gone: bool) -> Pairing:
        """Take a moment at which the turn is unknown; see `excursion.interrupt`."""
        ways = {
            way: excursion.interrupt(turn, is_gone=is_gone) for way, turn in self.excursions.items()
        }
        return replace(self, excursions=ways)

    def follow(self, turn: float, twist: Measure | None, t_s: float) -> Pairing:
        """Add a frame to the half in progress.

        Parameters
        ----------
        turn
            The turning signal (deg, open +).
        twist
            The spine twist measure; ``None`` if the frame has none.
        t_s
            Time of the frame.
        """
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
    """The effects of one more value of the turn, in this order.

    ``starts_s`` is when the rep in progress really began, if its first half was only sway;
    ``closed`` are the halves of a rep that has ended; ``begins_s`` is when a new rep began.
    """

    pairing: Pairing
    starts_s: float | None = None
    closed: Pairing | None = None
    begins_s: float | None = None


def needed(params: Params) -> int:
    """Return how many halves a rep has."""
    return 2 if params.form is RepForm.OPEN_CLOSED else 1


def step(pairing: Pairing, turn: float, t_s: float, params: Params, *, rep_is_open: bool) -> Paired:
    """Take one more value of the turn: end a half, begin one, close the rep.

    Parameters
    ----------
    pairing
        The state so far.
    turn
        The turning signal (deg, open +).
    t_s
        Time of the value.
    params
        Thresholds of the drill, and which halves make a rep.
    rep_is_open
        False while the remaining halves of a voided rep pass.
    """
    was = pairing.half
    stepped = {
        way: excursion.step(before, way * turn, t_s, params.enter_deg)
        for way, before in pairing.excursions.items()
    }
    pairing = replace(pairing, excursions={way: now for way, (now, _) in stepped.items()})
    rests = pairing.half == 0 and abs(turn) < params.enter_deg
    pairing = replace(pairing, inside=pairing.inside.step(rests, t_s))
    paired = Paired(pairing)
    if was and stepped[was][1] in (Change.FINISHED, Change.DROPPED):
        back = stepped[was][0].below if rests else Dwell()
        paired = _ended(replace(pairing, inside=back), params, rep_is_open=rep_is_open)
    elif pairing.halves and pairing.inside.lasted(t_s, params.alone_s):
        paired = Paired(pairing.neutral(), closed=pairing)
    begun = next((way for way, (_, change) in stepped.items() if change is Change.STARTED), None)
    return paired if begun is None else _begun(paired, begun, t_s)


def _ended(pairing: Pairing, params: Params, *, rep_is_open: bool) -> Paired:
    """Take the end of a half; the last one closes the rep."""
    pairing, starts_s = _without_sway(pairing) if rep_is_open else (pairing, None)
    if len(pairing.halves) == needed(params):
        return Paired(pairing.neutral(), starts_s, closed=pairing)
    return Paired(pairing, starts_s)


def _begun(paired: Paired, direction: int, t_s: float) -> Paired:
    """Begin a half; one in a direction already done closes the rep and opens the next."""
    pairing, closed = paired.pairing, paired.closed
    if any(half.direction == direction for half in pairing.halves):
        pairing, closed = pairing.neutral(), pairing
    begins_s, before = None, Trace()
    if not pairing.halves:
        since_s = pairing.excursions[direction].above.since_s
        begins_s = t_s if since_s is None else since_s
        before = pairing.before.turned(direction)
    halves = (*pairing.halves, Half(direction, before))
    pairing = replace(pairing, halves=halves, inside=Dwell(), before=Trace())
    return replace(paired, pairing=pairing, closed=closed, begins_s=begins_s)


def _without_sway(pairing: Pairing) -> tuple[Pairing, float | None]:
    """Forget a first half that was only sway before a real turn: later ones would pair wrongly.

    The time is the start of the rep without it, ``None`` if nothing is forgotten.
    """
    if len(pairing.halves) < 2:
        return pairing, None
    first, second = pairing.halves
    if first.peak_deg >= MINOR_SHARE * second.peak_deg:
        return pairing, None
    return replace(pairing, halves=(second,)), second.trace.points[0][0]


def twists(halves: tuple[Half, ...]) -> dict[str, Measure]:
    """Return the greatest twist of the spine in each turn, open +; absent for a turn not made."""
    measures: dict[str, Measure] = {
        f"spine_twist_{name}_deg": Absent(Reason.NOT_VISIBLE) for name in HALF_NAMES.values()
    }
    for half in halves:
        twist = half.twist.result(Pick.SIGNED)
        if isinstance(twist, Estimate):
            twist = twist.peak()
        measures[f"spine_twist_{HALF_NAMES[half.direction]}_deg"] = twist
    return measures


def timing(halves: tuple[Half, ...]) -> Mapping[str, float]:
    """Return durations in s, by name.

    ``out_s`` and ``back_s`` are the means of both turns; ``{open,closed}_s`` is how long a turn
    took and ``{open,closed}_hold_s`` how long it was held at the end of its range.
    """
    durations_s: dict[str, float] = {}
    seen: list[Ways] = []
    for half in halves:
        took = ways(half.trace)
        if took is None:
            continue
        seen.append(took)
        name = HALF_NAMES[half.direction]
        began_s = onset_s(half.trace)
        points = half.trace.points
        durations_s[f"{name}_s"] = points[-1][0] - (points[0][0] if began_s is None else began_s)
        durations_s[f"{name}_hold_s"] = took.hold_s
    for key in ("out_s", "back_s"):
        values = [way for took in seen if (way := getattr(took, key)) is not None]
        if values:
            durations_s[key] = sum(values) / len(values)
    return durations_s
