"""Rigged people from glTF files: bones, weights and axes, on a stick figure written by the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the optional extra 'rig' is not installed")
pytest.importorskip("PIL", reason="the optional extra 'rig' is not installed")

from sample_videos.rig.kinematics.chain import Kinematics
from sample_videos.rig.motion import make_motion
from sample_videos.rig.people import make_person
from sample_videos.rig.people.gltf import GltfPerson, make_gltf
from sample_videos.rig.people.gltf_bones import bone_label
from tests.rig.people.glb_person import STATURE_M, write_glb

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_glb(tmp_path_factory.mktemp("people") / "stick.glb")


@pytest.fixture(scope="module")
def stick(path: Path) -> GltfPerson:
    return make_gltf({"gltf": str(path)})


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Bip01 L Thigh", "upperleg.L"),
        ("Bip01 R Finger0", "finger1-1.R"),
        ("Bip01 L Finger42", "finger5-3.L"),
        ("Bip01 Spine1", "spine02"),
        ("Bip01 MJaw", None),
        ("Bip01 LEyeBlinkTop", None),
        ("mixamorig:LeftUpLeg", "upperleg.L"),
        ("mixamorig:RightHandIndex2", "finger2-2.R"),
        ("mixamorig:Spine2", "spine01"),
    ],
)
def test_bones_of_other_makers_get_the_rigs_names(name: str, label: str | None) -> None:
    assert bone_label(name) == label


def test_person_stands_on_the_floor_facing_the_front_camera(stick: GltfPerson) -> None:
    assert stick.vertices_m[:, 2].min() == pytest.approx(0, abs=1e-6)
    assert stick.skeleton.stature_m == pytest.approx(STATURE_M, abs=0.01)
    joints = stick.skeleton.joints
    assert joints["hipL"][0] == pytest.approx(0.09)
    assert joints["hipR"][0] == pytest.approx(-0.09)
    assert joints["toeL"][1] < joints["ankleL"][1]
    assert stick.surface_m("nose")[1] < joints["head"][1]


def test_stature_scales_everything(path: Path, stick: GltfPerson) -> None:
    small = make_gltf({"gltf": str(path), "stature": 1.36})
    scale = 1.36 / stick.skeleton.stature_m
    for name, length_m in stick.skeleton.lengths_m.items():
        assert small.skeleton.lengths_m[name] == pytest.approx(scale * length_m)


def test_weights_of_a_split_bone_pass_from_one_half_to_the_other(stick: GltfPerson) -> None:
    np.testing.assert_allclose(stick.weights.sum(1), 1)
    upper, lower = (stick.bone_weight(f"upperleg0{k}.L") for k in (1, 2))
    thigh = upper + lower > 0.99
    z = stick.vertices_m[thigh, 2]
    assert upper[thigh][z >= z.max() - 0.02].min() > 0.8
    assert lower[thigh][z <= z.min() + 0.02].min() > 0.8
    assert np.corrcoef(z, upper[thigh])[0, 1] > 0.98


def test_face_bones_follow_the_head(stick: GltfPerson) -> None:
    assert "spine03" not in stick.skeleton.labels
    assert stick.bone_weight("head").sum() > 150  # the head's own ball and the jaw's


@pytest.mark.parametrize(
    ("drill", "params", "phase", "expected"),
    [
        ("frogger", {"W": 1.0, "end": 115, "end_jit": 0}, "back", {"hip_flex_L": 115}),
        ("aeroplane", {"hinge": 70, "open": 0, "close": 0}, "hold", {"pelvis_incl": 70}),
        (
            "frogger",
            {"W": 1.0, "end": 110, "fault": "lumbar_flexion", "fault_deg": 20},
            "back",
            {"lumbar_flex": 20},
        ),
    ],
)
def test_the_drills_move_it_with_the_commanded_angles(
    stick: GltfPerson,
    drill: str,
    params: dict[str, Any],
    phase: str,
    expected: dict[str, float],
) -> None:
    kinematics = Kinematics(stick.skeleton)
    still = {"reps": 1, "sway": 0, **params}
    motion = make_motion(drill, still, kinematics, 1, stick.contact_skin)
    at = next(p for p in motion.plan.phases if p.name == phase)
    pose = motion.at((at.start_s + at.end_s) / 2).pose
    assert pose is not None
    angles = kinematics.joint_angles_deg(kinematics.bone_matrices(pose))
    for name, value in expected.items():
        assert angles[name] == pytest.approx(value, abs=0.2)


def test_skin_follows_its_bone(stick: GltfPerson) -> None:
    """The ball of a hand moves rigidly with the hand."""
    kinematics = Kinematics(stick.skeleton)
    pose = make_motion("negative", {"kind": "stand"}, kinematics).at(1.0).pose
    assert pose is not None
    matrices = kinematics.bone_matrices(pose)
    posed_m = stick.skin()(matrices)
    for vertex in np.where(stick.bone_weight("wrist.R") > 0.999)[0][::10]:
        expected = pose.point_m("handR", stick.vertices_m[vertex])
        np.testing.assert_allclose(posed_m[vertex], expected, atol=1e-6)


def test_tint_colours_everything_but_the_head(path: Path) -> None:
    tinted = make_person({"gltf": str(path), "tint": [0.5, 1.0, 1.0]})
    assert isinstance(tinted, GltfPerson)
    assert tinted.parts[0].tint == pytest.approx((0.25, 0.25, 1.0))


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"gltf": "x.glb", "hat": 1}, "hat"),
        ({"shape": {}, "boots": 1}, "boots"),
    ],
)
def test_unknown_keys_are_refused(spec: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make_person(spec)


def test_other_files_are_refused_in_words(tmp_path: Path) -> None:
    other = tmp_path / "other.glb"
    other.write_bytes(b"something else entirely, of some length")
    with pytest.raises(ValueError, match="not a binary glTF"):
        make_gltf({"gltf": str(other)})


def test_missing_pictures_are_named(path: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"stick_0\.jpg"):
        make_gltf({"gltf": str(path), "texture_folder": str(tmp_path)})
