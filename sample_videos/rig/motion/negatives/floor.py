"""Movements on hands and knees that are not a drill; each starts and ends on all fours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ...conventions import LATERAL_SIGN, SIDES, other_side
from .limbs import FootDown, FreeArm, FreeLeg, HandAt, HandOn, PalmDown, ShinDown

if TYPE_CHECKING:
    from .keyframes import Posture, Step
    from .mover import Cycle, Mover


def _bird_dog(mover: Mover, number: int) -> list[Step]:
    """Stretch one leg back and the opposite arm forward; sometimes elbow meets knee in between."""
    side, name, home = mover.side(number), "bird_dog", mover.fours
    across = other_side(side)
    leg = FreeLeg(mover.about(-6, 8), mover.about(4, 4), 0.0, mover.about(10, 8))
    arm = FreeArm(mover.about(160, 15), mover.about(10, 6), mover.about(8, 6))
    roll_deg = LATERAL_SIGN[side] * mover.about(3, 4)
    stretched = home.with_leg(side, leg, turn=roll_deg).with_arm(across, arm)
    steps = [mover.move(stretched, 1.2, name), mover.hold(stretched, mover.about(1.5, 1.2), name)]
    while mover.chance(0.4):
        curled = home.with_leg(
            side, FreeLeg(mover.about(105, 8), 4.0, 0.0, 115.0, 40.0), lumbar=(25.0, 0.0, 0.0)
        ).with_arm(across, FreeArm(40.0, 0.0, 85.0), neck=(20.0, 0.0, 0.0))
        steps += [mover.move(curled, 1.0, name), mover.move(stretched, 1.0, name)]
    return [*steps, mover.move(home, 1.2, name), mover.hold(home, 0.5, name)]


def _fire_hydrant(mover: Mover, number: int) -> list[Step]:
    """Lift one bent leg out to the side a few times."""
    side, name, home = mover.side(number), "fire_hydrant", mover.fours
    steps = []
    for _ in range(int(mover.rng.integers(1, 5))):
        leg = FreeLeg(mover.about(78, 12), mover.about(38, 14), mover.about(0, 8), 95.0)
        roll_deg = LATERAL_SIGN[side] * mover.about(9, 7)
        lifted = home.with_leg(side, leg, turn=roll_deg)
        steps += [mover.move(lifted, 0.9, name), mover.hold(lifted, 0.3, name)]
        low = home if mover.chance(0.7) else home.with_leg(side, FreeLeg(75, 8, 0, 95, 55))
        steps.append(mover.move(low, 0.9, name))
    return [*steps, mover.move(home, 0.5, name), mover.hold(home, 0.4, name)]


def _donkey_kick(mover: Mover, number: int) -> list[Step]:
    """Push the heel of one bent leg up a few times."""
    side, name, home = mover.side(number), "donkey_kick", mover.fours
    steps = []
    for _ in range(int(mover.rng.integers(1, 5))):
        leg = FreeLeg(mover.about(-8, 10), mover.about(5, 4), 0.0, mover.about(85, 15))
        roll_deg = LATERAL_SIGN[side] * mover.about(5, 5)
        high = home.with_leg(side, leg, turn=roll_deg, lumbar=(mover.about(-7, 6), 0.0, 0.0))
        low = home.with_leg(side, FreeLeg(mover.about(80, 8), 2.0, 0.0, 90.0, 55.0))
        steps += [mover.move(high, 0.9, name), mover.hold(high, 0.25, name)]
        steps.append(mover.move(low, 0.8, name))
    return [*steps, mover.move(home, 0.6, name), mover.hold(home, 0.4, name)]


def _cat_cow(mover: Mover, number: int) -> list[Step]:
    """Round the whole back, then hollow it."""
    del number
    name, home = "cat_cow", mover.fours
    round_deg, hollow_deg = mover.about(38, 14), mover.about(24, 10)
    cat = replace(
        home,
        tilt=home.tilt - 0.5 * round_deg,
        lumbar=(round_deg, 0.0, 0.0),
        neck=(mover.about(25, 15), 0.0, 0.0),
        girdle=(6.0, 15.0),
    )
    cow = replace(
        home,
        tilt=home.tilt + 0.5 * hollow_deg,
        lumbar=(-hollow_deg, 0.0, 0.0),
        neck=(mover.about(-35, 10), 0.0, 0.0),
        girdle=(2.0, 2.0),
    )
    first, second = (cat, cow) if mover.chance(0.6) else (cow, cat)
    return [
        mover.move(first, 1.6, name),
        mover.hold(first, 0.4, name),
        mover.move(second, 1.8, name),
        mover.hold(second, 0.4, name),
        *([mover.move(home, 1.2, name)] if mover.chance(0.4) else []),
        mover.move(home, 1.0, name),
    ]


def _childs_pose(mover: Mover, number: int) -> list[Step]:
    """Sit back on the heels, chest down, and come up again."""
    del number
    name, home = "childs_pose", mover.fours
    low = _on_heels(mover, home, mover.about(0.22, 0.03) * mover.build.scale)
    build = mover.build
    rounded_deg = mover.about(28, 10)
    shoulder_z_m = mover.about(0.26, 0.03) * build.scale
    tilt_deg = build.tilt_for(shoulder_z_m - low.hips_m[2]) - 0.45 * rounded_deg
    low = replace(
        low,
        tilt=tilt_deg,
        lumbar=(rounded_deg, 0.0, 0.0),
        neck=(mover.about(-5, 10), 0.0, 0.0),
        girdle=(12.0, 9.0),
    )
    palm = home.arms["L"]
    if mover.chance(0.5) and isinstance(palm, PalmDown):
        shoulder_y_m = build.shoulder_y(low.hips_m[1], tilt_deg + 0.5 * rounded_deg)
        palm = palm._replace(y_m=shoulder_y_m - 0.85 * build.arm)
        low = replace(low, arms=dict.fromkeys(SIDES, palm))
    return [
        mover.move(low, 1.8, name),
        mover.hold(low, mover.about(2.5, 2.0), name),
        mover.move(home, 1.8, name),
        mover.hold(home, 0.5, name),
    ]


def _on_heels(mover: Mover, home: Posture, hips_z_m: float) -> Posture:
    """Return the posture with the hips back over the heels, at a height."""
    build = mover.build
    knee = home.legs["L"]
    assert isinstance(knee, ShinDown)
    rise_m = hips_z_m - build.ground.knee_m
    back_m = float(np.sqrt(max(0.0, build.femur**2 - rise_m**2)))
    return replace(home, hips_m=(0.0, knee.y_m + back_m, hips_z_m))


def _sit_on_heels(mover: Mover, number: int) -> list[Step]:
    """Sit upright on the heels for a while: rest, talk, look about."""
    del number
    name, home = "sit_on_heels", mover.fours
    low = _on_heels(mover, home, mover.about(0.24, 0.02) * mover.build.scale)
    hand = HandOn(mover.about(0.24, 0.04), mover.about(0.04, 0.03), mover.about(0.14, 0.03))
    sitting = replace(
        low,
        tilt=mover.about(2, 10),
        lumbar=(mover.about(8, 8), 0.0, 0.0),
        neck=(0.0, 0.0, mover.about(0, 20)),
        girdle=(-4.0, 3.0),
        arms=dict.fromkeys(SIDES, hand),
    )
    steps = [mover.move(sitting, 1.8, name)]
    for _ in range(int(mover.rng.integers(1, 4))):
        looks = replace(sitting, neck=(mover.about(0, 15), 0.0, mover.about(0, 40)))
        steps += [mover.move(looks, 0.8, name), mover.hold(looks, 1.0, name)]
    return [*steps, mover.move(home, 1.8, name), mover.hold(home, 0.4, name)]


def _thread_needle(mover: Mover, number: int) -> list[Step]:
    """Pass one arm under the chest, then open it to the ceiling."""
    side, name, home = mover.side(number), "thread_needle", mover.fours
    out, build = LATERAL_SIGN[side], mover.build
    palm = home.arms[side]
    assert isinstance(palm, PalmDown)
    under = HandAt(-out * mover.about(0.34, 0.06), palm.y_m + 0.10, 0.05 * build.scale, 0.3, 0.2)
    twist_deg = mover.about(34, 10)
    threaded = home.with_arm(
        side,
        under,
        tilt=home.tilt + mover.about(15, 4),
        turn=-out * mover.about(6, 5),
        lumbar=(mover.about(8, 6), 0.0, -out * twist_deg),
        neck=(10.0, 0.0, -out * 20.0),
    )
    opened = home.with_arm(
        side,
        FreeArm(0.0, mover.about(95, 8), 6.0),
        turn=out * mover.about(5, 5),
        lumbar=(0.0, 0.0, out * mover.about(34, 10)),
        neck=(-10.0, 0.0, out * 35.0),
    )
    steps = []
    if mover.chance(0.7):
        steps += [mover.move(opened, 1.3, name), mover.hold(opened, 0.5, name)]
    steps += [mover.move(threaded, 1.6, name), mover.hold(threaded, 1.2, name)]
    return [*steps, mover.move(home, 1.4, name), mover.hold(home, 0.5, name)]


def _crawl(mover: Mover, number: int) -> list[Step]:
    """Crawl a few steps forward and back again."""
    name, home = "crawl", mover.fours
    stride_m = mover.about(0.20, 0.06) * mover.build.scale
    count = int(mover.rng.integers(2, 4))
    places = [stride_m * k for k in (*range(1, count + 1), *range(count - 1, -1, -1))]
    steps = []
    now = home
    for place_m in places:
        for leading in (mover.side(number), other_side(mover.side(number))):
            now = _one_crawl_step(home, now, leading, place_m)
            steps.append(mover.move(now, 0.45, name))
    return [*steps, mover.hold(now, 0.4, name)]


def _one_crawl_step(home: Posture, now: Posture, leading: str, ahead_m: float) -> Posture:
    """Move one hand and the opposite knee to `ahead_m` in front of home."""
    arms, legs = dict(now.arms), dict(now.legs)
    for side in SIDES:
        palm, shin = home.arms[side], home.legs[side]
        assert isinstance(palm, PalmDown)
        assert isinstance(shin, ShinDown)
        if side == leading:
            arms[side] = palm._replace(y_m=palm.y_m - ahead_m)
        else:
            legs[side] = shin._replace(y_m=shin.y_m - ahead_m)
    x_m, y_m, z_m = home.hips_m
    reached_m = [limb[1] - home.legs["L"][1] for limb in legs.values()]
    hips_m = (x_m, y_m + sum(reached_m) / 2, z_m)
    return replace(now, hips_m=hips_m, arms=arms, legs=legs)


def _downward_dog(mover: Mover, number: int) -> list[Step]:
    """Push the hips up and back until arms and legs are straight."""
    del number
    name, home, build = "downward_dog", mover.fours, mover.build
    palm, knee = home.arms["L"], home.legs["L"]
    assert isinstance(palm, PalmDown)
    assert isinstance(knee, ShinDown)
    foot_y_m = knee.y_m + 0.92 * build.shank
    heel_deg = mover.about(22, 15)
    ankle_m = np.array(build.ankle_over_toes(heel_deg)) + np.array([foot_y_m, 0.0])
    wrist_m = np.array([palm.y_m, build.ground.wrist_m])
    leg_m = build.leg * mover.about(0.94, 0.03)
    upper_m = build.trunk_length + build.arm * mover.about(0.88, 0.04)
    hips_y_m, hips_z_m = _above(wrist_m, upper_m, ankle_m, leg_m)
    slope_deg = float(np.degrees(np.arctan2(hips_z_m - wrist_m[1], hips_y_m - wrist_m[0])))
    y, z = build.trunk
    own_lean_deg = float(np.degrees(np.arctan2(-y, z)))
    dog = replace(
        home,
        hips_m=(0.0, hips_y_m, hips_z_m),
        tilt=90 + slope_deg - own_lean_deg - mover.about(4, 6),
        lumbar=(mover.about(6, 8), 0.0, 0.0),
        neck=(mover.about(5, 10), 0.0, 0.0),
        girdle=(16.0, 6.0),
        legs=dict.fromkeys(SIDES, FootDown(build.hip * 1.1, foot_y_m, heel_deg=heel_deg)),
    )
    return [
        mover.move(dog, 1.8, name),
        mover.hold(dog, mover.about(2.0, 1.5), name),
        mover.move(home, 1.8, name),
        mover.hold(home, 0.5, name),
    ]


def _above(
    near_m: np.ndarray, near_reach_m: float, far_m: np.ndarray, far_reach_m: float
) -> tuple[float, float]:
    """Return the upper point (y, z) at given distances from two points (2,), as near as can be."""
    gap_m = far_m - near_m
    apart_m = min(float(np.linalg.norm(gap_m)), 0.99 * (near_reach_m + far_reach_m))
    along = gap_m / np.linalg.norm(gap_m)
    share_m = (apart_m**2 + near_reach_m**2 - far_reach_m**2) / (2 * apart_m)
    height_m = np.sqrt(max(0.0, near_reach_m**2 - share_m**2))
    across = np.array([-along[1], along[0]])
    point = near_m + share_m * along + height_m * across
    return float(point[0]), float(point[1])


def _rest_on_fours(mover: Mover, number: int) -> list[Step]:
    """Stay on all fours: look about, shift the weight, lift a hand to the face or the clothes."""
    name, home = "rest_on_fours", mover.fours
    x_m, y_m, z_m = home.hips_m
    if mover.chance(0.5):
        shifted = replace(
            home,
            hips_m=(mover.about(0, 0.04), y_m + mover.about(0, 0.05), z_m),
            turn=mover.about(0, 5),
            neck=(mover.about(-15, 20), 0.0, mover.about(0, 40)),
        )
        return [
            mover.move(shifted, 0.9, name),
            mover.hold(shifted, 0.8, name),
            mover.move(home, 0.9, name),
        ]
    side = mover.side(number)
    target = HandOn(0.10, 0.55, 0.02) if mover.chance(0.5) else HandOn(-0.02, 0.12, 0.17)
    busy = home.with_arm(side, target, turn=-LATERAL_SIGN[side] * 3.0)
    del x_m, z_m
    return [mover.move(busy, 0.8, name), mover.hold(busy, 0.7, name), mover.move(home, 0.8, name)]


#: Movements that start and end on all fours.
KINDS: dict[str, Cycle] = {
    "bird_dog": _bird_dog,
    "fire_hydrant": _fire_hydrant,
    "donkey_kick": _donkey_kick,
    "cat_cow": _cat_cow,
    "childs_pose": _childs_pose,
    "thread_needle": _thread_needle,
    "crawl": _crawl,
    "downward_dog": _downward_dog,
    "sit_on_heels": _sit_on_heels,
    "rest_on_fours": _rest_on_fours,
}
