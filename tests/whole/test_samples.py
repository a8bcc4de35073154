"""The whole path on the bundled clips: real video, real model, all files.

The clips are rendered with known joint angles; sample_videos/annotations.csv says what a correct
program finds in them.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import av
import jsonschema
import pytest

from app.batch.analysis import Job, analyse
from app.run.pipeline import Settings
from app.session.file import to_json
from sample_videos import SAMPLES, sample_path
from tests.store_builders import series_from_csv
from vision.datatypes import Absent

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Analyse each clip once for all tests (about 20 s a clip on two cores)."""
    folder = tmp_path_factory.mktemp("samples")
    return {
        name: analyse(
            Job(str(sample_path(name)), folder / name, Settings(), annotate=name == "foot_lift")
        )
        for name in SAMPLES
    }


@pytest.fixture(scope="module")
def annotations():
    with (ROOT / "sample_videos" / "annotations.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: [row for row in rows if row["clip"] == name] for name in SAMPLES}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_rep_is_counted_once_with_its_side_and_nothing_else(outcomes, annotations, name):
    session, rows = outcomes[name].session, annotations[name]
    assert session.drill == rows[0]["drill"]
    assert to_json(session)["level"] == (rows[0]["level"] or None)
    assert [rep.side for rep in session.reps] == [row["side"] for row in rows]
    for rep, row in zip(session.reps, rows, strict=True):
        assert rep.start_s < float(row["peak_s"]) < rep.end_s + 0.3
        assert abs(rep.start_s - float(row["start_s"])) < 1.2


@pytest.mark.parametrize("name", SAMPLES)
def test_a_rep_with_a_fault_is_not_called_clean_and_the_others_are(outcomes, annotations, name):
    """A fault near the band may be left unjudged: its interval reaches into the band."""
    for rep, row in zip(outcomes[name].session.reps, annotations[name], strict=True):
        wanted = {"compensated", "unjudged"} if row["fault"] else {"clean"}
        assert rep.result.value in wanted


def test_the_rounded_rep_is_warned_of_or_said_to_be_unjudged(outcomes, annotations):
    session = outcomes["frogger_rock"].session
    row = next(row for row in annotations["frogger_rock"] if row["fault"])
    rep = session.reps[int(row["rep"]) - 1]
    for warning in session.warnings:
        assert warning.kind == "lumbar_flexion"
        assert warning.rep == int(row["rep"])
        assert float(row["start_s"]) < warning.start_s < float(row["end_s"])
        assert warning.peak.low <= float(row["lumbar_flexion_deg"]) <= warning.peak.high
    if not session.warnings:
        assert rep.result.value == "unjudged"
        assert "lumbar_flexion" in rep.not_seen


PEAKS = [
    ("aeroplane", "pelvis_rotation_open_deg", "pelvis_rotation_open_deg", 1),
    ("aeroplane", "pelvis_rotation_closed_deg", "pelvis_rotation_closed_deg", -1),
    ("frogger_rock", "hip_flexion_deg", "hip_flexion_deg", 1),
    ("foot_lift", "hip_rotation_internal_deg", "hip_rotation_deg", 1),
]


def test_the_stated_intervals_hold_the_true_peaks(outcomes, annotations):
    """A 90 % interval leaves one in ten outside, and reps of one clip err alike."""
    inside = []
    for name, measure, column, sign in PEAKS:
        for rep, row in zip(outcomes[name].session.reps, annotations[name], strict=True):
            found = rep.measures[measure]
            if isinstance(found, Absent):
                assert name == "foot_lift", f"{measure} of {name} is {found.reason}"
                continue
            inside.append(found.low <= sign * float(row[column]) <= found.high)
    assert len(inside) >= 10
    assert sum(inside) >= 0.75 * len(inside)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_files_are_complete_and_agree(outcomes, name):
    outcome = outcomes[name]
    by_name = {path.name: path for path in outcome.files}
    wanted = {"session.json", "reps.csv", "angles.csv", "report.pdf", "report.html"}
    assert wanted <= set(by_name)
    data = json.loads(by_name["session.json"].read_text("utf-8"))
    schema = json.loads((ROOT / "docs" / "session.schema.json").read_text("utf-8"))
    jsonschema.validate(data, schema)
    assert data == to_json(outcome.session)
    assert data["counts"]["total"] == len(data["reps"])
    assert by_name["report.pdf"].read_bytes().startswith(b"%PDF-")
    series = series_from_csv(by_name["angles.csv"].read_text("utf-8"))
    assert len(series.t_s) == data["source"]["frames"]
    assert max(series.rep) == data["counts"]["total"]


def test_the_annotated_video_has_every_frame_at_its_time(outcomes):
    path = next(p for p in outcomes["foot_lift"].files if p.name == "annotated.mp4")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        times = [frame.time for frame in container.decode(stream)]
    assert len(times) == outcomes["foot_lift"].session.source.frames
    assert times == pytest.approx(list(outcomes["foot_lift"].series.t_s), abs=0.002)
