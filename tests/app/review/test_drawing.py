"""Angles and lines by hand: what they show, how sure it is, and how they are taken and moved."""

from __future__ import annotations

import json
import math

import pytest

from app.review import hand as hands
from app.review.drawing import (
    HONEST,
    Board,
    Drawing,
    Kind,
    angle_deg,
    board_from,
    board_json,
    hit,
    label,
    words,
)
from app.review.hand import Hand

RIGHT_ANGLE = Drawing(Kind.ANGLE, ((100.0, 0.0), (0.0, 0.0), (0.0, 100.0)), 1.0)


@pytest.mark.parametrize("turn_deg", [0.0, 30.0, 135.0, 250.0])
@pytest.mark.parametrize("between_deg", [0.0, 20.0, 90.0, 179.0])
def test_an_angle_is_that_between_its_arms_however_it_lies(turn_deg, between_deg):
    corner = (320.0, 240.0)
    ends = [
        (corner[0] + 80 * math.cos(math.radians(a)), corner[1] + 80 * math.sin(math.radians(a)))
        for a in (turn_deg, turn_deg + between_deg)
    ]
    found, _ = angle_deg(Drawing(Kind.ANGLE, (ends[0], corner, ends[1])))
    assert found == pytest.approx(between_deg, abs=1e-6)


@pytest.mark.parametrize(
    ("end", "tilt_deg"), [((10.0, 0.0), 0.0), ((-10.0, 10.0), 45.0), ((0.0, -10.0), 90.0)]
)
def test_a_line_has_its_tilt_to_the_horizontal(end, tilt_deg):
    assert angle_deg(Drawing(Kind.LINE, ((0.0, 0.0), end)))[0] == pytest.approx(tilt_deg)


def test_the_interval_is_what_pointing_by_hand_does():
    _, half = angle_deg(RIGHT_ANGLE)
    moved = [
        abs(angle_deg(RIGHT_ANGLE.with_point(place, by))[0] - 90.0)
        for place in range(3)
        for by in ((1.0, 0.0), (0.0, 1.0), (0.7, 0.7))
    ]
    assert max(moved) <= half <= 4 * max(moved)
    short = Drawing(Kind.ANGLE, tuple((x / 10, y / 10) for x, y in RIGHT_ANGLE.points), 1.0)
    assert angle_deg(short)[1] == pytest.approx(10 * half)


def test_points_upon_each_other_give_all_that_can_be():
    nothing = Drawing(Kind.ANGLE, ((5.0, 5.0),) * 3)
    value, half = angle_deg(nothing)
    assert (value, half) == (0.0, pytest.approx(180.0, rel=1.0))
    assert label(nothing).startswith("0° (0 to ")


def test_it_is_said_that_it_is_not_the_joint():
    assert label(RIGHT_ANGLE) == "90° (89 to 91) in the picture"
    assert HONEST in words(RIGHT_ANGLE)


def test_drawings_belong_to_their_picture():
    board = Board().added(1.0, RIGHT_ANGLE).added(2.0, RIGHT_ANGLE).added(1.0, RIGHT_ANGLE)
    assert [number for number, _ in board.at(1.0)] == [0, 2]
    assert board.at(1.5) == ()
    assert board.times_s == (1.0, 2.0)
    assert [number for number, _ in board.without(0).at(1.0)] == [1]


def test_a_point_is_hit_before_a_line_and_nothing_far_away():
    drawings = Board().added(0.0, RIGHT_ANGLE).at(0.0)
    assert hit(drawings, (101.0, 2.0), 5.0) == (0, 0)
    assert hit(drawings, (50.0, 3.0), 5.0) == (0, None)
    assert hit(drawings, (50.0, 30.0), 5.0) is None


def test_three_points_make_an_angle_that_is_in_the_hand():
    scene = Hand(Kind.ANGLE), Board()
    for point in RIGHT_ANGLE.points:
        assert scene[1].drawings == ()
        scene = hands.put(scene, 3.0, point, 1.0)
    hand, board = scene
    assert board.drawings == ((3.0, RIGHT_ANGLE),)
    assert hand == Hand(held=(0, None))
    assert hand.says(board) == words(RIGHT_ANGLE)


def test_what_is_held_is_moved_and_deleted():
    board = Board().added(0.0, RIGHT_ANGLE)
    scene = hands.move((Hand(held=(0, None)), board), (5.0, 7.0), 2.0)
    assert scene[1].drawings[0][1].points == ((105.0, 7.0), (5.0, 7.0), (5.0, 107.0))
    assert scene[1].drawings[0][1].error_px == 1.0
    scene = hands.move((Hand(held=(0, 2)), board), (0.0, 50.0), 2.0)
    assert scene[1].drawings[0][1].points[2] == (0.0, 150.0)
    assert scene[1].drawings[0][1].error_px == 2.0
    assert hands.delete(scene, 0.0) == (Hand(), Board())
    assert hands.delete((Hand(), board), 0.0) == (Hand(), Board())
    assert hands.delete((Hand(), board), 9.0) == (Hand(), board)


def test_the_keys_reach_every_drawing_and_point():
    line = Drawing(Kind.LINE, ((0.0, 0.0), (9.0, 9.0)))
    scene = Hand(), Board().added(0.0, line).added(5.0, line)
    taken = []
    for _ in range(5):
        scene = hands.take_next(scene, 0.0)
        taken.append(scene[0].held)
    assert taken == [(0, None), (0, 0), (0, 1), None, (0, None)]


def test_a_board_comes_back_as_it_was_written():
    angle = Drawing(Kind.ANGLE, ((1.0, 2.0), (3.0, 4.0), (5.5, 6.0)), error_px=1.25)
    board = Board(((0.1, angle), (2.0, Drawing(Kind.LINE, ((0.0, 0.0), (7.0, 8.0))))))
    assert board_from(json.loads(json.dumps(board_json(board)))) == board
