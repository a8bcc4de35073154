"""What all tests share: property tests that give the same answer on every machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("hipdrill", derandomize=True, deadline=None, database=None)
settings.load_profile("hipdrill")
