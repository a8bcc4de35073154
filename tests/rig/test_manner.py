"""Real movement in the sets: pauses, pulses, false starts, uneven reps, fidgeting, full ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sample_videos.rig.motion import make_motion
from sample_videos.rig.motion.manner import Manner, Pacer, random_manner
from sample_videos.rig.motion.timing import Timeline, Track

if TYPE_CHECKING:
    from sample_videos.rig.kinematics.chain import Kinematics
    from sample_videos.rig.motion import Motion

EVEN_ROCK: dict[str, Any] = {"W": 1.0, "reps": 4, "end": 112, "end_jit": 0, "sway": 0}


def _course(kinematics: Kinematics, motion: Motion, angle: str, step_s: float = 0.05) -> np.ndarray:
    values = []
    for time_s in np.arange(0, motion.plan.duration_s, step_s):
        pose = motion.at(float(time_s)).pose
        assert pose is not None
        angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
        values.append(angles[angle])
    return np.array(values)


def _rock(kinematics: Kinematics, seed: int = 1, **manner: float) -> Motion:
    return make_motion("frogger", {**EVEN_ROCK, "manner": manner}, kinematics, seed)


@pytest.fixture(scope="module")
def even(kinematics: Kinematics) -> tuple[Motion, np.ndarray]:
    """Rocks without a manner, and the course of the hip."""
    motion = _rock(kinematics)
    return motion, _course(kinematics, motion, "hip_flex_L")


def _turning_points(course: np.ndarray) -> int:
    moving = np.sign(np.diff(course)[np.abs(np.diff(course)) > 0.02])
    return int((np.diff(moving) != 0).sum())


def test_an_even_manner_changes_no_performance(kinematics: Kinematics) -> None:
    plain = make_motion("frogger", EVEN_ROCK, kinematics, 3).plan
    even = make_motion("frogger", {**EVEN_ROCK, "manner": {}}, kinematics, 3).plan
    assert plain.phases == even.phases
    assert plain.commanded_reps == even.commanded_reps


def test_pauses_stop_on_the_way(kinematics: Kinematics, even: tuple[Motion, np.ndarray]) -> None:
    halting = _rock(kinematics, pause=1.0)
    assert halting.plan.duration_s > even[0].plan.duration_s + 2
    course = _course(kinematics, halting, "hip_flex_L")
    midway = (course > 88) & (course < 108)
    still = np.abs(np.gradient(course)) < 0.01
    assert (midway & still).sum() * 0.05 > 1.0
    assert _turning_points(course) == _turning_points(even[1])


def test_pulses_go_back_and_forth_at_the_far_end_of_one_rep(
    kinematics: Kinematics, even: tuple[Motion, np.ndarray]
) -> None:
    pulsing = _rock(kinematics, pulse=1.0)
    course = _course(kinematics, pulsing, "hip_flex_L")
    assert _turning_points(course) >= _turning_points(even[1]) + 8
    assert pulsing.plan.true_rep_count == even[0].plan.true_rep_count == 4
    assert max(phase.rep for phase in pulsing.plan.phases) == 4


def test_false_starts_are_no_reps(kinematics: Kinematics) -> None:
    motion = _rock(kinematics, restart=1.0)
    false_starts = [phase for phase in motion.plan.phases if phase.name == "restart"]
    assert len(false_starts) == 3 * 4  # there, back and a wait before each rep
    assert {phase.rep for phase in false_starts} == {0}
    depths = []
    for phase in false_starts[::3]:
        pose = motion.at(phase.end_s).pose
        assert pose is not None
        depths.append(
            kinematics.joint_angles_deg(kinematics.bone_matrices(pose))["hip_flex_L"] - 84
        )
    assert min(depths) > 4
    assert max(depths) < 14
    assert motion.plan.true_rep_count == 4


def test_uneven_reps_differ_in_depth_and_time(kinematics: Kinematics) -> None:
    plan = _rock(kinematics, uneven_depth=0.4, uneven_tempo=0.5).plan
    ends = [rep["end"] for rep in plan.commanded_reps]
    assert max(ends) <= 112
    assert max(ends) - min(ends) > 2
    seconds = [p.end_s - p.start_s for p in plan.phases if p.name == "rocking_back"]
    assert max(seconds) > 1.3 * min(seconds)


@pytest.mark.parametrize("drill", ["frogger", "aeroplane"])
def test_fidgets_move_the_head_but_not_what_is_planted(kinematics: Kinematics, drill: str) -> None:
    def heads(fidget: float) -> np.ndarray:
        params = {"reps": 4, "sway": 0, "manner": {"fidget": fidget}}
        motion = make_motion(drill, params, kinematics, 2)
        turns = []
        for time_s in np.arange(0, motion.plan.duration_s, 0.1):
            instant = motion.at(float(time_s))
            assert instant.pose is not None
            assert instant.ik_residual_m < 1e-3
            turns.append(instant.pose.segments["head"].rotation)
        return np.array(turns)

    assert np.abs(heads(1.0) - heads(0.0)).max() > 0.1


def test_skewed_moves_start_and_end_like_even_ones() -> None:
    even, late = (Track().move(1, 3, 10, skew) for skew in (1.0, 1.6))
    assert late(1.0) == even(1.0) == 0
    assert late(3.0) == even(3.0) == 10
    assert late(2.0) < even(2.0) - 2


def test_pacer_rests_where_it_was() -> None:
    timeline, track = Timeline(), Track()
    pacer = Pacer(Manner(pulse=1.0), np.random.default_rng(1), timeline)
    pacer.move(track, 20.0, 1.0, "there")
    rest = pacer.rest(track, 0.0, 0.5, "end", 1)
    assert track(rest.start_s) == track(rest.end_s) == 20
    times_s = np.linspace(rest.start_s, rest.end_s, 200)
    assert 12 < min(track(float(t)) for t in times_s) < 19


def test_random_manners_run_from_even_to_very_uneven() -> None:
    drawn = [random_manner(np.random.default_rng(seed)) for seed in range(80)]
    assert min(m.pause for m in drawn) < 0.01
    assert max(m.pause for m in drawn) > 0.2
    assert random_manner(np.random.default_rng(0), 0.0) == Manner()


def test_unknown_manners_are_refused(kinematics: Kinematics) -> None:
    with pytest.raises(ValueError, match="hop"):
        make_motion("frogger", {"manner": {"hop": 1.0}}, kinematics)


# ---- full ranges ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1.0, 1.5, 2.0])
def test_rocks_go_to_the_heels_and_no_farther(kinematics: Kinematics, width: float) -> None:
    params = {**EVEN_ROCK, "W": width, "end": 170, "reps": 1}
    motion = make_motion("frogger", params, kinematics)
    lowest_m, residual_m = 9.0, 0.0
    for time_s in np.arange(0, motion.plan.duration_s, 0.1):
        instant = motion.at(float(time_s))
        assert instant.pose is not None
        residual_m = max(residual_m, instant.ik_residual_m)
        for joint in ("hipL", "shoulderL"):
            segment = "pelvis" if joint == "hipL" else "clavL"
            height_m = kinematics.joint_m(instant.pose, segment, joint)[2]
            lowest_m = min(lowest_m, float(height_m))
    assert motion.plan.commanded_reps[0]["end"] > 128
    assert residual_m < 2e-3
    assert lowest_m > 0.12


@pytest.mark.parametrize("hinge", [15, 30, 110])
@pytest.mark.parametrize("variant", ["single_leg", "kickstand", "feet_down"])
def test_hinges_from_shallow_to_past_level(
    kinematics: Kinematics, hinge: float, variant: str
) -> None:
    params = {"hinge": hinge, "variant": variant, "reps": 1, "sway": 0, "open_jit": 0}
    motion = make_motion("aeroplane", params, kinematics)
    hold = next(phase for phase in motion.plan.phases if phase.name == "hold")
    instant = motion.at(hold.start_s + 0.1)
    assert instant.pose is not None
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(instant.pose))
    assert angles["pelvis_incl"] == pytest.approx(hinge, abs=0.1)
    assert instant.ik_residual_m < 0.01


@pytest.mark.parametrize("drill", ["frogger", "aeroplane"])
def test_a_back_that_bends_in_the_thorax_has_the_same_truth(
    kinematics: Kinematics, drill: str
) -> None:
    phase = "back" if drill == "frogger" else "open"
    middles = {}
    for share in (None, 0.7):
        params = {"reps": 1, "sway": 0, "fault": "lumbar_flexion", "fault_deg": 24}
        motion = make_motion(drill, {**params, "thorax_share": share}, kinematics)
        at = next(p for p in motion.plan.phases if p.name == phase)
        pose = motion.at((at.start_s + at.end_s) / 2).pose
        assert pose is not None
        angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
        assert angles["lumbar_flex"] == pytest.approx(24, abs=0.1)
        low_back = pose.segments["pelvis"].rotation.T @ pose.segments["spine03"].rotation
        middles[share] = float(np.degrees(np.arccos((np.trace(low_back) - 1) / 2)))
    assert middles[None] == pytest.approx(0.65 * 24, abs=0.1)
    assert middles[0.7] == pytest.approx(0.30 * 24, abs=0.1)


def test_spine_shares_always_make_up_the_whole(kinematics: Kinematics) -> None:
    for share in (None, 0.1, 0.5, 0.9):
        shares = np.array(list(kinematics.skeleton.spine_shares(share).values()))
        np.testing.assert_allclose(shares.sum(0), 1)
