"""The neutral of a stay, chosen with all of it in sight."""

from __future__ import annotations

import math
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import all_fours, hinged, pose, shaken
from vision.body.body import read_body
from vision.body.lookahead import (
    Moment,
    NeutralFinder,
    NotInPosture,
    StayNeutral,
    _feet_place,
    _likeness,
    _trunk_place,
    stay_neutrals,
)
from vision.datatypes import Posture, Side
from vision.persistence import LEAVE_S
from vision.pose.track import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.builders import Joints

FPS = 15.0


def moments(
    joints_at: Callable[[float], Joints],
    duration_s: float,
    *,
    posture: Posture = Posture.ALL_FOURS,
    contour_at: Callable[[float], float] = lambda _: math.nan,
    start_s: float = 0.0,
    yaw_deg: float = 90.0,
    mask: bool = False,
) -> Iterator[Moment]:
    """Yield the moments of one stay that begins at ``start_s``; landmarks shake by 2 mm."""
    rng = np.random.default_rng(3)
    for t_s in map(float, times_s(duration_s, FPS)):
        seen = shaken(pose(joints_at(t_s), yaw_deg=yaw_deg, t_s=start_s + t_s), rng, 0.002)
        if mask:
            seen = replace(seen, mask=mask_at(start_s + t_s))
        body = replace(read_body(seen), posture=posture, contour_deg=contour_at(t_s))
        yield Moment(body, start_s)


def mask_at(t_s: float) -> np.ndarray:
    """Return a silhouette that tells its time by its only row."""
    mask = np.zeros((100, 1000), bool)
    mask[round(10 * t_s)] = True
    return mask


def rocking(rock: Curve, start_s: float = 0.0) -> Iterator[Moment]:
    return moments(lambda t: all_fours(rock_deg=rock(t)), rock.duration_s, start_s=start_s)


def rock_of(neutral: StayNeutral) -> float:
    """Return how far back the hips of a neutral are, in deg of the thighs."""
    return min(neutral.body.thigh_incl_deg)


def held(*keys: tuple[float, float], way_s: float = 1.0) -> Curve:
    """Return values held for so many seconds each, with ways between them: (value, s) pairs."""
    t_s, found = 0.0, []
    for value, hold_s in keys:
        found += [(t_s, value), (t_s + hold_s, value)]
        t_s += hold_s + way_s
    return Curve(tuple(found))


# ---- on all fours


def test_neutral_is_the_start_that_is_returned_to() -> None:
    """The end of getting there is as still as the start, and comes first."""
    rocks = held((12.0, 1.2), (0.0, 0.8), (45.0, 0.3), (0.0, 0.8), (45.0, 0.3), (0.0, 0.8))
    (found,) = stay_neutrals(rocking(rocks))
    assert rock_of(found) == pytest.approx(0.0, abs=2.0)


def test_neutral_is_the_earlier_of_two_that_are_held_alike() -> None:
    (found,) = stay_neutrals(rocking(held((12.0, 1.5), (0.0, 1.5))))
    assert rock_of(found) == pytest.approx(12.0, abs=2.0)


@pytest.mark.parametrize("amplitude", [4.0, 7.0])
def test_middle_of_slow_small_rocks_is_no_neutral(amplitude: float) -> None:
    """It moves little enough to pass live; the start, held before and after, moves less."""
    start, end_s = 1.0, 25.0

    def rock(t_s: float) -> float:
        if t_s < start or t_s > end_s - start:
            return 0.0
        return amplitude * (1.0 - math.cos(2 * math.pi * (t_s - start) / 5.75))

    (found,) = stay_neutrals(moments(lambda t: all_fours(rock_deg=rock(t)), end_s))
    assert rock_of(found) < 1.0


def cat_cow(*keys: tuple[float, float], way_s: float = 0.8) -> Iterator[Moment]:
    """Move the back alone between contours: the hips stay over the knees."""
    contour = held(*keys, way_s=way_s)
    return moments(lambda _: all_fours(), contour.duration_s, contour_at=contour)


