from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import hinged, pose, standing
from vision.body.body import Body, read_body
from vision.body.hinged import Upright, follow_upright, kept_posture
from vision.datatypes import Posture, Side

HINGE = read_body(pose(hinged(Side.RIGHT, hinge_deg=40.0)))


def leaning(lean_deg: float, t_s: float = 0.0) -> Body:
    body = read_body(pose(standing(lean_deg=lean_deg), t_s=t_s))
    return replace(body, posture=Posture.STANDING)


def upright(lean_deg: float) -> Upright:
    known = Upright()
    for t_s in np.arange(0.0, 2.0, 0.1):
        known = follow_upright(known, leaning(lean_deg, float(t_s)))
    return known


@pytest.mark.parametrize(
    ("stands_at", "now", "posture"),
    [
        (0.0, 15.0, Posture.HINGED),  # the chest came up while the pelvis opened
        (0.0, 5.0, Posture.STANDING),
        (20.0, 27.0, Posture.HINGED),
        (20.0, 23.0, Posture.STANDING),  # the camera looks down: they always seem to lean
    ],
)
def test_a_hinge_ends_by_the_persons_own_standing(
    stands_at: float, now: float, posture: Posture
) -> None:
    kept, is_held = kept_posture(leaning(now), Posture.HINGED, HINGE, upright(stands_at))
    assert kept is posture
    assert not is_held


@pytest.mark.parametrize(("now", "posture"), [(25.0, Posture.HINGED), (15.0, Posture.STANDING)])
def test_without_a_known_standing_one_limit_holds_for_all(now: float, posture: Posture) -> None:
    assert kept_posture(leaning(now), Posture.HINGED, HINGE, Upright())[0] is posture


def test_the_way_down_does_not_count_as_standing() -> None:
    known = upright(2.0)
    lower = follow_upright(known, leaning(26.0, 2.0))
    assert lower.least_deg == pytest.approx(known.least_deg)


def test_legs_that_look_bent_do_not_end_a_hinge_but_say_so() -> None:
    odd = replace(HINGE, posture=Posture.OTHER)
    assert kept_posture(odd, Posture.HINGED, HINGE, Upright()) == (Posture.HINGED, True)


def test_hips_that_sink_end_it() -> None:
    sunk = HINGE.mid_hip_px + np.array([0.0, 140.0])
    odd = replace(HINGE, posture=Posture.OTHER, mid_hip_px=sunk)
    assert kept_posture(odd, Posture.HINGED, HINGE, Upright()) == (Posture.OTHER, False)


@pytest.mark.parametrize("last", [Posture.STANDING, Posture.OTHER, Posture.ALL_FOURS])
def test_nothing_is_kept_of_what_was_no_hinge(last: Posture) -> None:
    odd = replace(HINGE, posture=Posture.OTHER)
    assert kept_posture(odd, last, HINGE, Upright()) == (Posture.OTHER, False)


def test_before_the_neutral_an_odd_posture_is_taken_as_it_is() -> None:
    odd = replace(HINGE, posture=Posture.OTHER)
    assert kept_posture(odd, Posture.HINGED, None, Upright()) == (Posture.OTHER, False)


@pytest.mark.parametrize(
    ("stands_at", "now", "posture"),
    [
        (20.0, 38.0, Posture.STANDING),  # a dancer who leans
        (20.0, 46.0, Posture.HINGED),
        (None, 33.0, Posture.STANDING),
        (None, 42.0, Posture.HINGED),
    ],
)
def test_a_hinge_begins_well_beyond_the_persons_own_standing(
    stands_at: float | None, now: float, posture: Posture
) -> None:
    known = Upright() if stands_at is None else upright(stands_at)
    body = replace(leaning(now), posture=Posture.HINGED)
    assert kept_posture(body, Posture.STANDING, None, known)[0] is posture


def test_a_chest_that_comes_up_a_little_further_ends_the_hinge() -> None:
    assert kept_posture(leaning(8.0), Posture.HINGED, HINGE, upright(0.0))[0] is Posture.STANDING


def test_who_leans_for_a_second_seems_to_stand_most_of_the_way_there() -> None:
    known = upright(0.0)
    for t_s in np.arange(2.0, 2.95, 0.1):
        known = follow_upright(known, leaning(10.0, float(t_s)))
    assert known.mean_deg == pytest.approx(6.5, abs=0.8)
