"""Reviewing: the picture, what is drawn on it, what is saved of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QWheelEvent
from PyQt6.QtWidgets import QFileDialog

from app.gui import style
from app.gui.review.picture.picture_tools import PictureTools
from app.review.drawing import Board, Drawing, Kind, angle_deg
from sample_videos import sample_path
from tests.gui.analyses import again_as, an_analysis


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

    def test_whose_history_it_goes_to_is_said_before_and_after(self, page, path, world, wait):
        analysis = an_analysis(path)
        page.show_analysis(replace(analysis, session=replace(analysis.session, person="A & B")))
        assert "A & B" in page.clip.heading.text()
        assert "history of \u2068A && B" in page.clip.save_menu.actions()[-1].text()
        assert "history of \u2068A && B" in page.clip.correct.keep_button.text()
        page.saving.keep()
        wait(lambda: "history of \u2068A & B" in page.told_lines[-1])

    def test_a_full_disk_is_one_plain_line(self, shown, world, tmp_path, wait, monkeypatch):
        world.save_error = OSError(28, "No space left on device")
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *args: str(tmp_path))
        shown.saving.report()
        wait(lambda: "No space left on device" in shown.told_lines[-1])
