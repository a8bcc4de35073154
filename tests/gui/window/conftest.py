"""The page of practice in a whole window, and its keys."""

from __future__ import annotations

import pytest


@pytest.fixture
def practise(window):
    return window.practise


@pytest.fixture
def press(window, qtbot):
    return lambda key: qtbot.keyClick(window, key)
