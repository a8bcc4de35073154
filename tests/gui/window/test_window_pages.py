"""Pages of the window: cameras, first run, settings, set-up."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QComboBox, QSlider, QSpinBox

from app.gui.main_window import MainWindow
from app.gui.practice.practice_page import NO_CAMERA
from app.gui.style import DARK, LIGHT, ThemeChoice, dress, theme
from app.settings.preferences import Preferences
from drills.core.events import Drill, Level, WarningKind
from vision.errors import CameraUnavailable


def test_scrolling_a_page_changes_nothing_that_is_chosen_on_it(window, qapp):
    """It once turned the volume to nothing on the way down the settings."""
    for number in range(4):
        window.show_page(number)
    boxes = [box for kind in (QComboBox, QSlider, QSpinBox) for box in window.findChildren(kind)]
    assert len(boxes) > 15
    for box in boxes:
        before = box.currentIndex() if isinstance(box, QComboBox) else box.value()
        middle = QPointF(box.rect().center())
        event = QWheelEvent(
            middle, QPointF(box.mapToGlobal(middle)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        box.wheelEvent(event)
        after = box.currentIndex() if isinstance(box, QComboBox) else box.value()
        assert after == before, box.accessibleName()
        assert not event.isAccepted(), box.accessibleName()


class TestCameras:
    def test_none_is_said(self, window, world, wait):
        world.cameras = []
        window.look_for_cameras()
        wait(lambda: window.notice.text == NO_CAMERA)

    def test_a_camera_cannot_start_while_cameras_are_looked_for(self, window, world, wait):
        gate = threading.Event()
        setup = window.practise.setup
        window.cameras._find_cameras = lambda: gate.wait(20) and []
        setup.source.name_source("1")
        window.look_for_cameras()
        assert not setup.start_button.isEnabled()
        gate.set()
        wait(lambda: setup.start_button.isEnabled())

    def test_closing_while_looking(self, window, world):
        window.look_for_cameras()
        window.close()

    def test_only_a_camera_is_mirrored(self, practise, world, wait):
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        assert not practise.live.stage.video._mirrored
        wait(lambda: practise.currentWidget() is practise.summary)
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        assert practise.live.stage.video._mirrored
        wait(lambda: practise.currentWidget() is practise.summary)

    def test_a_camera_that_falls_silent_is_named(self, practise, world, wait, monkeypatch):
        world.frames = None
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: practise.live._watch.seen_s is not None)
        monkeypatch.setattr("app.practice.live.camera_watch.SILENT_S", -1.0)
        practise.live._look_at_camera()
        assert "is sending no pictures" in practise.live.stage.plate_text
        monkeypatch.undo()
        practise.live._look_at_camera()
        assert "is sending no pictures" not in practise.live.stage.plate_text
        practise.live.stop()
        wait(lambda: not practise.live.is_running)


class TestFirstRun:
    @pytest.fixture
    def welcome(self, window, world):
        world.frames = None
        window.begin()
        return window.practise.welcome

    def test_camera_goal_and_first_drill(self, window, world, welcome, wait):
        window.look_for_cameras()
        wait(lambda: not welcome.preview.video.is_empty)
        wait(lambda: welcome.preview.words.text().startswith("✓ The camera works: 64 × 48"))
        welcome._goals.button(1).click()
        welcome.go_button.click()
        assert not welcome.preview.is_running
        assert window.practise.currentWidget() is window.practise.setup
        assert window.practise.setup.source.choice.location == "0"
        assert window.practise.setup.goal_name == "deep_squat"
        assert window.preferences.welcomed
        assert window.preferences.source == "0"

    def test_a_camera_that_is_busy_is_named(self, window, world, welcome, wait):
        world.open_error = CameraUnavailable("camera 0 is busy", "close other programs")
        window.look_for_cameras()
        wait(lambda: "Camera 0 is busy" in welcome.preview.video.accessibleDescription())

    def test_without_a_camera_the_sample_is_offered(self, window, world, welcome, wait):
        world.cameras = []
        window.look_for_cameras()
        wait(lambda: not window.cameras.is_looking)
        assert "sample clip" in welcome.preview.video.accessibleDescription()
        assert window.notice.text == ""

    def test_it_comes_once(self, qtbot, world):
        window = MainWindow(world.services, Preferences(welcomed=True, source="http://x/y"))
        qtbot.addWidget(window)
        window.begin()
        assert window.practise.currentWidget() is window.practise.home
        assert window.practise.setup.source.choice.location == "http://x/y"

    def test_closing_during_the_preview(self, window, world, welcome, wait):
        window.look_for_cameras()
        wait(lambda: not welcome.preview.video.is_empty)
        window.close()


class TestSettings:
    def test_the_camera_can_be_checked(self, window, world, wait):
        world.frames = None
        window.show_page(3)
        window.settings.source.name_source("0")
        assert window.practise.setup.source.choice.location == "0"
        window.settings.check_button.click()
        wait(lambda: not window.settings.preview.video.is_empty)
        window.show_page(0)
        assert not window.settings.preview.is_running

    def test_every_threshold_is_shown_with_its_unit(self, window):
        shown = [words.text() for _, _, words in window.settings._limits.values()]
        assert "Your low back rounds: beyond 10° for 0.3 s; cleared below 7°." in shown

    def test_a_threshold_reaches_set_and_review_and_can_be_reset(self, window):
        _, stepper, words = window.settings._limits["lumbar_flexion"]
        assert not window.settings.reset_button.isEnabled()
        stepper.setValue(14)
        assert "beyond 14° (usual: 10°)" in words.text()
        assert "cleared below 9.8°" in words.text()
        wanted = {WarningKind.LUMBAR_FLEXION: 14.0}
        assert window.practise.limits == window.review.limits == wanted
        window.settings.reset_button.click()
        assert window.practise.limits == {}
        assert stepper.value() == 10

    def test_the_resolution_is_asked_of_the_camera(self, window, world, wait):
        window.settings.resolution.setCurrentIndex(window.settings.resolution.findData(1280))
        practise = window.practise
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        assert world.orders[-1].width_px == 1280
        wait(lambda: practise.currentWidget() is practise.summary)

    def test_the_goal_reaches_the_set(self, window):
        window.settings.goal.setCurrentIndex(2)
        assert window.practise.setup.goal_name == "gymnastics"

    def test_a_change_holds_at_once_and_is_remembered(self, qtbot, qapp, world):
        remembered = []
        window = MainWindow(world.services, Preferences(), remembered.append)
        qtbot.addWidget(window)
        window.settings.theme.setCurrentIndex(2)
        assert theme() is DARK
        window.settings.volume.setValue(40)
        window.settings.mirrored.setChecked(False)
        assert remembered[-1].theme == "dark"
        assert remembered[-1].volume == 0.4
        assert not window.practise.mirrored
        dress(qapp, ThemeChoice.LIGHT)
        assert theme() is LIGHT

    def test_silence_is_told_once(self, qtbot, world, wait):
        def refuse():
            raise ImportError("libpulse.so.0: missing")

        speaker = world.services.speaker
        speaker._make_voice = speaker._make_chimes = refuse
        window = MainWindow(world.services)
        qtbot.addWidget(window)
        window.show()
        practise = window.practise
        for told in (True, False):
            practise.choose_drill(Drill.FROGGER)
            practise.start()
            wait(lambda: practise.currentWidget() is practise.summary)
            assert ("cannot play sound" in window.notice.text) is told

    def test_the_sound_can_be_tried(self, window, world):
        window.settings.try_button.click()
        assert world.voice.said == ["Three. One more"]


class TestSetup:
    def test_levels_belong_to_the_aeroplane(self, practise):
        practise.choose_drill(Drill.AEROPLANE)
        practise.setup._levels._group.button(2).click()
        assert practise.setup.plan.level == Level.SINGLE_LEG
        practise.choose_drill(Drill.FOOT_LIFT)
        assert practise.setup.plan.level is None

    def test_a_goal_brings_its_dose_and_its_targets(self, practise):
        practise.choose_drill(Drill.AEROPLANE)
        practise.setup.choose_goal("gymnastics")
        assert practise.setup.plan.reps == 8
        practise.setup._levels._group.button(2).click()
        assert practise.setup.plan.target_deg(1.0) == (35.0, 50.0)
        assert "open 35 to 50°" in practise.setup._dose.text()

    def test_reps_have_limits(self, practise):
        practise.setup.reps.setValue(99)
        assert practise.setup.plan.reps == 20
        assert not practise.setup.reps.more.isEnabled()
        practise.setup.reps.less.click()
        assert practise.setup.plan.reps == 19
