"""What may not change a result, and what may not spoil one, on random panels.

`make soak` takes 1,000 panels for each law, other runs a seeded tenth of the same panels.
"""

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest

from competition.domain.calibration.effects import Estimator
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Evaluation, Facts, RuleSet, Sheet, evaluate
from tests.domain.panels import MEAN, RANK, TOTALS, criterion, rules
from tests.faults.counts import keep, repetitions

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]
Marks = Mapping[tuple[str, str], int]
PANELS = 1000
STATED = "1,000 panels a method"
FITTED: dict[str, Any] = {
    "calibrate": "judge_effect",
    "estimator": "least_squares",
    "places": 8,
    "mode": "half_up",
}
MIDDLE = {"reduce": "judge", "by": "median", "as": "score"}
TRIM = {"drop_high": 1, "drop_low": 1, "at_least": 3, "below": "mean"}
# Equal estimates of calibrated marks differ after their eighth decimal; six are compared.
LEVEL = [{"reduce": "judge", "by": "mean"}, {"round": 6, "mode": "half_up", "as": "score"}]


def ranked_by(*steps: dict[str, Any]) -> RuleSet:
    return rules(TOTALS, *steps, RANK, criteria=[criterion("all", step="1")])


METHODS = {
    "mean": ranked_by(MEAN),
    "trimmed": ranked_by(MEAN | TRIM),
    "median": ranked_by(MIDDLE),
    "least_squares": ranked_by(FITTED, *LEVEL),
}


def panel(chance: random.Random, prefix: str = "") -> dict[tuple[str, str], int]:
    """Marks of two to seven entries by two to six judges, some missing, all connected.

    Few different marks, so that ties are common. Every entry is marked by its own judge and by
    the judge before, and so hangs together with the rest.
    """
    entries = [f"{prefix}E{n}" for n in range(chance.randint(2, 7))]
    judges = [f"{prefix}J{n}" for n in range(chance.randint(2, 6))]
    top = chance.choice([4, 12, 95])
    links = {(e, judges[n % len(judges)]) for n, e in enumerate(entries)}
    links |= {(e, judges[(n - 1) % len(judges)]) for n, e in enumerate(entries)}
    return {
        (e, j): chance.randint(0, top)
        for e in entries
        for j in judges
        if (e, j) in links or chance.random() < 0.7
    }


def panels() -> Iterator[tuple[random.Random, dict[tuple[str, str], int]]]:
    """So many panels, each from its number alone, with the chance that made it."""
    for number in range(repetitions(PANELS)):
        chance = random.Random(number)
        yield chance, panel(chance)


def judged(rule: RuleSet, marks: Marks) -> Evaluation:
    entries = dict.fromkeys(entry for entry, _ in marks)
    sheets = tuple(Sheet("panel", e, j, {"all": mark}) for (e, j), mark in marks.items())
    return evaluate(rule.part("panel"), Facts(tuple(map(Entry, entries)), sheets=sheets))


def standing(rule: RuleSet, marks: Marks) -> dict[str, tuple[Fraction, int]]:
    """Score and rank of each entry."""
    done = judged(rule, marks)
    scores = done.tables["score"]
    return {
        one.entry: (scores.value(scores.by_entry[one.entry]), one.rank)
        for one in done.standings
        if one.rank is not None
    }


def renamed(names: list[str], chance: random.Random) -> dict[str, str]:
    return dict(zip(names, chance.sample(names, len(names)), strict=True))


@pytest.mark.parametrize("method", METHODS)
def test_permuting_judges_and_entries_changes_nothing(method: str):
    compared = 0
    for chance, marks in panels():
        entries = renamed(sorted({e for e, _ in marks}), chance)
        judges = renamed(sorted({j for _, j in marks}), chance)
        shuffled = dict(chance.sample(list(marks.items()), len(marks)))
        swapped = {(entries[e], judges[j]): mark for (e, j), mark in marks.items()}

        one, other = judged(METHODS[method], marks), judged(METHODS[method], shuffled)
        before, after = standing(METHODS[method], marks), standing(METHODS[method], swapped)

        assert other.to_json() == one.to_json()
        assert {entries[entry]: told for entry, told in before.items()} == after
        compared += len(after)
    assert compared >= repetitions(PANELS)
    keep(f"judges and entries permuted, {method}", STATED, f"{compared} ranks and scores equal")


def test_what_one_judge_adds_to_every_mark_leaves_least_squares_ranks():
    compared = 0
    for chance, marks in panels():
        judge = chance.choice(sorted({j for _, j in marks}))
        more = chance.randint(1, 5)
        shifted = {key: mark + more * (key[1] == judge) for key, mark in marks.items()}

        before = standing(METHODS["least_squares"], marks)
        after = standing(METHODS["least_squares"], shifted)

        ranks = [{e: rank for e, (_, rank) in one.items()} for one in (before, after)]
        assert ranks[0] == ranks[1]
        compared += len(ranks[0])
    assert compared >= repetitions(PANELS)
    keep("a constant added to one judge, least_squares", STATED, f"{compared} ranks equal")


@pytest.mark.parametrize("method", METHODS)
def test_a_higher_mark_never_lowers_its_entry(method: str):
    climbed = 0
    for chance, marks in panels():
        entry, judge = chance.choice(sorted(marks))
        raised = {**marks, (entry, judge): marks[entry, judge] + chance.randint(1, 5)}

        before = standing(METHODS[method], marks)[entry]
        after = standing(METHODS[method], raised)[entry]

        assert after[0] >= before[0]
        assert after[1] <= before[1]
        climbed += after[1] < before[1]
    assert climbed > 0
    keep(f"one mark raised, {method}", STATED, f"no entry fell, {climbed} rose")


@pytest.mark.parametrize("estimator", [one.value for one in Estimator])
def test_a_disconnected_graph_is_always_refused(estimator: str):
    rule = ranked_by(FITTED | {"estimator": estimator}, *LEVEL)
    refused = 0
    for chance, marks in panels():
        apart = marks | panel(chance, prefix="other ")

        with pytest.raises(Refusal) as refusal:
            judged(rule, apart)

        assert (refusal.value.code, refusal.value.values["count"]) == (
            "calibrate.disconnected",
            2,
        )
        refused += 1
    assert refused == repetitions(PANELS)
    keep(f"a panel in two halves, {estimator}", STATED, f"{refused} refused")
