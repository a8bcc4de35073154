from __future__ import annotations

import pytest

from drills.core.definition import Band, Goal
from drills.core.events import Drill, Level, Rep, RepResult
from drills.goals import Reached, own_profile, profile, reach, reaches
from drills.registry import DEFINITIONS, OFFERED
from vision.datatypes import Absent, Estimate, Measure, Reason, Side

OPEN = "pelvis_rotation_open_deg"
BAND = Band(OPEN, 20.0, 30.0, "why")


def rep(
    value: Measure | float, result: RepResult = RepResult.CLEAN, side: Side = Side.LEFT,
    name: str = OPEN, half_width: float = 4.0,
) -> Rep:  # fmt: skip
    measure = Estimate.around(value, half_width) if isinstance(value, (int, float)) else value
    return Rep(side, 0.0, 1.0, 2.0, result, (), {name: measure})


# ---- profiles


@pytest.mark.parametrize("drill", OFFERED)
@pytest.mark.parametrize("goal", Goal)
def test_every_goal_has_targets_for_every_drill_and_level(goal: Goal, drill: Drill) -> None:
    for level in DEFINITIONS[drill].levels or (None,):
        bands = profile(goal).bands_of(drill, level)
        assert bands
        assert all(0 < band.least < band.most and band.why for band in bands)
        assert len({band.measure for band in bands}) == len(bands)


def test_harder_goals_ask_for_more() -> None:
    for drill in OFFERED:
        easy = profile("everyday").bands_of(drill)
        hard = profile("gymnastics").bands_of(drill)
        assert all(h.least > e.least for e, h in zip(easy, hard, strict=True))


def test_support_lowers_the_target_and_an_unknown_level_is_the_hardest() -> None:
    goal = profile("everyday")
    alone = goal.bands_of(Drill.AEROPLANE, Level.SINGLE_LEG)
    assert goal.bands_of(Drill.AEROPLANE, None) == alone
    assert goal.bands_of(Drill.AEROPLANE, Level.KICKSTAND)[0].least < alone[0].least


def test_name_may_be_written_as_on_the_command_line() -> None:
    assert profile("deep-squat").goal is Goal.DEEP_SQUAT
    with pytest.raises(ValueError, match="no goal 'splits': choose one of everyday"):
        profile("splits")


def test_own_targets_replace_bands_and_keep_the_others() -> None:
    own = own_profile(profile("everyday"), {OPEN: (33.0, 44.0)})
    assert own.goal is Goal.OWN
    for level in Level:
        band = own.bands_of(Drill.AEROPLANE, level)[0]
        assert (band.least, band.most) == (33.0, 44.0)
    assert own.bands_of(Drill.FROGGER) == profile("everyday").bands_of(Drill.FROGGER)


@pytest.mark.parametrize(
    ("targets", "why"),
    [({"nose_deg": (1.0, 2.0)}, "no target for 'nose_deg'"), ({OPEN: (30.0, 20.0)}, "not a range")],
)
def test_wrong_own_targets_are_refused(targets: dict[str, tuple[float, float]], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        own_profile(profile("everyday"), targets)


# ---- how much was reached


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (25, Reached.REACHED),
        (24, Reached.REACHED),
        (21, Reached.WITHIN_ERROR),
        (17, Reached.WITHIN_ERROR),
        (15, Reached.SHORT),
    ],
)
def test_interval_decides_whether_a_target_is_reached(value: float, state: Reached) -> None:
    found = reach(BAND, [rep(value)])
    assert found.state is state
    assert isinstance(found.share, Estimate)
    assert found.share.value == pytest.approx(value / 20)
    assert found.share.low == pytest.approx((value - 4) / 20)


def test_only_clean_reps_reach_a_target() -> None:
    rest = (RepResult.COMPENSATED, RepResult.PARTIAL, RepResult.UNJUDGED)
    reps = [rep(14), *(rep(40, result) for result in rest)]
    found = reach(BAND, reps)
    assert (found.state, found.from_reps) == (Reached.SHORT, 1)
    assert reach(BAND, reps[1:]).state is Reached.UNSEEN


def test_range_before_the_compensation_counts_from_compensated_reps_too() -> None:
    name = "clean_hip_flexion_deg"
    rest = (RepResult.PARTIAL, RepResult.UNJUDGED)
    reps = [rep(104, RepResult.COMPENSATED, name=name), *(rep(130, r, name=name) for r in rest)]
    found = reach(Band(name, 95, 110, "why"), reps)
    assert (found.state, found.from_reps) == (Reached.REACHED, 1)


def test_what_was_never_seen_says_why() -> None:
    found = reach(BAND, [rep(Absent(Reason.WRONG_VIEW))])
    assert found.best == found.share == Absent(Reason.WRONG_VIEW)
    assert found.state is Reached.UNSEEN


def test_sides_are_judged_apart_where_the_drill_has_them() -> None:
    reps = [rep(25, side=Side.LEFT), rep(12, side=Side.RIGHT)]
    found = reaches(profile("everyday"), Drill.AEROPLANE, Level.SINGLE_LEG, reps)
    opened = {r.side: r.state for r in found if r.band.measure == OPEN}
    assert opened == {Side.LEFT: Reached.REACHED, Side.RIGHT: Reached.SHORT}


def test_rock_is_judged_for_both_hips_together() -> None:
    name = "clean_hip_flexion_deg"
    reps = [rep(100, side=Side.LEFT, name=name), rep(101, side=Side.RIGHT, name=name)]
    (found,) = reaches(profile("everyday"), Drill.FROGGER, None, reps)
    assert (found.side, found.from_reps) == (None, 2)


def test_no_reps_give_targets_that_cannot_be_seen() -> None:
    found = reaches(profile("everyday"), Drill.FOOT_LIFT, None, [])
    assert [r.state for r in found] == [Reached.UNSEEN]
