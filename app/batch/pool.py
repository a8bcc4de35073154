"""Runs the tasks of a batch in worker processes on this machine, each in its own lane.

A lane is a pool of one spawned process: a crash of the decoder or the model breaks only its lane,
the video that caused it is known, and the lane is replaced. Its video is tried once more: the
process may have been killed for another reason (for want of memory, or by a person).
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING

from app.batch.batch import Result, Task, analyse_one
from app.errors import ExitCode, UserError, error_line
from app.run.looking.worker import stand_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.synchronize import Event

TRIES = 2
MOST_VIDEOS = 20
"""A process that has analysed so many videos is replaced: each leaves 2 MB of holes in its memory,
and a new process costs a second."""
_stop: Event | None = None


def _begin(stop: Event) -> None:
    global _stop
    _stop = stop
    stand_aside()


def _work(task: Task) -> Result:
    return analyse_one(task, lambda: _stop is not None and _stop.is_set())


def local_runner(jobs: int, work: Callable[[Task], Result] = _work) -> Callable[
    [Sequence[Task], Callable[[], bool]], Iterator[tuple[Task, Result | None]]
]:  # fmt: skip
    """Return a runner that uses processes on this computer.

    Each video has its own process; with fewer videos than cores, several look at one.

    Parameters
    ----------
    jobs
        Number of cores to use.
    work
        The function for one task; replaced by tests.
    """

    def run(
        tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[tuple[Task, Result | None]]:
        yield from _run(tasks, stopped, max(1, jobs), work)

    return run


def _run(
    tasks: Sequence[Task], stopped: Callable[[], bool], jobs: int, work: Callable[[Task], Result]
) -> Iterator[tuple[Task, Result | None]]:
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Task, Result | None]] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)

    def lane() -> None:
        own = _Lane(lambda: ProcessPoolExecutor(1, context, _begin, (stop,)), stop.is_set)
        while not stop.is_set():
            try:
                task = waiting.get_nowait()
            except queue.Empty:
                break
            left = waiting.qsize() + sum(thread.is_alive() for thread in lanes)
            task = replace(task, cores=max(1, jobs // left))
            done.put((task, own.result(work, task)))
        own.close()

    lanes = [
        threading.Thread(target=lane, name=f"hipdrill-lane-{n}")
        for n in range(min(jobs, len(tasks)))
    ]
    for thread in lanes:
        thread.start()
    try:
        for _ in tasks:
            while True:
                if stopped():
                    stop.set()
                try:
                    yield done.get(timeout=0.2)
                    break
                except queue.Empty:
                    if not any(thread.is_alive() for thread in lanes) and done.empty():
                        return
    finally:
        stop.set()
        for thread in lanes:
            thread.join()


class _Lane:
    """One process at a time, replaced when it dies or has analysed `MOST_VIDEOS`."""

    def __init__(
        self, make: Callable[[], ProcessPoolExecutor], stopped: Callable[[], bool]
    ) -> None:
        self._make, self._stopped = make, stopped
        self._pool: ProcessPoolExecutor | None = None
        self._videos = 0

    def result(self, work: Callable[[Task], Result], task: Task) -> Result:
        if self._pool is not None and self._videos % MOST_VIDEOS == 0:
            self.close()
        self._videos += 1
        for _ in range(TRIES):
            if self._pool is None:
                self._pool = self._make()
            try:
                return self._pool.submit(work, task).result()
            except BrokenProcessPool:
                self._pool.shutdown(wait=False)
                self._pool = None
            except Exception as error:  # noqa: BLE001 - the edge of a thread
                return Result(None, error=error_line(error), code=1)
            if self._stopped():
                break
        return crashed(task)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def crashed(task: Task) -> Result:
    """Return the result of a video whose worker process died."""
    error = UserError(
        f"the process that analysed {task.location} died", "analyse it alone, or convert the video"
    )
    return Result(None, error=error_line(error), code=ExitCode.INPUT_FAILED)
