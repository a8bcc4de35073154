"""The frogger rock: on all fours, hips back to the heels and forward again."""

from drills.frogger.definition import DEFINITION
from drills.frogger.machine import State, step

__all__ = ["DEFINITION", "State", "step"]
