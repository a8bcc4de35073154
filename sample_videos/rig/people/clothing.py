"""Clothes and hair as shells grown from the body, and the textures of fabrics.

A garment is described by a scalar field on the body's vertices (metres, positive inside the
garment). Its shell is the surface of the body, pushed out along smoothed normals and cut where the
field crosses zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

from ..conventions import SIDES
from ..rotations import unit
from .mesh import neighbour_average, smoothstep, value_noise, vertex_normals

if TYPE_CHECKING:
    from ..rotations import BoolArray, FloatArray, IntArray
    from .parametric import Colour, ParametricPerson

_ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
_FOREARM_BONES = ("lowerarm", "wrist", "finger", "metacarpal")
_HAIR_THICKNESS_M = {"short": 0.014, "medium": 0.024, "bun": 0.016, "pony": 0.016}
_FABRIC_SIZE_PX = 512


@dataclass(frozen=True)
class Shell:
    """A garment, or the hair.

    Attributes
    ----------
    name
        ``shorts``, ``shirt`` or ``hair``.
    vertices_m
        (n, 3), rest positions.
    faces
        (m, 3), vertex indices.
    inside_m
        (n,), field of the garment, which is cut where it is negative.
    weights
        (n, n_bones), skin weights.
    """

    name: str
    vertices_m: FloatArray
    faces: IntArray
    inside_m: FloatArray
    weights: FloatArray


@dataclass(frozen=True)
class GarmentFields:
    """Fields (n,) of all garments in metres, and which part of the body a vertex belongs to.

    `under_shirt` is the field of the shorts before they are tucked under the shirt; `along_arm` is
    0 at the shoulder, 1 at the elbow, 2 at the wrist.
    """

    shirt: FloatArray
    shorts: FloatArray
    under_shirt: FloatArray
    hair: FloatArray
    arm: FloatArray
    head: FloatArray
    along_arm: FloatArray


@dataclass(frozen=True)
class _Cut:
    """How a shell is grown: offset (n,), smoothing passes, least distance from the skin, margin."""

    offset_m: FloatArray
    passes: int
    least_m: FloatArray | float
    margin_m: float = -0.025


def garment_fields(body: ParametricPerson) -> GarmentFields:
    """Compute the fields of all garments on the body's vertices."""
    arm = body.group_weight(lambda label: any(part in label for part in _ARM_BONES))
    head = body.group_weight(lambda label: label == "head" or label.startswith("eye"))
    along_arm = _along_arm(body)
    shirt = _shirt_field(body, arm, head, along_arm)
    shorts = _shorts_field(body, arm)
    return GarmentFields(
        shirt=shirt,
        shorts=np.minimum(shorts, 0.035 - shirt),
        under_shirt=shorts,
        hair=_hair_field(body, head),
        arm=arm,
        head=head,
        along_arm=along_arm,
    )


def _along_arm(body: ParametricPerson) -> FloatArray:
    joints, vertices_m = body.skeleton.joints, body.vertices_m
    forearm = body.group_weight(lambda label: any(p in label for p in _FOREARM_BONES)) > 0.5
    along = np.zeros(len(vertices_m))
    for side in SIDES:
        here = vertices_m[:, 0] > 0 if side == "L" else vertices_m[:, 0] <= 0
        shoulder, elbow, wrist = (joints[n + side] for n in ("shoulder", "elbow", "wrist"))
        upper = (vertices_m - shoulder) @ unit(elbow - shoulder) / np.linalg.norm(elbow - shoulder)
        lower = (vertices_m - elbow) @ unit(wrist - elbow) / np.linalg.norm(wrist - elbow)
        whole = np.where(forearm, 1 + np.maximum(lower, 0), np.minimum(upper, 1.0))
        along[here] = whole[here]
    return along


def _shirt_field(
    body: ParametricPerson, arm: FloatArray, head: FloatArray, along_arm: FloatArray
) -> FloatArray:
    vertices_m, stature_m = body.vertices_m, body.skeleton.stature_m
    joints, look = body.skeleton.joints, body.look
    hem_z_m = joints["hipL"][2] - (0.015 + look.shirt_hem) * stature_m
    collar_m = joints["neck01"] + np.array([0, 0.02, -0.012 * stature_m])
    below_collar = -((vertices_m - collar_m) @ unit([0, -0.42, 0.9]))
    below_collar += np.maximum(0, np.abs(vertices_m[:, 0]) - 0.035 * stature_m) * 1.6
    humerus_m = np.linalg.norm(joints["elbowL"] - joints["shoulderL"])
    in_sleeve = np.where(arm > 0.5, (look.sleeve - along_arm) * humerus_m, 0.05)
    not_head = np.where(head > 0.5, -0.05, 0.05)
    above_hem = vertices_m[:, 2] - hem_z_m
    field: FloatArray = np.minimum.reduce([above_hem, below_collar, in_sleeve, not_head])
    return field


