"""Sessions as the progress page shows them."""

from __future__ import annotations

from datetime import date, timedelta

from drills.core.events import Counts, Drill, Rep, RepResult
from tests.gui_builders import a_session
from vision.datatypes import Estimate, Side

DAY = date(2026, 3, 2)


def session_on(number, size_deg, side=Side.LEFT, person="Kim", drill=Drill.FROGGER):
    peak = {"clean_hip_flexion_deg": Estimate.around(size_deg, 4.0)}
    reps = tuple(
        Rep(side, 4 * n, 4 * n + 2, 4 * n + 4, RepResult.CLEAN, (), peak) for n in range(3)
    )
    day = DAY + timedelta(days=number)
    return a_session(
        id=f"{person}-{number}-{side}",
        created=f"{day.isoformat()}T08:00:00+01:00",
        person=person,
        drill=drill,
        side=side.value,
        counts=Counts(3),
        reps=reps,
        warnings=(),
    )


def shown(page, wait, alias):
    page._people.choose(alias)
    page.refresh()
    wait(lambda: page.snapshot is not None and page.snapshot.alias == alias)
    return page
