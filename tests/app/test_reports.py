"""The reports say what the session holds, say plainly what it lacks, and stay on one page."""

from __future__ import annotations

import html
import os
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.report_course import thinned
from app.report_paper import HEIGHT_MM, WIDTH_MM, drawing_settings
from app.report_pdf import report_page
from app.reports import write_report
from app.series import MEASURE_COLUMNS, AngleSeries
from app.session import QualityRecord, Range, Session, SourceRecord
from drills.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Reason, Side, View

if TYPE_CHECKING:
    from pathlib import Path

    from drills.events import Measure

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