def _shorts_field(body: ParametricPerson, arm: FloatArray) -> FloatArray:
    joints, z = body.skeleton.joints, body.vertices_m[:, 2]
    hip_z, knee_z, ankle_z = (joints[name][2] for name in ("hipL", "kneeL", "ankleL"))
    length = body.look.leg
    if length <= 1:
        end_z = hip_z + (knee_z - hip_z) * length
    else:
        end_z = knee_z + (ankle_z - knee_z) * (length - 1)
    below_waist = hip_z + 0.055 * body.skeleton.stature_m - z
    not_arm = np.where(arm > 0.3, -0.05, 0.05)
    field: FloatArray = np.minimum.reduce([below_waist, z - end_z, not_arm])
    return field


def _hair_field(body: ParametricPerson, head: FloatArray) -> FloatArray:
    """Return what is above a plane from hairline to nape, without temples and ears."""
    vertices_m, skeleton = body.vertices_m, body.skeleton
    if body.look.hair_style == "bald":
        return np.full(len(vertices_m), -0.05)
    hairline_m, normal = _hairline_plane(body)
    field = (vertices_m - hairline_m) @ normal
    aside = np.abs(vertices_m[:, 0])
    before_ear = vertices_m[:, 1] < skeleton.joints["head"][1]
    field = field - 0.25 * np.maximum(0, aside - 0.045) * before_ear
    ear = body.surface_m("earL")
    from_ear = np.linalg.norm(vertices_m[:, 1:] - ear[1:], axis=1)
    on_ear = (aside > abs(ear[0]) - 0.022) & (from_ear < 0.036)
    field = np.where(on_ear, np.minimum(field, from_ear - 0.036), field)
    cut: FloatArray = np.where(head > 0.5, field, np.minimum(field, -0.005))
    return cut


def _hairline_plane(body: ParametricPerson) -> tuple[FloatArray, FloatArray]:
    """Return a point (3,) and the upward normal (3,) of the plane that bounds the hair."""
    skeleton = body.skeleton
    eye_z = skeleton.head_m("eye.L")[2]
    above_eyes_m = body.vertices_m[:, 2].max() - eye_z
    forehead = np.array([0, body.surface_m("nose")[1] + 0.025, eye_z + 0.50 * above_eyes_m])
    nape = np.array([0, skeleton.joints["head"][1] + 0.10, eye_z - 0.55 * above_eyes_m])
    along = unit(nape - forehead)
    normal = np.array([0, -along[2], along[1]])
    return forehead, normal if normal[2] >= 0 else -normal


# ---- shells --------------------------------------------------------------------------------------


def make_shells(body: ParametricPerson, garments: GarmentFields) -> list[Shell]:
    """Return shorts, shirt, hair and hair knot, as far as the person has them.

    Parameters
    ----------
    body
        The person.
    garments
        Of `garment_fields` for the same person.
    """
    shells = [_shorts_shell(body, garments), _shirt_shell(body, garments)]
    if body.look.hair_style != "bald":
        shells.append(_hair_shell(body, garments))
    if body.look.hair_style in ("bun", "pony"):
        shells.append(_hair_knot(body))
    return shells


def _shorts_shell(body: ParametricPerson, garments: GarmentFields) -> Shell:
    stature_m, fit = body.skeleton.stature_m, body.look.fit
    waist_z_m = body.skeleton.joints["hipL"][2] + 0.055 * stature_m
    below_waist_m = waist_z_m - body.vertices_m[:, 2]
    if body.look.leg > 1:
        offset_m = np.full(len(body.vertices_m), 0.004 + 0.003 * fit)
    else:
        offset_m = (0.007 + 0.010 * smoothstep(0.0, 0.2 * stature_m, below_waist_m)) * fit
    keep = (garments.head < 0.6) & (garments.arm < 0.5)
    return _grow(body, "shorts", garments.shorts, keep, _Cut(offset_m, 10, 0.003))


def _shirt_shell(body: ParametricPerson, garments: GarmentFields) -> Shell:
    stature_m, fit = body.skeleton.stature_m, body.look.fit
    below_neck_m = body.skeleton.joints["neck01"][2] - body.vertices_m[:, 2]
    widening = smoothstep(0.05 * stature_m, 0.36 * stature_m, below_neck_m)
    offset_m = 0.006 + (0.016 * widening) * fit
    sleeve_m = 0.006 + 0.010 * fit * np.clip(garments.along_arm, 0, 1)
    offset_m = np.where(garments.arm > 0.4, sleeve_m, offset_m)
    over_shorts = (garments.under_shirt > -0.02) & (garments.arm < 0.3)
    least_m = np.where(over_shorts, 0.017, 0.004)
    keep = garments.head < 0.6
    return _grow(body, "shirt", garments.shirt, keep, _Cut(offset_m, 14, least_m))


def _hair_shell(body: ParametricPerson, garments: GarmentFields) -> Shell:
    thickness_m = _HAIR_THICKNESS_M[body.look.hair_style]
    tufts = 1 + 0.25 * value_noise(body.vertices_m, 0.03, 5)
    offset_m = thickness_m * smoothstep(-0.002, 0.03, garments.hair) * tufts + 0.0015
    eyes = body.group_weight(lambda label: label.startswith("eye"))
    keep = (body.bone_weight("head") > 0.5) & (eyes < 0.1)
    return _grow(body, "hair", garments.hair, keep, _Cut(offset_m, 3, 0.0015, -0.012))


