"""Frames are looked at in a thread of their own, while the one before is measured."""

from __future__ import annotations

import threading

from app.run.life import FinishReason
from tests.app.run.runner.fakes import PATIENCE_S, FakePipeline, FakeSource, Watcher, finish


class Looking(FakePipeline):
    """Writes down what was looked at; may fail there, and may wait for a look while following."""

    def __init__(self, fails_at=None, ahead=0):
        super().__init__()
        self.looked, self.followed, self.threads = [], [], set()
        self._changed, self._fails_at, self._ahead = threading.Condition(), fails_at, ahead
        self.was_ahead = []

    def look(self, frame):
        self.threads.add(threading.current_thread().name)
        if frame.index == self._fails_at:
            raise ValueError("the model broke")
        with self._changed:
            self.looked.append(frame.index)
            self._changed.notify_all()
        return frame

    def follow(self, frame):
        self.followed.append(frame.index)
        next_one = frame.index + self._ahead
        with self._changed:
            self.was_ahead.append(
                self._changed.wait_for(lambda: next_one in self.looked, timeout=PATIENCE_S)
            )
        return super().follow(frame)


def test_the_next_frame_is_looked_at_while_one_is_measured(run):
    class Endless(Looking):
        def follow(self, frame):
            self._ahead = int(frame.index < 4)
            return super().follow(frame)

    pipeline, watcher = Endless(), Watcher()
    finish(run(FakeSource(count=5), watcher, pipeline=pipeline), watcher)
    assert pipeline.was_ahead == [True] * 5
    assert pipeline.followed == pipeline.looked == list(range(5))
    assert len(pipeline.threads) == 1
    assert "processing" not in pipeline.threads.pop()


def test_what_was_looked_at_before_a_failure_is_measured(run):
    pipeline, watcher = Looking(fails_at=3), Watcher()
    outcome = finish(run(FakeSource(count=9), watcher, pipeline=pipeline), watcher)
    assert outcome.reason is FinishReason.FAILED
    assert "the model broke" in outcome.failure.line
    assert pipeline.followed == [0, 1, 2]
    assert outcome.session is not None


def test_a_failure_ends_the_run_although_no_frame_comes_any_more(run):
    class Silent(FakeSource):
        def frames(self):
            yield from super().frames()
            self.closed.wait(PATIENCE_S)

    def broken(_frame):
        raise ValueError("broken")

    source, watcher = Silent(camera=True, count=1), Watcher()
    outcome = finish(run(source, watcher, pipeline=FakePipeline(broken)), watcher)
    assert outcome.reason is FinishReason.FAILED
    assert source.closed.is_set()
