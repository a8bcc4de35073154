from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pose_builders import all_fours, pose
from vision.body.from_behind import Behind, change, follow, looks_so, rest_outline
from vision.capture.opencv import cv2
from vision.datatypes import Posture, Side, View

ROWS, COLUMNS = 240, 320
BUTTOCKS = (160, 90)
KNEES = {Side.LEFT: (125, 150), Side.RIGHT: (195, 150)}
REST_TOES = {Side.LEFT: (130, 200), Side.RIGHT: (190, 200)}
OUT = {Side.LEFT: -1, Side.RIGHT: 1}


def silhouette(lifted: Side | None = None, swing: int = 0, sway: int = 0) -> np.ndarray:
    """Return somebody on all fours from behind; ``swing`` moves a foot out and up (px)."""
    drawn = np.zeros((ROWS, COLUMNS), np.uint8)
    cv2.ellipse(drawn, BUTTOCKS, (45, 40), 0, 0, 360, 1, -1)
    for side in Side:
        x, y = REST_TOES[side]
        if side is lifted:
            x, y = x + OUT[side] * swing, y - swing // 2
        cv2.line(drawn, (BUTTOCKS[0] + 25 * OUT[side], 100), KNEES[side], 1, 26)
        cv2.line(drawn, KNEES[side], (x, y), 1, 18)
    return np.roll(drawn, sway, axis=1).astype(bool)


def swings(mask: np.ndarray) -> tuple[float, float, float]:
    rest = rest_outline(silhouette())
    assert rest is not None
    seen = change(rest, mask)
    assert seen is not None
    return seen.swung[Side.LEFT], seen.swung[Side.RIGHT], seen.shift_ratio


@pytest.mark.parametrize("side", Side)
def test_a_foot_swings_out_of_the_outline_on_its_own_side(side: Side) -> None:
    left, right, shift = swings(silhouette(side, 50))
    own, other = (left, right) if side is Side.LEFT else (right, left)
    assert own > 0.25
    assert other == 0
    assert shift < 0.02
    small = swings(silhouette(side, 25))[0 if side is Side.LEFT else 1]
    assert 0.03 < small < own


@pytest.mark.parametrize("sway", [-8, -4, -1, 0, 1, 4, 8])
def test_a_body_that_sways_swings_no_foot(sway: int) -> None:
    left, right, shift = swings(silhouette(sway=sway))
    assert left < 0.05
    assert right < 0.05
    assert shift == pytest.approx(abs(sway) / 100, abs=0.02)


def test_a_ragged_edge_is_no_swing() -> None:
    mask = silhouette().astype(np.uint8)
    assert swings(cv2.dilate(mask, np.ones((3, 3), np.uint8)).astype(bool))[:2] == (0, 0)


def test_without_a_silhouette_of_some_size_there_is_nothing_to_compare() -> None:
    assert rest_outline(np.zeros((ROWS, COLUMNS), bool)) is None
    assert rest_outline(silhouette()[::5, ::5]) is None


def test_silhouettes_of_two_sizes_are_not_compared() -> None:
    rest = rest_outline(silhouette())
    assert rest is not None
    assert change(rest, silhouette()[:-10]) is None
    assert change(rest, np.zeros((60, 80), bool)) is None


# ---- who is seen so


@pytest.mark.parametrize(
    ("posture", "view", "wrists", "so"),
    [
        (Posture.ALL_FOURS, View.REAR, 0.4, True),
        (Posture.ALL_FOURS, View.REAR, 0.7, True),
        (Posture.OTHER, View.FRONT, 0.4, True),  # the buttocks are taken for a trunk from in front
        (Posture.ALL_FOURS, View.FRONT, 0.99, False),  # it is the front
        (Posture.ALL_FOURS, View.THREE_QUARTER, 0.4, False),
        (Posture.ALL_FOURS, View.LEFT, 0.4, False),
        (Posture.STANDING, View.REAR, 0.4, False),
        (Posture.HINGED, View.REAR, 0.4, False),
    ],
)
def test_hidden_hands_tell_the_camera_behind(
    posture: Posture, view: View, wrists: float, so: bool
) -> None:
    seen = pose(all_fours(), yaw_deg=180.0)
    visibility = seen.visibility.copy()
    visibility[[15, 16]] = wrists
    assert looks_so(replace(seen, visibility=visibility), posture, view) is so


