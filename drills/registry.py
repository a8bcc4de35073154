"""The drills there are: definition and machine of each, by name.

A new drill is one file with a definition, a state and a pure ``step``, an entry here, and its name
in `drills.core.events.Drill`. With ``offered=False`` in its definition it is in no menu and not
recognised by itself, and works where it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from drills import hip_hinge
from drills.aeroplane import machine as aeroplane
from drills.aeroplane.definition import DEFINITION as AEROPLANE
from drills.foot_lift import machine as foot_lift
from drills.foot_lift.definition import DEFINITION as FOOT_LIFT
from drills.frogger import machine as frogger
from drills.frogger.definition import DEFINITION as FROGGER

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from drills.core.definition import Definition
    from drills.core.events import Drill, Event
    from drills.core.rep_set import SetState
    from vision.datatypes import Sample, Side


class DrillState(Protocol):
    """What the rest of the program reads of a machine's state; a frozen dataclass."""

    @property
    def phase(self) -> StrEnum:
        """The phase; its value is in words."""
        ...

    @property
    def set(self) -> SetState:
        """Tallies, rep under way, warnings."""
        ...

    @property
    def side(self) -> Side | None:
        """The side of the rep under way or of the last one."""
        ...

    @property
    def level(self) -> StrEnum | None:
        """The level that is seen, if the drill has any."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One drill: ``start`` makes its first state, ``step`` takes a sample."""

    definition: Definition[Any]
    start: Callable[[], Any]
    step: Callable[[Any, Sample, Definition[Any]], tuple[Any, tuple[Event, ...]]]


ENTRIES: dict[Drill, Entry] = {
    entry.definition.drill: entry
    for entry in (
        Entry(AEROPLANE, aeroplane.State, aeroplane.step),
        Entry(FROGGER, frogger.State, frogger.step),
        Entry(FOOT_LIFT, foot_lift.State, foot_lift.step),
        Entry(hip_hinge.DEFINITION, hip_hinge.State, hip_hinge.step),
    )
}
DEFINITIONS: dict[Drill, Definition[Any]] = {
    drill: entry.definition for drill, entry in ENTRIES.items()
}
OFFERED: tuple[Drill, ...] = tuple(drill for drill, d in DEFINITIONS.items() if d.offered)
