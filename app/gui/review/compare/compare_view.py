"""Two reps side by side, in step: from this clip, other opened videos, or stored sessions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmBox, CalmSlider
from app.gui.inputs.play_button import PlayButton
from app.gui.review.clip.player import SPEED_WORDS, SPEEDS, TICK_MS
from app.gui.review.compare.side_picture import SidePicture
from app.gui.widgets.flow import Sheet, scrolled
from app.review.pairs import Candidate, Recording, candidates, length_s, phase_words
from app.review.review_model import curve, differences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.gui.review.clip.plots import ComparePlots

STEPS = 200
THIS_CLIP = "this clip"


class CompareView(QWidget):
    """The choice of A and B on top, their pictures in step, the curves at the bottom.

    Signals
    -------
    closed
        Back to the player.
    """

    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one, self.other = CalmBox(), CalmBox()
        self.sides = SidePicture("A", self), SidePicture("B", self)
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        self.play_button = PlayButton()
        self.slow_button = style.button(SPEED_WORDS[0], "small", "Play slowly, or at full speed")
        self._where, self._said = style.label("quiet", wrap=True), style.label("lead", wrap=True)
        self._candidates: tuple[Candidate, ...] = ()
        self._plots: ComparePlots | None = None
        style.LookWatch(self).changed.connect(self._show_curves)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._ticked_s = 0.0
        self._phase = 0.0
        self._build()
        self._connect()

    @property
    def phase(self) -> float:
        """How far both reps are: 0 start, 0.5 peak, 1 end."""
        return self._phase

    def offer(
        self, clip: Recording, opened: Sequence[Recording], kept: Sequence[Recording] = ()
    ) -> None:
        """Offer reps to choose from, and show two of them.

        Parameters
        ----------
        clip
            The video on the review page: all its reps.
        opened
            Other opened videos: all their reps.
        kept
            Stored sessions: the best rep of each. When they are added, the choice so far stays.
        """
        self._candidates = candidates(clip, opened, kept)
        for place, box in enumerate((self.one, self.other)):
            row = box.currentIndex() if kept and box.count() else place
            box.blockSignals(True)
            box.clear()
            for candidate in self._candidates:
                box.addItem(candidate.words)
            box.setCurrentIndex(min(row, len(self._candidates) - 1))
            box.blockSignals(False)
        self._show()

    def toggle(self) -> None:
        """Play both reps over and over, or pause."""
        if self._timer.isActive():
            self.pause()
        elif self._chosen() is not None:
            self._ticked_s = time.monotonic()
            self._timer.start(TICK_MS)
            self.play_button.follow(is_playing=True)

    def pause(self) -> None:
        """Stop playing."""
        self._timer.stop()
        self.play_button.follow(is_playing=False)

    def step(self, steps: int) -> None:
        """Go a little forward, or back if ``steps`` is negative."""
        self.pause()
        self.slider.setValue(self.slider.value() + steps)

    def leave(self) -> None:
        """Stop playing and decoding."""
        self.pause()
        for side in self.sides:
            side.let_go()

    def _chosen(self) -> tuple[Candidate, Candidate] | None:
        rows = self.one.currentIndex(), self.other.currentIndex()
        if min(rows) < 0:
            return None
        return self._candidates[rows[0]], self._candidates[rows[1]]

    def _show(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self._said.setText("There are no reps to compare.")
            return
        for side, candidate in zip(self.sides, chosen, strict=True):
            side.show_rep(candidate, candidate.recording.name or THIS_CLIP)
        self._show_curves()
        self._show_phase(self._phase)
        drill = chosen[0].recording.session.drill
        words = () if drill is None else differences(drill, *(choice.rep for choice in chosen))
        self._said.setText(" ".join(("A compared with B.", *words)))

    def _show_curves(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if self._plots is None:
            from app.gui.review.clip.plots import ComparePlots  # plotting is slow to import

            self._plots = ComparePlots(self)
            self._column.addWidget(self._plots, 1)
        one, other = (
            curve(rep.recording.session, rep.recording.series, rep.number, rep.words)
            for rep in chosen
        )
        self._plots.show_curves(one, other)

    def _show_phase(self, phase: float) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        self._phase = min(1.0, max(0.0, phase))
        for side in self.sides:
            side.show_phase(self._phase)
        self._where.setText(phase_words(self._phase, *chosen))
        if self._plots is not None:
            self._plots.show_shares(*(choice.share_at(self._phase) for choice in chosen))
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._phase * STEPS))
        self.slider.blockSignals(False)

    def _tick(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        now_s = time.monotonic()
        speed = SPEEDS[0] if self.slow_button.isChecked() else 1.0
        phase = self._phase + (now_s - self._ticked_s) * speed / length_s(*chosen)
        self._ticked_s = now_s
        self._show_phase(phase % 1.0)

    # -- building

    def _connect(self) -> None:
        for box in (self.one, self.other):
            box.currentIndexChanged.connect(lambda _row: self._show())
        self.slider.valueChanged.connect(lambda value: self._show_phase(value / STEPS))
        self.play_button.clicked.connect(lambda: self.toggle())
        keys: tuple[tuple[Qt.Key, Callable[[], object]], ...] = (
            (Qt.Key.Key_Left, lambda: self.step(-1)),
            (Qt.Key.Key_Right, lambda: self.step(1)),
            (Qt.Key.Key_Home, lambda: self.slider.setValue(0)),
            (Qt.Key.Key_1, lambda: self.slow_button.setChecked(True)),
            (Qt.Key.Key_3, lambda: self.slow_button.setChecked(False)),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda act=act: act())

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, box in (("A", self.one), ("B", self.other)):
            box.setAccessibleName(f"Rep {name}")
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            row.addWidget(style.label("heading", name))
            row.addWidget(box, 1)
        return row

    def _build(self) -> None:
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName("Phase of both reps")
        self.slow_button.setCheckable(True)
        self.slow_button.setAccessibleName("Play slowly (1), or at full speed (3)")
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(10)
        pictures.setVerticalSpacing(4)
        pictures.setRowStretch(1, 1)
        for place, side in enumerate(self.sides):
            pictures.addWidget(side.words, 0, place)
            pictures.addWidget(side.picture, 1, place)
            pictures.setColumnStretch(place, 1)
        sheet = Sheet()
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(16, 10, 16, 10)
        self._column.setSpacing(6)
        self._column.addLayout(self._choices())
        self._column.addLayout(pictures, 2)
        self._column.addWidget(self.slider)
        row = QHBoxLayout()
        row.addWidget(self.play_button)
        row.addWidget(self.slow_button)
        row.addWidget(self._where, 1)
        back = style.button("Back to the video  (Esc)", "small")
        back.clicked.connect(lambda: self.closed.emit())
        row.addWidget(back)
        self._column.addLayout(row)
        self._column.addWidget(self._said)
        area = scrolled(sheet)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
