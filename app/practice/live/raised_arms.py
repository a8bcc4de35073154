"""Both arms raised for two seconds: pause a set, or go on, without a key. Pure.

Read from the landmarks of one picture, so that it also works while a set is paused and nothing is
measured. Each threshold keeps the drills, and what people do between them, from being mistaken for
it:

- the trunk is upright within `UPRIGHT_DEG` in the picture: hinged it leans by 45 deg and more, on
  all fours by 60 and more from the side;
- it is upright and not just seen end on: from in front on all fours, the shoulders may lie above
  the hips, but then the trunk is short compared with the upper arms and shoulders, which are never
  all foreshortened at once (`LEAST_TRUNK`);
- both wrists are `WRIST_RISE` trunk lengths above their shoulders: an arm reaches one trunk length
  up, 0.75 at 45 deg outwards, hands on the head or behind it 0.5; in an aeroplane, one arm points
  up and the other down; and both elbows are above their shoulders, which they are not while hands
  rub a face or hold a phone up;
- it lasts `HOLD_S`: putting on a jumper, stretching or reaching for a shelf is over before that.
  A landmark that is lost for less than `FLICKER_S` interrupts nothing;
- the arms have to come down before it counts again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.datatypes import Landmark

if TYPE_CHECKING:
    from vision.datatypes import Pose

HOLD_S = 2.0
FLICKER_S = 0.3
UPRIGHT_DEG = 30.0
LEAST_TRUNK = 1.0
"""Length of the trunk in the picture, in breadths of the shoulders or lengths of an upper arm."""
WRIST_RISE = 0.65
SEEN, SEEN_FAR = 0.5, 0.2
"""Least visibility of the wrist seen better and of the one seen worse: from the side, the far arm
is partly hidden behind the near one and the head, its elbow nearly always."""
SHOWN_S = 0.3
"""The ring appears after this long, so that arms swinging past the head do not make it flicker."""

_ARMS = (
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
)
_SHOULDERS = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
_HIPS = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


@dataclass(frozen=True, slots=True)
class Arms:
    """Since when the arms have been up, when they last were, and whether that has been acted on."""

    since_s: float | None = None
    up_s: float = -math.inf
    held_s: float = 0.0
    taken: bool = False

    @property
    def share(self) -> float:
        """How much of the hold is done (0..1); 0 if there is nothing to show."""
        shows = not self.taken and self.held_s >= SHOWN_S
        return min(1.0, self.held_s / HOLD_S) if shows else 0.0


def step(arms: Arms, pose: Pose | None, now_s: float) -> tuple[Arms, bool]:
    """Return the state after one more frame, and whether the arms have just been up long enough.

    Parameters
    ----------
    arms
        The state so far.
    pose
        The pose in the frame, ``None`` if nobody was seen.
    now_s
        The time of the frame; if it goes back, as at the start of a new run, all begins anew.
    """
    if now_s < arms.up_s:
        arms = Arms()
    if pose is None or not are_up(pose):
        keeps = now_s - arms.up_s <= FLICKER_S
        return (arms if keeps else Arms()), False
    since_s = now_s if arms.since_s is None else arms.since_s
    held_s = now_s - since_s
    fires = held_s >= HOLD_S - 1e-6 and not arms.taken
    return replace(
        arms, since_s=since_s, up_s=now_s, held_s=held_s, taken=arms.taken or fires
    ), fires


def are_up(pose: Pose) -> bool:
    """Whether an upright person is holding up both arms."""
    return _is_upright(pose) and all(_is_raised(pose, arm) for arm in _ARMS) and _is_seen(pose)


def _is_seen(pose: Pose) -> bool:
    trunk = min(float(pose.visibility[point]) for point in (*_SHOULDERS, *_HIPS))
    far, near = sorted(float(pose.visibility[wrist]) for _, _, wrist in _ARMS)
    return trunk >= SEEN_FAR and far >= SEEN_FAR and near >= SEEN


def _is_upright(pose: Pose) -> bool:
    """Whether the trunk stands up and is seen from its front, back or side."""
    along_px, up_px = _trunk(pose)
    length_px = math.hypot(along_px, up_px)
    if not length_px > 0.0 or math.degrees(math.atan2(abs(along_px), up_px)) > UPRIGHT_DEG:
        return False
    at = pose.landmarks_px
    shoulders_px = math.dist(*(at[point] for point in _SHOULDERS))
    upper_px = max(math.dist(at[shoulder], at[elbow]) for shoulder, elbow, _ in _ARMS)
    return length_px >= LEAST_TRUNK * max(shoulders_px, upper_px)


def _trunk(pose: Pose) -> tuple[float, float]:
    """Return how far (px) the shoulders are beside and above the hips."""
    at = pose.landmarks_px
    along, down = (at[list(_SHOULDERS)].mean(axis=0) - at[list(_HIPS)].mean(axis=0)).tolist()
    return along, -down


def _is_raised(pose: Pose, arm: tuple[Landmark, Landmark, Landmark]) -> bool:
    shoulder_px, elbow_px, wrist_px = (float(pose.landmarks_px[point][1]) for point in arm)
    rise_px = shoulder_px - wrist_px
    return elbow_px < shoulder_px and rise_px >= WRIST_RISE * math.hypot(*_trunk(pose))
