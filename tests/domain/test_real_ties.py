"""Shared real case o12: every style of numbering ties, and ranking on rounded totals."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from competition.domain.rules import Entry, Facts, Sheet, calculate
from tests.domain.panels import MEAN, TOTALS, criterion, rules

STYLES = {"competition": "1224", "modified": "1334", "dense": "1223", "fractional": "fractional"}


@pytest.fixture(scope="module")
def lists(cases: Path) -> tuple[dict[str, dict[str, str]], dict[str, dict]]:
    """Totals by list and entry in the order of the file, and what they must give."""
    folder = cases / "real" / "o12_tie_and_rounding_rules"
    totals: dict[str, dict[str, str]] = {}
    with (folder / "totals.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            totals.setdefault(row["list"], {})[row["entry"]] = row["total"]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["expected"]
    return totals, expected


def evaluated(totals: dict[str, str], *steps: dict):
    ruleset = rules(TOTALS, MEAN, *steps, criteria=[criterion("all", step="0.0001")])
    sheets = [
        Sheet("panel", entry, "J", {"all": int(Fraction(text) * 10000)})
        for entry, text in totals.items()
    ]
    given = Facts(tuple(Entry(entry) for entry in totals), sheets=tuple(sheets))
    return calculate(ruleset.part("panel"), given).evaluation


@pytest.mark.parametrize("style", STYLES)
def test_a_tie_is_numbered_as_its_style_says(lists, style: str):
    totals, expected = lists
    for name, column in totals.items():
        rank = {"rank": [{"key": "score"}], "style": STYLES[style]}

        found = {s.entry: Fraction(s.text) for s in evaluated(column, rank).standings}

        assert [found[entry] for entry in column] == [Fraction(r) for r in expected[name][style]]


def test_totals_are_rounded_on_their_decimals_before_they_are_ranked(lists):
    totals, expected = lists
    for name, column in totals.items():
        rounded = {"round": 2, "mode": "half_up", "as": "total"}

        evaluation = evaluated(column, rounded, {"rank": [{"key": "total"}], "style": "1224"})

        found = {s.entry: s.rank for s in evaluation.standings}
        assert [evaluation.score_of(entry) for entry in column] == expected[name]["rounded2"]
        assert [found[entry] for entry in column] == expected[name]["competition_after_rounding"]
