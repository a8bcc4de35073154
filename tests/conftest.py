"""What all tests share: the quick selection, and answers that are the same on every machine."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no screen; before any test loads Qt
settings.register_profile("hipdrill", derandomize=True, deadline=None, database=None)
settings.load_profile("hipdrill")

THOROUGH = (
    "app/batch",
    "app/cli/test_cli.py",
    "app/progress/test_progress_report.py",
    "app/report/test_reports.py",
    "app/report/test_typeset.py",
    "app/review/test_reader.py",
    "app/run/keeping/test_moving.py",
    "app/run/test_ahead.py",
    "app/run/test_journal.py",
    "app/run/test_ready.py",
    "app/run/test_zero.py",
    "benchmarks",
    "drills/test_landmarks.py",
    "drills/test_properties.py",
    "faults",
    "gui",
    "privacy",
    "rig",
    "vision/capture/recording/test_watched.py",
    "vision/capture/test_arrivals.py",
    "vision/pose/test_bars.py",
    "vision/pose/test_estimator.py",
    "whole",
)
"""What ``--quick`` leaves out besides slow tests: the pose model and whole runs, killed processes,
damaged files, pass phrases, network cameras, windows, pages, pictures."""


def pytest_addoption(parser):
    """Add ``--quick``, the selection for daily work (see CONTRIBUTING.md)."""
    parser.addoption("--quick", action="store_true", help="leave out what takes long")


def pytest_ignore_collect(collection_path, config):
    """Leave out what takes long, with ``--quick``."""
    here = Path(__file__).parent
    if config.getoption("--quick") and collection_path in {here / name for name in THOROUGH}:
        return True
    return None


def pytest_collection_modifyitems(config, items):
    """Leave out single tests that take long, with ``--quick``."""
    if config.getoption("--quick"):
        here = Path(__file__).parent
        gone = [name for name in THOROUGH if not (here / name).exists()]
        if gone:
            raise pytest.UsageError(f"THOROUGH in tests/conftest.py names what is gone: {gone}")
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def _data_folders(tmp_path_factory):
    """Name folders without end; ``mktemp`` looks through all before it for each one."""
    place = tmp_path_factory.mktemp("data")
    return (place / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_data_folder(_data_folders, monkeypatch):
    """Keep the sessions of tests apart from those of the person who runs them."""
    folder = next(_data_folders)
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("HIPDRILL_DATA", str(folder))
