"""One of two pictures side by side, with the words that say which is which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QObject

from app.gui import style
from app.gui.review.clip.decoder import Decoder
from app.gui.review.picture.review_picture import ReviewPicture
from app.review.review_model import frame_at, rep_label
from vision.datatypes import Frame

if TYPE_CHECKING:
    from app.review.pairs import Candidate

LEAST_HEIGHT_PX = 170
NO_VIDEO = "No video of this session was kept."


class SidePicture(QObject):
    """Shows the picture of a rep at a phase; the wheel enlarges it.

    The view that holds both sides gives their words the same height, so that the pictures align.

    Parameters
    ----------
    letter
        "A" or "B", in the words above the picture.
    """

    def __init__(self, letter: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.letter = letter
        self.words = style.label("heading", wrap=True)
        self.picture = ReviewPicture()
        self.picture.setAccessibleName(f"Picture {letter}")
        self.picture.setMinimumHeight(LEAST_HEIGHT_PX)
        self._candidate: Candidate | None = None
        self._decoder: Decoder | None = None

    def show_rep(self, candidate: Candidate, name: str) -> None:
        """Show another rep.

        Parameters
        ----------
        candidate
            The rep and its recording, which may have no video.
        name
            What the recording is called.
        """
        before = None if self._candidate is None else self._candidate.recording
        self._candidate = candidate
        recording = candidate.recording
        rep = rep_label(recording.session, candidate.number)
        self.words.setText(f"{self.letter}  ·  {name}, {rep[:1].lower()}{rep[1:]}")
        if recording is before and self._decoder is not None:
            return
        self.let_go()
        self._times_s = np.array([result.t_s for result in recording.results], np.float64)
        self.picture.clear(NO_VIDEO if recording.path is None else "")
        if recording.path is not None:
            self._decoder = Decoder(recording.path, self)
            self._decoder.decoded.connect(self._on_decoded)
            self._decoder.failed.connect(lambda _error: self.picture.clear(NO_VIDEO))
            self._decoder.start()

    def show_phase(self, phase: float) -> None:
        """Show the picture at a phase: 0 start, 0.5 peak, 1 end."""
        if self._decoder is not None and self._candidate is not None:
            self._decoder.ask(self._candidate.at_s(phase))

    def let_go(self) -> None:
        """End the decoding thread; `show_rep` starts it again."""
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _on_decoded(self, _wish_s: float, t_s: float, image: object) -> None:
        if self._candidate is None:
            return
        results = self._candidate.recording.results
        number = frame_at(self._times_s, t_s)
        frame = Frame(0, t_s, image)  # type: ignore[arg-type]
        self.picture.show_picture(frame, None if number is None else results[number])
