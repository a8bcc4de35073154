"""Sessions in which every figure is known, for the tests of the store and of progress."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.run.pipeline import FrameResult
from app.run.recorder import counts_of, ranges_of
from app.session.file import to_json
from app.session.model import QualityRecord, Session, SourceRecord
from app.session.series import TRACKED, AngleSeries
from app.store import StoreError
from drills.core.events import (
    Counts,
    Drill,
    Level,
    Rep,
    RepCompleted,
    RepResult,
    Warning,
    WarningKind,
)
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

MODEL = "a" * 64
START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


def a_rep(number=1, side=Side.LEFT, result=RepResult.CLEAN, open_deg=30.0, half_deg=3.0, **more):
    start_s = 4.0 * number
    reasons = () if result is RepResult.CLEAN else ("the spine twisted by 14 deg (11 to 17)",)
    measures = {
        "pelvis_rotation_open_deg": Estimate.around(open_deg, half_deg),
        "hinge_deg": Absent(Reason.WRONG_VIEW),
        **more,
    }
    return Rep(side, start_s, start_s + 1.5, start_s + 3.0, result, reasons, measures)


def as_schema_1(session):
    """Return the object of session.json as in its first schema."""
    data = to_json(session) | {"schema": "hipdrill.session/1"}
    for entry in (data, data["counts"], *data["reps"]):
        for name in ("zero", "standing_deg", "unjudged", "not_seen"):
            entry.pop(name, None)
    return data


def a_session(session_id="s1", reps=None, *, days=0.0, person="Ann", drill=Drill.AEROPLANE, **more):
    made = tuple([a_rep(1), a_rep(2)] if reps is None else reps)
    warning = Warning(WarningKind.SPINE_TWIST, 5.5, 6.5, Estimate(14.0, 11.0, 17.0), 1)
    fields = {
        "id": session_id,
        "created": (START + timedelta(days=days)).isoformat(timespec="seconds"),
        "program_version": "0.1.0",
        "model": "pose_landmarker_full",
        "model_sha256": MODEL,
        "source": SourceRecord("camera", "camera 0", 40.0, 1200, 30.0, 640, 480),
        "drill": drill,
        "level": Level.SINGLE_LEG if drill is Drill.AEROPLANE else None,
        "side": "left",
        "view": View.FRONT,
        "counts": counts_of(made),
        "reps": made,
        "warnings": (warning,) if made else (),
        "ranges": ranges_of(made),
        "quality": QualityRecord(0.97, 3, True, ("A note.",)),
        "person": person,
        "goal": "everyday",
    }
    return Session(**(fields | more))


def a_series(frames=90, fps=30.0, *, landmarks=True):
    t_s = np.round(np.arange(frames) / fps, 4)
    measures = {name: np.full((frames, 3), np.nan) for name in COLUMNS}
    wave = np.round(35.0 * np.sin(t_s), 2)
    measures["pelvis_rotation_deg"] = np.stack([wave, wave - 3, wave + 3], axis=1)
    measures["pelvis_rotation_deg"][10:20] = np.nan
    marks = np.round(np.sin(np.arange(frames * len(TRACKED) * 3)), 3).astype(np.float32)
    return AngleSeries(
        t_s=t_s,
        phase=tuple("turning" if i % 40 else "hold" for i in range(frames)),
        rep=np.repeat(np.arange(frames // 10 + 1), 10)[:frames],
        measures=measures,
        seen=np.round(np.linspace(0, 1, frames), 2),
        reason=tuple("tracking_lost" if 10 <= i < 20 else "" for i in range(frames)),
        landmarks_m=marks.reshape(frames, len(TRACKED), 3) if landmarks else None,
    )


NOTHING = Absent(Reason.NOT_CALIBRATED)
INFO = SourceInfo("camera", "camera 0", 30.0)


def a_result(t_s, events=(), drill=Drill.AEROPLANE):
    """Return the pipeline's result for one frame in which some events happened."""
    measures = {"pelvis_rotation_deg": Estimate.around(30.0 * np.sin(t_s), 3.0)}
    sample = Sample(t_s, Posture.HINGED, View.FRONT, Quality(1.0), measures, {"turn_deg": 1.0})
    pose = Pose(t_s, (64, 48), np.full((33, 2), 20.0), np.ones(33), np.full((33, 3), 0.5))
    return FrameResult(
        index=0, t_s=t_s, size_px=(64, 48), pose=pose, sample=sample, drill=drill, side=Side.LEFT,
        level=Level.KICKSTAND, phase="hold", rep_index=1, counts=Counts(), events=tuple(events),
        warnings=(), hip=NOTHING, spine=NOTHING, hint="", all_events={drill: tuple(events)},
    )  # fmt: skip


def practise(recorder, journal, reps, frames_each=30, said=lambda number: None):
    """Feed reps of one second each to a recorder and its journal."""
    for number in range(1, reps + 1):
        for frame in range(frames_each):
            t_s = (number - 1) + frame / frames_each
            ended = (RepCompleted(t_s, number, a_rep_at(number)),)
            result = a_result(t_s, ended if frame == frames_each - 1 else ())
            recorder.add(result)
            journal.after(result)
        said(number)


def a_rep_at(number):
    made = a_rep(number, open_deg=20.0 + number % 20)
    return Rep(made.side, number - 1.0, number - 0.5, number - 0.1, made.result, (), made.measures)


def series_from_csv(text):
    """Read angles.csv back."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    def column(*keys):
        return np.array([[float(row[key] or "nan") for key in keys] for row in rows]).reshape(
            -1, len(keys)
        )

    return AngleSeries(
        t_s=column("time_s")[:, 0],
        phase=tuple(row["phase"] for row in rows),
        rep=column("rep")[:, 0].astype(np.int64),
        measures={name: column(name, f"{name}_low", f"{name}_high") for name in COLUMNS},
        seen=column("seen")[:, 0],
        reason=tuple(row["reason"] for row in rows),
    )


def trouble_of(call):
    """Return the trouble of a call that fails, with one line on what happened and what to do."""
    with pytest.raises(StoreError) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert ": " in str(caught.value)
    return caught.value.trouble
