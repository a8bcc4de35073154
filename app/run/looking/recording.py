"""All looks of a recording in order, wherever they come from."""

from __future__ import annotations

import math
import os
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.run.keeping.temporary import temporary_file
from app.run.looking.cache import MOST_KEPT
from app.run.looking.eyes import RATE_HZ
from app.run.looking.in_turn import in_turn
from app.run.looking.log import MOST_IN_MEMORY, LookLog
from app.run.looking.looker import with_change
from app.run.looking.pieces import pieces_of
from app.run.looking.side_by_side import SideBySide, Uneven
from app.run.looking.stored import Read
from vision.capture.scene_changes import SceneWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.run.looking.cache import Kept
    from app.run.looking.eyes import View
    from app.run.looking.in_turn import Eyes
    from app.run.looking.looker import Look
    from app.run.looking.pieces import Piece
    from app.run.survey import Survey
    from vision.capture.frame_source import FrameSource, SourceInfo
    from vision.capture.scene_changes import SceneChange
    from vision.datatypes import Frame


@dataclass(frozen=True, slots=True)
class Input:
    """What is measured: an opened source; for a recording, also its part and how to open it.

    ``view`` allows other processes, up to ``cores``, to look at it; ``kept`` is where its looks are
    stored.
    """

    source: FrameSource
    reopen: Callable[[], FrameSource]
    start_s: float = 0.0
    end_s: float | None = None
    view: View | None = None
    cores: int = 1
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in seconds of its input.

    ``reps`` have been counted so far; ``None`` while a recording is only looked at, which takes
    most of the time.
    """

    info: SourceInfo
    t_s: float
    reps: int | None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a run: ``tell`` is called after every frame, ``stopped`` is polled before it."""

    tell: Callable[[Progress], None] = lambda _progress: None
    stopped: Callable[[], bool] = lambda: False


def cores_here() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Recording:
    """Looks at the frames of a recording during iteration, and keeps the looks.

    Attributes
    ----------
    meanwhile
        Called while other processes look and nothing has come of them: does a little work, and
        returns false if there is none.
    """

    def __init__(self, item: Input, eyes: Eyes, watch: Watch) -> None:
        self._item, self._eyes, self._watch = item, eyes, watch
        self._pieces = _touched(item)
        self._is_uneven = False
        self.looks = self._log()
        self.changes: list[SceneChange] = []
        self.drifts_s: list[float] = []
        self.is_stopped = False
        self.notes: tuple[str, ...] = ()
        self.meanwhile: Callable[[], bool] = lambda: False
        self._read = _kept_looks(item)
        self._surveys = {} if item.kept is None or self._read is None else item.kept.surveys()

    @property
    def lasts_s(self) -> float:
        """When the part that is wanted ends, in seconds of the recording; infinite if unknown."""
        ends_s = self._item.end_s, self._item.source.info.duration_s
        return min((end_s for end_s in ends_s if end_s is not None), default=math.inf)

    def _log(self) -> LookLog:
        return LookLog(temporary_file, is_long=self.lasts_s > MOST_IN_MEMORY / RATE_HZ)

    def known(self, asked: object) -> Survey | None:
        """Return the survey of this part's looks that was learnt earlier, if any.

        Parameters
        ----------
        asked
            What it depends on beside the looks; compared by equality.
        """
        return self._surveys.get((asked, self._item.start_s, self._item.end_s))

    def learn(self, asked: object, survey: Survey) -> None:
        """Remember a survey of all looks for as long as they are kept.

        Parameters
        ----------
        asked
            As for `known`.
        survey
            What was found.
        """
        self._surveys[asked, self._item.start_s, self._item.end_s] = survey

    def __iter__(self) -> Iterator[Look]:
        """Yield the looks of all frames in order.

        Raises
        ------
        VisionError
            If the input cannot be read.
        Uneven
            If it could not be looked at in pieces: iterate once more.
        """
        self.looks, self.changes, item = self._log(), [], self._item
        self.drifts_s = []
        if self._read is not None:
            read, self._read = self._read, None  # a long one is put on the disk, and freed here
            self.notes = read.notes
            yield from self._numbered(read.looks)
            return
        scenes = SceneWatch()
        yield from self._numbered(with_change(scenes, look) for look in self._looks())
        if item.kept is not None and not self.is_stopped and len(self.looks) <= MOST_KEPT:
            item.kept.save(Read(tuple(self.looks), self.notes, item.start_s, item.end_s))
            self._surveys = item.kept.surveys()

    def _numbered(self, looks: Iterable[Look]) -> Iterator[Look]:
        """Yield the looks of the wanted part, and keep them."""
        start_s, end_s = self._item.start_s, self._item.end_s
        for look in looks:
            if look.t_s < start_s:
                continue
            if end_s is not None and look.t_s > end_s:
                return
            look = replace(look, index=len(self.looks))
            self.looks.append(look)
            if look.drift is not None and not self.drifts_s:
                self.drifts_s.append(look.t_s)
            if look.change is not None:
                self.changes.append(look.change)
            yield look

    def _looks(self) -> Iterator[Look]:
        view, info = self._item.view, self._item.source.info
        is_cut = len(self._pieces) > 1 and info.has_plain_times and not self._is_uneven
        if view is None or self._item.cores < 2 or not is_cut:
            return self._in_turn()
        return self._side_by_side(view)

    def _in_turn(self) -> Iterator[Look]:
        source, info, view = self._item.source, self._item.source.info, self._item.view
        with ExitStack() as stack:
            if self._is_uneven and view is not None:
                source = stack.enter_context(closing(view.source()))
            frames = stack.enter_context(closing(source.frames()))
            for _, look in in_turn(self._wanted(frames), self._pieces, self._eyes):
                self._watch.tell(Progress(info, look.t_s, None))
                yield look
        self.notes = source.notes

    def _wanted(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        begin_s, end_s = self._pieces[0].warm_s, self._item.end_s
        for frame in frames:
            if frame.t_s < begin_s:
                continue
            self.is_stopped = self._watch.stopped()
            if self.is_stopped or (end_s is not None and frame.t_s > end_s):
                return
            yield frame

    def _side_by_side(self, view: View) -> Iterator[Look]:
        info = self._item.source.info
        self._item.source.close()

        def told(seen_s: float) -> None:
            self._watch.tell(Progress(info, self._pieces[0].from_s + seen_s, None))

        def stopped() -> bool:
            self.is_stopped = self._watch.stopped()
            return self.is_stopped

        joined = SideBySide(
            view, self._pieces, self._item.cores, self._eyes, told, stopped, self.meanwhile
        )
        try:
            yield from joined
        except Uneven:
            self._is_uneven = True
            raise
        if joined.findings is not None and self._item.end_s is None:
            self.notes = tuple(joined.findings.notes())


def _kept_looks(item: Input) -> Read | None:
    """Return what is known of an input from earlier, if that is all of the wanted part."""
    read = None if item.kept is None else item.kept.load()
    return read if read is not None and read.covers(item.start_s, item.end_s) else None


def _touched(item: Input) -> list[Piece]:
    """Return the pieces of a recording that the wanted part needs."""
    whole = pieces_of(item.source.info.duration_s)
    last_s = math.inf if item.end_s is None else item.end_s
    pieces = [
        piece
        for piece in whole
        if (piece.until_s is None or piece.until_s > item.start_s) and piece.from_s <= last_s
    ] or [whole[-1]]
    if last_s < (pieces[-1].until_s or math.inf):
        pieces[-1] = replace(pieces[-1], until_s=math.nextafter(last_s, math.inf))
    return pieces
