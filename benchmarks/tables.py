"""What `benchmarks.accuracy` collects over all clips, and the tables printed from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from training.dataset import BAD_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.drills import Outcome

    Key = tuple[str, str, str, str]

SIZES_DEG = (12.5, 17.5, 25.0)
"""Borders between the sizes of faults in the table: about 10, 15, 20 and 30 deg."""
ALL = "all"


@dataclass
class Figures:
    """Errors of one measure.

    ``given`` has rows of error, half-width and naive error (NaN where there is none); ``absent``
    counts the values that were not given.
    """

    given: list[tuple[float, float, float]] = field(default_factory=list)
    absent: int = 0
    clips: set[str] = field(default_factory=set)


@dataclass
class Tally:
    """What is collected over all clips.

    ``frames`` and ``peaks`` are by drill, measure, camera and family, ``exchanged`` by whether the
    sides are exchanged and by family. ``refused`` has rows of family, bad, refused; ``sets`` of
    drill, family, exact, and exact by the tutorial's loop; ``outcomes`` of camera, family, outcome;
    ``false_warnings`` of drill, family, kind. ``reps`` counts the posed reps of a drill and family.
    """

    frames: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))
    peaks: dict[Key, Figures] = field(default_factory=lambda: defaultdict(Figures))
    refused: list[tuple[str, bool, bool]] = field(default_factory=list)
    exchanged: dict[tuple[bool, str], Figures] = field(default_factory=lambda: defaultdict(Figures))
    sets: list[tuple[str, str, bool, bool]] = field(default_factory=list)
    outcomes: list[tuple[str, str, Outcome]] = field(default_factory=list)
    false_warnings: list[tuple[str, str, str]] = field(default_factory=list)
    reps: Counter[tuple[str, str]] = field(default_factory=Counter)

    def of(self, drill: str) -> list[str]:
        """Return the families that did a drill."""
        return [family for name, family in self.reps if name == drill]


def _families(names: Iterable[str]) -> tuple[str, ...]:
    """Return the families to print: each of them, preceded by all together if there are several."""
    each = tuple(sorted(set(names)))
    return (ALL, *each) if len(each) > 1 else each


def _fits(family: str, name: str) -> bool:
    return family in (ALL, name)


def _pooled(figures: Iterable[Figures]) -> Figures:
    """Return the figures of several families as one."""
    parts = list(figures)
    return Figures(
        [row for part in parts for row in part.given],
        sum(part.absent for part in parts),
        {clip for part in parts for clip in part.clips},
    )


def table(title: str, figures: Mapping[Key, Figures]) -> str:
    """Return a printed table of errors.

    Parameters
    ----------
    title
        Its first line.
    figures
        By drill, measure, camera and family, as in `Tally`.
    """
    head = (
        f"{'drill':10s} {'measure':28s} {'camera':13s} {'family':12s} {'clips':>5s} {'rows':>6s} "
        f"{'absent':>6s} {'MAE':>6s} {'bias':>6s} {'p90':>6s} {'width':>6s} {'inside':>6s} "
        f"{'naive':>6s}"
    )
    groups: dict[tuple[str, str, str], dict[str, Figures]] = defaultdict(dict)
    for (drill, name, sector, family), errors in figures.items():
        groups[drill, name, sector][family] = errors
    lines = [title, head]
    for (drill, name, sector), by_family in sorted(groups.items()):
        for family in _families(by_family):
            errors = _pooled(part for own, part in by_family.items() if _fits(family, own))
            lines.append(f"{drill:10s} {name:28s} {sector:13s} {family:12s} {_errors(errors)}")
    return "\n".join(lines)


def _errors(figures: Figures) -> str:
    count = len(figures.given)
    share = figures.absent / max(1, count + figures.absent)
    start = f"{len(figures.clips):5d} {count:6d} {share:6.0%}"
    if not count:
        return start
    error, half, naive = np.array(figures.given).T
    size = np.abs(error)
    usual = np.abs(naive[np.isfinite(naive)])
    return (
        f"{start} {size.mean():6.2f} {error.mean():6.2f} {np.percentile(size, 90):6.2f} "
        f"{half.mean():6.2f} {np.mean(size <= half):6.0%} "
        f"{usual.mean() if len(usual) else float('nan'):6.1f}"
    )


def fault_table(tally: Tally) -> str:
    """Return a printed table: faults by kind, camera, size and family, and the false warnings."""
    lines = [
        "faults that leave the band of 10 deg for 0.3 s: share warned of, by the size of the peak",
        f"{'kind':18s} {'camera':13s} {'size':>9s} {'family':12s} {'faults':>6s} {'unseen':>6s} "
        f"{'warned':>6s} {'median':>8s} {'in 0.5 s':>8s}",
    ]
    groups: dict[tuple[str, str, int], list[tuple[str, Outcome]]] = defaultdict(list)
    for sector, family, outcome in tally.outcomes:
        size = int(np.searchsorted(SIZES_DEG, outcome.fault.peak_deg))
        groups[outcome.fault.kind.value, sector, size].append((family, outcome))
    borders = ("10", *(f"{border:g}" for border in SIZES_DEG), "")
    for (kind, sector, size), those in sorted(groups.items(), key=lambda item: item[0]):
        span = f"{borders[size]}-{borders[size + 1]}"
        for family in _families(own for own, _ in those):
            chosen = [outcome for own, outcome in those if _fits(family, own)]
            lines.append(f"{kind:18s} {sector:13s} {span:>9s} {family:12s} {_warned(chosen)}")
    for drill in sorted({name for name, _ in tally.reps}):
        for family in _families(tally.of(drill)):
            reps = sum(tally.reps[drill, own] for own in tally.of(drill) if _fits(family, own))
            kinds = Counter(
                kind for of, own, kind in tally.false_warnings if of == drill and _fits(family, own)
            )
            words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
            lines.append(f"{drill:10s} {family:12s} false warnings in {reps} reps: {words}")
    return "\n".join(lines)


def _warned(outcomes: list[Outcome]) -> str:
    delays = [outcome.delay_s for outcome in outcomes if outcome.delay_s is not None]
    unseen = sum(outcome.delay_s is None and not outcome.in_sight for outcome in outcomes)
    middle = f"{np.median(delays):6.2f} s" if delays else ""
    soon = f"{np.mean([delay <= 0.5 for delay in delays]):8.0%}" if delays else ""
    share = len(delays) / len(outcomes)
    return f"{len(outcomes):6d} {unseen:6d} {share:6.0%} {middle:>8s} {soon:>8s}"


def sets_and_refusals(tally: Tally) -> str:
    """Return the lines on counting and on frames with bad landmarks."""
    lines = []
    for drill in sorted({kind for kind, _, _, _ in tally.sets}):
        for family in _families(own for kind, own, _, _ in tally.sets if kind == drill):
            those = [row for row in tally.sets if row[0] == drill and _fits(family, row[1])]
            ours, naive = sum(row[2] for row in those), sum(row[3] for row in those)
            lines.append(
                f"{drill:10s} {family:12s} {ours} of {len(those)} sets exact; tutorial loop {naive}"
            )
    for family in _families(own for own, _, _ in tally.refused):
        bad = [lost for own, is_bad, lost in tally.refused if is_bad and _fits(family, own)]
        good = [lost for own, is_bad, lost in tally.refused if not is_bad and _fits(family, own)]
        if good:
            lines.append(
                f"{family:12s} frames with landmarks off by more than {BAD_SHARE:.0%} of the "
                f"trunk: {len(bad)}, refused {np.mean(bad) if bad else 0:.0%}; others "
                f"{len(good)}, kept {1 - np.mean(good):.0%}"
            )
    for crossed, words in ((True, "frames with left and right exchanged"), (False, "others")):
        for family in _families(own for _, own in tally.exchanged):
            figures = _pooled(
                part
                for (is_crossed, own), part in tally.exchanged.items()
                if is_crossed is crossed and _fits(family, own)
            )
            lines.append(f"{family:12s} {words}: {_given(figures)}")
    return "\n".join(lines)


def _given(figures: Figures) -> str:
    error, half, _ = np.array(figures.given or [(np.nan,) * 3]).T
    return (
        f"{len(figures.given) + figures.absent}, nothing given in {figures.absent}; "
        f"else off by {np.mean(np.abs(error)):.1f} deg, {np.mean(np.abs(error) <= half):.0%} "
        f"inside the interval"
    )
