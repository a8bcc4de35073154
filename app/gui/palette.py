"""Colours and the style sheet.

Teal, orange and grey stay apart for people with any kind of colour blindness, and no colour
carries a meaning alone: a word or a number always stands beside it. Text reaches a contrast of
4.5 on its ground. The desktop's own theme is not used, so a dark one changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

GROUND = "#eef1f2"
CARD = "#ffffff"
LINE = "#cfd8dc"
TEXT = "#16242b"
QUIET = "#51626b"
CLEAN = "#0b7285"
COMPENSATED = "#e8780c"
COMPENSATED_TEXT = "#9a4a00"
COMPENSATED_GROUND = "#fff1e0"
PARTIAL = "#6b7780"
STAGE = "#11191d"
STAGE_TEXT = "#e6edf0"
UNSEEN = "#dde3e6"

STYLE = f"""
* {{ font-size: 15px; color: {TEXT}; }}
QMainWindow, QWidget#page, QScrollArea, QWidget#sheet {{ background: {GROUND}; border: none; }}
QFrame#card {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 10px; }}
QWidget#bar {{ background: {CARD}; border-bottom: 1px solid {LINE}; }}
QLabel {{ background: transparent; border: none; }}
QLabel#quiet {{ color: {QUIET}; font-size: 14px; }}
QLabel#heading {{ font-size: 17px; font-weight: 600; }}
QLabel#title {{ font-size: 26px; font-weight: 600; }}
QLabel#count {{ font-size: 72px; font-weight: 700; color: {TEXT}; }}
QLabel#phase {{ font-size: 20px; font-weight: 600; }}
QLabel#hint {{ font-size: 17px; color: {TEXT}; }}
QLabel#number {{ font-size: 26px; font-weight: 700; }}
QFrame#banner {{ background: {CARD}; border: 1px solid {LINE}; border-radius: 10px; }}
QFrame#banner QLabel {{ color: {QUIET}; }}
QFrame#banner[raised="true"] {{ background: {COMPENSATED_GROUND};
    border: 3px solid {COMPENSATED}; }}
QFrame#banner[raised="true"] QLabel {{ color: {COMPENSATED_TEXT}; font-size: 19px;
    font-weight: 700; }}
QFrame#notice {{ background: #e3eef1; border: 1px solid {CLEAN}; border-radius: 10px; }}
QFrame#notice[bad="true"] {{ background: {COMPENSATED_GROUND};
    border: 1px solid {COMPENSATED}; }}
QPushButton {{ background: {CARD}; border: 1px solid {QUIET}; border-radius: 8px;
    padding: 7px 16px; }}
QPushButton:hover {{ background: {GROUND}; }}
QPushButton:focus, QComboBox:focus, QCheckBox:focus {{ border: 2px solid {CLEAN}; }}
QPushButton:disabled {{ color: #8b979d; border-color: {LINE}; }}
QPushButton#primary {{ background: {CLEAN}; border-color: {CLEAN}; color: white;
    font-weight: 600; }}
QPushButton#primary:hover {{ background: #095c6b; }}
QPushButton#primary:focus {{ border: 2px solid {TEXT}; }}
QPushButton#primary:disabled {{ background: #a9bcc2; border-color: #a9bcc2; color: white; }}
QComboBox {{ background: {CARD}; border: 1px solid {QUIET}; border-radius: 8px;
    padding: 6px 10px; min-height: 20px; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; margin-right: 10px;
    border-left: 5px solid {CARD}; border-right: 5px solid {CARD}; border-top: 6px solid {TEXT}; }}
QComboBox:disabled {{ color: #8b979d; border-color: {LINE}; }}
QComboBox QAbstractItemView {{ background: {CARD}; color: {TEXT};
    selection-background-color: {CLEAN}; selection-color: white; outline: none; }}
QCheckBox:disabled {{ color: #8b979d; }}
QCheckBox {{ spacing: 7px; border: 2px solid transparent; border-radius: 6px; padding: 3px; }}
QToolTip {{ background: {CARD}; color: {TEXT}; border: 1px solid {QUIET}; }}
QMessageBox, QFileDialog {{ background: {GROUND}; }}
"""


def restyle(*widgets: QWidget) -> None:
    """Make Qt look the style of widgets up anew, after a property of theirs has changed."""
    for widget in widgets:
        style = widget.style()
        if style is not None:
            style.unpolish(widget)
            style.polish(widget)
