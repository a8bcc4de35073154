"""Other people out of one: what a warp moves, and what it leaves."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the optional extra 'rig' is not installed")
pytest.importorskip("PIL", reason="the optional extra 'rig' is not installed")

from sample_videos.rig.kinematics.chain import Kinematics
from sample_videos.rig.motion import make_motion
from sample_videos.rig.people.gltf import GltfPerson, make_gltf
from sample_videos.rig.people.mesh import PosedNormals
from sample_videos.rig.people.skinning import HangingSkin
from sample_videos.rig.people.warp import Warp, cloth_weight, random_warp
from tests.rig.people.glb_person import write_glb

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., GltfPerson]:
    path = write_glb(tmp_path_factory.mktemp("people") / "stick.glb")
    return lambda **warp: make_gltf({"gltf": str(path)}, warp)


@pytest.fixture(scope="module")
def plain(make: Callable[..., GltfPerson]) -> GltfPerson:
    return make()


def _lean_deg(person: GltfPerson) -> float:
    up = person.skeleton.joints["shoulderL"] - person.skeleton.joints["hipL"]
    return float(np.degrees(np.arctan2(-up[1], up[2])))


def test_no_warp_changes_nothing(make: Callable[..., GltfPerson], plain: GltfPerson) -> None:
    np.testing.assert_array_equal(make(**asdict(Warp())).vertices_m, plain.vertices_m)


@pytest.mark.parametrize(
    ("warp", "segments"),
    [({"leg": 1.08}, ("femur", "shank")), ({"arm": 0.9}, ("humerus", "forearm"))],
)
def test_lengths_of_a_limb(
    make: Callable[..., GltfPerson],
    plain: GltfPerson,
    warp: dict[str, Any],
    segments: tuple[str, ...],
) -> None:
    ratio = next(iter(warp.values()))
    for name, length_m in make(**warp).skeleton.lengths_m.items():
        expected = ratio if name in segments else 1.0
        assert length_m / plain.skeleton.lengths_m[name] == pytest.approx(expected, abs=0.012)


def test_longer_legs_still_stand_on_the_floor(make: Callable[..., GltfPerson]) -> None:
    assert make(leg=1.08).vertices_m[:, 2].min() == pytest.approx(0, abs=1e-3)


def test_trunk_leans_over_the_pelvis(make: Callable[..., GltfPerson], plain: GltfPerson) -> None:
    for lean_deg in (-8.0, 8.0):
        change_deg = _lean_deg(make(lean_deg=lean_deg)) - _lean_deg(plain)
        assert change_deg == pytest.approx(lean_deg, abs=0.8)
        hip_m = make(lean_deg=lean_deg).skeleton.joints["hipL"]
        assert hip_m == pytest.approx(plain.skeleton.joints["hipL"], abs=0.003)


@pytest.mark.parametrize(
    ("warp", "joint", "offset_m"),
    [
        ({"hip_back_m": 0.02, "hip_up_m": -0.01}, "hipL", [0, 0.02, -0.01]),
        ({"knee_back_m": 0.01}, "kneeR", [0, 0.01, 0]),
        ({"shoulder_up_m": 0.015}, "shoulderR", [0, 0, 0.015]),
    ],
)
def test_joints_move_inside_the_skin(
    make: Callable[..., GltfPerson],
    plain: GltfPerson,
    warp: dict[str, Any],
    joint: str,
    offset_m: list[float],
) -> None:
    moved = make(**warp)
    np.testing.assert_allclose(moved.vertices_m, plain.vertices_m, atol=1e-9)
    gap_m = moved.skeleton.joints[joint] - plain.skeleton.joints[joint]
    np.testing.assert_allclose(gap_m, offset_m, atol=1e-9)


def test_widths(make: Callable[..., GltfPerson], plain: GltfPerson) -> None:
    wide = make(hip_width=1.12, shoulder_width=1.1).skeleton
    assert wide.hip_width_m / plain.skeleton.hip_width_m == pytest.approx(1.12, abs=0.005)
    assert wide.shoulder_width_m / plain.skeleton.shoulder_width_m == pytest.approx(1.1, abs=0.01)


def test_belly_and_fat_move_skin_only(make: Callable[..., GltfPerson], plain: GltfPerson) -> None:
    heavy = make(belly_m=0.05, trunk_fat_m=0.02)
    np.testing.assert_allclose(heavy.skeleton.heads_m, plain.skeleton.heads_m, atol=1e-9)
    moved_m = heavy.vertices_m - plain.vertices_m
    assert moved_m[:, 1].min() < -0.05  # forward
    assert np.abs(moved_m[plain.bone_weight("head") > 0.99]).max() < 1e-4


@pytest.mark.parametrize("seed", range(6))
def test_random_people_are_whole_and_symmetrical(
    make: Callable[..., GltfPerson], plain: GltfPerson, seed: int
) -> None:
    person = make(**asdict(random_warp(np.random.default_rng(seed))))
    joints = person.skeleton.joints
    for name in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist"):
        assert joints[name + "R"] == pytest.approx(joints[name + "L"] * [-1, 1, 1], abs=1e-9)

    def edges_m(vertices_m: np.ndarray) -> np.ndarray:
        corners = vertices_m[plain.faces]
        return np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)

    before_m, after_m = edges_m(plain.vertices_m), edges_m(person.vertices_m)
    assert (after_m - before_m).max() < 0.05  # nothing is torn


def test_the_drill_of_a_warped_person_is_still_the_commanded_one(
    make: Callable[..., GltfPerson],
) -> None:
    person = make(**asdict(random_warp(np.random.default_rng(3))))
    kinematics = Kinematics(person.skeleton)
    params = {"W": 1.0, "reps": 1, "end": 112, "end_jit": 0, "sway": 0}
    motion = make_motion("frogger", params, kinematics, 1, person.contact_skin)
    back = next(phase for phase in motion.plan.phases if phase.name == "back")
    pose = motion.at(back.start_s + 0.1).pose
    assert pose is not None
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
    assert angles["hip_flex_L"] == pytest.approx(112, abs=0.1)


@pytest.mark.parametrize(("drill", "hangs"), [("frogger", True), ("negative", False)])
def test_cloth_hangs_only_where_it_faces_down(plain: GltfPerson, drill: str, hangs: bool) -> None:
    kinematics = Kinematics(plain.skeleton)
    params = {"sway": 0} if hangs else {"kind": "stand", "sway": 0}
    pose = make_motion(drill, params, kinematics).at(0.2).pose
    assert pose is not None
    matrices = kinematics.bone_matrices(pose)
    cloth = cloth_weight(plain.weights, plain.skeleton.labels)
    normals = PosedNormals(plain.vertices_m, plain.faces)
    tight_m = plain.skin()(matrices)
    loose_m = HangingSkin(plain.skin(), normals, 0.05 * cloth)(matrices)
    drop_m = tight_m[:, 2] - loose_m[:, 2]
    np.testing.assert_array_equal(tight_m[:, :2], loose_m[:, :2])
    assert drop_m.min() >= 0
    assert drop_m[cloth == 0].max() == 0
    facing_down = normals(tight_m)[:, 2] < -0.95
    on_spine = (cloth == 1) & (plain.bone_weight("spine04") > 0.9)
    if hangs:
        assert drop_m[facing_down & on_spine].min() > 0.045
    assert drop_m[on_spine & (normals(tight_m)[:, 2] > 0)].max() == 0


def test_random_warps_follow_their_seed_and_their_size() -> None:
    assert random_warp(np.random.default_rng(4)) == random_warp(np.random.default_rng(4))
    assert random_warp(np.random.default_rng(4), 0.0) == Warp()
    leans = [abs(random_warp(np.random.default_rng(seed)).lean_deg) for seed in range(60)]
    assert 6 < max(leans) <= 8
