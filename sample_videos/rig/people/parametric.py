"""People of the parametric family: rest mesh, skin weights and skeleton from `anny`.

`anny` and `torch` are imported only for a shape that is not in the cache yet. The cache folder is
``$RIG_CACHE`` or ``~/.cache/rig``. Only anny's default topology is used; its optional ``smplx``
topology is non-commercial and must never be requested here.
"""

from __future__ import annotations

import hashlib
import json
import os
import warnings
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..conventions import LATERAL_SIGN, SIDES, Side
from ..kinematics.skeleton import HipCentre, build_skeleton
from .person import Person
from .rest import Rest, checked
from .warp import Warp, warped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..rotations import FloatArray, IntArray

RawBody = dict[str, NDArray[Any]]
Colour = tuple[float, float, float]

_CACHE_FORMAT = "v3"


@dataclass(frozen=True)
class Shape:
    """Shape of a body.

    `gender` runs from 0 (male) to 1 (female); `age` 0.67 is a young adult and 1 is old; `muscle`,
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
    """Appearance of a person, and constants that fit the mesh to the bones; colours are sRGB 0..1.

    Attributes
    ----------
    weight_power
        Skin weights are raised to this power. No vertex of anny is rigid with the pelvis, so with
        the raw weights the visible pelvis turns 6 to 17 degrees less than its bone at 90 degrees of
        hip flexion; with squared weights the two agree within 2 degrees.
    hjc_lat, hjc_drop, hjc_fwd
        Correction of the hip joint centre, fractions of the stature (see `skeleton.HipCentre`;
        `hjc_fwd` is towards +y, the back).
    shirt_pattern, shorts_pattern
        0 plain, 1 stripes, 3 heather.
    sleeve
        Where the sleeve ends: 0 shoulder, 1 elbow.
    leg
        Where the trouser leg ends: 0 hip, 1 knee, 2 ankle.
    shirt_hem
        How far the shirt hangs below the hips, fraction of the stature.
    hair_style
        ``short``, ``medium``, ``bun``, ``pony`` or ``bald``.
    beard
        0 (none) to 1 (full).
    socks, shoes
        Colour; None is none. Shoes are not drawn.
    fit
        Of the clothes, 0.3 (tight) to 1.5 (loose).
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
class ParametricPerson(Person):
    """A person of the parametric family.

    Attributes
    ----------
    raw_weights
        (n, n_bones), as anny gives them; `weights` are sharpened (`Look.weight_power`).
    texture_uv, texture_faces
        (k, 2), and (m, 3) indices into it.
    floor_offset_m
        Height added to anny's coordinates.
    """

    shape: Shape
    look: Look
    raw_weights: FloatArray
    texture_uv: FloatArray
    texture_faces: IntArray
    floor_offset_m: float
    mass_kg: float
    bmi: float
    anny_height: float

    def summary(self) -> dict[str, Any]:
        """See `Person`."""
        look = asdict(self.look)
        return {"shape": asdict(self.shape), "look": look, "mass": self.mass_kg, "bmi": self.bmi}


def make_parametric(
    shape: Mapping[str, Any] | None = None,
    look: Mapping[str, Any] | None = None,
    warp: Mapping[str, Any] | None = None,
) -> ParametricPerson:
    """Build a person.

    Parameters
    ----------
    shape, look, warp
        Fields of `Shape`, `Look` and `warp.Warp`; None is the defaults.

    Raises
    ------
    ValueError
        For unknown keys.
    """
    wanted_shape = Shape(**checked(Shape, shape))
    wanted_look = Look(**checked(Look, look))
    wanted_warp = Warp(**checked(Warp, warp))
    raw = _load_raw_body(wanted_shape)
    raw_weights = _dense_weights(raw)
    floor_offset_m = float(-raw["V"][:, 2].min())
    rest = warped(_rest(raw, raw_weights, floor_offset_m, wanted_look), wanted_warp)
    bare = build_skeleton(rest.labels, rest.parents, rest.heads_m, rest.stature_m)
    surface_vertex = _surface_vertices(rest)
    surface = {name: rest.vertices_m[vertex] for name, vertex in surface_vertex.items()}
    return ParametricPerson(
        skeleton=replace(bare, surface=surface),
        vertices_m=rest.vertices_m,
        faces=rest.faces,
        weights=rest.weights,
        surface_vertex=surface_vertex,
        warp=wanted_warp,
        shape=wanted_shape,
        look=wanted_look,
        raw_weights=raw_weights,
        texture_uv=raw["UV"],
        texture_faces=raw["FT"],
        floor_offset_m=floor_offset_m,
        mass_kg=float(raw["mass"]),
        bmi=float(raw["bmi"]),
        anny_height=float(raw["height_param"]),
    )


