"""The best clean rep of the set as a pale figure to aim at."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from drills.core.events import RepCompleted, RepResult
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from app.run.pipeline import FrameResult
    from drills.core.events import Event
    from vision.datatypes import Pose

KEPT_S = 30.0
"""Longer than any rep; older poses are dropped."""


class Ghost:
    """Keeps the pose at the peak of the clean rep that went furthest."""

    def __init__(self) -> None:
        self.pose: Pose | None = None
        self._best_deg = 0.0
        self._recent: deque[Pose] = deque()
        self._sizes: deque[float] = deque()

    def take_result(self, result: FrameResult) -> None:
        """Remember the pose of a picture."""
        if result.pose is None or not isinstance(result.hip, Estimate):
            return
        self._recent.append(replace(result.pose, mask=None))  # a mask is as large as a picture
        self._sizes.append(abs(result.hip.value))
        while self._recent and self._recent[0].t_s < result.t_s - KEPT_S:
            self._recent.popleft()
            self._sizes.popleft()

    def take_event(self, event: Event) -> None:
        """Take a rep; a clean one that went further than the best so far becomes the ghost."""
        if not isinstance(event, RepCompleted) or event.rep.result is not RepResult.CLEAN:
            return
        rep = event.rep
        inside = [
            (size, pose)
            for size, pose in zip(self._sizes, self._recent, strict=True)
            if rep.start_s <= pose.t_s <= rep.end_s
        ]
        if not inside:
            return
        size, pose = max(inside, key=lambda kept: kept[0])
        if size > self._best_deg:
            self._best_deg, self.pose = size, pose
