"""Converts a session to session.json and back; `app.session.structs` describes the file."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct, UnsetType

from app.session.model import Range, Session
from app.session.structs import (
    NO_DRILL,
    SCHEMA,
    CountsEntry,
    MeasureEntry,
    ProgramEntry,
    RangeEntry,
    RepEntry,
    SessionFile,
    SidesEntry,
    WarningEntry,
)
from drills.core.events import Counts, Drill, Level, Rep, Warning
from vision.datatypes import Absent, Estimate, Measure, Reason, Side
from vision.measures import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA_1 = "hipdrill.session/1"
NOTE_OF_SCHEMA_1 = (
    "Recorded by an earlier version, which did not check what could be seen: in a rep that it "
    "called clean, the low back, spine or pelvis may have been out of sight."
)

S = TypeVar("S")


def to_json(session: Session) -> dict[str, Any]:
    """Return the session as the JSON object that docs/session.schema.json describes."""
    return _plain(_to_file(session))


def from_json(data: Mapping[str, Any]) -> Session:
    """Read a session of this schema or of the previous one.

    Raises
    ------
    ValueError
        If it has another schema, or a field is missing or wrong.
    """
    if not isinstance(data, dict):
        raise ValueError("a session is an object of JSON")
    if data.get("schema") == SCHEMA_1:
        return _from_file(_read(_from_schema_1(data), SessionFile))
    if data.get("schema") != SCHEMA:
        raise ValueError(f"not a {SCHEMA} file but {data.get('schema')!r}")
    return _from_file(_read(data, SessionFile))


def rep_json(index: int, rep: Rep) -> dict[str, Any]:
    """Return a rep as an entry of session.json's ``reps``.

    Parameters
    ----------
    index
        Number of the rep, from 1.
    rep
        The rep; its figures are rounded as the file states.
    """
    return _plain(_rep_entry(index, rep))


def rep_from_json(item: Mapping[str, Any]) -> Rep:
    """Read an entry of session.json's ``reps``, also of schema 1."""
    return _rep(_read(item, RepEntry))


def warning_json(warning: Warning) -> dict[str, Any]:
    """Return a warning as an entry of session.json's ``warnings``."""
    return _plain(_warning_entry(warning))


def _from_schema_1(data: Mapping[str, Any]) -> dict[str, Any]:
    """Bring an object of schema 1 up to date: its reps keep their results, and a note is added."""
    try:
        quality = {**data["quality"], "notes": [*data["quality"]["notes"], NOTE_OF_SCHEMA_1]}
        counts = {**data["counts"], "unjudged": 0}
    except (KeyError, TypeError) as error:
        raise ValueError(f"a field is missing or wrong: {error}") from error
    return {**data, "schema": SCHEMA, "counts": counts, "quality": quality}


