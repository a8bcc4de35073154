"""The report as one A4 page: vector text that can be selected, fonts embedded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app import words
from app.report_bars import draw_reps
from app.report_content import Content, content, created_at
from app.report_course import draw_course
from app.report_paper import (
    Paper,
    drawing_settings,
    elided,
    line_height_mm,
    listed,
    printable,
    text_width_mm,
    wrapped,
)
from app.report_style import INK, RESULT_COLOURS, RESULT_MARKS, SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from app.report_ranges import Cell
    from app.series import AngleSeries
    from app.session import Session

_LEFT_MM, _WIDTH_MM = 17.0, 176.0
_RIGHT_MM = _LEFT_MM + _WIDTH_MM
_FACT_COLUMNS = 4
_FIRST_COLUMN_MM = 64.0
_SIDE_COLUMN_MM = 72.0
_TICKS_MM = 9.0
_MOST_ROWS = 11
_TALLY_MM = 27.0
_ROW_PT, _SMALL_PT, _READING_PT = 8.0, 7.5, 7.0


def report_pdf(session: Session, series: AngleSeries) -> bytes:
    """Return the report as a PDF of one page."""
    buffer = io.BytesIO()
    with drawing_settings(**{"pdf.fonttype": 42}):
        figure = report_page(session, series)
        said = content(session)
        metadata = {
            "Title": said.title,
            "Author": f"Hip Drill {session.program_version}",
            "Subject": "Range of motion of the hip, repetitions and compensations",
            "CreationDate": created_at(session),  # the same session gives the same file
        }
        figure.savefig(buffer, format="pdf", metadata=metadata)
    return buffer.getvalue()


def report_page(session: Session, series: AngleSeries) -> Figure:
    """Lay out the page; call it within `drawing_settings`."""
    said = content(session)
    paper = Paper()
    y_mm = _head(paper, said)
    bottom_mm = _foot(paper, said)
    if not said.is_found:
        _nothing_found(paper, said, y_mm, bottom_mm)
        return paper.figure
    y_mm = _tallies(paper, said, y_mm + 4)
    y_mm = _ranges(paper, said, y_mm + 4)
    _pictures(paper, said, session, series, y_mm + 4, bottom_mm - 3)
    return paper.figure


def _head(paper: Paper, said: Content) -> float:
    paper.text(_LEFT_MM, 17, "Hip Drill report", _SMALL_PT, color=SOFT)
    paper.text(_LEFT_MM, 25.5, said.heading, 20, fontweight="bold")
    paper.rule(_LEFT_MM, 30, _WIDTH_MM)
    column_mm = _WIDTH_MM / _FACT_COLUMNS
    for index, (label, fact) in enumerate(said.facts):
        x_mm = _LEFT_MM + column_mm * (index % _FACT_COLUMNS)
        y_mm = 35.5 + 10.5 * (index // _FACT_COLUMNS)
        paper.text(x_mm, y_mm, label, 6.5, color=SOFT)
        paper.text(x_mm, y_mm + 4.2, elided(printable(fact), column_mm - 4, 8.5), 8.5)
    return 35.5 + 10.5 * -(-len(said.facts) // _FACT_COLUMNS)


def _heading(paper: Paper, x_mm: float, y_mm: float, text: str, note: str = "") -> float:
    paper.text(x_mm, y_mm, text, 9.5, fontweight="bold")
    if note:
        after_mm = x_mm + text_width_mm(text, 9.5, "bold") + 2.5
        paper.text(after_mm, y_mm, note, _READING_PT, color=SOFT)
    return y_mm + 5.2


def _tallies(paper: Paper, said: Content, y_mm: float) -> float:
    first_mm = _heading(paper, _LEFT_MM, y_mm, "Reps", said.summary)
    for index, (result, count) in enumerate(said.tallies):
        x_mm = _LEFT_MM + _TALLY_MM * index
        colour = RESULT_COLOURS[result]
        paper.mark(x_mm + 1.4, first_mm + 3.9, RESULT_MARKS[result], colour)
        paper.text(x_mm + 4.6, first_mm + 6.3, str(count), 20, fontweight="bold")
        paper.text(x_mm + 4.6, first_mm + 11, words.result_words(result), _ROW_PT, color=SOFT)
    end_mm = first_mm + 15
    if said.reasons:
        x_mm = _LEFT_MM + 3 * _TALLY_MM + 6
        _heading(paper, x_mm, y_mm, "Why not clean")
        lines = listed(said.reasons, _RIGHT_MM - x_mm, _SMALL_PT, 5)
        end_mm = max(end_mm, paper.lines(x_mm, first_mm, lines, _SMALL_PT))
    return end_mm


def _ranges(paper: Paper, said: Content, y_mm: float) -> float:
    y_mm = _heading(paper, _LEFT_MM, y_mm, "Ranges", "value (90 % interval)")
    is_single = len(said.columns) == 1
    width_mm = _WIDTH_MM - _FIRST_COLUMN_MM if is_single else (_WIDTH_MM - _FIRST_COLUMN_MM) / 2
    xs_mm = [_LEFT_MM + _FIRST_COLUMN_MM + width_mm * index for index in range(len(said.columns))]
    for x_mm, column in zip(xs_mm, said.columns, strict=True):
        paper.text(x_mm, y_mm, column, _READING_PT, color=SOFT)
    paper.rule(_LEFT_MM, y_mm + 1.4, _WIDTH_MM)
    y_mm += 5.2
    for row in said.rows[:_MOST_ROWS]:
        paper.text(_LEFT_MM, y_mm, elided(row.label, _FIRST_COLUMN_MM - 3, _ROW_PT), _ROW_PT)
        used = [
            _cell(paper, x_mm, y_mm, cell, width_mm - 3)
            for x_mm, cell in zip(xs_mm, row.cells, strict=True)
        ]
        y_mm = max(used)
    if len(said.rows) > _MOST_ROWS:
        paper.text(_LEFT_MM, y_mm, f"and {len(said.rows) - _MOST_ROWS} more", _SMALL_PT, color=SOFT)
        y_mm += 4.6
    return y_mm


def _cell(paper: Paper, x_mm: float, y_mm: float, cell: Cell, width_mm: float) -> float:
    """Set a cell and return the baseline of the next row."""
    if cell.is_absent:
        lines = wrapped(cell.text, width_mm, _READING_PT)
        return paper.lines(x_mm, y_mm, lines, _READING_PT, color=SOFT) + 1.3
    paper.text(x_mm, y_mm, cell.text, _ROW_PT)
    value_mm = text_width_mm(cell.text, _ROW_PT) + 2.5
    if value_mm + text_width_mm(cell.reps, 6.5) <= width_mm:
        paper.text(x_mm + value_mm, y_mm, cell.reps, 6.5, color=SOFT)
        return y_mm + 4.6
    paper.text(x_mm, y_mm + 3.1, cell.reps, 6.5, color=SOFT)
    return y_mm + 7.4


def _pictures(
    paper: Paper, said: Content, session: Session, series: AngleSeries, y_mm: float, end_mm: float
) -> None:
    room_mm = end_mm - y_mm
    course_mm = room_mm * 0.52
    first_mm = _heading(
        paper, _LEFT_MM, y_mm, "Hip and spine over time", "shaded bands: 90 % interval"
    )
    height_mm = course_mm - (first_mm - y_mm) - 10
    wide_mm = _WIDTH_MM - _TICKS_MM
    course = paper.axes(_LEFT_MM + _TICKS_MM, first_mm + 1.5, wide_mm, height_mm)
    draw_course(course, session, series)

    y_mm += course_mm + 4
    first_mm = _heading(
        paper,
        _LEFT_MM,
        y_mm,
        "Rep by rep",
        "peaks of each rep, not of one instant; thin lines: 90 % interval",
    )
    height_mm = end_mm - first_mm - 10
    bars_mm = _WIDTH_MM * 0.56 - _TICKS_MM
    draw_reps(paper.axes(_LEFT_MM + _TICKS_MM, first_mm + 1.5, bars_mm, height_mm), session)
    _remarks(paper, said, _LEFT_MM + _WIDTH_MM * 0.61, y_mm, end_mm)


def _remarks(paper: Paper, said: Content, x_mm: float, y_mm: float, end_mm: float) -> None:
    width_mm = _RIGHT_MM - x_mm
    step_mm = line_height_mm(_SMALL_PT)
    most = int((end_mm - y_mm - 14) / step_mm)
    warnings = listed(said.warnings or ("none",), width_mm, _SMALL_PT, max(most // 2, 2))
    y_mm = _heading(paper, x_mm, y_mm, "Warnings")
    y_mm = paper.lines(x_mm, y_mm, warnings, _SMALL_PT)
    notes = listed(said.notes, width_mm, _SMALL_PT, max(most - len(warnings), 2))
    y_mm = _heading(paper, x_mm, y_mm + 3, "How well it was seen")
    paper.lines(x_mm, y_mm, notes, _SMALL_PT)


def _nothing_found(paper: Paper, said: Content, y_mm: float, end_mm: float) -> None:
    y_mm = paper.lines(_LEFT_MM, y_mm + 8, wrapped(said.summary, _WIDTH_MM, 11), 11)
    y_mm = _heading(paper, _LEFT_MM, y_mm + 8, "How well it was seen")
    most = int((end_mm - y_mm - 6) / line_height_mm(_ROW_PT))
    paper.lines(_LEFT_MM, y_mm, listed(said.notes, _WIDTH_MM, _ROW_PT, most), _ROW_PT)


def _foot(paper: Paper, said: Content) -> float:
    """Set the foot from the bottom upwards and return where it begins."""
    footer = elided(printable(said.footer), _WIDTH_MM, 6)
    paper.text(_LEFT_MM, 288, footer, 6, color=SOFT)
    y_mm = 283.0
    stop = f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}"
    warning = wrapped(stop, _WIDTH_MM, _READING_PT, "bold")
    reading = _paragraphs(said.reading)
    step_mm = line_height_mm(_READING_PT)
    y_mm -= step_mm * len(warning)
    paper.lines(_LEFT_MM, y_mm + step_mm, warning, _READING_PT, color=INK, fontweight="bold")
    y_mm -= step_mm * len(reading) + 1.5
    paper.lines(_LEFT_MM, y_mm + step_mm, reading, _READING_PT, color=SOFT)
    paper.text(_LEFT_MM, y_mm - 1, said.reading_heading, 8, fontweight="bold")
    y_mm -= 6.5
    paper.rule(_LEFT_MM, y_mm, _WIDTH_MM)
    return y_mm


def _paragraphs(reading: Sequence[str]) -> list[str]:
    return [line for text in reading for line in wrapped(text, _WIDTH_MM, _READING_PT)]
