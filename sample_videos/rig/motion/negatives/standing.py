"""Movements on the feet that are not a drill; each starts and ends standing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ...conventions import LATERAL_SIGN, SIDES, Side, other_side
from .limbs import FootDown, FreeArm, FreeLeg, HandAt, HandOn

if TYPE_CHECKING:
    from .keyframes import Posture, Step
    from .mover import Cycle, Mover

_ARMS_BEHIND_HEAD = FreeArm(20.0, 80.0, 130.0, 1.0)


def _good_morning(mover: Mover, number: int) -> list[Step]:
    """Hinge at the hips with both feet on the floor and come up."""
    del number
    name = "good_morning"
    low = mover.hinged(mover.about(65, 22), mover.about(0.04, 0.03), mover.about(4, 6))
    up = mover.standing
    style = mover.rng.integers(3)
    if style == 0:
        arms = dict.fromkeys(SIDES, _ARMS_BEHIND_HEAD)
        low, up = replace(low, arms=dict(arms)), replace(up, arms=dict(arms))
    elif style == 1:
        hand = HandOn(0.02, 0.06, 0.17)
        low, up = (replace(p, arms=dict.fromkeys(SIDES, hand)) for p in (low, up))
    steps = [mover.move(up, 0.6, name)]
    for _ in range(int(mover.rng.integers(1, 4))):
        steps += [mover.move(low, 1.6, name), mover.hold(low, 0.3, name)]
        steps += [mover.move(up, 1.5, name), mover.hold(up, 0.3, name)]
    return [*steps, mover.move(mover.standing, 0.6, name)]


def _squat(mover: Mover, number: int) -> list[Step]:
    """Squat on both feet, arms forward."""
    del number
    name, build = "squat", mover.build
    depth_m = build.leg * mover.about(0.38, 0.14)
    tilt_deg = mover.about(40, 10)
    width = build.hip * mover.about(1.9, 0.4)
    foot = FootDown(width, 0.0, toe_out_deg=mover.about(20, 10))
    wide = replace(mover.standing, legs=dict.fromkeys(SIDES, foot))
    low = replace(
        wide,
        hips_m=(0.0, 0.17 * build.scale, mover.standing.hips_m[2] - depth_m),
        tilt=tilt_deg,
        lumbar=(mover.about(8, 8), 0.0, 0.0),
        neck=(-12.0, 0.0, 0.0),
        arms=dict.fromkeys(SIDES, FreeArm(mover.about(80, 15) + tilt_deg, 8.0, 15.0)),
    )
    steps = [mover.move(wide, 0.7, name)]
    for _ in range(int(mover.rng.integers(1, 4))):
        steps += [mover.move(low, 1.2, name), mover.hold(low, 0.2, name)]
        steps += [mover.move(wide, 1.1, name), mover.hold(wide, 0.3, name)]
    return [*steps, mover.move(mover.standing, 0.7, name)]


def _on_one_leg(
    mover: Mover, stance: Side, tilt_deg: float, turn_deg: float, knee_m: float
) -> Posture:
    """Return a posture hinged over one foot, with the other leg in line with the trunk."""
    build = mover.build
    hinged = mover.hinged(tilt_deg, knee_m)
    foot = hinged.legs[stance]
    out = LATERAL_SIGN[stance]
    posture = hinged.with_leg(
        other_side(stance),
        FreeLeg(mover.about(-2, 6), mover.about(2, 4), 0.0, mover.about(8, 6)),
        turn=turn_deg,
    )
    turned = posture.pelvis() @ np.array([0.0, 0.0, -out * build.hip])
    _, hips_y_m, hips_z_m = hinged.hips_m
    hip_m = np.array([out * foot[0], hips_y_m + 0.02, hips_z_m])
    middle_m = hip_m - turned
    return replace(posture, hips_m=(float(middle_m[0]), float(middle_m[1]), float(middle_m[2])))


def _one_leg_deadlift(mover: Mover, number: int) -> list[Step]:
    """Hinge on one leg and come up, with the pelvis level."""
    stance, name = mover.side(number), "one_leg_deadlift"
    steps = []
    for _ in range(int(mover.rng.integers(1, 5))):
        tilt_deg = mover.about(66, 20)
        low = _on_one_leg(mover, stance, tilt_deg, mover.about(0, 6), mover.about(0.03, 0.02))
        low = replace(low, lumbar=(mover.about(4, 6), 0.0, 0.0))
        steps += [mover.move(low, 1.7, name), mover.hold(low, 0.3, name)]
        steps += [mover.move(mover.standing, 1.5, name), mover.hold(mover.standing, 0.3, name)]
    return steps


def _warrior_3(mover: Mover, number: int) -> list[Step]:
    """Stay hinged on one leg, arms forward or sideways, without turning."""
    stance, name = mover.side(number), "warrior_3"
    tilt_deg = mover.about(82, 8)
    held = _on_one_leg(mover, stance, tilt_deg, mover.about(0, 4), mover.about(0.015, 0.01))
    arm = FreeArm(mover.about(165, 10), 8.0, 6.0) if mover.chance(0.5) else FreeArm(0, 88, 6)
    held = replace(held, arms=dict.fromkeys(SIDES, arm), neck=(-25.0, 0.0, 0.0))
    return [
        mover.move(held, 2.0, name),
        mover.hold(held, mover.about(4, 2.5), name),
        mover.move(mover.standing, 1.8, name),
        mover.hold(mover.standing, 0.5, name),
    ]


def _half_moon(mover: Mover, number: int) -> list[Step]:
    """Open the pelvis over one leg, one hand near the floor, and stay there."""
    stance, name, build = mover.side(number), "half_moon", mover.build
    out = LATERAL_SIGN[stance]
    opened_deg = -out * mover.about(62, 15)
    held = _on_one_leg(mover, stance, mover.about(84, 6), opened_deg, mover.about(0.03, 0.02))
    reach_m = build.shoulder_y(held.hips_m[1], held.tilt) - 0.03
    floor_m = mover.about(0.16, 0.10)
    held = held.with_arm(stance, HandAt(out * 0.16, reach_m, floor_m, 0.4, 0.3))
    held = held.with_arm(
        other_side(stance),
        FreeArm(0.0, mover.about(92, 8), 6.0),
        neck=(0.0, 0.0, -out * mover.about(25, 20)),
    )
    hinged = _on_one_leg(mover, stance, mover.about(70, 8), 0.0, 0.03)
    return [
        mover.move(hinged, 1.6, name),
        mover.move(held, 1.4, name),
        mover.hold(held, mover.about(4, 2), name),
        mover.move(hinged, 1.2, name),
        mover.move(mover.standing, 1.4, name),
        mover.hold(mover.standing, 0.4, name),
    ]


def _dancer(mover: Mover, number: int) -> list[Step]:
    """Hold one foot behind the back, the other arm up."""
    stance, name = mover.side(number), "dancer"
    free = other_side(stance)
    held = _on_one_leg(mover, stance, mover.about(28, 14), 0.0, 0.01)
    held = held.with_leg(free, FreeLeg(mover.about(-22, 8), 8.0, 0.0, mover.about(100, 15)))
    held = held.with_arm(free, FreeArm(mover.about(-48, 6), 12.0, 12.0))
    held = held.with_arm(
        stance, FreeArm(mover.about(140, 20), 8.0, 10.0), lumbar=(mover.about(-12, 6), 0.0, 0.0)
    )
    return [
        mover.move(held, 2.0, name),
        mover.hold(held, mover.about(3, 2), name),
        mover.move(mover.standing, 1.6, name),
        mover.hold(mover.standing, 0.4, name),
    ]


def _windmill(mover: Mover, number: int) -> list[Step]:
    """Bend forward, feet wide apart, and reach across with each hand in turn."""
    name, build = "windmill", mover.build
    width_m = build.hip * mover.about(3.2, 0.8)
    foot = FootDown(width_m, 0.0, toe_out_deg=mover.about(12, 8))
    legs = dict.fromkeys(SIDES, foot)
    wide = replace(
        mover.standing, legs=legs, arms=dict.fromkeys(SIDES, FreeArm(0.0, mover.about(80, 12), 8.0))
    )
    steps = [mover.move(wide, 1.2, name)]
    for rep in range(int(mover.rng.integers(2, 5))):
        down = mover.side(number + rep)
        low = _across(mover, wide, down, width_m)
        steps += [mover.move(low, 1.3, name), mover.hold(low, 0.3, name)]
        between = wide if mover.chance(0.6) else replace(low, lumbar=(10.0, 0.0, 0.0))
        steps.append(mover.move(between, 1.2, name))
    return [*steps, mover.move(wide, 0.8, name), mover.move(mover.standing, 1.0, name)]


def _across(mover: Mover, wide: Posture, down: Side, width_m: float) -> Posture:
    """Return a posture with one hand at the other side's shin or foot, the other hand up."""
    out = LATERAL_SIGN[down]
    hinged = mover.hinged(mover.about(68, 12), 0.05, mover.about(14, 8))
    height_m = mover.about(0.22, 0.12)
    lowered = replace(
        hinged,
        legs=wide.legs,
        turn=-out * mover.about(10, 6),
        lumbar=(hinged.lumbar[0], 0.0, -out * mover.about(32, 12)),
        neck=(0.0, 0.0, out * mover.about(15, 15)),
    )
    lowered = lowered.with_arm(down, HandAt(-out * width_m * 0.85, -0.10, height_m, 0.3, 0.4))
    return lowered.with_arm(other_side(down), FreeArm(0.0, mover.about(98, 8), 6.0))


