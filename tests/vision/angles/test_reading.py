from __future__ import annotations

import pytest

from tests.pose_builders import all_fours, hinged, pose, with_back
from vision.angles.model import Answer, Answers
from vision.angles.reading import (
    ALL_FOURS_PLAIN,
    ALL_FOURS_SIDED,
    HINGED_PLAIN,
    all_fours_measures,
    hinged_measures,
    negated,
)
from vision.body.body import read_body
from vision.body.view import Sector
from vision.datatypes import Absent, Estimate, Measure, Reason, Side

HINGED_ANSWERS = (*HINGED_PLAIN, "hip_opening_deg", "hip_flexion_deg", "hip_abduction_deg")


def hinged_answers(refused: bool = False, half_width: float = 3.0) -> Answers:
    names = (*HINGED_ANSWERS, "side_bend_deg")
    by_name = {name: Answer(10.0 + i, half_width) for i, name in enumerate(names)}
    return Answers(by_name, 0.0, refused, 0.0)


def floor_answers() -> Answers:
    sided = [f"{joint}_{where}_deg" for joint in ALL_FOURS_SIDED for where in ("near", "far")]
    names = (*ALL_FOURS_PLAIN, *sided)
    return Answers({name: Answer(float(i), 0.4) for i, name in enumerate(names)}, 0.0, False, 0.0)


def of_hinged(side: Side, answers: Answers, sector: Sector = Sector.FRONT) -> dict[str, Measure]:
    body = read_body(with_back(pose(hinged(side), yaw_deg=0)))
    return hinged_measures(answers, side, sector, body, body)


def value(measure: Measure) -> float:
    assert isinstance(measure, Estimate), measure
    return measure.value


@pytest.mark.parametrize("side", Side)
def test_opening_is_external_rotation_on_both_sides(side: Side) -> None:
    answers = hinged_answers()
    measures = of_hinged(side, answers)
    opening = answers.by_name["hip_opening_deg"].value
    assert measures[f"hip_rotation_{side}_deg"] == Estimate(-opening, -opening - 3, -opening + 3)
    assert f"hip_rotation_{side.other}_deg" not in measures
    for name in HINGED_PLAIN:
        assert value(measures[name]) == answers.by_name[name].value


def test_side_bend_is_to_the_right_positive_whichever_leg_stands() -> None:
    answers = hinged_answers()
    bend = answers.by_name["side_bend_deg"].value
    assert value(of_hinged(Side.RIGHT, answers)["side_bend_deg"]) == bend
    assert value(of_hinged(Side.LEFT, answers)["side_bend_deg"]) == -bend


def test_a_refused_frame_measures_nothing_that_the_model_said() -> None:
    measures = of_hinged(Side.RIGHT, hinged_answers(refused=True))
    assert measures["pelvis_rotation_deg"] == Absent(Reason.TRACKING_LOST)
    assert measures["side_bend_deg"] == Absent(Reason.TRACKING_LOST)
    assert measures["knee_drift_ratio"] == Absent(Reason.TRACKING_LOST)


def test_without_a_mask_nothing_that_the_model_said_is_visible() -> None:
    bare = read_body(pose(hinged(Side.RIGHT), yaw_deg=0))
    measures = hinged_measures(hinged_answers(), Side.RIGHT, Sector.FRONT, bare, bare)
    assert measures["lumbar_flexion_deg"] == Absent(Reason.NOT_VISIBLE)
    assert measures["hip_rotation_right_deg"] == Absent(Reason.NOT_VISIBLE)
    assert isinstance(measures["sway_ratio"], Estimate)


def test_an_unsure_stance_leg_withholds_what_has_open_and_closed_in_it() -> None:
    body = read_body(with_back(pose(hinged(Side.RIGHT), yaw_deg=0)))
    measures = hinged_measures(
        hinged_answers(), Side.RIGHT, Sector.FRONT, body, body, is_stance_sure=False
    )
    for name in ("pelvis_rotation_deg", "spine_twist_deg", "hip_rotation_right_deg"):
        assert measures[name] == Absent(Reason.NOT_VISIBLE)
    assert isinstance(measures["lumbar_flexion_deg"], Estimate)
    assert isinstance(measures["hinge_deg"], Estimate)


def test_while_getting_up_only_the_hinge_itself_is_measured() -> None:
    neutral = read_body(with_back(pose(hinged(Side.RIGHT, hinge_deg=70.0), yaw_deg=0)))
    for hinge_deg, given in ((60.0, True), (50.0, False)):
        body = read_body(with_back(pose(hinged(Side.RIGHT, hinge_deg=hinge_deg), yaw_deg=0)))
        measures = hinged_measures(hinged_answers(), Side.RIGHT, Sector.FRONT, body, neutral)
        assert isinstance(measures["hinge_deg"], Estimate)
        if given:
            assert isinstance(measures["lumbar_flexion_deg"], Estimate)
        else:
            assert measures["lumbar_flexion_deg"] == Absent(Reason.NOT_CALIBRATED)


def test_too_unsure_from_behind_is_the_wrong_view() -> None:
    measures = of_hinged(Side.RIGHT, hinged_answers(half_width=40.0), Sector.REAR)
    assert measures["spine_twist_deg"] == Absent(Reason.WRONG_VIEW)


@pytest.mark.parametrize("near", Side)
def test_near_and_far_get_their_sides_back(near: Side) -> None:
    body = read_body(with_back(pose(all_fours(), yaw_deg=90 if near is Side.RIGHT else -90)))
    answers = floor_answers()
    measures = all_fours_measures(answers, near, Sector.SIDE, body, body)
    for joint in ALL_FOURS_SIDED:
        here = answers.by_name[f"{joint}_near_deg"].value
        there = answers.by_name[f"{joint}_far_deg"].value
        assert value(measures[f"{joint}_{near}_deg"]) == here
        assert value(measures[f"{joint}_{near.other}_deg"]) == there
    assert value(measures["rock_travel_ratio"]) == 0.0


def test_negating_turns_the_interval_round() -> None:
    assert negated(Estimate(3.0, 1.0, 6.0)) == Estimate(-3.0, -6.0, -1.0)
    assert negated(Absent(Reason.WRONG_VIEW)) == Absent(Reason.WRONG_VIEW)
