"""Body of one synthetic person: rest mesh, skin weights and skeleton from `anny`.

`anny` and `torch` are imported only for a shape that is not in the cache yet. The cache folder is
``$RIG_CACHE`` or ``~/.cache/rig``. Only anny's default topology is used; its optional ``smplx``
topology is non-commercial and must never be requested here.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..conventions import LATERAL_SIGN, SIDES, Side
from ..kinematics.skeleton import HipCentre, Skeleton, build_skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..rotations import FloatArray, IntArray

RawBody = dict[str, NDArray[Any]]
Colour = tuple[float, float, float]

_CACHE_FORMAT = "v3"


@dataclass(frozen=True)
class Shape:
    """Body shape.

    `gender` runs from 0 (male) to 1 (female), `age` 0.67 is a young adult and 1 old; `muscle`,
    `weight` and `proportions` run from 0 to 1; `stature` is in metres.
    """

    gender: float = 0.0
    age: float = 0.7
    muscle: float = 0.5
    weight: float = 0.5
    proportions: float = 0.6
    stature: float = 1.75


@dataclass(frozen=True)
class Look:
    """Appearance and fitting constants of a person; colours are sRGB 0..1.

    Attributes
    ----------
    weight_power : skin weights are raised to this power. No vertex of anny is rigid with the
        pelvis, so with the raw weights the visible pelvis turns 6 to 17 degrees less than its
        bone at 90 degrees of hip flexion; squared weights agree within 2 degrees.
    hjc_lat, hjc_drop, hjc_fwd : hip joint centre correction, fractions of the stature
        (see `skeleton.HipCentre`; `hjc_fwd` is towards +y, the back)
    shirt_pattern, shorts_pattern : 0 plain, 1 stripes, 3 heather
    sleeve : sleeve end, 0 shoulder, 1 elbow
    leg : trouser end, 0 hip, 1 knee, 2 ankle
    shirt_hem : how far the shirt hangs below the hips, fraction of the stature
    hair_style : short, medium, bun, pony or bald
    beard : 0 none to 1 full
    socks, shoes : colour or None for bare feet (shoes are not modelled)
    fit : 0.3 tight to 1.5 loose clothes
    """

    weight_power: float = 2.0
    hjc_lat: float = 0.050
    hjc_drop: float = 0.0
    hjc_fwd: float = -0.004
    skin: Colour = (0.80, 0.60, 0.49)
    shirt: Colour = (0.25, 0.35, 0.55)
    shorts: Colour = (0.12, 0.12, 0.14)
    hair: Colour = (0.10, 0.07, 0.05)
    shirt_pattern: int = 0
    sleeve: float = 0.62
    leg: float = 0.55
    shirt_hem: float = 0.0
    hair_style: str = "short"
    beard: float = 0.0
    shoes: Colour | None = None
    socks: Colour | None = None
    iris: Colour = (0.30, 0.20, 0.12)
    seed: int = 0
    fit: float = 1.0
    shorts_pattern: int = 0


@dataclass
class Body:
    """Rest mesh with skin weights; soles at z = 0, facing -y.

    Attributes
    ----------
    vertices_m : (n, 3)
    faces : (m, 3) vertex indices
    weights, raw_weights : (n, n_bones), sharpened (see `Look.weight_power`) and as anny gives them
    texture_uv : (k, 2), with `texture_faces` (m, 3) indices into it
    surface_vertex : surface point name -> vertex index (heel, nose, ear, fingers ...)
    floor_offset_m : height added to anny's coordinates
    """

    shape: Shape
    look: Look
    skeleton: Skeleton
    vertices_m: FloatArray
    faces: IntArray
    weights: FloatArray
    raw_weights: FloatArray
    texture_uv: FloatArray
    texture_faces: IntArray
    surface_vertex: dict[str, int]
    floor_offset_m: float
    mass_kg: float
    bmi: float
    anny_height: float
    _index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._index = self.skeleton.index

    def bone_weight(self, label: str) -> FloatArray:
        """Weights (n,) of one bone."""
        column: FloatArray = self.weights[:, self._index[label]]
        return column

    def group_weight(self, belongs: Callable[[str], bool]) -> FloatArray:
        """Sum the weights (n,) of the bones whose name satisfies `belongs`."""
        return _group_weight(self.weights, self.skeleton.labels, belongs)

    def surface_m(self, name: str) -> FloatArray:
        """Rest position (3,) of a surface point."""
        return self.skeleton.surface[name]


def make_body(
    shape: Mapping[str, Any] | None = None, look: Mapping[str, Any] | None = None
) -> Body:
    """Build a person; unknown keys raise ValueError."""
    wanted_shape = Shape(**_checked(Shape, shape))
    wanted_look = Look(**_checked(Look, look))
    raw = load_raw_body(wanted_shape)
    vertices_m, heads_m = raw["V"].copy(), raw["heads"].copy()
    stature_m = float(vertices_m[:, 2].max() - vertices_m[:, 2].min())
    floor_offset_m = float(-vertices_m[:, 2].min())
    vertices_m[:, 2] += floor_offset_m
    heads_m[:, 2] += floor_offset_m
    raw_weights = _dense_weights(raw)
    weights = raw_weights**wanted_look.weight_power
    weights = weights / weights.sum(1, keepdims=True)
    hip_centre = HipCentre(wanted_look.hjc_lat, wanted_look.hjc_drop, wanted_look.hjc_fwd)
    labels = [str(label) for label in raw["labels"]]
    bare = build_skeleton(labels, list(raw["parents"]), heads_m, stature_m, hip_centre)
    surface_vertex = _surface_vertices(vertices_m, weights, bare)
    surface = {name: vertices_m[vertex] for name, vertex in surface_vertex.items()}
    skeleton = build_skeleton(labels, bare.parents, heads_m, stature_m, hip_centre, surface)
    return Body(
        shape=wanted_shape,
        look=wanted_look,
        skeleton=skeleton,
        vertices_m=vertices_m,
        faces=raw["F"],
        weights=weights,
        raw_weights=raw_weights,
        texture_uv=raw["UV"],
        texture_faces=raw["FT"],
        surface_vertex=surface_vertex,
        floor_offset_m=floor_offset_m,
        mass_kg=float(raw["mass"]),
        bmi=float(raw["bmi"]),
        anny_height=float(raw["height_param"]),
    )


def _checked(kind: type, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `given` as keyword arguments of a dataclass, or raise ValueError for unknown keys."""
    values = dict(given or {})
    unknown = sorted(set(values) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"unknown {kind.__name__.lower()} keys: {', '.join(unknown)}")
    return values


