"""Plays an analysed video with its skeleton: scrub, step, slow motion, rep by rep."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.bold_button import BoldWhenDown
from app.gui.inputs.play_button import PlayButton
from app.gui.review.clip.decoder import Decoder
from app.gui.review.clip.scrub_bar import ScrubBar
from app.gui.review.picture.picture_tools import PictureTools
from app.gui.review.picture.review_picture import ReviewPicture
from app.gui.widgets.flow import flow
from app.review.drawing import Board
from app.review.job import Analysis, time_words
from app.review.review_model import frame_at, marks, next_rep_s, previous_rep_s, rep_span_s
from vision.datatypes import Frame

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtWidgets import QPushButton

TICK_MS = 16
SPEEDS = (0.25, 0.5, 1.0)
SPEED_WORDS = ("¼×", "½×", "1×")
LEAST_HEIGHT_PX = 240


class Player(QWidget):
    """The picture, the scrub bar and the buttons below it.

    Signals
    -------
    moved
        The time (s) that is shown.
    failed
        One line, if the video cannot be read.
    drawn
        The `Board`, after something was drawn, moved or deleted.
    """

    moved = pyqtSignal(float)
    failed = pyqtSignal(str)
    drawn = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.video = ReviewPicture(self)
        self.bar = ScrubBar(self)
        self._clock = style.label("quiet")
        self._analysis: Analysis | None = None
        self._decoder: Decoder | None = None
        self._at_s, self._speed = 0.0, 1.0
        self._part = 0.0, 0.0
        self._loop: tuple[float, float] | None = None
        self._boards: dict[Path, Board] = {}
        self._drawn = Board()
        self._began: tuple[float, float] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.play_button = PlayButton()
        self.loop_button = BoldWhenDown("Loop")
        self._build()
        self.video.changed.connect(self._on_picture)
        self.bar.sought.connect(self.seek)

    @property
    def at_s(self) -> float:
        """The time in the video that is shown."""
        return self._at_s

    @property
    def is_playing(self) -> bool:
        """Whether the video is playing."""
        return self._timer.isActive()

    def show_analysis(self, analysis: Analysis) -> None:
        """Show another analysed video, from where the analysis begins."""
        self.pause()
        if self._decoder is not None:
            self._decoder.close()
        self._take_drawings(analysis.request.path, analysis.board)
        self._set_loop(None)
        self._analysis = analysis
        self._times_s = analysis.times_s
        self.video.clear("")
        self._decoder = Decoder(analysis.request.path, self)
        self._decoder.decoded.connect(self._on_decoded)
        self._decoder.failed.connect(self._on_failed)
        self._decoder.start()
        first_s = float(self._times_s[0]) if len(self._times_s) else 0.0
        last_s = float(self._times_s[-1]) if len(self._times_s) else analysis.length_s
        self._part = first_s, last_s
        self.show_marks(analysis)
        self.seek(first_s)

    def _take_drawings(self, path: Path, board: Board) -> None:
        """Put away the last video's drawings; show this one's, at first those of ``board``."""
        before = None if self._analysis is None else self._analysis.request.path
        if before != path:
            if before is not None:
                self._boards[before] = self.video.board
            self._drawn = self._boards.get(path, board)
            self.video.begin_clip(self._drawn)

    def show_marks(self, analysis: Analysis) -> None:
        """Show the reps and warnings of the same clip, with the latest corrections."""
        session = analysis.session
        self._analysis = analysis
        warnings = tuple((warning.start_s, warning.end_s) for warning in session.warnings)
        self.bar.show_clip(analysis.length_s, self._part, marks(session), warnings)

    def seek(self, t_s: float) -> None:
        """Show the picture at a time (s), as near to it as the video has one."""
        if self._analysis is None or self._decoder is None:
            return
        self._at_s = min(max(0.0, t_s), self._analysis.length_s)
        if self._loop is not None and not self._loop[0] <= self._at_s < self._loop[1]:
            self._set_loop(rep_span_s(self._analysis.session, self._at_s))
        if self._began is not None:
            self._began = (time.monotonic(), self._at_s)
        self._decoder.ask(self._at_s)
        self._show_time()

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        elif self._analysis is not None:
            if self._at_s >= self._analysis.length_s - 0.05:
                self.seek(0.0)
            self._began = (time.monotonic(), self._at_s)
            self._timer.start(TICK_MS)
            self.play_button.follow(is_playing=True)

    def pause(self) -> None:
        """Stop playing."""
        self._timer.stop()
        self._began = None
        self.play_button.follow(is_playing=False)

    def step(self, frames: int) -> None:
        """Go forward by so many pictures, or back if the number is negative."""
        if self._analysis is None:
            return
        self.pause()
        number = frame_at(self._times_s, self._at_s)
        if number is None:
            self.seek(self._at_s + frames / (self._analysis.fps or 30.0))
            return
        place = min(max(0, number + frames), len(self._times_s) - 1)
        self.seek(float(self._times_s[place]))

    def next_rep(self) -> None:
        """Go to the start of the next rep."""
        if self._analysis is not None:
            t_s = next_rep_s(self._analysis.session, self._at_s)
            if t_s is not None:
                self.seek(t_s)

    def previous_rep(self) -> None:
        """Go to the start of this rep, or of the one before."""
        if self._analysis is not None:
            t_s = previous_rep_s(self._analysis.session, self._at_s)
            self.seek(0.0 if t_s is None else t_s)

    def toggle_loop(self) -> None:
        """Repeat the current rep, or stop repeating it."""
        if self._analysis is None:
            return
        looped = self._loop is None
        self._set_loop(rep_span_s(self._analysis.session, self._at_s) if looped else None)
        if self._loop is not None:
            if not self._loop[0] <= self._at_s < self._loop[1]:
                self.seek(self._loop[0])
            if not self.is_playing:
                self.toggle()

    def _set_loop(self, span_s: tuple[float, float] | None) -> None:
        self._loop = span_s
        self.loop_button.setChecked(span_s is not None)
        self.bar.show_loop(span_s)

    def set_speed(self, speed: float) -> None:
        """Set the speed, 1.0 for full speed."""
        self._speed = speed
        if self._began is not None:
            self._began = (time.monotonic(), self._at_s)

    def shut_down(self) -> None:
        """End the decoding thread."""
        self.pause()
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _tick(self) -> None:
        if self._began is None or self._analysis is None or self._decoder is None:
            return
        began_s, from_s = self._began
        self._at_s = from_s + (time.monotonic() - began_s) * self._speed
        if self._loop is not None and self._at_s >= self._loop[1]:
            self._at_s = self._loop[0]
            self._began = (time.monotonic(), self._at_s)
        if self._at_s >= self._analysis.length_s:
            self._at_s = self._analysis.length_s
            self.pause()
        self._decoder.ask(self._at_s)
        self._show_time()

    def _on_decoded(self, _wish_s: float, t_s: float, image: object) -> None:
        if self._analysis is None:
            return
        number = frame_at(self._times_s, t_s)
        frame = Frame(0, t_s, image)  # type: ignore[arg-type]
        result = None if number is None else self._analysis.results[number]
        self.video.show_picture(frame, result)

    def _on_picture(self) -> None:
        """Mark drawings on the bar; pause while something is being drawn."""
        self.bar.show_drawings(self.video.board.times_s)
        if self.video.board != self._drawn:
            self._drawn = self.video.board
            self.drawn.emit(self._drawn)
        if self.video.hand.is_busy:
            self.pause()

    def _on_failed(self, error: object) -> None:
        self.pause()
        name = self._analysis.request.path.name if self._analysis is not None else "the video"
        self.failed.emit(f"{name} cannot be shown ({error}): check that it is still there.")

    def _show_time(self) -> None:
        self.bar.show_time(self._at_s)
        length_s = self._analysis.length_s if self._analysis is not None else 0.0
        self._clock.setText(f"{time_words(self._at_s)} / {time_words(length_s)}")
        self.moved.emit(self._at_s)

    def _build(self) -> None:
        row = flow(spacing_px=6)
        for words, name, act in (
            ("|◂ Rep", "Previous rep (Page Up)", self.previous_rep),
            ("◂", "Previous picture (Left)", lambda: self.step(-1)),
        ):
            row.addWidget(_button(words, name, act))
        self.play_button.clicked.connect(lambda: self.toggle())
        row.addWidget(self.play_button)
        for words, name, act in (
            ("▸", "Next picture (Right)", lambda: self.step(1)),
            ("Rep ▸|", "Next rep (Page Down)", self.next_rep),
        ):
            row.addWidget(_button(words, name, act))
        self._speeds = QButtonGroup(self)
        for number, speed in enumerate(SPEEDS):
            button = BoldWhenDown(SPEED_WORDS[number])
            button.setObjectName("small")
            button.setToolTip(f"Speed {speed:g} ({number + 1})")
            button.setAccessibleName(f"Speed {speed:g}")
            button.setCheckable(True)
            button.setChecked(speed == 1.0)
            self._speeds.addButton(button, number)
            row.addWidget(button)
        self._speeds.idClicked.connect(lambda number: self.set_speed(SPEEDS[number]))
        self.loop_button.setObjectName("small")
        self.loop_button.setAutoDefault(False)
        self.loop_button.setCheckable(True)
        self.loop_button.setToolTip("Repeat this rep (P)")
        self.loop_button.setAccessibleName("Loop this rep (P)")
        self.loop_button.clicked.connect(lambda: self.toggle_loop())
        tools = PictureTools(self.video, self.loop_button, self._clock)
        self.video.setMinimumHeight(LEAST_HEIGHT_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.video, 1)
        column.addWidget(self.bar)
        column.addLayout(row)
        column.addWidget(tools)

    def press_speed(self, number: int) -> None:
        """Press a speed button, counted from 0."""
        button = self._speeds.button(number)
        if button is not None:
            button.click()


def _button(words: str, name: str, act: object) -> QPushButton:
    made = style.button(words, "small", name)
    made.setAccessibleName(name)
    assert callable(act)
    made.clicked.connect(lambda: act())
    return made
