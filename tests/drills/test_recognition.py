from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from drills import recognition
from drills.core.events import (
    Counts,
    Drill,
    Event,
    Level,
    RepCompleted,
    WarningCleared,
    WarningKind,
)
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import in_posture, lift_sample, rock_sample, turn_sample
from vision.datatypes import Posture, Side, View

if TYPE_CHECKING:
    from vision.datatypes import Sample

ROCKS, LIFTS = out_and_back([45, 50, 47]), out_and_back([14, 12, 15])
TURNS = Curve(((0, 0), (1, 0), (2.5, 30), (5, -20), (6.5, 0), (8, 0), (9.5, 30), (12, -20),
               (13.5, 0), (15, 0)))  # fmt: skip


def film(drill: Drill, start_s: float = 0.0) -> list[Sample]:
    if drill is Drill.AEROPLANE:
        return [turn_sample(start_s + t, TURNS(t)) for t in map(float, times_s(15))]
    if drill is Drill.FOOT_LIFT:
        return [lift_sample(start_s + t, LIFTS(t)) for t in map(float, times_s(LIFTS.duration_s))]
    return [rock_sample(start_s + t, ROCKS(t)) for t in map(float, times_s(ROCKS.duration_s))]


def play(
    samples: list[Sample], asked: Drill | None = None
) -> tuple[recognition.State, dict[Drill, list[Event]]]:
    state, said = recognition.State(asked=asked), {drill: list[Event]() for drill in Drill}
    for sample in samples:
        state, events = recognition.step(state, sample)
        for drill, more in events.items():
            said[drill] += more
    return state, said


@pytest.mark.parametrize(
    ("drill", "reps"), [(Drill.AEROPLANE, 2), (Drill.FROGGER, 3), (Drill.FOOT_LIFT, 3)]
)
def test_every_drill_is_recognised(drill: Drill, reps: int) -> None:
    state, said = play(film(drill))
    assert recognition.recognised(state) is drill
    status = recognition.status(state)
    assert (status.drill, status.counts) == (drill, Counts(clean=reps))
    assert [d for d, events in said.items() if events] == [drill]


def test_before_anything_the_status_says_what_is_waited_for() -> None:
    status = recognition.status(recognition.State())
    assert status.drill is None
    assert status.phase == "waiting for a start position"
    assert status.counts == Counts()
    assert recognition.recognised(recognition.State()) is None


@pytest.mark.parametrize(
    ("posture", "drill"),
    [
        (Posture.HINGED, Drill.AEROPLANE),
        (Posture.ALL_FOURS, Drill.FROGGER),
        (Posture.STANDING, None),
        (Posture.OTHER, None),
    ],
)
def test_posture_means_a_drill_until_there_are_reps(posture: Posture, drill: Drill | None) -> None:
    assert play([in_posture(0.0, posture)])[0].active is drill


def test_rep_under_way_tells_a_lift_from_a_rock() -> None:
    state, _ = play(film(Drill.FOOT_LIFT)[: int(2.2 * 30)])
    assert state.active is Drill.FOOT_LIFT
    assert recognition.status(state).rep_index == 1


def test_drill_in_hand_stays_while_nobody_is_in_a_posture() -> None:
    hinge = [in_posture(0.0, Posture.HINGED), in_posture(0.1, Posture.STANDING)]
    assert play(hinge)[0].active is Drill.AEROPLANE


@pytest.mark.parametrize("asked", Drill)
def test_asked_drill_is_the_only_one_that_watches(asked: Drill) -> None:
    samples = film(Drill.FROGGER) + film(Drill.AEROPLANE, start_s=20)
    state, said = play(samples, asked)
    assert recognition.status(state).drill is asked
    assert [d for d, events in said.items() if events] in ([asked], [])
    others = [d for d in Drill if d is not asked]
    assert all(state.machines[d].set.counts == Counts() for d in others)


def test_asked_drill_without_a_rep_is_not_recognised() -> None:
    state, _ = play(film(Drill.AEROPLANE), asked=Drill.FROGGER)
    assert recognition.recognised(state) is None
    assert recognition.status(state).drill is Drill.FROGGER


