"""From the options of `hipdrill analyse` to the jobs: which videos, whose, with what settings."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.common import say
from app.errors import ExitCode, UserError
from app.files import safe_name

if TYPE_CHECKING:
    import argparse

    from app.batch.analysis import Job

DRILLS = {"aeroplane": "aeroplane", "frogger": "frogger", "foot-lift": "foot_lift"}
LEVELS = {"feet-down": "feet_down", "kickstand": "kickstand", "single-leg": "single_leg"}
DEFAULT_GOAL = "everyday"


def jobs_of(options: argparse.Namespace, folder: Path | None) -> list[Job | UserError]:
    """Return a job for every input, or the error that prevents it.

    Parameters
    ----------
    options
        The parsed command line.
    folder
        The results go to its subfolders; ``None``: nothing is written.

    Raises
    ------
    UserError
        If an option does not fit the inputs.
    """
    from app.batch.analysis import Job
    from app.run.kept import with_what_is_kept
    from app.run.pipeline import Settings
    from drills.aeroplane.definition import RepForm
    from drills.core.events import Drill, Level
    from vision.datatypes import Side

    settings = Settings(
        drill=None if options.drill == "auto" else Drill(DRILLS[options.drill]),
        side=None if options.side == "auto" else Side(options.side),
        level=None if options.level == "auto" else Level(LEVELS[options.level]),
        form=RepForm(options.rep.replace("-", "_")),
        targets=_own_targets(options),
        neutral_s=options.neutral,
        standing_s=options.standing,
    )
    person, goal = _whose(options)
    settings = with_what_is_kept(settings, person)
    jobs: list[Job | UserError] = []
    taken: set[str] = set()
    for text in options.inputs:
        for location in _expand(text, folder, recursive=options.recursive):
            if isinstance(location, UserError):
                jobs.append(location)
                continue
            own = None if folder is None else folder / free_name(location, taken)
            jobs.append(
                Job(
                    location, own, settings, options.annotate, person, goal, options.save,
                    still=options.still, rate_hz=options.fps,
                )
            )  # fmt: skip
    _refuse_marked(options, jobs)
    return jobs


def _refuse_marked(options: argparse.Namespace, jobs: list[Job | UserError]) -> None:
    """Refuse a marked moment for several videos, for a camera, or before the beginning."""
    from vision.capture.frame_source import STREAM_SCHEMES

    if len(jobs) == 1 and isinstance(jobs[0], UserError):
        return
    location = "" if len(jobs) != 1 or isinstance(jobs[0], UserError) else jobs[0].location
    is_live = location.isdecimal() or location.lower().startswith(STREAM_SCHEMES)
    for name in ("neutral", "standing"):
        marked_s = getattr(options, name)
        if marked_s is not None and (not location or is_live or not 0 <= marked_s < math.inf):
            raise UserError(
                f"--{name} {marked_s:g} marks a moment of one recorded video",
                "give one video file and a number of seconds from its beginning",
                ExitCode.WRONG_ARGUMENTS,
            )


def _own_targets(options: argparse.Namespace) -> dict[str, tuple[float, float]]:
    """Read custom targets, and refuse what cannot be asked for before anything is analysed."""
    from drills.goals import own_profile, profile

    targets: dict[str, tuple[float, float]] = {}
    try:
        for text in options.target:
            name, _, band = text.partition("=")
            least, _, most = band.partition(":")
            targets[name] = (float(least), float(most))
        own_profile(profile("own"), targets)
    except ValueError as error:
        raise UserError(
            f"--target {' '.join(options.target)} cannot be used ({error})",
            "give MEASURE=LEAST:MOST",
            ExitCode.WRONG_ARGUMENTS,
        ) from error
    for name in ("sets", "reps"):
        number = getattr(options, name)
        if number is not None and number < 1:
            raise UserError(
                f"--{name} {number} is too few", "give 1 or more", ExitCode.WRONG_ARGUMENTS
            )
    return targets


def _whose(options: argparse.Namespace) -> tuple[str | None, str]:
    """Return the person's name as stored, and the goal: the named one, their own, or everyday."""
    from app.store import Store, StoreError, data_folder
    from app.store.folder import DATABASE_NAME
    from app.store.records import clean_alias

    if options.person is None:
        return None, options.goal or DEFAULT_GOAL
    try:
        alias = clean_alias(options.person)
    except ValueError as error:
        raise UserError(str(error), "give an ALIAS", ExitCode.WRONG_ARGUMENTS) from error
    if not os.path.exists(data_folder() / DATABASE_NAME):
        return alias, options.goal or DEFAULT_GOAL
    try:
        with Store.open_to_read() as store:
            known = store.person(alias)
    except StoreError:  # a new name, or a broken store, which is reported when it is written to
        return alias, options.goal or DEFAULT_GOAL
    return known.alias, options.goal or known.goal


def _expand(text: str, results: Path | None, *, recursive: bool) -> list[str | UserError]:
    """Return the videos of a folder, or the input itself; a folder comes before a camera."""
    from app.batch.folder import videos_in

    if not text:
        return [UserError("an input has no name", "name a video, a folder or a camera")]
    if not os.path.isdir(text):
        return [text]
    try:
        found = videos_in(Path(text), results, recursive=recursive)
    except OSError as error:
        why = error.strerror or str(error)
        return [UserError(f"{text} cannot be opened ({why})", "change its permissions")]
    if not found.videos:
        more = "" if recursive else ", or add --recursive to look into its subfolders"
        return [
            UserError(
                f"there is no video in {text}", f"name a folder with .mp4 or .mov files{more}"
            )
        ]
    if found.note:
        say(f"{text}: {found.note}")
    return [str(video) for video in found.videos]


def free_name(location: str, taken: set[str]) -> str:
    """Return the folder name of an input: its stem, numbered if another input has the same.

    Parameters
    ----------
    location
        The input.
    taken
        Names, in lower case, that are in use; the new one is added.
    """
    stem = f"camera-{location}" if location.isdecimal() else Path(location).stem
    stem = safe_name(stem)
    name, number = stem, 2
    while name.lower() in taken:  # some disks ignore case
        name, number = f"{stem}-{number}", number + 1
    taken.add(name.lower())
    return name


def output_folder(folder: Path) -> Path:
    """Create the folder, so that an hour of analysis does not end in 'permission denied'.

    Raises
    ------
    UserError
        If it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".hipdrill-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(
            f"cannot write to {folder} ({error.strerror or error})",
            "name another folder with --out",
            ExitCode.WRONG_ARGUMENTS,
        ) from error
    return folder
