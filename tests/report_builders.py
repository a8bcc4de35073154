"""Sessions, angles and pages for the tests of reports."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
from pypdf import PdfReader

from app.session.model import QualityRecord, Range, Session, SourceRecord
from app.session.series import AngleSeries
from drills.core.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Reason, Side, View
from vision.measures import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.datatypes import Measure

TWIST_REASON = "the spine twisted instead of the hip by 14 deg (11 to 17)"
UNSEEN_REASON = "the low back could not be seen; turn your side to the camera"
AEROPLANE_WAVES = {"pelvis_rotation_deg": (30.0, 4.0), "spine_twist_deg": (9.0, 3.0)}


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
    reasons = {
        RepResult.COMPENSATED: (TWIST_REASON,),
        RepResult.PARTIAL: ("not closed",),
        RepResult.UNJUDGED: (UNSEEN_REASON,),
    }
    not_seen = (WarningKind.LUMBAR_FLEXION,) if result is RepResult.UNJUDGED else ()
    return Rep(
        side,
        start_s,
        start_s + 1.2,
        start_s + 2.4,
        result,
        reasons.get(result, ()),
        peaks,
        not_seen=not_seen,
    )


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
    """Return angles that swing about 0; ``waves`` are (amplitude, half-width of the interval)."""
    t_s = np.arange(0, duration_s, 1 / 30)
    measures = {name: np.full((len(t_s), 3), np.nan) for name in COLUMNS}
    for name, (amplitude, half_deg) in waves.items():
        value = amplitude * np.sin(2 * np.pi * t_s / 3.0)
        measures[name] = np.stack([value, value - half_deg, value + half_deg], axis=1)
    none = ("",) * len(t_s)
    return AngleSeries(t_s, none, np.zeros(len(t_s), np.int64), measures, np.ones(len(t_s)), none)


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
        side: {name: Range(Estimate(1.25, 1.18, 1.32), 15) for name in COLUMNS} for side in Side
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


# ---------------------------------------------------------------- reading pages back


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF on one line, as a reader would copy it."""
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags(data: bytes) -> list[tuple[str, dict[str, object]]]:
    """Return the structure of a tagged PDF from top to bottom: each tag with its dictionary."""
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    return list(_walk(root["/StructTreeRoot"]["/K"]))


def _walk(node: object) -> Iterator[tuple[str, dict[str, object]]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            yield from _walk(part)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), node
        if "/K" in node:
            yield from _walk(node["/K"])


@dataclass
class Seen(HTMLParser):
    """What a reader finds in an HTML page: its text, headings, tags with their attributes."""

    text: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"style", "svg", "title"} & set(self.open):
            return
        self.text.append(data)
        if self.open and self.open[-1] in ("h1", "h2", "h3", "h4"):
            level, heading = self.headings[-1]
            self.headings[-1] = (level, heading + data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(page: str) -> Seen:
    """Read an HTML page."""
    seen = Seen()
    seen.feed(page)
    return seen


def html_text(page: str) -> str:
    """Return the text of an HTML page, on one line."""
    return " ".join(" ".join(read(page).text).split())
