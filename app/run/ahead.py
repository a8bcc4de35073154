"""Measures a recording while the rest of it is still being looked at."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.run.looking.looker import Look
    from app.run.looking.recording import Recording
    from app.run.pipeline import FrameResult, Settings
    from app.run.survey import Survey, Surveyor
    from drills.core.events import Event
    from vision.body.lookahead import StayNeutral

LEAST_SHARE = 0.6
"""Share of a recording that is looked at before measuring begins: the neutral that most of a period
returns to seldom changes after that (our rule)."""
STEP_S = 15.0
"""The neutrals are looked for anew after so much more of the recording."""
MOST_KEPT = 5400
"""Results that wait for the end: three minutes, 65 MB."""
LONGEST_S = 600.0
"""Of a longer recording nothing is measured or imported ahead: it would save some seconds of
minutes, for 150 MB of results and of looking for neutrals, and 28 MB of plotting."""


class Ahead:
    """A `Follower` of a recording that may begin before everything has been looked at.

    It measures against the neutrals that the recording has shown so far. If the whole recording
    shows others, what was measured ahead is thrown away: the results are always those of a
    `Follower` that began at the end.

    Parameters
    ----------
    settings
        The user's requests. Moments marked by hand are waited for: nothing is measured ahead.
    surveyor
        Takes every look of the recording before this object measures it.
    recording
        What is being looked at.
    """

    def __init__(self, settings: Settings, surveyor: Surveyor, recording: Recording) -> None:
        self._settings, self._surveyor, self._recording = settings, surveyor, recording
        self._is_over = not (settings.neutral_s is None and settings.standing_s is None)
        self._follower: Follower | None = None
        self._seen: Survey | None = None
        self._looks: Iterator[Look] = iter(())
        self._count = self._measured = 0
        self._results: deque[FrameResult] = deque()

    def go_on(self) -> bool:
        """Measure one more look; return false if there is nothing to do now."""
        if self._is_over or not (self._measured < self._count or self._is_renewed()):
            return False
        result = self._begun().follow(next(self._looks))
        pose = None if result.pose is None else replace(result.pose, mask=None)
        self._results.append(replace(result, pose=pose))
        self._measured += 1
        return True

    def settle(self, seen: Survey) -> None:
        """Take what the whole recording shows; from now on, looks are followed."""
        if self._is_over or self._seen is None or not self._agrees(seen):
            self._results.clear()
            self._follower = Follower(self._settings, seen)
        else:
            self._begun().give_neutrals(self._joined(seen))
        self._is_over = True

    def follow(self, look: Look) -> FrameResult:
        """Return the result of the next look, from the first one on; see `Follower.follow`."""
        return self._results.popleft() if self._results else self._begun().follow(look)

    def finish(self) -> tuple[Event, ...]:
        """See `Follower.finish`; nothing, if the user stopped before the last result was given."""
        return () if self._results else self._begun().finish()

    def _begun(self) -> Follower:
        if self._follower is None:
            raise RuntimeError("settle it first")
        return self._follower

    def _is_renewed(self) -> bool:
        """Look for the neutrals anew, if enough has been looked at since; begin if it is time."""
        looks, lasts_s = self._recording.looks, self._recording.lasts_s
        least_s = LEAST_SHARE * lasts_s if lasts_s <= LONGEST_S else math.inf
        now_s = looks.times_s[-1] if len(looks) else 0.0
        if now_s < max(self._until_s + STEP_S, least_s) or self._measured >= MOST_KEPT:
            return False
        seen = self._surveyor.so_far()
        if self._seen is None:
            again = None if seen.contours is None else seen.contours.again()
            self._follower = Follower(self._settings, replace(seen, contours=again))
            self._looks = iter(looks)
        elif self._agrees(seen):
            seen = replace(seen, neutrals=self._joined(seen))
            self._begun().give_neutrals(seen.neutrals)
        else:
            self._is_over = True
            self._results.clear()
            return False
        self._seen, self._count = seen, len(looks)
        return True

    @property
    def _until_s(self) -> float:
        return self._recording.looks.times_s[self._count - 1] if self._count else 0.0

    def _agrees(self, seen: Survey) -> bool:
        """Whether a survey of more looks shows the same as far as was measured."""
        if self._seen is None or self._seen.standing_deg != seen.standing_deg:
            return False
        until_s = self._until_s
        used, same = (_used(survey.neutrals, until_s) for survey in (self._seen, seen))
        return len(used) == len(same) and all(
            _is_same(one, other, until_s) for one, other in zip(used, same, strict=True)
        )

    def _joined(self, seen: Survey) -> tuple[StayNeutral, ...]:
        """Return the neutrals of a survey that agrees, with the very bodies used so far.

        What is judged once for each neutral, such as the stance leg, is not judged anew.
        """
        known = () if self._seen is None else _used(self._seen.neutrals, self._until_s)
        used = [
            replace(neutral, until_s=now.until_s)
            for neutral, now in zip(known, seen.neutrals, strict=False)
        ]
        return (*used, *seen.neutrals[len(used) :])


def _used(neutrals: tuple[StayNeutral, ...], until_s: float) -> tuple[StayNeutral, ...]:
    return tuple(neutral for neutral in neutrals if neutral.from_s <= until_s)


def _is_same(one: StayNeutral, other: StayNeutral, until_s: float) -> bool:
    """Whether two neutrals are the same as far as they hold before a time."""
    held = [(neutral.from_s, min(neutral.until_s, until_s)) for neutral in (one, other)]
    first, second = one.body, other.body
    return (
        held[0] == held[1]
        and first.posture is second.posture
        and np.array_equal(first.contour_deg, second.contour_deg, equal_nan=True)
        and np.array_equal(first.pose.landmarks_px, second.pose.landmarks_px)
        and np.array_equal(first.pose.world_m, second.pose.world_m)
    )
