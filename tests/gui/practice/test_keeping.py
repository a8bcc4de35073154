"""What is kept of a set only when the person asks for it: the video, a picture of the best rep."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from app.gui.main_window import MainWindow
from app.gui.practice.live.live_page import NOT_STORED
from app.gui.services import save_report
from app.run.pipeline import GETTING_READY
from app.settings.preferences import Preferences
from app.settings.source_choices import SourceKind
from app.store import SessionState, Store
from app.store.videos import make_room, video_path
from drills.core.events import Drill
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui_builders import a_session
from vision.capture.opencv import cv2
from vision.errors import ModelDamaged
from vision.pose.estimator import model_path
from vision.pose.variants import PUBLISHED, TESTED, PoseModel


@pytest.fixture
def practise(window, world, wait):
    """The set-up page with a camera chosen."""
    window.practise.setup.source.name_source("0")
    window.practise.choose_drill(Drill.FROGGER)
    assert window.practise.setup.source.choice.kind is SourceKind.CAMERA
    return window.practise


def ended(practise, wait):
    practise.setup.start_button.click()
    wait(lambda: practise.currentWidget() is practise.summary)


@pytest.fixture
def kept(world):
    """A session in the store whose video is the sample, its gate open from 1 s on."""
    series = a_series()
    session = a_session(id="kept", person="Kim")
    with world.open_store() as store:
        store.save(session, series, SessionState.FINISHED)
    make_room(world.folder / "data")
    path = video_path(world.folder / "data", "kept")
    path.write_bytes(Path(sample_path("foot_lift")).read_bytes())
    return path


class TestLeave:
    def test_nothing_is_kept_unless_it_is_asked_for(self, practise, world, wait):
        assert not practise.setup.keep_video.isChecked()
        assert not practise.setup.keep_still.isChecked()
        ended(practise, wait)
        assert not world.orders[0].keep_video
        assert not world.orders[0].keep_still
        assert not practise.summary.review_button.isVisible()
        assert not (world.folder / "data" / "videos").exists()

    def test_the_box_says_it_plainly(self, practise):
        words = practise.setup.keep_video.box.accessibleName()
        assert words == "Keep the video of this session on this computer"

    def test_leave_is_never_passed_on_to_another_person(self, practise, window):
        window.people.choose("Kim")
        practise.setup.keep_video.setChecked(True)
        practise.setup.keep_still.setChecked(True)
        window.people.choose("Ada")
        assert not practise.setup.keep_video.isChecked()
        assert not practise.setup.keep_still.isChecked()

    def test_leave_ends_with_the_visit(self, practise, window, wait):
        practise.setup.keep_video.setChecked(True)
        ended(practise, wait)
        while practise.currentWidget() is practise.summary:  # what is read from afar comes first
            practise.press_escape()
        practise.choose_drill(Drill.FROGGER)
        assert not practise.setup.keep_video.isChecked()

    def test_leave_is_not_remembered_from_start_to_start(self, practise, window, qtbot, world):
        practise.setup.keep_video.setChecked(True)
        again = MainWindow(world.services, window.preferences)
        qtbot.addWidget(again)
        assert not again.practise.setup.keep_video.isChecked()

    def test_the_badge_stands_only_while_a_video_is_really_stored(
        self, practise, world, wait, monkeypatch, qtbot
    ):
        world.frames = None
        practise.setup.keep_video.setChecked(True)
        practise.start()
        stage = practise.live.stage
        wait(lambda: not stage._kept.isHidden())
        runner = practise.live._runner
        status = replace(runner.status, store_problem="the video cannot be written: free space")
        practise.live._show_storing(status)
        assert stage._kept.isHidden()
        problem = practise.live.panel._problem
        assert problem.text() == NOT_STORED
        qtbot.waitUntil(lambda: problem.height() >= problem.heightForWidth(problem.width()))
        practise.live.stop()
        wait(lambda: not practise.live.is_running)

    def test_of_a_sample_nothing_can_be_kept(self, window):
        setup = window.practise.setup
        assert setup.source.choice.kind is SourceKind.SAMPLE
        assert not setup.keep_video.isEnabled()
        assert not setup.keep_still.isEnabled()

    def test_a_picture_of_the_best_rep_reaches_the_order(self, practise, world, wait):
        practise.setup.keep_still.setChecked(True)
        ended(practise, wait)
        assert world.orders[0].keep_still


def show_kim(window, wait):
    window.people.choose("Kim")
    wait(lambda: getattr(window.progress.snapshot, "alias", None) == "Kim")


class TestReview:
    def test_the_set_that_has_ended_with_a_key(self, practise, window, world, wait, qtbot):
        practise.setup.keep_video.setChecked(True)
        ended(practise, wait)
        assert practise.summary.review_button.isVisible()
        qtbot.keyClick(window, Qt.Key.Key_V)
        review = window.review
        assert review.currentWidget() is review.clip
        assert not review.is_busy
        request = review.analysis.request
        assert request.path.parent == world.folder / "data" / "videos"
        assert review.clip.how.again_button.text() == "Analyse again for the skeleton"
        wait(lambda: not review.player.video.is_empty)
        review.clip.how.again_button.click()
        assert review.analyser.running.settings.drill is Drill.FROGGER
        review.shut_down()

    def test_from_the_history(self, window, world, wait, kept):
        window.show_page(2)
        show_kim(window, wait)
        window.progress.history.table.selectRow(0)
        assert window.progress.history.review_button.isEnabled()
        window.progress.review_selected()
        wait(lambda: window.review.analysis is not None)
        analysis = window.review.analysis
        assert analysis.request.kept.session.id == "kept"
        assert analysis.request.person == "Kim"
        assert analysis.session.reps == analysis.stored.reps
        wait(lambda: not window.review.player.video.is_empty)
        assert window.review.player.bar._part == (0.0, analysis.length_s)

    def test_without_a_video_there_is_nothing_to_review(self, window, world, wait, kept):
        kept.unlink()
        window.show_page(2)
        show_kim(window, wait)
        window.progress.history.table.selectRow(0)
        assert not window.progress.history.review_button.isEnabled()
        assert not window.progress.history.forget_button.isVisible()

    def test_the_video_can_go_alone(self, window, world, wait, kept, monkeypatch):
        monkeypatch.setattr("app.gui.progress.progress_page.is_sure", lambda *args: True)
        window.show_page(2)
        show_kim(window, wait)
        window.progress.history.table.selectRow(0)
        window.progress.forget_selected()
        wait(lambda: not window.progress.snapshot.videos)
        assert not kept.exists()
        assert len(window.progress.snapshot.rows) == 1

    def test_a_neutral_marked_by_key_is_asked_for_and_can_be_taken_back(
        self, window, world, wait, qtbot
    ):
        from tests.gui.analyses import an_analysis

        page = window.review
        window.show_page(1)
        page.show_analysis(an_analysis(sample_path("foot_lift")))
        page.player.seek(2.0)
        qtbot.keyClick(page, Qt.Key.Key_T)
        assert page.analyser.running.settings.neutral_s == pytest.approx(2.0)
        page.analyser.shut_down()
        page.find_neutral()
        assert page.analyser.running.settings.neutral_s is None
        page.shut_down()


def test_reps_before_the_ready_gate_do_not_count_again():
    from app.run.pipeline import Pipeline, Settings
    from tests.gui_builders import FakeEstimator, a_frame

    pipeline = Pipeline(FakeEstimator(), Settings(counts_from_s=1.0))
    looks = [pipeline.look(a_frame(n, t_s)) for n, t_s in enumerate((0.5, 1.5))]
    before, after = map(pipeline.follow, looks)
    assert (before.phase, before.is_ready) == (GETTING_READY, False)
    assert after.is_ready


def test_a_report_of_a_kept_session_shows_its_picture(tmp_path, monkeypatch):
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path / "data"))
    session, series = a_session(), a_series()
    _, packed = cv2.imencode(".jpg", np.full((48, 64, 3), 90, np.uint8))
    save_report(session, series, tmp_path / "without")
    with Store.open() as store:
        store.save(session, series, still=(1, bytes(packed)))
    save_report(session, series, tmp_path / "with")
    picture = "data:image/jpeg;base64," + base64.b64encode(bytes(packed)).decode()
    assert picture not in (tmp_path / "without" / "report.html").read_text(encoding="utf-8")
    assert picture in (tmp_path / "with" / "report.html").read_text(encoding="utf-8")


class TestModel:
    def test_the_tested_one_is_in_use(self, window):
        assert "full, the tested one" in window.settings.model.now.text()
        assert window.practise.model is None

    def test_a_file_that_is_none_is_refused_in_one_line(self, window, tmp_path, wait):
        other = tmp_path / "notes.task"
        other.write_text("no model")
        window.settings.model.take(other)
        wait(lambda: "not one of the published" in window.settings.model.said.text())
        assert window.preferences.model == TESTED

    def test_another_variant_holds_from_the_next_set_on(self, window, tmp_path, wait, monkeypatch):
        lite = PoseModel("pose_landmarker_lite", PUBLISHED["pose_landmarker_lite"], tmp_path / "x")
        monkeypatch.setattr("app.gui.settings.model_card.model_in", lambda path: lite)
        window.settings.model.take(lite.path)
        wait(lambda: window.preferences.model == "pose_landmarker_lite")
        assert "intervals were not tested" in window.settings.model.said.text()
        assert window.practise.model == lite
        assert window.review.model == lite
        window.settings.model.tested_button.click()
        assert window.practise.model is None
        assert window.review.model is None

    def test_the_shipped_file_itself_is_the_tested_one(self, window, tmp_path, wait):
        window.settings.model.take(Path(model_path()))
        wait(lambda: "full, the tested one" in window.settings.model.said.text())
        assert window.preferences.model_file == ""

    def test_a_remembered_file_that_went_away_is_one_plain_line(self, qtbot, world, tmp_path):
        wanted = Preferences(model="pose_landmarker_lite", model_file=str(tmp_path / "gone.task"))
        window = MainWindow(world.services, wanted)
        qtbot.addWidget(window)
        with pytest.raises(ModelDamaged, match="choose it again in Settings"):
            window.practise.model.read()
