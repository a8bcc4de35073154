"""`hipdrill report`."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.common import add_common, show, store_to_read
from app.errors import ExitCode, UserError

FORMATS = ("pdf", "html", "csv", "json", "trc", "mot")


def _formats_of(text: str) -> tuple[str, ...]:
    """Read a list of formats separated by commas."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        wrong = unknown[0] if unknown else text
        raise argparse.ArgumentTypeError(f"{wrong!r} is not one of {', '.join(FORMATS)}")
    return names


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.add_argument(
        "session", metavar="SESSION", help="its id, the beginning of the id, or latest"
    )
    parser.add_argument(
        "--format", type=_formats_of, default=("pdf", "html"), metavar="LIST",
        help=f"{','.join(FORMATS)} (default: pdf,html)",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR")
    add_common(parser)


def report(options: argparse.Namespace) -> ExitCode:
    """Write the report of a stored session in the requested formats."""
    from app.export.results import save_results
    from app.report.context import context_of
    from app.session.series import empty_series

    with store_to_read() as store:
        row = store.row(options.session)
        session = store.session(row.id)
        series = store.series(row.id)
        context = context_of(store, session)
    folder = options.out or Path("hipdrill-results") / f"{row.created[:10]}-{row.id[:8]}"
    try:
        files = save_results(session, series or empty_series(), folder, options.format, context)
    except OSError as error:
        raise UserError(
            f"cannot write to {folder} ({error.strerror or error})",
            "name another folder with --out",
            ExitCode.WRONG_ARGUMENTS,
        ) from error
    except ValueError as error:
        raise UserError(str(error), "leave trc out of --format") from error
    show("\n".join(str(path) for path in files))
    return ExitCode.DONE
