"""A year of three people: the report says what the figures say, on paper and on screen."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from app.cli import main as cli
from app.progress.content import progress_content
from app.progress.document import plots_of, progress_report
from app.report.typeset.html import html_of
from app.report.typeset.pdf import pdf_of
from app.store import Person, Store
from benchmarks.cost.year import START, year
from tests.report_builders import html_text, pdf_text, read, tags

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


@pytest.fixture(scope="module")
def told(summaries):
    """What is said of a person's year, and its document: drawn once."""

    @cache
    def made(person):
        said = said_of(person, summaries)
        return said, progress_report(said)

    return made


def test_a_session_dated_after_today_is_in_the_report_and_named(summaries):
    """A clock that was wrong must not make a session disappear."""
    person = PEOPLE[0]
    today = BEGIN + timedelta(days=50)
    known = [one for one in summaries[person.alias] if one.created.date() <= today]
    later = summaries[person.alias][-1]
    said = progress_content(person, [*known, later], BEGIN, today, today=today)
    facts = dict(said.facts)
    assert facts["Dated after today"].startswith("1 session, in no count of days")
    assert facts["Sessions"].startswith(f"{len(known)} on ")
    assert max(said.days) <= today
    shown = {p.session_id for chapter in said.chapters for c in chapter.courses
             for p in c.clean_share}  # fmt: skip
    assert later.id in shown
    past = progress_content(
        person, [*known, later], BEGIN, today - timedelta(days=9), today=today
    )  # a period that ended before today has no such sessions
    assert "Dated after today" not in dict(past.facts)


def screen_of(said):
    return html_text(html_of(progress_report(said)))


def paper_of(said):
    return pdf_text(pdf_of(progress_report(said)))


@pytest.mark.parametrize("person", PEOPLE, ids=["Ann", "Ben", "Yamada"])
def test_pdf_and_html_say_the_same(person, told):
    said, document = told(person)
    made = pdf_of(document)
    assert len(made) < 1_000_000
    for text in (html_text(html_of(document)), pdf_text(made)):
        assert person.alias in text
        for highlight in said.highlights:
            assert highlight in text
        for chapter in said.chapters:
            assert chapter.title in text
            for row in chapter.rows:
                assert f"{row.label} {row.newest} {row.since_last_four} {row.since_first}" in text


def test_the_pdf_is_tagged_and_its_plots_have_words(told):
    said, document = told(PEOPLE[0])
    found = tags(pdf_of(document))
    count = Counter(name for name, _ in found)
    assert count["/H1"] == 1 + len(said.chapters)
    assert count["/Table"] == sum(bool(chapter.rows) for chapter in said.chapters)
    alts = [tag["/Alt"] for name, tag in found if name == "/Figure"]
    assert len(alts) == 1 + sum(len(plots_of(chapter)) for chapter in said.chapters)
    assert alts[0].startswith("Days of practice. ")
    assert all(re.search(r"\d", alt) for alt in alts)


def test_a_plot_is_described_from_its_first_to_its_newest_session(summaries):
    chapter = said_of(PEOPLE[0], summaries).chapters[0]
    share = next(plot for plot in plots_of(chapter) if plot.title.endswith("Share of clean reps"))
    points = chapter.courses[0].clean_share
    ends = [f"{100 * p.value.value:.0f} % on {p.created:%Y-%m-%d}" for p in (points[0], points[-1])]
    assert f"left: {ends[0]}, {ends[1]}, {len(points)} sessions" in share.description


def test_the_figures_are_those_of_the_sessions(summaries):
    own = summaries["Ann"]
    said = said_of(PEOPLE[0], summaries)
    days = {one.created.date() for one in own}
    facts = dict(said.facts)
    assert facts["Sessions"] == f"{len(own)} on {len(days)} days"
    assert facts["Most days in a row"].isdigit()
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
    assert "No session in this period." in screen_of(said)
    assert "No session in this period." in paper_of(said)


def test_names_cannot_write_html(told):
    page = html_of(told(PEOPLE[1])[1])
    assert "Ben <b>" not in page
    assert "Ben &lt;b&gt;&amp;" in page
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\((?!#)|@import|<link|<script", page)


def test_an_unknown_goal_has_no_band_and_fails_nothing(summaries):
    person = replace(PEOPLE[0], goal="win the cup")
    said = said_of(person, summaries)
    assert all(chapter.bands == () for chapter in said.chapters)
    assert "Pelvis rotation, open" in paper_of(said)


def test_one_day_is_no_plural(summaries):
    day = summaries["Ann"][0].created.date()
    own = [one for one in summaries["Ann"] if one.created.date() == day][:1]
    said = progress_content(PEOPLE[0], own, day, day)
    facts = dict(said.facts)
    assert facts["Sessions"] == "1 on 1 day"
    assert facts["Last 28 days"].startswith("1 session, ")
    assert "1 day of practice from" in html_of(progress_report(said))


def test_a_first_session_has_nothing_to_compare_with_yet(summaries):
    own = [one for one in summaries["Ann"] if one.drill == "aeroplane"][:1]
    day = own[0].created.date()
    said = progress_content(PEOPLE[0], own, day, day)
    assert said.chapters[0].rows
    for text in (screen_of(said), paper_of(said)):
        assert "nothing to compare with yet" in text
        assert "0 sessions" not in text


def test_the_headings_of_the_page_rise_by_one(told):
    levels = [number for number, _ in read(html_of(told(PEOPLE[0])[1])).headings]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


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
