"""The list of sources: cameras, addresses, the sample."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QInputDialog

from app.gui.cameras import CameraFinder
from app.gui.inputs.source_box import ASK_ADDRESS, LOOK_AGAIN, SourceBox
from app.settings.source_choices import SAMPLE, SourceKind, camera_choices, choice_for


@pytest.fixture
def box(qtbot, world):
    finder = CameraFinder(lambda: world.find_cameras())
    box = SourceBox(finder)
    box.finder = finder
    qtbot.addWidget(box)
    yield box
    finder.finish_work()


def pick(box, text):
    row = box.findText(text)
    box.setCurrentIndex(row)
    box.activated.emit(row)


def test_an_address_is_asked_for_and_chosen(box, monkeypatch):
    address = " http://192.168.1.20:8080/video "
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: (address, True))
    pick(box, ASK_ADDRESS)
    assert box.choice.location == address.strip()
    assert box.choice.is_live


def test_no_address_keeps_what_was_chosen(box, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("http://x", False))
    pick(box, ASK_ADDRESS)
    assert box.choice is SAMPLE


def test_the_first_camera_is_chosen(box, wait):
    box.finder.look()
    wait(lambda: not box.is_looking)
    assert (box.choice.label, box.choice.location) == ("Fake camera", "0")


def test_looking_again_keeps_a_choice_that_was_made(box, world, wait):
    box.name_source("http://phone/video")
    world.cameras = [(2, "new one")]
    pick(box, LOOK_AGAIN)
    wait(lambda: box.findText("New one") >= 0)
    assert box.choice.location == "http://phone/video"


def test_a_look_that_fails_finds_none(box, world, wait, caplog):
    world.cameras = OSError("driver")
    found = []
    box.finder.found.connect(found.append)
    box.finder.look()
    wait(lambda: found == [0])
    assert box.choice is SAMPLE


def test_naming_a_source_twice_lists_it_once(box):
    box.name_source("a.mp4")
    before = box.count()
    box.name_source("a.mp4")
    assert box.count() == before


def test_names_of_cameras():
    assert [one.label for one in camera_choices([(0, "cam"), (2, "cam"), (3, "usb")])] == [
        "cam (0)", "cam (2)", "Usb",
    ]  # fmt: skip


def test_what_a_user_types():
    assert choice_for("0").kind is SourceKind.CAMERA
    assert choice_for("RTSP://x/y").kind is SourceKind.CAMERA
    assert choice_for("a/b.mov").label == "b.mov"


def test_another_box_is_followed_without_telling(box):
    told = []
    box.chosen.connect(lambda: told.append(1))
    box.follow(choice_for("http://phone/video"))
    assert box.choice.location == "http://phone/video"
    assert told == []
