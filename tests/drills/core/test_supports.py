from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from drills.core.supports import FEET, HANDS_AND_KNEES, Supports, follow
from tests.builders import times_s
from tests.sample_builders import support_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Moved = Mapping[str, tuple[float, float]]

STILL: Moved = {}


def after(
    moved: Callable[[float], Moved] = lambda _: STILL,
    *,
    names: tuple[str, ...] = HANDS_AND_KNEES,
    unseen: tuple[str, ...] = (),
    unseen_s: float = 9.0,
    fps: float = 30.0,
) -> Supports:
    """Return what is known after a second of rest and a movement of two.

    ``moved`` gives the ways in trunk lengths at a time of the movement; ``unseen`` supports are
    hidden for its first ``unseen_s``.
    """
    supports = Supports()
    for t_s in map(float, times_s(1.0, fps)):
        supports = follow(supports, support_places(), t_s, names, at_rest=True)
    supports = supports.begun()
    for t_s in map(float, times_s(2.0, fps)):
        signals = support_places(moved(t_s), unseen if t_s < unseen_s else ())
        supports = follow(supports, signals, 1.0 + t_s, names, at_rest=False)
    return supports


def swapped(signals: Mapping[str, float], joint: str) -> dict[str, float]:
    """Give both joints of a pair each other's place."""
    other = {"left": "right", "right": "left"}

    def source(name: str) -> str:
        words = name.split("_")
        return "_".join(other.get(word, word) for word in words) if joint in words else name

    return {name: signals[source(name)] for name in signals}


def test_supports_at_their_places_have_not_left_the_floor() -> None:
    supports = after()
    assert supports.left_floor() == ()
    assert set(supports.watched()) == set(HANDS_AND_KNEES)


@pytest.mark.parametrize("way", [(0.9, 0.0), (-0.9, 0.3), (0.0, -0.9)])
def test_hand_that_slides_or_sinks_stays(way: tuple[float, float]) -> None:
    """The hands of real people slide towards the knees in deep rocks, and the camera looks down."""
    assert after(lambda _: {"left_wrist": way}).left_floor() == ()


@pytest.mark.parametrize(("rise", "left"), [(0.40, ()), (0.50, ("right_wrist",))])
def test_hand_that_rises_leaves_the_floor(rise: float, left: tuple[str, ...]) -> None:
    assert after(lambda _: {"right_wrist": (0.0, rise)}).left_floor() == left


@pytest.mark.parametrize("way", [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.6, 0.8)])
@pytest.mark.parametrize(("length", "left"), [(0.18, ()), (0.22, ("left_knee",))])
def test_knee_that_moves_in_any_direction_leaves_its_place(
    way: tuple[float, float], length: float, left: tuple[str, ...]
) -> None:
    moved = {"left_knee": (length * way[0], length * way[1])}
    assert after(lambda _: moved).left_floor() == left


@pytest.mark.parametrize("fps", [10.0, 60.0])
@pytest.mark.parametrize(("seconds", "left"), [(0.3, ()), (0.7, ("left_knee",))])
def test_what_leaves_for_a_small_share_of_the_movement_stays(
    seconds: float, left: tuple[str, ...], fps: float
) -> None:
    supports = after(lambda t: {"left_knee": (0.5, 0.0)} if t < seconds else STILL, fps=fps)
    assert supports.left_floor() == left


def test_flicker_of_the_landmarks_is_smoothed() -> None:
    supports = after(lambda t: {"left_knee": (0.6 * (-1) ** round(30 * t), 0.0)})
    assert supports.left_floor() == ()


def test_what_is_hidden_is_neither_judged_nor_watched() -> None:
    supports = after(lambda _: {"left_knee": (2.0, 0.0)}, unseen=("left_knee",))
    assert supports.left_floor() == ()
    assert set(supports.watched()) == set(HANDS_AND_KNEES) - {"left_knee"}


@pytest.mark.parametrize(("hidden_s", "watched"), [(0.4, True), (0.6, False)])
def test_what_is_seen_for_most_of_the_movement_is_watched(hidden_s: float, watched: bool) -> None:
    supports = after(unseen=("left_knee",), unseen_s=hidden_s)
    assert ("left_knee" in supports.watched()) is watched


@pytest.mark.parametrize("joint", ["knee", "wrist"])
def test_pair_that_is_exchanged_is_read_the_nearer_way_round(joint: str) -> None:
    apart = {f"left_{joint}": (0.0, 0.0), f"right_{joint}": (0.0, 0.8)}
    names = (f"left_{joint}", f"right_{joint}")
    supports = Supports()
    for t_s in map(float, times_s(1.0)):
        supports = follow(supports, support_places(apart), t_s, names, at_rest=True)
    supports = supports.begun()
    for t_s in map(float, times_s(2.0)):
        signals = swapped(support_places(apart), joint)
        supports = follow(supports, signals, 1.0 + t_s, names, at_rest=False)
    assert supports.left_floor() == ()


def test_camera_that_moves_takes_all_supports_off_their_places() -> None:
    moved = dict.fromkeys(HANDS_AND_KNEES, (0.4, 0.5))
    assert set(after(lambda _: moved).left_floor()) == set(HANDS_AND_KNEES)


def test_feet_are_judged_like_knees() -> None:
    supports = after(lambda _: {"left_ankle": (0.0, 0.5)}, names=FEET)
    assert supports.left_floor() == ("left_ankle",)


def test_places_at_rest_are_followed() -> None:
    """Somebody who settles for some seconds is judged from where they came to rest."""
    supports = Supports()
    for t_s in map(float, times_s(6.0)):
        signals = support_places({"left_knee": (0.6 if t_s > 1.0 else 0.0, 0.0)})
        supports = follow(supports, signals, t_s, HANDS_AND_KNEES, at_rest=t_s < 5.0)
        supports = supports.begun() if t_s < 5.0 else supports
    assert supports.seen["left_knee"] > 20
    assert supports.left_floor() == ()


def test_what_happened_before_the_movement_is_forgotten() -> None:
    supports = after(lambda _: {"left_knee": (1.0, 0.0)}).begun()
    assert supports.left_floor() == ()
    assert supports.watched() == ()


def test_without_places_nothing_is_known() -> None:
    supports = follow(Supports(), {}, 1.0, HANDS_AND_KNEES, at_rest=False)
    assert supports.watched() == ()
    assert supports.left_floor() == ()


@pytest.mark.parametrize("at_rest", [True, False])
def test_support_without_a_place_is_hidden(at_rest: bool) -> None:
    supports = Supports()
    for t_s in map(float, times_s(2.0)):
        signals = support_places()
        del signals["at_left_knee_x"]
        at_rest_now = at_rest if t_s > 1.0 else True
        supports = follow(supports, signals, t_s, HANDS_AND_KNEES, at_rest=at_rest_now)
    supports = follow(supports, support_places(), 2.0, HANDS_AND_KNEES, at_rest=False)
    assert "left_knee" not in supports.watched()
    assert all(math.isfinite(x + y) for x, y in supports.places.values())
