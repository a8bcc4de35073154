"""The looks of a long recording: few in memory, all of them in order."""

from __future__ import annotations

import tempfile
from itertools import islice

import pytest

from app.run.looking import log as log_module
from app.run.looking.log import LookLog
from tests.app.run.looking.test_cache import assert_same, read


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "MOST_IN_MEMORY", 20)
    monkeypatch.setattr(log_module, "BLOCK", 8)


@pytest.mark.usefixtures("short")
def test_looks_on_the_disk_are_the_same_and_as_often_as_they_are_asked_for() -> None:
    opened = []

    def open_file() -> object:
        opened.append(tempfile.TemporaryFile())  # noqa: SIM115 - the log closes it
        return opened[-1]

    looks, log = read().looks, LookLog(open_file)
    for look in looks:
        log.append(look)
    assert len(log) == len(looks) == 45
    assert list(log.times_s) == [look.t_s for look in looks]
    assert len(log._looks) < 16
    assert len(opened) == 1
    first = list(islice(log, 30))
    for found in (list(log), list(log)):
        for one, other in zip(found, looks, strict=True):
            assert_same(one, other)
    assert [look.index for look in first] == list(range(30))
    del log
    assert opened[0].closed


@pytest.mark.usefixtures("short")
def test_looks_can_be_read_while_more_come() -> None:
    looks, log = read().looks, LookLog(tempfile.TemporaryFile)
    log.append(looks[0])
    reading, seen = iter(log), []
    for look in looks[1:]:
        log.append(look)
        if look.index % 3 == 0:
            seen.append(next(reading))
    seen += reading
    assert [look.index for look in seen] == [look.index for look in looks]
    for one, other in zip(seen, looks, strict=True):
        assert_same(one, other)


@pytest.mark.usefixtures("short")
def test_a_full_disk_costs_memory_only() -> None:
    def full() -> object:
        raise OSError("full")

    looks, log = read().looks, LookLog(full)
    for look in looks:
        log.append(look)
    assert [look.t_s for look in log] == [look.t_s for look in looks]


@pytest.mark.usefixtures("short")
def test_a_long_one_begins_with_the_disk() -> None:
    looks, log, most = read().looks, LookLog(tempfile.TemporaryFile, is_long=True), 0
    for look in looks:
        log.append(look)
        most = max(most, len(log._looks))
    assert most < 16
    for one, other in zip(log, looks, strict=True):
        assert_same(one, other)
