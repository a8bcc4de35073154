"""A set on the wrong leg, and one whose leg the program is not sure of."""

from __future__ import annotations

import pytest

from app.practice.live import live_model
from app.run.pipeline import WHICH_LEG
from drills.core.events import Drill
from tests.gui.practice.sets import click, end
from tests.gui_builders import (
    a_result,
)
from vision.datatypes import Side


def on_the_right(practise, **changes):
    """Show a set that is on the right leg although the left one was planned."""
    live = practise.live
    for t_s in (1.0, 3.0):
        result = a_result(t_s=t_s, drill=Drill.AEROPLANE, side=Side.RIGHT, **changes)
        live._live, _ = live_model.after_result(live._live, result)
    live._show()


@pytest.fixture
def held(practise, world, wait, monkeypatch):
    """An aeroplane on the left that takes no pictures of its own any more."""
    practise.choose_drill(Drill.AEROPLANE)
    practise.setup.choose_side(Side.LEFT)
    world.frames = None
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)
    monkeypatch.setattr(practise.live, "_take", lambda live, said: None)
    monkeypatch.setattr(practise.live._services.speaker, "say", lambda *args, **more: None)
    yield practise
    end(practise, wait)


def test_the_wrong_leg_is_shown_and_can_be_made_the_right_one(held, qtbot):
    panel = held.live.panel
    assert not panel.side_buttons[Side.LEFT].isVisible()
    on_the_right(held)
    assert held.live.live.wrong_side_words == "Right leg standing, but the plan says left."
    click(qtbot, panel.side_buttons[Side.RIGHT])
    assert held.live.live.plan.side is Side.RIGHT
    assert held.live._again is None  # the set goes on
    assert not panel.side_buttons[Side.LEFT].isVisible()


def test_a_leg_that_was_read_wrongly_is_told_to_a_new_run(held):
    on_the_right(held)
    held.press_side(Side.LEFT)
    assert held.live._again.settings.side is Side.LEFT


def test_an_unsure_leg_is_asked_for(held):
    live = held.live
    for t_s in (1.0, 4.0):
        result = a_result(t_s=t_s, drill=Drill.AEROPLANE, side=Side.LEFT, hint=WHICH_LEG)
        live._live, _ = live_model.after_result(live._live, result)
    live._show()
    assert live.stage.plate_text == WHICH_LEG
    assert live.panel.side_buttons[Side.LEFT].isVisible()
    held.press_side(Side.RIGHT)
    assert live._again.settings.side is Side.RIGHT
    assert live.live.plan.side is Side.RIGHT
