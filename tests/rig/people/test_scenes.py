from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from sample_videos.rig.__main__ import main
from sample_videos.rig.camera import VIEW_AZIMUTH_DEG
from sample_videos.rig.motion import DRILLS
from sample_videos.rig.scenes import (
    N_PEOPLE,
    Scene,
    gltf_names,
    gltf_person,
    person,
    random_scene,
    room,
    traced_room,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("index", range(N_PEOPLE))
def test_people_are_adults_with_colours_in_range(index: int) -> None:
    drawn = person(index, 7)
    assert 1.5 < drawn["shape"]["stature"] < 2.0
    assert drawn["shape"]["age"] >= 0.67
    colours = [drawn["look"][name] for name in ("skin", "hair", "shirt", "shorts")]
    assert all(0 <= part <= 1 for colour in colours for part in colour)


def test_seed_decides_clothes_and_room() -> None:
    assert person(2, 5) == person(2, 5)
    assert person(2, 5)["look"] != person(2, 6)["look"]
    assert room(5) == room(5)
    assert room(5) != room(6)


@pytest.mark.parametrize("drill", DRILLS)
def test_random_scenes_use_known_views_and_keep_their_parameters(drill: str) -> None:
    for seed in range(10):
        scene = random_scene(drill, seed, sway=0.1)
        assert scene.camera["view"] in VIEW_AZIMUTH_DEG
        assert scene.params == {"sway": 0.1}
        assert scene == random_scene(drill, seed, sway=0.1)


def test_command_line_prints_a_spec_that_makes_the_same_scene(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["random", "frogger", "12"]) == 0
    spec = json.loads(capsys.readouterr().out)
    scene = Scene(**spec)
    assert (scene.name, scene.seed, scene.drill) == ("frogger_0012", 12, "frogger")
    assert scene.body["shape"] == random_scene("frogger", 12).body["shape"]


def test_command_line_says_what_is_wrong_with_a_spec(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clip", str(tmp_path / "none.json"), str(tmp_path)]) == 1
    assert "none.json" in capsys.readouterr().err


# ---- people and rooms of another maker -----------------------------------------------------------


def _room_file(folder: Path, name: str, place_m: list[float]) -> None:
    (folder / f"{name}.json").write_text(json.dumps({"cam": {"position": place_m}}))


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, -120.0])
def test_traced_rooms_are_turned_to_where_the_camera_shall_be(
    tmp_path: Path, azimuth_deg: float
) -> None:
    _room_file(tmp_path, "front", [0.1, -2.4, 0.85])
    _room_file(tmp_path, "low", [2.3, 0.2, 0.5])
    for seed in range(8):
        drawn = traced_room(tmp_path, seed, azimuth_deg)
        x_m, y_m = {"front": (0.1, -2.4), "low": (2.3, 0.2)}[drawn["traced"]]
        own_deg = math.degrees(math.atan2(-x_m if drawn["mirror"] else x_m, -y_m))
        assert own_deg + drawn["turn"] == pytest.approx(azimuth_deg)
    assert {traced_room(tmp_path, seed, heights_m=(0.0, 0.6))["traced"] for seed in range(6)} == {
        "low"
    }
    with pytest.raises(FileNotFoundError, match=r"0\.2 m"):
        traced_room(tmp_path, 0, heights_m=(0.0, 0.2))


def test_people_from_files_leave_out_robes_and_follow_their_seed(tmp_path: Path) -> None:
    pytest.importorskip("scipy", reason="the optional extra 'rig' is not installed")
    for name in ("Male_Adult_09", "Female_Adult_16"):
        (tmp_path / f"{name}.glb").touch()
    assert gltf_names(tmp_path) == ["Male_Adult_09"]
    drawn = gltf_person(tmp_path, "Male_Adult_09", 3)
    assert drawn == gltf_person(tmp_path, "Male_Adult_09", 3)
    assert drawn != gltf_person(tmp_path, "Male_Adult_09", 4)
    assert "warp" not in gltf_person(tmp_path, "Male_Adult_09", 3, warp_size=0)
