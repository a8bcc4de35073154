"""The window from the first page to the summary, on a fake source."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from app.gui.bridge import Bridge
from app.gui.widgets.video_view import VideoView
from app.practice.live.gauge_model import gauge
from app.practice.live.live_state import Ending, Stage
from app.practice.plan import plan_for
from app.session.words import warning_words
from app.store import StoreError, StoreTrouble
from drills.core.events import Drill, WarningKind
from drills.gate import Need
from drills.registry import DEFINITIONS
from tests.gui_builders import a_frame, a_pose, a_rep, a_result
from vision.datatypes import Absent, Reason, Side
from vision.errors import CameraUnavailable

ROUNDING_WORDS = warning_words(WarningKind.LUMBAR_FLEXION)
ROUNDING_CUE = DEFINITIONS[Drill.FROGGER].cues[WarningKind.LUMBAR_FLEXION]


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
