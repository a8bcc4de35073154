from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from vision.angles.turn_signal import Turning, follow
from vision.persistence import SETTLE_S


def signal(shown: list[float], said: list[float | None], step_s: float = 0.05) -> list[float]:
    state, found = Turning(), []
    for i, (one, other) in enumerate(zip(shown, said, strict=True)):
        state, turn_deg = follow(state, one, other, i * step_s)
        found.append(turn_deg)
    return found


def test_without_the_model_it_is_what_the_picture_shows() -> None:
    assert signal([0.0, 10.0, 20.0], [None] * 3) == [0.0, 10.0, 20.0]


def test_in_the_long_run_it_is_the_mean_of_both() -> None:
    assert signal([10.0] * 60, [20.0] * 60)[-1] == pytest.approx(15.0, abs=0.01)


def test_head_that_agrees_changes_nothing() -> None:
    shown = [0.0, 5.0, 12.0, 20.0]
    assert signal(shown, list(shown)) == shown


@given(
    st.lists(st.tuples(st.booleans(), st.floats(-60, 60)), min_size=2, max_size=80),
    st.floats(1 / 60, 0.1),
)
@examples(max_examples=60)
def test_a_head_that_comes_and_goes_never_makes_a_step(
    heard: list[tuple[bool, float]], step_s: float
) -> None:
    """The picture rests: all that moves is the model's part, and it moves by its fade at most."""
    said = [value if is_heard else None for is_heard, value in heard]
    found = signal([0.0] * len(said), said, step_s)
    for before, now in itertools.pairwise(found):
        assert abs(now - before) <= (step_s / SETTLE_S) * (30.0 + abs(before)) + 1e-9
