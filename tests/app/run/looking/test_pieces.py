"""A recording in pieces: whoever looks, and however many, they read the same."""

from __future__ import annotations

import os
import pickle
import signal
from contextlib import closing
from dataclasses import replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.run.looking import recording as recording_module
from app.run.looking import side_by_side as side_by_side_module
from app.run.looking.eyes import Eyes, View
from app.run.looking.in_turn import in_turn
from app.run.looking.looker import Look, Looker
from app.run.looking.pieces import Piece, fits, pieces_of
from app.run.looking.recording import Input, Recording, Watch
from app.run.looking.side_by_side import SideBySide, Uneven
from app.run.looking.worker import Worker
from sample_videos import sample_path
from tests.pose_builders import pose, standing
from tests.video_builders import write_video
from vision.capture.recording.watched import HANG_S
from vision.capture.sources import open_source
from vision.datatypes import Frame
from vision.pose.track import pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FPS = 30.0
IMAGE = np.full((48, 64, 3), 128, np.uint8)


@pytest.mark.parametrize("duration_s", [None, 0.0, 10.0, 29.0, 31.0, 60.0, 180.0, 7200.5])
def test_pieces_cover_a_recording_without_gaps(duration_s: float | None) -> None:
    pieces = pieces_of(duration_s)
    assert pieces[0].from_s == 0.0
    assert pieces[-1].until_s is None
    assert all(one.until_s == other.from_s for one, other in pairwise(pieces))
    assert len(pieces) == 1 or len(pieces) % 2 == 0
    assert len(pieces) == 1 or duration_s / len(pieces) >= 5.0


def test_what_is_short_is_not_cut_and_three_minutes_are_cut_for_many_cores() -> None:
    assert [len(pieces_of(duration_s)) for duration_s in (9.9, 10.0, 25.0, 80.0)] == [1, 2, 2, 2]
    assert len(pieces_of(180.0)) == 6


def looks(shift_px: float = 0.0, *, count: int = 30, nobody: bool = False) -> list[Look]:
    found = []
    for number in range(count):
        seen = pose(standing(), t_s=number / FPS)
        seen = replace(seen, landmarks_px=seen.landmarks_px + np.array([shift_px, 0.0]))
        packed = None if nobody else pack(seen)
        found.append(Look(number, number / FPS, (640, 480), packed, None))
    return found


def test_models_that_follow_the_same_body_fit() -> None:
    assert fits(looks(), looks(3.0))
    assert fits(looks(nobody=True), looks(nobody=True))
    assert fits(looks(), [])
    assert not fits(looks(), looks(200.0))
    assert not fits(looks(), looks(nobody=True))


def test_models_need_not_agree_at_once() -> None:
    assert fits(looks(), [*looks(200.0)[:12], *looks(2.0)[12:]])
    assert not fits(looks(), [*looks(2.0)[:12], *looks(200.0)[12:]])


class Follower:
    """An estimator that follows the body it found first: after ``other_s`` another one."""

    made = 0

    def __init__(self, other_s: float) -> None:
        self._other_s, self._first_s = other_s, None
        self.number = Follower.made
        Follower.made += 1

    def estimate(self, frame: Frame) -> object:
        self._first_s = frame.t_s if self._first_s is None else self._first_s
        shift_px = 300.0 if self._first_s >= self._other_s else 0.1 * self.number
        seen = pose(standing(), t_s=frame.t_s)
        return replace(seen, landmarks_px=seen.landmarks_px + np.array([shift_px, 0.0]))

    def close(self) -> None:
        pass


def film(duration_s: float) -> Iterator[Frame]:
    return (Frame(n, n / FPS, IMAGE) for n in range(round(duration_s * FPS)))


def who_looked(other_s: float) -> list[float]:
    """Return the shift (px) of the body in each of 3 pieces of 2 s."""
    Follower.made = 0
    pieces = (Piece(0.0, 2.0), Piece(2.0, 4.0), Piece(4.0))
    seen: dict[int, set[float]] = {}
    still_x = float(pose(standing()).landmarks_px[0, 0])
    for number, look in in_turn(film(6.0), pieces, lambda: Looker(Follower(other_s))):
        seen.setdefault(number, set()).add(round(look.pose.landmarks_px[0, 0] - still_x, 2))
    assert all(len(shifts) == 1 for shifts in seen.values())
    return [shifts.pop() for _, shifts in sorted(seen.items())]


def test_every_piece_has_a_model_of_its_own() -> None:
    assert who_looked(other_s=99.0) == [0.0, 0.1, 0.2]


def test_a_model_that_follows_somebody_else_does_not_take_over() -> None:
    assert who_looked(other_s=2.5) == [0.0, 0.1, 0.1]
    assert who_looked(other_s=0.5) == [0.0, 0.0, 0.0]


# ---- with processes