# ---- anny ----------------------------------------------------------------------------------------


def cache_dir() -> Path:
    """Folder of the cached body shapes."""
    return Path(os.environ.get("RIG_CACHE", str(Path.home() / ".cache" / "rig")))


@cache
def anny_model() -> Any:
    """Return the `anny` model; its first ever start takes minutes and 790 MB of disk."""
    import torch

    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import anny

        return anny.Anny(skinning_method="lbs").to(torch.float32)


def phenotype(shape: Shape, height: float) -> dict[str, float]:
    """Arguments of anny for a shape at anny's own `height` parameter (0..1)."""
    names = ("gender", "age", "muscle", "weight", "proportions")
    return {name: float(getattr(shape, name)) for name in names} | {"height": height}


def load_raw_body(shape: Shape) -> RawBody:
    """Arrays of one person's rest mesh in anny's own coordinates, from the cache or from anny."""
    key = _CACHE_FORMAT + json.dumps(asdict(shape), sort_keys=True)
    name = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]
    path = cache_dir() / f"anny_{name}.npz"
    if not path.exists():
        raw = _run_anny(shape)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.npz")
        np.savez(partial, allow_pickle=False, **raw)
        partial.replace(path)
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def _solve_height(shape: Shape, rest_pose: Callable[[float], Any]) -> float:
    """Bisect anny's height parameter (0..1) for the wanted stature."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        z = rest_pose(middle)["rest_vertices"][0][:, 2]
        if float(z.max() - z.min()) < shape.stature:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _run_anny(shape: Shape) -> RawBody:
    model = anny_model()
    import anny
    import torch

    def rest_pose(height: float) -> Any:
        with torch.no_grad():
            return model(phenotype_kwargs=phenotype(shape, height))

    height = _solve_height(shape, rest_pose)
    posed = rest_pose(height)
    measures = anny.Anthropometry(model)(posed["rest_vertices"])
    return {
        "V": posed["rest_vertices"][0].numpy().astype(np.float64),
        "F": model.faces.numpy().astype(np.int32),
        "UV": model.texture_coordinates.numpy(),
        "FT": model.face_texture_coordinate_indices.numpy().astype(np.int32),
        "heads": posed["rest_bone_heads"][0].numpy().astype(np.float64),
        "labels": np.array(model.bone_labels),
        "parents": np.array(model.bone_parents),
        "W": model.vertex_bone_weights.numpy(),
        "I": model.vertex_bone_indices.numpy().astype(np.int32),
        "height": np.array(float(measures["height"][0])),
        "mass": np.array(float(measures["mass"][0])),
        "bmi": np.array(float(measures["bmi"][0])),
        "height_param": np.array(height),
    }


def _dense_weights(raw: RawBody) -> FloatArray:
    """Skin weights (n, n_bones) from anny's sparse (n, k) weights and bone indices."""
    n_vertices = len(raw["V"])
    weights = np.zeros((n_vertices, len(raw["labels"])))
    np.add.at(weights, (np.arange(n_vertices)[:, None], raw["I"]), raw["W"])
    return weights


