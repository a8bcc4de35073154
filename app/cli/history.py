"""`hipdrill sessions` and `hipdrill compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.cli.common import add_common, row_json, row_words, show, show_json, store_to_read
from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    import argparse

    from app.store import SessionSummary, Store
    from app.trends.differences import Difference
    from vision.datatypes import Side


def add_sessions(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sessions`."""
    parser.add_argument("--person", metavar="ALIAS", help="only sessions of this person")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_common(parser)


def sessions(options: argparse.Namespace) -> ExitCode:
    """List the kept sessions, newest first."""
    with store_to_read() as store:
        if options.person is not None:
            store.person(options.person)  # a name that nobody has is an error, not an empty list
        rows = store.sessions(person=options.person)
    if options.json:
        show_json([row_json(row) for row in rows])
    elif not rows:
        show("No sessions have been kept yet.")
    else:
        show("\n".join(row_words(row) for row in rows))
    return ExitCode.DONE


def add_compare(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `compare`."""
    parser.add_argument(
        "first", metavar="A", help="a session: its id, the beginning of the id, or latest"
    )
    parser.add_argument("second", metavar="B")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_common(parser)


def compare(options: argparse.Namespace) -> ExitCode:
    """Say how the later of two sessions differs from the earlier."""
    from app.trends.progress import compared

    with store_to_read() as store:
        summaries = [_summary(store, name) for name in (options.first, options.second)]
    old, new = sorted(summaries, key=lambda summary: summary.created)
    if old.drill is not new.drill:
        raise UserError(
            f"a session of {old.drill} and one of {new.drill} cannot be compared",
            "name two of the same drill",
            ExitCode.WRONG_ARGUMENTS,
        )
    differences = compared(new, old)
    if options.json:
        show_json(_json(old, new, differences))
    else:
        show("\n".join(_lines(old, new, differences)))
    return ExitCode.DONE


def _summary(store: Store, name: str) -> SessionSummary:
    row = store.row(name)
    found = [summary for summary in store.summaries(person=row.person) if summary.id == row.id]
    if not found:
        raise UserError(
            f"no drill was found in the session {name}", "name another one",
            ExitCode.WRONG_ARGUMENTS,
        )  # fmt: skip
    return found[0]


def _lines(
    old: SessionSummary, new: SessionSummary, differences: tuple[tuple[Side, Difference], ...]
) -> list[str]:
    from app.session.words import drill_title, measure_label

    lines = [
        f"{drill_title(new.drill)}: {new.created:%Y-%m-%d %H:%M} against "
        f"{old.created:%Y-%m-%d %H:%M}",
        f"  clean: {new.counts.clean} of {new.counts.total}, before {old.counts.clean} of "
        f"{old.counts.total}",
    ]
    if old.level != new.level:
        lines.append(f"  level: {new.level}, before {old.level}: ranges compare only roughly")
    for side, change in differences:
        caution = f" ({change.caution})" if change.caution else ""
        lines.append(f"  {side} {measure_label(change.measure).lower()}: {change.text}{caution}")
    if not differences:
        lines.append("  no measure was seen in clean reps of both")
    return lines


def _json(
    old: SessionSummary, new: SessionSummary, differences: tuple[tuple[Side, Difference], ...]
) -> dict[str, Any]:
    return {
        "earlier": old.id,
        "later": new.id,
        "drill": new.drill.value,
        "differences": [
            {"side": side.value, **difference_json(change)} for side, change in differences
        ],
    }


def difference_json(difference: Difference) -> dict[str, Any]:
    """Return a difference for programs."""
    delta = difference.delta
    return {
        "measure": difference.measure,
        "verdict": difference.verdict.value,
        "delta": None
        if delta is None
        else {part: round(getattr(delta, part), 2) for part in ("value", "low", "high")},
        "text": difference.text,
        "caution": difference.caution,
    }
