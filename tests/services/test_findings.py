"""Findings: they explain marks, units put them right, departments confirm; all stays on record."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    Competition,
    Finding,
    FindingPicture,
    FindingStep,
    Notification,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.judging.score_sheets import save_score_draft
from competition.services.periods.finding_lists import FindingFilter, count_by, list_findings
from competition.services.periods.finding_reading import findings_on_sheet, read_finding
from competition.services.periods.finding_text import FindingText
from competition.services.periods.findings import record_finding, withdraw_finding
from competition.services.periods.rectifying import (
    answer_finding,
    confirm_finding,
    remind_overdue,
    send_back_finding,
)
from competition.services.storage import read_file
from competition.services.sweeping import sweep
from tests.factories import Make
from tests.finding_factories import (
    acting,
    fetch,
    found,
    in_days,
    make_late,
    picture,
    unit,
)
from tests.judging_factories import scoring_contest
from tests.period_factories import PROGRESS, SAFETY, works
from tests.services.test_results import refusal_of
from tests.statements import counting


def faults_of(call, *arguments, **options) -> dict[str, str]:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        call(*arguments, **options)
    errors: dict[str, Refusal] = refused.value.values["errors"]  # type: ignore[assignment]
    return {name: fault.code for name, fault in errors.items()}


def told(account: int) -> list[str]:
    rows = select(Notification.code).where(Notification.account_id == account)
    return list(database.session.scalars(rows.order_by(Notification.id)))


def test_a_department_hands_in_the_highest_mark_without_findings(app: Flask, make: Make) -> None:
    made = works(make)

    saved = made.submit(made.sheet("m05", SAFETY), {"safety": "60"})

    assert saved.total == "60.0"


def test_a_lower_mark_is_refused_with_its_indicator_until_findings_explain_it(
    app: Flask, make: Make
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    found(sheet, points="1.5")

    refused = faults_of(made.submit, sheet, {"safety": "57.5"})
    found(sheet, points="1")
    saved = made.submit(sheet, {"safety": "57.5"})

    assert refused == {"safety": "finding.unexplained"}
    assert saved.total == "57.5"


def test_a_higher_mark_than_findings_leave_passes(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    found(sheet, points="5")

    assert made.submit(sheet, {"safety": "58"}).total == "58.0"


def test_a_draft_and_the_sheets_of_others_need_no_findings(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)

    draft = save_score_draft(
        acting(sheet), sheet.id, {"safety": "1"}, comment="", seen_version=0, key="draft-one"
    )
    own = made.submit(made.sheet("m05", "self"), {"safety": "1", "pace": "2"})

    assert (draft.version, own.total) == (None, "3.0")


def test_findings_of_another_unit_or_another_department_explain_nothing(
    app: Flask, make: Make
) -> None:
    made = works(make)
    found(made.sheet("m05", SAFETY, 1), points="10")
    found(made.sheet("m05", PROGRESS, 0), "pace", "10")

    refused = faults_of(made.submit, made.sheet("m05", SAFETY, 0), {"safety": "50"})

    assert refused == {"safety": "finding.unexplained"}


def test_only_the_sheet_of_a_department_pays_a_statement_for_the_check(
    app: Flask, make: Make
) -> None:
    made, contest = works(make), scoring_contest(make)
    one, two = made.sheet("m05", SAFETY, 0), made.sheet("m05", SAFETY, 1)
    first, second = contest.assignments(0)[:2]
    made.submit(one, {"safety": "60"})
    contest.submit(first)

    with counting() as department:
        made.submit(two, {"safety": "60"})
    with counting() as judge:
        contest.submit(second)

    assert [sum(" finding " in sent for sent in seen) for seen in (department, judge)] == [1, 0]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"text": " "}, {"text": "finding.text"}),
        ({"text": "字" * 501}, {"text": "finding.too_long"}),
        ({"points": "0.3"}, {"points": "mark.step"}),
        ({"points": "60.5"}, {"points": "finding.points_over"}),
        ({"points": ""}, {"points": "mark.blank"}),
        ({"criterion": "pace"}, {"criterion": "finding.criterion"}),
        ({"found_on": "昨天"}, {"found_on": "event.date"}),
        ({"found_on": in_days(2)}, {"found_on": "event.date_ahead"}),
        ({"demands": True}, {"due_on": "finding.due_missing"}),
        ({"demands": True, "due_on": in_days(-2)}, {"due_on": "finding.due_past"}),
        (
            {"text": "", "points": "x", "demands": True, "due_on": "x"},
            {"text": "finding.text", "points": "mark.grammar", "due_on": "event.date"},
        ),
    ],
)
def test_all_that_is_wrong_with_a_finding_is_said_at_once(
    app: Flask, make: Make, changed: dict[str, object], faults: dict[str, str]
) -> None:
    sheet = works(make).sheet("m05", SAFETY)
    said = {"criterion": "safety", "text": "脚手架缺扫地杆", "points": "1", **changed}

    refused = faults_of(record_finding, acting(sheet), sheet, FindingText(**said))  # type: ignore[arg-type]

    assert refused == faults
    assert database.session.scalar(select(func.count()).select_from(Finding)) == 0


def test_a_finding_without_a_day_was_made_today_and_may_take_off_nothing(
    app: Flask, make: Make
) -> None:
    row = fetch(found(works(make).sheet("m05", SAFETY), points="0.0"))

    assert (row.points, row.found_on, row.due_on) == ("0", date.today(), None)


def test_nobody_else_records_findings_and_nobody_once_the_period_is_locked(
    app: Flask, make: Make
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    own = refusal_of(found, made.sheet("m05", "self"))
    ident = found(sheet)
    lock_stage(made.organiser, made.stage())

    codes = [
        own,
        refusal_of(found, sheet),
        refusal_of(withdraw_finding, acting(sheet), fetch(ident), "记错了"),
    ]

    assert codes == ["finding.not_department", "stage.locked", "stage.locked"]


def test_a_judge_of_a_contest_has_no_findings(app: Flask, make: Make) -> None:
    contest = scoring_contest(make)
    sheet = contest.assignments(0)[0]
    typed = FindingText(criterion="novelty", text="不足", points="1")

    assert (
        refusal_of(record_finding, contest.principal(0), sheet, typed) == "finding.not_department"
    )


def test_a_withdrawn_finding_stays_on_record_and_explains_no_mark(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet)

    blank = refusal_of(withdraw_finding, acting(sheet), fetch(ident), " ")
    withdraw_finding(acting(sheet), fetch(ident), "记到了别的标段")
    again = refusal_of(withdraw_finding, acting(sheet), fetch(ident), "再次")
    refused = faults_of(made.submit, sheet, {"safety": "57.5"})

    assert (blank, again) == ("finding.reason", "finding.gone")
    assert refused == {"safety": "finding.unexplained"}
    assert (fetch(ident).withdrawn_reason, findings_on_sheet(database.session, sheet.id)) == (
        "记到了别的标段",
        {},
    )


def test_a_finding_that_a_mark_handed_in_stands_on_is_not_withdrawn(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, points="2.5")
    made.submit(sheet, {"safety": "57.5"})

    counted = refusal_of(withdraw_finding, acting(sheet), fetch(ident), "记错了")
    made.submit(sheet, {"safety": "60"}, seen=1)
    withdraw_finding(acting(sheet), fetch(ident), "记错了")

    assert counted == "finding.counted"
    assert fetch(ident).withdrawn_at is not None


def test_a_rectification_goes_to_the_unit_and_comes_back_until_it_is_confirmed(
    app: Flask, make: Make
) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, demands=True, pictures=1)
    states = [fetch(ident).rectification]

    answer_finding(unit(made), fetch(ident), "已加装护栏", [("整改后.jpg", picture("green"))])
    states.append(fetch(ident).rectification)
    send_back_finding(acting(sheet), fetch(ident), "缺挡脚板", in_days(3))
    states.append(fetch(ident).rectification)
    answer_finding(unit(made), fetch(ident), "已补挡脚板")
    confirm_finding(acting(sheet), fetch(ident), "复查合格")

    file = read_finding(database.session, ident)
    assert states == ["demanded", "answered", "returned"]
    assert (fetch(ident).rectification, fetch(ident).due_on) == (
        "confirmed",
        date.today() + timedelta(days=3),
    )
    assert [(point.step.kind, point.step.text) for point in file.points] == [
        ("answer", "已加装护栏"),
        ("send_back", "缺挡脚板"),
        ("answer", "已补挡脚板"),
        ("confirm", "复查合格"),
    ]
    assert (len(file.before), [len(point.pictures) for point in file.points]) == (1, [1, 0, 0, 0])
    assert [code for code in told(made.accounts["lot0"]) if code.startswith("finding")] == [
        "finding.demanded",
        "finding.returned",
        "finding.confirmed",
    ]
    assert told(made.accounts[SAFETY]).count("finding.answered") == 2


def test_a_rectification_goes_on_after_the_lock_but_not_after_the_end(
    app: Flask, make: Make
) -> None:
    made = works(make)
    ident = found(made.sheet("m05", SAFETY), demands=True)
    lock_stage(made.organiser, made.stage())

    answer_finding(unit(made), fetch(ident), "已整改")
    with database.writing() as session:
        session.get_one(Competition, made.ident).state = "closed"
    ended = refusal_of(confirm_finding, acting(made.sheet("m05", SAFETY)), fetch(ident))

    assert (fetch(ident).rectification, ended) == ("answered", "competition.ended")


def test_steps_out_of_turn_and_without_words_are_refused(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident, plain = found(sheet, demands=True), found(sheet)
    gone = found(sheet, demands=True)
    withdraw_finding(acting(sheet), fetch(gone), "记错了")

    codes = [
        refusal_of(confirm_finding, acting(sheet), fetch(ident)),
        refusal_of(answer_finding, unit(made), fetch(ident), " "),
        refusal_of(answer_finding, unit(made), fetch(plain), "已整改"),
        refusal_of(answer_finding, unit(made), fetch(gone), "已整改"),
        refusal_of(send_back_finding, acting(sheet), fetch(ident), " "),
        refusal_of(answer_finding, unit(made), fetch(ident), "已改", [("x.jpg", picture())] * 10),
        refusal_of(answer_finding, unit(made), fetch(ident), "已改", [("x.jpg", b"%PDF-1.4")]),
    ]

    assert codes == [
        "finding.step",
        "finding.answer",
        "finding.step",
        "finding.gone",
        "finding.reason",
        "picture.most",
        "photo.kind",
    ]
    assert database.session.scalar(select(func.count()).select_from(FindingStep)) == 0


def test_what_is_sent_back_after_its_day_needs_a_new_one(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, demands=True)
    answer_finding(unit(made), fetch(ident), "已整改")
    make_late(ident)

    late = refusal_of(send_back_finding, acting(sheet), fetch(ident), "不合格")
    send_back_finding(acting(sheet), fetch(ident), "不合格", in_days(2))

    assert (late, fetch(ident).rectification) == ("finding.due_past", "returned")


def test_lists_count_each_state_and_put_first_what_is_due_first(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    later, plain = found(sheet, demands=True, days=9), found(sheet)
    late, soon = found(sheet, demands=True), found(sheet, demands=True, days=2)
    make_late(late)
    done = found(made.sheet("m05", PROGRESS, 1), "pace", demands=True, days=1)
    answer_finding(unit(made, 1), fetch(done), "已整改")
    confirm_finding(acting(made.sheet("m05", PROGRESS, 1)), fetch(done))
    scope = Finding.competition_id == made.ident

    page = list_findings(database.session, scope, FindingFilter(), date.today())
    overdue = list_findings(database.session, scope, FindingFilter(view="overdue"), date.today())

    assert [row.Finding.id for row in page.rows] == [late, soon, later, done, plain]
    assert page.counts == {
        "all": 5,
        "waiting": 3,
        "overdue": 1,
        "answered": 0,
        "confirmed": 1,
        "none": 1,
    }
    assert ([row.Finding.id for row in overdue.rows], overdue.total) == ([late], 1)


def test_findings_are_counted_by_unit_and_by_department(app: Flask, make: Make) -> None:
    made = works(make)
    for place in (0, 0, 1):
        found(made.sheet("m05", SAFETY, place), demands=True)
    make_late(found(made.sheet("m05", PROGRESS, 1), "pace", demands=True))

    units, many = count_by(database.session, made.competition, date.today(), by="unit")
    departments, _ = count_by(database.session, made.competition, date.today(), by="department")

    assert [(row.name, row.waiting, row.overdue) for row in units] == [
        ("一标段", 2, 0),
        ("二标段", 2, 1),
    ]
    assert {row.name: row.waiting for row in departments} == {SAFETY: 3, PROGRESS: 1}
    assert many == 2


def test_each_late_unit_is_reminded_once(app: Flask, make: Make) -> None:
    made = works(make)
    nobody = refusal_of(remind_overdue, made.organiser, made.competition)
    for _ in range(2):
        make_late(found(made.sheet("m05", SAFETY, 0), demands=True))
    found(made.sheet("m05", SAFETY, 1), demands=True)

    assert remind_overdue(made.organiser, made.competition) == 1
    assert nobody == "finding.none_overdue"
    assert told(made.accounts["lot0"]).count("finding.overdue") == 1
    assert told(made.accounts["lot1"]).count("finding.overdue") == 0


def test_pictures_are_drawn_anew_with_a_small_copy_and_are_not_swept(
    app: Flask, make: Make
) -> None:
    ident = found(works(make).sheet("m05", SAFETY), pictures=1)

    sweep()

    [row] = database.session.scalars(
        select(FindingPicture).where(FindingPicture.finding_id == ident)
    )
    assert row.name == "现场0.jpg"
    assert read_file(row.storage_key).startswith(b"\xff\xd8\xff")
    assert len(read_file(row.small_key)) < len(read_file(row.storage_key))


def test_the_database_too_keeps_points_exact_and_demands_with_a_day(app: Flask, make: Make) -> None:
    ident = found(works(make).sheet("m05", SAFETY))

    for column, value in (("points", "1e2"), ("rectification", "demanded"), ("text", "")):
        with pytest.raises(IntegrityError), database.writing() as session:
            setattr(session.get_one(Finding, ident), column, value)


def test_every_act_is_on_record(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)
    ident = found(sheet, demands=True)
    answer_finding(unit(made), fetch(ident), "已整改")
    send_back_finding(acting(sheet), fetch(ident), "不合格")
    answer_finding(unit(made), fetch(ident), "已再次整改")
    confirm_finding(acting(sheet), fetch(ident))
    withdraw_finding(acting(sheet), fetch(found(sheet)), "记错了")

    rows = select(AuditRecord.action).where(AuditRecord.action.startswith("finding."))
    assert list(database.session.scalars(rows.order_by(AuditRecord.id))) == [
        "finding.record",
        "finding.answer",
        "finding.send_back",
        "finding.answer",
        "finding.confirm",
        "finding.record",
        "finding.withdraw",
    ]
