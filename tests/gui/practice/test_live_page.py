"""A set by mouse or touch alone: paused, ended, given up, on the full screen."""

from __future__ import annotations

import time
from dataclasses import replace

from PyQt6.QtCore import QEvent, QPointF, QSize, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication

from app.gui.practice.live.live_panel import VERDICT_BOX_PX, VerdictView
from app.gui.practice.practice_page import NO_REPS
from app.gui.widgets.big import BigButton
from app.gui.widgets.video_view import LABEL_FONT_PX, label_font_px
from app.practice.live import live_model
from app.practice.live.live_state import Ending, Stage, Verdict
from app.practice.live.raised_arms import Arms
from app.run.queues import FrameSlot
from drills.core.events import Drill, RepResult
from drills.gate import Need
from tests.gui.practice.sets import begin, click, end
from tests.gui_builders import (
    ROUNDING,
    a_plan,
    a_result,
    cleared,
    raised,
)


def test_a_set_is_paused_and_ended_with_the_mouse(practise, world, wait, qtbot):
    begin(practise, world, wait)
    panel = practise.live.panel
    click(qtbot, panel.first_button)
    assert practise.live.live.stage is Stage.PAUSED
    assert panel.first_button.text().startswith("Resume")
    click(qtbot, panel.first_button)
    assert practise.live.live.stage is Stage.WORKING
    click(qtbot, panel.end_button)
    wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.live.live.ending is Ending.STOPPED


def test_a_set_of_these_tests_has_its_rep_on_a_loaded_computer(practise, world, wait, monkeypatch):
    """A camera does not wait; the frames of the one that stands in for it must not be lost."""
    take, is_late = FrameSlot.take, []

    def take_late(slot):
        if not is_late:
            is_late.append(time.sleep(0.3))
        return take(slot)

    monkeypatch.setattr(FrameSlot, "take", take_late)
    practise.choose_drill(Drill.FROGGER)
    practise.ask_and_start()
    wait(lambda: practise.currentWidget() is practise.summary)
    with world.open_store() as store:
        assert [row.counts.total for row in store.sessions()] == [1]


def test_the_sound_goes_off_with_the_mouse_and_is_remembered(practise, window, world, wait, qtbot):
    begin(practise, world, wait)
    click(qtbot, practise.live.panel.mute_button)
    assert not window.preferences.sound
    assert practise.live.panel.mute_button.text().startswith("Sound on")
    end(practise, wait)


def test_a_set_is_paused_and_goes_on_with_raised_arms(practise, window, world, wait, monkeypatch):
    monkeypatch.setattr("app.practice.live.raised_arms.are_up", lambda pose: world.arms_up)
    world.arms_up = False
    begin(practise, world, wait)
    live = practise.live
    wait(lambda: window.preferences.arms_told)  # the first set has told it
    assert not live.stage.ring.isVisible()
    world.arms_up = True
    wait(lambda: live.live.stage is Stage.PAUSED)
    assert not live.stage.ring.isVisible()
    assert "Raise both arms" in live.stage.plate_text
    count = live.live.counts.total
    world.arms_up = False
    wait(lambda: not live.live.arms.taken)
    world.arms_up = True
    wait(lambda: live.live.stage is Stage.WORKING)
    assert live.live.counts.total == count
    end(practise, wait)


def test_a_ring_fills_while_the_arms_are_up(practise):
    stage = practise.live.stage
    live = replace(live_model.begin(a_plan()), stage=Stage.PAUSED)
    practise.setCurrentWidget(practise.live)
    stage.show_live(replace(live, arms=Arms(0.0, 1.0, 1.0)))
    assert stage.ring.isVisible()
    assert stage.ring.share == 0.5
    assert stage.ring.accessibleName() == "Hold both arms up: Resume"
    stage.show_live(live)
    assert not stage.ring.isVisible()


def test_a_warning_shows_wrong_and_right_and_takes_them_back(practise):
    stage = practise.live.stage
    practise.setCurrentWidget(practise.live)
    live = replace(live_model.begin(a_plan()), stage=Stage.WORKING)
    stage.show_live(live)
    assert not stage.pair.isVisible()
    warned, _ = live_model.after_event(live, raised())
    stage.show_live(warned)
    assert stage.pair.isVisible()
    assert stage.pair.kind is ROUNDING
    stage.show_live(live_model.pause(warned))
    assert not stage.pair.isVisible()
    over, _ = live_model.after_event(warned, cleared())
    over, _ = live_model.after_result(over, a_result(t_s=9.0))
    stage.show_live(over)
    assert not stage.pair.isVisible()


