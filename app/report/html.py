"""The report as one HTML file that needs nothing else: no script, no request, plots inside."""

from __future__ import annotations

import base64
import io
import re
from html import escape
from typing import TYPE_CHECKING

from app.report.content import Content, content, shortened
from app.report.goals import draw_goals
from app.report.paper import drawing_settings
from app.report.plots.bars import draw_reps
from app.report.plots.course import draw_course
from app.report.plots.style import RESULT_COLOURS
from app.session import words
from drills.core.events import RepResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from matplotlib.axes import Axes

    from app.report.context import ReportContext
    from app.report.ranges import Row
    from app.session.model import Session
    from app.session.series import AngleSeries

_MOST_ITEMS = 40
_MOST_CHARACTERS = 90
_GLYPHS = {
    RepResult.CLEAN: "●",
    RepResult.COMPENSATED: "▲",
    RepResult.PARTIAL: "■",
    RepResult.UNJUDGED: "◆",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --soft: #5b6770; --rule: #d5dade; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --soft: #a3adb5; --rule: #3b444b; --page: #15191c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 2rem; max-width: 46rem; color: var(--ink);
  background: var(--page); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h2 small, .soft, dt, th, footer { color: var(--soft); font-weight: normal; }
h2 small, .reps, footer { font-size: .85rem; }
p, ul, dl { margin: .4rem 0; }
ul { padding-left: 1.2rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
  gap: .6rem 1rem; margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
.facts dt { font-size: .85rem; }
.facts dd { margin: 0; }
.tallies { display: flex; flex-wrap: wrap; gap: .5rem 2rem; }
.tallies b { font-size: 2rem; line-height: 1.1; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--rule); }
tbody th { color: var(--ink); width: 38%; }
.progress tbody th { width: 26%; }
@media (min-width: 34.01rem) { .progress td:nth-child(2) { white-space: nowrap; } }
.reps { color: var(--soft); display: block; }
figure { margin: .5rem 0; padding: .5rem; background: #fff; border: 1px solid var(--rule);
  border-radius: .5rem; }
figure img { display: block; width: 100%; height: auto; }
figcaption { color: #5b6770; font-size: .85rem; }
.terms dt { font-weight: 600; color: var(--ink); }
.terms dd { margin: 0 0 .4rem; }
figure svg { display: block; width: 100%; height: auto; }
figure svg text { font-family: system-ui, -apple-system, "Segoe UI", sans-serif !important; }
.stop { margin-top: 1.5rem; padding: .75rem 1rem; border-left: 4px solid #d55e00;
  border-radius: .25rem; background: color-mix(in srgb, #d55e00 8%, var(--page)); }
@media (max-width: 34rem) {
  thead { display: none; }
  tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--rule); }
  tbody th, td { display: block; width: auto; border: 0; padding: .05rem 0; }
  td[data-side]:not([data-side=""])::before { content: attr(data-side) ": ";
    color: var(--soft); }
  .reps { display: inline; }
}
@media print { body { max-width: none; } }
"""


def report_html(session: Session, series: AngleSeries, context: ReportContext | None = None) -> str:
    """Return the report as the text of an HTML file."""
    said = content(session, context)
    body = [_head(said)]
    if said.is_found:
        body += [_tallies(said), _goals(said), _reps(session), *_words(said)]
        body += [_ranges(said), _course(session, series)]
        body.append(section("Warnings", list_html(said.warnings or ("none",))))
    else:
        body.append(f"<p><b>{escape(said.summary)}</b></p>")
    body.append(section("How well it was seen", list_html(said.notes)))
    body.append(section(said.reading_heading, "".join(f"<p>{escape(x)}</p>" for x in said.reading)))
    if said.is_found:
        body += _method(said)
    stop = escape(f"{words.STOP_SIGNS} {words.NOT_A_DEVICE}")
    body.append(f'<p class="stop">{stop}</p><footer>{escape(said.footer)}</footer>')
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(said.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _head(said: Content) -> str:
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(_clipped(fact))}</dd></div>"
        for label, fact in said.facts
    )
    return (
        f'<header><span class="soft">Hip Drill report</span><h1>{escape(said.heading)}</h1>'
        f'<dl class="facts">{facts}</dl></header>'
    )


def _clipped(text: str) -> str:
    """Cut a very long name in its middle: its ends tell most."""
    half = _MOST_CHARACTERS // 2
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:half]}…{text[-half:]}"


def section(heading: str, inner: str, note: str = "") -> str:
    """Return a section; ``inner`` is HTML, the others are text."""
    small = f" <small>{escape(note)}</small>" if note else ""
    return f"<section><h2>{escape(heading)}{small}</h2>{inner}</section>"


def list_html(items: Sequence[str]) -> str:
    """Return a list of texts."""
    return (
        f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in shortened(items, _MOST_ITEMS))}</ul>"
    )


def _tallies(said: Content) -> str:
    cells = "".join(
        f'<span><span style="color:{RESULT_COLOURS[result]}">{_GLYPHS[result]}</span> '
        f"<b>{count}</b> {escape(words.result_words(result))}</span>"
        for result, count in said.tallies
    )
    why = f"<p>Why not clean:</p>{list_html(said.reasons)}" if said.reasons else ""
    return section("Reps", f'<div class="tallies">{cells}</div>{why}', said.summary)


def _ranges(said: Content) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in said.columns)
    rows = "".join(_row(row, said.columns) for row in said.rows)
    table = (
        f'<table><thead><tr><th scope="col">Measure</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    return section(
        "Ranges", table, "best of all full reps, compensated ones included; value (90 % interval)"
    )


def _row(row: Row, columns: Iterable[str]) -> str:
    cells = "".join(
        f'<td data-side="{escape(column)}"{" class=soft" if cell.is_absent else ""}>'
        f'{escape(cell.text)} <span class="reps">{escape(cell.reps)}</span></td>'
        for cell, column in zip(row.cells, columns, strict=True)
    )
    return f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _goals(said: Content) -> str:
    rows = max(len(said.goals), 1)
    picture = svg(
        "goals",
        "Compensation-free range against the goal",
        lambda axes: draw_goals(axes, said.goals),
        (6.2, 0.9 + 0.42 * rows),
        (0.42, 0.5 / (0.9 + 0.42 * rows), 0.56, 1 - 0.6 / (0.9 + 0.42 * rows)),
    )
    still = _still(said.still) if said.still is not None else ""
    note = "from clean reps; dot and line: value and 90 % interval; band: goal"
    listed = list_html(said.clean_range) if said.clean_range else ""
    return section("Compensation-free range", picture + listed + still, note)


def _still(still: tuple[int, bytes]) -> str:
    number, jpeg = still
    data = base64.b64encode(jpeg).decode()
    return (
        f'<figure><img alt="Best clean rep: rep {number}" src="data:image/jpeg;base64,{data}">'
        f"<figcaption>Best clean rep: rep {number}</figcaption></figure>"
    )


def _reps(session: Session) -> str:
    bars = svg("bars", "Hip and spine, rep by rep", lambda axes: draw_reps(axes, session))
    note = "peaks of each rep, not of one instant; thin lines: 90 % interval"
    return section("Hip and spine, rep by rep", bars, note)


def _course(session: Session, series: AngleSeries) -> str:
    course = svg(
        "course", "Hip and spine over time", lambda axes: draw_course(axes, session, series)
    )
    note = "shaded bands: 90 % interval; shaded spans: reps; thick line at the bottom: warning"
    return section("Hip and spine over time", course, note)


def _words(said: Content) -> list[str]:
    own = (*said.said, *((f"Next: {said.next_step}",) if said.next_step else ()))
    parts = (("Sides, and since last time", said.changes), ("The set", own))
    return [section(title, list_html(texts)) for title, texts in parts if texts]


def _method(said: Content) -> list[str]:
    terms = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in said.definitions
    )
    return [
        section("How it was measured", f"<p>{escape(said.method)}</p>"),
        section("What the terms mean", f'<dl class="terms">{terms}</dl>'),
        section("Limits", list_html(said.limits)),
    ]


def svg(
    key: str,
    label: str,
    draw: Callable[[Axes], None],
    size_in: tuple[float, float] = (6.2, 3.3),
    place: tuple[float, float, float, float] = (0.09, 0.14, 0.9, 0.76),
) -> str:
    """Draw a picture as an SVG element; ``key`` keeps the ids of the pictures apart."""
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": key, "font.size": 9.0}
    with drawing_settings(**settings):
        figure = Figure(figsize=size_in)
        draw(figure.add_axes(place))
        figure.savefig(buffer, format="svg", transparent=True)
    text = buffer.getvalue()
    element = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.DOTALL)
    named = element.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    return f"<figure>{named}</figure>"
