"""People, history and trends, over a real store with made-up sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from PyQt6.QtCore import Qt
from PyQt6.QtPrintSupport import QPrinter
from PyQt6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QInputDialog,
    QScrollArea,
    QTableWidgetSelectionRange,
)

from app.gui.background import line_of
from app.gui.progress.bin_dialog import BinDialog
from app.gui.progress.note_dialog import NoteDialog
from app.gui.progress.plan_dialog import PlanDialog
from app.gui.progress.progress_page import ProgressPage
from app.gui.style import ThemeChoice, dress
from app.gui.widgets.dialogs import question_box
from app.gui.widgets.printing import draw_pdf
from app.progress import page_model as progress_model
from app.progress.reports import progress_pdf
from app.store import Person, StoreError, StoreTrouble
from drills.core.events import Counts, Drill, Rep, RepResult
from drills.regimen import suggested
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
def page(qtbot, world, people, wait):
    page = ProgressPage(world.services, people)
    qtbot.addWidget(page)
    page.told_lines = []
    page.told.connect(lambda line, bad: page.told_lines.append(line))
    page.resize(1100, 640)
    page.show()
    page.offered = []
    page.undo_offered.connect(lambda line, undo: page.offered.append((line, undo)))
    yield page
    page.shut_down()


def shown(page, wait, alias):
    page._people.choose(alias)
    page.refresh()
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
        assert "from the second session on" in progress_model.trend_words(trend)[0]

    def test_two_sessions_compared(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        said = progress_model.compared_words(kim, ("Kim-3-left", "Kim-0-left"))
        assert "24° (18 to 30) more than then" in said
        assert "Choose two" in progress_model.compared_words(kim, ("Kim-3-left", "gone"))

    def test_a_line_of_the_history(self, filled):
        kim = progress_model.load(filled.open_store, "Kim", "everyday", DAY)
        assert progress_model.row_cells(kim.rows[0])[:3] == (
            "2026-03-05 08:00", "Frogger rock, left", "3 ✓  0 △  0 –",
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
        assert page.history.table.rowCount() == 4
        assert page._figures[3][0].text() == "4"
        assert page.trend.course.currentText() == "Frogger rock, left"
        assert "more than in the first session" in page.trend.said.text()
        assert not page.grab().isNull()

    def test_the_trend_follows_another_theme(self, page, filled, wait, qapp):
        shown(page, wait, "Kim")
        dress(qapp, ThemeChoice.DARK)
        assert page.trend._plot.is_outdated
        wait(lambda: not page.trend._plot.is_outdated)
        dress(qapp)
        wait(lambda: not page.trend._plot.is_outdated)

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
        assert said.startswith("Deleted: Frogger rock, left, 2026-03-05 08:00, 3 reps. For 30 days")
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
        assert "It goes on 20" in dialog.list.item(0).text()
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


class TestPlan:
    def test_nobody_has_no_plan(self, page, filled, wait):
        shown(page, wait, None)
        assert page.plan.isHidden()

    def test_it_is_set_and_spoken_against(self, page, filled, wait, qtbot):
        shown(page, wait, "Kim")
        assert "No plan is set" in page.plan.head.text()
        page.plan.button.click()
        dialog = page.findChild(PlanDialog)
        while len(dialog.editors) > 1:
            first = dialog.editors[0]
            (first if first.exercise.drill is not Drill.FROGGER else dialog.editors[1]
             ).remove_button.click()  # fmt: skip
        (editor,) = dialog.editors
        editor.level.setCurrentIndex(0)
        editor.level.activated.emit(0)
        least, most = editor.targets["clean_hip_flexion_deg"]
        for box, value in ((least, 107), (most, 125)):
            box.setValue(value)
            box.changed.emit()
        editor.beyond.setChecked(False)
        editor.sets.more.click()
        dialog.days.less.click()
        dialog.note.setText("Slowly.")
        changed = []
        page.plan_changed.connect(lambda: changed.append(1))
        dialog.save_button.click()
        wait(lambda: changed == [1] and page.snapshot.plan is not None)
        assert page.plan.head.text() == "0 of 2 days this week. Slowly."
        said = page.plan.text
        assert said.startswith("Frogger rock: 3 sets of 10. Not done today.\nHip flexion")
        assert said.endswith("Stop at the upper end: going further is not the aim.")
        assert "104° (100 to 108), band 107 to 125°: below, too close to call" in said
        assert "The plan asks for 107 to 125°." in page.trend.said.text()
        with filled.open_store() as store:
            (exercise,) = store.regimen("Kim").exercises
        assert exercise.targets == {"clean_hip_flexion_deg": (107.0, 125.0)}

    def test_the_goals_own_band_is_no_own_target(self, page, filled, wait):
        shown(page, wait, "Kim")
        page.menu.open_plan()
        dialog = page.findChild(PlanDialog)
        editor = next(one for one in dialog.editors if one.exercise.drill is Drill.FROGGER)
        least, most = editor.targets["clean_hip_flexion_deg"]
        least.setValue(130)
        least.changed.emit()
        assert (least.value(), most.value()) == (130, 131)
        for box, value in ((least, 95), (most, 110)):
            box.setValue(value)
            box.changed.emit()
        assert editor.exercise.targets == {}
        dialog.reject()

    @pytest.mark.parametrize("scale", [1.0, 2.0])
    def test_the_dialogs_scroll_down_only(self, page, filled, wait, qapp, scale):
        dress(qapp, scale=scale)
        shown(page, wait, "Kim")
        page.menu.open_plan()
        dialog = page.findChild(PlanDialog)
        assert dialog.width() <= dialog.screen().availableSize().width()
        dialog.resize(960, 560)
        qapp.processEvents()
        area = dialog.findChild(QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0
        assert dialog.minimumSizeHint().width() <= 960
        dialog.reject()
        note = NoteDialog("Frogger rock", None, page)
        for one in (note, BinDialog((), page)):
            assert one.minimumSizeHint().width() <= 960
            assert one.minimumSizeHint().height() <= 560
            one.deleteLater()
        dress(qapp)

    def test_it_can_be_taken_away(self, page, filled, wait):
        with filled.open_store() as store:
            store.set_regimen("Kim", suggested("everyday"))
        shown(page, wait, "Kim")
        assert page.plan.button.text() == "Change…"
        page.menu.open_plan()
        page.findChild(PlanDialog).gone_button.click()
        wait(lambda: page.snapshot.plan is None)


def test_the_window_follows_the_person(window, world, wait):
    with world.open_store() as store:
        store.put_person(Person("Kim"))
    window.show_page(2)
    wait(lambda: window.progress.snapshot is not None)
    window.people.choose("Kim")
    assert window.preferences.person == "Kim"
    window.progress.begin_button.click()
    assert window.practise.isVisible()


def test_every_page_of_a_pdf_is_drawn(qapp, tmp_path, filled):
    with filled.open_store() as store:
        pdf = progress_pdf(store, "Kim", DAY + timedelta(days=9))
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    draw_pdf(printer, pdf)
    assert len(PdfReader(tmp_path / "out.pdf").pages) == len(PdfReader(BytesIO(pdf)).pages) == 2
    with pytest.raises(ValueError, match="cannot be printed"):
        draw_pdf(printer, b"no pdf")


def test_no_is_the_default_of_every_question(qtbot):
    box, yes = question_box(None, "Delete it?", "Delete")
    qtbot.addWidget(box)
    assert box.defaultButton() is not yes
    assert box.escapeButton() is not yes
    assert box.defaultButton().text().replace("&", "") == "Cancel"


def test_a_history_that_cannot_be_written_can_be_read(window, world, wait, filled):
    def refuse():
        raise StoreError(StoreTrouble.READ_ONLY, "the folder cannot be written", "change it")

    window.people._open_store = refuse
    window.people.look()
    wait(lambda: "not stored" in window.notice.text)
    object.__setattr__(window.progress._services, "open_store", refuse)
    window.people.guess("Kim")
    window.show_page(2)
    wait(lambda: window.progress.history.table.rowCount() == 4)


def test_errors_of_the_system_lose_their_numbers():
    assert line_of(FileNotFoundError(2, "No such file or directory", "a.mp4")) == (
        "A.mp4: no such file or directory."
    )
