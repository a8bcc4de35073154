"""Results, sessions and a world of fakes for the tests of the window."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from app.gui.services import Services
from app.gui.speaker import Speaker
from app.practice.plan import Plan
from app.run.journal import Journal
from app.run.keeping.keepers import Keepers
from app.run.life import Failure, FinishReason, Outcome
from app.run.pipeline import FrameResult
from app.run.runner import Models, Runner
from app.run.video.keeper import VideoKeeper
from app.session.model import QualityRecord, Range, Session, SourceRecord
from app.store import Store
from drills.core.events import (
    Counts,
    Drill,
    Rep,
    RepCompleted,
    RepResult,
    Warning,
    WarningCleared,
    WarningKind,
    WarningRaised,
)
from vision.capture.frame_source import SourceInfo
from vision.datatypes import (
    Estimate,
    Frame,
    Landmark,
    Pose,
    Posture,
    Quality,
    Sample,
    Side,
    View,
)

ROUNDING = WarningKind.LUMBAR_FLEXION


def a_frame(index=0, t_s=0.0, size_px=(64, 48)):
    image = np.full((size_px[1], size_px[0], 3), 90, np.uint8)
    image[:, : size_px[0] // 2] = (255, 0, 0)  # the left half is blue
    image.setflags(write=False)
    return Frame(index, t_s, image)


def a_pose(size_px=(64, 48)):
    points = np.full((33, 2), np.nan)
    seen = np.zeros(33)
    for landmark, at in {
        Landmark.LEFT_SHOULDER: (10.0, 20.0),
        Landmark.LEFT_HIP: (30.0, 20.0),
        Landmark.LEFT_KNEE: (30.0, 40.0),
        Landmark.LEFT_ANKLE: (50.0, 40.0),
    }.items():
        points[landmark], seen[landmark] = at, 0.9
    return Pose(0.0, size_px, points, seen, np.zeros((33, 3)))


def a_sample(t_s=0.0, posture=Posture.ALL_FOURS, view=View.LEFT, reason=None):
    return Sample(t_s, posture, view, Quality(1.0 if reason is None else 0.0, reason))


def a_plan(**changes):
    values = {"drill": Drill.FROGGER, "side": Side.LEFT, "level": None, "reps": 3}
    return Plan(**(values | changes))


def a_result(index=0, t_s=0.0, **changes):
    values = {
        "index": index,
        "t_s": t_s,
        "size_px": (64, 48),
        "pose": a_pose(),
        "sample": a_sample(t_s),
        "drill": Drill.FROGGER,
        "side": Side.LEFT,
        "level": None,
        "phase": "rocking back",
        "rep_index": 0,
        "counts": Counts(),
        "events": (),
        "warnings": (),
        "hip": Estimate(30.0, 26.0, 34.0),
        "spine": Estimate(10.0, 6.0, 14.0),
        "hint": "",
    }
    return FrameResult(**(values | changes))


def a_rep(index, result=RepResult.CLEAN, reasons=()):
    return RepCompleted(1.0, index, Rep(Side.LEFT, 0.0, 0.5, 1.0, result, reasons))


def raised(kind=ROUNDING):
    return WarningRaised(1.0, kind, Estimate(16.0, 12.0, 20.0))


def cleared(kind=ROUNDING):
    return WarningCleared(2.0, Warning(kind, 1.0, 2.5, Estimate(16.0, 12.0, 20.0), 1))


PEAKS = {
    "hip_flexion_deg": Estimate(101.0, 97.0, 105.0),
    "lumbar_flexion_deg": Estimate(4.0, -2.0, 10.0),
}


def a_session(**changes):
    values = {
        "id": "abc",
        "created": "2026-01-02T03:04:05+01:00",
        "program_version": "0.1.0",
        "model": "pose_landmarker_full",
        "model_sha256": "0" * 64,
        "source": SourceRecord("video", "clip.mp4", 12.0, 360, 30.0, 640, 480),
        "drill": Drill.FROGGER,
        "level": None,
        "side": "left",
        "view": View.LEFT,
        "counts": Counts(2, 1, 0),
        "reps": (
            Rep(Side.LEFT, 0, 1, 2, RepResult.CLEAN, measures=PEAKS),
            Rep(Side.LEFT, 2, 3, 4, RepResult.COMPENSATED, ("the low back rounded by 16°",)),
            Rep(Side.LEFT, 4, 5, 6, RepResult.CLEAN, measures=PEAKS),
        ),
        "warnings": (cleared().warning, cleared().warning),
        "ranges": {Side.LEFT: {"hip_flexion_deg": Range(Estimate(101.0, 97.0, 105.0), 3)}},
        "quality": QualityRecord(0.95, 18, True, ("The feet were not in the picture.",)),
    }
    return Session(**(values | changes))


def an_outcome(session=None, failure=None):
    reason = FinishReason.ENDED if failure is None else FinishReason.FAILED
    return Outcome(reason, failure, session, object() if session is not None else None)


def a_failure():
    return Failure("camera 0 stopped sending pictures", "plug it in again")


TAKEN_S = 0.25
"""A frame that is left out on purpose, while nobody is in the picture, is waited for that long."""


class FakeSource:
    """Endless frames until it is closed, or ``count`` of them.

    With ``taken``, which a `FakePipeline` sets, each waits until the one before was measured: a
    camera does not, and on a loaded computer too few of its frames would be left for a rep.
    """

    def __init__(self, count, taken=None):
        self.info = SourceInfo("camera", "fake", 30.0)
        self.notes = ()
        self._closed = threading.Event()
        self._count, self._taken = count, taken

    def frames(self):
        index = 0
        while index != self._count and not self._closed.wait(0.002):
            yield a_frame(index, index / 30)
            index += 1
            if self._taken is not None:
                self._taken.wait(TAKEN_S)
                self._taken.clear()

    def close(self):
        self._closed.set()


class FakeEstimator:
    def estimate(self, frame):
        return None

    def close(self):
        pass


class FakePipeline:
    """Reports a rep in the second frame it sees, and a warning from the third one on."""

    recognised = Drill.FROGGER

    def __init__(self, unmet, taken):
        self._seen, self._unmet, self._taken = 0, unmet, taken

    def look(self, frame):
        return frame

    def follow(self, frame):
        self._taken.set()
        if self._unmet:
            return a_result(frame.index, frame.t_s, is_ready=False, unmet=self._unmet)
        number, self._seen = self._seen, self._seen + 1
        events = {1: (a_rep(1),), 2: (raised(),)}.get(number, ())
        standing = (ROUNDING,) if number >= 2 else ()
        counts = Counts(1 if number >= 1 else 0)
        return a_result(frame.index, frame.t_s, events=events, warnings=standing, counts=counts)

    def rest(self, frame):
        self._taken.set()
        return a_result(frame.index, frame.t_s)

    def finish(self):
        return (cleared(),)


class FakeVoice:
    def __init__(self):
        self.said = []
        self.hushed = 0
        self.volume = None

    def say(self, words):
        self.said.append(words)

    def hush(self):
        self.hushed += 1

    def set_volume(self, volume):
        self.volume = volume


class FakeChimes:
    def __init__(self):
        self.played = []
        self.volume = None

    def play(self, name):
        self.played.append(name)

    def set_volume(self, volume):
        self.volume = volume


class FakeWorld:
    """Everything outside the window, faked. Tests change the attributes before they act."""

    def __init__(self, folder):
        self.cameras = [(0, "Fake camera")]
        self.frames = 20
        self.open_error = None
        self.save_error = None
        self.store_error = None
        self.orders = []
        self.unmet = {}
        self.saved = []
        self.folder = folder
        self.voice, self.chimes = FakeVoice(), FakeChimes()
        self.services = Services(
            self.find_cameras,
            lambda name: Path(f"{name}.mp4"),
            self.make_runner,
            self.save,
            Speaker(lambda: self.voice, lambda: self.chimes),
            lambda location: self._source(),
            self.open_store,
            self.read_store,
        )

    def find_cameras(self):
        if isinstance(self.cameras, Exception):
            raise self.cameras
        return self.cameras

    def make_runner(self, order, callbacks):
        self.orders.append(order)
        unmet, taken = dict(self.unmet), threading.Event()

        def journal(recorder, info):
            return Journal(recorder, info, order.person, order.goal, self.folder / "data")

        def video(recorder, info):
            return VideoKeeper(recorder.id, info.fps, self.folder / "data")

        return Runner(
            lambda: self._source(taken),
            Models(FakeEstimator, pipeline=lambda estimator, settings: FakePipeline(unmet, taken)),
            order.settings,
            callbacks,
            Keepers(
                order.person,
                order.goal,
                journal=journal if order.keep else None,
                video=video if order.keep and order.keep_video else None,
            ),
        )

    def open_store(self):
        if self.store_error is not None:
            raise self.store_error
        return Store.open(self.folder / "data")

    def read_store(self):
        if self.store_error is not None:
            raise self.store_error
        return Store.open_to_read(self.folder / "data")

    def _source(self, taken=None):
        if self.open_error is not None:
            raise self.open_error
        return FakeSource(self.frames, taken)

    def save(self, session, series, folder):
        if self.save_error is not None:
            raise self.save_error
        folder.mkdir(parents=True)
        path = folder / "report.pdf"
        path.write_text("a report")
        self.saved.append(path)
        return [path]
