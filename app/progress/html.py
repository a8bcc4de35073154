"""The progress report as one HTML file that needs nothing else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from app import __version__
from app.progress.pdf import plots_of
from app.progress.plots import draw_days
from app.report.html import STYLE, list_html, section, svg
from app.session import words

if TYPE_CHECKING:
    from app.progress.content import Chapter, ProgressContent


def progress_html(said: ProgressContent) -> str:
    """Return the report as the text of an HTML file."""
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(fact)}</dd></div>"
        for label, fact in said.facts[1:]
    )
    days = svg(
        "days",
        "Days of practice",
        lambda axes: draw_days(axes, said.days, said.first, said.last),
        (7.0, 1.3),
        (0.01, 0.12, 0.98, 0.86),
    )
    steps = [f"{c.title}: {c.next_step}" for c in said.chapters if c.next_step]
    body = [
        f'<header><span class="soft">Hip Drill progress</span><h1>{escape(said.person)}</h1>'
        f'<dl class="facts">{facts}</dl></header>',
        section("Days of practice", days, "a column a week, Monday on top"),
        section("Highlights", list_html(said.highlights or ("no session in this period",))),
        section("Next", list_html(steps)) if steps else "",
        *(_chapter(number, chapter) for number, chapter in enumerate(said.chapters)),
        section("How to read this", list_html(said.reading)),
        f'<p class="stop">{escape(f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}")}</p>',
        f"<footer>Hip Drill {__version__}</footer>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(said.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body>\n</html>\n"
    )


def _chapter(number: int, chapter: Chapter) -> str:
    heads = ("Best clean rep", "newest", "against the sessions before", "against the first")
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(
            f'<td data-side="{escape(name)}">{escape(cell)}</td>'
            for name, cell in zip(
                heads[1:], (row.newest, row.since_last_four, row.since_first), strict=True
            )
        )
        + "</tr>"
        for row in chapter.rows
    )
    table = f'<table class="progress"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    plots = "".join(
        f"<h3>{escape(title)}</h3>"
        + svg(f"plot{number}-{index}", title, draw, (6.4, 2.3), (0.09, 0.14, 0.9, 0.72))
        for index, (title, draw) in enumerate(plots_of(chapter))
    )
    sides = list_html(chapter.sides) if chapter.sides else ""
    return section(chapter.title, table + sides + plots)