PIECES = (Piece(0.0, 1.2), Piece(1.2, 2.4), Piece(2.4, None))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first four seconds of a sample."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with closing(open_source(str(sample_path("foot_lift")))) as source:
        images = [frame.image for frame in islice(source.frames(), 120)]
    return write_video(path, images, codec="libx264", rate=30, options={"preset": "ultrafast"})


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_module, "pieces_of", lambda _duration_s: PIECES)


def recorded(path: Path, cores: int, eyes: Eyes, end_s: float | None = 3.0) -> Recording:
    view = View(str(path))
    item = Input(view.source(), view.source, end_s=end_s, view=view, cores=cores)
    return Recording(item, eyes, Watch())


def plain(found: list[Look]) -> list[bytes]:
    return [pickle.dumps((one.index, one.t_s, one.size_px, one.people, one.scene, one.packed.mask,
                          one.packed.pose.landmarks_px.tobytes(),
                          one.packed.pose.world_m.tobytes())) for one in found]  # fmt: skip


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes()


@pytest.fixture(scope="module")
def alone(clip: Path, eyes: Eyes) -> list[bytes]:
    """Return what one process reads of three seconds."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(recording_module, "pieces_of", lambda _duration_s: PIECES)
        found = plain(list(recorded(clip, 1, eyes)))
    assert len(found) == 91
    return found


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_two_processes_read_the_same_as_one(alone: list[bytes], clip: Path, eyes: Eyes) -> None:
    found = recorded(clip, 2, eyes)
    assert plain(list(found)) == alone
    assert found.notes == ()


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_of_pieces_gone_through_nothing_stays_but_what_was_found(
    monkeypatch: pytest.MonkeyPatch, clip: Path, eyes: Eyes
) -> None:
    """In two hours there are 240 of them."""
    made: list[SideBySide] = []

    class Seen(SideBySide):
        def __iter__(self) -> Iterator[Look]:
            made.append(self)
            return super().__iter__()

    monkeypatch.setattr(recording_module, "SideBySide", Seen)
    found = list(recorded(clip, 2, eyes, end_s=None))
    (joined,) = made
    assert joined.findings is not None
    assert len(joined.findings.times_s) == len(found)
    assert not any(kept.looks or kept.warm or kept.findings for kept in joined._results)


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_a_process_that_dies_loses_nothing(
    alone: list[bytes], clip: Path, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    class Mortal(Worker):
        def read(self) -> object:
            message = super().read()
            if not killed and message is not None:
                killed.append(self._process.pid)
                os.kill(self._process.pid, signal.SIGKILL)
            return message

    monkeypatch.setattr(side_by_side_module, "Worker", Mortal)
    assert plain(list(recorded(clip, 2, eyes))) == alone
    assert killed


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_a_process_that_has_looked_for_long_makes_room_for_another(
    alone: list[bytes], clip: Path, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Worker] = []

    class Counted(Worker):
        def __init__(self, view: View) -> None:
            super().__init__(view)
            made.append(self)

    monkeypatch.setattr(side_by_side_module, "Worker", Counted)
    monkeypatch.setattr(side_by_side_module, "MOST_PIECES", 1)
    assert plain(list(recorded(clip, 2, eyes))) == alone
    assert [worker.pieces for worker in made] == [1] * len(PIECES)


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_a_process_that_hangs_is_replaced(
    alone: list[bytes], clip: Path, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung: list[Worker] = []

    class Hanging(Worker):
        def read(self) -> object:
            message = super().read()
            if not hung and message is not None:
                hung.append(self)
                os.kill(self._process.pid, signal.SIGSTOP)
            return message

        def silent_s(self) -> float:
            assert super().silent_s() < HANG_S
            return 1.01 * HANG_S if self in hung else 0.0

    monkeypatch.setattr(side_by_side_module, "Worker", Hanging)
    assert plain(list(recorded(clip, 2, eyes))) == alone
    assert hung


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_a_piece_that_follows_somebody_else_is_gone_through_by_the_one_before(
    clip: Path, eyes: Eyes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def never_at_the_first_cut(before: list[Look], warm: list[Look]) -> bool:
        asked.append(warm[-1].t_s)
        return warm[-1].t_s > 1.2

    for module in ("in_turn", "side_by_side"):
        monkeypatch.setattr(f"app.run.looking.{module}.fits", never_at_the_first_cut)
    one, two = (plain(list(recorded(clip, n, eyes))) for n in (1, 2))
    assert one == two
    assert min(asked) < 1.2


@pytest.mark.slow  # processes, each of which loads the model
@pytest.mark.usefixtures("cut")
def test_a_damaged_file_is_looked_at_from_its_beginning(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 2000, 7):
        data[place] ^= 0x5A
    path = tmp_path / "damaged.mp4"
    path.write_bytes(data)

    def scripted() -> Looker:
        return Looker(Follower(99.0))

    Follower.made = 0
    whole = recorded(path, 1, scripted, None)
    expected = plain(list(whole))
    Follower.made = 0
    pieces = recorded(path, 2, scripted, None)
    with pytest.raises(Uneven):
        list(pieces)
    assert plain(list(pieces)) == expected
    assert pieces.notes == whole.notes != ()
