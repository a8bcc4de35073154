"""The person's own neutral, learnt from quiet moments.

A neutral is a `Body` of the median landmarks of a quiet period: one for standing (refreshed
whenever the person stands still), one for each hinge and one for each period on all fours. Every
relative angle is measured against the neutral of its own posture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.body.body import read_body
from vision.body.view import is_behind
from vision.datatypes import Posture
from vision.persistence import HINGE_LEAVE_S, LEAVE_S
from vision.values import replace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.body.body import Body


@dataclass(frozen=True, slots=True)
class QuietParams:
    """When a period counts as quiet: its length, and the most that anything may move in it.

    ``sway_deg`` limits inclinations and yaw, ``sway_ratio`` mid-hip and mid-shoulder in trunk
    lengths. After ``patience_s`` in the posture, the quietest period so far is used even if it is
    not quiet; ``None`` waits indefinitely.
    """

    sway_ratio: float
    window_s: float = 0.6
    sway_deg: float = 6.0
    patience_s: float | None = None


QUIET = {
    Posture.STANDING: QuietParams(sway_ratio=0.10),
    Posture.HINGED: QuietParams(sway_ratio=0.08, window_s=0.35, sway_deg=5.0, patience_s=1.5),
    Posture.ALL_FOURS: QuietParams(sway_ratio=0.06),
}
"""A standing person sways most. A hinge is held for a moment only before it turns, so a shorter
stretch has to do, and after a while any (our rule)."""
FULL_SHARE = 0.8
"""A stretch of this share of the length is long enough: at few frames a second, its ends do not
fall on frames."""
START_THIGH_DEG = 25.0
START_THIGH_BEHIND_DEG = 50.0
"""On all fours the thighs are steep at the start; a pause far back, or a rest with the hips on the
heels, is not a start. From behind even upright thighs look inclined (our rule)."""
SETTLE_S = QUIET[Posture.STANDING].window_s
"""The first quiet period is often the end of getting there; for this long, a later one
replaces it."""


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """Recent bodies of the current period, its neutral if found, and the quietest part so far."""

    posture: Posture = Posture.UNSEEN
    since_s: float = 0.0
    recent: tuple[Body, ...] = ()
    neutral: Body | None = None
    found_s: float | None = None
    left_s: float | None = None
    quietest: float = math.inf
    quietest_body: Body | None = None


def calibrate(state: CalibrationState, body: Body) -> CalibrationState:
    """Return the state after one more usable body.

    Parameters
    ----------
    state
        The state so far.
    body
        The body now, with the posture that was kept for it.
    """
    if body.posture not in QUIET:
        return _away(state, body)
    if body.posture is not state.posture:
        away = _away(state, body)
        if away.posture is Posture.HINGED or away.posture is Posture.ALL_FOURS:
            return away  # perhaps a flicker: keep what was learnt of this stay
        state = CalibrationState(body.posture, body.t_s)
    state = replace(state, left_s=None)
    params = QUIET[body.posture]
    recent = (*(b for b in state.recent if b.t_s >= body.t_s - params.window_s), body)
    state = replace(state, recent=recent)
    settled = state.found_s is not None and body.t_s - state.found_s > SETTLE_S
    if body.posture is not Posture.STANDING and settled:
        return state
    return _look_for_quiet(state, params)


def _away(state: CalibrationState, body: Body) -> CalibrationState:
    if state.posture is Posture.UNSEEN:
        return state
    left_s = body.t_s if state.left_s is None else state.left_s
    is_hinge = state.posture is Posture.HINGED and state.neutral is not None
    odd = is_hinge and body.posture is not Posture.STANDING
    if body.t_s - left_s > (HINGE_LEAVE_S if odd else LEAVE_S):
        return CalibrationState()
    return replace(state, left_s=left_s)


def _look_for_quiet(state: CalibrationState, params: QuietParams) -> CalibrationState:
    recent = state.recent
    if not is_long_enough(recent, params):
        return state
    if state.posture is Posture.ALL_FOURS and not starts_upright(recent[-1]):
        return state
    motion = motion_share(recent, params)
    if motion <= 1.0:
        found_s = recent[-1].t_s if state.found_s is None else state.found_s
        return replace(state, neutral=median_body(recent), found_s=found_s)
    if state.neutral is not None:
        return state
    if motion < state.quietest:
        state = replace(state, quietest=motion, quietest_body=median_body(recent))
    waited_s = recent[-1].t_s - state.since_s
    if params.patience_s is not None and waited_s > params.patience_s:
        return replace(state, neutral=state.quietest_body, found_s=recent[-1].t_s - SETTLE_S)
    return state


def is_long_enough(bodies: tuple[Body, ...], params: QuietParams) -> bool:
    """Whether a stretch is long enough to be called quiet, and has more than two frames.

    Parameters
    ----------
    bodies
        The bodies of the stretch, in order of time; at least one.
    params
        The limits of the posture.
    """
    lasts_s = bodies[-1].t_s - bodies[0].t_s
    return len(bodies) > 2 and lasts_s >= FULL_SHARE * params.window_s


def starts_upright(body: Body) -> bool:
    """Whether the thighs are upright enough for a start on all fours."""
    limit_deg = START_THIGH_BEHIND_DEG if is_behind(body.yaw_deg) else START_THIGH_DEG
    return min(body.thigh_incl_deg) <= limit_deg


def motion_share(recent: tuple[Body, ...], params: QuietParams) -> float:
    """Return the largest movement in a period as a share of what is allowed.

    Parameters
    ----------
    recent
        The bodies of the period, in order of time; at least one.
    params
        The limits of the posture.

    Returns
    -------
    float
        Quiet if at most 1.
    """
    angles = np.array([(b.trunk_incl_deg, *b.thigh_incl_deg, b.yaw_deg) for b in recent])
    angles[:, 3] = np.unwrap(angles[:, 3], period=360.0)
    # legs and yaw come from the weaker depth and jitter twice as much as the trunk
    spans = np.ptp(angles, axis=0) / np.array([1.0, 2.0, 2.0, 2.0])
    places = np.array([(*b.mid_hip_px, *b.mid_shoulder_px) for b in recent])
    moved = float(np.ptp(places, axis=0).max()) / max(recent[-1].trunk_px, 1.0)
    return max(float(spans.max()) / params.sway_deg, moved / params.sway_ratio)


def most_typical(recent: tuple[Body, ...], median_px: NDArray[np.float64]) -> int:
    """Return which of some bodies is nearest to their median.

    Parameters
    ----------
    recent
        The bodies.
    median_px
        (33, 2) the median of their landmarks.
    """
    away_px = [float(np.abs(body.pose.landmarks_px - median_px).sum()) for body in recent]
    return away_px.index(min(away_px))


def median_body(recent: tuple[Body, ...]) -> Body:
    """Return the body of the median landmarks of some bodies; its contour is the median contour.

    It keeps the silhouette of the most typical moment, with which later outlines are compared.
    """
    landmarks_px = np.median([b.pose.landmarks_px for b in recent], axis=0)
    pose = replace(
        recent[-1].pose,
        landmarks_px=landmarks_px,
        world_m=np.median([b.pose.world_m for b in recent], axis=0),
        mask=recent[most_typical(recent, landmarks_px)].pose.mask,
    )
    contours = np.array([b.contour_deg for b in recent])
    contour = float(np.nanmedian(contours)) if np.isfinite(contours).any() else math.nan
    return replace(read_body(pose), contour_deg=contour, posture=recent[-1].posture)
