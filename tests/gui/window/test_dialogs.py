"""File dialogs begin where files are kept, never in the folder the program was started in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QFileDialog

from app.gui.widgets import dialogs
from drills.core.events import Drill


@pytest.fixture
def begun(monkeypatch):
    """The folder that each file dialog was asked to begin in; nothing is chosen."""
    seen = []
    monkeypatch.setattr(dialogs, "_last_folder", [])

    def dialog(answer):
        return lambda *args: seen.append(args[2] if len(args) > 2 else "") or answer

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", dialog(""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog(("", "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog(("", "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", dialog(([], "")))
    return seen


def test_every_dialog_begins_in_a_folder_of_the_users(window, world, wait, begun):
    practise = window.practise
    practise.setup.source.name_source("0")
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    practise.summary.ask_folder()
    window.settings.model.ask_file()
    window.settings.data.ask_where()
    window.settings.data.ask_what()
    window.progress.menu.export_all()
    window.review.opener.ask_files()
    assert len(begun) == 6
    for place in begun:
        assert Path(place).is_absolute()
        assert not Path(place).is_relative_to(Path.cwd())


def test_the_next_one_begins_where_the_last_one_ended(window, monkeypatch, begun, tmp_path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
    assert dialogs.ask_folder(window, "Save in") == tmp_path
    window.settings.data.ask_what()
    assert begun == [str(tmp_path)]
