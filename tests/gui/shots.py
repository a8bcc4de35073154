"""Photographs every page of the window on a real X server; run by test_shots.py.

    python shots.py FOLDER NAME WIDTH HEIGHT [LOOK]

FOLDER gets NAME-PAGE.png for every page. The window fills WIDTH by HEIGHT pixels of its own; Qt
reads the scale factor from QT_SCALE_FACTOR. The last line on stdout is JSON: by page, what of its
words is cut off.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from PyQt6.QtWidgets import QApplication

from app.gui.main_window import MainWindow
from app.gui.style import ThemeChoice, dress
from app.gui.window.help_dialog import HelpDialog
from app.practice.live import live_model
from app.practice.live.live_state import Stage
from app.practice.live.raised_arms import Arms
from app.practice.plan import plan_for
from app.review.drawing import Board, Drawing, Kind
from app.session.corrections import Corrections, RepCorrection, Verdict
from drills.core.events import Counts, Drill, RepResult, WarningKind
from drills.gate import Need
from drills.registry import OFFERED
from sample_videos import sample_path
from tests.app.review.test_review_model import a_series
from tests.gui.analyses import an_analysis
from tests.gui.cutoff import cut_off
from tests.gui.kept_sessions import session_on
from tests.gui_builders import FakeWorld, a_frame, a_rep, a_result, a_session, an_outcome, raised
from vision.datatypes import Side

PATIENCE_S = 20.0
CHOSEN = {
    Need.POSTURE: "Go down on hands and knees, side on to the camera, thighs upright.",
    Need.STILL: "Hold still for 2 seconds.",
}
ANGLE = Drawing(Kind.ANGLE, ((150.0, 120.0), (330.0, 200.0), (300.0, 380.0)))
WHY = ("the low back rounded by 16 deg (11 to 21)",)


class Album:
    """Takes the pictures and notes what is cut off."""

    def __init__(self, app, window, folder, name):
        self.app, self.window, self.folder, self.name = app, window, folder, name
        self.wrong = {}

    def settle(self, seconds=0.15):
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            self.app.processEvents()
            time.sleep(0.005)

    def wait(self, condition):
        until_s = time.monotonic() + PATIENCE_S
        while not condition() and time.monotonic() < until_s:
            self.app.processEvents()
            time.sleep(0.005)
        assert condition()

    def take(self, page, widget=None):
        self.settle()
        shown = widget or self.window
        shown.grab().save(str(self.folder / f"{self.name}-{page}.png"))
        self.wrong[page] = cut_off(shown)


def of_practice(album, practise):
    """The pages before a set."""
    practise.show_welcome()
    album.take("welcome")
    practise.show_home()
    album.take("drills")
    for drill in OFFERED:
        practise.choose_drill(drill)
        album.take(f"setup-{drill}")
    practise.setCurrentWidget(practise.who)
    practise.who.ask()
    album.take("who")
    practise.show_home()


def of_a_set(album, window):
    """The live page at the gate, at work, warning, asking and paused; nothing runs behind it."""
    live, window_live = window.practise.live, window.practise.live_changed
    plan = plan_for(Drill.AEROPLANE, Side.LEFT, "single_leg", "everyday", 5)
    live.stage.video.show_picture(a_frame(size_px=(640, 480)), None)
    window.practise.setCurrentWidget(live)
    window_live.emit(True)

    def show(one, page):
        live._live = one
        live._show()
        album.take(page)

    begun = live_model.begin(plan)
    seen = a_result(is_ready=False, unmet=CHOSEN, drill=Drill.AEROPLANE)
    show(live_model.after_result(begun, seen)[0], "live-gate")
    live._last = a_result(drill=Drill.AEROPLANE, side=Side.LEFT)
    works = replace(begun, stage=Stage.WORKING, counts=Counts(2, 1, 1, 0), phase="opening")
    works = live_model.after_event(works, a_rep(5, RepResult.COMPENSATED, WHY))[0]
    show(works, "live-work")
    warned = live_model.after_event(works, raised(WarningKind.SPINE_TWIST))[0]
    show(warned, "live-warning")
    wrong = replace(works, seen_side=Side.RIGHT, wrong_since_s=0.0, last_s=3.0)
    show(wrong, "live-wrong-side")
    show(replace(live_model.pause(works), arms=Arms(0.0, 1.4, 1.4)), "live-paused")
    window_live.emit(False)


def of_the_summary(album, practise):
    page = practise.summary
    page.show_outcome(an_outcome(a_session()), None, ("Next: 5 reps, right.", "Next set  (N)"))
    practise.setCurrentWidget(page)
    page.begin(30.0, from_afar=True)
    album.take("glance")
    page.close_glance()
    album.take("summary")
    page.rest.stop()
    practise.show_home()


def of_review(album, window):
    window.show_page(1)
    review = window.review
    review.opener.show_recent([f"/videos/frogger rock {n}, from the left.mp4" for n in range(6)])
    album.take("review-empty")
    review.show_analysis(an_analysis(sample_path("aeroplane")))
    review.show_analysis(an_analysis(sample_path("foot_lift")))
    album.wait(lambda: not review.player.video.is_empty)
    album.wait(lambda: len(review.clip._plots._plots) == 3)
    review.player.video.board = Board().added(0.0, ANGLE)
    review.player.video.take_next()
    album.take("review")
    review._on_said(Corrections("knees_wide", reps=(RepCorrection(1, Verdict.PARTIAL, "short"),)))
    review.clip.toggle_correct()
    album.take("review-correct")
    review.show_compare()
    album.wait(lambda: not any(side.picture.is_empty for side in review.compare.sides))
    album.wait(lambda: len(review.compare._plots._hands) == 2)
    review.compare.slider.setValue(100)
    album.take("review-compare")
    review.press_escape()
    review.show_videos()
    album.take("review-videos")
    review.press_escape()


def of_the_rest(album, window, world):
    """Progress, settings, help."""
    window.show_page(2)
    with world.open_store() as store:
        for number, size in enumerate((80.0, 88.0, 97.0)):
            store.save(session_on(number, size), a_series())
    window.people.choose("Kim")
    album.wait(lambda: getattr(window.progress.snapshot, "alias", "") == "Kim")
    album.settle(0.5)
    album.take("progress")
    window.show_page(3)
    album.take("settings")
    help_dialog = HelpDialog({}, window)
    help_dialog.show()
    album.take("help", help_dialog)
    help_dialog.close()


def main(folder, name, width, height, look="light"):
    app = QApplication([])
    dress(app, ThemeChoice(look))
    with tempfile.TemporaryDirectory() as data:
        world = FakeWorld(Path(data))
        window = MainWindow(world.services)
        window._placing.is_fitted = True  # no desktop here that would frame it
        window.show()
        window.resize(width, height)
        album = Album(app, window, folder, name)
        album.settle(0.3)
        size = (window.width(), window.height())
        of_practice(album, window.practise)
        of_a_set(album, window)
        of_the_summary(album, window.practise)
        of_review(album, window)
        of_the_rest(album, window, world)
        window.close()
        album.settle()
    said = {"size": size, "wrong": {page: lines for page, lines in album.wrong.items() if lines}}
    sys.stdout.write(f"{json.dumps(said)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
