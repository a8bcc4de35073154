"""Render the bundled sample clips: ``python -m sample_videos.make_samples [--out DIR]``.

It writes ``NAME.mp4`` and ``NAME_truth.csv`` (a row per frame) for each clip, and one
``annotations.csv`` (a row per rep) for all of them. It needs the extra ``rig``.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sample_videos import SAMPLES
from sample_videos.rig.scenes import Scene, person, room

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = dict[str, Any]

#: Columns of the full truth table that the bundled one leaves out.
_LEFT_OUT = ("knee_off_L", "knee_off_R")
#: Our rule: the lumbar spine is neutral while it is within this many degrees of its start.
NEUTRAL_BAND_DEG = 10.0

ANNOTATION_COLUMNS = (
    "clip",
    "drill",
    "level",
    "view",
    "side",
    "rep",
    "start_s",
    "peak_s",
    "end_s",
    "fault",
    "pelvis_rotation_open_deg",
    "pelvis_rotation_closed_deg",
    "pelvis_roll_open_deg",
    "hip_flexion_deg",
    "clean_hip_flexion_deg",
    "hip_rotation_deg",
    "lumbar_flexion_deg",
)


# ---- scenes --------------------------------------------------------------------------------------


def sample_scenes() -> dict[str, Scene]:
    """Return the scenes of the bundled clips by name."""
    scenes = (_aeroplane(), _frogger_rock(), _foot_lift())
    return {scene.name: replace(scene, crf=24, preset="slow") for scene in scenes}


def _aeroplane() -> Scene:
    """Three clean reps on the right leg, seen from the side of the stance leg."""
    params = {
        "side": "R",
        "variant": "single_leg",
        "hinge": 70,
        "open": 30,
        "close": 18,
        "axis": 0.5,
        "reps": 3,
        "t_stand": 2.5,
        "t_hold": 1.2,
        "t_turn": 1.4,
    }
    camera = {"view": "side_right", "height": 0.9, "dist": 2.4}
    return Scene(
        name="aeroplane",
        drill="aeroplane",
        params=params,
        body=person(5, 41),
        camera=camera,
        room=room(3),
        seed=41,
    )


def _frogger_rock() -> Scene:
    """Four rocks at shoulder width; the low back rounds in the third."""
    params = {
        "W": 1.0,
        "reps": 4,
        "start": 84,
        "end": 118,
        "fault": "lumbar_flexion",
        "fault_deg": 25,
        "fault_reps": [3],
        "t_start": 2.5,
        "t_rest": 0.8,
    }
    camera = {"view": "side_left", "height": 0.55, "dist": 1.9}
    return Scene(
        name="frogger_rock",
        drill="frogger",
        params=params,
        body=person(0, 77),
        camera=camera,
        room=room(4),
        seed=77,
    )


def _foot_lift() -> Scene:
    """Three lifts of the left foot with wide knees, seen from behind on the left."""
    params = {
        "W": 1.5,
        "variant": "foot_lift",
        "reps": 3,
        "start": 86,
        "lift_rot": 24,
        "lift_side": "L",
        "t_start": 2.5,
        "t_rest": 0.8,
    }
    camera = {"view": "rear_left", "height": 0.8, "dist": 1.9}
    return Scene(
        name="foot_lift",
        drill="frogger",
        params=params,
        body=person(3, 38),
        camera=camera,
        room=room(14),
        seed=38,
    )


# ---- truth per frame -----------------------------------------------------------------------------


def _reduced_rows(full_rows: Sequence[Mapping[str, str]]) -> list[Row]:
    """Return frame, time_s, phase, rep and the angles in degrees, rounded to 2 decimals."""
    first = full_rows[0]
    angles = [name for name in first if _is_angle(name)]
    return [
        {
            "frame": int(row["frame"]),
            "time_s": round(float(row["time"]), 4),
            "phase": row["phase"],
            "rep": int(row["rep"]),
        }
        | {name: round(float(row[name]), 2) for name in angles}
        for row in full_rows
    ]


def _is_angle(name: str) -> bool:
    """Tell a true angle from frame numbers, commands, points and checks."""
    prefixes = ("hip_", "knee_", "ankle_dorsi", "lumbar_", "pelvis_", "thorax_", "open_")
    point_suffixes = ("_x", "_y", "_z", "_u", "_v")
    return name.startswith(prefixes) and not name.endswith(point_suffixes + _LEFT_OUT)


# ---- truth per rep -------------------------------------------------------------------------------


def annotate(scene: Scene, rows: Sequence[Row]) -> list[Row]:
    """Return the annotations of a clip, one per rep, with measures named as in the reports.

    ``lumbar_flexion_deg`` is the largest change from the median of the starting position,
    ``clean_hip_flexion_deg`` the greatest hip flexion before that change first exceeds
    `NEUTRAL_BAND_DEG`, ``hip_rotation_deg`` the largest change of the lifted hip from its starting
    position.

    Parameters
    ----------
    scene
        Of the clip.
    rows
        The truth table as it is bundled, a row per frame.
    """
    n_reps = max(row["rep"] for row in rows)
    kind, measure = _KINDS[_kind(scene)]
    faulty = set(scene.params.get("fault_reps") or ()) if scene.params.get("fault") else set()
    annotations = []
    for rep in range(1, n_reps + 1):
        inside = [row for row in rows if row["rep"] == rep]
        common = {
            "clip": scene.name,
            "drill": kind,
            "level": scene.params.get("variant", "") if kind == "aeroplane" else "",
            "view": scene.camera["view"],
            "side": {"L": "left", "R": "right"}[_side(scene)],
            "rep": rep,
            "start_s": inside[0]["time_s"],
            "end_s": _active_end_s(inside),
            "fault": scene.params["fault"] if rep in faulty else "",
        }
        annotations.append(common | measure(scene, rows, inside))
    return annotations


def _kind(scene: Scene) -> str:
    return "foot_lift" if scene.params.get("variant") == "foot_lift" else scene.drill


def _side(scene: Scene) -> str:
    """Return the stance side, the lifted side, or the side nearer to the camera."""
    given = scene.params.get("side") or scene.params.get("lift_side")
    return str(given or ("R" if "right" in scene.camera["view"] else "L"))


def _active_end_s(inside: Sequence[Row]) -> float:
    """Return the end of a rep without the rest after it."""
    return float(max(row["time_s"] for row in inside if row["phase"] not in ("rest", "neutral")))


def _peak_row(inside: Sequence[Row], column: str) -> Row:
    return max(inside, key=lambda row: row[column])


def _start_median_deg(rows: Sequence[Row], column: str, phase: str) -> float:
    return float(statistics.median(row[column] for row in rows if row["phase"] == phase))


def _largest_change_deg(inside: Sequence[Row], column: str, neutral_deg: float) -> float:
    changes = [float(row[column]) - neutral_deg for row in inside]
    return round(sorted(changes, key=abs)[-1], 2)


def _aeroplane_measures(scene: Scene, rows: Sequence[Row], inside: Sequence[Row]) -> Row:
    del scene
    peak = _peak_row(inside, "open_total_deg")
    lumbar_deg = _start_median_deg(rows, "lumbar_flex", "hold")
    return {
        "peak_s": peak["time_s"],
        "pelvis_rotation_open_deg": peak["open_total_deg"],
        "pelvis_rotation_closed_deg": min(row["open_total_deg"] for row in inside),
        "pelvis_roll_open_deg": max(row["open_roll_deg"] for row in inside),
        "lumbar_flexion_deg": _largest_change_deg(inside, "lumbar_flex", lumbar_deg),
    }


def _rock_measures(scene: Scene, rows: Sequence[Row], inside: Sequence[Row]) -> Row:
    flexion = f"hip_flex_{_side(scene)}"
    lumbar_deg = _start_median_deg(rows, "lumbar_flex", "start")
    peak = _peak_row(inside, flexion)
    clean_deg = inside[0][flexion]
    for row in inside:
        if abs(row["lumbar_flex"] - lumbar_deg) > NEUTRAL_BAND_DEG:
            break
        clean_deg = max(clean_deg, row[flexion])
    return {
        "peak_s": peak["time_s"],
        "hip_flexion_deg": peak[flexion],
        "clean_hip_flexion_deg": clean_deg,
        "lumbar_flexion_deg": _largest_change_deg(inside, "lumbar_flex", lumbar_deg),
    }


def _lift_measures(scene: Scene, rows: Sequence[Row], inside: Sequence[Row]) -> Row:
    rotation = f"hip_rot_{_side(scene)}"
    start_deg = _start_median_deg(rows, rotation, "start")
    lumbar_deg = _start_median_deg(rows, "lumbar_flex", "start")
    peak = _peak_row(inside, rotation)
    return {
        "peak_s": peak["time_s"],
        "hip_rotation_deg": round(peak[rotation] - start_deg, 2),
        "lumbar_flexion_deg": _largest_change_deg(inside, "lumbar_flex", lumbar_deg),
    }


_KINDS: dict[str, tuple[str, Callable[[Scene, Sequence[Row], Sequence[Row]], Row]]] = {
    "aeroplane": ("aeroplane", _aeroplane_measures),
    "frogger": ("frogger", _rock_measures),
    "foot_lift": ("foot_lift", _lift_measures),
}


# ---- files ---------------------------------------------------------------------------------------


def _write_table(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a CSV file; missing values stay empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _make_sample(scene: Scene, folder: Path) -> list[Row]:
    """Render a clip and its truth table into `folder`, and return its annotations."""
    from sample_videos.rig.clip import render_clip

    with tempfile.TemporaryDirectory() as scratch:
        render_clip(scene, Path(scratch))
        with (Path(scratch) / f"{scene.name}.csv").open(newline="", encoding="utf-8") as file:
            rows = _reduced_rows(list(csv.DictReader(file)))
        video = (Path(scratch) / f"{scene.name}.mp4").read_bytes()
    (folder / f"{scene.name}.mp4").write_bytes(video)
    _write_table(folder / f"{scene.name}_truth.csv", list(rows[0]), rows)
    return annotate(scene, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sample_videos.make_samples")
    here = Path(__file__).resolve().parent
    parser.add_argument("--out", type=Path, default=here, help="folder (default: this package)")
    folder = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    scenes = sample_scenes()
    annotations: list[Row] = []
    for name in SAMPLES:
        annotations += _make_sample(scenes[name], folder)
        size_kb = (folder / f"{name}.mp4").stat().st_size / 1000
        print(f"{name}.mp4: {size_kb:.0f} kB")
    _write_table(folder / "annotations.csv", ANNOTATION_COLUMNS, annotations)
    return 0


if __name__ == "__main__":
    sys.exit(main())
