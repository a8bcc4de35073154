"""The window from start to end, on a fake source."""

from __future__ import annotations

import threading

import pytest
from gui_builders import a_frame, a_pose, a_rep, a_result, cleared, raised
from PyQt6.QtCore import Qt

from app.gui import banner as banner_module
from app.gui.bridge import Bridge
from app.gui.main_window import NO_CAMERA_WORDS
from app.runner import RunState
from app.words import warning_words
from drills.events import Drill, WarningKind
from vision.datatypes import Absent, Reason, Side
from vision.errors import CameraUnavailable

ROUNDING_WORDS = warning_words(WarningKind.LUMBAR_FLEXION)


class TestRun:
    def test_a_run_ends_with_the_summary(self, window, world, wait):
        window.start()
        wait(lambda: window.shows_summary)
        assert not window.is_running
        assert window.summary.save_button.isEnabled()
        assert window.panel.shown.counts.total == 1
        assert window.bar.button.text() == "Start"

    def test_while_it_runs_choices_are_locked_and_stop_ends_it(self, window, world, wait):
        world.frames = None
        window.start()
        wait(lambda: not window.video.is_empty)
        assert window.bar.button.text() == "Stop"
        assert not window.bar.source.isEnabled()
        wait(lambda: window.panel.shown.counts.total == 1)
        window.stop()
        wait(lambda: window.shows_summary)
        assert window.bar.source.isEnabled()

    def test_stop_twice_and_stop_when_idle(self, window, world, wait):
        window.stop()
        world.frames = None
        window.start()
        window.stop()
        window.stop()
        wait(lambda: not window.is_running)

    def test_a_second_run_begins_with_empty_tallies(self, window, world, wait):
        window.start()
        wait(lambda: window.shows_summary)
        world.frames = None
        window.start()
        assert window.panel.shown.counts.total == 0
        assert not window.shows_summary
        window.start()
        assert len(world.opened) == 2
        window.stop()
        wait(lambda: not window.is_running)

    def test_a_source_that_does_not_open_is_one_plain_line(self, window, world, wait):
        world.open_error = CameraUnavailable("there is no camera 3", "plug one in")
        window.start()
        wait(lambda: not window.is_running)
        assert window.notice.text == "There is no camera 3: plug one in."
        assert window.notice.isVisible()
        assert window.video.is_empty
        assert not window.shows_summary

    def test_closing_in_the_middle_of_a_run_leaves_nothing_behind(self, window, world, wait):
        world.frames = None
        window.start()
        wait(lambda: not window.video.is_empty)
        window.close()
        assert not window.is_running

    def test_the_choices_reach_the_pipeline(self, window, world, wait):
        window.bar.preset(Drill.FOOT_LIFT, Side.RIGHT)
        window.bar.source.name_source("somewhere/clip.mov")
        window.start()
        wait(lambda: window.shows_summary)
        assert world.opened == ["somewhere/clip.mov"]
        assert (world.settings[0].drill, world.settings[0].side) == (Drill.FOOT_LIFT, Side.RIGHT)

    def test_back_from_the_summary(self, window, wait):
        window.start()
        wait(lambda: window.shows_summary)
        window.summary.back_button.click()
        assert not window.shows_summary


class TestKeys:
    def test_space_starts_and_escape_stops(self, window, world, wait, qtbot):
        world.frames = None
        window.setFocus()
        qtbot.keyClick(window, Qt.Key.Key_Space)
        wait(lambda: not window.video.is_empty)
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        wait(lambda: not window.is_running)

    def test_space_presses_the_button_in_focus(self, window, wait, qtbot):
        window.start()
        wait(lambda: window.shows_summary)
        window.activateWindow()
        window.summary.back_button.setFocus()
        wait(lambda: window.focusWidget() is window.summary.back_button)
        qtbot.keyClick(window, Qt.Key.Key_Space)
        assert not window.shows_summary
        assert not window.is_running

    def test_m_mirrors_a_camera_only(self, window, qtbot):
        qtbot.keyClick(window, Qt.Key.Key_M)
        assert window.bar.mirror.isChecked()
        assert not window.bar.is_mirrored
        window.bar.source.name_source("0")
        assert window.bar.is_mirrored
        qtbot.keyClick(window, Qt.Key.Key_M)
        assert not window.bar.is_mirrored


