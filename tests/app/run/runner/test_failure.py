"""What fails during a run is said in one line, and what was recorded is kept."""

from __future__ import annotations

import logging

from app.run.life import FinishReason
from tests.app.run.runner.fakes import (
    PATIENCE_S,
    FakeSource,
    Watcher,
    finish,
)
from vision.errors import CameraUnavailable, ModelDamaged, VideoUnreadable


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
