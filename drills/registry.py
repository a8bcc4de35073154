"""The drills there are, by name.

A new drill is a folder of its own and a line in `drills.core.events.Drill`. The folder's
``__init__`` exports its ``DEFINITION``, the ``State`` of its machine and the pure ``step``, and may
export ``remarks``: further sentences on its reps. With ``offered=False`` in its definition, a drill
is in no menu and is not recognised automatically, but works when it is asked for.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from drills.core.events import Drill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

    from drills.aeroplane.balance import Balance
    from drills.core.definition import Definition
    from drills.core.events import Event, Rep
    from drills.core.rep_set import SetState
    from vision.datatypes import Sample, Side


class DrillState(Protocol):
    """What the rest of the program reads from a machine's state, which is a frozen dataclass."""

    @property
    def phase(self) -> StrEnum:
        """The phase; its value is in words."""
        ...

    @property
    def set(self) -> SetState:
        """Tallies, rep in progress, warnings."""
        ...

    @property
    def side(self) -> Side | None:
        """The side of the rep in progress or of the last one."""
        ...

    @property
    def level(self) -> StrEnum | None:
        """The level that is seen, if the drill has any."""
        ...


@runtime_checkable
class Balancing(Protocol):
    """What the state of a drill with balance holds has besides."""

    @property
    def balance(self) -> Balance:
        """The holds so far."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One drill: ``start`` makes its first state, ``step`` takes a sample.

    ``remarks`` returns further sentences on its reps.
    """

    definition: Definition[Any]
    start: Callable[[], Any]
    step: Callable[[Any, Sample, Definition[Any]], tuple[Any, tuple[Event, ...]]]
    remarks: Callable[[Sequence[Rep]], tuple[str, ...]]


def _no_remarks(_reps: Sequence[Rep]) -> tuple[str, ...]:
    return ()


def _entry(drill: Drill) -> Entry:
    folder = importlib.import_module(f"drills.{drill}")
    remarks = getattr(folder, "remarks", _no_remarks)
    return Entry(folder.DEFINITION, folder.State, folder.step, remarks)


ENTRIES: dict[Drill, Entry] = {drill: _entry(drill) for drill in Drill}
DEFINITIONS: dict[Drill, Definition[Any]] = {
    drill: entry.definition for drill, entry in ENTRIES.items()
}
OFFERED: tuple[Drill, ...] = tuple(drill for drill, d in DEFINITIONS.items() if d.offered)
