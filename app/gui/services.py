"""What the window needs from outside, in one place, so that tests can replace it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.gui.practise.summary_model import folder_name
from app.gui.sound.speaker import Speaker
from app.live_source import LiveSource
from app.results import save_results
from app.runner import Runner
from sample_videos import sample_path
from vision.estimator import MediaPipeEstimator, PeopleCounter
from vision.sources import STREAM_SCHEMES, list_cameras, open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.pipeline import Settings
    from app.runner import Outcome, RunnerCallbacks
    from app.series import AngleSeries
    from app.session import Session
    from vision.sources import FrameSource


KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Services:
    """Doors to cameras, samples, runs, sound and files.

    Attributes
    ----------
    find_cameras
        Number and name of the cameras; slow, called in a worker thread.
    find_sample
        The path of a bundled clip by its name.
    make_runner
        A runner for a source as a user names it.
    save
        Writes the report; called in a worker thread.
    speaker
        Voice and tones.
    keep
        Keeps what a set that was cut short had recorded, in the user's data folder.
    """

    find_cameras: Callable[[], list[tuple[int, str]]]
    find_sample: Callable[[str], Path]
    make_runner: Callable[[str, Settings, RunnerCallbacks], Runner]
    save: Callable[[Session, AngleSeries, Path], list[Path]]
    speaker: Speaker
    keep: Callable[[Outcome], None]


def real_services(data_folder: Path) -> Services:
    """Return the services of the real program, whose own files live in ``data_folder``."""
    return Services(
        list_cameras,
        sample_path,
        make_runner,
        save_results,
        Speaker(),
        lambda outcome: keep(outcome, data_folder / KEPT),
    )


def keep(outcome: Outcome, folder: Path) -> None:
    """Write session and angles of a set into a folder of its own.

    Raises
    ------
    OSError
        If that folder cannot be written.
    """
    if outcome.session is not None and outcome.series is not None:
        where = folder / folder_name(outcome.session)
        save_results(outcome.session, outcome.series, where, ("json", "csv"))


def is_live_address(source: str) -> bool:
    """Whether a source as a user names it is a camera or a network stream."""
    return source.isdecimal() or source.lower().startswith(STREAM_SCHEMES)


def make_runner(source: str, settings: Settings, callbacks: RunnerCallbacks) -> Runner:
    """Return a runner with the real model; a camera that goes away is waited for."""

    def opened() -> FrameSource:
        if is_live_address(source):
            return LiveSource(lambda: open_source(source))
        return open_source(source)

    return Runner(
        opened,
        MediaPipeEstimator,
        settings,
        callbacks,
        make_people_look=PeopleCounter,
    )
