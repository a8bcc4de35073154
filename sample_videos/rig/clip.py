"""Rendering of a clip: video, truth table (CSV) and sidecar (JSON)."""

from __future__ import annotations

import csv
import json
import logging
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .stage import Stage
from .truth import (
    SURFACE_COLUMNS,
    TruthRow,
    TruthSummary,
    add_open_columns,
    angle_columns,
    column_names,
    point_columns,
    summarise,
)
from .video import VideoWriter

if TYPE_CHECKING:
    from pathlib import Path

    from .motion import Instant
    from .people.person import Person
    from .rotations import FloatArray
    from .scenes import Scene

__all__ = ["Record", "Stage", "add_row", "render_clip"]

_log = logging.getLogger(__name__)


@dataclass
class Record:
    """What is collected frame by frame.

    Attributes
    ----------
    rows
        Of the truth table.
    stance_hip
        Aeroplane only: per row, the frame (3, 3) of the stance femur in the pelvis frame.
    lowest_m, residual_m
        Per row with a person: height of the lowest vertex, and by how much a limb missed its goal.
    """

    rows: list[TruthRow] = field(default_factory=list)
    stance_hip: list[FloatArray] = field(default_factory=list)
    lowest_m: list[float] = field(default_factory=list)
    residual_m: list[float] = field(default_factory=list)


# ---- clip ----------------------------------------------------------------------------------------


def render_clip(
    scene: Scene, folder: Path, part_s: tuple[float, float] | None = None
) -> dict[str, Any]:
    """Render a clip to ``NAME.mp4``, ``NAME.csv`` and ``NAME.json``.

    Parameters
    ----------
    scene
        What to render; its name is that of the files.
    folder
        Created if needed.
    part_s
        Start and end of the part to render; None is all of it.

    Returns
    -------
    The content of the JSON sidecar.
    """
    started_s, started_cpu_s = time.monotonic(), time.process_time()
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(scene)
    record = _render_frames(stage, folder / f"{scene.name}.mp4", part_s)
    plan = stage.motion.plan
    if plan.drill == "aeroplane" and record.stance_hip:
        add_open_columns(record.rows, record.stance_hip, plan.params["side"])
    summary = summarise(record.rows, plan)
    _write_csv(folder / f"{scene.name}.csv", record.rows)
    sidecar = _sidecar(stage, record, summary)
    sidecar |= _timing(
        time.monotonic() - started_s, time.process_time() - started_cpu_s, len(record.rows)
    )
    (folder / f"{scene.name}.json").write_text(json.dumps(_jsonable(sidecar), indent=1))
    stage.close()
    _log.info(
        "%s: %d frames, %.3f s a frame, camera at %.1f m",
        scene.name,
        len(record.rows),
        sidecar["seconds_per_frame"],
        stage.framing.distance_m,
    )
    return sidecar


def _render_frames(stage: Stage, path: Path, part_s: tuple[float, float] | None) -> Record:
    scene, duration_s = stage.scene, stage.motion.plan.duration_s
    start_s, end_s = part_s or (0.0, duration_s)
    size_px = (stage.request.w, stage.request.h)
    record = Record()
    with VideoWriter(path, size_px, scene.fps, scene.crf, scene.preset) as video:
        for i in range(round(duration_s * scene.fps)):
            time_s = i / scene.fps
            if start_s <= time_s <= end_s:
                instant = stage.motion.at(time_s)
                vertices_m = add_row(record, stage, instant, time_s - start_s)
                video.write(stage.picture(vertices_m))
    return record


def add_row(
    record: Record, stage: Stage, instant: Instant, clip_time_s: float
) -> FloatArray | None:
    """Append the truth of one frame to a record.

    Parameters
    ----------
    record
        That the row goes to.
    stage
        Of the scene.
    instant
        The moment of the performance.
    clip_time_s
        Time of the frame in the clip.

    Returns
    -------
    The posed vertices (n, 3), metres, for `stage.Stage.picture`; None for nobody.
    """
    row: TruthRow = {
        "frame": len(record.rows),
        "time": round(clip_time_s, 5),
        "phase": instant.phase,
        "rep": instant.rep,
    }
    record.rows.append(row)
    if instant.pose is None:
        return None
    kinematics, person = stage.kinematics, stage.person
    matrices = kinematics.bone_matrices(instant.pose)
    vertices_m = stage.skin(matrices)
    row.update(angle_columns(kinematics.joint_angles_deg(matrices), instant.commanded))
    points_m = kinematics.joint_centres_m(matrices)
    points_m |= {name: vertices_m[person.surface_vertex[name]] for name in SURFACE_COLUMNS}
    row.update(point_columns(points_m, stage.camera))
    if stage.motion.plan.drill == "aeroplane":
        frames = kinematics.anatomical_frames(matrices)
        femur = frames["femur" + stage.motion.plan.params["side"]]
        record.stance_hip.append(frames["pelvis"].T @ femur)
    record.lowest_m.append(float(vertices_m[: len(person.vertices_m), 2].min()))
    record.residual_m.append(instant.ik_residual_m)
    return vertices_m


# ---- files ---------------------------------------------------------------------------------------


def _write_csv(path: Path, rows: list[TruthRow]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, column_names(rows))
        writer.writeheader()
        writer.writerows(rows)


def _sidecar(stage: Stage, record: Record, summary: TruthSummary) -> dict[str, Any]:
    scene, plan = stage.scene, stage.motion.plan
    phases = [
        {"start": p.start_s, "end": p.end_s, "phase": p.name, "rep": p.rep} for p in plan.phases
    ]
    checks = summary.checks | {
        "floor_penetration_min_m": min(record.lowest_m, default=None),
        "ik_residual_max_m": max(record.residual_m, default=None),
    }
    framing = stage.framing
    request = asdict(stage.request) | {
        "dist_final": framing.distance_m,
        "azimuth_deg": framing.azimuth_deg,
        "margin_min": framing.margin,
    }
    return summary.as_json() | {
        "name": scene.name,
        "drill": scene.drill,
        "spec": asdict(scene),
        "fps": scene.fps,
        "n_frames": len(record.rows),
        "duration": len(record.rows) / scene.fps,
        "camera": stage.camera.summary() | {"request": request},
        "body": _body_summary(stage.person),
        "params": plan.params,
        "lean": plan.lean_deg,
        "contact": plan.contact_m,
        "commanded_reps": plan.commanded_reps,
        "phases": phases,
        "checks": checks,
    }


def _body_summary(person: Person) -> dict[str, Any]:
    skeleton = person.skeleton
    return person.summary() | {
        "warp": asdict(person.warp),
        "stature": skeleton.stature_m,
        "segment_lengths": skeleton.lengths_m,
        "inter_hip": skeleton.hip_width_m,
        "inter_shoulder": skeleton.shoulder_width_m,
    }


def _timing(wall_s: float, cpu_s: float, n_frames: int) -> dict[str, float]:
    frames = max(1, n_frames)
    return {
        "render_seconds": wall_s,
        "cpu_seconds": cpu_s,
        "seconds_per_frame": wall_s / frames,
        "cpu_seconds_per_frame": cpu_s / frames,
    }


def _jsonable(value: Any) -> Any:
    """Replace numpy values and tuples by what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    if isinstance(value, np.ndarray):
        return _jsonable(value.tolist())
    return value.item() if isinstance(value, np.generic) else value
