"""session.json as typed structs, and their JSON schema.

The structs are the only description of the file: whatever is read is checked against them, and
``python -m app.session.structs > docs/session.schema.json`` writes the schema, against which other
programs can check.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from app.session.corrections import Corrections
from app.session.model import QualityRecord, SourceRecord, Zero
from drills.core.events import Drill, Level, RepResult, WarningKind
from vision.datatypes import Estimate, Reason, Side, View

SCHEMA = "hipdrill.session/2"
NO_DRILL = "none"

Count = Annotated[int, Meta(ge=0)]
Seconds = float


class ProgramEntry(Struct, frozen=True):
    """What measured."""

    version: str
    model: str
    model_sha256: Annotated[str, Meta(extra_json_schema={"pattern": "^[0-9a-f]{64}$"})]


class CountsEntry(Struct, frozen=True):
    """The tallies of the set; ``total`` is their sum."""

    clean: Count
    compensated: Count
    partial: Count
    unjudged: Count
    total: Count


class MeasureEntry(Struct, frozen=True, omit_defaults=True):
    """A value with its 90 % interval ``low`` to ``high``, or why it is absent."""

    value: float | UnsetType = UNSET
    low: float | UnsetType = UNSET
    high: float | UnsetType = UNSET
    absent: Reason | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse an entry that has neither a value nor a reason, or both."""
        given = [part is not UNSET for part in (self.value, self.low, self.high)]
        if not (all(given) or self.absent is not UNSET) or (any(given) and self.absent):
            raise ValueError("a measure has a value, low and high, or a reason for being absent")


ValueOrReason = Annotated[
    MeasureEntry,
    Meta(extra_json_schema={"oneOf": [
        {"required": ["value", "low", "high"]}, {"required": ["absent"]},
    ]}),
]  # fmt: skip


class RepEntry(Struct, frozen=True):
    """One repetition."""

    index: Annotated[int, Meta(ge=1)]
    side: Side | None
    start_s: Seconds
    peak_s: Seconds
    end_s: Seconds
    result: RepResult
    reasons: Annotated[
        tuple[str, ...],
        Meta(description="Why it is not clean; for an unjudged rep, what was not seen and what "
                         "to change."),
    ]  # fmt: skip
    measures: Annotated[
        dict[str, ValueOrReason],
        Meta(description="By name, see docs/measures.md; other names may occur."),
    ]
    timing: Annotated[
        dict[str, Annotated[float, Meta(ge=0)]],
        Meta(
            description="Durations in seconds, where known: out_s and back_s (ways), hold_s (at "
            "the end range); aeroplane open_s, open_hold_s, closed_s, closed_hold_s; "
            "frogger lumbar_onset_s (from the start of the rep)."
        ),
    ] = {}
    not_seen: Annotated[
        tuple[WarningKind, ...],
        Meta(description="The drill's key compensations that could not be seen when it mattered: "
                         "for a quarter of the rep or more, or at its peak."),
    ] = ()  # fmt: skip


class WarningEntry(Struct, frozen=True):
    """A compensation from its raise to its end."""

    kind: WarningKind
    start_s: Seconds
    end_s: Seconds
    peak: Estimate
    rep: Annotated[int | None, Meta(description="The rep in which it peaked; null between reps.")]


class RangeEntry(Struct, frozen=True):
    """The best of a measure over the full reps of a side."""

    value: float
    low: float
    high: float
    from_reps: Annotated[int, Meta(ge=1)]


class SidesEntry(Struct, frozen=True):
    """The ranges of both sides, by measure."""

    left: dict[str, RangeEntry] = {}
    right: dict[str, RangeEntry] = {}


class SessionFile(Struct, frozen=True):
    """One analysed input.

    Left and right are the person's; times are seconds from the first frame; angles are degrees,
    value with its 90 % interval.
    """

    schema: Annotated[str, Meta(extra_json_schema={"const": SCHEMA})]
    id: Annotated[str, Meta(min_length=1)]
    created: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    program: ProgramEntry
    source: SourceRecord
    person: str | None
    goal: str
    drill: Annotated[str, Meta(extra_json_schema={"enum": [*Drill, NO_DRILL]})]
    level: Annotated[
        Level | None, Meta(description="The level of the aeroplane, requested or recognised.")
    ]
    side: Annotated[
        str | None,
        Meta(
            description="The standing leg (aeroplane), the lifted side or both (foot lift), the "
            "side nearer to the camera (frogger).",
            extra_json_schema={"enum": [*Side, "both", None]},
        ),
    ]
    view: View
    counts: CountsEntry
    reps: tuple[RepEntry, ...]
    warnings: tuple[WarningEntry, ...]
    ranges: SidesEntry
    quality: QualityRecord
    zero: Annotated[
        Zero | None,
        Meta(description="The reference of absolute hip angles: the person's quiet standing in "
                         "this recording, that kept from an earlier one, or a typical body's; "
                         "null where there is no such angle."),
    ] = None  # fmt: skip
    standing_deg: Annotated[
        float | None,
        Meta(description="The zero of hip flexion as seen in this recording: the angle from "
                         "thighs to trunk in quiet standing, from the side, forward positive; "
                         "null if nobody stood like that."),
    ] = None  # fmt: skip
    targets: Annotated[
        dict[str, tuple[float, float]],
        Meta(
            description="The person's own targets [least, most] by rep measure; other measures use "
            "those of the goal."
        ),
    ] = {}
    level_name: Annotated[
        str | None,
        Meta(description="The level that was recognised, for any drill that has levels (the "
                         "rock: the width of the knees)."),
    ] = None  # fmt: skip
    balance_s: Annotated[
        dict[Side, Annotated[float, Meta(ge=0)]],
        Meta(description="The longest balance hold in the hinge before a turn, in seconds by "
                         "standing leg."),
    ] = {}  # fmt: skip
    corrected: Annotated[
        Corrections | None,
        Meta(description="Corrections made by hand to the level and the reps (by their index). "
                         "Nothing else in this file depends on them: level, counts and results "
                         "remain the program's. Null if there are none."),
    ] = None  # fmt: skip


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of session.json."""
    schema = msgspec.json.schema(SessionFile)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Hip Drill session, schema {SCHEMA}",
    }
    return head | {key: _on_one_line(part) for key, part in schema.items()}


def _on_one_line(part: Any) -> Any:
    """Take the line breaks of docstrings out of a schema's descriptions."""
    if isinstance(part, dict):
        return {key: _on_one_line(item) for key, item in part.items()}
    if isinstance(part, list | tuple):
        return [_on_one_line(item) for item in part]
    return " ".join(part.split()) if isinstance(part, str) else part


if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
