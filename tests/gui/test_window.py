"""The window from the first page to the summary, on a fake source."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from app.gui.bridge import Bridge
from app.gui.main_window import MainWindow
from app.gui.practice.practice_page import NO_CAMERA
from app.gui.style import DARK, LIGHT, ThemeChoice, dress, theme
from app.gui.widgets.video_view import VideoView
from app.practice.live.gauge_model import gauge
from app.practice.live.live_state import Ending, Stage
from app.practice.plan import plan_for
from app.session.words import warning_words
from app.settings.preferences import Preferences
from app.store import StoreError, StoreTrouble
from drills.core.events import Drill, Level, WarningKind
from drills.gate import Need
from drills.registry import DEFINITIONS
from tests.gui_builders import a_frame, a_pose, a_rep, a_result
from vision.datatypes import Absent, Reason, Side
from vision.errors import CameraUnavailable

ROUNDING_WORDS = warning_words(WarningKind.LUMBAR_FLEXION)
ROUNDING_CUE = DEFINITIONS[Drill.FROGGER].cues[WarningKind.LUMBAR_FLEXION]


@pytest.fixture
def practise(window):
    return window.practise


@pytest.fixture
def press(window, qtbot):
    return lambda key: qtbot.keyClick(window, key)


def shows(practise, page):
    return practise.currentWidget() is page


class TestSet:
    def test_from_the_card_to_the_summary(self, practise, world, wait):
        practise.home.cards[Drill.FROGGER].click()
        assert shows(practise, practise.setup)
        practise.setup.start_button.click()
        assert practise.is_live
        wait(lambda: shows(practise, practise.summary))
        assert world.orders[0].source == "frogger_rock.mp4"
        assert world.orders[0].settings.drill is Drill.FROGGER
        assert practise.live.live.ending is Ending.SOURCE_ENDED

    def test_a_set_has_the_window_for_itself(self, window, practise, world, wait):
        world.frames = None
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        assert not window.rail.isVisible()
        window.show_page(1)
        assert practise.isVisible()
        wait(lambda: practise.live._last is not None)
        practise.live.stop()
        wait(lambda: shows(practise, practise.summary))
        assert window.rail.isVisible()

    def test_count_verdict_warning_and_voice(self, practise, world, wait):
        world.frames = None
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: practise.live.panel.work.count.text() == "1")
        wait(lambda: practise.live.stage.plate_text == f"⚠  {ROUNDING_WORDS}\n{ROUNDING_CUE}")
        assert practise.live.panel.work.verdict.text.startswith("✓ Rep 1 clean")
        assert practise.live.panel.work.tallies.texts == (
            "1 clean", "0 compensated", "0 partial", "0 not judged",
        )  # fmt: skip
        assert "1" in world.voice.said
        assert ROUNDING_CUE in world.voice.said
        assert world.chimes.played == ["warning"]
        practise.live.stop()
        wait(lambda: not practise.live.is_running)

    def test_the_work_done_ends_it(self, practise, world, wait):
        world.frames = None
        practise.choose_drill(Drill.FROGGER)
        practise.setup.reps.setValue(1)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        assert practise.live.live.ending is Ending.WORK_DONE

    def test_a_source_that_does_not_open_is_one_plain_line(self, window, practise, world, wait):
        world.open_error = CameraUnavailable("there is no camera 3", "plug one in")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: not practise.live.is_running)
        assert window.notice.text == "There is no camera 3: plug one in."
        assert shows(practise, practise.setup)

    def test_the_other_side_begins_at_once(self, practise, world, wait):
        practise.choose_drill(Drill.AEROPLANE)
        practise.setup.choose_side(Side.LEFT)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        practise.summary.other_button.click()
        assert practise.is_live
        assert practise.live.live.plan.side is Side.RIGHT
        wait(lambda: shows(practise, practise.summary))

    def test_closing_in_the_middle_keeps_the_reps(self, window, practise, world, wait):
        world.frames = None
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: practise.live.panel.work.count.text() == "1")
        window.close()
        assert not practise.live.is_running
        with world.open_store() as store:
            (row,) = store.sessions()
        assert row.counts.total == 1

    def test_a_sample_is_nobodys_session(self, practise, world, wait):
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        with world.open_store() as store:
            assert store.sessions() == ()

    def test_how_it_felt_is_written_down_on_leaving(self, window, practise, world, wait):
        window.people.choose("Kim")
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        practise.summary.pain.choose(4)
        practise.summary.back_button.click()
        wait(lambda: practise._records._writing and not practise._records._writing[-1].is_running)
        with world.open_store() as store:
            (row,) = store.sessions(person="Kim")
        assert row.pain == 4

    def test_a_store_that_fails_is_one_plain_line(self, window, practise, world, wait):
        world.store_error = StoreError(StoreTrouble.READ_ONLY, "the disk is full", "free some")
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        practise.summary.pain.choose(4)
        practise.summary.back_button.click()
        wait(lambda: "disk is full" in window.notice.text)

    def test_the_prescription_leads_from_set_to_set(self, practise, world, wait):
        practise.choose_drill(Drill.FROGGER)
        practise.setup.reps.setValue(1)
        practise.start()
        wait(lambda: shows(practise, practise.summary))
        assert practise.summary.next_button.text() == "Next set  (N)"
        practise.summary.next_button.click()
        assert practise.is_live
        wait(lambda: shows(practise, practise.summary))
        assert practise.summary.next_button.text() == "All drills  (N)"
        practise.press_next()
        assert shows(practise, practise.home)

    def test_pause_holds_the_pictures(self, practise, world, wait):
        world.frames = None
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: practise.live.live.stage is Stage.WORKING)
        practise.press_space()
        assert practise.live.stage.plate_text.startswith("Paused")
        practise.press_space()
        assert practise.live.live.stage is Stage.WORKING
        practise.live.stop()
        wait(lambda: not practise.live.is_running)


class TestKeys:
    def test_a_whole_set_without_a_mouse(self, window, practise, world, wait, press):
        world.frames = None
        press(Qt.Key.Key_Space)
        assert shows(practise, practise.setup)
        press(Qt.Key.Key_R)
        assert practise.setup.side is Side.RIGHT
        press(Qt.Key.Key_N)
        assert practise.setup.drill is Drill.FROGGER
        press(Qt.Key.Key_Space)
        wait(lambda: practise.live.live.counts.total == 1)
        press(Qt.Key.Key_Escape)
        wait(lambda: shows(practise, practise.summary))
        press(Qt.Key.Key_Escape)
        assert shows(practise, practise.home)

    def test_m_mutes_and_is_remembered(self, window, world, press):
        press(Qt.Key.Key_M)
        assert window._services.speaker.muted
        assert not window.preferences.sound
        assert not window.settings.sound.isChecked()
        press(Qt.Key.Key_M)
        assert window.preferences.sound

    def test_n_begins_anew_without_the_gate(self, practise, world, wait, press):
        world.frames = None
        world.unmet = {Need.LIGHT: "Switch on a light."}
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        wait(lambda: practise.live.stage.plate_text == "Switch on a light.")
        assert world.orders[-1].settings.is_live
        world.unmet = {}
        press(Qt.Key.Key_N)
        wait(lambda: practise.live.live.counts.total == 1)
        assert not world.orders[-1].settings.is_live
        practise.live.stop()
        wait(lambda: shows(practise, practise.summary))

    def test_alt_and_a_number_show_a_page(self, window, qtbot):
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        assert window.review.isVisible()

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_esc_does_not_leave_a_page_that_has_no_step_back(self, window, qtbot, number):
        window.show_page(number)
        shown = window.page
        qtbot.keyClick(window, Qt.Key.Key_Escape)
        assert window.page is shown


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
        wait(lambda: shows(practise, practise.summary))
        practise.setup.source.name_source("0")
        practise.choose_drill(Drill.FROGGER)
        practise.start()
        assert practise.live.stage.video._mirrored
        wait(lambda: shows(practise, practise.summary))

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
        assert shows(window.practise, window.practise.setup)
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
        assert shows(window.practise, window.practise.home)
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
        wait(lambda: shows(practise, practise.summary))

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
            wait(lambda: shows(practise, practise.summary))
            assert ("plays no sound" in window.notice.text) is told

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


class TestAccess:
    def test_everything_to_press_has_a_name(self, window):
        for kind in (QPushButton, QComboBox):
            for widget in window.findChildren(kind):
                words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
                assert words or widget.objectName() == "", widget

    def test_every_card_can_be_reached_by_tab(self, window):
        for card in window.practise.home.cards.values():
            assert card.focusPolicy() & Qt.FocusPolicy.TabFocus

    def test_no_label_reads_markup(self, window):
        formats = {label.textFormat() for label in window.practise.findChildren(QLabel)}
        assert Qt.TextFormat.RichText not in formats


class TestPicture:
    @pytest.fixture
    def video(self, qtbot):
        video = VideoView()
        qtbot.addWidget(video)
        return video

    def paint(self, video, size_px, *, mirrored):
        video.resize(400, 300)
        video.set_mirrored(mirrored)
        video.show_ghost(a_pose())
        video.show_picture(a_frame(size_px=size_px), a_result(pose=a_pose()))
        return video.grab().toImage()

    @pytest.mark.parametrize("size_px", [(64, 48), (400, 300), (1922, 1439), (1600, 1200)])
    def test_the_left_half_is_left_unless_mirrored(self, video, size_px):
        plain = self.paint(video, size_px, mirrored=False)
        mirrored = self.paint(video, size_px, mirrored=True)
        y = plain.height() * 9 // 10
        left, right = plain.width() // 10, plain.width() * 9 // 10
        assert plain.pixelColor(left, y).getRgb()[:3] == (0, 0, 255)
        assert mirrored.pixelColor(right, y).getRgb()[:3] == (0, 0, 255)
        assert mirrored.pixelColor(left, y).getRgb()[:3] == (90, 90, 90)

    @pytest.mark.parametrize(
        "changes", [{}, {"hip": Absent(Reason.NOT_VISIBLE)}, {"spine": Absent(Reason.WRONG_VIEW)}]
    )
    def test_every_state_of_the_gauge_can_be_painted(self, window, changes):
        view = window.practise.live.panel.work.gauge
        plan = plan_for(Drill.FROGGER, Side.LEFT, None, "everyday")
        view.set_gauge(gauge(plan, a_result(**changes)))
        view.resize(380, 214)
        assert not view.grab().isNull()


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


def test_no_widget_is_wider_than_a_small_screen(window):
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720
    assert isinstance(window, QWidget)
