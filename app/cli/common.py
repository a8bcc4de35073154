"""What the commands share: printing results, opening the store, the words of a session."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from app.errors import ExitCode, UserError, error_line

if TYPE_CHECKING:
    import argparse

    from app.store import SessionRow, Store
    from drills.core.events import Counts


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters: in a file name, they could take over a terminal."""


def show(text: str) -> None:
    """Print a result; a reader that has closed (`| head`) does not stop the work."""
    try:
        print(_CONTROLS.sub("\ufffd", text), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_json(data: Any) -> None:
    """Print a result for programs."""
    show(json.dumps(data, indent=2, ensure_ascii=False))


def say(text: str) -> None:
    """Print a message on stderr, apart from the results."""
    if sys.stderr is not None:
        print(_CONTROLS.sub("\ufffd", f"hipdrill: {text}"), file=sys.stderr)


def complain(error: Exception) -> None:
    """Print the line of an error on stderr, if there is one."""
    if sys.stderr is not None:
        print(error_line(error), file=sys.stderr)


def exit_code(error: Exception) -> ExitCode:
    """Return the exit code that an error ends the program with."""
    from vision.errors import CameraUnavailable, ModelDamaged

    if isinstance(error, UserError):
        return error.code
    if isinstance(error, (CameraUnavailable, ModelDamaged)):
        return ExitCode.ENVIRONMENT
    return ExitCode.INPUT_FAILED


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that every command takes."""
    parser.add_argument("--debug", action="store_true", help="show tracebacks")


def recover_quietly() -> tuple[str, ...]:
    """Close what killed programs left open, say so, and return what was said.

    A broken store is reported by whatever needs it.
    """
    from app.run.keeping.recovery import recover
    from app.store import StoreError

    try:
        sentences = recover()
    except StoreError:
        return ()
    for sentence in sentences:
        say(sentence)
    return sentences


def tell_of_settings() -> None:
    """Say that the settings of the window are damaged; it keeps a copy when it opens."""
    from app.settings.preferences import problem
    from app.store import data_folder

    line = problem(data_folder())
    if line:
        say(f"{line} The window will keep a copy and start without it.")


def store_to_read() -> Store:
    """Return the opened store, after closing what killed programs left open.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    from app.store import Store

    recover_quietly()
    return Store.open_to_read()


def row_json(row: SessionRow) -> dict[str, Any]:
    """Return a row of the history for programs."""
    return {
        "id": row.id,
        "created": row.created,
        "person": row.person,
        "goal": row.goal,
        "drill": "none" if row.drill is None else row.drill.value,
        "level": row.level,
        "side": row.side,
        "view": row.view,
        "counts": _counts_json(row.counts),
        "by_hand": {
            "level": row.by_hand.level,
            "counts": None if row.by_hand.counts is None else _counts_json(row.by_hand.counts),
        },
        "duration_s": row.duration_s,
        "source": {"kind": row.source_kind, "name": row.source_name},
        "state": row.state.value,
        "pain": row.pain,
        "stop_reason": None if row.stop_reason is None else row.stop_reason.value,
    }


def _counts_json(counts: Counts) -> dict[str, int]:
    from drills.core.events import RepResult

    return {result.value: counts.of(result) for result in RepResult} | {"total": counts.total}


def row_words(row: SessionRow) -> str:
    """Return a row of the history for people."""
    from app.session.corrections import by_hand_words
    from app.session.words import drill_title, level_words

    parts = [
        row.id[:8],
        row.created[:16].replace("T", " "),
        (row.person or "-")[:20].ljust(12),
        drill_title(row.drill).ljust(14),
        (row.level or "").replace("_", " ").ljust(10),
        (row.side or "").ljust(5),
        f"{row.counts.clean} clean of {row.counts.total}",
    ]
    if row.pain is not None:
        parts.append(f"pain {row.pain} of 10")
    if row.state.value != "finished":
        parts.append(f"({row.state.value})")
    if row.by_hand.level is not None:
        parts.append(
            by_hand_words(*map(level_words, (row.by_hand.level, row.by_hand.program_level)))
        )
    if row.by_hand.counts is not None:
        counts = row.by_hand.counts
        tallies = (f"{tally.clean} clean of {tally.total}" for tally in (counts, row.counts))
        parts.append(by_hand_words(*tallies))
    return "  ".join(parts)
