"""A recording that lies on its side is told from one that does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import all_fours, hinged, pose, standing
from vision.body.sideways import turned_note
from vision.datatypes import Pose, Side

BODIES = {
    "all fours": all_fours(),
    "rocked back": all_fours(rock_deg=35.0),
    "standing": standing(),
    "hinged": hinged(Side.RIGHT),
}


def turned(one: Pose, quarters: int) -> Pose:
    """Turn the picture by quarter turns."""
    xy = one.landmarks_px
    for _ in range(quarters):
        xy = np.stack([xy[:, 1], -xy[:, 0]], axis=1)
    return replace(one, landmarks_px=xy)


@pytest.mark.parametrize("body", list(BODIES))
@pytest.mark.parametrize("yaw_deg", [-90.0, -60.0, 60.0, 90.0])
@pytest.mark.parametrize(
    ("quarters", "said"), [(0, ""), (1, "on its side"), (2, "upside down"), (3, "on its side")]
)
def test_where_down_is_shows_in_the_body(
    body: str, yaw_deg: float, quarters: int, said: str
) -> None:
    one = turned(pose(BODIES[body], yaw_deg=yaw_deg), quarters)
    note = turned_note([one] * 30)
    assert (said in note) if said else note == ""


def test_a_moment_on_the_floor_is_no_turned_picture() -> None:
    upright, lying = pose(standing()), turned(pose(standing()), 1)
    assert turned_note([upright] * 60 + [lying] * 40) == ""


def test_nobody_and_badly_seen_bodies_say_nothing() -> None:
    one = turned(pose(standing()), 1)
    faint = replace(one, visibility=np.full_like(one.visibility, 0.2))
    assert turned_note([None, faint] * 100) == ""
    assert turned_note([one] * 5) == ""


@pytest.mark.parametrize(("count", "says"), [(15, False), (30, True)])
def test_a_few_pictures_say_nothing(count: int, says: bool) -> None:
    assert bool(turned_note([turned(pose(standing()), 1)] * count)) is says


@pytest.mark.parametrize(("lying", "says"), [(60, False), (80, True)])
def test_most_of_the_bodies_have_to_lie_across(lying: int, says: bool) -> None:
    across, upright = turned(pose(standing()), 1), pose(standing())
    assert bool(turned_note([across] * lying + [upright] * (100 - lying))) is says


@pytest.mark.parametrize(("visibility", "says"), [(0.4, False), (0.6, True)])
def test_points_that_are_guessed_say_nothing(visibility: float, says: bool) -> None:
    one = turned(pose(standing()), 1)
    faint = replace(one, visibility=np.full_like(one.visibility, visibility))
    assert bool(turned_note([faint] * 100)) is says


@pytest.mark.parametrize(("knee_deg", "says"), [(20.0, True), (50.0, False)])
def test_a_leg_that_is_bent_does_not_show_where_the_floor_is(knee_deg: float, says: bool) -> None:
    bent = pose(standing(thigh_deg=knee_deg, shank_deg=knee_deg), yaw_deg=90.0)
    assert bool(turned_note([turned(bent, 1)] * 30)) is says
