"""The hip aeroplane: hinged over one leg, the pelvis opens and closes over the planted foot."""

from drills.aeroplane.definition import DEFINITION
from drills.aeroplane.machine import State, step

__all__ = ["DEFINITION", "State", "step"]
