"""session.json: its schema, and that nothing is lost on the way there and back."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest

from app.session.file import NOTE_OF_SCHEMA_1, from_json, rep_from_json, to_json
from app.session.model import QualityRecord, Range, Session, SourceRecord, Zero
from app.session.structs import json_schema
from drills.core.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from tests.store_builders import as_schema_1
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


def test_the_schema_in_docs_is_that_of_the_structs():
    """Mend with ``python -m app.session.structs > docs/session.schema.json``."""
    assert json_schema() == SCHEMA


def test_what_was_not_seen_and_the_zero_are_kept():
    rep = Rep(
        Side.LEFT, 1.0, 2.0, 3.0, RepResult.UNJUDGED, ("the low back could not be seen",),
        not_seen=(WarningKind.LUMBAR_FLEXION,),
    )  # fmt: skip
    session = a_session(reps=(rep,), counts=Counts(unjudged=1), zero=Zero.KEPT)
    data = to_json(session)
    jsonschema.validate(data, SCHEMA)
    assert data["counts"] == {
        "clean": 0, "compensated": 0, "partial": 0, "unjudged": 1, "total": 1,
    }  # fmt: skip
    assert data["reps"][0]["not_seen"] == ["lumbar_flexion"]
    assert data["zero"] == "kept"
    again = from_json(data)
    assert (again.reps, again.counts, again.zero) == ((rep,), Counts(unjudged=1), Zero.KEPT)


def test_schema_1_is_read_and_its_clean_reps_stay_clean_with_a_note():
    rep = Rep(Side.LEFT, 1.0, 2.0, 3.0, RepResult.CLEAN)
    old = a_session(reps=(rep,), counts=Counts(clean=1))
    read = from_json(as_schema_1(old))
    assert read.reps == (rep,)
    assert read.counts == Counts(clean=1)
    assert read.quality.notes == ("a note", NOTE_OF_SCHEMA_1)
    assert from_json(to_json(read)) == read  # the note is added once
    assert rep_from_json(as_schema_1(old)["reps"][0]) == rep


def test_a_field_that_is_missing_in_schema_1_is_refused_too():
    data = as_schema_1(a_session())
    del data["quality"]
    with pytest.raises(ValueError, match="quality"):
        from_json(data)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_a_value_that_is_no_number_is_written_as_absent(wrong):
    rep = Rep(Side.LEFT, 1.0, 2.0, 3.0, RepResult.CLEAN, (), {"a_deg": Estimate(wrong, 0.0, 1.0)})
    data = to_json(a_session(reps=(rep,)))
    assert data["reps"][0]["measures"] == {"a_deg": {"absent": "not_visible"}}


def test_what_a_later_version_added_is_no_obstacle():
    data = to_json(a_session()) | {"mood": "good"}
    data["reps"][0]["effort"] = 3
    assert from_json(data) == from_json(to_json(a_session()))


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
        ({"counts": {"clean": -1}}, "missing"),
        ({"view": 3}, "view"),
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
    with pytest.raises(ValueError, match="reason for being absent"):
        from_json(data)
