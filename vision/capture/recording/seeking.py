"""Seeking to a time in a file: containers seek to key frames, and some do it badly."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import av

from vision.capture.recording.container import stamp_s

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from av.container import InputContainer

SLACK_S = 0.002
BACK_S = (0.0, 2.0, 40.0)
"""A container that seeks badly lands too late: the search starts again this much earlier, first by
the usual two seconds between key frames, then by more than any file has between two."""


def sought_pictures(
    container: InputContainer,
    stream: av.VideoStream,
    first_s: float,
    t_s: float,
    decoded: Callable[[], Iterator[av.VideoFrame]],
) -> Iterator[av.VideoFrame] | None:
    """Return the pictures from a time on, or from somewhat earlier.

    Parameters
    ----------
    container, stream
        The opened file and its video stream; the container's position is moved.
    first_s
        The stamp of the file's first picture (`stamp_s`).
    t_s
        The time wanted, counted from that picture.
    decoded
        Begins to decode at the container's position.

    Returns
    -------
    iterator or None
        The first picture is not later than the time; ``None`` if none such can be reached.
    """
    if stream.time_base is None:
        return None
    for back_s in BACK_S:
        target_s = first_s + max(0.0, t_s - back_s)
        container.seek(round(target_s / stream.time_base), stream=stream)
        pictures = decoded()
        try:
            first = next(pictures, None)
        except av.error.FFmpegError:
            continue
        stamp = None if first is None else stamp_s(first, stream)
        if first is not None and stamp is not None and stamp <= first_s + t_s + SLACK_S:
            return chain((first,), pictures)
    return None
