"""Quiet standing is asked for once of each person, and said to be known when it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.practice.live import gate_model
from app.practice.standing import ASKED, KNOWN, at_the_setup
from app.session.model import Zero
from app.store import KeptStanding
from drills.core.events import Drill
from drills.gate import Need
from tests.gui_builders import a_result

DOWN = "Go down on hands and knees."


def advice(zero, drill=Drill.FROGGER, **unmet):
    needs = {Need.POSTURE: DOWN} | {Need[name]: words for name, words in unmet.items()}
    return gate_model.seen(replace(a_result(), unmet=needs, zero=zero), drill).advice


@pytest.mark.parametrize(
    ("zero", "said"),
    [
        (Zero.TYPICAL, f"{ASKED} {DOWN}"),
        (Zero.STANDING, f"{KNOWN} {DOWN}"),
        (Zero.KEPT, DOWN),
    ],
)
def test_the_gate_asks_once_and_says_when_it_is_known(zero, said):
    assert advice(zero) == said


def test_who_gets_down_has_skipped_it():
    down = gate_model.seen(replace(a_result(), unmet={}, zero=Zero.TYPICAL), Drill.FROGGER)
    assert down.is_open
    assert down.advice == ""


def test_what_comes_first_is_said_first():
    assert advice(Zero.TYPICAL, WHOLE="Step back.") == "Step back."


@pytest.mark.parametrize("drill", [Drill.AEROPLANE, Drill.FOOT_LIFT])
def test_a_drill_without_absolute_hip_flexion_asks_for_none(drill):
    assert advice(Zero.TYPICAL, drill) == DOWN
    assert at_the_setup(drill, None) == ""


def test_the_set_up_page_says_what_will_be_asked_or_what_is_known():
    assert at_the_setup(Drill.FROGGER, None) == ASKED
    kept = KeptStanding(-4.0, "2026-03-02T08:00:00+01:00")
    known = "Your standing posture is known from the set of 2026-03-02."
    assert at_the_setup(Drill.FROGGER, kept) == known
