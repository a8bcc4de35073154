"""Of a recording only what is wanted: a piece, fewer pictures a second, smaller ones."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.run.video.writer import LIVE, AnnotatedVideo
from tests.video_builders import cornered, corners, numbered, write_video
from vision.capture.recording import video as video_module
from vision.capture.recording.container import has_plain_times
from vision.capture.recording.findings import Findings
from vision.capture.recording.video import VideoSource
from vision.capture.recording.wanted import Thinner, Wanted
from vision.capture.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from vision.datatypes import Frame


def clip(path: Path, fps: float = 25.0, count: int = 100, **more: object) -> Path:
    times_ms = [round(1000 * n / fps) for n in range(count)]
    return write_video(path, [numbered(n) for n in range(count)], times_ms, **more)


def read(path: Path, wanted: Wanted) -> tuple[list[Frame], Findings]:
    source = VideoSource(str(path), wanted=wanted)
    return list(source.frames()), source.findings


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.avi"])
def test_pieces_hold_the_same_pictures_as_the_whole(tmp_path: Path, name: str) -> None:
    path = clip(tmp_path / name)
    assert has_plain_times(str(path))
    whole, findings = read(path, Wanted())
    first, found = read(path, Wanted(until_s=1.7))
    second, later = read(path, Wanted(from_s=1.7))
    pieces = [*first, *second]
    assert [one.t_s for one in pieces] == [one.t_s for one in whole]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(pieces, whole, strict=True))
    assert len(first) == pytest.approx(42, abs=1)
    _, overlapping = read(path, Wanted(from_s=1.0))
    assert found.meets(overlapping)
    assert not found.meets(later), "they have no picture in common"
    joined = found.plus(overlapping)
    assert joined.times_s == findings.times_s
    assert joined.notes() == findings.notes() == []


@pytest.mark.parametrize("gap_s", [0.0, 60.0])
def test_a_gap_is_found_in_a_file_of_fragments_too(tmp_path: Path, gap_s: float) -> None:
    """Its first fragment knows nothing of the others."""
    path = tmp_path / "fragments.mp4"
    with AnnotatedVideo(path, (64, 48), 25.0, encoding=LIVE) as video:
        for n in range(200):
            video.write(numbered(n), n / 25 + (gap_s if n >= 150 else 0.0))
    assert has_plain_times(str(path)) is (gap_s == 0.0)


def test_pictures_missing_where_pieces_meet_are_noticed() -> None:
    first = Findings(times_s=[0.0, 0.1, 0.2, 0.3])
    assert first.meets(Findings(times_s=[0.2, 0.3, 0.4]))
    assert not first.meets(Findings(times_s=[0.2, 0.4]))
    assert not first.meets(Findings(times_s=[0.5]))
    assert not first.meets(Findings())


def test_what_pieces_found_is_said_of_the_whole() -> None:
    first = Findings(fps=25.0, times_s=[n / 25 for n in range(20)], size_changes_s=[0.5])
    later = Findings(fps=25.0, times_s=[0.76, *(2.0 + n / 25 for n in range(20))],
                     size_changes_s=[0.76], interlaced=30)  # fmt: skip
    notes = " ".join(first.plus(later).notes())
    assert "size changes at 0.5 s" in notes
    assert "interlaced" in notes
    assert "missing from 0.8 to 2.0 s" in notes


@pytest.mark.parametrize("fps", [48.0, 50.0, 60.0, 119.88, 240.0])
def test_a_fast_recording_is_thinned_by_its_times(fps: float) -> None:
    thinner = Thinner(30.0, fps)
    kept = [n / fps for n in range(round(4 * fps)) if thinner.takes(n / fps)]
    assert len(kept) == pytest.approx(120, abs=1)
    assert max(b - a for a, b in pairwise(kept)) < 1.6 / 30


@pytest.mark.parametrize("fps", [10.0, 25.0, 29.97, 30.0, 36.0])
def test_no_other_recording_is(fps: float) -> None:
    thinner = Thinner(30.0, fps)
    assert all(thinner.takes(n / fps) for n in range(100))
    unasked = Thinner(0.0, 240.0)
    assert all(unasked.takes(n / 240.0) for n in range(100))


def test_pieces_of_a_fast_recording_are_thinned_alike(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", fps=100.0, count=150)
    whole, findings = read(path, Wanted(rate_hz=30.0))
    later, _ = read(path, Wanted(from_s=0.75, rate_hz=30.0))
    assert [one.t_s for one in later] == [one.t_s for one in whole if one.t_s >= 0.75]
    assert len(whole) == pytest.approx(45, abs=1)
    assert len(findings.times_s) == 150, "gaps are looked for between all pictures"


def test_shrunken_pictures_know_their_source(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", count=3)
    full = read(path, Wanted())[0][0]
    width, height = full.size_px
    (small, *_), _ = read(path, Wanted(long_side_px=width // 2))
    assert small.image.shape[1] == width // 2
    assert small.size_px == (width, height)
    (same, *_), _ = read(path, Wanted(long_side_px=10 * width))
    assert same.image.shape == full.image.shape
    there = open_source(str(path), wanted=Wanted(long_side_px=width // 2))
    received = next(there.frames())
    assert np.array_equal(received.image, small.image)
    assert received.size_px == (width, height)
    there.close()


def test_findings_cross_to_another_process(tmp_path: Path) -> None:
    path = clip(tmp_path / "clip.mp4", count=30)
    there = open_source(str(path), wanted=Wanted(until_s=0.5))
    assert len(list(there.frames())) == len(there.findings.times_s) == 13
    here = read(path, Wanted(until_s=0.5))[1]
    crossed, read_here = (json.dumps(asdict(f), default=list) for f in (there.findings, here))
    assert crossed == read_here


def test_a_large_picture_is_shrunk_by_the_converter_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_video(tmp_path / "clip.mp4", [cornered((640, 480))] * 2)
    exact = read(path, Wanted(long_side_px=160))[0][0]
    monkeypatch.setattr(video_module, "LARGE_PX", 320)
    direct = read(path, Wanted(long_side_px=160))[0][0]
    assert direct.image.shape == exact.image.shape == (120, 160, 3)
    assert direct.size_px == exact.size_px == (640, 480)
    apart = np.abs(direct.image.astype(float) - exact.image)
    assert 0 < apart.mean() < 2.0
    assert corners(direct.image) == corners(exact.image)


@pytest.mark.parametrize(("early", "takes"), [(0.15, True), (0.3, False)])
def test_a_picture_that_comes_a_little_early_is_the_one_that_is_due(
    early: float, takes: bool
) -> None:
    """In steps of the pictures that are wanted."""
    thinner = Thinner(30.0, 120.0)
    assert thinner.takes(0.0)
    assert thinner.takes((1.0 - early) / 30.0) is takes


@pytest.mark.parametrize(("ends_s", "said"), [(97.0, False), (93.0, True)])
def test_a_recording_that_lacks_its_end_breaks_off(ends_s: float, said: bool) -> None:
    times_s = [n / 25 for n in range(round(25 * ends_s))]
    found = Findings(fps=25.0, duration_s=100.0, ends_s=100.0, times_s=times_s, last_stamp_s=ends_s)
    assert any("breaks off" in note for note in found.notes()) is said


@pytest.mark.parametrize(("interlaced", "said"), [(7, False), (15, True)])
def test_a_few_pictures_of_two_fields_are_not_spoken_of(interlaced: int, said: bool) -> None:
    found = Findings(fps=25.0, times_s=[n / 25 for n in range(100)], interlaced=interlaced)
    assert any("interlaced" in note for note in found.notes()) is said
