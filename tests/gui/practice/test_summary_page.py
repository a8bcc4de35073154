"""Saving the report: where it went, or one plain line why not."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QFileDialog, QLabel

from app.gui.practice.figures.pair_view import PairView
from app.gui.practice.summary_page import SummaryPage
from app.gui.practice.summary_sheet import Tallies
from drills.core.events import Counts, Rep, RepResult, WarningKind
from tests.gui_builders import a_failure, a_session, an_outcome
from vision.datatypes import Side


@pytest.fixture
def page(qtbot, world, people):
    page = SummaryPage(world.save, people)
    qtbot.addWidget(page)
    page.show_outcome(an_outcome(a_session()))
    page.show()
    return page


def test_saved_in_a_folder_of_its_own(page, world, tmp_path, wait, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.save_button.click()
    wait(lambda: "Saved in" in page.notice.text)
    folder = tmp_path / "hipdrill-20260102-030405"
    assert str(folder) in page.notice.text
    assert (folder / "report.pdf").exists()
    page.notice.button.click()
    assert opened == [str(folder)]


def test_the_report_is_printed_and_the_clock_waits(page, world, wait, monkeypatch):
    printed = []
    monkeypatch.setattr(
        "app.gui.widgets.printing.print_pdf",
        lambda parent, title, pdf: printed.append((title, pdf)) or True,
    )
    page.begin(30.0)
    page.print_button.click()
    assert not page.rest.isVisible()
    wait(lambda: page.notice.text.startswith("Printed: Frogger rock"))
    assert printed[0][1] == b"a report"
    assert page.print_button.isEnabled()
    assert not any(path.exists() for path in world.saved)


def test_a_printer_that_does_not_answer_is_one_line(page, wait, monkeypatch):
    def refuse(*_args):
        raise ValueError("the printer does not answer: choose another one, or save the report")

    monkeypatch.setattr("app.gui.widgets.printing.print_pdf", refuse)
    page.print_button.click()
    wait(lambda: "printer does not answer" in page.notice.text)


def test_no_folder_no_report(page, world, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: "")
    page.save_button.click()
    assert page.notice.text == ""
    assert world.saved == []


def test_a_full_disk_is_one_plain_line(page, world, tmp_path, wait):
    world.save_error = OSError(28, "No space left on device")
    page.save_into(tmp_path)
    wait(lambda: "could not be saved" in page.notice.text)
    assert "No space left on device" in page.notice.text
    assert "\n" not in page.notice.text
    assert page.save_button.isEnabled()


def test_any_other_error_is_logged(page, world, tmp_path, wait, caplog):
    world.save_error = ValueError("no font")
    page.save_into(tmp_path)
    wait(lambda: "could not be made" in page.notice.text)
    assert len(caplog.records) == 1


def test_a_second_press_while_saving_does_nothing(page, world, tmp_path, wait):
    gate = threading.Event()
    save = world.save
    page._save = lambda *args: gate.wait(20) and save(*args)
    page.save_into(tmp_path)
    page.save_into(tmp_path)
    gate.set()
    wait(lambda: "Saved in" in page.notice.text)
    assert len(world.saved) == 1


def test_closing_while_saving_waits_for_the_file(page, world, tmp_path):
    page.save_into(tmp_path)
    page.finish_work()
    assert len(world.saved) == 1


def test_a_failed_run_says_so_above_what_was_kept(qtbot, world, people):
    page = SummaryPage(world.save, people)
    qtbot.addWidget(page)
    page.show_outcome(an_outcome(a_session(), a_failure()))
    assert page.notice.text == "Camera 0 stopped sending pictures: plug it in again."
    assert page.save_button.isEnabled()


def test_without_a_record_there_is_nothing_to_save(qtbot, world, people, tmp_path):
    page = SummaryPage(world.save, people)
    qtbot.addWidget(page)
    page.show_outcome(an_outcome(None, a_failure()))
    assert not page.save_button.isEnabled()
    page.save_into(tmp_path)
    assert world.saved == []


def test_what_the_person_felt_goes_into_the_notes(page, world, tmp_path, wait):
    kept = []
    page._save = lambda session, series, folder: kept.append(session) or []
    page.pain.choose(3)
    page.reason.setCurrentText("tired")
    page.save_into(tmp_path)
    wait(lambda: "Saved in" in page.notice.text)
    assert kept[0].quality.notes[-2:] == ("Pain afterwards: 3 of 10.", "Ended because: tired.")


def test_nothing_said_adds_no_note(page, world, tmp_path, wait):
    kept = []
    page._save = lambda session, series, folder: kept.append(session) or []
    page.save_into(tmp_path)
    wait(lambda: "Saved in" in page.notice.text)
    assert kept[0].quality.notes == a_session().quality.notes


def test_a_number_of_pain_can_be_taken_back(page, qtbot):
    button = page.pain._group.button(4)
    button.click()
    assert page.pain.value == 4
    page.pain._group.button(6).click()
    assert page.pain.value == 6
    page.pain._group.button(6).click()
    assert page.pain.value is None


def test_another_set_is_asked_for(page):
    asked = []
    page.again_asked.connect(asked.append)
    page.other_button.click()
    page.again_button.click()
    assert asked == [True, False]


def test_all_four_tallies_are_shown(qtbot):
    shown = Tallies(Counts(clean=4, compensated=2, partial=1, unjudged=3))
    qtbot.addWidget(shown)
    texts = [label.text() for label in shown.findChildren(QLabel)]
    assert texts == ["4", "✓ clean", "2", "△ compensated", "1", "– partial", "3", "? not judged"]


def test_wrong_and_right_are_shown_beside_the_first_reason_of_a_kind(page):
    twice = tuple(
        Rep(Side.LEFT, n, n + 1, n + 2, RepResult.COMPENSATED, ("the low back rounded by 16 deg",))
        for n in range(2)
    )
    page.show_outcome(an_outcome(a_session(reps=twice, counts=Counts(0, 2))))
    (pair,) = page.findChildren(PairView)
    assert pair.kind is WarningKind.LUMBAR_FLEXION
    assert pair.accessibleName() == (
        "Wrong: Your low back rounds. Right: Stop before your tailbone tucks under"
    )
