"""The life of a run: what arrives, what may be lost, and that it always ends."""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from app.run import queues
from app.run.life import FinishReason, RunState
from app.run.pipeline import FrameResult, Settings
from app.run.queues import FrameSlot, Pacer
from app.run.runner import Models, Runner
from drills.core.events import (
    Counts,
    Drill,
    Rep,
    RepCompleted,
    RepResult,
    WarningKind,
    WarningRaised,
)
from vision.capture.frame_source import SourceInfo
from vision.datatypes import (
    Absent,
    Estimate,
    Frame,
    Posture,
    Quality,
    Reason,
    Sample,
    Side,
    View,
)
from vision.errors import CameraUnavailable, ModelDamaged, VideoUnreadable

PATIENCE_S = 20.0


def a_frame(index, step_s=0.001):
    return Frame(index, index * step_s, np.zeros((8, 8, 3), np.uint8))


def a_result(frame, events=()):
    quality = Quality(1.0)
    return FrameResult(
        index=frame.index,
        t_s=frame.t_s,
        size_px=frame.size_px,
        pose=None,
        sample=Sample(frame.t_s, Posture.ALL_FOURS, View.LEFT, quality),
        drill=Drill.FROGGER,
        side=Side.LEFT,
        level=None,
        phase="rocking back",
        rep_index=0,
        counts=Counts(),
        events=tuple(events),
        warnings=(),
        hip=Absent(Reason.NOT_CALIBRATED),
        spine=Absent(Reason.NOT_CALIBRATED),
        hint="",
    )


def a_rep(t_s, index):
    return RepCompleted(t_s, index, Rep(Side.LEFT, t_s, t_s, t_s, RepResult.CLEAN))


class FakeSource:
    """Yields ``count`` frames, or frames until it is closed; may fail after some."""

    def __init__(self, *, camera=False, count=None, fails_after=None, error=None):
        path = None if camera else Path("clip.mp4")
        kind = "camera" if camera else "video"
        self.info = SourceInfo(kind, "fake", 30.0, path=path)
        self.notes = ("a note of the source",)
        self.closed = threading.Event()
        self.closed_by = []
        self._count, self._fails_after, self._error = count, fails_after, error

    def frames(self):
        index = 0
        while not self.closed.is_set() and index != self._count:
            if index == self._fails_after:
                raise self._error
            yield a_frame(index)
            index += 1
            if self.info.kind == "camera":
                time.sleep(0.001)

    def close(self):
        self.closed.set()
        self.closed_by.append(threading.current_thread().name)


class FakeEstimator:
    def __init__(self):
        self.made_in = threading.current_thread().name
        self.closed_in = None

    def estimate(self, frame):
        return None

    def close(self):
        self.closed_in = threading.current_thread().name


class FakePipeline:
    """Says a rep for every frame; ``work`` is done first and may sleep, wait or raise."""

    def __init__(self, work=lambda frame: None):
        self._work, self._reps = work, 0
        self.recognised = Drill.FROGGER

    def process(self, frame):
        self._work(frame)
        self._reps += 1
        return a_result(frame, (a_rep(frame.t_s, self._reps),))

    def watch(self, frame):
        return replace(a_result(frame), phase="paused")

    def finish(self):
        return (WarningRaised(99.0, WarningKind.SIDE_SHIFT, Estimate(1.0, 0.0, 2.0)),)


class Watcher:
    """Writes down what it is told; ``on_each_picture`` may be slow or raise."""

    def __init__(self, on_each_picture=lambda: None):
        self.states, self.events, self.pictures, self.outcomes = [], [], [], []
        self.phases = []
        self.order, self.threads = [], set()
        self.finished = threading.Event()
        self.pictured = threading.Event()
        self._on_each_picture = on_each_picture

    def _note(self, what):
        self.order.append(what)
        self.threads.add(threading.current_thread().name)

    def on_state(self, status):
        self.states.append(status.state)
        self._note("state")

    def on_event(self, event):
        self.events.append(event)
        self._note("event")

    def on_picture(self, frame, result):
        self.pictures.append(result.index)
        self.phases.append(result.phase)
        self._note("picture")
        self.pictured.set()
        self._on_each_picture()

    def on_finished(self, outcome):
        self.outcomes.append(outcome)
        self._note("finished")
        self.finished.set()


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


