"""The second of quiet standing before a set: asked for once per person, and it can be skipped.

Hip flexion is measured from it. A standing posture seen once is kept with the person's sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.session.model import Zero
from vision.measures import of_drill

if TYPE_CHECKING:
    from app.store.records import KeptStanding
    from drills.core.events import Drill

ASKED = (
    "First stand still for a second with your side to the camera. Your hip angles are then "
    "measured from your own standing posture. You can skip this."
)
KNOWN = "Your standing posture is known."


def _counts_from_standing(drill: Drill) -> bool:
    """Whether a drill gives an angle whose zero is the standing posture."""
    return any(row.name == "hip_flexion_deg" for row in of_drill(drill.value))


def at_the_gate(drill: Drill, zero: Zero) -> str:
    """Return the sentence before the person gets down, "" if there is nothing to ask or tell.

    Parameters
    ----------
    drill
        The drill to come.
    zero
        Where the zero of the hip angles comes from so far.
    """
    if not _counts_from_standing(drill) or zero is Zero.KEPT:
        return ""
    return KNOWN if zero is Zero.STANDING else ASKED


def at_the_setup(drill: Drill, kept: KeptStanding | None) -> str:
    """Return the sentence of the set-up page: what will be asked, or that the posture is known.

    Parameters
    ----------
    drill
        The drill to come; "" is returned if it needs no standing posture.
    kept
        The standing posture kept from an earlier set, ``None`` if there is none.
    """
    if not _counts_from_standing(drill):
        return ""
    return ASKED if kept is None else f"{KNOWN[:-1]} from the set of {kept.created[:10]}."
