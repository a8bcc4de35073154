"""A source, an estimator and a pipeline that do as they are told, and somebody who watches."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from app.run.pipeline import FrameResult
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

    def look(self, frame):
        return frame

    def follow(self, frame):
        self._work(frame)
        self._reps += 1
        return a_result(frame, (a_rep(frame.t_s, self._reps),))

    def rest(self, frame):
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


def finish(runner, watcher):
    runner.start()
    assert watcher.finished.wait(PATIENCE_S)
    return watcher.outcomes[0]
