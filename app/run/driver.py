"""The loop over the pictures of an input.

::

    recording:  every picture -> look, kept; all looks -> survey; every look -> result -> sinks
    camera:     every picture -> look -> result -> sinks

No picture is kept. If a sink needs those of a recording, its file is decoded once more.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.errors import ExitCode, UserError
from app.run.looks import survey
from app.run.pipeline import Follower
from vision.body.lookahead import NotInPosture
from vision.body.sideways import turned_note
from vision.body.standing import NotStanding
from vision.capture.scene_changes import change_notes
from vision.errors import CameraUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.run.looks import Look, Looker, Survey
    from app.run.pipeline import FrameResult, Settings
    from app.run.recorder import Recorder
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.datatypes import Frame


@dataclass(frozen=True, slots=True)
class Input:
    """What is measured: an opened source, and for a recording the part of it and how to open it.

    ``end_s`` is ``None`` for all that follows ``start_s``.
    """

    source: FrameSource
    reopen: Callable[[], FrameSource]
    start_s: float = 0.0
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Sinks:
    """Who is given the results: the recorder, then ``results``, then ``pictures`` in their order.

    ``pictures`` are also given the picture that a result came of.
    """

    recorder: Recorder
    results: tuple[Callable[[FrameResult], None], ...] = ()
    pictures: tuple[Callable[[Frame, FrameResult], None], ...] = ()

    def take(self, result: FrameResult, frame: Frame | None) -> None:
        """Hand a result on; without its picture nobody gets it who needs the picture."""
        self.recorder.add(result)
        for sink in self.results:
            sink(result)
        if frame is not None:
            for picture_sink in self.pictures:
                picture_sink(frame, result)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an input is, in seconds of it.

    ``reps`` have been counted so far; ``None`` while a recording is only looked at, which takes
    most of the time.
    """

    info: SourceInfo
    t_s: float
    reps: int | None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a run: ``tell`` is called after every frame, ``stopped`` asked before it."""

    tell: Callable[[Progress], None] = lambda _progress: None
    stopped: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether the run ended before its input did, and the notes on input and run."""

    interrupted: bool
    notes: tuple[str, ...]


def drive(item: Input, looker: Looker, settings: Settings, sinks: Sinks, watch: Watch) -> Ending:
    """Measure an input; when it is stopped, what was looked at is measured.

    Raises
    ------
    VisionError
        If the input cannot be read. A camera that falls silent after pictures were measured ends
        the run with a note instead.
    UserError
        If nobody holds a start pose at the neutral that was marked, or stands at the zero.
    """
    if item.source.info.kind == "camera":
        return _drive_camera(item, looker, settings, sinks, watch)
    return _drive_recording(item, looker, settings, sinks, watch)


def _drive_camera(
    item: Input, looker: Looker, settings: Settings, sinks: Sinks, watch: Watch
) -> Ending:
    source, follower = item.source, Follower(replace(settings, is_live=True))
    last_s, ended = 0.0, ""
    with closing(source.frames()) as frames:
        try:
            for frame in frames:
                if watch.stopped():
                    break
                result = follower.follow(looker.look(frame))
                sinks.take(result, frame)
                watch.tell(Progress(source.info, frame.t_s, result.counts.total))
                last_s = frame.t_s
        except CameraUnavailable as error:
            if last_s == 0.0:
                raise
            ended = failure_note(error.what, last_s)
    sinks.recorder.finish(follower.finish())
    if not ended and watch.stopped():  # perhaps while nothing came
        ended = stop_note(last_s)
    notes = (*source.notes, *change_notes(looker.changes))
    return Ending(bool(ended), (*notes, ended) if ended else notes)


