"""Records of what the program costs: what is worse than before is named, and nothing else."""

from __future__ import annotations

import json

import pytest

from benchmarks.all import record_before, regressions

HERE, THERE = {"processor": "this", "cores": 2}, {"processor": "that", "cores": 8}


def a_record(version="0.1.0", computer=HERE, **figures):
    return {"version": version, "computer": computer, "figures": figures}


def named(before, now):
    return [line.partition(":")[0] for line in regressions(before, now)]


@pytest.mark.parametrize(
    ("name", "old", "new", "is_worse"),
    [
        ("analyse_time_ratio", 0.60, 0.64, True),
        ("analyse_time_ratio", 0.60, 0.62, False),
        ("analyse_time_ratio", 0.60, 0.40, False),
        ("shown_hz", 30.0, 28.0, True),
        ("shown_hz", 28.0, 30.0, False),
        ("rate_ratio", 1.0, 0.9, True),
        ("one_core_reps", 5, 4, True),
        ("events_lost", 0, 1, True),
        ("events_lost", 0, 0, False),
        ("start_window_s", 0.7, 0.8, True),
    ],
)
def test_what_is_worse_by_more_than_a_twentieth_is_named(name, old, new, is_worse):
    assert named(a_record(**{name: old}), a_record(**{name: new})) == [name] * is_worse


def test_times_of_another_computer_say_nothing_but_ratios_and_memory_do():
    slower = {"start_window_s": 2.0, "shown_hz": 10.0, "rate_ratio": 0.5, "long_peak_mb": 900.0}
    faster = {"start_window_s": 1.0, "shown_hz": 30.0, "rate_ratio": 1.0, "long_peak_mb": 400.0}
    assert named(a_record(**faster), a_record(computer=THERE, **slower)) == [
        "rate_ratio",
        "long_peak_mb",
    ]


def test_a_new_figure_has_nothing_to_be_held_against():
    assert named(a_record(), a_record(rate_ratio=0.1)) == []


def test_the_sentence_names_both_versions_figures():
    (line,) = regressions(a_record("0.1.0", rate_ratio=1.0), a_record("0.2.0", rate_ratio=0.9))
    assert line == "rate_ratio: 1 in 0.1.0, now 0.9 (10% worse)"


def test_the_version_before_is_found_by_its_number(tmp_path):
    assert record_before(tmp_path, "0.10.0") is None
    for version in ("0.2.0", "0.9.0", "0.10.0", "1.0.0"):
        (tmp_path / f"{version}.json").write_text(json.dumps(a_record(version)), "utf-8")
    assert record_before(tmp_path, "0.10.0")["version"] == "0.9.0"
    assert record_before(tmp_path, "0.2.0")["version"] == "0.2.0"  # nothing is older: itself
