"""Measuring before everything was looked at changes no result."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.run import ahead as ahead_module
from app.run.ahead import Ahead
from app.run.looking.log import LookLog
from app.run.looking.looker import Looker
from app.run.pipeline import Follower, Settings
from app.run.survey import Surveyor, survey
from tests.app.run.test_driver import FPS, FROGGER, Film, Script
from tests.builders import Curve, out_and_back
from tests.pose_builders import all_fours, standing, with_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.run.looking.looker import Look
    from app.run.pipeline import FrameResult
    from tests.builders import Joints
    from vision.datatypes import Frame, Pose

SIX_ROCKS = out_and_back([45, 50, 45, 50, 45, 50], way_s=1.2, rest_s=1.0)


class Recording:
    """What is being looked at."""

    def __init__(self, lasts_s: float) -> None:
        self.lasts_s = lasts_s
        self.looks = LookLog(tempfile.TemporaryFile)


class Outlined(Script):
    """Sees the body with its silhouette."""

    def estimate(self, frame: Frame) -> Pose:
        return with_back(super().estimate(frame))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead_module, "STEP_S", 2.0)


def looked(at: Callable[[float], Joints], duration_s: float) -> list[Look]:
    looker = Looker(Outlined(at))
    return [replace(looker.look(frame), grey=None) for frame in Film(duration_s).frames()]


def told(results: list[FrameResult]) -> list[str]:
    """Return all that is said of each frame; silhouettes are not kept."""
    poses = [None if one.pose is None else replace(one.pose, mask=None) for one in results]
    return [
        repr((replace(one, pose=None), None if seen is None else seen.landmarks_px.tobytes()))
        for one, seen in zip(results, poses, strict=True)
    ]


@pytest.fixture(scope="module")
def rocked() -> list[Look]:
    """Six rocks, looked at once for all tests."""
    return looked(lambda t: all_fours(rock_deg=SIX_ROCKS(t)), SIX_ROCKS.duration_s)


@pytest.fixture(scope="module")
def waited(rocked: list[Look]) -> list[str]:
    """What is said of them by one who waited for the end."""
    return told(run_at_the_end(rocked))


def run(looks: list[Look], settings: Settings = FROGGER) -> tuple[list[FrameResult], int]:
    """Return the results of looks that come one after the other, and how many came early."""
    recording, surveyor = Recording(looks[-1].t_s), Surveyor(settings)
    ahead, early = Ahead(settings, surveyor, recording), 0
    for look in looks:
        recording.looks.append(look)
        surveyor.take(look)
        early += sum(ahead.go_on() for _ in range(3))
    ahead.settle(surveyor.survey())
    return [ahead.follow(look) for look in looks], early


def run_at_the_end(looks: list[Look], settings: Settings = FROGGER) -> list[FrameResult]:
    follower = Follower(settings, survey(looks, settings))
    return [follower.follow(look) for look in looks]


def test_results_are_those_of_one_who_waited_for_the_end(
    rocked: list[Look], waited: list[str]
) -> None:
    results, early = run(rocked)
    assert told(results) == waited
    assert results[-1].counts.total == 6
    assert 0.8 * len(rocked) < early < len(rocked)


def test_of_a_long_recording_nothing_is_measured_ahead(
    rocked: list[Look], waited: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "LONGEST_S", rocked[-1].t_s - 0.1)
    results, early = run(rocked)
    assert told(results) == waited
    assert early == 0


def test_what_is_judged_once_for_a_neutral_is_not_judged_anew(rocked: list[Look]) -> None:
    recording, surveyor, bodies = Recording(rocked[-1].t_s), Surveyor(FROGGER), set()
    ahead = Ahead(FROGGER, surveyor, recording)
    for look in rocked:
        recording.looks.append(look)
        surveyor.take(look)
        if ahead.go_on():
            bodies.add(id(ahead._begun()._observer._neutral))
    ahead.settle(surveyor.survey())
    for look in rocked:
        ahead.follow(look)
    assert {*bodies, id(ahead._begun()._observer._neutral)} == bodies
    assert len(bodies) == 1


def test_nothing_is_measured_before_most_was_looked_at(rocked: list[Look]) -> None:
    recording, surveyor = Recording(rocked[-1].t_s), Surveyor(FROGGER)
    ahead = Ahead(FROGGER, surveyor, recording)
    for look in rocked:
        recording.looks.append(look)
        surveyor.take(look)
        if ahead.go_on():
            break
    assert look.t_s == pytest.approx(0.6 * rocked[-1].t_s, abs=1 / FPS)


BETTER_LATER = Curve(
    ((0.0, 15.0), (3.0, 15.0), (4.0, 50.0), (5.0, 15.0), (8.0, 15.0), (9.0, 0.0), (17.0, 0.0))
)
"""The start that is returned to shows only at the end."""


def test_what_was_measured_against_another_neutral_is_thrown_away() -> None:
    settings = FROGGER
    looks = looked(lambda t: all_fours(rock_deg=BETTER_LATER(t)), BETTER_LATER.duration_s)
    part = looks[: round(0.61 * len(looks))]
    before, after = survey(part, settings), survey(looks, settings)
    assert before.neutrals[0].body.t_s != after.neutrals[0].body.t_s
    results, early = run(looks)
    assert early > 0
    assert told(results) == told(run_at_the_end(looks))


def test_getting_up_and_down_again_is_followed() -> None:
    def at(t_s: float) -> Joints:
        if 12.0 < t_s < 16.0:
            return standing()
        return all_fours(rock_deg=SIX_ROCKS(t_s if t_s < 12.0 else t_s - 16.0))

    looks = looked(at, 32.0)
    results, early = run(looks)
    assert told(results) == told(run_at_the_end(looks))
    assert early > 0.5 * len(looks)


def test_marks_are_waited_for(rocked: list[Look]) -> None:
    marked = replace(FROGGER, neutral_s=0.5)
    results, early = run(rocked, marked)
    assert early == 0
    assert told(results) == told(run_at_the_end(rocked, marked))


def test_no_more_results_wait_than_memory_allows(
    rocked: list[Look], waited: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead_module, "MOST_KEPT", 40)
    results, early = run(rocked)
    assert 40 <= early < 0.7 * len(rocked)
    assert told(results) == waited
