"""The gate: what must be right before a set, and one sentence of advice for each. Pure.

::

    CLOSED --every need met, quiet in the start position for `hold_s`--> OPEN
    OPEN --nobody seen for `forget_s`--> CLOSED

A live camera waits for the gate: nothing counts before it opens. A recorded video cannot be
improved, so its gate is open from the start; what was unmet is in its notes afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from drills.core.phases import BREAK_S, MINOR_SHARE, TICK_S
from vision.datatypes import Edge, Posture, Reason, View
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from drills.core.definition import Definition
    from vision.datatypes import Sample, Scene

TOO_DARK = "Switch on a light: the picture is too dark."
START_POSTURES = (Posture.STANDING, Posture.HINGED, Posture.ALL_FOURS)


class Need(StrEnum):
    """What a set needs, in the order in which it is asked for."""

    SEEN = "somebody in view"
    ALONE = "one person"
    WHOLE = "whole body"
    CLOSE = "near enough"
    LIGHT = "light"
    CONTRAST = "contrast"
    POSTURE = "start position"
    VIEW = "view"
    STILL = "quiet"


@dataclass(frozen=True, slots=True)
class Params:
    """When a need is met; our rules.

    Attributes
    ----------
    hold_s
        How long (s) every need must be met before the gate opens: long enough to hear "hold still"
        and to learn a neutral, short enough for a hinge.
    least_trunk
        Least length of the trunk as a share of the picture's longer side: 45 of the 640 px that the
        pose model sees.
    dark, bright
        Bounds of the person's brightness (0 to 1), beyond which their outline is lost.
    backlit
        The person is backlit below this share of the brightness of the whole picture, unless that
        share is dark itself.
    flat
        Standard deviation of the person's brightness (0 to 1), below which no detail can be seen.
    sway
        How far the middle of the person may wander in the latter half of the hold, in sizes of the
        person: breathing moves it less, a step more.
    thigh_deg
        On all fours the thighs must be within this angle of upright at the start: a rock begun
        halfway back would have half of its range.
    straight_deg
        A person within this angle of straight in front shows nothing of the side; beyond it
        something can be seen, though the view still counts as the front.
    forget_s
        Somebody who was away for longer (s) has to pass the gate again: the camera may have been
        moved.
    """

    hold_s: float = 2.0
    least_trunk: float = 0.07
    dark: float = 0.12
    bright: float = 0.93
    backlit: float = 0.35
    flat: float = 0.03
    sway: float = 0.04
    thigh_deg: float = 35.0
    straight_deg: float = 20.0
    forget_s: float = 5.0


@dataclass(frozen=True, slots=True)
class State:
    """The state of the gate.

    ``since_s`` is when the present hold began, ``well_s`` when every need was last met, ``seen_s``
    when somebody was last seen. ``places`` are the person's recent middles (t_s, x, y), in sizes of
    the person. ``unmet`` holds advice for each need that is not met now.
    """

    is_open: bool = False
    since_s: float | None = None
    well_s: float = -math.inf
    seen_s: float = -math.inf
    places: tuple[tuple[float, float, float], ...] = ()
    unmet: Mapping[Need, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The first thing to do, or ""."""
        return next((self.unmet[need] for need in Need if need in self.unmet), "")


PARAMS = Params()


def step(
    state: State,
    sample: Sample,
    definition: Definition[Any] | None = None,
    *,
    is_live: bool = True,
    params: Params = PARAMS,
) -> State:
    """Return the next state after one more sample.

    Parameters
    ----------
    state
        The state so far.
    sample
        The sample of one frame.
    definition
        The drill that was asked for, if any.
    is_live
        False for a recording, whose gate is open from the start.
    params
        When a need is met.
    """
    places = _places(state, sample, params)
    unmet = needs(sample, definition, params)
    is_well = not unmet
    if is_well and not _is_quiet(places, sample.t_s, params):
        unmet = {Need.STILL: f"Hold still for {params.hold_s:.0f} seconds."}
    seen_s = state.seen_s if Need.SEEN in unmet else sample.t_s
    state = replace(state, places=places, seen_s=seen_s)
    if not is_live:
        return replace(state, is_open=True, unmet=unmet)
    if state.is_open and sample.t_s - state.seen_s > params.forget_s:
        state = replace(state, is_open=False, since_s=None)
    state = _hold(state, unmet, sample.t_s, params)
    if state.is_open:
        unmet = {need: text for need, text in unmet.items() if need is not Need.STILL}
    elif not unmet:
        unmet = {Need.STILL: "Hold still."}
    return replace(state, unmet=unmet)


