"""The themes and their style sheet; `app.gui.style` decides what wears them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtGui import QColor, QPalette

BASE_PX = 15
TOUCH_PX = 44
"""No target for a finger is smaller (WCAG 2.5.5). Padding and edges add to a minimum height."""
LINE_PX = 19
"""Height of a line of words: where the sheet names a minimum height, Qt no longer asks for it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme.

    ``on_hip`` can be read on ``hip``; ``edge_px`` is the width of the lines around things.
    """

    name: str
    ground: str
    card: str
    line: str
    text: str
    quiet: str
    hip: str
    hip_hover: str
    on_hip: str
    spine: str
    spine_text: str
    spine_ground: str
    partial: str
    unjudged: str
    unseen: str
    disabled: str
    good_ground: str
    edge_px: int = 1


LIGHT = Theme(
    name="light",
    ground="#eef1f2",
    card="#ffffff",
    line="#cfd8dc",
    text="#16242b",
    quiet="#51626b",
    hip="#0b7285",
    hip_hover="#095c6b",
    on_hip="#ffffff",
    spine="#e8780c",
    spine_text="#9a4a00",
    spine_ground="#fff1e0",
    partial="#6b7780",
    unjudged="#6f6690",
    unseen="#dde3e6",
    disabled="#8b979d",
    good_ground="#e3eef1",
)
DARK = Theme(
    name="dark",
    ground="#11181c",
    card="#1b252b",
    line="#35444c",
    text="#eaf0f3",
    quiet="#a9b8bf",
    hip="#4fbcd0",
    hip_hover="#78cfdf",
    on_hip="#08191d",
    spine="#ff9f3f",
    spine_text="#ffbf80",
    spine_ground="#3a2913",
    partial="#93a2aa",
    unjudged="#b5add0",
    unseen="#2b373d",
    disabled="#6d7b82",
    good_ground="#16303a",
)
CONTRAST = Theme(
    name="contrast",
    ground="#000000",
    card="#000000",
    line="#ffffff",
    text="#ffffff",
    quiet="#e8e8e8",
    hip="#3ee6ff",
    hip_hover="#a5f3ff",
    on_hip="#000000",
    spine="#ffb000",
    spine_text="#ffd166",
    spine_ground="#2b1d00",
    partial="#d0d0d0",
    unjudged="#d9c2ff",
    unseen="#3a3a3a",
    disabled="#a8a8a8",
    good_ground="#00333b",
    edge_px=2,
)


def palette(look: Theme) -> QPalette:
    """Return the colours for what no style sheet reaches."""
    colours = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, look.ground),
        (QPalette.ColorRole.WindowText, look.text),
        (QPalette.ColorRole.Base, look.card),
        (QPalette.ColorRole.AlternateBase, look.ground),
        (QPalette.ColorRole.Text, look.text),
        (QPalette.ColorRole.PlaceholderText, look.quiet),
        (QPalette.ColorRole.Button, look.card),
        (QPalette.ColorRole.ButtonText, look.text),
        (QPalette.ColorRole.ToolTipBase, look.card),
        (QPalette.ColorRole.ToolTipText, look.text),
        (QPalette.ColorRole.Highlight, look.hip),
        (QPalette.ColorRole.HighlightedText, look.on_hip),
        (QPalette.ColorRole.Link, look.hip),
    ):
        colours.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        colours.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.disabled))
    return colours


class Size(Protocol):
    """Scales a length by the text size in force; at least ``least`` pixels."""

    def __call__(self, pixels: float, least: int = 1) -> str:
        """Return the length as the style sheet writes it."""


def edge(look: Theme, more_px: int = 0) -> str:
    """Return width and kind of the line around things, as the style sheet writes them.

    Parameters
    ----------
    look
        The theme, whose lines may be thicker than others'.
    more_px
        Added to its width.
    """
    return f"{look.edge_px + more_px}px solid"


def sheet(look: Theme, scale: float) -> str:
    """Return the whole style sheet.

    Parameters
    ----------
    look
        The theme.
    scale
        Size of text, 1.0 for the usual one; `app.gui.style.TEXT_SCALES` has those on offer.
    """

    def size(pixels: float, least: int = 1) -> str:
        return f"{max(least, round(pixels * scale))}px"

    parts = (
        _ground(look, size),
        _text(look, size),
        _buttons(look, size),
        _inputs(look, size),
        _lists(look, size),
    )
    return "\n" + "".join(parts)


def _ground(look: Theme, size: Size) -> str:
    """Pages, cards and the rail."""
    return f"""\
