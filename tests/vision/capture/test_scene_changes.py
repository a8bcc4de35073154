"""A camera that is pushed, zooms or is cut to another place is noticed; a moving person is not."""

from __future__ import annotations

import numpy as np
import pytest

from sample_videos import sample_path
from vision.capture.opencv import cv2
from vision.capture.scene_changes import (
    ChangeKind,
    SceneChange,
    Scenery,
    SceneWatch,
    change_between,
    change_notes,
    likeness,
    movement,
    scenery,
    small_grey,
)
from vision.capture.sources import open_source

SIZE_PX = (640, 480)


def room(seed: int) -> np.ndarray:
    """Return a room larger than the picture: rough walls, and furniture here and there."""
    random = np.random.default_rng(seed)
    image = cv2.GaussianBlur(random.integers(60, 200, (960, 1280)).astype(np.uint8), (0, 0), 3)
    for _ in range(40):
        x, y, w, h = (int(v) for v in random.integers((0, 0, 20, 20), (1200, 900, 200, 160)))
        cv2.rectangle(image, (x, y), (x + w, y + h), int(random.integers(0, 255)), -1)
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)


ROOM = room(1)


def view(image: np.ndarray, x: float = 300, y: float = 200, zoom: float = 1.0) -> np.ndarray:
    """Return what a camera sees of a room."""
    matrix = np.array([[zoom, 0, -x * zoom], [0, zoom, -y * zoom]])
    return cv2.warpAffine(image, matrix, SIZE_PX, borderMode=cv2.BORDER_REFLECT)


