"""A runner of fakes that is stopped at the end, and no thread left behind."""

from __future__ import annotations

import threading

import pytest

from app.run.pipeline import Settings
from app.run.runner import Models, Runner
from tests.app.run.runner.fakes import (
    FakeEstimator,
    FakePipeline,
)


@pytest.fixture(autouse=True)
def _no_thread_left():
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    assert not left


@pytest.fixture
def run():
    """Make a runner of fakes; it is stopped at the end of the test."""
    made = []

    def make(source, watcher, *, work=lambda frame: None, estimator=FakeEstimator, pipeline=None):
        one = Runner(
            source if callable(source) else lambda: source,
            Models(estimator, pipeline=lambda estimator, settings: pipeline or FakePipeline(work)),
            Settings(),
            watcher,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        assert one.stop()
