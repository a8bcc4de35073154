"""The window locks everything with a pass phrase as it closes; the next start asks for it."""

from __future__ import annotations

import logging

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

from app.gui import desktop
from app.gui.window.phrase_dialog import LOCK, PhraseDialog, unlock_with_phrase
from app.run.keeping.vault import lock
from app.settings import preferences
from app.settings.wishes import Wishes
from app.store import Store, data_folder
from app.store.folder import is_locked
from tests.store_builders import a_session

pytest.importorskip("pyrage")
PHRASE = "seven blue hinges"


@pytest.fixture
def kept():
    with Store.open() as store:
        store.save(a_session("s1", person="Zebulon"), None)
    preferences.save(preferences.Preferences(person="Zebulon"), data_folder())
    return data_folder()


@pytest.mark.parametrize(
    ("phrase", "again", "words"),
    [("", "", "at least 12"), ("short", "short", "at least 12"), (PHRASE, "other", "differ")],
)
def test_a_new_phrase_is_long_and_typed_twice(qtbot, phrase, again, words):
    dialog = PhraseDialog(LOCK, "Lock and close", is_new=True)
    qtbot.addWidget(dialog)
    dialog.line.setText(phrase)
    dialog.again.setText(again)
    dialog.action_button.click()
    assert words in dialog.problem.text()
    assert dialog.result() == 0


def test_a_wrong_phrase_is_said_and_the_right_one_unlocks(kept):
    lock(kept, PHRASE)
    said = []

    def type_both() -> None:
        dialog = QApplication.activeModalWidget()
        dialog.line.setText("seven red hinges")
        dialog.accept()
        said.append(dialog.problem.text())
        dialog.line.setText(PHRASE)
        dialog.accept()

    QTimer.singleShot(0, type_both)
    assert unlock_with_phrase(kept)
    assert "wrong" in said[0]
    assert not is_locked(kept)
    with Store.open() as store:
        assert store.session("latest").person == "Zebulon"


def test_without_the_phrase_it_stays_locked(kept):
    lock(kept, PHRASE)
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    assert not unlock_with_phrase(kept)
    assert is_locked(kept)


def test_the_settings_lock_everything_and_close(window, kept, monkeypatch):
    monkeypatch.setattr("app.gui.settings.data_card.ask_for_new_phrase", lambda _: PHRASE)
    asked = []
    window.lock_asked.connect(asked.append)
    window.show_page(3)
    window.settings.data.lock_button.click()
    assert asked == [PHRASE]


def test_the_program_ends_locked_and_its_log_with_it(kept, monkeypatch):
    monkeypatch.setattr(desktop, "_begin", lambda window, _: QTimer.singleShot(
        200, lambda: window.lock_asked.emit(PHRASE)))  # fmt: skip
    before = logging.getLogger().handlers[:]
    assert desktop.run_gui(Wishes()) == 0
    assert {path.name for path in kept.rglob("*") if path.is_file()} == {
        "locked.age", "locked-key.age",
    }  # fmt: skip
    assert logging.getLogger().handlers == before
