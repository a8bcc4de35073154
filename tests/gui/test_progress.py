"""People, history and trends, over a real store with made-up sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PyQt6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QMessageBox,
    QTableWidgetSelectionRange,
)

from app.gui.progress.progress_page import ProgressPage
from app.progress import page_model as progress_model
from app.store import Person, StoreError, StoreTrouble
from drills.core.events import Counts, Drill, Rep, RepResult
from tests.app.review.test_review_model import a_series
from tests.gui_builders import a_session
from vision.datatypes import Estimate, Side

DAY = date(2026, 3, 2)


def session_on(number, size_deg, side=Side.LEFT, person="Kim", drill=Drill.FROGGER):
    peak = {"clean_hip_flexion_deg": Estimate.around(size_deg, 4.0)}
    reps = tuple(
        Rep(side, 4 * n, 4 * n + 2, 4 * n + 4, RepResult.CLEAN, (), peak) for n in range(3)
    )
    day = DAY + timedelta(days=number)
    return a_session(
        id=f"{person}-{number}-{side}",
        created=f"{day.isoformat()}T08:00:00+01:00",
        person=person,
        drill=drill,
        side=side.value,
        counts=Counts(3),
        reps=reps,
        warnings=(),
    )


@pytest.fixture
def filled(world):
    """Kim with four sessions that go further and further, and one of nobody."""
    with world.open_store() as store:
        for number, size in enumerate((80.0, 88.0, 97.0, 104.0)):
            store.save(session_on(number, size), a_series())
        store.save(replace(session_on(9, 70.0), id="other", person=None), a_series())
    return world


@pytest.fixture
def page(qtbot, world, wait):
    page = ProgressPage(world.services)
    qtbot.addWidget(page)
    page.told_lines = []
    page.told.connect(lambda line, bad: page.told_lines.append(line))
    page.resize(1100, 640)
    page.show()
    yield page
    page.finish_work()


def shown(page, wait, alias):
    page.choose_person(alias)
    wait(lambda: page.snapshot is not None and page.snapshot.alias == alias)
    return page


class TestModel:
    def test_each_person_has_their_own(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        nobody = progress_model.load(filled.open_store, None, "everyday", DAY)
        assert (len(kim.rows), len(nobody.rows)) == (4, 1)
        assert kim.rows[0].id == "Kim-3-left"

    def test_a_trend_in_words_and_against_its_goal(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        (course,) = kim.progress.courses
        trend = course.trends[progress_model.first_trend(course)]
        assert trend.measure == "clean_hip_flexion_deg"
        assert progress_model.goal_band(course, trend.measure, "everyday") == (95.0, 110.0)
        assert progress_model.trend_words(trend)[0].startswith("24° (18 to 30) more than in the")

    def test_one_session_is_a_beginning(self, filled):
        nobody = progress_model.load(filled.open_store, None, "everyday", DAY)
        (trend,) = nobody.progress.courses[0].trends
        assert "from the second session on" in progress_model.trend_words(trend)[0]

    def test_two_sessions_compared(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        said = progress_model.compared_words(kim, ("Kim-3-left", "Kim-0-left"))
        assert "24° (18 to 30) more than then" in said
        assert "Choose two" in progress_model.compared_words(kim, ("Kim-3-left", "gone"))

    def test_a_line_of_the_history(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        assert progress_model.row_cells(kim.rows[0])[:3] == (
            "2026-03-05 08:00", "Frogger rock", "left",
        )  # fmt: skip


class TestPage:
    def test_without_sessions_it_invites(self, page, wait):
        asked = []
        page.practise_asked.connect(lambda: asked.append(1))
        shown(page, wait, None)
        assert page._body.currentWidget() is page._empty
        page.begin_button.click()
        assert asked == [1]

    def test_history_figures_and_trend(self, page, filled, wait):
        shown(page, wait, "Kim")
        assert page.history.rowCount() == 4
        assert page._figures[3][0].text() == "4"
        assert page.course.currentText() == "Frogger rock, left"
        assert "more than in the first session" in page._said.text()
        assert not page.grab().isNull()

    def test_comparing_two_of_the_history(self, page, filled, wait):
        shown(page, wait, "Kim")
        assert not page.compare_button.isEnabled()
        page.history.selectAll()
        assert not page.compare_button.isEnabled()
        page.history.clearSelection()
        page.history.setRangeSelected(QTableWidgetSelectionRange(0, 0, 1, 4), True)
        page.compare_button.click()
        assert "more than then" in page._said.text()

    def test_deleting_asks_first(self, page, filled, wait, monkeypatch):
        shown(page, wait, "Kim")
        answer = [QMessageBox.StandardButton.No]
        monkeypatch.setattr(QMessageBox, "question", lambda *args: answer[0])
        page.history.selectRow(0)
        page.delete_button.click()
        assert page.history.rowCount() == 4
        answer[0] = QMessageBox.StandardButton.Yes
        page.delete_button.click()
        wait(lambda: page.history.rowCount() == 3)

    def test_a_report_of_an_old_session(self, page, filled, world, wait, tmp_path, monkeypatch):
        shown(page, wait, "Kim")
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        page.history.selectRow(1)
        page.report_button.click()
        wait(lambda: any(line.startswith("Saved in") for line in page.told_lines))
        assert len(world.saved) == 1

    def test_a_new_person_is_chosen_and_remembered(self, page, world, wait, monkeypatch):
        chosen = []
        page.person_chosen.connect(chosen.append)
        monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("  Ada ", True))
        page.add_person()
        wait(lambda: page.snapshot is not None and page.snapshot.alias == "Ada")
        assert chosen == ["Ada"]
        assert page.person.currentText() == "Ada"

    def test_everything_out_and_everything_gone(
        self, page, filled, world, wait, tmp_path, monkeypatch
    ):
        shown(page, wait, "Kim")
        archive = tmp_path / "kim.zip"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(archive), ""))
        page.export_all()
        wait(archive.exists)
        monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Yes)
        page.delete_person()
        wait(lambda: page.snapshot.alias is None)
        with world.open_store() as store:
            assert store.people() == ()
            assert len(store.sessions()) == 1

    def test_a_store_that_fails_is_one_plain_line(self, page, world, wait):
        world.store_error = StoreError(StoreTrouble.DAMAGED, "the store is damaged", "run doctor")
        page.refresh()
        wait(lambda: page.told_lines != [])
        assert page.told_lines == ["The store is damaged: run doctor."]


def test_the_window_follows_the_person(window, world, wait):
    with world.open_store() as store:
        store.put_person(Person("Kim"))
    window.show_page(2)
    wait(lambda: window.progress.snapshot is not None)
    window.progress.choose_person("Kim")
    assert window.practise.person == "Kim"
    assert window.preferences.person == "Kim"
    window.progress.begin_button.click()
    assert window.practise.isVisible()
