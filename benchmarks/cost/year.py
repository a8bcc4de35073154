"""Made-up people who practise for a year: sessions and angles with known trends, from a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from app import __version__
from app.run.recorder import counts_of, ranges_of
from app.session.model import QualityRecord, Session, SourceRecord
from app.session.series import TRACKED, AngleSeries, rep_numbers
from drills.core.events import Drill, Level, Rep, RepResult, Warning, WarningKind
from vision.datatypes import Absent, Estimate, Reason, Side, View
from vision.measures import COLUMNS
from vision.pose.estimator import MODEL_NAME, model_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
FPS = 30
REP_S = 6.0


def year(person: str, seed: int, days: int = 365) -> Iterator[Session]:
    """Yield the sessions of a year: about four days a week, with a growing or shrinking range.

    Parameters
    ----------
    person
        The name in every session.
    seed
        The same seed gives the same sessions.
    days
        Length of the time from `START` on.
    """
    rng = np.random.default_rng(seed)
    gain_deg = float(rng.uniform(-4, 16))
    for day in range(days):
        if rng.random() > 4 / 7:
            continue
        share = day / days
        when = START + timedelta(days=day, minutes=float(rng.uniform(0, 90)))
        for side in Side:
            yield _aeroplane(rng, person, when, side, 22 + gain_deg * share)
        if rng.random() < 0.5:
            yield _frogger(rng, person, when + timedelta(minutes=20), 96 + gain_deg * share)


def _aeroplane(
    rng: np.random.Generator, person: str, when: datetime, side: Side, open_deg: float
) -> Session:
    """Return a set of 4 to 8 turns over one leg."""
    reps = []
    for number in range(int(rng.integers(4, 9))):
        twist = float(rng.normal(7, 4))
        start_s = 3 + REP_S * number
        reps.append(
            Rep(
                side, start_s, start_s + 1.8, start_s + float(rng.normal(4.6, 0.4)),
                RepResult.COMPENSATED if twist > 12 else RepResult.CLEAN,
                (f"the spine twisted instead of the hip by {twist:.0f} deg (8 to 20)",)
                if twist > 12 else (),
                {
                    "pelvis_rotation_open_deg": _around(rng, open_deg, 2.0, 4.0),
                    "pelvis_rotation_closed_deg": _around(rng, 0.6 * open_deg, 2.0, 4.0),
                    "spine_twist_deg": Estimate.around(twist, 4.0),
                    "hinge_deg": _around(rng, 74, 3.0, 6.0),
                    "lumbar_flexion_deg": Absent(Reason.WRONG_VIEW),
                },
            )
        )  # fmt: skip
    return _session(rng, person, when, Drill.AEROPLANE, side, View.FRONT, tuple(reps))


def _frogger(rng: np.random.Generator, person: str, when: datetime, flexion_deg: float) -> Session:
    """Return a set of 8 to 12 rocks."""
    reps = []
    for number in range(int(rng.integers(8, 13))):
        rounding = float(rng.normal(6, 3))
        start_s = 3 + REP_S * number
        reps.append(
            Rep(
                Side.LEFT, start_s, start_s + 2.0, start_s + float(rng.normal(4.8, 0.3)),
                RepResult.COMPENSATED if rounding > 10 else RepResult.CLEAN,
                (f"the low back rounded by {rounding:.0f} deg (8 to 18)",)
                if rounding > 10 else (),
                {
                    "hip_flexion_deg": _around(rng, flexion_deg + 4, 2.0, 5.0),
                    "clean_hip_flexion_deg": _around(rng, flexion_deg, 2.0, 5.0),
                    "lumbar_flexion_deg": Estimate.around(rounding, 4.0),
                    "knee_width_ratio": Absent(Reason.WRONG_VIEW),
                    "rock_travel_ratio": _around(rng, 0.6, 0.05, 0.1),
                },
            )
        )  # fmt: skip
    return _session(rng, person, when, Drill.FROGGER, Side.LEFT, View.LEFT, tuple(reps))


def _around(rng: np.random.Generator, mean: float, sigma: float, half: float) -> Estimate:
    return Estimate.around(float(rng.normal(mean, sigma)), half)


def _session(
    rng: np.random.Generator,
    person: str,
    when: datetime,
    drill: Drill,
    side: Side,
    view: View,
    reps: tuple[Rep, ...],
) -> Session:
    duration_s = 6 + REP_S * len(reps)
    warnings = tuple(
        Warning(WarningKind.SPINE_TWIST, rep.start_s + 1, rep.start_s + 2, Estimate(13, 9, 17), n)
        for n, rep in enumerate(reps, 1)
        if rep.result is RepResult.COMPENSATED
    )
    return Session(
        id=rng.bytes(16).hex(),
        created=when.isoformat(timespec="seconds"),
        program_version=__version__,
        model=MODEL_NAME,
        model_sha256=model_sha256(),
        source=SourceRecord(
            "camera", "camera 0", duration_s, int(duration_s * FPS), float(FPS), 1280, 720
        ),
        drill=drill,
        level=Level.KICKSTAND if drill is Drill.AEROPLANE else None,
        side=side.value,
        view=view,
        counts=counts_of(reps),
        reps=reps,
        warnings=warnings,
        ranges=ranges_of(reps),
        quality=QualityRecord(0.98, 12, calibrated=True),
        person=person,
    )


def series_of(session: Session, fps: int = FPS) -> AngleSeries:
    """Return angles that swing with the reps, with noise as in recordings; a third is unseen.

    Parameters
    ----------
    session
        Gives the duration, the reps and the seed.
    fps
        Rows a second.
    """
    rng = np.random.default_rng(int(session.id[:8], 16))
    t_s = np.arange(0, session.source.duration_s, 1 / fps)
    measures = {}
    for number, name in enumerate(COLUMNS):
        wave = 30 * np.sin(2 * np.pi * t_s / REP_S + number) + rng.normal(0, 0.4, len(t_s))
        table = np.stack([wave, wave - 4, wave + 4], axis=1)
        measures[name] = table if number % 3 else np.full_like(table, np.nan)
    walk = np.cumsum(rng.normal(0, 0.002, (len(t_s), len(TRACKED), 3)), axis=0)
    none = ("",) * len(t_s)
    return AngleSeries(
        t_s, ("turning",) * len(t_s), rep_numbers(t_s, session.reps), measures,
        np.ones(len(t_s)), none, walk.astype(np.float32),
    )  # fmt: skip


def renumbered(session: Session, number: int) -> Session:
    """Return the same session under another id, for filling a store.

    Parameters
    ----------
    session
        The session to copy.
    number
        Written into the beginning of the id.
    """
    return replace(session, id=f"{number:08x}{session.id[8:]}")
