"""The window and its title bar fit the screen."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QRect, QSize

from app.gui.window.placing import first_size, fitted


@pytest.mark.parametrize("screen", [(1024, 600), (1280, 720), (1920, 1080), (3840, 2160)])
def test_a_first_window_fits_with_its_title_bar(screen):
    room = QRect(0, 0, *screen)
    size = first_size(room.size())
    inner = QRect(4, 28, size.width(), size.height())
    outer = inner.adjusted(-4, -28, 4, 4)
    placed = fitted(inner, outer, room)
    assert room.contains(placed.adjusted(-4, -28, 4, 4))


def test_a_large_screen_is_used():
    assert first_size(QSize(1920, 1080)) == QSize(1632, 918)
    assert first_size(QSize(1280, 720)) == QSize(1280, 720)


def test_a_window_that_fits_stays_where_it_is():
    inner, outer = QRect(104, 128, 800, 500), QRect(100, 100, 808, 532)
    assert fitted(inner, outer, QRect(0, 0, 1920, 1080)) == inner


def test_a_window_that_hangs_over_the_edge_comes_back():
    inner, outer = QRect(604, 428, 800, 500), QRect(600, 400, 808, 532)
    placed = fitted(inner, outer, QRect(0, 40, 1280, 680))
    assert QRect(0, 40, 1280, 680).contains(placed.adjusted(-4, -28, 4, 4))
    assert placed.size() == inner.size()
