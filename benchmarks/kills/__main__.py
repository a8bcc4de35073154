"""Kills the program at random instants, and checks that nothing is lost and nothing is left.

    python -m benchmarks.kills window [--kills N] [--jobs N]
    python -m benchmarks.kills workers [--kills N] [--jobs N]

``window`` kills the real window while it measures a set with a clip as its camera (with and
without keeping the video, and while the set is being ended), analyses a video in Review, and writes
preferences, people and plans. Every rep that was shown must be in the store, the database sound,
the session closed and told of at the next start, a video playable or told to be missing; no
process and no temporary file may be left. Needs a display that stays when its last window closes
(``xvfb-run -a -s -noreset`` will do).

``workers`` kills processes that look at a long recording, and processes of a batch: the results
must be those of a run in which nothing was killed, to the byte.

Linux only: processes are found in /proc.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.kills.window import kill_windows, summary
from benchmarks.kills.workers import a_clip, kill_workers


def main() -> int:
    """Kill, print the figures; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("window", "workers"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2, help="how many run at a time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = a_clip(folder / "clip.mp4")
        if options.what == "window":
            kills = kill_windows(folder, options.kills, options.jobs, str(video))
            print(summary(kills))
            return int(any(kill.wrong for kill in kills))
        return kill_workers(folder, options.kills, options.jobs, video)


if __name__ == "__main__":
    raise SystemExit(main())
