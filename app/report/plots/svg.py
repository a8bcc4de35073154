"""From a drawing on matplotlib's axes to a picture in a document."""

from __future__ import annotations

import io
from contextlib import contextmanager
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.report.typeset.document import Plot
from app.report.typeset.fonts import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes

FULL_MM = 176.0
"""The width between the margins of a page, so that text keeps its size on paper."""
_MM_PER_INCH = 25.4
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}

# Settings of matplotlib are global: only one report at a time may change them and draw.
_settings_lock = Lock()


@contextmanager
def drawing_settings(salt: str = "") -> Iterator[None]:
    """Draw with the report's own settings, whatever a matplotlibrc says; restored afterwards.

    The ids inside a picture follow from ``salt``: always the same for one, different for another.
    """
    from matplotlib import style

    own: dict[Any, Any] = {
        "font.family": FAMILY,
        "font.size": 7.5,
        "axes.unicode_minus": False,
        "axes.linewidth": 0.6,
        "text.parse_math": False,  # a name may hold dollar signs
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": salt,
    }
    with _settings_lock, style.context(["default", own]):
        yield


def plot_of(
    title: str,
    description: str,
    draw: Callable[[Axes], None],
    height_mm: float,
    width_mm: float = FULL_MM,
) -> Plot:
    """Draw a picture.

    Parameters
    ----------
    title
        Its name; keeps the ids inside the pictures of one document apart.
    description
        What can be read from it, for those who do not see it.
    draw
        Draws on the axes that it is given.
    height_mm, width_mm
        The size on paper.
    """
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    with drawing_settings(title):
        size_in = (width_mm / _MM_PER_INCH, height_mm / _MM_PER_INCH)
        figure = Figure(figsize=size_in, layout="constrained")
        draw(figure.add_subplot())
        figure.savefig(buffer, format="svg", transparent=True, metadata=_NO_METADATA)
    return Plot(title, description, _named(buffer.getvalue(), title, description))


def _named(svg: str, title: str, description: str) -> str:
    """Return the element alone, with its name and description for a screen reader."""
    start = svg.index("<svg ")
    end = svg.index(">", start) + 1
    head = svg[start:end].replace("<svg ", '<svg role="img" ', 1)
    return f"{head}<title>{escape(title)}</title><desc>{escape(description)}</desc>{svg[end:]}"
