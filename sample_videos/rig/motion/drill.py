"""What every drill has in common: its plan and the pose at one moment."""

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
    drill : aeroplane, frogger or negative; of a sequence that of its parts with reps
    params : all parameters with their final values
    commanded_reps : one mapping per rep with the commanded peaks and fault
    true_rep_count : reps a perfect counter finds
    phases : in time order, without gaps
    lean_deg : aeroplane only: stance-leg lean that balances the hinged person, ``tau`` to the
        back and ``rho`` to the left
    contact_m : frogger only: contact heights and hand places
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
    """One moment of a performance.

    Attributes
    ----------
    pose : None when nobody is in the picture
    phase, rep : where in the plan; rep 0 is outside the reps
    commanded : commanded values in degrees, names as in the ``cmd_`` columns of the truth table
    ik_residual_m : largest distance by which a limb missed its goal
    """

    pose: Pose | None
    phase: str
    rep: int
    commanded: dict[str, float] = field(default_factory=dict)
    ik_residual_m: float = 0.0


class Motion(Protocol):
    """A planned performance.

    `at` may continue from the previous call (warm starts, smoothing), so ask in time order.
    """

    plan: Plan

    def at(self, time_s: float) -> Instant:
        """Pose and commanded values `time_s` after the start."""
        ...


def params_from_mapping(kind: type[ParamsT], given: Mapping[str, Any]) -> ParamsT:
    """Make a params object from a JSON mapping; unknown keys raise ValueError."""
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"unknown parameters: {', '.join(unknown)}; known: {sorted(known)}")
    values = dict(given)
    if "manner" in values:
        values["manner"] = Manner.of(values["manner"])
    return kind(**values)


def require_choice(name: str, value: object, choices: tuple[object, ...]) -> None:
    """Raise ValueError unless `value` is one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; choose one of {choices}")


def faulty_reps(fault: str | None, fault_reps: list[int] | None, reps: int) -> set[int]:
    """Reps (from 1) that show the fault: those listed, or all of them."""
    if fault is None:
        return set()
    return set(fault_reps or range(1, reps + 1))
