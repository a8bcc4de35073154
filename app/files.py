"""Writing files so that a crash or a full disk never leaves half of one; their digests."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_UMASK = os.umask(0o077)  # it can only be read by setting it
os.umask(_UMASK)


def write_atomically(path: Path, content: str | bytes) -> Path:
    """Write a file beside its place and move it there.

    Raises
    ------
    OSError
        If the folder cannot be written; what stood there before is untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o666 & ~_UMASK)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def safe_name(text: str, instead: str = "input") -> str:
    """Return a name that is a file name on every system and stays in its folder."""
    kept = "".join(c if c.isalnum() or c in "-_. " else "_" for c in text)[:80].strip(". ")
    reserved = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
    return f"{kept}_" if kept.lower() in reserved else kept or instead


def csv_safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: a quote goes before it if need be."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def sha256_of(path: Path | None) -> str | None:
    """Return the digest of a file, ``None`` if there is none or it has gone meanwhile."""
    if path is not None:
        with suppress(OSError), path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return None
