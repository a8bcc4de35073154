"""The best clean rep as one picture with its overlay: kept only if the person allows it."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from app.run.video.annotate import draw
from drills.core.definition import Goal
from drills.core.events import Drill, RepCompleted, RepResult
from drills.registry import DEFINITIONS
from vision.capture.opencv import cv2
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from drills.core.events import Rep
    from vision.datatypes import Frame

EVERY_S = 0.12
KEPT_S = 40.0
"""Longer than any rep: pictures of the rep in progress must still be kept when it ends."""
WIDTH_PX = 560
QUALITY = 82


class StillKeeper:
    """Keeps small pictures of the last seconds, and that of the best clean rep of each drill."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, bytes]] = deque()
        self._best: dict[Drill, tuple[float, int, bytes]] = {}

    def after(self, frame: Frame, result: FrameResult) -> None:
        """Take a frame and its result.

        Parameters
        ----------
        frame, result
            The frame and its result.
        """
        if not self._recent or frame.t_s - self._recent[-1][0] >= EVERY_S:
            self._recent.append((frame.t_s, _small_jpeg(frame, result)))
            while frame.t_s - self._recent[0][0] > KEPT_S:
                self._recent.popleft()
        in_hand = {} if result.drill is None else {result.drill: result.events}
        for drill, events in (result.all_events or in_hand).items():
            for event in events:
                if isinstance(event, RepCompleted) and event.rep.result is RepResult.CLEAN:
                    self._consider(drill, event)

    def _consider(self, drill: Drill, event: RepCompleted) -> None:
        value = _headline_of(drill, event.rep)
        if drill in self._best and value <= self._best[drill][0]:
            return
        _, jpeg = min(self._recent, key=lambda kept: abs(kept[0] - event.rep.peak_s))
        self._best[drill] = (value, event.index, jpeg)

    def of(self, session: Session) -> tuple[int, bytes] | None:
        """Return the number of the best clean rep and its picture, ``None`` without one."""
        if session.drill is None or session.drill not in self._best:
            return None
        _, number, jpeg = self._best[session.drill]
        return number, jpeg


def _headline_of(drill: Drill, rep: Rep) -> float:
    """Return the measure of the drill's first target; minus infinity if it was not seen."""
    bands = DEFINITIONS[drill].bands.get(Goal.EVERYDAY, ())
    measure = rep.measures.get(bands[0].measure) if bands else None
    return measure.value if isinstance(measure, Estimate) else -math.inf


def _small_jpeg(frame: Frame, result: FrameResult) -> bytes:
    """Return the annotated frame, at most `WIDTH_PX` wide, as JPEG."""
    width_px, height_px = frame.size_px
    scale = min(1.0, WIDTH_PX / width_px)
    size_px = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    shrunk = cv2.resize(frame.image, size_px, interpolation=cv2.INTER_AREA)
    picture = draw(np.asarray(shrunk, np.uint8), result)
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(packed)
