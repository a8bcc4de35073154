"""A mesh with bones in its rest pose, before it has a skeleton (numpy only)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..rotations import FloatArray, IntArray


@dataclass(frozen=True)
class Rest:
    """A resting mesh; metres, z up, soles at z = 0, facing -y, the person's left at +x.

    Attributes
    ----------
    labels
        Bone names of the default `anny` rig, parents before children.
    parents
        Parent index per bone, -1 for the root.
    heads_m
        (n_bones, 3), bone heads.
    vertices_m
        (n, 3), rest positions.
    faces
        (m, 3), vertex indices.
    weights
        (n, n_bones), skin weights; rows sum to 1.
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
        """Return the head (3,) of a bone."""
        row: FloatArray = self.heads_m[self.labels.index(label)]
        return row

    def bone_weight(self, label: str) -> FloatArray:
        """Return the weights (n,) of a bone."""
        return bone_weight(self.weights, self.labels, label)

    def group_weight(self, belongs: Callable[[str], bool]) -> FloatArray:
        """Return the sum of the weights (n,) of the bones whose names satisfy `belongs`."""
        return group_weight(self.weights, self.labels, belongs)


def bone_weight(weights: FloatArray, labels: Sequence[str], label: str) -> FloatArray:
    """Return the weights (n,) of a bone.

    Parameters
    ----------
    weights
        (n, n_bones), skin weights.
    labels
        Bone names.
    label
        Name of the bone.
    """
    column: FloatArray = weights[:, labels.index(label)]
    return column


def group_weight(
    weights: FloatArray, labels: Sequence[str], belongs: Callable[[str], bool]
) -> FloatArray:
    """Return the sum of the weights (n,) of a group of bones.

    Parameters
    ----------
    weights
        (n, n_bones), skin weights.
    labels
        Bone names.
    belongs
        Whether the bone of this name is in the group.
    """
    columns = [i for i, label in enumerate(labels) if belongs(label)]
    total: FloatArray = weights[:, columns].sum(1)
    return total


def checked(kind: type, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return keyword arguments for a dataclass.

    Parameters
    ----------
    kind
        The dataclass.
    given
        Some of its fields; None is none of them.

    Raises
    ------
    ValueError
        For unknown keys.
    """
    values = dict(given or {})
    unknown = sorted(set(values) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"unknown {kind.__name__.lower()} keys: {', '.join(unknown)}")
    return values
