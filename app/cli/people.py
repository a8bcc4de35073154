"""`hipdrill person`: who is there, everything about somebody, and forgetting them; `lock`."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.common import add_common, recover_quietly, show, store_to_read
from app.errors import ExitCode, UserError

if TYPE_CHECKING:
    import argparse


def add_person(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `person`."""
    parser.add_argument("action", choices=("list", "export", "delete"))
    parser.add_argument("alias", nargs="?", metavar="ALIAS")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the archive goes")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    add_common(parser)


def person(options: argparse.Namespace) -> ExitCode:
    """Do what was asked for."""
    if options.action == "list":
        return _list()
    if options.alias is None:
        raise UserError(
            f"person {options.action} needs a name", "give the ALIAS", ExitCode.WRONG_ARGUMENTS
        )
    return _export(options) if options.action == "export" else _delete(options)


def _list() -> ExitCode:
    from app.session.words import goal_words

    with store_to_read() as store:
        people = store.people()
        counts = {one.alias: len(store.sessions(person=one.alias)) for one in people}
    lines = [
        f"{one.alias}: {counts[one.alias]} sessions, goal: {goal_words(one.goal)}" for one in people
    ]
    show("\n".join(lines) if lines else "Nobody is known yet: name somebody with --person ALIAS.")
    return ExitCode.DONE


def _export(options: argparse.Namespace) -> ExitCode:
    from app.export.privacy import export_person
    from app.files import safe_name

    path = options.out or Path(f"hipdrill-{safe_name(options.alias)}.zip")
    with store_to_read() as store:
        try:
            show(str(export_person(store, options.alias, path)))
        except OSError as error:
            raise UserError(
                f"cannot write {path} ({error.strerror or error})", "name another file with --out"
            ) from error
    return ExitCode.DONE


def _delete(options: argparse.Namespace) -> ExitCode:
    from app.store import Store

    recover_quietly()
    with Store.open() as store:
        alias = store.person(options.alias).alias
        number = len(store.sessions(person=alias))
        if not options.yes:
            _ask(alias, number)
        store.delete_person(alias)
    show(
        f"{alias} and {number} sessions are deleted for good. Reports, videos and archives that "
        "were saved to other folders are still there."
    )
    return ExitCode.DONE


def _ask(alias: str, number: int) -> None:
    """Ask on the terminal; without one, or without a yes, nothing is deleted."""
    if not sys.stdin.isatty():
        raise UserError(
            "deleting needs a yes", "add --yes to delete without being asked",
            ExitCode.WRONG_ARGUMENTS,
        )  # fmt: skip
    print(f"Delete {alias} and {number} sessions for good? Type yes: ", end="", file=sys.stderr)
    if input().strip().lower() != "yes":
        raise UserError("nothing was deleted", "type yes to delete")


# ---------------------------------------------------------------- the pass phrase


def add_lock(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `lock` and of `unlock`."""
    add_common(parser)


def lock(_options: argparse.Namespace) -> ExitCode:
    """Put everything that is kept under a pass phrase."""
    from app.run.keeping.vault import lock as locked
    from app.store import data_folder

    phrase = _asked("Pass phrase (without it nobody can open the sessions again): ")
    if sys.stdin.isatty() and _asked("Once more: ") != phrase:
        raise UserError("the two pass phrases differ", "try again", ExitCode.WRONG_ARGUMENTS)
    number = locked(data_folder(), phrase)
    show(f"{number} files are locked. hipdrill unlock opens them.")
    return ExitCode.DONE


def unlock(_options: argparse.Namespace) -> ExitCode:
    """Open what was locked."""
    from app.run.keeping.vault import unlock as unlocked
    from app.store import data_folder

    number = unlocked(data_folder(), _asked("Pass phrase: "))
    show(f"{number} files are open. hipdrill lock locks them again.")
    return ExitCode.DONE


def _asked(question: str) -> str:
    """Ask on the terminal without showing the answer; else take a line of the input."""
    if sys.stdin.isatty():
        return getpass(question)
    return sys.stdin.readline().rstrip("\n")
