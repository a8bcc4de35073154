"""The thresholds of the warnings in words, from the definitions of the drills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.session.words import unit, warning_words
from drills.registry import DEFINITIONS, OFFERED
from vision.measures import DEG, quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drills.core.events import WarningKind
    from drills.core.rules import Rule

RULES_NOTE = (
    "There is no population cut-off for the low back (reviews: Vazirian 2016, PMC5639918, "
    "PMC5637395), so each threshold is our own rule and applies to the change from your own "
    "neutral. A warning comes when the lower bound of the 90 % interval is beyond the threshold."
)


def rules() -> tuple[Rule, ...]:
    """Return every warning of the drills in the menu, each once."""
    by_kind: dict[str, Rule] = {}
    for drill in OFFERED:
        for rule in DEFINITIONS[drill].rules:
            by_kind.setdefault(rule.kind.value, rule)
    return tuple(by_kind.values())


def is_settable(rule: Rule) -> bool:
    """Whether a threshold is an angle that the user may set."""
    return quantity(rule.source).unit == DEG


def rule_words(rule: Rule, enter: float | None = None) -> str:
    """Return in words when a kind of warning is raised and cleared.

    Parameters
    ----------
    rule
        The rule with its default threshold.
    enter
        A custom threshold, in the unit of the measure; ``None``: the default.
    """
    of = unit(rule.source)
    of = f" {of}" if of[:1].isalpha() else of
    share = f" and more than {rule.share:.0%} of the turn" if rule.share_of is not None else ""
    at = rule.enter if enter is None else enter
    own = "" if at == rule.enter else f" (usual: {rule.enter:g}{of})"
    over = rule.exit * at / rule.enter
    past, back = ("below", "above") if at < 0 else ("beyond", "below")  # < 0: a loss of height
    return (
        f"{warning_words(rule.kind)}: {past} {abs(at):g}{of}{own}{share} for {rule.dwell_s:g} s; "
        f"cleared {back} {abs(over):.3g}{of}."
    )


def limits_of(thresholds: Mapping[str, float]) -> dict[WarningKind, float]:
    """Return the thresholds that the drills know and that differ from the usual ones."""
    return {
        rule.kind: thresholds[rule.kind.value]
        for rule in rules()
        if is_settable(rule) and thresholds.get(rule.kind.value, rule.enter) != rule.enter
    }
