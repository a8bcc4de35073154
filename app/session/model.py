"""The record of one session and its session.json (schema ``hipdrill.session/1``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drills.core.events import Counts, Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Measure, Reason, Side, View

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "hipdrill.session/1"
DECIMALS = 2
"""Of every value in session.json, and so of every figure that is shown."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where the pictures came from."""

    kind: str
    name: str
    duration_s: float
    frames: int
    fps: float
    width_px: int
    height_px: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The best of a measure over the reps of one side; ``measure`` keeps its 90 % interval."""

    measure: Estimate
    from_reps: int


@dataclass(frozen=True, slots=True)
class QualityRecord:
    """How far the recording can be trusted; ``notes`` are sentences for the person."""

    seen_fraction: float
    rejected_frames: int
    calibrated: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything a report is made from, except the series of angles."""

    id: str
    created: str
    program_version: str
    model: str
    model_sha256: str
    source: SourceRecord
    drill: Drill | None
    level: str | None
    side: str | None
    view: View
    counts: Counts
    reps: tuple[Rep, ...]
    warnings: tuple[Warning, ...]
    ranges: Mapping[Side, Mapping[str, Range]]
    quality: QualityRecord
    person: str | None = None
    goal: str = "everyday"
    targets: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    level_name: str | None = None
    balance_s: Mapping[Side, float] = field(default_factory=dict)


def to_json(session: Session) -> dict[str, Any]:
    """Return the session as the JSON object that docs/session.schema.json describes."""
    return {
        "schema": SCHEMA,
        "id": session.id,
        "created": session.created,
        "program": {
            "version": session.program_version,
            "model": session.model,
            "model_sha256": session.model_sha256,
        },
        "source": {
            "kind": session.source.kind,
            "name": session.source.name,
            "duration_s": round(session.source.duration_s, 3),
            "frames": session.source.frames,
            "fps": round(session.source.fps, 3),
            "width_px": session.source.width_px,
            "height_px": session.source.height_px,
            "sha256": session.source.sha256,
        },
        "person": session.person,
        "goal": session.goal,
        "targets": {name: list(band) for name, band in session.targets.items()},
        "drill": session.drill or "none",
        "level": session.level if session.level in tuple(Level) else None,
        "level_name": session.level_name or session.level,
        "balance_s": {side.value: round(s, 2) for side, s in session.balance_s.items()},
        "side": session.side,
        "view": session.view,
        "counts": {
            "clean": session.counts.clean,
            "compensated": session.counts.compensated,
            "partial": session.counts.partial,
            "total": session.counts.total,
        },
        "reps": [rep_json(index, rep) for index, rep in enumerate(session.reps, 1)],
        "warnings": [warning_json(warning) for warning in session.warnings],
        "ranges": {
            side.value: {
                name: {**_measure_json(found.measure), "from_reps": found.from_reps}
                for name, found in session.ranges.get(side, {}).items()
            }
            for side in Side
        },
        "quality": {
            "seen_fraction": round(session.quality.seen_fraction, 4),
            "rejected_frames": session.quality.rejected_frames,
            "calibrated": session.quality.calibrated,
            "notes": list(session.quality.notes),
        },
    }


def from_json(data: Mapping[str, Any]) -> Session:
    """Read a session back.

    Raises
    ------
    ValueError
        If the schema is another one or a field is missing or wrong.
    """
    if data.get("schema") != SCHEMA:
        raise ValueError(f"not a {SCHEMA} file but {data.get('schema')!r}")
    try:
        return _session(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"a field is missing or wrong: {error}") from error


def _session(data: Mapping[str, Any]) -> Session:
    counts = data["counts"]
    quality = data["quality"]
    return Session(
        id=data["id"],
        created=data["created"],
        program_version=data["program"]["version"],
        model=data["program"]["model"],
        model_sha256=data["program"]["model_sha256"],
        source=SourceRecord(**data["source"]),
        drill=None if data["drill"] == "none" else Drill(data["drill"]),
        level=_level(data),
        side=data["side"],
        view=View(data["view"]),
        counts=Counts(counts["clean"], counts["compensated"], counts["partial"]),
        reps=tuple(rep_from_json(item) for item in data["reps"]),
        warnings=tuple(
            Warning(
                WarningKind(item["kind"]),
                item["start_s"],
                item["end_s"],
                _estimate(item["peak"]),
                item["rep"],
            )
            for item in data["warnings"]
        ),
        ranges={
            Side(side): {
                name: Range(_estimate(item), item["from_reps"]) for name, item in measures.items()
            }
            for side, measures in data["ranges"].items()
        },
        quality=QualityRecord(
            quality["seen_fraction"],
            quality["rejected_frames"],
            quality["calibrated"],
            tuple(quality["notes"]),
        ),
        person=data["person"],
        goal=data["goal"],
        targets={name: (band[0], band[1]) for name, band in data.get("targets", {}).items()},
        level_name=data.get("level_name"),
        balance_s={Side(side): held for side, held in data.get("balance_s", {}).items()},
    )


def _level(data: Mapping[str, Any]) -> str | None:
    """Return the level asked for or seen.

    ``level`` of the file knows the aeroplane's only; those of other drills stand in
    ``level_name``.
    """
    if data["level"] is not None:
        return Level(data["level"]) if data["level"] in tuple(Level) else str(data["level"])
    name: str | None = data.get("level_name")
    return None if name in tuple(Level) else name


def rep_json(index: int, rep: Rep) -> dict[str, Any]:
    """Return a rep as one of session.json's ``reps``; ``index`` is 1-based."""
    return {
        "index": index,
        "side": rep.side,
        "start_s": round(rep.start_s, 3),
        "peak_s": round(rep.peak_s, 3),
        "end_s": round(rep.end_s, 3),
        "result": rep.result,
        "reasons": list(rep.reasons),
        "measures": {name: _measure_json(measure) for name, measure in rep.measures.items()},
        "timing": {name: round(took_s, 3) for name, took_s in rep.timing.items()},
    }


def rep_from_json(item: Mapping[str, Any]) -> Rep:
    """Read one of a session's ``reps``."""
    return Rep(
        side=None if item["side"] is None else Side(item["side"]),
        start_s=item["start_s"],
        peak_s=item["peak_s"],
        end_s=item["end_s"],
        result=RepResult(item["result"]),
        reasons=tuple(item["reasons"]),
        measures={
            name: Absent(Reason(value["absent"])) if "absent" in value else _estimate(value)
            for name, value in item["measures"].items()
        },
        timing=item.get("timing", {}),
    )


def warning_json(warning: Warning) -> dict[str, Any]:
    """Return a warning as one of session.json's ``warnings``."""
    return {
        "kind": warning.kind,
        "start_s": round(warning.start_s, 3),
        "end_s": round(warning.end_s, 3),
        "peak": _measure_json(warning.peak),
        "rep": warning.rep,
    }


def _measure_json(measure: Measure) -> dict[str, Any]:
    if isinstance(measure, Absent):
        return {"absent": measure.reason}
    return {
        "value": round(measure.value, DECIMALS),
        "low": round(measure.low, DECIMALS),
        "high": round(measure.high, DECIMALS),
    }


def _estimate(item: Mapping[str, Any]) -> Estimate:
    return Estimate(item["value"], item["low"], item["high"])