QMainWindow, QDialog, QWidget#page, QScrollArea, QWidget#sheet {{ background: {look.ground};
    border: none; }}
QScrollArea {{ border: {edge(look, 1)} transparent; }}
QFrame#card, QPushButton#drillcard {{ background: {look.card}; border: {edge(look)} {look.line};
    border-radius: 12px; }}
QFrame#card QScrollArea, QFrame#card QWidget#sheet {{ background: {look.card}; }}
QPushButton#drillcard {{ text-align: left; padding: 0; }}
QPushButton#drillcard:hover {{ border: 2px solid {look.hip}; }}
QPushButton#drillcard:focus {{ border: 3px solid {look.hip}; }}
QWidget#rail {{ background: {look.card}; border-right: {edge(look)} {look.line}; }}
QWidget#rail QPushButton {{ border: 2px solid transparent; border-radius: 10px; padding: 12px 4px;
    font-weight: 600; background: transparent; color: {look.quiet}; }}
QWidget#rail QPushButton:hover {{ background: {look.ground}; }}
QWidget#rail QPushButton:checked {{ background: {look.good_ground}; color: {look.hip}; }}
QWidget#rail QPushButton:focus {{ border: 2px solid {look.hip}; }}
"""


def _text(look: Theme, size: Size) -> str:
    """Labels and notices."""
    return f"""\
QLabel {{ background: transparent; border: none; }}
QLabel#quiet {{ color: {look.quiet}; font-size: {size(14)}; }}
QLabel#heading {{ font-size: {size(18)}; font-weight: 600; }}
QLabel#title {{ font-size: {size(26)}; font-weight: 700; }}
QLabel#number {{ font-size: {size(28)}; font-weight: 700; }}
QLabel#clock {{ font-size: {size(34)}; font-weight: 700; color: {look.hip}; }}
QLabel#lead {{ font-size: {size(17)}; }}
QLabel#step {{ color: {look.hip}; font-size: {size(14)}; font-weight: 700; }}
QFrame#notice {{ background: {look.good_ground}; border: {edge(look)} {look.hip};
    border-radius: 10px; }}
QFrame#notice[bad="true"] {{ background: {look.spine_ground}; border: {edge(look)} {look.spine}; }}
"""


def _buttons(look: Theme, size: Size) -> str:
    """Push buttons."""
    return f"""\
QPushButton {{ background: {look.card}; border: {edge(look)} {look.quiet}; border-radius: 8px;
    padding: 8px 16px; min-height: {size(LINE_PX, TOUCH_PX - 16)}; }}
QPushButton#stepper {{ min-width: {TOUCH_PX - 30}px; }}
QPushButton:hover {{ background: {look.ground}; }}
QPushButton:checked {{ background: {look.good_ground}; border: 2px solid {look.hip};
    font-weight: 600; }}
QPushButton:focus, QComboBox:focus, QCheckBox:focus, QSpinBox:focus, QSlider:focus,
QPlainTextEdit:focus, QLineEdit:focus, QListWidget:focus, QTableWidget:focus, QRadioButton:focus,
QScrollArea:focus, QTabBar::tab:focus {{ border: 2px solid {look.hip}; }}
QPushButton:checked:focus {{ border: 2px solid {look.text}; }}
QPushButton:disabled {{ color: {look.disabled}; border-color: {look.line}; }}
QPushButton#primary {{ background: {look.hip}; border: 2px solid {look.hip};
    color: {look.on_hip}; font-weight: 700; padding: 9px 22px; }}
QPushButton#primary:hover {{ background: {look.hip_hover}; }}
QPushButton#primary:focus, QPushButton#smallprimary:focus {{ border: 2px solid {look.text}; }}
QPushButton#primary:disabled {{ background: {look.unseen}; border-color: {look.unseen};
    color: {look.disabled}; }}
QPushButton#small {{ padding: 7px 9px; min-width: {TOUCH_PX - 20}px; }}
QPushButton#smallprimary {{ background: {look.hip}; border: 2px solid {look.hip};
    color: {look.on_hip}; font-weight: 700; padding: 6px 8px;
    min-width: {TOUCH_PX - 20}px; }}
