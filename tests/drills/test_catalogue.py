"""The machines take their peaks as the catalogue says; it is the one table."""

from __future__ import annotations

import pytest

from drills.aeroplane import machine as aeroplane
from drills.core.phases import peak_rules
from drills.foot_lift import machine as foot_lift
from drills.frogger import machine as frogger
from vision.datatypes import Side
from vision.measures import of_drill

MACHINES = {"aeroplane": aeroplane, "frogger": frogger, "foot_lift": foot_lift}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("drill", MACHINES)
def test_machine_takes_peaks_as_the_catalogue_says(drill: str, side: Side) -> None:
    rules = MACHINES[drill].peak_rules(side)  # type: ignore[attr-defined]
    assert rules.items() <= peak_rules(drill, side).items()


@pytest.mark.parametrize("drill", MACHINES)
def test_what_is_no_peak_is_worked_out_by_the_drill(drill: str) -> None:
    worked_out = {row.name for row in of_drill(drill) if not row.of}
    assert (
        worked_out
        == {
            "aeroplane": {"spine_twist_open_deg", "spine_twist_closed_deg"},
            "frogger": {"clean_hip_flexion_deg"},
            "foot_lift": {"pelvis_first_half_deg", "hip_rotation_before_pelvis_deg"},
        }[drill]
    )
