"""A year of three people: the report says what the figures say, on paper and on screen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest

from app.cli import main as cli
from app.progress.content import progress_content
from app.progress.html import progress_html
from app.progress.pdf import progress_pages, progress_pdf
from app.report.paper import WIDTH_MM, drawing_settings
from app.store import Person, Store
from benchmarks.cost.year import START, year

BEGIN = START.date()
END = START.date() + timedelta(days=364)
PEOPLE = (Person("Ann"), Person("Ben <b>&", "gymnastics"), Person("山田 $x$", "deep_squat"))


@pytest.fixture(scope="module")
def summaries(tmp_path_factory):
    """What the store keeps of a year of each of them."""
    found = {}
    with Store.open(tmp_path_factory.mktemp("year")) as store:
        for seed, person in enumerate(PEOPLE):
            store.put_person(person)
            for session in year(person.alias, seed, 75):
                store.save(session, None)
        for person in PEOPLE:
            found[person.alias] = store.summaries(person.alias)
    return found


def said_of(person, summaries, since=BEGIN, until=END):
    return progress_content(person, summaries[person.alias], since, until)


def text_of(page):
    body = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def figures_text(said):
    from matplotlib.text import Text

    with drawing_settings():
        return " ".join(
            text.get_text() for page in progress_pages(said) for text in page.findobj(Text)
        )


@pytest.mark.parametrize("person", PEOPLE, ids=["Ann", "Ben", "Yamada"])
def test_pdf_and_html_say_the_same(person, summaries):
    said = said_of(person, summaries)
    page, paper = text_of(progress_html(said)), figures_text(said)
    for chapter in said.chapters:
        assert chapter.title in page
        assert chapter.title in paper
        for row in chapter.rows:
            assert row.newest in page
            assert row.newest in paper
    for highlight in said.highlights:
        assert highlight in page
    if person.alias == "Ann":
        made = progress_pdf(said)
        assert made.startswith(b"%PDF-")
        assert len(made) < 1_000_000


def test_the_figures_are_those_of_the_sessions(summaries):
    own = summaries["Ann"]
    said = said_of(PEOPLE[0], summaries)
    days = {one.created.date() for one in own}
    facts = dict(said.facts)
    assert facts["Sessions"] == f"{len(own)} on {len(days)} days"
    assert said.days == tuple(sorted(days))
    rocks = [one for one in own if one.drill == "frogger"]
    best = max(
        m.best.value
        for one in rocks
        for side in one.sides.values()
        for name, m in side.measures.items()
        if name == "clean_hip_flexion_deg"
    )
    assert any(f"best {best:.0f}°" in text for text in said.highlights if "frogger" in text)


def test_the_period_cuts_both_ends(summaries):
    since, until = date(2026, 2, 1), date(2026, 2, 28)
    said = said_of(PEOPLE[0], summaries, since, until)
    assert min(said.days) >= since
    assert max(said.days) <= until
    for chapter in said.chapters:
        for course in chapter.courses:
            assert all(since <= p.created.date() <= until for p in course.clean_share)


def test_a_period_without_a_session_says_so(summaries):
    said = said_of(PEOPLE[0], summaries, date(2020, 1, 1), date(2020, 2, 1))
    assert said.chapters == ()
    assert "no session in this period" in text_of(progress_html(said))
    assert "no session in this period" in figures_text(said)


def test_names_cannot_write_html(summaries):
    page = progress_html(said_of(PEOPLE[1], summaries))
    assert "Ben <b>" not in page
    assert "Ben &lt;b&gt;&amp;" in page
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\((?!#)|@import|<link|<script", page)


def test_an_unknown_goal_has_no_band_and_fails_nothing(summaries):
    person = replace(PEOPLE[0], goal="win the cup")
    said = said_of(person, summaries)
    assert all(chapter.bands == () for chapter in said.chapters)
    assert "Pelvis rotation, open" in figures_text(said)


@pytest.mark.parametrize("person", PEOPLE, ids=["Ann", "Ben", "Yamada"])
def test_nothing_leaves_the_pages(person, summaries):
    with drawing_settings():
        for figure in progress_pages(said_of(person, summaries)):
            figure.set_dpi(200)
            figure.draw_without_rendering()
            width_px, _ = figure.bbox.size
            per_mm = width_px / WIDTH_MM
            for text in figure.texts:
                box = text.get_window_extent()
                assert box.x1 < width_px - 16 * per_mm, text.get_text()
                assert box.y0 > 5 * per_mm, text.get_text()


# ---------------------------------------------------------------- hipdrill progress


@pytest.fixture
def kept():
    with Store.open() as store:
        for session in year("Ann", 0, 30):
            store.save(session, None)


@pytest.mark.usefixtures("kept")
def test_the_command_prints_and_writes(tmp_path, capsys):
    asked = ["progress", "ann", "--until", "2026-02-10"]
    assert cli.main([*asked, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "Hip aeroplane, kickstand" in printed
    assert {p.name for p in tmp_path.iterdir()} == {
        "progress-Ann-2026-02-10.pdf",
        "progress-Ann-2026-02-10.html",
    }
    assert cli.main([*asked, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    course = data["courses"][0]
    assert len(course["clean_share"]) == course["sessions"]
    measures = course["measures"]["pelvis_rotation_open_deg"]
    assert measures["since_first"]["verdict"] in ("no_clear_difference", "possible", "consistent")


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["Zoe"], 1),
        (["Ann", "--since", "2026-03-01", "--until", "2026-02-01"], 2),
        (["Ann", "--since", "yesterday"], 2),
        (["Ann", "--format", "docx"], 2),
    ],
)
def test_the_command_refuses_in_one_line(capsys, arguments, code):
    try:
        got = cli.main(["progress", *arguments])
    except SystemExit as stop:
        got = stop.code
    assert got == code
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("hipdrill: error: ")


def test_a_person_without_a_session_has_a_report(capsys):
    with Store.open() as store:
        store.put_person(Person("Dora"))
    assert cli.main(["progress", "Dora"]) == 0
    assert "0 on 0 days" in capsys.readouterr().out
