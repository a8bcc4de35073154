"""A document as a tagged PDF (PDF/UA-1), set by Typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.report.typeset.fonts import FAMILIES, collection, printable

if TYPE_CHECKING:
    from app.report.typeset.document import Document

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Not shown: the template leaves the date out. A fixed one makes equal files for equal reports."""
_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""The typesetter refuses what this standard forbids: undescribed pictures, missing letters."""


def pdf_of(document: Document) -> bytes:
    """Return a document as PDF; the same document gives the same bytes.

    Text is real text with its fonts embedded; headings, lists, tables and pictures are tagged, and
    plots stay vectors. What no font can show is named in words (`printable`).
    """
    import typst

    content = json.dumps(_plain(asdict(document)), ensure_ascii=False)
    created = document.created or _NO_TIME
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        format="pdf",
        font_paths=collection(),
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
        timestamp=created if created.tzinfo else created.replace(tzinfo=UTC),
        sys_inputs={"said": content, "families": json.dumps(FAMILIES)},
    )


def _plain(value: object, name: str = "") -> object:
    """Return what JSON can hold: texts that the fonts can show, pictures as numbers."""
    match value:
        case dict():
            return {key: _plain(part, key) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case bytes():
            return list(value)
        case datetime():
            return value.isoformat()
        case str():
            return value if name == "svg" else printable(value)
        case _:
            return value
