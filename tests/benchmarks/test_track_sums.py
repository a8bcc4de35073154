from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.tracks import Expected, Sum, add, expected_of, info_of, line, summed, sums
from drills.core.events import Drill
from tests.store_builders import a_session
from vision.pose.track import Track

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = Track([0.0, 60.0], [(1, 1)] * 2, [None] * 2)


def test_expected_counts_are_read_by_track(tmp_path: Path) -> None:
    assert expected_of(tmp_path) == {}
    (tmp_path / "expected.csv").write_text(
        "track,movement,drill,reps_least,reps_most,view,seen\na,rock,frogger,1,2,side,\n"
    )
    assert expected_of(tmp_path) == {"a": Expected("rock", "frogger", 1, 2)}


@pytest.mark.parametrize(
    ("wanted", "phantom", "missed", "as_expected"),
    [
        (Expected("rock", "frogger", 2, 2), 0, 0, True),
        (Expected("rock", "frogger", 1, 3), 0, 0, True),
        (Expected("rock", "frogger", 3, 3), 0, 1, False),
        (Expected("cat", "none", 0, 0), 2, 0, False),
        (Expected("turn", "aeroplane", 1, 1), 2, 1, False),
    ],
)
def test_phantoms_and_misses(
    wanted: Expected, phantom: int, missed: int, as_expected: bool
) -> None:
    total, session = Sum(), a_session(drill=Drill.FROGGER)
    assert add(total, MINUTE, session, wanted) is as_expected
    assert (total.reps, total.phantom, total.missed) == (2, phantom, missed)
    assert total.minutes == pytest.approx(1.0)
    said = line("a", session, wanted, as_expected=as_expected)
    assert said.startswith("! ") is not as_expected
    assert "got 2 frogger" in said


def test_sums_are_by_movement_and_in_all() -> None:
    totals = {"cat": Sum(5.0, 3, 3, 0), "rock": Sum(15.0, 4, 0, 1)}
    assert totals["cat"].phantom_per_10_min == pytest.approx(6.0)
    assert summed(totals.values()) == Sum(20.0, 7, 3, 1)
    assert [row.split()[-1] for row in sums(totals)[1:]] == ["6.0", "0.0", "1.5"]
    assert Sum().phantom_per_10_min == 0.0


def test_track_as_a_source() -> None:
    info = info_of("a", MINUTE)
    assert (info.kind, info.frames, info.duration_s) == ("video", 2, 60.0)
    assert info.fps == pytest.approx(1 / 60)
