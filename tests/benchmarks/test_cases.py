from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import cases
from drills.core.events import Drill
from tests.pose_builders import all_fours, pose, with_back
from vision.pose.track import Track, pack

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_video_is_estimated_once_and_kept_as_a_track(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one_frogger.mp4").write_bytes(b"")
    (tmp_path / "one_frogger_truth.csv").write_text(
        "time_s,phase,rep,lumbar_flex\n0.0,start,0,1.0\n0.1,back,1,9.0\n"
    )
    seen = with_back(pose(all_fours(), yaw_deg=90.0))
    asked: list[Path] = []

    def estimated(path: Path) -> Track:
        asked.append(path)
        return Track([0.0, 0.1], [seen.size_px] * 2, [pack(seen), None])

    monkeypatch.setattr(cases, "_estimated", estimated)
    for _ in range(2):
        (case,) = cases.cases(tmp_path, "*", tmp_path / "keep")
        assert case.drill is Drill.FROGGER
        assert case.family == tmp_path.name
        assert case.t_s.tolist() == [0.0, 0.1]
        assert case.poses[0].mask is None
        assert case.poses[1] is None
        _, _, first = next(iter(case.track))
        assert first.mask.any()
        assert cases.true_change(case, "lumbar_flex").tolist() == [0.0, 8.0]
    assert asked == [tmp_path / "one_frogger.mp4"]
