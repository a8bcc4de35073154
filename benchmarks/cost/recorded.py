"""Recorded video as whole processes in turn: the plain loop, `analyse`, `analyse --annotate`.

    python -m benchmarks.cost.recorded [--minutes M ...] [--clips N ...] [--clip-seconds S]
        [--ways WAY ...] [--picture WxH] [--rounds N] [--ratio-minutes M]

The plain loop decodes, gives every picture to PoseLandmarker (640 px, mask on) and does nothing
else. Every analysis begins with an empty data folder, so that nothing analysed before helps, but
for that of another drill of the same video. First the ratios are measured, and the plain loop with
half of the video in each of two processes: no analysis with two cores can take less. Then come one
minute of 4K beside one of 720p, the demo, a clip of 10 s, the cost of videos of M minutes (a
bundled clip over and over), and that of folders of N clips of S seconds: with one core, with all,
and on a local Dask cluster of as many workers. In folders of ten clips and more, a tenth is
damaged, and where several processes work, one is killed after a few seconds. The limit of the
speed-up is that of plain loops side by side. Memory is that of all processes of a run together,
with what they share counted once, read once a second. Every figure is printed as soon as it is
known.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import av
import numpy as np

from benchmarks.cost.cameras import size_of
from benchmarks.cost.processes import KILL_AFTER_S, cost_of
from sample_videos import sample_path
from vision.capture.native import decoder_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.cost.processes import Cost

CLIP = "frogger_rock"
WAYS = ("one", "all", "dask")
"""How a folder is analysed: with one core, with all, on a local Dask cluster."""
DAMAGED_EVERY = 10
CLIP_S = 3.0


def _looped(path: Path, minutes: float, clip: Path) -> Path:
    """Write a clip repeatedly, without re-encoding, for about so many minutes; return the path."""
    with av.open(str(clip)) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        base = source.streams.video[0].time_base or Fraction(1, 90_000)
        packets = [
            (bytes(packet), packet.pts, packet.dts, packet.is_keyframe)
            for packet in source.demux(video=0)
            if packet.pts is not None and packet.dts is not None
        ]
        span = max(pts for _, pts, _, _ in packets) + round(1 / (30 * base))
        for turn in range(max(1, round(minutes * 60 / float(span * base)))):
            for content, pts, dts, is_keyframe in packets:
                packet = av.Packet(content)
                packet.stream, packet.time_base = stream, base
                packet.pts, packet.dts = pts + turn * span, dts + turn * span
                packet.is_keyframe = is_keyframe
                out.mux(packet)
    return path


def _start_of(path: Path, seconds: float) -> Path:
    """Write the first seconds of a bundled clip, without re-encoding; return the path."""
    with av.open(str(sample_path(CLIP))) as source, av.open(str(path), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.pts is not None and packet.pts * packet.time_base < seconds:
                packet.stream = stream
                out.mux(packet)
    return path


def _enlarged(path: Path, size_px: tuple[int, int]) -> Path:
    """Write a bundled clip with frames of another size; return the path."""
    with av.open(str(sample_path(CLIP))) as clip, av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30, options={"preset": "veryfast", "bf": "0"})
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        for picture in clip.decode(video=0):
            out.mux(stream.encode(picture.reformat(*size_px, "yuv420p")))
        out.mux(stream.encode(None))
    return path


def _plain(location: str, share: str) -> None:
    """Run the plain loop in this process, over one of so many parts ("2/2": the second half)."""
    from vision.pose.estimator import MediaPipeEstimator, model_image, shrink_and_pad

    with closing(MediaPipeEstimator()) as estimator, av.open(location) as container:
        landmarker = estimator._landmarker  # noqa: SLF001 - the bare model is what is measured
        part, parts = map(int, share.split("/"))
        length = container.streams.video[0].frames // parts
        pictures = container.decode(video=0)
        if part > 1:
            stream = container.streams.video[0]
            container.seek((part - 1) * (stream.duration or 0) // parts, stream=stream)
        for number, picture in enumerate(islice(pictures, length)):
            rgb, _, _ = shrink_and_pad(np.asarray(picture.to_ndarray(format="bgr24"), np.uint8))
            landmarker.detect_for_video(model_image(rgb), number * 33)


def _analysed(video: Path, out: Path, *options: str) -> tuple[str, ...]:
    """Return the command of an analysis."""
    return ("app", "analyse", str(video), "--out", str(out), *options)


def ratios(folder: Path, rounds: int, size_px: tuple[int, int], minutes: float) -> dict[str, float]:
    """Return the cost of the analyses as shares of the plain loop, run alternately.

    Parameters
    ----------
    folder
        For videos and results.
    rounds
        The figures are medians over this many.
    size_px, minutes
        Size of the pictures and length of the video.
    """
    video = _looped(folder / "ratio.mp4", minutes, _enlarged(folder / "once.mp4", size_px))
    ways = {
        "analyse": ((), None),
        "another_drill": (("--drill", "aeroplane"), None),
        "annotate": (("--annotate",), None),
        "one_core_analyse": ((), 0),
        "one_core_annotate": (("--annotate",), 0),
    }
    shares: dict[str, list[float]] = {name: [] for name in (*ways, "two_plain_loops")}
    worked: dict[str, list[float]] = {name: [] for name in ways}
    peaks: dict[str, float] = {}
    for number in range(rounds):
        data = folder / f"data{number}"
        loops = {
            core: cost_of(("benchmarks.cost.recorded", "--plain", str(video)), core)
            for core in (None, 0)
        }
        halves_s = _together_s([(video, "1/2"), (video, "2/2")])
        shares["two_plain_loops"].append(halves_s / loops[None].seconds)
        for name, (options, core) in ways.items():
            kept = data if name in ("analyse", "another_drill") else None
            cost = cost_of(_analysed(video, folder / f"{name}{number}", *options), core, kept)
            shares[name].append(cost.seconds / loops[core].seconds)
            worked[name].append(cost.worked_s / loops[core].worked_s)
            peaks[name] = max(peaks.get(name, 0.0), cost.peak_mb)
            _tell({f"{name}_time_ratio": shares[name][-1], f"{name}_cpu_ratio": worked[name][-1]})
    figures = {f"{name}_time_ratio": median(values) for name, values in shares.items()}
    figures |= {f"{name}_cpu_ratio": median(values) for name, values in worked.items()}
    return figures | {f"{name}_peak_mb": peak for name, peak in peaks.items()}


def _together_s(parts: Sequence[tuple[Path, str]]) -> float:
    """Return the seconds that plain loops take side by side, each for its part of a video.

    Their libraries use one thread each: with more they take longer.
    """
    begun_s = time.perf_counter()
    loops = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.cost.recorded", "--plain", str(video), part],
            env=decoder_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for video, part in parts
    ]  # fmt: skip
    if any(loop.wait() for loop in loops):
        raise SystemExit("a plain loop failed")
    return time.perf_counter() - begun_s


def clips(folder: Path) -> dict[str, float]:
    """Return time and memory of the demo, of a clip of 10 s, and of one minute of 720p and of 4K.

    Parameters
    ----------
    folder
        For videos and results.
    """
    videos = {}
    for name, size_px in (("720p", (1280, 720)), ("4k", (3840, 2160))):
        once = _enlarged(folder / f"{name}_once.mp4", size_px)
        videos[f"minute_{name}"] = _looped(folder / f"{name}.mp4", 1.0, once)
    commands = {name: _analysed(video, folder / name) for name, video in videos.items()}
    commands["demo"] = ("app", "demo", "--out", str(folder / "demo"))
    commands["10_s"] = _analysed(_start_of(folder / "10_s.mp4", 10.0), folder / "10_s")
    costs = {name: cost_of(command) for name, command in commands.items()}
    figures = {f"{name}_s": cost.seconds for name, cost in costs.items()}
    figures["4k_to_720p_time_ratio"] = figures["minute_4k_s"] / figures["minute_720p_s"]
    return _tell(figures | {f"{name}_peak_mb": cost.peak_mb for name, cost in costs.items()})


def _tell(figures: dict[str, float]) -> dict[str, float]:
    """Print figures, and return them."""
    for name, value in figures.items():
        print(f"{name} {value:.3f}", flush=True)
    return figures


def lengths(folder: Path, minutes: Sequence[float]) -> dict[str, float]:
    """Return time and memory for videos of several lengths.

    Parameters
    ----------
    folder
        For videos and results.
    minutes
        The lengths.
    """
    figures: dict[str, float] = {}
    for length in minutes:
        video = _looped(folder / f"{length:g}.mp4", length, sample_path(CLIP))
        cost = cost_of(_analysed(video, folder / f"out{length:g}"))
        name = f"video_{length:g}_min"
        figures |= _tell(_figures(name, cost))
    return figures


def folders(
    folder: Path, numbers: Sequence[int], clip_s: float, ways: Sequence[str] = WAYS
) -> dict[str, float]:
    """Return time and memory for folders of clips, with one core, with all, and with Dask.

    Parameters
    ----------
    folder
        For clips and results.
    numbers
        How many clips each folder has.
    clip_s
        Length of a clip.
    ways
        Of `WAYS`.
    """
    if not numbers:
        return {}
    once = _start_of(folder / "clip.mp4", clip_s)
    cores = os.cpu_count() or 1
    alone_s = cost_of(("benchmarks.cost.recorded", "--plain", str(once)), 0).seconds
    together_s = _together_s([(once, "1/1")] * cores)
    figures = _tell({"plain_loops_speed_up_ratio": cores * alone_s / together_s})
    for number in numbers:
        clips, data = folder / f"clips{number}", once.read_bytes()
        clips.mkdir()
        for name in range(number):  # an MP4 may end in a free box: other bytes, the same pictures
            box = b"\0\0\0\x0cfree" + name.to_bytes(4, "big")
            kept = len(data) // 2 if name % DAMAGED_EVERY == DAMAGED_EVERY - 1 else len(data)
            (clips / f"{name}.mp4").write_bytes(data[:kept] + box)
        for way in ways:
            cost = _folder_by(
                way, clips, folder / f"{clips.name}-{way}", kills=number >= DAMAGED_EVERY
            )
            figures |= _tell(_figures(f"clips_{number}_{way}", cost))
        if "one" in ways:
            one_s = figures[f"clips_{number}_one_s"]
            for way in ways[1:]:
                ratio = one_s / figures[f"clips_{number}_{way}_s"]
                figures |= _tell({f"clips_{number}_{way}_speed_up_ratio": ratio})
    return figures


def _folder_by(way: str, clips: Path, out: Path, *, kills: bool) -> Cost:
    """Run the analysis of a folder of clips in one of `WAYS`."""
    cores = os.cpu_count() or 1
    if way != "dask":
        command = _analysed(clips, out, "--jobs", str(cores if way == "all" else 1))
        return cost_of(command, fails=True, kills=kills and way == "all")
    from distributed import LocalCluster

    with tempfile.TemporaryDirectory() as data:
        os.environ["HIPDRILL_DATA"] = data
        with LocalCluster(
            n_workers=cores, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            victim = cluster.workers[0].process.pid
            killer = threading.Timer(KILL_AFTER_S, os.kill, [victim, signal.SIGKILL])
            if kills:
                killer.start()
            cost = cost_of(_analysed(clips, out, "--dask", cluster.scheduler_address), fails=True)
            killer.cancel()
    return replace(cost, worked_s=math.nan, peak_mb=math.nan)


def _figures(name: str, cost: Cost) -> dict[str, float]:
    figures = {
        f"{name}_s": cost.seconds, f"{name}_cpu_s": cost.worked_s, f"{name}_peak_mb": cost.peak_mb
    }  # fmt: skip
    return {key: value for key, value in figures.items() if math.isfinite(value)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, nargs="*", default=[1.0, 10.0, 60.0, 120.0])
    parser.add_argument("--clips", type=int, nargs="*", default=[1, 10, 100, 1000])
    parser.add_argument("--clip-seconds", type=float, default=CLIP_S)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS, help="for the folders")
    parser.add_argument("--picture", type=size_of, default=(1280, 720))
    parser.add_argument("--rounds", type=int, default=3, help="of the ratios; 0: none")
    parser.add_argument("--ratio-minutes", type=float, default=3.0)
    parser.add_argument("--plain", nargs="+", metavar=("VIDEO", "PART"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plain:
        _plain(*options.plain, *["1/1"][len(options.plain) - 1 :])
        return
    with tempfile.TemporaryDirectory() as name:
        if options.rounds:
            _tell(ratios(Path(name), options.rounds, options.picture, options.ratio_minutes))
        clips(Path(name))
        lengths(Path(name), options.minutes)
        folders(Path(name), options.clips, options.clip_seconds, options.ways)


if __name__ == "__main__":
    main()
