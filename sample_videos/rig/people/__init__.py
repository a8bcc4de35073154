"""People: meshes with skin weights on a skeleton, and how a mesh follows its bones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .person import Person


def make_person(spec: Mapping[str, Any]) -> Person:
    """Make the person of a scene.

    Parameters
    ----------
    spec
        Either the keys ``shape`` and ``look`` (the parametric family), or ``gltf`` and the other
        fields of `gltf.GltfSpec`; both may have ``warp``, the fields of `warp.Warp`.

    Raises
    ------
    ValueError
        For unknown keys.
    """
    own = {key: value for key, value in spec.items() if key != "warp"}
    if "gltf" in own:
        from .gltf import make_gltf

        return make_gltf(own, spec.get("warp"))
    from .parametric import make_parametric

    unknown = sorted(set(own) - {"shape", "look"})
    if unknown:
        raise ValueError(f"unknown body keys: {', '.join(unknown)}; known: shape, look, gltf, warp")
    return make_parametric(own.get("shape"), own.get("look"), spec.get("warp"))
