from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import (
    Curve,
    all_fours,
    exchanged,
    hinged,
    mirrored,
    out_and_back,
    pose,
    shaken,
    standing,
    times_s,
    with_back,
)
from vision.angles.features import BLOCKS
from vision.angles.model import Answer, Answers
from vision.angles.reading import ALL_FOURS_SIDED
from vision.body.body import read_body
from vision.body.lookahead import stay_neutrals
from vision.body.standing import UNKNOWN_UPRIGHT
from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Posture, Reason, Side, View
from vision.measuring import Instant, Measurer
from vision.observer import SETTLE_S, Observer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vision.body.lookahead import StayNeutral
    from vision.datatypes import Pose, Sample

    Joints = dict[str, np.ndarray]

FPS = 30.0


def watch(observer: Observer, poses: Iterable[Pose]) -> list[Sample]:
    return [observer.observe(p, p.t_s).sample for p in poses]


def film(
    joints_at: Callable[[float], Joints],
    duration_s: float,
    *,
    yaw_deg: float = 0.0,
    start_s: float = 0.0,
    fps: float = FPS,
    noise_m: float = 0.0,
    centre_px: tuple[float, float] | None = None,
) -> list[Pose]:
    rng = np.random.default_rng(5)
    return [
        shaken(
            pose(joints_at(t), yaw_deg=yaw_deg, t_s=float(start_s + t), centre_px=centre_px),
            rng,
            noise_m,
        )
        for t in times_s(duration_s, fps)
    ]


def aeroplane(
    stance: Side, femur: Curve, *, yaw_deg: float = 0.0, noise_m: float = 0.0, fps: float = FPS
) -> list[Pose]:
    """Stand for 1.5 s, hinge within a second, hold, turn about the stance femur."""
    stand = film(lambda _: standing(), 1.5, yaw_deg=yaw_deg, noise_m=noise_m, fps=fps)
    down = film(
        lambda t: hinged(stance, hinge_deg=75 * min(1.0, t)),
        1.0,
        yaw_deg=yaw_deg,
        start_s=1.5,
        noise_m=noise_m,
        fps=fps,
    )
    turns = film(
        lambda t: hinged(stance, femur_deg=femur(t)),
        femur.duration_s,
        yaw_deg=yaw_deg,
        start_s=2.5,
        noise_m=noise_m,
        fps=fps,
    )
    return stand + down + turns


OPEN_THEN_CLOSED = out_and_back([30, -20])


def signal(samples: list[Sample], name: str) -> np.ndarray:
    return np.array([sample.signals.get(name, math.nan) for sample in samples])


# ---- a whole aeroplane


@pytest.mark.parametrize("yaw", [0, 90, -90, 45])
@pytest.mark.parametrize("stance", Side)
def test_aeroplane_from_standing_to_open_and_closed(stance: Side, yaw: float) -> None:
    samples = watch(Observer(), aeroplane(stance, OPEN_THEN_CLOSED, yaw_deg=yaw))
    postures = [sample.posture for sample in samples]
    assert postures[0] is Posture.STANDING
    assert postures[-1] is Posture.HINGED
    assert set(postures) == {Posture.STANDING, Posture.HINGED}
    assert postures == sorted(postures, key=[Posture.STANDING, Posture.HINGED].index)
    turn = signal(samples, "turn_deg")
    hinged_from = postures.index(Posture.HINGED)
    assert np.isnan(turn[: hinged_from + 5]).all()
    peak, valley = np.nanargmax(turn), np.nanargmin(turn)
    assert samples[peak].t_s == pytest.approx(2.5 + 1.0 + 1.4, abs=0.3)
    assert samples[valley].t_s == pytest.approx(2.5 + 5.0 + 1.4, abs=0.3)
    assert turn[peak] > 15
    assert turn[valley] < -10
    assert abs(turn[-1]) < 3


@pytest.mark.parametrize("stance", Side)
def test_stance_is_read_and_never_flips(stance: Side) -> None:
    samples = watch(Observer(), aeroplane(stance, OPEN_THEN_CLOSED))
    seen = {s.signals["stance_right"] for s in samples if "turn_deg" in s.signals}
    assert seen == {float(stance is Side.RIGHT)}


def test_asked_stance_is_not_read_from_the_feet() -> None:
    samples = watch(Observer(stance=Side.LEFT), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED))
    assert {s.signals["stance_right"] for s in samples if s.posture is Posture.HINGED} == {0.0}


def test_noise_of_a_centimetre_does_not_hide_the_turn() -> None:
    clean = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED))
    noisy = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, noise_m=0.01))
    a, b = signal(clean, "turn_deg"), signal(noisy, "turn_deg")
    assert np.nanmax(b) == pytest.approx(np.nanmax(a), abs=5)
    assert np.nanmin(b) == pytest.approx(np.nanmin(a), abs=5)


@pytest.mark.parametrize("fps", [12, 60])
def test_turn_signal_does_not_depend_on_the_frame_rate(fps: float) -> None:
    usual = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED))
    other = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, fps=fps))
    assert np.nanmax(signal(other, "turn_deg")) == pytest.approx(
        np.nanmax(signal(usual, "turn_deg")), abs=1.5
    )


