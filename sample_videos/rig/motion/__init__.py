"""What a person does over time: drills, other movements, sequences. Needs only numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .aeroplane import Aeroplane
from .aeroplane_script import AeroplaneParams
from .drill import Instant, Motion, Plan, params_from_mapping
from .frogger import Frogger
from .frogger_script import FroggerParams
from .negatives import NegativeParams, make_negative
from .sequence import Medley, SequenceParams, check_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..kinematics.chain import Kinematics
    from ..people.skinning import ContactSkin

__all__ = [
    "DRILLS",
    "Aeroplane",
    "AeroplaneParams",
    "Frogger",
    "FroggerParams",
    "Instant",
    "Motion",
    "NegativeParams",
    "Plan",
    "make_motion",
]

DRILLS = ("aeroplane", "frogger", "negative", "sequence")


def make_motion(
    drill: str,
    params: Mapping[str, Any],
    kinematics: Kinematics,
    seed: int = 0,
    contact_skin: Callable[[], ContactSkin] | None = None,
) -> Motion:
    """Plan a performance.

    Parameters
    ----------
    drill
        One of `DRILLS`.
    params
        Fields of the drill's class of parameters; the others keep their defaults.
    kinematics
        Of the person who performs it.
    seed
        Of the variation between reps and of the sway.
    contact_skin
        Makes the skin that shows where the body touches the floor; without it, knees, ankles and
        wrists touch at standard heights.

    Raises
    ------
    ValueError
        For an unknown drill or parameter.
    """
    skin = contact_skin() if contact_skin and drill in ("frogger", "negative") else None
    if drill == "aeroplane":
        return Aeroplane(kinematics, params_from_mapping(AeroplaneParams, params), seed)
    if drill == "frogger":
        frogger_params = params_from_mapping(FroggerParams, params)
        return Frogger(kinematics, frogger_params, seed, skin)
    if drill == "negative":
        negative_params = params_from_mapping(NegativeParams, params)
        return make_negative(kinematics, negative_params, seed, skin)
    if drill == "sequence":
        return _make_sequence(params, kinematics, seed, contact_skin)
    raise ValueError(f"unknown drill {drill!r}; choose one of {', '.join(DRILLS)}")


def _make_sequence(
    params: Mapping[str, Any],
    kinematics: Kinematics,
    seed: int,
    contact_skin: Callable[[], ContactSkin] | None,
) -> Motion:
    wanted = params_from_mapping(SequenceParams, params)
    motions = [
        make_motion(part["drill"], part.get("params", {}), kinematics, seed + 100 * i, contact_skin)
        for i, part in enumerate(wanted.parts)
    ]
    check_parts([motion.plan for motion in motions])
    return Medley(kinematics, wanted, motions)
