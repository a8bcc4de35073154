"""The power fails at any instant: what was told to be kept is there, the rest is whole or absent.

Of a file that was not yet forced to the disk (fsync) any part may be missing, and what stands
there instead may be anything. The store forces its log at the end of every change; so all of the
log before that is safe, and whatever comes after it may be torn.
"""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from app.session.file import rep_json
from app.store import Store
from app.store.folder import DATABASE_NAME
from app.store.rows.writing import Entry, head_of
from tests.store_builders import a_rep, a_series, a_session

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 512
"""What a disk writes as one."""


@pytest.fixture
def states(tmp_path: Path) -> list[tuple[Path, int]]:
    """Return copies of a store after each of its changes, and how many sessions each must hold."""
    found = []
    store = Store.open(tmp_path / "live")
    for number in range(4):
        store.save(a_session(f"s{number}", days=number), a_series(40))
        copy = tmp_path / f"after-{number}"
        shutil.copytree(tmp_path / "live", copy)
        found.append((copy, number + 1))
    store.close()
    return found


def torn(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Return what a disk may hold of a file on its way from one content to another.

    Appended pages may be there, missing, zero or noise; the file may be shorter than it was meant
    to be. What was there before and is not rewritten stays.
    """
    assert after[: len(before)] == before  # a log only grows until it is emptied
    content = bytearray(after[: chance.randrange(len(before), len(after) + 1)])
    for begin in range(len(before), len(content), PAGE):
        end = min(begin + PAGE, len(content))
        fate = chance.randrange(4)
        if fate == 1:
            content[begin:end] = bytes(end - begin)
        elif fate == 2:
            content[begin:end] = chance.randbytes(end - begin)
    return bytes(content)


def ids(folder: Path) -> set[str]:
    with Store.open(folder) as store:
        assert store.problems() == ()
        rows = store.sessions()
        for row in rows:
            assert len(store.session(row.id).reps) == row.counts.total  # whole
            assert store.series(row.id) is not None
        return {row.id for row in rows}


@pytest.mark.parametrize("seed", range(40))
def test_a_change_that_was_torn_is_whole_or_absent(
    tmp_path: Path, states: list[tuple[Path, int]], seed: int
) -> None:
    chance = random.Random(seed)
    step = chance.randrange(len(states) - 1)
    (old, count), (new, _) = states[step], states[step + 1]
    logs = [(folder / f"{DATABASE_NAME}-wal").read_bytes() for folder in (old, new)]
    lost = tmp_path / "lost"
    shutil.copytree(old, lost)
    (lost / f"{DATABASE_NAME}-shm").unlink(missing_ok=True)  # it is memory, not disk
    (lost / f"{DATABASE_NAME}-wal").write_bytes(torn(*logs, chance))
    kept = {f"s{n}" for n in range(count)}
    assert ids(lost) in (kept, kept | {f"s{count}"})


@pytest.mark.parametrize("seed", range(20))
def test_pages_torn_while_the_log_is_emptied_are_written_again(
    tmp_path: Path, states: list[tuple[Path, int]], seed: int
) -> None:
    """The database is written from the log, which stays until that has reached the disk."""
    chance = random.Random(seed)
    folder, count = states[-1]
    lost = tmp_path / "lost"
    shutil.copytree(folder, lost)
    log = (lost / f"{DATABASE_NAME}-wal").read_bytes()
    size = int.from_bytes(log[8:12], "big")
    frames = range(32, len(log) - size - 23, size + 24)
    written = {int.from_bytes(log[at : at + 4], "big") for at in frames}
    database = bytearray((lost / DATABASE_NAME).read_bytes())
    database.extend(bytes(max(0, max(written) * size - len(database))))
    for page in written:
        if chance.random() < 0.6:
            begin = (page - 1) * size + chance.randrange(0, size, PAGE)
            database[begin : begin + PAGE] = chance.randbytes(PAGE)
    (lost / DATABASE_NAME).write_bytes(database)
    (lost / f"{DATABASE_NAME}-shm").unlink(missing_ok=True)
    assert ids(lost) == {f"s{n}" for n in range(count)}


@pytest.mark.parametrize("seed", range(20))
def test_a_set_under_way_loses_at_most_its_last_rep(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    live = tmp_path / "live"
    reps = [a_rep(number) for number in range(1, 5)]
    store = Store.open(live)
    logs = []
    for number, rep in enumerate(reps, 1):
        head = head_of(a_session("s1", reps[:number]))
        store.record(Entry(head, ((head["drill"], number, rep_json(number, rep)),)))
        logs.append((live / f"{DATABASE_NAME}-wal").read_bytes())
    lost = tmp_path / "lost"
    shutil.copytree(live, lost)
    store.close()
    (lost / f"{DATABASE_NAME}-shm").unlink(missing_ok=True)
    step = chance.randrange(len(logs) - 1)
    (lost / f"{DATABASE_NAME}-wal").write_bytes(torn(logs[step], logs[step + 1], chance))
    with Store.open(lost) as after:
        assert after.problems() == ()
        (row,) = after.unfinished()
        assert len(after.session(row.id).reps) in (step + 1, step + 2)
