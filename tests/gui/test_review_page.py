"""The review page: analysing with a fake model, playing, exporting, leaving."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QWheelEvent
from PyQt6.QtWidgets import QFileDialog

from app.errors import UserError
from app.gui import style
from app.gui.review.picture.picture_tools import PictureTools
from app.gui.review.review_page import ReviewPage
from app.gui.style import ThemeChoice, dress
from app.review.correcting import recalled
from app.review.drawing import Board, Drawing, Kind, angle_deg
from app.review.job import (
    Analysis,
    KeptVideo,
    Model,
    Request,
    analyse,
    as_measured,
    earlier,
    kept_video,
    session_to_keep,
)
from app.run.looking.looker import Looker
from app.run.pipeline import Settings
from app.session.corrections import Corrections, RepCorrection, Verdict
from drills.core.events import Drill
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui_builders import a_result, a_session
from vision.datatypes import Side


class FakeModel(Model):
    """Sees nobody; waits at a gate before its ``hold_at``-th picture."""

    def __init__(self, hold_at=None):
        super().__init__()
        self.hold_at, self.gate, self.seen = hold_at, threading.Event(), 0

    def eyes(self, model=None):
        return nullcontext(lambda: Looker(self))

    def input(self, path, model=None):
        return replace(super().input(path, model), view=None)

    def estimate(self, frame):
        self.seen += 1
        if self.seen == self.hold_at:
            assert self.gate.wait(20)
        return None

    def close(self):
        pass


@pytest.fixture
def path():
    return sample_path("foot_lift")


@pytest.fixture
def model():
    return FakeModel()


@pytest.fixture
def page(qtbot, world, model):
    page = ReviewPage(world.services, model)
    qtbot.addWidget(page)
    page.told_lines = []
    page.told.connect(lambda line, bad: page.told_lines.append(line))
    page.resize(1100, 640)
    page.show()
    yield page
    page.shut_down()


def an_analysis(path, n=180):
    results = tuple(a_result(index, index / 30, size_px=(640, 480)) for index in range(n))
    request = Request(path, Settings())
    return Analysis(request, a_session(), a_series(), results, 13.0, 30.0, stopped=False)


def again_as(page, analysis):
    """What comes of another analysis of the clip that is shown."""
    page.analyser.queue = page.analyser.queue.ready(page._shown, analysis)
    page._show(page._shown, analysis)


@pytest.fixture
def shown(page, path, wait):
    """The page with a clip that has reps."""
    page.show_analysis(an_analysis(path))
    wait(lambda: not page.player.video.is_empty)
    return page


class TestJob:
    def test_the_whole_video(self, path):
        told = []
        found = analyse(Request(path, Settings()), told.append, lambda: False, FakeModel())
        assert len(found.results) == 391
        assert found.length_s == pytest.approx(13.03, abs=0.1)
        assert told[-1].done_s == pytest.approx(13.0, abs=0.1)
        assert [now.reps for now in told] == [None] * 391 + [0] * 391
        assert not found.stopped

    def test_a_part_keeps_the_times_of_the_video(self, path):
        request = Request(path, Settings(), start_s=2.0, end_s=4.0)
        found = analyse(request, lambda now: None, lambda: False, FakeModel())
        assert found.times_s[0] == pytest.approx(2.0, abs=0.04)
        assert found.times_s[-1] == pytest.approx(4.0, abs=0.04)
        assert "Only the part from 2.0 s to 4.0 s was analysed." in found.session.quality.notes

    def test_stopping_keeps_what_is_done(self, path):
        asked = iter(range(1000))
        found = analyse(
            Request(path, Settings()), lambda now: None, lambda: next(asked) >= 50, FakeModel()
        )
        assert len(found.results) == 50
        assert found.stopped
        assert any("Stopped by the user" in note for note in found.session.quality.notes)

    def test_a_neutral_where_nobody_holds_still_is_refused_with_what_to_do(self, path):
        request = Request(path, Settings(neutral_s=1.0))
        told = []
        with pytest.raises(UserError, match=r"nobody holds a start pose at 1\.0 s: mark a moment"):
            analyse(request, told.append, lambda: False, FakeModel())
        assert told
        assert all(now.reps is None for now in told)

    def test_stopping_before_the_neutral_that_was_marked(self, path):
        request = Request(path, Settings(neutral_s=1.0))
        found = analyse(request, lambda now: None, lambda: True, FakeModel())
        assert found.stopped
        assert found.results == ()

    def test_what_came_of_a_kept_video_corrects_its_session(self, path):
        before = a_session(id="kept", created="2026-01-01T10:00:00+00:00")
        found = an_analysis(path)
        found = replace(found, request=replace(found.request, kept=KeptVideo(before, path)))
        kept = session_to_keep(found)
        assert (kept.id, kept.created, kept.source) == (before.id, before.created, before.source)
        assert kept.reps == found.session.reps

    def test_reps_of_a_kept_video_count_from_its_ready_gate_on(self, path):
        series = a_series()
        phases = ("getting ready",) * 30 + series.phase[30:]
        kept = kept_video(a_session(), replace(series, phase=phases), path)
        assert kept.ready_s == pytest.approx(series.t_s[30] - series.t_s[0])


class TestAsMeasured:
    FIRST_S = 0.4

    def kept(self, path):
        """A kept session whose camera needed a moment for its first picture."""
        series = a_series()
        series = replace(series, t_s=series.t_s + self.FIRST_S)
        return kept_video(earlier(a_session(id="kept"), -self.FIRST_S), series, path)

    def test_times_count_from_the_first_picture_of_the_video(self, path):
        kept = self.kept(path)
        found = as_measured(Request(path, Settings(), kept=kept))
        assert [rep.start_s for rep in found.session.reps] == pytest.approx([0, 2, 4])
        assert found.series.t_s[0] == 0.0
        assert found.length_s == pytest.approx(12.0 - self.FIRST_S)

    def test_a_part_that_was_analysed_later_is_measured_again(self, path):
        series = a_series()
        late = kept_video(a_session(), replace(series, t_s=series.t_s + 3.0), path)
        assert as_measured(Request(path, Settings(), kept=late)) is None
        assert as_measured(Request(path, Settings())) is None

    def test_it_is_shown_at_once_and_corrected_in_its_own_time(self, page, path, world, wait):
        kept = self.kept(path)
        with world.open_store() as store:
            store.save(kept.session, kept.series)
        page.open_kept(kept)
        assert page.currentWidget() is page.clip
        assert not page.is_busy
        assert "as it was measured" in page.told_lines[-1]
        wait(lambda: not page.player.video.is_empty)
        page._on_said(Corrections(reps=(RepCorrection(3, Verdict.NOT_A_REP),)))
        page._keeping.finish_work()
        with world.open_store() as store:
            stored = store.session("kept")
        assert stored.corrected.reps == (RepCorrection(3, Verdict.NOT_A_REP),)
        assert stored.reps[2].start_s == pytest.approx(4 + self.FIRST_S)

    def test_without_poses_there_is_nothing_to_draw(self, page, path, tmp_path, wait, monkeypatch):
        page.open_kept(self.kept(path))
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "best.png"), "")
        )
        page.saving.still()
        wait(lambda: "analyse the video again first" in page.told_lines[-1])
        page.player.step(5)
        assert page.player.at_s == pytest.approx(5 / 30)


class TestAnalysing:
    def test_progress_then_the_player(self, page, path, wait):
        page.open(path)
        assert page.is_busy
        assert page.currentWidget() is page._busy
        wait(lambda: not page.is_busy)
        assert page.currentWidget() is page.clip
        wait(lambda: not page.player.video.is_empty)

    def test_escape_stops_and_keeps_what_is_done(self, page, path, wait, model):
        model.hold_at = 60
        page.open(path)
        wait(lambda: model.seen == 60)
        assert page.press_escape()
        model.gate.set()
        wait(lambda: not page.is_busy)
        assert 0 < len(page.analysis.results) <= 60

    def test_a_file_that_is_no_video_is_one_plain_line(self, page, tmp_path, wait):
        bad = tmp_path / "notes.mp4"
        bad.write_text("no video")
        page.open(bad)
        wait(lambda: not page.is_busy)
        assert page.currentWidget() is page._empty
        assert "not a readable video" in page.told_lines[-1]

    def test_several_are_analysed_one_after_the_other_and_one_that_fails_stops_nothing(
        self, page, path, tmp_path, wait, model, qtbot
    ):
        model.hold_at = 3
        bad = tmp_path / "notes.mp4"
        bad.write_text("no video")
        page.opener.open_paths([path, bad, sample_path("aeroplane")])
        wait(lambda: len(page.analyser.queue.items) == 3)
        assert page.analyser.running.path == path
        assert page.analyser.queue.title == "3 videos: 1 being analysed, 2 waiting"
        assert page._busy.list.count() == 3
        model.gate.set()
        wait(lambda: page.currentWidget() is page.clip)
        wait(lambda: not page.is_busy)
        assert page.analysis.request.path == path
        assert page.analyser.queue.title == "3 videos: 2 ready, 1 failed"
        assert any("notes.mp4" in line for line in page.told_lines)
        assert "aeroplane.mp4: ready" in page.told_lines[-1]
        page.activateWindow()
        qtbot.keyClick(page.player.play_button, Qt.Key.Key_B)
        assert "failed. " in page._busy.list.item(1).text()
        page._busy.list.setCurrentRow(1)
        qtbot.keyClick(page._busy.list, Qt.Key.Key_Delete)
        assert page._busy.list.count() == 2
        page._busy.list.setCurrentRow(1)
        qtbot.keyClick(page._busy.list, Qt.Key.Key_Return)
        assert page.currentWidget() is page.clip
        assert page.analysis.request.path.name == "aeroplane.mp4"

    def test_stopping_one_does_not_stop_the_rest(self, page, path, wait, model):
        model.hold_at = 3
        page.opener.open_paths([path, sample_path("aeroplane")])
        wait(lambda: model.seen == 3)
        page.stop()
        model.gate.set()
        wait(lambda: not page.is_busy)
        first, second = page.analyser.queue.items
        assert first.analysis.stopped
        assert not second.analysis.stopped

    def test_a_set_has_the_computer_to_itself(self, page, path, wait, model):
        model.hold_at = 3
        page.open(path)
        wait(lambda: model.seen == 3)
        page.analyser.hold(held=True)
        assert not page.is_busy
        assert page.analyser.queue.title == "1 video: 1 waiting"
        model.gate.set()
        page.open(sample_path("aeroplane"))
        assert not page.is_busy
        page.analyser.hold(held=False)
        assert page.analyser.running.path == path
        wait(lambda: page.analyser.queue.title == "2 videos: 2 ready")

    def test_escape_leaves_the_list_and_stops_nothing(self, shown, path, wait, model):
        model.hold_at = 3
        shown.open(path)
        shown.show_videos()
        assert shown.press_escape()
        assert shown.currentWidget() is shown.clip
        model.gate.set()
        wait(lambda: not shown.is_busy)
        assert not shown.analyser.queue.items[-1].analysis.stopped
        assert shown.currentWidget() is shown.clip

    def test_what_was_opened_lately_is_in_the_menu_of_a_clip_too(self, shown, path, wait):
        shown.opener.show_recent(["/x/one.mp4", str(path)])
        menu = shown.clip.open_menu
        menu.aboutToShow.emit()
        named = {action.text(): action for action in menu.actions()}
        assert {"Videos…  (O)", "A folder…", "one.mp4"} <= named.keys()
        named[path.name].trigger()
        wait(lambda: shown.is_busy)
        shown.stop()
        wait(lambda: not shown.is_busy)

    def test_the_videos_of_a_folder(self, page, path, tmp_path, wait):
        for name in ("two.mp4", "one.mp4", "notes.txt"):
            (tmp_path / name).write_bytes(b"x")
        page.opener.open_paths([tmp_path])
        wait(lambda: page.analyser.queue.items != ())
        assert [item.name for item in page.analyser.queue.items] == ["one.mp4", "two.mp4"]
        wait(lambda: not page.is_busy)
        empty = tmp_path / "empty"
        empty.mkdir()
        page.opener.open_paths([empty])
        wait(lambda: "no video" in page.told_lines[-1])

    def test_what_was_opened_lately_is_offered_until_it_is_forgotten(self, page, path, wait):
        said = []
        page.opener.recent_changed.connect(said.append)
        page.opener.show_recent([f"/x/{n}.mp4" for n in range(9)])
        page.opener.open_paths([path])
        wait(lambda: said != [])
        assert said[-1] == (str(path), *(f"/x/{n}.mp4" for n in range(5)))
        page.stop()
        wait(lambda: not page.is_busy)
        page._empty.forget_button.click()
        assert said[-1] == ()

    def test_leaving_in_the_middle_leaves_nothing_behind(self, page, path, wait, model):
        page.open(path)
        wait(lambda: model.seen > 3)
        page.shut_down()

    def test_drill_side_and_part_can_be_chosen_by_hand(self, shown, wait):
        shown.clip.how.drill.setCurrentIndex(shown.clip.how.drill.findData(Drill.FOOT_LIFT))
        shown.clip.how.side.setCurrentIndex(shown.clip.how.side.findData(Side.RIGHT))
        shown.player.seek(1.5)
        shown.clip.how.begin_asked.emit()
        request = shown.analyser.running
        assert request.settings == Settings(Drill.FOOT_LIFT, Side.RIGHT)
        assert request.start_s == 1.5
        wait(lambda: not shown.is_busy)
        shown.use_whole()
        assert shown.analyser.running.start_s == 0.0
        wait(lambda: not shown.is_busy)


class TestPlayer:
    def test_a_rep_is_told_where_the_hand_stands(self, shown):
        shown.player.seek(3.0)
        assert shown.clip.moment.text().startswith("Rep 2 compensated")

    @pytest.mark.parametrize("place", ["play", "bar", "video", "drill", "speed"])
    def test_keys_step_and_jump_wherever_the_focus_is(self, shown, qtbot, place):
        player = shown.player
        widget = {
            "play": player.play_button,
            "bar": player.bar,
            "video": player.video,
            "drill": shown.clip.how.drill,
            "speed": player._speeds.button(1),
        }[place]
        shown.activateWindow()
        widget.setFocus()
        player.seek(2.0)
        qtbot.keyClick(widget, Qt.Key.Key_Right)
        assert player.at_s == pytest.approx(2.0 + 1 / 30)
        qtbot.keyClick(widget, Qt.Key.Key_Left)
        assert player.at_s == pytest.approx(2.0)
        qtbot.keyClick(widget, Qt.Key.Key_PageDown)
        assert player.at_s == 4.0
        qtbot.keyClick(widget, Qt.Key.Key_PageUp)
        assert player.at_s == 2.0
        assert player._speed == 1.0
        qtbot.keyClick(widget, Qt.Key.Key_1)
        assert player._speed == 0.25

    def test_a_changed_drill_asks_to_be_applied(self, shown):
        assert shown.clip.how.again_button.text() == "Analyse again"
        shown.clip.how.drill.setCurrentIndex(3)
        assert shown.clip.how.again_button.text() == "Analyse again to apply"
        shown.clip.how.drill.setCurrentIndex(0)
        assert shown.clip.how.again_button.text() == "Analyse again"

    def test_the_plots_follow_another_theme(self, shown, qapp):
        before = shown.clip._plots._plots[0]
        dress(qapp, ThemeChoice.DARK)
        qapp.processEvents()
        assert shown.clip._plots._plots[0] is not before
        dress(qapp)

    def test_it_plays_and_pauses_and_ends_at_the_end(self, shown, wait):
        shown.player.seek(12.6)
        shown.press_space()
        assert shown.player.is_playing
        wait(lambda: not shown.player.is_playing)
        assert shown.player.at_s == pytest.approx(13.0)
        shown.press_space()
        assert shown.player.at_s < 1.0
        shown.press_space()
        assert not shown.player.is_playing

    def test_the_bar_seeks(self, shown, qtbot):
        bar = shown.player.bar
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.rect().center())
        assert shown.player.at_s == pytest.approx(6.5, abs=0.1)

    def test_outside_of_the_part_only_the_picture_is_shown(self, shown, wait):
        shown.player.seek(10.0)
        wait(lambda: shown.player.video._overlay.lines == ())

    def test_a_video_that_was_deleted_is_one_plain_line(self, page, tmp_path, wait):
        page.show_analysis(an_analysis(tmp_path / "gone.mp4"))
        wait(lambda: any("cannot be shown" in line for line in page.told_lines))


class TestPicture:
    @pytest.fixture
    def video(self, shown, qapp):
        shown.activateWindow()
        qapp.processEvents()
        return shown.player.video

    def at(self, video, x, y):
        """The point of the window at shares of the picture."""
        place = video._place(video._frame)
        return QPointF(*place.point((x * place.width_px, y * place.height_px))).toPoint()

    def wheel(self, video, at, notches):
        event = QWheelEvent(
            QPointF(at), QPointF(video.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        video.wheelEvent(event)

    def test_wheel_drag_and_double_click(self, video, qtbot):
        at = self.at(video, 0.7, 0.6)
        self.wheel(video, at, 3)
        assert video.zoom.factor == pytest.approx(1.25**3)
        assert (self.at(video, 0.7, 0.6) - at).manhattanLength() <= 1
        at = self.at(video, 0.7, 0.6)
        qtbot.mousePress(video, Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseMove(video, at + QPoint(-20, -10))
        qtbot.mouseRelease(video, Qt.MouseButton.LeftButton, pos=at + QPoint(-20, -10))
        assert (self.at(video, 0.7, 0.6) - at - QPoint(-20, -10)).manhattanLength() <= 1
        qtbot.mouseDClick(video, Qt.MouseButton.LeftButton, pos=at)
        assert video.zoom.factor == 1.0

    def test_zoom_by_keys_leaves_the_arrows_to_the_pictures(self, shown, video, qtbot):
        play, at_s = shown.player.play_button, shown.player.at_s
        play.setFocus()
        qtbot.keyClick(play, Qt.Key.Key_Plus)
        qtbot.keyClick(play, Qt.Key.Key_Plus)
        qtbot.keyClick(play, Qt.Key.Key_Minus)
        assert video.zoom.factor == pytest.approx(1.25)
        before = video.zoom
        qtbot.keyClick(play, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert video.zoom.x > before.x
        assert shown.player.at_s == at_s
        qtbot.keyClick(play, Qt.Key.Key_Right)
        assert shown.player.at_s > at_s
        qtbot.keyClick(play, Qt.Key.Key_0)
        assert video.zoom.factor == 1.0

    def test_an_angle_by_mouse_stays_with_its_picture(self, shown, video, qtbot, wait):
        tools = video.parent().findChild(PictureTools)
        assert not tools.delete.isEnabled()
        tools.angle.click()
        for share in ((0.8, 0.5), (0.5, 0.5), (0.5, 0.1)):
            qtbot.mouseClick(video, Qt.MouseButton.LeftButton, pos=self.at(video, *share))
        ((t_s, drawing),) = video.board.drawings
        assert angle_deg(drawing)[0] == pytest.approx(90.0, abs=1.0)
        assert "not of the joint" in video.accessibleDescription()
        assert shown.player.bar._drawn_s == (t_s,)
        shown.player.step(3)
        wait(lambda: video._frame.t_s > t_s)
        assert not video.has_drawings
        shown.player.step(-3)
        wait(lambda: video.has_drawings)
        before = drawing.points
        qtbot.mousePress(video, Qt.MouseButton.LeftButton, pos=self.at(video, 0.5, 0.1))
        qtbot.mouseMove(video, self.at(video, 0.2, 0.1))
        qtbot.mouseRelease(video, Qt.MouseButton.LeftButton, pos=self.at(video, 0.2, 0.1))
        moved = video.board.drawings[0][1].points
        assert moved[:2] == before[:2]
        assert moved[2][0] == pytest.approx(0.2 * 640, abs=3)
        tools.delete.click()
        assert video.board.drawings == ()

    def test_a_film_stands_still_while_something_is_drawn(self, shown, video, qtbot):
        shown.press_space()
        assert shown.player.is_playing
        qtbot.keyClick(shown.player.play_button, Qt.Key.Key_A)
        assert not shown.player.is_playing

    def test_a_line_by_keyboard_alone(self, shown, video, qtbot):
        play, at_s = shown.player.play_button, shown.player.at_s
        play.setFocus()
        far = Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(play, Qt.Key.Key_D)
        qtbot.keyClick(play, Qt.Key.Key_Return)
        for _ in range(3):
            qtbot.keyClick(play, Qt.Key.Key_Down, far)
        qtbot.keyClick(play, Qt.Key.Key_Up)
        qtbot.keyClick(play, Qt.Key.Key_Return)
        ((_, drawing),) = video.board.drawings
        scale = video._place(video._frame).scale
        (x0, y0), (x1, y1) = drawing.points
        assert (x1 - x0, (y1 - y0) * scale) == (0.0, pytest.approx(58.0))
        qtbot.keyClick(play, Qt.Key.Key_E)  # its first point
        qtbot.keyClick(play, Qt.Key.Key_Right)
        assert video.board.drawings[0][1].points[0][0] > x0
        assert shown.press_escape()
        assert not video.hand.is_busy
        qtbot.keyClick(play, Qt.Key.Key_Right)
        assert shown.player.at_s > at_s
        qtbot.keyClick(play, Qt.Key.Key_Left)
        qtbot.keyClick(play, Qt.Key.Key_Delete)
        assert video.board.drawings == ()

    def test_drawings_stay_with_their_video_through_another_analysis(
        self, shown, video, path, wait
    ):
        video.board = Board().added(0.0, Drawing(Kind.LINE, ((0.0, 0.0), (9.0, 9.0))))
        again_as(shown, an_analysis(path))
        wait(lambda: video.has_drawings)
        drawn = video.board
        shown.show_analysis(an_analysis(sample_path("aeroplane")))
        assert video.board == Board()
        shown.show_item(1)
        assert video.board == drawn
        wait(lambda: not video.is_empty)

    def test_the_picture_shown_is_saved_with_its_drawings(
        self, shown, video, tmp_path, wait, monkeypatch
    ):
        plain = video.image()
        assert plain.width() / plain.height() == pytest.approx(4 / 3, abs=0.02)
        video.board = Board().added(video._t_s, Drawing(Kind.LINE, ((100.0, 60.0), (500.0, 60.0))))
        where = tmp_path / "shown.png"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(where), ""))
        shown.clip.picture_asked.emit()
        wait(lambda: shown.told_lines[-1].startswith("Saved in"))
        saved = QImage(str(where))
        assert (saved.width(), saved.height()) == (plain.width(), plain.height())
        at = QPoint(round(saved.width() * 200 / 640), round(saved.height() * 60 / 480))
        assert saved.pixelColor(at) == QColor(style.STAGE_HAND)
        assert plain.pixelColor(at) != QColor(style.STAGE_HAND)

    def test_a_rep_is_played_over_and_over(self, shown, qtbot, wait):
        player = shown.player
        player.play_button.setFocus()
        player.seek(3.6)
        qtbot.keyClick(player.play_button, Qt.Key.Key_P)
        assert player.is_playing
        assert player.loop_button.isChecked()
        wait(lambda: player.at_s < 3.0)
        assert player.is_playing
        assert player.at_s >= 2.0
        player.next_rep()
        assert player._loop == (4.0, 6.0)
        qtbot.keyClick(player.play_button, Qt.Key.Key_P)
        assert player._loop is None


class TestCorrecting:
    @pytest.fixture
    def correcting(self, shown, qtbot):
        shown.activateWindow()
        shown.player.seek(3.0)
        qtbot.keyClick(shown.player.play_button, Qt.Key.Key_C)
        return shown.clip.correct

    def said(self, page):
        return page.analysis.session.corrected

    def test_by_keyboard_alone(self, shown, correcting, qtbot, qapp):
        assert not correcting.isHidden()
        assert shown.clip._plots.isHidden()
        qtbot.keyClicks(correcting.note, "it is OK")
        assert self.said(shown).reps == (RepCorrection(2, None, "it is OK"),)
        correcting.verdict.press(1)
        assert self.said(shown).reps == (RepCorrection(2, Verdict.CLEAN, "it is OK"),)
        assert shown.clip.moment.text().startswith(
            "Rep 2 corrected by hand: clean (program: compensated)"
        )
        assert [mark.words for mark in shown.player.bar._marks] == ["1 ✓", "2 △→✓", "3 ✓"]
        assert shown.press_escape()
        assert correcting.isHidden()
        assert not shown.clip._plots.isHidden()

    def test_every_verdict_is_reached_with_tab(self, shown, correcting, qtbot, qapp):
        reached = []
        for _ in range(6):
            focus = qapp.focusWidget()
            qtbot.keyClick(focus, Qt.Key.Key_Space)
            reached.append(correcting.verdict.value)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert reached == [None, *Verdict]
        assert qapp.focusWidget() is correcting.note

    def test_it_follows_the_rep_at_hand_and_can_be_taken_back(self, shown, correcting, qtbot):
        correcting.verdict.press(5)
        assert self.said(shown).of(2).verdict is Verdict.NOT_A_REP
        qtbot.keyClick(correcting.note, Qt.Key.Key_PageDown)
        assert correcting._rep_words.text() == "Rep 3 of 3  ·  program: clean"
        assert correcting.verdict.value is None
        shown.player.previous_rep()
        assert correcting.verdict.value is Verdict.NOT_A_REP
        correcting.verdict.press(0)
        assert self.said(shown).is_empty

    def test_letters_and_arrows_are_typed_into_a_note(self, shown, correcting, qtbot):
        correcting.note.setFocus()
        at_s = shown.player.at_s
        qtbot.keyClicks(correcting.note, "tc1 ")
        qtbot.keyClick(correcting.note, Qt.Key.Key_Left)
        qtbot.keyClicks(correcting.note, "o")
        assert correcting.note.text() == "tc1o "
        assert shown.player.at_s == at_s
        assert not correcting.isHidden()

    def test_the_level_of_a_drill_that_has_some(self, shown, correcting):
        assert [correcting.level.itemData(row) for row in range(3)] == [
            None,
            "knees_shoulder_wide",
            "knees_wide",
        ]
        correcting.level.setCurrentIndex(2)
        assert self.said(shown).level == "knees_wide"

    def test_it_is_stored_with_the_session_and_found_again(
        self, shown, correcting, world, path, wait
    ):
        assert correcting._place.text().startswith("Goes into what you save")
        correcting.verdict.press(2)
        assert not correcting.keep_button.isHidden()
        correcting.keep_button.click()
        wait(lambda: correcting._place.text().startswith("Stored with the session"))
        assert correcting.keep_button.isHidden()
        correcting.verdict.press(3)
        shown._keeping.finish_work()
        with world.open_store() as store:
            (row,) = store.sessions()
            kept, counts = store.session(row.id), row.by_hand.counts
        assert kept.corrected.of(2).verdict is Verdict.PARTIAL
        assert (counts.clean, counts.partial) == (2, 1)
        again = an_analysis(path)
        again = replace(again, session=replace(again.session, id="another"))
        again = replace(again, request=replace(again.request, kept=KeptVideo(kept, path)))
        found = recalled(again, world.read_store)
        assert found.stored == kept
        assert found.session.corrected == kept.corrected

    def test_analysing_again_keeps_it_with_its_movement(self, shown, correcting, path):
        correcting.verdict.press(5)
        again = an_analysis(path)
        reps = again.session.reps
        again_as(shown, replace(again, session=replace(again.session, reps=reps[1:])))
        assert self.said(shown).reps == (RepCorrection(1, Verdict.NOT_A_REP),)
        again_as(shown, replace(again, session=replace(again.session, reps=reps[2:])))
        assert self.said(shown).is_empty
        assert "no such rep any more" in shown.told_lines[-1]

    def test_what_the_stored_session_does_not_have_is_said(self, shown, correcting, world, wait):
        with world.open_store() as store:
            store.save(replace(shown.analysis.session, reps=()), a_series())
            stored = store.session("abc")
        shown._on_stored(stored)
        correcting.verdict.press(1)
        wait(lambda: "but for rep 2" in correcting._place.text())


class TestCompare:
    def test_two_reps_and_back(self, shown, wait):
        shown.show_compare()
        assert shown.currentWidget() is shown.compare
        assert shown.compare.one.count() == 3
        shown.compare.other.setCurrentIndex(2)
        assert "no clear difference" in shown.compare._said.text()
        assert shown.press_escape()
        assert shown.currentWidget() is shown.clip
        assert not shown.press_escape()

    def test_kept_sessions_are_offered(self, shown, world, wait):
        with world.open_store() as store:
            store.save(a_session(id="kept"), a_series())
        shown.show_compare()
        wait(lambda: shown.compare.one.count() == 4)
        assert "Frogger rock" in shown.compare.one.itemText(3)

    def test_two_reps_in_step_by_keyboard(self, shown, qtbot, wait):
        shown.activateWindow()
        shown.show_compare()
        compare = shown.compare
        wait(lambda: not any(side.picture.is_empty for side in compare.sides))
        assert compare.sides[0].words.text() == "A  ·  this clip, rep 1, left, clean"
        assert compare.sides[1].words.text() == "B  ·  this clip, rep 2, left, compensated"
        assert compare.play_button.hasFocus()
        qtbot.keyClick(compare.play_button, Qt.Key.Key_Right)
        assert compare.phase == pytest.approx(1 / 200)
        compare.slider.setValue(100)
        assert compare._where.text() == "100 % of the way out: A at 1.0 s, B at 3.0 s"
        wait(
            lambda: [s.picture._frame.t_s for s in compare.sides] == pytest.approx([1, 3], abs=0.04)
        )
        compare.slow_button.setChecked(True)
        shown.press_space()
        wait(lambda: compare.phase > 0.55)
        shown.press_space()
        assert not compare._timer.isActive()
        assert shown.press_escape()
        assert all(side._decoder is None for side in compare.sides)
        shown.show_compare()
        wait(lambda: not any(side.picture.is_empty for side in compare.sides))

    def test_a_rep_that_was_corrected_is_called_so(self, shown):
        shown._on_said(Corrections(reps=(RepCorrection(1, Verdict.PARTIAL),)))
        shown.show_compare()
        assert shown.compare.sides[0].words.text() == (
            "A  ·  this clip, rep 1, left, corrected by hand: partial (program: clean)"
        )

    def test_reps_of_another_open_video(self, shown, wait):
        other = an_analysis(sample_path("frogger_rock"))
        shown.analyser.put(other)
        shown.show_compare()
        assert shown.compare.one.count() == 6
        shown.compare.other.setCurrentIndex(4)
        assert shown.compare.sides[1].words.text().startswith("B  ·  frogger_rock.mp4, rep 2")
        wait(lambda: not shown.compare.sides[1].picture.is_empty)

    def test_a_kept_session_without_a_video_says_so(self, shown, world, wait):
        with world.open_store() as store:
            store.save(a_session(id="kept"), a_series())
        shown.show_compare()
        wait(lambda: shown.compare.other.count() == 4)
        shown.compare.other.setCurrentIndex(3)
        assert "No video" in shown.compare.sides[1].picture.accessibleDescription()


class TestExport:
    def test_report_and_data(self, shown, world, tmp_path, wait, monkeypatch):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        shown.saving.report()
        wait(lambda: world.saved != [])
        wait(lambda: shown.told_lines[-1].startswith("Saved in"))

    def test_the_still(self, shown, tmp_path, wait, monkeypatch):
        path = tmp_path / "best.png"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
        shown.saving.still()
        wait(lambda: shown.told_lines[-1].startswith("Saved in"))
        assert path.read_bytes()[1:4] == b"PNG"

    def test_the_annotated_clip_has_the_pictures_of_the_part(
        self, page, path, tmp_path, wait, monkeypatch
    ):
        from vision.capture.sources import open_source

        analysis = an_analysis(path)
        page.show_analysis(replace(analysis, results=analysis.results[30:60]))
        where = tmp_path / "clip.mp4"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(where), ""))
        page.saving.clip()
        wait(lambda: page.told_lines[-1].startswith("Saved in"))
        times = [frame.t_s for frame in open_source(str(where)).frames()]
        assert len(times) == 30
        assert np.diff(times) == pytest.approx(1 / 30, abs=0.002)

    def test_keeping_it(self, shown, world, wait):
        shown.saving.keep()
        wait(lambda: shown.told_lines[-1] == "Saved in the history.")
        with world.open_store() as store:
            assert len(store.sessions()) == 1

    def test_a_full_disk_is_one_plain_line(self, shown, world, tmp_path, wait, monkeypatch):
        world.save_error = OSError(28, "No space left on device")
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        shown.saving.report()
        wait(lambda: "No space left on device" in shown.told_lines[-1])
