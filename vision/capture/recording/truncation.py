"""Notices pictures of motion JPEG that end in the middle, which the decoder fills with grey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import av

_END = b"\xff\xd9"
_TAIL_BYTES = 64
"""A camera may fill its pictures up by this much."""


class Truncation:
    """Looks at the coded pictures of one stream, in order.

    Parameters
    ----------
    codec
        FFmpeg's name of how they are coded; only ``mjpeg`` is looked at.
    """

    def __init__(self, codec: str) -> None:
        self._is_jpeg = codec == "mjpeg"
        self._has_ended = False

    def is_in(self, packet: av.Packet[Any]) -> bool:
        """Whether a picture lacks its end, in a stream whose pictures have one."""
        if not self._is_jpeg or not packet.size:
            return False
        is_whole = _END in bytes(memoryview(packet)[-_TAIL_BYTES:])
        self._has_ended |= is_whole
        return self._has_ended and not is_whole
