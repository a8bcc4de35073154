"""Scenes drawn from seeds: what the angle model is trained and tested on.

Every scene has a body, clothes, a room, a light, a camera and a tempo of its own, drawn from its
family, split, drill and number. A family is the people of one maker and skeleton: ``parametric``
(procedural bodies and clothes), ``men`` and ``women`` (clothed glTF people of another maker, most
of them warped into other proportions, joints and cloth). What holds on a family that nothing was
fitted to is what a stranger may expect.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sample_videos.rig.motion.negatives import KINDS
from sample_videos.rig.scenes import N_PEOPLE, Scene, person, room

if TYPE_CHECKING:
    from pathlib import Path

FAMILIES = ("parametric", "men", "women")
SPLITS = ("train", "calibration", "test")
DRILLS = ("aeroplane", "frogger", "foot_lift", "negative")
TRAIN_FPS = 12
"""The pose model smooths by time stamps, so a slow clip shows more postures for its price."""
DRILL_FPS = 20
SIZES_PX = ((640, 480), (640, 360), (848, 480), (480, 640), (640, 480))
LARGE_PX = ((1280, 720), (1920, 1080))
TRAINING = ("free", "clean", "free", "faulty")
FAULTY_TRAINING = ("faulty", "faulty", "clean", "faulty")
SETS = ("clean", "faulty")
"""How the scenes of a split move, in turn; training scenes from `FAULTY_FROM` on as
`FAULTY_TRAINING`."""
FAULTY_FROM = 1000
"""Training scenes from this number on are drawn like those of ``number - FAULTY_FROM`` and mostly
do reps with a fault. Free movement teaches what an angle looks like; what a fault looks like in a
rep, and how often a rep has one, is learnt from reps, and the other scenes hold few faults."""
WARPED_SHARE, TRACED_SHARE = 0.67, 0.5
FAULTS_DEG = (5.0, 10.0, 15.0, 20.0, 30.0)


def scene(
    family: str, split: str, drill: str, number: int, people: Path | None = None, *, traced: bool
) -> Scene:
    """Return scene ``number`` of a drill.

    Of four training scenes two move freely: turn, lumbar spine and hip flexion are independent
    of each other, so that none can be guessed from another; one does a rep of the drill and one a
    rep with a fault, so that what is usual is known too. Test scenes do sets.

    Parameters
    ----------
    family, split, drill
        From `FAMILIES`, `SPLITS` and `DRILLS`.
    number
        From 0; the same arguments always give the same scene. Those of training from `FAULTY_FROM`
        on have more faults.
    people
        Folder with ``rocketbox/*.glb`` and ``rooms/``; needed for the glTF families.
    traced
        Whether a glTF person may stand in a traced room, with the camera that it was traced for;
        not if something would leave the picture there.
    """
    name = f"{family}_{split}_{drill}_{number:03d}"
    is_faulty = split == "train" and number >= FAULTY_FROM
    number -= FAULTY_FROM if is_faulty else 0
    rng = _chance(family, split, drill, number)
    seed = int(rng.integers(1_000_000))
    params = _movement(rng, split, drill, number, is_faulty=is_faulty)
    if family == "parametric":
        body = _person(rng, seed)
    else:
        body = _gltf_person(rng, family, _required(people))
    camera = _camera(rng, drill, number, large=split == "test" and number % 8 == 7)
    drawn_room = _room(rng, seed)
    sensor = {
        "noise": float(rng.choice([0.006, 0.012, 0.02, 0.035])),
        "blur_px": float(rng.choice([0.0, 0.0, 0.6, 1.1])),
    }
    crf = int(rng.choice([21, 25, 30]))
    if family != "parametric" and traced and rng.random() < TRACED_SHARE:
        drawn_room = _traced_room(rng, drill, camera["az_jit"], _required(people))
        camera = {"view": "front", "az_jit": camera["az_jit"]}
    return Scene(
        name=name,
        drill="frogger" if drill == "foot_lift" else drill,
        params=params,
        body=body,
        camera=camera,
        room=drawn_room,
        sensor=sensor,
        seed=seed,
        fps=TRAIN_FPS if split == "train" else DRILL_FPS,
        crf=crf,
    )


def _movement(
    rng: np.random.Generator, split: str, drill: str, number: int, *, is_faulty: bool
) -> dict[str, Any]:
    """Draw how a drill is done: which of its motions, how far, how fast, with which fault."""
    # in training every motion comes in every size of picture
    training = FAULTY_TRAINING if is_faulty else TRAINING
    moves, count = (training, number // len(SIZES_PX)) if split == "train" else (SETS, number)
    fault_deg = FAULTS_DEG[count // len(moves) % len(FAULTS_DEG)]
    if is_faulty:
        fault_deg = float(rng.uniform(FAULTS_DEG[1], FAULTS_DEG[-1]))
    params = _PARAMS[drill](rng, number, moves[count % len(moves)], fault_deg)
    return _brief(params) if split == "train" and drill != "negative" else params


def _chance(family: str, split: str, drill: str, number: int) -> np.random.Generator:
    """Return the random numbers of one scene: the same whenever it is drawn."""
    keys = SPLITS.index(split), DRILLS.index(drill), number
    if family == "parametric":
        return np.random.default_rng([20, *keys])
    return np.random.default_rng([21, FAMILIES.index(family), *keys])


def _required(people: Path | None) -> Path:
    if people is None:
        raise ValueError("glTF people need the folder that holds them")
    return people


def _gltf_person(rng: np.random.Generator, family: str, people: Path) -> dict[str, Any]:
    """Draw a clothed person of the family's sex; two of three are warped into somebody else."""
    from sample_videos.rig.people.warp import random_warp  # needs the extra "rig"

    word = "Female" if family == "women" else "Male"
    files = sorted(f for f in (people / "rocketbox").glob("*.glb") if f"_{word}_" in f"_{f.stem}_")
    chosen = files[int(rng.integers(len(files)))]
    body: dict[str, Any] = {
        "gltf": str(chosen),
        "tint": tuple(float(t) for t in rng.uniform(0.6, 1.2, 3)),
    }
    if rng.random() < WARPED_SHARE:
        body["warp"] = asdict(random_warp(rng, float(rng.uniform(0.5, 1.2))))
    return body


def _traced_room(
    rng: np.random.Generator, drill: str, azimuth_deg: float, people: Path
) -> dict[str, Any]:
    """Draw a traced room, turned so that its camera stands at an azimuth."""
    low = drill in ("frogger", "foot_lift")
    files = sorted((people / "rooms").glob("*.json"))
    names = [file for file in files if ("_low_" in file.stem) == low]
    chosen = names[int(rng.integers(len(names)))]
    mirror = bool(rng.random() < 0.5)
    x_m, y_m, _ = json.loads(chosen.read_text())["cam"]["position"]
    own_deg = float(np.degrees(np.arctan2(-x_m if mirror else x_m, -y_m)))
    return {
        "traced": chosen.stem,
        "folder": str(chosen.parent),
        "mirror": mirror,
        "turn": azimuth_deg - own_deg,
        "key_turn": float(rng.uniform(-15, 15)),
    }


# ---- people, rooms, cameras ----------------------------------------------------------------------


def _person(rng: np.random.Generator, seed: int) -> dict[str, Any]:
    """Draw a body of either sex, 1.55 to 1.90 m, slim to heavy, and clothes tight to loose."""
    woman = rng.random() < 0.5
    drawn = person(int(rng.integers(N_PEOPLE // 2)) * 2 + int(woman), seed)
    shape = {
        "gender": float(rng.uniform(0.85, 1.0) if woman else rng.uniform(0.0, 0.15)),
        "stature": float(rng.uniform(1.55, 1.78) if woman else rng.uniform(1.63, 1.90)),
        "weight": float(rng.uniform(0.35, 0.8)),
        "muscle": float(rng.uniform(0.4, 0.7)),
        "age": float(rng.uniform(0.67, 0.88)),
        "proportions": float(rng.uniform(0.45, 0.75)),
    }
    look = {**drawn["look"], "fit": float(rng.uniform(0.3, 1.5))}
    return {"shape": shape, "look": look}


def _room(rng: np.random.Generator, seed: int) -> dict[str, Any]:
    """Draw a room in good, dim or one-sided light (which is back light from some cameras)."""
    drawn = room(seed)
    light = str(rng.choice(["good", "good", "dim", "hard"]))
    if light == "dim":
        return {**drawn, "exposure": float(rng.uniform(0.3, 0.5))}
    if light == "hard":
        return {**drawn, "key": 2.6, "key_el": float(rng.uniform(25, 40)), "sky": 0.5}
    return drawn


def _camera(rng: np.random.Generator, drill: str, number: int, *, large: bool) -> dict[str, Any]:
    """Draw a camera: every azimuth, 0.3 to 1.4 m high, up to 15 deg tilted, 45 to 80 deg wide."""
    width_px, height_px = SIZES_PX[number % len(SIZES_PX)]
    if large:
        width_px, height_px = LARGE_PX[number // 8 % len(LARGE_PX)]
    floor = drill in ("frogger", "foot_lift")
    high = 1.0 if floor else 1.4
    height_m = float(rng.uniform(0.3, high))
    middle_m = 0.45 if floor else 0.8
    distance_m = float(rng.uniform(1.2, 2.4) if floor else rng.uniform(1.6, 3.0))
    level_m = 0.35 * height_m + 0.65 * middle_m
    tilt = np.tan(np.radians(rng.uniform(-8, 8)))
    return {
        "view": "front",
        "az_jit": _azimuth_deg(rng, drill),
        "height": height_m,
        "dist": distance_m,
        "aim": (0.0, 0.0, float(level_m + distance_m * tilt)),
        "vfov": float(rng.uniform(45, 80) if height_px < width_px else rng.uniform(60, 85)),
        "roll": float(rng.normal(0, 1.5)),
        "w": width_px,
        "h": height_px,
        "margin": 0.01,
    }


def _azimuth_deg(rng: np.random.Generator, drill: str) -> float:
    """Draw where the camera stands: mostly where the drill can be seen, sometimes anywhere."""
    side = float(rng.choice([-90.0, 90.0]))
    if drill == "negative" or rng.random() < 0.3:
        return float(rng.uniform(-180, 180))
    if drill == "frogger":
        return side + float(rng.uniform(-30, 30))
    if drill == "foot_lift":
        return side * float(rng.uniform(0.8, 2.0))
    return float(rng.uniform(-100, 100))


# ---- drills --------------------------------------------------------------------------------------


def _brief(params: dict[str, Any]) -> dict[str, Any]:
    """Shorten a performance: other bodies teach more than repetitions."""
    times = {"t_stand": 1.2, "t_hinge": 1.1, "t_hold": 0.8, "t_start": 1.1}
    kept = {name: value for name, value in times.items() if name in params}
    if "wander" in params:
        return {**params, **kept, "wander": 6.5}
    faulty = {"fault_reps": [1]} if "fault" in params else {}
    return {**params, **kept, **faulty, "reps": 1}


def _aeroplane(
    rng: np.random.Generator, number: int, move: str, fault_deg: float
) -> dict[str, Any]:
    variant = ("single_leg", "single_leg", "kickstand", "feet_down")[
        number % 4 if move != "free" else int(rng.integers(4))
    ]
    hinge_deg = {"single_leg": (32, 100), "kickstand": (28, 84), "feet_down": (20, 76)}[variant]
    params: dict[str, Any] = {
        "side": str(rng.choice(["L", "R"])),
        "variant": variant,
        "hinge": float(rng.uniform(*hinge_deg)),
        "open": float(rng.uniform(12, 42)),
        "close": float(rng.uniform(8, 30)),
        "axis": float(rng.uniform(0, 1)),
        "arms": str(rng.choice(["T", "T", "T", "down"])),
        "toe_out": float(rng.uniform(0, 15)),
        "knee": float(rng.uniform(6, 30)),
        "reps": 3,
        "t_stand": 1.8,
        "t_hinge": float(rng.uniform(1.2, 2.0)),
        "t_hold": 1.0,
        "t_turn": float(rng.uniform(0.9, 2.2)),
        "sway": float(rng.uniform(0.3, 1.2)),
    }
    if variant == "feet_down":
        params["knee"] = float(rng.uniform(18, 32))
    if move == "free":
        params |= {
            "wander": 11.0,
            "t_turn": float(rng.uniform(0.7, 1.3)),
            "open": float(rng.uniform(20, 50)),
            "close": float(rng.uniform(15, 40)),
            "fault_deg": float(rng.uniform(8, 32)),
        }
    elif move == "faulty":
        fault = str(
            rng.choice(["trunk_twist", "lumbar_flexion", "lateral_bend"], p=[0.5, 0.4, 0.1])
        )
        params |= {
            "fault": fault,
            "fault_deg": fault_deg,
            "fault_reps": [2],
            "fault_hip_share": float(rng.uniform(0.2, 0.9)),
        }
    return params


def _frogger(rng: np.random.Generator, _number: int, move: str, fault_deg: float) -> dict[str, Any]:
    params: dict[str, Any] = {
        "W": float(rng.uniform(0.9, 2.0)),
        "reps": 3,
        "start": float(rng.uniform(76, 92)),
        "end": float(rng.uniform(100, 148)),
        "t_start": 1.5,
        "t_back": float(rng.uniform(1.0, 2.2)),
        "t_fwd": float(rng.uniform(1.0, 2.0)),
        "sway": float(rng.uniform(0.3, 1.5)),
        "plantar": float(rng.choice([62.0, 62.0, 20.0])),
    }
    if move == "free":
        params |= {
            "wander": 12.0,
            "t_back": float(rng.uniform(0.8, 1.3)),
            "fault_deg": float(rng.uniform(10, 36)),
        }
    elif move == "faulty":
        params |= {
            "fault": str(rng.choice(["lumbar_flexion", "lumbar_flexion", "lumbar_extension"])),
            "fault_deg": fault_deg,
            "fault_reps": [2],
        }
    return params


def _foot_lift(
    rng: np.random.Generator, number: int, move: str, fault_deg: float
) -> dict[str, Any]:
    params = _frogger(rng, number, "free" if move == "free" else "clean", fault_deg) | {
        "variant": "foot_lift",
        "W": float(rng.uniform(1.0, 2.0)),
        "start": float(rng.uniform(80, 90)),
        "lift_side": str(rng.choice(["L", "R"])),
        "lift_rot": float(rng.uniform(12, 38)),
    }
    if move == "free":
        params |= {"end": params["start"] + 14, "fault_deg": float(rng.uniform(5, 20))}
    return params


def _negative(
    _rng: np.random.Generator, number: int, _move: str, _fault_deg: float
) -> dict[str, Any]:
    return {"kind": KINDS[number % len(KINDS)], "duration": 8.0}


_PARAMS = {
    "aeroplane": _aeroplane,
    "frogger": _frogger,
    "foot_lift": _foot_lift,
    "negative": _negative,
}


def standing_scene(scene_: Scene) -> Scene:
    """Return the person of a scene standing still in a room, seen from the side."""
    rng = np.random.default_rng(scene_.seed + 77)
    camera = {
        "view": "front",
        "az_jit": float(rng.choice([-90.0, 90.0]) + rng.uniform(-15, 15)),
        "height": float(rng.uniform(0.5, 1.3)),
        "dist": float(rng.uniform(2.0, 3.0)),
        "vfov": float(rng.uniform(45, 80)),
        "roll": float(rng.normal(0, 1.5)),
    }
    return replace(
        scene_,
        drill="aeroplane",
        params={"t_stand": 1.6, "reps": 0, "sway": 0.7},
        camera=camera,
        room=_room(rng, scene_.seed),
        fps=TRAIN_FPS,
    )
