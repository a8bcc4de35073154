"""The one place that imports OpenCV.

On Linux the wheel of opencv-python points Qt at its own Qt 5 plugins when it is imported, which
keeps PyQt6 from starting on a real display. What was set before is put back here.
"""

from __future__ import annotations

import os

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
