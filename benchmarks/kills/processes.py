"""Processes that belong to one data folder, found by their environment (Linux)."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

GONE_S = 10.0
"""How long a process may take to notice that the program it worked for is gone."""


def of_folder(folder: Path) -> dict[int, str]:
    """Return the running processes that use a data folder, with their command lines."""
    mark = f"HIPDRILL_DATA={folder}".encode()
    found = {}
    for place in Path("/proc").iterdir():
        if not place.name.isdecimal() or int(place.name) == os.getpid():
            continue
        with suppress(OSError):
            if mark in (place / "environ").read_bytes().split(b"\0"):
                command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if command:  # a zombie has none
                    found[int(place.name)] = command
    return found


def left_running(folder: Path, longest_s: float = GONE_S) -> list[str]:
    """Wait until no process uses a data folder; return the commands of those that still do.

    Parameters
    ----------
    folder
        The data folder.
    longest_s
        How long to wait.
    """
    until_s = time.monotonic() + longest_s
    while (found := of_folder(folder)) and time.monotonic() < until_s:
        time.sleep(0.1)
    return list(found.values())
