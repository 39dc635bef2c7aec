"""A rule without samples of all three answers is not a rule yet."""

from __future__ import annotations

from typing import Any

import pytest

from app.rules import RULES
from tests.app.rules.samples import SAMPLES
from tests.app.rules.world import NOW


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.type)
@pytest.mark.parametrize("answer", ["Fires", "Silent", "Unknown"])
def test_each_rule_answers_all_three_ways(rule: Any, answer: str) -> None:
    samples = SAMPLES[rule.type][answer]
    assert samples
    for dossier, key, cause in samples:
        verdicts = {(ref.key, c): v for (ref, c), v in rule.judge(dossier, NOW).items()}
        assert type(verdicts[key, cause]).__name__ == answer


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.type)
def test_a_rule_fires_only_with_a_group_a_severity_and_figures(rule: Any) -> None:
    for dossier, key, cause in SAMPLES[rule.type]["Fires"]:
        verdict = next(v for (ref, c), v in rule.judge(dossier, NOW).items() if (ref.key, c) == (key, cause))
        assert verdict.cause == cause
        assert verdict.group
        assert verdict.severity in (1, 2, 3, 4)
        assert verdict.facts
