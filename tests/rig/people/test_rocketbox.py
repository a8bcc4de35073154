"""People and rooms of another maker, where a folder with them is at hand (`$RIG_PEOPLE`)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the optional extra 'rig' is not installed")
pytest.importorskip("moderngl", reason="the optional extra 'rig' is not installed")
pytest.importorskip("PIL", reason="the optional extra 'rig' is not installed")

from sample_videos.rig.clip import Record, Stage, add_row
from sample_videos.rig.conventions import BODY_AXES, SIDES, hip_angles_deg
from sample_videos.rig.kinematics.chain import Kinematics
from sample_videos.rig.motion import make_motion
from sample_videos.rig.people import make_person
from sample_videos.rig.scenes import CameraRequest, Scene, gltf_names, gltf_person, traced_room

if TYPE_CHECKING:
    from sample_videos.rig.people.person import Person

FOLDER = Path(os.environ.get("RIG_PEOPLE", "no such folder"))

pytestmark = [
    pytest.mark.skipif(
        not (FOLDER / "rocketbox").is_dir(),
        reason="RIG_PEOPLE names no folder with rocketbox/ and rooms/",
    ),
    pytest.mark.slow,  # reason: renders
]


@pytest.fixture(scope="module", params=["Male_Adult_09", "Sports_Female_01"])
def person(request: pytest.FixtureRequest) -> Person:
    return make_person({"gltf": str(FOLDER / "rocketbox" / f"{request.param}.glb")})


def _rigid_turn(rest_m: np.ndarray, posed_m: np.ndarray) -> np.ndarray:
    """Rotation that fits posed points (n, 3) to rest points best (Kabsch)."""
    rest, posed = rest_m - rest_m.mean(0), posed_m - posed_m.mean(0)
    u, _, vt = np.linalg.svd(rest.T @ posed)
    flip = np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))])
    turn: np.ndarray = vt.T @ flip @ u.T
    return turn


def _core(person: Person, *bones: str) -> np.ndarray:
    """Vertices that follow these bones most, at least 12."""
    weight = sum(person.bone_weight(bone) for bone in bones)
    return np.where(weight >= min(0.999, np.sort(weight)[-12]))[0]


def test_visible_skin_shows_the_true_hip(person: Person) -> None:
    kinematics = Kinematics(person.skeleton)
    params = {"W": 1.0, "reps": 1, "end": 118}
    motion = make_motion("frogger", params, kinematics, 3, person.contact_skin)
    skin = person.skin()
    for time_s in (0.5, 2.0, 3.0):
        pose = motion.at(time_s).pose
        assert pose is not None
        matrices = kinematics.bone_matrices(pose)
        posed_m, truth = skin(matrices), kinematics.joint_angles_deg(matrices)
        pelvis_core = _core(person, "spine05")
        pelvis = _rigid_turn(person.vertices_m[pelvis_core], posed_m[pelvis_core]) @ BODY_AXES
        for side in SIDES:
            core = _core(person, "upperleg01." + side, "upperleg02." + side)
            femur = _rigid_turn(person.vertices_m[core], posed_m[core])
            seen = hip_angles_deg(pelvis, femur @ person.skeleton.frames["femur" + side], side)
            assert seen[0] == pytest.approx(truth[f"hip_flex_{side}"], abs=4)


def test_hands_and_knees_are_on_the_floor(person: Person) -> None:
    kinematics = Kinematics(person.skeleton)
    motion = make_motion("frogger", {"reps": 1}, kinematics, 3, person.contact_skin)
    contact = person.contact_skin()
    for time_s in (0.0, 1.5, 3.0):
        pose = motion.at(time_s).pose
        assert pose is not None
        heights_m = contact.skin(kinematics.bone_matrices(pose))[:, 2]
        for vertices in (contact.hands, contact.knees, contact.feet):
            assert -0.04 < heights_m[vertices].min() < 0.01


def test_every_person_can_be_loaded_and_posed() -> None:
    for name in gltf_names(FOLDER / "rocketbox"):
        person = make_person(gltf_person(FOLDER / "rocketbox", name, 1))
        pose = make_motion("negative", {"kind": "stand"}, Kinematics(person.skeleton)).at(0.5).pose
        assert pose is not None
        posed_m = person.skin()(Kinematics(person.skeleton).bone_matrices(pose))
        assert np.isfinite(posed_m).all()
        assert posed_m[:, 2].min() == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("traced", [True, False])
def test_frames_with_their_truth_before_either_kind_of_room(traced: bool) -> None:
    scene = Scene(
        name="stranger",
        drill="frogger",
        params={"W": 1.2, "reps": 1, "thorax_share": 0.5, "manner": {"fidget": 0.5}},
        body=gltf_person(FOLDER / "rocketbox", "Male_Adult_09", 5),
        camera={"view": "side_left", "height": 0.6, "dist": 2.2, "w": 640, "h": 480},
        room=traced_room(FOLDER / "rooms", 5, 90.0, heights_m=(0.0, 0.7)) if traced else {},
        seed=5,
    )
    stage, record = Stage(scene), Record()
    pictures = []
    for time_s in (0.5, 2.5):
        vertices_m = add_row(record, stage, stage.motion.at(time_s), time_s)
        pictures.append(stage.picture(vertices_m).astype(int))
    empty = stage.picture(None).astype(int)
    stage.close()
    assert stage.framing.azimuth_deg == pytest.approx(90, abs=8)
    assert stage.framing.margin > 0
    hip_px = [(row["hipL_u"], row["hipL_v"]) for row in record.rows]
    assert hip_px[1] != hip_px[0]
    for picture, (u, v) in zip(pictures, hip_px, strict=True):
        assert picture.shape == (480, 640, 3)
        patch = np.s_[int(v) - 6 : int(v) + 6, int(u) - 6 : int(u) + 6]
        assert np.abs(picture[patch] - empty[patch]).mean() > 8


def test_traced_rooms_take_other_shapes() -> None:
    room = traced_room(FOLDER / "rooms", 2)
    scene = Scene("tall", "negative", {"kind": "stand"}, camera={"w": 360, "h": 480}, room=room)
    named = replace(scene, body=gltf_person(FOLDER / "rocketbox", "Sports_Male_01", 2))
    stage = Stage(named)
    assert stage.picture(None).shape == (480, 360, 3)
    assert (stage.request.w, stage.request.h) == (360, 480)
    assert isinstance(stage.request, CameraRequest)
    stage.close()
