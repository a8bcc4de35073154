"""A changed copy is what the standard library makes of it."""

from __future__ import annotations

import dataclasses

import pytest

from vision.datatypes import Estimate, Quality, Reason
from vision.values import replace


def test_a_copy_has_the_changes_and_all_else() -> None:
    before = Estimate(1.0, 0.5, 1.5, 2.0)
    after = replace(before, value=3.0, high=4.0)
    assert after == dataclasses.replace(before, value=3.0, high=4.0)
    assert before == Estimate(1.0, 0.5, 1.5, 2.0)
    assert replace(Quality(0.4), reason=Reason.NOT_VISIBLE) == Quality(0.4, Reason.NOT_VISIBLE)


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="Estimate has no width"):
        replace(Estimate(1.0, 0.5, 1.5), value=2.0, width=1.0)  # type: ignore[call-arg]


def test_a_copy_is_frozen() -> None:
    copy = replace(Estimate(1.0, 0.5, 1.5), value=2.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.value = 3.0  # type: ignore[misc]