def test_held_cat_is_no_neutral() -> None:
    assert stay_neutrals(cat_cow((30.0, 1.5), (-35.0, 1.5), (30.0, 1.5), (-35.0, 1.5))) != ()
    (found,) = stay_neutrals(
        cat_cow((30.0, 2.0), (0.0, 0.8), (-35.0, 2.0), (0.0, 0.8), (30.0, 2.0), (0.0, 0.8))
    )
    assert abs(found.body.contour_deg) < 12.0


def test_back_that_moves_little_may_be_held_anywhere() -> None:
    (found,) = stay_neutrals(cat_cow((20.0, 2.5), (0.0, 1.0)))
    assert found.body.contour_deg == pytest.approx(20.0, abs=4.0)


def test_body_with_another_back_is_another_start() -> None:
    """Rounded for longest in one go, but flat for longer in all."""
    keys = ((22.0, 1.6), (0.0, 1.0), (22.0, 0.2), (0.0, 1.0), (22.0, 0.2), (0.0, 1.0))
    (found,) = stay_neutrals(cat_cow(*keys, way_s=0.3))
    assert found.body.contour_deg == pytest.approx(0.0, abs=4.0)


@pytest.mark.parametrize("rock_deg", [60.0, 75.0])
def test_childs_pose_has_no_neutral(rock_deg: float) -> None:
    still = moments(lambda _: all_fours(rock_deg=rock_deg), 10.0)
    assert stay_neutrals(still) == ()


def test_somebody_who_never_rests_has_no_neutral() -> None:
    crawl = moments(lambda t: all_fours(rock_deg=20.0 * math.sin(6.0 * t)), 6.0)
    assert stay_neutrals(crawl) == ()


def test_neutral_holds_from_the_first_moment_in_it_to_the_end_of_the_stay() -> None:
    down = held((70.0, 1.5), (0.0, 0.7), (45.0, 0.3), (0.0, 2.0))
    (found,) = stay_neutrals(rocking(down, start_s=10.0))
    assert found.from_s == pytest.approx(10.0 + 2.4, abs=0.2)
    last_s = 10.0 + float(times_s(down.duration_s, FPS)[-1])
    assert found.until_s == pytest.approx(last_s + LEAVE_S)
    assert not found.holds(Posture.ALL_FOURS, 12.0)
    assert found.holds(Posture.ALL_FOURS, 13.0)
    assert not found.holds(Posture.HINGED, 13.0)
    assert not found.holds(Posture.ALL_FOURS, 19.0)


def test_every_stay_has_its_own() -> None:
    first = rocking(held((0.0, 2.0), (40.0, 0.3), (0.0, 1.0)))
    second = rocking(held((10.0, 2.0)), start_s=20.0)
    found = stay_neutrals([*first, *second])
    assert [round(rock_of(one)) for one in found] == pytest.approx([0, 10], abs=2)


def lifting(lift: Curve) -> Iterator[Moment]:
    """Lift the left foot alone: the trunk stays."""
    return moments(
        lambda t: all_fours(lifted=Side.LEFT, lift_deg=lift(t)), lift.duration_s, yaw_deg=90.0
    )


def lift_of(neutral: StayNeutral) -> float:
    """Return how high the left ankle of a neutral is over its knee, in trunk lengths."""
    way = neutral.body.px(Side.LEFT, "knee") - neutral.body.px(Side.LEFT, "ankle")
    return float(way[1]) / neutral.body.trunk_px


@pytest.mark.parametrize("held_s", [0.8, 2.5])
def test_foot_that_is_held_up_is_no_neutral(held_s: float) -> None:
    """Three lifts are held for longer than the foot is down, but they begin on the floor."""
    keys = ((0.0, 1.2), *((25.0, held_s), (0.0, 0.6)) * 3)
    (found,) = stay_neutrals(lifting(held(*keys)))
    assert lift_of(found) == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize("way_s", [0.5, 0.8, 1.2])
def test_foot_on_its_way_is_no_neutral(way_s: float) -> None:
    """Half-way up a small lift the foot is nearly where it is at both of its ends."""
    keys = ((0.0, 0.9), (8.0, 0.9), (0.0, 0.7), (8.0, 0.9), (0.0, 0.9))
    (found,) = stay_neutrals(lifting(held(*keys, way_s=way_s)))
    assert lift_of(found) == pytest.approx(0.0, abs=0.02)


