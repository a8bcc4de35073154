"""Everything that the program costs, beside the plain loop, in one run: one record per version.

    python -m benchmarks.all [--parts PART ...] [--rounds N] [--minutes M ...] [--clips N ...]
        [--long M]

Parts are `start`, `live` and `recorded`; their own programs say what they measure
(`benchmarks.cost.start`, `benchmarks.live`, `benchmarks.cost.recorded`). The figures are written to
``benchmarks/records/VERSION.json`` (parts that were not run keep theirs) and compared with those of
the version before; what is worse by more than 5 % is named. Ratios, memory and counts are always
compared, times only if the computer is the same. Needs a display (``xvfb-run -a`` will do).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import __version__
from benchmarks import live
from benchmarks.cost import recorded, start

RECORDS = Path(__file__).parent / "records"
PARTS = ("start", "live", "recorded")
WORSE_SHARE = 0.05
MORE_IS_BETTER = ("_hz", "rate_ratio", "speed_up_ratio", "reps", "warnings")
ANYWHERE = ("_ratio", "_share", "_mb", "_lost", "_cores", "reps", "warnings")
"""Endings of figures that hardly depend on the computer."""
LEAST = 0.01
"""Smaller differences do not count, whatever their share of the figure."""


def _computer() -> dict[str, Any]:
    """Return what a figure depends on besides the program."""
    model = platform.processor() or platform.machine()
    with suppress(OSError):
        named = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
        model = model if named is None else named[1]
    return {"processor": model, "cores": os.cpu_count(), "python": platform.python_version()}


def regressions(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return a sentence for every figure that is worse than in the earlier record.

    Parameters
    ----------
    before, now
        Records as they are written, with ``version``, ``computer`` and ``figures``.
    """
    is_same = before["computer"] == now["computer"]
    sentences = []
    for name, new in now["figures"].items():
        old = before["figures"].get(name)
        if old is None or not (is_same or name.endswith(ANYWHERE)):
            continue
        worse = old - new if name.endswith(MORE_IS_BETTER) else new - old
        if worse > max(LEAST, WORSE_SHARE * abs(old)):
            change = f"{worse / abs(old):.0%} worse" if old else "worse"
            sentences.append(f"{name}: {old:g} in {before['version']}, now {new:g} ({change})")
    return sentences


def record_before(folder: Path, version: str) -> dict[str, Any] | None:
    """Return the record of the newest version before this one.

    Parameters
    ----------
    folder
        Holds the records.
    version
        This version.

    Returns
    -------
    dict or None
        If there is none before, the record of this version; ``None`` without that one, too.
    """
    numbered = {path: _number(path.stem) for path in folder.glob("*.json")}
    older = [path for path, number in numbered.items() if number < _number(version)]
    own = folder / f"{version}.json"
    path = max(older, key=lambda file: numbered[file], default=own)
    if not path.exists():
        return None
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return record


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _measured(options: argparse.Namespace) -> dict[str, float]:
    """Run the parts that were asked for; return their figures by name."""
    figures: dict[str, float] = {}
    if "start" in options.parts:
        for moment, seconds in start.measured(options.rounds).items():
            figures[f"start_{re.sub('[^a-z]+', '_', moment).strip('_')}_s"] = seconds
    if "live" in options.parts:
        figures |= live.measured(options.rounds, options.seconds, options.long)
    if "recorded" in options.parts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            figures |= recorded.ratios(folder, options.rounds, (1280, 720), options.ratio_minutes)
            figures |= recorded.clips(folder)
            figures |= recorded.lengths(folder, options.minutes)
            figures |= recorded.folders(folder, options.clips, recorded.CLIP_S)
    return {name: round(value, 3) for name, value in figures.items()}


def main() -> None:
    """Measure, compare and write the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", default="15", help="of a live run")
    parser.add_argument("--long", default="60", help="minutes of the long live set; 0: none")
    parser.add_argument("--ratio-minutes", type=float, default=3.0, help="of the ratios' video")
    parser.add_argument("--minutes", type=float, nargs="*", default=[1.0, 10.0, 60.0, 120.0])
    parser.add_argument("--clips", type=int, nargs="*", default=[1, 10, 100, 1000])
    options = parser.parse_args()
    RECORDS.mkdir(exist_ok=True)
    place, before = RECORDS / f"{__version__}.json", record_before(RECORDS, __version__)
    figures: dict[str, float] = {}
    if place.exists():
        figures = json.loads(place.read_text("utf-8"))["figures"]
    load = [round(os.getloadavg()[0], 1)]
    figures = dict(sorted((figures | _measured(options)).items()))
    load.append(round(os.getloadavg()[0], 1))
    now: dict[str, Any] = {
        "version": __version__,
        "measured": datetime.now(UTC).isoformat(timespec="minutes"),
        "computer": _computer(),
        "load_before_and_after": load,
        "figures": figures,
    }
    place.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    for name, value in figures.items():
        print(f"  {name:44s}{value:10.3f}")
    print(f"load of the computer before and after: {load[0]} and {load[1]}")
    for line in [] if before is None else regressions(before, now):
        print(f"regression: {line}")


if __name__ == "__main__":
    main()
