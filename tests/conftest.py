"""What all tests share: property tests that give the same answer on every machine."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("hipdrill", derandomize=True, deadline=None, database=None)
settings.load_profile("hipdrill")


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path_factory, monkeypatch):
    """Keep the sessions of tests away from those of whoever runs them."""
    monkeypatch.setenv("HIPDRILL_DATA", str(tmp_path_factory.mktemp("data")))
