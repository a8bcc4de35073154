from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vision.angles import model as model_module
from vision.angles.features import BLOCKS, N_FEATURES, N_LINEAR
from vision.angles.model import SECTORS, AngleModel, Answer, networks_of, shipped_model
from vision.body.view import Sector
from vision.datatypes import Posture
from vision.errors import ModelDamaged


def arrays(posture: Posture, **changes: Any) -> dict[str, Any]:
    """One answer by hand: value = first feature + 2, log scale 0, doubt from the second."""
    first = np.zeros((1, N_FEATURES, 2))
    first[0, 0, 0] = first[0, 1, 1] = 1.0
    given = {
        "answers": np.array(["hinge_deg"]),
        "mean": np.zeros(N_FEATURES),
        "scale": np.ones(N_FEATURES),
        "answer_mean": np.array([2.0]),
        "answer_scale": np.array([1.0]),
        "layer0": first,
        "layer1": np.zeros((1, 2)),
        "layer2": np.eye(2)[None],
        "layer3": np.zeros((1, 2)),
        "layer4": np.array([[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]]),
        "layer5": np.zeros((1, 3)),
        "linear": np.zeros((1, N_LINEAR, 1)),
        "gain": np.array([1.0]),
        "factor": np.arange(1.0, 6.0)[None],
        "peak_ratio": np.arange(1.0, 6.0)[None] / 2,
        "doubt_limit": np.array(0.9),
        "novelty_limit": np.array([4.0, *[1.0] * (len(BLOCKS) - 1)]),
    }
    return {f"{posture}_{name}": value for name, value in (given | changes).items()}


STANCE = {
    "stance_mean": np.zeros(N_FEATURES),
    "stance_scale": np.ones(N_FEATURES),
    "stance_weights": np.eye(N_FEATURES, 1),
    "stance_biases": np.zeros(1),
    "stance_out": np.ones(1),
}
"""Scores a body by its first feature, where that is positive."""


def both(**changes: Any) -> AngleModel:
    return AngleModel(
        arrays(Posture.HINGED, **changes) | arrays(Posture.ALL_FOURS, **changes) | STANCE
    )


def of(first: float, second: float) -> np.ndarray:
    features = np.zeros(N_FEATURES)
    features[:2] = first, second
    return features


def test_value_and_interval_by_hand() -> None:
    answers = both()(Posture.HINGED, of(1.0, 0.0), Sector.SIDE)
    assert answers.by_name == {"hinge_deg": Answer(3.0, 3.0, 1.5)}  # factor of the third sector
    assert answers.doubt == pytest.approx(0.5)
    assert not answers.refused


def test_a_gain_widens_the_interval_too() -> None:
    answers = both(gain=np.array([1.5]))(Posture.HINGED, of(1.0, 0.0), Sector.SIDE)
    said = answers.by_name["hinge_deg"]
    assert (said.value, said.peak_ratio) == (4.5, 1.5)
    assert said.half_width == pytest.approx(3.0 * np.sqrt(1.5))


def test_features_that_speak_of_bad_landmarks_are_refused() -> None:
    answers = both()(Posture.HINGED, of(0.0, 3.0), Sector.SIDE)
    assert answers.doubt == pytest.approx(1 / (1 + np.exp(-3.0)))
    assert answers.refused


def test_features_unlike_training_widen_the_interval() -> None:
    usual = both()(Posture.ALL_FOURS, of(2.0, 2.0), Sector.FRONT)
    strange = both()(Posture.ALL_FOURS, of(4.0, 4.0), Sector.FRONT)
    assert usual.by_name["hinge_deg"].half_width == pytest.approx(1.0)  # novelty at its limit
    assert strange.strangeness == pytest.approx(2.0)
    assert strange.by_name["hinge_deg"].half_width == pytest.approx(2.0)


def test_one_odd_block_is_not_drowned_by_the_others() -> None:
    features = np.zeros(N_FEATURES)
    features[BLOCKS["outline_changes"]] = 3.0
    answers = both()(Posture.HINGED, features, Sector.FRONT)
    assert answers.strangeness == pytest.approx(3.0)


def test_linear_terms_are_added_past_the_layers() -> None:
    linear = np.zeros((1, N_LINEAR, 1))
    linear[0, 1, 0] = 10.0
    answer = both(linear=linear)(Posture.HINGED, of(1.0, 0.5), Sector.FRONT)
    assert answer.by_name["hinge_deg"].value == pytest.approx(8.0)


def twice() -> dict[str, Any]:
    return {
        name: np.repeat(arrays(Posture.HINGED)[f"hinged_{name}"], 2, axis=0)
        for name in (*(f"layer{index}" for index in range(6)), "linear")
    }


def test_members_that_disagree_widen_the_interval() -> None:
    apart = twice()
    apart["layer5"] = np.array([[-3.0, 0.0, 0.0], [3.0, 0.0, 0.0]])
    answer = both(**apart)(Posture.HINGED, of(1.0, 0.0), Sector.FRONT)
    assert answer.by_name["hinge_deg"].value == pytest.approx(3.0)
    assert answer.by_name["hinge_deg"].half_width == pytest.approx(np.sqrt(np.hypot(1.0, 3.0)))


def test_the_stance_leg_turns_round_in_the_mirror() -> None:
    model = both()
    assert model.right_stance(of(2.0, 0.0), of(0.5, 0.0)) == pytest.approx(1.5)
    assert model.right_stance(of(0.5, 0.0), of(2.0, 0.0)) == pytest.approx(-1.5)


def test_one_row_and_many_rows_agree() -> None:
    networks = networks_of(arrays(Posture.HINGED), Posture.HINGED)
    rows = np.stack([of(1.0, 0.0), of(0.5, 2.0)])
    values = networks.raw(rows)[0]
    assert values[1, 0] == networks.raw(rows[1:])[0][0, 0]


def test_the_shipped_model_answers_for_both_postures_and_all_sectors() -> None:
    for posture in (Posture.HINGED, Posture.ALL_FOURS):
        for sector in SECTORS:
            answers = shipped_model()(posture, np.zeros(N_FEATURES), sector)
            assert "lumbar_flexion_deg" in answers.by_name
            assert all(answer.half_width > 0 for answer in answers.by_name.values())


def test_a_damaged_file_is_said_in_one_line(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / model_module.MODEL_FILE).write_bytes(b"no numbers")
    monkeypatch.setattr(model_module.resources, "files", lambda _package: tmp_path)
    with pytest.raises(ModelDamaged, match=r"angle_model\.npz cannot be read"):
        shipped_model.__wrapped__()


@pytest.mark.parametrize(("first", "value"), [(4.0, 6.0), (9.0, 7.0)])
def test_a_feature_far_out_counts_as_far_as_training_saw(first: float, value: float) -> None:
    answer = both()(Posture.HINGED, of(first, 0.0), Sector.FRONT)
    assert answer.by_name["hinge_deg"].value == pytest.approx(value)


@pytest.mark.parametrize(
    ("said", "half_width"), [(-3.0, 0.22), (-12.0, 0.135), (2.5, 3.49), (12.0, 4.48)]
)
def test_a_scale_beyond_reason_is_bounded(said: float, half_width: float) -> None:
    """In spreads of the answer: what the networks say and what is usual are averaged."""
    networks = both(layer5=np.array([[0.0, said, 0.0]]))
    answer = networks(Posture.HINGED, of(0.0, 0.0), Sector.FRONT)
    assert answer.by_name["hinge_deg"].half_width == pytest.approx(half_width, rel=0.02)