@pytest.mark.parametrize("yaw", [0, 90, 45])
def test_mirrored_film_gives_the_same_signal_for_the_other_side(yaw: float) -> None:
    poses = aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, yaw_deg=yaw)
    right = watch(Observer(), poses)
    left = watch(Observer(), [mirrored(p) for p in poses])
    np.testing.assert_allclose(signal(left, "turn_deg"), signal(right, "turn_deg"), atol=1e-6)
    assert left[-1].signals["stance_right"] == 1 - right[-1].signals["stance_right"]


def test_rising_to_20_deg_is_still_the_hinge() -> None:
    """The way out of a hinge has hysteresis: 28 deg in, 20 deg out."""
    hold = aeroplane(Side.RIGHT, Curve(((0.0, 0.0), (1.0, 0.0))))
    rise = film(lambda t: hinged(Side.RIGHT, hinge_deg=75 - 60 * t), 1.0, start_s=3.5)
    samples = watch(Observer(), hold + rise)
    last = max(i for i, s in enumerate(samples) if s.posture is Posture.HINGED)
    assert 19 < samples[last].signals["trunk_incl_deg"] < 23
    assert samples[-1].posture is Posture.STANDING


# ---- sides and persons


@pytest.mark.parametrize(("yaw", "view"), [(0, View.FRONT), (180, View.REAR)])
def test_exchanged_sides_are_repaired_once_the_facing_is_known(yaw: float, view: View) -> None:
    poses = aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, yaw_deg=yaw)
    mixed = [exchanged(p) if i > 60 and i % 3 == 0 else p for i, p in enumerate(poses)]
    observer = Observer()
    repaired = watch(observer, mixed)
    untouched = watch(Observer(), poses)
    assert {s.view for s in repaired} == {view}
    assert observer.repaired_frames > 0.9 * len(poses[61:]) / 3
    np.testing.assert_allclose(
        signal(repaired, "turn_deg"), signal(untouched, "turn_deg"), atol=1e-6
    )


def test_facing_is_not_relearnt_while_hinged() -> None:
    """In the hinge the landmarks take the back for the front: the facing stays what it was."""
    poses = aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, yaw_deg=180)
    samples = watch(Observer(), [exchanged(p) if p.t_s > 3 else p for p in poses])
    assert {s.view for s in samples} == {View.REAR}


def test_another_person_is_noted_and_not_measured_until_settled() -> None:
    observer = Observer()
    here = film(lambda _: standing(), 1.0, centre_px=(300, 360))
    there = film(lambda _: standing(), 1.0, start_s=1.0, centre_px=(900, 360))
    samples = watch(observer, here + there)
    assert observer.identity_changes == [1.0]
    assert len(observer._contour.recent) <= 1  # no filter goes on from one person to the next
    blocked = [s.t_s for s in samples if s.quality.reason is Reason.TRACKING_LOST]
    assert blocked[0] == 1.0
    assert blocked[-1] == pytest.approx(1.0 + SETTLE_S, abs=0.05)
    assert samples[-1].posture is Posture.STANDING


def test_the_new_person_is_not_smoothed_from_the_old_place() -> None:
    observer = Observer()
    watch(observer, film(lambda _: standing(), 1.0, centre_px=(300, 360)))
    there = film(lambda _: standing(), 0.5, start_s=1.0, centre_px=(900, 360))
    seen = [observer.observe(p, p.t_s).pose for p in there]
    first = next(p for p in seen if p is not None)
    assert first.landmarks_px[23, 0] == pytest.approx(900 + 27)


# ---- gaps, quality


def test_nobody_seen_is_unseen_with_its_reason() -> None:
    observer = Observer()
    result = observer.observe(None, 0.0)
    assert result.pose is None
    assert result.sample.posture is Posture.UNSEEN
    assert result.sample.view is View.UNKNOWN
    assert result.sample.quality.seen == 0.0
    assert result.sample.quality.reason is Reason.TRACKING_LOST


def test_short_gap_keeps_neutral_and_view() -> None:
    observer = Observer()
    hold = aeroplane(Side.RIGHT, Curve(((0.0, 0.0), (1.5, 0.0))), yaw_deg=90)
    watch(observer, hold)
    for t_s in 4.0 + times_s(0.4, FPS):
        lost = observer.observe(None, float(t_s)).sample
        assert lost.view is View.RIGHT
        assert lost.signals == {}
    after = watch(
        observer, film(lambda _: hinged(Side.RIGHT, femur_deg=20), 1.0, yaw_deg=90, start_s=4.4)
    )
    assert "turn_deg" in after[0].signals
    assert after[-1].signals["turn_deg"] > 10


def test_another_scene_takes_a_new_neutral_and_keeps_the_persons_zero() -> None:
    observer = Observer(standing_deg=171.0)
    watch(observer, film(lambda _: all_fours(), 2.0, yaw_deg=90))
    assert observer.calibrated
    observer.begin_scene()
    assert not observer.calibrated
    assert observer.standing_deg == 171.0
    assert not observer.identity_changes
    watch(observer, film(lambda _: all_fours(), 2.0, yaw_deg=90, start_s=2.0))
    assert observer.calibrated


