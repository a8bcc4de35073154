"""The ready gate on its way through the pipeline: a camera waits for it, a file does not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.run.pipeline import GETTING_READY, Pipeline, Settings
from app.run.recorder import Recorder
from drills.aeroplane.definition import RepForm
from drills.core.events import Drill, Level
from drills.gate import Need
from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import all_fours, hinged, pose, standing
from vision.capture.frame_source import SourceInfo
from vision.datatypes import Frame, Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.run.pipeline import FrameResult
    from tests.builders import Joints
    from vision.datatypes import Pose


class Script:
    """An estimator that sees a body move as told."""

    def __init__(self, at: Callable[[float], Joints], yaw_deg: float, **how: float) -> None:
        self._at, self._yaw_deg, self._how = at, yaw_deg, how

    def estimate(self, frame: Frame) -> Pose:
        return pose(self._at(frame.t_s), yaw_deg=self._yaw_deg, t_s=frame.t_s, **self._how)

    def close(self) -> None:
        pass


class Nobody(Script):
    """An estimator that sees nobody."""

    def estimate(self, frame: Frame) -> None:
        return None


@cache
def picture(brightness: float = 1.0) -> np.ndarray:
    noise = np.random.default_rng(0).integers(60, 200, (720, 1280, 3))
    return (noise * brightness).astype(np.uint8)


def run(
    script: Script, settings: Settings, duration_s: float, image: np.ndarray | None = None,
    people: int = 1,
) -> tuple[list[FrameResult], Recorder]:  # fmt: skip
    image = picture() if image is None else image
    pipeline, recorder = Pipeline(script, settings, lambda _: people), Recorder(settings)
    results = []
    for index, t_s in enumerate(map(float, times_s(duration_s, 15.0))):
        results.append(pipeline.follow(pipeline.look(Frame(index, t_s, image))))
        recorder.add(results[-1])
    recorder.finish(pipeline.finish())
    return results, recorder


ROCKS = out_and_back([45, 50, 45], way_s=1.2, rest_s=1.0)
LIVE, FILE = Settings(Drill.FROGGER, is_live=True), Settings(Drill.FROGGER)


def rocking(start_s: float) -> Script:
    """On all fours, still until ``start_s``, then three rocks."""
    return Script(lambda t: all_fours(rock_deg=ROCKS(max(0.0, t - start_s))), 90.0)


def test_file_counts_what_begins_at_once() -> None:
    results, _ = run(rocking(0.0), FILE, ROCKS.duration_s)
    assert results[-1].counts.total == 3
    assert all(result.is_ready for result in results)


def test_camera_counts_nothing_before_two_quiet_seconds() -> None:
    """The person begins after one second: the gate is still closed for the first rock."""
    results, _ = run(rocking(0.0), LIVE, ROCKS.duration_s)
    assert not results[20].is_ready
    assert results[20].phase == GETTING_READY
    assert results[20].hint.startswith("Hold still")
    assert results[-1].counts.total < 3


def test_camera_counts_all_after_two_quiet_seconds() -> None:
    results, _ = run(rocking(2.5), LIVE, ROCKS.duration_s + 2.5)
    assert results[-1].counts.total == 3
    assert results[-1].hint == ""


def test_camera_says_where_to_go() -> None:
    results, _ = run(Script(lambda _: standing(), 0.0, px_per_m=600.0), LIVE, 1.0)
    assert results[-1].hint.startswith("Step back half a metre")
    assert Need.WHOLE in results[-1].unmet
    assert not results[-1].is_ready


def test_camera_from_in_front_asks_the_rocker_to_turn() -> None:
    results, _ = run(Script(lambda _: all_fours(), 20.0, px_per_m=380.0), LIVE, 3.0)
    assert not results[-1].is_ready
    assert results[-1].hint.startswith("Turn your")


def test_second_person_keeps_the_camera_waiting() -> None:
    results, _ = run(rocking(9.0), LIVE, 4.0, people=2)
    assert not results[-1].is_ready
    assert "Only one person" in results[-1].hint


@pytest.mark.parametrize(("brightness", "noted"), [(1.0, False), (0.1, True)])
def test_file_in_the_dark_is_counted_and_noted(brightness: float, noted: bool) -> None:
    image = picture(brightness=brightness)
    results, recorder = run(rocking(0.0), FILE, ROCKS.duration_s, image)
    assert results[-1].counts.total == 3
    notes = recorder.session(SourceInfo("video", "a.mp4", 15.0)).quality.notes
    assert any("light was poor" in note for note in notes) is noted


@pytest.mark.parametrize(("brightness", "dark"), [(1.0, False), (0.1, True)])
def test_nobody_who_is_seen_in_the_dark_is_told_of_the_light(brightness: float, dark: bool) -> None:
    image = picture(brightness=brightness)
    empty = Nobody(lambda _: all_fours(), 3.0)
    results, recorder = run(empty, FILE, 3.0, image)
    assert (Need.LIGHT in results[-1].unmet) is dark
    notes = recorder.session(SourceInfo("video", "a.mp4", 15.0)).quality.notes
    assert notes[0] == f"Nobody was seen.{' The picture is too dark.' * dark}"
    assert any("The light was poor for 100%" in note for note in notes) is dark
    live, _ = run(empty, LIVE, 3.0, image)
    assert ("switch on a light" in live[-1].hint) is dark
    assert not live[-1].is_ready


TURNS = Curve(((0, 0), (1.5, 30), (2, 30), (4.5, -25), (5, -25), (6.5, 0), (7.5, 0)))


def flying(t_s: float) -> Joints:
    turn = TURNS(t_s - 5.0) if t_s > 5.0 else 0.0
    lean = 70.0 * min(1.0, max(0.0, (t_s - 1.5) / 1.5))
    return hinged(Side.LEFT, hinge_deg=lean, femur_deg=0.5 * turn, trunk_deg=0.6 * turn)


@pytest.mark.parametrize("level", [Level.SINGLE_LEG, Level.FEET_DOWN])
def test_level_is_checked_against_what_was_asked(level: Level) -> None:
    settings = Settings(Drill.AEROPLANE, side=Side.LEFT, level=level)
    results, recorder = run(Script(flying, 0.0), settings, 13.0)
    session = recorder.session(SourceInfo("video", "a.mp4", 15.0))
    assert (session.counts.total, session.level, session.level_name) == (1, level, "single_leg")
    other = level is not Level.SINGLE_LEG
    words = "this looks like single leg"
    assert any(words in result.hint for result in results) is other
    assert any("single leg was seen" in note for note in session.quality.notes) is other


@pytest.mark.parametrize(("form", "counted"), [(RepForm.OPEN, 1), (RepForm.OPEN_CLOSED, 0)])
def test_form_of_a_rep_reaches_the_machine(form: RepForm, counted: int) -> None:
    """After the opening, before the closing is over."""
    results, _ = run(Script(flying, 0.0), Settings(Drill.AEROPLANE, form=form), 8.8)
    assert results[-1].counts.total == counted
