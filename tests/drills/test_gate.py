from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drills import gate
from drills.core.events import Drill
from drills.gate import Need
from drills.registry import DEFINITIONS
from tests.builders import times_s
from vision.datatypes import Edge, Posture, Quality, Reason, Sample, Scene, View

GOOD = Scene(trunk_ratio=0.15, brightness=0.5, contrast=0.2, surround=0.5, people=1, yaw_deg=0.0)
AEROPLANE, FROGGER = DEFINITIONS[Drill.AEROPLANE], DEFINITIONS[Drill.FROGGER]


def instant(
    t_s: float = 0.0, *, posture: Posture = Posture.STANDING, view: View = View.FRONT,
    reason: Reason | None = None, **scene: Any,
) -> Sample:  # fmt: skip
    seen = replace(GOOD, **scene)
    return Sample(t_s, posture, view, Quality(1.0, reason), scene=seen)


def nobody(t_s: float = 0.0) -> Sample:
    return Sample(t_s, Posture.UNSEEN, View.UNKNOWN, Quality(0.0, Reason.TRACKING_LOST))


def watch(
    duration_s: float, state: gate.State | None = None, start_s: float = 0.0,
    definition: Any = None, fps: float = 30.0, **what: Any,
) -> gate.State:  # fmt: skip
    state = gate.State() if state is None else state
    for t_s in map(float, times_s(duration_s, fps)):
        state = gate.step(state, instant(start_s + t_s, **what), definition)
    return state


# ---- opening and closing


@pytest.mark.parametrize("fps", [10.0, 30.0, 60.0])
def test_gate_opens_after_two_quiet_seconds(fps: float) -> None:
    assert not watch(1.9, fps=fps).is_open
    assert watch(2.8, fps=fps).is_open


def test_while_it_waits_it_asks_for_stillness() -> None:
    assert watch(1.0).text.startswith("Hold still")


def test_moving_about_keeps_it_closed_and_says_so() -> None:
    state = gate.State()
    for t_s in map(float, times_s(6.0)):
        state = gate.step(state, instant(t_s, centre=(0.2 * t_s, 0.0)))
    assert not state.is_open
    assert set(state.unmet) == {Need.STILL}


