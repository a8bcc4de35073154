"""When the frogger moves: its parameters, its phases and the tracks that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..conventions import SIDES, Side
from .drill import faulty_reps, require_choice
from .manner import Manner, Pacer
from .timing import Timeline, Track

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class FroggerParams:
    """Parameters of a frogger; angles in degrees, times in seconds, lengths in metres.

    Attributes
    ----------
    W
        Distance between the knees divided by that between the shoulder joints.
    variant
        ``rock`` or ``foot_lift``.
    start, end
        Hip flexion at rest and at the far end of a rock, which goes no farther than the person can:
        to the heels, with the chest to the floor, or as long as the arms reach.
    end_jit
        Standard deviation of `end` between reps.
    t_start, t_back, t_pause, t_fwd, t_rest
        Durations.
    elbow
        Elbow flexion at the start and far back; None follows from `W`.
    reach
        How far the hands are in front of the shoulders at the start; None follows from `W`.
    feet_dx
        Sine of the angle by which the shins point outwards; negative: the feet are nearer together
        than the knees, which keeps hip rotation within human range. None follows from `W`.
    fault
        ``lumbar_flexion`` (rounding from 45 % of the way back) or ``lumbar_extension`` (sagging),
        of size `fault_deg`, in the reps `fault_reps` (None is all).
    lift_rot, lift_side
        Foot lift only: internal rotation of the hip, and which foot.
    sway
        Size of the sway, 0 for none.
    plantar
        Plantar flexion of the feet.
    wander
        Seconds in which hips, lumbar spine and, in a foot lift, pelvis and the foot of `lift_side`
        move freely, independently of each other and within the limits `start`, `end`, `fault_deg`
        and `lift_rot`, in place of reps; 0 for reps.
    manner
        How evenly, see `manner.Manner`.
    thorax_share
        Share of the thorax in a bend of the spine, see `skeleton.Skeleton.spine_shares`.
    """

    W: float = 1.5
    reps: int = 4
    start: float = 84.0
    end: float = 122.0
    t_start: float = 1.5
    t_back: float = 1.4
    t_pause: float = 0.35
    t_fwd: float = 1.3
    t_rest: float = 0.4
    end_jit: float = 3.0
    elbow: tuple[float, float] | None = None
    reach: float | None = None
    fault: str | None = None
    fault_deg: float = 0.0
    fault_reps: list[int] | None = None
    variant: str = "rock"
    lift_rot: float = 22.0
    lift_side: Side = "R"
    feet_dx: float | None = None
    sway: float = 0.5
    plantar: float = 62.0
    wander: float = 0.0
    manner: Manner = field(default_factory=Manner)
    thorax_share: float | None = None

    def __post_init__(self) -> None:
        require_choice("variant", self.variant, ("rock", "foot_lift"))
        require_choice("lift_side", self.lift_side, SIDES)
        require_choice("fault", self.fault, (None, "lumbar_flexion", "lumbar_extension"))

    def resolved(self) -> FroggerParams:
        """Replace the values that follow from `W`."""
        wide = self.W - 1.0
        return replace(
            self,
            elbow=self.elbow or (20 + 34 * wide, 6 + 6 * wide),
            reach=0.10 + 0.18 * wide if self.reach is None else self.reach,
            feet_dx=-0.10 - 0.25 * wide if self.feet_dx is None else self.feet_dx,
        )


@dataclass
class Script:
    """The timeline, the tracks that follow it, and what was commanded."""

    timeline: Timeline
    hip_flexion: Track
    lumbar: Track = field(default_factory=Track)
    lift: Track = field(default_factory=Track)
    side_bend: Track = field(default_factory=Track)
    twist: Track = field(default_factory=Track)
    drop: Track = field(default_factory=Track)
    turn: Track = field(default_factory=Track)
    reps: list[dict[str, Any]] = field(default_factory=list)


def write_script(
    params: FroggerParams, rng: np.random.Generator, deepest_deg: float = 180.0
) -> Script:
    """Lay out a performance in time.

    Parameters
    ----------
    params
        Of the performance.
    rng
        Source of the variation between reps.
    deepest_deg
        Hip flexion that this person can reach; no rock goes beyond it.
    """
    script = Script(Timeline(), Track(params.start))
    script.timeline.add(params.t_start, "start")
    if params.wander:
        _wander(script, replace(params, end=min(params.end, deepest_deg)), rng)
        script.timeline.add(0.6, "end")
        return script
    pacer = Pacer(params.manner, rng, script.timeline)
    faulty = faulty_reps(params.fault, params.fault_reps, params.reps)
    for rep in range(1, params.reps + 1):
        if params.variant == "foot_lift":
            _add_lift(script, params, rng, pacer, rep)
        else:
            end_deg = min(params.end + rng.normal() * params.end_jit, deepest_deg)
            _add_rock(script, params, rng, pacer, (rep, end_deg, rep in faulty))
    script.timeline.add(0.6, "end")
    return script


def _wander(script: Script, params: FroggerParams, rng: np.random.Generator) -> None:
    phase = script.timeline.add(params.wander, "wander")
    most_deg = params.fault_deg
    script.hip_flexion.wander(phase, rng, (params.start - 6, params.end), params.t_back)
    script.lumbar.wander(phase, rng, (-0.8 * most_deg, most_deg), 1.2 * params.t_back)
    script.side_bend.wander(phase, rng, (-0.3 * most_deg, 0.3 * most_deg), 2 * params.t_back)
    script.twist.wander(phase, rng, (-0.3 * most_deg, 0.3 * most_deg), 2 * params.t_back)
    if params.variant == "foot_lift":
        script.drop.wander(phase, rng, (-0.4 * most_deg, 0.4 * most_deg), 1.5 * params.t_back)
        script.turn.wander(phase, rng, (-0.4 * most_deg, 0.4 * most_deg), 1.5 * params.t_back)
        script.lift.wander(phase, rng, (0.0, params.lift_rot), params.t_back)


def _add_lift(
    script: Script, params: FroggerParams, rng: np.random.Generator, pacer: Pacer, rep: int
) -> None:
    lift_deg = pacer.depth(0.0, params.lift_rot + rng.normal() * 2)
    pacer.false_start(script.lift, lift_deg, params.t_back)
    pacer.move(script.lift, lift_deg, params.t_back * 0.8, "lifting", rep)
    pacer.rest(script.lift, 0.0, params.t_pause, "lifted", rep)
    pacer.move(script.lift, 0.0, params.t_fwd * 0.8, "lowering", rep)
    script.timeline.add(params.t_rest, "rest", rep)
    script.reps.append({"rep": rep, "lift_rot": lift_deg, "side": params.lift_side, "fault": None})


def _add_rock(
    script: Script,
    params: FroggerParams,
    rng: np.random.Generator,
    pacer: Pacer,
    planned: tuple[int, float, bool],
) -> None:
    """Add a rock: its number, the hip flexion it goes to, and whether it shows the fault."""
    rep, end_deg, faulty = planned
    hips = script.hip_flexion
    end_deg = pacer.depth(params.start, end_deg)
    pacer.false_start(hips, end_deg, params.t_back)
    back_s = params.t_back * rng.uniform(0.92, 1.1)
    back = pacer.move(hips, end_deg, back_s, "rocking_back", rep)
    pacer.rest(hips, params.start, params.t_pause, "back", rep)
    forward_s = params.t_fwd * rng.uniform(0.92, 1.1)
    forward = pacer.move(hips, params.start, forward_s, "rocking_forward", rep)
    if faulty:
        rounding_s = back.start_s + 0.45 * (back.end_s - back.start_s)
        flat_s = forward.start_s + 0.55 * (forward.end_s - forward.start_s)
        script.lumbar.move(rounding_s, back.end_s, params.fault_deg)
        script.lumbar.move(forward.start_s, flat_s, 0)
    script.timeline.add(params.t_rest, "rest", rep)
    script.reps.append({"rep": rep, "end": end_deg, "fault": params.fault if faulty else None})
