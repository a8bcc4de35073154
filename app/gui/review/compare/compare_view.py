"""Two reps side by side: of this clip, or of kept sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.review.review_model import (
    best_rep,
    curve,
    differences,
    labels,
    rep_label,
    session_label,
)

if TYPE_CHECKING:
    from app.gui.review.clip.plots import ComparePlots
    from app.session.model import Session
    from app.session.series import AngleSeries

Recording = tuple["Session", "AngleSeries"]


class CompareView(QWidget):
    """Choices A and B above, the curves below.

    Signals
    -------
    closed
        Back to the player.
    """

    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one, self.other = QComboBox(), QComboBox()
        self._said = style.label("lead", wrap=True)
        self._recordings: list[tuple[Recording, int, str]] = []
        self._plots: ComparePlots | None = None
        self._look = style.theme()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        row = QHBoxLayout()
        for name, box in (("A", self.one), ("B", self.other)):
            box.setAccessibleName(f"Rep {name}")
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.currentIndexChanged.connect(lambda _row: self._show())
            row.addWidget(style.label("heading", name))
            row.addWidget(box, 1)
        back = style.button("Back to the video  (Esc)")
        back.clicked.connect(lambda: self.closed.emit())
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(row)
        self._column.addLayout(below)

    def offer(self, clip: Recording, kept: list[Recording]) -> None:
        """Offer every rep of a clip, and the best rep of kept sessions of the same drill."""
        session, _ = clip
        self._recordings = [
            (clip, number, words) for number, words in enumerate(labels(session), 1)
        ]
        for other in kept:
            number = best_rep(other[0]) or (1 if other[0].reps else None)
            if number is not None and other[0].drill is session.drill:
                words = f"{session_label(other[0])}: {rep_label(other[0], number).lower()}"
                self._recordings.append((other, number, words))
        for place, box in enumerate((self.one, self.other)):
            box.blockSignals(True)
            box.clear()
            for _, _, words in self._recordings:
                box.addItem(words)
            box.setCurrentIndex(min(place, len(self._recordings) - 1))
            box.blockSignals(False)
        self._show()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw the curves anew in the colours of another theme."""
        super().changeEvent(event)
        is_style = event is not None and event.type() == QEvent.Type.StyleChange
        if is_style and self._plots is not None and self._look is not style.theme():
            # Not now: Qt is going through the widgets, and the old plots would go meanwhile.
            QTimer.singleShot(0, self._show)

    def _show(self) -> None:
        self._look = style.theme()
        rows = self.one.currentIndex(), self.other.currentIndex()
        if min(rows) < 0:
            self._said.setText("There are no reps to compare.")
            return
        chosen = [self._recordings[row] for row in rows]
        if self._plots is None:
            from app.gui.review.clip.plots import ComparePlots  # plotting is slow to import

            self._plots = ComparePlots(self)
            self._column.addWidget(self._plots, 1)
        one, other = (curve(*recording, number, words) for recording, number, words in chosen)
        self._plots.show_curves(one, other)
        reps = [session.reps[number - 1] for (session, _), number, _ in chosen]
        drill = chosen[0][0][0].drill
        said = () if drill is None else differences(drill, *reps)
        self._said.setText(" ".join(("A compared with B.", *said)))
