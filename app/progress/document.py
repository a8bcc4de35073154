"""The progress report as a document: a page of words, then a page for each drill and level."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from app import __version__
from app.progress.plots import (
    describe_days,
    describe_share,
    describe_tempo,
    describe_trend,
    draw_days,
    draw_share,
    draw_tempo,
    draw_trend,
)
from app.report.method import RULE
from app.report.phrases import shortened
from app.report.plots.svg import plot_of
from app.report.typeset.document import (
    Bullets,
    Cell,
    Document,
    Facts,
    Notice,
    Page,
    Row,
    Section,
    Table,
    Text,
)
from app.session import words

if TYPE_CHECKING:
    from app.progress.content import Chapter, ProgressContent
    from app.report.typeset.document import Block, Plot

OVER = "Hip Drill progress"
COLUMNS = ("Best clean rep", "newest", "against the sessions before", "against the first one")
_PLOT_MM = 36.0
_READING = (
    "Each point is the best clean rep of a session with its 90 % interval; the band is the goal."
)


def progress_report(content: ProgressContent) -> Document:
    """Return the report; the same content gives the same document."""
    return Document(
        title=f"{OVER}: {content.person}",
        author=f"Hip Drill {__version__}",
        subject="Progress over time: ranges, clean reps, practice days",
        created=datetime.combine(content.last, time(), UTC),
        pages=(
            Page(content.person, _first_page(content), OVER),
            *(
                Page(chapter.title, _chapter(content, chapter), OVER)
                for chapter in content.chapters
            ),
        ),
        footer=f"Hip Drill {__version__}. {words.NOT_A_DEVICE}",
    )


def _first_page(content: ProgressContent) -> tuple[Block, ...]:
    steps = tuple(
        f"{chapter.title}: {chapter.next_step}" for chapter in content.chapters if chapter.next_step
    )
    days = plot_of(
        "Days of practice",
        describe_days(content.days, content.first, content.last),
        lambda axes: draw_days(axes, content.days, content.first, content.last),
        height_mm=30,
    )
    highlights = shortened(content.highlights or ("No session in this period.",))
    return (
        Facts(content.facts[1:]),
        Section("Days of practice", (days,), "One column a week, Monday on top."),
        Section("Highlights", (Bullets(highlights),)),
        *((Section("Plan", (Bullets(shortened(content.plan)),)),) if content.plan else ()),
        *((Section("Next", (Bullets(steps),)),) if steps else ()),
        *((Section("Notes", (Bullets(shortened(content.notes)),)),) if content.notes else ()),
        Section("How to read this", (Text(_READING), Text(RULE))),
        Notice(f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}"),
    )


def _chapter(content: ProgressContent, chapter: Chapter) -> tuple[Block, ...]:
    rows = tuple(
        Row(row.label, (Cell(row.newest), Cell(row.since_last_four), Cell(row.since_first)))
        for row in chapter.rows
    )
    table: Block = Text("Nothing was measured in clean reps yet.")
    if rows:
        table = Table(COLUMNS, rows, (1.5, 1.0, 1.9, 1.9))
    return (
        Facts(content.facts[:2]),
        table,
        *((Section("Left and right", (Bullets(chapter.sides),)),) if chapter.sides else ()),
        *(Section(plot.title.partition(": ")[2], (plot,)) for plot in plots_of(chapter)),
    )


def _measures_of(chapter: Chapter) -> list[str]:
    """Return the measures with a trend and a target, in the table's order, else any one."""
    targets = {band.measure for band in chapter.bands}
    names = [trend.measure for course in chapter.courses for trend in course.trends]
    targeted = [name for name in dict.fromkeys(names) if name in targets]
    return targeted or list(dict.fromkeys(names))[:1]


def plots_of(chapter: Chapter) -> list[Plot]:
    """Return the plots of a chapter: its measures, the share of clean reps, the tempo."""
    return [
        *(_trend(chapter, name) for name in _measures_of(chapter)),
        plot_of(
            f"{chapter.title}: Share of clean reps",
            describe_share(chapter.courses),
            lambda axes: draw_share(axes, chapter.courses),
            height_mm=_PLOT_MM,
        ),
        plot_of(
            f"{chapter.title}: Tempo",
            describe_tempo(chapter.courses),
            lambda axes: draw_tempo(axes, chapter.courses),
            height_mm=_PLOT_MM,
        ),
    ]


def _trend(chapter: Chapter, name: str) -> Plot:
    return plot_of(
        f"{chapter.title}: {words.measure_label(name)}",
        describe_trend(chapter.courses, name),
        lambda axes: draw_trend(axes, chapter.courses, name, chapter.bands),
        height_mm=_PLOT_MM,
    )
