"""Whatever the estimator says: no exception, no rep that nobody did, intervals in order."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.run.pipeline import Pipeline, Settings
from app.run.recorder import Recorder
from app.session.file import to_json
from drills.core.events import Drill
from tests.builders import out_and_back, times_s
from tests.pose_builders import (
    Z,
    all_fours,
    exchanged,
    hinged,
    mirrored,
    pose,
    rotation,
    standing,
)
from vision.capture.frame_source import SourceInfo
from vision.datatypes import Estimate, Frame, Pose, Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import Joints

FPS = 15.0
IMAGE = np.random.default_rng(0).integers(60, 200, (720, 1280, 3)).astype(np.uint8)
INFO = SourceInfo("video", "clip.mp4", FPS)


@dataclass(frozen=True)
class Fault:
    """What happens to the landmarks from a time on, for how long.

    If ``every_s`` is given, it comes and goes, that long each.
    """

    kind: str
    begin_s: float
    length_s: float
    size: float
    every_s: float | None = None

    def holds(self, t_s: float) -> bool:
        """Whether the landmarks are wrong at a time."""
        since_s = t_s - self.begin_s
        comes = self.every_s is None or int(since_s / self.every_s) % 2 == 0
        return 0 <= since_s < self.length_s and comes

    def __call__(self, seen: Pose, before: Pose | None, chance: np.random.Generator) -> Pose | None:
        px, world, visibility = seen.landmarks_px, seen.world_m, seen.visibility
        some = chance.random(33) < 0.4
        if self.kind == "nobody":
            return None
        if self.kind == "frozen":
            return None if before is None else replace(before, t_s=seen.t_s)
        if self.kind == "nan":
            px, world = (
                np.where(some[:, None], math.nan, px),
                np.where(some[:, None], math.nan, world),
            )
        elif self.kind == "all nan":
            px, world = np.full_like(px, math.nan), np.full_like(world, math.nan)
        elif self.kind == "infinite":
            px, world = (
                np.where(some[:, None], math.inf, px),
                np.where(some[:, None], -math.inf, world),
            )
        elif self.kind == "nan visibility":
            visibility = np.where(some, math.nan, visibility)
        elif self.kind == "faint":
            visibility = np.where(some, 0.0, visibility)
        elif self.kind == "huge":
            px, world = px * 1e12, world * 1e12
        elif self.kind == "point":
            px, world = np.full_like(px, 300.0), np.zeros_like(world)
        elif self.kind == "teleport":
            px = px + chance.uniform(-2000, 2000, 2) * self.size
        elif self.kind == "scale":
            px = px * (1 + 3 * self.size)
        elif self.kind == "swapped":
            order = _swapped()
            px, world = px[order], world[order]
        elif self.kind == "noise":
            px = px + chance.normal(0, 40 * self.size, px.shape)
            world = world + chance.normal(0, 0.2 * self.size, world.shape)
        elif self.kind == "shape":
            px = chance.uniform(0, 1280, px.shape)
            world = chance.uniform(-1, 1, world.shape)
        elif self.kind in WHOLE_BODY:
            return WHOLE_BODY[self.kind](seen, self.size)
        return replace(seen, landmarks_px=px, world_m=world, visibility=visibility)


def _mirrored(seen: Pose, _size: float) -> Pose:
    """Return the mirror image in the same place."""
    turned = mirrored(seen)
    back_px = 2 * _hips_px(seen)[0] - seen.size_px[0]
    return replace(turned, landmarks_px=turned.landmarks_px + np.array([back_px, 0.0]))


def _unnamed_mirrored(seen: Pose, size: float) -> Pose:
    """Return the mirror image with the sides of the body itself."""
    image = _mirrored(seen, size)
    order = _swapped()
    return replace(image, landmarks_px=image.landmarks_px[order], world_m=image.world_m[order])


def _rotated(seen: Pose, size: float) -> Pose:
    """Return the body turned in the picture about its hips, by up to half a turn."""
    turn = rotation(Z, 180.0 * size)
    hips = _hips_px(seen)
    with np.errstate(invalid="ignore"):
        px = hips + (seen.landmarks_px - hips) @ turn[:2, :2].T
        return replace(seen, landmarks_px=px, world_m=seen.world_m @ turn.T)


def _resized(seen: Pose, size: float) -> Pose:
    """Return the body up to four times as large, about its hips."""
    hips = _hips_px(seen)
    return replace(seen, landmarks_px=hips + (seen.landmarks_px - hips) * (1 + 3 * size))


def _sheared(seen: Pose, size: float) -> Pose:
    shear = np.array([[1.0, size], [0.0, 1.0]])
    hips = _hips_px(seen)
    with np.errstate(invalid="ignore"):  # infinite ones, from a fault before
        world = np.c_[seen.world_m[:, :2] @ shear.T, seen.world_m[:, 2:]]
        px = hips + (seen.landmarks_px - hips) @ shear.T
    return replace(seen, landmarks_px=px, world_m=world)


def _other(seen: Pose, size: float) -> Pose:
    """Return somebody else in the same place."""
    return replace(pose(hinged(Side.LEFT), yaw_deg=360.0 * size), t_s=seen.t_s)


def _coarse(seen: Pose, size: float) -> Pose:
    """Return the body on a grid so coarse that joints coincide."""
    return replace(seen, world_m=np.round(seen.world_m / size) * size)


def _hips_px(seen: Pose) -> np.ndarray:
    return (seen.landmarks_px[23] + seen.landmarks_px[24]) / 2


WHOLE_BODY: dict[str, Callable[[Pose, float], Pose]] = {
    "mirrored": _mirrored,
    "mirrored without its sides": _unnamed_mirrored,
    "rotated": _rotated,
    "resized": _resized,
    "depth reversed": lambda seen, _: replace(seen, world_m=seen.world_m * [1.0, 1.0, -1.0]),
    "exchanged": lambda seen, _: exchanged(seen),
    "sheared": _sheared,
    "other units": lambda seen, size: replace(seen, world_m=seen.world_m * size / 10.0),
    "somebody else": _other,
    "coarse": _coarse,
}
KINDS = (
    "nobody", "frozen", "nan", "all nan", "infinite", "nan visibility", "faint", "huge", "point",
    "teleport", "scale", "swapped", "noise", "shape", *WHOLE_BODY,
)  # fmt: skip


def _swapped() -> np.ndarray:
    """Return the landmarks with left and right exchanged (BlazePose alternates from 1 on)."""
    order = np.arange(33)
    order[7:] = np.where(order[7:] % 2, order[7:] + 1, order[7:] - 1)
    order[1:4], order[4:7] = [4, 5, 6], [1, 2, 3]
    return order


class Hostile:
    """An estimator that sees a body move as told, with faults."""

    def __init__(self, at: Callable[[float], Joints], faults: list[Fault], yaw_deg: float) -> None:
        self._at, self._faults, self._yaw_deg = at, faults, yaw_deg
        self._before: Pose | None = None
        self._chance = np.random.default_rng(1)

    def estimate(self, frame: Frame) -> Pose | None:
        seen: Pose | None = pose(self._at(frame.t_s), yaw_deg=self._yaw_deg, t_s=frame.t_s)
        for fault in self._faults:
            if seen is not None and fault.holds(frame.t_s):
                seen = fault(seen, self._before, self._chance)
        self._before = seen or self._before
        return seen

    def close(self) -> None:
        pass


def run(estimator: Hostile, duration_s: float, asked: Drill | None = None) -> int:
    """Run the whole path; return how many reps there were, after checking all that came out."""
    settings_ = Settings(asked)
    pipeline, recorder = Pipeline(estimator, settings_), Recorder(settings_)
    for index, t_s in enumerate(map(float, times_s(duration_s, FPS))):
        result = pipeline.follow(pipeline.look(Frame(index, t_s, IMAGE)))
        recorder.add(result)
        for name, measure in result.sample.measures.items():
            if isinstance(measure, Estimate):
                assert measure.low <= measure.value <= measure.high, name
                assert math.isfinite(measure.high - measure.low), name
        for name, value in result.sample.signals.items():
            assert math.isfinite(value), name
    recorder.finish(pipeline.finish())
    session = recorder.session(INFO, None, "everyday")
    for rep in session.reps:
        assert rep.start_s <= rep.peak_s <= rep.end_s
        for name, measure in rep.measures.items():
            if isinstance(measure, Estimate):
                assert measure.low <= measure.value <= measure.high, name
    to_json(session)
    recorder.series().to_csv()
    return session.counts.total


faults = st.lists(
    st.builds(
        Fault,
        st.sampled_from(KINDS),
        st.floats(0, 9),
        st.floats(0.05, 4),
        st.floats(0.05, 1),
        st.sampled_from([None, 1 / FPS, 0.5, 1.0]),
    ),
    min_size=1,
    max_size=3,
)
STILL = {
    "standing": standing(),
    "all fours": all_fours(),
    "hinged": hinged(Side.RIGHT),
}


@pytest.mark.parametrize("body", list(STILL))
@settings(max_examples=8)
@given(
    happening=faults, asked=st.sampled_from([None, *Drill]), yaw=st.sampled_from([-90.0, 0.0, 60.0])
)
def test_a_body_that_does_nothing_has_done_no_rep(
    body: str, happening: list[Fault], asked: Drill | None, yaw: float
) -> None:
    assert run(Hostile(lambda _: STILL[body], happening, yaw), 10.0, asked) == 0


@pytest.mark.parametrize(
    ("kind", "yaw", "size"),
    [
        ("mirrored", 60.0, 0.15),
        ("mirrored without its sides", 60.0, 0.15),
        ("rotated", 0.0, 0.15),
        ("depth reversed", 60.0, 0.15),
        ("somebody else", -90.0, 0.15),
        ("somebody else", 60.0, 0.5),
    ],
)
def test_a_hinge_that_changes_with_its_image_is_no_turn(kind: str, yaw: float, size: float) -> None:
    happening = [Fault(kind, 2.0, 3.0, size, 1.0)]
    assert run(Hostile(lambda _: STILL["hinged"], happening, yaw), 8.0) == 0


def test_joints_that_coincide_give_no_signal_that_is_not_a_number() -> None:
    happening = [Fault("coarse", 2.0, 3.0, 0.5)]
    assert run(Hostile(lambda _: STILL["hinged"], happening, -90.0), 8.0) == 0


ROCKS = out_and_back([45, 50, 45], way_s=1.0, rest_s=0.8)


@settings(max_examples=12)
@given(happening=faults)
def test_faults_add_no_rep(happening: list[Fault]) -> None:
    estimator = Hostile(lambda t_s: all_fours(rock_deg=ROCKS(t_s)), happening, -90.0)
    assert run(estimator, 11.0) <= 3


def test_without_a_fault_there_are_reps() -> None:
    estimator = Hostile(lambda t_s: all_fours(rock_deg=ROCKS(t_s)), [], -90.0)
    assert run(estimator, 11.0) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_alone_lets_the_set_go_on(kind: str) -> None:
    happening = [Fault(kind, 1.0, 0.4, 0.5)]
    estimator = Hostile(lambda t_s: all_fours(rock_deg=ROCKS(t_s - 2.0)), happening, -90.0)
    assert run(estimator, 13.0) in (2, 3)
