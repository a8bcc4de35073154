"""Rigged, clothed people from glTF files, with the axes and bone names used here.

The skeleton takes the joints of the file as they are (made symmetrical). Thighs, shanks, arms and
forearms become two bones each, so that twist can spread along them. Zero is the bind pose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..conventions import SIDES
from ..kinematics.skeleton import SpineJoint, build_skeleton
from .glb import GlbFile
from .gltf_bones import BONE_PARENT, SPLIT_ENDS, bone_label, split_names
from .person import Person
from .rest import Rest, checked
from .warp import Warp, warped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rotations import FloatArray, IntArray

#: The joints are between sacrum and about L4, at about T12 and at about T8.
SPINE = (
    SpineJoint("spine04", 0.42, 0.42, 0.20),
    SpineJoint("spine02", 0.34, 0.34, 0.35),
    SpineJoint("spine01", 0.24, 0.24, 0.45),
)
NECK = (SpineJoint("neck01", 0.5, 0.5, 0.5), SpineJoint("head", 0.5, 0.5, 0.5))
#: glTF has y up and faces +z.
_WORLD_FROM_GLTF = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
_DUAL_QUATERNION_SHARE = 0.5
_PLAUSIBLE_STATURE_M = (1.2, 2.2)
_USUAL_STATURE_M = 1.75


@dataclass(frozen=True)
class GltfSpec:
    """Which person; the fields are the keys of a JSON spec.

    Attributes
    ----------
    gltf
        The file.
    texture_folder
        Holds ``STEM_k.jpg`` or ``STEM_k.png`` for the k-th part; None is the folder ``tex`` beside
        the file, or the file's own pictures if there is none.
    stature
        Scales the person to it, metres; None leaves the file's.
    weight_power
        Skin weights are raised to this power, see `parametric.Look`.
    tint
        Multiplies the colour of everything but the head, RGB.
    """

    gltf: str
    texture_folder: str | None = None
    stature: float | None = None
    weight_power: float = 2.0
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)


class TexturedPart(NamedTuple):
    """Part of the mesh with one picture.

    `faces` (m, 3) are indices of the person's vertices; pixels whose alpha is below `alpha_cut` are
    not drawn; `tint` multiplies the picture's colours. `picture` is a PIL picture; None is white.
    """

    name: str
    faces: IntArray
    picture: Any
    alpha_cut: float
    tint: tuple[float, float, float]


@dataclass
class GltfPerson(Person):
    """A person from a glTF file.

    Attributes
    ----------
    texture_uv
        (n, 2), per vertex.
    parts
        What is drawn with which picture.
    """

    spec: GltfSpec
    texture_uv: FloatArray
    parts: list[TexturedPart]

    def summary(self) -> dict[str, Any]:
        """See `Person`."""
        return {"gltf": Path(self.spec.gltf).stem, "tint": list(self.spec.tint)}


def make_gltf(spec: Mapping[str, Any], warp: Mapping[str, Any] | None = None) -> GltfPerson:
    """Load a person from a file.

    Parameters
    ----------
    spec
        Fields of `GltfSpec`.
    warp
        Fields of `warp.Warp`; None changes nothing.

    Raises
    ------
    ValueError
        For unknown keys, a file of another kind, or one without the bones of a person.
    OSError
        If the file cannot be read.
    """
    wanted = GltfSpec(**checked(GltfSpec, spec))
    wanted_warp = Warp(**checked(Warp, warp))
    path = Path(wanted.gltf)
    file = GlbFile(path)
    meshes = _read_meshes(file)
    heads = _read_heads(file)
    missing = sorted({"upperleg.L", "foot.R", "spine01", "head", "wrist.L"} - set(heads))
    if missing:
        raise ValueError(f"{path} has no bones for {', '.join(missing)}")
    _to_world(meshes, heads, wanted.stature)
    rest = warped(_rest(meshes, heads, wanted.weight_power), wanted_warp)
    bare = build_skeleton(
        rest.labels,
        rest.parents,
        rest.heads_m,
        rest.stature_m,
        spine=SPINE,
        neck=NECK,
        feet_along_toes=True,
    )
    surface_vertex = _surface_vertices(rest)
    surface = {name: rest.vertices_m[vertex] for name, vertex in surface_vertex.items()}
    return GltfPerson(
        skeleton=replace(bare, surface=surface),
        vertices_m=rest.vertices_m,
        faces=rest.faces,
        weights=rest.weights,
        surface_vertex=surface_vertex,
        warp=wanted_warp,
        dual_quaternion_share=_DUAL_QUATERNION_SHARE,
        spec=wanted,
        texture_uv=np.concatenate([mesh.uv for mesh in meshes]),
        parts=_parts(file, meshes, wanted),
    )


# ---- reading -------------------------------------------------------------------------------------


@dataclass
class _Mesh:
    """A primitive; positions in the bind space of the file, later in the world (m)."""

    vertices_m: FloatArray
    uv: FloatArray
    faces: IntArray
    joint: IntArray
    weight: FloatArray
    labels: list[str]
    material: dict[str, Any]


def _read_heads(file: GlbFile) -> dict[str, FloatArray]:
    """Return the heads (3,) of bones in the bind pose by label; a label's first node counts."""
    heads: dict[str, FloatArray] = {}
    for skin in file.json["skins"]:
        rests = np.linalg.inv(file.bind_matrices(skin))
        for node, rest in zip(skin["joints"], rests, strict=True):
            name = file.node_name(node)
            label = bone_label(name)
            if label and (name.strip() != "Bip01" or label not in heads):
                heads[label] = rest[:3, 3]
    return heads


