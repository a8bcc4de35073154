"""How long the program takes to start: text on the terminal, the window, the first measurement.

    python -m benchmarks.cost.start [--times N]

Every start is a process of its own, timed from before it begins: until ``--help`` and ``--version``
have printed, until the window has been painted for the first time, and until the first picture of a
set (``--autostart``, on a bundled clip) has been measured. The figures are medians. Processor time
is given beside the time on the clock, because on a busy computer only the former is due to the
program. Needs a display (``xvfb-run -a`` will do).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import Any

from sample_videos import sample_path

WORDS = ("--version", "--help")
MOST_S = 60.0


def _words_s(argument: str) -> float:
    """Return the seconds from before the process begins to its end."""
    begun_s = time.time()
    subprocess.run([sys.executable, "-m", "app", argument], check=True, capture_output=True)
    return time.time() - begun_s


def _window_s() -> dict[str, float]:
    """Start the window in a process; return seconds on the clock and worked until each moment."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HIPDRILL_DATA": folder}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.cost.start", "--watched", str(time.time())],
            check=True, capture_output=True, text=True, timeout=MOST_S, env=environment,
        )  # fmt: skip
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def _watched(begun_s: float) -> None:
    """Run the program in this process, record when each moment comes, and exit after the last."""
    seconds: dict[str, float] = {}

    def note(moment: str) -> None:
        if moment not in seconds:
            seconds[moment] = time.time() - begun_s
            seconds[f"{moment}, worked"] = time.process_time()

    from app.cli.main import main as program
    from app.gui.bridge import Bridge
    from app.gui.main_window import MainWindow

    paint, deliver = MainWindow.paintEvent, Bridge.on_picture

    def painted(window: MainWindow, event: Any) -> None:
        paint(window, event)
        note("window")

    def delivered(bridge: Bridge, frame: Any, result: Any) -> None:
        deliver(bridge, frame, result)
        note("measured")
        print(json.dumps(seconds), flush=True)
        os._exit(0)

    MainWindow.paintEvent = painted  # type: ignore[method-assign, assignment]
    Bridge.on_picture = delivered  # type: ignore[method-assign, assignment]

    program(["--source", str(sample_path("frogger_rock")), "--autostart"])


def measured(times: int) -> dict[str, float]:
    """Return the medians in seconds over some starts, by moment."""
    figures = {name: median(_words_s(name) for _ in range(times)) for name in WORDS}
    starts = [_window_s() for _ in range(times)]
    figures |= {name: median(start[name] for start in starts) for name in starts[0]}
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--watched", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.watched is not None:
        _watched(options.watched)
        return
    for name, value in measured(options.times).items():
        print(f"  {name:24s}{value:7.2f} s")


if __name__ == "__main__":
    main()
