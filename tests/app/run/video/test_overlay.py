"""Where lines land. No Qt."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.run.video.overlay import Fit, Overlay, arc_between, fit, overlay
from drills.core.events import Drill
from tests.gui_builders import a_pose, a_result
from vision.datatypes import Absent, Landmark, Reason


def test_a_wide_picture_in_a_high_room_is_centred():
    place = fit((640, 480), (320, 480), mirrored=False)
    assert place.scale == 0.5
    assert place.point((0, 0)) == (0, 120)
    assert place.point((640, 480)) == (320, 360)


def test_mirroring_turns_left_and_right_about_the_middle():
    place = Fit(2.0, 10.0, 20.0, 100, 50, mirrored=True)
    assert place.point((0, 5)) == (210, 30)
    assert place.point((50, 5)) == (110, 30)


def test_only_points_that_are_trusted_are_drawn():
    drawn = overlay(a_result())
    assert len(drawn.joints) == 4
    assert len(drawn.lines) == 3


@pytest.mark.parametrize(("value", "visibility"), [(np.nan, 0.9), (5.0, 0.2)])
def test_a_guess_is_left_out(value, visibility):
    pose = a_pose()
    pose.landmarks_px[Landmark.LEFT_HIP] = value
    pose.visibility[Landmark.LEFT_HIP] = visibility
    drawn = overlay(a_result(pose=pose))
    assert (drawn.arc, drawn.label) == (None, None)
    assert len(drawn.lines) == 1


def test_nobody_nothing():
    assert overlay(a_result(pose=None)) == Overlay()


def test_the_arc_goes_from_trunk_to_thigh():
    arc = overlay(a_result()).arc
    first, last = arc.points[0], arc.points[-1]
    assert first == pytest.approx((30 - 5.6, 20))
    assert last == pytest.approx((30, 20 + 5.6))


def test_the_arc_takes_the_short_way_round():
    points = arc_between((0, 0), (-1, -0.1), (-1, 0.1), 1.0)
    assert all(math.hypot(*point) == pytest.approx(1.0) for point in points)
    assert max(point[0] for point in points) < -0.9


@pytest.mark.parametrize(
    "changes", [{"hip": Absent(Reason.WRONG_VIEW)}, {"drill": Drill.AEROPLANE}]
)
def test_no_arc_where_it_would_not_show_the_number(changes):
    assert overlay(a_result(**changes)).arc is None


def test_the_label_carries_the_number_and_how_sure_it_is():
    assert overlay(a_result()).label.text == "hip 30° (26 to 34)"
    assert overlay(a_result(hip=Absent(Reason.WRONG_VIEW))).label is None
    assert overlay(a_result(side=None)).label.text == "hip 30° (26 to 34)"
    assert overlay(a_result(drill=Drill.AEROPLANE)).label.text == "hip turn 30° (26 to 34)"
