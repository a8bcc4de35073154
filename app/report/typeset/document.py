"""What a report is made of: pages of plain blocks, the same for PDF and HTML.

A block holds finished words and pictures. The templates set each kind of block once, so that
everything in a document appears on paper and on screen alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

Tone = Literal["plain", "strong", "soft"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short values, each under its name, side by side."""

    items: tuple[tuple[str, str], ...]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str
    tone: Tone = "plain"
    kind: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms, each with its meaning."""

    items: tuple[tuple[str, str], ...]
    kind: str = field(default="terms", init=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """A count with its name; the mark distinguishes it without colour."""

    label: str
    count: int
    mark: str
    colour: str


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts side by side."""

    items: tuple[Tally, ...]
    kind: str = field(default="tallies", init=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``detail`` follows ``text`` in small type."""

    text: str
    detail: str = ""
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its heading, then a cell for each column after the first."""

    heading: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``columns`` names all columns, that of the row headings first.

    ``shares`` are the widths of the columns as parts of the whole.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: tuple[float, ...]
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Plot:
    """A vector picture (SVG) with its name and a description of what can be read from it."""

    title: str
    description: str
    svg: str
    kind: str = field(default="plot", init=False)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as JPEG with its caption."""

    jpeg: bytes
    caption: str
    kind: str = field(default="photo", init=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """What must not be overlooked."""

    text: str
    kind: str = field(default="notice", init=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a remark on how to read what follows ("" for none), and its blocks."""

    heading: str
    blocks: tuple[Block, ...]
    remark: str = ""
    kind: str = field(default="section", init=False)


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side; ``shares`` are the widths as parts of the whole."""

    parts: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...]
    kind: str = field(default="columns", init=False)


Block = Facts | Text | Bullets | Terms | Tallies | Table | Plot | Photo | Notice | Section | Columns


@dataclass(frozen=True, slots=True)
class Page:
    """Content that begins on a new page, and continues on further ones if necessary."""

    heading: str
    blocks: tuple[Block, ...]
    over: str = ""
    """A small line above the heading."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; ``created`` is when its recording was made, ``footer`` is on each page."""

    title: str
    author: str
    subject: str
    created: datetime | None
    pages: tuple[Page, ...]
    footer: str
    language: str = "en"
