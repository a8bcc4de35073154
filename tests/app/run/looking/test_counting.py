"""People are counted beside the measuring: it never waits, and no count is lost."""

from __future__ import annotations

import threading
from contextlib import closing

import numpy as np
import pytest

from app.run.looking.people import COUNT_EVERY_S, Aside
from vision.datatypes import Frame

PATIENCE_S = 20.0


def a_frame(t_s):
    return Frame(round(30 * t_s), t_s, np.zeros((4, 4, 3), np.uint8))


class Count:
    """Says how many people there are when it is let."""

    def __init__(self, people=2):
        self.asked_s, self.may, self.closed = [], threading.Event(), False
        self._people = people

    def close(self):
        self.closed = True

    def count(self, frame):
        self.asked_s.append(frame.t_s)
        assert self.may.wait(PATIENCE_S)
        if isinstance(self._people, Exception):
            raise self._people
        return self._people


def told(aside, from_s, seconds=2.0, step_s=1 / 30):
    return [aside(a_frame(from_s + i * step_s)) for i in range(round(seconds / step_s))]


def finished(aside):
    """Wait for the count under way."""
    aside._under_way.exception(PATIENCE_S)


def test_pictures_go_on_while_a_count_is_under_way_and_its_number_is_told_once():
    count = Count()
    with closing(Aside(lambda: count)) as aside:
        assert set(told(aside, 0.0)) == {None}
        count.may.set()
        finished(aside)
        assert told(aside, 2.0, 0.4)[:2] == [2, None]
    assert count.asked_s == [0.0]


def test_a_count_is_begun_every_few_seconds_but_never_two_at_once():
    count = Count()
    with closing(Aside(lambda: count)) as aside:
        told(aside, 0.0, 2 * COUNT_EVERY_S)  # a slow computer: the second falls out
        count.may.set()
        finished(aside)
        told(aside, 2 * COUNT_EVERY_S, 0.5)
        finished(aside)
    assert count.asked_s == pytest.approx([0.0, 2 * COUNT_EVERY_S])


def test_a_model_that_fails_is_told_to_who_measures():
    count = Count(RuntimeError("broken"))
    count.may.set()
    with closing(Aside(lambda: count)) as aside:
        aside(a_frame(0.0))
        finished(aside)
        with pytest.raises(RuntimeError, match="broken"):
            aside(a_frame(0.1))


def test_closing_waits_for_the_count_and_frees_its_model():
    count = Count()
    aside = Aside(lambda: count)
    aside(a_frame(0.0))
    threading.Timer(0.05, count.may.set).start()
    aside.close()
    assert count.may.is_set()
    assert aside._under_way.done()
    assert count.closed


def test_a_model_that_was_never_needed_is_never_loaded():
    Aside(lambda: pytest.fail("loaded")).close()
