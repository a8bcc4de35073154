"""Rows of widgets that wrap when the window is too narrow, and pages that scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

MOST_LINE_GAP_PX = 8


class FlowLayout(QLayout):
    """Lays its widgets out like words: each at its own size, wrapped, centred on its line.

    Parameters
    ----------
    spacing_px
        Between widgets; between lines the same, but at most `MOST_LINE_GAP_PX`.
    to_the_right
        Whether lines end at the right edge instead of beginning at the left one.
    """

    def __init__(self, spacing_px: int = 8, *, to_the_right: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights_px: dict[int, int] = {}
        self._least: QSize | None = None
        self._to_the_right = to_the_right
        self.setSpacing(spacing_px)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem | None) -> None:
        """Add an item; called by ``addWidget``."""
        if item is not None:
            self._items.append(item)
            self.invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, ``None`` past the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and return it, ``None`` past the last."""
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Tell Qt that a narrower row is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines together."""
        if width not in self._heights_px:
            self._heights_px[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights_px[width]

    def invalidate(self) -> None:
        """Forget the sizes: Qt asks for them again and again, and calls this when they change."""
        self._heights_px.clear()
        self._least = None
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Put every widget in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of everything in one line."""
        shown = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest widget."""
        if self._least is None:
            self._least = QSize()
            for item in self._shown():
                least = item.minimumSize()
                widget = item.widget()
                if widget is not None:
                    # a least width in the style sheet makes Qt ignore the width of the words
                    words_px = min(widget.minimumSizeHint().width(), widget.maximumWidth())
                    least.setWidth(max(least.width(), words_px))
                self._least = self._least.expandedTo(least)
        return QSize(self._least)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay out the lines in a rectangle; return the height of all together."""
        top = rect.top()
        for line in self._lines(rect.width()):
            sizes = [_size(item, rect.width()) for item in line]
            height = max(size.height() for size in sizes)
            used = sum(size.width() for size in sizes) + self.spacing() * (len(line) - 1)
            left = rect.right() + 1 - used if self._to_the_right else rect.left()
            for item, size in zip(line, sizes, strict=True):
                if move:
                    middle = top + (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(left, middle), size))
                left += size.width() + self.spacing()
            top += height + self._line_gap()
        return max(0, top - rect.top() - self._line_gap())

    def _line_gap(self) -> int:
        return min(self.spacing(), MOST_LINE_GAP_PX)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        room = -1
        for item in self._shown():
            need = min(item.sizeHint().width(), width)
            if not lines or need > room:
                lines.append([])
                room = width
            lines[-1].append(item)
            room -= need + self.spacing()
        return lines


def flow(*widgets: QWidget, spacing_px: int = 8, to_the_right: bool = False) -> FlowLayout:
    """Return a row that wraps, as a layout.

    Parameters
    ----------
    *widgets
        From left to right; more can be added later.
    spacing_px, to_the_right
        As for `FlowLayout`.
    """
    row = FlowLayout(spacing_px, to_the_right=to_the_right)
    for widget in widgets:
        row.addWidget(widget)
    return row


class Sheet(QWidget):
    """What scrolls: as high as the window, or as its content needs at least.

    A scroll area asks for the height at a width, to which Qt's layouts answer with the height they
    would like best; then a page with a picture scrolls although the picture could be smaller.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sheet")

    def heightForWidth(self, width: int) -> int:
        """Return the least height."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


def scrolled(sheet: Sheet) -> QScrollArea:
    """Return a sheet in an area that scrolls when the window is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(sheet)
    return area


def fill_with_card(page: QWidget, card: QWidget) -> None:
    """Fill a page with one card that scrolls when the window is too small for it.

    Parameters
    ----------
    page
        Has no layout yet.
    card
        What the page shows.
    """
    sheet = Sheet()
    inner = QVBoxLayout(sheet)
    inner.setContentsMargins(28, 22, 28, 18)
    inner.addWidget(card)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    area = scrolled(sheet)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    layout.addWidget(area)


def _size(item: QLayoutItem, width: int) -> QSize:
    """Return the size of an item: its own, or if that is too wide, the height it needs."""
    wanted = item.sizeHint()
    if wanted.width() <= width:
        return wanted
    height = item.heightForWidth(width) if item.hasHeightForWidth() else wanted.height()
    return QSize(max(1, width), height)


def _held(part: QWidget) -> QSize:
    """Return the least size of what a widget holds."""
    layout = part.layout()
    return part.minimumSizeHint() if layout is None else layout.totalMinimumSize()


class SideBySide(Sheet):
    """Widgets side by side, or one below the other where the window is too narrow for that.

    Side by side, each has the least width that it asks for; one below the other, the width of its
    content is enough.

    Parameters
    ----------
    parts
        Each widget with its share of the width.
    spacing_px
        Between them.
    """

    def __init__(self, *parts: tuple[QWidget, int], spacing_px: int = 14) -> None:
        super().__init__()
        self._parts = tuple(widget for widget, _ in parts)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(spacing_px)
        for widget, share in parts:
            self._box.addWidget(widget, share)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part's content, which is enough one below the other."""
        widest = max(_held(part).width() for part in self._parts)
        return QSize(widest, self._box.totalMinimumSize().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Turn the row into a column, or back."""
        gaps = self._box.spacing() * (len(self._parts) - 1)
        need = sum(part.minimumSizeHint().width() for part in self._parts) + gaps
        directions = QBoxLayout.Direction
        self._box.setDirection(
            directions.LeftToRight if need <= self.width() else directions.TopToBottom
        )
        super().resizeEvent(event)
