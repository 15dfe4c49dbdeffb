"""Events and items in and out as Excel tables, and votes from a table to a result."""

import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.event_table import (
    event_columns,
    events_table,
    events_template,
    items_table,
)
from competition.documents.tables.write import workbook_bytes
from competition.models import ResultVersion, ScoreEvent, ScoreItem, Standing, database
from competition.services.events.exchange import (
    export_events,
    import_events,
    plan_events,
)
from competition.services.events.ground import read_ground
from competition.services.events.items import import_items, item_rows, plan_items
from competition.services.events.verifying import verify_facts
from competition.services.results.gather import gather
from tests.event_factories import (
    bonus,
    event_contest,
    number_of,
    verified,
)
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import computed, refusal_of, second_organiser

KINDS = ("加分", "超时", "专利", "安全责任事故")


def file_of(rows: list[dict[str, str]], kinds: tuple[str, ...] = KINDS) -> bytes:
    return workbook_bytes(events_table(kinds, (), rows))


def faults(contest: Contest, rows: list[dict[str, str]]) -> list[tuple[int, str, str]]:
    plan = plan_events(contest.competition, file_of(rows))
    return [(one.row, one.column, one.code) for one in plan.faults]


def scores(result: ResultVersion) -> dict[int, str]:
    rows = select(Standing.entry_id, Standing.score).where(Standing.result_id == result.id)
    return {row.entry_id: row.score for row in database.session.execute(rows)}


def test_a_table_is_imported_whole_and_waits_for_a_second_person(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    rows = [
        {"entry": number_of(contest, 0), "kind": "超时", "amount": "505", "date": "2026/1/5"},
        {
            "entry": number_of(contest, 1),
            "kind": "加分",
            "stage": "网络初评",
            "level": "省部级",
            "matter": "发明奖",
        },
    ]

    done = import_events(contest.organiser, contest.competition, file_of(rows))

    kept = database.session.scalars(select(ScoreEvent).order_by(ScoreEvent.id)).all()
    assert done == 2
    assert [(row.kind, row.amount, row.level, row.verified_at) for row in kept] == [
        ("超时", "505", "", None),
        ("加分", "", "省部级", None),
    ]
    assert verify_facts(second_organiser(contest), contest.competition, ScoreEvent) == 2


def test_one_fault_keeps_the_whole_table_out_and_is_told_by_row_and_column(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make)
    known = number_of(contest, 0)
    rows = [
        {"entry": known, "kind": "超时", "amount": "505"},
        {"entry": "X-1", "kind": "超时", "amount": "1e2"},
        {"entry": known, "kind": "奖励"},
        {"entry": known, "kind": "加分", "level": "市级", "matter": "发明奖"},
        {"entry": known, "kind": "超时", "amount": "505"},
        {"entry": known, "kind": "超时", "stage": "复评", "date": "昨天"},
    ]

    told = faults(contest, rows)

    assert told == [
        (3, "A", "event.entry"),
        (3, "E", "event.amount"),
        (4, "B", "cell.choice"),
        (5, "H", "event.level"),
        (6, "A", "import.twice"),
        (7, "C", "event.stage_unknown"),
        (7, "D", "event.date"),
        (7, "E", "event.amount_missing"),
    ]
    code = refusal_of(import_events, contest.organiser, contest.competition, file_of(rows))
    assert code == "import.faults"
    assert list(database.session.scalars(select(ScoreEvent))) == []


def test_what_is_exported_is_imported_again_and_changes_nothing(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    verified(contest, second_organiser(contest), bonus(contest, date="2026-01-05", reason="公示"))
    rows = export_events(contest.organiser, contest.competition)

    plan = plan_events(contest.competition, file_of(rows))

    assert rows[0]["state"] == "已核实"
    assert (plan.new, plan.known, plan.faults) == ([], 1, [])


def test_the_template_has_an_example_of_each_kind_that_the_rules_name(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make)
    ground = read_ground(database.session, contest.competition)

    template = events_template(ground.kinds, ground.axes, ground.today.isoformat())

    assert ground.kinds == KINDS
    assert [row[1] for row in template.examples] == list(KINDS)
    assert event_columns(ground.kinds, ground.axes)[1].choices == KINDS


def test_rules_that_look_for_nothing_take_no_table(app: Flask, make: Make) -> None:
    contest = scoring_contest(make)

    codes = [
        refusal_of(plan_events, contest.competition, file_of([])),
        refusal_of(plan_items, contest.competition, b""),
    ]

    assert codes == ["event.not_asked", "item.not_asked"]


def test_votes_of_a_table_become_shares_of_the_maximum_in_the_result(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make, votes=True)
    counted = {0: "1200", 1: "600", 2: "300"}
    rows = [
        {"entry": number_of(contest, entry), "kind": "大众投票", "amount": votes}
        for entry, votes in counted.items()
    ]
    kinds = ("大众投票", *KINDS)

    import_events(contest.organiser, contest.competition, file_of(rows, kinds))
    verify_facts(second_organiser(contest), contest.competition, ScoreEvent)

    found = scores(computed(contest))
    assert [found[ident] for ident in contest.entry_ids] == ["83.60", "74.40", "70.20", "66.00"]


def items_file(rows: list[dict[str, str]]) -> bytes:
    return workbook_bytes(items_table(("难度系数",), rows))


def test_items_of_a_table_count_once_verified_and_a_changed_one_takes_the_place(
    app: Flask, make: Make
) -> None:
    contest = event_contest(make, entries=2, difficulty=True)
    second = second_organiser(contest)
    ground = read_ground(database.session, contest.competition)
    names = list(ground.members["online"]["criterion"].values())
    rows = [{"name": name, "of.难度系数": "1"} for name in names]

    first = import_items(contest.organiser, contest.competition, items_file(rows))
    before = gather(database.session, contest.ident).facts.items
    verify_facts(second, contest.competition, ScoreItem)
    plain = scores(computed(contest))
    doubled = [{"name": names[0], "of.难度系数": "1.5"}, *rows[1:]]
    changed = import_items(contest.organiser, contest.competition, items_file(doubled))
    verify_facts(second, contest.competition, ScoreItem)

    assert (first, before, changed) == (len(names), (), 1)
    assert list(plain.values()) != list(scores(computed(contest)).values())
    rows_now = item_rows(database.session, contest.competition, ground)
    assert len(rows_now) == len(names)
    plan = plan_items(contest.competition, items_file(rows_now))
    assert (plan.new, plan.known, plan.faults) == ([], len(names), [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": "没有的指标", "of.难度系数": "1"}, "event.member"),
        ({"name": "创新性", "of.难度系数": "难"}, "event.amount"),
        ({"name": "创新性"}, "item.empty"),
        ({"name": "创新性", "of.难度系数": "1", "entry": "X-1"}, "event.entry"),
        ({"name": "创新性", "of.难度系数": "1", "stage": "复评"}, "event.stage_unknown"),
        ({"name": "创新性", "of.难度系数": "1", "axis": "动作"}, "item.axis"),
    ],
)
def test_an_item_that_the_rules_do_not_know_is_told(
    app: Flask, make: Make, row: dict[str, str], code: str
) -> None:
    contest = event_contest(make, entries=2, difficulty=True)

    plan = plan_items(contest.competition, items_file([row]))

    assert [fault.code for fault in plan.faults] == [code]