def _hold(state: State, unmet: Mapping[Need, str], t_s: float, params: Params) -> State:
    """Open once everything has been met for long enough; short flickers are forgiven."""
    if unmet:
        keeps = t_s - state.well_s <= BREAK_S
        return state if keeps else replace(state, since_s=None)
    since_s = t_s if state.since_s is None else state.since_s
    opens = state.is_open or t_s - since_s >= params.hold_s - TICK_S
    return replace(state, is_open=opens, since_s=since_s, well_s=t_s)


def _places(state: State, sample: Sample, params: Params) -> tuple[tuple[float, float, float], ...]:
    """Return where the person was during the last hold."""
    if sample.scene is None or sample.quality.reason is Reason.TRACKING_LOST:
        return ()
    recent = tuple(p for p in state.places if p[0] >= sample.t_s - params.hold_s)
    return (*recent, (sample.t_s, *sample.scene.centre))


def _is_quiet(places: tuple[tuple[float, float, float], ...], t_s: float, params: Params) -> bool:
    """Whether the person has stayed where they are for the latter half of the hold."""
    late = [place for place in places if place[0] >= t_s - params.hold_s / 2]
    if not late:
        return False
    spans = [max(p[i] for p in late) - min(p[i] for p in late) for i in (1, 2)]
    return max(spans) <= params.sway


# ---------------------------------------------------------------- needs


def needs(
    sample: Sample, definition: Definition[Any] | None, params: Params = PARAMS
) -> dict[Need, str]:
    """Return every unmet need of one frame except stillness, with what to do about it.

    Parameters
    ----------
    sample
        The sample of one frame.
    definition
        The drill that was asked for, if any.
    params
        When a need is met.
    """
    scene = sample.scene
    if scene is None or sample.quality.reason is Reason.TRACKING_LOST:
        return _nobody(scene, params)
    advice = {
        Need.ALONE: _alone(scene),
        Need.WHOLE: _whole(scene, sample),
        Need.CLOSE: _close(scene, sample, params),
        Need.LIGHT: _light(scene, params),
        Need.CONTRAST: _contrast(scene, params),
        Need.POSTURE: _posture(sample, definition, params),
        Need.VIEW: _view(sample, definition, params),
    }
    if advice[Need.VIEW] and definition is not None and _is_end_on(sample):
        advice[Need.CLOSE] = ""  # the trunk looks short from here, not far away
        if definition.start == (Posture.ALL_FOURS,):
            advice[Need.POSTURE] = ""  # nor can hands and knees be recognised from here
    return {need: text for need, text in advice.items() if text}


def _nobody(scene: Scene | None, params: Params) -> dict[Need, str]:
    if scene is None or scene.surround is None or scene.surround >= params.dark:
        return {Need.SEEN: "Nobody is in view: step in front of the camera."}
    return {
        Need.SEEN: "Nobody can be seen: step in front of the camera and switch on a light.",
        Need.LIGHT: TOO_DARK,
    }


def _alone(scene: Scene) -> str:
    several = scene.people is not None and scene.people > 1
    return "Only one person in the picture, please: ask the others to step aside." * several


def _whole(scene: Scene, sample: Sample) -> str:
    if not scene.outside:
        if sample.quality.reason is Reason.NOT_VISIBLE:
            return "Step back until your whole body is in the picture."
        return ""
    parts = list(scene.outside)
    who = f"your {' and '.join(parts) if len(parts) < 3 else 'body'}"
    cut = f"{who} {'is' if parts == ['head'] or len(parts) > 2 else 'are'} cut off"
    edges = set(scene.outside.values())
    if {Edge.LEFT, Edge.RIGHT} <= edges or {Edge.TOP, Edge.BOTTOM} <= edges or len(edges) > 2:
        return f"Step back half a metre: {cut}."
    if Edge.TOP in edges:
        return f"Tilt the camera up or step back: {cut}."
    if Edge.BOTTOM in edges:
        return f"Tilt the camera down or step back: {cut}."
    return f"{_way(Edge.LEFT in edges, scene.yaw_deg, sample.view)}: {cut}."


def _way(is_left: bool, yaw_deg: float | None, view: View) -> str:
    """Return where to move from an edge of the picture, as the person sees it."""
    if yaw_deg is None:
        return "Move to the middle of the picture"
    if view.is_side:
        faces_right = yaw_deg > 0
        return f"Move half a step {'forward' if faces_right == is_left else 'back'}"
    is_facing = abs(yaw_deg) < 90.0
    return f"Move half a step to your {'left' if is_left == is_facing else 'right'}"


