"""Pose models of the user's: taken if they are published ones, never on trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vision.errors import ModelDamaged
from vision.pose.estimator import MODEL_NAME, model_path, model_sha256
from vision.pose.variants import PUBLISHED, PoseModel, address, model_in, named_model, variant_note

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shipped_file_is_the_published_full_variant(tmp_path: Path) -> None:
    copy = tmp_path / "fetched.task"
    copy.write_bytes(model_path().read_bytes())
    found = model_in(copy)
    assert found == PoseModel(MODEL_NAME, model_sha256(), copy)
    assert found.read() == copy.read_bytes()


def test_any_other_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    other = tmp_path / "pose_landmarker_lite.task"
    other.write_bytes(b"something else")
    with pytest.raises(ModelDamaged, match="not one of the published pose models"):
        model_in(other)


def test_a_file_that_was_changed_since_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "lite.task"
    other.write_bytes(b"something else")
    remembered = named_model("pose_landmarker_lite", str(other))
    assert remembered is not None
    with pytest.raises(ModelDamaged, match="is no longer pose_landmarker_lite"):
        remembered.read()


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    remembered = named_model("pose_landmarker_heavy", str(tmp_path / "gone.task"))
    assert remembered is not None
    with pytest.raises(ModelDamaged, match=r"gone\.task cannot be read"):
        remembered.read()


def test_nothing_remembered_is_the_shipped_one() -> None:
    assert named_model(MODEL_NAME, "") is None
    assert named_model("another", "file.task") is None


def test_only_the_tested_variant_goes_without_a_note() -> None:
    assert variant_note(MODEL_NAME) == ""
    assert "intervals were tested with pose_landmarker_full only" in variant_note(
        "pose_landmarker_lite"
    )


def test_the_addresses_are_those_of_the_publisher() -> None:
    assert {address(name).rpartition("/")[2] for name in PUBLISHED} == {
        f"{name}.task" for name in PUBLISHED
    }
