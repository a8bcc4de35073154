"""A camera that is black, frozen, silent or slow is named."""

from __future__ import annotations

import numpy as np
import pytest

from app.gui.practice.live.stage import StageView
from app.practice.live import camera_watch, live_model
from app.practice.live.camera_watch import BLACK, FROZEN, SILENT, Watch
from app.run.life import RunnerStatus, RunState
from app.session.words import warning_words
from drills.core.events import Drill, WarningKind
from tests.gui_builders import a_plan, a_result, raised
from vision.capture.live_pictures import Seen
from vision.datatypes import Frame, Side


def picture(level, seed=0):
    noise = np.random.default_rng(seed).integers(0, 6, (64, 64, 3))
    return Frame(0, 0.0, (np.full((64, 64, 3), level) + noise).astype(np.uint8))


def watched(pictures):
    watch = Watch()
    for number, frame in enumerate(pictures):
        watch = camera_watch.after_frame(watch, frame, number * 0.6)
    return watch, (len(pictures) - 1) * 0.6


def status(processed, captured):
    return RunnerStatus(RunState.RUNNING, captured=captured, processed=processed, sent=captured)


def test_a_living_picture_is_no_trouble():
    watch, now_s = watched([picture(90, seed) for seed in range(12)])
    assert camera_watch.trouble(watch, now_s) == ""


def test_before_the_first_picture_nothing_is_said():
    assert camera_watch.trouble(Watch(), 100.0) == ""


def test_black():
    watch, now_s = watched([picture(0, seed) for seed in range(3)])
    assert camera_watch.trouble(watch, now_s) == BLACK


def test_a_dark_room_with_a_lamp_is_not_black():
    frame = picture(3)
    frame.image[:20] = 200
    watch, now_s = watched([frame])
    assert camera_watch.trouble(watch, now_s) == ""


def test_frozen_and_alive_again():
    watch, now_s = watched([picture(90)] * 8)
    assert camera_watch.trouble(watch, now_s) == FROZEN
    watch = camera_watch.after_frame(watch, picture(90, 5), now_s + 0.6)
    assert camera_watch.trouble(watch, now_s + 0.6) == ""


def test_silent():
    watch, now_s = watched([picture(90)])
    assert camera_watch.trouble(watch, now_s + 2.1) == SILENT


def test_a_slow_computer_does_not_hide_what_the_set_says(qtbot):
    stage = StageView()
    qtbot.addWidget(stage)
    slow = camera_watch.SLOW.format(rate=9.0)
    live, _ = live_model.after_event(working(), raised())
    stage.show_trouble(slow, gives_way=True)
    stage.show_live(live)
    assert stage.plate_text.startswith(f"⚠  {warning_words(WarningKind.LUMBAR_FLEXION)}")
    stage.show_live(working())
    assert stage.plate_text == slow
    stage.show_trouble(camera_watch.SILENT)
    stage.show_live(live)
    assert stage.plate_text == camera_watch.SILENT


def test_a_moving_back_is_told_before_the_wrong_leg(qtbot):
    stage = StageView()
    qtbot.addWidget(stage)
    live = live_model.begin(a_plan(drill=Drill.AEROPLANE, side=Side.LEFT))
    for t_s in range(6):
        live, _ = live_model.after_result(
            live, a_result(t_s=t_s, drill=Drill.AEROPLANE, side=Side.RIGHT)
        )
    stage.show_live(live)
    assert "Change sides" in stage.plate_text
    stage.show_live(live_model.after_event(live, raised())[0])
    assert stage.plate_text.startswith(f"⚠  {warning_words(WarningKind.LUMBAR_FLEXION)}")


def working():
    live, _ = live_model.after_result(live_model.begin(a_plan()), a_result())
    return live


def test_slow_only_if_pictures_are_lost():
    def at(now_s, processed, captured, watch):
        status = RunnerStatus(
            RunState.RUNNING, processed=processed, captured=captured, sent=captured
        )
        return camera_watch.after_status(watch, status, now_s)

    watch = camera_watch.after_frame(Watch(), picture(90), 5.0)
    losing = at(5.0, 20, 150, at(0.0, 0, 0, watch))
    assert "only 4 frames a second" in camera_watch.trouble(losing, 5.0)
    slow_camera = at(5.0, 20, 20, at(0.0, 0, 0, watch))
    assert "camera sends only 4 pictures" in camera_watch.trouble(slow_camera, 5.0)


def test_a_pause_is_no_trouble_of_the_camera():
    watch, now_s = watched([picture(90, seed) for seed in range(6)])
    watch = camera_watch.after_status(watch, status(100, 100), now_s)
    later_s = now_s + 30.0
    watch = camera_watch.resumed(later_s)
    assert camera_watch.trouble(watch, later_s + 0.5) == ""
    for step in range(1, 12):
        now_s = later_s + 0.5 * step
        watch = camera_watch.after_frame(watch, picture(90, step), now_s)
        watch = camera_watch.after_status(watch, status(100 + 15 * step, 1000 + 15 * step), now_s)
        assert camera_watch.trouble(watch, now_s) == ""


def test_after_a_pause_a_silent_camera_is_still_named():
    assert camera_watch.trouble(camera_watch.resumed(10.0), 12.5) == SILENT


def test_a_hiccup_of_a_network_camera_is_no_slow_computer():
    watch, now_s = watched([picture(90, seed) for seed in range(6)])
    watch = camera_watch.after_status(watch, status(100, 100), now_s)
    back_s = now_s + 3.5  # nothing came for 3.5 s, then everything at once
    watch = camera_watch.after_frame(watch, picture(90, 9), back_s)
    watch = camera_watch.after_status(watch, status(101, 200), back_s + 0.6)
    watch = camera_watch.after_frame(watch, picture(90, 10), back_s + 0.6)
    assert camera_watch.trouble(watch, back_s + 0.6) == ""


@pytest.mark.parametrize(("sent_hz", "measured_hz", "is_named"), [(3, 3, True), (25, 2, False)])
def test_a_camera_with_few_pictures_is_named_and_not_the_person(sent_hz, measured_hz, is_named):
    """At the gate most pictures are let go: that does not make a slow camera."""
    watch = Watch(pictures=Seen(changed_s=6.0), seen_s=6.0)
    for second in range(6):
        measured = measured_hz * second
        status = RunnerStatus(
            RunState.RUNNING, processed=measured, captured=measured, sent=sent_hz * second
        )
        watch = camera_watch.after_status(watch, status, float(second))
    text = camera_watch.trouble(watch, 6.0)
    assert text == (camera_watch.FEW.format(rate=3) if is_named else "")
    assert not camera_watch.gives_way(text)
