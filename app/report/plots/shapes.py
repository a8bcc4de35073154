"""Many equal marks as one shape: a picture of a thousand reps stays as light as one of ten."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]
"""Left, right, bottom and top."""


def add_boxes(axes: Axes, boxes: Sequence[Box], *, spans: bool = False, **look: Any) -> None:
    """Draw boxes without edges as one shape; nothing, if there are none.

    Parameters
    ----------
    axes
        Where to draw.
    boxes
        In data coordinates.
    spans
        Whether bottom and top are shares of the height of the axes, which are not widened then.
    **look
        Colour and so on, as for a patch.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not boxes:
        return
    paths = [
        Path([(left, low), (right, low), (right, high), (left, high), (left, low)], closed=True)
        for left, right, low, high in boxes
    ]
    shape = PathPatch(Path.make_compound_path(*paths), linewidth=0, **look)
    if spans:
        shape.set_transform(axes.get_xaxis_transform())
        axes.add_artist(shape)
        return
    shape.sticky_edges.y.append(0.0)  # no margin below bars that stand on zero
    axes.add_patch(shape)
    axes.autoscale_view()


def gapped(lines: Iterable[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    """Return upright lines, each (x, low, high), as the places of one line with gaps."""
    x: list[float] = []
    y: list[float] = []
    for at, low, high in lines:
        x += [at, at, at]
        y += [low, high, math.nan]
    return x, y