class _Looking:
    """Reads the pictures of a recording while it is iterated, and keeps what was read."""

    def __init__(self, item: Input, looker: Looker, watch: Watch) -> None:
        self._item, self._looker, self._watch = item, looker, watch
        self.looks: list[Look] = []
        self.is_stopped = False

    def __iter__(self) -> Iterator[Look]:
        item = self._item
        with closing(item.source.frames()) as frames:
            for frame in frames:
                if frame.t_s < item.start_s:
                    continue
                self.is_stopped = self._watch.stopped()
                if self.is_stopped or (item.end_s is not None and frame.t_s > item.end_s):
                    return
                look = self._looker.look(frame)
                self.looks.append(look)
                self._watch.tell(Progress(item.source.info, frame.t_s, None))
                yield look


def _drive_recording(
    item: Input, looker: Looker, settings: Settings, sinks: Sinks, watch: Watch
) -> Ending:
    looking = _Looking(item, looker, watch)
    surveyed, settings = _surveyed(looking, settings)
    follower, last_s, is_stopped = Follower(settings, surveyed), 0.0, looking.is_stopped
    reps = 0
    with ExitStack() as stack:
        frames: Iterable[Frame] = ()
        if sinks.pictures:
            source = stack.enter_context(closing(item.reopen()))
            frames = stack.enter_context(closing(source.frames()))
        for look, frame in _with_pictures(looking.looks, frames):
            if not looking.is_stopped and watch.stopped():
                is_stopped = True
                break
            result = follower.follow(look)
            sinks.take(result, frame)
            watch.tell(Progress(item.source.info, look.t_s, result.counts.total))
            last_s, reps = look.t_s, result.counts.total
    sinks.recorder.finish(follower.finish())
    turned = "" if reps else turned_note(look.pose for look in looking.looks)
    scene_notes = [*change_notes(looker.changes), *([turned] if turned else [])]
    notes = (*item.source.notes, *_part_notes(item), *_marked_notes(settings), *scene_notes)
    return Ending(is_stopped, (*notes, stop_note(last_s)) if is_stopped else notes)


def _surveyed(looking: _Looking, settings: Settings) -> tuple[Survey, Settings]:
    """Look at all pictures; return what they tell, and the settings without what was not met."""
    looks: Iterable[Look] = looking
    while True:
        try:
            return survey(looks, settings), settings
        except NotInPosture as error:
            if not looking.is_stopped:
                raise UserError(
                    f"nobody holds a start pose at {settings.neutral_s:.1f} s",
                    "mark a moment in which the body is hinged forward or on all fours",
                    ExitCode.INPUT_FAILED,
                ) from error
            settings = replace(settings, neutral_s=None)  # it would have come later
        except NotStanding as error:
            if not looking.is_stopped:
                raise UserError(
                    f"nobody stands with the side to the camera at {settings.standing_s:.1f} s",
                    "mark a moment of quiet standing that is seen from the side",
                    ExitCode.INPUT_FAILED,
                ) from error
            settings = replace(settings, standing_s=None)
        looks = looking.looks


def _with_pictures(
    looks: Iterable[Look], frames: Iterable[Frame]
) -> Iterator[tuple[Look, Frame | None]]:
    """Yield every look with its picture, as long as there are pictures."""
    pictures = iter(frames)
    for look in looks:
        yield look, next((frame for frame in pictures if frame.index == look.index), None)


def _part_notes(item: Input) -> tuple[str, ...]:
    if item.start_s == 0 and item.end_s is None:
        return ()
    end = "the end" if item.end_s is None else f"{item.end_s:.1f} s"
    return (f"Only the part from {item.start_s:.1f} s to {end} was analysed.",)


def _marked_notes(settings: Settings) -> tuple[str, ...]:
    marked = (("neutral", settings.neutral_s), ("quiet standing", settings.standing_s))
    return tuple(
        f"The {what} was marked by hand at {t_s:.1f} s." for what, t_s in marked if t_s is not None
    )


def failure_note(what: str, t_s: float) -> str:
    """Say in the record of a session what ended it before its time."""
    return f"{what[:1].upper()}{what[1:]} at {t_s:.1f} s."


def stop_note(t_s: float) -> str:
    """Say in the record of a session that it was stopped."""
    return f"Stopped by the user at {t_s:.1f} s."
