"""Files of a reviewed video: annotated clip and still."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.files import write_atomically
from app.review.reader import FrameReader
from app.review.review_model import best_rep, frame_at
from app.run.looking.nearest import nearest
from app.run.video.annotate import AnnotatedVideo, draw
from vision.capture.opencv import cv2
from vision.capture.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from app.review.job import Analysis


def annotated_clip(analysis: Analysis, path: Path) -> list[Path]:
    """Write the analysed part as a video with everything drawn on it.

    Parameters
    ----------
    analysis
        An analysis with a result for every frame.
    path
        The file to write.

    Raises
    ------
    VisionError, OSError
        If the video can no longer be read, or the file not written.
    """
    video: AnnotatedVideo | None = None
    try:
        with closing(open_source(str(analysis.request.path))) as source:
            times_s = [result.t_s for result in analysis.results]
            shown = zip(analysis.results, nearest(times_s, source.frames()), strict=True)
            for result, frame in ((result, frame) for result, frames in shown for frame in frames):
                if video is None:
                    video = AnnotatedVideo(path, frame.size_px, analysis.fps)
                video.write(draw(frame.image, result), frame.t_s - times_s[0])
    finally:
        if video is not None:
            video.close()
    return [path]


def still(analysis: Analysis, path: Path) -> list[Path]:
    """Write the peak of the best clean rep (or of the first rep) as a picture.

    Parameters
    ----------
    analysis
        An analysis with a result for every frame.
    path
        The file to write; its suffix gives the format, without one PNG.

    Raises
    ------
    ValueError
        If there is no rep, there are no poses to draw, or the frame cannot be decoded.
    VisionError, OSError
        If the video can no longer be read, or the file not written.
    """
    _check_poses(analysis)
    session = analysis.session
    if not session.reps:
        raise ValueError("there is no rep to take a still of")
    rep = session.reps[(best_rep(session) or 1) - 1]
    with closing(FrameReader(analysis.request.path)) as reader:
        picture = reader.at(rep.peak_s)
    number = frame_at(analysis.times_s, rep.peak_s)
    if picture is None or number is None:
        raise ValueError("the picture of the best rep cannot be read")
    drawn = draw(picture[1], analysis.results[number])
    good, data = cv2.imencode(path.suffix.lower() or ".png", drawn)
    if not good:
        raise OSError(f"a picture cannot be written as {path.suffix}")
    return [write_atomically(path, data.tobytes())]


def _check_poses(analysis: Analysis) -> None:
    if not analysis.results:
        raise ValueError("there is no skeleton to draw yet: analyse the video again first")
