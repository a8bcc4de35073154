"""Plots of hip, spine and pelvis in step with the picture (pyqtgraph)."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.gui import style
from app.gui.widgets.in_turn import InTurn
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
PARTS = ("hip", "spine")
SOLID, DASHED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


class CoursePlots(QWidget):
    """Three plots over time, each with its 90 % band and a line that follows the picture.

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
        self._at_s = self._moved_s = 0.0
        self._hands: list[Any] = []
        self._plots: list[Any] = []
        self._in_turn = InTurn(self)

    def show_session(self, session: Session, series: AngleSeries) -> None:
        """Plot another recording, one plot after the other.

        Parameters
        ----------
        session
            Its drill decides what is plotted; its reps are shaded.
        series
            The angles over time.
        """
        self.clear()
        drawn = [
            partial(self._add, place, line, session, series)
            for place, line in enumerate(lines(session.drill, side_seen(session, series)))
        ]
        for _ in drawn:  # each has its place from the start, so that none moves another
            self._column.addWidget(QWidget(self), 1)
        self._in_turn.start(drawn)

    def clear(self) -> None:
        """Remove all plots."""
        self._in_turn.stop()
        empty(self._column)
        self._hands, self._plots = [], []

    def show_time(self, t_s: float, *, hurried: bool = False) -> None:
        """Move the line to a time of the video (s).

        Parameters
        ----------
        t_s
            The time.
        hurried
            Whether the video is playing: then some calls are skipped, because painting is slow.
        """
        now_s = time.monotonic()
        self._at_s = t_s
        if hurried and now_s - self._moved_s < HAND_EVERY_S:
            return
        self._moved_s = now_s
        for hand in self._hands:
            hand.setValue(t_s)

    def _add(self, place: int, line: Line, session: Session, series: AngleSeries) -> None:
        look = style.theme()
        plot = make_plot(f"{line.label} ({unit(line.name)}) over time (s)")
        colour = {"hip": look.hip, "spine": look.spine}.get(line.part, look.quiet)
        table = series.measures[line.name]
        if np.isfinite(table[:, 0]).any():
            _draw_band(plot, series.t_s, table, colour)
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
        hand = pg.InfiniteLine(self._at_s, pen=pg.mkPen(look.text, width=2))
        plot.addItem(hand)
        self._hands.append(hand)
        self._plots.append(plot)
        if place:
            plot.setXLink(self._plots[0])
        plot.scene().sigMouseClicked.connect(lambda event, own=plot: self._on_click(event, own))
        _put_in(self._column, place, plot)

    def _on_click(self, event: Any, plot: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.sought.emit(float(plot.getViewBox().mapSceneToView(event.scenePos()).x()))


class ComparePlots(QWidget):
    """Two reps over normalised time: hip and spine side by side, with a line for each rep."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Two reps over normalised time")
        self.setMinimumHeight(COMPARE_HEIGHT_PX)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._hands: list[tuple[Any, ...]] = []
        self._shares = 0.0, 0.0
        self._in_turn = InTurn(self)

    def show_curves(self, one: Curve, other: Curve) -> None:
        """Plot two reps, one plot after the other.

        Parameters
        ----------
        one, other
            A, with solid lines, and B, with dashed ones.
        """
        empty(self._row)
        self._hands = []
        for _ in PARTS:
            self._row.addWidget(QWidget(self), 1)
        self._in_turn.start(
            partial(self._add, place, name, one, other) for place, name in enumerate(PARTS)
        )

    def show_shares(self, one: float, other: float) -> None:
        """Move the lines.

        Parameters
        ----------
        one, other
            How much of the time of A and B has passed, 0..1.
        """
        self._shares = one, other
        for hands in self._hands:
            for hand, share in zip(hands, self._shares, strict=True):
                hand.setValue(100 * share)

    def _add(self, place: int, name: str, one: Curve, other: Curve) -> None:
        look = style.theme()
        colour, at = {"hip": look.hip, "spine": look.spine}[name], np.linspace(0, 100, len(one.hip))
        plot = make_plot(f"{name.capitalize()} (°) over the rep (%)", legend=True)
        _draw_band(plot, at, getattr(one, name), colour, "A")
        _draw_band(plot, at, getattr(other, name), look.text, "B", dashed=True)
        inks = zip((colour, look.text), (SOLID, DASHED), self._shares, strict=True)
        hands = tuple(
            pg.InfiniteLine(100 * share, pen=pg.mkPen(ink, width=2, style=dash))
            for ink, dash, share in inks
        )
        for hand in hands:
            plot.addItem(hand)
        self._hands.append(hands)
        _put_in(self._row, place, plot)


def empty(box: QBoxLayout) -> None:
    """Remove and delete everything in a row or column of plots."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()


def _put_in(box: QBoxLayout, place: int, plot: QWidget) -> None:
    """Put a plot in place of the empty widget that kept its place."""
    item = box.itemAt(place)
    held = None if item is None else item.widget()
    if held is not None:
        box.replaceWidget(held, plot)
        held.deleteLater()


def make_plot(title: str, *, legend: bool = False, bottom: Any = None) -> Any:
    """Return an empty plot in the colours of the theme; wheel and mouse do not move it.

    Parameters
    ----------
    title
        What is plotted, with units.
    legend
        Whether the lines are named in the plot.
    bottom
        Axis in place of pyqtgraph's own, such as one with dates.

    Returns
    -------
    pyqtgraph.PlotWidget
        The plot.
    """
    look = style.theme()
    plot = pg.PlotWidget(axisItems={} if bottom is None else {"bottom": bottom}, enableMenu=False)
    plot.setBackground(look.card)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # there is nothing in it to do with keys
    plot.setMinimumHeight(_HEIGHT_PX)
    plot.setTitle(title, color=look.text, size=f"{style.px(TITLE_PX)}px")
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.setAcceptDrops(False)  # leaves files dropped here to the window
    plot.showGrid(y=True, alpha=0.25)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(look.quiet)
        axis.setTextPen(look.quiet)
    plot.getAxis("left").setWidth(38)
    if legend:
        plot.addLegend(labelTextColor=look.text, offset=(-8, 6))
    return plot


def _draw_band(
    plot: Any,
    x: NDArray[np.float64],
    table: NDArray[np.float64],
    colour: str,
    name: str | None = None,
    *,
    dashed: bool = False,
) -> None:
    """Draw a line with its interval (shape (n, 3): value, low, high); NaN leaves a gap."""
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
    """Return start and end (exclusive) of each run of at least two true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(int)))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, end) for start, end in pairs if end - start >= 2]


def _alpha(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