QPushButton#person {{ font-size: {size(22)}; font-weight: 600; padding: 16px 28px;
    min-height: {size(28)}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton#link {{ background: transparent; border: 2px solid transparent; color: {look.hip};
    font-weight: 600; padding: 6px 8px; min-width: {TOUCH_PX - 20}px; }}
QPushButton#link:focus {{ border: 2px solid {look.hip}; }}
"""


def _inputs(look: Theme, size: Size) -> str:
    """Fields, choices and check boxes."""
    return f"""\
QComboBox, QSpinBox, QLineEdit, QPlainTextEdit {{ background: {look.card};
    border: {edge(look)} {look.quiet}; border-radius: 8px; padding: 6px 10px;
    min-height: {size(LINE_PX, TOUCH_PX - 14)}; }}
QPlainTextEdit {{ min-height: {size(120)}; }}
/* a plain list: a menu in Fusion would not mark the current row by its background */
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; margin-right: 10px;
    border-left: 5px solid {look.card}; border-right: 5px solid {look.card};
    border-top: 6px solid {look.text}; }}
QComboBox:disabled, QSpinBox:disabled {{ color: {look.disabled}; border-color: {look.line}; }}
QComboBox QAbstractItemView {{ background: {look.card}; color: {look.text};
    selection-background-color: {look.hip}; selection-color: {look.on_hip}; outline: none; }}
QComboBox QAbstractItemView::item {{ padding: 0 8px; min-height: {size(LINE_PX, TOUCH_PX)}; }}
QCheckBox, QRadioButton {{ spacing: 8px; border: 2px solid transparent; border-radius: 6px;
    padding: 4px; background: transparent; min-height: {size(LINE_PX, TOUCH_PX - 12)};
    min-width: {TOUCH_PX - 12}px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: 16px; height: 16px;
    border: 2px solid {look.quiet}; background: {look.card}; }}
QCheckBox::indicator {{ border-radius: 5px; }}
QRadioButton::indicator {{ border-radius: 10px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {look.hip};
    border: 2px solid {look.hip}; }}
QCheckBox:disabled, QLabel:disabled {{ color: {look.disabled}; }}
QCheckBox::indicator:disabled {{ border-color: {look.disabled}; background: {look.unseen}; }}
"""


def _lists(look: Theme, size: Size) -> str:
    """Tips, lists, tables, bars."""
    return f"""\
QToolTip {{ background: {look.card}; color: {look.text}; border: {edge(look)} {look.quiet}; }}
QListWidget, QTableWidget {{ background: {look.card}; border: {edge(look)} {look.line};
    border-radius: 8px; alternate-background-color: {look.ground}; gridline-color: {look.line}; }}
QListWidget::item {{ padding: 8px; min-height: {size(LINE_PX, TOUCH_PX - 16)}; }}
QTabBar::tab {{ min-height: {size(LINE_PX, TOUCH_PX - 4)}; min-width: {TOUCH_PX - 4}px;
    padding: 0 12px; border: 2px solid transparent; background: transparent; }}
QTabBar::tab:selected {{ color: {look.hip}; border-bottom: 2px solid {look.hip}; }}
QListWidget::item:selected, QTableWidget::item:selected {{ background: {look.hip};
    color: {look.on_hip}; }}
QHeaderView::section {{ background: {look.ground}; color: {look.quiet}; border: none;
    padding: 6px 3px; }}
QSlider {{ min-height: {size(LINE_PX, TOUCH_PX - 4)}; border: 2px solid transparent; }}
QSlider::groove:horizontal {{ background: {look.unseen}; height: 6px; border-radius: 3px; }}
QSlider::sub-page:horizontal {{ background: {look.hip}; border-radius: 3px; }}
QSlider::handle:horizontal {{ background: {look.hip}; border: 2px solid {look.card}; width: 18px;
    margin: -9px 0; border-radius: 11px; }}
QProgressBar {{ background: {look.unseen}; border: none; border-radius: 6px; height: 12px;
    text-align: center; }}
QProgressBar::chunk {{ background: {look.hip}; border-radius: 6px; }}
QScrollBar:vertical {{ background: {look.ground}; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {look.partial}; border-radius: 5px; min-height: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
"""
