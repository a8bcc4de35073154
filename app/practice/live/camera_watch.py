"""What is wrong with the pictures of a camera, in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vision.capture.clock import LEAST_RATE
from vision.capture.live_pictures import Seen, looked

if TYPE_CHECKING:
    from app.run.life import RunnerStatus
    from vision.datatypes import Frame

SILENT_S = 2.0
GAP_S = 1.0
"""After a gap this long the counters start afresh: missing frames do not mean slow measuring."""
SLOW_HZ = 10.0

BLACK = "The camera's picture is black: open its shutter or switch on a light."
FROZEN = "The camera's picture has frozen: unplug it and plug it in again."
SILENT = (
    "The camera is sending no pictures: check its cable or its network. The set continues when it "
    "is back."
)
FEW = "The camera sends only {rate:.0f} pictures a second, too few to follow you: add light."
SLOW = "This computer is slow for live video: it measures only {rate:.0f} frames a second."


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """What the last looks at the pictures showed; times are in seconds of a monotonic clock."""

    pictures: Seen = field(default_factory=Seen)
    seen_s: float | None = None
    mark: tuple[float, RunnerStatus] | None = None
    rate_hz: float | None = None
    offered_hz: float | None = None
    sent_hz: float | None = None


def resumed(now_s: float) -> Watch:
    """Return a watch for the time after a pause, independent of what came before."""
    return Watch(Seen(changed_s=now_s), seen_s=now_s)


def after_frame(watch: Watch, frame: Frame, now_s: float) -> Watch:
    """Return the watch after one more frame; not every one is examined.

    Parameters
    ----------
    watch
        The watch so far.
    frame
        The frame.
    now_s
        When it came, by the monotonic clock.
    """
    if watch.seen_s is not None and now_s - watch.seen_s > GAP_S:
        watch = resumed(now_s)
    return replace(watch, pictures=looked(watch.pictures, frame.image, now_s), seen_s=now_s)


def after_status(watch: Watch, status: RunnerStatus, now_s: float) -> Watch:
    """Return the watch after the run's counters, which come about every second.

    Parameters
    ----------
    watch
        The watch so far.
    status
        How many frames came and were measured up to now.
    now_s
        When it came, by the monotonic clock.
    """
    if watch.mark is None:
        return replace(watch, mark=(now_s, status))
    then_s, before = watch.mark
    if now_s - then_s < 4.0:
        return watch
    span_s = now_s - then_s
    return replace(
        watch,
        mark=(now_s, status),
        rate_hz=(status.processed - before.processed) / span_s,
        offered_hz=(status.captured - before.captured) / span_s,
        sent_hz=(status.sent - before.sent) / span_s,
    )


def gives_way(text: str) -> bool:
    """Whether a set can go on despite a trouble, so that the set's own words are more urgent."""
    return text.startswith(SLOW.partition(":")[0])


def trouble(watch: Watch, now_s: float) -> str:
    """Return what is wrong, "" if nothing is.

    Parameters
    ----------
    watch
        The watch after the last frame.
    now_s
        The present, by the monotonic clock: no frame for a while is a trouble too.
    """
    if watch.seen_s is None:
        return ""
    if now_s - watch.seen_s > SILENT_S:
        return SILENT
    if watch.pictures.dark:
        return BLACK
    if watch.pictures.is_frozen(now_s):
        return FROZEN
    if watch.sent_hz is not None and watch.sent_hz < LEAST_RATE:
        return FEW.format(rate=watch.sent_hz)
    rate_hz, offered_hz = watch.rate_hz, watch.offered_hz
    slow = rate_hz is not None and offered_hz is not None and rate_hz < 0.7 * offered_hz
    if slow and rate_hz is not None and rate_hz < SLOW_HZ:
        return SLOW.format(rate=rate_hz)
    return ""