def _read_meshes(file: GlbFile) -> list[_Mesh]:
    meshes = []
    first_skin = file.json["skins"][0]
    first_rests = dict(
        zip(first_skin["joints"], np.linalg.inv(file.bind_matrices(first_skin)), strict=True)
    )
    for node in file.json["nodes"]:
        if "mesh" not in node or "skin" not in node:
            continue
        skin = file.json["skins"][node["skin"]]
        labels = [_nearest_label(file, joint) for joint in skin["joints"]]
        binds = file.bind_matrices(skin)
        shared = next(i for i, joint in enumerate(skin["joints"]) if joint in first_rests)
        to_bind = first_rests[skin["joints"][shared]] @ binds[shared]
        for primitive in file.json["meshes"][node["mesh"]]["primitives"]:
            meshes.append(_read_primitive(file, primitive, labels, to_bind))
    return meshes


def _nearest_label(file: GlbFile, joint: int) -> str:
    """Return the label of a joint, or of the nearest ancestor with one.

    Bones of the face thus follow the head.
    """
    node: int | None = joint
    while node is not None:
        label = bone_label(file.node_name(node))
        if label:
            return label
        node = file.parent_of.get(node)
    return "spine05"


def _read_primitive(
    file: GlbFile, primitive: dict[str, Any], labels: list[str], to_bind: FloatArray
) -> _Mesh:
    attributes = primitive["attributes"]
    local_m = file.accessor(attributes["POSITION"]).astype(float)
    material = primitive.get("material")
    return _Mesh(
        vertices_m=local_m @ to_bind[:3, :3].T + to_bind[:3, 3],
        uv=file.accessor(attributes["TEXCOORD_0"]).astype(float),
        faces=file.accessor(primitive["indices"]).reshape(-1, 3).astype(np.int64),
        joint=file.accessor(attributes["JOINTS_0"]).astype(np.int64),
        weight=file.accessor(attributes["WEIGHTS_0"]).astype(float),
        labels=labels,
        material={} if material is None else file.json["materials"][material],
    )


