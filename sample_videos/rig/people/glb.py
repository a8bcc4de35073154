"""Reads binary glTF 2.0 files (``.glb``), as much of them as rigged people need."""

from __future__ import annotations

import io
import json
import struct
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ..rotations import FloatArray

_COMPONENT = {5120: "i1", 5121: "u1", 5122: "i2", 5123: "u2", 5125: "u4", 5126: "f4"}
_N_COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class GlbFile:
    """Content of a file.

    Attributes
    ----------
    json
        Description of the scene.

    Raises
    ------
    ValueError
        For a file of another kind.
    """

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        if content[:4] != b"glTF":
            raise ValueError(f"{path} is not a binary glTF file (.glb)")
        length = struct.unpack("<I", content[12:16])[0]
        self.json: dict[str, Any] = json.loads(content[20 : 20 + length])
        self._binary = content[28 + length :]

    @cached_property
    def parent_of(self) -> dict[int, int]:
        """Node -> its parent."""
        nodes = enumerate(self.json["nodes"])
        return {child: i for i, node in nodes for child in node.get("children", [])}

    def node_name(self, node: int) -> str:
        """Return the name of a node, empty if it has none."""
        return str(self.json["nodes"][node].get("name", ""))

    def accessor(self, number: int) -> NDArray[Any]:
        """Return the values (count, components) of an accessor; normalised integers become 0..1."""
        accessor = self.json["accessors"][number]
        view = self.json["bufferViews"][accessor["bufferView"]]
        kind = np.dtype(_COMPONENT[accessor["componentType"]])
        n_columns, count = _N_COMPONENTS[accessor["type"]], accessor["count"]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        stride = view.get("byteStride", kind.itemsize * n_columns)
        values = np.ndarray(
            (count, n_columns), kind, self._binary, start, (stride, kind.itemsize)
        ).copy()
        if accessor.get("normalized"):
            return values.astype(float) / np.iinfo(kind).max
        return values

    def bind_matrices(self, skin: dict[str, Any]) -> FloatArray:
        """Return the inverse bind matrices (n_joints, 4, 4) of a skin."""
        columns = self.accessor(skin["inverseBindMatrices"]).reshape(-1, 4, 4)
        matrices: FloatArray = columns.transpose(0, 2, 1).astype(float)
        return matrices

    def image(self, texture: int) -> Any:
        """Return the PIL picture of a texture that is packed into the file."""
        from PIL import Image

        source = self.json["images"][self.json["textures"][texture]["source"]]
        view = self.json["bufferViews"][source["bufferView"]]
        start = view.get("byteOffset", 0)
        return Image.open(io.BytesIO(self._binary[start : start + view["byteLength"]]))
