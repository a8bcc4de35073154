"""Tests with the body mesh and the renderer; slow because the body model must be set up first."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sample_videos.rig.conventions import BODY_AXES, SIDES, hip_angles_deg, knee_flexion_deg

for needed in ("scipy", "anny", "moderngl", "av", "cv2", "PIL"):
    pytest.importorskip(needed, reason="the optional extra 'rig' is not installed")

from sample_videos.rig.clip import Stage, render_clip  # noqa: E402
from sample_videos.rig.kinematics.chain import Kinematics  # noqa: E402
from sample_videos.rig.motion import make_motion  # noqa: E402
from sample_videos.rig.people.parametric import (  # noqa: E402
    anny_model,
    make_parametric,
    phenotype,
)
from sample_videos.rig.people.skinning import Skin  # noqa: E402
from sample_videos.rig.scenes import Scene, person, room  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from sample_videos.rig.people.parametric import ParametricPerson

pytestmark = [
    pytest.mark.slow,  # reason: the body model takes minutes on its first start
    pytest.mark.filterwarnings("default"),  # the body model's own libraries warn
]

SCENE = Scene(
    name="short",
    drill="frogger",
    params={"W": 1.0, "reps": 1, "end": 110, "fault": "lumbar_flexion", "fault_deg": 20},
    body=person(0, 1),
    camera={"view": "side_left", "height": 0.6, "dist": 2.2, "w": 320, "h": 240},
    room=room(2),
    seed=1,
)


@pytest.fixture(scope="module")
def body() -> ParametricPerson:
    return make_parametric(**person(0, 1))


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(SCENE)


def _rigid_turn(rest_m: np.ndarray, posed_m: np.ndarray) -> np.ndarray:
    """Rotation that fits posed points (n, 3) to rest points best (Kabsch)."""
    rest, posed = rest_m - rest_m.mean(0), posed_m - posed_m.mean(0)
    u, _, vt = np.linalg.svd(rest.T @ posed)
    flip = np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))])
    turn: np.ndarray = vt.T @ flip @ u.T
    return turn


def _core(body: ParametricPerson, *bones: str) -> np.ndarray:
    """Vertices that follow these bones most, at least 12."""
    weight = sum(body.bone_weight(bone) for bone in bones)
    return np.where(weight >= min(0.999, np.sort(weight)[-12]))[0]


def test_visible_skin_shows_the_true_angles(body: ParametricPerson) -> None:
    kinematics = Kinematics(body.skeleton)
    params = {"W": 1.0, "reps": 1, "end": 118}
    motion = make_motion("frogger", params, kinematics, 3, body.contact_skin)
    skin, rest = body.skin(), body.skeleton.frames
    pelvis_bones = ("root", "pelvis.L", "pelvis.R", "spine05")
    for time_s in (0.5, 2.0, 3.0):
        pose = motion.at(time_s).pose
        assert pose is not None
        matrices = kinematics.bone_matrices(pose)
        posed_m, truth = skin(matrices), kinematics.joint_angles_deg(matrices)
        for side in SIDES:
            pelvis, femur, shank = (
                _rigid_turn(body.vertices_m[core], posed_m[core])
                for core in (
                    _core(body, *pelvis_bones),
                    _core(body, "upperleg02." + side),
                    _core(body, "lowerleg01." + side, "lowerleg02." + side),
                )
            )
            femur, shank = femur @ rest["femur" + side], shank @ rest["shank" + side]
            seen = hip_angles_deg(pelvis @ BODY_AXES, femur, side)
            names = (f"hip_flex_{side}", f"hip_abd_{side}", f"hip_rot_{side}")
            assert seen == pytest.approx([truth[name] for name in names], abs=2.5)
            knee_deg = truth[f"knee_flex_{side}"]
            assert knee_flexion_deg(femur, shank) == pytest.approx(knee_deg, abs=0.2)


def test_frogger_rests_on_the_floor(body: ParametricPerson) -> None:
    kinematics = Kinematics(body.skeleton)
    motion = make_motion("frogger", {"reps": 1}, kinematics, 3, body.contact_skin)
    skin = body.skin()
    for time_s in (0.0, 1.5, 3.0):
        pose = motion.at(time_s).pose
        assert pose is not None
        lowest_m = skin(kinematics.bone_matrices(pose))[:, 2].min()
        assert -0.015 < lowest_m < 0.005


def test_linear_skinning_agrees_with_the_body_models_own(body: ParametricPerson) -> None:
    import torch

    kinematics = Kinematics(body.skeleton)
    motion = make_motion("aeroplane", {}, kinematics, 1)
    pose = motion.at(5.0).pose
    assert pose is not None
    matrices = kinematics.bone_matrices(pose)
    whole = np.tile(np.eye(4), (len(matrices), 1, 1))
    whole[:, :3] = matrices
    lift = np.eye(4)
    lift[2, 3] = body.floor_offset_m
    model = anny_model()
    arguments = phenotype(body.shape, body.anny_height)
    rest = model(phenotype_kwargs=arguments)["rest_bone_poses"][0].numpy()
    world = torch.tensor((whole @ lift @ rest)[None], dtype=torch.float32)
    theirs = model(
        pose_parameters=world, phenotype_kwargs=arguments, pose_parameterization="world"
    )["vertices"][0].numpy()
    plain = Skin(body.vertices_m, body.raw_weights, body.skeleton.parents, 0.0, 0.0)
    np.testing.assert_allclose(plain(matrices), theirs, atol=1e-5)


def test_silhouette_is_where_the_projected_body_is(stage: Stage) -> None:
    pose = stage.motion.at(0.3).pose
    assert pose is not None
    vertices_m = stage.skin(stage.kinematics.bone_matrices(pose))
    with_person = stage.renderer.frame(stage.camera, vertices_m).astype(int)
    changed = np.abs(with_person - stage.renderer.frame(stage.camera)).max(2) > 60
    projected_px = stage.camera.project_px(vertices_m)
    rows = np.where(changed.sum(1) > 2)[0]
    assert rows[0] == pytest.approx(projected_px[:, 1].min(), abs=3)
    columns = np.where(changed.sum(0) > 2)[0]
    assert columns[0] >= projected_px[:, 0].min() - 3
    assert columns[-1] <= projected_px[:, 0].max() + 3


def test_same_pose_gives_the_same_picture(stage: Stage) -> None:
    pose = stage.motion.at(0.3).pose
    assert pose is not None
    vertices_m = stage.skin(stage.kinematics.bone_matrices(pose))
    first, second = (stage.renderer.frame(stage.camera, vertices_m) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_clip_has_video_truth_and_sidecar(tmp_path: Path) -> None:
    import av

    sidecar = render_clip(SCENE, tmp_path, part_s=(1.5, 3.5))
    with (tmp_path / "short.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with av.open(str(tmp_path / "short.mp4")) as clip:
        assert sum(1 for _ in clip.decode(video=0)) == len(rows) == sidecar["n_frames"]
    assert json.loads((tmp_path / "short.json").read_text())["name"] == "short"
    assert sidecar["checks"]["hip_flex_cmd_vs_posed_max_deg"] < 0.1
    assert [fault["kind"] for fault in sidecar["faults"]] == ["lumbar_flexion"]
    assert {"hipL_u", "hipL_x", "hip_flex_L", "cmd_hip_flex", "wristR_z"} <= set(rows[0])
