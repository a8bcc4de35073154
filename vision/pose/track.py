"""The results of the pose model for a whole recording, frame by frame: numbers and silhouettes.

A track needs no pictures, so a recording can be measured twice (the second time with its neutrals
known) for the price of one pass of the model. Silhouettes are kept packed: about 1 kB a frame.

The file (numpy ``.npz``): ``t_s`` (frames,), ``size_px`` (frames, 2), ``landmarks_px`` (frames, 33,
2) with NaN where nobody was found, ``visibility`` (frames, 33), ``world_m`` (frames, 33, 3),
``mask_shape`` (frames, 2) with 0 where there is no silhouette, ``mask_scale`` (frames,), silhouette
pixels per source pixel, and ``mask_bytes`` with ``mask_offsets`` (frames + 1,): of frame i
``zlib.decompress(mask_bytes[offsets[i]:offsets[i + 1]])`` holds the silhouette as packed bits.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.datatypes import Pose
from vision.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

Size = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class PackedPose:
    """A pose whose silhouette is packed: ``shape`` is its rows and columns."""

    pose: Pose
    mask: bytes = b""
    shape: Size = (0, 0)

    def unpacked(self) -> Pose:
        """Return the pose with its silhouette."""
        if not self.mask:
            return self.pose
        return replace(self.pose, mask=unpack_mask(self.mask, self.shape))


def pack(pose: Pose) -> PackedPose:
    """Return the pose with its silhouette packed."""
    if pose.mask is None:
        return PackedPose(pose)
    rows, columns = pose.mask.shape
    packed = zlib.compress(np.packbits(pose.mask).tobytes(), 1)
    return PackedPose(replace(pose, mask=None), packed, (rows, columns))


def unpack_mask(mask: bytes, shape: Size) -> NDArray[np.bool_]:
    """Return a silhouette (rows, columns) that was packed.

    Parameters
    ----------
    mask
        Compressed packed bits.
    shape
        Rows and columns.
    """
    rows, columns = shape
    bits = np.frombuffer(zlib.decompress(mask), np.uint8)
    return np.unpackbits(bits, count=rows * columns).reshape(rows, columns).view(bool)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A recording as its poses: ``poses[i]`` (``None``: nobody found) at ``t_s[i]``."""

    t_s: Sequence[float]
    sizes_px: Sequence[Size]
    poses: Sequence[PackedPose | None]

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.t_s)

    def __iter__(self) -> Iterator[tuple[float, Size, Pose | None]]:
        """Yield time, size of the picture and pose of every frame."""
        for t_s, size_px, packed in zip(self.t_s, self.sizes_px, self.poses, strict=True):
            yield t_s, size_px, None if packed is None else packed.unpacked()

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last."""
        return self.t_s[-1] - self.t_s[0] if len(self.t_s) else 0.0


def arrays_of(track: Track) -> dict[str, NDArray[Any]]:
    """Return the arrays of a track's file."""
    nobody = PackedPose(
        Pose(0.0, (1, 1), np.full((33, 2), np.nan), np.zeros(33), np.full((33, 3), np.nan))
    )
    packed = [nobody if pose is None else pose for pose in track.poses]
    masks = [pose.mask for pose in packed]
    return {
        "t_s": np.array(track.t_s, np.float64),
        "size_px": np.array(track.sizes_px, np.int32).reshape(-1, 2),
        "landmarks_px": np.array([p.pose.landmarks_px for p in packed], np.float32),
        "visibility": np.array([p.pose.visibility for p in packed], np.float16),
        "world_m": np.array([p.pose.world_m for p in packed], np.float32),
        "mask_shape": np.array([p.shape for p in packed], np.int32).reshape(-1, 2),
        "mask_scale": np.array([p.pose.mask_scale for p in packed], np.float64),
        "mask_bytes": np.frombuffer(b"".join(masks), np.uint8),
        "mask_offsets": np.cumsum([0, *map(len, masks)]),
    }


def track_from(data: dict[str, NDArray[Any]]) -> Track:
    """Return the track that the arrays of a file hold.

    Raises
    ------
    KeyError
        If an array is missing.
    """
    blob, offsets = data["mask_bytes"].tobytes(), data["mask_offsets"]
    t_s = [float(t) for t in data["t_s"]]
    sizes_px = [(int(width), int(height)) for width, height in data["size_px"]]
    poses: list[PackedPose | None] = []
    for i, (moment_s, size_px) in enumerate(zip(t_s, sizes_px, strict=True)):
        points = data["landmarks_px"][i].astype(np.float64)
        if np.isnan(points).all():
            poses.append(None)
            continue
        rows, columns = (int(n) for n in data["mask_shape"][i])
        pose = Pose(
            t_s=moment_s,
            size_px=size_px,
            landmarks_px=points,
            visibility=data["visibility"][i].astype(np.float64),
            world_m=data["world_m"][i].astype(np.float64),
            mask_scale=float(data["mask_scale"][i]),
        )
        poses.append(PackedPose(pose, blob[offsets[i] : offsets[i + 1]], (rows, columns)))
    return Track(t_s, sizes_px, poses)


def save_track(track: Track, path: Path) -> None:
    """Write a track to a file.

    Parameters
    ----------
    track
        Landmarks are stored as float32, visibility as float16.
    path
        Where to write, ending in ``.npz``; an existing file is replaced.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    arrays: Any = arrays_of(track)
    np.savez_compressed(path, **arrays)


def load_track(path: Path) -> Track:
    """Read a track's file.

    Raises
    ------
    OSError, KeyError, ValueError
        If the file is missing or is not that of a track.
    """
    with np.load(path, allow_pickle=False) as stored:
        return track_from({name: stored[name] for name in stored.files})
