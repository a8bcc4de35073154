from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import all_fours, exchanged, hinged, mirrored, pose, standing, with_back
from tests.vision.films import FPS, OPEN_THEN_CLOSED, aeroplane, film, kneel, signal, watch
from vision.body.body import read_body
from vision.body.standing import UNKNOWN_UPRIGHT
from vision.datatypes import Posture, Reason, Side, View
from vision.measuring import Instant, Measurer
from vision.observer import Observer

if TYPE_CHECKING:
    from vision.datatypes import Pose, Sample

    Joints = dict[str, np.ndarray]


# ---- a whole aeroplane


@cache
def watched(stance: Side, yaw_deg: float) -> tuple[list[Pose], list[Sample]]:
    """Return an aeroplane, and what an observer sees of it: once for all tests that ask."""
    poses = aeroplane(stance, OPEN_THEN_CLOSED, yaw_deg=yaw_deg, fps=20.0)
    return poses, watch(Observer(), poses)


@pytest.mark.parametrize("yaw", [0, 90, -90, 45])
@pytest.mark.parametrize("stance", Side)
def test_aeroplane_from_standing_to_open_and_closed(stance: Side, yaw: float) -> None:
    _, samples = watched(stance, yaw)
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
    _, samples = watched(stance, 0)
    seen = {s.signals["stance_right"] for s in samples if "turn_deg" in s.signals}
    assert seen == {float(stance is Side.RIGHT)}


def test_asked_stance_is_not_read_from_the_feet() -> None:
    samples = watch(Observer(stance=Side.LEFT), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED))
    assert {s.signals["stance_right"] for s in samples if s.posture is Posture.HINGED} == {0.0}


def test_noise_of_a_centimetre_does_not_hide_the_turn() -> None:
    _, clean = watched(Side.RIGHT, 0)
    noisy = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, noise_m=0.01))
    a, b = signal(clean, "turn_deg"), signal(noisy, "turn_deg")
    assert np.nanmax(b) == pytest.approx(np.nanmax(a), abs=5)
    assert np.nanmin(b) == pytest.approx(np.nanmin(a), abs=5)


@pytest.mark.parametrize("fps", [12, 60])
def test_turn_signal_does_not_depend_on_the_frame_rate(fps: float) -> None:
    _, usual = watched(Side.RIGHT, 0)
    other = watch(Observer(), aeroplane(Side.RIGHT, OPEN_THEN_CLOSED, fps=fps))
    assert np.nanmax(signal(other, "turn_deg")) == pytest.approx(
        np.nanmax(signal(usual, "turn_deg")), abs=1.5
    )


@pytest.mark.parametrize("yaw", [0, 90, 45])
def test_mirrored_film_gives_the_same_signal_for_the_other_side(yaw: float) -> None:
    poses, right = watched(Side.RIGHT, yaw)
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
    poses, untouched = watched(Side.RIGHT, yaw)
    mixed = [exchanged(p) if i > 60 and i % 3 == 0 else p for i, p in enumerate(poses)]
    observer = Observer()
    repaired = watch(observer, mixed)
    assert {s.view for s in repaired} == {view}
    assert observer.repaired_frames > 0.9 * len(poses[61:]) / 3
    np.testing.assert_allclose(
        signal(repaired, "turn_deg"), signal(untouched, "turn_deg"), atol=1e-6
    )


def test_facing_is_not_relearnt_while_hinged() -> None:
    """In the hinge the landmarks take the back for the front: the facing stays what it was."""
    poses, _ = watched(Side.RIGHT, 180)
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
    assert blocked[-1] == pytest.approx(1.3, abs=0.05)
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


