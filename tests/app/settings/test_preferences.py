"""What is remembered, and what a damaged file does."""

from __future__ import annotations

import pytest

from app.settings import preferences
from app.settings.preferences import FILE_NAME, Preferences


def test_what_was_saved_is_loaded(tmp_path):
    wanted = Preferences(theme="dark", volume=0.25, welcomed=True, source="1")
    assert preferences.save(wanted, tmp_path / "new")
    assert preferences.load(tmp_path / "new") == wanted


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "null"])
def test_a_damaged_file_gives_the_defaults(tmp_path, text):
    (tmp_path / FILE_NAME).write_text(text)
    assert preferences.load(tmp_path) == Preferences()


def test_one_wrong_field_does_not_cost_the_others(tmp_path):
    (tmp_path / FILE_NAME).write_text('{"theme": 3, "goal": "deep_squat", "volume": 9, "odd": 1}')
    found = preferences.load(tmp_path)
    assert (found.theme, found.goal, found.volume) == ("system", "deep_squat", 1.0)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert not preferences.save(Preferences(), tmp_path / "file")


def test_thresholds_are_kept_and_nonsense_is_dropped(tmp_path):
    preferences.save(Preferences(thresholds={"lumbar_flexion": 14.0}), tmp_path)
    assert preferences.load(tmp_path).thresholds == {"lumbar_flexion": 14.0}
    (tmp_path / FILE_NAME).write_text('{"thresholds": {"lumbar_flexion": 0, "side_bend": "x"}}')
    assert preferences.load(tmp_path).thresholds == {}
