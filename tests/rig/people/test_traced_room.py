"""Figures before the picture of a room: the room's camera, its floor and where shadows fall."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the optional extra 'rig' is not installed")
pytest.importorskip("moderngl", reason="the optional extra 'rig' is not installed")
pytest.importorskip("PIL", reason="the optional extra 'rig' is not installed")

import cv2

from sample_videos.rig.camera import Camera
from sample_videos.rig.conventions import turn_left
from sample_videos.rig.picture import opengl
from sample_videos.rig.picture.backdrop import tone, untone
from sample_videos.rig.picture.renderer import Renderer
from sample_videos.rig.picture.traced_room import TracedRoom
from sample_videos.rig.scenes import Scene
from sample_videos.rig.stage import Stage
from tests.rig.people.glb_person import write_glb

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE_PX = (320, 240)
POINT_M = np.array([0.3, -0.2, 1.1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a room `plain` and a person ``stick.glb``."""
    folder = tmp_path_factory.mktemp("rooms")
    camera = Camera((0.2, -2.6, 0.9), (0, 0, 0.8), 54, *SIZE_PX)
    told = {
        "cam": camera.summary(),
        "kd": [0.5, -0.3, 0.81],
        "kc": [1.6, 1.4, 1.2],
        "sky": [0.8, 0.8, 0.85],
        "expo": 0.85,
    }
    (folder / "plain.json").write_text(json.dumps(told))
    grey = np.full((240, 320, 3), 170, np.uint8)
    grey[:, :160] = 150
    floor = np.zeros((240, 320), np.uint8)
    floor[120:] = 255
    cv2.imwrite(str(folder / "plain.png"), grey)
    cv2.imwrite(str(folder / "plain_floor.png"), floor)
    write_glb(folder / "stick.glb")
    return folder


@pytest.fixture(scope="module")
def graphics() -> None:
    try:
        opengl.create_context().release()
    except Exception as error:  # noqa: BLE001 (every driver has its own)
        pytest.skip(f"no headless OpenGL here: {error}")


@pytest.fixture(scope="module")
def stage(folder: Path, graphics: None) -> Iterator[Stage]:
    del graphics
    scene = Scene(
        name="stick",
        drill="negative",
        params={"kind": "stand"},
        body={"gltf": str(folder / "stick.glb")},
        room={"traced": "plain", "folder": str(folder)},
    )
    stage = Stage(scene)
    yield stage
    stage.close()


def _room(folder: Path, **fields: object) -> TracedRoom:
    return TracedRoom("plain", str(folder), **fields)  # type: ignore[arg-type]


def test_a_mirrored_room_shows_the_mirrored_scene(folder: Path) -> None:
    u, v = _room(folder).camera(*SIZE_PX).project_px(POINT_M)
    mirrored = _room(folder, mirror=True).camera(*SIZE_PX).project_px(POINT_M * [-1, 1, 1])
    assert mirrored == pytest.approx([SIZE_PX[0] - u, v])


def test_a_turned_room_shows_the_turned_scene(folder: Path) -> None:
    pixel = _room(folder).camera(*SIZE_PX).project_px(POINT_M)
    turned = _room(folder, turn=90).camera(*SIZE_PX)
    assert turned.project_px(turn_left(90) @ POINT_M) == pytest.approx(pixel)
    assert turned.position_m[0] > 2  # now at the person's left


def test_another_shape_is_cut_out_of_the_middle(folder: Path) -> None:
    whole, tall = (_room(folder).camera(*size) for size in (SIZE_PX, (240, 320)))
    zoom = 320 / 240
    from_centre = (whole.project_px(POINT_M) - np.array(SIZE_PX) / 2) * zoom
    assert tall.project_px(POINT_M) - [120, 160] == pytest.approx(from_centre)
    assert _room(folder).picture(240, 320).shape == (320, 240, 3)
    assert _room(folder, mirror=True).picture(*SIZE_PX)[0, 0, 0] == 170


def test_light_of_a_picture_comes_back_as_the_picture() -> None:
    picture = np.arange(240, dtype=np.uint8).reshape(8, 10, 3)
    np.testing.assert_allclose(tone(untone(picture, 0.8), 0.8).astype(int), picture, atol=1)


def test_missing_rooms_are_named(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="elsewhere"):
        TracedRoom("elsewhere", str(folder)).light()


def test_empty_room_is_the_picture_itself(stage: Stage, folder: Path) -> None:
    empty = stage.renderer.frame(stage.camera)
    np.testing.assert_array_equal(empty, _room(folder).picture(*SIZE_PX))
    assert stage.framing.azimuth_deg == pytest.approx(4.4, abs=2)


def test_figure_stands_where_it_projects_to_and_darkens_only_the_floor(stage: Stage) -> None:
    pose = stage.motion.at(0.5).pose
    assert pose is not None
    vertices_m = stage.skin(stage.kinematics.bone_matrices(pose))
    empty = stage.renderer.frame(stage.camera).astype(int)
    change = np.abs(stage.renderer.frame(stage.camera, vertices_m) - empty).max(2)
    rows, columns = np.where(change > 60)
    projected_px = stage.camera.project_px(vertices_m)
    assert rows.min() == pytest.approx(projected_px[:, 1].min(), abs=3)
    assert columns.min() == pytest.approx(projected_px[:, 0].min(), abs=4)
    beside = np.r_[0 : columns.min() - 8, columns.max() + 8 : 320]
    assert change[:110, beside].max() == 0  # the wall
    assert change[150:, beside].max() > 15  # the shadow


@pytest.mark.usefixtures("graphics")
def test_renderer_without_a_person_has_no_skin() -> None:
    renderer = Renderer(64, 48)
    with pytest.raises(ValueError, match="without a person"):
        renderer.skin()
    renderer.close()