def test_foot_that_is_moved_while_somebody_settles_is_no_start() -> None:
    (found,) = stay_neutrals(lifting(held((20.0, 0.7), (0.0, 6.0), way_s=0.6)))
    assert lift_of(found) == pytest.approx(0.0, abs=0.03)


# ---- hinged


def hinging(turn: Curve, start_s: float = 0.0, *, mask: bool = False) -> Iterator[Moment]:
    return moments(
        lambda t: hinged(Side.RIGHT, femur_deg=turn(t)),
        turn.duration_s,
        posture=Posture.HINGED,
        start_s=start_s,
        yaw_deg=0.0,
        mask=mask,
    )


def test_hinge_takes_its_first_hold() -> None:
    """The ends of the turns are held as well, and for longer."""
    turns = held((0.0, 0.8), (40.0, 3.0), (0.0, 0.4), (-30.0, 3.0), (40.0, 3.0))
    (found,) = stay_neutrals(hinging(turns))
    flat = read_body(pose(hinged(Side.RIGHT), yaw_deg=0.0))
    assert found.body.pose.landmarks_px == pytest.approx(flat.pose.landmarks_px, abs=1.0)
    assert found.from_s < 0.5


def test_silhouettes_are_kept_packed() -> None:
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0

    def watched() -> Iterator[Moment]:
        nonlocal most
        for moment in hinging(held((0.0, 3.0)), mask=True):
            alive.append(weakref.ref(moment.body.pose.mask))
            most = max(most, sum(one() is not None for one in alive))
            yield replace(moment, packed=pack(moment.body.pose))

    (found,) = stay_neutrals(watched())
    assert most <= 3
    assert found.body.pose.mask is not None
    assert found.body.pose.mask.any()


