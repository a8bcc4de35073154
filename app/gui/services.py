"""What the window needs from outside, in one place, so that tests can replace it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.export.results import save_results
from app.gui.speaker import Speaker
from app.report.context import context_of
from app.run.journal import Journal
from app.run.keeping.keepers import Keepers
from app.run.live_source import LiveSource
from app.run.recorder import Recorder
from app.run.runner import Models, Runner
from app.run.video.keeper import VideoKeeper
from app.store import Store, StoreError
from sample_videos import sample_path
from vision.capture.camera import list_cameras
from vision.capture.frame_source import STREAM_SCHEMES
from vision.capture.sources import open_source
from vision.pose.estimator import MediaPipeEstimator, PeopleCounter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.run.life import RunnerCallbacks
    from app.run.pipeline import Settings
    from app.session.model import Session
    from app.session.series import AngleSeries
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.pose.variants import PoseModel


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run.

    Attributes
    ----------
    source
        A camera, address or file as a user names it.
    settings
        What the frames are measured with.
    person, goal
        Whose session it is, ``None`` for nobody's, and the goal it is held against.
    keep
        Whether the session goes into the store; that of a bundled sample never does.
    width_px
        Width asked of a camera; 0 leaves it to the camera.
    keep_video, keep_still
        Whether the person allows the video, and a picture of the best rep, to be stored with it.
    model
        Another pose model than the shipped one.
    """

    source: str
    settings: Settings
    person: str | None = None
    goal: str = "everyday"
    keep: bool = True
    width_px: int = 0
    keep_video: bool = False
    keep_still: bool = False
    model: PoseModel | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """Access to cameras, samples, runs, sound and files.

    Attributes
    ----------
    find_cameras
        Number and name of each camera; slow, called in a worker thread.
    find_sample
        The path of a bundled clip by its name.
    make_runner
        A runner for what is to be run.
    save
        Writes the report; called in a worker thread.
    speaker
        Voice and tones.
    open_source
        Opens a camera, address or file as a user names it.
    open_store, read_store
        Open the store of people and sessions, to change it or only to read it, which works even in
        a folder that cannot be written; each thread opens its own.
    """

    find_cameras: Callable[[], list[tuple[int, str]]]
    find_sample: Callable[[str], Path]
    make_runner: Callable[[Order, RunnerCallbacks], Runner]
    save: Callable[[Session, AngleSeries, Path], list[Path]]
    speaker: Speaker
    open_source: Callable[[str], FrameSource]
    open_store: Callable[[], Store]
    read_store: Callable[[], Store] = Store.open_to_read


def real_services() -> Services:
    """Return the services of the real program."""
    return Services(
        list_cameras, sample_path, make_runner, save_report, Speaker(), open_source, Store.open
    )


def save_report(session: Session, series: AngleSeries, folder: Path) -> list[Path]:
    """Write a session's report and data; a stored session's report also draws on the store.

    From there come earlier sessions, what the person said, and the picture of the best rep.

    Parameters
    ----------
    session, series
        The session and its angles over time.
    folder
        Where the files go; it is created if need be.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    context = None
    with suppress(StoreError), Store.open_to_read() as store:
        store.row(session.id)  # raises if it is not stored: then it is compared with none
        context = context_of(store, session)
    return save_results(session, series, folder, context=context)


def _is_live_address(source: str) -> bool:
    """Whether a source, as a user names it, is a camera or a network stream."""
    return source.isdecimal() or source.lower().startswith(STREAM_SCHEMES)


def make_runner(order: Order, callbacks: RunnerCallbacks) -> Runner:
    """Return a runner with the real model and store; a camera that goes away is waited for.

    Parameters
    ----------
    order
        What is to be run, and what of it is kept.
    callbacks
        Called in the runner's consumer thread, never in the window's.
    """

    def opened() -> FrameSource:
        if _is_live_address(order.source):
            return LiveSource(lambda: open_source(order.source, order.width_px))
        return open_source(order.source)

    def journal(recorder: Recorder, info: SourceInfo) -> Journal:
        return Journal(recorder, info, order.person, order.goal)

    def video(recorder: Recorder, info: SourceInfo) -> VideoKeeper:
        return VideoKeeper(recorder.id, info.fps)

    films = order.keep and order.keep_video and _is_live_address(order.source)
    keepers = Keepers(
        order.person,
        order.goal,
        still=order.keep and order.keep_still,
        journal=journal if order.keep else None,
        video=video if films else None,
        recorder=lambda settings: Recorder(settings, order.model),
    )
    models = Models(lambda: MediaPipeEstimator(order.model), PeopleCounter)
    return Runner(opened, models, order.settings, callbacks, keepers)
