"""The whole path behind the pose model, on landmark traces made hostile.

A trace is a body whose movement is known, filmed with another rate, pace, size, mirror, noise, with
lost pictures and swapped sides. Reps, sides and drill must stay the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from drills import recognition
from drills.core.events import Drill, Rep, RepCompleted
from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import (
    PX_PER_M,
    all_fours,
    exchanged,
    hinged,
    lying,
    mirrored,
    pose,
    shaken,
    standing,
)
from vision.body.scene import support_signals
from vision.datatypes import Posture, Side
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import Joints
    from vision.datatypes import Pose, Sample

LEFT, RIGHT = Side.LEFT, Side.RIGHT


@dataclass(frozen=True)
class Movement:
    """A body over time, and how it is seen: ``at(t_s)`` gives its joints."""

    duration_s: float
    at: Callable[[float], Joints]
    yaw_deg: float


@dataclass(frozen=True)
class Filming:
    """What the camera and the pose model make of it."""

    fps: float = 30.0
    stretch: float = 1.0
    scale: float = 1.0
    is_mirrored: bool = False
    sigma_m: float = 0.0
    lost: tuple[float, ...] = ()
    swapped: tuple[float, ...] = ()
    seed: int = 0


@st.composite
def filmings(draw: st.DrawFn) -> Filming:
    share = st.floats(0.0, 1.0)
    return Filming(
        fps=draw(st.sampled_from([10.0, 15.0, 24.0, 29.97, 60.0])),
        stretch=draw(st.floats(0.7, 1.8)),
        scale=draw(st.floats(0.5, 1.1)),
        is_mirrored=draw(st.booleans()),
        sigma_m=draw(st.floats(0.0, 0.006)),
        lost=tuple(draw(st.lists(share, max_size=3))),
        swapped=tuple(draw(st.lists(share, max_size=2))),
        seed=draw(st.integers(0, 999)),
    )


LOST_S, SWAPPED_S = 0.3, 0.1


def film(movement: Movement, filming: Filming) -> list[tuple[float, Pose | None]]:
    """Return what the pose model gives, by time."""
    rng = np.random.default_rng(filming.seed)
    total_s = movement.duration_s * filming.stretch
    pictures: list[tuple[float, Pose | None]] = []
    for t_s in map(float, times_s(total_s, filming.fps)):
        seen = pose(
            movement.at(t_s / filming.stretch), yaw_deg=movement.yaw_deg, t_s=t_s,
            px_per_m=PX_PER_M * filming.scale,
        )  # fmt: skip
        seen = shaken(seen, rng, filming.sigma_m)
        if any(0 <= t_s - share * total_s < SWAPPED_S for share in filming.swapped):
            seen = exchanged(seen)
        if filming.is_mirrored:
            seen = mirrored(seen)
        lost = any(0 <= t_s - share * total_s < LOST_S for share in filming.lost)
        pictures.append((t_s, None if lost else seen))
    return pictures


def sample_of(observer: Observer, seen: Pose | None, t_s: float) -> Sample:
    """Return what the drills are given, as in `app.run.pipeline`."""
    sample = observer.observe(seen, t_s).sample
    if seen is None or sample.posture not in (Posture.ALL_FOURS, Posture.HINGED):
        return sample
    return replace(sample, signals={**sample.signals, **support_signals(seen)})


def reps_of(
    pictures: list[tuple[float, Pose | None]], asked: Drill | None = None
) -> dict[Drill, list[Rep]]:
    observer, state = Observer(), recognition.State(asked=asked)
    found: dict[Drill, list[Rep]] = {drill: [] for drill in Drill}
    for t_s, seen in pictures:
        state, events = recognition.step(state, sample_of(observer, seen, t_s))
        for drill, said in events.items():
            found[drill] += [e.rep for e in said if isinstance(e, RepCompleted)]
    drill = recognition.recognised(state)
    return {} if drill is None else {drill: found[drill]}


# ---------------------------------------------------------------- movements

DOWN_S, HOLD_S = 2.0, 1.5
TURNS = Curve(
    ((0, 0), (1.5, 30), (2.0, 30), (4.5, -25), (5.0, -25), (6.5, 0), (7.5, 0),
     (9.0, 30), (9.5, 30), (12.0, -25), (12.5, -25), (14.0, 0), (15.0, 0))
)  # fmt: skip


def aeroplane(stance: Side, yaw_deg: float) -> Movement:
    """Stand, hinge, two reps, stand up."""
    begin_s = 2.0 + DOWN_S + HOLD_S
    end_s = begin_s + TURNS.duration_s + 0.5
    hinge = Curve(((0, 0), (2, 0), (2 + DOWN_S, 70), (end_s, 70), (end_s + 2, 0), (end_s + 3, 0)))

    def at(t_s: float) -> Joints:
        turn = TURNS(t_s - begin_s) if t_s > begin_s else 0.0
        return hinged(stance, hinge_deg=hinge(t_s), femur_deg=0.5 * turn, trunk_deg=0.6 * turn)

    return Movement(hinge.duration_s, at, yaw_deg)


def between(first: Joints, then: Joints, share: float) -> Joints:
    eased = (1 - np.cos(np.pi * np.clip(share, 0, 1))) / 2
    return {name: first[name] + eased * (then[name] - first[name]) for name in first}


def on_the_floor(curve: Curve, at: Callable[[float], Joints], yaw_deg: float) -> Movement:
    """Stand, get down, do something on all fours, get up."""
    begin_s = 2.0 + DOWN_S

    def whole(t_s: float) -> Joints:
        if t_s < begin_s:
            return between(standing(), at(0.0), (t_s - 2.0) / DOWN_S)
        if t_s < begin_s + curve.duration_s:
            return at(curve(t_s - begin_s))
        return between(at(0.0), standing(), (t_s - begin_s - curve.duration_s) / DOWN_S)

    return Movement(begin_s + curve.duration_s + DOWN_S + 0.5, whole, yaw_deg)


ROCKS = out_and_back([45, 50, 40], way_s=1.3, hold_s=0.5, rest_s=1.2)
LIFTS = out_and_back([25, 28, 24], way_s=1.0, hold_s=0.5, rest_s=1.2)


def rocks(yaw_deg: float) -> Movement:
    return on_the_floor(ROCKS, lambda rock: all_fours(rock_deg=rock), yaw_deg)


def lifts(side: Side, yaw_deg: float) -> Movement:
    return on_the_floor(LIFTS, lambda deg: all_fours(lifted=side, lift_deg=deg), yaw_deg)


# ---------------------------------------------------------------- properties


@pytest.mark.parametrize(
    ("stance", "yaw_deg"), [(RIGHT, 0.0), (LEFT, 50.0), (RIGHT, -50.0), (LEFT, 90.0)]
)
@given(filmings())
@examples(max_examples=3, deadline=None)
def test_aeroplane(stance: Side, yaw_deg: float, filming: Filming) -> None:
    found = reps_of(film(aeroplane(stance, yaw_deg), filming))
    side = stance.other if filming.is_mirrored else stance
    assert {d: [rep.side for rep in reps] for d, reps in found.items()} == {
        Drill.AEROPLANE: [side] * 2
    }


@pytest.mark.parametrize("yaw_deg", [90.0, -70.0, 20.0])
@given(filmings())
@examples(max_examples=3, deadline=None)
def test_rock(yaw_deg: float, filming: Filming) -> None:
    found = reps_of(film(rocks(yaw_deg), filming))
    assert {d: len(reps) for d, reps in found.items()} == {Drill.FROGGER: 3}


@pytest.mark.parametrize(("side", "yaw_deg"), [(LEFT, -90.0), (RIGHT, 60.0)])
@given(filmings())
@examples(max_examples=3, deadline=None)
def test_lift(side: Side, yaw_deg: float, filming: Filming) -> None:
    found = reps_of(film(lifts(side, yaw_deg), filming))
    wanted = side.other if filming.is_mirrored else side
    assert {d: [rep.side for rep in reps] for d, reps in found.items()} == {
        Drill.FOOT_LIFT: [wanted] * 3
    }


# ---------------------------------------------------------------- what is no drill


def squats(t_s: float) -> Joints:
    depth = 0.5 - 0.5 * np.cos(2 * np.pi * t_s / 2.5)
    return standing(lean_deg=50 * depth, thigh_deg=80 * depth, shank_deg=30 * depth)


def walking(t_s: float) -> Joints:
    swing = np.sin(2 * np.pi * t_s)
    body = standing(lean_deg=5)
    for side, sign in ((LEFT, 1.0), (RIGHT, -1.0)):
        for joint, share in (("knee", 0.15), ("ankle", 0.35), ("heel", 0.35), ("foot_index", 0.35)):
            body[f"{side}_{joint}"] = body[f"{side}_{joint}"] + sign * swing * share * np.eye(3)[0]
    return {name: point + 0.5 * (t_s - 5) * np.eye(3)[0] for name, point in body.items()}


def talking(t_s: float) -> Joints:
    """Stand and talk with the hands."""
    body = standing(lean_deg=3 * np.sin(t_s))
    for side, pace in ((LEFT, 5.0), (RIGHT, 7.0)):
        lift = np.array([0.2, 0.3 + 0.2 * np.sin(pace * t_s), 0.0])
        for joint in ("elbow", "wrist"):
            body[f"{side}_{joint}"] = body[f"{side}_{joint}"] + lift
    return body


def lying_down(t_s: float) -> Joints:
    return between(standing(), lying(), (t_s - 3.0) / 2.0)


def picked_up(t_s: float) -> Joints:
    """Kneel on all fours while the picture tilts and shakes: somebody takes the phone."""
    body = all_fours()
    if t_s < 5.0:
        return body
    angle = np.radians(40 * np.sin(3 * (t_s - 5.0)))
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0],
                     [0, 0, 1.0]])  # fmt: skip
    return {name: turn @ point + 0.5 * (t_s - 5.0) * np.eye(3)[1] for name, point in body.items()}


def picked_up_in_hinge(t_s: float) -> Joints:
    """Hold the hinge while somebody takes the phone."""
    body = hinged(RIGHT, hinge_deg=70.0 * min(1.0, t_s / 2.0))
    if t_s < 5.0:
        return body
    angle = np.radians(30 * np.sin(2.5 * (t_s - 5.0)))
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1.0, 0],
                     [-np.sin(angle), 0, np.cos(angle)]])  # fmt: skip
    shift = 0.4 * (t_s - 5.0) * np.eye(3)[1]
    return {name: turn @ point + shift for name, point in body.items()}


@pytest.mark.parametrize(
    "movement", [squats, walking, talking, lying_down, picked_up, picked_up_in_hinge]
)
@pytest.mark.parametrize("yaw_deg", [0.0, 90.0, 140.0])
def test_what_is_no_drill_counts_nothing(
    movement: Callable[[float], Joints], yaw_deg: float
) -> None:
    filming = Filming(fps=20.0, sigma_m=0.004)
    found = reps_of(film(Movement(10.0, movement, yaw_deg), filming))
    assert {d: len(reps) for d, reps in found.items()} == {}


@pytest.mark.parametrize("asked", [Drill.AEROPLANE, Drill.FROGGER, Drill.FOOT_LIFT])
def test_drill_that_is_not_done_is_not_found_because_it_was_asked_for(asked: Drill) -> None:
    for movement in (squats, talking):
        pictures = film(Movement(8.0, movement, 0.0), Filming(fps=15.0))
        assert reps_of(pictures, asked) == {}


# ---------------------------------------------------------------- accidents


@cache
def untroubled(
    movement: Callable[..., Movement], *how: Side | float, fps: float = 30.0
) -> tuple[list[tuple[float, Pose | None]], list[Rep]]:
    """Return the pictures of a movement of one drill and its reps, before anything happens."""
    pictures = film(movement(*how), Filming(fps=fps))
    (reps,) = reps_of(pictures).values()
    return pictures, reps


def test_dropped_second_loses_no_more_than_the_rep_it_fell_in() -> None:
    pictures, whole = untroubled(rocks, 90.0)
    cut_s = (whole[1].start_s + whole[1].end_s) / 2
    left = [(t_s, seen) for t_s, seen in pictures if not cut_s - 0.6 < t_s < cut_s + 0.6]
    found = reps_of(left)[Drill.FROGGER]
    assert [rep.start_s for rep in found] == [
        pytest.approx(whole[i].start_s, abs=0.05) for i in (0, 2)
    ]


def test_somebody_crossing_in_front_costs_no_rep_before_and_adds_none() -> None:
    pictures, whole = untroubled(rocks, 90.0)
    start_s = whole[0].end_s + 0.2
    stranger = [
        (t_s, replace(pose(walking(5.0), yaw_deg=90.0, t_s=t_s, centre_px=(200, 300)), t_s=t_s))
        if start_s < t_s < start_s + 0.5
        else (t_s, seen)
        for t_s, seen in pictures
    ]
    found = reps_of(stranger)[Drill.FROGGER]
    assert found[0] == whole[0]
    assert len(found) <= len(whole)


def test_later_reps_never_change_earlier_ones() -> None:
    pictures, whole = untroubled(rocks, 90.0)
    for end_s in (whole[0].end_s + 1.0, whole[1].end_s + 1.0):
        cut = [(t_s, seen) for t_s, seen in pictures if t_s < end_s]
        found = reps_of(cut)[Drill.FROGGER]
        assert found == whole[: len(found)]
        assert found


def test_both_legs_in_one_session_without_touching_anything() -> None:
    first, second = aeroplane(LEFT, 0.0), aeroplane(RIGHT, 0.0)

    def at(t_s: float) -> Joints:
        return first.at(t_s) if t_s < first.duration_s else second.at(t_s - first.duration_s)

    both = Movement(first.duration_s + second.duration_s, at, 0.0)
    found = reps_of(film(both, Filming(fps=20.0)))
    assert [rep.side for rep in found[Drill.AEROPLANE]] == [LEFT, LEFT, RIGHT, RIGHT]


@pytest.mark.parametrize("yaw_deg", [50.0, -40.0])
@pytest.mark.parametrize("swapped_s", [0.4, 1.5])
@pytest.mark.parametrize("start_s", [6.3, 9.0, 14.3])
def test_sides_exchanged_in_the_middle_of_a_turn_change_no_rep(
    yaw_deg: float, swapped_s: float, start_s: float
) -> None:
    pictures, whole = untroubled(aeroplane, LEFT, yaw_deg, fps=20.0)
    swapped = [
        (t_s, exchanged(seen) if seen is not None and 0 <= t_s - start_s < swapped_s else seen)
        for t_s, seen in pictures
    ]
    found = reps_of(swapped)[Drill.AEROPLANE]
    assert [(rep.side, rep.result) for rep in found] == [(rep.side, rep.result) for rep in whole]


@pytest.mark.parametrize("away_s", [0.5, 1.5])
@pytest.mark.parametrize("start_s", [7.6, 10.2, 12.4])
def test_somebody_crossing_never_changes_the_side_of_a_set(start_s: float, away_s: float) -> None:
    """The stranger walks the other way; what was learnt of the person is theirs again."""
    pictures, whole = untroubled(rocks, -70.0, fps=20.0)

    def stranger(t_s: float) -> Pose:
        middle_s = t_s - start_s - away_s / 2
        centre_px = (640 + 300 * middle_s, 300)
        return pose(walking(5.0 + middle_s), yaw_deg=90.0, t_s=t_s, centre_px=centre_px)

    crossing = [
        (t_s, stranger(t_s) if start_s < t_s < start_s + away_s else seen) for t_s, seen in pictures
    ]
    found = reps_of(crossing)[Drill.FROGGER]
    assert {rep.side for rep in found} == {whole[0].side}
    starts = [rep.start_s for rep in whole]
    untouched = [r.start_s for r in whole if r.end_s < start_s or r.start_s > start_s + away_s + 1]
    for rep in found:
        assert rep.start_s == pytest.approx(
            min(starts, key=lambda s: abs(s - rep.start_s)), abs=0.5
        )
    assert len(untouched) <= len(found) <= len(whole)
