"""One measure over all sessions: best clean values with intervals, and the goal's band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from app.gui import style
from app.gui.review.clip.plots import empty, make_plot
from app.session.words import format_number, unit

if TYPE_CHECKING:
    from app.trends.progress import Trend


class TrendPlot(QWidget):
    """One plot; x is the session's date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_trend(
        self, trend: Trend, band: tuple[float, float] | None, asked_by: str = "goal"
    ) -> None:
        """Plot a measure in place of the one before.

        Parameters
        ----------
        trend
            At least one value; each is drawn with its 90 % interval.
        band
            The range asked for, in the unit of the measure; ``None`` for none.
        asked_by
            What the band is called: "goal" or "plan".
        """
        empty(self._column)
        look = style.theme()
        title = f"Best clean rep of each session ({unit(trend.measure)}), 90 % interval"
        plot = make_plot(title, bottom=pg.DateAxisItem())
        x = np.array([point.created.timestamp() for point in trend.best])
        values = np.array([[p.value.value, p.value.low, p.value.high] for p in trend.best])
        if band is not None:
            colour = QColor(look.partial)
            colour.setAlpha(70)
            plot.addItem(
                pg.LinearRegionItem(
                    band, "horizontal", brush=colour, pen=pg.mkPen(look.quiet), movable=False
                )
            )
            least, most = (format_number(trend.measure, edge) for edge in band)
            words = f"{asked_by} {least} to {most}{unit(trend.measure)}"
            note = pg.TextItem(words, color=look.text)
            note.setPos(float(x[0]), band[1])
            plot.addItem(note)
        plot.addItem(
            pg.ErrorBarItem(
                x=x,
                y=values[:, 0],
                top=values[:, 2] - values[:, 0],
                bottom=values[:, 0] - values[:, 1],
                beam=0.0,
                pen=pg.mkPen(look.hip, width=2),
            )
        )
        plot.plot(
            x,
            values[:, 0],
            pen=pg.mkPen(look.hip, width=2),
            symbol="o",
            symbolBrush=look.hip,
            symbolPen=look.card,
            symbolSize=11,
        )
        if len(x) == 1:
            plot.setXRange(x[0] - 86_400, x[0] + 86_400)
        self.setAccessibleName(f"{trend.label}: {title}")
        self._column.addWidget(plot)
