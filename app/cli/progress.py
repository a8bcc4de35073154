"""`hipdrill progress`: what changed for a person over a period."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.common import add_common, show, show_json, store_to_read
from app.cli.history import difference_json
from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.progress.content import ProgressContent
    from app.store import Person, SessionSummary


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-01-31") from None


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",")))
    if unknown := [name for name in names if name not in ("pdf", "html")]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is not one of pdf, html")
    return names


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `progress`."""
    parser.add_argument("alias", metavar="ALIAS")
    parser.add_argument("--since", type=_date, metavar="DATE", help="default: the first session")
    parser.add_argument("--until", type=_date, metavar="DATE", help="default: today")
    parser.add_argument("--format", type=_formats, metavar="LIST", help="pdf,html")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write the report")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    add_common(parser)


def progress(options: argparse.Namespace) -> ExitCode:
    """Print what changed; also write a report if a format or a folder is named."""
    from app.progress.content import in_period, progress_content

    with store_to_read() as store:
        person = store.person(options.alias)
        summaries = store.summaries(person.alias)
        regimen, rows = store.regimen(person.alias), store.sessions(person.alias)
    today = datetime.now().astimezone().date()
    until = options.until or today
    first = min((summary.created.date() for summary in summaries), default=until)
    since = options.since or min(first, until)
    if since > until:
        raise UserError(
            f"{since} is after {until}", "exchange --since and --until", ExitCode.WRONG_ARGUMENTS
        )
    content = progress_content(
        person, summaries, since, until, regimen=regimen, rows=rows, today=today
    )
    if options.json:
        own = in_period(summaries, since, until, today)
        show_json(_json(person, own, since, until))
    else:
        show("\n".join(_lines(content)))
    if options.format or options.out:
        _write(content, options)
    return ExitCode.DONE


def _write(content: ProgressContent, options: argparse.Namespace) -> None:
    from app.files import safe_name
    from app.progress.document import progress_report
    from app.report.write import FORMATS, write_document

    folder = options.out or Path("hipdrill-results")
    stem = f"progress-{safe_name(content.person)}-{content.last}"
    document = progress_report(content)
    try:
        for path in write_document(document, folder, stem, options.format or FORMATS):
            show(str(path))
    except OSError as error:
        raise UserError(
            f"cannot write to {folder} ({error.strerror or error})",
            "name another folder with --out",
            ExitCode.WRONG_ARGUMENTS,
        ) from error


def _lines(content: ProgressContent) -> list[str]:
    lines = [f"{label}: {fact}" for label, fact in content.facts]
    for heading, own in (("Plan", content.plan), ("Notes", content.notes)):
        lines += ["", heading, *(f"  {line}" for line in own)] if own else []
    for chapter in content.chapters:
        lines += ["", chapter.title]
        for row in chapter.rows:
            lines.append(f"  {row.label}: {row.newest}")
            lines.append(f"    {row.since_last_four}")
            lines.append(f"    {row.since_first}")
        lines += [f"  {text}" for text in chapter.sides]
        if chapter.next_step:
            lines.append(f"  next: {chapter.next_step}")
    return lines


def _json(
    person: Person, own: Sequence[SessionSummary], since: date, until: date
) -> dict[str, Any]:
    from dataclasses import asdict

    from app.trends.progress import progress as progress_of

    trends = progress_of(own, until, person.goal)
    adherence = asdict(trends.adherence)
    return {
        "person": person.alias,
        "since": str(since),
        "until": str(until),
        "adherence": {k: str(v) if isinstance(v, date) else v for k, v in adherence.items()},
        "courses": [
            {
                "drill": course.drill.value,
                "level": course.level,
                "side": course.side.value,
                "sessions": course.sessions,
                "clean_share": [_point(p) for p in course.clean_share],
                "tempo_s": [_point(p) for p in course.tempo_s],
                "measures": {
                    trend.measure: {
                        "best_clean": [_point(p) for p in trend.best],
                        "mean_clean": [_point(p) for p in trend.mean],
                        "since_first": difference_json(trend.since_first),
                        "since_last_four": difference_json(trend.since_last_four),
                    }
                    for trend in course.trends
                },
            }
            for course in trends.courses
        ],
        "sides": [
            {"drill": s.drill.value, "level": s.level, **difference_json(s.difference)}
            for s in trends.sides
        ],
        "next": [
            {"drill": a.drill.value, "level": a.suggestion.level, "text": a.suggestion.text}
            for a in trends.advice
        ],
    }


def _point(point: Any) -> dict[str, Any]:
    return {
        "session": point.session_id,
        "created": point.created.isoformat(),
        "reps": point.reps,
        **{part: round(getattr(point.value, part), 3) for part in ("value", "low", "high")},
    }
