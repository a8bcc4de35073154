"""Live sets in the real window beside the plain loop, with the same clip as camera, in one run.

    python -m benchmarks.live [--rounds N] [--seconds S] [--minutes M] [--json FILE]

The plain loop takes the camera's newest picture, gives it to PoseLandmarker and draws the points.
Each figure is the median of N rounds, in which every run is paired with a plain loop of its own:

- pictures a second compared with the plain loop, on all cores and on one, with the reps and
  warnings that were found and the events that were lost;
- the time from capture to paint, with cameras of 640x480, 720p and 1080p;
- processor time with and without keeping the video, and on pages at rest;
- memory of a set, and over M minutes of pictures sent through the same window at full speed.

Needs a display (``xvfb-run -a`` will do). Nothing is asserted: machines differ, their ratios
hardly.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

PICTURES = ("640x480", "1280x720", "1920x1080")
AS_FAST_AS_IT_GOES_HZ = "60"
LONGEST_S = 3600.0


def _figures_of(program: str, *arguments: str) -> dict[str, Any]:
    """Run a program of `benchmarks.cost` in a process of its own; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.cost.{program}", *arguments],
        check=True, capture_output=True, text=True, timeout=LONGEST_S,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def measured(rounds: int, seconds: str, minutes: str) -> dict[str, float]:
    """Return all figures by name.

    Parameters
    ----------
    rounds
        Number of rounds.
    seconds
        Length of a run that does not end by itself.
    minutes
        Length of the long set; "0" leaves it out. Both are passed on as options.
    """
    figures: dict[str, float] = {}
    for core, name in (((), ""), (("--core", "0"), "one_core_")):
        figures |= _against_plain(rounds, name, core)
    figures |= _against_plain(rounds, "at_60_hz_", ("--rate", AS_FAST_AS_IT_GOES_HZ))
    for picture in PICTURES:
        figures |= _delays(rounds, seconds, picture)
    figures |= _video(rounds, seconds)
    for page in ("home", "setup"):
        rest = _figures_of("window", "--page", page, "--seconds", seconds)
        figures[f"rest_{page}_cores"] = rest["cpu_cores"]
    nobody = _figures_of("window", "--clip", "nobody", "--seconds", seconds)
    figures["rest_gate_cores"] = nobody["cpu_cores"]
    if float(minutes):
        figures |= _memory(minutes)
    return figures


def _against_plain(rounds: int, name: str, options: tuple[str, ...]) -> dict[str, float]:
    """Return rate and processor time over the whole clip, compared with the plain loop."""
    pairs = [
        (_figures_of("cameras", *options), _figures_of("window", "--once", *options))
        for _ in range(rounds)
    ]
    ours = [window for _, window in pairs]
    return {
        f"{name}plain_hz": median(plain["processed_hz"] for plain, _ in pairs),
        f"{name}shown_hz": median(window["shown_hz"] for window in ours),
        f"{name}rate_ratio": median(w["processed_hz"] / p["processed_hz"] for p, w in pairs),
        f"{name}cpu_ratio": median(w["cpu_ms_a_picture"] / p["cpu_ms_a_picture"] for p, w in pairs),
        f"{name}reps": min(window["reps"] for window in ours),
        f"{name}warnings": min(window["warnings"] for window in ours),
        f"{name}events": max(window["reported"] for window in ours),
        f"{name}events_lost": max(window["lost"] for window in ours),
    }


def _delays(rounds: int, seconds: str, picture: str) -> dict[str, float]:
    """Return the time from capture to paint, and by how much it exceeds one inference."""
    pairs = [
        (
            _figures_of("cameras", "--picture", picture),
            _figures_of("window", "--picture", picture, "--seconds", seconds),
        )
        for _ in range(rounds)
    ]
    return {
        f"delay_{picture}_p50_ms": median(window["delay_p50_ms"] for _, window in pairs),
        f"delay_{picture}_p95_ms": median(window["delay_p95_ms"] for _, window in pairs),
        f"delay_{picture}_p95_beyond_inference_ms": median(
            window["delay_p95_ms"] - plain["inference_ms"] for plain, window in pairs
        ),
        f"stall_{picture}_ms": median(window["stall_ms"] for _, window in pairs),
        f"peak_{picture}_mb": max(window["peak_mb"] for _, window in pairs),
    }


def _video(rounds: int, seconds: str) -> dict[str, float]:
    """Return by what share keeping the video increases the processor time."""
    figures = {}
    for picture in PICTURES[:2]:
        options = ("--picture", picture, "--seconds", seconds)
        shares = []
        for _ in range(rounds):
            without, kept = (_figures_of("window", *options, *more) for more in ((), ("--video",)))
            shares.append(kept["cpu_ms_a_picture"] / without["cpu_ms_a_picture"] - 1)
        figures[f"video_{picture}_cpu_share"] = median(shares)
    return figures


def _memory(minutes: str) -> dict[str, float]:
    """Return the memory over a long set, leaving out the first minutes, in which caches fill."""
    run = _figures_of("window", "--minutes", minutes, "--video")
    during = [mb for _, mb in run["memory_mb"][:-1]]
    return {
        "long_minutes": float(minutes),
        "long_drift_mb": during[-1] - during[min(1, len(during) - 1)],
        "long_peak_mb": max(mb for _, mb in run["memory_mb"]),  # without recording the poses
        "long_events": run["reported"],
        "long_events_lost": run["lost"],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", default="15", help="of a run that does not end by itself")
    parser.add_argument("--minutes", default="60", help="of the long set; 0: none")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    figures = measured(options.rounds, options.seconds, options.minutes)
    print(f"load of the computer at the end: {os.getloadavg()[0]:.1f}")
    for name, value in figures.items():
        print(f"  {name:42s}{value:9.2f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
