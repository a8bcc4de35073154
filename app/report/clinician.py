"""The second page: every range, the course over time, quality, method, terms and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.report.paper import (
    LEFT_MM,
    RIGHT_MM,
    SMALL_PT,
    TICKS_MM,
    TINY_PT,
    USED_WIDTH_MM,
    Paper,
    elided,
    heading,
    line_height_mm,
    listed,
    printable,
    text_width_mm,
    wrapped,
)
from app.report.plots.course import draw_course
from app.report.plots.style import SOFT
from app.session import words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.report.content import Content
    from app.report.ranges import Cell
    from app.session.model import Session
    from app.session.series import AngleSeries

_FIRST_COLUMN_MM = 64.0
_MOST_ROWS = 13
_ROW_PT = 7.5
_COURSE_MM = 62.0
_GAP_MM = 8.0


def clinician_page(said: Content, session: Session, series: AngleSeries) -> Figure:
    """Lay out the page; call it within `drawing_settings`."""
    paper = Paper()
    facts = dict(said.facts)
    paper.text(LEFT_MM, 17, f"{said.heading}: measurements and method", 12, fontweight="bold")
    line = ", ".join(facts[name] for name in ("Who", "When", "Level", "Side") if name in facts)
    shown = elided(printable(line), USED_WIDTH_MM, SMALL_PT)
    paper.text(LEFT_MM, 22, shown, SMALL_PT, color=SOFT)
    paper.rule(LEFT_MM, 25, USED_WIDTH_MM)
    y_mm = _ranges(paper, said, 32)
    y_mm = _course(paper, session, series, y_mm + 4)
    bottom_mm = _foot(paper, said)
    _columns(paper, said, y_mm + 5, bottom_mm)
    return paper.figure


def _ranges(paper: Paper, said: Content, y_mm: float) -> float:
    note = "best of all full reps, compensated ones included; value (90 % interval)"
    y_mm = heading(paper, LEFT_MM, y_mm, "Ranges", note)
    n_columns = len(said.columns)
    width_mm = (USED_WIDTH_MM - _FIRST_COLUMN_MM) / n_columns
    xs_mm = [LEFT_MM + _FIRST_COLUMN_MM + width_mm * index for index in range(n_columns)]
    for x_mm, column in zip(xs_mm, said.columns, strict=True):
        paper.text(x_mm, y_mm, column, TINY_PT, color=SOFT)
    paper.rule(LEFT_MM, y_mm + 1.4, USED_WIDTH_MM)
    y_mm += 4.8
    for row in said.rows[:_MOST_ROWS]:
        paper.text(LEFT_MM, y_mm, elided(row.label, _FIRST_COLUMN_MM - 3, _ROW_PT), _ROW_PT)
        used = [
            _cell(paper, x_mm, y_mm, cell, width_mm - 3)
            for x_mm, cell in zip(xs_mm, row.cells, strict=True)
        ]
        y_mm = max(used)
    if len(said.rows) > _MOST_ROWS:
        paper.text(LEFT_MM, y_mm, f"and {len(said.rows) - _MOST_ROWS} more", SMALL_PT, color=SOFT)
        y_mm += 4.2
    return y_mm


def _cell(paper: Paper, x_mm: float, y_mm: float, cell: Cell, width_mm: float) -> float:
    """Set a cell and return the baseline of the next row."""
    if cell.is_absent:
        lines = wrapped(cell.text, width_mm, TINY_PT)
        return paper.lines(x_mm, y_mm, lines, TINY_PT, color=SOFT) + 0.9
    paper.text(x_mm, y_mm, cell.text, _ROW_PT)
    value_mm = text_width_mm(cell.text, _ROW_PT) + 2.5
    if value_mm + text_width_mm(cell.reps, 6.5) <= width_mm:
        paper.text(x_mm + value_mm, y_mm, cell.reps, 6.5, color=SOFT)
        return y_mm + 4.2
    paper.text(x_mm, y_mm + 3.1, cell.reps, 6.5, color=SOFT)
    return y_mm + 7.2


def _course(paper: Paper, session: Session, series: AngleSeries, y_mm: float) -> float:
    first_mm = heading(
        paper,
        LEFT_MM,
        y_mm,
        "Hip and spine over time",
        "shaded bands: 90 % interval; shaded spans: reps; thick line at the bottom: warning",
    )
    height_mm = _COURSE_MM - (first_mm - y_mm) - 10
    wide_mm = USED_WIDTH_MM - TICKS_MM
    draw_course(paper.axes(LEFT_MM + TICKS_MM, first_mm + 1.5, wide_mm, height_mm), session, series)
    return y_mm + _COURSE_MM


def _columns(paper: Paper, said: Content, y_mm: float, end_mm: float) -> None:
    """Set what was warned of and seen on the left, method and terms on the right."""
    width_mm = (USED_WIDTH_MM - _GAP_MM) / 2
    left = (
        ("Warnings", said.warnings or ("none",), 9),
        ("How well it was seen", said.notes, 11),
        ("Limits", said.limits, 40),
    )
    terms = tuple(f"{term}: {text}" for term, text in said.definitions)
    right = (("How it was measured", (said.method,), 12), ("What the terms mean", terms, 40))
    for x_mm, parts in ((LEFT_MM, left), (RIGHT_MM - width_mm, right)):
        _column(paper, x_mm, y_mm, width_mm, end_mm, parts)


def _column(
    paper: Paper,
    x_mm: float,
    y_mm: float,
    width_mm: float,
    end_mm: float,
    parts: tuple[tuple[str, tuple[str, ...], int], ...],
) -> None:
    for title, texts, most in parts:
        room = int((end_mm - y_mm - 7) / line_height_mm(TINY_PT))
        if room < 1 or not texts:
            return
        first_mm = heading(paper, x_mm, y_mm, title)
        lines = listed(texts, width_mm, TINY_PT, min(room, most))
        y_mm = paper.lines(x_mm, first_mm, lines, TINY_PT) + 3


def _foot(paper: Paper, said: Content) -> float:
    footer = elided(printable(said.footer), USED_WIDTH_MM, 6)
    paper.text(LEFT_MM, 288, footer, 6, color=SOFT)
    paper.text(LEFT_MM, 283.5, words.NOT_A_DEVICE, TINY_PT, fontweight="bold")
    return 280.0
