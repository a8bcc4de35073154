"""Setting text on an A4 page of matplotlib: millimetres from the top left, wrapping, shortening."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.report.plots.style import INK, RULE, SOFT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
LEFT_MM, USED_WIDTH_MM = 17.0, 176.0
RIGHT_MM = LEFT_MM + USED_WIDTH_MM
TICKS_MM = 9.0
"""What the numbers beside a plot take."""
SMALL_PT, TINY_PT = 7.5, 7.0
_MM_PER_INCH, _MM_PER_POINT = 25.4, 25.4 / 72
_FAMILY = "DejaVu Sans"  # shipped with matplotlib, so that a report looks the same everywhere
_GAP = "..."
_BULLET, _INDENT = "• ", "   "  # three spaces are as wide as the bullet with its space

# Settings of matplotlib are global: one report at a time may change them and draw.
_settings_lock = Lock()


@contextmanager
def drawing_settings(**more: object) -> Iterator[None]:
    """Draw with the report's own settings, whatever a matplotlibrc says; restored afterwards."""
    from matplotlib import style

    own: dict[Any, Any] = {
        "font.family": _FAMILY,
        "font.size": 7.5,
        "axes.unicode_minus": False,
        "axes.linewidth": 0.6,
        "text.parse_math": False,  # a name may hold dollar signs
        **more,
    }
    with _settings_lock, style.context(["default", own]):
        yield


def text_width_mm(text: str, size_pt: float, weight: str = "normal") -> float:
    """Return how wide a line of text is on paper."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=_FAMILY, size=size_pt, weight=weight)
    width_pt, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width_pt) * _MM_PER_POINT


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=_FAMILY))).get_charmap())


def printable(text: str) -> str:
    """Return one line of text with "?" for what the page's font cannot show."""
    known = _glyphs()
    return "".join(char if ord(char) in known else "?" for char in " ".join(text.split()))


def elided(text: str, width_mm: float, size_pt: float, weight: str = "normal") -> str:
    """Shorten a line in its middle until it fits: the ends of a file name tell most."""
    if text_width_mm(text, size_pt, weight) <= width_mm:
        return text
    fits, too_many = 0, min(len(text), 400)
    while too_many - fits > 1:
        kept = (fits + too_many) // 2
        is_fitting = text_width_mm(_middle_cut(text, kept), size_pt, weight) <= width_mm
        fits, too_many = (kept, too_many) if is_fitting else (fits, kept)
    return _middle_cut(text, fits)


def _middle_cut(text: str, kept: int) -> str:
    tail = kept // 2
    return text[: kept - tail].rstrip() + _GAP + text[len(text) - tail :].lstrip()


def wrapped(text: str, width_mm: float, size_pt: float, weight: str = "normal") -> list[str]:
    """Break a text into lines that fit; a word wider than a line is shortened."""
    lines: list[str] = []
    for word in printable(text).split():
        fitting = elided(word, width_mm, size_pt, weight)
        longer = f"{lines[-1]} {fitting}" if lines else ""
        if longer and text_width_mm(longer, size_pt, weight) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(fitting)
    return lines


def listed(items: Sequence[str], width_mm: float, size_pt: float, most_lines: int) -> list[str]:
    """Wrap as many items, with bullets, as the lines hold; the last line counts those left out.

    An item is there whole or counted; only a first one that is longer than the room is cut.
    """
    lines: list[str] = []
    indent_mm = text_width_mm(_INDENT, size_pt)
    for index, item in enumerate(items):
        plain = wrapped(item, width_mm - indent_mm, size_pt)
        own = [(_INDENT if number else _BULLET) + line for number, line in enumerate(plain)]
        room = most_lines - len(lines) - (index < len(items) - 1)
        if len(own) <= room:
            lines += own
            continue
        if index == 0:
            lines = own[: max(room, 1)]
            lines[-1] = elided(f"{lines[-1]} {_GAP}", width_mm, size_pt)
        rest = len(items) - max(index, 1)
        return [*lines, f"{_INDENT}and {rest} more"] if rest else lines
    return lines


class Paper:
    """One A4 page; every position is in millimetres from its top left, texts on their baseline."""

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self.figure: Figure = Figure(figsize=(WIDTH_MM / _MM_PER_INCH, HEIGHT_MM / _MM_PER_INCH))

    def text(self, x_mm: float, y_mm: float, text: str, size_pt: float = 8, **style: Any) -> None:
        """Set one line of text."""
        style.setdefault("color", INK)
        x, y = x_mm / WIDTH_MM, 1 - y_mm / HEIGHT_MM
        self.figure.text(x, y, text, fontsize=size_pt, va="baseline", **style)

    def lines(
        self, x_mm: float, y_mm: float, lines: Sequence[str], size_pt: float, **style: Any
    ) -> float:
        """Set lines one under the other and return where the next would stand."""
        for line in lines:
            self.text(x_mm, y_mm, line, size_pt, **style)
            y_mm += line_height_mm(size_pt)
        return y_mm

    def rule(self, x_mm: float, y_mm: float, width_mm: float, colour: str = RULE) -> None:
        """Draw a thin horizontal line."""
        from matplotlib.lines import Line2D

        x, y = x_mm / WIDTH_MM, 1 - y_mm / HEIGHT_MM
        ends = [x, x + width_mm / WIDTH_MM]
        self.figure.add_artist(Line2D(ends, [y, y], color=colour, linewidth=0.6))

    def mark(self, x_mm: float, y_mm: float, marker: str, colour: str) -> None:
        """Draw a small mark."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D([x_mm / WIDTH_MM], [1 - y_mm / HEIGHT_MM], marker=marker, color=colour, ms=7)
        )

    def axes(self, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> Axes:
        """Return axes whose frame has its top left corner at x, y."""
        bottom = 1 - (y_mm + height_mm) / HEIGHT_MM
        return self.figure.add_axes(
            (x_mm / WIDTH_MM, bottom, width_mm / WIDTH_MM, height_mm / HEIGHT_MM)
        )


def line_height_mm(size_pt: float) -> float:
    """Return the distance of two baselines."""
    return size_pt * 1.36 * _MM_PER_POINT


def heading(paper: Paper, x_mm: float, y_mm: float, text: str, note: str = "") -> float:
    """Set a heading with a quiet note behind it and return the baseline of what follows."""
    paper.text(x_mm, y_mm, text, 9.5, fontweight="bold")
    if note:
        after_mm = x_mm + text_width_mm(text, 9.5, "bold") + 2.5
        paper.text(after_mm, y_mm, note, TINY_PT, color=SOFT)
    return y_mm + 5.2
