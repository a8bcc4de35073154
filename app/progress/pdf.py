"""The progress report as PDF: a page of words, then a page for each drill and level."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING

from app import __version__
from app.progress.plots import draw_days, draw_share, draw_tempo, draw_trend
from app.report.paper import (
    LEFT_MM,
    SMALL_PT,
    TICKS_MM,
    TINY_PT,
    USED_WIDTH_MM,
    Paper,
    drawing_settings,
    elided,
    heading,
    line_height_mm,
    listed,
    printable,
    wrapped,
)
from app.report.plots.style import SOFT
from app.session import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from app.progress.content import Chapter, ProgressContent

_COLUMNS_MM = (0.0, 56.0, 84.0, 131.0)
_FACT_COLUMNS = 4
_PLOT_MM = 50.0


def progress_pdf(said: ProgressContent) -> bytes:
    """Return the report as a PDF."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    metadata = {
        "Title": said.title,
        "Author": f"Hip Drill {__version__}",
        "Subject": "Progress over time: ranges, clean reps, adherence",
        "CreationDate": datetime.combine(said.last, time()),  # the same data give the same file
    }
    with drawing_settings(**{"pdf.fonttype": 42}), PdfPages(buffer, metadata=metadata) as pages:
        for figure in progress_pages(said):
            pages.savefig(figure)
    return buffer.getvalue()


def progress_pages(said: ProgressContent) -> Iterator[Figure]:
    """Lay out the pages; call it within `drawing_settings`."""
    yield _first_page(said)
    for chapter in said.chapters:
        yield _chapter_page(said, chapter)


def _first_page(said: ProgressContent) -> Figure:
    paper = Paper()
    paper.text(LEFT_MM, 17, "Hip Drill progress", SMALL_PT, color=SOFT)
    shown = elided(printable(said.person), USED_WIDTH_MM, 20, "bold")
    paper.text(LEFT_MM, 25.5, shown, 20, fontweight="bold")
    paper.rule(LEFT_MM, 30, USED_WIDTH_MM)
    column_mm = USED_WIDTH_MM / _FACT_COLUMNS
    for index, (label, fact) in enumerate(said.facts[1:]):
        x_mm = LEFT_MM + column_mm * (index % _FACT_COLUMNS)
        y_mm = 35.5 + 10.5 * (index // _FACT_COLUMNS)
        paper.text(x_mm, y_mm, label, 6.5, color=SOFT)
        paper.text(x_mm, y_mm + 4.2, elided(printable(fact), column_mm - 4, 8), 8)
    y_mm = heading(paper, LEFT_MM, 62, "Days of practice", "a column a week, Monday on top")
    draw_days(paper.axes(LEFT_MM, y_mm, USED_WIDTH_MM, 28), said.days, said.first, said.last)
    y_mm = heading(paper, LEFT_MM, 103, "Highlights")
    lines = listed(said.highlights or ("no session in this period",), USED_WIDTH_MM, SMALL_PT, 14)
    y_mm = paper.lines(LEFT_MM, y_mm, lines, SMALL_PT) + 5
    steps = tuple(f"{c.title}: {c.next_step}" for c in said.chapters if c.next_step)
    if steps:
        y_mm = heading(paper, LEFT_MM, y_mm, "Next")
        y_mm = paper.lines(LEFT_MM, y_mm, listed(steps, USED_WIDTH_MM, SMALL_PT, 6), SMALL_PT) + 5
    y_mm = heading(paper, LEFT_MM, y_mm, "How to read this")
    room = int((280 - y_mm) / line_height_mm(TINY_PT))
    reading = listed(said.reading, USED_WIDTH_MM, TINY_PT, room)
    paper.lines(LEFT_MM, y_mm, reading, TINY_PT, color=SOFT)
    _foot(paper)
    return paper.figure


def _chapter_page(said: ProgressContent, chapter: Chapter) -> Figure:
    paper = Paper()
    paper.text(LEFT_MM, 17, chapter.title, 12, fontweight="bold")
    line = elided(printable(f"{said.person}, {said.first} to {said.last}"), USED_WIDTH_MM, SMALL_PT)
    paper.text(LEFT_MM, 22, line, SMALL_PT, color=SOFT)
    paper.rule(LEFT_MM, 25, USED_WIDTH_MM)
    y_mm = _table(paper, chapter, 31)
    if chapter.sides:
        y_mm = heading(paper, LEFT_MM, y_mm + 4, "Sides")
        y_mm = paper.lines(
            LEFT_MM, y_mm, listed(chapter.sides, USED_WIDTH_MM, SMALL_PT, 5), SMALL_PT
        )
    _plots(paper, chapter, y_mm + 5)
    _foot(paper)
    return paper.figure


def _table(paper: Paper, chapter: Chapter, y_mm: float) -> float:
    heads = ("Best clean rep", "newest", "against the sessions before", "against the first")
    for x_mm, head in zip(_COLUMNS_MM, heads, strict=True):
        paper.text(LEFT_MM + x_mm, y_mm, head, TINY_PT, color=SOFT)
    paper.rule(LEFT_MM, y_mm + 1.4, USED_WIDTH_MM)
    y_mm += 4.8
    widths = [
        b - a - 3 for a, b in zip(_COLUMNS_MM, (*_COLUMNS_MM[1:], USED_WIDTH_MM), strict=True)
    ]
    for row in chapter.rows:
        cells = (row.label, row.newest, row.since_last_four, row.since_first)
        ends = []
        for x_mm, width_mm, cell in zip(_COLUMNS_MM, widths, cells, strict=True):
            lines = wrapped(cell, width_mm, TINY_PT)
            ends.append(paper.lines(LEFT_MM + x_mm, y_mm, lines, TINY_PT))
        y_mm = max(ends) + 1.2
    return y_mm


def measures_of(chapter: Chapter) -> list[str]:
    """Return the measures of a chapter that have a trend and a target, in the table's order."""
    targets = {band.measure for band in chapter.bands}
    names = [trend.measure for course in chapter.courses for trend in course.trends]
    found = [name for name in dict.fromkeys(names) if name in targets]
    return found or list(dict.fromkeys(names))[:1]


def plots_of(chapter: Chapter) -> list[tuple[str, Callable[[Axes], None]]]:
    """Return title and drawing of every plot of a chapter."""
    plots: list[tuple[str, Callable[[Axes], None]]] = [
        (words.measure_label(name), _trend(chapter, name)) for name in measures_of(chapter)
    ]
    plots.append(("Share of clean reps", lambda axes: draw_share(axes, chapter.courses)))
    plots.append(("Tempo", lambda axes: draw_tempo(axes, chapter.courses)))
    return plots


def _trend(chapter: Chapter, name: str) -> Callable[[Axes], None]:
    return lambda axes: draw_trend(axes, chapter.courses, name, chapter.bands)


def _plots(paper: Paper, chapter: Chapter, y_mm: float) -> None:
    plots = plots_of(chapter)
    room_mm = min(_PLOT_MM, (279 - y_mm) / len(plots))
    for title, draw in plots:
        first_mm = heading(paper, LEFT_MM, y_mm, title)
        wide_mm = USED_WIDTH_MM - TICKS_MM - 3
        draw(paper.axes(LEFT_MM + TICKS_MM + 3, first_mm + 1, wide_mm, room_mm - 16))
        y_mm += room_mm


def _foot(paper: Paper) -> None:
    paper.text(LEFT_MM, 288, f"Hip Drill {__version__}. {words.NOT_A_DEVICE}", 6, color=SOFT)
