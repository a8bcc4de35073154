"""The reports say what the session holds, say plainly what it lacks, and stay on their pages."""

from __future__ import annotations

import html
import os
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.report.context import ReportContext
from app.report.paper import HEIGHT_MM, WIDTH_MM, drawing_settings
from app.report.pdf import report_pages
from app.report.plots.course import thinned
from app.report.write import write_report
from app.session.model import QualityRecord, Range, Session, SourceRecord
from app.session.series import MEASURE_COLUMNS, AngleSeries
from drills.core.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Reason, Side, View

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from vision.datatypes import Measure

TWIST_REASON = "the spine twisted instead of the hip by 14 deg (11 to 17)"


def session_of(drill: Drill | None, reps: list[Rep], **changes: object) -> Session:
    counts = Counts()
    for rep in reps:
        counts = counts.plus(rep.result)
    plain = Session(
        id="3f2a",
        created="2025-11-22T18:05:00+01:00",
        program_version="0.1.0",
        model="pose_landmarker_full",
        model_sha256="0" * 64,
        source=SourceRecord("video", "clip.mp4", 32.0, 960, 30.0, 640, 480),
        drill=drill,
        level=Level.SINGLE_LEG if drill is Drill.AEROPLANE else None,
        side="left",
        view=View.LEFT,
        counts=counts,
        reps=tuple(reps),
        warnings=(),
        ranges={},
        quality=QualityRecord(0.97, 0, True),
    )
    return replace(plain, **changes)


def rep_of(
    number: int, result: RepResult = RepResult.CLEAN, side: Side = Side.LEFT, **peaks: Measure
) -> Rep:
    start_s = 2.0 + 3.0 * (number - 1)
    reasons = {RepResult.COMPENSATED: (TWIST_REASON,), RepResult.PARTIAL: ("not closed",)}
    return Rep(side, start_s, start_s + 1.2, start_s + 2.4, result, reasons.get(result, ()), peaks)


def aeroplane_rep(number: int, result: RepResult = RepResult.CLEAN, **more: Measure) -> Rep:
    peaks = {
        "pelvis_rotation_open_deg": Estimate(31.0, 27.0, 36.0),
        "pelvis_rotation_closed_deg": Estimate(22.0, 18.0, 26.0),
        "spine_twist_deg": Estimate(9.0, 5.0, 13.0),
        "hinge_deg": Absent(Reason.WRONG_VIEW),
    }
    return rep_of(number, result, **{**peaks, **more})


def aeroplane(reps: list[Rep] | None = None, **changes: object) -> Session:
    done = RepResult
    made = (
        [aeroplane_rep(1), aeroplane_rep(2, done.COMPENSATED), aeroplane_rep(3, done.PARTIAL)]
        if reps is None
        else reps
    )
    ranges = {
        Side.LEFT: {
            "pelvis_rotation_open_deg": Range(Estimate(31.4, 26.6, 35.5), 3),
            "pelvis_rotation_closed_deg": Range(Estimate(22.4, 18.2, 26.0), 2),
        }
    }
    twist = Warning(WarningKind.SPINE_TWIST, 5.5, 6.5, Estimate(14.0, 11.0, 17.0), 2)
    usual = {"ranges": ranges if made else {}, "warnings": (twist,) if made else ()}
    return session_of(Drill.AEROPLANE, made, **{**usual, **changes})


def series_of(duration_s: float = 12.0, **waves: tuple[float, float]) -> AngleSeries:
    """Angles that swing as ``amplitude x sin`` about nothing, with half widths of the interval."""
    t_s = np.arange(0, duration_s, 1 / 30)
    measures = {name: np.full((len(t_s), 3), np.nan) for name in MEASURE_COLUMNS}
    for name, (amplitude, half_deg) in waves.items():
        value = amplitude * np.sin(2 * np.pi * t_s / 3.0)
        measures[name] = np.stack([value, value - half_deg, value + half_deg], axis=1)
    none = ("",) * len(t_s)
    return AngleSeries(t_s, none, np.zeros(len(t_s), np.int64), measures, np.ones(len(t_s)), none)


AEROPLANE_WAVES = {"pelvis_rotation_deg": (30.0, 4.0), "spine_twist_deg": (9.0, 3.0)}


