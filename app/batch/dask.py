"""Runs the tasks of a batch on a Dask cluster, for more than one machine (``hipdrill[dask]``).

The workers need hipdrill and must see the videos under the same paths. A worker that dies costs
time, not results: Dask gives its tasks to another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.batch.batch import Result, Task, analyse_one
from app.batch.pool import crashed
from app.errors import ExitCode, UserError
from vision.capture.native import keep_freed_memory, settle_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CONNECT_TIMEOUT_S = 10


def _work(task: Task) -> Result:
    settle_worker()  # a worker does not know that there is one for every core
    keep_freed_memory()
    return analyse_one(task)


def dask_runner(
    address: str, work: Callable[[Task], Result] = _work
) -> Callable[[Sequence[Task], Callable[[], bool]], Iterator[tuple[Task, Result | None]]]:
    """Return a runner on a Dask cluster.

    Parameters
    ----------
    address
        Address of the scheduler.
    work
        The function for one task; replaced by tests.

    Raises
    ------
    UserError
        When it runs: if Dask is not installed or no scheduler answers.
    """

    def run(
        tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[tuple[Task, Result | None]]:
        try:
            from distributed import Client, as_completed
        except ImportError as error:
            raise UserError(
                "Dask is not installed", "pip install 'hipdrill[dask]'", ExitCode.ENVIRONMENT
            ) from error
        try:
            client = Client(address, timeout=CONNECT_TIMEOUT_S)
        except (OSError, ValueError) as error:
            raise UserError(
                f"no Dask scheduler answers at {address}", "start one, or leave out --dask",
                ExitCode.ENVIRONMENT,
            ) from error  # fmt: skip
        with client:
            by_key = {task.key: task for task in tasks}
            futures = [client.submit(work, task, key=task.key, pure=False) for task in tasks]
            completed = as_completed(futures)
            for future in completed:
                task = by_key[future.key]
                yield task, _result(task, future)
                if stopped():
                    client.cancel(futures)
                    return

    return run


def _result(task: Task, future: object) -> Result | None:
    from distributed import Future
    from distributed.scheduler import KilledWorker

    if not isinstance(future, Future) or future.status == "cancelled":
        return None
    try:
        result = future.result()
    except KilledWorker:
        return crashed(task)
    return result if isinstance(result, Result) else None
