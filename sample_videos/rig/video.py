"""Writing H.264 video files (needs PyAV)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from .camera import Image8


class VideoWriter:
    """Writer of H.264 (yuv420p) MP4 files; a context manager.

    Parameters
    ----------
    path
        The file; an existing one is replaced.
    size_px
        Width and height, both even.
    fps
        Frames per second.
    crf
        Constant rate factor: lower means better and larger.
    preset
        Speed of the encoder; slower gives smaller files.
    """

    def __init__(
        self, path: Path, size_px: tuple[int, int], fps: int, crf: int = 21, preset: str = "medium"
    ) -> None:
        import av

        self._container = av.open(str(path), "w", options={"movflags": "+faststart"})
        self._stream = self._container.add_stream("libx264", rate=fps)
        self._stream.width, self._stream.height = size_px
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"crf": str(crf), "preset": preset, "threads": "1"}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode())
        self._container.close()

    def write(self, picture: Image8) -> None:
        """Append an RGB picture (h, w, 3)."""
        import av

        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        self._container.mux(self._stream.encode(frame))
