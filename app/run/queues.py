"""What is between the threads of a run: pictures may be lost here, messages may not."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

from vision.datatypes import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from app.run.pipeline import FrameResult
    from vision.datatypes import Frame

MAX_LAG_S = 0.25
"""A file shown later than this restarts its clock instead of racing to catch up."""
REST_AFTER_S = 10.0
REST_STEP_S = 0.5

Message = TypeVar("Message")
Made = TypeVar("Made")


class FrameSlot:
    """Room for one frame between two threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._closed = False
        self.lost = 0

    def put(self, frame: Frame, *, wait: bool) -> None:
        """Put a frame into the slot.

        Parameters
        ----------
        frame
            The frame.
        wait
            Whether to wait until the slot is free (a file) or to replace its content (a camera).
        """
        with self._changed:
            while wait and self._frame is not None and not self._closed:
                self._changed.wait()
            self.lost += self._frame is not None
            self._frame = frame
            self._changed.notify_all()

    def take(self) -> Frame | None:
        """Wait for a frame; ``None`` when the slot is closed and empty."""
        with self._changed:
            while self._frame is None and not self._closed:
                self._changed.wait()
            frame, self._frame = self._frame, None
            self._changed.notify_all()
            return frame

    def close(self) -> None:
        """Release everybody who is waiting."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def made_ahead(make: Callable[[], Made | None]) -> Generator[Made]:
    """Yield what is made, until it is ``None``; while one is used, a thread makes the next.

    Closing the generator waits for the one under way.

    Parameters
    ----------
    make
        Makes the next; what it raises is raised here, in its turn.
    """
    with ThreadPoolExecutor(1, "hipdrill-looking") as thread:
        under_way = thread.submit(make)
        while (made := under_way.result()) is not None:
            under_way = thread.submit(make)
            yield made


class Outbox(Generic[Message]):
    """What has not been passed on yet: all messages in order, and the newest frame.

    Parameters
    ----------
    is_last
        Whether nothing comes after a message; the frame is passed on before that message.
    """

    def __init__(self, is_last: Callable[[Message], bool]) -> None:
        self._is_last = is_last
        self._changed = threading.Condition()
        self._messages: deque[Message] = deque()
        self._picture: tuple[Frame, FrameResult] | None = None

    def post(self, *messages: Message) -> None:
        """Add messages that must arrive."""
        with self._changed:
            self._messages.extend(messages)
            self._changed.notify()

    def show(self, frame: Frame, result: FrameResult, events: Iterable[Message]) -> None:
        """Add the events of a result and replace the frame, atomically.

        Parameters
        ----------
        frame, result
            The newest frame and its result.
        events
            Messages that must arrive.
        """
        with self._changed:
            self._messages.extend(events)
            self._picture = (frame, result)
            self._changed.notify()

    def take(self) -> Message | tuple[Frame, FrameResult]:
        """Wait for the next message; the frame comes once no event is left, or before the end."""
        with self._changed:
            while not self._messages and self._picture is None:
                self._changed.wait()
            last = not self._messages or self._is_last(self._messages[0])
            if self._picture is not None and last:
                picture, self._picture = self._picture, None
                return picture
            return self._messages.popleft()


class Rest:
    """Spares the computer while nobody is there: two pictures a second are enough to notice them.

    This applies only at the ready gate of a camera, where nothing counts yet. One thread reports
    what was seen, another asks.
    """

    def __init__(self) -> None:
        self._seen_s = 0.0
        self._is_resting = False
        self._given_s = -REST_STEP_S

    def after(self, result: FrameResult) -> None:
        """Take the result of a frame."""
        if result.is_ready or result.sample.quality.reason is not Reason.TRACKING_LOST:
            self._seen_s = result.t_s
        self._is_resting = result.t_s - self._seen_s > REST_AFTER_S

    def lets_go(self, t_s: float) -> bool:
        """Whether the picture of a time need not be measured."""
        if self._is_resting and 0 <= t_s - self._given_s < REST_STEP_S:
            return True
        self._given_s = t_s
        return False


class Pacer:
    """Holds a recording back to the speed at which it was made.

    Parameters
    ----------
    interrupted
        Ends a wait when it is set.
    """

    def __init__(self, interrupted: threading.Event) -> None:
        self._interrupted = interrupted
        self._start_s: float | None = None

    def wait_until(self, t_s: float) -> None:
        """Wait until ``t_s`` seconds of the recording have passed in real time."""
        now_s = time.monotonic()
        if self._start_s is None or now_s - self._start_s - t_s > MAX_LAG_S:
            self._start_s = now_s - t_s
        self._interrupted.wait(max(0.0, self._start_s + t_s - now_s))
