from __future__ import annotations

import numpy as np
import pytest

from training.calibrate import frame_weights, weighed_clips, weighted_quantile
from training.recipe import DRILLS, SIZES_PX, SPLITS, scene


def test_the_quantile_weighs_and_leaves_out_what_is_no_number() -> None:
    values = np.array([1.0, 2.0, 3.0, np.nan, 100.0])
    assert weighted_quantile(values, np.ones(5), 0.5) == 2.0
    assert weighted_quantile(values, np.array([1.0, 1.0, 8.0, 50.0, 0.1]), 0.9) == 3.0


def test_clips_count_by_their_weight() -> None:
    assert weighed_clips(np.array([0, 0, 1, 1]), np.full(4, 0.5)) == pytest.approx(2.0)
    assert weighed_clips(np.array([0, 1]), np.array([1.0, 0.0])) == pytest.approx(1.0)
    assert weighed_clips(np.array([], np.int64), np.array([])) == 0.0


def test_half_of_a_clips_weight_lies_near_the_extreme() -> None:
    y = np.zeros((10, 2))
    y[3, 0] = -20.0
    y[:, 1] = 90.0
    weights = frame_weights(y)
    assert weights.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert weights[3, 0] == pytest.approx(0.55)
    assert weights[:, 1] == pytest.approx(0.1)


@pytest.mark.parametrize("drill", DRILLS)
def test_splits_share_no_body_room_or_camera_and_a_seed_means_one_scene(drill: str) -> None:
    drawn = [scene(split, drill, number) for split in SPLITS for number in range(4)]
    bodies = {repr(one.body) for one in drawn}
    cameras = {repr(one.camera) for one in drawn}
    assert len(bodies) == len(cameras) == len({one.seed for one in drawn}) == len(drawn)
    assert scene("test", drill, 2) == scene("test", drill, 2)


def test_training_moves_freely_and_tests_do_the_drill() -> None:
    drawn = [scene("train", "frogger", number) for number in range(25)]
    moves = ["wander" in one.params for one in drawn[::5]]
    assert moves == [True, False, True, False, True]
    assert ["fault" in one.params for one in drawn[::5]] == [False, False, False, True, False]
    sizes = {(one.camera["w"], one.camera["h"]) for one in drawn if "fault" in one.params}
    assert len(sizes) == len(set(SIZES_PX)), "a fault must not show in the size of the picture"
    assert all("wander" not in scene("test", "frogger", n).params for n in range(4))
