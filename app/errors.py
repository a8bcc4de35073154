"""Exit codes, and errors as one line."""

from __future__ import annotations

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line (a contract, see docs/session-format.md)."""

    DONE = 0
    INPUT_FAILED = 1
    WRONG_ARGUMENTS = 2
    ENVIRONMENT = 3
    INTERRUPTED = 130


class UserError(Exception):
    """Something the user can put right.

    Parameters
    ----------
    what, remedy
        What happened, and what to do.
    code
        The exit code it leads to.
    """

    def __init__(self, what: str, remedy: str, code: ExitCode = ExitCode.INPUT_FAILED) -> None:
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy
        self.code = code


def in_plain_words(error: OSError) -> UserError:
    """Return an error of the system that nobody has described, with its file and what to do."""
    why = error.strerror or str(error)
    what = f"{error.filename}: {why}" if error.filename else why
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(what, "free some space", ExitCode.ENVIRONMENT)
    if error.errno == errno.ENAMETOOLONG:
        return UserError(what, "use a shorter name or path")
    return UserError(what, "check the path and its permissions")


def as_sentence(line: str, name: str = "") -> str:
    """Return an error line as a sentence.

    Parameters
    ----------
    line
        What happened and what to do.
    name
        Name of a file: if the line begins with it, its first letter is not capitalised.
    """
    keeps = bool(name) and line.startswith(name)
    first = line[:1] if keeps else line[:1].upper()
    return f"{first}{line[1:]}" + ("" if line.endswith(".") else ".")


def error_line(error: Exception) -> str:
    """Return the line that is printed for an error."""
    line = " ".join(str(error).split())
    return "hipdrill: error: " + "".join(c if c.isprintable() else "\ufffd" for c in line)
