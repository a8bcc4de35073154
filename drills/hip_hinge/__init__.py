"""The hip hinge: standing, the trunk bows over both hips and comes up again."""

from drills.hip_hinge.definition import DEFINITION
from drills.hip_hinge.machine import State, step

__all__ = ["DEFINITION", "State", "step"]
