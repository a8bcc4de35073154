"""Samples of a drill, as the observer returns them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tests.pose_builders import THIGH_M, TRUNK_M
from vision.datatypes import (
    Absent,
    Estimate,
    Posture,
    Quality,
    Reason,
    Sample,
    Side,
    View,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from vision.datatypes import Measure

    Vector = NDArray[np.float64]
    Joints = dict[str, Vector]


S = TypeVar("S")
E = TypeVar("E")


def lost(t_s: float, view: View = View.UNKNOWN) -> Sample:
    """Return a sample in which nobody is seen."""
    return Sample(t_s, Posture.UNSEEN, view, Quality(0.0, Reason.TRACKING_LOST))


def estimate(value: float, half_width: float = 5.0) -> Measure:
    """Return a measure; an absent one for NaN."""
    if math.isnan(value):
        return Absent(Reason.NOT_VISIBLE)
    return Estimate.around(value, half_width)


REST_PLACES = {"hip": (0.8, -0.5), "knee": (0.8, -0.9), "wrist": (1.3, -0.9), "ankle": (0.5, -0.9)}
"""(x, y up) of the left joints on all fours, in heights of the picture."""
TRUNK_HEIGHT_RATIO = 0.3


def support_places(
    moved: Mapping[str, tuple[float, float]] | None = None, unseen: Collection[str] = ()
) -> dict[str, float]:
    """Return where hips, knees, wrists and ankles are, like `vision.body.scene.support_signals`.

    ``moved`` holds displacements (right, up) in trunk lengths by ``{side}_{joint}``, ``unseen``
    names those that are hidden.
    """
    places = {"trunk_height_ratio": TRUNK_HEIGHT_RATIO}
    for side in Side:
        for joint, (x, y) in REST_PLACES.items():
            name = f"{side}_{joint}"
            right, up = (moved or {}).get(name, (0.0, 0.0))
            apart = 0.03 if side is Side.RIGHT else 0.0
            places[f"at_{name}_x"] = x + apart + right * TRUNK_HEIGHT_RATIO
            places[f"at_{name}_y"] = y + apart + up * TRUNK_HEIGHT_RATIO
            places[f"at_{name}_seen"] = 0.1 if name in unseen else 0.95
    return places


def with_supports(
    sample: Sample,
    moved: Mapping[str, tuple[float, float]] | None = None,
    unseen: Collection[str] = (),
) -> Sample:
    """Return the sample with its supports moved or hidden (`support_places`)."""
    return replace(sample, signals={**sample.signals, **support_places(moved, unseen)})


def rock_sample(
    t_s: float,
    rock_deg: float,
    *,
    view: View = View.LEFT,
    lumbar_deg: float = 0.0,
    near: Side | None = None,
) -> Sample:
    """Return a sample on all fours: hips ``rock_deg`` back, hip flexion 90 + rock.

    The whole trunk goes back with the thighs; hands and knees stay.
    """
    way_ratio = THIGH_M / TRUNK_M * math.sin(math.radians(rock_deg))
    near = near or (Side.RIGHT if view is View.RIGHT else Side.LEFT)
    flexion = estimate(90.0 + rock_deg)
    return Sample(
        t_s,
        Posture.ALL_FOURS,
        view,
        Quality(1.0),
        {
            "lumbar_flexion_deg": estimate(lumbar_deg),
            f"hip_flexion_{near}_deg": flexion,
            f"trunk_thigh_flexion_{near}_deg": flexion,
            f"hip_flexion_{near.other}_deg": Absent(Reason.NOT_VISIBLE),
        },
        {
            "rock_deg": rock_deg,
            "rock_way_ratio": way_ratio,
            "near_right": float(near is Side.RIGHT),
            **support_places(),
        },
    )


def lift_sample(
    t_s: float,
    left_deg: float = 0.0,
    right_deg: float = 0.0,
    *,
    view: View = View.REAR,
    near: Side = Side.LEFT,
    trunk_shift: float = 0.0,
    pelvis_lift_deg: float = 0.0,
) -> Sample:
    """Return a sample on all fours, with each foot swung about its knee."""
    return Sample(
        t_s,
        Posture.ALL_FOURS,
        view,
        Quality(1.0),
        {
            "hip_rotation_left_deg": estimate(2.0 * left_deg),
            "hip_rotation_right_deg": estimate(2.0 * right_deg),
            "pelvis_lift_deg": estimate(pelvis_lift_deg),
        },
        {
            "rock_deg": 0.0,
            "rock_way_ratio": 0.0,
            "foot_left_deg": left_deg,
            "foot_right_deg": right_deg,
            "thigh_left_ratio": 0.0,
            "thigh_right_ratio": 0.0,
            "trunk_shift_ratio": trunk_shift,
            "near_right": float(near is Side.RIGHT),
            **support_places(),
        },
    )


def turn_sample(
    t_s: float,
    turn_deg: float | None,
    *,
    stance: Side = Side.RIGHT,
    view: View = View.FRONT,
    twist_deg: float = 0.0,
    lumbar_deg: float = 0.0,
    **more: float,
) -> Sample:
    """Return a sample of the hinge; ``more`` holds further signals by name.

    With a turn of ``None`` there is no neutral yet.
    """
    signals = {
        "stance_right": float(stance is Side.RIGHT),
        "foot_height_ratio": 0.6,
        "foot_distance_ratio": 0.5,
        **more,
    }
    measures: dict[str, Measure] = {"hinge_deg": estimate(75.0)}
    if turn_deg is not None:
        signals["turn_deg"] = turn_deg
        measures |= {
            "pelvis_rotation_deg": estimate(turn_deg),
            "pelvis_roll_deg": estimate(0.5 * turn_deg),
            f"hip_rotation_{stance}_deg": estimate(-0.5 * turn_deg),
            "spine_twist_deg": estimate(twist_deg),
            "lumbar_flexion_deg": estimate(lumbar_deg),
        }
    return Sample(t_s, Posture.HINGED, view, Quality(1.0), measures, signals)


def in_posture(t_s: float, posture: Posture, view: View = View.FRONT) -> Sample:
    """Return a sample in which only the posture is known."""
    return Sample(t_s, posture, view, Quality(1.0))


def mirrored_sample(sample: Sample) -> Sample:
    """Exchange left and right in the names and values of a sample."""
    exchange = {"left": "right", "right": "left"}

    def name(text: str) -> str:
        return "_".join(exchange.get(word, word) for word in text.split("_"))

    one_minus = ("stance_right", "near_right")
    signals = {
        (key if key in one_minus else name(key)): (1.0 - value if key in one_minus else value)
        for key, value in sample.signals.items()
    }
    view = View(exchange.get(sample.view.value, sample.view.value))
    measures = {name(key): value for key, value in sample.measures.items()}
    return replace(sample, view=view, measures=measures, signals=signals)


def run(
    step: Callable[[S, Sample], tuple[S, tuple[E, ...]]], state: S, samples: Iterable[Sample]
) -> tuple[S, list[E]]:
    """Feed samples to a machine; return its last state and all events."""
    events: list[E] = []
    for sample in samples:
        state, more = step(state, sample)
        events.extend(more)
    return state, events
