"""The state of a run, how it ended, and who is notified."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from app.session.series import AngleSeries
    from drills.core.events import Event
    from vision.capture.frame_source import SourceInfo
    from vision.datatypes import Frame


class RunState(Enum):
    """How far a run has got."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"


class FinishReason(Enum):
    """Why a run ended."""

    ENDED = "ended"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong and what to do, each half a sentence."""

    what: str
    remedy: str

    @property
    def line(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.remedy}"


@dataclass(frozen=True, slots=True)
class RunnerStatus:
    """A snapshot of a run; ``source`` is ``None`` until it is open.

    ``sent`` is how many frames came; at the gate, most of them are not even ``captured``.
    ``store_problem`` is one sentence if the session cannot be written to the store, else "".
    """

    state: RunState
    reason: FinishReason | None = None
    source: SourceInfo | None = None
    captured: int = 0
    processed: int = 0
    lost: int = 0
    store_problem: str = ""
    sent: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, and its record; ``None`` as the record if no frame was processed."""

    reason: FinishReason
    failure: Failure | None = None
    session: Session | None = None
    series: AngleSeries | None = None
    store_problem: str = ""
    video: Path | None = None


class RunnerCallbacks(Protocol):
    """Whatever watches a run. All methods are called in the consumer thread, one at a time.

    They may call ``request_stop`` and ``status`` of the runner. What they raise is logged and ends
    the run as FAILED.
    """

    def on_state(self, status: RunnerStatus) -> None:
        """Take every change of state, in order."""
        ...

    def on_event(self, event: Event) -> None:
        """Take one event. Each comes once, in order, and before any newer picture."""
        ...

    def on_picture(self, frame: Frame, result: FrameResult) -> None:
        """Take the newest frame; frames in between are left out if this method is slow.

        Parameters
        ----------
        frame, result
            The frame and its result.
        """
        ...

    def on_finished(self, outcome: Outcome) -> None:
        """Take the end. Called once, after everything else, even after a failure."""
        ...
