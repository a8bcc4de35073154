"""The plan on the progress page, and what the window makes of progress."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from PyQt6.QtPrintSupport import QPrinter
from PyQt6.QtWidgets import (
    QScrollArea,
)

from app.gui.background import line_of
from app.gui.progress.bin_dialog import BinDialog
from app.gui.progress.note_dialog import NoteDialog
from app.gui.progress.plan_dialog import PlanDialog
from app.gui.style import dress
from app.gui.widgets.dialogs import question_box
from app.gui.widgets.printing import draw_pdf
from app.progress.reports import progress_pdf
from app.store import Person, StoreError, StoreTrouble
from drills.core.events import Drill
from drills.regimen import suggested
from tests.gui.kept_sessions import DAY, shown


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
        "a.mp4: no such file or directory."
    )
