"""Renders one clip: video, truth table (CSV) and sidecar (JSON)."""

from __future__ import annotations

import csv
import json
import logging
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .camera import VIEW_AZIMUTH_DEG, Camera, Sensor
from .kinematics.pose import Kinematics
from .motion import make_motion
from .people.parametric import Body, make_body
from .people.skinning import make_contact_skin
from .picture.renderer import Renderer
from .picture.room import Room
from .scenes import CameraRequest, Scene
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

    from .camera import Image8
    from .motion import Instant, Motion
    from .people.skinning import Skin
    from .rotations import FloatArray

_log = logging.getLogger(__name__)

#: The camera does not move back farther than this (m).
_FARTHEST_M = 3.9
_FRAMING_SAMPLES = 40
_ROOM_MARGIN_M = 0.5
_SMALLEST_ROOM_HALF_M = 3.0


@dataclass
class Record:
    """What is collected frame by frame."""

    rows: list[TruthRow] = field(default_factory=list)
    stance_hip: list[FloatArray] = field(default_factory=list)
    lowest_m: list[float] = field(default_factory=list)
    residual_m: list[float] = field(default_factory=list)


class Stage:
    """A scene ready to be rendered: person, motion, camera, room and sensor."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.body = make_body(scene.body.get("shape"), scene.body.get("look"))
        self.kinematics = Kinematics(self.body.skeleton)
        self.motion = make_motion(
            scene.drill,
            scene.params,
            self.kinematics,
            scene.seed,
            lambda: make_contact_skin(self.body),
        )
        self.request = CameraRequest(**scene.camera)
        self.camera, self.distance_m = place_camera(
            self.request, self.motion, self.kinematics, self.body
        )
        size_px = (self.request.w, self.request.h)
        self.renderer = Renderer(*size_px, self.body, _room_for(scene, self.distance_m))
        self.skin: Skin = self.renderer.skin()
        self.sensor = Sensor(*size_px, scene.seed, **scene.sensor)

    def picture(self, vertices_m: FloatArray | None) -> Image8:
        """Webcam picture (h, w, 3) of posed vertices, or of the empty room."""
        return self.sensor(self.renderer.frame(self.camera, vertices_m))

    def close(self) -> None:
        """Release the renderer."""
        self.renderer.close()


def _room_for(scene: Scene, camera_distance_m: float) -> Room:
    """Room of the scene, large enough to hold the camera unless it names its own size."""
    half_m = max(_SMALLEST_ROOM_HALF_M, camera_distance_m + _ROOM_MARGIN_M)
    defaults: dict[str, Any] = {"half": (half_m, half_m), "seed": scene.seed}
    return Room(**(defaults | dict(scene.room)))


# ---- camera --------------------------------------------------------------------------------------


def place_camera(
    request: CameraRequest, motion: Motion, kinematics: Kinematics, body: Body
) -> tuple[Camera, float]:
    """Place the camera and move it back until all joints stay in the picture.

    Returns the camera and its distance from the middle of the motion (m).
    """
    extent_m = _motion_extent_m(motion, kinematics, body)
    if extent_m is None:
        middle_m = np.array([0, 0, 0.8])
    else:
        middle_m = (extent_m.max(0) + extent_m.min(0)) / 2
    aim_height_m = 0.35 * request.height + 0.65 * middle_m[2]
    aim_m = request.aim or (middle_m[0], middle_m[1], aim_height_m)
    azimuth = np.radians(VIEW_AZIMUTH_DEG[request.view] + request.az_jit)
    distance_m = request.dist
    while True:
        x_m = middle_m[0] + distance_m * np.sin(azimuth)
        y_m = middle_m[1] - distance_m * np.cos(azimuth)
        camera = Camera(
            (x_m, y_m, request.height), aim_m, request.vfov, request.w, request.h, request.roll
        )
        if extent_m is None or distance_m > _FARTHEST_M or _in_view(camera, extent_m, request):
            return camera, distance_m
        distance_m += 0.1


def _motion_extent_m(motion: Motion, kinematics: Kinematics, body: Body) -> FloatArray | None:
    """Points (k, 3) that bound the person during the whole motion, None for nobody."""
    points_m: list[FloatArray] = []
    crown_m = body.surface_m("nose") + np.array([0, 0.08, 0.12])
    for time_s in np.linspace(0, motion.plan.duration_s - 0.05, _FRAMING_SAMPLES):
        pose = motion.at(float(time_s)).pose
        if pose is None:
            return None
        joints_m = kinematics.joint_centres_m(kinematics.bone_matrices(pose))
        points_m += joints_m.values()
        points_m.append(pose.point_m("head", crown_m))
        for side in ("L", "R"):
            fingertip_m = body.skeleton.head_m(f"finger3-3.{side}")
            points_m.append(pose.point_m("hand" + side, fingertip_m))
    return np.array(points_m)


def _in_view(camera: Camera, points_m: FloatArray, request: CameraRequest) -> bool:
    if not (camera.to_camera_m(points_m)[:, 2] > 0.3).all():
        return False
    relative = camera.project_px(points_m) / [request.w, request.h]
    return bool(relative.min() > request.margin and relative.max() < 1 - request.margin)


# ---- clip ----------------------------------------------------------------------------------------


def render_clip(
    scene: Scene, folder: Path, part_s: tuple[float, float] | None = None
) -> dict[str, Any]:
    """Render a clip to ``NAME.mp4``, ``NAME.csv`` and ``NAME.json`` in `folder`.

    Parameters
    ----------
    scene : what to render
    folder : created if needed
    part_s : start and end of the part to render, None for all of it

    Returns
    -------
    The sidecar.
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
    (folder / f"{scene.name}.json").write_text(json.dumps(jsonable(sidecar), indent=1))
    stage.close()
    _log.info(
        "%s: %d frames, %.3f s a frame, camera at %.1f m",
        scene.name,
        len(record.rows),
        sidecar["seconds_per_frame"],
        stage.distance_m,
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
    """Append the truth of one frame; returns the posed vertices (n, 3) or None for nobody."""
    row: TruthRow = {
        "frame": len(record.rows),
        "time": round(clip_time_s, 5),
        "phase": instant.phase,
        "rep": instant.rep,
    }
    record.rows.append(row)
    if instant.pose is None:
        return None
    kinematics, body = stage.kinematics, stage.body
    matrices = kinematics.bone_matrices(instant.pose)
    vertices_m = stage.skin(matrices)
    row.update(angle_columns(kinematics.joint_angles_deg(matrices), instant.commanded))
    points_m = kinematics.joint_centres_m(matrices)
    points_m |= {name: vertices_m[body.surface_vertex[name]] for name in SURFACE_COLUMNS}
    row.update(point_columns(points_m, stage.camera))
    if stage.scene.drill == "aeroplane":
        frames = kinematics.anatomical_frames(matrices)
        femur = frames["femur" + stage.motion.plan.params["side"]]
        record.stance_hip.append(frames["pelvis"].T @ femur)
    record.lowest_m.append(float(vertices_m[: len(body.vertices_m), 2].min()))
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
    request = asdict(stage.request) | {"dist_final": stage.distance_m}
    return summary.as_json() | {
        "name": scene.name,
        "drill": scene.drill,
        "spec": asdict(scene),
        "fps": scene.fps,
        "n_frames": len(record.rows),
        "duration": len(record.rows) / scene.fps,
        "camera": stage.camera.summary() | {"request": request},
        "body": _body_summary(stage.body),
        "params": plan.params,
        "lean": plan.lean_deg,
        "contact": plan.contact_m,
        "commanded_reps": plan.commanded_reps,
        "phases": phases,
        "checks": checks,
    }


def _body_summary(body: Body) -> dict[str, Any]:
    skeleton = body.skeleton
    return {
        "shape": asdict(body.shape),
        "look": asdict(body.look),
        "stature": skeleton.stature_m,
        "mass": body.mass_kg,
        "bmi": body.bmi,
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


def jsonable(value: Any) -> Any:
    """Replace numpy values and tuples by what the JSON writer accepts."""
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    return value.item() if isinstance(value, np.generic) else value
