"""The live window with a clip as a 30 fps camera: rates, delay, stalls, memory, lost events.

    python -m benchmarks.cost.live [--seconds S] [--minutes M] [--clip NAME] [--size WxH]

Prints what the window showed and the model processed per second against bare PoseLandmarker in
the same process, the delay from a picture's capture to its paint, the longest stall of the
window, the time from start to the first picture, memory, and events lost. Then a set of M minutes
(30) runs through the same window as fast as it goes: every picture of the clip is painted or
replaced as in a live set, its poses are those that the model gave once, the session is kept rep
by rep with its video; memory is printed every five minutes' worth of pictures, and events lost.
Needs a display (``xvfb-run -a`` will do). Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.gui import services
from app.gui.desktop import application
from app.gui.main_window import MainWindow
from app.gui.services import Order
from app.gui.style import dress
from app.gui.widgets.video_view import VideoView
from app.practice.plan import plan_for
from app.run.journal import Journal
from app.run.keeping.keepers import Keepers
from app.run.pipeline import Pipeline
from app.run.runner import Models, Runner
from app.run.video.keeper import VideoKeeper
from app.settings.preferences import Preferences
from benchmarks.cost.memory import Replay, memory_mb, record
from benchmarks.cost.speed import bare_ms
from drills.core.events import Drill
from sample_videos import sample_path
from vision.capture.frame_source import SourceInfo
from vision.capture.recording.video import VideoSource
from vision.datatypes import Frame, Side
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.run.life import RunnerCallbacks
    from app.run.pipeline import Settings

FPS = 30
CLIPS = {
    "frogger_rock": Drill.FROGGER,
    "aeroplane": Drill.AEROPLANE,
    "foot_lift": Drill.FOOT_LIFT,
}
LOOK_S = 0.001
FAST = "fast"
CLIP_FRAMES = 150
STEP_MIN = 5.0
ENDLESS = 10**6


class ClipCamera:
    """A clip over and over as a camera of 30 pictures a second that never waits for anybody."""

    notes = ()

    def __init__(self, clip: str, captured: dict[int, float]) -> None:
        self._clip, self._captured = clip, captured
        self._closed = threading.Event()
        self.info = SourceInfo("camera", "a clip", float(FPS))

    def frames(self) -> Generator[Frame]:
        """Yield pictures at their time; one that comes late is given late, as by a camera."""
        start_s, index = time.perf_counter(), 0
        while not self._closed.is_set():
            for frame in VideoSource(self._clip).frames():
                due_s = start_s + index / FPS
                if self._closed.wait(max(0.0, due_s - time.perf_counter())):
                    return
                now_s = time.perf_counter()
                self._captured[index] = now_s
                yield Frame(index, now_s - start_s, frame.image)
                index += 1

    def close(self) -> None:
        """End."""
        self._closed.set()


class FastClip:
    """The pictures of a clip over and over, as fast as they are taken, for so many minutes."""

    notes = ()

    def __init__(self, frames: list[Frame], minutes: float, clip: str) -> None:
        self._frames, self._count = frames, round(minutes * 60 * FPS)
        self._closed = threading.Event()
        # A path makes the runner wait for every picture, a camera is not held to its pace.
        self.info = SourceInfo("camera", "a clip", float(FPS), path=Path(clip))

    def frames(self) -> Generator[Frame]:
        """Yield the pictures at the times of a camera."""
        for index in range(self._count):
            if self._closed.is_set():
                return
            yield Frame(index, index / FPS, self._frames[index % len(self._frames)].image)

    def close(self) -> None:
        """End."""
        self._closed.set()


class CountingPipeline(Pipeline):
    """Counts what it says, to be compared with what arrives."""

    said = 0
    done = 0

    def process(self, frame: Frame) -> Any:
        """Process and count."""
        result = super().process(frame)
        CountingPipeline.said += len(result.events)
        CountingPipeline.done += 1
        return result

    def finish(self) -> Any:
        """Close what is open and count it."""
        events = super().finish()
        CountingPipeline.said += len(events)
        return events


class Measured:
    """Everything that is noted during a run; times are of `time.perf_counter`."""

    def __init__(self) -> None:
        self.captured: dict[int, float] = {}
        self.delays_ms: dict[int, float] = {}
        self.first_paint_s = 0.0
        self.stall_ms = 0.0
        self.arrived = 0

    def watch_paint(self) -> None:
        """Note when each picture has been painted for the first time."""
        paint = VideoView.paintEvent

        def painted(view: VideoView, event: Any) -> None:
            paint(view, event)
            frame = view._frame  # noqa: SLF001 - what was painted is what is measured
            if frame is None or frame.index in self.delays_ms or frame.index not in self.captured:
                return
            now_s = time.perf_counter()
            self.delays_ms[frame.index] = (now_s - self.captured[frame.index]) * 1000
            self.first_paint_s = self.first_paint_s or now_s

        VideoView.paintEvent = painted  # type: ignore[method-assign, assignment]

    def let_work(self, app: Any) -> None:
        """Let the window do what is due; note how long nothing else could have been done."""
        start_s = time.perf_counter()
        app.processEvents()
        if self.first_paint_s:
            self.stall_ms = max(self.stall_ms, (time.perf_counter() - start_s) * 1000)
        time.sleep(LOOK_S)

    def take(self, _event: object) -> None:
        """Count an event that has reached the window."""
        self.arrived += 1


def make_window(clip: str, measured: Measured, minutes: float) -> MainWindow:
    """Return the real window: on a clip as its camera, or on source "fast" with replayed poses."""

    def make_runner(order: Order, callbacks: RunnerCallbacks) -> Runner:
        def pipeline(estimator: Any, settings: Settings, count: Any = None) -> Pipeline:
            return CountingPipeline(estimator, settings, count)

        if order.source == FAST:
            frames = list(islice(VideoSource(clip).frames(), CLIP_FRAMES))
            poses = record(clip, CLIP_FRAMES)
            return Runner(
                lambda: FastClip(frames, minutes, clip),
                Models(lambda: Replay(poses), pipeline=pipeline),
                order.settings,
                callbacks,
                Keepers(
                    journal=lambda recorder, info: Journal(recorder, info),
                    video=lambda recorder, info: VideoKeeper(recorder.id, info.fps),
                ),
            )
        return Runner(
            lambda: ClipCamera(clip, measured.captured),
            Models(MediaPipeEstimator, PeopleCounter, pipeline),
            order.settings,
            callbacks,
        )

    real = services.real_services()
    own = services.Services(
        lambda: [], real.find_sample, make_runner, real.save, real.speaker, real.open_source,
        real.open_store,
    )  # fmt: skip
    return MainWindow(own, Preferences(welcomed=True, sound=False))


def run(
    clip: str, drill: Drill, seconds: float, size: tuple[int, int], minutes: float = 0.0
) -> None:
    """Run the window and print; then the set of so many minutes, if any."""
    bare = float(np.median(list(islice(bare_ms(clip, 200), 30, None))))
    app = application()
    dress(app)
    measured = Measured()
    measured.watch_paint()
    window = make_window(clip, measured, minutes)
    window.resize(*size)
    window.show()
    app.processEvents()
    live = window.practise.live
    plan = plan_for(drill, Side.LEFT, None, "everyday", ENDLESS)
    window.practise.setCurrentWidget(live)
    start_s = time.perf_counter()
    order = Order("0", plan.settings(is_live=False), keep=False)
    live.begin(plan, order, mirrored=True, live_source=True)
    assert live._bridge is not None  # noqa: SLF001
    live._bridge.event_happened.connect(measured.take)  # noqa: SLF001
    while not measured.first_paint_s and time.perf_counter() - start_s < 60:
        measured.let_work(app)
    memory_start = memory_mb()
    begun_s, done, shown = time.perf_counter(), CountingPipeline.done, len(measured.delays_ms)
    while time.perf_counter() - begun_s < seconds:
        measured.let_work(app)
    span_s = time.perf_counter() - begun_s
    done, shown = CountingPipeline.done - done, len(measured.delays_ms) - shown
    live.stop()
    while live.is_running:
        app.processEvents()
        time.sleep(0.002)
    app.processEvents()
    delays = np.array(list(measured.delays_ms.values()))
    report(bare, done / span_s, shown / span_s, delays)
    print(f"  longest stall of the window       {measured.stall_ms:7.0f} ms")
    print(f"  start to first picture            {measured.first_paint_s - start_s:7.2f} s")
    print(f"  memory, first picture and end     {memory_start:5.0f} {memory_mb():5.0f} MB")
    print(f"  events lost                       {CountingPipeline.said - measured.arrived:7d}"
          f" of {CountingPipeline.said}")  # fmt: skip
    if minutes:
        run_fast(app, window, measured, drill, minutes)
    window.close()


def run_fast(
    app: Any, window: MainWindow, measured: Measured, drill: Drill, minutes: float
) -> None:
    """Run a long set as fast as it goes and print memory and lost events."""
    CountingPipeline.said = CountingPipeline.done = measured.arrived = 0
    live = window.practise.live
    plan = plan_for(drill, Side.LEFT, None, "everyday", ENDLESS)
    window.practise.setCurrentWidget(live)
    order = Order(FAST, plan.settings(is_live=False))
    live.begin(plan, order, mirrored=True, live_source=True)
    assert live._bridge is not None  # noqa: SLF001
    live._bridge.event_happened.connect(measured.take)  # noqa: SLF001
    begun_s, told = time.perf_counter(), 0.0
    print(f"  {minutes:g} minutes' worth of pictures, as fast as they go, poses replayed:")
    while live.is_running:
        app.processEvents()
        time.sleep(LOOK_S)
        so_far = CountingPipeline.done / FPS / 60
        if CountingPipeline.done and so_far >= told:
            print(
                f"    memory after {so_far:5.1f} min             {memory_mb():5.0f} MB", flush=True
            )
            told += STEP_MIN
    app.processEvents()
    took_s = time.perf_counter() - begun_s
    print(f"    memory at the end                {memory_mb():5.0f} MB, after {took_s:.0f} s")
    print(f"    events lost                       {CountingPipeline.said - measured.arrived:7d}"
          f" of {CountingPipeline.said}")  # fmt: skip


def report(bare: float, processed_hz: float, shown_hz: float, delays_ms: Any) -> None:
    """Print rates and delays."""
    possible_hz = min(FPS, 1000 / bare)
    median, p95 = np.percentile(delays_ms, [50, 95])
    print(f"  bare PoseLandmarker               {bare:7.1f} ms, {1000 / bare:.1f} pictures/s")
    print(f"  shown                             {shown_hz:7.1f} pictures/s")
    print(f"  processed                         {processed_hz:7.1f} pictures/s")
    print(f"  processed / bare, of 30 offered   {processed_hz / possible_hz:7.2f}")
    print(f"  capture to paint, median and p95  {median:7.0f} {p95:5.0f} ms")
    print(f"  one inference plus 50 ms          {bare + 50:7.0f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--minutes", type=float, default=30.0, help="of the set as fast as it goes; 0: none"
    )
    parser.add_argument("--clip", choices=tuple(CLIPS), default="frogger_rock")
    parser.add_argument("--size", default="1280x720", help="of the window")
    options = parser.parse_args()
    width, height = (int(number) for number in options.size.split("x"))
    print(f"{options.clip} as a camera for {options.seconds:.0f} s, window {width} x {height}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HIPDRILL_DATA"] = folder
        run(str(sample_path(options.clip)), CLIPS[options.clip], options.seconds, (width, height),
            options.minutes)  # fmt: skip


if __name__ == "__main__":
    main()