def _close(scene: Scene, sample: Sample, params: Params) -> str:
    small = scene.trunk_ratio < params.least_trunk and not scene.outside
    too_small = small and sample.quality.reason in (None, Reason.NOT_VISIBLE)
    return "Come a step closer: you are small in the picture." * too_small


def _light(scene: Scene, params: Params) -> str:
    if scene.brightness is None:
        return ""
    around = scene.surround or 0.0
    if params.dark < params.backlit * around and scene.brightness < params.backlit * around:
        return "The light is behind you: turn away from the window or close the curtain."
    if scene.brightness < params.dark:
        return TOO_DARK
    if scene.brightness > params.bright:
        return "Less light, please: the picture is too bright."
    return ""


def _contrast(scene: Scene, params: Params) -> str:
    flat = scene.contrast is not None and scene.contrast < params.flat
    return "You are hard to tell from the background: wear another colour or add light." * flat


def _posture(sample: Sample, definition: Definition[Any] | None, params: Params) -> str:
    wanted = START_POSTURES if definition is None else definition.start
    if sample.posture in wanted:
        return _thighs(sample, params)
    if definition is not None and definition.start == (Posture.ALL_FOURS,):
        return "Go down on hands and knees, side on to the camera, thighs upright."
    if definition is not None:
        return "Stand upright for a moment."
    return "Take your start position: stand upright, or go down on hands and knees."


def _thighs(sample: Sample, params: Params) -> str:
    """Ask for upright thighs on all fours; from behind and in front they cannot be judged."""
    lean_deg = sample.signals.get("thigh_incl_deg", 0.0)
    judged = sample.posture is Posture.ALL_FOURS and sample.view not in (View.FRONT, View.REAR)
    leans = judged and lean_deg > params.thigh_deg
    return "Bring your hips over your knees: start with the thighs upright." * leans


def _is_end_on(sample: Sample) -> bool:
    """Whether a trunk that is bent forward is seen from straight in front or behind.

    It is foreshortened there: a body on all fours looks hinged, or like nothing known. Somebody who
    stands can be recognised, and has yet to go down.
    """
    return sample.view in (View.FRONT, View.REAR) and sample.posture is not Posture.STANDING


def _view(sample: Sample, definition: Definition[Any] | None, params: Params) -> str:
    """Ask the person to turn once they are in a start position, if that can be recognised."""
    if definition is None:
        return ""
    is_down = definition.start == (Posture.ALL_FOURS,) and _is_end_on(sample)
    is_asked = sample.posture in definition.start or is_down
    known = sample.view is not View.UNKNOWN
    return view_advice(sample, definition, params) if is_asked and known else ""


def view_advice(sample: Sample, definition: Definition[Any], params: Params = PARAMS) -> str:
    """Return where to stand so that the drill can be measured, the nearer side first, or "".

    Parameters
    ----------
    sample
        The sample of one frame.
    definition
        The drill.
    params
        When a need is met.
    """
    advice: str = definition.advice.get(sample.view, "")
    yaw_deg = None if sample.scene is None else sample.scene.yaw_deg
    if not advice or yaw_deg is None:
        return advice
    off_deg = min(abs(yaw_deg), 180.0 - abs(yaw_deg))
    if not all(view.is_side for view in definition.views):
        is_angled = sample.view is View.FRONT and off_deg > params.straight_deg
        return "" if is_angled else advice
    if off_deg <= params.straight_deg:
        return advice
    return f"Turn your {'right' if yaw_deg > 0 else 'left'} side to the camera."


NOTES = {
    Need.CLOSE: ("The person was small in the picture", "put the camera nearer"),
    Need.LIGHT: ("The light was poor", "light the room evenly, and have no window behind you"),
    Need.CONTRAST: (
        "The person was hard to tell from the background",
        "wear another colour or add light",
    ),
}
"""Several people and cut-off limbs have their own notes in the record."""


def notes(unmet: Mapping[Need, int], posed: int) -> tuple[str, ...]:
    """Return sentences on what was wrong for a good part of a recording.

    Parameters
    ----------
    unmet
        Number of frames with each unmet need.
    posed
        Number of frames with the body in a posture of the drill, or too dark to see one.
    """
    shares = {need: unmet.get(need, 0) / max(1, posed) for need in NOTES}
    said = {need: (*NOTES[need], share) for need, share in shares.items() if share > MINOR_SHARE}
    return tuple(
        f"{what} for {share:.0%} of the drill: {remedy}." for what, remedy, share in said.values()
    )
