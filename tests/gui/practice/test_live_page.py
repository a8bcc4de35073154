"""A set by mouse or touch alone, given up, on the wrong leg, and the rest after it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox

from app.gui.practice.practice_page import NO_REPS
from app.gui.widgets.big import BigButton
from app.gui.widgets.rest_clock import RestClock
from app.gui.window.help_dialog import HelpDialog
from app.practice.figures import faults_of
from app.practice.live import live_model
from app.practice.live.live_state import Ending, Stage
from app.practice.live.raised_arms import Arms
from app.run.pipeline import WHICH_LEG
from drills.core.events import Drill, Level
from drills.gate import Need
from tests.app.review.test_review_model import a_series
from tests.gui_builders import (
    ROUNDING,
    a_plan,
    a_result,
    a_session,
    an_outcome,
    cleared,
    raised,
)
from vision.datatypes import Side


@pytest.fixture
def practise(window):
    window.practise.setup.source.name_source("0")
    return window.practise


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(practise, world, wait, drill=Drill.FROGGER):
    world.frames = None
    practise.choose_drill(drill)
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)


def end(practise, wait):
    practise.live.stop()
    wait(lambda: not practise.live.is_running)


def test_a_set_is_paused_and_ended_with_the_mouse(practise, world, wait, qtbot):
    begin(practise, world, wait)
    panel = practise.live.panel
    click(qtbot, panel.first_button)
    assert practise.live.live.stage is Stage.PAUSED
    assert panel.first_button.text().startswith("Go on")
    click(qtbot, panel.first_button)
    assert practise.live.live.stage is Stage.WORKING
    click(qtbot, panel.end_button)
    wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.live.live.ending is Ending.STOPPED


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
    assert window.preferences.arms_told  # the first set has told it
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
    assert stage.ring.accessibleName() == "Hold both arms up: Go on"
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


def test_the_setup_shows_what_can_go_wrong_at_the_level_that_is_chosen(practise):
    practise.choose_drill(Drill.AEROPLANE)
    tour, seen = practise.setup.explanation.tour, []
    practise.setup._levels.choose(Level.SINGLE_LEG.value)
    practise.setup._on_level()
    for _ in range(7):
        seen.append(tour.pair.kind)
        tour.next_button.click()
    assert set(seen) == set(faults_of(Drill.AEROPLANE))
    assert tour.pair.kind is seen[0]
    practise.setup.next_drill()
    assert tour.pair.kind in faults_of(Drill.FROGGER)


def test_the_setup_tells_how_the_standing_posture_of_the_person_stands(
    practise, window, world, wait
):
    with world.open_store() as store:
        store.save(a_session(id="one", person="Kim", standing_deg=172.0), a_series())
    window.people.look()
    wait(lambda: "Kim" in window.people.names)
    practise.choose_drill(Drill.FROGGER)
    words = practise.setup.explanation.standing
    assert words.text().startswith("First stand still for a second")
    window.people.choose("Kim")
    wait(lambda: words.text() == "Your standing posture is known from the set of 2026-01-02.")
    practise.choose_drill(Drill.FOOT_LIFT)
    assert not words.isVisible()


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


def on_the_right(practise, **changes):
    """Show a set that is on the right leg although the left one was planned."""
    live = practise.live
    for t_s in (1.0, 3.0):
        result = a_result(t_s=t_s, drill=Drill.AEROPLANE, side=Side.RIGHT, **changes)
        live._live, _ = live_model.after_result(live._live, result)
    live._show()


@pytest.fixture
def held(practise, world, wait, monkeypatch):
    """An aeroplane on the left that takes no pictures of its own any more."""
    practise.choose_drill(Drill.AEROPLANE)
    practise.setup.choose_side(Side.LEFT)
    world.frames = None
    practise.start()
    wait(lambda: practise.live.live.counts.total == 1)
    monkeypatch.setattr(practise.live, "_take", lambda live, said: None)
    monkeypatch.setattr(practise.live._services.speaker, "say", lambda *args, **more: None)
    yield practise
    end(practise, wait)


def test_the_wrong_leg_is_shown_and_can_be_made_the_right_one(held, qtbot):
    panel = held.live.panel
    assert not panel.side_buttons[Side.LEFT].isVisible()
    on_the_right(held)
    assert "Right leg standing, but the plan says left." in held.live.stage.plate_text
    click(qtbot, panel.side_buttons[Side.RIGHT])
    assert held.live.live.plan.side is Side.RIGHT
    assert held.live._again is None  # the set goes on
    assert not panel.side_buttons[Side.LEFT].isVisible()


def test_a_leg_that_was_read_wrongly_is_told_to_a_new_run(held):
    on_the_right(held)
    held.press_side(Side.LEFT)
    assert held.live._again.settings.side is Side.LEFT


def test_an_unsure_leg_is_asked_for(held):
    live = held.live
    for t_s in (1.0, 4.0):
        result = a_result(t_s=t_s, drill=Drill.AEROPLANE, side=Side.LEFT, hint=WHICH_LEG)
        live._live, _ = live_model.after_result(live._live, result)
    live._show()
    assert live.stage.plate_text == WHICH_LEG
    assert live.panel.side_buttons[Side.LEFT].isVisible()
    held.press_side(Side.RIGHT)
    assert live._again.settings.side is Side.RIGHT
    assert live.live.plan.side is Side.RIGHT


def test_space_starts_after_a_click_on_more(practise, window, world, wait, qtbot):
    practise.choose_drill(Drill.FROGGER)
    before = practise.setup.reps.value()
    window.activateWindow()
    click(qtbot, practise.setup.reps.more)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert practise.is_live
    assert practise.live.live.plan.reps == before + 1
    wait(lambda: practise.currentWidget() is practise.summary)


def test_the_rest_runs_down_and_the_next_set_starts(practise, world, wait):
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.live.live.ending is Ending.WORK_DONE
    rest = practise.summary.rest
    assert rest.isVisible()
    assert rest.text.startswith("Rest 0:")
    rest._ends_s = 0.0
    wait(lambda: practise.is_live)
    wait(lambda: practise.currentWidget() is practise.summary)


def test_after_a_set_that_was_ended_by_hand_nothing_starts_by_itself(practise, world, wait):
    begin(practise, world, wait)
    practise.live.stop()
    wait(lambda: practise.currentWidget() is practise.summary)
    assert not practise.summary.rest.isVisible()


def test_the_rest_can_be_stopped(qtbot):
    rest = RestClock()
    qtbot.addWidget(rest)
    over = []
    rest.over.connect(lambda: over.append(1))
    rest.start(75.0)
    assert rest.text == "Rest 1:15"
    rest.stop_button.click()
    assert not rest.isVisible()
    assert not rest._timer.isActive()
    assert over == []


def test_a_finished_plan_offers_the_drills_once(practise, world, wait):
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    for _ in range(2):
        practise.start()
        wait(lambda: practise.currentWidget() is practise.summary)
    assert practise.summary.next_button.text() == "All drills  (N)"
    assert not practise.summary.back_button.isVisible()
    assert not practise.summary.rest.isVisible()


def test_a_note_in_words_is_stored_with_the_set(practise, world, wait):
    practise.choose_drill(Drill.FROGGER)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    practise.summary.words.setText("  knee   felt odd ")
    practise.summary.close_glance()
    practise.press_escape()
    wait(lambda: practise._records._writing and not practise._records._writing[-1].is_running)
    with world.open_store() as store:
        (row,) = store.sessions()
        assert store.note(row.id).text == "knee felt odd"


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


def test_a_camera_chosen_in_the_settings_offers_to_keep_its_video(window):
    setup = window.practise.setup
    assert not setup.keep_video.isEnabled()
    window.settings.source.name_source("0")
    assert setup.keep_video.isEnabled()
    assert "sample" not in setup._keep_words.text()


def test_help_shows_every_key_and_who_made_it(window, qtbot):
    window.show_help()
    (dialog,) = window.findChildren(HelpDialog)
    words = " ".join(
        label.text() for label in dialog.findChildren(type(window.practise.setup._dose))
    )
    assert "F11" in words
    assert "GNU General Public License" in words
    dialog.accept()


def finished(practise, world, wait):
    """A set on a camera that comes to its end by itself."""
    world.frames = None
    practise.choose_drill(Drill.FROGGER)
    practise.setup.reps.setValue(1)
    practise.start()
    wait(lambda: practise.currentWidget() is practise.summary)
    return practise.summary


def test_the_end_of_a_set_is_read_from_afar_before_it_asks_anything(practise, world, wait, qtbot):
    page = finished(practise, world, wait)
    assert page.glance.isVisible()
    assert page.glance.geometry() == page.rect()
    assert page.glance.texts[:2] == ("1 ✓ clean", "0 △ compensated")
    assert "Rest 0:" in page.glance._rest.text()
    assert any("of 1 clean. Rest 30 seconds" in words for words in world.voice.said)
    page.glance._timer.timeout.emit()  # ten seconds later
    assert not page.glance.isVisible()
    practise.summary.rest.stop()


@pytest.mark.parametrize("way", ["key", "click", "space", "escape"])
def test_a_key_or_a_click_shows_the_details_and_starts_nothing(
    practise, window, world, wait, qtbot, way
):
    page = finished(practise, world, wait)
    if way == "key":
        qtbot.keyClick(page.glance, Qt.Key.Key_A)
    elif way == "click":
        click(qtbot, page.glance)
    else:
        qtbot.keyClick(window, {"space": Qt.Key.Key_Space, "escape": Qt.Key.Key_Escape}[way])
    assert not page.glance.isVisible()
    assert practise.currentWidget() is page
    page.rest.stop()


def test_who_ended_the_set_by_hand_sees_the_details_at_once(practise, world, wait):
    begin(practise, world, wait)
    end(practise, wait)
    assert practise.currentWidget() is practise.summary
    assert not practise.summary.glance.isVisible()


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
    assert live.tray.first_button.text().startswith("Go on")
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


def test_whatever_a_finger_presses_before_and_after_a_set_is_large_enough(practise, qapp):
    practise.setup.source.name_source("0")
    practise.summary.show_outcome(an_outcome(a_session()), None, ("Next.", "Next set  (N)"))
    practise.choose_drill(Drill.AEROPLANE)
    for page in (practise.welcome, practise.home, practise.setup, practise.who, practise.summary):
        practise.setCurrentWidget(page)
        if page is practise.who:
            page.ask()
        for _ in range(3):
            qapp.processEvents()
        targets = [*page.findChildren(QAbstractButton), *page.findChildren(QComboBox)]
        shown = [one for one in targets if one.isVisible()]
        assert shown
        for one in shown:
            name = f"{type(page).__name__} {one.accessibleName()} {one.size()}"
            assert min(one.width(), one.height()) >= 44, name
