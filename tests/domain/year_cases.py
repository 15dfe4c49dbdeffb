"""Years of marks by chance from a seed: quick to make, and the same on every machine."""

from random import Random
from typing import Any

from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, Sheet
from tests.domain.panels import criterion

FOLDS: list[dict[str, Any]] = [
    {"by": "sum"},
    {"by": "mean"},
    {"by": "median"},
    {"by": "max"},
    {"by": "min"},
    {"by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "mean"},
    {"by": "sum", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "block"},
    {"by": "winsorised", "drop_high": 1, "drop_low": 1, "at_least": 3, "below": "mean"},
    {"by": "sum", "best": 2},
    {"by": "mean", "best": 2, "best_is": "lowest"},
]
MEANINGS = ("skip", "zero", "carry", "block")
STATES = (*[State.SCORED] * 6, State.ABSENT, State.RECUSED, State.BLANK, None)
KEYS = [{"key": "score"}, {"criterion": "a"}, {"key": "exact", "direction": "asc"}]
PLACES = [
    (unit, quarter, month, judge)
    for unit in ("U0", "U1", "U2", "U3", "U4")
    for quarter in ("q1", "q2")
    for month in ("m1", "m2")
    for judge in ("J1", "J2", "J3")
]


def year_document(chance: Random) -> dict[str, Any]:
    """Deductions, months into quarters, quarters into the year; the stage is "year"."""

    def fold(axis: str) -> dict[str, Any]:
        meant = {state: chance.choice(MEANINGS) for state in ("blank", "absent", "recused")}
        step = {"reduce": axis, **chance.choice(FOLDS), "missing": meant}
        return step | {"quorum": chance.randint(1, 3)}

    def rounding() -> list[dict[str, Any]]:
        mode = chance.choice(["half_up", "half_even", "truncate"])
        step = {"round": chance.randint(0, 2), "mode": mode}
        return chance.choice([[], [step], [step | {"show_only": True}]])

    base = chance.choice(["12.5", {"attribute": "max", "of": "criterion"}])
    deduct = {"map": "deduct_from", "base": base, "each": chance.choice(["1", "0.3"])}
    deduct |= chance.choice([{}, {"floor": "0"}, {"floor": "0.25"}])
    folds = [fold("criterion"), fold("judge")]
    if chance.random() < 0.5:
        folds[0] = {"reduce": "criterion", "by": "mean", "weights": {"a": "0.3", "b": "0.7"}}
    if chance.random() < 0.5:
        folds.reverse()
    last = {"round": 1, "mode": chance.choice(["half_up", "truncate"]), "as": "score"}
    steps = [deduct, *folds, fold("month") | {"as": "quarters"}, *rounding()]
    steps += [fold("quarter") | {"as": "exact"}, last]
    style = chance.choice(["1224", "1223", "1334", "fractional"])
    steps.append({"rank": KEYS[: chance.randint(1, 3)], "style": style, "per": "region"})
    due = chance.choice([[], ["m1", "m2"]])
    criteria = [criterion("a", "30", "0.5"), criterion("b", "20", "1")]
    stage = {"dimensions": {"quarter": [], "month": due}, "criteria": criteria, "steps": steps}
    return {"schema": 1, "stages": {"year": stage}}


def year_facts(chance: Random, gaps: float) -> Facts:
    """Five units in two regions; of the sheets, so many in one have a gap of some kind."""
    sheets = []
    for unit, quarter, month, judge in PLACES:
        marks = {"a": 5 * chance.randint(0, 3), "b": chance.randint(0, 2)}
        state = chance.choice(STATES) if chance.random() < gaps else State.SCORED
        if state is None:
            continue
        missing = {"b": State.BLANK} if chance.random() < gaps / 4 else {}
        scored = {key: mark for key, mark in marks.items() if key not in missing}
        told = (scored, missing) if state is State.SCORED else ({}, {})
        at = {"quarter": quarter, "month": month}
        sheets.append(Sheet("year", unit, judge, *told, state, at))
    entries = [Entry(f"U{number}", {"region": "NS"[number % 2]}) for number in range(5)]
    out = Entry("W", {"region": "N"}, State.WITHDRAWN)
    return Facts((*entries, out), sheets=tuple(sheets))
