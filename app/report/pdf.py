"""The report as two A4 pages: one for the person, one for the clinician.

The text is vector text that can be selected, with its fonts embedded.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app.report.clinician import clinician_page
from app.report.content import Content, content, created_at
from app.report.goals import draw_goals
from app.report.paper import (
    LEFT_MM,
    RIGHT_MM,
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
    text_width_mm,
    wrapped,
)
from app.report.plots.bars import draw_reps
from app.report.plots.style import INK, RESULT_COLOURS, RESULT_MARKS, SOFT
from app.session import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from app.report.context import ReportContext
    from app.session.model import Session
    from app.session.series import AngleSeries

_FACT_COLUMNS = 4
_TALLY_MM = 27.0
_ROW_PT = 8.0
_STILL_MM = 56.0
_MOST_GOALS = 8


def report_pdf(
    session: Session, series: AngleSeries, context: ReportContext | None = None
) -> bytes:
    """Return the report as a PDF of two pages (one, if no drill was found)."""
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    said = content(session, context)
    metadata = {
        "Title": said.title,
        "Author": f"Hip Drill {session.program_version}",
        "Subject": "Range of motion of the hip, repetitions and compensations",
        "CreationDate": created_at(session),  # the same session gives the same file
    }
    with drawing_settings(**{"pdf.fonttype": 42}), PdfPages(buffer, metadata=metadata) as pages:
        for figure in report_pages(session, series, context):
            pages.savefig(figure)
    return buffer.getvalue()


def report_pages(
    session: Session, series: AngleSeries, context: ReportContext | None = None
) -> list[Figure]:
    """Lay out the pages; call it within `drawing_settings`."""
    said = content(session, context)
    paper = Paper()
    y_mm = _head(paper, said)
    bottom_mm = _foot(paper, said)
    if not said.is_found:
        _nothing_found(paper, said, y_mm, bottom_mm)
        return [paper.figure]
    y_mm = _tallies(paper, said, y_mm + 4)
    y_mm = _goals(paper, said, y_mm + 4)
    _reps_and_words(paper, said, session, y_mm + 4, bottom_mm - 3)
    return [paper.figure, clinician_page(said, session, series)]


def _head(paper: Paper, said: Content) -> float:
    paper.text(LEFT_MM, 17, "Hip Drill report", SMALL_PT, color=SOFT)
    paper.text(LEFT_MM, 25.5, said.heading, 20, fontweight="bold")
    paper.rule(LEFT_MM, 30, USED_WIDTH_MM)
    column_mm = USED_WIDTH_MM / _FACT_COLUMNS
    for index, (label, fact) in enumerate(said.facts):
        x_mm = LEFT_MM + column_mm * (index % _FACT_COLUMNS)
        y_mm = 35.5 + 10.5 * (index // _FACT_COLUMNS)
        paper.text(x_mm, y_mm, label, 6.5, color=SOFT)
        paper.text(x_mm, y_mm + 4.2, elided(printable(fact), column_mm - 4, 8.5), 8.5)
    return 35.5 + 10.5 * -(-len(said.facts) // _FACT_COLUMNS)


def _tallies(paper: Paper, said: Content, y_mm: float) -> float:
    first_mm = heading(paper, LEFT_MM, y_mm, "Reps", said.summary)
    for index, (result, count) in enumerate(said.tallies):
        x_mm = LEFT_MM + _TALLY_MM * index
        colour = RESULT_COLOURS[result]
        paper.mark(x_mm + 1.4, first_mm + 3.9, RESULT_MARKS[result], colour)
        paper.text(x_mm + 4.6, first_mm + 6.3, str(count), 20, fontweight="bold")
        paper.text(x_mm + 4.6, first_mm + 11, words.result_words(result), _ROW_PT, color=SOFT)
    end_mm = first_mm + 15
    if said.reasons:
        x_mm = LEFT_MM + 3 * _TALLY_MM + 6
        heading(paper, x_mm, y_mm, "Why not clean")
        lines = listed(said.reasons, RIGHT_MM - x_mm, SMALL_PT, 6)
        end_mm = max(end_mm, paper.lines(x_mm, first_mm, lines, SMALL_PT))
    return end_mm


def _goals(paper: Paper, said: Content, y_mm: float) -> float:
    """Set what clean reps reached against the goal, and the still beside it if there is one."""
    note = "from clean reps; dot and line: value and 90 % interval; band: goal"
    first_mm = heading(paper, LEFT_MM, y_mm, "Compensation-free range", note)
    lines = said.goals[:_MOST_GOALS]
    room_mm = USED_WIDTH_MM - (_STILL_MM + 6 if said.still is not None else 0)
    labels_mm = max((text_width_mm(line.label, SMALL_PT) for line in lines), default=0) + 3
    height_mm = max(9.0 * len(lines), 14.0)
    axes = paper.axes(LEFT_MM + labels_mm, first_mm, room_mm - labels_mm, height_mm)
    draw_goals(axes, lines)
    y_mm = first_mm + height_mm + 11
    texts = [line for text in said.clean_range for line in wrapped(text, room_mm, SMALL_PT)]
    y_mm = paper.lines(LEFT_MM, y_mm, texts[:_MOST_GOALS], SMALL_PT)
    if said.still is None:
        return y_mm
    return max(y_mm, _still(paper, said.still, RIGHT_MM - _STILL_MM, first_mm))


def _still(paper: Paper, still: tuple[int, bytes], x_mm: float, y_mm: float) -> float:
    from matplotlib.image import imread

    number, jpeg = still
    picture = imread(io.BytesIO(jpeg), format="jpeg")
    height_mm = min(_STILL_MM * float(picture.shape[0]) / float(picture.shape[1]), 75.0)
    axes = paper.axes(x_mm, y_mm - 2, _STILL_MM, height_mm)
    axes.imshow(picture, aspect="equal", interpolation="antialiased")
    axes.set_axis_off()
    paper.text(x_mm, y_mm + height_mm + 2, f"Best clean rep: rep {number}", TINY_PT, color=SOFT)
    return y_mm + height_mm + 5


def _reps_and_words(
    paper: Paper, said: Content, session: Session, y_mm: float, end_mm: float
) -> None:
    words_mm = _words_height_mm(said)
    bars_end_mm = max(min(end_mm - words_mm - 4, y_mm + 85), y_mm + 45)
    note = "peaks of each rep, not of one instant; thin lines: 90 % interval"
    first_mm = heading(paper, LEFT_MM, y_mm, "Hip and spine, rep by rep", note)
    height_mm = bars_end_mm - first_mm - 10
    wide_mm = USED_WIDTH_MM - TICKS_MM
    draw_reps(paper.axes(LEFT_MM + TICKS_MM, first_mm + 1.5, wide_mm, height_mm), session)
    y_mm = bars_end_mm + 6
    for title, texts in _paragraphs(said):
        most = int((end_mm - y_mm - 5.2) / line_height_mm(SMALL_PT))
        if most < 1:
            return
        first_mm = heading(paper, LEFT_MM, y_mm, title)
        lines = listed(texts, USED_WIDTH_MM, SMALL_PT, most)
        y_mm = paper.lines(LEFT_MM, first_mm, lines, SMALL_PT) + 2


def _paragraphs(said: Content) -> list[tuple[str, tuple[str, ...]]]:
    own = (*said.said, *((f"Next: {said.next_step}",) if said.next_step else ()))
    parts = [("Sides, and since last time", said.changes), ("The set", own)]
    return [(title, texts) for title, texts in parts if texts]


def _words_height_mm(said: Content) -> float:
    step_mm = line_height_mm(SMALL_PT)
    return sum(
        7.2 + step_mm * len(listed(texts, USED_WIDTH_MM, SMALL_PT, 10))
        for _, texts in _paragraphs(said)
    )


def _nothing_found(paper: Paper, said: Content, y_mm: float, end_mm: float) -> None:
    y_mm = paper.lines(LEFT_MM, y_mm + 8, wrapped(said.summary, USED_WIDTH_MM, 11), 11)
    y_mm = heading(paper, LEFT_MM, y_mm + 8, "How well it was seen")
    most = int((end_mm - y_mm - 6) / line_height_mm(_ROW_PT))
    paper.lines(LEFT_MM, y_mm, listed(said.notes, USED_WIDTH_MM, _ROW_PT, most), _ROW_PT)


def _foot(paper: Paper, said: Content) -> float:
    """Set the foot from the bottom upwards and return where it begins."""
    footer = elided(printable(said.footer), USED_WIDTH_MM, 6)
    paper.text(LEFT_MM, 288, footer, 6, color=SOFT)
    y_mm = 283.0
    stop = f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}"
    warning = wrapped(stop, USED_WIDTH_MM, TINY_PT, "bold")
    reading = _wrapped_all(said.reading)
    step_mm = line_height_mm(TINY_PT)
    y_mm -= step_mm * len(warning)
    paper.lines(LEFT_MM, y_mm + step_mm, warning, TINY_PT, color=INK, fontweight="bold")
    y_mm -= step_mm * len(reading) + 1.5
    paper.lines(LEFT_MM, y_mm + step_mm, reading, TINY_PT, color=SOFT)
    paper.text(LEFT_MM, y_mm - 1, said.reading_heading, 8, fontweight="bold")
    y_mm -= 6.5
    paper.rule(LEFT_MM, y_mm, USED_WIDTH_MM)
    return y_mm


def _wrapped_all(reading: Sequence[str]) -> list[str]:
    return [line for text in reading for line in wrapped(text, USED_WIDTH_MM, TINY_PT)]
