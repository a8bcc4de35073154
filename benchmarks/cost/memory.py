"""Memory of our own code over a long input: 30 minutes at 30 frames a second.

    python -m benchmarks.cost.memory [--minutes M]

The poses of a bundled clip are estimated once and replayed, so that only the pipeline and the
recorder work; decoding and the model keep nothing from frame to frame. Prints the resident memory
every five minutes of input.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run.pipeline import Pipeline
from app.run.recorder import Recorder
from benchmarks.cost.speed import peak_memory_mb
from sample_videos import sample_path
from vision.capture.recording.video import VideoSource
from vision.datatypes import Frame
from vision.pose.estimator import MediaPipeEstimator

if TYPE_CHECKING:
    from vision.datatypes import Pose

FPS = 30


class Replay:
    """An estimator that returns recorded poses over and over, at the times of the frames."""

    def __init__(self, poses: list[Pose]) -> None:
        self._poses = poses

    def estimate(self, frame: Frame) -> Pose | None:
        """Return the next recorded pose."""
        return replace(self._poses[frame.index % len(self._poses)], t_s=frame.t_s)

    def close(self) -> None:
        """Do nothing: nothing is held."""


def record(clip: str, count: int) -> list[Pose]:
    """Return the poses of a clip's first frames, leaving out frames without anybody.

    Parameters
    ----------
    clip
        Path of the clip.
    count
        Number of frames to look at.
    """
    estimator = MediaPipeEstimator()
    frames = islice(VideoSource(clip).frames(), count)
    poses = [pose for frame in frames if (pose := estimator.estimate(frame)) is not None]
    estimator.close()
    return poses


def memory_mb() -> float:
    """Return the resident memory of this process now; its peak where the system gives only that."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return peak_memory_mb()
    return pages * 4096 / 2**20


def main() -> None:
    """Replay and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    minutes = parser.parse_args().minutes
    pipeline = Pipeline(Replay(record(str(sample_path("frogger_rock")), 150)))
    recorder = Recorder()
    image = np.zeros((480, 640, 3), np.uint8)
    for index in range(minutes * 60 * FPS + 1):
        recorder.add(pipeline.follow(pipeline.look(Frame(index, index / FPS, image))))
        if index % (5 * 60 * FPS) == 0:
            print(f"{index / FPS / 60:4.0f} min of input: {memory_mb():5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
