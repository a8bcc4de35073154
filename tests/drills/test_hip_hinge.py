"""A drill of its own folder and one line: it works where it is asked for, and is nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import drills
from drills import recognition
from drills.core.events import Counts, Drill, RepCompleted
from drills.registry import DEFINITIONS, ENTRIES, OFFERED
from tests.builders import Curve, out_and_back, times_s
from tests.sample_builders import estimate, lost
from vision.datatypes import Posture, Quality, Sample, Side, View


def bow(t_s: float, trunk_deg: float, lumbar_deg: float = 0.0) -> Sample:
    posture = Posture.HINGED if trunk_deg > 28 else Posture.STANDING
    measures = {"hinge_deg": estimate(trunk_deg), "lumbar_flexion_deg": estimate(lumbar_deg)}
    signals = {"trunk_incl_deg": trunk_deg}
    return Sample(t_s, posture, View.LEFT, Quality(1.0), measures, signals)


def play(
    curve: Curve, lumbar_deg: float = 0.0, asked: Drill | None = Drill.HIP_HINGE
) -> recognition.State:
    state = recognition.State(asked=asked)
    for t_s in map(float, times_s(curve.duration_s)):
        state, _ = recognition.step(
            state, bow(t_s, curve(t_s), lumbar_deg if curve(t_s) > 40 else 0)
        )
    return state


BOWS = out_and_back([75, 70, 80])


def test_bows_are_counted_where_asked_for() -> None:
    status = recognition.status(play(BOWS))
    assert (status.drill, status.counts) == (Drill.HIP_HINGE, Counts(clean=3))
    assert status.phase == "standing"


def test_rounded_back_is_compensated() -> None:
    assert recognition.status(play(BOWS, lumbar_deg=20.0)).counts == Counts(compensated=3)


@pytest.mark.parametrize("peak", [15.0, 35.0])
def test_small_bow_is_none(peak: float) -> None:
    assert recognition.status(play(out_and_back([peak] * 3))).counts == Counts()


def test_hidden_drill_is_not_offered_and_not_recognised() -> None:
    assert Drill.HIP_HINGE not in OFFERED
    assert recognition.recognised(play(BOWS, asked=None)) is None


def test_lost_person_voids_the_bow_under_way() -> None:
    entry = ENTRIES[Drill.HIP_HINGE]
    state, events = entry.start(), []
    for t_s in map(float, times_s(8.0)):
        sample = lost(t_s) if 1.8 < t_s < 3.5 else bow(t_s, out_and_back([75])(t_s))
        state, said = entry.step(state, sample, entry.definition)
        events += said
    assert not any(isinstance(event, RepCompleted) for event in events)


@pytest.mark.parametrize("drill", Drill)
def test_every_drill_is_described_in_full(drill: Drill) -> None:
    definition = DEFINITIONS[drill]
    guide = definition.guide
    assert guide.title
    assert guide.purpose
    assert guide.steps
    assert guide.placement.words
    assert guide.camera_turn_deg(Side.RIGHT) == -guide.camera_turn_deg(Side.LEFT)
    assert all(words and words == words.lower() for words in definition.levels.values())
    kinds = {rule.kind for rule in definition.rules}
    assert set(definition.cues) == kinds, "every warning has a cue, and no cue is left over"
    assert all(rule.words and rule.dwell_s > 0 for rule in definition.rules)


def test_nothing_outside_its_folder_names_a_drill() -> None:
    """So that a new one is a folder and a line; the picture of a drill is drawn by the window."""
    root = Path(drills.__file__).parents[1]
    named = {
        str(path.relative_to(root))
        for room in ("app", "drills", "vision")
        for path in (root / room).rglob("*.py")
        if re.search(r"\bDrill\.[A-Z]", path.read_text("utf-8"))
    }
    own = {name for name in named if name.startswith(tuple(f"drills/{drill}/" for drill in Drill))}
    assert named - own == {"app/run/pipeline.py"}, "the form of a rep is an aeroplane's setting"
