"""Every page on screens of three sizes and three scale factors: photographed, and nothing cut off.

Slow: opens the real window every time, so only the screens at the ends are tried, unless
HIPDRILL_SHOTS names a folder for the pictures: then all ten are.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHOTS = Path(__file__).with_name("shots.py")
ROOT = Path(__file__).parents[2]
SCREENS = ((1024, 600), (1280, 720), (1920, 1080))
SCALES = (1.0, 1.5, 2.0)
LEAST = (640, 360)
"""Smaller is no screen that a window can be laid out for: 1024 by 600 at a factor of 2."""
CASES = [
    (screen, scale, "light")
    for screen in SCREENS
    for scale in SCALES
    if screen[0] / scale >= LEAST[0] and screen[1] / scale >= LEAST[1]
] + [((1280, 720), 1.0, look) for look in ("dark", "contrast")]
ENDS = [
    ((1024, 600), 1.0, "light"),
    ((1280, 720), 2.0, "light"),
    ((1920, 1080), 1.0, "light"),
    ((1280, 720), 1.0, "contrast"),
]
"""The smallest, the one with the least room, the largest, and the look with the widest edges."""


@pytest.mark.slow  # the real window on a virtual screen
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs a virtual X display")
@pytest.mark.parametrize(
    ("screen", "scale", "look"), CASES if "HIPDRILL_SHOTS" in os.environ else ENDS
)
def test_no_page_is_cut_off(screen, scale, look, tmp_path):
    folder = Path(os.environ.get("HIPDRILL_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{screen[0]}x{screen[1]}-{scale:g}-{look}"
    size = [round(length / scale) for length in screen]
    env = {key: value for key, value in os.environ.items() if not key.startswith("QT_")}
    env |= {"QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": str(scale), "PYTHONPATH": str(ROOT)}
    display = ["xvfb-run", "-a", "-s", f"-screen 0 {screen[0]}x{screen[1]}x24"]
    command = [sys.executable, str(SHOTS), str(folder), name, *map(str, size), look]
    done = subprocess.run(
        [*display, *command], env=env, capture_output=True, text=True, timeout=300, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {"size": size, "wrong": {}}
    assert len(list(folder.glob(f"{name}-*.png"))) > 15
