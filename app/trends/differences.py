"""When a difference is real: between sides, between sessions. Pure.

The rule of docs/measures.md, section thresholds: measuring hip rotation by hand has a minimal
detectable change of 5.4 (Krause 2015) to 8.6 deg (Gradoz 2018). Below 10 deg, or within the
measures' own intervals, there is no clear difference; from 10 on it is possible and should be
measured again; above 15 in two of three sessions it is consistent (our rule).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.session.words import format_measure, format_number
from vision.datatypes import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

POSSIBLE_DEG = 10.0
CONSISTENT_DEG = 15.0
LOOKED_AT, NEEDED = 3, 2
"""Two of three sessions make a difference consistent."""


class Verdict(StrEnum):
    """What can be concluded from a difference."""

    NONE = "no_clear_difference"
    POSSIBLE = "possible"
    CONSISTENT = "consistent"
    UNKNOWN = "unknown"


_WORDS = {
    Verdict.NONE: "no clear difference",
    Verdict.POSSIBLE: "possibly a difference, so repeat it",
    Verdict.CONSISTENT: "a consistent difference",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference with its 90 % interval, and what can be concluded from it."""

    measure: str
    verdict: Verdict
    delta: Estimate | None
    text: str
    caution: str = ""


def minus(new: Estimate, old: Estimate) -> Estimate:
    """Return ``new - old`` with the 90 % interval of two independent errors.

    Each side of the interval is the root of the summed squares of the sides that widen it.

    Parameters
    ----------
    new, old
        Values of the same measure.
    """
    value = new.value - old.value
    down = math.hypot(new.value - new.low, old.high - old.value)
    up = math.hypot(new.high - new.value, old.value - old.low)
    return Estimate(value, value - down, value + up)


def mean_of(values: Sequence[Estimate]) -> Estimate:
    """Return the mean of some values; its interval is the mean of theirs.

    Their number does not narrow it: the same camera and model err alike every time (our rule).
    """
    n = len(values)
    return Estimate(
        sum(estimate.value for estimate in values) / n,
        sum(estimate.low for estimate in values) / n,
        sum(estimate.high for estimate in values) / n,
    )


def judged(deltas: Sequence[Estimate]) -> Verdict:
    """Return what the newest of some differences in degrees (oldest first) amounts to."""
    newest = deltas[-1]
    if not _is_clear(newest, POSSIBLE_DEG, newest.value):
        return Verdict.NONE
    agreeing = sum(_is_clear(delta, CONSISTENT_DEG, newest.value) for delta in deltas[-LOOKED_AT:])
    if agreeing >= NEEDED and abs(newest.value) > CONSISTENT_DEG:
        return Verdict.CONSISTENT
    return Verdict.POSSIBLE


def _is_clear(delta: Estimate, least_deg: float, like: float) -> bool:
    """Whether a difference is large enough, beyond its interval, and in the same direction."""
    beyond = delta.low > 0 or delta.high < 0
    return abs(delta.value) >= least_deg and beyond and delta.value * like > 0


def difference(
    measure: str, deltas: Sequence[Estimate], than: str, caution: str = ""
) -> Difference:
    """Put the newest of some differences into words.

    Parameters
    ----------
    measure
        Name of the measure; ratios are not judged.
    deltas
        Differences, oldest first; empty if there is nothing to compare.
    than
        What they are differences from, to follow "more than": "in the first session", "B".
    caution
        What else differs between the sessions, "" if nothing.
    """
    if not deltas:
        return Difference(measure, Verdict.UNKNOWN, None, "nothing to compare with yet")
    newest = deltas[-1]
    amount = _amount(measure, newest, than)
    if not measure.endswith("_deg"):
        text = f"{amount}: there is no rule for differences of ratios"
        return Difference(measure, Verdict.UNKNOWN, newest, text, caution)
    verdict = judged(deltas)
    return Difference(measure, verdict, newest, f"{amount}: {_WORDS[verdict]}", caution)


def _amount(measure: str, delta: Estimate, than: str) -> str:
    if float(format_number(measure, delta.value)) == 0.0:
        return f"{format_measure(measure, delta)}, the same as {than}"
    if delta.value > 0:
        return f"{_shown(measure, delta)} more than {than}"
    turned = Estimate(-delta.value, -delta.high, -delta.low)
    return f"{_shown(measure, turned)} less than {than}"


def _shown(measure: str, delta: Estimate) -> str:
    """Return an amount in words, with a decimal where rounding would lift it over a threshold.

    Otherwise 9.6 deg, which is no clear difference, would read like 10, which may be one.
    """
    shown = format_measure(measure, delta)
    whole = format_number(measure, delta.value)
    for least_deg in (POSSIBLE_DEG, CONSISTENT_DEG):
        if measure.endswith("_deg") and delta.value < least_deg <= float(whole):
            exact = math.floor(delta.value * 10) / 10
            return shown.replace(f"{whole}°", f"{exact:.1f}°", 1)
    return shown
