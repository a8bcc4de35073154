"""What the tests of the store share."""

from __future__ import annotations

import pytest

from app.store import (
    Store,
)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "data") as opened:
        yield opened
