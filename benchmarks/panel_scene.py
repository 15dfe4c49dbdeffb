"""One panel of a province: entries before seven judges, six criteria, in every form measured.

Marks are drawn once from a seed. The rules are those of many notices: sum of the criteria, the
highest and the lowest sheet dropped, mean, two decimals, half up; ties by the first criterion,
then by the higher marks.
"""

import random
from dataclasses import dataclass

from competition.domain.rules import Entry, Facts, Judge, Part, Sheet, parse_rule_set

JUDGES, CRITERIA = 7, 6
KEYS = tuple(f"c{number}" for number in range(CRITERIA))
STEPS = [
    {"reduce": "criterion", "by": "sum", "as": "totals"},
    {
        "reduce": "judge", "by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 5,
        "below": "mean", "quorum": 3,
    },
    {"round": 2, "mode": "half_up", "as": "score"},
    {"rank": [{"key": "score"}, {"criterion": "c0"}, {"higher_marks": "totals"}]},
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panel:
    """The same marks as integers in tenths, entry by judge by criterion, and as facts."""

    part: Part
    marks: list[list[list[int]]]
    facts: Facts


def panel(entries: int, seed: int = 1) -> Panel:
    """Marks around the entry's own level, so that ranks are close and some are shared."""
    chance = random.Random(seed)
    marks = []
    for _ in range(entries):
        level = chance.gauss(150, 20)
        marks.append(
            [
                [min(max(round(chance.gauss(level, 12)), 0), 200) for _ in KEYS]
                for _ in range(JUDGES)
            ]
        )
    return Panel(rules(), marks, facts_of(marks))


def rules() -> Part:
    """The part, as the product reads it."""
    criteria = [{"key": key, "max": "20", "step": "0.1"} for key in KEYS]
    stage = {"criteria": criteria, "steps": STEPS}
    return parse_rule_set({"schema": 1, "stages": {"panel": stage}}).part("panel")


def facts_of(marks: list[list[list[int]]]) -> Facts:
    """The marks as the engine gets them."""
    names = [f"E{number:07}" for number in range(len(marks))]
    sheets = tuple(
        Sheet("panel", entry, f"J{judge}", dict(zip(KEYS, sheet, strict=True)))
        for entry, own in zip(names, marks, strict=True)
        for judge, sheet in enumerate(own)
    )
    judges = tuple(Judge(f"J{number}") for number in range(JUDGES))
    return Facts(tuple(Entry(name) for name in names), judges, sheets)
