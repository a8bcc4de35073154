"""One measure over all sessions, and what can be said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from app.gui import style
from app.gui.inputs.calm import CalmBox
from app.gui.widgets.flow import flow
from app.progress.page_model import (
    band_words,
    course_label,
    first_trend,
    goal_band,
    side_words,
    trend_label,
    trend_words,
)

if TYPE_CHECKING:
    from app.gui.progress.trend_plot import TrendPlot
    from app.progress.page_model import Snapshot
    from app.trends.progress import Course, Trend

LEAST_HEIGHT_PX = 200
LEAST_WIDTH_PX = 420


class TrendCard(QFrame):
    """The choice of drill and measure, the plot, and sentences below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._snapshot: Snapshot | None = None
        self._plot: TrendPlot | None = None
        self.course, self.measure = CalmBox(), CalmBox()
        self.course.setAccessibleName("Drill and side")
        self.measure.setAccessibleName("Measure")
        self.said = style.label("", wrap=True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.course.currentIndexChanged.connect(lambda _row: self._show_course())
        self.measure.currentIndexChanged.connect(lambda _row: self._show_trend())
        for box in (self.course, self.measure):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        style.LookWatch(self).changed.connect(self._show_trend)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 10)
        self._column.addLayout(flow(self.course, self.measure))
        self._column.addWidget(self.said)

    def minimumSizeHint(self) -> QSize:
        """Ask for enough width to read the plot; with less, the cards are put below each other."""
        return super().minimumSizeHint().expandedTo(QSize(LEAST_WIDTH_PX, 0))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another person's trends, or the same person's again."""
        self._snapshot = snapshot
        self.course.blockSignals(True)
        self.course.clear()
        for course in snapshot.progress.courses:
            self.course.addItem(course_label(course), course)
        self.course.blockSignals(False)
        self._show_course()

    def _show_course(self) -> None:
        course = self._chosen_course()
        self.measure.blockSignals(True)
        self.measure.clear()
        if course is not None:
            for trend in course.trends:
                self.measure.addItem(trend_label(trend), trend)
            self.measure.setCurrentIndex(first_trend(course) if course.trends else -1)
        self.measure.blockSignals(False)
        self._show_trend()

    def _show_trend(self) -> None:
        course, trend = self._chosen_course(), self._chosen_trend()
        snapshot = self._snapshot
        if course is None or trend is None or snapshot is None:
            self.said.setText("No clean rep has been measured yet." if snapshot is not None else "")
            if self._plot is not None:
                self._plot.hide()
            return
        if self._plot is None:
            from app.gui.progress.trend_plot import TrendPlot  # plotting is slow to import

            self._plot = TrendPlot(self)
            self._plot.setMinimumHeight(LEAST_HEIGHT_PX)
            self._column.insertWidget(1, self._plot, 1)
        regimen = None if snapshot.plan is None else snapshot.plan.regimen
        band = goal_band(course, trend.measure, snapshot.goal, regimen)
        exercise = None if regimen is None else regimen.exercise(course.drill, course.level)
        self._plot.show()
        self._plot.show_trend(trend, band, "goal" if exercise is None else "plan")
        words = (*trend_words(trend), *side_words(snapshot.progress, course, trend.measure))
        self.said.setText("\n".join(line for line in (*words, band_words(band, exercise)) if line))

    def _chosen_course(self) -> Course | None:
        courses = self._snapshot.progress.courses if self._snapshot is not None else ()
        row = self.course.currentIndex()
        return courses[row] if 0 <= row < len(courses) else None

    def _chosen_trend(self) -> Trend | None:
        course, row = self._chosen_course(), self.measure.currentIndex()
        return course.trends[row] if course is not None and 0 <= row < len(course.trends) else None