def _to_world(meshes: list[_Mesh], heads: dict[str, FloatArray], stature_m: float | None) -> None:
    """Scale meshes and heads, and move them: facing -y, soles at z = 0, hips over the origin."""
    turn = _WORLD_FROM_GLTF
    if heads["upperleg.L"][0] < heads["upperleg.R"][0]:
        turn = np.diag([-1.0, -1.0, 1.0]) @ turn
    z = np.concatenate([mesh.vertices_m for mesh in meshes]) @ turn[2]
    height_m = float(np.ptp(z))
    low_m, high_m = _PLAUSIBLE_STATURE_M
    own_m = height_m if low_m < height_m < high_m else _USUAL_STATURE_M
    scale = (stature_m or own_m) / height_m
    hips = turn @ (heads["upperleg.L"] + heads["upperleg.R"]) / 2
    origin_m = scale * np.array([hips[0], hips[1], z.min()])
    for mesh in meshes:
        mesh.vertices_m = scale * mesh.vertices_m @ turn.T - origin_m
    for label, head in heads.items():
        heads[label] = scale * turn @ head - origin_m
    _make_symmetrical(heads)


def _make_symmetrical(heads: dict[str, FloatArray]) -> None:
    """Make left and right bones mirror each other, and put those of the midline into it."""
    mirror = np.array([-1.0, 1.0, 1.0])
    for label in list(heads):
        if label.endswith(".L"):
            other = label[:-1] + "R"
            mean_m = (heads[label] + heads[other] * mirror) / 2
            heads[label], heads[other] = mean_m, mean_m * mirror
        elif not label.endswith(".R"):
            heads[label] = heads[label] * [0, 1, 1]


# ---- bones and weights ---------------------------------------------------------------------------


def _rest(meshes: list[_Mesh], heads: dict[str, FloatArray], weight_power: float) -> Rest:
    present = [label for bone in heads for label in split_names(bone)]
    labels = _parents_first(present)
    index = {label: i for i, label in enumerate(labels)}
    whole = {part: bone for bone in heads for part in split_names(bone)}
    weights = np.concatenate([_weights(mesh, heads, index) for mesh in meshes])
    first = np.cumsum([0, *(len(mesh.vertices_m) for mesh in meshes)])
    return Rest(
        labels=labels,
        parents=tuple(index.get(BONE_PARENT.get(label, ""), -1) for label in labels),
        heads_m=np.array([heads[whole[label]] for label in labels]),
        vertices_m=np.concatenate([mesh.vertices_m for mesh in meshes]),
        faces=np.concatenate([m.faces + n for m, n in zip(meshes, first, strict=False)]),
        weights=_sharpened(weights, [whole[label] for label in labels], weight_power),
    )


def _parents_first(present: list[str]) -> tuple[str, ...]:
    ordered: list[str] = []
    waiting = list(present)
    while waiting:
        ready = [b for b in waiting if BONE_PARENT.get(b) not in waiting]
        ordered += ready
        waiting = [b for b in waiting if b not in ready]
    return tuple(ordered)


def _weights(mesh: _Mesh, heads: dict[str, FloatArray], index: dict[str, int]) -> FloatArray:
    """Return weights (n, n_bones); a split bone's pass from its first half to its second."""
    weights = np.zeros((len(mesh.vertices_m), len(index)))
    joint_labels = np.array(mesh.labels, object)[mesh.joint]
    for bone in sorted(set(mesh.labels)):
        weight = np.where(joint_labels == bone, mesh.weight, 0).sum(1)
        parts = split_names(bone)
        if len(parts) == 1:
            weights[:, index[bone]] += weight
            continue
        start_m, end_m = (heads[end] for end in SPLIT_ENDS[bone])
        axis = end_m - start_m
        along = np.clip((mesh.vertices_m - start_m) @ axis / (axis @ axis), 0, 1)
        weights[:, index[parts[0]]] += weight * (1 - along)
        weights[:, index[parts[1]]] += weight * along
    normalised: FloatArray = weights / weights.sum(1, keepdims=True)
    return normalised


def _sharpened(weights: FloatArray, whole: list[str], power: float) -> FloatArray:
    """Raise the weights of whole bones to a power; the halves of a split bone keep their ratio."""
    bones = sorted(set(whole))
    member = np.zeros((len(whole), len(bones)))
    member[np.arange(len(whole)), [bones.index(bone) for bone in whole]] = 1
    together = weights @ member
    sharp = together**power
    sharp /= sharp.sum(1, keepdims=True)
    ratio: FloatArray = weights * ((sharp / np.maximum(together, 1e-9)) @ member.T)
    return ratio


