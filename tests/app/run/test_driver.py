"""The loop over pictures: a recording is looked at first, then measured; a camera at once."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.errors import UserError
from app.run.driver import Input, Progress, Sinks, Watch, drive
from app.run.looking.looker import Looker, with_change
from app.run.looking.people import COUNT_EVERY_S
from app.run.looking.pieces import WARM_UP_S
from app.run.pipeline import Settings
from app.run.recorder import Recorder
from drills.core.events import Drill
from tests.builders import Curve, out_and_back, times_s
from tests.pose_builders import all_fours, pose, standing, with_back
from vision.capture.frame_source import SourceInfo
from vision.capture.scene_changes import SceneWatch
from vision.datatypes import Frame
from vision.errors import CameraUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.run.driver import Ending
    from app.run.pipeline import FrameResult
    from tests.builders import Joints
    from vision.datatypes import Pose

FPS = 15.0
ROCKS = out_and_back([45, 50, 45], way_s=1.2, rest_s=1.0)
FROGGER = Settings(Drill.FROGGER)
IMAGE = np.full((48, 64, 3), 128, np.uint8)


class Script:
    """An estimator that sees a body move as told."""

    def __init__(self, at: Callable[[float], Joints]) -> None:
        self._at = at
        self.seen = 0

    def estimate(self, frame: Frame) -> Pose:
        self.seen += 1
        return pose(self._at(frame.t_s), yaw_deg=90.0, t_s=frame.t_s)

    def close(self) -> None:
        pass


class Film:
    """A source of so many seconds; ``lost`` is raised at its end."""

    notes = ("What the source says.",)

    def __init__(self, duration_s: float, kind: str = "video", lost: Exception | None = None):
        self.info = SourceInfo(kind, "a.mp4", FPS, duration_s)
        self._lost = lost
        self.given = 0
        self.closed = 0

    def frames(self) -> Iterator[Frame]:
        for index, t_s in enumerate(map(float, times_s(self.info.duration_s, FPS))):
            self.given += 1
            yield Frame(index, t_s, IMAGE)
        if self._lost is not None:
            raise self._lost

    def close(self) -> None:
        self.closed += 1


ROOM = np.repeat(
    np.random.default_rng(3).integers(0, 255, (32, 48, 1), np.uint8).repeat(20, 0).repeat(20, 1),
    3,
    axis=2,
)
PUSHED_S = 5.0
"""The person is at rest between the first rock and the second."""


class Pushed(Film):
    """A film whose camera is pushed by 60 px, once."""

    def frames(self) -> Iterator[Frame]:
        for frame in super().frames():
            left_px = 60 if frame.t_s > PUSHED_S else 0
            yield replace(frame, image=ROOM[:480, left_px : left_px + 640].copy())


class PushedScript(Script):
    """Sees a body move to the left with all the room."""

    def estimate(self, frame: Frame) -> Pose:
        one = super().estimate(frame)
        shift_px = (-60.0 if frame.t_s > PUSHED_S else 0.0, 0.0)
        return replace(one, landmarks_px=one.landmarks_px + shift_px)


class Seen:
    """Sinks, progress and ending of one run."""

    def __init__(
        self, film: Film, at: Callable[[float], Joints], settings: Settings = FROGGER, *,
        pictures: bool = False, part: tuple[float, float | None] = (0.0, None),
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self.results: list[FrameResult] = []
        self.pictures: list[tuple[int, int]] = []
        self.progress: list[Progress] = []
        self.opened: list[Film] = []
        self.recorder = Recorder(settings)
        self.script = (PushedScript if isinstance(film, Pushed) else Script)(at)
        picture_sinks = (self._picture,) if pictures else ()
        sinks = Sinks(self.recorder, (self.results.append,), picture_sinks)
        watch = Watch(self.progress.append, stopped)
        item = Input(film, self._reopen, *part)
        self._film = film
        self.ending: Ending = drive(item, lambda: Looker(self.script), settings, sinks, watch)

    def _picture(self, frame: Frame, result: FrameResult) -> None:
        self.pictures.append((frame.index, round(result.t_s * FPS)))

    def _reopen(self) -> Film:
        self.opened.append(Film(self._film.info.duration_s))
        return self.opened[-1]


def rocking(t_s: float) -> Joints:
    return all_fours(rock_deg=ROCKS(t_s))


def after(asked: int) -> Callable[[], bool]:
    """Say no so many times, then yes."""
    left = iter(range(asked))
    return lambda: next(left, None) is None


def test_recording_is_looked_at_first_and_measured_then() -> None:
    seen = Seen(Film(ROCKS.duration_s), rocking)
    count = len(times_s(ROCKS.duration_s, FPS))
    assert [result.index for result in seen.results] == list(range(count))
    assert seen.script.seen == count + WARM_UP_S * FPS // 1, "and once more before the cut"
    assert [p.reps for p in seen.progress[:count]] == [None] * count
    assert seen.progress[-1] == Progress(seen.progress[0].info, seen.results[-1].t_s, 3)
    assert len(seen.recorder.reps(Drill.FROGGER)) == 3
    assert seen.ending.notes == ("What the source says.",)
    assert not seen.ending.interrupted


LATE_START = Curve(((0.0, 14.0), (1.5, 14.0), (2.5, 0.0), (3.5, 0.0)))


def test_recording_is_measured_from_the_start_that_is_returned_to() -> None:
    """The first quiet moment is half-way back; a camera has to take it, a recording has not."""
    course = LATE_START.plus(ROCKS)
    film = Film(course.duration_s)
    seen = Seen(film, lambda t: all_fours(rock_deg=course(t)))
    deepest = max(result.sample.signals.get("rock_deg", 0.0) for result in seen.results)
    assert deepest == pytest.approx(50.0, abs=4.0)
    camera = Film(course.duration_s, "camera")
    live = Seen(camera, lambda t: all_fours(rock_deg=course(t)))
    deepest = max(result.sample.signals.get("rock_deg", 0.0) for result in live.results)
    assert deepest < 40.0


def test_file_is_decoded_again_only_for_those_who_need_pictures() -> None:
    assert not Seen(Film(2.0), rocking).opened
    seen = Seen(Film(2.0), rocking, pictures=True)
    assert seen.pictures == [(i, i) for i in range(30)]
    assert [film.closed for film in seen.opened] == [1]


def test_pictures_of_a_part_belong_to_their_results() -> None:
    seen = Seen(Film(4.0), rocking, pictures=True, part=(1.0, 2.0))
    assert seen.pictures == [(i, i) for i in range(15, 31)]
    assert "Only the part from 1.0 s to 2.0 s was analysed." in seen.ending.notes


def test_results_outlast_pictures_that_end_early() -> None:
    class Shorter(Seen):
        def _reopen(self) -> Film:
            return Film(1.0)

    seen = Shorter(Film(2.0), rocking, pictures=True)
    assert len(seen.results) == 30
    assert len(seen.pictures) == 15


def test_stopped_while_it_is_looked_at_measures_what_was_seen() -> None:
    seen = Seen(Film(ROCKS.duration_s), rocking, stopped=after(90))
    assert len(seen.results) == 90
    assert len(seen.recorder.reps(Drill.FROGGER)) == 1
    assert seen.ending.interrupted
    assert seen.ending.notes[-1] == "Stopped by the user at 5.9 s."


def test_stopped_while_it_is_measured_ends_there() -> None:
    seen = Seen(Film(4.0), rocking, stopped=after(60 + 20))
    assert (seen.script.seen, len(seen.results)) == (60, 20)
    assert seen.ending.interrupted
    assert seen.ending.notes[-1] == "Stopped by the user at 1.3 s."


def test_marked_neutral_is_that_of_its_stay_and_noted() -> None:
    course = LATE_START.plus(ROCKS)
    settings = replace(FROGGER, neutral_s=1.0)
    seen = Seen(Film(course.duration_s), lambda t: all_fours(rock_deg=course(t)), settings)
    deepest = max(result.sample.signals.get("rock_deg", 0.0) for result in seen.results)
    assert deepest == pytest.approx(36.0, abs=4.0)
    assert "The neutral was marked by hand at 1.0 s." in seen.ending.notes


def test_marked_neutral_outside_a_start_position_is_one_line() -> None:
    with pytest.raises(UserError) as caught:
        Seen(Film(3.0), lambda _: standing(), replace(FROGGER, neutral_s=1.0))
    assert str(caught.value) == (
        "nobody holds a start pose at 1.0 s: "
        "mark a moment in which the body is hinged forward or on all fours"
    )
    assert caught.value.code == 1


def test_stopped_before_the_marked_neutral_measures_without_it() -> None:
    seen = Seen(Film(4.0), rocking, replace(FROGGER, neutral_s=3.0), stopped=after(20))
    assert len(seen.results) == 20
    assert seen.ending.notes == ("What the source says.", "Stopped by the user at 1.3 s.")


def test_failure_in_the_survey_is_not_taken_for_a_missing_neutral() -> None:
    def broken(_t_s: float) -> Joints:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        Seen(Film(1.0), broken, replace(FROGGER, neutral_s=0.5))


def test_camera_is_measured_picture_by_picture() -> None:
    film = Film(2.0, "camera")
    given: list[int] = []
    seen = Seen(film, lambda t: (given.append(film.given), all_fours())[1], pictures=True)
    assert given == list(range(1, 31))
    assert [progress.reps for progress in seen.progress] == [0] * 30
    assert seen.pictures == [(i, i) for i in range(30)]
    assert not seen.opened
    assert not seen.results[0].is_ready


def test_stopped_camera_keeps_what_came() -> None:
    seen = Seen(Film(4.0, "camera"), rocking, stopped=after(20))
    assert len(seen.results) == 20
    assert seen.ending.interrupted
    assert seen.ending.notes[-1] == "Stopped by the user at 1.3 s."


def test_camera_that_falls_silent_ends_with_a_note() -> None:
    gone = CameraUnavailable("the camera stopped sending pictures", "look")
    seen = Seen(Film(2.0, "camera", gone), rocking)
    assert len(seen.results) == 30
    assert seen.ending.interrupted
    assert seen.ending.notes[-1] == "The camera stopped sending pictures at 1.9 s."
    with pytest.raises(CameraUnavailable):
        Seen(Film(0.0, "camera", gone), rocking)


def test_look_is_small() -> None:
    class Outlined(Script):
        def estimate(self, frame: Frame) -> Pose:
            return with_back(super().estimate(frame))

    look = with_change(SceneWatch(), Looker(Outlined(rocking)).look(Frame(0, 0.0, IMAGE)))
    assert look.pose.mask.nbytes > 900_000
    assert len(pickle.dumps(look)) < 10_000


def test_people_are_counted_now_and_then() -> None:
    looker = Looker(Script(rocking), lambda _: 2)
    found = [looker.look(Frame(i, i / FPS, IMAGE)).people for i in range(90)]
    asked = np.array([i / FPS for i, people in enumerate(found) if people is not None])
    assert np.diff(asked) == pytest.approx(COUNT_EVERY_S, abs=1.0 / FPS)
    assert len(asked) == 3


@pytest.mark.parametrize("kind", ["video", "camera"])
def test_after_a_push_of_the_camera_a_new_neutral_is_taken(kind: str) -> None:
    slow = out_and_back([45, 50, 45], way_s=1.2, rest_s=2.0)
    seen = Seen(Pushed(slow.duration_s, kind), lambda t: all_fours(rock_deg=slow(t)))
    (note,) = (note for note in seen.ending.notes if "camera was moved" in note)
    assert note.endswith("what follows is measured against a new start position.")
    resting = [r for r in seen.results if r.t_s > PUSHED_S and slow(r.t_s) < 0.5]
    shifts = [r.sample.signals.get("trunk_shift_ratio") for r in resting]
    assert {None} < set(shifts), "measured again, but not at once"
    late = [abs(one) for one in shifts if one is not None][-15:]
    assert max(late) < 0.05


def test_a_still_camera_is_not_said_to_move() -> None:
    class Still(Pushed):
        def frames(self) -> Iterator[Frame]:
            for frame in Film.frames(self):
                yield replace(frame, image=ROOM[:480, :640].copy())

    assert Seen(Still(4.0), rocking).ending.notes == ("What the source says.",)


def test_recording_without_reps_that_lies_on_its_side_says_so() -> None:
    class OnItsSide(Script):
        def estimate(self, frame: Frame) -> Pose:
            one = super().estimate(frame)
            return replace(one, landmarks_px=one.landmarks_px[:, ::-1].copy())

    film = Film(4.0)
    ending = drive(
        Input(film, lambda: film),
        lambda: Looker(OnItsSide(lambda _: all_fours())),
        FROGGER,
        Sinks(Recorder(FROGGER)),
        Watch(),
    )
    assert any("turned on its side" in note for note in ending.notes)
