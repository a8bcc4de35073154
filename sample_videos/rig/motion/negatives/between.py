"""Getting down on hands and knees, getting up again, and the inchworm, which does both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ...conventions import SIDES, Side, other_side
from .limbs import FootDown, FreeArm, HandOn, PalmDown, ShinDown

if TYPE_CHECKING:
    from .keyframes import Posture, Step
    from .mover import Cycle, Mover


def _get_down(mover: Mover, number: int) -> list[Step]:
    """Go from standing to all fours, through a half kneel or hands first."""
    way = _way_down(mover, number)
    steps = [mover.move(posture, seconds, "get_down") for seconds, posture in way]
    return [*steps, mover.hold(mover.fours, 0.5, "get_down")]


def _get_up(mover: Mover, number: int) -> list[Step]:
    """Go from all fours to standing: a way down taken backwards."""
    way = _way_down(mover, number)
    postures = [*(posture for _, posture in way[-2::-1]), mover.standing]
    seconds = [s for s, _ in way][::-1]
    steps = [mover.move(p, s, "get_up") for s, p in zip(seconds, postures, strict=True)]
    return [*steps, mover.hold(mover.standing, 0.5, "get_up")]


def _way_down(mover: Mover, number: int) -> list[tuple[float, Posture]]:
    """Return the postures from standing to all fours, each with its usual duration (s)."""
    if mover.chance(0.5):
        return _over_half_kneel(mover, number)
    return _hands_first(mover, number)


def _over_half_kneel(mover: Mover, number: int) -> list[tuple[float, Posture]]:
    back, build, fours = mover.side(number), mover.build, mover.fours
    front = other_side(back)
    knee = fours.legs[back]
    assert isinstance(knee, ShinDown)
    front_y_m = knee.y_m - mover.about(0.42, 0.05) * build.scale
    foot = FootDown(build.hip * 1.3, front_y_m)
    hips_m = (0.0, knee.y_m - 0.02, build.ground.knee_m + build.femur)
    free = FreeArm(10.0, 12.0, 20.0)
    kneel = replace(
        fours,
        hips_m=hips_m,
        legs={front: foot, back: knee},
        tilt=mover.about(8, 6),
        neck=(10.0, 0.0, 0.0),
        girdle=(-5.0, 2.0),
        arms={front: HandOn(0.30, 0.10, 0.10), back: free},
    )
    upright = replace(
        kneel,
        legs=dict.fromkeys(SIDES, knee),
        arms=dict.fromkeys(SIDES, free),
    )
    stepped = mover.standing.with_leg(
        back,
        FootDown(build.hip * 1.3, knee.y_m + 0.30 * build.scale, heel_deg=45.0),
        hips_m=(0.0, 0.0, mover.standing.hips_m[2] - 0.22 * build.scale),
        tilt=18.0,
    ).with_leg(front, foot)
    way = [(1.0, stepped), (1.0, kneel), (0.9, upright), (1.2, fours)]
    return way if mover.chance(0.7) else [way[0], way[1], way[3]]


def _hands_first(mover: Mover, number: int) -> list[tuple[float, Posture]]:
    side, build, fours = mover.side(number), mover.build, mover.fours
    knee = fours.legs[side]
    assert isinstance(knee, ShinDown)
    foot_y_m = fours.arms[side][1] + mover.about(0.42, 0.05) * build.scale
    foot = FootDown(build.hip * 1.3, foot_y_m, heel_deg=25.0)
    crouch = replace(
        mover.standing,
        hips_m=(0.0, foot_y_m + 0.16 * build.scale, build.ground.ankle_m + 0.52 * build.leg),
        tilt=62.0,
        lumbar=(14.0, 0.0, 0.0),
        legs=dict.fromkeys(SIDES, foot),
        arms=dict(fours.arms),
    )
    one_knee = replace(
        crouch,
        hips_m=(0.0, knee.y_m - 0.04, build.ground.knee_m + 0.98 * build.femur),
        tilt=fours.tilt - 10,
        lumbar=(8.0, 0.0, 0.0),
    ).with_leg(side, knee)
    near = replace(mover.standing, legs=dict.fromkeys(SIDES, foot._replace(heel_deg=0.0)))
    near = replace(near, hips_m=(0.0, foot_y_m, near.hips_m[2]))
    return [(0.6, near), (1.3, crouch), (0.9, one_knee), (0.9, fours)]


def _inchworm(mover: Mover, number: int) -> list[Step]:
    """Bend down, walk the hands out to a plank and back, stand up."""
    del number
    name = "inchworm"
    folded = _folded(mover)
    palm = folded.arms["L"]
    assert isinstance(palm, PalmDown)
    plank = _plank(mover)
    far = plank.arms["L"]
    walk = []
    hands = dict.fromkeys(SIDES, palm)
    count = int(mover.rng.integers(2, 4))
    for k in range(1, 2 * count + 1):
        side = SIDES[k % 2]
        share = min(1.0, (k + 1) / (2 * count))
        hands = {**hands, side: palm._replace(y_m=palm.y_m + (far[1] - palm.y_m) * share)}
        walk.append(_mixed_place(folded, plank, share, hands))
    out = [mover.move(posture, 0.5, name) for posture in walk]
    back = [mover.move(posture, 0.5, name) for posture in walk[-2::-1]]
    return [
        mover.move(folded, 1.6, name),
        *out,
        mover.move(plank, 0.5, name),
        mover.hold(plank, 0.8, name),
        *back,
        mover.move(folded, 0.5, name),
        mover.move(mover.standing, 1.6, name),
        mover.hold(mover.standing, 0.4, name),
    ]


def _folded(mover: Mover) -> Posture:
    """Return the posture bent forward, back round, palms on the floor in front of the feet."""
    build = mover.build
    tilt_deg, rounded_deg = mover.about(94, 6), mover.about(38, 8)
    whole_deg = tilt_deg + 0.55 * rounded_deg
    shoulder_z_m = mover.standing.hips_m[2] + build.rise(whole_deg)
    knee_m = max(mover.about(0.06, 0.03), shoulder_z_m - build.ground.wrist_m - 0.86 * build.arm)
    fold = mover.hinged(tilt_deg, knee_m, rounded_deg)
    palm_y_m = build.shoulder_y(fold.hips_m[1], whole_deg) - 0.2 * build.arm
    return replace(fold, arms=dict.fromkeys(SIDES, PalmDown(build.shoulder, palm_y_m)))


def _plank(mover: Mover) -> Posture:
    """Return the posture straight from head to heels over the hands, feet where they stood."""
    build = mover.build
    heel_deg = 58.0
    ankle_y_m, ankle_z_m = build.ankle_over_toes(heel_deg)
    shoulder_z_m = build.ground.wrist_m + 0.98 * build.arm
    whole_m = 0.99 * build.leg + build.trunk_length
    slope = float(np.arcsin((shoulder_z_m - ankle_z_m) / whole_m))
    hips_y_m = ankle_y_m - 0.99 * build.leg * float(np.cos(slope))
    hips_z_m = ankle_z_m + 0.99 * build.leg * float(np.sin(slope))
    y, z = build.trunk
    tilt_deg = 90 - float(np.degrees(slope + np.arctan2(-y, z)))
    palm = PalmDown(build.shoulder, build.shoulder_y(hips_y_m, tilt_deg))
    foot = mover.standing.legs["L"]
    assert isinstance(foot, FootDown)
    return replace(
        mover.standing,
        hips_m=(0.0, hips_y_m, hips_z_m),
        tilt=tilt_deg,
        neck=(-10.0, 0.0, 0.0),
        girdle=(4.0, 9.0),
        legs=dict.fromkeys(SIDES, foot._replace(heel_deg=heel_deg)),
        arms=dict.fromkeys(SIDES, palm),
    )


def _mixed_place(
    start: Posture, end: Posture, share: float, hands: dict[Side, PalmDown]
) -> Posture:
    """Mix trunk and feet of two postures; the hands are given."""

    def mix(a: float, b: float) -> float:
        return a + (b - a) * share

    feet = {
        side: FootDown(*(mix(a, b) for a, b in zip(start.legs[side], end.legs[side], strict=True)))
        for side in SIDES
    }
    arc_m = 0.30 * float(np.sin(np.pi * share)) if share < 1 else 0.0
    x, y, z = (mix(a, b) for a, b in zip(start.hips_m, end.hips_m, strict=True))
    return replace(
        start,
        hips_m=(x, y, z + arc_m),
        tilt=mix(start.tilt, end.tilt),
        lumbar=(mix(start.lumbar[0], end.lumbar[0]), 0.0, 0.0),
        legs=feet,
        arms=hands,
    )


#: Movements that go from standing to all fours, back from there, or both.
KINDS: dict[str, Cycle] = {
    "inchworm": _inchworm,
    "get_down": _get_down,
    "get_up": _get_up,
}