# ---- surface points ------------------------------------------------------------------------------


def _group_weight(
    weights: FloatArray, labels: tuple[str, ...], belongs: Callable[[str], bool]
) -> FloatArray:
    columns = [i for i, label in enumerate(labels) if belongs(label)]
    total: FloatArray = weights[:, columns].sum(1)
    return total


def _extreme(candidates: IntArray, score: FloatArray) -> int:
    """Vertex among `candidates` whose `score` is largest."""
    return int(candidates[np.argmax(score)])


def _surface_vertices(
    vertices_m: FloatArray, weights: FloatArray, skeleton: Skeleton
) -> dict[str, int]:
    """Vertex indices of the surface points."""
    points: dict[str, int] = {}
    for side in SIDES:
        points.update(_foot_vertices(vertices_m, weights, skeleton, side))
        points.update(_face_vertices(vertices_m, weights, skeleton, side))
        for name, bone in (("index", "finger2-1."), ("pinky", "finger5-1.")):
            gap_m2 = ((vertices_m - skeleton.head_m(bone + side)) ** 2).sum(1)
            points[name + side] = int(np.argmin(gap_m2))
    below_eyes = vertices_m[:, 2] < skeleton.head_m("eye.L")[2]
    on_midline = np.abs(vertices_m[:, 0]) < 0.02
    head = weights[:, skeleton.index["head"]] > 0.9
    nose = np.where(head & on_midline & below_eyes)[0]
    points["nose"] = _extreme(nose, -vertices_m[nose, 1])
    return points


def _foot_vertices(
    vertices_m: FloatArray, weights: FloatArray, skeleton: Skeleton, side: Side
) -> dict[str, int]:
    def of_foot(label: str) -> bool:
        return label.endswith("." + side) and label.startswith(("foot", "toe"))

    foot = np.where(_group_weight(weights, skeleton.labels, of_foot) > 0.6)[0]
    toes = np.where(weights[:, skeleton.index[f"toe1-2.{side}"]] > 0.5)[0]
    return {
        "heel" + side: _extreme(foot, vertices_m[foot, 1] - 0.5 * vertices_m[foot, 2]),
        "footidx" + side: _extreme(toes, -vertices_m[toes, 1]),
    }


def _face_vertices(
    vertices_m: FloatArray, weights: FloatArray, skeleton: Skeleton, side: Side
) -> dict[str, int]:
    head = np.where(weights[:, skeleton.index["head"]] > 0.9)[0]
    behind_face = vertices_m[head, 1] > skeleton.joints["head"][1] - 0.03
    at_eye_height = np.abs(vertices_m[head, 2] - skeleton.head_m("eye.L")[2]) < 0.03
    ear = head[behind_face & at_eye_height]
    eye = np.where(weights[:, skeleton.index[f"eye.{side}"]] > 0.5)[0]
    return {
        "ear" + side: _extreme(ear, LATERAL_SIGN[side] * vertices_m[ear, 0]),
        "eye" + side: _extreme(eye, -vertices_m[eye, 1]),
    }
