"""What all drills have in common: the plan, and the pose at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .manner import Manner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..kinematics.pose import Pose
    from .timing import Phase

ParamsT = TypeVar("ParamsT")


@dataclass(frozen=True)
class Plan:
    """What a performance will be.

    Attributes
    ----------
    drill
        ``aeroplane``, ``frogger`` or ``negative``; for a sequence, that of its parts with reps.
    params
        All parameters with their final values.
    commanded_reps
        For each rep, a mapping with its commanded peaks and its fault.
    true_rep_count
        Reps that a perfect counter would count.
    phases
        In order, without gaps.
    lean_deg
        Aeroplane only: the lean of the stance leg that balances the hinged person, ``tau`` to the
        back and ``rho`` to the left.
    contact_m
        Frogger only: heights of the contacts, places of the hands.
    """

    drill: str
    params: dict[str, Any]
    commanded_reps: list[dict[str, Any]]
    true_rep_count: int
    duration_s: float
    phases: list[Phase]
    lean_deg: dict[str, float] | None = None
    contact_m: dict[str, float] | None = None


@dataclass(frozen=True)
class Instant:
    """A moment of a performance.

    Attributes
    ----------
    pose
        None when nobody is in the picture.
    phase, rep
        Where in the plan; rep 0 is outside the reps.
    commanded
        Commanded values in degrees, under the names of the ``cmd_`` columns of the truth table.
    ik_residual_m
        Largest distance by which a limb missed its goal.
    """

    pose: Pose | None
    phase: str
    rep: int
    commanded: dict[str, float] = field(default_factory=dict)
    ik_residual_m: float = 0.0


class Motion(Protocol):
    """A planned performance.

    `at` may continue from the call before (warm starts, smoothing), so ask in the order of time.
    """

    plan: Plan

    def at(self, time_s: float) -> Instant:
        """Return pose and commanded values at `time_s` after the start."""
        ...


def params_from_mapping(kind: type[ParamsT], given: Mapping[str, Any]) -> ParamsT:
    """Make an object of parameters from a JSON mapping.

    Parameters
    ----------
    kind
        Class of the parameters, a dataclass.
    given
        Some of its fields; ``manner`` may be a mapping too.

    Raises
    ------
    ValueError
        For unknown keys.
    """
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"unknown parameters: {', '.join(unknown)}; known: {sorted(known)}")
    values = dict(given)
    if "manner" in values:
        values["manner"] = Manner.of(values["manner"])
    return kind(**values)


def require_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    """Raise ValueError for a value that is not among the choices.

    Parameters
    ----------
    name
        Of the parameter, for the message.
    value
        Given for it.
    choices
        Values it may have.
    """
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; choose one of {choices}")


def faulty_reps(fault: str | None, fault_reps: list[int] | None, reps: int) -> set[int]:
    """Return the reps, numbered from 1, that show the fault.

    Parameters
    ----------
    fault
        Its name; None is no fault, and so no reps.
    fault_reps
        Reps that show it; None or empty is all.
    reps
        Number of reps.
    """
    if fault is None:
        return set()
    return set(fault_reps or range(1, reps + 1))
