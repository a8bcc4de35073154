from __future__ import annotations

from benchmarks.drills import Fault, Outcome
from benchmarks.tables import Figures, Tally, fault_table, sets_and_refusals, table
from drills.core.events import WarningKind


def rows(text: str, start: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.startswith(start)]


def test_each_family_has_a_row_after_the_one_of_all() -> None:
    figures = {
        ("frogger", "hip_flexion_deg", "side", "men"): Figures([(1.0, 2.0, 9.0)], 1, {"a"}),
        ("frogger", "hip_flexion_deg", "side", "women"): Figures([(3.0, 2.0, 9.0)], 0, {"b"}),
    }
    found = [row[3:8] for row in rows(table("title", figures), "frogger")]
    assert found == [
        ["all", "2", "2", "33%", "2.00"],
        ["men", "1", "1", "50%", "1.00"],
        ["women", "1", "1", "0%", "3.00"],
    ]


def test_one_family_stands_alone() -> None:
    figures = {("frogger", "hip_flexion_deg", "side", "men"): Figures([(1.0, 2.0, 9.0)])}
    assert [row[3] for row in rows(table("title", figures), "frogger")] == ["men"]


def test_faults_false_warnings_and_sets_are_told_apart_by_family() -> None:
    tally = Tally()
    fault = Fault(WarningKind.SIDE_BEND, 1.0, 2.0, 20.0)
    tally.outcomes = [
        ("side", "men", Outcome(fault, 0.2, True)),
        ("side", "women", Outcome(fault, None, True)),
    ]
    tally.reps.update({("frogger", "men"): 5, ("frogger", "women"): 4})
    tally.false_warnings = [("frogger", "men", "side_bend")]
    tally.sets = [("frogger", "men", True, False), ("frogger", "women", False, False)]
    faults = fault_table(tally)
    assert [row[3:7] for row in rows(faults, "side_bend")] == [
        ["all", "2", "0", "50%"],
        ["men", "1", "0", "100%"],
        ["women", "1", "0", "0%"],
    ]
    assert [" ".join(row) for row in rows(faults, "frogger")] == [
        "frogger all false warnings in 9 reps: 1 side_bend",
        "frogger men false warnings in 5 reps: 1 side_bend",
        "frogger women false warnings in 4 reps: none",
    ]
    assert [row[1:5] for row in rows(sets_and_refusals(tally), "frogger")] == [
        ["all", "1", "of", "2"],
        ["men", "1", "of", "1"],
        ["women", "0", "of", "1"],
    ]
