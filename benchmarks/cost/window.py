"""One run of the real window with a clip as its camera, in a process of its own; JSON figures.

    python -m benchmarks.cost.window [--clip NAME] [--picture WxH] [--rate HZ] [--seconds S]
        [--once] [--video] [--core N] [--page PAGE] [--minutes M]

`benchmarks.live` runs it with various options and compares the figures. Needs a display
(``xvfb-run -a`` will do).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QEventLoop, QTimer

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
from app.run.queues import REST_AFTER_S
from app.run.runner import Models, Runner
from app.run.video.keeper import VideoKeeper
from app.settings.preferences import Preferences
from benchmarks.cost.cameras import CLIPS, FPS, NOBODY, ClipCamera, FastClip, size_of
from benchmarks.cost.memory import Replay, memory_mb, record
from benchmarks.cost.speed import peak_memory_mb
from drills.core.events import Drill
from sample_videos import sample_path
from vision.capture.recording.video import VideoSource
from vision.datatypes import Side
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.run.life import Outcome, RunnerCallbacks

TICK_S = 0.02
CLIP_FRAMES = 150
STEP_MIN = 5.0
ENDLESS = 10**6
LONGEST_START_S = 60.0
SETTLE_S = 2.0
NOBODY_S = REST_AFTER_S + 2.0
PAGES = ("home", "setup", "live")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is run; the fields are the options of this program."""

    clip: str = "frogger_rock"
    picture_px: tuple[int, int] = (640, 480)
    rate_hz: float = FPS
    seconds: float = 20.0
    once: bool = False
    video: bool = False
    page: str = "live"
    minutes: float = 0.0

    @property
    def drill(self) -> Drill:
        """The drill of the clip."""
        return CLIPS.get(self.clip, Drill.FROGGER)


class CountingPipeline(Pipeline):
    """Counts frames and events, to be compared with the events that arrive in the window."""

    reported = 0
    done = 0

    def follow(self, look: Any) -> Any:
        """Follow a look and count its events."""
        result = super().follow(look)
        CountingPipeline.reported += len(result.events)
        CountingPipeline.done += 1
        return result

    def finish(self) -> Any:
        """Finish the set and count its last events."""
        events = super().finish()
        CountingPipeline.reported += len(events)
        return events


class Measured:
    """Everything that is recorded during a run; times are those of `time.perf_counter`."""

    def __init__(self) -> None:
        self.captured: dict[int, float] = {}
        self.delays_ms: dict[int, float] = {}
        self.first_paint_s = 0.0
        self.stall_ms = 0.0
        self.arrived = 0
        self.outcome: Outcome | None = None

    def watch_paint(self) -> None:
        """Record when each picture is painted for the first time."""
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

    def let_work(self, seconds: float, enough: Callable[[], bool]) -> None:
        """Leave the window to its own event loop.

        A timer of the loop records how late it fires: for that long, nothing else could have run.

        Parameters
        ----------
        seconds
            The longest time to wait.
        enough
            Whether to end sooner; asked every `TICK_S`.
        """
        loop, timer, until_s = QEventLoop(), QTimer(), time.perf_counter() + seconds
        due_s = [time.perf_counter() + TICK_S]

        def tick() -> None:
            now_s = time.perf_counter()
            is_over = now_s >= until_s or enough()
            if self.first_paint_s and not is_over:
                self.stall_ms = max(self.stall_ms, (now_s - due_s[0]) * 1000)
            due_s[0] = now_s + TICK_S
            if is_over:
                loop.quit()

        timer.timeout.connect(tick)
        timer.start(round(TICK_S * 1000))
        loop.exec()
        timer.stop()

    def take(self, _event: object) -> None:
        """Count an event that has reached the window."""
        self.arrived += 1

    def finish(self, outcome: Outcome, _live: object) -> None:
        """Keep the outcome of the set.

        Parameters
        ----------
        outcome, _live
            As the page of the live set emits them.
        """
        self.outcome = outcome


def _make_window(kind: Kind, measured: Measured) -> MainWindow:
    """Return the real window, with a clip as its camera or with replayed poses."""

    def make_runner(order: Order, callbacks: RunnerCallbacks) -> Runner:
        def journal(recorder: Any, info: Any) -> Journal:
            return Journal(recorder, info)

        def video(recorder: Any, info: Any) -> VideoKeeper:
            return VideoKeeper(recorder.id, info.fps)

        keepers = Keepers(journal=journal, video=video if kind.video else None)
        if kind.minutes:
            clip = str(sample_path(kind.clip))
            frames = list(islice(VideoSource(clip).frames(), CLIP_FRAMES))
            poses = record(clip, CLIP_FRAMES)
            models = Models(lambda: Replay(poses), pipeline=CountingPipeline)
            return Runner(
                lambda: FastClip(frames, kind.minutes, clip), models, order.settings, callbacks,
                keepers,
            )  # fmt: skip
        return Runner(
            lambda: ClipCamera(
                kind.clip, kind.picture_px, kind.rate_hz, measured.captured, once=kind.once
            ),
            Models(MediaPipeEstimator, PeopleCounter, CountingPipeline),
            order.settings,
            callbacks,
            keepers,
        )

    own = replace(services.real_services(), make_runner=make_runner, find_cameras=list)
    return MainWindow(own, Preferences(welcomed=True, sound=False))