# ---- over time

FPS = 20


def watched(masks: list[np.ndarray | None], looks: list[bool] | None = None) -> list[Behind]:
    states, state = [], Behind()
    for i, mask in enumerate(masks):
        state = follow(state, mask, i / FPS, looks=looks is None or looks[i])
        states.append(state)
    return states


def test_a_silhouette_that_stays_is_the_rest() -> None:
    lift = [silhouette(Side.LEFT, 50)] * 10
    states = watched([silhouette()] * 20 + lift)
    assert states[8].rest is None
    assert states[15].rest is not None
    assert states[-1].seen is not None
    assert states[-1].seen.swung[Side.LEFT] > 0.25


def test_a_body_that_moves_has_no_rest() -> None:
    assert watched([silhouette(sway=3 * i) for i in range(20)])[-1].rest is None


def test_a_rest_ends_when_the_body_has_gone_somewhere_else() -> None:
    away = silhouette(sway=60)
    states = watched([silhouette()] * 20 + [away] * 60)
    assert states[30].rest is states[19].rest
    assert states[-1].rest is not states[19].rest
    assert states[-1].seen is not None
    assert states[-1].seen.shift_ratio == 0


def test_an_instant_that_does_not_look_so_changes_nothing_and_many_end_it() -> None:
    masks: list[np.ndarray | None] = [silhouette()] * 60
    states = watched(masks, [not 20 <= i < 24 and i < 30 for i in range(60)])
    assert states[27].rest is states[19].rest is not None
    assert not states[-1].is_so
    assert states[-1].rest is None
    assert states[-1].seen is None


def test_without_a_silhouette_the_rest_is_kept() -> None:
    states = watched([silhouette()] * 20 + [None] * 5 + [silhouette()] * 2)
    assert states[22].seen is None
    assert states[-1].rest is states[19].rest
    assert states[-1].seen is not None


# ---- borders


@pytest.mark.parametrize(("grown_px", "swings_out"), [(3, False), (5, True)])
def test_an_edge_that_shakes_by_a_fiftieth_is_no_swing(grown_px: int, swings_out: bool) -> None:
    size = 2 * grown_px + 1
    mask = cv2.dilate(silhouette().astype(np.uint8), np.ones((size, size), np.uint8)).astype(bool)
    assert all((swung > 0.08) is swings_out for swung in swings(mask)[:2])


def test_of_a_swing_what_the_sway_explains_is_taken_away() -> None:
    still, swaying = (swings(silhouette(Side.LEFT, 50, sway)) for sway in (0, 6))
    assert swaying[0] == pytest.approx(0.37, abs=0.05)
    assert swaying[0] < still[0]


def test_half_a_second_of_looking_so_is_believed_and_a_second_of_not() -> None:
    looks = [False] * 20 + [True] * 80 + [False] * 60
    so = [state.is_so for state in watched([silhouette()] * len(looks), looks)]
    begins = so.index(True)
    assert begins / FPS - 1.0 == pytest.approx(0.5, abs=0.12)
    assert (begins + so[begins:].index(False)) / FPS - 5.0 == pytest.approx(0.95, abs=0.15)


def test_a_silhouette_that_jumps_for_a_moment_has_hardly_moved() -> None:
    states = watched([silhouette()] * 20 + [silhouette(sway=10)] * 4)
    assert states[-1].seen is not None
    assert states[-1].seen.shift_ratio == pytest.approx(0.072, abs=0.01)  # of 0.114


@pytest.mark.parametrize(("sway", "is_kept"), [(8, True), (18, False)])
def test_a_rest_is_kept_while_the_body_is_nearly_there(sway: int, is_kept: bool) -> None:
    states = watched([silhouette()] * 20 + [silhouette(sway=sway)] * 40)
    assert (states[-1].rest is states[19].rest) is is_kept


def test_a_body_that_drifts_slowly_has_no_rest() -> None:
    assert watched([silhouette(sway=i) for i in range(30)])[-1].rest is None


def test_a_silhouette_of_fifty_pixels_is_compared() -> None:
    assert rest_outline(silhouette()[::3, ::3]) is not None
