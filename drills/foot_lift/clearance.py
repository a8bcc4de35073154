"""An additional remark on a set of foot lifts: how many were clear of the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drills.foot_lift.machine import is_clear
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drills.core.events import Rep


def remarks(reps: Sequence[Rep]) -> tuple[str, ...]:
    """Return one sentence: how many lifts were clear of the floor, were not, or are not known."""
    rises = [rep.measures.get("foot_rise_ratio") for rep in reps]
    known = [is_clear(rise) for rise in rises if isinstance(rise, Estimate)]
    clear, grounded = known.count(True), known.count(False)
    unknown = len(reps) - clear - grounded
    return (f"foot clear of the floor: {clear}, not clear: {grounded}, not known: {unknown}",)
