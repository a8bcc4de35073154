"""What `benchmarks.accuracy` collects over all clips, and the tables that are printed of it."""

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
"""Borders between the sizes of faults that are told apart: about 10, 15, 20 and 30 deg."""
ALL = "all"


@dataclass
class Figures:
    """Errors of one measure: rows of error, half-width, naive error (NaN where there is none)."""

    given: list[tuple[float, float, float]] = field(default_factory=list)
    absent: int = 0
    clips: set[str] = field(default_factory=set)


@dataclass
class Tally:
    """What is collected over all clips.

    Frames and peaks stand under drill, measure, camera and family, exchanged sides under whether
    they are and the family. ``refused`` holds family, bad, refused; ``sets`` drill, family, exact,
    and exact by the tutorial loop; ``outcomes`` camera, family, outcome; ``false_warnings`` drill,
    family, kind; ``reps`` are those of a drill and family.
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
        return [family for one, family in self.reps if one == drill]


def _families(names: Iterable[str]) -> tuple[str, ...]:
    """Return the families to print: each of them, after all together if there are several."""
    found = tuple(sorted(set(names)))
    return (ALL, *found) if len(found) > 1 else found


def _fits(family: str, one: str) -> bool:
    return family in (ALL, one)


def _pooled(figures: Iterable[Figures]) -> Figures:
    """Return the figures of several families as one."""
    parts = list(figures)
    return Figures(
        [row for part in parts for row in part.given],
        sum(part.absent for part in parts),
        {clip for part in parts for clip in part.clips},
    )


def table(title: str, figures: Mapping[Key, Figures]) -> str:
    """Return a printed table."""
    head = (
        f"{'drill':10s} {'measure':28s} {'camera':13s} {'family':12s} {'clips':>5s} {'rows':>6s} "
        f"{'absent':>6s} {'MAE':>6s} {'bias':>6s} {'p90':>6s} {'width':>6s} {'inside':>6s} "
        f"{'naive':>6s}"
    )
    groups: dict[tuple[str, str, str], dict[str, Figures]] = defaultdict(dict)
    for (drill, name, sector, family), found in figures.items():
        groups[drill, name, sector][family] = found
    lines = [title, head]
    for (drill, name, sector), by_family in sorted(groups.items()):
        for family in _families(by_family):
            found = _pooled(part for one, part in by_family.items() if _fits(family, one))
            lines.append(f"{drill:10s} {name:28s} {sector:13s} {family:12s} {_errors(found)}")
    return "\n".join(lines)


def _errors(found: Figures) -> str:
    count = len(found.given)
    share = found.absent / max(1, count + found.absent)
    start = f"{len(found.clips):5d} {count:6d} {share:6.0%}"
    if not count:
        return start
    error, half, naive = np.array(found.given).T
    size = np.abs(error)
    usual = np.abs(naive[np.isfinite(naive)])
    return (
        f"{start} {size.mean():6.2f} {error.mean():6.2f} {np.percentile(size, 90):6.2f} "
        f"{half.mean():6.2f} {np.mean(size <= half):6.0%} "
        f"{usual.mean() if len(usual) else float('nan'):6.1f}"
    )


def fault_table(tally: Tally) -> str:
    """Return a printed table: faults warned of by kind, camera, size, family; false warnings."""
    lines = [
        "faults that leave the band of 10 deg for 0.3 s: share warned of, by the size of the peak",
        f"{'kind':18s} {'camera':13s} {'size':>9s} {'family':12s} {'faults':>6s} {'unseen':>6s} "
        f"{'warned':>6s} {'median':>8s} {'in 0.5 s':>8s}",
    ]
    groups: dict[tuple[str, str, int], list[tuple[str, Outcome]]] = defaultdict(list)
    for sector, family, one in tally.outcomes:
        size = int(np.searchsorted(SIZES_DEG, one.fault.peak_deg))
        groups[one.fault.kind.value, sector, size].append((family, one))
    borders = ("10", *(f"{border:g}" for border in SIZES_DEG), "")
    for (kind, sector, size), those in sorted(groups.items(), key=lambda item: item[0]):
        span = f"{borders[size]}-{borders[size + 1]}"
        for family in _families(one for one, _ in those):
            found = [outcome for one, outcome in those if _fits(family, one)]
            lines.append(f"{kind:18s} {sector:13s} {span:>9s} {family:12s} {_warned(found)}")
    for drill in sorted({one for one, _ in tally.reps}):
        for family in _families(tally.of(drill)):
            reps = sum(tally.reps[drill, one] for one in tally.of(drill) if _fits(family, one))
            kinds = Counter(
                kind for of, one, kind in tally.false_warnings if of == drill and _fits(family, one)
            )
            words = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
            lines.append(f"{drill:10s} {family:12s} false warnings in {reps} reps: {words}")
    return "\n".join(lines)


def _warned(found: list[Outcome]) -> str:
    delays = [one.delay_s for one in found if one.delay_s is not None]
    unseen = sum(one.delay_s is None and not one.in_sight for one in found)
    middle = f"{np.median(delays):6.2f} s" if delays else ""
    soon = f"{np.mean([delay <= 0.5 for delay in delays]):8.0%}" if delays else ""
    return f"{len(found):6d} {unseen:6d} {len(delays) / len(found):6.0%} {middle:>8s} {soon:>8s}"


def sets_and_refusals(tally: Tally) -> str:
    """Return the lines on counting and on frames with bad landmarks."""
    lines = []
    for drill in sorted({kind for kind, _, _, _ in tally.sets}):
        for family in _families(one for kind, one, _, _ in tally.sets if kind == drill):
            those = [row for row in tally.sets if row[0] == drill and _fits(family, row[1])]
            ours, naive = sum(row[2] for row in those), sum(row[3] for row in those)
            lines.append(
                f"{drill:10s} {family:12s} {ours} of {len(those)} sets exact; tutorial loop {naive}"
            )
    for family in _families(one for one, _, _ in tally.refused):
        bad = [lost for one, is_bad, lost in tally.refused if is_bad and _fits(family, one)]
        good = [lost for one, is_bad, lost in tally.refused if not is_bad and _fits(family, one)]
        if good:
            lines.append(
                f"{family:12s} frames with landmarks off by more than {BAD_SHARE:.0%} of the "
                f"trunk: {len(bad)}, refused {np.mean(bad) if bad else 0:.0%}; others "
                f"{len(good)}, kept {1 - np.mean(good):.0%}"
            )
    for crossed, words in ((True, "frames with left and right exchanged"), (False, "others")):
        for family in _families(one for _, one in tally.exchanged):
            found = _pooled(
                part
                for (is_crossed, one), part in tally.exchanged.items()
                if is_crossed is crossed and _fits(family, one)
            )
            lines.append(f"{family:12s} {words}: {_given(found)}")
    return "\n".join(lines)


def _given(found: Figures) -> str:
    error, half, _ = np.array(found.given or [(np.nan,) * 3]).T
    return (
        f"{len(found.given) + found.absent}, nothing given in {found.absent}; "
        f"else off by {np.mean(np.abs(error)):.1f} deg, {np.mean(np.abs(error) <= half):.0%} "
        f"inside the interval"
    )
