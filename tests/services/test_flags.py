"""Rotating flags: held by the first of each month, kept after so many, told when level."""

import pytest
from flask import Flask
from sqlalchemy import select

from competition.models import AuditRecord, Competition, Flag, FlagChoice, ScoreEvent, database
from competition.services.periods.flag_reading import FlagHistory, read_flags
from competition.services.periods.flags import FlagValues, choose_holder, remove_flag, save_flag
from competition.services.runtime import now
from tests.factories import Make
from tests.finding_factories import flag, months, score_month
from tests.period_factories import STEPS, YEAR, Works, rules, works
from tests.services.test_results import refusal_of
from tests.statements import counting

VETO = {"bar": "event", "kinds": ["安全责任事故"], "effect": "award", "span": "year"}


def history(made: Works) -> FlagHistory:
    return read_flags(database.session, made.ident)[0]


def lots(made: Works) -> list[str]:
    """The holder of each period by the letter of its lot, or the state."""
    names = dict(zip(made.lots, "ABCDEF", strict=False))
    return [names[one.holder] if one.holder else one.state for one in history(made).periods]


def one_flag(ident: int) -> Flag:
    return database.session.get_one(Flag, ident, populate_existing=True)


def test_the_first_of_each_month_holds_the_flag(app: Flask, make: Make) -> None:
    made = months(make, may=("0", "2", "3"), june=("4", "1", "3"))
    flag(made)

    assert lots(made) == ["A", "B"]
    assert [one.in_a_row for one in history(made).periods] == [1, 1]
    assert (history(made).record.holder, history(made).record.in_a_row) == (str(made.lots[1]), 1)


def test_a_unit_that_is_first_often_enough_in_a_row_keeps_the_flag(app: Flask, make: Make) -> None:
    made = months(make, may=("0", "2"), june=("1", "3"))
    flag(made, keep_after=2)

    found = history(made)

    assert [(one.in_a_row, one.keeps) for one in found.periods] == [(1, False), (2, True)]
    assert [kept.unit for kept in found.record.kept] == [str(made.lots[0])]


def test_a_month_without_a_published_result_waits_and_leaves_the_row_open(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=2, sheets=("department",))
    flag(made)
    score_month(made, "m05", ("0", "2"))

    assert lots(made) == ["A", "waiting"]
    assert [one.in_a_row for one in history(made).periods] == [1, None]


def test_units_that_are_level_are_told_and_somebody_decides_with_a_reason(
    app: Flask, make: Make
) -> None:
    made = months(make, may=("1", "1", "3"), june=("2", "0", "3"))
    ident = flag(made)
    level = history(made).periods[0]
    may = made.stage("m05").id
    first, second, third = made.lots

    codes = [
        refusal_of(choose_holder, made.organiser, one_flag(ident), may, first, reason=" "),
        refusal_of(choose_holder, made.organiser, one_flag(ident), may, third, reason="靠前"),
        refusal_of(
            choose_holder,
            made.organiser,
            one_flag(ident),
            made.stage("m06").id,
            second,
            reason="靠前",
        ),
    ]
    choose_holder(made.organiser, one_flag(ident), may, second, reason="安全投入较多")

    assert (level.state, level.level, level.holder) == ("level", (first, second), None)
    assert codes == ["flag.reason", "flag.not_level", "flag.not_level"]
    assert lots(made) == ["B", "B"]
    assert (history(made).periods[0].reason, history(made).record.in_a_row) == ("安全投入较多", 2)


def test_a_later_decision_takes_the_place_of_the_first_and_both_stay(
    app: Flask, make: Make
) -> None:
    made = months(make, may=("1", "1"), june=("0", "1"))
    ident, may = flag(made), made.stage("m05").id

    for place, reason in ((0, "抽签"), (1, "复议")):
        choose_holder(made.organiser, one_flag(ident), may, made.lots[place], reason=reason)

    rows = database.session.scalars(select(FlagChoice).order_by(FlagChoice.id)).all()
    assert [(row.reason, row.replaced_at is None) for row in rows] == [
        ("抽签", False),
        ("复议", True),
    ]
    assert lots(made) == ["B", "A"]


def test_a_decision_about_others_who_were_level_does_not_hold(app: Flask, make: Make) -> None:
    made = months(make, may=("1", "1", "1"), june=("0", "1", "1"))
    ident, may = flag(made), made.stage("m05").id
    choose_holder(made.organiser, one_flag(ident), may, made.lots[0], reason="抽签")
    with database.writing() as session:
        session.scalars(select(FlagChoice)).one().among = made.lots[:2]

    assert lots(made)[0] == "level"


