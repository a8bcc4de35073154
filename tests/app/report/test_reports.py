"""The reports say what the session holds, the same on paper and on screen, and what it lacks."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.export.results import save_results
from app.report.content import report
from app.report.context import ReportContext
from app.report.typeset.html import html_of
from app.report.typeset.pdf import pdf_of
from app.report.write import write_report
from app.session.model import QualityRecord, Range, SourceRecord
from app.session.model import Zero as HipZero
from drills.core.events import Drill, RepResult
from tests.report_builders import (
    AEROPLANE_WAVES,
    UNSEEN_REASON,
    aeroplane,
    aeroplane_rep,
    crowded,
    html_text,
    pdf_text,
    read,
    rep_of,
    series_of,
    session_of,
)
from vision.datatypes import Absent, Estimate, Reason, Side, View

if TYPE_CHECKING:
    from pathlib import Path

    from app.session.model import Session
    from app.session.series import AngleSeries

CONTEXT = ReportContext(
    changes=tuple(
        f"Pelvis rotation, open, left side: {n}° (1 to 9) more than in the 4 sessions before: "
        "no clear difference (measured by another model, filmed from another view)."
        for n in range(9)
    ),
    said=("Pain: 3 out of 10.", "“" + "It pinched a little at the end. " * 30 + "”"),
    next_step="Stay at this level until a whole set is clean.",
)


def texts(
    session: Session, series: AngleSeries | None = None, context: ReportContext | None = None
) -> dict[str, str]:
    """What the PDF and the HTML page say."""
    document = report(session, series or series_of(**AEROPLANE_WAVES), context)
    return {"pdf": pdf_text(pdf_of(document)), "html": html_text(html_of(document))}


# Files


def test_a_usual_report_is_a_page_for_the_person_and_one_for_the_clinician(tmp_path: Path) -> None:
    series = series_of(**AEROPLANE_WAVES)
    (path,) = write_report(aeroplane(), series, tmp_path / "new", ["pdf"])
    assert path == tmp_path / "new" / "report.pdf"
    assert path.stat().st_size < 300_000
    first, second = (page.extract_text() for page in PdfReader(path).pages)
    assert "Why reps were not clean" in first
    assert "page 1 of 2" in first
    assert "Hip aeroplane: measurements and method" in second
    assert "page 2 of 2" in second


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
        "Rep 2, compensated: your spine twists instead of your hip, 14° (",
    ),
    ("why partial", "Rep 3, partial: not closed"),
    ("the warning", "Your spine twists instead of your hip 1 14° ("),
    ("the tallies", "3 reps counted"),
    ("name", "Name not given"),
    ("when", "2025-11-22 18:05"),
    ("source", "clip.mp4 (32 s)"),
    ("level", "single leg"),
    ("side", "left leg standing"),
    ("view", "Filmed from left side"),
    ("goal", "everyday and running"),
    ("interval meaning", "the 90 % interval: nine times out of ten"),
    ("stop sign", "Pinching at the front of the hip"),
    ("disclaimer", "is not a medical device"),
]


@pytest.fixture(scope="module")
def both() -> dict[str, str]:
    return texts(aeroplane())


@pytest.mark.parametrize("kind", ["pdf", "html"])
@pytest.mark.parametrize("wanted", [wanted for _, wanted in SAID], ids=[name for name, _ in SAID])
def test_both_reports_say_it(wanted: str, kind: str, both: dict[str, str]) -> None:
    assert wanted in both[kind]


def test_paper_and_screen_say_the_same_words() -> None:
    document = report(aeroplane([]), series_of())
    paper = set(re.findall(r"[\w°%]+", pdf_text(pdf_of(document))))
    screen = set(re.findall(r"[\w°%]+", html_text(html_of(document))))
    assert screen - paper == set()
    extra = {word for word in paper - screen if not word.isdigit()}
    assert extra == {"page", "angle", "°"}  # under the page, beside a plot


def test_all_four_tallies_stand_beside_their_names() -> None:
    results = [RepResult.CLEAN] * 4 + [RepResult.PARTIAL] + [RepResult.UNJUDGED] * 2
    reps = [aeroplane_rep(n, result) for n, result in enumerate(results, 1)]
    said = texts(aeroplane(reps))
    for text in said.values():
        assert "● 4 clean ▲ 0 compensated ■ 1 partial ◆ 2 not judged" in text
        assert f"Reps 6 and 7, not judged: {UNSEEN_REASON}" in text
        assert "The low back could not be seen well enough in reps 6 and 7." in text


def test_a_clean_set_gives_no_reasons() -> None:
    for text in texts(aeroplane([aeroplane_rep(1)], warnings=())).values():
        assert "not clean" not in text
        assert "Warnings None." in text


@pytest.mark.parametrize("value", [30.4996, 30.5, 12.345, 0.4, 99.994])
def test_every_format_shows_the_number_of_session_json(value: float, tmp_path: Path) -> None:
    found = Estimate(value, value - 4.25, value + 3.75)
    ranges = {Side.LEFT: {"pelvis_rotation_open_deg": Range(found, 3)}}
    session = aeroplane([aeroplane_rep(1, pelvis_rotation_open_deg=found)], ranges=ranges)
    save_results(session, series_of(), tmp_path, ["json", "pdf", "html"])
    kept = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    measure = kept["ranges"]["left"]["pelvis_rotation_open_deg"]
    whole = [
        str(Decimal(str(measure[part])).quantize(Decimal(1), ROUND_HALF_UP)).replace("-0", "0")
        for part in ("value", "low", "high")
    ]
    shown = f"{whole[0]}° ({whole[1]} to {whole[2]}) from {measure['from_reps']} reps"
    assert shown in pdf_text((tmp_path / "report.pdf").read_bytes())
    assert shown in html_text((tmp_path / "report.html").read_text(encoding="utf-8"))


def test_both_sides_have_their_own_column() -> None:
    reps = [rep_of(1, side=Side.LEFT), rep_of(2, side=Side.RIGHT)]
    ranges = {
        Side.LEFT: {"hip_rotation_internal_deg": Range(Estimate(33.0, 28.0, 38.0), 1)},
        Side.RIGHT: {"hip_rotation_internal_deg": Range(Estimate(21.0, 16.0, 26.0), 1)},
    }
    session = session_of(Drill.FOOT_LIFT, reps, side="both", ranges=ranges)
    for text in texts(session).values():
        assert "Measure left foot lifted right foot lifted" in text
        row = "Hip rotation, internal 33° (28 to 38) from 1 rep 21° (16 to 26) from 1 rep"
        assert row in text


def test_the_most_frequent_reason_explains_an_absent_range() -> None:
    absent = [Reason.TRACKING_LOST, Reason.NOT_CALIBRATED, Reason.NOT_CALIBRATED]
    reps = [rep_of(n, hip_flexion_deg=Absent(reason)) for n, reason in enumerate(absent, 1)]
    text = texts(session_of(Drill.FROGGER, reps))["pdf"]
    assert "Hip flexion cannot be seen from here (no still start position to compare with)" in text
    assert "tracking lost" not in text


def test_the_sum_of_hip_and_low_back_is_never_called_hip_flexion() -> None:
    peaks = {"trunk_thigh_flexion_deg": Estimate(118.0, 115.0, 121.0)}
    text = texts(session_of(Drill.FROGGER, [rep_of(1, **peaks)]))["pdf"]
    assert "Trunk to thigh (hip + low back) 118° (115 to 121)" in text


def test_ratios_have_two_decimals_and_their_unit() -> None:
    peaks = {"knee_width_ratio": Estimate(1.254, 1.18, 1.316)}
    text = texts(session_of(Drill.FROGGER, [rep_of(1, **peaks)]))["pdf"]
    assert "1.25 shoulder widths (1.18 to 1.32)" in text


@pytest.mark.parametrize(
    ("count", "words"), [(1, "; 1 frame left out."), (7, "; 7 frames left out."), (0, " time.")]
)
def test_one_frame_is_no_plural(count: int, words: str) -> None:
    session = aeroplane(quality=QualityRecord(0.97, count, True))
    assert words in texts(session)["html"]


@pytest.mark.parametrize(
    ("zero", "words"),
    [
        (HipZero.STANDING, "quiet standing in this recording"),
        (HipZero.KEPT, "quiet standing in an earlier recording"),
        (HipZero.TYPICAL, "was not seen standing"),
        (None, "quiet start. Each value"),
    ],
)
def test_the_zero_of_hip_flexion_is_named(zero: HipZero | None, words: str) -> None:
    assert words in texts(aeroplane(zero=zero))["html"]


def test_a_name_in_another_script_is_in_both() -> None:
    for text in texts(aeroplane(person="山田 太郎")).values():
        assert "山田 太郎" in text


# Little, much and strange


def test_no_drill_is_said_plainly_and_invents_nothing() -> None:
    note = "The person was out of the picture for most of the time."
    session = session_of(
        None, [], side=None, view=View.UNKNOWN, quality=QualityRecord(0.4, 2, False, (note,))
    )
    document = report(session, series_of(**AEROPLANE_WAVES))
    assert len(document.pages) == 1
    for text in texts(session).values():
        assert "No drill found" in text
        assert "nothing was measured" in text
        assert note in text
        assert "°" not in text


@pytest.mark.parametrize("duration_s", [0.0, 5.0])
def test_no_rep_is_said_plainly(duration_s: float) -> None:
    for text in texts(aeroplane([]), series_of(duration_s)).values():
        assert "No rep was counted." in text
        assert "No rep to show." in text
        assert "no rep to measure" in text
        assert "no clean rep yet; goal 20 to 30°" in text
        assert "The angles over time: cannot be seen from here." in text


def test_an_unknown_goal_is_said_to_have_no_target() -> None:
    for text in texts(aeroplane(goal="win the cup")).values():
        assert "This goal has no target for this drill." in text


def test_much_to_say_flows_on_and_nothing_is_lost() -> None:
    document = report(crowded(), series_of(95.0, **AEROPLANE_WAVES), CONTEXT)
    paper, screen = pdf_text(pdf_of(document)), html_text(html_of(document))
    for text in (paper, screen):
        assert "Note 36: a sentence on the recording that is long enough." in text
        assert "and 8 more" in text
        assert "reason 29 of its own, told at some length" in text
        assert "Next: Stay at this level until a whole set is clean." in text
        assert text.count("It pinched a little at the end.") == 30
        for number in range(9):
            assert f"left side: {number}° (1 to 9) more" in text
    assert "page 4 of" in paper


def test_a_usual_session_with_all_its_words_stays_on_two_pages() -> None:
    notes = tuple(f"Note {n}: a sentence on the recording that is long enough." for n in range(4))
    names = ("side_bend_deg", "sway_ratio", "spine_twist_open_deg", "spine_twist_closed_deg")
    more = {name: Estimate(1.0, -1.0, 3.0) for name in names}
    session = aeroplane(
        [aeroplane_rep(n, list(RepResult)[n % 4], **more) for n in range(10)],
        person="Maximiliana Musterfrau",
        quality=QualityRecord(0.9, 12, True, notes),
    )
    context = replace(CONTEXT, changes=CONTEXT.changes[:3], said=("Pain: 3 out of 10.",))
    paper = pdf_text(pdf_of(report(session, series_of(40.0, **AEROPLANE_WAVES), context)))
    assert "page 2 of 2" in paper


def test_names_cannot_write_html(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    source = SourceRecord("video", f"{evil}.mp4", 1.0, 30, 30.0, 640, 480)
    quality = QualityRecord(1.0, 0, True, (evil,))
    session = aeroplane(person=evil, goal=evil, source=source, quality=quality, id=evil)
    (path,) = write_report(session, series_of(**AEROPLANE_WAVES), tmp_path, ["html"])
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4
    assert len(read(page).all("svg")) == 2  # and no goal, so no third plot


def test_a_time_that_cannot_be_read_is_shown_as_it_is() -> None:
    for text in texts(aeroplane(created="one fine day")).values():
        assert "Recorded one fine day" in text
