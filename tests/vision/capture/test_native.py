"""Settings of native libraries have the effect they are made for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
from vision.capture.native import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
import numpy as np
def make():
    for _ in range(50):
        np.ones((720, 1280, 3), np.uint8)
make()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
make()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(how: str) -> int:
    """Return how many memory pages a process asks for, told as Dask's workers are."""
    told = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"}
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, how], env=told, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a setting of glibc")
def test_picture_after_picture_takes_the_same_memory() -> None:
    assert faults("keep") < faults("as told") / 10
