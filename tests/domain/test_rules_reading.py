"""Facts survive being written as CSV files and as JSON, whatever they hold."""

import string
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from competition.documents.fact_files import facts_folder
from competition.documents.fact_tables import read_table, table_of
from competition.domain.marks import State
from competition.domain.rules import (
    Decision,
    Entry,
    Event,
    Facts,
    Item,
    Judge,
    RuleSet,
    Sheet,
    parse_rule_set,
    unused_events,
)
from competition.domain.rules.reading import facts_document, read_facts, read_facts_document

STEPS = [
    {"reduce": "criterion", "by": "sum"},
    {"reduce": "item", "by": "sum"},
    {"reduce": "judge", "by": "mean", "as": "score"},
    {"adjust": [{"kind": "bonus", "effect": "plus"}]},
    {"bar": "event", "kinds": ["accident"], "effect": "award", "span": "year"},
    {"rank": [{"key": "score"}]},
]
CRITERIA = [{"key": "甲", "max": "10", "step": "0.25"}, {"key": "b", "min": "1", "max": "9"}]
STAGE = {"criteria": CRITERIA, "dimensions": {"item": []}, "steps": STEPS}
PLAIN = {"criteria": CRITERIA[:1], "steps": [STEPS[0], STEPS[2], STEPS[5]]}
RULES = parse_rule_set({"schema": 1, "stages": {"dives": STAGE, "talk": PLAIN}})

LETTERS = string.ascii_letters + string.digits + "甲乙𬭎·=+-@'\"(),."
WORDS = some.text(LETTERS, min_size=1, max_size=6)
IDS = some.lists(WORDS, min_size=1, max_size=4, unique=True)
COLUMNS = ("id", "state", "axis", "stage", "entry")
ATTRIBUTES = some.dictionaries(
    WORDS.map(str.casefold).filter(lambda name: name not in COLUMNS),
    WORDS,
    max_size=3,
)
MARK = {"甲": some.integers(0, 40).map(lambda n: 25 * n), "b": some.integers(1, 9)}
GAPS = some.sampled_from([State.BLANK, State.ABSENT, State.RECUSED])


@some.composite
def sheets(draw: some.DrawFn, entries: list[str], judges: list[str]) -> Sheet:
    is_dive = draw(some.booleans())
    at = {"item": draw(some.sampled_from("12"))} if is_dive else {}
    entry, judge = draw(some.sampled_from(entries)), draw(some.sampled_from(judges))
    sheet = Sheet("dives" if is_dive else "talk", entry, judge, at=at)
    state = draw(some.sampled_from([State.SCORED, State.SCORED, State.ABSENT]))
    if state is not State.SCORED:
        return replace(sheet, state=state)
    keys = ["甲", "b"] if is_dive else ["甲"]
    told = {key: draw(some.one_of(MARK[key], GAPS)) for key in keys}
    return replace(
        sheet,
        marks={key: mark for key, mark in told.items() if not isinstance(mark, State)},
        missing={key: gap for key, gap in told.items() if isinstance(gap, State)},
    )


@some.composite
def every_kind_of_fact(draw: some.DrawFn) -> Facts:
    ids, judges = draw(IDS), draw(IDS)
    entries = tuple(
        Entry(one, draw(ATTRIBUTES), draw(some.sampled_from([State.SCORED, State.WITHDRAWN])))
        for one in ids
    )
    marked = draw(some.lists(sheets(ids, judges), max_size=6))
    found = {(s.stage, s.entry, s.judge, *s.at.values()): s for s in marked}
    events = tuple(
        Event(f"T{n}", draw(some.sampled_from(ids)), draw(WORDS), amount="1.5", reason=draw(WORDS))
        for n in range(draw(some.integers(0, 2)))
    )
    items = tuple(Item(one, draw(ATTRIBUTES), "dives", ids[0]) for one in draw(IDS))
    decision = Decision("talk", "rank", "order", tuple(ids), tuple(sorted(ids)), draw(WORDS))
    people = tuple(Judge(one, draw(ATTRIBUTES)) for one in judges)
    return Facts(entries, people, tuple(found.values()), (decision,), items, events)


def from_folder(files: dict[str, bytes], rules: RuleSet) -> Facts:
    tables, faults = {}, []
    for name, data in files.items():
        tables[table_of(name)], wrong = read_table(table_of(name), name, data, rules)
        faults += wrong
    return read_facts(tables, rules, faults)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(every_kind_of_fact())
def test_facts_come_back_from_csv_files(facts: Facts):
    back = from_folder(facts_folder(facts, RULES), RULES)

    assert back.to_json() == facts.to_json()


@settings(derandomize=True, max_examples=150, deadline=None)
@given(every_kind_of_fact())
def test_facts_come_back_from_both_documents(facts: Facts):
    points = read_facts_document(facts_document(facts, RULES), RULES, "points")
    integers = read_facts_document(facts.to_json(), RULES, "integers")

    assert points.to_json() == integers.to_json() == facts.to_json()
    assert Facts.from_json(facts.to_json()).to_json() == facts.to_json()


def test_an_event_is_used_where_a_step_of_its_stage_or_of_the_year_names_its_kind():
    events = [
        Event("everywhere", "E", "bonus"),
        Event("here", "E", "bonus", stage="dives"),
        Event("elsewhere", "E", "bonus", stage="talk"),
        Event("year", "E", "accident", stage="talk"),
        Event("misspelt", "E", "bonos"),
    ]

    unused = unused_events(RULES, Facts((Entry("E"),), events=tuple(events)))

    assert [event.id for event in unused] == ["elsewhere", "misspelt"]
