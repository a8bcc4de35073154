"""Recordings without a drill: other exercises, getting down and up, standing about, nobody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..drill import Instant, Plan, require_choice
from ..frogger import Frogger
from ..frogger_script import FroggerParams
from ..timing import Phase, Sway
from . import between, floor, standing
from .keyframes import SWAY_CHANNELS, Course, Poser, Step
from .limbs import Ground
from .mover import Mover, build_of
from .upright import KINDS as UPRIGHT_KINDS
from .upright import Upright

if TYPE_CHECKING:
    from ...kinematics.chain import Kinematics
    from ...people.skinning import ContactSkin
    from ..drill import Motion
    from .keyframes import Posture

#: Kinds that start and end on all fours.
ON_FOURS = tuple(floor.KINDS)
#: Kinds that start and end standing.
ON_FEET = (*standing.KINDS, "inchworm")
#: Kinds that get from one to the other, and sessions of many kinds.
CHANGES = ("get_down", "get_up", "mixed_fours", "mixed_feet", "mixed")
KINDS = (*UPRIGHT_KINDS, *ON_FOURS, *ON_FEET, *CHANGES)
_CYCLES = floor.KINDS | standing.KINDS | between.KINDS
#: Share of movements after which a mixed session gets down or up.
_CHANGE_OF_LEVEL = 0.25
_STARTS_ON_FOURS = (*ON_FOURS, "get_up", "mixed_fours")


@dataclass(frozen=True)
class NegativeParams:
    """Parameters of a recording without a drill.

    Attributes
    ----------
    kind
        One of `KINDS`; the mixed ones draw other kinds one after the other.
    duration
        Seconds; a movement made of repetitions runs on to the end of the last one.
    sway
        Size of the sway, 0 for none.
    tempo
        Factor of the usual durations.
    thorax_share
        Share of the thorax in a bend of the spine, see `skeleton.Skeleton.spine_shares`.
    speed
        Walking speed relative to 1.05 m/s.
    radius
        Of the circle that is walked, metres.
    """

    kind: str = "stand"
    duration: float = 10.0
    sway: float = 0.8
    tempo: float = 1.0
    thorax_share: float | None = None
    speed: float = 1.0
    radius: float = 0.75

    def __post_init__(self) -> None:
        require_choice("kind", self.kind, KINDS)


def make_negative(
    kinematics: Kinematics,
    params: NegativeParams,
    seed: int = 0,
    contact_skin: ContactSkin | None = None,
) -> Motion:
    """Plan a recording without a drill.

    Parameters
    ----------
    kinematics
        Of the person.
    params
        Of the recording.
    seed
        Of the movements and their variation.
    contact_skin
        Shows where the body touches the floor; None stands for standard heights.
    """
    if params.kind in UPRIGHT_KINDS:
        return Upright(kinematics, params, seed)
    return Keyframed(kinematics, params, seed, contact_skin)


class Keyframed:
    """Somebody who does other things than the drills."""

    def __init__(
        self,
        kinematics: Kinematics,
        params: NegativeParams,
        seed: int = 0,
        contact_skin: ContactSkin | None = None,
    ) -> None:
        ground = _ground_of(kinematics, contact_skin)
        rng = np.random.default_rng(seed)
        mover = Mover(build_of(kinematics, ground), rng, params.tempo)
        start, steps = _script(mover, params)
        poser = Poser(kinematics, ground, params.thorax_share)
        self._course = Course(start, steps, poser, Sway(seed + 5, params.sway, SWAY_CHANNELS))
        summary: dict[str, Any] = asdict(params)
        self._phases = _phases(steps)
        self.plan = Plan(
            drill="negative",
            params=summary,
            commanded_reps=[],
            true_rep_count=0,
            duration_s=self._phases[-1].end_s,
            phases=self._phases,
        )

    def at(self, time_s: float) -> Instant:
        """See `drill.Motion`."""
        placed = self._course.at(time_s)
        name = next((p.name for p in self._phases if time_s < p.end_s), self._phases[-1].name)
        return Instant(placed.pose, name, 0, {}, placed.residual_m)


def _ground_of(kinematics: Kinematics, contact_skin: ContactSkin | None = None) -> Ground:
    """Return the heights of knees, ankles and wrists on the floor, as at the start of a frogger."""
    still = FroggerParams(W=1.0, sway=0.0, reps=1)
    contacts = Frogger(kinematics, still, 0, contact_skin).contacts
    ankle_m = float(kinematics.skeleton.joints["ankleL"][2])
    return Ground(ankle_m, contacts.knee_z_m, contacts.ankle_z_m, contacts.wrist_z_m)


def _script(mover: Mover, params: NegativeParams) -> tuple[Posture, list[Step]]:
    """Return the starting posture, and steps that last at least the wanted time."""
    on_fours = params.kind in _STARTS_ON_FOURS
    home = mover.fours if on_fours else mover.standing
    steps = [mover.hold(home, 0.8, "rest_on_fours" if on_fours else "stand")]
    number = int(mover.rng.integers(2))
    previous = ""
    while not previous or sum(step.duration_s for step in steps) < params.duration:
        previous = _next_kind(mover, params.kind, previous, on_fours)
        steps += _CYCLES[previous](mover, number)
        on_fours = {"get_down": True, "get_up": False}.get(previous, on_fours)
        number += 1
    return home, steps


def _next_kind(mover: Mover, wanted: str, previous: str, on_fours: bool) -> str:
    """Return the kind of the next cycle: the wanted one, or one of those that it stands for."""
    if wanted in ("get_down", "get_up"):
        if previous in ("get_down", "get_up"):
            return "rest_on_fours" if on_fours else "talk"
        return "get_up" if on_fours else "get_down"
    settled = previous not in ("", "get_down", "get_up")
    if wanted == "mixed" and settled and mover.chance(_CHANGE_OF_LEVEL):
        return "get_up" if on_fours else "get_down"
    if wanted in ("mixed", "mixed_fours", "mixed_feet"):
        return str(mover.rng.choice(sorted(ON_FOURS if on_fours else ON_FEET)))
    return wanted


def _phases(steps: list[Step]) -> list[Phase]:
    """Make a phase of successive steps of the same name."""
    phases: list[Phase] = []
    end_s = 0.0
    for step in steps:
        start_s, end_s = end_s, end_s + step.duration_s
        if phases and phases[-1].name == step.name:
            phases[-1] = phases[-1]._replace(end_s=end_s)
        else:
            phases.append(Phase(start_s, end_s, step.name, 0))
    return phases
