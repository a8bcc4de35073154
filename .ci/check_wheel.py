"""Build the wheel from the tracked files and fail if it holds more, or less, than the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNWANTED = ("benchmarks/", "sample_videos/rig/", "tests/", "training/")
NEEDED = (
    "app/cli/main.py",
    "app/report/typeset/fonts/DroidSansFallbackFull.ttf",
    "app/report/typeset/templates/document.typ",
    "sample_videos/aeroplane.mp4",
    "vision/models/angle_model.npz",
    "vision/models/pose_landmarker_full.task",
)


def wheel_names() -> list[str]:
    """Return the names of the files in a wheel that is built afresh."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "source"), Path(folder, "out")
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, source / name)
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out)]
        subprocess.run([*build, str(source)], check=True)
        with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
            return wheel.namelist()


def main() -> None:
    """Check the wheel."""
    names = wheel_names()
    unwanted = [name for name in names if name.startswith(UNWANTED)]
    missing = [name for name in NEEDED if name not in names]
    if unwanted:
        sys.exit(f"the wheel holds {len(unwanted)} files that are not the program: {unwanted[:5]}")
    if missing:
        sys.exit(f"the wheel lacks {', '.join(missing)}")


if __name__ == "__main__":
    main()