class TestCameras:
    def test_none_is_said_and_the_sample_offered(self, window, world, wait):
        world.cameras = []
        window.look_for_cameras()
        wait(lambda: window.notice.text == NO_CAMERA_WORDS)
        window.notice.button.click()
        wait(lambda: window.shows_summary)
        assert world.opened == ["frogger_rock.mp4"]

    def test_the_first_one_is_chosen(self, window, wait):
        window.look_for_cameras()
        wait(lambda: window.bar.source.choice.location == "0")
        assert window.bar.source.choice.label == "Fake camera"
        assert window.notice.text == ""

    def test_a_source_that_was_named_stays_chosen(self, window, wait):
        window.bar.source.name_source("clip.mp4")
        window.look_for_cameras()
        wait(lambda: window.bar.source.count() == 8)
        assert window.bar.source.choice.location == "clip.mp4"

    def test_a_camera_cannot_start_while_cameras_are_looked_for(self, window, world, wait):
        gate = threading.Event()
        window.bar.source._find_cameras = lambda: gate.wait(20) and []
        window.bar.source.name_source("1")
        window.look_for_cameras()
        assert not window.bar.button.isEnabled()
        gate.set()
        wait(lambda: window.bar.button.isEnabled())

    def test_a_look_that_fails_counts_as_none(self, window, world, wait):
        world.cameras = OSError("driver")
        window.look_for_cameras()
        wait(lambda: window.notice.text == NO_CAMERA_WORDS)

    def test_closing_while_looking(self, window, world):
        window.look_for_cameras()
        window.close()


class TestPanel:
    def test_the_warning_shows_and_clears(self, window, wait, monkeypatch):
        now = [50.0]
        monkeypatch.setattr(banner_module.time, "monotonic", lambda: now[0])
        banner = window.panel.banner
        banner.take(raised())
        assert banner.text == ROUNDING_WORDS
        banner.take(cleared())
        assert banner.text == ROUNDING_WORDS
        now[0] += 3.1
        banner._refresh()
        assert banner.text == ""

    def test_the_timer_takes_the_warning_away(self, window, wait, monkeypatch):
        monkeypatch.setattr("app.gui.view_model.BANNER_LEAST_S", 0.05)
        window.panel.take_event(raised())
        window.panel.take_event(cleared())
        wait(lambda: window.panel.banner.text == "")

    def test_an_absent_measure_says_so(self, window):
        window.panel.take_result(a_result(spine=Absent(Reason.WRONG_VIEW)))
        hip, spine = window.panel.split.texts
        assert hip == "30° (26 to 34)"
        assert spine.startswith("cannot be seen from here")

    def test_tallies(self, window):
        window.panel.take_event(a_rep(1))
        assert window.panel.tallies.numbers == (1, 0, 0)

    def test_every_state_of_the_split_can_be_painted(self, window):
        for changes in ({}, {"hip": Absent(Reason.NOT_VISIBLE)}):
            window.panel.take_result(a_result(**changes))
            assert not window.panel.grab().isNull()


class TestPicture:
    def paint(self, window, *, mirrored):
        window.video.resize(400, 300)
        window.video.set_mirrored(mirrored)
        window.video.show_picture(a_frame(), a_result(pose=a_pose()))
        return window.video.grab().toImage()

    def test_the_left_half_is_left_unless_mirrored(self, window):
        plain = self.paint(window, mirrored=False)
        mirrored = self.paint(window, mirrored=True)
        y = plain.height() * 9 // 10
        left, right = plain.width() // 10, plain.width() * 9 // 10
        assert plain.pixelColor(left, y).getRgb()[:3] == (0, 0, 255)
        assert mirrored.pixelColor(right, y).getRgb()[:3] == (0, 0, 255)
        assert mirrored.pixelColor(left, y).getRgb()[:3] == (90, 90, 90)

    def test_words_stand_where_there_is_no_picture(self, window):
        window.video.clear("Nothing yet")
        assert window.video.is_empty
        assert not window.video.grab().isNull()


class TestBridge:
    def test_a_pending_picture_is_replaced_and_signalled_once(self, qtbot):
        bridge, signals = Bridge(), []
        bridge.picture_ready.connect(lambda: signals.append(1))
        for index in range(3):
            bridge.on_picture(a_frame(index), a_result(index))
        assert len(signals) == 1
        assert bridge.take_picture()[1].index == 2
        assert bridge.take_picture() is None

    def test_every_event_arrives_from_another_thread(self, qtbot, wait):
        bridge, seen = Bridge(), []
        bridge.event_happened.connect(lambda event: seen.append(event.index))
        thread = threading.Thread(
            target=lambda: [bridge.on_event(a_rep(index)) for index in range(200)]
        )
        thread.start()
        thread.join()
        wait(lambda: len(seen) == 200)
        assert seen == list(range(200))


@pytest.mark.parametrize("state", list(RunState))
def test_the_bar_has_a_word_for_every_state(window, state):
    window.bar.show_state(state)
    assert window.bar.button.text() in ("Start", "Stop", "Stopping…")
