"""What is stored of a run: journal, video and a picture of the best rep follow its recorder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.run.recorder import Recorder
from app.run.video.still import StillKeeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.run.journal import Journal
    from app.run.pipeline import FrameResult, Settings
    from app.run.video.keeper import VideoKeeper
    from app.session.model import Session
    from app.session.series import AngleSeries
    from app.store import SessionState
    from vision.capture.frame_source import SourceInfo
    from vision.datatypes import Frame


@dataclass(frozen=True, slots=True)
class Keepers:
    """What to store of a run, and for whom; everything made here is made in the processing thread.

    Attributes
    ----------
    person, goal
        Whose session it is, and for what.
    still
        Whether to keep a picture of the best clean rep; only if the person allows it.
    journal
        Opens the journal that writes the session rep by rep; ``None``: nothing is stored.
    video
        Begins the video of the session; ``None``: there is none. Without a rep, or without a
        journal, it is deleted again.
    recorder
        Makes the recorder.
    """

    person: str | None = None
    goal: str = "everyday"
    still: bool = False
    journal: Callable[[Recorder, SourceInfo], Journal] | None = None
    video: Callable[[Recorder, SourceInfo], VideoKeeper] | None = None
    recorder: Callable[[Settings], Recorder] = Recorder


class Keeping:
    """What is being stored of one run. It belongs to the thread that processes the frames.

    Attributes
    ----------
    recorder
        The recorder that all of it follows.
    video_path
        The video, once it is finished, if it was kept.
    """

    def __init__(self, keepers: Keepers, settings: Settings) -> None:
        self.recorder = keepers.recorder(settings)
        self.video_path: Path | None = None
        self._keepers = keepers
        self._still = StillKeeper() if keepers.still else None
        self._journal: Journal | None = None
        self._video: VideoKeeper | None = None
        self._is_video_over = False

    @property
    def pictures(self) -> tuple[Callable[[Frame, FrameResult], None], ...]:
        """What must see every frame with its result."""
        return () if self._still is None else (self._still.after,)

    @property
    def problem(self) -> str:
        """What prevents session or video from being stored, the session's problem first, or ""."""
        if self._journal is None:
            return ""
        return self._journal.problem or (self._video.problem if self._video is not None else "")

    def film(self, frame: Frame, info: SourceInfo) -> None:
        """Pass a frame to the video, which is written in parallel with the measuring.

        Parameters
        ----------
        frame
            The frame.
        info
            The source; used with the first frame.
        """
        if self._video is None and self._keepers.video is not None:
            self._video = self._keepers.video(self.recorder, info)
        if self._video is not None:
            self._video.take(frame)

    def write_down(self, result: FrameResult, info: SourceInfo) -> None:
        """Let the journal write what the recorder has taken.

        Parameters
        ----------
        result
            The result of the frame.
        info
            The source; used with the first frame.
        """
        if self._journal is None and self._keepers.journal is not None:
            self._journal = self._keepers.journal(self.recorder, info)
        if self._journal is not None:
            self._journal.after(result)

    def finish(self, session: Session, series: AngleSeries, state: SessionState) -> None:
        """Write the whole session at its end.

        Parameters
        ----------
        session
            The finished record.
        series
            Its angles over time.
        state
            STOPPED for a video that was not analysed to its end.
        """
        if self._journal is None:
            return
        still = None if self._still is None else self._still.of(session)
        # The video first: while the journal holds its lock, no other program removes it.
        self._end_video(keep=bool(session.reps))
        self._journal.finish(session, series, still, state)

    def close(self) -> None:
        """Close everything; a video that is not finished is deleted."""
        self._end_video(keep=False)
        if self._journal is not None:
            self._journal.close()

    def _end_video(self, *, keep: bool) -> None:
        """Finish the video once; the first call decides whether it is kept."""
        if self._video is not None and not self._is_video_over:
            self._is_video_over = True
            self.video_path = self._video.finish(keep=keep)