def _lunge(mover: Mover, number: int) -> list[Step]:
    """Step forward or back into a lunge and return."""
    side, name, build = mover.side(number), "lunge", mover.build
    length_m = mover.about(0.72, 0.12) * build.scale
    forward = mover.chance(0.5)
    front_m, back_m = (-length_m, 0.0) if forward else (0.0, length_m)
    front, back = (side, other_side(side)) if forward else (other_side(side), side)
    foot = mover.standing.legs["L"]
    assert isinstance(foot, FootDown)
    legs = {
        front: foot._replace(y_m=front_m),
        back: foot._replace(y_m=back_m, heel_deg=mover.about(55, 10)),
    }
    hips_z_m = build.ground.ankle_m + build.leg * mover.about(0.66, 0.10)
    low = replace(
        mover.standing,
        hips_m=(0.0, (front_m + back_m) / 2 + 0.02, hips_z_m),
        tilt=mover.about(10, 10),
        legs=legs,
        arms=dict.fromkeys(SIDES, HandOn(0.03, 0.05, 0.17))
        if mover.chance(0.5)
        else dict(mover.standing.arms),
    )
    steps = [mover.move(low, 1.2, name), mover.hold(low, mover.about(0.6, 0.5), name)]
    return [*steps, mover.move(mover.standing, 1.1, name), mover.hold(mover.standing, 0.3, name)]


