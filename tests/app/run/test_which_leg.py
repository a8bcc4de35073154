"""Where the standing leg of a hinge is not plain, the person is asked for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.run.pipeline import WHICH_LEG, Follower, Settings
from drills.core.events import Drill
from tests.gui_builders import a_sample
from vision.datatypes import Posture, Reason, Side, View
from vision.measuring import SURE_STANCE
from vision.observer import Observer

STATUS = SimpleNamespace(drill=Drill.AEROPLANE, level=None, rep_index=0)
HINGED = a_sample(posture=Posture.HINGED, view=View.FRONT)


@pytest.fixture
def hint(monkeypatch):
    """Return the hint of a follower whose observer is that sure of the leg."""

    def of(score, sample=HINGED, status=STATUS, **settings):
        monkeypatch.setattr(Observer, "stance_score", property(lambda self: score))
        monkeypatch.setattr(Observer, "calibrated", property(lambda self: True))
        return Follower(Settings(**settings))._hint(status, sample)

    return of


@pytest.mark.parametrize("score", [0.0, 0.5 * SURE_STANCE, -0.9 * SURE_STANCE])
def test_an_unsure_leg_is_asked_for_before_anything_else(hint, score):
    assert hint(score) == WHICH_LEG


@pytest.mark.parametrize("score", [1.1 * SURE_STANCE, -1.1 * SURE_STANCE])
def test_a_leg_that_is_plain_is_not(hint, score):
    assert hint(score) != WHICH_LEG


def test_nobody_is_asked_who_has_said_it(hint):
    assert hint(0.0, side=Side.LEFT) != WHICH_LEG


def test_nor_who_is_not_seen_or_does_something_else(hint):
    unseen = a_sample(posture=Posture.HINGED, reason=Reason.NOT_VISIBLE)
    rock = SimpleNamespace(drill=Drill.FROGGER, level=None, rep_index=0)
    assert hint(0.0, unseen) == "Step back until your whole body is in the picture."
    assert hint(0.0, status=rock) != WHICH_LEG
