from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import times_s
from tests.pose_builders import all_fours, hinged, lying, pose, shaken, standing, with_back
from vision.body.body import read_body
from vision.body.neutral import CalibrationState, calibrate, starts_upright
from vision.datatypes import Posture, Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.body.body import Body

FPS = 30.0


def body(joints: dict[str, np.ndarray], t_s: float, yaw_deg: float = 90.0) -> Body:
    return read_body(pose(joints, yaw_deg=yaw_deg, t_s=t_s))


def follow(
    make: Callable[[float], dict[str, np.ndarray]],
    start_s: float,
    stop_s: float,
    state: CalibrationState | None = None,
) -> CalibrationState:
    state = state or CalibrationState()
    for t_s in start_s + times_s(stop_s - start_s, FPS):
        state = calibrate(state, body(make(t_s - start_s), float(t_s)))
    return state


def still(t_s: float) -> dict[str, np.ndarray]:
    return all_fours()


@pytest.mark.parametrize(
    ("joints", "posture", "window_s"),
    [
        (standing(), Posture.STANDING, 0.6),
        (hinged(Side.LEFT), Posture.HINGED, 0.35),
        (all_fours(), Posture.ALL_FOURS, 0.6),
    ],
)
def test_quiet_stretch_gives_the_neutral_of_its_posture(
    joints: dict[str, np.ndarray], posture: Posture, window_s: float
) -> None:
    early = follow(lambda _: joints, 0.0, 0.7 * window_s)
    late = follow(lambda _: joints, 0.0, window_s)
    assert early.neutral is None
    assert late.neutral is not None
    assert late.neutral.posture is posture


def test_neutral_is_the_median_of_the_stretch() -> None:
    rng = np.random.default_rng(2)
    state = CalibrationState()
    for t_s in times_s(0.6, FPS):
        seen = shaken(pose(all_fours(), yaw_deg=90, t_s=t_s), rng, 0.002)
        state = calibrate(state, read_body(seen))
    assert state.neutral is not None
    true = body(all_fours(), 0.0)
    np.testing.assert_allclose(state.neutral.mid_hip_px, true.mid_hip_px, atol=0.6)
    assert state.neutral.trunk_incl_deg == pytest.approx(80, abs=0.5)


def test_neutral_keeps_the_median_contour_and_ignores_frames_without_one() -> None:
    state = CalibrationState()
    for number, t_s in enumerate(times_s(0.6, FPS)):
        seen = pose(all_fours(), yaw_deg=90, t_s=t_s)
        state = calibrate(state, read_body(with_back(seen, 12) if number % 3 else seen))
    assert state.neutral is not None
    assert state.neutral.contour_deg == pytest.approx(12, abs=1)


def test_neutral_without_any_contour_has_none() -> None:
    state = follow(still, 0.0, 0.7)
    assert state.neutral is not None
    assert math.isnan(state.neutral.contour_deg)


def test_motion_is_refused() -> None:
    rocking = follow(lambda t: all_fours(rock_deg=20 - 20 * math.cos(3 * t)), 0.2, 4.0)
    assert rocking.posture is Posture.ALL_FOURS
    assert rocking.neutral is None


@pytest.mark.parametrize("joints", [all_fours(rock_deg=60), lying()])
def test_rest_with_level_thighs_is_no_start(joints: dict[str, np.ndarray]) -> None:
    resting = CalibrationState()
    for t_s in times_s(3.0, FPS):
        resting = calibrate(resting, body(joints, float(t_s), yaw_deg=180))
    assert resting.posture in (Posture.ALL_FOURS, Posture.UNSEEN)
    assert resting.neutral is None


def test_too_few_frames_are_no_stretch() -> None:
    state = calibrate(CalibrationState(), body(all_fours(), 0.0))
    assert calibrate(state, body(all_fours(), 0.59)).neutral is None


def test_neutral_of_the_stay_is_not_learnt_anew() -> None:
    first = follow(still, 0.0, 1.0)
    later = follow(lambda _: all_fours(rock_deg=30), 1.0, 3.0, first)
    assert later.neutral is first.neutral


def test_standing_is_refreshed() -> None:
    first = follow(lambda _: standing(), 0.0, 1.0)
    later = follow(lambda _: standing(lean_deg=10), 1.0, 2.0, first)
    assert later.neutral is not None
    assert later.neutral.trunk_incl_deg == pytest.approx(10)