def _sit(mover: Mover, number: int) -> list[Step]:
    """Sit down (on a seat that is not drawn), stay, and stand up."""
    del number
    name, build = "sit", mover.build
    hips_z_m = mover.about(0.50, 0.05) * build.scale
    hand = HandOn(mover.about(0.28, 0.05), mover.about(0.05, 0.03), 0.13)
    seated = replace(
        mover.standing,
        hips_m=(0.0, build.femur * 0.95, hips_z_m),
        tilt=mover.about(0, 10),
        lumbar=(mover.about(12, 8), 0.0, 0.0),
        arms=dict.fromkeys(SIDES, hand),
    )
    passing = replace(seated, hips_m=(0.0, build.femur * 0.7, hips_z_m + 0.12), tilt=45.0)
    passing = replace(passing, arms=dict.fromkeys(SIDES, FreeArm(40.0, 8.0, 20.0)))
    leaning = replace(seated, tilt=mover.about(25, 12), neck=(0.0, 0.0, mover.about(0, 30)))
    return [
        mover.move(passing, 1.0, name),
        mover.move(seated, 0.8, name),
        mover.hold(seated, 1.2, name),
        *([mover.move(leaning, 1.0, name)] if mover.chance(0.5) else []),
        mover.move(passing, 0.9, name),
        mover.move(mover.standing, 1.0, name),
        mover.hold(mover.standing, 0.4, name),
    ]


