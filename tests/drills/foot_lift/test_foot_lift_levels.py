"""What lies just under a level of the foot lift does not count, what lies just over it does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from drills.core.events import RepCompleted
from drills.foot_lift import machine as foot_lift
from tests.builders import out_and_back, times_s
from tests.sample_builders import lift_sample, run
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from drills.core.events import Rep
    from vision.datatypes import Measure, Sample


def lifts(
    peak_deg: float, signals: dict[str, float] | None = None, pelvis_deg: float = 0.0
) -> list[Sample]:
    """Return a lift of the left foot; the pelvis comes with it from half of the way on."""
    lift = out_and_back([peak_deg])
    samples = []
    for t_s in map(float, times_s(lift.duration_s)):
        sample = lift_sample(t_s, lift(t_s))
        is_late = lift(t_s) > peak_deg / 2
        moved: dict[str, Measure] = {
            "pelvis_lift_deg": Estimate.around(pelvis_deg if is_late else 0.0, 1.0)
        }
        more = (signals or {}) if lift(t_s) > 1 else {}
        samples.append(
            replace(
                sample,
                measures={**sample.measures, **moved},
                signals={**sample.signals, **more},
            )
        )
    return samples


def reps(samples: list[Sample]) -> list[Rep]:
    _, events = run(foot_lift.step, foot_lift.State(), samples)
    return [event.rep for event in events if isinstance(event, RepCompleted)]


@pytest.mark.parametrize(("peak_deg", "counted"), [(3.0, 0), (4.6, 1)])
def test_foot_swings_further_than_its_landmarks_waver(peak_deg: float, counted: int) -> None:
    assert len(reps(lifts(peak_deg))) == counted


@pytest.mark.parametrize(
    ("signal", "least", "most"),
    [("trunk_shift_ratio", 0.08, 0.13), ("thigh_left_ratio", 0.24, 0.38)],
)
def test_trunk_and_thigh_stay(signal: str, least: float, most: float) -> None:
    assert len(reps(lifts(15.0, {signal: least}))) == 1
    assert reps(lifts(15.0, {signal: most})) == []


@pytest.mark.parametrize(("pelvis_deg", "before_deg"), [(2.5, 30.0), (3.6, 15.0)])
def test_pelvis_has_begun_once_its_interval_says_so(pelvis_deg: float, before_deg: float) -> None:
    """The lower bound is a degree below: 1.5 is not yet a beginning, 2.6 is one."""
    (rep,) = reps(lifts(15.0, pelvis_deg=pelvis_deg))
    before = rep.measures["hip_rotation_before_pelvis_deg"]
    assert isinstance(before, Estimate)
    assert before.value == pytest.approx(before_deg, abs=2.0)
