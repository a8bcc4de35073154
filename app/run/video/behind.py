"""Works on frames in a separate thread, so that the caller need not wait."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING, Generic, Self, TypeVarTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Work = TypeVarTuple("Work")
ROOM = 8
"""Pictures that may wait: enough to even out the speed without taking much memory."""


class Behind(Generic[*Work]):
    """Passes pictures, in their order, to work done in another thread.

    What is raised there is raised again at the next picture, or at the end. No picture is left out:
    the caller waits while there is no room.

    Parameters
    ----------
    work
        Called with what `take` is given.
    """

    def __init__(self, work: Callable[[*Work], None]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._waiting: queue.Queue[tuple[*Work] | None] = queue.Queue(ROOM)
        self._thread = threading.Thread(target=self._run, name="hipdrill-pictures", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for the last picture."""
        self._waiting.put(None)
        self._thread.join()
        if error is None:
            self._raise()

    def take(self, *picture: *Work) -> None:
        """Queue the next picture, or what is made of it.

        Raises
        ------
        Exception
            Whatever the work on an earlier picture raised.
        """
        self._raise()
        self._waiting.put(picture)

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (picture := self._waiting.get()) is not None:
            if self._error is not None:
                continue  # until the caller has been told
            try:
                self._work(*picture)
            except BaseException as error:  # noqa: BLE001 - it is raised in the other thread
                self._error = error
