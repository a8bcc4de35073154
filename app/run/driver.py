"""The loop over the frames of an input.

::

    recording:  every frame -> look, kept; all looks -> survey; every look -> result -> sinks
    camera:     every frame -> look -> result -> sinks

No picture is kept. If a sink needs those of a recording, its file is decoded once more.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.errors import ExitCode, UserError
from app.run.ahead import Ahead
from app.run.looking.looker import with_change
from app.run.looking.nearest import nearest
from app.run.looking.recording import Input, Progress, Recording, Watch
from app.run.looking.side_by_side import Uneven
from app.run.pipeline import Follower
from app.run.survey import Surveyor
from vision.body.lookahead import NotInPosture
from vision.body.sideways import turned_note
from vision.body.standing import NotStanding
from vision.capture.scene_changes import SceneWatch, change_notes
from vision.errors import CameraUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.run.looking.in_turn import Eyes
    from app.run.looking.looker import Look
    from app.run.pipeline import FrameResult, Settings
    from app.run.recorder import Recorder
    from vision.datatypes import Frame

__all__ = ["Ending", "Input", "Progress", "Sinks", "Watch", "drive"]


@dataclass(frozen=True, slots=True)
class Sinks:
    """What takes the results: the recorder, then ``results``, then ``pictures``, in their order.

    ``pictures`` also get the frame that a result belongs to.
    """

    recorder: Recorder
    results: tuple[Callable[[FrameResult], None], ...] = ()
    pictures: tuple[Callable[[Frame, FrameResult], None], ...] = ()

    def take(self, result: FrameResult, *frames: Frame) -> None:
        """Pass on a result with the frames it is nearest to; only the first gets its events.

        Parameters
        ----------
        result
            The result of a look.
        *frames
            In order of time; a video may have more frames than looks.
        """
        self.recorder.add(result)
        for sink in self.results:
            sink(result)
        for frame in frames:
            for picture_sink in self.pictures:
                picture_sink(frame, result)
            result = replace(result, events=(), all_events={})


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether the run ended before its input did, and the notes on input and run."""

    interrupted: bool
    notes: tuple[str, ...]


def drive(item: Input, eyes: Eyes, settings: Settings, sinks: Sinks, watch: Watch) -> Ending:
    """Measure an input; if it is stopped, what was looked at by then is measured.

    Parameters
    ----------
    item
        The opened input.
    eyes
        Makes what looks at the frames.
    settings
        What to recognise, and marked moments. A camera counts as live.
    sinks
        Where the results go.
    watch
        Who is told of the progress and may stop it.

    Raises
    ------
    VisionError
        If the input cannot be read. A camera that falls silent after frames were measured ends the
        run with a note instead.
    UserError
        If nobody holds a start pose at the marked neutral, or stands at the marked moment.
    """
    if item.source.info.kind == "camera":
        return _drive_camera(item, eyes, settings, sinks, watch)
    return _drive_recording(item, eyes, settings, sinks, watch)


def _drive_camera(
    item: Input, eyes: Eyes, settings: Settings, sinks: Sinks, watch: Watch
) -> Ending:
    source, follower = item.source, Follower(replace(settings, is_live=True))
    last_s, ended, scenes = 0.0, "", SceneWatch()
    with closing(source.frames()) as frames, closing(eyes()) as looker:
        try:
            for frame in frames:
                if watch.stopped():
                    break
                result = follower.follow(with_change(scenes, looker.look(frame)))
                sinks.take(result, frame)
                watch.tell(Progress(source.info, frame.t_s, result.counts.total))
                last_s = frame.t_s
        except CameraUnavailable as error:
            if last_s == 0.0:
                raise
            ended = failure_note(error.what, last_s)
    sinks.recorder.finish(follower.finish())
    if not ended and watch.stopped():  # perhaps while no frame came
        ended = stop_note(last_s)
    notes = (*source.notes, *change_notes(scenes.changes, scenes.drifts_s))
    return Ending(bool(ended), (*notes, ended) if ended else notes)


def _drive_recording(
    item: Input, eyes: Eyes, settings: Settings, sinks: Sinks, watch: Watch
) -> Ending:
    recording = Recording(item, eyes, watch)
    follower, settings = _surveyed(recording, settings)
    looks, last_s, reps, is_stopped = recording.looks, 0.0, 0, recording.is_stopped
    with ExitStack() as stack:
        frames: Iterable[Frame] = ()
        if sinks.pictures:
            source = stack.enter_context(closing(item.reopen()))
            frames = stack.enter_context(closing(source.frames()))
        for look, shown in zip(looks, nearest(looks.times_s, frames), strict=True):
            if not recording.is_stopped and watch.stopped():
                is_stopped = True
                break
            result = follower.follow(look)
            sinks.take(result, *shown)
            watch.tell(Progress(item.source.info, look.t_s, result.counts.total))
            last_s, reps = look.t_s, result.counts.total
    sinks.recorder.finish(follower.finish())
    turned = "" if reps else turned_note(look.pose for look in looks)
    moved = change_notes(recording.changes, recording.drifts_s)
    scene_notes = [*moved, *([turned] if turned else [])]
    notes = (*recording.notes, *_part_notes(item), *_marked_notes(settings), *scene_notes)
    return Ending(is_stopped, (*notes, stop_note(last_s)) if is_stopped else notes)


def _surveyed(recording: Recording, settings: Settings) -> tuple[Ahead, Settings]:
    """Look at all frames; return what follows them, and the settings without marks never met."""
    looks: Iterable[Look] = recording
    while True:
        surveyor = Surveyor(settings)
        ahead = Ahead(settings, surveyor, recording)
        recording.meanwhile = ahead.go_on
        known = recording.known(surveyor.asked)
        try:
            for look in looks:
                if known is None:
                    surveyor.take(look)
            seen = known or surveyor.survey()
            recording.learn(surveyor.asked, seen)
            ahead.settle(seen)
            return ahead, settings
        except Uneven:
            continue
        except NotInPosture as error:
            if not recording.is_stopped:
                raise UserError(
                    f"nobody holds a start pose at {settings.neutral_s:.1f} s",
                    "mark a moment in which the body is hinged forward or on all fours",
                    ExitCode.INPUT_FAILED,
                ) from error
            settings = replace(settings, neutral_s=None)  # it would have come later
        except NotStanding as error:
            if not recording.is_stopped:
                raise UserError(
                    f"nobody stands side-on to the camera at {settings.standing_s:.1f} s",
                    "mark a moment of quiet standing that is seen from the side",
                    ExitCode.INPUT_FAILED,
                ) from error
            settings = replace(settings, standing_s=None)
        looks = recording.looks


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
    """Return the note on what ended a session early.

    Parameters
    ----------
    what
        What happened, as a sentence without a full stop.
    t_s
        Time in the source.
    """
    return f"{what[:1].upper()}{what[1:]} at {t_s:.1f} s."


def stop_note(t_s: float) -> str:
    """Return the note that a session was stopped by the user."""
    return f"Stopped by the user at {t_s:.1f} s."
