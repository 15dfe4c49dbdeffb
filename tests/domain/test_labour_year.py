"""A whole year of six lots, twelve months and their departments against plain fractions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from competition.domain.bundle import calculate_parts
from competition.domain.labour import Calendar, PeriodUnit
from competition.domain.presets import load_preset
from competition.domain.rules import (
    Entry,
    Event,
    Facts,
    Judge,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from competition.domain.rules.part import RESULT
from competition.domain.rules.renaming import renamed

YEAR = Calendar(PeriodUnit.MONTH, date(2026, 1, 1), 12, quarters=True)
PRESET = load_preset("five_compare", YEAR)
assert PRESET.plan is not None
PLAN = PRESET.plan
RULES = parse_rule_set(PRESET.rule_document)
MONTHS = [f"m{number:02}" for number in range(1, 13)]
QUARTERS = {f"q{n + 1:02}": MONTHS[3 * n : 3 * n + 3] for n in range(4)}
LOTS = [f"L{number}" for number in range(1, 7)]
DEPARTMENTS = list(PLAN.departments)
LEVELS = {"业主": 3, "集团": 5, "省部": 8, "国家": 10}


@dataclass
class Made:
    """A year by chance: who is in when, halves of points by department, events."""

    present: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[tuple[str, str, str], int] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def facts(self) -> Facts:
        judges = [Judge(f"D{n}", {"group": name}) for n, name in enumerate(DEPARTMENTS)]
        judges += [Judge(f"S{lot}", {"group": "self"}) for lot in LOTS]
        entries = [Entry(lot, {"track": "LOT"}) for lot in LOTS]
        return Facts(tuple(entries), tuple(judges), tuple(self.sheets), events=tuple(self.events))

    def taking_part(self) -> dict[str, frozenset[str]]:
        found = {m: frozenset(lot for lot in LOTS if m in self.present[lot]) for m in MONTHS}
        quarters = {q: frozenset().union(*(found[m] for m in own)) for q, own in QUARTERS.items()}
        return {**found, **quarters}


def made(seed: int) -> Made:
    chance, year = Random(seed), Made()
    for number, lot in enumerate(LOTS):
        first = chance.choice([0, 0, 3, 8]) if number == 5 else 0
        last = chance.choice([12, 4, 8]) if number == 4 else 12
        year.present[lot] = MONTHS[first:last]
        for month in year.present[lot]:
            _sheets(chance, year, lot, month)
            for kind in ("当期奖励加分", "当期通报扣分"):
                if chance.random() < 0.15:
                    _event(year, lot, kind, month, amount=str(chance.randint(1, 4)))
        for kind in ("年度荣誉加分", "年度处罚扣分"):
            for _each in range(chance.randint(0, 2)):
                level = chance.choice(list(LEVELS))
                matter = chance.choice(["QC成果", "工法"])
                _event(year, lot, kind, "", level=level, matter=matter)
        if chance.random() < 0.3:
            kind = chance.choice([veto.kind for veto in PLAN.vetoes])
            _event(year, lot, kind, chance.choice(year.present[lot]))
    return year


def _sheets(chance: Random, year: Made, lot: str, month: str) -> None:
    full = {one.key: int(one.points) * 2 for one in PLAN.indicators}
    year.sheets.append(Sheet(month, lot, f"S{lot}", {key: n * 5 for key, n in full.items()}))
    for number, department in enumerate(DEPARTMENTS):
        own = [one for one in PLAN.indicators if department in one.departments]
        halves = {one.key: full[one.key] - chance.randint(0, full[one.key] // 4) for one in own}
        year.marks |= {(month, lot, key): value for key, value in halves.items()}
        marks = {key: value * 5 for key, value in halves.items()}
        year.sheets.append(Sheet(month, lot, f"D{number}", marks))


def _event(year: Made, lot: str, kind: str, stage: str, **more: str) -> None:
    name = f"T{len(year.events) + 1:03}"
    told = {"matter": name, **more}
    year.events.append(Event(name, lot, kind, stage, date="2026-05-08", **told))


def amounts(year: Made, lot: str, kind: str, stage: str) -> int:
    own = [e for e in year.events if (e.entry, e.kind, e.stage) == (lot, kind, stage)]
    return sum(int(event.amount) for event in own)


def month_score(year: Made, lot: str, month: str) -> Fraction:
    base = Fraction(sum(n for (m, who, _), n in year.marks.items() if (m, who) == (month, lot)), 2)
    plus = min(5, amounts(year, lot, "当期奖励加分", month))
    return max(Fraction(0), base + plus - amounts(year, lot, "当期通报扣分", month))


def highest_per_matter(year: Made, lot: str, kind: str) -> int:
    best: dict[str, int] = {}
    for event in year.events:
        if (event.entry, event.kind) == (lot, kind):
            best[event.matter] = max(best.get(event.matter, 0), LEVELS[event.level])
    return sum(best.values())


def year_score(year: Made, lot: str) -> Fraction:
    months = [month_score(year, lot, month) for month in year.present[lot]]
    plus = min(10, highest_per_matter(year, lot, "年度荣誉加分"))
    total = sum(months) / len(months) + plus - highest_per_matter(year, lot, "年度处罚扣分")
    return Fraction(int(total * 100 + Fraction(1, 2)), 100)


def winners(year: Made, scores: Mapping[str, Fraction]) -> dict[str, str] | None:
    """By lot its award; None where a tie at the last place waits for people."""
    whole = {veto.kind for veto in PLAN.vetoes if veto.whole_year}
    struck = {event.entry for event in year.events if event.kind in whole}
    able = [
        lot
        for lot in sorted(LOTS, key=lambda lot: -scores[lot])
        if len(year.present[lot]) >= 6 and scores[lot] >= 85 and lot not in struck
    ]
    if len({scores[lot] for lot in able[:4]}) < len(able[:4]):
        return None
    return dict(zip(able, ("excellent_lot", "excellent_lot", "advanced_lot"), strict=False))


def calculated(year: Made) -> dict[str, Any]:
    done = calculate_parts(RULES, year.facts(), year.taking_part(), RESULT)
    return {key: one.evaluation for key, one in done.items()}


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_whole_year_equals_one_that_is_reckoned_by_hand(seed: int) -> None:
    year = made(seed)

    done = calculated(year)

    for month in MONTHS:
        table = done[month].tables["score"]
        found = {lot: table.value(n) for lot, n in table.by_entry.items()}
        assert found == {
            lot: month_score(year, lot, month) for lot in LOTS if month in year.present[lot]
        }
    for quarter, months in QUARTERS.items():
        table = done[quarter].tables["score"]
        for lot in LOTS:
            own = [month_score(year, lot, m) for m in months if m in year.present[lot]]
            exact = sum(own) / len(own) if own else None
            number = table.by_entry.get(lot)
            assert (None if number is None else table.value(number)) == exact
    scores = {lot: year_score(year, lot) for lot in LOTS}
    final = done[RESULT]
    assert {lot: Fraction(final.figure("年度得分", lot)) for lot in LOTS} == scores
    assert {s.entry: s.rank for s in final.standings} == {
        lot: 1 + sum(other > score for other in scores.values()) for lot, score in scores.items()
    }
    expected = winners(year, scores)
    if expected is not None:
        assert {award.entry: award.tier for award in final.awards} == expected


@pytest.mark.parametrize("seed", (2, 5))
def test_vetoes_move_no_rank_and_no_figure_of_the_year(seed: int) -> None:
    year = made(seed)
    kinds = {veto.kind for veto in PLAN.vetoes}
    free = Made(year.present, year.marks, year.sheets)
    free.events = [event for event in year.events if event.kind not in kinds]
    for lot in LOTS:
        _event(year, lot, "生产安全死亡事故", year.present[lot][-1])

    struck, clean = calculated(year), calculated(free)

    for part in (*MONTHS, *QUARTERS, RESULT):
        assert struck[part].standings == clean[part].standings
        assert struck[part].tables == clean[part].tables
    assert (struck[RESULT].awards, bool(clean[RESULT].awards)) == ((), True)


def test_a_fatal_accident_in_may_costs_may_the_quarter_and_the_year_and_keeps_every_rank() -> None:
    year = made(1)
    year.events = [Event("T1", "L1", "生产安全死亡事故", "m05", date="2026-05-08")]

    done = calculated(year)

    barred = [part for part in (*MONTHS, *QUARTERS, RESULT) if "L1" in done[part].barred]
    assert barred == ["m05", "q02", RESULT]


def test_self_scores_are_handed_in_and_count_nothing() -> None:
    year = made(3)
    before = calculated(year)
    year.sheets = [
        Sheet(s.stage, s.entry, s.judge, dict.fromkeys(s.marks, 0)) if s.judge[0] == "S" else s
        for s in year.sheets
    ]

    after = calculated(year)

    for part in (*MONTHS, RESULT):
        assert after[part].tables == before[part].tables


def test_a_department_that_hands_in_nothing_holds_up_the_month_and_says_which_indicators() -> None:
    year = made(4)
    year.sheets = [s for s in year.sheets if (s.stage, s.entry, s.judge) != ("m03", "L2", "D1")]

    done = calculated(year)

    lacking = [key.key for key in PLAN.indicators if DEPARTMENTS[1] in key.departments]
    assert sorted(b.values["criterion"] for b in done["m03"].blocks) == sorted(lacking)
    assert {block.entries for block in done["m03"].blocks} == {("L2",)}
    assert done["m03"].score_of("L2") is None


def test_the_year_is_the_same_under_other_names() -> None:
    year = made(6)
    facts = year.facts()
    names = {lot: f"E{lot[1]}" for lot in LOTS} | {
        judge.id: f"J{judge.id}" for judge in facts.judges
    }
    parts = [*MONTHS, *QUARTERS, RESULT]
    taking_part = {
        key: frozenset(names[lot] for lot in lots) for key, lots in year.taking_part().items()
    }

    told = calculate_parts(RULES, renamed(facts, names, parts), taking_part, RESULT)[RESULT]

    plain = calculated(year)[RESULT]
    assert {names[s.entry]: s.rank for s in plain.standings} == {
        s.entry: s.rank for s in told.evaluation.standings
    }
    assert {names[lot] for lot in plain.barred} == set(told.evaluation.barred)


@pytest.mark.parametrize("seed", (3, 6))
def test_on_files_whoever_has_no_sheet_in_a_month_takes_no_part_in_it(seed: int) -> None:
    year = made(seed)

    on_files = calculate_all(RULES, year.facts())

    plain = calculated(year)
    for part in (*MONTHS, RESULT):
        assert on_files[part].evaluation.standings == plain[part].standings
        assert on_files[part].evaluation.blocks == plain[part].blocks == ()
    assert on_files[RESULT].evaluation.awards == plain[RESULT].awards
