"""Writes a small rigged person as a glTF file, so that reading one can be tested without people.

A stick figure of ellipsoids on the bones of a Biped skeleton: y up, facing +z, left at +x.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

STATURE_M = 1.7
#: Bone -> parent and head (x, y, z) for the left side or the midline, metres.
MIDLINE = {
    "Bip01 Pelvis": ("Bip01", (0, 0.92, 0)),
    "Bip01 Spine": ("Bip01 Pelvis", (0, 1.02, 0)),
    "Bip01 Spine1": ("Bip01 Spine", (0, 1.14, 0)),
    "Bip01 Spine2": ("Bip01 Spine1", (0, 1.26, 0)),
    "Bip01 Neck": ("Bip01 Spine2", (0, 1.43, -0.02)),
    "Bip01 Head": ("Bip01 Neck", (0, 1.50, 0)),
    "Bip01 MJaw": ("Bip01 Head", (0, 1.54, 0.03)),
}
LEFT = {
    "Thigh": ("Bip01 Pelvis", (0.09, 0.90, 0)),
    "Calf": ("Thigh", (0.095, 0.49, 0.01)),
    "Foot": ("Calf", (0.10, 0.09, -0.04)),
    "Toe0": ("Foot", (0.12, 0.02, 0.08)),
    "Clavicle": ("Bip01 Spine2", (0.02, 1.38, 0)),
    "UpperArm": ("Clavicle", (0.18, 1.36, -0.02)),
    "Forearm": ("UpperArm", (0.36, 1.18, -0.02)),
    "Hand": ("Forearm", (0.52, 1.02, 0.04)),
    **{f"Finger{k}": ("Hand", (0.57 + 0.005 * k, 0.95, 0.10 - 0.02 * k)) for k in range(5)},
    **{
        f"Finger{k}{q}": (
            f"Finger{k}" + (str(q - 1) if q > 1 else ""),
            (0.57 + 0.015 * q, 0.95 - 0.03 * q, 0.10 - 0.02 * k),
        )
        for k in range(5)
        for q in (1, 2)
    },
}


def write_glb(path: Path) -> Path:
    """Write the person; returns the path."""
    heads, parents = _bones()
    names = list(heads)
    children = {parent: [n for n in names if parents[n] == parent] for parent in names}
    vertices, faces, joints = _ellipsoids(heads, children)
    binds = np.tile(np.eye(4), (len(names), 1, 1))
    binds[:, :3, 3] = -np.array([heads[name] for name in names])
    weights = np.zeros((len(vertices), 4))
    weights[:, 0] = 1
    four = np.zeros((len(vertices), 4), np.uint8)
    four[:, 0] = joints
    data = {
        "POSITION": vertices.astype("f4"),
        "TEXCOORD_0": np.zeros((len(vertices), 2), "f4"),
        "JOINTS_0": four,
        "WEIGHTS_0": weights.astype("f4"),
        "indices": faces.astype("u2").reshape(-1, 1),
        "binds": binds.transpose(0, 2, 1).astype("f4").reshape(-1, 16),
    }
    number = {key: i for i, key in enumerate(data)}
    nodes = [{"name": n, "children": [names.index(c) for c in children[n]]} for n in names]
    mesh_node = {"name": "mesh", "mesh": 0, "skin": 0}
    attributes = {k: number[k] for k in ("POSITION", "TEXCOORD_0", "JOINTS_0", "WEIGHTS_0")}
    primitive = {"attributes": attributes, "indices": number["indices"], "material": 0}
    scene = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0, len(nodes)]}],
        "nodes": [*nodes, mesh_node],
        "meshes": [{"name": "Mesh", "primitives": [primitive]}],
        "skins": [{"joints": list(range(len(names))), "inverseBindMatrices": number["binds"]}],
        "materials": [
            {
                "name": "x_body",
                "pbrMetallicRoughness": {"baseColorFactor": [0.5, 0.25, 1.0, 1.0]},
            }
        ],
    }
    _write(path, scene, list(data.values()))
    return path


def _bones() -> tuple[dict[str, tuple[float, ...]], dict[str, str]]:
    heads: dict[str, tuple[float, ...]] = {"Bip01": (0, 0.92, 0)}
    parents = {"Bip01": ""}
    for name, (parent, head) in MIDLINE.items():
        heads[name], parents[name] = head, parent
    for side, sign in (("L", 1), ("R", -1)):
        for name, (parent, (x, y, z)) in LEFT.items():
            heads[f"Bip01 {side} {name}"] = (sign * x, y, z)
            known = parent if parent.startswith("Bip01") else f"Bip01 {side} {parent}"
            parents[f"Bip01 {side} {name}"] = known
    return heads, parents


def _ellipsoids(
    heads: dict[str, tuple[float, ...]], children: dict[str, list[str]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One ellipsoid per bone from its head to its first child's."""
    around, down = np.meshgrid(np.linspace(0, 2 * np.pi, 13)[:-1], np.linspace(0, np.pi, 9))
    ball = np.stack(
        [np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * np.sin(around)], -1
    ).reshape(-1, 3)
    rows, columns = 9, 12
    quads = [
        (i * columns + j, i * columns + (j + 1) % columns, (i + 1) * columns + j)
        for i in range(rows - 1)
        for j in range(columns)
    ] + [
        (
            (i + 1) * columns + j,
            i * columns + (j + 1) % columns,
            (i + 1) * columns + (j + 1) % columns,
        )
        for i in range(rows - 1)
        for j in range(columns)
    ]
    vertices, faces, joints = [], [], []
    for number, (name, head) in enumerate(heads.items()):
        start = np.array(head)
        end = (
            np.array(heads[children[name][0]])
            if children[name]
            else start + np.array([0, -0.02, 0.02])
        )
        thick = 0.012 if "Finger" in name else 0.05
        if name == "Bip01 Head":
            start, end, thick = np.array([0, 1.50, 0.02]), np.array([0, STATURE_M, 0.02]), 0.09
        if "Foot" in name:
            end = np.array([end[0], 0.0, end[2]])
        centre, half = (start + end) / 2, np.abs(end - start) / 2 + thick
        if name == "Bip01 Head":
            half = np.array([thick, (STATURE_M - 1.50) / 2, thick])
        if "Foot" in name or "Toe" in name:
            centre[1] = half[1] = 0.04
        faces.append(np.array(quads) + len(vertices) * len(ball))
        vertices.append(centre + ball * half)
        joints.append(np.full(len(ball), number))
    return np.concatenate(vertices), np.concatenate(faces), np.concatenate(joints)


def _write(path: Path, scene: dict[str, object], arrays: list[np.ndarray]) -> None:
    kinds = {np.dtype("f4"): 5126, np.dtype("u1"): 5121, np.dtype("u2"): 5123}
    shapes = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
    binary, views, accessors = b"", [], []
    for number, values in enumerate(arrays):
        raw = values.tobytes()
        views.append({"buffer": 0, "byteOffset": len(binary), "byteLength": len(raw)})
        accessors.append(
            {
                "bufferView": number,
                "componentType": kinds[values.dtype],
                "count": len(values),
                "type": shapes[values.shape[1]],
            }
        )
        binary += raw + b"\0" * (-len(raw) % 4)
    whole = scene | {
        "bufferViews": views,
        "accessors": accessors,
        "buffers": [{"byteLength": len(binary)}],
    }
    text = json.dumps(whole).encode()
    text += b" " * (-len(text) % 4)
    size = 12 + 8 + len(text) + 8 + len(binary)
    path.write_bytes(
        struct.pack("<4sII", b"glTF", 2, size)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(binary), b"BIN\0")
        + binary
    )
