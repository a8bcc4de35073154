"""One person's measures, home postures and ways of moving, from which key postures are made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ...conventions import SIDES, Side
from .keyframes import Posture, Step
from .limbs import FootDown, FreeArm, PalmDown, ShinDown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...kinematics.chain import Kinematics
    from ...rotations import FloatArray
    from .limbs import Ground

#: Lengths in the postures are written for this stature (m).
_WRITTEN_FOR_M = 1.75
_STANDING_LEG = 0.996


@dataclass(frozen=True)
class Build:
    """Measures of a person (m).

    Attributes
    ----------
    femur, shank, arm
        Lengths; the arm from shoulder to wrist.
    trunk
        (y, z) of the middle of the shoulders from the middle of the hips, standing.
    hip, shoulder
        Half the distance between the joints.
    foot
        (back, up) of the ankle from the toe joint.
    ground
        Heights of the joints whose skin touches the floor.
    scale
        Stature relative to 1.75 m.
    """

    femur: float
    shank: float
    arm: float
    trunk: tuple[float, float]
    hip: float
    shoulder: float
    foot: tuple[float, float]
    ground: Ground
    scale: float

    @property
    def leg(self) -> float:
        """Length of a straight leg from hip to ankle."""
        return self.femur + self.shank

    @property
    def trunk_length(self) -> float:
        """Distance from the middle of the hips to that of the shoulders."""
        return float(np.hypot(*self.trunk))

    def ankle_over_toes(self, heel_deg: float) -> tuple[float, float]:
        """Return the ankle (y, z), metres, of a foot at y = 0 that stands on its toes.

        `heel_deg` is how far the heel is raised about the toes.
        """
        back, up = self.foot
        heel = np.radians(heel_deg)
        y = -back + back * np.cos(heel) - up * np.sin(heel)
        rise = back * np.sin(heel) + up * np.cos(heel) - up
        return float(y), float(self.ground.ankle_m + rise)

    def rise(self, tilt_deg: float) -> float:
        """Return the height of the shoulders above the hips (m) of a straight trunk."""
        y, z = self.trunk
        tilt = np.radians(tilt_deg)
        return float(y * np.sin(tilt) + z * np.cos(tilt))

    def tilt_for(self, rise_m: float) -> float:
        """Return the tilt (degrees) of a straight trunk that is `rise_m` high, or nearly so."""
        y, z = self.trunk
        upright = np.arctan2(-y, z)
        return float(np.degrees(np.arccos(np.clip(rise_m / self.trunk_length, -1, 1)) - upright))

    def shoulder_y(self, hips_y_m: float, tilt_deg: float) -> float:
        """Return where the shoulders of a straight trunk are along the room (m).

        Parameters
        ----------
        hips_y_m
            Where the hips are along the room.
        tilt_deg
            Forward tilt of the trunk.
        """
        y, z = self.trunk
        tilt = np.radians(tilt_deg)
        return float(hips_y_m + y * np.cos(tilt) - z * np.sin(tilt))

    def balanced_hips_y(self, tilt_deg: float) -> float:
        """Return how far back the hips go (m) so that a person bent forward does not fall."""
        lean = float(np.sin(np.radians(tilt_deg)))
        return 0.24 * self.scale * lean - 0.03 * min(1.0, 2 * max(lean, 0.0))


def build_of(kinematics: Kinematics, ground: Ground) -> Build:
    """Measure a person.

    Parameters
    ----------
    kinematics
        Of the person.
    ground
        Heights of the joints whose skin touches the floor.
    """
    skeleton, lengths_m = kinematics.skeleton, kinematics.lengths_m
    joints = skeleton.joints
    shoulders: FloatArray = (joints["shoulderL"] + joints["shoulderR"]) / 2 - joints["pelvis"]
    to_ankle: FloatArray = joints["ankleL"] - joints["toeL"]
    return Build(
        femur=lengths_m["femur"],
        shank=lengths_m["shank"],
        arm=lengths_m["humerus"] + lengths_m["forearm"],
        trunk=(float(shoulders[1]), float(shoulders[2])),
        hip=skeleton.hip_width_m / 2,
        shoulder=skeleton.shoulder_width_m / 2,
        foot=(float(to_ankle[1]), float(to_ankle[2])),
        ground=ground,
        scale=skeleton.stature_m / _WRITTEN_FOR_M,
    )


class Mover:
    """A person with habits: widths, tempo, and how much each repetition varies.

    Attributes
    ----------
    build
        Measures.
    rng
        Source of all variation.
    standing, fours
        Home postures, upright and on hands and knees.
    """

    def __init__(self, build: Build, rng: np.random.Generator, tempo: float = 1.0) -> None:
        self.build = build
        self.rng = rng
        self._tempo = tempo * float(rng.uniform(0.8, 1.25))
        self.standing = self._standing()
        self.fours = self._fours()

    def about(self, value: float, spread: float) -> float:
        """Return a value that differs each time, drawn evenly from a range.

        Parameters
        ----------
        value
            Middle of the range.
        spread
            Half its width.
        """
        return float(value + self.rng.uniform(-spread, spread))

    def seconds(self, usual_s: float) -> float:
        """Return a duration that differs each time."""
        return float(usual_s * self._tempo * np.exp(0.2 * self.rng.normal()))

    def hold(self, posture: Posture, usual_s: float, name: str) -> Step:
        """Rest in a posture.

        Parameters
        ----------
        posture
            The one to stay in.
        usual_s
            About how long.
        name
            Of the phase.
        """
        return Step(self.seconds(usual_s), posture, name)

    def move(self, posture: Posture, usual_s: float, name: str) -> Step:
        """Go to a posture.

        Parameters
        ----------
        posture
            The one to go to.
        usual_s
            About how long it takes.
        name
            Of the phase.
        """
        return Step(self.seconds(usual_s), posture, name)

    def chance(self, share: float) -> bool:
        """Say whether something that happens in this share of cases happens now."""
        return bool(self.rng.random() < share)

    def side(self, number: int) -> Side:
        """Return the side of a repetition; people usually change sides."""
        return SIDES[number % 2]

    def hinged(self, tilt_deg: float, knee_m: float = 0.0, lumbar_deg: float = 0.0) -> Posture:
        """Return a standing posture, bent forward at the hips.

        Parameters
        ----------
        tilt_deg
            Forward tilt of the pelvis.
        knee_m
            How much lower the hips are because the knees bend.
        lumbar_deg
            Flexion of the lumbar spine.
        """
        build = self.build
        hips_z_m = build.ground.ankle_m + _STANDING_LEG * build.leg - knee_m
        place_m = (0.0, build.balanced_hips_y(tilt_deg), hips_z_m)
        return replace(
            self.standing,
            hips_m=place_m,
            tilt=tilt_deg,
            lumbar=(lumbar_deg, 0.0, 0.0),
            neck=(-0.25 * tilt_deg, 0.0, 0.0),
            arms=dict.fromkeys(SIDES, FreeArm(tilt_deg + 0.6 * lumbar_deg, 4.0, 8.0)),
        )

    def _standing(self) -> Posture:
        build = self.build
        foot = FootDown(build.hip * self.about(1.25, 0.2), 0.0, toe_out_deg=self.about(8, 5))
        hips_z_m = build.ground.ankle_m + _STANDING_LEG * build.leg
        arms = dict.fromkeys(SIDES, FreeArm(self.about(4, 4), self.about(9, 3), self.about(14, 6)))
        return Posture((0.0, 0.0, hips_z_m), dict.fromkeys(SIDES, foot), arms=dict(arms))

    def _fours(self) -> Posture:
        build = self.build
        knee_y_m = 0.06 * build.scale
        knee = ShinDown(build.hip * self.about(1.25, 0.25), knee_y_m)
        lean = np.radians(self.about(0, 6))
        hips_y_m = knee_y_m + build.femur * float(np.sin(lean))
        hips_z_m = build.ground.knee_m + build.femur * float(np.cos(lean))
        shoulder_z_m = build.ground.wrist_m + build.arm * self.about(0.955, 0.02)
        tilt_deg = build.tilt_for(shoulder_z_m - hips_z_m)
        palm_y_m = build.shoulder_y(hips_y_m, tilt_deg) - self.about(0.05, 0.05)
        palm = PalmDown(build.shoulder * self.about(1.0, 0.1), palm_y_m)
        return Posture(
            hips_m=(0.0, hips_y_m, hips_z_m),
            legs=dict.fromkeys(SIDES, knee),
            tilt=tilt_deg,
            neck=(self.about(-12, 10), 0.0, 0.0),
            girdle=(4.0, 9.0),
            arms=dict.fromkeys(SIDES, palm),
        )


#: A movement: the steps of a person in a repetition, whose number decides the side.
Cycle: TypeAlias = "Callable[[Mover, int], list[Step]]"