# ---- pictures ------------------------------------------------------------------------------------


def _parts(file: GlbFile, meshes: list[_Mesh], spec: GltfSpec) -> list[TexturedPart]:
    parts, first = [], 0
    for number, mesh in enumerate(meshes):
        name = str(mesh.material.get("name", f"part {number}"))
        picture = _painted(spec, number)
        own = mesh.material.get("pbrMetallicRoughness", {})
        alpha_cut, factor = 0.0, np.ones(3)
        if picture is None:
            mode = mesh.material.get("alphaMode", "OPAQUE")
            alpha_cut = {"OPAQUE": 0.0, "BLEND": 0.35}.get(
                mode, mesh.material.get("alphaCutoff", 0.5)
            )
            factor = np.array(own.get("baseColorFactor", [1, 1, 1, 1])[:3])
            if "baseColorTexture" in own:
                picture = file.image(own["baseColorTexture"]["index"])
        red, green, blue = map(float, factor * spec.tint if "body" in name else factor)
        faces = mesh.faces + first
        parts.append(TexturedPart(name, faces, picture, alpha_cut, (red, green, blue)))
        first += len(mesh.vertices_m)
    return parts


def _painted(spec: GltfSpec, number: int) -> Any:
    """Return a part's picture from the texture folder, None if there is none."""
    from PIL import Image

    path = Path(spec.gltf)
    folder = Path(spec.texture_folder) if spec.texture_folder else path.parent / "tex"
    for suffix in (".jpg", ".png"):
        picture = folder / f"{path.stem}_{number}{suffix}"
        if picture.exists():
            with Image.open(picture) as opened:
                return opened.copy()
    if spec.texture_folder:
        raise FileNotFoundError(f"no picture {path.stem}_{number}.jpg or .png in {folder}")
    return None


# ---- surface points ------------------------------------------------------------------------------


def _surface_vertices(rest: Rest) -> dict[str, int]:
    """Return the vertex indices of the surface points; the head's size tells where the face is."""
    vertices_m = rest.vertices_m
    head = np.where(rest.bone_weight("head") > 0.6)[0]
    neck_z_m = rest.head_m("head")[2]
    eye_z_m = neck_z_m + 0.42 * (vertices_m[head, 2].max() - neck_z_m)
    at_eyes = head[np.abs(vertices_m[head, 2] - eye_z_m) < 0.03]
    eye_y_m = vertices_m[at_eyes, 1].min() + 0.025

    def nearest(point_m: FloatArray) -> int:
        return int(np.argmin(((vertices_m - point_m) ** 2).sum(1)))

    points: dict[str, int] = {}
    for side, out in zip(SIDES, (1.0, -1.0), strict=True):
        foot = rest.bone_weight(f"foot.{side}") + rest.bone_weight(f"toe2-1.{side}")
        of_foot = np.where(foot > 0.6)[0]
        y, z = vertices_m[of_foot, 1], vertices_m[of_foot, 2]
        points["heel" + side] = int(of_foot[np.argmax(y - 0.5 * z)])
        points["footidx" + side] = int(of_foot[np.argmin(y)])
        points["ear" + side] = int(at_eyes[np.argmax(vertices_m[at_eyes, 0] * out)])
        points["eye" + side] = nearest(np.array([out * 0.032, eye_y_m, eye_z_m]))
        points["index" + side] = nearest(rest.head_m(f"finger2-1.{side}"))
        points["pinky" + side] = nearest(rest.head_m(f"finger5-1.{side}"))
    on_midline = np.abs(vertices_m[head, 0]) < 0.02
    nose = head[on_midline & (vertices_m[head, 2] < eye_z_m + 0.01)]
    points["nose"] = int(nose[np.argmin(vertices_m[nose, 1])])
    return points