@pytest.mark.parametrize("flicker", [lying(), hinged(Side.LEFT), standing()])
def test_flicker_of_the_posture_keeps_the_neutral(flicker: dict[str, np.ndarray]) -> None:
    state = follow(still, 0.0, 1.0)
    state = follow(lambda _: flicker, 1.0, 1.7, state)
    back = follow(still, 1.8, 2.0, state)
    assert back.posture is Posture.ALL_FOURS
    assert back.neutral is state.neutral is not None


def test_two_short_absences_do_not_add_up() -> None:
    state = follow(still, 0.0, 1.0)
    for start_s in (1.0, 1.7):
        state = follow(lambda _: lying(), start_s, start_s + 0.6, state)
        state = follow(still, start_s + 0.6, start_s + 0.7, state)
    assert state.neutral is not None


@pytest.mark.parametrize("elsewhere", [lying(), standing(), hinged(Side.RIGHT)])
def test_leaving_the_posture_resets_its_neutral(elsewhere: dict[str, np.ndarray]) -> None:
    state = follow(still, 0.0, 1.0)
    state = follow(lambda _: elsewhere, 1.0, 2.0, state)
    assert state.posture is not Posture.ALL_FOURS
    back = follow(lambda _: all_fours(rock_deg=10), 2.0, 4.0, state)
    assert back.neutral is not None
    assert back.neutral.thigh_incl_deg == pytest.approx((10, 10))


def test_a_hinge_that_looks_like_the_floor_for_a_while_keeps_its_neutral() -> None:
    state = follow(lambda _: hinged(Side.LEFT), 0.0, 1.5)
    neutral = state.neutral
    assert neutral is not None
    floor_s = 3.2
    again = follow(
        lambda _: hinged(Side.LEFT), floor_s, floor_s + 1.0, follow(still, 1.5, floor_s, state)
    )
    assert again.neutral is neutral
    stood = follow(lambda _: standing(), 1.5, 2.6, state)
    assert stood.neutral is not neutral
    down = follow(still, 1.5, 4.7, state)
    assert down.neutral is not None
    assert down.neutral.posture is Posture.ALL_FOURS


def test_restless_hinge_takes_its_quietest_stretch_when_patience_ends() -> None:
    """Sways by 20 deg but for a calmer half second around 0.8 s at 70 deg."""

    def restless(t_s: float) -> dict[str, np.ndarray]:
        swing = 20 if abs(t_s - 0.8) > 0.3 else 6
        return hinged(Side.LEFT, hinge_deg=70 + swing * math.sin(9 * (t_s - 0.8)))

    waiting = follow(restless, 0.0, 1.45)
    taken = follow(restless, 0.0, 1.7)
    assert waiting.neutral is None
    assert taken.neutral is not None
    assert taken.neutral.trunk_incl_deg == pytest.approx(70, abs=6)


def test_all_fours_waits_for_a_quiet_start_however_long() -> None:
    restless = follow(lambda t: all_fours(rock_deg=15 + 15 * math.sin(6 * t)), 0.0, 8.0)
    assert restless.neutral is None


def test_turning_person_is_not_quiet_across_the_wrap_of_the_yaw() -> None:
    def at(yaw_per_s: float) -> CalibrationState:
        state = CalibrationState()
        for t_s in times_s(0.7, FPS):
            seen = pose(standing(), yaw_deg=178 + yaw_per_s * t_s, t_s=t_s)
            state = calibrate(state, read_body(seen))
        return state

    assert at(8.0).neutral is not None
    assert at(60.0).neutral is None


def test_unseen_yaw_is_never_quiet() -> None:
    state = CalibrationState()
    for t_s in times_s(1.0, FPS):
        state = calibrate(state, replace(body(all_fours(), float(t_s)), yaw_deg=math.nan))
    assert state.neutral is None


def test_walking_through_other_postures_before_the_first_learns_nothing() -> None:
    state = follow(lambda _: lying(), 0.0, 3.0)
    assert state == CalibrationState()


def test_a_hinge_keeps_the_mask_of_its_most_typical_instant() -> None:
    """The head compares the outline of now with that of the hinged neutral."""
    state, bodies = CalibrationState(), []
    for index, t_s in enumerate(times_s(0.5, FPS)):
        seen = with_back(pose(hinged(Side.RIGHT), yaw_deg=90, t_s=float(t_s)))
        bodies.append(read_body(replace(seen, landmarks_px=seen.landmarks_px + 0.1 * index)))
        state = calibrate(state, bodies[-1])
    neutral = state.neutral
    assert neutral is not None
    off_px = [np.abs(b.pose.landmarks_px - neutral.pose.landmarks_px).max() for b in bodies]
    assert neutral.pose.mask is bodies[int(np.argmin(off_px))].pose.mask


