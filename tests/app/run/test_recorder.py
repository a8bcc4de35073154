"""Frame results to a session: sides, ranges, notes, and nothing invented."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from app.export.results import reps_csv, save_results
from app.run.pipeline import FrameResult, Settings
from app.run.recorder import Recorder, ranges_of
from app.session.file import from_json, to_json
from app.session.model import Range
from drills.core.events import (
    Counts,
    Drill,
    Level,
    Rep,
    RepCompleted,
    RepResult,
    RepVoided,
    Warning,
    WarningCleared,
    WarningKind,
)
from tests.store_builders import series_from_csv
from vision.capture.frame_source import SourceInfo
from vision.datatypes import (
    Absent,
    Estimate,
    Pose,
    Posture,
    Quality,
    Reason,
    Sample,
    Side,
    View,
)
from vision.measures import COLUMNS

INFO = SourceInfo("video", "clip.mp4", 30.0)
NOTHING = Absent(Reason.NOT_CALIBRATED)


def a_pose(outside=()):
    points = np.full((33, 2), 50.0)
    points[list(outside)] = 500.0
    return Pose(0.0, (100, 100), points, np.ones(33), np.zeros((33, 3)))


def a_result(t_s, *, events=None, reason=None, measures=None, outside=(), **changes):
    sample = Sample(
        t_s,
        changes.pop("posture", Posture.ALL_FOURS),
        changes.pop("view", View.LEFT),
        Quality(0.0 if reason else 1.0, reason),
        measures or {},
        changes.pop("signals", {}),
    )
    fields = {
        "index": 0,
        "t_s": t_s,
        "size_px": (100, 100),
        "pose": None if reason else a_pose(outside),
        "sample": sample,
        "drill": None,
        "side": None,
        "level": None,
        "phase": "start",
        "rep_index": 0,
        "counts": Counts(),
        "events": (),
        "warnings": (),
        "hip": NOTHING,
        "spine": NOTHING,
        "hint": "",
        "all_events": events or {},
    }
    return FrameResult(**(fields | changes))


def a_rep(side=Side.LEFT, result=RepResult.CLEAN, **measures):
    return Rep(side, 0.0, 0.5, 1.0, result, (), measures)


def completed(rep, index=1):
    return RepCompleted(1.0, index, rep)


def recorded(*results, settings=None):
    recorder = Recorder(settings)
    for result in results:
        recorder.add(result)
    return recorder


def test_the_level_of_a_rock_is_the_width_that_was_seen_most():
    rep = RepCompleted(0.9, 1, a_rep())
    seen = [
        a_result(t, events={Drill.FROGGER: (rep,)} if t == 0.0 else None, rep_index=1, level_name=n)
        for t, n in ((0.0, "knees_wide"), (0.1, "knees_wide"), (0.2, "single_leg"))
    ]
    session = recorded(*seen, *seen[2:], *seen[2:]).session(INFO)
    assert session.level == "knees_wide"  # never another drill's level
    assert from_json(to_json(session)).level == "knees_wide"
    unseen = recorded(a_result(0.0, events={Drill.FROGGER: (rep,)}, rep_index=1)).session(INFO)
    assert unseen.level is None


def test_nothing_seen_gives_no_drill_and_says_nobody():
    recorder = recorded(*(a_result(i / 10, reason=Reason.TRACKING_LOST) for i in range(20)))
    session = recorder.session(INFO)
    assert session.drill is None
    assert session.reps == ()
    assert session.ranges == {}
    assert session.quality.notes == ("Nobody was seen.",)
    assert session.quality.seen_fraction == 0.0
    assert session.quality.rejected_frames == 20


def test_no_frame_at_all_is_no_division_by_zero():
    session = recorded().session(INFO)
    assert (session.source.frames, session.source.duration_s) == (0, 0.0)
    assert session.quality.seen_fraction == 0.0


def test_the_drill_with_full_reps_wins_and_brings_only_its_own_events():
    lift = {Drill.FOOT_LIFT: (completed(a_rep(Side.RIGHT)),)}
    warning = Warning(WarningKind.LUMBAR_FLEXION, 0.1, 0.9, Estimate(20, 15, 25), 1)
    rocks = {Drill.FROGGER: (completed(a_rep()), WarningCleared(1.0, warning), completed(a_rep()))}
    session = recorded(a_result(0.0, events=lift), a_result(0.1, events=rocks)).session(INFO)
    assert session.drill is Drill.FROGGER
    assert session.counts == Counts(clean=2)
    assert session.side == "left"
    assert session.warnings == (warning,)


def test_a_named_drill_is_the_only_one_and_another_side_than_the_named_is_noted():
    events = {
        Drill.FROGGER: (completed(a_rep()), completed(a_rep())),
        Drill.FOOT_LIFT: (completed(a_rep()),),
    }
    settings = Settings(drill=Drill.FOOT_LIFT, side=Side.RIGHT)
    session = recorded(a_result(0.0, events=events), settings=settings).session(INFO)
    assert session.drill is Drill.FOOT_LIFT
    assert session.side == "left"
    assert any("right side was asked for" in note for note in session.quality.notes)


def test_lifts_of_both_feet_are_both():
    events = {Drill.FOOT_LIFT: (completed(a_rep(Side.LEFT)), completed(a_rep(Side.RIGHT), 2))}
    assert recorded(a_result(0.0, events=events)).session(INFO).side == "both"


def test_the_level_of_the_reps_is_kept_for_the_aeroplane_only():
    turn = {Drill.AEROPLANE: (completed(a_rep()),)}
    result = a_result(0.0, events=turn, level_name="kickstand", rep_index=1)
    assert recorded(result).session(INFO).level == Level.KICKSTAND
    rocks = {Drill.FROGGER: (completed(a_rep()),)}
    result = a_result(0.0, events=rocks, level_name="kickstand", rep_index=1)
    assert recorded(result).session(INFO).level is None


def test_ranges_take_the_best_full_rep_of_a_side_and_never_a_compensation():
    low, high = Estimate(100, 90, 110), Estimate(120, 110, 130)
    most = Estimate(150, 140, 160)
    reps = (
        a_rep(hip_flexion_deg=low, lumbar_flexion_deg=high),
        a_rep(result=RepResult.COMPENSATED, hip_flexion_deg=high),
        a_rep(result=RepResult.PARTIAL, hip_flexion_deg=most),
        a_rep(Side.RIGHT, hip_flexion_deg=Absent(Reason.NOT_VISIBLE)),
    )
    ranges = ranges_of(reps)
    assert set(ranges) == {Side.LEFT}
    assert set(ranges[Side.LEFT]) == {"hip_flexion_deg"}
    assert ranges[Side.LEFT]["hip_flexion_deg"].measure == high
    assert ranges[Side.LEFT]["hip_flexion_deg"].from_reps == 2


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([a_result(i / 10, outside=(27, 28, 31, 32)) for i in range(4)], "feet were not in"),
        ([a_result(i / 10, people=2) for i in range(3)], "Several people"),
        ([a_result(0.0, identity_changes=1)], "tracked person changed"),
        ([a_result(i / 10, reason=Reason.NOT_VISIBLE) for i in range(4)], "cut off or too small"),
        ([a_result(0.0)], "No rep of"),
    ],
)
def test_what_went_wrong_is_noted(results, words):
    notes = recorded(*results).session(INFO).quality.notes
    assert any(words in note for note in notes), notes


@pytest.mark.parametrize(
    ("posture", "words"),
    [(Posture.ALL_FOURS, "You were on all fours for 5 s"), (Posture.HINGED, "hinged forward")],
)
def test_a_start_that_was_never_learnt_says_what_to_do(posture, words):
    results = [a_result(i / 10, posture=posture) for i in range(51)]
    notes = recorded(*results).session(INFO).quality.notes
    (note,) = [note for note in notes if words in note]
    assert "hold it for a second" in note
    learnt = a_result(5.1, posture=posture, signals={"rock_deg": 0.0})
    notes = recorded(*results, learnt).session(INFO).quality.notes
    assert not any("hold it for a second" in note for note in notes)


@pytest.mark.parametrize(("leaps", "is_noted"), [(0, False), (1, False), (3, True)])
def test_turns_that_leap_from_frame_to_frame_are_noted(leaps, is_noted):
    """The pose model takes a starved picture for a turn of 30 deg and back, many times."""
    leapt = {40 * k for k in range(1, leaps + 1)}
    turns_deg = [30.0 if i in leapt else 0.0 for i in range(150)]
    events = {Drill.AEROPLANE: (completed(a_rep()),)}
    results = [
        a_result(i / 15, posture=Posture.HINGED, signals={"turn_deg": turn_deg}, events=events)
        for i, turn_deg in enumerate(turns_deg)
    ]
    notes = recorded(*results).session(INFO).quality.notes
    assert any("leap as no body can" in note for note in notes) is is_noted


def test_swift_turns_do_not_leap():
    """35 deg in 0.4 s is more than anybody does in this drill."""
    turns_deg = [17.5 - 17.5 * np.cos(np.pi * i / 12) for i in range(300)]
    events = {Drill.AEROPLANE: (completed(a_rep()),)}
    results = [
        a_result(i / 30, posture=Posture.HINGED, signals={"turn_deg": turn_deg}, events=events)
        for i, turn_deg in enumerate(turns_deg)
    ]
    notes = recorded(*results).session(INFO).quality.notes
    assert not any("leap as no body can" in note for note in notes)


def test_too_few_pictures_are_not_blamed_on_the_person():
    results = [a_result(i / 3, posture=Posture.ALL_FOURS) for i in range(31)]
    notes = recorded(*results).session(INFO).quality.notes
    assert not any("hold it for a second" in note for note in notes)


def test_from_behind_without_a_rep_the_view_is_named():
    results = [a_result(i / 10, posture=Posture.HINGED, view=View.REAR) for i in range(5)]
    notes = recorded(*results).session(INFO).quality.notes
    assert any("face the camera" in note for note in notes)


def test_one_look_that_finds_two_people_among_many_is_not_several():
    results = [a_result(i / 10, people=2 if i == 0 else 1) for i in range(5)]
    notes = recorded(*results).session(INFO).quality.notes
    assert not any("Several" in note for note in notes)


def test_a_voided_rep_and_a_view_that_measures_badly_are_noted():
    events = {Drill.FROGGER: (RepVoided(0.5, 0.1), completed(a_rep()))}
    notes = recorded(a_result(0.0, events=events, view=View.FRONT)).session(INFO).quality.notes
    assert any("1 rep(s) not counted" in note for note in notes)
    assert any("Turn your left or right side to the camera" in note for note in notes)


def test_the_last_events_belong_to_the_drill_that_was_done():
    recorder = recorded(a_result(0.0, events={Drill.FROGGER: (completed(a_rep()),)}))
    warning = Warning(WarningKind.LUMBAR_FLEXION, 0.1, 0.9, Estimate(20, 15, 25), 1)
    recorder.finish((WarningCleared(1.0, warning),))
    assert recorder.session(INFO).warnings == (warning,)


def test_warnings_of_the_drill_asked_for_are_kept_without_a_rep():
    first, last = (
        Warning(WarningKind.LUMBAR_EXTENSION, t_s, t_s + 1, Estimate(-30, -35, -25), rep)
        for t_s, rep in ((1.0, None), (5.0, 1))
    )
    heard = a_result(2.0, events={Drill.FROGGER: (WarningCleared(2.0, first),)})
    for settings, kept in (
        (Settings(drill=Drill.FROGGER), (first, replace(last, rep=None))),
        (Settings(), ()),
    ):
        recorder = recorded(heard, settings=settings)
        recorder.finish((WarningCleared(6.0, last),))
        session = recorder.session(INFO)
        assert session.drill is None
        assert session.warnings == kept, "the rep of the second never came to an end"


def test_angles_csv_keeps_values_and_leaves_absent_cells_empty():
    measures = {
        "hinge_deg": Estimate(70.5, 64.5, 76.5),
        "lumbar_flexion_deg": Absent(Reason.WRONG_VIEW),
    }
    series = recorded(
        a_result(0.0, measures=measures, phase='a "word", with a comma'),
        a_result(0.04, reason=Reason.TRACKING_LOST),
    ).series()
    text = series.to_csv()
    header, first, second = text.split("\r\n")[:3]
    assert header.startswith("time_s,phase,rep,hip_excursion_left_deg,hip_excursion_left_deg_low")
    assert header.endswith("seen,reason")
    assert "70.50,64.50,76.50" in first
    assert second.endswith("0.00,tracking_lost")
    again = series_from_csv(text)
    assert again.phase == series.phase
    assert again.reason == ("", "tracking_lost")
    for name in COLUMNS:
        np.testing.assert_allclose(again.measures[name], series.measures[name], equal_nan=True)


def test_result_files_are_written_and_an_unwritable_folder_raises(tmp_path):
    recorder = recorded(a_result(0.0, events={Drill.FROGGER: (completed(a_rep()),)}))
    session, series = recorder.session(INFO), recorder.series()
    written = save_results(session, series, tmp_path / "new", formats=("json", "csv"))
    assert [path.name for path in written] == ["session.json", "reps.csv", "angles.csv"]
    assert all(path.stat().st_size > 0 for path in written)
    assert not list((tmp_path / "new").glob(".*")), "temporary files are gone"
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        save_results(session, series, tmp_path / "file", formats=("json",))


def test_the_rep_column_agrees_with_the_reps():
    rep = Rep(Side.LEFT, 0.2, 0.3, 0.4, RepResult.CLEAN)
    results = [a_result(i / 10, rep_index=9) for i in range(7)]
    results.append(a_result(0.7, events={Drill.FROGGER: (completed(rep),)}))
    assert recorded(*results).series().rep.tolist() == [0, 0, 1, 1, 1, 0, 0, 0]


def test_the_view_is_that_of_the_drill_and_another_drill_is_noted():
    turns = {Drill.AEROPLANE: tuple(completed(a_rep(), i) for i in (1, 2))}
    rocks = {Drill.FROGGER: tuple(completed(a_rep(), i) for i in (1, 2, 3))}
    standing = [a_result(i / 10, posture=Posture.HINGED, view=View.FRONT) for i in range(9)]
    session = recorded(*standing, a_result(1.0, events=turns), a_result(1.1, events=rocks)).session(
        INFO
    )
    assert session.drill is Drill.FROGGER
    assert session.view is View.LEFT
    assert any("another drill (hip aeroplane)" in note for note in session.quality.notes)


def test_unjudged_reps_are_noted_with_what_to_change():
    why = "the low back could not be seen; turn your side to the camera"
    unjudged = replace(a_rep(result=RepResult.UNJUDGED), reasons=(why,))
    events = {Drill.FROGGER: (completed(a_rep()), completed(unjudged, 2), completed(unjudged, 3))}
    session = recorded(a_result(0.0, events=events)).session(INFO)
    assert f"2 of 3 reps could not be judged: {why}." in session.quality.notes
    assert session.counts == Counts(clean=1, unjudged=2)


def test_range_before_the_compensation_is_never_that_of_an_unjudged_rep():
    reps = (
        a_rep(clean_hip_flexion_deg=Estimate(100, 95, 105)),
        a_rep(
            result=RepResult.UNJUDGED,
            clean_hip_flexion_deg=Estimate(125, 120, 130),
            hip_flexion_deg=Estimate(126, 120, 130),
        ),
    )
    ranges = ranges_of(reps)[Side.LEFT]
    assert ranges["clean_hip_flexion_deg"] == Range(Estimate(100, 95, 105), 1)
    assert ranges["hip_flexion_deg"].measure.value == 126


def test_reps_csv_has_one_row_a_rep_with_all_measures_of_the_set():
    events = {
        Drill.FROGGER: (
            completed(a_rep(hip_flexion_deg=Estimate(100, 90, 110))),
            completed(a_rep(hip_flexion_deg=Absent(Reason.NOT_VISIBLE)), 2),
        )
    }
    rows = reps_csv(recorded(a_result(0.0, events=events)).session(INFO)).split("\r\n")
    assert rows[0].endswith("hip_flexion_deg,hip_flexion_deg_low,hip_flexion_deg_high")
    assert rows[1] == "1,left,0.000,0.500,1.000,clean,,,,,100.00,90.00,110.00"
    assert rows[2] == "2,left,0.000,0.500,1.000,clean,,,,,,,"


def test_reps_csv_names_what_was_not_seen():
    unseen = (WarningKind.LUMBAR_FLEXION, WarningKind.SPINE_TWIST)
    rep = replace(a_rep(result=RepResult.UNJUDGED), reasons=("why",), not_seen=unseen)
    session = recorded(a_result(0.0, events={Drill.FROGGER: (completed(rep),)})).session(INFO)
    (row,) = csv.DictReader(io.StringIO(reps_csv(session)))
    assert (row["result"], row["reasons"]) == ("unjudged", "why")
    assert row["not_seen"] == "lumbar_flexion spine_twist"
