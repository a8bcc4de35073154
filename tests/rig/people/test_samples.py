"""The bundled clips, their truth tables and their annotations agree with each other."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from sample_videos import SAMPLES, sample_path
from sample_videos.make_samples import ANNOTATION_COLUMNS, NEUTRAL_BAND_DEG, sample_scenes

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = sample_path(SAMPLES[0]).parent
FPS = 30
#: Width of one frame and of the rounding of the tables.
TIME_TOLERANCE_S = 0.6 / FPS
ANGLE_TOLERANCE_DEG = 0.011


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _truth(name: str) -> list[dict[str, str]]:
    return _table(FOLDER / f"{name}_truth.csv")


def _annotations(name: str) -> list[dict[str, str]]:
    return [row for row in _table(FOLDER / "annotations.csv") if row["clip"] == name]


def _values(rows: list[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column]) for row in rows])


def _rep_rows(name: str, rep: str) -> list[dict[str, str]]:
    return [row for row in _truth(name) if row["rep"] == rep]


# ---- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_clip_is_small_and_plays_everywhere(name: str) -> None:
    assert sample_path(name).stat().st_size < 1_500_000
    with av.open(str(sample_path(name))) as clip:
        stream = clip.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (640, 480)
        assert stream.average_rate == FPS
        assert sum(1 for _ in clip.decode(video=0)) == len(_truth(name))


@pytest.mark.parametrize("name", SAMPLES)
def test_truth_has_one_row_per_frame_and_no_points(name: str) -> None:
    rows = _truth(name)
    assert (FOLDER / f"{name}_truth.csv").stat().st_size < 150_000
    assert [int(row["frame"]) for row in rows] == list(range(len(rows)))
    np.testing.assert_allclose(_values(rows, "time_s"), np.arange(len(rows)) / FPS, atol=1e-3)
    assert not [column for column in rows[0] if column.endswith(("_x", "_u"))]
    assert all(value for value in rows[0].values())


def test_sample_names_are_those_of_the_scenes() -> None:
    assert tuple(sample_scenes()) == SAMPLES


def test_unknown_sample_is_refused_with_the_known_names() -> None:
    with pytest.raises(ValueError, match=r"no sample clip 'handstand'.*aeroplane.*foot_lift"):
        sample_path("handstand")


# ---- annotations ---------------------------------------------------------------------------------


def test_annotation_columns() -> None:
    assert tuple(_table(FOLDER / "annotations.csv")[0]) == ANNOTATION_COLUMNS


@pytest.mark.parametrize(
    ("name", "reps"), [("aeroplane", 3), ("frogger_rock", 4), ("foot_lift", 3)]
)
def test_annotations_cover_every_rep_in_order(name: str, reps: int) -> None:
    rows = _annotations(name)
    assert [int(row["rep"]) for row in rows] == list(range(1, reps + 1))
    for row in rows:
        assert float(row["start_s"]) < float(row["peak_s"]) < float(row["end_s"])
        times_s = _values(_rep_rows(name, row["rep"]), "time_s")
        assert float(row["start_s"]) == pytest.approx(times_s[0], abs=TIME_TOLERANCE_S)
        assert float(row["end_s"]) <= times_s[-1]


@pytest.mark.parametrize(
    ("name", "measure", "column"),
    [
        ("aeroplane", "pelvis_rotation_open_deg", "open_total_deg"),
        ("aeroplane", "pelvis_roll_open_deg", "open_roll_deg"),
        ("frogger_rock", "hip_flexion_deg", "hip_flex_L"),
    ],
)
def test_peak_measures_are_the_maxima_of_the_truth(name: str, measure: str, column: str) -> None:
    for row in _annotations(name):
        values = _values(_rep_rows(name, row["rep"]), column)
        assert float(row[measure]) == pytest.approx(values.max(), abs=ANGLE_TOLERANCE_DEG)


def test_peak_time_is_when_the_peak_is() -> None:
    for row in _annotations("frogger_rock"):
        inside = _rep_rows("frogger_rock", row["rep"])
        at_peak = next(r for r in inside if r["time_s"] == row["peak_s"])
        assert float(at_peak["hip_flex_L"]) == pytest.approx(float(row["hip_flexion_deg"]))


def test_foot_lift_measure_is_the_change_from_the_start() -> None:
    start = [row for row in _truth("foot_lift") if row["phase"] == "start"]
    neutral_deg = np.median(_values(start, "hip_rot_L"))
    for row in _annotations("foot_lift"):
        values = _values(_rep_rows("foot_lift", row["rep"]), "hip_rot_L")
        change_deg = values.max() - neutral_deg
        assert float(row["hip_rotation_deg"]) == pytest.approx(change_deg, abs=0.02)
        assert change_deg == pytest.approx(24, abs=6)


def test_only_the_third_rock_rounds_the_back() -> None:
    start = [row for row in _truth("frogger_rock") if row["phase"] == "start"]
    neutral_deg = np.median(_values(start, "lumbar_flex"))
    for row in _annotations("frogger_rock"):
        inside = _rep_rows("frogger_rock", row["rep"])
        change_deg = np.abs(_values(inside, "lumbar_flex") - neutral_deg)
        rounds = bool((change_deg > NEUTRAL_BAND_DEG).any())
        assert rounds == (row["rep"] == "3") == (row["fault"] == "lumbar_flexion")
        clean, whole = float(row["clean_hip_flexion_deg"]), float(row["hip_flexion_deg"])
        assert (clean < whole - 2) if rounds else (clean == whole)


def test_clean_hip_flexion_was_reached_with_a_neutral_back() -> None:
    (row,) = (row for row in _annotations("frogger_rock") if row["fault"])
    inside = _rep_rows("frogger_rock", row["rep"])
    limit_deg = float(row["clean_hip_flexion_deg"])
    beyond = next(i for i, r in enumerate(inside) if float(r["hip_flex_L"]) > limit_deg)
    start = [r for r in _truth("frogger_rock") if r["phase"] == "start"]
    neutral_deg = np.median(_values(start, "lumbar_flex"))
    before_deg, after_deg = _values(inside[beyond - 1 : beyond + 1], "lumbar_flex") - neutral_deg
    assert before_deg <= NEUTRAL_BAND_DEG < after_deg


def test_clips_show_three_different_people_and_rooms() -> None:
    scenes = list(sample_scenes().values())
    assert len({str(scene.body["shape"]) for scene in scenes}) == len(SAMPLES)
    assert len({scene.body["look"]["shirt"] for scene in scenes}) == len(SAMPLES)
    assert len({scene.room["seed"] for scene in scenes}) == len(SAMPLES)
