"""The list of sources: named files, cameras, what opens a dialog."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QFileDialog

from app.gui.choices import SourceKind, camera_choices, choice_for
from app.gui.source_box import SourceBox, is_live


@pytest.fixture
def box(qtbot, world):
    box = SourceBox(world.find_cameras)
    qtbot.addWidget(box)
    yield box
    box.finish_work()


def pick(box, text):
    row = box.findText(text)
    box.setCurrentIndex(row)
    box.activated.emit(row)


def test_a_file_is_asked_for_and_chosen(box, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("/somewhere/my.mov", ""))
    pick(box, "Video file…")
    assert box.choice.location == "/somewhere/my.mov"
    assert box.currentText() == "my.mov"


def test_no_file_keeps_what_was_chosen(box, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("", ""))
    pick(box, "Sample: foot lift")
    pick(box, "Video file…")
    assert box.choice.location == "foot_lift"


def test_looking_again_finds_a_new_camera(box, world, wait):
    world.cameras = []
    box.look()
    box.look()
    wait(lambda: not box.is_looking)
    pick(box, "Sample: foot lift")
    world.cameras = [(2, "new one")]
    pick(box, "Look for cameras again")
    wait(lambda: box.findText("New one") >= 0)
    assert box.choice.location == "foot_lift"


def test_a_look_that_ends_during_a_run_does_not_change_the_choice(box, wait):
    box.setEnabled(False)
    box.look()
    wait(lambda: not box.is_looking)
    assert box.choice.kind is SourceKind.SAMPLE


def test_naming_a_source_twice_lists_it_once(box):
    before = box.count()
    for name in ("a.mp4", "b.mp4", "a.mp4"):
        box.name_source(name)
    assert box.count() == before + 2
    assert box.choice.location == "a.mp4"


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("0", SourceKind.CAMERA, "Camera 0"),
        ("http://10.0.0.2:8080/video", SourceKind.CAMERA, "http://10.0.0.2:8080/video"),
        ("folder/clip.mp4", SourceKind.FILE, "clip.mp4"),
    ],
)
def test_what_a_user_names(text, kind, label):
    choice = choice_for(text)
    assert (choice.kind, choice.label, choice.location) == (kind, label, text)
    assert is_live(choice) is (kind is SourceKind.CAMERA)


def test_cameras_of_one_name_are_told_apart():
    labels = [choice.label for choice in camera_choices([(0, "USB"), (1, "USB"), (2, "built in")])]
    assert labels == ["USB (0)", "USB (1)", "Built in"]
    assert not is_live(None)
