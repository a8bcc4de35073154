"""What the pose model said of a recording, packed and in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.pose_builders import all_fours, pose, standing, with_back
from vision.pose.track import Track, arrays_of, load_track, pack, save_track, track_from

if TYPE_CHECKING:
    from pathlib import Path

SIZE_PX = (1280, 720)


def track() -> Track:
    """Return a body with a silhouette, nobody, and a body without one."""
    first = with_back(pose(all_fours(), yaw_deg=90.0, t_s=0.0))
    last = replace(pose(standing(), t_s=0.4), mask_scale=0.5)
    return Track([0.0, 0.1, 0.4], [SIZE_PX] * 3, [pack(first), None, pack(last)])


@pytest.mark.parametrize("shape", [(360, 640), (3, 5), (7, 1)])
def test_packed_silhouette_is_the_same_when_it_is_unpacked(shape: tuple[int, int]) -> None:
    mask = np.random.default_rng(1).random(shape) > 0.5
    packed = pack(replace(pose(standing()), mask=mask))
    assert packed.pose.mask is None
    unpacked = packed.unpacked()
    assert unpacked.mask.dtype == bool
    assert np.array_equal(unpacked.mask, mask)


def test_packed_silhouette_is_small() -> None:
    packed = pack(with_back(pose(all_fours(), yaw_deg=90.0)))
    assert 0 < len(packed.mask) < 6000


def test_pose_without_a_silhouette_is_itself() -> None:
    one = pose(standing())
    assert pack(one).pose is one
    assert pack(one).unpacked() is one


def test_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    save_track(track(), path)
    found = load_track(path)
    assert (list(found.t_s), list(found.sizes_px)) == ([0.0, 0.1, 0.4], [SIZE_PX] * 3)
    assert found.poses[1] is None
    for (t_s, size_px, pose_read), (_, _, wanted) in zip(found, track(), strict=True):
        if wanted is None:
            assert pose_read is None
            continue
        assert (pose_read.t_s, pose_read.size_px) == (t_s, size_px)
        assert pose_read.landmarks_px == pytest.approx(wanted.landmarks_px, abs=1e-3)
        assert pose_read.world_m == pytest.approx(wanted.world_m, abs=1e-6)
        assert pose_read.visibility == pytest.approx(wanted.visibility, abs=1e-3)
        assert pose_read.mask_scale == wanted.mask_scale
    first, *_, last = (one for _, _, one in found)
    assert np.array_equal(first.mask, with_back(pose(all_fours(), yaw_deg=90.0)).mask)
    assert last.mask is None


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_recording_of_nobody_is_a_track_too(frames: int, tmp_path: Path) -> None:
    path = tmp_path / "nobody.npz"
    save_track(Track([0.1 * i for i in range(frames)], [SIZE_PX] * frames, [None] * frames), path)
    found = load_track(path)
    assert len(found) == frames
    assert all(one is None for _, _, one in found)
    assert found.duration_s == pytest.approx(0.1 * max(0, frames - 1))


def test_length_and_duration() -> None:
    assert len(track()) == 3
    assert track().duration_s == pytest.approx(0.4)


def test_file_that_lacks_an_array_is_refused() -> None:
    arrays = arrays_of(track())
    del arrays["world_m"]
    with pytest.raises(KeyError):
        track_from(arrays)
