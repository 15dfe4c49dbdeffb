"""Small rule sets and facts for tests, written the way a notice would be read."""

from collections.abc import Mapping
from typing import Any

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Calculation,
    Decision,
    Dimensions,
    Entry,
    Facts,
    RuleSet,
    Sheet,
    calculate,
    parse_rule_set,
)

TOTALS = {"reduce": "criterion", "by": "sum", "as": "totals"}
MEAN = {"reduce": "judge", "by": "mean", "as": "score"}
RANK = {"rank": [{"key": "score"}]}
OUT = {"-": State.BLANK, "absent": State.ABSENT, "recused": State.RECUSED}


def criterion(key: str, highest: str = "100", step: str = "0.5", **more: object) -> dict[str, Any]:
    return {"key": key, "max": highest, "step": step, **more}


def document(*steps: Mapping[str, Any], criteria: list[dict[str, Any]] | None = None) -> dict:
    """A rule set of one stage "panel"; by default with one criterion "all" in hundredths."""
    listed = criteria or [criterion("all", step="0.01")]
    return {"schema": 1, "stages": {"panel": {"criteria": listed, "steps": list(steps)}}}


def rules(
    *steps: Mapping[str, Any],
    criteria: list[dict[str, Any]] | None = None,
    dimensions: Dimensions | None = None,
) -> RuleSet:
    return parse_rule_set(document(*steps, criteria=criteria), dimensions)


def refusal_of(
    *steps: Mapping[str, Any], dimensions: Dimensions | None = None
) -> tuple[str, dict[str, object]]:
    """Why these steps are refused, with everything that the refusal tells."""
    with pytest.raises(Refusal) as refused:
        rules(*steps, dimensions=dimensions)
    return refused.value.code, refused.value.values


def facts(
    scores: Mapping[str, str],
    *decisions: Decision,
    tracks: Mapping[str, str] | None = None,
    states: Mapping[str, State] | None = None,
) -> Facts:
    """Marks of the criterion "all" by entry: "90 85.5 absent recused -" for J1, J2, ..."""
    entries = [
        Entry(
            entry,
            {"track": tracks[entry]} if tracks else {},
            (states or {}).get(entry, State.SCORED),
        )
        for entry in scores
    ]
    sheets = [
        one_sheet(entry, f"J{number}", text)
        for entry, texts in scores.items()
        for number, text in enumerate(texts.split(), start=1)
    ]
    return Facts(tuple(entries), sheets=tuple(sheets), decisions=decisions)


def one_sheet(entry: str, judge: str, text: str) -> Sheet:
    if text in OUT:
        return Sheet("panel", entry, judge, state=OUT[text])
    whole, _, part = text.partition(".")
    return Sheet("panel", entry, judge, {"all": int(whole + part.ljust(2, "0"))})


def carried_out(ruleset: RuleSet, given: Facts) -> Calculation:
    return calculate(ruleset.part("panel"), given)


def ranks(done: Calculation) -> dict[str, int | None]:
    return {standing.entry: standing.rank for standing in done.evaluation.standings}


def awards(done: Calculation) -> dict[str, str]:
    return {award.entry: award.tier for award in done.evaluation.awards}


def blocks(done: Calculation) -> list[tuple[str, tuple[str, ...]]]:
    return [(block.code, block.entries) for block in done.evaluation.blocks]
