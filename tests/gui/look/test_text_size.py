"""At every size of text nothing is cut off in a window of 1280 by 720: it wraps, or scrolls."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import QPoint, Qt

from app.gui.inputs.wrapped_check import WrappedCheck
from app.gui.main_window import MainWindow
from app.gui.practice.live.gauge import HEIGHT_PX
from app.gui.style import TEXT_SCALES, dress
from app.practice.live import live_model
from app.practice.live.live_state import Stage
from app.practice.plan import plan_for
from app.practice.summary_model import summary
from drills.core.events import Drill
from drills.registry import OFFERED
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import an_analysis
from tests.gui.cutoff import cut_off
from tests.gui.kept_sessions import session_on
from tests.gui_builders import a_session, an_outcome
from vision.datatypes import Side

SIZE = (1280, 720)


@pytest.fixture(params=[scale for scale in TEXT_SCALES if scale in (1.0, 1.3, 2.0)])
def window(request, qtbot, qapp, world):
    dress(qapp, scale=request.param)
    made = MainWindow(world.services)
    qtbot.addWidget(made)
    made._placing.is_fitted = True  # the offscreen plug-in's screen is smaller than this window
    made.show()
    made.resize(*SIZE)
    qapp.processEvents()
    yield made
    made.close()
    dress(qapp)


def settled(window, qapp):
    for _ in range(4):  # wrapping and scroll bars settle one after the other
        qapp.processEvents()
    assert (window.width(), window.height()) == SIZE
    assert window.minimumSizeHint().width() <= SIZE[0]
    assert window.minimumSizeHint().height() <= SIZE[1]


def test_welcome(window, qapp):
    window.practise.show_welcome()
    settled(window, qapp)
    assert cut_off(window) == []


def test_drills(window, qapp):
    window.practise.show_home()
    settled(window, qapp)
    assert cut_off(window) == []


@pytest.mark.parametrize("drill", OFFERED)
def test_set_up(window, qapp, drill):
    window.practise.choose_drill(drill)
    settled(window, qapp)
    assert cut_off(window) == []


def test_summary(window, qapp, tmp_path):
    page = window.practise.summary
    outcome = an_outcome(a_session())
    assert summary(outcome).ranges
    page.show_outcome(outcome, None, ("Next: 5 reps on the right side.", "Next set, right (N)"))
    page.review_button.show()
    window.practise.setCurrentWidget(page)
    settled(window, qapp)
    assert cut_off(window) == []


def test_the_numbers_of_a_set_have_their_room(window, qapp):
    live = window.practise.live
    window.practise.setCurrentWidget(live)
    window.practise.live_changed.emit(True)
    plan = plan_for(Drill.AEROPLANE, Side.LEFT, "single_leg", "everyday", 5)
    live._live = replace(live_model.begin(plan), stage=Stage.WORKING)
    live._show()
    settled(window, qapp)
    gauge = live.panel.work.gauge
    foot = live.panel.first_button
    below_px = gauge.mapTo(window, QPoint(0, gauge.height())).y()
    assert gauge.height() >= HEIGHT_PX
    assert below_px <= foot.mapTo(window, QPoint(0, 0)).y()
    window.practise.live_changed.emit(False)


def test_settings(window, qapp):
    window.show_page(3)
    settled(window, qapp)
    assert cut_off(window) == []


def test_review_empty(window, qapp):
    window.show_page(1)
    settled(window, qapp)
    assert cut_off(window) == []


def test_the_list_of_opened_videos(window, qapp, wait, tmp_path):
    window.show_page(1)
    window.review.opener.show_recent(
        ["/videos/a name that is long, as names of videos are.mp4"] * 6
    )
    settled(window, qapp)
    assert cut_off(window) == []
    window.review.show_analysis(an_analysis(sample_path("foot_lift")))
    for name in ("one.mp4", "two.mp4"):
        (tmp_path / name).write_text("no video")
    window.review.opener.open_paths([tmp_path])
    wait(lambda: len(window.review.analyser.queue.items) == 3)
    window.review.show_videos()
    settled(window, qapp)
    assert cut_off(window) == []
    wait(lambda: not window.review.is_busy)
    settled(window, qapp)
    assert cut_off(window) == []


def test_review_of_a_clip(window, qapp, wait):
    window.show_page(1)
    window.review.show_analysis(an_analysis(sample_path("foot_lift")))
    wait(lambda: not window.review.player.video.is_empty)
    settled(window, qapp)
    assert cut_off(window) == []
    window.review.clip.toggle_correct()
    settled(window, qapp)
    assert cut_off(window) == []
    window.review.show_compare()
    wait(lambda: not window.review.saving.is_busy)
    settled(window, qapp)
    assert cut_off(window) == []


def test_progress(window, qapp, world, wait):
    window.show_page(2)
    wait(lambda: window.progress.snapshot is not None)
    settled(window, qapp)
    assert cut_off(window) == []
    with world.open_store() as store:
        for number, size in enumerate((80.0, 88.0)):
            store.save(session_on(number, size), a_series())
    window.people.choose("Kim")
    wait(lambda: window.progress.snapshot.alias == "Kim")
    table = window.progress.history.table
    window.progress.history.updateGeometry()
    settled(window, qapp)
    words = table.fontMetrics().horizontalAdvance("Frogger rock")
    wait(lambda: table.columnWidth(1) > words)  # the drill is named in whole words
    window.progress.history.table.selectAll()
    window.progress.history.forget_button.show()
    settled(window, qapp)
    assert cut_off(window) == []


def test_a_click_on_the_words_turns_a_check(qtbot):
    check = WrappedCheck("Keep this on this computer, please")
    qtbot.addWidget(check)
    check.show()
    told = []
    check.toggled.connect(told.append)
    qtbot.mouseClick(check._words, Qt.MouseButton.LeftButton)
    assert check.isChecked()
    assert told == [True]


def test_a_screen_of_1280_by_720_scaled_to_200_percent_holds_the_window(qtbot, qapp, world):
    dress(qapp)
    window = MainWindow(world.services)
    qtbot.addWidget(window)
    window.show()
    window.resize(SIZE[0] // 2, SIZE[1] // 2)
    window.review.show_analysis(an_analysis(sample_path("foot_lift")))
    for page in range(4):
        window.show_page(page)
        qapp.processEvents()
        assert window.minimumSizeHint().width() <= SIZE[0] // 2
        assert window.minimumSizeHint().height() <= SIZE[1] // 2
    window.close()
