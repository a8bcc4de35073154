"""The picture, larger: what is pointed at stays, and no edge comes into the room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review.zoom import MOST, Zoom, about, panned, picture_point, placed
from app.run.video.overlay import fit

SIZE, ROOM = (640, 480), (900, 500)
places = st.tuples(st.floats(240.0, 660.0), st.floats(0.0, 500.0))


def test_once_is_the_whole_picture():
    assert placed(SIZE, ROOM, Zoom()) == fit(SIZE, ROOM, mirrored=False)


@given(places, st.floats(2.0, 3.0))
def test_the_point_under_the_pointer_stays_there(at, times):
    point = picture_point(placed(SIZE, ROOM, Zoom()), at)
    larger = about(SIZE, ROOM, Zoom(), at, times)
    assert larger.factor == pytest.approx(times)
    found = placed(SIZE, ROOM, larger).point(point)
    assert found == pytest.approx(at, abs=0.01)


@given(st.lists(st.tuples(places, st.floats(0.3, 3.0), places), max_size=8))
def test_no_edge_comes_into_the_room(steps):
    zoom = Zoom()
    for at, times, by in steps:
        zoom = panned(SIZE, ROOM, about(SIZE, ROOM, zoom, at, times), (by[0] - 450, by[1] - 250))
    place = placed(SIZE, ROOM, zoom)
    assert 1.0 <= zoom.factor <= MOST
    for start, length, room in zip(
        (place.left, place.top), (640 * place.scale, 480 * place.scale), ROOM, strict=True
    ):
        if length <= room:
            assert start == pytest.approx((room - length) / 2)
        else:
            assert start <= 1e-6
            assert start + length >= room - 1e-6


def test_smaller_than_whole_is_whole():
    assert about(SIZE, ROOM, Zoom(1.2, 0.4, 0.6), (10.0, 10.0), 0.1) == Zoom()