def everything_said(session: Session, series: AngleSeries) -> list[str]:
    """The texts of the PDF pages, those of their plots too."""
    from matplotlib.text import Text

    with drawing_settings():
        return [
            text
            for figure in report_pages(session, series)
            for found in figure.findobj(Text)
            if (text := found.get_text())
        ]


def page_text(session: Session, series: AngleSeries) -> str:
    return " ".join(" ".join(everything_said(session, series)).replace("•", " ").split())


def html_file(session: Session, series: AngleSeries, folder: Path) -> str:
    (path,) = write_report(session, series, folder, ["html"])
    return path.read_text(encoding="utf-8")


def html_text(page: str) -> str:
    body = re.sub(r"<style>.*?</style>|<figure>.*?</figure>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def pdf_objects(data: bytes) -> bytes:
    """A PDF with its streams unpacked, to look into."""
    unpacked = [data]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, flags=re.DOTALL):
        try:
            unpacked.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


# Files


def test_the_pdf_is_two_a4_pages_with_true_type_fonts(tmp_path: Path) -> None:
    (path,) = write_report(aeroplane(), series_of(**AEROPLANE_WAVES), tmp_path / "new", ["pdf"])
    data = path.read_bytes()
    objects = pdf_objects(data)
    assert path == tmp_path / "new" / "report.pdf"
    assert data.startswith(b"%PDF-")
    assert len(data) < 300_000
    assert len(re.findall(rb"/Type /Page\b", objects)) == 2
    assert re.search(rb"/MediaBox \[ ?0 0 595\.2\d* 841\.8\d*", objects)
    assert b"/FontFile2" in objects
    assert b"/Type3" not in objects
    assert b"Hip Drill report: Hip aeroplane" in objects
    assert b"/Subject (Range of motion of the hip" in objects
    assert b"/Author (Hip Drill 0.1.0)" in objects


