"""A run: what arrives, what may be lost, and in which thread."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from app.run import queues
from app.run.life import FinishReason, RunState
from app.run.pipeline import Settings
from app.run.queues import FrameSlot, Pacer
from app.run.runner import Models, Runner
from drills.core.events import (
    RepCompleted,
    WarningRaised,
)
from tests.app.run.runner.fakes import (
    PATIENCE_S,
    FakeEstimator,
    FakePipeline,
    FakeSource,
    Watcher,
    a_frame,
    finish,
)
from vision.datatypes import (
    Quality,
    Reason,
)


class TestRecordedFile:
    def test_every_frame_counts_and_events_come_in_order(self, run):
        watcher = Watcher()
        outcome = finish(run(FakeSource(count=50), watcher), watcher)
        assert outcome.reason is FinishReason.ENDED
        assert outcome.failure is None
        reps = [event.index for event in watcher.events if isinstance(event, RepCompleted)]
        assert reps == list(range(1, 51))
        assert watcher.pictures[-1] == 49
        assert watcher.pictures == sorted(watcher.pictures)

    def test_the_record_is_whole(self, run):
        watcher = Watcher()
        outcome = finish(run(FakeSource(count=50), watcher), watcher)
        assert outcome.session.counts.clean == 50
        assert outcome.session.source.frames == 50
        assert "a note of the source" in outcome.session.quality.notes
        assert outcome.series.t_s.shape == (50,)

    def test_the_last_events_of_the_pipeline_are_told(self, run):
        watcher = Watcher()
        finish(run(FakeSource(count=2), watcher), watcher)
        assert isinstance(watcher.events[-1], WarningRaised)

    def test_states_are_told_in_order_and_the_end_last(self, run):
        watcher = Watcher()
        finish(run(FakeSource(count=3), watcher), watcher)
        assert watcher.states == [
            RunState.STARTING,
            RunState.RUNNING,
            RunState.STOPPING,
            RunState.FINISHED,
        ]
        assert watcher.order[-1] == "finished"
        assert watcher.threads == {"hipdrill-consumer"}

    def test_a_slow_pipeline_holds_a_file_back(self, run):
        watcher = Watcher()
        runner = run(FakeSource(count=20), watcher, work=lambda frame: time.sleep(0.005))
        finish(runner, watcher)
        assert (runner.status.captured, runner.status.processed) == (20, 20)
        assert runner.status.lost == 0

    def test_a_file_without_frames_leaves_no_record(self, run):
        watcher = Watcher()
        outcome = finish(run(FakeSource(count=0), watcher), watcher)
        assert (outcome.session, outcome.series) == (None, None)


class TestPacing:
    class Waits:
        def __init__(self, clock):
            self.waited_s, self._clock = [], clock

        def wait(self, seconds):
            self.waited_s.append(round(seconds, 6))
            self._clock[0] += seconds

    @pytest.fixture
    def clock(self, monkeypatch):
        now = [100.0]
        monkeypatch.setattr(queues.time, "monotonic", lambda: now[0])
        return now

    def test_frames_come_at_the_time_of_the_recording(self, clock):
        waits = self.Waits(clock)
        pacer = Pacer(waits)
        for t_s in (0.0, 0.1, 0.3):
            pacer.wait_until(t_s)
        assert waits.waited_s == [0.0, 0.1, 0.2]

    def test_being_late_is_not_made_up_by_racing(self, clock):
        waits = self.Waits(clock)
        pacer = Pacer(waits)
        pacer.wait_until(0.0)
        clock[0] += 5.0
        pacer.wait_until(0.1)
        pacer.wait_until(0.2)
        assert waits.waited_s == [0.0, 0.0, 0.1]


class TestCamera:
    def test_a_slow_estimator_loses_pictures_but_no_events(self, run):
        watcher = Watcher()
        source = FakeSource(camera=True, count=400)
        runner = run(source, watcher, work=lambda frame: time.sleep(0.01))
        finish(runner, watcher)
        status = runner.status
        assert status.lost > 0
        assert status.captured == status.processed + status.lost
        reps = [event.index for event in watcher.events if isinstance(event, RepCompleted)]
        assert reps == list(range(1, status.processed + 1))

    def test_a_slow_consumer_loses_pictures_but_no_events(self, run):
        gate = threading.Event()
        watcher = Watcher(lambda: gate.wait(PATIENCE_S))
        runner = run(FakeSource(count=60), watcher)
        runner.start()
        while runner.status.processed < 60:
            time.sleep(0.005)
        gate.set()
        assert watcher.finished.wait(PATIENCE_S)
        reps = [event.index for event in watcher.events if isinstance(event, RepCompleted)]
        assert reps == list(range(1, 61))
        assert len(watcher.pictures) < 60
        assert watcher.pictures[-1] == 59

    def test_the_slot_keeps_the_latest(self):
        slot = FrameSlot()
        for index in range(3):
            slot.put(a_frame(index), wait=False)
        slot.close()
        assert slot.take().index == 2
        assert slot.take() is None
        assert slot.lost == 2


class EmptyRoom(FakePipeline):
    """Somebody is there from ``comes_s`` to ``goes_s``; the gate opens at ``opens_s``."""

    comes_s, goes_s, opens_s = 30.0, 40.0, math.inf

    def __init__(self):
        super().__init__()
        self.measured_s = []

    def follow(self, frame):
        self.measured_s.append(frame.t_s)
        result = super().follow(frame)
        seen = self.comes_s <= frame.t_s < self.goes_s
        quality = Quality(1.0) if seen else Quality(0.0, Reason.TRACKING_LOST)
        is_ready = frame.t_s >= self.opens_s
        return replace(result, sample=replace(result.sample, quality=quality), is_ready=is_ready)


class SlowClock(FakeSource):
    """Ten pictures a second by its own times."""

    def frames(self):
        for frame in super().frames():
            yield replace(frame, t_s=frame.index / 10)


class TestNobodyThere:
    def steps_s(self, run, opens_s=math.inf):
        """Return the longest and the shortest step of the pictures measured, by ten seconds."""
        pipeline, watcher = EmptyRoom(), Watcher()
        pipeline.opens_s = opens_s
        runner = run(SlowClock(camera=True, count=600), watcher, pipeline=pipeline)
        finish(runner, watcher)
        steps = [(a, b - a) for a, b in pairwise(pipeline.measured_s)]
        spans = [
            [step for a, step in steps if first <= a < first + 9] for first in range(1, 60, 10)
        ]
        return [(min(span), max(span)) for span in spans], runner.status

    def test_two_pictures_a_second_are_measured_until_somebody_comes(self, run):
        steps, status = self.steps_s(run)
        assert steps[0][0] < 0.2  # they may have just gone out of the picture
        assert steps[1][0] > 0.49
        assert steps[2][0] > 0.49
        assert steps[3][0] < 0.2
        assert steps[4][0] < 0.2
        assert steps[5][0] > 0.49
        assert status.captured < 400  # what is let go does not look like a slow computer

    def test_every_picture_is_measured_once_a_set_has_begun(self, run):
        steps, _ = self.steps_s(run, opens_s=0.0)
        assert all(least < 0.2 for least, _ in steps)


def test_source_and_estimator_live_in_their_own_threads(run):
    made = []

    def estimator():
        made.append(FakeEstimator())
        return made[0]

    source, watcher = FakeSource(count=3), Watcher()
    finish(run(source, watcher, estimator=estimator), watcher)
    assert source.closed_by == ["hipdrill-capture"]
    assert (made[0].made_in, made[0].closed_in) == ("hipdrill-processing", "hipdrill-processing")


def test_the_people_look_reaches_the_pipeline_and_is_closed():
    class Look:
        closed = False

        def count(self, frame):
            return 2

        def close(self):
            self.closed = True

    look, watcher, seen = Look(), Watcher(), []

    def pipeline(estimator, settings, people):
        deadline_s = time.monotonic() + PATIENCE_S
        while not seen and time.monotonic() < deadline_s:
            seen.extend(number for number in [people(a_frame(0))] if number is not None)
        return FakePipeline()

    runner = Runner(
        lambda: FakeSource(count=1),
        Models(FakeEstimator, lambda: look, pipeline),
        Settings(),
        watcher,
    )
    finish(runner, watcher)
    assert runner.stop()
    assert (seen, look.closed) == ([2], True)
