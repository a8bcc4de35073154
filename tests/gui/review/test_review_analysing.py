"""Reviewing: videos are analysed, one after the other, and shown as they were measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog

from app.errors import UserError
from app.review.job import (
    KeptVideo,
    Request,
    analyse,
    as_measured,
    earlier,
    kept_video,
    session_to_keep,
)
from app.run.pipeline import Settings
from app.session.corrections import Corrections, RepCorrection, Verdict
from drills.core.events import Drill
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import FakeModel, an_analysis
from tests.gui_builders import a_session
from vision.datatypes import Side


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
        assert "notes.mp4 is not a readable video" in page._busy.list.item(1).text()
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