@pytest.mark.parametrize("most", [20, 40])
def test_a_long_period_keeps_few_bodies_and_finds_the_same(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour on all fours took 500 MB."""
    keys = [(0.0, 1.0), (25.0, 0.4)] * 20
    (whole,) = stay_neutrals(rocking(held(*keys)))
    monkeypatch.setattr("vision.body.lookahead.MOST_MOMENTS", most)
    monkeypatch.setattr("vision.body.lookahead.MOST_WHOLE", most)
    finder, alive, kept = NeutralFinder(), [], 0
    for moment in rocking(held(*keys)):
        finder.add(moment)
        alive.append(weakref.ref(moment.body.pose.landmarks_px))
        kept = max(kept, sum(one() is not None for one in alive))
    (found,) = finder.neutrals()
    assert kept < 8 * most < len(alive) / 2
    assert found.from_s == pytest.approx(whole.from_s, abs=0.2)
    apart_px = np.abs(found.body.pose.landmarks_px - whole.body.pose.landmarks_px)
    assert apart_px.max() < 3.0


# ---- marked by hand


def test_marked_moment_is_the_neutral_of_its_stay_only() -> None:
    first = list(rocking(held((0.0, 2.0), (20.0, 2.0), (0.0, 2.0))))
    second = list(rocking(held((0.0, 2.0)), start_s=20.0))
    found = stay_neutrals([*first, *second], marked_s=4.0)
    assert [round(rock_of(one)) for one in found] == pytest.approx([20, 0], abs=2)
    assert found[0].from_s == pytest.approx(4.0, abs=0.31)


def test_marked_moment_may_be_a_held_cat() -> None:
    found = stay_neutrals(cat_cow((30.0, 2.0), (0.0, 2.0), (-35.0, 2.0)), marked_s=1.0)
    assert found[0].body.contour_deg == pytest.approx(30.0, abs=1.0)


@pytest.mark.parametrize("marked_s", [0.0, 7.9, 30.0])
def test_moment_outside_every_stay_is_refused(marked_s: float) -> None:
    with pytest.raises(NotInPosture, match=f"{marked_s:.1f} s"):
        stay_neutrals(rocking(held((0.0, 4.0)), start_s=2.0), marked_s)


def test_nothing_gives_nothing() -> None:
    assert stay_neutrals([]) == ()
    assert stay_neutrals(rocking(out_and_back([45])))


# ---- borders


@pytest.mark.parametrize(("contour_deg", "alike"), [(7.0, True), (11.0, False)])
def test_backs_that_differ_by_nine_degrees_are_two_starts(contour_deg: float, alike: bool) -> None:
    flat = replace(read_body(pose(all_fours(), yaw_deg=90.0)), contour_deg=0.0)
    places = [_trunk_place(flat), _trunk_place(replace(flat, contour_deg=contour_deg))]
    assert bool(_likeness(places)[0, 1] > 0) is alike


@pytest.mark.parametrize(("lift_deg", "alike"), [(4.5, True), (8.5, False)])
def test_a_foot_a_tenth_of_a_trunk_away_is_in_another_place(lift_deg: float, alike: bool) -> None:
    """A shank of 0.84 trunk lengths: 0.07 and 0.12."""
    down, up = (
        _feet_place(read_body(pose(all_fours(lifted=Side.LEFT, lift_deg=deg), yaw_deg=90.0)))
        for deg in (0.0, lift_deg)
    )
    assert bool(_likeness([down, up])[0, 1] > 0) is alike


def test_a_back_that_moves_by_35_degrees_moves_itself() -> None:
    keys = ((20.0, 2.0), (0.0, 0.8), (-15.0, 2.0), (0.0, 0.8), (20.0, 2.0), (0.0, 0.8))
    (found,) = stay_neutrals(cat_cow(*keys))
    assert abs(found.body.contour_deg) < 8.0


def test_the_outer_quarter_of_a_back_that_moves_is_no_neutral() -> None:
    keys = (
        (30.0, 0.5),
        (18.0, 2.5),
        (-35.0, 0.5),
        (0.0, 1.0),
        (30.0, 0.5),
        (18.0, 2.5),
        (0.0, 1.0),
    )
    (found,) = stay_neutrals(cat_cow(*keys))
    assert abs(found.body.contour_deg) < 12.0


def swaying(*keys: tuple[float, float, float]) -> Iterator[Moment]:
    """Hold (thighs back by so many deg, for so many s, swaying by so many deg to either side).

    A sway of 1 deg is half of what may move in a live neutral.
    """
    times: list[tuple[float, float]] = []
    for rock_deg, hold_s, sway_deg in keys:
        for n in range(round(hold_s * FPS)):
            times.append((rock_deg + sway_deg * math.sin(2 * math.pi * n / 6), len(times) / FPS))
        times += [(90.0 * (n % 2), len(times) / FPS + n / FPS) for n in range(8)]  # on the way
    for rock_deg, t_s in times:
        body = read_body(pose(all_fours(rock_deg=rock_deg), yaw_deg=90.0, t_s=t_s))
        yield Moment(replace(body, posture=Posture.ALL_FOURS), 0.0)


@pytest.mark.parametrize(
    ("keys", "rock_deg"),
    [
        (((12.0, 1.0, 0.0), (0.0, 3.0, 0.6)), 0.0),  # both are quiet: what is held for longer
        (((0.0, 1.0, 0.0), (12.0, 3.0, 1.2)), 0.0),  # one is not
        (((0.0, 2.0, 1.2),), 0.0),  # nobody holds stiller than this
        (((0.0, 1.0, 1.0), (12.0, 3.0, 1.9)), 0.0),  # the other moves twice as much
    ],
)
def test_of_what_is_held_the_quietest_counts(
    keys: tuple[tuple[float, float, float], ...], rock_deg: float
) -> None:
    (found,) = stay_neutrals(swaying(*keys))
    assert rock_of(found) == pytest.approx(rock_deg, abs=2.0)


@pytest.mark.parametrize(("first_s", "lift_deg"), [(1.0, 0.0), (1.6, 20.0)])
def test_feet_are_where_they_are_first_held_for_a_while(first_s: float, lift_deg: float) -> None:
    """A foot that lies elsewhere for a moment at first lies there to settle."""
    (found,) = stay_neutrals(lifting(held((20.0, first_s), (0.0, 6.0), way_s=0.6)))
    lying = read_body(pose(all_fours(lifted=Side.LEFT, lift_deg=lift_deg), yaw_deg=90.0))
    way = lying.px(Side.LEFT, "knee") - lying.px(Side.LEFT, "ankle")
    assert lift_of(found) == pytest.approx(float(way[1]) / lying.trunk_px, abs=0.03)
