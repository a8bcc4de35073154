"""Plots of hip, spine and pelvis in step with the picture (pyqtgraph)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.review.review_model import Curve, Line, lines, side_seen
from app.session.words import unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.session.model import Session
    from app.session.series import AngleSeries

BAND_ALPHA = 55
HAND_EVERY_S = 0.12
_HEIGHT_PX, TITLE_PX = 90, 13

LEAST_HEIGHT_PX = 300
COMPARE_HEIGHT_PX = 130
SOLID, DASHED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


class CoursePlots(QWidget):
    """Three plots over time, each with its 90 % band and a hand that follows the picture.

    Signals
    -------
    sought
        The time (s) that was clicked.
    """

    sought = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Angles over time")
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._moved_s = 0.0
        self._hands: list[Any] = []
        self._plots: list[Any] = []

    def show_session(self, session: Session, series: AngleSeries) -> None:
        """Plot another recording."""
        self.clear()
        for line in lines(session.drill, side_seen(session, series)):
            self._add(line, session, series)
        for plot in self._plots[1:]:
            plot.setXLink(self._plots[0])

    def clear(self) -> None:
        """Plot nothing."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._hands, self._plots = [], []

    def show_time(self, t_s: float, *, hurried: bool = False) -> None:
        """Move the hands; hurried, not more often than a plot can be painted beside a film."""
        now_s = time.monotonic()
        if hurried and now_s - self._moved_s < HAND_EVERY_S:
            return
        self._moved_s = now_s
        for hand in self._hands:
            hand.setValue(t_s)

    def _add(self, line: Line, session: Session, series: AngleSeries) -> None:
        look = style.theme()
        plot = make_plot(f"{line.label} ({unit(line.name)}) over time (s)")
        colour = {"hip": look.hip, "spine": look.spine}.get(line.part, look.quiet)
        table = series.measures[line.name]
        if np.isfinite(table[:, 0]).any():
            draw_band(plot, series.t_s, table, colour)
        else:
            note = pg.TextItem("cannot be seen from here", color=look.quiet, anchor=(0.5, 0.5))
            plot.addItem(note)
            note.setPos(float(series.t_s.mean()) if len(series.t_s) else 0.0, 0.0)
            plot.setYRange(-10, 10)
        for rep in session.reps:
            region = pg.LinearRegionItem(
                (rep.start_s, rep.end_s),
                movable=False,
                brush=_alpha(look.hip, 22),
                pen=pg.mkPen(None),
            )
            region.setZValue(-10)
            plot.addItem(region)
        hand = pg.InfiniteLine(0.0, pen=pg.mkPen(look.text, width=2))
        plot.addItem(hand)
        self._hands.append(hand)
        self._plots.append(plot)
        plot.scene().sigMouseClicked.connect(lambda event, own=plot: self._on_click(event, own))
        self._column.addWidget(plot, 1)

    def _on_click(self, event: Any, plot: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.sought.emit(float(plot.getViewBox().mapSceneToView(event.scenePos()).x()))


class ComparePlots(QWidget):
    """Two reps over normalised time: hip and spine beside each other, with a hand for each rep."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Two reps over normalised time")
        self.setMinimumHeight(COMPARE_HEIGHT_PX)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._hands: list[tuple[Any, Any]] = []

    def show_curves(self, one: Curve, other: Curve) -> None:
        """Plot A in full and B in dashed lines."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        look = style.theme()
        self._hands = []
        at = np.linspace(0, 100, len(one.hip))
        for name, colour in (("hip", look.hip), ("spine", look.spine)):
            plot = make_plot(f"{name.capitalize()} (°) over the rep (%)", legend=True)
            draw_band(plot, at, getattr(one, name), colour, "A")
            draw_band(plot, at, getattr(other, name), look.text, "B", dashed=True)
            hands = tuple(
                pg.InfiniteLine(0.0, pen=pg.mkPen(ink, width=2, style=dash))
                for ink, dash in ((colour, SOLID), (look.text, DASHED))
            )
            for hand in hands:
                plot.addItem(hand)
            self._hands.append(hands)
            self._row.addWidget(plot, 1)

    def show_shares(self, one: float, other: float) -> None:
        """Show how much of the time of each rep has gone, 0 to 1."""
        for hands in self._hands:
            for hand, share in zip(hands, (one, other), strict=True):
                hand.setValue(100 * share)


def make_plot(title: str, *, legend: bool = False, bottom: Any = None) -> Any:
    """Return an empty plot in the colours of the theme that does not scroll with the wheel."""
    look = style.theme()
    plot = pg.PlotWidget(axisItems={} if bottom is None else {"bottom": bottom})
    plot.setBackground(look.card)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # no key does anything in it
    plot.setMinimumHeight(_HEIGHT_PX)
    plot.setTitle(title, color=look.text, size=f"{style.px(TITLE_PX)}px")
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setAcceptDrops(False)  # what is dropped here is for the window
    plot.showGrid(y=True, alpha=0.25)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(look.quiet)
        axis.setTextPen(look.quiet)
    plot.getAxis("left").setWidth(38)
    if legend:
        plot.addLegend(labelTextColor=look.text, offset=(-8, 6))
    return plot


def draw_band(
    plot: Any,
    x: NDArray[np.float64],
    table: NDArray[np.float64],
    colour: str,
    name: str | None = None,
    *,
    dashed: bool = False,
) -> None:
    """Draw a line (n, 3: value, low, high) with its interval; gaps stay open."""
    finite = np.asarray(np.isfinite(table).all(axis=1), np.bool_)
    for start, end in runs(finite):
        part = slice(start, end)
        band = pg.FillBetweenItem(
            pg.PlotDataItem(x[part], table[part, 1]),
            pg.PlotDataItem(x[part], table[part, 2]),
            brush=_alpha(colour, BAND_ALPHA),
        )
        plot.addItem(band)
    pen = pg.mkPen(colour, width=2, style=DASHED if dashed else SOLID)
    plot.plot(x, table[:, 0], pen=pen, connect="finite", name=name)


def runs(seen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return start and end (exclusive) of every run of true of at least two."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(int)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= 2]


def _alpha(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
