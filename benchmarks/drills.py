"""Counting and coaching against what was posed: reps, sides, warnings and their delay.

    python -m benchmarks.drills FOLDER... [--pattern 'test_*'] [--keep FOLDER]

FOLDER holds rendered videos with their truth, or recordings (see `benchmarks.cases`); videos
without a truth are clips without a drill. Reps are hit when one begins within 0.5 s. A fault is a
stretch of 0.3 s or more in which the posed angle is more than 10 deg from neutral (a twist also
more than 35 % of the whole turn); it counts as warned of if a warning of its kind is raised during
it or within 0.5 s after it. A warning is false if the posed angle stayed within 8 deg of neutral
for the 0.6 s before it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Settings
from benchmarks import tracks
from benchmarks.cases import Case, cases, true_change, true_reps
from drills import recognition
from drills.core.events import Drill, RepResult, WarningKind, WarningRaised
from vision.datatypes import Absent, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from app.run.pipeline import FrameResult
    from app.session.model import Session
    from vision.datatypes import Sample

ONSET_S = 0.5
LARGE_DEG = 15.0
BAND_DEG, CALM_DEG = 10.0, 8.0
LEAST_FAULT_S = 0.3
TWIST_SHARE = 0.35
SOURCES = {
    WarningKind.LUMBAR_FLEXION: "lumbar_flexion_deg",
    WarningKind.LUMBAR_EXTENSION: "lumbar_flexion_deg",
    WarningKind.SPINE_TWIST: "spine_twist_deg",
    WarningKind.SIDE_BEND: "side_bend_deg",
}
SEEN_SHARE = 0.5
"""A fault counts as in sight if its measure was given in half of its frames."""


@dataclass(frozen=True)
class Fault:
    """A posed compensation, its magnitude in deg at the peak."""

    kind: WarningKind
    start_s: float
    end_s: float
    peak_deg: float


@dataclass
class Score:
    """Tallies over some clips."""

    clips: int = 0
    exact: int = 0
    reps: int = 0
    hit: int = 0
    false: int = 0
    phantoms: int = 0
    sides: int = 0
    sides_right: int = 0
    drills_right: int = 0
    clean: int = 0
    false_warnings: Counter[WarningKind] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    delays_s: list[float] = field(default_factory=list)


# ---------------------------------------------------------------- truth


def _posed_signals(case: Case) -> dict[WarningKind, NDArray[np.float64]]:
    """Return for each kind the posed angle in every frame, positive in the direction that warns."""
    if case.drill not in (Drill.AEROPLANE, Drill.FROGGER):
        return {}
    lumbar = true_change(case, "lumbar_flex")
    signals = {WarningKind.LUMBAR_FLEXION: lumbar, WarningKind.LUMBAR_EXTENSION: -lumbar}
    if case.drill is Drill.AEROPLANE:
        twist = np.abs(true_change(case, "lumbar_axial"))
        turn = np.abs(true_change(case, "open_total_deg"))
        is_large = twist > TWIST_SHARE * (twist + np.nan_to_num(turn))
        signals[WarningKind.SPINE_TWIST] = np.where(is_large, twist, np.minimum(twist, 9.0))
        signals[WarningKind.SIDE_BEND] = np.abs(true_change(case, "lumbar_lat"))
    return signals


def _faults(case: Case) -> list[Fault]:
    """Return the posed compensations that a warning should name."""
    posed = []
    for kind, signal in _posed_signals(case).items():
        for start, stop in _stretches(signal > BAND_DEG):
            start_s, end_s = float(case.t_s[start]), float(case.t_s[stop - 1])
            if end_s - start_s >= LEAST_FAULT_S:
                posed.append(Fault(kind, start_s, end_s, float(signal[start:stop].max())))
    return posed


def _stretches(holds: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


# ---------------------------------------------------------------- scoring


@dataclass(frozen=True)
class Run:
    """The results of one clip: the session, the warnings raised, and the sample of every frame."""

    session: Session
    raised: tuple[WarningRaised, ...]
    samples: tuple[Sample, ...]


def run(case: Case, settings: Settings) -> Run:
    """Run a clip through everything after the pose model.

    Parameters
    ----------
    case
        The clip.
    settings
        With the drill and side, where they are to be named instead of recognised.
    """
    raised_in: dict[Drill, list[WarningRaised]] = {drill: [] for drill in Drill}
    samples: list[Sample] = []

    def take(result: FrameResult) -> None:
        samples.append(result.sample)
        for drill, events in result.all_events.items():
            raised_in[drill] += [event for event in events if isinstance(event, WarningRaised)]

    recorder = tracks.run(case.track, settings, take)
    session = recorder.session(tracks.info_of(case.name, case.track))
    raised = raised_in[session.drill] if session.drill is not None else []
    return Run(session, tuple(raised), tuple(samples))


def _score(case: Case, done: Run, total: Score) -> str:
    """Add one clip to the tallies and return its line."""
    wanted, counted = true_reps(case), done.session.reps
    right = case.drill is not None and done.session.drill is case.drill
    total.clips += 1
    total.exact += len(wanted) == len(counted) and (right or not wanted)
    if case.drill is None:
        total.phantoms += len(counted)
        return f"{len(counted)} phantom reps" if counted else "nothing counted"
    hits = _matched([rep.start_s for rep in wanted], [rep.start_s for rep in counted])
    total.drills_right += right
    total.reps += len(wanted)
    total.hit += hits if right else 0
    total.false += len(counted) - (hits if right else 0)
    total.clean += sum(rep.result is RepResult.CLEAN for rep in counted)
    if case.drill is not Drill.FROGGER and case.side is not None and right:
        total.sides += len(counted)
        total.sides_right += sum(rep.side is case.side for rep in counted)
    spoken = _score_warnings(case, done, total) if right else "another drill was seen"
    return f"{len(counted)} of {len(wanted)} reps ({hits} on time); {spoken}"


def _matched(wanted: Sequence[float], counted: Sequence[float]) -> int:
    left, hits = list(counted), 0
    for start_s in wanted:
        near = [other for other in left if abs(other - start_s) <= ONSET_S]
        if near:
            left.remove(min(near, key=lambda other: abs(other - start_s)))
            hits += 1
    return hits


@dataclass(frozen=True)
class Outcome:
    """What became of a fault: warned of ``delay_s`` after its start; ``None``: not at all."""

    fault: Fault
    delay_s: float | None
    in_sight: bool


def outcomes(case: Case, done: Run) -> list[Outcome]:
    """Return the outcome of every posed fault of a clip.

    Parameters
    ----------
    case, done
        The clip and its results.
    """
    results = []
    for fault in _faults(case):
        heard = [
            event.t_s - fault.start_s
            for event in done.raised
            if event.kind is fault.kind and event.t_s - fault.start_s >= -0.2
            and event.t_s <= fault.end_s + ONSET_S
        ]  # fmt: skip
        in_sight = _share_seen(fault, done.samples) >= SEEN_SHARE
        results.append(Outcome(fault, heard[0] if heard else None, in_sight))
    return results


def false_warnings(case: Case, done: Run) -> list[WarningRaised]:
    """Return the warnings of faults that were not posed.

    Parameters
    ----------
    case, done
        The clip and its results.
    """
    warnings = []
    for event in done.raised:
        signal = _posed_signals(case).get(event.kind)
        near = (case.t_s > event.t_s - 0.6) & (case.t_s <= event.t_s)
        if signal is None or not (signal[near] > CALM_DEG).any():
            warnings.append(event)
    return warnings


def _score_warnings(case: Case, done: Run, total: Score) -> str:
    words = []
    for outcome in outcomes(case, done):
        fault = outcome.fault
        size = "large" if fault.peak_deg >= LARGE_DEG else "small"
        key = f"{fault.kind.value} {size}"
        if outcome.delay_s is not None:
            total.warned[key] += 1
            total.delays_s += [outcome.delay_s] if size == "large" else []
        elif not outcome.in_sight:
            total.unseen[key] += 1
        else:
            total.missed[key] += 1
        when = "missed" if outcome.delay_s is None else f"after {outcome.delay_s:.2f} s"
        words.append(f"{fault.kind.value} {fault.peak_deg:.0f} deg {when}")
    for event in false_warnings(case, done):
        total.false_warnings[event.kind] += 1
        words.append(f"FALSE {event.kind.value} at {event.t_s:.1f} s")
    return ", ".join(words) or "no warning, no fault"


def _share_seen(fault: Fault, samples: Iterable[Sample]) -> float:
    measures = [
        sample.measures.get(SOURCES[fault.kind])
        for sample in samples
        if fault.start_s <= sample.t_s <= fault.end_s
    ]
    seen = sum(m is not None and not isinstance(m, Absent) for m in measures)
    return seen / max(1, len(measures))


def _cost_ms(samples: Sequence[Sample]) -> float:
    """Return the time of all drill logic for one frame in ms, the mean over some samples."""
    state = recognition.State()
    start_s = time.process_time()
    for sample in samples:
        state, _ = recognition.step(state, sample)
    return 1000.0 * (time.process_time() - start_s) / max(1, len(samples))


# ---------------------------------------------------------------- printing


def _summary(name: str, total: Score) -> str:
    """Return the printed tallies of a drill."""
    if name == "no drill":
        return f"{name}: {total.phantoms} phantom reps in {total.clips} clips"
    missed = total.reps - total.hit
    lines = [
        f"{name}: {total.exact} of {total.clips} sets exact; drill right in {total.drills_right}; "
        f"reps {total.hit} hit, {missed} missed, {total.false} false; "
        f"sides {total.sides_right} of {total.sides} right",
    ]
    for key in sorted({*total.warned, *total.missed, *total.unseen}):
        lines.append(
            f"    {key} faults: {total.warned[key]} warned, {total.missed[key]} missed, "
            f"{total.unseen[key]} not in sight"
        )
    wrong = ", ".join(f"{count} {kind.value}" for kind, count in total.false_warnings.items())
    lines.append(f"    false warnings: {wrong or 'none'} in {total.reps} reps")
    if total.delays_s:
        delays = np.array(total.delays_s)
        lines.append(
            f"    delay of large faults: median {np.median(delays):.2f} s, "
            f"{np.mean(delays <= 0.5):.0%} within 0.5 s"
        )
    return "\n".join(lines)


def main() -> None:
    """Score every clip and print the tallies by drill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--pattern", default="*")
    parser.add_argument("--keep", type=Path, help="where the tracks of videos are kept")
    parser.add_argument("--drill", type=Drill, help="name the drill instead of recognising it")
    parser.add_argument("--side", type=Side)
    options = parser.parse_args()
    totals: dict[str, Score] = {}
    costs: list[float] = []
    for folder in options.folders:
        for case in cases(folder, options.pattern, options.keep):
            done = run(case, Settings(drill=options.drill, side=options.side))
            key = case.drill.value if case.drill else "no drill"
            line = _score(case, done, totals.setdefault(key, Score()))
            drill = done.session.drill.value if done.session.drill else "no drill"
            print(f"{case.name:30s} {drill}, {done.session.view.value}: {line}", flush=True)
            costs.append(_cost_ms(done.samples))
    for key, total in totals.items():
        print(_summary(key, total))
    print(f"drill logic: {np.mean(costs):.3f} ms a frame")


if __name__ == "__main__":
    main()