def finish(runner, watcher):
    runner.start()
    assert watcher.finished.wait(PATIENCE_S)
    return watcher.outcomes[0]


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

    def process(self, frame):
        self.measured_s.append(frame.t_s)
        result = super().process(frame)
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


class TestStop:
    def test_idle(self, run):
        runner = run(FakeSource(count=1), Watcher())
        assert runner.stop()
        assert runner.status.state is RunState.IDLE

    def test_starting(self, run):
        source, watcher = FakeSource(camera=True), Watcher()

        def estimator():
            source.closed.wait(PATIENCE_S)
            return FakeEstimator()

        runner = run(source, watcher, estimator=estimator)
        runner.start()
        while runner.status.source is None:
            time.sleep(0.005)
        assert runner.stop()
        assert RunState.RUNNING not in watcher.states
        assert watcher.outcomes[0].reason is FinishReason.STOPPED
        assert watcher.outcomes[0].session is None

    def test_running(self, run):
        watcher = Watcher()
        runner = run(FakeSource(camera=True), watcher)
        runner.start()
        assert watcher.pictured.wait(PATIENCE_S)
        assert runner.stop()
        assert runner.status.state is RunState.FINISHED
        assert watcher.outcomes[0].reason is FinishReason.STOPPED
        assert watcher.outcomes[0].session.source.frames > 0

    def test_stopping_and_finished(self, run):
        watcher = Watcher()
        runner = run(FakeSource(camera=True), watcher)
        runner.start()
        assert watcher.pictured.wait(PATIENCE_S)
        runner.request_stop()
        assert runner.status.state in (RunState.STOPPING, RunState.FINISHED)
        assert runner.stop()
        assert runner.stop()
        assert len(watcher.outcomes) == 1

    def test_by_several_at_once(self, run):
        watcher = Watcher()
        runner = run(FakeSource(camera=True), watcher)
        runner.start()
        assert watcher.pictured.wait(PATIENCE_S)
        others = [threading.Thread(target=runner.stop) for _ in range(4)]
        for other in others:
            other.start()
        for other in others:
            other.join(PATIENCE_S)
        assert len(watcher.outcomes) == 1

    def test_from_a_callback(self, run):
        watcher = Watcher(lambda: runner.stop(0.0))
        runner = run(FakeSource(camera=True), watcher)
        assert finish(runner, watcher).reason is FinishReason.STOPPED

    def test_a_file_that_waits_for_the_slot(self, run):
        gate = threading.Event()
        watcher = Watcher()
        runner = run(FakeSource(count=100), watcher, work=lambda frame: gate.wait(PATIENCE_S))
        runner.start()
        while runner.status.captured < 2:  # the first is being measured
            time.sleep(0.005)
        runner.request_stop()
        gate.set()
        assert runner.stop()
        notes = watcher.outcomes[0].session.quality.notes
        assert any(note.startswith("Stopped by the user at") for note in notes)

    def test_a_source_that_hangs_does_not_keep_the_end_back(self, run):
        gate, watcher = threading.Event(), Watcher()

        def hanging():
            gate.wait(PATIENCE_S)
            return FakeSource(camera=True)

        runner = run(hanging, watcher)
        runner.start()
        assert not runner.stop(timeout_s=0.2)
        assert watcher.finished.wait(PATIENCE_S)
        gate.set()

    def test_a_runner_runs_once(self, run):
        watcher = Watcher()
        runner = run(FakeSource(count=1), watcher)
        finish(runner, watcher)
        with pytest.raises(RuntimeError, match="runs once"):
            runner.start()


