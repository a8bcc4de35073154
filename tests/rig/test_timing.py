from __future__ import annotations

import numpy as np
import pytest

from sample_videos.rig.motion.timing import Phase, Sway, Timeline, Track, ease


def test_ease_runs_from_0_to_1_and_is_constant_outside() -> None:
    values = [ease(u) for u in (-1.0, 0.0, 0.5, 1.0, 2.0)]
    assert values == pytest.approx([0, 0, 0.5, 1, 1])


def test_ease_is_monotonic_symmetric_and_starts_at_rest() -> None:
    u = np.linspace(0, 1, 101)
    y = np.array([ease(x) for x in u])
    assert (np.diff(y) >= 0).all()
    np.testing.assert_allclose(y + y[::-1], 1.0)
    assert ease(1e-3) < 1e-8


def test_ease_peaks_at_the_minimum_jerk_speed() -> None:
    step = 1e-5
    assert (ease(0.5 + step) - ease(0.5 - step)) / (2 * step) == pytest.approx(1.875, rel=1e-4)


def test_track_rests_between_moves() -> None:
    track = Track(5).move(1, 2, 15).move(4, 6, -5)
    times_s = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 99.0)
    assert [track(t) for t in times_s] == pytest.approx([5, 5, 10, 15, 15, 15, 5, -5, -5])


def test_track_without_moves_is_constant() -> None:
    assert Track(3)(-1) == 3
    assert Track(3)(7) == 3


def test_track_takes_moves_of_no_duration() -> None:
    track = Track().move(1, 1, 4)
    assert track(0.999) == 0
    assert track(1.0) == 4


def test_wandering_covers_all_parts_of_the_limits_and_comes_home() -> None:
    phase, times_s = Phase(1.0, 61.0, "wander", 0), np.linspace(0.0, 70.0, 2000)
    for seed in range(5):
        track = Track(2.0).wander(phase, np.random.default_rng(seed), (-20.0, 40.0), 1.0)
        values = np.array([track(t) for t in times_s])
        assert values.min() < -10
        assert values.max() > 30
        assert track(1.0) == track(61.0) == track(70.0) == 2.0


def test_timeline_lays_phases_end_to_end() -> None:
    timeline = Timeline()
    timeline.add(1.5, "stand")
    added = timeline.add(0.5, "opening", 1)
    assert added == Phase(1.5, 2.0, "opening", 1)
    assert timeline.duration_s == 2.0
    assert timeline.at(1.49).name == "stand"
    assert timeline.at(1.5).name == "opening"
    assert timeline.at(50).name == "opening"


def test_sway_of_a_seed_is_reproducible_and_named() -> None:
    sway = Sway(3, 1.0, ("knee", "pitch")).at(1.7)
    assert sway == Sway(3, 1.0, ("knee", "pitch")).at(1.7)
    assert sway["knee"] == Sway(3, 1.0, ("knee",)).at(1.7)["knee"]
    assert sway["knee"] != Sway(4, 1.0, ("knee",)).at(1.7)["knee"]


def test_sway_scales_with_its_size_and_can_be_off() -> None:
    big, small = (Sway(3, size, ("a",)).at(2.0)["a"] for size in (1.0, 0.25))
    assert small == pytest.approx(big / 4)
    assert Sway(3, 1.0, ("a", "b")).none() == {"a": 0.0, "b": 0.0}


def test_sway_is_of_about_unit_size_and_slow() -> None:
    sway = Sway(11, 1.0, ("a", "b", "c", "d"))
    times_s = np.arange(0, 60, 0.05)
    values = np.array([list(sway.at(t).values()) for t in times_s])
    assert 0.3 < np.sqrt((values**2).mean()) < 1.2
    assert np.abs(np.diff(values, axis=0)).max() / 0.05 < 6.0
