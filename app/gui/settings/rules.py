"""The thresholds of the warnings in words, as the definitions of the drills have them. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.practise.guide import DRILL_ORDER
from app.words import warning_words
from drills.registry import DEFINITIONS

if TYPE_CHECKING:
    from drills.compensation import Rule

RULES_NOTE = (
    "There is no population cut-off for the low back (reviews: Vazirian 2016, PMC5639918, "
    "PMC5637395), so each is a change from your own neutral and our rule. A warning needs the "
    "lower bound of the 90 % interval beyond the threshold."
)


def rule_lines() -> tuple[str, ...]:
    """Return one line for every warning of the drills in the menu."""
    rules: dict[str, Rule] = {}
    for drill in DRILL_ORDER:
        for rule in DEFINITIONS[drill].rules:
            rules.setdefault(rule.kind.value, rule)
    return tuple(rule_words(rule) for rule in rules.values())


def rule_words(rule: Rule) -> str:
    """Say when one kind of warning is raised and cleared."""
    unit = "°" if rule.source.endswith("_deg") else ""
    share = f" and more than {rule.share:.0%} of the turn" if rule.share_of is not None else ""
    return (
        f"{warning_words(rule.kind)}: beyond {rule.enter:g}{unit}{share} for {rule.dwell_s:g} s; "
        f"over below {rule.exit:g}{unit}."
    )
