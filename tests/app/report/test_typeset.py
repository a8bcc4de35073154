"""A document of blocks on paper and on screen: tags, fonts, other scripts, self-containedness."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.report.plots.svg import plot_of
from app.report.typeset import fonts
from app.report.typeset.document import (
    Bullets,
    Cell,
    Columns,
    Document,
    Facts,
    Notice,
    Page,
    Photo,
    Row,
    Section,
    Table,
    Tallies,
    Tally,
    Terms,
    Text,
)
from app.report.typeset.fonts import printable
from app.report.typeset.html import html_of
from app.report.typeset.pdf import pdf_of
from tests.report_builders import html_text, pdf_text, read, tags

SCRIPTS = {
    "Latin": "Žofia Łęcka",
    "Greek": "Ελένη",
    "Cyrillic": "Дмитрий",
    "Japanese": "山田 さくら",
    "Chinese": "张伟",
    "Korean": "김철수",
    "Arabic": "محمد",
    "Hebrew": "שרה",
    "Devanagari": "राम",
    "Tamil": "கமல",
    "Thai": "กมล",
    "Armenian": "Արամ",
    "emoji": "🏃",
}


def a_jpeg() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 140, 160)).save(buffer, "JPEG")
    return buffer.getvalue()


def every_block(name: str = "Ann") -> Document:
    plot = plot_of("A line", "It rises from 0 to 1.", lambda axes: axes.plot([0, 1]), 30)
    table = Table(
        ("Measure", "left", "right"),
        (Row("Hip flexion", (Cell("31°", "from 3 reps"), Cell("cannot be seen", "", True))),),
        (1, 1, 1),
    )
    first = (
        Facts((("Name", name), ("Goal", "everyday"))),
        Section("Tallied", (Tallies((Tally("clean", 3, "●", "#009E73"),)),), "a remark"),
        Section("Listed", (Bullets(("one thing", "another thing")), Text("so it is", "strong"))),
        Notice("Stop if it hurts."),
    )
    second = (
        Section("Measured", (table,)),
        Columns(((Section("Drawn", (plot,)),), (Photo(a_jpeg(), "Best rep"),)), (2, 1)),
        Terms((("hinge", "inclination of the trunk"),)),
    )
    return Document(
        title=f"Report of {name}",
        author="Hip Drill 0.1.0",
        subject="Ranges",
        created=datetime(2025, 11, 22, 18, 5, tzinfo=UTC),
        pages=(Page("For you", first, "Report"), Page("Measurements", second)),
        footer="no medical device",
    )


@pytest.fixture(scope="module")
def paper() -> bytes:
    return pdf_of(every_block())


@pytest.fixture(scope="module")
def screen() -> str:
    return html_of(every_block())


# ---------------------------------------------------------------- PDF


def test_the_pdf_says_that_it_is_accessible_and_in_which_language(paper: bytes) -> None:
    reader = PdfReader(io.BytesIO(paper))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Report of Ann"
    assert reader.metadata.author == "Hip Drill 0.1.0"
    assert reader.metadata.subject == "Ranges"
    assert reader.metadata.creation_date == datetime(2025, 11, 22, 18, 5, tzinfo=UTC)


def test_headings_lists_tables_and_pictures_are_tagged(paper: bytes) -> None:
    found = tags(paper)
    names = [name for name, _ in found]
    assert names.count("/H1") == 2
    assert names.count("/H2") == 4
    assert names.count("/LI") == 3
    heads = [tag for name, tag in found if name == "/TH"]
    assert len(heads) == 3
    assert all(_attribute(tag, "/Scope") == "/Column" for tag in heads)
    alts = [tag["/Alt"] for name, tag in found if name == "/Figure"]
    assert alts == ["A line. It rises from 0 to 1.", "Best rep"]


def _attribute(tag: dict[str, object], name: str) -> object:
    owners = tag["/A"] if isinstance(tag["/A"], list) else [tag["/A"]]
    return next(one.get_object()[name] for one in owners if name in one.get_object())


def test_text_is_text_and_its_fonts_are_embedded(paper: bytes) -> None:
    text = pdf_text(paper)
    for said in ("Name Ann", "● 3 clean", "a remark", "• one thing", "31° from 3 reps",
                 "hinge: inclination of the trunk", "Stop if it hurts.", "no medical device",
                 "page 1 of 2", "page 2 of 2"):  # fmt: skip
        assert said in text
    found = fonts_of(paper)
    assert {name.split("+")[1] for name in found} == {"DejaVuSans", "DejaVuSans-Bold"}
    assert all(found.values())


def fonts_of(data: bytes) -> dict[str, bool]:
    """Each font of a PDF, and whether it is embedded as outlines."""
    found = {}
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        if isinstance(one, dict) and one.get("/Type") == "/FontDescriptor":
            found[str(one["/FontName"])] = "/FontFile2" in one or "/FontFile3" in one
    return found


def test_plots_are_vectors_and_photos_stay_jpeg(paper: bytes) -> None:
    reader = PdfReader(io.BytesIO(paper))
    images = [
        one
        for page in reader.pages
        for one in page["/Resources"].get("/XObject", {}).values()
        if one.get_object()["/Subtype"] == "/Image"
    ]
    assert [one.get_object()["/Filter"] for one in images] == ["/DCTDecode"]
    assert "0.0" in reader.pages[1].extract_text()  # a tick of the plot


def test_pages_are_a4(paper: bytes) -> None:
    for page in PdfReader(io.BytesIO(paper)).pages:
        assert float(page.mediabox.width) == pytest.approx(595.28, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(841.89, abs=0.1)


def test_a_document_without_a_time_has_none() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(replace(every_block(), created=None))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None


def test_the_same_document_is_the_same_file(paper: bytes, screen: str) -> None:
    assert pdf_of(every_block()) == paper
    assert html_of(every_block()) == screen


def test_a_very_long_word_stays_inside_its_column() -> None:
    name = "A_VERY_LONG_NAME_OF_A_RECORDING_WITHOUT_ANY_SPACE_IN_IT.MP4"
    page = PdfReader(io.BytesIO(pdf_of(every_block(name)))).pages[0]
    edges: list[float] = []

    def visit(text: str, at: list[float], of: list[float], *_: object) -> None:
        if text.strip() and set(text.strip()) <= set(name):
            edges.append(at[4] + of[4])

    text = page.extract_text(visitor_text=visit)
    assert name in text.replace("\n", "")
    assert 100 < max(edges) < 175  # where the second column begins


# ---------------------------------------------------------------- names in other scripts


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
def test_a_name_is_readable_in_its_own_script(name: str) -> None:
    assert printable(name) == name
    data = pdf_of(every_block(name))
    assert all(fonts_of(data).values())
    used = {c for c in name if not c.isspace()}
    assert used <= set(pdf_text(data))
    assert name in html_text(html_of(every_block(name)))


def test_a_script_without_a_font_is_named_in_words() -> None:
    said = pdf_text(pdf_of(every_block("ᠮᠣᠩᠭᠣᠯ Ann")))
    assert "[Mongolian letters, which this file has no font for] Ann" in said
    assert "ᠮᠣᠩᠭᠣᠯ Ann" in html_text(html_of(every_block("ᠮᠣᠩᠭᠣᠯ Ann")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x07c", "a b c"),
        ("two\nlines  of", "two lines of"),
        ("\u202eabc", "abc"),
        ("\ue000", "[a sign that this file has no font for]"),
        ("\ud800", "[a sign that this file has no font for]"),
        ("👩🏽\u200d⚕️ 🇩🇪", "👩🏽\u200d⚕️ 🇩🇪"),
        ("$x^2$ #let *b*", "$x^2$ #let *b*"),
    ],
)
def test_what_is_no_letter_does_no_harm(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert "For you" in pdf_text(pdf_of(every_block(text)))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_name_can_be_set(name: str) -> None:
    assert pdf_of(Document("T", name, name, None, (Page("P", (Text(name),), name),), name))


def test_every_font_that_is_asked_is_there() -> None:
    assert set(fonts.FAMILIES) <= set(fonts.collection().families())


# ---------------------------------------------------------------- HTML


def test_headings_rise_by_one_and_the_first_is_the_title(screen: str) -> None:
    levels = [level for level, _ in read(screen).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_name_rows_and_columns(screen: str) -> None:
    scopes = [attributes["scope"] for attributes in read(screen).all("th")]
    assert scopes == ["col", "col", "col", "row"]


def test_pictures_have_words(screen: str) -> None:
    seen = read(screen)
    assert [attributes["role"] for attributes in seen.all("svg")] == ["img"]
    assert "<title>A line</title><desc>It rises from 0 to 1.</desc>" in screen
    assert [attributes["alt"] for attributes in seen.all("img")] == ["Best rep"]


def test_the_page_is_in_english_and_prints(screen: str) -> None:
    assert screen.startswith("<!DOCTYPE html>")
    assert read(screen).all("html") == [{"lang": "en"}]
    assert "<title>Report of Ann</title>" in screen
    assert "@media print" in screen


def test_the_page_asks_for_nothing_from_outside(screen: str) -> None:
    assert not re.search(r"(?:src|href)=[\"'](?!#|data:)|url\((?!#)|@import|<link|<script", screen)
    ids = re.findall(r'\bid="([^"]+)"', screen)
    used = set(re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", screen))
    assert len(ids) == len(set(ids))
    assert {one or other for one, other in used} <= set(ids)


def test_names_cannot_write_html() -> None:
    evil = '"><script>alert("x")</script>'
    page = html_of(every_block(evil))
    assert "<script" not in page
    assert evil in html_text(page)


def test_both_set_every_kind_of_block() -> None:
    templates = Path(fonts.__file__).parent / "templates"
    kinds = {block.kind for block in _blocks(every_block())}
    assert len(kinds) == 11
    for name in ("document.typ", "document.html"):
        text = (templates / name).read_text(encoding="utf-8")
        assert {kind for kind in kinds if f'"{kind}"' not in text} == set()


def _blocks(document: Document) -> list[object]:
    found: list[object] = []
    todo = [block for page in document.pages for block in page.blocks]
    while todo:
        block = todo.pop()
        found.append(block)
        todo += list(getattr(block, "blocks", ()))
        todo += [inner for part in getattr(block, "parts", ()) for inner in part]
    return found
