"""A run can be stopped and paused in any state, and always ends."""

from __future__ import annotations

import threading
import time

import pytest

from app.run.life import FinishReason, RunState
from tests.app.run.runner.fakes import (
    PATIENCE_S,
    FakeEstimator,
    FakeSource,
    Watcher,
    finish,
)


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