def test_seen_share_is_handed_through() -> None:
    good = pose(standing())
    visibility = good.visibility.copy()
    visibility[[25, 27]] = 0.1
    sample = Observer().observe(replace(good, visibility=visibility), 0.0).sample
    assert sample.quality.seen == 0.75
    assert sample.quality.reason is None


def test_person_out_of_the_picture_is_not_visible() -> None:
    sample = Observer().observe(pose(standing(), centre_px=(-500, 360)), 0.0).sample
    assert sample.posture is Posture.UNSEEN
    assert sample.quality.seen == 0.0
    assert sample.quality.reason is Reason.NOT_VISIBLE


def test_equal_time_stamps_do_not_break_the_track() -> None:
    poses = [pose(standing(), t_s=t) for t in (0.0, 0.0, 0.1, 0.1)]
    assert [s.posture for s in watch(Observer(), poses)] == [Posture.STANDING] * 4


# ---- all fours


def kneel(
    joints_at: Callable[[float], Joints], duration_s: float, yaw_deg: float = -90.0
) -> list[Pose]:
    """Two quiet seconds on all fours, then the movement."""
    start = film(lambda _: all_fours(), 2.0, yaw_deg=yaw_deg)
    return start + film(joints_at, duration_s, yaw_deg=yaw_deg, start_s=2.0)


@pytest.mark.parametrize("yaw", [-90, 90, 180, 0, -120])
def test_rock_is_followed_from_every_view(yaw: float) -> None:
    rock = out_and_back([45])
    observer = Observer()
    samples = watch(observer, kneel(lambda t: all_fours(rock_deg=rock(t)), rock.duration_s, yaw))
    signals = signal(samples, "rock_deg")
    assert observer.calibrated
    assert np.nanmax(signals) == pytest.approx(45, abs=3)
    assert abs(signals[-1]) < 3
    assert np.isnan(signals[:10]).all()


def test_foot_out_of_the_picture_has_no_signal_and_the_other_one_has() -> None:
    poses = kneel(lambda t: all_fours(lifted=Side.RIGHT, lift_deg=min(30.0, 40 * t)), 1.5, 90.0)
    cut = []
    for p in poses:
        points = p.landmarks_px.copy()
        points[31] = [-50, 360]
        cut.append(replace(p, landmarks_px=points))
    last = watch(Observer(), cut)[-1].signals
    assert "foot_left_deg" not in last
    assert last["foot_right_deg"] == pytest.approx(30, abs=3)
    assert last["thigh_right_ratio"] == pytest.approx(0, abs=0.02)
    assert last["trunk_shift_ratio"] == pytest.approx(0, abs=0.02)
    assert last["near_right"] == 1.0


def with_backs(poses: list[Pose], kink_at: Callable[[float], float | None]) -> list[Pose]:
    kinks = [kink_at(p.t_s) for p in poses]
    return [p if kink is None else with_back(p, kink) for p, kink in zip(poses, kinks, strict=True)]


def lumbar_at(samples: list[Sample], t_s: float) -> Estimate | Absent:
    return min(samples, key=lambda s: abs(s.t_s - t_s)).measures["lumbar_flexion_deg"]


class ContourModel:
    """Answers every question with the change of the back's contour, which features carry."""

    names = (
        *("lumbar_flexion_deg", "side_bend_deg", "spine_twist_deg", "hinge_deg"),
        *("pelvis_rotation_deg", "pelvis_roll_deg", "pelvis_lift_deg", "knee_width_ratio"),
        *("hip_opening_deg", "hip_flexion_deg", "hip_abduction_deg"),
        *(f"{j}_{w}_deg" for j in ALL_FOURS_SIDED for w in ("near", "far")),
    )

    def __call__(self, _posture: Posture, features: np.ndarray, sector: Sector) -> Answers:
        self.sector = sector
        change_deg = float(features[BLOCKS["contour"]][0]) * 30.0
        return Answers({n: Answer(change_deg, 0.5) for n in self.names}, 0.0, False, 0.0)


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


def rocking(t_s: float) -> Joints:
    """Rest for 1.5 s, rock back within a second, stay there."""
    return all_fours(rock_deg=30.0 * min(1.0, max(0.0, t_s - 1.5)))


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


def test_a_stance_guessed_from_the_feet_is_not_as_sure_as_the_one_before_it() -> None:
    measurer = Measurer(None, None)
    before = read_body(with_back(pose(hinged(Side.RIGHT), yaw_deg=0)))
    measurer._judged = (before, 9.0)
    bare = read_body(pose(hinged(Side.RIGHT), yaw_deg=0))
    seen = (0.0, View.FRONT, UNKNOWN_UPRIGHT)
    measurer.measure(Instant(bare, bare, *seen, None, None, is_held=True))
    assert not measurer.is_stance_sure
