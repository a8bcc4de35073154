"""Thresholds of warnings that the user changed."""

from __future__ import annotations

import pytest

from app.run.pipeline import Settings, _definitions
from app.run.recorder import Recorder
from drills.core.events import Drill, WarningKind
from drills.registry import DEFINITIONS
from vision.capture.frame_source import SourceInfo

ROUNDING = WarningKind.LUMBAR_FLEXION


def rules(settings, drill):
    return {rule.kind: rule for rule in _definitions(settings)[drill].rules}


@pytest.mark.parametrize("drill", [Drill.AEROPLANE, Drill.FROGGER])
def test_it_holds_in_every_drill_and_ends_at_the_same_share(drill):
    usual, own = rules(Settings(), drill), rules(Settings(limits={ROUNDING: 20.0}), drill)
    assert own[ROUNDING].enter == 20.0
    assert own[ROUNDING].exit == pytest.approx(2 * usual[ROUNDING].exit)
    assert {k: v for k, v in own.items() if k is not ROUNDING} == {
        k: v for k, v in usual.items() if k is not ROUNDING
    }


def test_the_registry_is_untouched():
    before = DEFINITIONS[Drill.FROGGER].rules
    _definitions(Settings(limits={ROUNDING: 20.0}))
    assert DEFINITIONS[Drill.FROGGER].rules == before


def test_the_record_says_so():
    recorder = Recorder(Settings(limits={ROUNDING: 14.0}))
    notes = recorder.session(SourceInfo("camera", "camera 0", 30.0)).quality.notes
    assert "Custom warning threshold: lumbar_flexion at 14." in notes


def test_the_usual_ones_need_no_word():
    notes = Recorder().session(SourceInfo("camera", "camera 0", 30.0)).quality.notes
    assert not any("threshold" in note for note in notes)
