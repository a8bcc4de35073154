"""A resting skeleton without a mesh, so that kinematics can be tested with numpy alone.

``rest_skeleton.csv`` holds the bone heads of one adult of 1.75 m from the CC0 assets that the
renderer's body model comes with.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sample_videos.rig.kinematics.chain import Kinematics
from sample_videos.rig.kinematics.skeleton import HipCentre, Skeleton, build_skeleton


@pytest.fixture(scope="session")
def skeleton() -> Skeleton:
    table = Path(__file__).with_name("rest_skeleton.csv")
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    bones = [row for row in rows if row["kind"] == "bone"]
    points = [row for row in rows if row["kind"] == "surface"]
    stature_m = next(float(row["z_m"]) for row in rows if row["kind"] == "stature")
    labels = [row["name"] for row in bones]
    heads_m = np.array([_place_m(row) for row in bones])
    corrected_m = HipCentre().corrected(labels, heads_m, stature_m)
    parents = [int(row["parent"]) for row in bones]
    bare = build_skeleton(labels, parents, corrected_m, stature_m)
    return replace(bare, surface={row["name"]: np.array(_place_m(row)) for row in points})


@pytest.fixture(scope="session")
def kinematics(skeleton: Skeleton) -> Kinematics:
    return Kinematics(skeleton)


def _place_m(row: dict[str, str]) -> list[float]:
    return [float(row[axis]) for axis in ("x_m", "y_m", "z_m")]