# ---- likeliest


@pytest.mark.parametrize(
    ("frogger", "lift", "drill"),
    [
        (Counts(clean=2), Counts(clean=9), Drill.FROGGER),
        (Counts(clean=1, compensated=1), Counts(clean=9), Drill.FROGGER),
        (Counts(unjudged=2), Counts(clean=9), Drill.FROGGER),
        (Counts(partial=5), Counts(unjudged=1), Drill.FOOT_LIFT),
        (Counts(clean=1), Counts(clean=3), Drill.FOOT_LIFT),
        (Counts(partial=5), Counts(clean=1), Drill.FOOT_LIFT),
        (Counts(partial=5), Counts(partial=4), Drill.FROGGER),
        (Counts(), Counts(partial=1), Drill.FOOT_LIFT),
        (Counts(), Counts(), None),
    ],
)
def test_two_full_rocks_win_over_any_number_of_lifts(
    frogger: Counts, lift: Counts, drill: Drill | None
) -> None:
    assert recognition.likeliest({Drill.FROGGER: frogger, Drill.FOOT_LIFT: lift}) is drill


def test_likeliest_of_nothing_is_none() -> None:
    assert recognition.likeliest({}) is None


def test_frogger_wins_although_the_feet_seemed_to_swing() -> None:
    samples = []
    for sample in film(Drill.FROGGER):
        shift = 0.3 if sample.signals["rock_deg"] > 25.0 else 0.05
        swing = {"foot_left_deg": 0.3 * sample.signals["rock_deg"], "trunk_shift_ratio": shift}
        sample.signals.update(swing)  # type: ignore[attr-defined]
        samples.append(sample)
    state, said = play(samples)
    assert len(said[Drill.FROGGER]) == 3
    assert recognition.status(state).drill is Drill.FROGGER


# ---- status and end


def test_status_of_the_aeroplane_has_side_and_level() -> None:
    status = recognition.status(play(film(Drill.AEROPLANE))[0])
    assert (status.side, status.level) == (Side.RIGHT, Level.SINGLE_LEG)


def test_status_of_the_rock_has_the_near_side_and_no_level() -> None:
    samples = [
        rock_sample(t, ROCKS(t), view=View.RIGHT) for t in map(float, times_s(ROCKS.duration_s))
    ]
    status = recognition.status(play(samples)[0])
    assert (status.side, status.level) == (Side.RIGHT, None)


def test_status_of_the_lift_has_the_lifted_side() -> None:
    samples = [lift_sample(t, 0.0, LIFTS(t)) for t in map(float, times_s(LIFTS.duration_s))]
    assert recognition.status(play(samples)[0]).side is Side.RIGHT


def test_warnings_that_stand_raised_are_in_the_status_and_cleared_by_the_end() -> None:
    samples = [rock_sample(t, ROCKS(t), lumbar_deg=25.0) for t in map(float, times_s(3))]
    state, _ = play(samples)
    assert recognition.status(state).warnings == (WarningKind.LUMBAR_FLEXION,)
    state, events = recognition.close(state, 3.0)
    (cleared,) = events[Drill.FROGGER]
    assert isinstance(cleared, WarningCleared)
    assert cleared.warning.end_s == 3.0
    assert recognition.status(state).warnings == ()


def test_end_of_the_input_does_not_count_the_rep_under_way() -> None:
    state, said = play(film(Drill.FROGGER)[: int(2.4 * 30)])
    state, events = recognition.close(state, 2.4)
    assert not any(
        isinstance(e, RepCompleted) for e in [*said[Drill.FROGGER], *events[Drill.FROGGER]]
    )
    assert recognition.status(state).counts == Counts()


def test_close_asks_only_the_watching_machine() -> None:
    state, _ = play(film(Drill.FROGGER), asked=Drill.FROGGER)
    assert set(recognition.close(state, 99.0)[1]) == {Drill.FROGGER}
