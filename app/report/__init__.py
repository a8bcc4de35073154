"""Reports of one session: the content in words, and how it is set on pages."""

from __future__ import annotations

from importlib import import_module


def prepare() -> None:
    """Import what a report needs and is slow to import; in a thread, while a video is analysed."""
    for name in ("matplotlib.style", "matplotlib.figure", "app.report.write"):
        import_module(name)
