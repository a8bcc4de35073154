"""The thresholds of the warnings in words."""

from __future__ import annotations

from app.settings.rules import rule_words, rules
from drills.core.events import WarningKind


def words_of(kind: WarningKind) -> str:
    (rule,) = (one for one in rules() if one.kind is kind)
    return rule_words(rule)


def test_every_threshold_has_a_unit() -> None:
    said = words_of(WarningKind.KNEE_DRIFT)
    assert "beyond 0.05 leg lengths for" in said
    assert said.endswith("cleared below 0.035 leg lengths.")
    assert "beyond 10° for" in words_of(WarningKind.LUMBAR_FLEXION)


def test_a_height_that_is_lost_is_told_without_a_minus() -> None:
    said = words_of(WarningKind.FOOT_DOWN)
    assert "below 0.15 leg lengths for" in said
    assert said.endswith("cleared above 0.195 leg lengths.")