@pytest.mark.parametrize(("span", "opens"), [(0.03, True), (0.06, False)])
def test_breathing_is_quiet_and_swaying_is_not(span: float, opens: bool) -> None:
    state = gate.State()
    for index, t_s in enumerate(map(float, times_s(4.0))):
        centre = (span * (index // 8 % 2), 0.0)
        state = gate.step(state, instant(t_s, centre=centre))
    assert state.is_open is opens


def test_one_unmet_need_starts_the_wait_anew() -> None:
    state = watch(1.5)
    state = watch(0.5, state, 1.5, outside={"feet": Edge.BOTTOM})
    state = watch(1.5, state, 2.0)
    assert not state.is_open
    assert watch(1.0, state, 3.5).is_open


@pytest.mark.parametrize(("flicker_s", "opens"), [(0.2, True), (0.45, False)])
def test_flicker_of_a_need_is_forgiven(flicker_s: float, opens: bool) -> None:
    state = watch(1.5)
    state = watch(flicker_s, state, 1.5, outside={"feet": Edge.BOTTOM})
    assert watch(1.2, state, 1.5 + flicker_s).is_open is opens


def test_once_open_it_stays_open_through_movement_and_faults_of_the_scene() -> None:
    state = watch(3.0)
    for t_s in map(float, times_s(5.0)):
        state = gate.step(state, instant(3.0 + t_s, centre=(0.3 * t_s, 0.0), people=2))
    assert state.is_open
    assert set(state.unmet) == {Need.ALONE}


@pytest.mark.parametrize(("away_s", "stays"), [(4.5, True), (5.5, False)])
def test_leaving_the_picture_closes_it(away_s: float, stays: bool) -> None:
    state = watch(3.0)
    for t_s in map(float, times_s(away_s)):
        state = gate.step(state, nobody(3.0 + t_s))
    assert state.is_open is stays
    assert state.text == "Nobody is in view: step in front of the camera."


def test_recorded_video_is_open_from_the_start_and_still_says_what_is_wrong() -> None:
    state = gate.step(gate.State(), instant(outside={"head": Edge.TOP}), is_live=False)
    assert state.is_open
    assert Need.WHOLE in state.unmet


def test_floor_drill_waits_for_hands_and_knees() -> None:
    state = watch(4.0, definition=FROGGER)
    assert not state.is_open
    wanted = "Go down on hands and knees, side on to the camera, thighs upright."
    assert state.text == wanted
    down = watch(3.0, state, 4.0, FROGGER, posture=Posture.ALL_FOURS, view=View.LEFT)
    assert down.is_open


# ---- needs


def text_of(sample: Sample, need: Need, definition: Any = None) -> str:
    return gate.needs(sample, definition).get(need, "")


def test_good_scene_lacks_nothing() -> None:
    assert gate.needs(instant(), None) == {}
    assert gate.needs(instant(view=View.THREE_QUARTER, yaw_deg=40.0), AEROPLANE) == {}


def test_everything_unknown_lacks_nothing() -> None:
    """Without a picture or a look for people nothing is held against the person."""
    unknown = {"brightness": None, "contrast": None, "surround": None, "people": None}
    assert gate.needs(instant(yaw_deg=None, **unknown), FROGGER).keys() == {Need.POSTURE}


@pytest.mark.parametrize(
    ("outside", "yaw_deg", "words"),
    [
        ({"head": Edge.TOP, "feet": Edge.BOTTOM}, 0, "Step back half a metre"),
        ({"hands": Edge.LEFT, "feet": Edge.RIGHT}, 0, "Step back half a metre"),
        ({"head": Edge.TOP}, 0, "Tilt the camera up or step back: your head is cut off."),
        ({"feet": Edge.BOTTOM}, 0, "Tilt the camera down or step back: your feet are cut off."),
        ({"hands": Edge.LEFT}, 0, "Move half a step to your left: your hands are cut off."),
        ({"hands": Edge.RIGHT}, 0, "Move half a step to your right"),
        ({"hands": Edge.LEFT}, 180, "Move half a step to your right"),
        ({"feet": Edge.LEFT}, 90, "Move half a step forward"),
        ({"feet": Edge.LEFT}, -90, "Move half a step back"),
        ({"feet": Edge.RIGHT}, 90, "Move half a step back"),
        ({"feet": Edge.RIGHT}, None, "Move to the middle of the picture"),
    ],
)
def test_what_is_cut_off_has_a_direction(
    outside: dict[str, Edge], yaw_deg: float | None, words: str
) -> None:
    view = View.LEFT if yaw_deg in (90, -90) else View.FRONT
    sample = instant(outside=outside, yaw_deg=yaw_deg, view=view)
    assert text_of(sample, Need.WHOLE).startswith(words)


def test_body_that_cannot_be_measured_is_asked_to_step_back() -> None:
    sample = instant(reason=Reason.NOT_VISIBLE)
    assert text_of(sample, Need.WHOLE) == "Step back until your whole body is in the picture."


@pytest.mark.parametrize(("size", "asks"), [(0.06, True), (0.08, False)])
def test_small_person_is_asked_to_come_closer(size: float, asks: bool) -> None:
    assert bool(text_of(instant(trunk_ratio=size), Need.CLOSE)) is asks


@pytest.mark.parametrize(
    ("brightness", "surround", "words"),
    [
        (0.05, 0.1, "Switch on a light"),
        (0.10, 0.2, "Switch on a light"),  # a dark room is no window behind the person
        (0.15, 0.2, ""),
        (0.15, 0.6, "The light is behind you"),
        (0.30, 0.6, ""),
        (0.95, 0.9, "Less light"),
        (0.5, 0.6, ""),
    ],
)
def test_light_is_judged_on_the_person(brightness: float, surround: float, words: str) -> None:
    text = text_of(instant(brightness=brightness, surround=surround), Need.LIGHT)
    assert text.startswith(words) if words else text == ""


@pytest.mark.parametrize(("contrast", "melts"), [(0.02, True), (0.045, False)])
def test_person_that_melts_into_the_wall(contrast: float, melts: bool) -> None:
    assert ("background" in text_of(instant(contrast=contrast), Need.CONTRAST)) is melts


def test_several_people() -> None:
    assert "Only one person" in text_of(instant(people=2), Need.ALONE)


@pytest.mark.parametrize(
    ("yaw_deg", "words"),
    [
        (40.0, "Turn your right side to the camera."),
        (-40.0, "Turn your left side to the camera."),
        (5.0, "Turn your left or right side to the camera"),
    ],
)
def test_rock_asks_for_the_side_that_is_nearer(yaw_deg: float, words: str) -> None:
    sample = instant(posture=Posture.ALL_FOURS, view=View.THREE_QUARTER, yaw_deg=yaw_deg)
    assert text_of(sample, Need.VIEW, FROGGER).startswith(words)


def test_aeroplane_from_behind_is_asked_to_turn_and_from_the_side_is_not() -> None:
    assert "face the camera at an angle" in text_of(instant(view=View.REAR), Need.VIEW, AEROPLANE)
    assert text_of(instant(view=View.LEFT), Need.VIEW, AEROPLANE) == ""


@pytest.mark.parametrize(("yaw_deg", "asks"), [(0.0, True), (-15.0, True), (25.0, False)])
def test_aeroplane_from_straight_in_front_is_asked_to_turn_a_little(
    yaw_deg: float, asks: bool
) -> None:
    words = text_of(instant(view=View.FRONT, yaw_deg=yaw_deg), Need.VIEW, AEROPLANE)
    assert words.startswith("From straight in front, your trunk hides your hips") is asks


@pytest.mark.parametrize("posture", [Posture.ALL_FOURS, Posture.HINGED, Posture.OTHER])
@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_end_on_the_view_is_blamed_and_not_the_pose_or_the_distance(
    posture: Posture, view: View
) -> None:
    sample = instant(posture=posture, view=view, yaw_deg=0.0, trunk_ratio=0.02)
    for definition in (DEFINITIONS[Drill.FOOT_LIFT], FROGGER):
        assert set(gate.needs(sample, definition)) == {Need.VIEW}
    words = text_of(sample, Need.VIEW, DEFINITIONS[Drill.FOOT_LIFT])
    assert words.startswith("From straight in front or behind, feet and pelvis cannot")


def test_who_still_stands_with_the_back_to_the_camera_is_asked_to_go_down() -> None:
    sample = instant(view=View.REAR, yaw_deg=180.0)
    assert set(gate.needs(sample, DEFINITIONS[Drill.FOOT_LIFT])) == {Need.POSTURE}


@pytest.mark.parametrize(
    ("lean_deg", "view", "asks"),
    [(25.0, View.LEFT, False), (50.0, View.LEFT, True), (60.0, View.REAR, False)],
)
def test_start_on_all_fours_has_upright_thighs(lean_deg: float, view: View, asks: bool) -> None:
    sample = instant(posture=Posture.ALL_FOURS, view=view)
    sample = replace(sample, signals={"thigh_incl_deg": lean_deg})
    assert text_of(sample, Need.POSTURE).startswith("Bring your hips over your knees") is asks


def test_needs_are_asked_for_one_at_a_time_in_a_fixed_order() -> None:
    state = gate.step(gate.State(), instant(people=2, brightness=0.01, trunk_ratio=0.02))
    assert next(iter(state.unmet)) is Need.ALONE
    assert state.text == state.unmet[Need.ALONE]


# ---- notes


def test_what_was_unmet_for_a_quarter_of_the_drill_is_noted() -> None:
    notes = gate.notes({Need.LIGHT: 30, Need.CONTRAST: 20, Need.STILL: 90}, 100)
    assert notes == (
        "The light was poor for 30% of the drill: light the room evenly, and have no window behind "
        "you.",
    )
    assert gate.notes({}, 0) == ()
