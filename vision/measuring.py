"""Measures and signals from a body and its neutral: the part that needs history.

Each person gets a new `Measurer`, so that no filter carries anything over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.angles import lift_signal, turn_signal
from vision.angles.features import body_features, stance_features
from vision.angles.model import shipped_model
from vision.angles.reading import all_fours_measures, hinged_measures
from vision.angles.signals import (
    foot_spread,
    rock_signal_deg,
    rock_way_ratio,
    stance_by_feet,
    stance_side,
    thigh_shift_ratio,
    trunk_shift_ratio,
    turn_signal_deg,
)
from vision.body import from_behind
from vision.body.body import JOINTS, Body
from vision.body.standing import UNKNOWN_UPRIGHT
from vision.body.view import near_side, sector_of
from vision.datatypes import Posture, Side, View
from vision.pose.quality import in_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vision.angles.model import Answers
    from vision.body.view import Sector
    from vision.datatypes import Measure, Pose

    ModelLike = Callable[[Posture, NDArray[np.float64], Sector], Answers]
    Read = tuple[dict[str, Measure], dict[str, float]]

SURE_STANCE = 2.2
"""Score of the stance leg below which open and closed cannot be distinguished: in families that the
network never saw, it is right in nine of ten hinges that reach it (docs/accuracy.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The input of the angle model at one moment: the posture, and `vision.angles.features`.

    ``side`` is the person's side that appears as the right one in the features: the stance leg
    (hinged) or the side nearer to the camera (all fours).
    """

    posture: Posture
    side: Side
    sector: Sector
    body: Body
    features: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Instant:
    """What is known at one moment: the body, its neutral, and how the person is seen.

    For ``upright`` and ``standing_deg`` see `vision.body.standing`. ``stood`` is the person
    standing still before the hinge, ``None`` if not seen. ``is_held`` means that the posture is
    assumed to continue although the legs look different.
    """

    body: Body
    neutral: Body | None
    yaw_deg: float
    view: View
    upright: NDArray[np.float64]
    standing_deg: float | None
    stood: Pose | None
    is_held: bool


class Measurer:
    """Measures one person: holds the filters of the signals and the judgement of the stance leg.

    ``hinge_score`` is the `stance_score` of the hinge that the person is in, also where there is no
    neutral; 0 if it was not sure.

    Parameters
    ----------
    stance
        The stance side if the user named it, else ``None``.
    model
        Turns features into angles; ``None`` uses the shipped model.
    hinge_score
        `hinge_score` of the hinge that the person is in already, filmed from another place; 0 if
        there is none.
    """

    def __init__(
        self, stance: Side | None, model: ModelLike | None, hinge_score: float = 0.0
    ) -> None:
        self._asked_stance = stance
        self.hinge_score = self._seen_before = hinge_score
        self._model = model
        self._judged: tuple[Body | None, float] = (None, 0.0)
        self._turning = turn_signal.Turning()
        self._liftings: dict[Side, lift_signal.Lifting] = {}
        self._behind = from_behind.Behind()
        self._swinging: dict[Side, lift_signal.Lifting] = {}
        self.reading: Reading | None = None

    @property
    def is_outline_read(self) -> bool:
        """Whether the person is on all fours and seen from behind."""
        return self._behind.is_so

    def restart(self) -> None:
        """Begin all filters anew, because the landmarks were lost; what is judged is kept."""
        self._turning = turn_signal.Turning(t_s=-math.inf)
        self._liftings, self._swinging = {}, {}

    def measure(self, now: Instant) -> Read:
        """Return the measures and the signals of one moment, by name."""
        measures, signals = self._in_posture(now)
        signals |= self._outline(now)
        if not all(map(math.isfinite, signals.values())):  # joints that coincide have no direction
            signals = {name: value for name, value in signals.items() if math.isfinite(value)}
        return measures, signals

    def _in_posture(self, now: Instant) -> Read:
        self.reading = None
        if now.body.posture is not Posture.HINGED:
            self.hinge_score = self._seen_before = 0.0
        if now.body.posture is Posture.ALL_FOURS:
            return self._on_all_fours(now)
        if now.body.posture is Posture.HINGED:
            return self._hinged(now)
        return {}, {"trunk_incl_deg": now.body.trunk_incl_deg}

    @property
    def stance_score(self) -> float:
        """How surely the held hinge stands on the right leg (negative: left); 0 if not judged."""
        return self._judged[1]

    @property
    def is_stance_sure(self) -> bool:
        """Whether the stance leg was named by the user or is clear in the neutral."""
        return self._asked_stance is not None or abs(self.stance_score) >= SURE_STANCE

    def _on_all_fours(self, now: Instant) -> Read:
        body, neutral = now.body, now.neutral
        near = near_side(now.yaw_deg) or Side.RIGHT
        signals = {
            "thigh_incl_deg": min(body.thigh_incl_deg),
            "near_right": float(near is Side.RIGHT),
        }
        if neutral is None:
            return {}, signals
        signals["rock_deg"] = rock_signal_deg(body, neutral)
        signals["rock_way_ratio"] = rock_way_ratio(body, neutral)
        signals["trunk_shift_ratio"] = trunk_shift_ratio(body, neutral)
        answers = self._ask(now, neutral, near)
        signals |= self._feet(body, neutral)
        return all_fours_measures(answers, near, sector_of(now.yaw_deg), body, neutral), signals

    def _outline(self, now: Instant) -> dict[str, float]:
        """Return the signals of the silhouette of a person on all fours, seen from behind."""
        body, oblique = now.body, from_behind.looks_oblique(now.body.posture, now.yaw_deg)
        looks = oblique or from_behind.looks_so(body.pose, body.posture, now.view)
        self._behind = from_behind.follow(self._behind, body.pose.mask, body.t_s, looks=looks)
        seen = self._behind.seen
        if seen is None:
            self._swinging = {}
            return {}
        swings_deg = {}
        for side, way in seen.swung.items():
            self._swinging[side], swings_deg[side] = lift_signal.follow(
                self._swinging.get(side), np.array([way, 0.0]), body.t_s
            )
        if oblique:
            return {"outline_deg": max(swings_deg.values())}
        feet = {f"outline_{side}_deg": swing_deg for side, swing_deg in swings_deg.items()}
        return {"outline_shift_ratio": seen.shift_ratio, **feet}

    def _feet(self, body: Body, neutral: Body) -> dict[str, float]:
        """Return the signals of both feet; a foot outside the picture has none."""
        inside = in_picture(body.pose)
        signals: dict[str, float] = {}
        for side in Side:
            if not inside[[JOINTS[side][joint] for joint in ("ankle", "foot_index")]].all():
                self._liftings.pop(side, None)
                continue
            self._liftings[side], signals[f"foot_{side}_deg"] = lift_signal.follow(
                self._liftings.get(side),
                lift_signal.foot_way(body, neutral, side),
                body.t_s,
            )
            signals[f"thigh_{side}_ratio"] = thigh_shift_ratio(body, neutral, side)
        return signals

    def _hinged(self, now: Instant) -> Read:
        body, neutral = now.body, now.neutral
        stance = self._stance(now)
        height, distance = foot_spread(body)
        signals = {
            "trunk_incl_deg": body.trunk_incl_deg,
            "foot_height_ratio": height,
            "foot_distance_ratio": distance,
            "stance_right": float(stance is Side.RIGHT),
        }
        if neutral is None:
            return {}, signals
        answers = self._ask(now, neutral, stance)
        signals["turn_deg"] = self._turn_deg(now, neutral, stance, answers)
        if now.is_held:  # good enough for counting, not for measuring
            return {}, signals
        measures = hinged_measures(
            answers,
            stance,
            sector_of(now.yaw_deg),
            body,
            neutral,
            is_stance_sure=self.is_stance_sure,
        )
        return measures, signals

    def _turn_deg(self, now: Instant, neutral: Body, stance: Side, answers: Answers) -> float:
        """Return the signal that counts turns; from behind, the model does not contribute."""
        body = now.body
        shown_deg = turn_signal_deg(body, neutral, stance, now.view)
        model_deg = None
        usable = body.pose.mask is not None and not answers.refused and not now.is_held
        if usable and now.view is not View.REAR:
            model_deg = sum(
                answers.by_name[name].value for name in ("pelvis_rotation_deg", "spine_twist_deg")
            )
        self._turning, turn_deg = turn_signal.follow(self._turning, shown_deg, model_deg, body.t_s)
        return turn_deg

    def _ask(self, now: Instant, neutral: Body, side: Side) -> Answers:
        # the model learnt the floor drills from people who were never seen standing
        is_hinged = now.body.posture is Posture.HINGED
        features = body_features(
            now.body,
            neutral,
            now.yaw_deg,
            now.upright if is_hinged else UNKNOWN_UPRIGHT,
            now.standing_deg,
            mirror=side is Side.LEFT,
        )
        sector = sector_of(now.yaw_deg)
        self.reading = Reading(now.body.posture, side, sector, now.body, features)
        model = shipped_model() if self._model is None else self._model
        return model(now.body.posture, features, sector)

    def _stance(self, now: Instant) -> Side:
        """Return the stance side: the user's, or that of the neutral, so that it never flips."""
        neutral = now.neutral
        if self._asked_stance is not None:
            return self._asked_stance
        if self._seen_before:
            self._judged = (neutral, self._seen_before)
        elif neutral is None or neutral.pose.mask is None:
            self._judged = (neutral, 0.0)  # a guess from the feet is not sure
            return stance_side(neutral or now.body, now.yaw_deg)
        elif neutral is not self._judged[0]:
            by_feet = stance_by_feet(neutral, now.stood)
            plain, mirrored = stance_rows(neutral, now.stood, now.yaw_deg)
            self._judged = (neutral, by_feet or shipped_model().right_stance(plain, mirrored))
            self.hinge_score = self._judged[1] if self.is_stance_sure else 0.0
        return Side.RIGHT if self._judged[1] > 0 else Side.LEFT


def stance_rows(
    body: Body, stood: Pose | None, yaw_deg: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the features that identify the stance leg of a held hinge.

    Parameters
    ----------
    body
        The body in the held hinge.
    stood
        The person standing still before the hinge; ``None`` if that was not seen.
    yaw_deg
        The locked facing, see `vision.body.view.body_yaw_deg`.

    Returns
    -------
    tuple of ndarray
        (`vision.angles.features.N_STANCE`,) features of the body, and those of its mirror image.
    """
    plain, mirrored = (
        stance_features(body, stood, yaw_deg, mirror=mirror) for mirror in (False, True)
    )
    return plain, mirrored
