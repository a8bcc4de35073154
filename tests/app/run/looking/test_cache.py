"""What was read of a video is kept, in a few numbers, and let go of with the person."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.cli.main import main
from app.run.driver import Input, Watch
from app.run.looking.cache import LookFile, LookMemory, look_file, size_of, trim
from app.run.looking.eyes import View
from app.run.looking.looker import Look, Looker
from app.run.looking.recording import Recording
from app.run.looking.stored import Read
from app.store import Store, data_folder
from app.store.folder import LOCKED_NAME, looks_folder
from tests.app.run.test_driver import Film, Script, rocking
from tests.pose_builders import with_back
from tests.store_builders import a_series, a_session
from vision.capture.scene_changes import ChangeKind, SceneChange
from vision.datatypes import Edge, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.datatypes import Frame, Pose

VIDEO = "ab" * 32


class Outlined(Script):
    """Sees the body with its silhouette, and nobody for a while."""

    def estimate(self, frame: Frame) -> Pose | None:
        seen = super().estimate(frame)
        return with_back(seen) if not 1.0 < frame.t_s < 1.5 else None


class Wide(Film):
    """Its pictures were shrunk from those that the body is seen in."""

    def frames(self) -> Iterator[Frame]:
        return (replace(frame, source_px=(1280, 720)) for frame in super().frames())


def read() -> Read:
    film = Wide(3.0)
    looker = Looker(Outlined(rocking), lambda _: 2)
    looks = [replace(looker.look(frame), grey=None) for frame in film.frames()]
    change = SceneChange(ChangeKind.MOVED, 1.0, 1.2, 0.1, 1.0)
    looks[20] = replace(looks[20], change=change)
    scene = Scene({"feet": Edge.BOTTOM}, 0.2, (0.5, 0.6), 0.4, None, None, yaw_deg=None)
    looks[3] = replace(looks[3], scene=scene)
    return Read(tuple(looks), ("What the source says.",))


def assert_same(one: Look, other: Look) -> None:
    plain = [replace(look, packed=None) for look in (one, other)]
    assert repr(plain[0]) == repr(plain[1])
    first, second = one.pose, other.pose
    assert (first is None) == (second is None)
    if first is None or second is None:
        return
    for name in ("landmarks_px", "visibility", "world_m", "mask"):
        assert np.array_equal(getattr(first, name), getattr(second, name)), name
    assert (first.t_s, first.size_px, first.mask_scale) == (
        second.t_s, second.size_px, second.mask_scale,
    )  # fmt: skip


@pytest.fixture
def kept() -> LookFile:
    return look_file(View("clip.mp4"), VIDEO)


def test_what_is_read_again_is_the_same_to_the_last_bit(kept: LookFile) -> None:
    assert kept.load() is None
    kept.save(read())
    found, expected = kept.load(), read()
    assert found.notes == expected.notes
    for one, other in zip(found.looks, expected.looks, strict=True):
        assert_same(one, other)
    assert kept.path.stat().st_size < 4000 * len(expected.looks)


def test_it_belongs_to_video_model_and_rate(kept: LookFile) -> None:
    kept.save(read())
    assert look_file(View("elsewhere.mp4"), VIDEO).load() is not None
    assert look_file(View("clip.mp4"), "cd" * 32).load() is None
    assert look_file(View("clip.mp4", rate_hz=60.0), VIDEO).load() is None


def test_nothing_is_kept_of_a_part_of_no_file_or_under_a_pass_phrase(kept: LookFile) -> None:
    kept.save(replace(read(), start_s=1.0))
    kept.save(replace(read(), end_s=2.0))
    replace(kept, is_read_only=True).save(read())
    assert not kept.path.exists()
    assert look_file(View("clip.mp4"), None) is None
    (data_folder() / LOCKED_NAME).touch()
    assert look_file(View("clip.mp4"), VIDEO) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file", b"{}"])
def test_a_damaged_file_is_none(kept: LookFile, content: bytes) -> None:
    kept.save(read())
    kept.path.write_bytes(content)
    assert kept.load() is None


def test_a_file_that_would_unpack_to_more_than_it_is_is_not_read(
    kept: LookFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.save(read())
    with np.load(kept.path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    with kept.path.open("wb") as file:
        np.savez_compressed(file, **arrays | {"more": np.zeros(10**7)})
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("it was read"))
    assert kept.load() is None


def test_bytes_that_were_changed_raise_nothing(kept: LookFile) -> None:
    kept.save(read())
    good, random = kept.path.read_bytes(), np.random.default_rng(4)
    for _ in range(40):
        data = bytearray(good)
        for place in random.integers(0, len(data), 20):
            data[place] ^= 0x41
        kept.path.write_bytes(data)
        kept.load()


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
def test_it_is_the_owners_alone(kept: LookFile) -> None:
    kept.save(read())
    assert kept.path.stat().st_mode & 0o077 == 0
    assert kept.path.parent.stat().st_mode & 0o077 == 0


def test_what_was_used_longest_ago_goes_first(kept: LookFile) -> None:
    for number in range(3):
        one = look_file(View("clip.mp4"), f"{number}" * 64)
        one.save(read())
        os.utime(one.path, (number, number))
    look_file(View("clip.mp4"), "0" * 64).load()
    size = kept.path.parent.stat().st_size and size_of(kept.path.parent)[1] // 3
    trim(kept.path.parent, most_bytes=2 * size)
    left = sorted(path.name[0] for path in kept.path.parent.iterdir())
    assert left == ["0", "2"]


def run(kept: object, script: Script, part: tuple[float, float | None] = (0.0, None)) -> list[Look]:
    film = Wide(3.0)
    recording = Recording(
        Input(film, lambda: film, *part, kept=kept), lambda: Looker(script), Watch()
    )
    found = list(recording)
    assert recording.notes == film.notes
    return found


def test_a_recording_is_looked_at_once(kept: LookFile) -> None:
    script = Outlined(rocking)
    first = run(kept, script)
    seen = script.seen
    again = run(kept, script)
    assert script.seen == seen == len(first)
    for one, other in zip(first, again, strict=True):
        assert_same(one, other)


def test_a_part_comes_of_the_whole_and_a_memory_holds_parts() -> None:
    memory, script = LookMemory(), Outlined(rocking)
    kept = memory.of(View(str(Path(__file__))))
    run(kept, script, (1.0, 2.0))
    seen = script.seen
    part = run(kept, script, (1.2, 1.8))
    assert script.seen == seen
    assert [look.index for look in part] == list(range(len(part)))
    run(kept, script)
    assert script.seen > seen
    seen = script.seen
    assert run(kept, script, (1.0, None))
    assert run(memory.of(View("another.mp4")), script)
    assert script.seen > seen


def test_it_goes_with_the_person_and_with_the_session(kept: LookFile) -> None:
    with Store.open() as store:
        for number, person in enumerate(("Ann", "Bob")):
            session = a_session(f"s{number}", person=person)
            source = replace(session.source, sha256=f"{number}" * 64)
            store.save(replace(session, source=source), a_series())
            look_file(View("clip.mp4"), f"{number}" * 64).save(read())
        kept.save(read())
        store.delete_person("Ann")
        assert {path.name[0] for path in kept.path.parent.iterdir()} == {"1", "a"}
        store.delete_sessions(["s1"])
        assert {path.name[0] for path in kept.path.parent.iterdir()} == {"a"}


def test_the_command_says_how_much_there_is_and_empties_it(
    kept: LookFile, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.save(read())
    assert main(["cache"]) == 0
    assert "Cache of analysed videos: 1 video," in capsys.readouterr().out
    assert main(["cache", "--empty"]) == 0
    assert size_of(looks_folder(data_folder())) == (0, 0)
