"""The practice pages with a camera."""

from __future__ import annotations

import pytest


@pytest.fixture
def practise(window):
    window.practise.setup.source.name_source("0")
    return window.practise
