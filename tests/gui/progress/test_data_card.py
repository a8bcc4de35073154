"""A backup from the settings, and back."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QFileDialog

from app.settings import preferences
from app.store import Store, data_folder
from tests.store_builders import a_session


@pytest.fixture
def card(window, tmp_path, monkeypatch):
    with Store.open() as store:
        store.save(a_session("s1"), None)
    preferences.save(preferences.Preferences(person="Ann", sound=False), data_folder())
    path = str(tmp_path / "all.zip")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (path, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *args: ([path], ""))
    monkeypatch.setattr("app.gui.settings.data_card.is_sure", lambda *args: True)
    window.show_page(3)
    return window.settings.data


def test_everything_goes_out_and_comes_back(card, window, wait, tmp_path):
    card.backup_button.click()
    assert not card.restore_button.isEnabled()
    wait(lambda: "2 files are in" in card.said.text())
    assert (tmp_path / "all.zip").exists()
    with Store.open() as store:
        store.delete_person("Ann")
    told = []
    window.restored.connect(lambda: told.append(1))
    card.restore_button.click()
    wait(lambda: told == [1])
    assert "The previous data are in" in card.said.text()
    with Store.open() as store:
        assert [row.id for row in store.sessions("Ann")] == ["s1"]
    window.take_preferences(preferences.load(data_folder()))
    assert window.people.chosen == "Ann"
    assert not window.settings.sound.isChecked()


def test_what_is_no_backup_is_said_in_a_line(card, wait, tmp_path):
    (tmp_path / "all.zip").write_bytes(b"no zip")
    card.restore_button.click()
    wait(lambda: "not a backup" in card.said.text())
    assert card.backup_button.isEnabled()
