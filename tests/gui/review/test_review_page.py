"""The review page: analysing with a fake model, playing, exporting, leaving."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt

from app.gui.review.review_page import ReviewPage
from app.gui.sheet import DARK
from app.gui.style import ThemeChoice, dress
from app.review.correcting import recalled
from app.review.drawing import Board, Drawing, Kind, board_from
from app.review.job import (
    KeptVideo,
)
from app.session.corrections import Corrections, RepCorrection, Verdict
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import again_as, an_analysis
from tests.gui_builders import a_session


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

    def test_the_plots_follow_another_theme(self, shown, qapp, wait):
        plots = shown.clip._plots
        wait(lambda: len(plots._plots) == 3)
        before = plots._plots[0]
        dress(qapp, ThemeChoice.DARK)
        wait(lambda: len(plots._plots) == 3 and before not in plots._plots)
        assert plots._plots[0].backgroundBrush().color().name() == DARK.card
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
        assert correcting._place.text().startswith("Saved with Report and data")
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
        assert "the new analysis has no such rep" in shown.told_lines[-1]

    def test_what_the_stored_session_does_not_have_is_said(self, shown, correcting, world, wait):
        with world.open_store() as store:
            store.save(replace(shown.analysis.session, reps=()), a_series())
            stored = store.session("abc")
        shown._on_stored(stored)
        correcting.verdict.press(1)
        wait(lambda: "except for rep 2" in correcting._place.text())


def test_the_report_is_printed(shown, wait, monkeypatch):
    printed = []
    monkeypatch.setattr(
        "app.gui.widgets.printing.print_pdf",
        lambda parent, title, pdf: printed.append(pdf) or True,
    )
    shown.clip.print_asked.emit()
    wait(lambda: any(line.startswith("Printed: ") for line in shown.told_lines))
    assert printed == [b"a report"]


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

    def test_pictures_are_as_large_as_each_other_however_long_their_words(self, shown, wait):
        shown._on_said(Corrections(reps=(RepCorrection(1, Verdict.PARTIAL),)))
        shown.show_compare()
        one, other = shown.compare.sides
        other.words.setText("B")
        wait(lambda: one.words.height() >= one.words.heightForWidth(one.words.width()))
        assert one.picture.size() == other.picture.size()
        assert one.picture.y() == other.picture.y()

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


class TestDrawings:
    LINE = Drawing(Kind.LINE, ((10.0, 20.0), (200.0, 25.5)))

    def test_they_are_stored_with_the_session_and_there_again(self, shown, world, wait, qtbot):
        session = shown.analysis.session
        known = replace(session, source=replace(session.source, sha256="f" * 64))
        with world.open_store() as store:
            store.save(replace(known, id="earlier"), a_series())
            shown._on_stored(store.session("earlier"))
        video = shown.player.video
        video._set((video.hand, video.board.added(0.4, self.LINE)))
        shown._keeping.finish_work()
        again = recalled(replace(shown.analysis, session=known, stored=None), world.read_store)
        assert again.board == Board(((0.4, self.LINE),))
        other = ReviewPage(world.services)
        qtbot.addWidget(other)
        other.show_analysis(again)
        wait(lambda: not other.player.video.is_empty)
        assert other.player.video.board == again.board
        other.shut_down()

    def test_what_was_drawn_before_is_stored_when_the_session_is(self, shown, world):
        video = shown.player.video
        video._set((video.hand, Board().added(0.4, self.LINE)))
        shown._keeping.finish_work()
        with world.open_store() as store:
            store.save(shown.analysis.session, a_series())
            shown._on_stored(store.session(shown.analysis.session.id))
        shown._keeping.finish_work()
        with world.read_store() as store:
            assert board_from(store.drawings(shown.analysis.session.id)) == video.board