def test_a_stance_guessed_from_the_feet_is_not_as_sure_as_the_one_before_it() -> None:
    measurer = Measurer(None, None)
    before = read_body(with_back(pose(hinged(Side.RIGHT), yaw_deg=0)))
    measurer._judged = (before, 9.0)
    bare = read_body(pose(hinged(Side.RIGHT), yaw_deg=0))
    seen = (0.0, View.FRONT, UNKNOWN_UPRIGHT)
    measurer.measure(Instant(bare, bare, *seen, None, None, is_held=True))
    assert not measurer.is_stance_sure


def test_from_behind_the_silhouette_tells_of_the_feet() -> None:
    """Only where the hands are hidden: from in front the trunk hides the feet."""
    mask = np.zeros((360, 640), bool)
    mask[100:330, 260:380] = True
    lifted = mask.copy()
    lifted[240:300, 200:260] = True
    seen = []
    for wrists in (0.3, 0.99):
        poses = []
        for p in kneel(lambda _t: all_fours(), 2.0, 180.0):
            visibility = p.visibility.copy()
            visibility[[15, 16]] = wrists
            shown = mask if p.t_s < 1.5 else lifted
            poses.append(replace(p, mask=shown, mask_scale=0.5, visibility=visibility))
        seen.append([one.signals for one in watch(Observer(), poses)])
    hidden, visible = seen
    assert hidden[-1]["outline_left_deg"] > 15
    assert hidden[-1]["outline_right_deg"] == 0
    assert hidden[-1]["outline_shift_ratio"] < 0.05
    assert not any("outline_left_deg" in signals for signals in visible)


def test_from_behind_the_silhouette_is_read_although_the_landmarks_leap() -> None:
    mask = np.zeros((360, 640), bool)
    mask[100:330, 260:380] = True
    poses = []
    for number, p in enumerate(kneel(lambda _t: all_fours(), 3.0, 180.0)):
        visibility = p.visibility.copy()
        visibility[[15, 16]] = 0.3
        flips = p.t_s > 1.5 and number % 2
        world = p.world_m * [1.0, 1.0, -1.0] if flips else p.world_m
        poses.append(replace(p, mask=mask, mask_scale=0.5, visibility=visibility, world_m=world))
    samples = [one for one in watch(Observer(), poses) if one.t_s > 1.5]
    assert all("outline_left_deg" in one.signals for one in samples)


def test_at_an_angle_from_behind_the_silhouette_tells_of_a_foot_but_not_of_which() -> None:
    mask = np.zeros((360, 640), bool)
    mask[100:330, 260:380] = True
    lifted = mask.copy()
    lifted[240:300, 380:440] = True
    poses = [
        replace(p, mask=mask if p.t_s < 1.5 else lifted, mask_scale=0.5)
        for p in kneel(lambda _t: all_fours(), 2.0, 135.0)
    ]
    last = watch(Observer(), poses)[-1].signals
    assert last["outline_deg"] > 15
    assert "outline_shift_ratio" not in last
    assert "foot_left_deg" in last


@pytest.mark.parametrize(("trunks_per_s", "lag_s"), [(0.05, 0.050), (1.0, 0.0127)])
def test_a_joint_lags_by_less_the_quicker_it_moves(trunks_per_s: float, lag_s: float) -> None:
    observer = Observer()
    px_per_s = trunks_per_s * 150.0
    for t_s in times_s(3.0, 60.0):
        seen = pose(standing(), t_s=t_s, centre_px=(400.0 + px_per_s * t_s, 360.0))
        kept = observer.observe(seen, t_s).pose
    assert kept is not None
    behind_px = float((seen.landmarks_px - kept.landmarks_px)[:, 0].mean())
    assert behind_px / px_per_s == pytest.approx(lag_s, rel=0.1)


@pytest.mark.parametrize(("score", "sure"), [(1.6, False), (3.0, True), (-3.0, True)])
def test_the_standing_leg_is_sure_from_a_score_on(
    score: float, sure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Measurer, "stance_score", property(lambda self: score))
    assert Measurer(None, None).is_stance_sure is sure
    assert Measurer(Side.LEFT, None).is_stance_sure
