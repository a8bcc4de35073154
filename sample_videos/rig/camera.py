"""A pinhole camera and the sensor of a webcam."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .rotations import rot_z, unit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from .rotations import FloatArray

Image8 = NDArray[np.uint8]

#: Azimuth of the camera around the person: 0 in front, positive towards the person's left.
VIEW_AZIMUTH_DEG = {
    "front": 0,
    "three_quarter_left": 45,
    "side_left": 90,
    "rear_left": 135,
    "rear": 180,
    "rear_right": 225,
    "side_right": 270,
    "three_quarter_right": 315,
}

_OPENGL_FROM_OPENCV = np.diag([1.0, -1.0, -1.0])


class Camera:
    """Pinhole camera without distortion, in OpenCV axes (x right, y down, z forward).

    A world point X is at ``R X + t`` in camera axes (metres) and at ``K (R X + t)`` in the picture
    (pixels, origin at the corner of the top left pixel).

    Parameters
    ----------
    position_m, target_m
        (3,) each: where the camera is, and the world point in the middle of its picture.
    vertical_fov_deg
        Angle between the top and the bottom of the picture.
    width_px, height_px
        Size of the picture.
    roll_deg
        Turn about the line of sight; positive turns the picture clockwise.
    """

    def __init__(
        self,
        position_m: ArrayLike,
        target_m: ArrayLike,
        vertical_fov_deg: float,
        width_px: int,
        height_px: int,
        roll_deg: float = 0.0,
    ) -> None:
        self.width_px, self.height_px = width_px, height_px
        self.vertical_fov_deg = vertical_fov_deg
        self.position_m = np.asarray(position_m, dtype=float)
        forward = unit(np.asarray(target_m, dtype=float) - self.position_m)
        right = unit(np.cross(forward, [0, 0, 1]))
        level = np.stack([right, np.cross(forward, right), forward])
        self.rotation: FloatArray = rot_z(np.radians(roll_deg)) @ level
        self.translation_m: FloatArray = -self.rotation @ self.position_m
        self.focal_px = height_px / 2 / float(np.tan(np.radians(vertical_fov_deg) / 2))

    @classmethod
    def placed(
        cls,
        position_m: FloatArray,
        rotation: FloatArray,
        vertical_fov_deg: float,
        width_px: int,
        height_px: int,
    ) -> Camera:
        """Return a camera whose orientation is given by a matrix instead of a target.

        Parameters
        ----------
        position_m
            (3,), where the camera is.
        rotation
            (3, 3), from world to camera axes.
        vertical_fov_deg
            Angle between the top and the bottom of the picture.
        width_px, height_px
            Size of the picture.
        """
        ahead_m = position_m + rotation[2]
        camera = cls(position_m, ahead_m, vertical_fov_deg, width_px, height_px)
        camera.rotation = rotation
        camera.translation_m = -rotation @ camera.position_m
        return camera

    @property
    def intrinsics(self) -> FloatArray:
        """Camera matrix K (3, 3), pixels."""
        f, centre_x, centre_y = self.focal_px, self.width_px / 2, self.height_px / 2
        return np.array([[f, 0, centre_x], [0, f, centre_y], [0, 0, 1.0]])

    def to_camera_m(self, points_m: ArrayLike) -> FloatArray:
        """Return world points (..., 3) in camera axes."""
        seen: FloatArray = np.asarray(points_m) @ self.rotation.T + self.translation_m
        return seen

    def project_px(self, points_m: ArrayLike) -> FloatArray:
        """Return the pixels (..., 2) of world points (..., 3)."""
        seen = self.to_camera_m(points_m)
        centre = [self.width_px / 2, self.height_px / 2]
        pixels: FloatArray = seen[..., :2] / seen[..., 2:] * self.focal_px + centre
        return pixels

    def opengl_matrix(self, near_m: float = 0.1, far_m: float = 30.0) -> FloatArray:
        """Return the matrix (4, 4) from the world to OpenGL's clip space.

        Parameters
        ----------
        near_m, far_m
            Depths in front of the camera between which things are drawn.
        """
        view = np.eye(4)
        view[:3, :3] = _OPENGL_FROM_OPENCV @ self.rotation
        view[:3, 3] = _OPENGL_FROM_OPENCV @ self.translation_m
        projection = np.zeros((4, 4))
        projection[0, 0] = 2 * self.focal_px / self.width_px
        projection[1, 1] = 2 * self.focal_px / self.height_px
        projection[2, 2] = -(far_m + near_m) / (far_m - near_m)
        projection[2, 3] = -2 * far_m * near_m / (far_m - near_m)
        projection[3, 2] = -1
        return projection @ view

    def summary(self) -> dict[str, Any]:
        """Return the camera's entry in the JSON sidecar."""
        return {
            "width": self.width_px,
            "height": self.height_px,
            "vfov_deg": self.vertical_fov_deg,
            "K": self.intrinsics.tolist(),
            "R_world_to_cam": self.rotation.tolist(),
            "t_world_to_cam": self.translation_m.tolist(),
            "position": self.position_m.tolist(),
        }


class Sensor:
    """Webcam-like vignette, lens blur and luminance noise, in 8-bit saturating arithmetic.

    Parameters
    ----------
    width_px, height_px
        Size of the pictures.
    seed
        Of the noise.
    noise
        Standard deviation of the noise, fraction of white.
    vignette
        How much darker the corners are, 0..1.
    blur_px
        Standard deviation of the blur; 0 is sharp.
    """

    _SPARE_PX = 64

    def __init__(
        self,
        width_px: int,
        height_px: int,
        seed: int = 0,
        noise: float = 0.012,
        vignette: float = 0.12,
        blur_px: float = 0.0,
    ) -> None:
        self._blur_px = blur_px
        self._rng = np.random.default_rng(seed)
        y, x = np.mgrid[0:height_px, 0:width_px]
        from_centre = ((x / width_px - 0.5) ** 2 + (y / height_px - 0.5) ** 2) / 0.5
        self._vignette = _grey_to_rgb((1 - vignette * from_centre) * 255)
        size = (height_px + self._SPARE_PX, width_px + self._SPARE_PX)
        grain = np.round(self._rng.normal(0, noise * 255, size))
        self._brighter, self._darker = _grey_to_rgb(grain), _grey_to_rgb(-grain)

    def __call__(self, picture: Image8) -> Image8:
        """Return a noisy copy of an RGB picture (h, w, 3); the grain moves from frame to frame."""
        import cv2

        height, width = picture.shape[:2]
        i, j = self._rng.integers(0, self._SPARE_PX, 2)
        window = np.s_[i : i + height, j : j + width]
        dimmed = cv2.multiply(np.ascontiguousarray(picture), self._vignette, scale=1 / 255)
        if self._blur_px > 0:
            dimmed = cv2.GaussianBlur(dimmed, (0, 0), self._blur_px)
        brighter = cv2.add(dimmed, self._brighter[window])
        return np.asarray(cv2.subtract(brighter, self._darker[window]), np.uint8)


def _grey_to_rgb(grey: FloatArray) -> Image8:
    """Return grey values (h, w), clipped to 0..255, as a contiguous picture (h, w, 3)."""
    clipped = np.clip(grey, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(clipped[..., None], 3, 2))