def with_person(image: np.ndarray, at_x: int) -> tuple[np.ndarray, np.ndarray]:
    """Put a striped body into a picture; return it with its silhouette."""
    body = np.zeros(image.shape[:2], bool)
    body[120:440, at_x : at_x + 140] = True
    stripes = np.where(np.arange(480) // 8 % 2, 255, 0)[:, None, None]
    return np.where(body[..., None], stripes, image).astype(np.uint8), body


GRAIN = np.random.default_rng(0).normal(0, 1, (600, 800, 3)).astype(np.float32)


def piece_of(grain: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return a piece as large as the picture, from anywhere: no two pictures err alike."""
    left, top = (int(v) for v in random.integers(0, (160, 120)))
    return grain[top : top + 480, left : left + 640]


def changes(scenes: list[np.ndarray], *, person: bool = True, noise: float = 4.0) -> list:
    """Show each scene for two seconds, someone walking about; ``noise`` is the standard error."""
    watch, random, grain, t_s = SceneWatch(), np.random.default_rng(0), GRAIN * noise, 0.0
    for scene in scenes:
        for _ in range(8):
            image, mask = with_person(scene, int(200 + 120 * np.sin(2 * t_s)))
            image = image if person else scene
            noisy = cv2.add(image, piece_of(grain, random), dtype=cv2.CV_8U)
            watch.take(t_s, small_grey(noisy), mask if person else None)
            t_s += 0.25
    return watch.changes


@pytest.mark.parametrize("person", [True, False])
@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (view(ROOM, 360), ChangeKind.MOVED),
        (view(ROOM, 300, 230), ChangeKind.MOVED),
        (view(ROOM, 285), ChangeKind.MOVED),
        (view(ROOM, 260, 170, 0.85), ChangeKind.ZOOMED),
        (view(room(2)), ChangeKind.CUT),
    ],
)
def test_a_change_is_noticed_when_it_stands_still(
    person: bool, after: np.ndarray, kind: ChangeKind
) -> None:
    (change,) = changes([view(ROOM), after], person=person)
    assert change.kind is kind
    assert 1.5 < change.before_s < 2.0 <= change.after_s < 2.6


def test_how_far_it_moved_is_said() -> None:
    (change,) = changes([view(ROOM), view(ROOM, 360)])
    assert change.shift_ratio == pytest.approx(60 / 640, abs=0.01)
    assert change.scale == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    "after",
    [
        view(ROOM),
        view(ROOM, 302),  # a floor that shakes
        (view(ROOM) * 0.6).astype(np.uint8),  # a lamp goes out
        np.full((480, 640, 3), 128, np.uint8),  # nothing to be recognised
    ],
)
def test_what_is_no_change_is_none(after: np.ndarray) -> None:
    assert changes([view(ROOM), after]) == []


def test_a_plain_wall_says_nothing() -> None:
    wall = np.full((480, 640, 3), 150, np.uint8)
    assert changes([wall, wall + 40], noise=8.0) == []


def test_a_hand_before_the_camera_is_no_change() -> None:
    hand = np.zeros((480, 640, 3), np.uint8)
    hand[::7] = 200
    seen = SceneWatch()
    for number, image in enumerate([view(ROOM)] * 8 + [hand] + [view(ROOM)] * 8):
        seen.take(number * 0.3, small_grey(image), None)
    assert seen.changes == []


@pytest.mark.slow  # decodes whole clips
@pytest.mark.parametrize("name", ["frogger_rock", "aeroplane"])
def test_a_set_before_a_still_camera_has_none(name: str) -> None:
    watch = SceneWatch()
    for frame in open_source(str(sample_path(name))).frames():
        if frame.index % 8 == 0:
            watch.take(frame.t_s, small_grey(frame.image), None)
    assert watch.changes == []


def test_every_change_is_named_and_many_are_summed_up() -> None:
    one = SceneChange(ChangeKind.MOVED, 9.3, 9.6, 0.1, 1.0)
    (note,) = change_notes([one])
    assert note.startswith("At 9.6 s the camera was moved:")
    (note,) = change_notes([one] * 9)
    assert "moved 9 times" in note


def seen(image: np.ndarray, mask: np.ndarray | None = None) -> Scenery:
    return scenery(0.0, small_grey(image), mask)


def covered(image: np.ndarray, share: float) -> np.ndarray:
    """Put another room over the left part of a picture."""
    both, edge = image.copy(), int(share * SIZE_PX[0])
    both[:, :edge] = view(room(2))[:, :edge]
    return both


def zoomed(zoom: float) -> np.ndarray:
    """Zoom about the middle of the picture."""
    width, height = SIZE_PX
    return view(ROOM, 300 - width * (1 / zoom - 1) / 2, 200 - height * (1 / zoom - 1) / 2, zoom)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (view(ROOM, 312), ChangeKind.MOVED),  # by 2 % of the width
        (covered(view(ROOM, 308), 0.5), None),  # by 1 %
        (zoomed(0.97), None),  # the edges are still alike
        (zoomed(0.95), ChangeKind.ZOOMED),
        (covered(view(ROOM), 0.7), None),  # something large came into the picture
        (covered(view(ROOM), 0.8), ChangeKind.CUT),
        (covered(view(ROOM, 360), 0.5), ChangeKind.MOVED),
        (covered(view(ROOM, 360), 0.63), ChangeKind.CUT),  # too little is left to tell
    ],
)
def test_borders_of_a_change(after: np.ndarray, kind: ChangeKind | None) -> None:
    change = change_between(seen(view(ROOM)), seen(after), 0.0)
    assert (None if change is None else change.kind) is kind


@pytest.mark.parametrize(("contrast", "is_plain"), [(0.01, True), (0.3, False)])
def test_a_wall_that_is_nearly_plain_is_not_compared(contrast: float, is_plain: bool) -> None:
    faint = (128 + (view(ROOM).astype(float) - 128) * contrast).astype(np.uint8)
    assert (likeness(seen(faint), seen(faint)) is None) is is_plain


@pytest.mark.parametrize(("free", "is_told"), [(0.2, False), (0.35, True)])
def test_a_person_who_fills_the_picture_hides_the_background(free: float, is_told: bool) -> None:
    person = np.zeros((480, 640), bool)
    person[:, round(640 * free) + 12 :] = True
    here = seen(view(ROOM), person)
    assert (likeness(here, here) is not None) is is_told


def test_the_shadow_beside_a_person_is_not_looked_at() -> None:
    person = np.zeros((480, 640), bool)
    person[:, 320:] = True
    free = seen(view(ROOM), person).free[120]
    assert free[155:160].max() == 0  # 10 px of the picture beside the person
    assert free[:151].min() == 255


@pytest.mark.parametrize(("marks", "is_told"), [(7, False), (9, True)])
def test_a_few_marks_on_a_wall_do_not_tell_a_movement(marks: int, is_told: bool) -> None:
    def wall(shift: int) -> np.ndarray:
        image, random = np.full((480, 640, 3), 128, np.uint8), np.random.default_rng(5)
        for _ in range(marks):
            x, y = (int(v) for v in random.integers([100, 60], [500, 400]))
            image[y : y + 24, x + shift : x + shift + 24] = view(ROOM)[y : y + 24, x : x + 24]
        return image

    assert (movement(seen(wall(0)), seen(wall(40))) is not None) is is_told


@pytest.fixture(scope="module", params=["frogger_rock", "aeroplane"])
def still_room(request: pytest.FixtureRequest) -> np.ndarray:
    """A room with long boards and a mat, and one with few corners."""
    return next(open_source(str(sample_path(request.param))).frames()).image


@pytest.mark.parametrize(
    ("by_px", "zoom", "kind"),
    [
        ((0, 0), 1.0, None),
        ((9, 0), 1.0, None),
        ((25, 0), 1.0, ChangeKind.MOVED),
        ((45, 0), 1.0, ChangeKind.MOVED),
        ((0, 20), 1.0, ChangeKind.MOVED),
        ((0, 0), 1.08, ChangeKind.ZOOMED),
    ],
)
def test_a_push_along_the_boards_is_noticed_and_one_in_a_bare_room(
    still_room: np.ndarray, by_px: tuple[int, int], zoom: float, kind: ChangeKind | None
) -> None:
    """The edges are still alike along their own direction: angles were off by 12 deg in silence."""
    random = np.random.default_rng(3)

    def noisy(image: np.ndarray) -> Scenery:
        grains = image[30:450, 40:600] + random.normal(0, 3, (420, 560, 3))
        return seen(np.clip(grains, 0, 255).astype(np.uint8))

    matrix = np.array(
        [[zoom, 0, 320 * (1 - zoom) - by_px[0]], [0, zoom, 240 * (1 - zoom) - by_px[1]]]
    )
    change = change_between(
        noisy(still_room), noisy(cv2.warpAffine(still_room, matrix, SIZE_PX)), 0.0
    )
    assert (None if change is None else change.kind) is kind


def test_few_corners_that_seem_to_move_do_not_count_unless_the_edges_agree() -> None:
    """A dozen corners of furniture were moved; the room was not."""
    room_px, moved = view(ROOM), view(ROOM)
    moved[40:160, 60:240] = view(ROOM)[60:180, 80:260]
    change = change_between(seen(room_px), seen(moved), 0.0)
    assert change is None


# ---- slow drifts


def slid(
    steps: int, step: float = 0.0, turn_deg: float = 0.0, after: int = 8
) -> tuple[SceneWatch, np.ndarray]:
    """Slide (px) and turn the camera a little at every look; return how the last picture lies."""
    watch, random, t_s = SceneWatch(), np.random.default_rng(0), 0.0
    way = [0] * 8 + list(range(steps)) + [steps] * after
    for number in way:
        matrix = cv2.getRotationMatrix2D((320, 240), turn_deg * number, 1.0)
        scene = cv2.warpAffine(view(ROOM, 200 + step * number), matrix, SIZE_PX)
        image, mask = with_person(scene, int(200 + 120 * np.sin(2 * t_s)))
        noisy = cv2.add(image, piece_of(GRAIN * 4.0, random), dtype=cv2.CV_8U)
        watch.take(t_s, small_grey(noisy), mask)
        t_s += 0.25
    return watch, matrix


@pytest.mark.parametrize("step", [1.0, 2.5, 4.0])
def test_a_slow_drift_is_no_other_scene_and_is_followed(step: float) -> None:
    watch, _ = slid(40, step)
    assert watch.changes == []
    (since_s,) = watch.drifts_s
    assert watch.drift is not None
    turn, shift = np.array(watch.drift).reshape(2, 3)[:, :2], np.array(watch.drift)[[2, 5]]
    unnoticed = (since_s - 2.0) / 0.25 * step / 640
    assert turn == pytest.approx(np.eye(2), abs=0.012)
    assert shift + (turn - np.eye(2)) @ (0.5, 0.375) == pytest.approx(
        [40 * step / 640 - unnoticed, 0.0], abs=0.006
    )
    assert unnoticed < 0.06


def test_a_drift_is_followed_when_nothing_of_its_beginning_is_left() -> None:
    watch, _ = slid(100, 4.0)
    assert watch.changes == []
    assert watch.drift is not None
    unnoticed = (watch.drifts_s[0] - 2.0) / 0.25 * 4.0 / 640
    assert watch.drift[2] == pytest.approx(400 / 640 - unnoticed, abs=0.015)


def test_a_slow_turn_is_followed() -> None:
    watch, _ = slid(40, turn_deg=0.2)
    assert watch.changes == []
    a, b, _, c, *_ = watch.drift
    left_deg = (watch.drifts_s[0] - 2.0) / 0.25 * 0.2
    assert abs(np.degrees(np.arctan2(c, a))) == pytest.approx(8.0 - left_deg, abs=0.5)
    assert b == pytest.approx(-c, abs=0.01)


def test_a_push_during_a_drift_is_a_change_and_ends_it() -> None:
    watch = SceneWatch()
    places = [200.0] * 8 + [200.0 + 3 * n for n in range(30)] + [380.0] * 8
    for number, x in enumerate(places):
        watch.take(number / 4, small_grey(view(ROOM, x)), None)
    assert [change.kind for change in watch.changes] == [ChangeKind.MOVED]
    assert watch.changes[0].after_s == pytest.approx(38 / 4)
    assert len(watch.drifts_s) == 1
    assert watch.drift is None


def test_looks_far_apart_do_not_make_a_drift() -> None:
    watch = SceneWatch()
    for number, x in enumerate([200.0] * 4 + [200.0 + 6 * n for n in range(1, 10)]):
        watch.take(number * 1.5, small_grey(view(ROOM, x)), None)
    assert watch.drift is None


@pytest.mark.parametrize(("across", "down"), [(1.0, 1.2), (1.0, 1.4), (1.25, 1.0)])
def test_a_stretched_picture_is_another_scene(across: float, down: float) -> None:
    """No camera does that: an editor, or a telephone that was turned."""
    matrix = np.array([[across, 0.0, 320 * (1 - across)], [0.0, down, 240 * (1 - down)]])
    scene = view(ROOM)
    (change,) = changes([scene, cv2.warpAffine(scene, matrix, SIZE_PX)])
    assert (change.kind, change.after_s) == (ChangeKind.CUT, 2.0)


def test_a_background_that_is_not_back_after_a_jump_does_not_slide() -> None:
    """Half of the picture becomes another one: what the rest did meanwhile is not known."""
    watch, random = SceneWatch(), np.random.default_rng(0)
    places = [(200.0, 0.0)] * 8 + [(200.0 + 2 * n, 1.0) for n in range(3, 30)]
    for number, (x, jumped) in enumerate(places):
        scene = view(ROOM, x)
        if jumped:
            scene[240:] = view(room(2), 300)[240:]
        noisy = cv2.add(scene, piece_of(GRAIN * 4.0, random), dtype=cv2.CV_8U)
        watch.take(number / 4, small_grey(noisy), None)
    assert watch.drift is None
    assert watch.drifts_s == []


def test_the_note_on_a_drift_says_what_was_done() -> None:
    (note,) = change_notes([], [5.25])
    assert note.startswith("From 5.2 s on the camera slides slowly: this was taken out")