def test_the_gate_is_passed_with_the_mouse(practise, world, wait, qtbot):
    world.frames = None
    world.unmet = {Need.LIGHT: "Switch on a light."}
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.live.stage.plate_text == "Switch on a light.")
    world.unmet = {}
    click(qtbot, practise.live.panel.first_button)
    wait(lambda: practise.live.live.counts.total == 1)
    end(practise, wait)


def test_begin_anyway_begins_although_a_need_stays_unmet(practise, world, wait):
    world.frames = None
    world.unmet = {Need.VIEW: "Turn a little."}
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.live.stage.plate_text == "Turn a little.")
    practise.press_next()
    wait(lambda: practise.live.live.stage is Stage.WORKING)
    assert len(world.orders) == 2
    end(practise, wait)


def test_after_a_pause_nothing_is_said_of_the_camera(practise, world, wait):
    begin(practise, world, wait)
    practise.press_space()
    old = practise.live._watch
    practise.press_space()
    assert practise.live._watch is not old
    practise.live._look_at_camera()
    assert "camera" not in practise.live.stage.plate_text
    end(practise, wait)


def test_giving_up_at_the_gate_leads_back_without_a_summary(practise, window, world, wait):
    world.frames = None
    world.unmet = {Need.LIGHT: "Switch on a light."}
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.live.stage.plate_text == "Switch on a light.")
    practise.live.stop()
    wait(lambda: practise.currentWidget() is practise.setup)
    assert window.notice.text == NO_REPS
    with world.open_store() as store:
        assert store.sessions() == ()


def test_space_starts_after_a_click_on_more(practise, window, world, wait, qtbot):
    practise.choose_drill(Drill.FROGGER)
    before = practise.setup.reps.value()
    window.activateWindow()
    click(qtbot, practise.setup.reps.more)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert practise.is_live
    assert practise.live.live.plan.reps == before + 1
    wait(lambda: practise.currentWidget() is practise.summary)


def test_f11_fills_the_screen_and_back(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_a_set_fills_the_screen_if_that_is_wished(practise, window, world, wait):
    window.settings.full_screen.setChecked(True)
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    assert window.isFullScreen()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert not window.isFullScreen()


def test_a_tray_of_large_buttons_comes_with_the_mouse_and_goes_by_itself(
    practise, window, world, wait, qtbot
):
    begin(practise, world, wait)
    live = practise.live
    assert not live.tray.isVisible()
    qtbot.mouseMove(live.stage.video, live.stage.video.rect().center())
    QApplication.sendEvent(live.stage.video, moved(live.stage.video))
    assert live.tray.isVisible()
    buttons = live.tray.findChildren(BigButton)
    assert min(min(button.width(), button.height()) for button in buttons) >= 44
    click(qtbot, live.tray.first_button)
    assert live.live.stage is Stage.PAUSED
    assert live.tray.first_button.text().startswith("Resume")
    click(qtbot, live.tray.first_button)
    click(qtbot, live.tray.screen_button)
    assert window.isFullScreen()
    live.tray._timer.timeout.emit()  # three seconds later
    assert not live.tray.isVisible()
    assert live.stage.video.cursor().shape() == Qt.CursorShape.BlankCursor
    QApplication.sendEvent(live.stage.video, moved(live.stage.video))
    click(qtbot, live.tray.end_button)
    wait(lambda: practise.currentWidget() is practise.summary)
    window.showNormal()


def moved(widget):
    at = QPointF(widget.rect().center())
    nothing = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseMove, at, at, nothing, nothing, keys)


def test_why_a_rep_was_not_judged_is_read_to_its_end(qtbot):
    view = VerdictView()
    qtbot.addWidget(view)
    view.resize(380, VERDICT_BOX_PX)
    view.show()
    why = "the low back and the pelvis could not be seen well enough; turn your side to the camera"
    view.show_verdict(Verdict("Rep 1", f"{why} and wear close-fitting clothes", RepResult.UNJUDGED))
    qtbot.waitUntil(lambda: view._why.width() > 300)
    assert view._why.heightForWidth(view._why.width()) <= view._why.height()
    shrunk = view._why.font().pixelSize()
    view.show_verdict(Verdict("Rep 2", "too short", RepResult.PARTIAL))
    assert view._why.font().pixelSize() > shrunk


def test_the_angle_is_as_large_as_the_picture_allows():
    sizes = (500, 330), (860, 720), (1440, 1080)
    small, usual, large = (label_font_px(QSize(*size)) for size in sizes)
    assert small < usual == LABEL_FONT_PX < large
