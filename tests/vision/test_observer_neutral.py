"""What the angle model is asked, and against which neutral."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.pose_builders import all_fours, hinged, standing, with_back
from tests.vision.films import (
    OPEN_THEN_CLOSED,
    ContourModel,
    aeroplane,
    film,
    kneel,
    rocking,
    signal,
    watch,
)
from vision import measuring
from vision.body.lookahead import stay_neutrals
from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Posture, Reason, Side
from vision.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vision.body.lookahead import StayNeutral
    from vision.datatypes import Pose, Sample

    Joints = dict[str, np.ndarray]


def with_backs(poses: list[Pose], kink_at: Callable[[float], float | None]) -> list[Pose]:
    kinks = [kink_at(p.t_s) for p in poses]
    return [p if kink is None else with_back(p, kink) for p, kink in zip(poses, kinks, strict=True)]


def lumbar_at(samples: list[Sample], t_s: float) -> Estimate | Absent:
    return min(samples, key=lambda s: abs(s.t_s - t_s)).measures["lumbar_flexion_deg"]


def test_the_model_is_asked_about_now_against_the_neutral() -> None:
    model = ContourModel()
    poses = with_backs(kneel(lambda _: all_fours(), 2.0), lambda t: 12.4 if t > 2.0 else 0.0)
    observer = Observer(model=model)
    samples = watch(observer, poses)
    before, after = lumbar_at(samples, 1.9), lumbar_at(samples, 3.9)
    assert isinstance(before, Estimate)
    assert isinstance(after, Estimate)
    assert before.value == pytest.approx(0, abs=1)
    assert after.value == pytest.approx(12.4, abs=2)
    assert model.sector is Sector.SIDE
    assert observer.reading is not None
    assert observer.reading.side is Side.LEFT


def test_nothing_is_asked_before_the_neutral_is_known() -> None:
    observer = Observer(model=ContourModel())
    watch(observer, kneel(lambda _: all_fours(), 1.0)[:10])
    assert observer.reading is None


def test_hidden_back_is_absent_at_once() -> None:
    """A remembered contour is no measurement: it may not go on warning, nor keep silent."""
    poses = with_backs(kneel(lambda _: all_fours(), 4.0), lambda t: None if t > 2.5 else 0.0)
    samples = watch(Observer(model=ContourModel()), poses)
    assert isinstance(lumbar_at(samples, 2.4), Estimate)
    for t_s in (2.6, 4.0, 5.9):
        assert lumbar_at(samples, t_s) == Absent(Reason.NOT_VISIBLE)


# ---- neutrals that were chosen with the recording in sight


def looked_at(poses: Iterable[Pose], marked_s: float | None = None) -> tuple[StayNeutral, ...]:
    """Return the neutrals of a film that is looked at before it is measured."""
    observer, moments = Observer(), []
    for one in poses:
        observer.follow(one, one.t_s)
        if observer.moment is not None:
            moments.append(observer.moment)
    return stay_neutrals(moments, marked_s)


def test_a_neutral_that_is_handed_over_holds_from_its_moment_on() -> None:
    poses = film(rocking, 4.0, yaw_deg=90.0)
    neutrals = looked_at(poses, 3.5)
    rock = signal(watch(Observer(neutrals=neutrals), poses), "rock_deg")
    times = np.array([one.t_s for one in poses])
    assert np.isnan(rock[times < neutrals[0].from_s]).all()
    assert abs(rock[times > neutrals[0].from_s]).max() < 3.0
    live = signal(watch(Observer(), poses), "rock_deg")
    assert live[-1] == pytest.approx(30.0, abs=3.0)


def test_every_stay_is_measured_against_its_own_neutral() -> None:
    first_stay = film(rocking, 4.0, yaw_deg=90.0)
    away = film(lambda _: standing(), 2.0, yaw_deg=90.0, start_s=4.0)
    again = film(lambda _: all_fours(), 2.0, yaw_deg=90.0, start_s=6.0)
    poses = [*first_stay, *away, *again]
    samples = watch(Observer(neutrals=looked_at(poses, 3.5)), poses)
    rock = signal(samples, "rock_deg")
    times = np.array([sample.t_s for sample in samples])
    assert abs(rock[(times > 3.5) & (times < 4.0)]).max() < 3.0
    assert np.nanmax(abs(rock[times > 7.0])) < 3.0


def test_a_stay_of_a_recording_without_a_neutral_is_not_measured() -> None:
    poses = film(lambda _: all_fours(), 2.0, yaw_deg=90.0)
    observer = Observer(neutrals=())
    samples = watch(observer, poses)
    assert all("rock_deg" not in sample.signals for sample in samples)
    assert not observer.calibrated
    watch(live := Observer(), poses)
    assert live.calibrated


def test_a_hinge_is_not_measured_against_a_neutral_on_all_fours() -> None:
    floor = looked_at(film(lambda _: all_fours(), 2.0, yaw_deg=90.0))
    turns = aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, yaw_deg=90.0)
    forever = tuple(replace(one, from_s=0.0, until_s=99.0) for one in floor)
    samples = watch(Observer(neutrals=forever), turns)
    assert {sample.posture for sample in samples} == {Posture.STANDING, Posture.HINGED}
    assert all("turn_deg" not in sample.signals for sample in samples)


def test_the_hinge_of_a_recording_is_counted_like_a_live_one() -> None:
    poses = aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, yaw_deg=0.0)
    turn = signal(watch(Observer(neutrals=looked_at(poses)), poses), "turn_deg")
    live = signal(watch(Observer(), poses), "turn_deg")
    assert np.nanmax(turn) == pytest.approx(np.nanmax(live), abs=3.0)
    assert np.nanmin(turn) == pytest.approx(np.nanmin(live), abs=3.0)


def test_only_those_hinged_or_on_all_fours_have_a_moment() -> None:
    observer = Observer()
    watch(observer, film(lambda _: standing(), 1.0))
    assert observer.moment is None
    watch(observer, film(lambda _: all_fours(), 2.0, yaw_deg=90.0, start_s=1.0))
    assert observer.moment is not None
    assert observer.moment.body.posture is Posture.ALL_FOURS
    observer.follow(None, 3.1)
    assert observer.moment is None


class StanceModel:
    """Says how surely a hinge stands on its right leg, whatever it is shown."""

    def __init__(self, score: float) -> None:
        self.score = score

    def right_stance(self, _plain: np.ndarray, _mirrored: np.ndarray) -> float:
        return self.score


@pytest.mark.parametrize(
    ("before", "goes_on", "between", "right"),
    [
        (4.0, True, (), 1.0),  # filmed from another place, on the same leg
        (4.0, False, (), 0.0),  # another scene: perhaps another set
        (1.2, True, (), 0.0),  # it was not sure
        (4.0, True, (standing(),), 0.0),  # they stood up and hinged on the other leg
    ],
)
def test_a_hinge_stands_on_the_same_leg_when_the_camera_moves(
    before: float, goes_on: bool, between: tuple, right: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leg was guessed again, wrongly: open and closed changed places."""
    model = StanceModel(before)
    monkeypatch.setattr(measuring, "shipped_model", lambda: model)
    observer = Observer(model=ContourModel())

    def held(body: Joints, start_s: float) -> list[Pose]:
        return with_backs(film(lambda _: body, 2.0, yaw_deg=90.0, start_s=start_s), lambda _: 0.0)

    watch(observer, held(hinged(Side.RIGHT), 0.0))
    observer.begin_scene(goes_on=goes_on)
    model.score = -1.0
    for body in between:
        watch(observer, held(body, 2.1))
    side = Side.LEFT if between else Side.RIGHT
    last = watch(observer, held(hinged(side), 4.2))[-1]
    assert last.signals["stance_right"] == right


@pytest.mark.parametrize(
    ("score", "asked", "is_given"),
    [(1.2, None, False), (-1.2, None, False), (4.0, None, True), (1.2, Side.RIGHT, True)],
)
def test_the_turn_is_withheld_while_the_standing_leg_is_unsure(
    score: float, asked: Side | None, is_given: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "shipped_model", lambda: StanceModel(score))
    held = with_backs(film(lambda _: hinged(Side.RIGHT), 3.0, yaw_deg=90.0), lambda _: 0.0)
    last = watch(Observer(asked, model=ContourModel()), held)[-1]
    assert last.posture is Posture.HINGED
    assert isinstance(last.measures["pelvis_rotation_deg"], Estimate) is is_given
    assert isinstance(last.measures["hinge_deg"], Estimate)  # has no open and closed in it
