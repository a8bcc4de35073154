"""Writing files so that a crash or a full disk never leaves half a file; and their digests."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UMASK = os.umask(0o077)  # it can only be read by setting it
os.umask(_UMASK)
PUBLIC, PRIVATE = 0o666 & ~_UMASK, 0o600
"""Permissions of a result, which its owner may share, and of files in the data folder."""
NAME_BYTES = 200
"""Limit for names made here: file systems allow 255 bytes; a number or an ending may follow."""
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""What Python makes of the bytes of a file name that are not text (surrogates)."""
_BYTE_ORDER_MARK = "\ufeff"
ROWS_AT_ONCE = 1000
_CANNOT_RENAME = {errno.EXDEV, errno.EOPNOTSUPP, errno.EPERM, errno.EEXIST, errno.EINVAL}


def rights_in(folder: Path, rights: int) -> int:
    """Return permissions of a file without those that its folder gives to nobody.

    Results that are made in the private data folder are private, until they are taken elsewhere.

    Parameters
    ----------
    folder
        The folder that the file is in.
    rights
        What the file may have.

    Raises
    ------
    OSError
        If there is no such folder.
    """
    return rights & (0o700 | folder.stat().st_mode)


@contextmanager
def replaced(path: Path, rights: int = PUBLIC) -> Iterator[BinaryIO]:
    """Open a temporary file that takes a path's place when the block ends without an error.

    Network shares without permissions keep their own. Where a file cannot be moved over another (on
    some shares, and in folders made up of several disks), it is copied.

    Parameters
    ----------
    path
        The file to replace or create.
    rights
        Its permissions, see `rights_in`.

    Raises
    ------
    OSError
        If the folder cannot be written to; an earlier file is unchanged.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hipdrill-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        with suppress(OSError):
            temporary.chmod(rights_in(path.parent, rights))
        try:
            temporary.replace(path)
        except OSError as error:
            if error.errno not in _CANNOT_RENAME:
                raise
            shutil.copyfile(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(
    path: Path, content: str | bytes | Iterator[str], rights: int = PUBLIC
) -> Path:
    """Write a file completely or not at all, see `replaced`; return its path.

    Parameters
    ----------
    path
        The file to replace or create.
    content
        Bytes, a text, or the pieces of a long text.
    rights
        Its permissions.
    """
    with replaced(path, rights) as file:
        for piece in (content,) if isinstance(content, (str, bytes)) else content:
            file.write(piece.encode("utf-8") if isinstance(piece, str) else piece)
    return path


def safe_name(text: str, instead: str = "input") -> str:
    """Return a file name that is valid on every system and cannot leave its folder.

    Parameters
    ----------
    text
        Any text.
    instead
        The name if nothing of the text is left.
    """
    kept = "".join(c if c.isalnum() or c in "-_. " else "_" for c in text)[:80]
    kept = kept.encode("utf-8")[:NAME_BYTES].decode("utf-8", "ignore").strip(". ")
    reserved = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}
    return f"{kept}_" if kept.lower() in reserved else kept or instead


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV (RFC 4180).

    Without a byte order mark, spreadsheets assume the encoding of their own country. A table that
    is all ASCII needs no mark, and every program reads it.
    """
    text = _csv(rows)
    return text if text.isascii() else f"{_BYTE_ORDER_MARK}{text}"


def csv_pieces(rows: Iterable[Iterable[object]], words: Iterable[str]) -> Iterator[str]:
    """Yield the text of a CSV file piece by piece.

    Parameters
    ----------
    rows
        Rows of cells, read once.
    words
        All texts in the rows that may not be ASCII: they decide about the byte order mark.
    """
    if not all(word.isascii() for word in words):
        yield _BYTE_ORDER_MARK
    left = iter(rows)
    while batch := list(islice(left, ROWS_AT_ONCE)):
        yield _csv(batch)


def _csv(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return _NO_CHARACTER.sub("\ufffd", out.getvalue())


def csv_safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, if need be with a quote before it."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def sha256_of(path: Path | None) -> str | None:
    """Return the digest of a file; ``None`` if it does not exist or has disappeared."""
    if path is not None:
        with suppress(OSError):
            if path.is_file():  # a pipe would block
                with path.open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
    return None
