"""A share without locks keeps sessions like any other disk."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING

import pytest

from app.store import Store, StoreTrouble, connection
from tests.store_builders import a_series, a_session, trouble_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX locks")


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(connection.fcntl, "lockf", refuse)
    connection._has_locks.cache_clear()
    yield
    connection._has_locks.cache_clear()


@pytest.mark.usefixtures("no_locks")
def test_sessions_are_kept_without_locks_of_the_system(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, Store.open(tmp_path) as other:
        store.save(a_session("s1"), a_series())
        other.save(a_session("s2"), None)
        assert {row.id for row in store.sessions()} == {"s1", "s2"}
        assert store.problems() == ()
    assert [path.name for path in tmp_path.iterdir()] == ["hipdrill.db"]


@pytest.mark.usefixtures("no_locks")
def test_a_writer_is_waited_for_and_one_that_was_killed_is_not(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.save(a_session("s1"), None)
    left = tmp_path / "hipdrill.db.lock"
    left.mkdir()
    assert trouble_of(lambda: Store.open(tmp_path, busy_timeout_s=0.05)) is StoreTrouble.LOCKED
    long_ago_s = time.time() - 2 * connection.LEFT_S
    os.utime(left, (long_ago_s, long_ago_s))
    with Store.open(tmp_path) as store:
        assert store.row("latest").id == "s1"


def test_what_was_written_with_locks_is_read_without(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Store.open(tmp_path) as store:
        store.save(a_session("s1"), None)
        log = (tmp_path / "hipdrill.db-wal").read_bytes()
        file = (tmp_path / "hipdrill.db").read_bytes()
    (tmp_path / "hipdrill.db").write_bytes(file)  # as a killed program leaves it
    (tmp_path / "hipdrill.db-wal").write_bytes(log)
    request.getfixturevalue("no_locks")
    with Store.open(tmp_path) as store:
        assert store.row("latest").id == "s1"
        store.save(a_session("s2"), None)
    assert [path.name for path in tmp_path.iterdir()] == ["hipdrill.db"]
