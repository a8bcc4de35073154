"""The list of sources: cameras, addresses, the sample."""

from __future__ import annotations

import pytest

from app.gui.cameras import CameraFinder
from app.gui.inputs.address_dialog import NO_ADDRESS, AddressDialog
from app.gui.inputs.source_box import ASK_ADDRESS, LOOK_AGAIN, SourceBox
from app.settings.source_choices import (
    SAMPLE,
    SourceKind,
    address_of,
    camera_choices,
    choice_for,
)


@pytest.fixture
def box(qtbot, world):
    finder = CameraFinder(lambda: world.find_cameras())
    box = SourceBox(finder, world.services.open_source)
    box.finder = finder
    qtbot.addWidget(box)
    yield box
    finder.finish_work()


def pick(box, text):
    row = box.findText(text)
    box.setCurrentIndex(row)
    box.activated.emit(row)


def answer(monkeypatch, text, act):
    """Let the next address dialog be filled in and left by a button."""

    def run(dialog):
        dialog.line.setText(text)
        act(dialog)
        return dialog.result()

    monkeypatch.setattr(AddressDialog, "exec", run)


def test_an_address_without_its_scheme_is_asked_for_and_chosen(box, monkeypatch):
    answer(monkeypatch, " 192.168.1.20:8080/video ", lambda dialog: dialog.use_button.click())
    pick(box, ASK_ADDRESS)
    assert box.choice.location == "http://192.168.1.20:8080/video"
    assert box.choice.is_live


def test_what_is_no_address_does_not_get_into_the_list(box, monkeypatch):
    told = []

    def act(dialog):
        dialog.use_button.click()
        told.append(dialog.problem.text())
        dialog.reject()

    before = box.count()
    answer(monkeypatch, "my phone", act)
    pick(box, ASK_ADDRESS)
    assert told == [NO_ADDRESS]
    assert box.count() == before
    assert box.choice is SAMPLE


def test_an_address_can_be_tried_before_it_is_used(qtbot, world, wait):
    world.frames = None
    dialog = AddressDialog(world.services.open_source)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.line.setText("phone.local:8080")
    dialog.test_button.click()
    wait(lambda: dialog.preview.words.text().startswith("✓ The camera works"))
    dialog.reject()
    assert not dialog.preview.is_running


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.20", "http://192.168.1.20"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("phone.local/video", "http://phone.local/video"),
        ("phone:4747/video", "http://phone:4747/video"),
        ("RTSP://x/y", "RTSP://x/y"),
        ("clip.mp4", ""),
        ("C:/clips/a.mp4", ""),
        ("a/b.mov", ""),
        ("0", ""),
    ],
)
def test_addresses(text, address):
    assert address_of(text) == address


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


def test_another_box_is_followed_without_choosing(box):
    told, shown = [], []
    box.chosen.connect(lambda: told.append(1))
    box.shown.connect(lambda: shown.append(1))
    box.follow(choice_for("http://phone/video"))
    assert shown == [1]
    assert box.choice.location == "http://phone/video"
    assert told == []
