"""The fonts of a PDF, and words in place of letters that none of them has."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typst

FAMILY = "DejaVu Sans"
"""The family of the text and of the plots; comes with matplotlib."""
_FILES = {
    FAMILY: ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    **{
        f"Noto Sans {script}": (f"NotoSans{script}-Regular.ttf",)
        for script in (
            "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada",
            "Malayalam", "Sinhala", "Thai", "Khmer", "Myanmar", "Ethiopic",
        )
    },
    "Droid Sans Fallback": ("DroidSansFallbackFull.ttf",),
    "NanumSquare": ("NanumSquareR.ttf",),
    "Noto Emoji": ("NotoEmoji-Regular.ttf",),
}  # fmt: skip
FAMILIES = tuple(_FILES)
"""In the order in which they are searched for a letter."""
_JOINER = "\u200d"
_JOINERS = ("\u200c", _JOINER)
_MODIFIERS = range(0x1F3FB, 0x1F400)
"""Skin tones of emoji."""


def _folders() -> tuple[Path, Path]:
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf", Path(__file__).with_name("fonts")


@cache
def collection() -> typst.Fonts:
    """Return the typesetter's fonts, none from the system: a report looks alike everywhere."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(_folders())
    )


@cache
def _letters(family: str) -> frozenset[int]:
    """Return the code points that a family has letters for in all of its weights."""
    from matplotlib.font_manager import get_font

    paths = [path for name in _FILES[family] for f in _folders() if (path := f / name).exists()]
    return frozenset.intersection(*(frozenset(get_font(path).get_charmap()) for path in paths))


def printable(text: str) -> str:
    """Return one line of text that the fonts can show.

    Control characters become spaces, and layout marks are left out. Letters that no font has are
    replaced by the name of their script in brackets, because empty boxes say nothing.
    """
    line = " ".join("".join(_plain(char) for char in text).split())
    runs = groupby(_clusters(line), _script_if_missing)
    return "".join(f"[{script}]" if script else "".join(run) for script, run in runs)


def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category == "Cf" and char not in _JOINERS else char


def _clusters(text: str) -> Iterator[str]:
    """Cut a text where the font may change: letters keep marks, joined emoji stay together."""
    cluster = ""
    for char in text:
        if cluster and not _joins(cluster, char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _joins(cluster: str, char: str) -> bool:
    is_mark = unicodedata.category(char)[0] == "M" or ord(char) in _MODIFIERS
    return is_mark or char == _JOINER or cluster.endswith(_JOINER)


def _script_if_missing(cluster: str) -> str:
    """Return "" if one font has the whole cluster, else what to print instead."""
    wanted = {ord(char) for char in cluster if not _is_ignorable(char)}
    if any(wanted <= _letters(family) for family in FAMILIES):
        return ""
    name = unicodedata.name(cluster[0], "")
    if unicodedata.category(cluster[0])[0] != "L" or not name:
        return "a sign that this file has no font for"
    return f"{name.split()[0].capitalize()} letters, which this file has no font for"


def _is_ignorable(char: str) -> bool:
    """Whether a character needs no glyph: joiners and variation selectors."""
    return char in _JOINERS or 0xFE00 <= ord(char) <= 0xFE0F
