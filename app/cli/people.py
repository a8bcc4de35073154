"""`hipdrill person`, `lock`, `unlock`, `backup`, `restore`: stored data as a whole."""

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
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the archive")
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
    show(
        "\n".join(lines) if lines else "There are no people yet: name somebody with --person ALIAS."
    )
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
        f"{alias} and {number} sessions are deleted for good. Reports, videos, archives and "
        "backups that were saved to other folders are still there."
    )
    return ExitCode.DONE


def _ask(alias: str, number: int) -> None:
    """Ask on the terminal; without one, or without a yes, nothing is deleted."""
    if not sys.stdin.isatty():
        raise UserError(
            "deleting needs confirmation", "add --yes to delete without being asked",
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
    """Lock all stored data with a pass phrase."""
    from app.run.keeping.vault import lock as locked
    from app.run.looking.cache import trim
    from app.store import data_folder
    from app.store.folder import looks_folder

    phrase = _asked("Pass phrase (without it nobody can open the sessions again): ")
    if sys.stdin.isatty() and _asked("Repeat it: ") != phrase:
        raise UserError("the two pass phrases differ", "try again", ExitCode.WRONG_ARGUMENTS)
    trim(looks_folder(data_folder()), most_bytes=0)
    number = locked(data_folder(), phrase)
    show(f"{number} files are locked. hipdrill unlock opens them.")
    return ExitCode.DONE


def unlock(_options: argparse.Namespace) -> ExitCode:
    """Decrypt what was locked."""
    from app.run.keeping.vault import unlock as unlocked
    from app.store import data_folder

    number = unlocked(data_folder(), _asked("Pass phrase: "))
    show(f"{number} files are open. hipdrill lock locks them again.")
    return ExitCode.DONE


# ---------------------------------------------------------------- the whole in one file


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `backup` and of `restore`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive, a zip file")
    add_common(parser)


def backup(options: argparse.Namespace) -> ExitCode:
    """Write all stored data into one archive."""
    from app.run.keeping.backup import back_up
    from app.store import data_folder

    try:
        made = back_up(data_folder(), options.file)
    except OSError as error:
        raise UserError(
            f"cannot write {options.file} ({error.strerror or error})", "name another file"
        ) from error
    how = "It opens with your pass phrase." if made.is_locked else "It is not encrypted."
    show(f"{options.file}: {made.files} files, read back and complete. {how}")
    return ExitCode.DONE


def restore(options: argparse.Namespace) -> ExitCode:
    """Replace all stored data by an archive."""
    from app.run.keeping.backup import checked
    from app.run.keeping.backup import restore as restored
    from app.store import data_folder

    made = checked(options.file)
    try:
        before = restored(data_folder(), options.file)
    except OSError as error:
        raise UserError(
            f"cannot write to {data_folder()} ({error.strerror or error})",
            "correct the folder's permissions or set HIPDRILL_DATA to another folder",
            ExitCode.ENVIRONMENT,
        ) from error
    kept = "" if before is None else f" The previous data are in {before}."
    more = " It is locked: hipdrill unlock opens it." if made.is_locked else ""
    show(f"Restored as of {made.made[:16].replace('T', ' ')}.{kept}{more}")
    return ExitCode.DONE


def _asked(question: str) -> str:
    """Ask on the terminal without showing the answer; otherwise read a line of the input."""
    if sys.stdin.isatty():
        return getpass(question)
    return sys.stdin.readline().rstrip("\n")
