from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import os
from vision.capture.opencv import cv2
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
print(cv2.cvtColor.__name__)
"""


@pytest.mark.parametrize("before", [None, "/somewhere/of/mine"])
def test_import_leaves_the_qt_variables_as_they_were(before: str | None) -> None:
    names = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
    environment = {k: v for k, v in os.environ.items() if k not in names}
    if before is not None:
        environment |= dict.fromkeys(names, before)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(before), str(before), "cvtColor"]
    assert done.stderr == ""
