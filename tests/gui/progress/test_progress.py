"""People, history and trends, over a real store with made-up sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QInputDialog,
    QTableWidgetSelectionRange,
)

from app.gui.progress.bin_dialog import BinDialog
from app.gui.progress.note_dialog import NoteDialog
from app.gui.sheet import DARK, LIGHT
from app.gui.style import ThemeChoice, dress
from app.progress import history
from app.progress import page_model as progress_model
from app.store import Person, StoreError, StoreTrouble
from tests.app.review.test_review_model import a_series
from tests.gui.kept_sessions import DAY, session_on, shown
from vision.datatypes import Estimate


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

    def test_the_rock_is_told_by_what_was_gained(self, world):
        peaks = {
            "clean_hip_flexion_deg": Estimate.around(100.0, 12.0),
            "hip_excursion_deg": Estimate.around(35.0, 4.0),
        }
        session = session_on(0, 100.0)
        reps = tuple(replace(rep, measures=peaks) for rep in session.reps)
        with world.open_store() as store:
            store.save(replace(session, reps=reps), a_series())
        (course,) = progress_model.load(world.open_store, "Kim", "everyday", DAY).progress.courses
        trend = course.trends[progress_model.first_trend(course)]
        assert trend.measure == "hip_excursion_deg"

    def test_the_history_is_read_before_the_figures(self, filled):
        first = progress_model.load_first(filled.open_store, "Kim", "everyday", DAY, most=2)
        whole = progress_model.load(filled.open_store, "Kim", "everyday", DAY, most=2)
        assert [row.id for row in first.rows] == ["Kim-3-left", "Kim-2-left"]
        assert (first.total, first.summaries) == (4, ())
        assert first.rows == whole.rows
        assert len(whole.summaries) == 4

    def test_one_session_is_a_beginning(self, filled):
        nobody = progress_model.load(filled.open_store, None, "everyday", DAY)
        (trend,) = nobody.progress.courses[0].trends
        assert "from the second session" in progress_model.trend_words(trend)[0]

    def test_two_sessions_compared(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        said = progress_model.compared_words(kim, ("Kim-3-left", "Kim-0-left"))
        assert "24° (18 to 30) more than then" in said
        assert "Choose two" in progress_model.compared_words(kim, ("Kim-3-left", "gone"))

    def test_a_line_of_the_history(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        assert history.row_cells(kim.rows[0])[:3] == (
            "2026-03-05 08:00", "Frogger rock, left", "3 ✓  0 △  0 –",
        )  # fmt: skip


def drawn_on(trend):
    """The colour of the ground of the plot."""
    return trend._plot._column.itemAt(0).widget().backgroundBrush().color().name()


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
        assert page.history.table.rowCount() == 4
        assert page._figures[3][0].text() == "4"
        assert page.trend.course.currentText() == "Frogger rock, left"
        assert "more than in the first session" in page.trend.said.text()
        assert not page.grab().isNull()

    def test_the_trend_follows_another_theme(self, page, filled, wait, qapp):
        shown(page, wait, "Kim")
        for choice, look in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
            dress(qapp, choice)
            wait(lambda look=look: drawn_on(page.trend) == look.card)

    def test_comparing_two_of_the_history(self, page, filled, wait):
        shown(page, wait, "Kim")
        assert not page.history.compare_button.isEnabled()
        page.history.table.selectAll()
        assert not page.history.compare_button.isEnabled()
        page.history.table.clearSelection()
        page.history.table.setRangeSelected(QTableWidgetSelectionRange(0, 0, 1, 4), True)
        page.history.compare_button.click()
        said = page.history.compared.text()
        assert said.startswith("Frogger rock, left, 2026-03-05 08:00, 3 reps, compared with 2026-")
        assert "more than then" in said
        assert "more than then" not in page.trend.said.text()

    def test_what_is_deleted_is_named_and_can_be_had_back(self, page, filled, wait):
        shown(page, wait, "Kim")
        page.history.table.selectRow(0)
        page.history.delete_button.click()
        wait(lambda: page.history.table.rowCount() == 3)
        said, back = page.offered[-1]
        assert said.startswith("Deleted: Frogger rock, left, 2026-03-05 08:00, 3 reps. It stays")
        assert len(page.snapshot.progress.courses[0].trends[0].best) == 3
        back()
        wait(lambda: page.history.table.rowCount() == 4)

    def test_the_bin_outlives_the_page(self, page, filled, wait, monkeypatch):
        shown(page, wait, "Kim")
        page.history.table.selectAll()
        page.history.delete_button.click()
        wait(lambda: page.snapshot.total == 0)
        shown(page, wait, None)
        shown(page, wait, "Kim")
        wait(lambda: len(page.snapshot.in_bin) == 4)
        assert "Bin (4)…" in [action.text() for action in page.menu._menu.actions()]
        page.menu.open_bin()
        dialog = page.findChild(BinDialog)
        assert "It will be deleted on 20" in dialog.list.item(0).text()
        dialog.list.item(0).setSelected(True)
        dialog.back_button.click()
        wait(lambda: page.history.table.rowCount() == 1)
        page.menu.open_bin()
        monkeypatch.setattr("app.gui.progress.bin_dialog.is_sure", lambda *args: True)
        dialog = [one for one in page.findChildren(BinDialog) if one.isVisible()][-1]
        dialog.gone_button.click()
        wait(lambda: page.snapshot.in_bin == ())
        with filled.open_store() as store:
            assert store.count("Kim") == 1

    def test_a_note_is_written_and_stands_in_the_history(self, page, filled, wait):
        shown(page, wait, "Kim")
        page.history.table.selectRow(0)
        page.history.note_button.click()
        wait(lambda: page.findChild(NoteDialog) is not None)
        dialog = page.findChild(NoteDialog)
        dialog.text.setPlainText("Pinched a little\nat the end.")
        dialog.pain.choose(3)
        dialog.save_button.click()
        wait(lambda: page.history.table.item(0, 3).text() == "3")
        assert page.history.table.item(0, 1).text() == (
            "Frogger rock, left\n“Pinched a little at the end.”"
        )
        with filled.open_store() as store:
            note = store.note("Kim-3-left")
        assert (note.pain, note.text) == (3, "Pinched a little\nat the end.")

    def test_the_history_needs_no_mouse(self, page, filled, wait, qtbot):
        shown(page, wait, "Kim")
        table = page.history.table
        table.setFocus()
        table.setCurrentCell(0, 0)
        qtbot.keyClick(table, Qt.Key.Key_Down)
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        assert [row.id for row in page.history.selected] == ["Kim-2-left", "Kim-1-left"]
        qtbot.keyClick(table, Qt.Key.Key_Delete)
        wait(lambda: table.rowCount() == 2)
        assert page.offered[-1][0].startswith("Deleted: 2 sessions.")

    def test_filling_the_history_measures_its_cells_once(self, page, filled, wait, monkeypatch):
        """With 200 lines it took 16 s when every cell that was set measured all others."""
        shown(page, wait, "Kim")
        table, side = page.history.table, page.history.table.verticalHeader()
        modes, set_item = set(), table.setItem

        def watched(*args):
            modes.add(side.sectionResizeMode(0))
            set_item(*args)

        monkeypatch.setattr(table, "setItem", watched)
        page.history.show_snapshot(page.snapshot)
        assert modes == {QHeaderView.ResizeMode.Fixed}
        assert side.sectionResizeMode(0) == QHeaderView.ResizeMode.ResizeToContents

    def test_a_long_history_is_shown_bit_by_bit(self, page, filled, wait):
        shown(page, wait, "Kim")
        page._most = 2
        page.refresh()
        wait(lambda: page.history.table.rowCount() == 2)
        assert page.history.more_button.text() == "Show 2 older"
        page.history.more_button.click()
        wait(lambda: page.history.table.rowCount() == 4)
        assert page.history.more_button.isHidden()

    def test_sessions_move_to_somebody_else(self, page, filled, wait):
        shown(page, wait, "Kim")
        page.history.table.selectRow(0)
        page.move_selected("Ada")
        wait(lambda: page.history.table.rowCount() == 3)
        with filled.open_store() as store:
            assert [row.id for row in store.sessions(person="Ada")] == ["Kim-3-left"]

    @pytest.mark.parametrize("does_agree", [False, True])
    def test_a_picture_moves_only_with_leave(self, page, filled, wait, monkeypatch, does_agree):
        with filled.open_store() as store:
            store.set_still("Kim-3-left", 1, b"jpeg")
        asked = []
        monkeypatch.setattr(
            "app.gui.progress.progress_page.agrees",
            lambda parent, alias: asked.append(alias) or does_agree,
        )
        shown(page, wait, "Kim")
        page.history.table.selectRow(0)
        page.move_selected("Ada")
        wait(lambda: page.history.table.rowCount() == 3)
        assert asked == ["Ada"]
        with filled.open_store() as store:
            assert (store.still("Kim-3-left") is not None) == does_agree

    def test_a_person_can_be_renamed(self, page, filled, wait, monkeypatch):
        shown(page, wait, "Kim")
        monkeypatch.setattr(QInputDialog, "getText", lambda *args, **more: ("Kim Lee", True))
        page.menu.rename()
        wait(lambda: page.snapshot.alias == "Kim Lee")
        assert page.history.table.rowCount() == 4

    def test_a_name_that_is_taken_merges_the_two(self, page, filled, wait, monkeypatch):
        with filled.open_store() as store:
            store.put_person(Person("Ada"))
        shown(page, wait, "Kim")
        monkeypatch.setattr(QInputDialog, "getText", lambda *args, **more: ("ada", True))
        monkeypatch.setattr("app.gui.progress.person_menu.is_sure", lambda *args: True)
        page.menu.rename()
        wait(lambda: page.snapshot.alias == "Ada")
        assert page.history.table.rowCount() == 4
        with filled.open_store() as store:
            assert [person.alias for person in store.people()] == ["Ada"]

    def test_sessions_without_a_name_go_out_and_away_together(
        self, page, filled, wait, tmp_path, monkeypatch
    ):
        shown(page, wait, None)
        wanted, archive = [], tmp_path / "all.zip"
        monkeypatch.setattr(
            QFileDialog,
            "getSaveFileName",
            lambda *args: (wanted.append(args[2]) or str(archive), ""),
        )
        page.menu.export_all()
        wait(archive.exists)
        assert "hipdrill-without-a-name-20" in wanted[0]
        monkeypatch.setattr("app.gui.progress.person_menu.is_sure", lambda *args: True)
        wait(lambda: not page.work.is_running)
        page.menu.delete_all()
        wait(lambda: page.snapshot.rows == ())
        with filled.open_store() as store:
            assert {row.person for row in store.sessions()} == {"Kim"}

    def test_a_report_of_an_old_session(self, page, filled, world, wait, tmp_path, monkeypatch):
        shown(page, wait, "Kim")
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        page.history.table.selectRow(1)
        page.history.report_button.click()
        wait(lambda: any(line.startswith("Saved in") for line in page.told_lines))
        assert len(world.saved) == 1

    def test_a_report_is_printed(self, page, filled, wait, monkeypatch):
        shown(page, wait, "Kim")
        printed = []
        monkeypatch.setattr(
            "app.gui.widgets.printing.print_pdf",
            lambda parent, title, pdf: printed.append((title, pdf)) or True,
        )
        page.history.table.selectRow(0)
        page.history.print_button.click()
        wait(lambda: page.told_lines != [])
        assert printed == [("Frogger rock, left, 2026-03-05 08:00, 3 reps", b"a report")]
        assert page.told_lines == ["Printed: Frogger rock, left, 2026-03-05 08:00, 3 reps."]
        page.menu.print_report()
        wait(lambda: len(printed) == 2)
        assert printed[1][0] == "Progress of Kim"
        assert printed[1][1].startswith(b"%PDF")

    def test_the_progress_report_is_saved(self, page, filled, wait, tmp_path, monkeypatch):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        shown(page, wait, "Kim")
        page.menu.save_report()
        wait(lambda: page.told_lines != [])
        (path,) = tmp_path.glob("progress-Kim-*.pdf")
        assert str(path) in page.told_lines[0]

    def test_a_new_person_is_chosen(self, page, people, wait, monkeypatch):
        monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("  Ada ", True))
        box = page.person
        box.activated.emit(box.count() - 1)
        wait(lambda: page.snapshot is not None and page.snapshot.alias == "Ada")
        assert people.chosen == "Ada"
        assert page.person.currentText() == "Ada"

    def test_everything_out_and_everything_gone(
        self, page, filled, world, wait, tmp_path, monkeypatch
    ):
        shown(page, wait, "Kim")
        archive = tmp_path / "kim.zip"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(archive), ""))
        page.menu.export_all()
        wait(archive.exists)
        wait(lambda: not page.work.is_running)
        monkeypatch.setattr("app.gui.progress.person_menu.is_sure", lambda *args: True)
        page.menu.delete_all()
        wait(lambda: page.snapshot.alias is None)
        with world.open_store() as store:
            assert store.people() == ()
            assert len(store.sessions()) == 1

    def test_a_store_that_fails_is_one_plain_line(self, page, world, wait):
        world.store_error = StoreError(StoreTrouble.DAMAGED, "the store is damaged", "run doctor")
        page.refresh()
        wait(lambda: page.told_lines != [])
        assert page.told_lines == ["The store is damaged: run doctor."]
