"""The buttons for the picture: larger, smaller, angle, line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QWidget

from app.gui import style
from app.gui.inputs.bold_button import BoldWhenDown
from app.gui.widgets.flow import flow
from app.review.drawing import Kind
from app.review.zoom import MOST, zoom_words

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QPushButton

    from app.gui.review.picture.review_picture import ReviewPicture


class PictureTools(QWidget):
    """A row of buttons that wraps.

    Parameters
    ----------
    picture
        The picture that they act on.
    first, last
        Widgets at the ends of the row.
    """

    def __init__(self, picture: ReviewPicture, first: QWidget, last: QWidget) -> None:
        super().__init__()
        self._picture = picture
        self.smaller = _button("−", "Smaller (-)")
        self.larger = _button("+", "Larger (+)")
        self.whole = _button("100 %", "The whole picture (0, or double click)")
        self.angle = _tool("Angle", "Draw an angle: three clicks, the corner second (A)")
        self.line = _tool("Line", "Draw a line: two clicks (D)")
        self.delete = _button("Delete", "Delete the drawing that is marked, or the last one (Del)")
        self.smaller.clicked.connect(lambda: picture.zoom_by(-1))
        self.larger.clicked.connect(lambda: picture.zoom_by(1))
        self.whole.clicked.connect(lambda: picture.show_whole())
        self.angle.clicked.connect(lambda: picture.use(Kind.ANGLE))
        self.line.clicked.connect(lambda: picture.use(Kind.LINE))
        self.delete.clicked.connect(lambda: picture.delete())
        picture.changed.connect(self.follow)
        self.setLayout(
            flow(
                first, self.smaller, self.whole, self.larger, self.angle, self.line, self.delete,
                last, spacing_px=6,
            )
        )  # fmt: skip
        self.follow()

    def follow(self) -> None:
        """Show what can be done with the picture in its present state."""
        picture = self._picture
        factor = picture.zoom.factor
        self.whole.setText(zoom_words(picture.zoom))
        self.smaller.setEnabled(factor > 1.0)
        self.larger.setEnabled(factor < MOST)
        self.angle.setChecked(picture.hand.tool is Kind.ANGLE)
        self.line.setChecked(picture.hand.tool is Kind.LINE)
        self.delete.setEnabled(picture.has_drawings)


def _button(words: str, name: str) -> QPushButton:
    made = style.button(words, "small", name)
    made.setAccessibleName(name)
    return made


def _tool(words: str, name: str) -> BoldWhenDown:
    made = BoldWhenDown(words)
    made.setObjectName("small")
    made.setAutoDefault(False)
    made.setCheckable(True)
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made
