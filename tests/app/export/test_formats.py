"""The same numbers in every format, to the rounding stated; OpenSim and spreadsheets read them."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import main as cli
from app.export.opensim import COORDINATES, landmarks_trc, motions
from app.export.results import DEFAULT_FORMATS, save_results
from app.session.series import TRACKED
from app.store import Store
from drills.core.events import Drill, RepResult
from tests.store_builders import a_rep, a_series, a_session, series_from_csv
from vision.datatypes import Estimate, Side

# values at which rounding twice would differ from rounding once
REPS = [
    a_rep(1, open_deg=30.4996, half_deg=3.3333),
    a_rep(2, open_deg=41.005, spine_twist_deg=Estimate(-9.4951, -14.2, -4.9)),
    a_rep(3, result=RepResult.COMPENSATED, open_deg=55.5, sway_ratio=Estimate(0.125, 0.1, 0.15)),
    a_rep(4, side=Side.RIGHT, open_deg=28.75),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    session = a_session(reps=REPS, side="both")
    save_results(session, a_series(), folder, (*DEFAULT_FORMATS, "trc", "mot"))
    return folder


@pytest.fixture(scope="module")
def data(files):
    return json.loads((files / "session.json").read_text("utf-8"))


def shown(measure):
    """How a report shows an angle of session.json: whole degrees, halves upwards."""
    floor = {
        k: math.floor(Decimal(str(measure[k])) + Decimal("0.5"))
        for k in measure
        if k in ["low", "high", "value"]
    }
    return f"{floor['value']}° ({floor['low']} to {floor['high']})"


def html_text(files):
    page = (files / "report.html").read_text("utf-8")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_reps_csv_holds_the_numbers_of_session_json(files, data):
    rows = list(csv.DictReader(io.StringIO((files / "reps.csv").read_text("utf-8"))))
    assert len(rows) == len(data["reps"])
    for row, rep in zip(rows, data["reps"], strict=True):
        for name, measure in rep["measures"].items():
            if "absent" in measure:
                assert row[name] == row[f"{name}_low"] == ""
            else:
                got = [float(row[f"{name}{end}"]) for end in ("", "_low", "_high")]
                assert got == [measure["value"], measure["low"], measure["high"]]


def test_the_html_shows_every_range_of_session_json(files, data):
    text = html_text(files)
    for side in ("left", "right"):
        for name, measure in data["ranges"][side].items():
            if name.endswith("_deg"):
                assert shown(measure) in text, name


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler reads the PDF")
def test_the_pdf_shows_the_same_as_the_html_and_can_be_selected(files, data):
    done = subprocess.run(
        ["pdftotext", "-layout", str(files / "report.pdf"), "-"], capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())
    for side in ("left", "right"):
        for name, measure in data["ranges"][side].items():
            if name.endswith("_deg"):
                assert shown(measure) in text, name
    assert (files / "report.pdf").stat().st_size < 1_000_000


def test_the_tallies_are_those_of_the_reps_everywhere(files, data):
    counts = data["counts"]
    assert counts["total"] == len(data["reps"]) == 4
    text = html_text(files)
    names = {"clean": "clean", "compensated": "compensated", "partial": "partial",
             "unjudged": "not judged"}  # fmt: skip
    for name, words in names.items():
        assert f"{counts[name]} {words}" in text


def test_angles_csv_and_mot_hold_the_same_angles(files):
    series = series_from_csv((files / "angles.csv").read_text("utf-8"))
    table = mot_table((files / "angles.mot").read_text("utf-8"))
    wanted = series.measures["pelvis_rotation_deg"][:, 0]
    shown = np.isfinite(wanted)
    np.testing.assert_array_equal(table["time"], series.t_s[shown])
    np.testing.assert_array_equal(table["pelvis_rotation_deg"], wanted[shown])


def test_motions_have_no_gap_and_make_nothing_up():
    series = a_series(100)  # frames 10 to 19 show nothing
    series.measures["hinge_deg"][:60] = 70.0
    series.measures["side_bend_deg"][30:40] = 5.0
    texts = motions(series, ["pelvis_rotation_deg"])
    assert list(texts) == ["angles.mot", "angles-2.mot", "angles-3.mot"]
    whole, hinge, bend = map(mot_table, texts.values())
    assert set(whole) == {"time", "pelvis_rotation_deg"}
    np.testing.assert_allclose(whole["time"], series.t_s[[*range(10), *range(20, 100)]])
    assert set(hinge) == {"time", "hinge_deg"}
    np.testing.assert_allclose(hinge["time"], series.t_s[:60])
    assert set(bend) == {"time", "pelvis_rotation_deg", "hinge_deg", "side_bend_deg"}


@given(
    st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=1, max_size=5), st.data()
)
def test_motions_hold_every_value_there_is(there, data):
    series = a_series(12)
    names = [name for name in series.measures if name.endswith("_deg")][: len(there)]
    series.measures["pelvis_rotation_deg"][:] = np.nan
    for name, rows in zip(names, there, strict=True):
        series.measures[name][rows] = data.draw(st.floats(-170, 170).map(lambda v: round(v, 2)))
    held = {}
    for table in map(mot_table, motions(series, names[:1]).values()):
        assert all(np.isfinite(column).all() for column in table.values())
        for column, values in table.items():
            held.setdefault(column, set()).update(zip(table["time"], values, strict=True))
    for name in names:
        column, sign = COORDINATES.get(name, (name, 1.0))
        shown = np.isfinite(series.measures[name][:, 0])
        expected = zip(series.t_s[shown], sign * series.measures[name][shown, 0], strict=True)
        assert held.get(column, set()) >= set(expected)


def test_peaks_of_the_motion_are_those_of_the_session(tmp_path, monkeypatch):
    """Read as OpenSim's tools read it: the greatest value of a rep is the rep's measure."""
    monkeypatch.chdir(tmp_path)
    opensim = pytest.importorskip("opensim", reason="its wheels are for Linux, Python 3.11 to 3.13")
    series, reps = a_series(90), []
    course = np.round(60 + 55 * np.sin(series.t_s * 3) ** 2, 2)
    series.measures["hip_flexion_left_deg"][:, 0] = course
    series.measures["lumbar_flexion_deg"][20:70] = 3.0  # seen only now and then
    for number, (begin, end) in enumerate(((0, 30), (30, 62)), 1):
        top = begin + int(np.argmax(course[begin:end]))
        value = Estimate.around(float(course[top]), 4.0)
        reps.append(
            replace(
                a_rep(number), side=Side.LEFT, start_s=float(series.t_s[begin]),
                peak_s=float(series.t_s[top]), end_s=float(series.t_s[end]),
                measures={"hip_flexion_deg": value},
            )
        )  # fmt: skip
    session = a_session(reps=reps, drill=Drill.FROGGER, side="left")
    save_results(session, series, tmp_path, ["json", "mot"])
    motion = opensim.Storage(str(tmp_path / "angles.mot"))
    assert motion.getSize() == 90
    column = motion.getStateIndex("hip_flexion_l")
    rows = [motion.getStateVector(row) for row in range(motion.getSize())]
    read = [(row.getTime(), row.getData().get(column)) for row in rows]
    for rep in json.loads((tmp_path / "session.json").read_text("utf-8"))["reps"]:
        inside = [one for one in read if rep["start_s"] - 1e-3 <= one[0] < rep["end_s"] - 1e-3]
        t_s, value = max(inside, key=lambda one: one[1])
        assert value == rep["measures"]["hip_flexion_deg"]["value"]
        assert t_s == pytest.approx(rep["peak_s"], abs=1e-3)


def mot_table(text):
    head, _, body = text.partition("endheader\n")
    assert "inDegrees=yes" in head
    rows = [line.split("\t") for line in body.splitlines()]
    assert f"nRows={len(rows) - 1}\n" in head
    assert f"nColumns={len(rows[0])}\n" in head
    values = np.array(rows[1:], float).reshape(-1, len(rows[0]))
    return {name: values[:, index] for index, name in enumerate(rows[0])}


def test_opensims_signs_are_opensims():
    series = a_series()
    series.measures["lumbar_flexion_deg"][:] = 12.0
    series.measures["hip_flexion_left_deg"][:] = 80.0
    series.measures["hip_abduction_right_deg"][:] = 5.0
    table = mot_table(motions(series)["angles.mot"])
    assert set(table["lumbar_extension"]) == {-12.0}  # rounding is negative extension
    assert set(table["hip_flexion_l"]) == {80.0}
    assert set(table["hip_adduction_r"]) == {-5.0}
    assert "knee_width_ratio" not in table  # no angle


def test_trc_turns_the_picture_upright_and_keeps_hands():
    series = a_series(2)
    series.landmarks_m[0, 0] = (0.1, -0.5, 0.2)  # right of, above and behind the mid-hip
    lines = landmarks_trc(series).splitlines()
    assert lines[3].split("\t")[2] == "NOSE"
    assert lines[6].split("\t")[:5] == ["1", "0.0000", "100.0", "500.0", "-200.0"]
    assert {len(line.split("\t")) for line in lines[6:]} == {3 + 3 * series.landmarks_m.shape[1]}


UNSEEN = {
    "nobody, at both ends and between": [(0, ...), ([40, 41], ...), (89, ...)],
    "one landmark now and then, the last among them": [(60, 5), (60, -1), (7, -1)],
    "one landmark never": [(slice(None), 3), (12, ...)],
    "the last landmark never": [(slice(None), -1)],
    "nobody at all": [(...,)],
}


@pytest.mark.parametrize("absent", UNSEEN.values(), ids=UNSEEN)
def test_opensim_reads_every_frame_and_knows_what_was_not_seen(tmp_path, monkeypatch, absent):
    monkeypatch.chdir(tmp_path)
    series = a_series(90)
    for where in absent:
        series.landmarks_m[where] = np.nan
    text = landmarks_trc(series)
    assert "nan" not in text.lower()
    (tmp_path / "landmarks.trc").write_text(text)
    opensim = pytest.importorskip("opensim", reason="its wheels are for Linux, Python 3.11 to 3.13")
    marks = opensim.TimeSeriesTableVec3("landmarks.trc")
    read = opensim.MarkerData("landmarks.trc")
    known = np.isfinite(series.landmarks_m).any(axis=(0, 2))
    known |= not known.any()
    names = [mark.name for mark, is_known in zip(TRACKED, known, strict=True) if is_known]
    assert list(marks.getColumnLabels()) == names
    assert [read.getMarkerNames().get(n) for n in range(len(names))] == names
    assert marks.getNumRows() == read.getNumFrames() == 90
    np.testing.assert_allclose(marks.getIndependentColumn(), series.t_s, atol=1e-4)
    wanted = series.landmarks_m[:, known] * (1000, -1000, -1000)
    for row in range(90):
        frame = read.getFrame(row)
        for mark in range(len(names)):
            for point in (marks.getRowAtIndex(row)[mark], frame.getMarker(mark)):
                np.testing.assert_allclose(point.to_numpy(), wanted[row, mark], atol=0.06)


def test_opensims_own_reader_reads_both(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # importing it leaves an opensim.log in the working folder
    opensim = pytest.importorskip("opensim", reason="its wheels are for Linux, Python 3.11 to 3.13")
    series = a_series(90)
    series.landmarks_m[3:5] = np.nan
    (tmp_path / "angles.mot").write_text(motions(series)["angles.mot"])
    (tmp_path / "landmarks.trc").write_text(landmarks_trc(series))
    angles = opensim.TimeSeriesTable(str(tmp_path / "angles.mot"))
    column = angles.getDependentColumn("pelvis_rotation_deg").to_numpy()
    wanted = series.measures["pelvis_rotation_deg"][:, 0]
    np.testing.assert_allclose(column, wanted[np.isfinite(wanted)], atol=1e-9)
    motion = opensim.Storage(str(tmp_path / "angles.mot"))  # what OpenSim's tools read with
    assert motion.getSize() == len(column)
    assert angles.getTableMetaDataString("inDegrees") == "yes"
    marks = opensim.TimeSeriesTableVec3(str(tmp_path / "landmarks.trc"))
    assert (marks.getNumRows(), marks.getNumColumns()) == (90, series.landmarks_m.shape[1])
    assert marks.getTableMetaDataString("Units") == "mm"
    read = opensim.MarkerData(str(tmp_path / "landmarks.trc"))
    assert (read.getNumFrames(), read.getNumMarkers()) == (90, series.landmarks_m.shape[1])
    point = marks.getRowAtIndex(1)[5].to_numpy()
    np.testing.assert_allclose(point, series.landmarks_m[1, 5] * (1000, -1000, -1000), atol=0.06)
    assert np.isnan(marks.getRowAtIndex(3)[0].to_numpy()).all()


# ---------------------------------------------------------------- hipdrill report


@pytest.fixture
def kept():
    with Store.open() as store:
        for day, best in enumerate((30, 42)):
            reps = [a_rep(1, open_deg=best), a_rep(2, open_deg=best - 5)]
            store.save(a_session(f"s{day}", reps, days=day), a_series())


@pytest.mark.usefixtures("kept")
def test_report_writes_what_is_asked_for(tmp_path, capsys):
    out = tmp_path / "out"
    asked = ["report", "latest", "--format", "pdf,html,csv,json,trc,mot", "--out", str(out)]
    assert cli.main(asked) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "report.pdf", "report.html", "reps.csv", "angles.csv", "session.json",
        "landmarks.trc", "angles.mot",
    }  # fmt: skip
    assert len(capsys.readouterr().out.splitlines()) == 7
    text = html_text(out)
    assert (
        "12° (8 to 16) more than in the session before: possibly a difference, so repeat it" in text
    )


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["report", "nope"], 1),
        (["report", "latest", "--format", "docx"], 2),
        (["report", "latest", "--format", ""], 2),
    ],
)
def test_report_refuses_in_one_line(tmp_path, capsys, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    try:
        got = cli.main(arguments)
    except SystemExit as stop:
        got = stop.code
    assert got == code
    assert capsys.readouterr().err.startswith("hipdrill: error: ")
    assert list(tmp_path.iterdir()) == []


def test_a_session_without_angles_has_a_report_and_no_trc(tmp_path, capsys):
    with Store.open() as store:
        store.save(a_session(), None)
    assert cli.main(["report", "latest", "--out", str(tmp_path / "a")]) == 0
    assert cli.main(["report", "latest", "--format", "trc", "--out", str(tmp_path / "b")]) == 1
    assert "not kept" in capsys.readouterr().err


def test_a_spreadsheet_reads_no_formula(tmp_path):
    evil = replace(REPS[2], reasons=('=HYPERLINK("http://x","y")',))
    save_results(a_session(reps=[evil]), a_series(), tmp_path, ["csv"])
    (row,) = csv.DictReader(io.StringIO((tmp_path / "reps.csv").read_text("utf-8")))
    assert row["reasons"].startswith("'=")