def test_the_same_session_makes_the_same_files(tmp_path: Path) -> None:
    series = series_of(**AEROPLANE_WAVES)
    made = [write_report(aeroplane(), series, tmp_path / x, ["pdf", "html"]) for x in "ab"]
    assert [path.name for path in made[0]] == ["report.pdf", "report.html"]
    for first, second in zip(*made, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'docx': choose from pdf, html"):
        write_report(aeroplane(), series_of(), tmp_path, ["html", "docx"])
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = write_report(aeroplane(), series_of(), tmp_path, ["html"])
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_report(aeroplane([]), series_of(), tmp_path, ["html"])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_settings_of_matplotlib_are_put_back(tmp_path: Path) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    write_report(aeroplane(), series_of(), tmp_path, ["pdf", "html"])
    assert dict(matplotlib.rcParams) == before


# What is said, on paper and on screen


SAID = [
    ("ranges with interval and reps", "31° (27 to 36) from 3 reps"),
    ("the other direction", "22° (18 to 26) from 2 reps"),
    ("the spine beside it", "9° (5 to 13) most in 3 reps"),
    ("absence in words", "cannot be seen from here (wrong view)"),
    (
        "why compensated",
        "compensated: the spine twisted instead of the hip by 14° (11 to 17), rep 2",
    ),
    ("why partial", "partial: not closed, rep 3"),
    ("the warning", "Your spine twists instead of your hip: once, 14° (11 to 17), rep 2"),
    ("the tallies", "3 reps counted"),
    ("who", "Who not named"),
    ("when", "2025-11-22 18:05"),
    ("source", "clip.mp4 (32 s)"),
    ("level", "single leg"),
    ("side", "left leg standing"),
    ("view", "Seen from left side"),
    ("goal", "everyday and running"),
    ("interval meaning", "the 90 % interval: nine times in ten"),
    ("stop sign", "Pinching at the front of the hip"),
    ("disclaimer", "is not a medical device"),
]


@pytest.fixture(scope="module")
def both_texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    session, series = aeroplane(), series_of(**AEROPLANE_WAVES)
    page = html_file(session, series, tmp_path_factory.mktemp("report"))
    return {"pdf": page_text(session, series), "html": html_text(page)}


@pytest.mark.parametrize("kind", ["pdf", "html"])
@pytest.mark.parametrize("wanted", [wanted for _, wanted in SAID], ids=[name for name, _ in SAID])
def test_both_reports_say_it(wanted: str, kind: str, both_texts: dict[str, str]) -> None:
    assert wanted in both_texts[kind]


def test_tallies_stand_beside_their_names(tmp_path: Path) -> None:
    reps = [aeroplane_rep(n) for n in range(1, 5)] + [aeroplane_rep(5, RepResult.PARTIAL)]
    assert "4 clean" in html_text(html_file(aeroplane(reps), series_of(), tmp_path))
    said = everything_said(aeroplane(reps), series_of())
    assert [said[said.index(name) - 1] for name in ("clean", "compensated", "partial")] == list(
        "401"
    )


def test_both_sides_have_their_own_column(tmp_path: Path) -> None:
    reps = [rep_of(1, side=Side.LEFT), rep_of(2, side=Side.RIGHT)]
    ranges = {
        Side.LEFT: {"hip_rotation_internal_deg": Range(Estimate(33.0, 28.0, 38.0), 1)},
        Side.RIGHT: {"hip_rotation_internal_deg": Range(Estimate(21.0, 16.0, 26.0), 1)},
    }
    session = session_of(Drill.FOOT_LIFT, reps, side="both", ranges=ranges)
    page = html_file(session, series_of(), tmp_path)
    assert "left foot lifted right foot lifted" in html_text(page)
    assert re.search(r"33° \(28 to 38\).*?</td><td[^>]*>21° \(16 to 26\)", page)
    text = page_text(session, series_of())
    assert "33° (28 to 38)" in text
    assert "21° (16 to 26)" in text


def test_the_most_frequent_reason_explains_an_absent_range() -> None:
    absent = [Reason.TRACKING_LOST, Reason.NOT_CALIBRATED, Reason.NOT_CALIBRATED]
    reps = [rep_of(n, hip_flexion_deg=Absent(reason)) for n, reason in enumerate(absent, 1)]
    text = page_text(session_of(Drill.FROGGER, reps), series_of())
    assert "Hip flexion cannot be seen from here (no quiet start to compare with)" in text
    assert "tracking lost" not in text


def test_the_sum_of_hip_and_low_back_is_never_called_hip_flexion() -> None:
    peaks = {"trunk_thigh_flexion_deg": Estimate(118.0, 115.0, 121.0)}
    text = page_text(session_of(Drill.FROGGER, [rep_of(1, **peaks)]), series_of())
    assert "Trunk to thigh (hip + low back) 118° (115 to 121)" in text


def test_ratios_have_two_decimals_and_their_unit() -> None:
    peaks = {"knee_width_ratio": Estimate(1.254, 1.18, 1.316)}
    text = page_text(session_of(Drill.FROGGER, [rep_of(1, **peaks)]), series_of())
    assert "1.25 shoulder widths (1.18 to 1.32)" in text


def test_a_reason_shared_by_reps_is_said_once_with_its_greatest_amount() -> None:
    rounded = "the low back rounded by {} deg ({} to {})"
    amounts = [(12, 8, 16), (21, 17, 25), (9, 5, 13)]
    reps = [
        replace(rep_of(n, RepResult.COMPENSATED), reasons=(rounded.format(*amount),))
        for n, amount in enumerate(amounts, 1)
    ]
    text = page_text(session_of(Drill.FROGGER, reps), series_of())
    assert "the low back rounded by up to 21° (17 to 25), reps 1, 2 and 3" in text
    assert text.count("the low back rounded") == 1


# Plots


def axes_of(session: Session, series: AngleSeries) -> list[object]:
    """The course over time and the bars of the reps."""
    with drawing_settings():
        pages = report_pages(session, series)
        if len(pages) == 1:
            return list(pages[0].axes)
        _, bars = pages[0].axes
        (course,) = pages[1].axes
        return [course, bars]


def legend_of(axes: object) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_the_course_shows_hip_spine_and_warnings() -> None:
    course, _ = axes_of(aeroplane(), series_of(**AEROPLANE_WAVES))
    hip, spine, warning = "hip: pelvis rotation (open +)", "spine twist (open +)", "warning"
    assert legend_of(course) == [hip, spine, warning]
    lines = {line.get_label(): line for line in course.lines}
    assert np.nanmax(lines[hip].get_ydata()) == pytest.approx(30.0, abs=0.1)
    assert np.nanmax(lines[spine].get_ydata()) == pytest.approx(9.0, abs=0.1)
    assert list(lines[warning].get_xdata()) == [5.5, 6.5]


def test_the_low_back_joins_the_aeroplane_only_when_measured() -> None:
    course, _ = axes_of(aeroplane(), series_of(**AEROPLANE_WAVES, lumbar_flexion_deg=(6.0, 3.0)))
    assert "low back (rounding +)" in legend_of(course)


def test_the_frogger_shows_the_side_nearer_to_the_camera() -> None:
    waves = {"hip_flexion_left_deg": (80.0, 5.0), "hip_flexion_right_deg": (90.0, 5.0)}
    session = session_of(Drill.FROGGER, [rep_of(1)], side="right")
    course, _ = axes_of(session, series_of(**waves, lumbar_flexion_deg=(9.0, 3.0)))
    assert legend_of(course) == ["hip flexion, right", "low back (rounding +)"]


def test_a_bar_stacks_the_spine_on_the_hip() -> None:
    _, bars = axes_of(aeroplane([aeroplane_rep(1)]), series_of())
    made = sorted((bar.get_y(), bar.get_height()) for bar in bars.patches if bar.get_height())
    assert made == [(0, 31.0), (31.0, 22.0), (53.0, 9.0)]


def test_a_sagging_back_hangs_below_zero() -> None:
    peaks = {"hip_flexion_deg": Estimate(95.0, 90.0, 100.0),
             "lumbar_flexion_deg": Estimate(-12.0, -16.0, -8.0)}  # fmt: skip
    _, bars = axes_of(session_of(Drill.FROGGER, [rep_of(1, **peaks)]), series_of())
    made = sorted((bar.get_y(), bar.get_height()) for bar in bars.patches if bar.get_height())
    assert made == [(0, -12.0), (0, 95.0)]


def test_thinning_keeps_peaks_and_gaps() -> None:
    values = np.zeros(50_000)
    values[31_234], values[7_001], values[20_000:20_400] = 90.0, -40.0, np.nan
    kept = thinned(values, n_bins=300)
    assert len(kept) < 1_000
    assert {31_234, 7_001} <= set(kept.tolist())
    assert np.isnan(values[kept]).any()
    assert (np.diff(kept) > 0).all()


# Little, much and strange


def test_no_drill_is_said_plainly_and_invents_nothing(tmp_path: Path) -> None:
    note = "The person was out of the picture for most of the time."
    session = session_of(
        None, [], side=None, view=View.UNKNOWN, quality=QualityRecord(0.4, 2, False, (note,))
    )
    said = html_text(html_file(session, series_of(**AEROPLANE_WAVES), tmp_path))
    for text in (page_text(session, series_of(**AEROPLANE_WAVES)), said):
        assert "No drill found" in text
        assert "nothing was measured" in text
        assert note in text
        assert "°" not in text
    assert axes_of(session, series_of(**AEROPLANE_WAVES)) == []


@pytest.mark.parametrize("n_frames_s", [0.0, 5.0])
def test_no_rep_is_said_plainly(n_frames_s: float, tmp_path: Path) -> None:
    session = aeroplane([])
    said = html_text(html_file(session, series_of(n_frames_s), tmp_path))
    for text in (page_text(session, series_of(n_frames_s)), said):
        assert "No rep was counted." in text
        assert "no rep to measure" in text
    assert "The angles over time: cannot be seen from here" in page_text(session, series_of())


def crowded() -> Session:
    notes = tuple(f"Note {n}: a sentence on the recording that is long enough." for n in range(45))
    reps = [
        replace(
            aeroplane_rep(n, RepResult.COMPENSATED if n % 2 else RepResult.CLEAN),
            reasons=(f"reason {n} of its own, told at some length",),
            side=Side.LEFT if n < 16 else Side.RIGHT,
        )
        for n in range(1, 31)
    ]
    ranges = {
        side: {name: Range(Estimate(1.25, 1.18, 1.32), 15) for name in MEASURE_COLUMNS}
        for side in Side
    }
    return aeroplane(
        reps,
        ranges=ranges,
        warnings=tuple(
            Warning(kind, 3.0 * n, 3.0 * n + 1, Estimate(14.0, 11.0, 17.0), n)
            for n, kind in enumerate(WarningKind, 1)
        ),
        person="Maximiliana " * 30,
        goal="a goal of one's own " * 20,
        source=SourceRecord("video", "long_" * 80 + ".mp4", 95.0, 2850, 30.0, 640, 480),
        quality=QualityRecord(0.9, 1234, False, notes),
    )


CROWDED_CONTEXT = ReportContext(
    changes=tuple(
        f"Pelvis rotation, open, left: {n}° (1 to 9) more than in the 4 sessions before: "
        "no clear difference (measured by another model, filmed from another view)."
        for n in range(9)
    ),
    said=("Pain 3 of 10.", "“" + "It pinched a little at the end. " * 30 + "”"),
    next_step="Stay at this level until a whole set is clean.",
)


@pytest.mark.parametrize(
    "session",
    [crowded(), aeroplane(), aeroplane([]), session_of(None, []),
     session_of(None, [], quality=QualityRecord(0.1, 0, False, ("many words " * 30,) * 60))],
    ids=["crowded", "usual", "no rep", "no drill", "no drill, many notes"],
)  # fmt: skip
def test_nothing_leaves_the_pages_or_overlaps(session: Session) -> None:
    with drawing_settings():
        pages = report_pages(session, series_of(95.0, **AEROPLANE_WAVES), CROWDED_CONTEXT)
    for figure in pages:
        assert_nothing_overlaps(figure)


def assert_nothing_overlaps(figure: Figure) -> None:
    with drawing_settings():
        figure.set_dpi(200)
        figure.draw_without_rendering()
        boxes = [
            (text.get_text(), text.get_window_extent().padded(-3))
            for text in figure.texts
            if text.get_text()
        ]
        plots = [axes.get_tightbbox() for axes in figure.axes]
    width_px, height_px = figure.bbox.size
    per_mm = width_px / WIDTH_MM
    assert height_px / per_mm == pytest.approx(HEIGHT_MM)
    for text, box in boxes:
        assert box.x0 > 16 * per_mm, text
        assert box.x1 < width_px - 16 * per_mm, text
        assert box.y0 > 7 * per_mm, text
    for index, (text, box) in enumerate(boxes):
        others = [(other, found) for other, found in boxes[index + 1 :]]
        assert [other for other, found in others if box.overlaps(found)] == [], text
        assert not any(box.overlaps(plot) for plot in plots), text


def test_what_does_not_fit_is_counted() -> None:
    text = page_text(crowded(), series_of())
    assert len(re.findall(r"and \d+ more", text)) >= 3


def test_names_cannot_write_html(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    source = SourceRecord("video", f"{evil}.mp4", 1.0, 30, 30.0, 640, 480)
    quality = QualityRecord(1.0, 0, True, (evil,))
    session = aeroplane(person=evil, goal=evil, source=source, quality=quality, id=evil)
    page = html_file(session, series_of(**AEROPLANE_WAVES), tmp_path)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4


def test_the_html_asks_for_nothing_from_outside(tmp_path: Path) -> None:
    page = html_file(aeroplane(), series_of(**AEROPLANE_WAVES), tmp_path)
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in page
    assert '<meta charset="utf-8">' in page
    assert "<title>Hip Drill report: Hip aeroplane</title>" in page
    assert page.count("<svg ") == 3
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\((?!#)|@import|<link", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    used = set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", page))
    assert {one or other for one, other in used} <= set(ids)


def test_a_name_that_the_font_cannot_show_does_not_fail(tmp_path: Path) -> None:
    session = aeroplane(person="山田 $x^2$ \x07 🏃")
    write_report(session, series_of(), tmp_path, ["pdf", "html"])
    assert "?? $x^2$" in page_text(session, series_of())
    assert "山田 $x^2$" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_time_that_cannot_be_read_is_shown_as_it_is() -> None:
    assert "one fine day" in page_text(aeroplane(created="one fine day"), series_of())
