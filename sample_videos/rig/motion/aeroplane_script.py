"""When the aeroplane moves: its parameters, its phases and the tracks that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..conventions import SIDES, Side
from .drill import faulty_reps, require_choice
from .manner import Manner, Pacer
from .timing import Timeline, Track

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class AeroplaneParams:
    """Parameters of an aeroplane; angles in degrees, times in seconds.

    Attributes
    ----------
    side
        Stance leg.
    variant
        ``single_leg``, ``kickstand`` (toes of the free foot on the floor behind) or ``feet_down``
        (both feet flat).
    hinge
        Forward tilt of the trunk.
    knee
        Flexion of the stance knee when hinged; None is 15, or 24 for ``feet_down``, so that the
        other foot can stay down.
    open, close
        Commanded turns; OPEN is external rotation of the stance hip.
    open_jit
        Standard deviation of both between reps.
    axis
        0 turns about the stance femur, 1 rolls about the long axis of the trunk, in between is a
        mix.
    t_stand, t_hinge, t_hold, t_turn, t_pause
        Durations.
    arms
        ``T`` (stretched sideways) or ``down``.
    toe_out
        Of both feet.
    fault
        ``trunk_twist``, ``lumbar_flexion`` or ``lateral_bend``, of size `fault_deg`, in the reps
        `fault_reps` (None is all).
    fault_hip_share
        Share of the turn that the hip still does under ``trunk_twist``.
    sway
        Size of the sway, 0 for none.
    wander
        Seconds in which turn and lumbar spine move freely, independently of each other and within
        the limits `open`, `close` and `fault_deg`, in place of reps; 0 for reps.
    manner
        How evenly, see `manner.Manner`.
    thorax_share
        Share of the thorax in a bend of the spine, see `skeleton.Skeleton.spine_shares`.
    """

    side: Side = "R"
    variant: str = "single_leg"
    hinge: float = 72.0
    knee: float | None = None
    reps: int = 3
    open: float = 30.0
    close: float = 20.0
    axis: float = 0.0
    t_stand: float = 1.6
    t_hinge: float = 1.8
    t_hold: float = 0.4
    t_turn: float = 1.0
    t_pause: float = 0.3
    arms: str = "T"
    toe_out: float = 5.0
    open_jit: float = 3.0
    fault: str | None = None
    fault_deg: float = 0.0
    fault_reps: list[int] | None = None
    fault_hip_share: float = 0.25
    sway: float = 0.5
    wander: float = 0.0
    manner: Manner = field(default_factory=Manner)
    thorax_share: float | None = None

    def __post_init__(self) -> None:
        require_choice("side", self.side, SIDES)
        require_choice("variant", self.variant, ("single_leg", "kickstand", "feet_down"))
        require_choice("arms", self.arms, ("T", "down"))
        faults = (None, "trunk_twist", "lumbar_flexion", "lateral_bend")
        require_choice("fault", self.fault, faults)

    @property
    def knee_deg(self) -> float:
        """Flexion of the stance knee when hinged, with the variant's default."""
        if self.knee is not None:
            return self.knee
        return 24.0 if self.variant == "feet_down" else 15.0


@dataclass
class Script:
    """The timeline, the tracks that follow it, and what was commanded."""

    timeline: Timeline
    hinge: Track
    turn: Track
    fault: Track
    lumbar: tuple[Track, Track, Track]
    reps: list[dict[str, Any]]


def write_script(params: AeroplaneParams, rng: np.random.Generator) -> Script:
    """Lay out a performance in time.

    Parameters
    ----------
    params
        Of the performance.
    rng
        Source of the variation between reps.
    """
    lumbar = (Track(), Track(), Track())
    script = Script(Timeline(), Track(), Track(), Track(), lumbar, [])
    timeline = script.timeline
    pacer = Pacer(params.manner, rng, timeline)
    timeline.add(params.t_stand, "stand")
    pacer.move(script.hinge, 1, params.t_hinge, "hinge_down")
    timeline.add(params.t_hold, "hold")
    if params.wander:
        _wander(script, params, rng)
    else:
        faulty = faulty_reps(params.fault, params.fault_reps, params.reps)
        for rep in range(1, params.reps + 1):
            _add_rep(script, params, rng, pacer, (rep, rep in faulty))
    pacer.move(script.hinge, 0, params.t_hinge, "hinge_up")
    timeline.add(0.8, "stand_end")
    return script


def _wander(script: Script, params: AeroplaneParams, rng: np.random.Generator) -> None:
    phase = script.timeline.add(params.wander, "wander")
    most_deg = params.fault_deg
    script.turn.wander(phase, rng, (-params.close, params.open), params.t_turn)
    for track, share in zip(script.lumbar, (1.0, 0.7, 1.0), strict=True):
        track.wander(phase, rng, (-share * most_deg, share * most_deg), 1.4 * params.t_turn)


def _varied(value_deg: float, params: AeroplaneParams, rng: np.random.Generator) -> float:
    return max(0.0, value_deg + rng.normal() * params.open_jit) if value_deg else 0.0


def _add_rep(
    script: Script,
    params: AeroplaneParams,
    rng: np.random.Generator,
    pacer: Pacer,
    rep_and_faulty: tuple[int, bool],
) -> None:
    rep, faulty = rep_and_faulty
    open_deg = pacer.depth(0.0, _varied(params.open, params, rng))
    close_deg = pacer.depth(0.0, _varied(params.close, params, rng))
    twisted = faulty and params.fault == "trunk_twist"
    hip_share = params.fault_hip_share if twisted else 1.0
    turn_s = params.t_turn * rng.uniform(0.9, 1.15)
    turn = script.turn

    pacer.false_start(turn, open_deg * hip_share, turn_s)
    opening = pacer.move(turn, open_deg * hip_share, turn_s, "opening", rep)
    pacer.rest(turn, 0.0, params.t_pause, "open", rep)
    closing_s = turn_s * (1 + close_deg / max(open_deg, 15)) * 0.75
    closing = pacer.move(turn, -close_deg * hip_share, closing_s, "closing", rep)
    pacer.rest(turn, 0.0, params.t_pause, "closed", rep)
    returning = pacer.move(turn, 0.0, turn_s * 0.85, "returning", rep)
    script.timeline.add(0.25, "neutral", rep)

    if faulty:
        script.fault.move(opening.start_s, opening.end_s, 1)
        if twisted:
            script.fault.move(closing.start_s, closing.end_s, -close_deg / max(open_deg, 1))
        script.fault.move(returning.start_s, returning.end_s, 0)
    script.reps.append(
        {
            "rep": rep,
            "open": open_deg * hip_share,
            "close": close_deg * hip_share,
            "fault": params.fault if faulty else None,
        }
    )