def _run(kind: Kind, size_px: tuple[int, int]) -> dict[str, Any]:
    """Run the window; return its figures."""
    app = application()
    dress(app)
    measured = Measured()
    measured.watch_paint()
    window = _make_window(kind, measured)
    window.resize(*size_px)
    window.show()
    window.begin()
    measured.let_work(SETTLE_S, lambda: False)
    if kind.page != "live":
        figures = _rest(window, kind, measured)
    else:
        figures = _set(app, window, kind, measured)
    window.close()
    return figures | {"peak_mb": peak_memory_mb()}


def _rest(window: MainWindow, kind: Kind, measured: Measured) -> dict[str, Any]:
    """Return the processor time of a page on which nothing happens, in cores."""
    if kind.page == "setup":
        window.practise.choose_drill(kind.drill)
    measured.let_work(1.0, lambda: False)
    return {"cpu_cores": _let_be(kind.seconds) / kind.seconds}


def _let_be(seconds: float) -> float:
    """Leave the window alone, without a timer; return the processor time in seconds."""
    loop, begun_s = QEventLoop(), time.process_time()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    return time.process_time() - begun_s


def _set(app: Any, window: MainWindow, kind: Kind, measured: Measured) -> dict[str, Any]:
    """Return the figures of a set."""
    live, is_gated = window.practise.live, kind.clip == NOBODY
    plan = plan_for(kind.drill, Side.LEFT, None, "everyday", ENDLESS)
    window.practise.setCurrentWidget(live)
    live.finished.connect(measured.finish)
    start_s = time.perf_counter()
    order = Order("0", plan.settings(is_live=is_gated), keep=False)
    live.begin(plan, order, mirrored=True, live_source=True)
    assert live._bridge is not None  # noqa: SLF001
    live._bridge.event_happened.connect(measured.take)  # noqa: SLF001
    memory: list[tuple[float, float]] = []
    if kind.minutes:
        _run_fast(live, measured, memory)
        span_s = time.perf_counter() - start_s
        cpu_s = done = shown = 0.0
    else:
        measured.let_work(LONGEST_START_S, lambda: measured.first_paint_s > 0)
        if is_gated:
            measured.let_work(NOBODY_S, lambda: False)
        memory.append((0.0, memory_mb()))
        begun_s, cpu_s = time.perf_counter(), time.process_time()
        done, shown = CountingPipeline.done, len(measured.delays_ms)
        if is_gated:
            _let_be(kind.seconds)
        else:
            longest_s = LONGEST_START_S if kind.once else kind.seconds
            measured.let_work(longest_s, lambda: not live.is_running)
        span_s, cpu_s = time.perf_counter() - begun_s, time.process_time() - cpu_s
        done, shown = CountingPipeline.done - done, len(measured.delays_ms) - shown
        memory.append((span_s / 60, memory_mb()))
    live.stop()
    measured.let_work(LONGEST_START_S, lambda: not live.is_running)
    app.processEvents()
    memory.append((kind.minutes or span_s / 60, memory_mb()))
    return _figures(measured, span_s, done, shown, cpu_s) | {
        "start_s": measured.first_paint_s - start_s,
        "memory_mb": memory,
    }


def _run_fast(live: Any, measured: Measured, memory: list[tuple[float, float]]) -> None:
    """Let a long set run at full speed and record the memory on the way."""

    def look() -> bool:
        so_far = CountingPipeline.done / FPS / 60
        if CountingPipeline.done and so_far >= STEP_MIN * len(memory):
            memory.append((so_far, memory_mb()))
            print(f"{so_far:5.1f} min: {memory_mb():.0f} MB", file=sys.stderr, flush=True)
        return not live.is_running

    measured.let_work(math.inf, look)


def _figures(
    measured: Measured, span_s: float, done: float, shown: float, cpu_s: float
) -> dict[str, Any]:
    delays = list(measured.delays_ms.values()) or [0.0]
    session = None if measured.outcome is None else measured.outcome.session
    return {
        "processed_hz": done / span_s,
        "shown_hz": shown / span_s,
        "delay_p50_ms": float(np.percentile(delays, 50)),
        "delay_p95_ms": float(np.percentile(delays, 95)),
        "stall_ms": measured.stall_ms,
        "cpu_cores": cpu_s / span_s,
        "cpu_ms_a_picture": 1000 * cpu_s / max(1.0, done),
        "reported": CountingPipeline.reported,
        "lost": CountingPipeline.reported - measured.arrived,
        "reps": 0 if session is None else len(session.reps),
        "warnings": 0 if session is None else len(session.warnings),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", choices=(*CLIPS, NOBODY), default="frogger_rock")
    parser.add_argument("--picture", type=size_of, default=(640, 480), help="of the camera")
    parser.add_argument("--size", type=size_of, default=(1280, 720), help="of the window")
    parser.add_argument("--rate", type=float, default=FPS, help="pictures a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--once", action="store_true", help="end with the clip instead")
    parser.add_argument("--video", action="store_true", help="keep the video")
    parser.add_argument("--core", type=int, help="run on this core alone")
    parser.add_argument("--page", choices=PAGES, default="live")
    parser.add_argument(
        "--minutes", type=float, default=0.0, help="a set of so many, as fast as it goes"
    )
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    kind = Kind(
        options.clip, options.picture, options.rate, options.seconds, options.once, options.video,
        options.page, options.minutes,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HIPDRILL_DATA"] = folder
        print(json.dumps(_run(kind, options.size)))


if __name__ == "__main__":
    main()
