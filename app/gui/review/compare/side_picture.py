"""One of two pictures beside each other, with the words that tell which is which."""

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
    """Shows the picture of a rep at a phase; the wheel makes it larger.

    Who lays both sides out keeps their words as high as each other, and so the pictures.
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
        """Show another rep; ``name`` is what its video is called."""
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
        """Show the picture of a phase."""
        if self._decoder is not None and self._candidate is not None:
            self._decoder.ask(self._candidate.at_s(phase))

    def let_go(self) -> None:
        """End the decoding thread; the rep can be shown again."""
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
