"""Locking the data folder with a pass phrase: one encrypted archive replaces everything in it.

The format is age (age-encryption.org), written by pyrage: a maintained library and a public format
that other programs can open, and no cryptography of our own. It is an archive rather than an
encrypted database because names are also in preferences and logs, and people are seen in videos and
stills. While the folder is unlocked, its files are there as usual; locking removes them.
`moving` says what becomes of a folder if the program is killed meanwhile.

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
from app.run.keeping.moving import (
    OPEN_NAME,
    PART,
    STAYING,
    alone,
    come_out,
    synchronise,
    synchronise_all,
)
from app.store.folder import (
    KEY_NAME,
    LOCKED_NAME,
    data_folder,
    is_locked,
    make_private_file,
    make_private_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LEAST_LETTERS = 12
"""Least length of a pass phrase: three short words. Who has the archive can try any number."""


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
    with alone(folder):
        if is_locked(folder):
            raise UserError("the sessions are locked already", "run hipdrill unlock to open them")
        files = _files(folder)
        identity = age.x25519.Identity.generate()
        key, archive = folder / (KEY_NAME + PART), folder / (LOCKED_NAME + PART)
        for path in (key, archive):
            make_private_file(path)
        try:
            _write_through(
                key, lambda out: out.write(age.passphrase.encrypt(str(identity).encode(), phrase))
            )
            _write_through(archive, lambda out: _encrypt(age, identity, folder, files, out))
            _check(age, identity, archive, files)
            _go_in(folder, files)
            key.replace(folder / KEY_NAME)
            synchronise(folder)
            archive.replace(folder / LOCKED_NAME)  # it is locked from here on
        except BaseException:
            with suppress(OSError):
                come_out(folder)
            for path in (key, archive):
                path.unlink(missing_ok=True)
            raise
        synchronise(folder)
        shutil.rmtree(folder / OPEN_NAME)
        for name in STAYING[1:]:
            shutil.rmtree(folder / name, ignore_errors=True)
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
    with alone(folder):
        if not is_locked(folder):
            raise UserError("the sessions are not locked", "run hipdrill lock to lock them")
        identity = age.x25519.Identity.from_str(_secret(age, folder / KEY_NAME, phrase))
        unpacked = folder / OPEN_NAME
        make_private_folder(unpacked)
        try:
            archive = folder / LOCKED_NAME
            number = _decrypt(age, identity, archive, lambda tar: _unpack(tar, unpacked))
            synchronise_all(unpacked)
            synchronise(folder)
        except BaseException:
            shutil.rmtree(unpacked, ignore_errors=True)
            raise
        archive.unlink()  # it is open from here on
        synchronise(folder)
        come_out(folder)
    return number


def lock_problem() -> UserError | None:
    """Return what keeps everything from being locked on this computer; ``None`` if nothing does."""
    try:
        _age()
        if is_locked(data_folder()):
            raise UserError("the sessions are locked already", "run hipdrill unlock to open them")
    except UserError as error:
        return error
    return None


def _secret(age: Any, key: Path, phrase: str) -> str:
    try:
        return str(age.passphrase.decrypt(key.read_bytes(), phrase).decode())
    except age.DecryptError as error:
        raise UserError("the pass phrase is wrong", "try again") from error


def _age() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise UserError(
            "the library for pass phrases is not installed", "pip install 'hipdrill[lock]'",
            ExitCode.ENVIRONMENT,
        ) from error  # fmt: skip
    return pyrage


def _files(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return every file below a data folder with its size and time of change.

    Raises
    ------
    UserError
        If there is a link: what it leads to would stay readable.
    """
    ours = {LOCKED_NAME, KEY_NAME, LOCKED_NAME + PART, KEY_NAME + PART}
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] in STAYING:
            continue
        if path.is_symlink():
            raise UserError(
                f"{path} is a link: what it leads to would stay readable",
                "put that into the data folder itself",
            )
        if path.is_file() and path.name not in ours:
            state = path.stat()
            found[path] = (state.st_size, state.st_mtime_ns)
    return found


def _go_in(folder: Path, files: dict[Path, tuple[int, int]]) -> None:
    """Move everything that was packed out of sight, unless a program has changed it meanwhile."""
    (folder / OPEN_NAME).mkdir(mode=0o700)
    for name in sorted({path.relative_to(folder).parts[0] for path in files}):
        (folder / name).replace(folder / OPEN_NAME / name)
    if _files(folder) != {
        folder / OPEN_NAME / path.relative_to(folder): state for path, state in files.items()
    }:
        raise UserError("a file changed while it was being locked", "close Hip Drill and try again")


def _write_through(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that it is on the disk before anything is removed."""
    with path.open("wb") as out:
        write(out)
        out.flush()
        os.fsync(out.fileno())


def _encrypt(age: Any, identity: Any, folder: Path, files: Iterable[Path], out: IO[bytes]) -> None:
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


def _check(age: Any, identity: Any, archive: Path, files: dict[Path, tuple[int, int]]) -> None:
    """Read the archive back and compare it with the files."""
    folder = archive.parent
    wanted = {path.relative_to(folder).as_posix(): size for path, (size, _) in files.items()}

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
            file.flush()
            os.fsync(file.fileno())  # the archive goes afterwards
        with suppress(OSError):
            os.utime(place, (member.mtime, member.mtime))
        number += 1
    return number
