"""Help within the program: keys, drills, how a report is read, licences, a problem report."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea

from app.gui.window.help_dialog import HelpDialog
from app.store import Person, data_folder
from drills.registry import DEFINITIONS, OFFERED


@pytest.fixture
def dialog(window, qtbot, world, wait):
    with world.open_store() as store:
        store.put_person(Person("Wilhelmina"))
    window.people.look()
    wait(lambda: window.people.names == ("Wilhelmina",))
    window.people.choose("Wilhelmina")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    found = window.findChild(HelpDialog)
    yield found
    found.accept()


def words_of(sheet):
    return " ".join(label.text() for label in sheet.findChildren(QLabel))


def test_keys_and_who_made_it_are_shown(dialog, wait):
    assert "F11" in words_of(dialog)
    wait(lambda: "GNU General Public License" in words_of(dialog))


def test_every_sheet_is_there(dialog, wait):
    titles = [dialog.tabs.tabText(number) for number in range(dialog.tabs.count())]
    assert titles == [
        "Keys", "Drills and camera", "Reading the report", "About", "Licence", "Other parts",
    ]  # fmt: skip
    wait(lambda: dialog.tabs.widget(4).findChild(QPlainTextEdit) is not None)
    drills = words_of(dialog.tabs.widget(1))
    reading = words_of(dialog.tabs.widget(2))
    for drill in OFFERED:
        assert DEFINITIONS[drill].guide.placement.words in drills
        assert DEFINITIONS[drill].guide.reading in reading
    assert "Not judged" in reading
    assert (
        "GNU GENERAL PUBLIC LICENSE"
        in dialog.tabs.widget(4).findChild(QPlainTextEdit).toPlainText()
    )


def test_the_problem_report_is_copied_and_shown(dialog):
    dialog.copy_button.click()
    said = QGuiApplication.clipboard().text()
    assert dialog.report.toPlainText() == said
    assert "Qt: 6" in said
    assert "Wilhelmina" not in said
    assert str(data_folder()) not in said


def test_no_sheet_scrolls_sideways(dialog, qapp, wait):
    dialog.resize(620, 480)
    for number in (0, 1, 2, 3):
        dialog.tabs.setCurrentIndex(number)
        qapp.processEvents()
        wait(lambda number=number: dialog.tabs.widget(number).findChild(QScrollArea) is not None)
        area = dialog.tabs.widget(number).findChild(QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0
