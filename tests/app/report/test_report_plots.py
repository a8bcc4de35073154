"""The plots of a report show what was measured, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.patches import PathPatch

from app.report.plots.bars import describe_reps, draw_reps, reps_plot
from app.report.plots.course import course_plot, describe_course, draw_course, thinned
from app.report.plots.svg import drawing_settings
from drills.core.events import Drill, RepResult
from tests.report_builders import (
    AEROPLANE_WAVES,
    aeroplane,
    aeroplane_rep,
    rep_of,
    series_of,
    session_of,
)
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from app.session.model import Session
    from app.session.series import AngleSeries


# Plots


def drawn(draw: Callable[[Axes], None]) -> Axes:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    with drawing_settings():
        draw(axes)
    return axes


def course_of(session: Session, series: AngleSeries) -> Axes:
    return drawn(lambda axes: draw_course(axes, session, series))


def bars_of(session: Session) -> list[tuple[float, float]]:
    axes = drawn(lambda axes: draw_reps(axes, session))
    shapes = [patch.get_path() for patch in axes.patches if isinstance(patch, PathPatch)]
    boxes = [box for shape in shapes for box in shape.vertices.reshape(-1, 5, 2)]
    return sorted((float(box[0, 1]), float(box[2, 1] - box[0, 1])) for box in boxes)


def legend_of(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_the_course_shows_hip_spine_and_warnings() -> None:
    course = course_of(aeroplane(), series_of(**AEROPLANE_WAVES))
    hip, spine, warning = "pelvis rotation, open +", "spine twist", "warning"
    assert legend_of(course) == [hip, spine, warning]
    lines = {line.get_label(): line for line in course.lines}
    assert np.nanmax(lines[hip].get_ydata()) == pytest.approx(30.0, abs=0.1)
    assert np.nanmax(lines[spine].get_ydata()) == pytest.approx(9.0, abs=0.1)
    assert list(lines[warning].get_xdata()) == [5.5, 6.5]


def test_the_low_back_joins_the_aeroplane_only_when_measured() -> None:
    course = course_of(aeroplane(), series_of(**AEROPLANE_WAVES, lumbar_flexion_deg=(6.0, 3.0)))
    assert "low back, rounding +" in legend_of(course)


def test_the_frogger_shows_the_side_nearer_to_the_camera() -> None:
    waves = {"hip_excursion_left_deg": (30.0, 5.0), "hip_excursion_right_deg": (40.0, 5.0)}
    session = session_of(Drill.FROGGER, [rep_of(1)], side="right")
    course = course_of(session, series_of(**waves, lumbar_flexion_deg=(9.0, 3.0)))
    assert legend_of(course) == ["hip flexion gained, right", "low back, rounding +"]


def test_a_bar_stacks_the_spine_on_the_hip() -> None:
    assert bars_of(aeroplane([aeroplane_rep(1)])) == [(0, 31.0), (31.0, 22.0), (53.0, 9.0)]


def test_a_sagging_back_hangs_below_zero() -> None:
    peaks = {"hip_excursion_deg": Estimate(45.0, 40.0, 50.0),
             "lumbar_flexion_deg": Estimate(-12.0, -16.0, -8.0)}  # fmt: skip
    assert bars_of(session_of(Drill.FROGGER, [rep_of(1, **peaks)])) == [(0, -12.0), (0, 45.0)]


@pytest.mark.parametrize("plot", ["bars", "course"])
def test_a_thousand_reps_take_no_more_shapes_than_ten(plot: str) -> None:
    """Each rep with shapes of its own, a report of two hours took 400 MB."""

    def shapes(count: int) -> int:
        session = aeroplane([aeroplane_rep(number) for number in range(1, count + 1)])
        if plot == "bars":
            found = reps_plot(session, "Reps")
        else:
            found = course_plot(session, series_of(**AEROPLANE_WAVES), "Course")
        return found.svg.count("<path")

    assert shapes(1000) <= shapes(10)


def test_a_hip_that_was_not_seen_is_named_in_the_legend() -> None:
    peaks = {"pelvis_lift_deg": Estimate(1.0, 0.0, 3.0)}
    session = session_of(Drill.FOOT_LIFT, [rep_of(1, **peaks)])
    axes = drawn(lambda axes: draw_reps(axes, session))
    assert legend_of(axes) == [
        "hip rotation, internal: cannot be seen from here",
        "pelvis lift (not the hip)",
    ]
    low, high = axes.get_ylim()
    assert high - low >= 20  # so that a degree does not look like much


def test_thinning_keeps_peaks_and_gaps() -> None:
    values = np.zeros(50_000)
    values[31_234], values[7_001], values[20_000:20_400] = 90.0, -40.0, np.nan
    kept = thinned(values, n_bins=300)
    assert len(kept) < 1_000
    assert {31_234, 7_001} <= set(kept.tolist())
    assert np.isnan(values[kept]).any()
    assert (np.diff(kept) > 0).all()


def test_the_pictures_are_described_in_figures() -> None:
    assert describe_reps(aeroplane([aeroplane_rep(1), aeroplane_rep(2, RepResult.PARTIAL)])) == (
        "One stacked bar for each rep. "
        "Rep 1, clean: pelvis rotation, open 31°, pelvis rotation, closed 22°, spine twist 9°. "
        "Rep 2, partial: pelvis rotation, open 31°, pelvis rotation, closed 22°, spine twist 9°."
    )
    many = describe_reps(aeroplane([aeroplane_rep(n) for n in range(1, 31)]))
    assert many.startswith("One stacked bar for each of 30 reps. pelvis rotation, open 31 to 31°;")
    course = describe_course(aeroplane(), series_of(**AEROPLANE_WAVES))
    assert course == (
        "pelvis rotation, open +: between -30 and 30°; spine twist: between -9 and "
        "9°. 3 reps, 1 warning."
    )
