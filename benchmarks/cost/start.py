"""How long the program takes to start: words on the terminal, the window, the first count.

    python -m benchmarks.cost.start [--times N]

Every start is a process of its own, timed from before it is begun: until ``--help`` and
``--version`` have printed, until the window has been painted for the first time, and until a set
that was asked for with it (``--autostart``, on a bundled clip) has been measured for the first
time. Medians; the time that the processors worked stands beside the time that passed, for on a
computer that is busy with other things only the first is the program's. Needs a display
(``xvfb-run -a`` will do).
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
    """Return the seconds from before the process to its end."""
    begun_s = time.time()
    subprocess.run([sys.executable, "-m", "app", argument], check=True, capture_output=True)
    return time.time() - begun_s


def _window_s() -> dict[str, float]:
    """Start the window in a process; return seconds passed and worked until each moment."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HIPDRILL_DATA": folder}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.cost.start", "--watched", str(time.time())],
            check=True, capture_output=True, text=True, timeout=MOST_S, env=environment,
        )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _watched(begun_s: float) -> None:
    """Be the program, note when the moments come, and end it after the last."""
    found: dict[str, float] = {}

    def note(moment: str) -> None:
        if moment not in found:
            found[moment] = time.time() - begun_s
            found[f"{moment}, worked"] = time.process_time()

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
        print(json.dumps(found), flush=True)
        os._exit(0)

    MainWindow.paintEvent = painted  # type: ignore[method-assign, assignment]
    Bridge.on_picture = delivered  # type: ignore[method-assign, assignment]

    program(["--source", str(sample_path("frogger_rock")), "--autostart"])


def measured(times: int) -> dict[str, float]:
    """Return the medians in seconds."""
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