def _pick_up(mover: Mover, number: int) -> list[Step]:
    """Pick something up from the floor, bending or crouching."""
    side, name, build = mover.side(number), "pick_up", mover.build
    tilt_deg, rounded_deg = mover.about(72, 15), mover.about(24, 14)
    shoulder_z_m = mover.standing.hips_m[2] + build.rise(tilt_deg + 0.6 * rounded_deg)
    floor_m = mover.about(0.21, 0.04)
    crouch_m = max(build.leg * mover.about(0.2, 0.2), shoulder_z_m - build.arm - floor_m + 0.06)
    low = mover.hinged(tilt_deg, crouch_m, rounded_deg)
    ahead_m = -mover.about(0.30, 0.10) * build.scale
    reach = HandAt(LATERAL_SIGN[side] * 0.05, ahead_m, floor_m, 0.5, 0.6)
    low = low.with_arm(side, reach)
    if mover.chance(0.5):
        mirrored = HandAt(-LATERAL_SIGN[side] * 0.08, ahead_m, floor_m, 0.5, 0.6)
        low = low.with_arm(other_side(side), mirrored)
    return [
        mover.move(low, 1.1, name),
        mover.hold(low, 0.4, name),
        mover.move(mover.standing, 1.1, name),
        mover.hold(mover.standing, mover.about(0.8, 0.5), name),
    ]


def _talk(mover: Mover, number: int) -> list[Step]:
    """Stand about: hands to hips, clothes or face; a gesture; weight from leg to leg."""
    side, name = mover.side(number), "talk"
    build, (_, y_m, z_m) = mover.build, mover.standing.hips_m
    gesture = FreeArm(mover.about(45, 20), mover.about(12, 10), mover.about(75, 30))
    place: list[HandOn | FreeArm] = [
        HandOn(0.02, 0.06, 0.17),
        HandOn(0.12, 0.12, 0.08),
        HandOn(0.12, 0.62, 0.04),
        gesture,
    ]
    busy = replace(
        mover.standing,
        hips_m=(mover.about(0, 0.05) * build.scale, y_m, z_m - 0.005),
        turn=mover.about(0, 8),
        drop=mover.about(0, 3),
        neck=(mover.about(0, 12), 0.0, mover.about(0, 30)),
    ).with_arm(side, place[int(mover.rng.integers(4))])
    if mover.chance(0.5):
        busy = busy.with_arm(other_side(side), place[int(mover.rng.integers(4))])
    return [
        mover.move(busy, 0.8, name),
        mover.hold(busy, mover.about(1.0, 0.7), name),
        mover.move(mover.standing, 0.8, name),
        mover.hold(mover.standing, 0.4, name),
    ]


#: Movements that start and end standing.
KINDS: dict[str, Cycle] = {
    "good_morning": _good_morning,
    "squat": _squat,
    "one_leg_deadlift": _one_leg_deadlift,
    "warrior_3": _warrior_3,
    "half_moon": _half_moon,
    "dancer": _dancer,
    "windmill": _windmill,
    "lunge": _lunge,
    "sit": _sit,
    "pick_up": _pick_up,
    "talk": _talk,
}
