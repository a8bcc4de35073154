"""The whole path after the pose model on real people: nothing is counted that was not done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.tracks import expected_of, info_of, run
from drills.core.events import Drill, RepResult
from vision.pose.track import load_track

if TYPE_CHECKING:
    from app.session.model import Session

FOLDER = Path(__file__).parents[1] / "tracks"
EXPECTED = expected_of(FOLDER)


def session_of(name: str) -> Session:
    track = load_track(FOLDER / f"{name}.npz")
    return run(track).session(info_of(name, track))


def test_every_track_has_its_row() -> None:
    assert set(EXPECTED) == {path.stem for path in FOLDER.glob("*.npz")}


@pytest.mark.parametrize("name", [name for name, one in EXPECTED.items() if one.most == 0])
def test_what_is_no_drill_counts_nothing(name: str) -> None:
    session = session_of(name)
    assert session.reps == ()
    assert session.drill is None
    assert session.warnings == ()


def test_real_rock_is_one_rep_with_a_low_back_that_rounds() -> None:
    session = session_of("rock_back")
    (rep,) = session.reps
    assert session.drill is Drill.FROGGER
    assert rep.start_s < 4.0
    assert rep.end_s > 28.0
    assert rep.result is RepResult.COMPENSATED
    assert {warning.kind for warning in session.warnings} == {"lumbar_flexion"}