@pytest.mark.parametrize(("passes_over", "holders"), [(True, ["B", "A"]), (False, ["A", "A"])])
def test_a_unit_with_a_verified_veto_in_the_month_is_passed_over_where_the_flag_says_so(
    app: Flask, make: Make, passes_over: bool, holders: list[str]
) -> None:
    document = rules()
    document["final"] = {"steps": [YEAR[0], YEAR[1], VETO, *YEAR[2:]]}
    made = works(make, lots=3, sheets=("department",), document=document)
    score_month(made, "m05", ("0", "2", "3"))
    score_month(made, "m06", ("0", "2", "3"))
    flag(made, passes_over=passes_over)
    accident(made, verified=True)

    assert lots(made) == holders


def test_a_veto_that_nobody_has_verified_takes_no_flag(app: Flask, make: Make) -> None:
    document = rules()
    document["final"] = {"steps": [YEAR[0], YEAR[1], VETO, *YEAR[2:]]}
    made = works(make, lots=2, sheets=("department",), document=document)
    score_month(made, "m05", ("0", "2"))
    flag(made)
    accident(made, verified=False)

    assert lots(made) == ["A", "waiting"]


def test_a_unit_barred_by_the_month_s_own_rules_is_passed_over(app: Flask, make: Make) -> None:
    document = rules()
    part = document["stages"]["m05"]
    document["stages"]["m05"] = {
        **part,
        "steps": [*STEPS[:3], {**VETO, "span": "period"}, STEPS[3]],
    }
    made = works(make, lots=2, sheets=("department",), document=document)
    accident(made, verified=True)
    score_month(made, "m05", ("0", "2"))
    flag(made)

    assert lots(made)[0] == "B"


def accident(made: Works, *, verified: bool) -> None:
    """A fatal accident of the first lot in May."""
    with database.writing() as session:
        session.add(
            ScoreEvent(
                competition_id=made.ident,
                stage_id=made.stage("m05").id,
                entry_id=made.lots[0],
                kind="安全责任事故",
                reason="一般事故",
                recorded_by_id=made.organiser.account_id,
                recorded_at=now(),
                verified_by_id=made.accounts["lot1"] if verified else None,
                verified_at=now() if verified else None,
            )
        )


def values(made: Works, **changed: object) -> FlagValues:
    said: dict[str, object] = {
        "name": "月度流动红旗",
        "stages": [made.stage("m05").id],
        "track": None,
        "keep_after": 3,
        "passes_over": True,
    }
    return FlagValues(**{**said, **changed})  # type: ignore[arg-type]


def test_what_is_set_of_a_flag_is_checked(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)
    flag(made)

    codes = [
        refusal_of(save_flag, made.organiser, made.competition, values(made, **changed))
        for changed in (
            {"name": " "},
            {"name": "流动红旗"},
            {"stages": []},
            {"stages": [made.stage("m05").id, 999]},
            {"track": 999},
            {"keep_after": 100},
        )
    ]

    assert codes == [
        "flag.name",
        "flag.taken",
        "flag.stages",
        "flag.stages",
        "flag.track",
        "flag.keep_after",
    ]


def test_a_flag_is_changed_and_removed_and_the_record_stays(app: Flask, make: Make) -> None:
    made = months(make, may=("1", "1"), june=("0", "1"))
    ident = flag(made)
    choose_holder(
        made.organiser, one_flag(ident), made.stage("m05").id, made.lots[0], reason="抽签"
    )

    save_flag(made.organiser, made.competition, values(made), one_flag(ident))
    changed = (history(made).flag.name, lots(made))
    remove_flag(made.organiser, one_flag(ident))

    rows = select(AuditRecord.action).where(AuditRecord.action.startswith("flag."))
    assert changed == ("月度流动红旗", ["A"])
    assert read_flags(database.session, made.ident) == []
    assert list(database.session.scalars(rows.order_by(AuditRecord.id))) == [
        "flag.save",
        "flag.choose",
        "flag.save",
        "flag.remove",
    ]


def test_an_ended_competition_changes_no_flag(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)
    ident = flag(made)
    with database.writing() as session:
        session.get_one(Competition, made.ident).state = "closed"

    codes = [
        refusal_of(save_flag, made.organiser, made.competition, values(made)),
        refusal_of(remove_flag, made.organiser, one_flag(ident)),
    ]

    assert codes == ["competition.ended", "competition.ended"]


def test_any_number_of_flags_and_lots_takes_as_many_statements(app: Flask, make: Make) -> None:
    made = months(make, may=("0", "2", "2"), june=("4", "1", "1"))
    flag(made)
    with counting() as one:
        read_flags(database.session, made.ident)
    for number in range(3):
        flag(made, f"流动红旗{number}")

    with counting() as four:
        read_flags(database.session, made.ident)

    assert (len(one), len(four)) == (3, 3)
