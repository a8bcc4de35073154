"""The foot lift: on all fours one foot lifts off the floor, the hip turning inwards."""

from drills.foot_lift.clearance import remarks
from drills.foot_lift.definition import DEFINITION
from drills.foot_lift.machine import State, step

__all__ = ["DEFINITION", "State", "remarks", "step"]
