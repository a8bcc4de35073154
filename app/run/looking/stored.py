"""Looks as the arrays of a file.

numpy ``.npz`` without objects. ``head`` is JSON (`VERSION`, notes, changes of scene, and the edges
of the picture beyond which parts of the body were). The other arrays have one row per look:
``t_s``, ``size_px``, ``people`` (-1: not counted), ``light`` (not a number: not known), ``drift``
(six numbers, or not numbers), ``is_seen``; and one row per look with a pose: ``points`` (33, 6: x,
y, visibility, world), ``scene`` (`_numbers`), ``mask_shape``, ``mask_scale`` and ``mask_offsets``
into ``mask_bytes`` (`vision.pose.track.PackedPose`).
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from app.run.looking.looker import Look
from vision.capture.scene_changes import ChangeKind, SceneChange
from vision.datatypes import Edge, Pose, Scene
from vision.pose.track import PackedPose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

VERSION = 5
"""Version of what a look says and of its format; a change invalidates everything cached."""
_SCENE_NUMBERS = 7
_ROWS = ("t_s", "size_px", "people", "light", "drift", "is_seen")
_NO_DRIFT = (math.nan,) * 6


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """The looks at a recording from ``start_s`` to ``end_s`` (``None``: its end).

    ``notes`` are the remarks on the file, for the person.
    """

    looks: tuple[Look, ...]
    notes: tuple[str, ...] = ()
    start_s: float = 0.0
    end_s: float | None = None

    def covers(self, start_s: float, end_s: float | None) -> bool:
        """Whether it has all looks of a part.

        Parameters
        ----------
        start_s, end_s
            The part of the video; ``None``: to its end.
        """
        is_to_end = self.end_s is None or (end_s is not None and end_s <= self.end_s)
        return self.start_s <= start_s and is_to_end


def arrays_of(read: Read) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file."""
    seen = [(look.packed, look.scene) for look in read.looks if look.packed is not None]
    masks = [packed.mask for packed, _ in seen]
    head = {
        "version": VERSION,
        "notes": read.notes,
        "changes": {
            number: asdict(look.change)
            for number, look in enumerate(read.looks)
            if look.change is not None
        },
        "outside": {
            number: dict(scene.outside)
            for number, (_, scene) in enumerate(seen)
            if scene is not None and scene.outside
        },
    }
    return {
        "head": np.frombuffer(json.dumps(head).encode(), np.uint8),
        "t_s": np.array([look.t_s for look in read.looks], np.float64),
        "size_px": np.array([look.size_px for look in read.looks], np.int32).reshape(-1, 2),
        "people": np.array(
            [-1 if look.people is None else look.people for look in read.looks], np.int16
        ),
        "light": np.array(
            [math.nan if look.light is None else look.light for look in read.looks], np.float64
        ),
        "drift": np.array([look.drift or _NO_DRIFT for look in read.looks]).reshape(-1, 6),
        "is_seen": np.array([look.packed is not None for look in read.looks], bool),
        "points": np.array([_points(packed.pose) for packed, _ in seen], np.float32).reshape(
            -1, 33, 6
        ),
        "scene": np.array([_numbers(scene) for _, scene in seen], np.float64).reshape(
            -1, _SCENE_NUMBERS
        ),
        "mask_shape": np.array([packed.shape for packed, _ in seen], np.int32).reshape(-1, 2),
        "mask_scale": np.array([packed.pose.mask_scale for packed, _ in seen], np.float64),
        "mask_offsets": np.cumsum([0, *map(len, masks)]),
        "mask_bytes": np.frombuffer(b"".join(masks), np.uint8),
    }


def read_from(data: dict[str, NDArray[Any]], first: int = 0) -> Read:
    """Return the looks in the arrays of a file.

    Parameters
    ----------
    data
        The arrays by name.
    first
        Index of the first look.

    Raises
    ------
    KeyError, ValueError, TypeError
        If the arrays are not those of this version.
    """
    head = json.loads(data["head"].tobytes())
    if head["version"] != VERSION:
        raise ValueError("looks of another version")
    changes = {int(number): _change(one) for number, one in head["changes"].items()}
    seen = zip(_poses(data), _scenes(data["scene"], head["outside"]), strict=True)
    looks = []
    rows = zip(*(data[name].tolist() for name in _ROWS), strict=True)
    for number, (t_s, (width, height), people, light, drift, is_seen) in enumerate(rows):
        packed, scene = next(seen) if is_seen else (None, None)
        counted = None if people < 0 else people
        at = first + number, t_s, (width, height)
        known = None if math.isnan(light) else light
        look = Look(*at, packed, scene, counted, changes.get(number), light=known)
        looks.append(look if math.isnan(drift[0]) else replace(look, drift=tuple(drift)))
    return Read(tuple(looks), tuple(head["notes"]))


def _poses(data: dict[str, NDArray[Any]]) -> Iterator[PackedPose]:
    blob, offsets = data["mask_bytes"].tobytes(), data["mask_offsets"].tolist()
    points = data["points"].astype(np.float64)
    is_seen = data["is_seen"]
    times, sizes = data["t_s"][is_seen].tolist(), data["size_px"][is_seen].tolist()
    shapes, scales = data["mask_shape"].tolist(), data["mask_scale"].tolist()
    for i, (t_s, (width, height)) in enumerate(zip(times, sizes, strict=True)):
        one = points[i]
        pose = Pose(t_s, (width, height), one[:, :2], one[:, 2], one[:, 3:], mask_scale=scales[i])
        rows, columns = shapes[i]
        yield PackedPose(pose, blob[offsets[i] : offsets[i + 1]], (rows, columns))


def _scenes(numbers: NDArray[np.float64], outside: Mapping[str, Any]) -> Iterator[Scene | None]:
    for i, row in enumerate(numbers.tolist()):
        if math.isnan(row[0]):
            yield None
            continue
        x, y, trunk_ratio, *rest = row
        brightness, contrast, surround, yaw_deg = (None if math.isnan(n) else n for n in rest)
        edges = {part: Edge(edge) for part, edge in outside.get(str(i), {}).items()}
        yield Scene(edges, trunk_ratio, (x, y), brightness, contrast, surround, yaw_deg=yaw_deg)


def _change(told: dict[str, Any]) -> SceneChange:
    return SceneChange(**told | {"kind": ChangeKind(told["kind"])})


def _points(pose: Pose) -> NDArray[np.float64]:
    return np.concatenate([pose.landmarks_px, pose.visibility[:, None], pose.world_m], axis=1)


def _numbers(scene: Scene | None) -> list[float]:
    """Return the numbers of a scene: centre, then the trunk's size, light and yaw."""
    if scene is None:
        return [math.nan] * _SCENE_NUMBERS
    rest = (scene.brightness, scene.contrast, scene.surround, scene.yaw_deg)
    known = (math.nan if number is None else number for number in rest)
    return [*scene.centre, scene.trunk_ratio, *known]
