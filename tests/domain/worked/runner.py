"""Runs one shared example: its rule set from this folder, its input as facts, one calculation."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from competition.domain.marks import State, parse_mark
from competition.domain.rules import (
    Calculation,
    Decision,
    Entry,
    Evaluation,
    Facts,
    RuleSet,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from competition.domain.sheet import leaves
from tests.domain.worked.from_files import ranked_from_files

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Example:
    """One example of the shared file."""

    input: Any
    expected: Any
    naive_wrong: Any


@cache
def _read(cases: Path) -> dict[str, Any]:
    listed = json.loads((cases / "worked_examples.json").read_text(encoding="utf-8"))["examples"]
    return {example["id"]: example for example in listed}


def example(cases: Path, key: str) -> Example:
    found = _read(cases)[key]
    return Example(found["input"], found["expected"], found.get("naive_wrong", {}))


def rules_of(key: str, variant: str = "rules") -> RuleSet:
    """The translation of an example's rule, kept beside this file."""
    documents = json.loads((HERE / f"{key}.json").read_text(encoding="utf-8"))
    return parse_rule_set(documents[variant])


def sheet(rules: RuleSet, stage: str, entry: str, judge: str, texts: dict[str, str]) -> Sheet:
    """A sheet from marks as they are written, through the grammar of marks."""
    ranges = {leaf.key: leaf.range for leaf in leaves(rules.part(stage).criteria)}
    marks = {key: parse_mark(text, ranges[key]) for key, text in texts.items()}
    return Sheet(stage, entry, judge, marks)


def panel_of(rules: RuleSet, scores: dict[str, str | None]) -> Facts:
    """One entry E before a panel: a score by judge, None for an absent one."""
    sheets = [
        Sheet("panel", "E", judge, state=State.ABSENT)
        if text is None
        else sheet(rules, "panel", "E", judge, {"score": text})
        for judge, text in scores.items()
    ]
    return Facts((Entry("E"),), sheets=tuple(sheets))


def entries_of(rules: RuleSet, scores: dict[str, str]) -> Facts:
    """Several entries, each with one sheet of one score."""
    sheets = [sheet(rules, "panel", entry, "J", {"score": t}) for entry, t in scores.items()]
    return Facts(tuple(Entry(entry) for entry in scores), sheets=tuple(sheets))


def stages_of(rules: RuleSet, scores: dict[str, str]) -> Facts:
    """One entry E with a score by stage."""
    sheets = [sheet(rules, stage, "E", "J", {"score": text}) for stage, text in scores.items()]
    return Facts((Entry("E"),), sheets=tuple(sheets))


def carry_out(rules: RuleSet, facts: Facts, *decisions: Decision) -> Calculation:
    """The last part of the rule set on the facts; `flask rank` on files must say the same."""
    given = replace(facts, decisions=decisions)
    done = calculate_all(rules, given)
    said = {key: one.evaluation.to_json() for key, one in done.items()}
    assert all(told == said for told in ranked_from_files(rules, given))
    return done[rules.last.key]


def ranks(evaluation: Evaluation) -> dict[str, int | None]:
    return {standing.entry: standing.rank for standing in evaluation.standings}


def awarded(evaluation: Evaluation, tier: str) -> list[str]:
    return [award.entry for award in evaluation.awards if award.tier == tier]


def with_attributes(facts: Facts, attributes: dict[str, dict[str, str]]) -> Facts:
    """The facts with further attributes of entries."""
    entries = tuple(
        replace(entry, attributes={**entry.attributes, **attributes.get(entry.id, {})})
        for entry in facts.entries
    )
    return replace(facts, entries=entries)


def sheets_of(rules: RuleSet, scores: dict[str, dict[str, str]]) -> Facts:
    """Scores by stage and entry, one judge each; an entry without one has no sheet there."""
    sheets = [
        sheet(rules, stage, entry, "J", {"score": text})
        for stage, column in scores.items()
        for entry, text in column.items()
    ]
    entries = sorted({entry for column in scores.values() for entry in column})
    return Facts(tuple(Entry(entry) for entry in entries), sheets=tuple(sheets))
