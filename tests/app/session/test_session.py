"""session.json: its schema, and that nothing is lost on the way there and back."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from app.session.model import (
    QualityRecord,
    Range,
    Session,
    SourceRecord,
    from_json,
    to_json,
)
from drills.core.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Reason, Side, View

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "session.schema.json").read_text("utf-8"))


def a_session(**changes):
    rep = Rep(
        Side.LEFT,
        1.25,
        2.0,
        3.5,
        RepResult.COMPENSATED,
        ("the low back rounded by 20 deg (14 to 26)",),
        {
            "hip_flexion_deg": Estimate(110.126, 101.0, 119.0),
            "knee_width_ratio": Absent(Reason.WRONG_VIEW),
        },
    )
    fields = {
        "id": "abc",
        "created": "2026-01-02T03:04:05+00:00",
        "program_version": "0.1.0",
        "model": "pose_landmarker_full",
        "model_sha256": "0" * 64,
        "source": SourceRecord("video", "clip.mp4", 12.0, 360, 30.0, 640, 480, "f" * 64),
        "drill": Drill.FROGGER,
        "level": None,
        "side": "left",
        "view": View.LEFT,
        "counts": Counts(0, 1, 0),
        "reps": (rep,),
        "warnings": (Warning(WarningKind.LUMBAR_FLEXION, 1.5, 2.5, Estimate(20, 14, 26), 1),),
        "ranges": {Side.LEFT: {"hip_flexion_deg": Range(Estimate(110.13, 101, 119), 1)}},
        "quality": QualityRecord(1.0, 0, calibrated=True, notes=("a note",)),
        "person": "Ann",
    }
    return Session(**(fields | changes))


def test_a_session_follows_the_schema_and_comes_back_as_it_was():
    session = a_session()
    data = to_json(session)
    jsonschema.validate(data, SCHEMA)
    again = from_json(json.loads(json.dumps(data)))
    assert to_json(again) == data
    assert again.reps[0].measures["knee_width_ratio"] == Absent(Reason.WRONG_VIEW)
    assert again.reps[0].measures["hip_flexion_deg"] == Estimate(110.13, 101.0, 119.0)
    assert again.warnings == session.warnings
    assert again.ranges == {**session.ranges, Side.RIGHT: {}}


def test_a_session_without_a_drill_says_none():
    data = to_json(
        a_session(drill=None, side=None, reps=(), warnings=(), ranges={}, counts=Counts())
    )
    jsonschema.validate(data, SCHEMA)
    assert data["drill"] == "none"
    assert data["ranges"] == {"left": {}, "right": {}}
    assert from_json(data).drill is None


def test_the_level_is_kept():
    data = to_json(a_session(drill=Drill.AEROPLANE, level=Level.KICKSTAND))
    assert data["level"] == "kickstand"
    assert from_json(data).level is Level.KICKSTAND


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "hipdrill.session/9"}, "hipdrill.session/9"),
        ({"drill": "squat"}, "squat"),
        ({"reps": [{}]}, "missing"),
    ],
)
def test_another_schema_or_a_broken_field_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        from_json(to_json(a_session()) | change)


def test_a_missing_field_is_refused():
    data = to_json(a_session())
    del data["quality"]
    with pytest.raises(ValueError, match="quality"):
        from_json(data)


def test_the_schema_refuses_a_measure_that_is_neither_value_nor_reason():
    data = to_json(a_session())
    data["reps"][0]["measures"]["hip_flexion_deg"] = {"value": 1.0}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)