class TestFailure:
    def test_the_source_does_not_open(self, run):
        def refuse():
            raise VideoUnreadable("x.mp4 does not exist", "check the path")

        watcher = Watcher()
        outcome = finish(run(refuse, watcher), watcher)
        assert outcome.reason is FinishReason.FAILED
        assert outcome.failure.line == "x.mp4 does not exist: check the path"
        assert outcome.session is None

    def test_the_source_fails_mid_run_and_the_record_is_kept(self, run):
        error = CameraUnavailable("camera 0 stopped sending pictures", "plug it in again")
        source = FakeSource(camera=True, fails_after=200, error=error)
        watcher = Watcher()
        outcome = finish(run(source, watcher), watcher)
        assert outcome.reason is FinishReason.FAILED
        assert outcome.failure.remedy == "plug it in again"
        assert outcome.session.counts.clean > 0
        assert any(
            "Camera 0 stopped sending pictures at" in note for note in outcome.session.quality.notes
        )
        assert source.closed.is_set()

    def test_the_model_does_not_load(self, run):
        def refuse():
            raise ModelDamaged("the pose model is damaged", "install it again")

        source, watcher = FakeSource(camera=True), Watcher()
        outcome = finish(run(source, watcher, estimator=refuse), watcher)
        assert outcome.failure.what == "the pose model is damaged"
        assert source.closed.wait(PATIENCE_S)

    def test_measuring_fails_and_is_logged_once(self, run, caplog):
        def break_at_five(frame):
            if frame.index == 5:
                raise ZeroDivisionError("division\nby zero")

        watcher = Watcher()
        with caplog.at_level(logging.ERROR):
            outcome = finish(run(FakeSource(count=20), watcher, work=break_at_five), watcher)
        assert outcome.reason is FinishReason.FAILED
        assert "ZeroDivisionError division" in outcome.failure.line
        assert "\n" not in outcome.failure.line
        assert len(caplog.records) == 1
        assert outcome.session.source.frames == 5

    def test_a_watcher_fails(self, run, caplog):
        def refuse():
            raise ValueError("no")

        watcher = Watcher(refuse)
        with caplog.at_level(logging.ERROR):
            outcome = finish(run(FakeSource(camera=True), watcher), watcher)
        assert outcome.reason is FinishReason.FAILED
        assert len(caplog.records) == 1

    def test_the_record_cannot_be_made(self, run, caplog, monkeypatch):
        def refuse(self):
            raise ValueError("no series")

        monkeypatch.setattr("app.run.recorder.Recorder.series", refuse)
        watcher = Watcher()
        outcome = finish(run(FakeSource(count=3), watcher), watcher)
        assert outcome.reason is FinishReason.FAILED
        assert outcome.session is None
        assert len(caplog.records) == 1


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


class TestPause:
    def test_a_camera_is_not_measured_while_paused_and_goes_on_with_newer_pictures(self, run):
        source, watcher = FakeSource(camera=True), Watcher()
        runner = run(source, watcher)
        runner.start()
        assert watcher.pictured.wait(PATIENCE_S)
        runner.pause(True)
        time.sleep(0.05)  # what is in the pipeline comes out of it
        processed, captured = runner.status.processed, runner.status.captured
        while runner.status.captured < captured + 50:
            time.sleep(0.005)
        assert runner.status.processed == processed
        watcher.pictured.clear()
        runner.pause(False)
        assert watcher.pictured.wait(PATIENCE_S)
        assert watcher.pictures[-1] >= captured

    def test_a_pause_of_a_camera_shows_pictures_and_records_none(self, run):
        watcher = Watcher()
        runner = run(FakeSource(camera=True), watcher)
        runner.start()
        assert watcher.pictured.wait(PATIENCE_S)
        runner.pause(True)
        time.sleep(0.05)
        reps, watcher.phases = len(watcher.events), []
        deadline_s = time.monotonic() + PATIENCE_S
        while "paused" not in watcher.phases and time.monotonic() < deadline_s:
            time.sleep(0.005)
        assert "paused" in watcher.phases
        assert len(watcher.events) == reps
        assert runner.stop()

    def test_a_file_waits_and_loses_no_frame(self, run):
        watcher = Watcher()
        runner = run(FakeSource(count=50), watcher)
        runner.pause(True)
        runner.start()
        time.sleep(0.05)
        assert runner.status.processed == 0
        runner.pause(False)
        assert watcher.finished.wait(PATIENCE_S)
        assert runner.status.processed == 50

    def test_stopping_ends_a_pause(self, run):
        watcher = Watcher()
        runner = run(FakeSource(camera=True), watcher)
        runner.pause(True)
        runner.start()
        assert runner.stop()
        assert watcher.finished.wait(PATIENCE_S)
