"""The words at the end of a run. No Qt."""

from __future__ import annotations

from app.practice.summary_model import (
    Summary,
    fault_of,
    folder_name,
    glance,
    said_at_the_end,
    summary,
)
from drills.core.events import Counts, Level, WarningKind
from tests.gui_builders import a_failure, a_session, an_outcome
from vision.datatypes import View


def test_title_and_detail():
    words = summary(an_outcome(a_session()))
    assert words.title == "Frogger rock: 3 reps"
    assert words.detail == (
        "clip.mp4 · 12 s · left side to the camera · view: left side · 95 % of the frames usable"
    )


def test_one_rep_is_not_reps():
    assert summary(an_outcome(a_session(counts=Counts(1)))).title.endswith(": 1 rep")


def test_a_level_is_said_and_an_unknown_view_is_not():
    words = summary(an_outcome(a_session(level=Level.KICKSTAND, view=View.UNKNOWN, side=None)))
    assert "kickstand" in words.detail
    assert "view" not in words.detail


def test_reasons_name_the_rep():
    assert summary(an_outcome(a_session())).reasons == (
        "Rep 2 (compensated): the low back rounded by 16°",
    )


def test_ranges_stand_by_side():
    (row,) = summary(an_outcome(a_session())).ranges
    assert (row.label, row.left, row.right) == ("Hip flexion", "101° (97 to 105)", "")


def test_warnings_are_gathered_by_kind():
    (line,) = summary(an_outcome(a_session())).warnings
    assert line.endswith(": 2 times, 3.0 s in all")


def test_notes_are_kept():
    assert summary(an_outcome(a_session())).notes == ("The feet were not in the picture.",)


def test_no_drill_and_no_reps():
    words = summary(an_outcome(a_session(drill=None, counts=Counts(), reps=(), ranges={})))
    assert words.title == "No drill found"
    assert (words.ranges, words.reasons) == ((), ())


def test_nothing_recorded():
    words = summary(an_outcome(None, a_failure()))
    assert words.counts is None
    assert words.failure == "camera 0 stopped sending pictures: plug it in again"


def test_the_folder_is_named_by_the_time():
    assert folder_name(a_session()) == "hipdrill-20260102-030405"
    assert folder_name(a_session(created="long ago")) == "hipdrill-abc"


def test_from_afar_the_counts_the_range_and_the_commonest_warning():
    large = glance(summary(an_outcome(a_session())))
    assert large.counts == Counts(2, 1)
    assert large.lines[0] == "Hip flexion: left 101° (97 to 105)"
    assert large.lines[-1].endswith(": 2 times, 3.0 s in all")


def test_without_a_rep_there_is_nothing_to_read_from_afar():
    assert glance(summary(an_outcome(a_session(counts=Counts())))) is None
    assert glance(Summary("Nothing was recorded", "")) is None


def test_the_end_is_told_with_the_rest_and_what_comes_after_it():
    words = summary(an_outcome(a_session()), upcoming="Next: 5 reps on the right side.")
    assert said_at_the_end(words, None) == "2 of 3 clean"
    told = "2 of 3 clean. Rest 30 seconds. Next: 5 reps on the right side."
    assert said_at_the_end(words, 30.0) == told


def test_the_rest_is_told_once_and_what_comes_after_it_can_be_read_from_afar():
    upcoming = "Rest 30 seconds. Then set 2 of 2: 4 reps to go."
    words = summary(an_outcome(a_session()), upcoming=upcoming)
    assert said_at_the_end(words, 30.0) == f"2 of 3 clean. {upcoming}"
    assert glance(words, counts_down=True).upcoming == "Then set 2 of 2: 4 reps to go."
    assert glance(words).upcoming == upcoming


def test_a_reason_tells_its_fault():
    assert (
        fault_of("Rep 2 (compensated): the low back rounded by 16°") is WarningKind.LUMBAR_FLEXION
    )
    assert fault_of("Rep 1 (partial): not all the way back") is None