def _grow(
    body: ParametricPerson, name: str, inside_m: FloatArray, keep: BoolArray, cut: _Cut
) -> Shell:
    """Copy the faces to keep near the garment, push them outwards and smooth them."""
    faces = body.faces
    faces = faces[keep[faces].all(1) & (inside_m[faces].max(1) > cut.margin_m)]
    used, faces = np.unique(faces, return_inverse=True)
    faces = faces.reshape(-1, 3)
    average = neighbour_average(faces, len(used))
    normals = vertex_normals(body.vertices_m, body.faces)[used]
    for _ in range(4):
        normals = unit(0.5 * normals + 0.5 * (average @ normals))
    skin_m = body.vertices_m[used]
    least_m = cut.least_m[used] if isinstance(cut.least_m, np.ndarray) else cut.least_m
    vertices_m = skin_m + normals * cut.offset_m[used][:, None]
    for _ in range(cut.passes):
        vertices_m = vertices_m + 0.6 * (average @ vertices_m - vertices_m)
        clearance_m = ((vertices_m - skin_m) * normals).sum(1)
        vertices_m += normals * np.maximum(0, least_m - clearance_m)[:, None]
    weights = body.weights[used]
    for _ in range(min(cut.passes, 6)):
        weights = 0.5 * weights + 0.5 * (average @ weights)
        weights = weights / weights.sum(1, keepdims=True)
    return Shell(name, vertices_m, faces, inside_m[used], weights)


def _hair_knot(body: ParametricPerson) -> Shell:
    """Make a knot of hair or a short pony tail behind the head, rigid with the head bone."""
    sphere, faces = _sphere(16, 12)
    back_of_head_m = body.vertices_m[body.bone_weight("head") > 0.5][:, 1].max()
    eye_z_m = body.skeleton.head_m("eye.L")[2]
    centre_m = np.array([0, back_of_head_m + 0.012, eye_z_m + 0.035])
    vertices_m = centre_m + sphere * np.array([0.036, 0.033, 0.036])
    if body.look.hair_style == "pony":
        tail = sphere * np.array([0.026, 0.024, 0.10])
        vertices_m = centre_m + tail + np.array([0, 0.012, -0.075])
        vertices_m[:, 1] -= 0.25 * np.maximum(0, centre_m[2] - vertices_m[:, 2]) * 0.6
    weights = np.zeros((len(vertices_m), body.weights.shape[1]))
    weights[:, body.skeleton.index["head"]] = 1
    return Shell("hair", vertices_m, faces, np.full(len(vertices_m), 0.05), weights)


def _sphere(n_around: int, n_down: int) -> tuple[FloatArray, IntArray]:
    """Make a unit sphere of vertices (n_around * n_down, 3) and faces (m, 3)."""
    around = np.linspace(0, 2 * np.pi, n_around, endpoint=False)
    down = np.linspace(0, np.pi, n_down)
    u, v = np.meshgrid(around, down, indexing="ij")
    points = np.stack([np.sin(v) * np.cos(u), np.sin(v) * np.sin(u), np.cos(v)], -1)
    faces = []
    for i in range(n_around):
        here, following = i * n_down, (i + 1) % n_around * n_down
        for j in range(n_down - 1):
            faces.append([here + j, here + j + 1, following + j])
            faces.append([following + j, here + j + 1, following + j + 1])
    return points.reshape(-1, 3), np.array(faces)


# ---- fabric --------------------------------------------------------------------------------------


def fabric_texture(pattern: int, colour: Colour, rng: np.random.Generator) -> FloatArray:
    """Return the texture of a fabric, (512, 512, 3), sRGB 0..1, one metre wide.

    Parameters
    ----------
    pattern
        0 plain, 1 stripes, 3 heather.
    colour
        Of the fabric, sRGB 0..1.
    rng
        Source of weave and shade.
    """
    size = _FABRIC_SIZE_PX
    rows = np.mgrid[0:size, 0:size][0] / size
    base = np.array(colour)
    weave = gaussian_filter(rng.normal(size=(size, size)), 0.7, mode="wrap")
    shade = gaussian_filter(rng.normal(size=(size, size)), 14, mode="wrap")
    fabric = base * (1 + 0.05 * weave + 0.6 * shade)[..., None]
    if pattern == 1:
        stripe = np.clip(base * 0.35 + 0.55, 0, 1) if np.mean(base) < 0.5 else base * 0.35
        on_stripe = ((rows / 0.05) % 1 < 0.4)[..., None]
        fabric = np.where(on_stripe, stripe * (1 + 0.05 * weave[..., None]), fabric)
    if pattern == 3:
        fabric = fabric * (1 + 0.12 * rng.normal(size=(size, size)))[..., None]
    clipped: FloatArray = np.clip(fabric, 0, 1)
    return clipped
