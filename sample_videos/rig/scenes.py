"""Scenes: what a clip shows, either given or drawn from a seed (numpy only)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SKINS = (
    *((0.82, 0.62, 0.51), (0.72, 0.52, 0.40), (0.50, 0.34, 0.25), (0.86, 0.68, 0.58)),
    *((0.62, 0.44, 0.33), (0.38, 0.26, 0.20), (0.78, 0.58, 0.45), (0.80, 0.63, 0.55)),
)
_HAIRS = (
    *((0.09, 0.06, 0.05), (0.28, 0.18, 0.10), (0.05, 0.05, 0.05), (0.45, 0.33, 0.18)),
    *((0.10, 0.08, 0.07), (0.04, 0.04, 0.04), (0.35, 0.32, 0.30), (0.20, 0.12, 0.07)),
)
_TOPS = (
    *((0.20, 0.32, 0.55), (0.75, 0.20, 0.22), (0.85, 0.85, 0.82), (0.16, 0.16, 0.18)),
    *((0.20, 0.50, 0.38), (0.90, 0.60, 0.20), (0.55, 0.35, 0.60), (0.45, 0.48, 0.50)),
)
_TROUSERS = (
    *((0.10, 0.10, 0.12), (0.16, 0.20, 0.32), (0.38, 0.38, 0.40), (0.30, 0.12, 0.14)),
    *((0.15, 0.15, 0.16), (0.12, 0.24, 0.22), (0.50, 0.46, 0.38), (0.22, 0.22, 0.26)),
)
#: Gender, stature, weight, muscle and age, see `people.parametric.Shape`.
_SHAPES = (
    (0.00, 1.78, 0.50, 0.55, 0.70),
    (1.00, 1.65, 0.45, 0.50, 0.70),
    (0.05, 1.86, 0.60, 0.65, 0.72),
    (1.00, 1.58, 0.60, 0.45, 0.82),
    (0.00, 1.70, 0.72, 0.45, 0.85),
    (0.95, 1.74, 0.40, 0.60, 0.68),
    (0.10, 1.75, 0.35, 0.50, 0.69),
    (1.00, 1.62, 0.75, 0.45, 0.78),
)
_WALLS = (
    *((0.74, 0.72, 0.68), (0.66, 0.72, 0.76), (0.80, 0.76, 0.66)),
    *((0.60, 0.62, 0.60), (0.78, 0.70, 0.68), (0.85, 0.85, 0.84)),
)
_MATS = (
    *((0.18, 0.36, 0.40), None, (0.42, 0.22, 0.42)),
    *((0.20, 0.20, 0.22), None, (0.55, 0.30, 0.22)),
)
N_PEOPLE = len(_SHAPES)
#: People in robes, coats and skirts, which hide the limbs or stretch between them.
_LONG_CLOTHES = {
    *("Chef_Female_01", "Female_Adult_06", "Female_Adult_10", "Female_Adult_16"),
    *("Male_Adult_19", "Male_Adult_21", "Medical_Female_02", "Medical_Male_05"),
}
#: What people do between sets, see `motion.negatives`.
_ON_FEET = ("talk", "talk", "squat", "good_morning", "lunge", "pick_up", "windmill", "warrior_3")
_ON_FOURS = ("rest_on_fours", "rest_on_fours", "cat_cow", "bird_dog", "childs_pose", "sit_on_heels")


@dataclass(frozen=True)
class CameraRequest:
    """Where the camera should be.

    Attributes
    ----------
    view
        One of `camera.VIEW_AZIMUTH_DEG`.
    az_jit
        Degrees added to the azimuth of the view.
    height, dist
        Height and distance of the camera, metres; it moves back until the whole motion is in the
        picture.
    vfov, roll
        Vertical field of view and turn about the line of sight, degrees.
    w, h
        Size of the picture, pixels.
    aim
        The point (3,) it looks at; None is the middle of the motion.
    margin
        Free border around the motion, fraction of the picture.
    """

    view: str = "front"
    az_jit: float = 0.0
    height: float = 0.9
    dist: float = 2.8
    vfov: float = 52.0
    w: int = 640
    h: int = 480
    roll: float = 0.0
    aim: tuple[float, float, float] | None = None
    margin: float = 0.03


@dataclass(frozen=True)
class Scene:
    """Everything that defines a clip; the fields are the keys of a JSON spec.

    Attributes
    ----------
    name
        File name without suffix.
    drill, params
        See `motion.make_motion`.
    body
        ``shape`` and ``look``, or ``gltf`` and more; both with ``warp``; see `people.make_person`.
    camera
        Fields of `CameraRequest`; a traced room has its own camera and takes only ``w`` and ``h``.
    room
        Fields of `picture.room.Room`, or with ``traced`` those of `picture.traced_room.TracedRoom`.
    sensor
        ``noise``, ``vignette`` and ``blur_px`` of `camera.Sensor`.
    seed
        Of the motion, the room and the sensor.
    fps
        Frames per second.
    crf, preset
        H.264 quality and speed of the encoder.
    """

    name: str
    drill: str
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    camera: Mapping[str, Any] = field(default_factory=dict)
    room: Mapping[str, Any] = field(default_factory=dict)
    sensor: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    fps: int = 30
    crf: int = 21
    preset: str = "ultrafast"


def person(index: int, seed: int) -> dict[str, Any]:
    """Return the spec of a person of the parametric family.

    Parameters
    ----------
    index
        Which body shape and skin, 0 to `N_PEOPLE` - 1.
    seed
        Of the clothes and the hair style.
    """
    rng = np.random.default_rng(1000 + seed)
    gender, stature, weight, muscle, age = _SHAPES[index]
    shape = {
        "gender": gender,
        "stature": stature,
        "weight": weight,
        "muscle": muscle,
        "age": age,
    }
    return {"shape": shape, "look": _look(rng, index, seed, woman=gender > 0.5)}


def _look(rng: np.random.Generator, index: int, seed: int, woman: bool) -> dict[str, Any]:
    """Draw clothes and hair, in the order written: the order is part of what a seed means."""
    return {
        "skin": _SKINS[index],
        "hair": _HAIRS[index],
        "shirt": _TOPS[(index + seed) % len(_TOPS)],
        "shorts": _TROUSERS[(index + 3 * seed) % len(_TROUSERS)],
        "shirt_pattern": int(rng.choice([0, 0, 1, 3])),
        "sleeve": float(rng.choice([0.3, 0.45, 0.6] if woman else [0.5, 0.62, 0.7])),
        "leg": float(rng.choice([0.4, 1.8, 1.9] if woman else [0.5, 0.7, 1.85])),
        "fit": float(rng.uniform(0.3, 0.9) if woman else rng.uniform(0.6, 1.5)),
        "hair_style": str(rng.choice(["bun", "pony"] if woman else ["short", "short", "medium"])),
        "beard": 0.0 if woman else float(rng.choice([0, 0.4, 0.8])),
        "shirt_hem": float(rng.uniform(-0.005, 0.03)),
        "seed": seed,
        "socks": None if rng.random() < 0.7 else tuple(map(float, rng.uniform(0.1, 0.9, 3))),
    }


def room(seed: int) -> dict[str, Any]:
    """Draw a room and its light, in the order written: the order is part of what a seed means."""
    rng = np.random.default_rng(500 + seed)
    return {
        "wall": _WALLS[rng.integers(len(_WALLS))],
        "floor": str(rng.choice(["wood", "carpet", "tile", "wood"])),
        "mat": _MATS[rng.integers(len(_MATS))],
        "key_az": float(rng.uniform(0, 360)),
        "key_el": float(rng.uniform(40, 68)),
        "key": float(rng.uniform(1.1, 1.9)),
        "sky": float(rng.uniform(0.8, 1.15)),
        "warm": float(rng.uniform(0, 1)),
        "exposure": float(rng.uniform(0.75, 0.95)),
        "seed": seed,
    }


# ---- people and rooms of another maker -----------------------------------------------------------


def gltf_names(folder: Path) -> list[str]:
    """Return the names of the people in a folder of glTF files whose clothes show their limbs."""
    names = {path.stem for path in folder.glob("*.glb")}
    return sorted(names - _LONG_CLOTHES)


def gltf_person(folder: Path, name: str, seed: int, warp_size: float = 1.0) -> dict[str, Any]:
    """Return the spec of a person from a glTF file, varied by a seed.

    Parameters
    ----------
    folder
        Of the files.
    name
        Of the file, without suffix.
    seed
        Of the stature, the tint of the clothes and the warp.
    warp_size
        As in `people.warp.random_warp`; 0 leaves the body as it is.
    """
    from dataclasses import asdict

    from .people.warp import random_warp

    rng = np.random.default_rng(3000 + seed)
    woman = "Female" in name
    body: dict[str, Any] = {
        "gltf": str(folder / f"{name}.glb"),
        "stature": float(rng.uniform(1.56, 1.80) if woman else rng.uniform(1.64, 1.92)),
        "tint": tuple(map(float, rng.uniform(0.88, 1.12, 3) * rng.uniform(0.6, 1.1))),
    }
    return body | {"warp": asdict(random_warp(rng, warp_size))} if warp_size else body


def traced_room(
    folder: Path,
    seed: int,
    azimuth_deg: float | None = None,
    heights_m: tuple[float, float] = (0.0, 9.0),
) -> dict[str, Any]:
    """Draw a traced room.

    Parameters
    ----------
    folder
        Of the rooms.
    seed
        Of the room, its mirroring and its light.
    azimuth_deg
        Where the camera should be, as in `stage.Framing`; None leaves it where it was traced.
    heights_m
        Only rooms whose camera is between these two heights.

    Raises
    ------
    FileNotFoundError
        If no room fits.
    """
    rng = np.random.default_rng(4000 + seed)
    places = {
        path.stem: json.loads(path.read_text())["cam"]["position"]
        for path in sorted(folder.glob("*.json"))
    }
    low_m, high_m = heights_m
    fitting = [name for name, place_m in places.items() if low_m <= place_m[2] <= high_m]
    if not fitting:
        raise FileNotFoundError(f"no room with a camera {low_m:g} to {high_m:g} m high in {folder}")
    name, mirror = str(rng.choice(fitting)), bool(rng.random() < 0.5)
    x_m, y_m, _ = places[name]
    own_deg = float(np.degrees(np.arctan2(-x_m if mirror else x_m, -y_m)))
    return {
        "traced": name,
        "folder": str(folder),
        "mirror": mirror,
        "turn": 0.0 if azimuth_deg is None else azimuth_deg - own_deg,
        "key_turn": float(rng.uniform(-15, 15)),
        "key": float(rng.uniform(0.75, 1.2)),
        "sky": float(rng.uniform(0.8, 1.2)),
    }


# ---- whole scenes --------------------------------------------------------------------------------


def session(drill: str, params: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Draw the parameters of a `motion.sequence`: a set of a drill with other movements around it.

    Another movement may interrupt a frogger, which is then two sets of half the reps.

    Parameters
    ----------
    drill
        ``aeroplane`` or ``frogger``.
    params
        Of the drill, as for `motion.make_motion`.
    seed
        Of the other movements.
    """
    rng = np.random.default_rng(5000 + seed)
    if drill == "aeroplane":
        around = [str(rng.choice(_ON_FEET)) for _ in range(2)]
        parts = [_other(around[0], rng), {"drill": drill, "params": params}, _other(around[1], rng)]
        return {"parts": parts}
    reps = int(params.get("reps", 4))
    first = max(1, reps // 2) if rng.random() < 0.5 else reps
    sets = [{**params, "reps": count} for count in (first, reps - first) if count]
    parts = [_other("get_down", rng, 1.0)]
    for number, own in enumerate(sets):
        if number or rng.random() < 0.3:
            parts.append(_other(str(rng.choice(_ON_FOURS)), rng))
        parts.append({"drill": drill, "params": own})
    if rng.random() < 0.5:
        parts.append(_other(str(rng.choice(_ON_FOURS)), rng))
    return {"parts": [*parts, _other("get_up", rng, 1.0)]}


def _other(kind: str, rng: np.random.Generator, duration: float = 4.0) -> dict[str, Any]:
    params = {"kind": kind, "duration": duration, "tempo": float(rng.uniform(0.8, 1.2))}
    return {"drill": "negative", "params": params}


def random_scene(drill: str, seed: int, **params: Any) -> Scene:
    """Draw a performance of a drill by a random person, in a random room, from a usual view.

    The aeroplane is seen from the front or the side, the others from the side or obliquely from
    behind.

    Parameters
    ----------
    drill
        One of `motion.DRILLS`.
    seed
        Of everything that is drawn.
    params
        Of the drill, as for `motion.make_motion`; a sequence without any is drawn by `session`.
    """
    rng = np.random.default_rng(2000 + seed)
    if drill == "sequence" and not params:
        params = session(str(rng.choice(["aeroplane", "frogger"])), {}, seed)
    from_side = ("side_left", "side_right")
    views = ("front", *from_side) if drill == "aeroplane" else (*from_side, "rear_left")
    camera = {
        "view": str(rng.choice(views)),
        "az_jit": float(rng.uniform(-12, 12)),
        "height": float(rng.uniform(0.5, 1.2)),
        "dist": float(rng.uniform(2.3, 2.8)),
        "vfov": float(rng.uniform(48, 66)),
        "roll": float(rng.normal(0, 1)),
    }
    return Scene(
        name=f"{drill}_{seed:04d}",
        drill=drill,
        params=params,
        body=person(int(rng.integers(N_PEOPLE)), seed),
        camera=camera,
        room=room(seed),
        seed=seed,
    )
