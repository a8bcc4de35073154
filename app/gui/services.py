"""What the window needs from outside, in one place, so that tests can replace it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.results import save_results
from app.runner import Runner
from sample_videos import sample_path
from vision.estimator import MediaPipeEstimator, PeopleCounter
from vision.sources import list_cameras, open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.pipeline import Settings
    from app.runner import RunnerCallbacks
    from app.series import AngleSeries
    from app.session import Session


@dataclass(frozen=True, slots=True)
class Services:
    """Doors to cameras, samples, runs and files.

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
    """

    find_cameras: Callable[[], list[tuple[int, str]]]
    find_sample: Callable[[str], Path]
    make_runner: Callable[[str, Settings, RunnerCallbacks], Runner]
    save: Callable[[Session, AngleSeries, Path], list[Path]]


def real_services() -> Services:
    """Return the services of the real program."""
    return Services(list_cameras, sample_path, _runner, save_results)


def _runner(source: str, settings: Settings, callbacks: RunnerCallbacks) -> Runner:
    return Runner(
        lambda: open_source(source),
        MediaPipeEstimator,
        settings,
        callbacks,
        make_people_look=PeopleCounter,
    )
