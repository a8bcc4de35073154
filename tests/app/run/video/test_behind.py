"""Pictures that are worked on in another thread: in order, none left out, errors told."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.run.video.behind import ROOM, Behind
from tests.gui_builders import a_result
from vision.datatypes import Frame

IMAGE = np.zeros((4, 6, 3), np.uint8)


def frame(number: int) -> Frame:
    return Frame(number, number / 30, IMAGE)


def test_every_picture_is_worked_on_in_order_and_in_another_thread() -> None:
    seen: list[int] = []
    threads = set()

    def work(one: Frame, _result: object) -> None:
        seen.append(one.index)
        threads.add(threading.current_thread())

    with Behind(work) as behind:
        for number in range(10 * ROOM):
            behind.take(frame(number), a_result())
    assert seen == list(range(10 * ROOM))
    assert threading.current_thread() not in threads


def full(one: Frame, _result: object) -> None:
    if one.index == 3:
        raise OSError("full")


def bring(count: int, last: int = 0) -> None:
    with Behind(full) as behind:
        for number in range(count):
            behind.take(frame(number + last), a_result())


def bring_and_fail() -> None:
    with Behind(full) as behind:
        behind.take(frame(3), a_result())
        raise ValueError("first")


def test_an_error_comes_out_where_the_pictures_come_from() -> None:
    with pytest.raises(OSError, match="full"):
        bring(10 * ROOM)
    with pytest.raises(OSError, match="full"):
        bring(1, last=3)


def test_an_error_of_the_giver_is_not_covered_by_one_of_the_work() -> None:
    with pytest.raises(ValueError, match="first"):
        bring_and_fail()
