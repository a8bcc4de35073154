from __future__ import annotations

import json

import pytest

from sample_videos.rig.__main__ import main
from sample_videos.rig.camera import VIEW_AZIMUTH_DEG
from sample_videos.rig.motion import DRILLS
from sample_videos.rig.scenes import N_PEOPLE, Scene, person, random_scene, room


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
    tmp_path: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clip", str(tmp_path / "none.json"), str(tmp_path)]) == 1  # type: ignore[operator]
    assert "none.json" in capsys.readouterr().err
