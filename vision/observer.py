"""The only stateful object in vision: takes poses, returns samples for the drills."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vision.angles.reading import without_zero
from vision.body import hinged
from vision.body.all_fours import kept_on_all_fours
from vision.body.body import Body, read_body
from vision.body.hinged import Upright, follow_upright
from vision.body.lookahead import Moment
from vision.body.neutral import CalibrationState, calibrate
from vision.body.standing import (
    UNKNOWN_UPRIGHT,
    UPRIGHT_WITHIN_DEG,
    QuietStanding,
    follow_standing,
    upright_of,
)
from vision.body.view import view_of
from vision.datatypes import Measure, Posture, Quality, Reason, Sample, Side, Tracking, View
from vision.measuring import Instant, Measurer, stance_rows
from vision.persistence import STANDING_MEMORY_S, mean_weight
from vision.pose.contour_filter import SmoothContour
from vision.pose.identity import (
    AWAY_S,
    Place,
    Sides,
    Track,
    follow_body,
    follow_sides,
    is_back,
    place_of,
    repair_sides,
)
from vision.pose.quality import judge
from vision.pose.smoothing import OneEuroParams, OneEuroState, one_euro
from vision.values import replace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.body.contour import ContourLog
    from vision.body.lookahead import StayNeutral
    from vision.datatypes import Pose
    from vision.measuring import ModelLike, Reading


PICTURE_FILTER = OneEuroParams(min_cutoff_hz=2.0, beta=6.0)
"""In trunk lengths: a joint at rest is smoothed at 2 Hz, one at a length a second at 8 (20 ms)."""
LONGEST_STEP_S = STANDING_MEMORY_S / 4
"""A longer gap counts as this much, so that what follows does not outweigh everything before."""
MEASURED = (Posture.HINGED, Posture.ALL_FOURS)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What was learnt about a person, and where they were, kept while somebody else is tracked."""

    place: Place
    posture: Posture
    calibration: CalibrationState
    yaw: NDArray[np.float64]
    upright: NDArray[np.float64]
    widths_px: tuple[float, float]
    given_zero_deg: float | None
    standing: QuietStanding


@dataclass(frozen=True, slots=True)
class Observation:
    """A sample, and the repaired, smoothed pose it was computed from."""

    pose: Pose | None
    sample: Sample


