"""Render the fixed list of clips on which the figures of docs/accuracy.md were measured.

    python -m benchmarks.clips FOLDER [--each N]

Needs the extra ``rig``. Everything is drawn from seeds: bodies, rooms, cameras, tempos, levels,
faults. The program's gains and interval widths were read off other clips. A clip that is there is
kept, so an interrupted run goes on where it was.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sample_videos.rig.scenes import Scene, random_scene

FIRST_SEED = 700
VIEWS = {
    "aeroplane": ("front", "side_left", "side_right", "three_quarter_left", "three_quarter_right"),
    "frogger": (
        "side_left",
        "side_right",
        "side_left",
        "side_right",
        "three_quarter_left",
        "front",
    ),
    "foot_lift": ("side_left", "side_right", "rear_left", "rear_right"),
    "negative": ("front", "side_left", "three_quarter_right"),
}


def aeroplane_params(rng: np.random.Generator, number: int) -> dict[str, Any]:
    """Draw level, stance side, turns and, in every third clip, a fault of 10 to 30 deg."""
    variant = ("single_leg", "kickstand", "feet_down")[number % 3]
    hinge_deg = {"single_leg": (60, 78), "kickstand": (45, 60), "feet_down": (40, 52)}[variant]
    params: dict[str, Any] = {
        "side": str(rng.choice(["L", "R"])),
        "variant": variant,
        "hinge": float(rng.uniform(*hinge_deg)),
        "open": float(rng.uniform(15, 40)),
        "close": float(rng.uniform(10, 25)),
        "axis": float(rng.uniform(0, 1)),
        "reps": 3,
        "t_stand": 1.8,
        "t_hold": 1.0,
        "t_turn": float(rng.uniform(0.9, 1.8)),
    }
    if number % 3 == 2:
        fault = str(rng.choice(["trunk_twist", "lumbar_flexion"]))
        params |= {"fault": fault, "fault_deg": float(rng.uniform(10, 30)), "fault_reps": [2]}
    return params


def frogger_params(rng: np.random.Generator, number: int) -> dict[str, Any]:
    """Draw knee width, depth and, in every second clip, a fault of 10 to 30 deg in rep 2."""
    params: dict[str, Any] = {
        "W": float(rng.uniform(1.0, 1.9)),
        "reps": 3,
        "start": float(rng.uniform(80, 88)),
        "end": float(rng.uniform(108, 126)),
    }
    if number % 2:
        fault = str(rng.choice(["lumbar_flexion", "lumbar_flexion", "lumbar_extension"]))
        params |= {"fault": fault, "fault_deg": float(rng.uniform(10, 30)), "fault_reps": [2]}
    return params


def foot_lift_params(rng: np.random.Generator, _number: int) -> dict[str, Any]:
    """Draw knee width, lifted side and height."""
    return {
        "variant": "foot_lift",
        "W": float(rng.uniform(1.1, 1.9)),
        "reps": 3,
        "start": 86.0,
        "lift_side": str(rng.choice(["L", "R"])),
        "lift_rot": float(rng.uniform(16, 32)),
    }


def negative_params(_rng: np.random.Generator, number: int) -> dict[str, Any]:
    """Walk, squat or stand: nothing may be counted."""
    return {"kind": ("walk", "squat", "stand")[number % 3], "duration": 8}


PARAMS = {
    "aeroplane": aeroplane_params,
    "frogger": frogger_params,
    "foot_lift": foot_lift_params,
    "negative": negative_params,
}


def scenes(each: int) -> list[Scene]:
    """Return ``each`` scenes of the aeroplane and the rock, fewer of the others, interleaved."""
    shares = {"aeroplane": each, "frogger": each, "foot_lift": each // 2, "negative": each // 3}
    listed = []
    for number in range(each):
        for drill, count in shares.items():
            if number < count:
                listed.append(_scene(drill, number))
    return listed


def _scene(drill: str, number: int) -> Scene:
    rng = np.random.default_rng([FIRST_SEED, list(VIEWS).index(drill), number])
    motion = "frogger" if drill == "foot_lift" else drill
    seed = FIRST_SEED + 100 * list(VIEWS).index(drill) + number
    scene = random_scene(motion, seed, **PARAMS[drill](rng, number))
    view = VIEWS[drill][number % len(VIEWS[drill])]
    height_m = rng.uniform(0.4, 0.9) if motion == "frogger" else rng.uniform(0.6, 1.2)
    camera = {**scene.camera, "view": view, "height": float(height_m)}
    return replace(scene, name=f"{drill}_{number:02d}", camera=camera)


def main() -> None:
    """Render what is not there yet."""
    from sample_videos.rig.clip import render_clip

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=12)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for scene in scenes(options.each):
        if not (options.folder / f"{scene.name}.json").exists():
            render_clip(scene, options.folder)
            print(scene.name, flush=True)


if __name__ == "__main__":
    main()