def _plain(struct: Struct) -> dict[str, Any]:
    """Return a struct as plain JSON types: objects, lists, texts and numbers."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(struct))
    return data


def _read(data: Mapping[str, Any], kind: type[S]) -> S:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"a field is missing or wrong: {error}") from error


# ---------------------------------------------------------------- session to file


def _to_file(session: Session) -> SessionFile:
    counts, source, quality = session.counts, session.source, session.quality
    return SessionFile(
        schema=SCHEMA,
        id=session.id,
        created=session.created,
        program=ProgramEntry(session.program_version, session.model, session.model_sha256),
        source=replace(source, duration_s=round(source.duration_s, 3), fps=round(source.fps, 3)),
        person=session.person,
        goal=session.goal,
        drill=NO_DRILL if session.drill is None else session.drill.value,
        level=Level(session.level) if session.level in tuple(Level) else None,
        side=session.side,
        view=session.view,
        counts=CountsEntry(
            counts.clean, counts.compensated, counts.partial, counts.unjudged, counts.total
        ),
        reps=tuple(_rep_entry(index, rep) for index, rep in enumerate(session.reps, 1)),
        warnings=tuple(_warning_entry(warning) for warning in session.warnings),
        ranges=SidesEntry(*(_range_entries(session, side) for side in (Side.LEFT, Side.RIGHT))),
        quality=replace(quality, seen_fraction=round(quality.seen_fraction, 4)),
        zero=session.zero,
        standing_deg=None if session.standing_deg is None else round(session.standing_deg, 2),
        targets=dict(session.targets),
        level_name=session.level_name or session.level,
        balance_s={side: round(held_s, 2) for side, held_s in session.balance_s.items()},
        corrected=session.corrected,
    )


def _rep_entry(index: int, rep: Rep) -> RepEntry:
    return RepEntry(
        index=index,
        side=rep.side,
        start_s=round(rep.start_s, 3),
        peak_s=round(rep.peak_s, 3),
        end_s=round(rep.end_s, 3),
        result=rep.result,
        reasons=rep.reasons,
        measures={name: _measure_entry(measure) for name, measure in rep.measures.items()},
        timing={name: round(took_s, 3) for name, took_s in rep.timing.items()},
        not_seen=rep.not_seen,
    )


def _warning_entry(warning: Warning) -> WarningEntry:
    return WarningEntry(
        warning.kind,
        round(warning.start_s, 3),
        round(warning.end_s, 3),
        _rounded(warning.peak),
        warning.rep,
    )


def _range_entries(session: Session, side: Side) -> dict[str, RangeEntry]:
    entries = {}
    for name, best in session.ranges.get(side, {}).items():
        measure = _rounded(best.measure)
        entries[name] = RangeEntry(measure.value, measure.low, measure.high, best.from_reps)
    return entries


def _measure_entry(measure: Measure) -> MeasureEntry:
    if isinstance(measure, Absent):
        return MeasureEntry(absent=measure.reason)
    if not math.isfinite(measure.value + measure.low + measure.high):
        return MeasureEntry(absent=Reason.NOT_VISIBLE)
    rounded = _rounded(measure)
    return MeasureEntry(rounded.value, rounded.low, rounded.high)


def _rounded(measure: Estimate) -> Estimate:
    return Estimate(
        round(measure.value, DECIMALS), round(measure.low, DECIMALS), round(measure.high, DECIMALS)
    )


# ---------------------------------------------------------------- file to session


def _from_file(file: SessionFile) -> Session:
    counts = file.counts
    return Session(
        id=file.id,
        created=file.created,
        program_version=file.program.version,
        model=file.program.model,
        model_sha256=file.program.model_sha256,
        source=file.source,
        drill=None if file.drill == NO_DRILL else Drill(file.drill),
        level=_level(file),
        side=file.side,
        view=file.view,
        counts=Counts(counts.clean, counts.compensated, counts.partial, counts.unjudged),
        reps=tuple(_rep(entry) for entry in file.reps),
        warnings=tuple(
            Warning(entry.kind, entry.start_s, entry.end_s, entry.peak, entry.rep)
            for entry in file.warnings
        ),
        ranges={
            Side.LEFT: _ranges(file.ranges.left),
            Side.RIGHT: _ranges(file.ranges.right),
        },
        quality=file.quality,
        person=file.person,
        goal=file.goal,
        targets=file.targets,
        level_name=file.level_name,
        balance_s=file.balance_s,
        zero=file.zero,
        standing_deg=file.standing_deg,
        corrected=file.corrected,
    )


def _level(file: SessionFile) -> str | None:
    """Return the level, whether requested or recognised."""
    if file.level is not None:
        return file.level
    return None if file.level_name in tuple(Level) else file.level_name


def _rep(entry: RepEntry) -> Rep:
    return Rep(
        side=entry.side,
        start_s=entry.start_s,
        peak_s=entry.peak_s,
        end_s=entry.end_s,
        result=entry.result,
        reasons=entry.reasons,
        measures={name: _measure(item) for name, item in entry.measures.items()},
        timing=entry.timing,
        not_seen=entry.not_seen,
    )


def _measure(entry: MeasureEntry) -> Measure:
    if isinstance(entry.absent, Reason):
        return Absent(entry.absent)
    value, low, high = entry.value, entry.low, entry.high
    if isinstance(value, UnsetType) or isinstance(low, UnsetType) or isinstance(high, UnsetType):
        raise ValueError("a measure has a value, low and high, or a reason for being absent")
    return Estimate(value, low, high)


def _ranges(entries: Mapping[str, RangeEntry]) -> dict[str, Range]:
    return {
        name: Range(Estimate(entry.value, entry.low, entry.high), entry.from_reps)
        for name, entry in entries.items()
    }