class Observer:
    """Follows one person: repairs sides, smooths, learns facing and neutral, measures.

    Parameters
    ----------
    stance
        The stance side if the user named it; otherwise it is read from the feet.
    model
        Turns features into angles; ``None`` uses the shipped model.
    neutrals
        Neutrals chosen from the whole recording; ``None``: they are found on the way. A period of a
        recording that has none is not measured. They may be replaced as more of it is seen.
    standing_deg
        The person's zero of hip flexion (`vision.body.standing.standing_flexion_deg`), if known.
        One that is seen on the way replaces it, unless ``neutrals`` are given; another person does
        not inherit it.
    contours
        Contours of the back that were read from the recording before.
    """

    def __init__(
        self,
        stance: Side | None = None,
        model: ModelLike | None = None,
        neutrals: tuple[StayNeutral, ...] | None = None,
        standing_deg: float | None = None,
        contours: ContourLog | None = None,
    ) -> None:
        self._contours = contours
        self._asked_stance = stance
        self.neutrals = neutrals
        self._given_zero_deg = standing_deg
        self._standing = QuietStanding()
        self._now_s = 0.0
        self._body: Body | None = None
        self._points: OneEuroState | None = None
        self._unit_px = 1.0
        self._contour = SmoothContour()
        self._calibration = CalibrationState()
        self._stood: Pose | None = None
        self._yaw = np.zeros(2)
        self._yaw_s: float | None = None
        self._body_s: float | None = None
        self._upright = UNKNOWN_UPRIGHT
        self._widths_px: tuple[float, float] = (0.0, 0.0)
        self._track = Track()
        self._last_posture = Posture.UNSEEN
        self._sides = Sides()
        self._upright_deg = Upright()
        self._is_held = False
        self._tracking = Tracking.SAME
        self._left: Known | None = None
        self.identity_changes: list[float] = []
        self.repaired_frames = 0
        self._model = model
        self._measurer = Measurer(stance, model)

    def observe(self, pose: Pose | None, t_s: float) -> Observation:
        """Take the next pose and return its sample.

        Parameters
        ----------
        pose
            The estimator's pose; ``None`` if nobody was seen.
        t_s
            Time of the frame from the start of the source; never earlier than the one before.
        """
        quality, body = self.follow(pose, t_s)
        if body is None:
            unseen = Sample(t_s, Posture.UNSEEN, self._view(), quality, tracking=self._tracking)
            return Observation(None, unseen)
        measures, signals = self._measure(body)
        if self.standing_deg is None:
            measures = without_zero(measures)
        sample = Sample(
            t_s, body.posture, self._view(), quality, measures, signals, tracking=self._tracking
        )
        return Observation(body.pose, sample)

    def follow(self, pose: Pose | None, t_s: float) -> tuple[Quality, Body | None]:
        """Take the next pose without measuring: sides, smoothing, posture, facing, neutral.

        Parameters
        ----------
        pose, t_s
            As for `observe`.

        Returns
        -------
        tuple
            The quality, and the smoothed body; ``None`` if the pose must not be used.
        """
        self._body, self._now_s, self._tracking = None, t_s, Tracking.SAME
        quality = judge(pose)
        if pose is None or quality.reason is Reason.TRACKING_LOST:
            return quality, None
        quality, pose = self._keep_body(quality, pose)
        if quality.reason is not None:
            return quality, None
        body = self._read(pose)
        self._welcome_back(body, place_of(pose))
        self._learn_facing(body)
        self._calibration = calibrate(self._calibration, body)
        if body.posture is Posture.STANDING and self._calibration.neutral is not None:
            self._stood = self._calibration.neutral.pose
            self._learn_standing(self._calibration.neutral)
        self._body = body
        return quality, body

    @property
    def calibrated(self) -> bool:
        """Whether the current posture has its neutral."""
        return self._neutral is not None

    @property
    def standing_seen_deg(self) -> float | None:
        """The zero of hip flexion found in this recording; ``None`` without quiet standing."""
        return self._standing.flexion_deg

    @property
    def standing_deg(self) -> float | None:
        """The zero of hip flexion, seen or given; ``None`` if neither."""
        seen_deg = self.standing_seen_deg
        return self._given_zero_deg if seen_deg is None else seen_deg

    @property
    def moment(self) -> Moment | None:
        """The current body and the start of its period; ``None`` unless hinged or on all fours."""
        if self._body is None or self._body.posture not in MEASURED:
            return None
        return Moment(self._body, self._calibration.since_s)

    @property
    def _neutral(self) -> Body | None:
        if self.neutrals is None:
            return self._calibration.neutral
        posture = self._calibration.posture
        held = (neutral.body for neutral in self.neutrals if neutral.holds(posture, self._now_s))
        return next(held, None)

    # ------------------------------------------------------------ parts of a step

    def _keep_body(self, quality: Quality, seen: Pose) -> tuple[Quality, Pose]:
        """Keep the sides and the body; after a leap, no filter goes on from the old place."""
        pose, before, is_read = self._keep_sides(seen), self._track, self._measurer.is_outline_read
        self._track, self._tracking = follow_body(before, seen, pose, is_outline_read=is_read)
        if self._tracking is Tracking.LEAPT:
            return replace(quality, reason=Reason.TRACKING_LOST), pose
        if self._tracking is not Tracking.SAME:
            self._points, self._contour = None, SmoothContour()
            self._measurer.restart()
        if self._tracking is Tracking.ANOTHER and before.leapt_s is not None and before.followed:
            self.identity_changes.append(before.leapt_s)
            self._change_person(place_of(before.followed))
        return quality, pose

    def _change_person(self, left: Place) -> None:
        """Forget what was learnt about the previous person, but keep it for their return."""
        if self._left is None or left.t_s - self._left.place.t_s > AWAY_S:
            self._left = Known(
                left,
                self._last_posture,
                self._calibration,
                self._yaw,
                self._upright,
                self._widths_px,
                self._given_zero_deg,
                self._standing,
            )
        self._given_zero_deg, self._standing = None, QuietStanding()
        self.begin_scene()

    def begin_scene(self, *, goes_on: bool = False) -> None:
        """Forget what depends on the camera's place; if it ``goes_on``, keep the stance leg."""
        hinge_score = self._measurer.hinge_score if goes_on else 0.0
        self._calibration, self._upright = CalibrationState(), UNKNOWN_UPRIGHT
        self._stood = None
        self._yaw_s, self._widths_px = None, (0.0, 0.0)
        self._upright_deg = Upright()
        self._points, self._contour = None, SmoothContour()
        self._sides = Sides()
        self._measurer = Measurer(self._asked_stance, self._model, hinge_score)

    def _welcome_back(self, body: Body, place: Place) -> None:
        """Restore what was learnt about a person who is found in the old place and posture."""
        known = self._left
        if known is None or known.posture is not body.posture or not is_back(known.place, place):
            return
        self._left = None
        self._calibration, self._yaw, self._yaw_s = known.calibration, known.yaw, body.t_s
        self._upright, self._widths_px = known.upright, known.widths_px
        self._given_zero_deg, self._standing = known.given_zero_deg, known.standing

    def _keep_sides(self, pose: Pose) -> Pose:
        """Exchange limbs back: by the facing where that is conclusive, else by the previous frame.

        The previous frame is used only in the postures of the drills, because the legs of a walking
        person do change places; and not from the side, where pairs overlap and an apparent swap is
        usually not one.
        """
        kept, repaired = repair_sides(pose, self._view(), self._widths_px)
        if self._view() is not View.THREE_QUARTER or self._last_posture not in MEASURED:
            self._sides = Sides(last=kept)
        else:
            self._sides, kept = follow_sides(self._sides, pose)
            repaired = self._sides.arms or self._sides.legs
        self.repaired_frames += repaired
        return kept

    def _read(self, pose: Pose) -> Body:
        body = read_body(self._smooth(pose), self._contours)
        self._upright_deg = follow_upright(self._upright_deg, body)
        posture, self._is_held = hinged.kept_posture(
            body, self._last_posture, self._hinged_neutral, self._upright_deg
        )
        if kept_on_all_fours(body, self._neutral):
            posture = Posture.ALL_FOURS
        self._last_posture = posture
        self._contour = self._contour.plus(body.contour_deg, pose.t_s)
        return replace(body, contour_deg=self._contour.at(pose.t_s), posture=posture)

    def _smooth(self, pose: Pose) -> Pose:
        """Smooth picture and world points together, both in trunk lengths (a trunk is 0.5 m).

        The unit in the picture is the trunk length at the start of the track: a unit that changed
        with every frame would add the trunk's foreshortening to every point.
        """
        if self._points is None:
            self._unit_px = max(1.0, place_of(pose).trunk_px)
        stacked = np.concatenate([pose.landmarks_px / self._unit_px, pose.world_m * 2.0], axis=1)
        self._points = one_euro(self._points, stacked, pose.t_s, PICTURE_FILTER)
        value = self._points.value
        return replace(pose, landmarks_px=value[:, :2] * self._unit_px, world_m=value[:, 2:] / 2.0)

    @property
    def _hinged_neutral(self) -> Body | None:
        neutral = self._neutral
        return neutral if neutral is not None and neutral.posture is Posture.HINGED else None

    def _learn_facing(self, body: Body) -> None:
        """Follow the yaw while the person stands or settles on all fours; else keep it."""
        fresh = self._yaw_s is None
        before_s = body.t_s if self._body_s is None else self._body_s
        self._body_s = body.t_s
        follow = body.posture is Posture.STANDING or (
            body.posture is Posture.ALL_FOURS and self._calibration.neutral is None
        )
        if math.isnan(body.yaw_deg) or not (fresh or follow):
            return
        # the step since the last body, not since the last update: after a pause, one flicker of
        # "standing" would otherwise outweigh everything before
        step_s = min(body.t_s - before_s, LONGEST_STEP_S)
        weight = 1.0 if fresh else mean_weight(step_s, STANDING_MEMORY_S)
        yaw = math.radians(body.yaw_deg)
        towards = np.array([math.cos(yaw), math.sin(yaw)])
        self._yaw = self._yaw + weight * (towards - self._yaw)
        self._yaw_s = body.t_s
        if body.posture is Posture.STANDING:
            self._learn_upright(body, step_s)
            self._widths_px = (
                abs(float(np.diff([body.px(s, "shoulder")[0] for s in Side])[0])),
                abs(float(np.diff([body.px(s, "hip")[0] for s in Side])[0])),
            )

    def _learn_upright(self, body: Body, step_s: float) -> None:
        if body.trunk_incl_deg > UPRIGHT_WITHIN_DEG:
            return
        seen = upright_of(body.pose)
        known = self._upright[-1] > 0
        weight = mean_weight(step_s, STANDING_MEMORY_S) if known else 1.0
        self._upright = self._upright + weight * (seen - self._upright)

    def _learn_standing(self, neutral: Body) -> None:
        """Learn the zero while the person stands still: then the neutral is of this moment.

        With given neutrals the zero is known already.
        """
        if self.neutrals is None and neutral.t_s == self._now_s:
            self._standing = follow_standing(self._standing, neutral)

    def _view(self) -> View:
        return View.UNKNOWN if self._yaw_s is None else view_of(self._yaw_deg())

    def _yaw_deg(self) -> float:
        return math.degrees(math.atan2(self._yaw[1], self._yaw[0]))

    def _measure(self, body: Body) -> tuple[dict[str, Measure], dict[str, float]]:
        neutral, yaw_deg = self._neutral, self._yaw_deg()
        if neutral is not None and neutral.posture is not body.posture:
            neutral = None
        if neutral is not None and body.posture is Posture.ALL_FOURS:
            neutral = replace(neutral, yaw_deg=yaw_deg)
        return self._measurer.measure(
            Instant(
                replace(body, yaw_deg=yaw_deg),
                neutral,
                yaw_deg,
                self._view(),
                self._upright,
                self.standing_deg,
                self._stood,
                self._is_held,
            )
        )

    @property
    def reading(self) -> Reading | None:
        """The input of the angle model at this moment; ``None`` if it was not asked."""
        return self._measurer.reading if self._body is not None else None

    @property
    def stance_score(self) -> float:
        """How surely the held hinge stands on the right leg (negative: left); 0 if not judged."""
        return self._measurer.stance_score

    def stance_features(self, body: Body) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the features that identify the stance leg, see `vision.measuring.stance_rows`."""
        return stance_rows(body, self._stood, self._yaw_deg())
