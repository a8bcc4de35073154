from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.invariance import (
    CHANGES,
    Comparison,
    box_of,
    changed,
    compare,
    line,
    retimed,
    summary,
)
from drills.core.events import Drill, Rep, RepResult
from tests.pose_builders import pose, standing
from tests.store_builders import a_session
from vision.datatypes import Estimate, Frame, Side
from vision.pose.track import Track, pack


def film(count: int = 4, fps: float = 30.0) -> list[Frame]:
    """Return pictures whose left half is white and whose grey on the right tells their number."""
    frames = []
    for index in range(count):
        image = np.full((20, 40, 3), index, np.uint8)
        image[:, :20] = 255
        frames.append(Frame(index, index / fps, image))
    return frames


BOX = (10, 5, 30, 15)


@pytest.mark.parametrize(
    ("change", "size_px"),
    [
        ("mirror", (40, 20)),
        ("half size", (20, 10)),
        ("pad", (60, 20)),
        ("letterbox", (40, 40)),
        ("crop", (20, 10)),
    ],
)
def test_changes_of_the_picture(change: str, size_px: tuple[int, int]) -> None:
    found = list(changed(film(), change, BOX))
    assert {frame.size_px for frame in found} == {size_px}
    assert [frame.t_s for frame in found] == [frame.t_s for frame in film()]
    assert (found[0].image[0, 0, 0] == 0) == (change in ("mirror", "letterbox"))


@pytest.mark.parametrize(
    ("fps", "shown"),
    [
        (15.0, [0, 2, 4, 6]),
        (60.0, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]),
        (24.0, [0, 1, 2, 3, 5, 6, 7]),
    ],
)
def test_another_rate_shows_the_newest_picture(fps: float, shown: list[int]) -> None:
    found = list(retimed(film(8), fps))
    assert [int(frame.image[0, -1, 0]) for frame in found[: len(shown)]] == shown
    assert [frame.t_s for frame in found] == pytest.approx([i / fps for i in range(len(found))])


def test_box_is_round_the_person() -> None:
    seen = pose(standing(), yaw_deg=0.0)
    left, top, right, bottom = box_of(Track([0.0], [seen.size_px], [pack(seen)]))
    low, high = seen.landmarks_px.min(axis=0), seen.landmarks_px.max(axis=0)
    assert left < low[0] < high[0] < right < seen.size_px[0]
    assert top < low[1] < high[1] <= bottom
    assert box_of(Track([0.0], [(40, 20)], [None])) == (0, 0, 40, 20)


def rep(side: Side, at_s: float, deg: float) -> Rep:
    measures = {
        "pelvis_rotation_open_deg": Estimate.around(deg, 5.0),
        "side_bend_deg": Estimate.around(4.0 if side is Side.LEFT else -4.0, 2.0),
        "sway_ratio": Estimate.around(deg, 1.0),
    }
    return Rep(side, at_s - 1, at_s, at_s + 1, RepResult.CLEAN, (), measures)


BEFORE = a_session(reps=(rep(Side.LEFT, 3.0, 30.0), rep(Side.LEFT, 9.0, 25.0)))
MIRRORED = a_session(reps=(rep(Side.RIGHT, 3.1, 33.0), rep(Side.RIGHT, 9.0, 17.0)))


def test_mirror_gives_the_other_side_and_turns_what_is_to_the_right() -> None:
    compared = compare(BEFORE, MIRRORED, "mirror")
    assert compared.is_same_set
    assert {(one.rep, one.measure): (one.deg, one.is_inside) for one in compared.differences} == {
        (1, "pelvis_rotation_open_deg"): (3.0, True),
        (1, "side_bend_deg"): (0.0, True),
        (2, "pelvis_rotation_open_deg"): (-8.0, False),
        (2, "side_bend_deg"): (0.0, True),
    }
    said = line("mirror", MIRRORED, compared)
    assert "0 judged otherwise" in said
    assert "largest difference -8.0 deg (pelvis_rotation_open_deg of rep 2)" in said
    assert "1 of 4 peaks outside" in said
    assert not compare(BEFORE, MIRRORED, "crop").is_same_set


def test_reps_are_paired_by_time_and_a_missing_one_is_another_set() -> None:
    later = replace(rep(Side.LEFT, 9.2, 26.0), result=RepResult.PARTIAL)
    compared = compare(BEFORE, a_session(reps=(later,)), "pad")
    assert {one.rep for one in compared.differences} == {2}
    assert compared.other_results == 1
    assert not compared.is_same_set
    other_drill = a_session(reps=BEFORE.reps, drill=Drill.FROGGER)
    assert not compare(BEFORE, other_drill, "pad").is_same_set


def test_summary_counts_sets_and_differences() -> None:
    compared = compare(BEFORE, MIRRORED, "mirror")
    (said,) = summary({"mirror": [compared, Comparison(False, 3, ())]})
    assert "1 of 2 sets the same, 3 reps judged otherwise" in said
    assert "8.0 at most; 25% outside" in said
    assert "peaks" not in summary({"pad": [Comparison(False, 0, ())]})[0]
    assert set(CHANGES) >= {"mirror", "pad", "crop", "letterbox", "half size", "60 fps"}
