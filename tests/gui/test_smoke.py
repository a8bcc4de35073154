"""One set of the real program on a real X server: from the sample, and from a phone's address.

Slow: loads the model and plays half a minute of a clip.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMOKE = Path(__file__).with_name("smoke.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.slow  # a set in real time with the real model
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a virtual X display")
@pytest.mark.parametrize("source", ["sample", "mjpeg"])
def test_a_set_on_x11(source, tmp_path):
    shots = Path(os.environ.get("HIPDRILL_SHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        [
            "xvfb-run",
            "-a",
            "-s",
            "-screen 0 1280x720x24",
            sys.executable,
            str(SMOKE),
            source,
            shots,
        ],
        env=env | {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "platform": "xcb",
        "rep": True,
        "summary": True,
        "reviewed": source == "mjpeg",  # only a camera's video can be kept
        "threads": [],
    }
    assert (shots / f"{source}-live.png").stat().st_size > 50_000
