"""Several performances in one recording: down to the floor, a set, something else, another set."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..kinematics.blend import blended_pose
from .drill import Instant, Motion, Plan
from .timing import Phase, ease

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..kinematics.chain import Kinematics
    from ..kinematics.pose import Pose
    from ..rotations import FloatArray

#: Parameters in which all parts with reps have to agree.
_SAME = ("variant", "side", "lift_side", "fault")


@dataclass(frozen=True)
class SequenceParams:
    """Parameters of a sequence.

    Attributes
    ----------
    parts
        For each performance a mapping with ``drill`` and ``params``; those with reps are all of one
        drill, and only one of them may be an aeroplane.
    join
        Seconds from one part to the next.
    """

    parts: Sequence[Mapping[str, Any]] = ()
    join: float = 1.0


class Medley:
    """Performances one after the other, each beginning where the one before ended."""

    def __init__(
        self, kinematics: Kinematics, params: SequenceParams, motions: Sequence[Motion]
    ) -> None:
        self._kin = kinematics
        self._join_s = params.join
        self._motions = motions
        self._starts_s: list[float] = []
        self._reps_before: list[int] = []
        self._offsets_m: list[FloatArray] = []
        self._ends = [_ends(motion) for motion in motions]
        time_s, reps = 0.0, 0
        for number, motion in enumerate(motions):
            self._starts_s.append(time_s)
            self._reps_before.append(reps)
            self._offsets_m.append(self._offset_of(number))
            time_s += motion.plan.duration_s + params.join
            reps += motion.plan.true_rep_count
        self.plan = self._whole_plan(time_s - params.join)

    def at(self, time_s: float) -> Instant:
        """See `drill.Motion`."""
        number = max(0, bisect_right(self._starts_s, time_s) - 1)
        own_s = time_s - self._starts_s[number]
        over_s = own_s - self._motions[number].plan.duration_s
        if over_s > 0 and number + 1 < len(self._motions):
            pose = self._joined(number, ease(over_s / self._join_s))
            return Instant(pose, "change", 0)
        instant = self._motions[number].at(own_s)
        assert instant.pose is not None
        rep = instant.rep + self._reps_before[number] if instant.rep else 0
        pose = instant.pose.shifted(self._offsets_m[number])
        return Instant(pose, instant.phase, rep, instant.commanded, instant.ik_residual_m)

    def _joined(self, number: int, eased: float) -> Pose:
        """Return the pose between the end of a part and the start of the next."""
        last = self._ends[number][1].shifted(self._offsets_m[number])
        first = self._ends[number + 1][0].shifted(self._offsets_m[number + 1])
        return blended_pose(self._kin.skeleton, last, first, eased)

    def _offset_of(self, number: int) -> FloatArray:
        """Return the shift (3,) along the floor that starts a part where the hips were last."""
        if number == 0:
            return np.zeros(3)
        middle = self._kin.skeleton.joints["pelvis"]
        left_m = self._ends[number - 1][1].point_m("pelvis", middle)
        begun_m = self._ends[number][0].point_m("pelvis", middle)
        offset_m: FloatArray = self._offsets_m[number - 1] + (left_m - begun_m) * [1, 1, 0]
        return offset_m

    def _whole_plan(self, duration_s: float) -> Plan:
        plans = [motion.plan for motion in self._motions]
        main = next((plan for plan in plans if plan.drill != "negative"), plans[0])
        phases: list[Phase] = []
        reps: list[dict[str, Any]] = []
        for start_s, before, plan in zip(self._starts_s, self._reps_before, plans, strict=True):
            if phases:
                phases.append(Phase(phases[-1].end_s, start_s, "change", 0))
            phases += [
                Phase(start_s + p.start_s, start_s + p.end_s, p.name, p.rep + before * bool(p.rep))
                for p in plan.phases
            ]
            reps += [{**rep, "rep": rep["rep"] + before} for rep in plan.commanded_reps]
        return Plan(
            drill=main.drill,
            params=main.params | {"parts": [plan.drill for plan in plans]},
            commanded_reps=reps,
            true_rep_count=sum(plan.true_rep_count for plan in plans),
            duration_s=duration_s,
            phases=phases,
            lean_deg=main.lean_deg,
            contact_m=main.contact_m,
        )


def _ends(motion: Motion) -> tuple[Pose, Pose]:
    """Return the first and last pose; raise ValueError for a part without a person."""
    first, last = motion.at(0.0).pose, motion.at(motion.plan.duration_s).pose
    if first is None or last is None:
        raise ValueError("a sequence cannot hold a part without a person")
    return first, last


def check_parts(plans: Sequence[Plan]) -> None:
    """Raise ValueError for parts that have no truth in common."""
    if not plans:
        raise ValueError("a sequence needs parts")
    drills = [plan for plan in plans if plan.drill != "negative"]
    if len({plan.drill for plan in drills}) > 1:
        raise ValueError("the parts with reps of a sequence are not all of one drill")
    if len(drills) > 1 and drills[0].drill == "aeroplane":
        raise ValueError("a sequence can hold only one aeroplane: its turns have one neutral")
    for name in _SAME:
        if len({plan.params.get(name) for plan in drills}) > 1:
            raise ValueError(f"the parts with reps of a sequence differ in {name}")
