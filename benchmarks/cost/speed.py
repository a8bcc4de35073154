"""What a frame costs: bare PoseLandmarker and the whole analysis, on the same file, in one run.

    python -m benchmarks.cost.speed [VIDEO] [--frames N]

Prints milliseconds per frame of decoding, of bare PoseLandmarker (640 px, mask on), of the whole
path, of our own work in it (everything but decoding and the model), and the ratios. Nothing is
asserted: machines differ, the ratio hardly does.
"""

from __future__ import annotations

import argparse
import time
from itertools import islice
from typing import Any

import numpy as np

from app.run.pipeline import Pipeline
from app.run.recorder import Recorder
from sample_videos import sample_path
from vision.capture.recording.video import VideoSource
from vision.pose.estimator import MediaPipeEstimator, model_image, shrink_and_pad


class Stopwatch:
    """A PoseLandmarker that records how long each answer takes, in ``ms``."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.ms: list[float] = []

    def detect_for_video(self, image: object, t_ms: int) -> object:
        """Answer and record the time taken.

        Parameters
        ----------
        image, t_ms
            As for PoseLandmarker.
        """
        start = time.perf_counter()
        result = self._inner.detect_for_video(image, t_ms)
        self.ms.append((time.perf_counter() - start) * 1000)
        return result

    def close(self) -> None:
        """Free the model."""
        self._inner.close()


def _decode_ms(location: str, count: int) -> list[float]:
    """Return the time of decoding each frame."""
    frames = VideoSource(location).frames()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        if next(frames, None) is None:
            break
        times.append((time.perf_counter() - start) * 1000)
    return times


def _bare_ms(location: str, count: int) -> list[float]:
    """Return the time of bare PoseLandmarker on each prepared picture."""
    estimator = MediaPipeEstimator()
    landmarker = estimator._landmarker  # noqa: SLF001 - the bare model is what is measured
    times = []
    for frame in islice(VideoSource(location).frames(), count):
        rgb, _, _ = shrink_and_pad(frame.image)
        start = time.perf_counter()
        landmarker.detect_for_video(model_image(rgb), round(frame.t_s * 1000))
        times.append((time.perf_counter() - start) * 1000)
    estimator.close()
    return times


def _whole_ms(location: str, count: int) -> tuple[list[float], list[float]]:
    """Return per frame the time of pipeline and recorder, and of the model within it."""
    estimator = MediaPipeEstimator()
    model = estimator._landmarker = Stopwatch(estimator._landmarker)  # noqa: SLF001
    pipeline, recorder = Pipeline(estimator), Recorder()
    times = []
    for frame in islice(VideoSource(location).frames(), count):
        start = time.perf_counter()
        recorder.add(pipeline.follow(pipeline.look(frame)))
        times.append((time.perf_counter() - start) * 1000)
    estimator.close()
    return times, model.ms


def peak_memory_mb() -> float:
    """Return the peak memory of this process; NaN where the system does not state it."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", nargs="?", default=str(sample_path("frogger_rock")))
    parser.add_argument("--frames", type=int, default=300)
    options = parser.parse_args()
    decode = float(np.median(_decode_ms(options.video, options.frames)))
    bare = float(np.median(_bare_ms(options.video, options.frames)))
    times, model = _whole_ms(options.video, options.frames)
    whole = float(np.median(times))
    own = float(np.median(np.subtract(times, model)))
    print(f"{options.video}: {len(times)} frames, medians in ms per frame")
    print(f"  decode                        {decode:7.2f}")
    print(f"  bare PoseLandmarker           {bare:7.2f}")
    print(f"  analyse without decoding      {whole:7.2f}")
    print(f"  own work in it                {own:7.2f}")
    print(f"  analyse with decoding / bare  {(whole + decode) / bare:7.3f}")
    print(f"  peak memory                   {peak_memory_mb():5.0f} MB")


if __name__ == "__main__":
    main()
