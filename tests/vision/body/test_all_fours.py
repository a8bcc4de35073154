from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import all_fours, pose, standing
from vision.body.all_fours import kept_on_all_fours
from vision.body.body import Body, read_body
from vision.datatypes import Landmark, Pose, Posture
from vision.observer import Observer

START = read_body(pose(all_fours(), yaw_deg=90))


def unknown(body: Body) -> Body:
    return replace(body, posture=Posture.OTHER)


def with_hands_moved(ratio: float, hands: tuple[Landmark, ...]) -> Body:
    points = START.pose.landmarks_px.copy()
    points[list(hands), 0] += ratio * START.trunk_px
    return unknown(read_body(replace(START.pose, landmarks_px=points)))


BOTH = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)


@pytest.mark.parametrize(
    ("ratio", "hands", "kept"),
    [
        (0.0, BOTH, True),
        (0.2, BOTH, True),
        (0.3, BOTH, False),  # the hands have left the floor
        (2.0, (Landmark.LEFT_WRIST,), True),  # one is hidden and guessed
    ],
)
def test_hands_that_stay_keep_the_posture(
    ratio: float, hands: tuple[Landmark, ...], kept: bool
) -> None:
    assert kept_on_all_fours(with_hands_moved(ratio, hands), START) is kept


def test_only_a_known_start_on_all_fours_is_kept() -> None:
    body = with_hands_moved(0.0, BOTH)
    assert not kept_on_all_fours(body, None)
    assert not kept_on_all_fours(body, replace(START, posture=Posture.HINGED))
    assert not kept_on_all_fours(replace(body, trunk_incl_deg=20.0), START)
    up = replace(read_body(pose(standing(), yaw_deg=90)), posture=Posture.STANDING)
    assert not kept_on_all_fours(up, START)


def lifted_in_depth(here: Pose) -> Pose:
    """The weak depth takes the hands off the floor; the picture does not change."""
    world = here.world_m.copy()
    world[list(BOTH), 1] = world[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1].mean() - 0.1
    return replace(here, world_m=world)


def test_hands_lifted_by_the_weak_depth_do_not_end_the_rock() -> None:
    observer = Observer()
    times = np.arange(0.0, 3.0, 1 / 30)
    for t_s in times:
        here = pose(all_fours(), yaw_deg=90, t_s=float(t_s))
        if t_s > 1.5:
            here = lifted_in_depth(here)
        seen = observer.observe(here, float(t_s)).sample
        assert seen.posture is Posture.ALL_FOURS, t_s
    assert "rock_deg" in seen.signals
    first = Observer().observe(lifted_in_depth(pose(all_fours(), yaw_deg=90)), 0.0).sample
    assert first.posture is Posture.OTHER  # nobody was seen to get there
