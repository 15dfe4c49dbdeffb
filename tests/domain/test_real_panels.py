"""Shared real cases o01 and o02: published points and ranks of diving and figure skating."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from competition.domain.rules import (
    Entry,
    Evaluation,
    Facts,
    Item,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from tests.domain.panels import TOTALS, criterion

TWO = {"round": 2, "mode": "half_up"}
TRIMMED = {"drop_high": 1, "drop_low": 1}
DIVES = [
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "judge", "by": "sum", **TRIMMED},
    {"map": "multiply", "by": [{"attribute": "difficulty", "of": "item"}, "0.6"]},
    TWO,
    {"reduce": "item", "by": "sum", "as": "points"},
]
ROUNDS = {
    "Prelim": ["Prelim.points"],
    "Semi": ["Prelim.points", "Semi.points"],
    "Final": ["Semi.points", "Final.points"],
}


def read(cases: Path, case: str, name: str) -> list[dict[str, str]]:
    with (cases / "real" / case / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def expected_of(cases: Path, case: str) -> dict[str, Any]:
    text = (cases / "real" / case / "expected.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["expected"]
    return found


def diving_rules() -> dict[str, Any]:
    """Each round carries over the points of the round before."""
    stages = {}
    for name, tables in ROUNDS.items():
        own = [table.removeprefix(f"{name}.") for table in tables]
        total = {"combine": own, "by": "sum", "missing": "exclude", "as": "score"}
        stages[name] = {
            "criteria": [criterion("score", "10", "0.5")],
            "dimensions": {"item": []},
            "steps": [*DIVES, total, {"rank": [{"key": "score"}]}],
        }
    return {"schema": 1, "stages": stages}


def dives(rows: list[dict[str, str]], event: str) -> Facts:
    here = [row for row in rows if row["event"] == event]
    sheets = tuple(
        Sheet(
            row["round"],
            row["diver"],
            row["judge"],
            {"score": int(float(row["score"]) * 10)},
            at={"item": row["dive_no"]},
        )
        for row in here
    )
    difficulties = {(row["dive_no"], row["round"], row["diver"]): row["difficulty"] for row in here}
    items = tuple(
        Item(dive, {"difficulty": text}, stage, diver)
        for (dive, stage, diver), text in difficulties.items()
    )
    divers = sorted({row["diver"] for row in here})
    return Facts(tuple(Entry(diver) for diver in divers), sheets=sheets, items=items)


def ranked(evaluation: Evaluation) -> dict[str, int | None]:
    return {s.entry: s.rank for s in evaluation.standings if s.rank is not None}


@pytest.mark.parametrize("event", ["M3mSB", "W3mSB"])
def test_o01_diving_gives_the_published_points_and_ranks(cases: Path, event: str):
    expected = expected_of(cases, "o01_diving_sydney2000_3m")[event]
    facts = dives(read(cases, "o01_diving_sydney2000_3m", "scores.csv"), event)

    done = calculate_all(parse_rule_set(diving_rules()), facts)

    for name, divers in expected.items():
        evaluation = done[name].evaluation
        points, total = evaluation.tables["points"], evaluation.tables["score"]
        told = {
            diver: {
                "round_points": f"{float(points.value(points.by_entry[diver])):.2f}",
                "ranking_points": f"{float(total.value(total.by_entry[diver])):.2f}",
                "rank_official": ranked(evaluation)[diver],
            }
            for diver in divers
        }
        assert told == divers


def skating_rules(tie: str) -> dict[str, Any]:
    steps = [
        TOTALS,
        {"reduce": "judge", "by": "mean", **TRIMMED, "at_least": 3},
        {**TWO, "as": "panel"},
        {"map": "multiply", "by": [{"attribute": "factor", "of": "item"}]},
        TWO,
        {"reduce": "item", "by": "sum", "as": "components"},
        {"map": "attribute", "attribute": "elements", "as": "elements"},
        {"map": "add", "from": "components", "amount": {"table": "elements"}},
        {"map": "subtract", "amount": {"attribute": "deductions"}, "as": "score"},
        {"rank": [{"key": "score"}, {"key": tie}], "per": "segment"},
    ]
    stage = {
        "criteria": [criterion("score", "10", "0.25")],
        "dimensions": {"item": []},
        "steps": steps,
    }
    return {"schema": 1, "stages": {"segment": stage}}


def skaters(cases: Path, short: bool) -> Facts:
    case = "o02_isu_2016_17_nine_events"
    entries = {
        row["performance_id"]: Entry(
            row["performance_id"],
            {
                "segment": f"{row['competition']} {row['program']}",
                "elements": row["total_element_score"],
                "deductions": row["total_deductions"],
            },
        )
        for row in read(cases, case, "performances.csv")
        if ("SHORT" in row["program"]) == short
    }
    sheets, items = [], []
    for row in read(cases, case, "components.csv"):
        entry, component = row["performance_id"], row["component"]
        if entry not in entries:
            continue
        items.append(Item(component, {"factor": row["factor"]}, entry=entry))
        sheets += [
            Sheet(
                "segment",
                entry,
                judge,
                {"score": int(float(row[judge]) * 100)},
                at={"item": component},
            )
            for judge in (f"J{number}" for number in range(1, 10))
            if row[judge]
        ]
    return Facts(tuple(entries.values()), sheets=tuple(sheets), items=tuple(items))


@pytest.mark.parametrize(("short", "tie"), [(True, "elements"), (False, "components")])
def test_o02_skating_gives_the_published_scores_and_ranks(cases: Path, short: bool, tie: str):
    expected = expected_of(cases, "o02_isu_2016_17_nine_events")
    facts = skaters(cases, short)

    done = calculate_all(parse_rule_set(skating_rules(tie)), facts)["segment"].evaluation

    ranks = ranked(done)
    panel, components, score = (done.tables[name] for name in ("panel", "components", "score"))
    assert len(ranks) == len(facts.entries)
    for entry in ranks:
        row = panel.rows[(entry,)]
        assert {item: panel.text(n) for item, n in row.items()} == expected["panel"][entry]
        told = [float(t.value(t.by_entry[entry])) for t in (components, score)]
        assert [f"{told[0]:.2f}", f"{told[1]:.2f}", ranks[entry]] == expected["segment"][entry]
