"""Locking the data folder with a pass phrase: one encrypted archive replaces everything in it.

The format is age (age-encryption.org), written by pyrage: a maintained library and a public format
that other programs can open, and no cryptography of our own. It is an archive rather than an
encrypted database because names are also in preferences and logs, and people are seen in videos and
stills. While the folder is unlocked, its files are there as usual; locking removes them.

`LOCKED_NAME` is encrypted with a key made for it, and `KEY_NAME` holds that key encrypted with the
phrase (scrypt): so the archive can be written as a stream, however large the videos are.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import threading
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from app.errors import ExitCode, UserError
from app.run.keeping.running import is_running
from app.store.folder import (
    KEY_NAME,
    LOCKED_NAME,
    is_locked,
    make_private_file,
    make_private_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_LETTERS = 12
"""Least length of a pass phrase: three short words. Who has the archive can try any number."""
_UNPACKED = ".hipdrill-unlocked"
_PART = ".part"


def lock(folder: Path, phrase: str) -> int:
    """Encrypt everything in a data folder and remove it; return the number of files.

    The files are removed only after the archive has been read back.

    Parameters
    ----------
    folder
        The data folder.
    phrase
        The pass phrase; it is not stored.

    Raises
    ------
    UserError
        If the phrase is too short, a session is in progress, or the library is not installed.
    OSError
        If the archive cannot be written; everything is still there.
    """
    age = _age()
    if len(phrase) < LEAST_LETTERS:
        raise UserError(
            f"the pass phrase has fewer than {LEAST_LETTERS} letters", "use a few words"
        )
    if is_locked(folder):
        raise UserError("the sessions are locked already", "run hipdrill unlock to open them")
    files = _files(folder)
    if any(is_running(folder, path.stem) for path in files if path.parent.name == "running"):
        raise UserError("a session is in progress", "close the other Hip Drill window first")
    identity = age.x25519.Identity.generate()
    key, archive = folder / (KEY_NAME + _PART), folder / (LOCKED_NAME + _PART)
    for path in (key, archive):
        make_private_file(path)
    try:
        _write_through(
            key, lambda out: out.write(age.passphrase.encrypt(str(identity).encode(), phrase))
        )
        _write_through(archive, lambda out: _encrypt(age, identity, folder, files, out))
        _check(age, identity, archive, folder, files)
        key.replace(folder / KEY_NAME)
        archive.replace(folder / LOCKED_NAME)
    except BaseException:
        for path in (key, archive):
            path.unlink(missing_ok=True)
        raise
    _take_away(folder)
    return len(files)


def unlock(folder: Path, phrase: str) -> int:
    """Decrypt everything and put it back; return the number of files.

    Parameters
    ----------
    folder
        The data folder.
    phrase
        The pass phrase.

    Raises
    ------
    UserError
        If the phrase is wrong, the archive is damaged, or the library is not installed.
    OSError
        If the files cannot be written; the archive is still there.
    """
    age = _age()
    if not is_locked(folder):
        raise UserError("the sessions are not locked", "run hipdrill lock to lock them")
    try:
        secret = age.passphrase.decrypt((folder / KEY_NAME).read_bytes(), phrase)
    except age.DecryptError as error:
        raise UserError("the pass phrase is wrong", "try again") from error
    identity = age.x25519.Identity.from_str(secret.decode())
    unpacked = folder / _UNPACKED
    shutil.rmtree(unpacked, ignore_errors=True)
    make_private_folder(unpacked)
    try:
        number = _decrypt(age, identity, folder / LOCKED_NAME, lambda tar: _unpack(tar, unpacked))
        _take_away(folder)
        for path in sorted(unpacked.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    for name in (LOCKED_NAME, KEY_NAME):
        (folder / name).unlink()
    return number


def _age() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise UserError(
            "the library for pass phrases is not installed", "pip install 'hipdrill[lock]'",
            ExitCode.ENVIRONMENT,
        ) from error  # fmt: skip
    return pyrage


def _files(folder: Path) -> list[Path]:
    ours = {LOCKED_NAME, KEY_NAME, LOCKED_NAME + _PART, KEY_NAME + _PART}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name not in ours
    )


def _take_away(folder: Path) -> None:
    """Remove everything but the archive, its key and what has just been unpacked."""
    for path in folder.iterdir():
        if path.name in (LOCKED_NAME, KEY_NAME, _UNPACKED):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _write_through(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that it is on the disk before anything is removed."""
    with path.open("wb") as out:
        write(out)
        out.flush()
        os.fsync(out.fileno())


def _encrypt(age: Any, identity: Any, folder: Path, files: list[Path], out: IO[bytes]) -> None:
    failed: list[Exception] = []
    reading, writing = os.pipe()

    def pack() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as tar:
                for path in files:
                    tar.add(path, path.relative_to(folder).as_posix(), recursive=False)
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            failed.append(error)

    thread = threading.Thread(target=pack, name="hipdrill-pack")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            age.encrypt_io(pipe, out, [identity.to_public()])
    finally:
        thread.join()
    if failed:
        raise failed[0]


def _decrypt(age: Any, identity: Any, archive: Path, take: Callable[[tarfile.TarFile], int]) -> int:
    """Give the archive to a function as a stream; return what the function returns."""
    failed: list[Exception] = []
    reading, writing = os.pipe()

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, archive.open("rb") as file:
                age.decrypt_io(file, pipe, [identity])
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            failed.append(error)

    thread = threading.Thread(target=decrypt, name="hipdrill-unpack")
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            with tarfile.open(fileobj=pipe, mode="r|") as tar:
                number = take(tar)
            while pipe.read(1 << 20):  # to its end, so that the last part is checked too
                pass
    except tarfile.TarError as error:
        failed.append(error)
        number = 0
    finally:
        thread.join()
    if failed:
        raise UserError(
            f"{archive.name} is damaged ({failed[0]})", "restore it from a backup of the disk"
        ) from failed[0]
    return number


def _check(age: Any, identity: Any, archive: Path, folder: Path, files: list[Path]) -> None:
    """Read the archive back and compare it with the files."""
    wanted = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}

    def compare(tar: tarfile.TarFile) -> int:
        sizes = {member.name: member.size for member in tar}
        if sizes != wanted:
            raise OSError("the archive differs from what was written")
        return len(sizes)

    _decrypt(age, identity, archive, compare)


def _unpack(tar: tarfile.TarFile, folder: Path) -> int:
    """Write plain files below a folder and nowhere else; refuse anything else in the archive."""
    number = 0
    for member in tar:
        name = PurePosixPath(member.name)
        if not member.isfile() or name.is_absolute() or ".." in name.parts:
            raise tarfile.TarError(f"{member.name} is not a Hip Drill file")
        place = folder / name
        for parent in reversed(place.relative_to(folder).parents[:-1]):
            make_private_folder(folder / parent)
        make_private_file(place)
        content = tar.extractfile(member)
        if content is None:
            raise tarfile.TarError(f"{member.name} has no content")
        with place.open("wb") as file:
            shutil.copyfileobj(content, file)
        with suppress(OSError):
            os.utime(place, (member.mtime, member.mtime))
        number += 1
    return number
