"""A scene ready to be rendered: person, motion, room, camera and sensor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .camera import VIEW_AZIMUTH_DEG, Camera, Sensor
from .kinematics.chain import Kinematics
from .motion import make_motion
from .people import make_person
from .picture.renderer import Renderer
from .picture.room import Room
from .picture.traced_room import TracedRoom
from .scenes import CameraRequest, Scene

if TYPE_CHECKING:
    from .camera import Image8
    from .motion import Motion
    from .people.person import Person
    from .rotations import FloatArray

#: The camera does not move back farther than this (m).
_FARTHEST_M = 3.9
_FRAMING_SAMPLES = 40
_ROOM_MARGIN_M = 0.5
_SMALLEST_ROOM_HALF_M = 3.0
_NEAREST_M = 0.3


class Framing(NamedTuple):
    """Where the camera is.

    Attributes
    ----------
    camera
        Its lens and place.
    distance_m
        From the middle of the motion, along the floor.
    azimuth_deg
        Around the middle of the motion: 0 in front, 90 on the person's left.
    margin
        Smallest free border over the whole motion, fraction of the picture; negative if something
        leaves it, NaN for nobody.
    """

    camera: Camera
    distance_m: float
    azimuth_deg: float
    margin: float


class Stage:
    """A scene ready to be rendered.

    Attributes
    ----------
    person, kinematics, motion
        Who does what.
    request, framing, camera
        From where it is seen.
    skin
        Turns bone matrices (n_bones, 3, 4) into posed vertices (n, 3), metres.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.person = make_person(scene.body)
        self.kinematics = Kinematics(self.person.skeleton)
        self.motion = make_motion(
            scene.drill,
            scene.params,
            self.kinematics,
            scene.seed,
            self.person.contact_skin,
        )
        extent_m = _motion_extent_m(self.motion, self.kinematics, self.person)
        self.request = CameraRequest(**scene.camera)
        room: Room | TracedRoom
        if "traced" in scene.room:
            room = TracedRoom(**scene.room)
            width_px, height_px = room.size_px()
            size = {"w": width_px, "h": height_px} | dict(scene.camera)
            self.request = replace(self.request, w=size["w"], h=size["h"])
            camera = room.camera(self.request.w, self.request.h)
            self.framing = _framing_of(camera, extent_m)
        else:
            self.framing = _place_camera(self.request, extent_m)
            room = _room_for(scene, self.framing.distance_m)
        self.camera = self.framing.camera
        size_px = (self.request.w, self.request.h)
        self.renderer = Renderer(*size_px, self.person, room)
        self.skin = self.renderer.skin()
        self.sensor = Sensor(*size_px, scene.seed, **scene.sensor)

    def picture(self, vertices_m: FloatArray | None) -> Image8:
        """Return the webcam's picture (h, w, 3) of posed vertices; None is the empty room."""
        return self.sensor(self.renderer.frame(self.camera, vertices_m))

    def close(self) -> None:
        """Release the renderer."""
        self.renderer.close()


def _room_for(scene: Scene, camera_distance_m: float) -> Room:
    """Return the scene's room, large enough to hold the camera unless the scene gives its size."""
    half_m = max(_SMALLEST_ROOM_HALF_M, camera_distance_m + _ROOM_MARGIN_M)
    defaults: dict[str, Any] = {"half": (half_m, half_m), "seed": scene.seed}
    return Room(**(defaults | dict(scene.room)))


# ---- camera --------------------------------------------------------------------------------------


def _place_camera(request: CameraRequest, extent_m: FloatArray | None) -> Framing:
    """Place the camera and move it back until the whole motion is in the picture.

    `extent_m` (k, 3) bounds the motion; None means nobody.
    """
    middle_m = _middle_m(extent_m)
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
        framing = _framing_of(camera, extent_m)
        if extent_m is None or distance_m > _FARTHEST_M or framing.margin > request.margin:
            return framing._replace(distance_m=distance_m)
        distance_m += 0.1


def _framing_of(camera: Camera, extent_m: FloatArray | None) -> Framing:
    """Return where a camera is, and how much room it leaves around the motion."""
    offset_m = (camera.position_m - _middle_m(extent_m))[:2]
    azimuth_deg = float(np.degrees(np.arctan2(offset_m[0], -offset_m[1])))
    distance_m = float(np.linalg.norm(offset_m))
    return Framing(camera, distance_m, azimuth_deg, _margin(camera, extent_m))


def _middle_m(extent_m: FloatArray | None) -> FloatArray:
    if extent_m is None:
        return np.array([0, 0, 0.8])
    middle: FloatArray = (extent_m.max(0) + extent_m.min(0)) / 2
    return middle


def _motion_extent_m(motion: Motion, kinematics: Kinematics, person: Person) -> FloatArray | None:
    """Return points (k, 3) that bound the person during the whole motion; None for nobody."""
    points_m: list[FloatArray] = []
    crown_m = person.surface_m("nose") + np.array([0, 0.08, 0.12])
    for time_s in np.linspace(0, motion.plan.duration_s - 0.05, _FRAMING_SAMPLES):
        pose = motion.at(float(time_s)).pose
        if pose is None:
            return None
        joints_m = kinematics.joint_centres_m(kinematics.bone_matrices(pose))
        points_m += joints_m.values()
        points_m.append(pose.point_m("head", crown_m))
        for side in ("L", "R"):
            fingertip_m = person.skeleton.head_m(f"finger3-3.{side}")
            points_m.append(pose.point_m("hand" + side, fingertip_m))
    return np.array(points_m)


def _margin(camera: Camera, points_m: FloatArray | None) -> float:
    """Return the smallest distance of the points from the border, as a fraction of the picture."""
    if points_m is None:
        return float("nan")
    if not (camera.to_camera_m(points_m)[:, 2] > _NEAREST_M).all():
        return -1.0
    relative = camera.project_px(points_m) / [camera.width_px, camera.height_px]
    return float(min(relative.min(), 1 - relative.max()))