def _rest(raw: RawBody, raw_weights: FloatArray, floor_offset_m: float, look: Look) -> Rest:
    """Put the mesh on the floor, sharpen its weights and correct its hip centres."""
    vertices_m, heads_m = raw["V"].copy(), raw["heads"].copy()
    vertices_m[:, 2] += floor_offset_m
    heads_m[:, 2] += floor_offset_m
    weights = raw_weights**look.weight_power
    labels = tuple(str(label) for label in raw["labels"])
    stature_m = float(raw["V"][:, 2].max() - raw["V"][:, 2].min())
    hip_centre = HipCentre(look.hjc_lat, look.hjc_drop, look.hjc_fwd)
    return Rest(
        labels=labels,
        parents=tuple(int(parent) for parent in raw["parents"]),
        heads_m=hip_centre.corrected(labels, heads_m, stature_m),
        vertices_m=vertices_m,
        faces=raw["F"],
        weights=weights / weights.sum(1, keepdims=True),
    )


# ---- anny ----------------------------------------------------------------------------------------


def _cache_dir() -> Path:
    """Return the folder of the cached body shapes."""
    return Path(os.environ.get("RIG_CACHE", str(Path.home() / ".cache" / "rig")))


@cache
def anny_model() -> Any:
    """Return the `anny` model; its very first start takes minutes and 790 MB of disk."""
    import torch

    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import anny

        return anny.Anny(skinning_method="lbs").to(torch.float32)


def phenotype(shape: Shape, height: float) -> dict[str, float]:
    """Return anny's arguments for a shape.

    Parameters
    ----------
    shape
        Of the body; its stature is not used.
    height
        Anny's own parameter for the stature, 0..1.
    """
    names = ("gender", "age", "muscle", "weight", "proportions")
    return {name: float(getattr(shape, name)) for name in names} | {"height": height}


def _load_raw_body(shape: Shape) -> RawBody:
    """Return the arrays of a rest mesh in anny's own coordinates, from the cache or from anny."""
    key = _CACHE_FORMAT + json.dumps(asdict(shape), sort_keys=True)
    name = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:16]
    path = _cache_dir() / f"anny_{name}.npz"
    if not path.exists():
        raw = _run_anny(shape)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.npz")
        np.savez(partial, allow_pickle=False, **raw)
        partial.replace(path)
    with np.load(path, allow_pickle=False) as stored:
        return dict(stored)


def _solve_height(shape: Shape, rest_pose: Callable[[float], Any]) -> float:
    """Bisect anny's parameter for the height (0..1) until the stature is as wanted."""
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
    """Return skin weights (n, n_bones) from anny's sparse weights (n, k) and bone indices."""
    n_vertices = len(raw["V"])
    weights = np.zeros((n_vertices, len(raw["labels"])))
    np.add.at(weights, (np.arange(n_vertices)[:, None], raw["I"]), raw["W"])
    return weights


# ---- surface points ------------------------------------------------------------------------------


def _extreme(candidates: IntArray, score: FloatArray) -> int:
    """Return the vertex among `candidates` whose `score` is largest."""
    return int(candidates[np.argmax(score)])


def _surface_vertices(rest: Rest) -> dict[str, int]:
    """Return the vertex indices of the surface points."""
    vertices_m = rest.vertices_m
    points: dict[str, int] = {}
    for side in SIDES:
        points.update(_foot_vertices(rest, side))
        points.update(_face_vertices(rest, side))
        for name, bone in (("index", "finger2-1."), ("pinky", "finger5-1.")):
            gap_m2 = ((vertices_m - rest.head_m(bone + side)) ** 2).sum(1)
            points[name + side] = int(np.argmin(gap_m2))
    below_eyes = vertices_m[:, 2] < rest.head_m("eye.L")[2]
    on_midline = np.abs(vertices_m[:, 0]) < 0.02
    head = rest.bone_weight("head") > 0.9
    nose = np.where(head & on_midline & below_eyes)[0]
    points["nose"] = _extreme(nose, -vertices_m[nose, 1])
    return points


def _foot_vertices(rest: Rest, side: Side) -> dict[str, int]:
    def of_foot(label: str) -> bool:
        return label.endswith("." + side) and label.startswith(("foot", "toe"))

    vertices_m = rest.vertices_m
    foot = np.where(rest.group_weight(of_foot) > 0.6)[0]
    toes = np.where(rest.bone_weight(f"toe1-2.{side}") > 0.5)[0]
    return {
        "heel" + side: _extreme(foot, vertices_m[foot, 1] - 0.5 * vertices_m[foot, 2]),
        "footidx" + side: _extreme(toes, -vertices_m[toes, 1]),
    }


def _face_vertices(rest: Rest, side: Side) -> dict[str, int]:
    vertices_m = rest.vertices_m
    head = np.where(rest.bone_weight("head") > 0.9)[0]
    behind_face = vertices_m[head, 1] > rest.head_m("head")[1] - 0.03
    at_eye_height = np.abs(vertices_m[head, 2] - rest.head_m("eye.L")[2]) < 0.03
    ear = head[behind_face & at_eye_height]
    eye = np.where(rest.bone_weight(f"eye.{side}") > 0.5)[0]
    return {
        "ear" + side: _extreme(ear, LATERAL_SIGN[side] * vertices_m[ear, 0]),
        "eye" + side: _extreme(eye, -vertices_m[eye, 1]),
    }
