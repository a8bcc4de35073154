from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.calibrate import (
    Held,
    factors,
    frame_weights,
    peaks_of,
    report,
    weighed_clips,
    weighted_quantile,
)
from training.dataset import Rows
from training.recipe import DRILLS, FAULTY_FROM, SIZES_PX, SPLITS, scene
from vision.datatypes import Posture


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


def clip(family: str, error: float, scale: float = 1.0, clips: int = 1) -> list[Held]:
    """Clips whose one answer is off by so much, in two repetitions up to 20 and down to -10."""
    y = np.concatenate([np.linspace(0, 20, 10), np.linspace(0, -10, 10)] * 2)[:, None]
    count = len(y)
    rows = Rows(
        "clip", family, Posture.HINGED, np.zeros((count, 1)), y, np.zeros((count, 1)),
        np.full(count, 0.1), np.zeros(count, np.int64), np.arange(count),
        np.repeat([1, 2], count // 2), 0.0, usual=True,
    )  # fmt: skip
    held = Held(rows, y + error, np.full((count, 1), scale), np.zeros(count), np.ones(count))
    return [held] * clips


def test_an_interval_holds_on_the_family_that_was_left_out() -> None:
    factor = factors([*clip("men", 3.0, clips=9), *clip("women", 6.0, clips=9)], np.ones(1), 1.0)
    assert factor[0, 0] == pytest.approx(6.0)  # of both families, not of the better one


def test_a_peak_is_read_in_each_direction_of_each_repetition() -> None:
    found = peaks_of(clip("men", 2.0)[0], 0, 1.0, 1.0)
    assert [error for error, _ in found] == pytest.approx([2.0, 2.0, 2.0, 2.0])
    assert [frame for _, frame in found] == [9, 19, 29, 39]


def test_refused_frames_give_no_peak() -> None:
    held = clip("men", 2.0)[0]
    assert peaks_of(replace(held, doubt=np.ones(len(held.doubt))), 0, 1.0, 0.5) == []


def test_a_familys_printed_coverage_is_that_of_intervals_read_off_the_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clips = [*clip("men", 3.0, clips=9), *clip("women", 6.0, clips=9)]
    report(clips, ("pelvis_rotation_deg",), np.ones(1), 1.0)
    row = capsys.readouterr().out.splitlines()[-1]
    # frames, error, half-width, inside; then the same of peaks: men, then women
    men = ["360", "3.0", "6.0", "100%", "36", "3.0", "6.0", "100%"]
    women = ["360", "6.0", "3.0", "0%", "36", "6.0", "3.0", "0%"]
    assert row.split()[3:] == [*men, *women]


@pytest.mark.parametrize("drill", DRILLS)
def test_splits_share_no_body_room_or_camera_and_a_seed_means_one_scene(drill: str) -> None:
    drawn = [
        scene("parametric", split, drill, number, traced=False)
        for split in SPLITS
        for number in range(4)
    ]
    bodies = {repr(one.body) for one in drawn}
    cameras = {repr(one.camera) for one in drawn}
    assert len(bodies) == len(cameras) == len({one.seed for one in drawn}) == len(drawn)
    assert drawn[10] == scene("parametric", "test", drill, 2, traced=False)


def test_training_moves_freely_and_tests_do_the_drill() -> None:
    drawn = [scene("parametric", "train", "frogger", number, traced=False) for number in range(25)]
    moves = ["wander" in one.params for one in drawn[::5]]
    assert moves == [True, False, True, False, True]
    assert ["fault" in one.params for one in drawn[::5]] == [False, False, False, True, False]
    tests = [scene("parametric", "test", "frogger", n, traced=False) for n in range(4)]
    sizes = {(one.camera["w"], one.camera["h"]) for one in drawn if "fault" in one.params}
    assert len(sizes) == len(set(SIZES_PX)), "a fault must not show in the size of the picture"
    assert all("wander" not in s.params for s in tests)


def test_faulty_scenes_are_other_people_who_mostly_err() -> None:
    usual = [scene("parametric", "train", "frogger", n, traced=False) for n in range(20)]
    faulty = [
        scene("parametric", "train", "frogger", FAULTY_FROM + n, traced=False) for n in range(20)
    ]
    assert sum("fault" in drawn.params for drawn in faulty) == 15
    assert not any("wander" in drawn.params for drawn in faulty)
    assert len({drawn.name for drawn in (*usual, *faulty)}) == 40