def swaying(posture: Posture, lean_deg: float, shift_px: float) -> CalibrationState:
    """Sway five times in two seconds, by so much to either side; a trunk is 150 px long."""
    state = CalibrationState()
    for t_s in times_s(1.2, FPS):
        sway = math.sin(2 * math.pi * t_s / 0.4)
        joints = {
            Posture.STANDING: standing(lean_deg=5.0 + lean_deg * sway),
            Posture.HINGED: hinged(Side.LEFT, hinge_deg=70.0 + lean_deg * sway),
            Posture.ALL_FOURS: all_fours(trunk_deg=80.0 + lean_deg * sway),
        }[posture]
        centre_px = (600.0 + shift_px * sway, 300.0)
        state = calibrate(state, read_body(pose(joints, yaw_deg=90, t_s=t_s, centre_px=centre_px)))
    return state


@pytest.mark.parametrize(
    ("posture", "lean_deg", "shift_px", "is_quiet"),
    [
        (Posture.STANDING, 2.2, 0.0, True),
        (Posture.STANDING, 4.2, 0.0, False),
        (Posture.STANDING, 0.0, 5.0, True),
        (Posture.STANDING, 0.0, 11.0, False),
        (Posture.HINGED, 1.8, 0.0, True),
        (Posture.HINGED, 3.7, 0.0, False),
        (Posture.HINGED, 0.0, 4.2, True),
        (Posture.HINGED, 0.0, 9.0, False),
        (Posture.ALL_FOURS, 0.0, 3.2, True),
        (Posture.ALL_FOURS, 0.0, 7.0, False),
    ],
)
def test_a_body_that_sways_a_little_is_quiet(
    posture: Posture, lean_deg: float, shift_px: float, is_quiet: bool
) -> None:
    assert (swaying(posture, lean_deg, shift_px).neutral is not None) is is_quiet


@pytest.mark.parametrize(
    ("yaw_deg", "rock_deg", "starts"),
    [(90.0, 20.0, True), (90.0, 32.0, False), (180.0, 40.0, True), (180.0, 60.0, False)],
)
def test_a_start_on_all_fours_has_steep_thighs_as_far_as_they_can_be_seen(
    yaw_deg: float, rock_deg: float, starts: bool
) -> None:
    assert starts_upright(body(all_fours(rock_deg=rock_deg), 0.0, yaw_deg)) is starts


@pytest.mark.parametrize(("waited_s", "is_taken"), [(1.3, False), (1.8, True)])
def test_a_restless_hinge_is_waited_for(waited_s: float, is_taken: bool) -> None:
    def restless(t_s: float) -> dict[str, np.ndarray]:
        return hinged(Side.LEFT, hinge_deg=70 + 8 * math.sin(9 * t_s))

    assert (follow(restless, 0.0, waited_s).neutral is not None) is is_taken


def test_pictures_that_come_seldom_fill_a_stretch_as_well() -> None:
    """At four a second the last 0.5 s of 0.6 are all there is of it."""
    state = CalibrationState()
    for t_s in (0.0, 0.25, 0.5):
        state = calibrate(state, body(standing(), t_s))
    assert state.neutral is not None
    brief = CalibrationState()
    for t_s in (0.0, 0.15, 0.3):
        brief = calibrate(brief, body(standing(), t_s))
    assert brief.neutral is None


@pytest.mark.parametrize(
    ("joints", "turn_deg", "is_quiet"),
    [
        (standing(), 4.5, True),
        (standing(), 8.5, False),
        (hinged(Side.LEFT), 3.7, True),
        (hinged(Side.LEFT), 7.0, False),
    ],
)
def test_a_body_that_turns_a_little_is_quiet(
    joints: dict[str, np.ndarray], turn_deg: float, is_quiet: bool
) -> None:
    """The facing comes from the inaccurate depth and may move twice as much as the trunk leans."""
    state = CalibrationState()
    for t_s in times_s(1.2, FPS):
        yaw_deg = 90.0 + turn_deg * math.sin(2 * math.pi * t_s / 0.4)
        state = calibrate(state, body(joints, t_s, yaw_deg))
    assert (state.neutral is not None) is is_quiet
