"""Periods: who takes part, who gets which sheet, what each may mark, what comes out."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    Finding,
    Judge,
    Proposal,
    ResultVersion,
    Stage,
    StageEntry,
    Standing,
    Track,
    database,
)
from competition.services.entries.belonging import put_below
from competition.services.identity.sessions import principal_of
from competition.services.judging.locking import lock_stage
from competition.services.judging.sheet_reading import read_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.judging.tasks import stages_of_judge, tasks_of_judge
from competition.services.periods.board import read_period, read_periods
from competition.services.periods.opening import open_period
from competition.services.periods.principals import (
    appoint_department,
    appoint_verifier,
    dismiss,
    read_principals,
)
from competition.services.periods.reminding import remind
from competition.services.periods.reports import reports_for
from competition.services.periods.taking_part import join_from, leave_after
from competition.services.periods.units import units_of
from competition.services.results.compute import compute_result
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.setup.rules import write_rule_set
from competition.services.setup.stages import open_stage
from tests.factories import Make
from tests.finding_factories import found
from tests.period_factories import PROGRESS, SAFETY, Works, add_lot, rules, works

FULL = {"safety": "60", "pace": "40"}


def kinds_of(made: Works, key: str = "m05") -> dict[str, int]:
    rows = database.session.execute(
        select(Judge.kind, func.count())
        .join(Assignment, Assignment.judge_id == Judge.id)
        .where(Assignment.stage_id == made.stage(key).id)
        .group_by(Judge.kind)
    )
    return dict(rows.all())  # type: ignore[arg-type]


def taking_part(made: Works, key: str) -> list[int]:
    return sorted(
        database.session.scalars(
            select(StageEntry.entry_id).where(StageEntry.stage_id == made.stage(key).id)
        )
    )


def test_opening_a_period_gives_each_department_and_each_unit_its_sheets(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=3, sheets=("self", "department", "peer", "verifier"))

    assert kinds_of(made) == {"self": 3, "department": 6, "peer": 6, "verifier": 3}
    assert made.stage().state == "open"
    assert taking_part(made, "m05") == sorted(made.lots)


def test_opening_again_changes_nothing_and_brings_in_who_came_since(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    again = open_period(made.organiser, made.stage())
    add_lot(made, 2)

    updated = open_period(made.organiser, made.stage())

    assert (again.units, again.sheets, again.removed) == (0, 0, 0)
    assert (updated.units, updated.sheets, updated.removed) == (1, 3, 0)


def test_a_department_marks_its_own_indicators_and_no_other(app: Flask, make: Make) -> None:
    made = works(make)
    sheet = made.sheet("m05", SAFETY)

    with pytest.raises(Refusal) as refused:
        made.submit(sheet, FULL)
    saved = made.submit(sheet, {"safety": "60"})
    shown = read_sheet(principal_of(made.accounts[SAFETY]), sheet.id)

    assert refused.value.code == "sheet.unknown_criterion"
    assert saved.total == "60.0"
    assert [leaf.key for leaf in shown.rubric.leaves] == ["safety"]


def test_a_unit_reports_on_all_that_the_rules_ask_of_it(app: Flask, make: Make) -> None:
    made = works(make)

    saved = made.submit(made.sheet("m05", "self"), FULL)

    assert saved.total == "100.0"


def test_departments_find_their_units_in_the_judges_room_and_units_do_not(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=2)
    department = principal_of(made.accounts[PROGRESS])

    tasks = tasks_of_judge(department, made.stage())

    assert [(task.panel, task.highest) for task in tasks] == [(PROGRESS, "40")] * 2
    assert stages_of_judge(principal_of(made.accounts["lot0"])) == []


def test_the_result_of_a_period_counts_what_departments_say(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    for place, (safety, pace) in enumerate((("60", "40"), ("60", "40"))):
        made.submit(made.sheet("m05", SAFETY, place), {"safety": safety})
        made.submit(made.sheet("m05", PROGRESS, place), {"pace": pace})
        made.submit(made.sheet("m05", "self", place), FULL)
    lock_stage(made.organiser, made.stage())

    result = compute_result(made.organiser, made.competition, made.stage())

    rows = database.session.execute(
        select(Standing.entry_id, Standing.rank, Standing.score)
        .where(Standing.result_id == result)
        .order_by(Standing.entry_id)
    )
    assert [(row.entry_id, row.rank, Decimal(row.score)) for row in rows] == [
        (made.lots[0], 1, Decimal(100)),
        (made.lots[1], 1, Decimal(100)),
    ]


def test_a_unit_takes_part_in_whole_periods_between_joining_and_leaving(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=3, opened=False)
    join_from(made.organiser, made.lot(1), made.stage("m06"))
    leave_after(made.organiser, made.lot(2), made.stage("m05"), "合同完工")

    open_period(made.organiser, made.stage("m05"))
    open_period(made.organiser, made.stage("m06"))

    assert taking_part(made, "m05") == [made.lots[0], made.lots[2]]
    assert taking_part(made, "m06") == [made.lots[0], made.lots[1]]
    [line] = [one for one in units_of(made.competition, page=1, size=9)[0] if one.left_on]
    assert (line.entry_id, line.left_reason, line.periods) == (made.lots[2], "合同完工", 1)


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_leaves_without_a_reason(app: Flask, make: Make, reason: str) -> None:
    made = works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as refused:
        leave_after(made.organiser, made.lot(), made.stage("m05"), reason)

    assert refused.value.code == "period.leave_reason"


def test_what_has_begun_is_not_undone_by_joining_later_or_leaving_earlier(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=1)
    open_period(made.organiser, made.stage("m06"))

    with pytest.raises(Refusal) as joined:
        join_from(made.organiser, made.lot(), made.stage("m06"))
    with pytest.raises(Refusal) as left:
        leave_after(made.organiser, made.lot(), made.stage("m05"), "调整")

    assert (joined.value.code, left.value.code) == ("period.joined", "period.goes_on")


def test_a_unit_of_another_competition_has_no_period_here(app: Flask, make: Make) -> None:
    made, other = works(make, lots=1, opened=False), works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as refused:
        join_from(made.organiser, made.lot(), other.stage("m06"))

    assert refused.value.code == "period.unknown"


def test_a_period_does_not_begin_while_a_department_has_nobody(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)
    [judge] = [one for name, one in read_principals(made.competition).departments if name == SAFETY]
    assert judge is not None
    dismiss(made.organiser, judge)

    with pytest.raises(Refusal) as refused:
        open_period(made.organiser, made.stage())

    assert (refused.value.code, refused.value.values["names"]) == ("department.missing", SAFETY)
    assert made.stage().state == "draft"


def test_a_period_does_not_begin_while_nobody_verifies(app: Flask, make: Make) -> None:
    made = works(make, lots=1, sheets=("department", "verifier"), opened=False)
    [verifier] = read_principals(made.competition).verifiers
    dismiss(made.organiser, verifier)

    with pytest.raises(Refusal) as refused:
        open_period(made.organiser, made.stage())

    assert refused.value.code == "verifier.missing"


def test_a_unit_that_is_to_report_needs_somebody_who_does(app: Flask, make: Make) -> None:
    made = works(make, lots=2, opened=False)
    with database.writing():
        made.lot(1).account_id = None

    with pytest.raises(Refusal) as refused:
        open_period(made.organiser, made.stage())

    assert (refused.value.code, refused.value.values["count"]) == ("period.no_account", 1)
    assert taking_part(made, "m05") == []


def test_a_department_goes_over_to_another_person_with_its_sheets(app: Flask, make: Make) -> None:
    made = works(make, lots=1)
    before = principal_of(made.accounts[SAFETY])
    made.submit(made.sheet("m05", SAFETY), {"safety": "60"})
    new = make.account(Role.JUDGE, competition_id=made.ident, name="新考核员")

    appoint_department(made.organiser, made.competition, SAFETY, new.account_id)

    sheet = made.sheet("m05", SAFETY)
    assert read_sheet(principal_of(new.account_id), sheet.id).version == 1
    with pytest.raises(Refusal) as refused:
        read_sheet(before, sheet.id)
    assert refused.value.code == "assignment.unknown"
    assert Role.JUDGE not in principal_of(before.account_id).roles


def test_only_departments_of_the_rules_and_people_of_the_competition_are_appointed(
    app: Flask, make: Make
) -> None:
    made, other = works(make, lots=1, opened=False), works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as unknown:
        appoint_department(made.organiser, made.competition, "财务部", made.accounts[SAFETY])
    with pytest.raises(Refusal) as stranger:
        appoint_department(made.organiser, made.competition, SAFETY, other.accounts[SAFETY])
    with pytest.raises(Refusal) as verifier:
        appoint_verifier(made.organiser, made.competition, other.accounts[SAFETY])

    codes = [refused.value.code for refused in (unknown, stranger, verifier)]
    assert codes == ["department.unknown", "judge.unknown", "judge.unknown"]


def test_departments_read_the_report_once_it_is_in_and_verifiers_read_both(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=1, sheets=("self", "department", "verifier"))
    department = read_sheet(principal_of(made.accounts[SAFETY]), made.sheet("m05", SAFETY).id)
    verifier = read_sheet(principal_of(made.accounts["verifier"]), made.sheet("m05", "verifier").id)
    before = reports_for(department.assignment, department.kind, department.rubric)
    made.submit(made.sheet("m05", "self"), FULL)
    made.submit(made.sheet("m05", SAFETY), {"safety": "60"})

    read = reports_for(department.assignment, department.kind, department.rubric)
    settled = reports_for(verifier.assignment, verifier.kind, verifier.rubric)

    assert before == []
    assert [(one.kind, one.marks) for one in read] == [("self", {"safety": "60.0"})]
    assert sorted(one.kind for one in settled) == ["department", "self"]


def test_judges_and_units_read_no_report_of_others(app: Flask, make: Make) -> None:
    made = works(make, lots=2, sheets=("self", "peer", "department"))
    made.submit(made.sheet("m05", "self", 1), FULL)
    peer = read_sheet(principal_of(made.accounts["lot0"]), made.sheet("m05", "peer", 1).id)

    assert reports_for(peer.assignment, peer.kind, peer.rubric) == []


def test_the_board_says_who_has_handed_in_and_never_which_marks(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    made.submit(made.sheet("m05", SAFETY, 0), {"safety": "60"})

    board = read_period(made.stage())

    assert [column.name or column.kind for column in board.columns] == ["self", SAFETY, PROGRESS]
    states = [[cell.state for cell in row.cells] for row in board.rows]
    assert states == [["none", "done", "none"], ["none", "none", "none"]]
    assert (board.done, board.due) == (1, 6)
    assert "60" not in repr(board)
    [first, second] = read_periods(made.competition)
    assert (first.figures.done, first.figures.due, second.figures.due) == (1, 6, 0)


def test_reminding_reaches_each_who_owes_a_sheet_once(app: Flask, make: Make) -> None:
    made = works(make, lots=2)

    told = remind(made.organiser, made.stage())

    assert told == 4


def test_a_sheet_that_is_in_stays_though_its_unit_has_left(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    made.submit(made.sheet("m05", SAFETY, 1), {"safety": "60"})
    with database.writing():
        made.lot(1).left_on, made.lot(1).left_reason = made.stage().period_from, "退场"

    updated = open_period(made.organiser, made.stage())

    assert (updated.removed, taking_part(made, "m05")) == (2, sorted(made.lots))
    assert made.sheet("m05", SAFETY, 1).state == "assigned"


def test_a_period_is_opened_as_a_period_and_not_by_panels(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as plain:
        open_stage(made.organiser, made.stage())
    with pytest.raises(Refusal) as panels:
        take_in(made.organiser, made.stage())

    assert (plain.value.code, panels.value.code) == ("period.open_there", "period.open_there")


def test_a_stage_that_is_no_period_is_not_opened_as_one(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)
    with database.writing():
        stage = made.stage()
        stage.period_from = stage.period_to = None

    with pytest.raises(Refusal) as refused:
        open_period(made.organiser, database.session.get_one(Stage, made.stage().id))

    assert refused.value.code == "period.unknown"


def score_all(made: Works, key: str, places: tuple[int, ...]) -> None:
    """Every department gives full marks, so that no findings are needed."""
    for place in places:
        made.submit(made.sheet(key, SAFETY, place), {"safety": "60"})
        made.submit(made.sheet(key, PROGRESS, place), {"pace": "40"})
        made.submit(made.sheet(key, "self", place), FULL)
    lock_stage(made.organiser, made.stage(key))


def approve(made: Works, stage: Stage | None) -> int:
    result = compute_result(made.organiser, made.competition, stage)
    second = made.make.account(Role.ORGANISER, competition_id=made.ident, name="沈第二")
    proposal = propose_publication(made.organiser, database.session.get_one(ResultVersion, result))
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)
    return result


def test_a_unit_that_joins_later_does_not_hold_up_the_periods_after(app: Flask, make: Make) -> None:
    made = works(make, lots=2, opened=False)
    join_from(made.organiser, made.lot(1), made.stage("m06"))
    open_period(made.organiser, made.stage("m05"))
    score_all(made, "m05", (0,))
    approve(made, made.stage("m05"))
    open_period(made.organiser, made.stage("m06"))
    score_all(made, "m06", (0, 1))
    approve(made, made.stage("m06"))

    year = approve(made, None)

    rows = database.session.execute(
        select(Standing.entry_id, Standing.score, Standing.advances).where(
            Standing.result_id == year
        )
    ).all()
    assert sorted(tuple(row) for row in rows) == [
        (made.lots[0], "100.00", False),
        (made.lots[1], "100.00", False),
    ]


def test_nobody_goes_on_from_a_period(app: Flask, make: Make) -> None:
    made = works(make, lots=1)
    score_all(made, "m05", (0,))

    result = approve(made, made.stage("m05"))

    advances = select(Standing.advances).where(Standing.result_id == result)
    assert database.session.scalars(advances).all() == [False]


def test_an_account_with_two_lots_marks_each_of_the_others_once(app: Flask, make: Make) -> None:
    made = works(make, lots=3, sheets=("self", "peer", "department"), opened=False)
    with database.writing():
        made.lot(1).account_id = made.accounts["lot0"]

    open_period(made.organiser, made.stage())

    assert kinds_of(made) == {"self": 3, "department": 6, "peer": 3}


def test_a_sheet_with_findings_stays_though_its_unit_has_left(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    ident = found(made.sheet("m05", SAFETY, 1))
    with database.writing():
        made.lot(1).left_on, made.lot(1).left_reason = made.stage().period_from, "退场"

    open_period(made.organiser, made.stage())

    assert database.session.get(Finding, ident) is not None


def test_whoever_comes_in_the_middle_of_a_period_takes_part_from_the_next(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=3, opened=False)
    with database.writing():
        made.lot(1).joined_on = date(2026, 5, 16)
        made.lot(2).left_on, made.lot(2).left_reason = date(2026, 6, 15), "完工"

    open_period(made.organiser, made.stage("m05"))
    open_period(made.organiser, made.stage("m06"))

    assert taking_part(made, "m05") == [made.lots[0], made.lots[2]]
    assert taking_part(made, "m06") == [made.lots[0], made.lots[1]]


def test_a_period_takes_in_its_tracks_only_and_peers_are_of_one_track(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=3, sheets=("self", "peer", "department"), opened=False)
    with database.writing() as session:
        session.add(Track(competition_id=made.ident, position=2, key="CREW", name="班组"))
        session.flush()
        other = session.scalars(select(Track.id).where(Track.key == "CREW")).one()
        made.lot(2).track_id = other
    open_period(made.organiser, made.stage("m05"))
    with database.writing():
        made.stage("m06").tracks = ["LOT"]

    open_period(made.organiser, made.stage("m06"))

    assert kinds_of(made) == {"self": 3, "peer": 2, "department": 6}
    assert taking_part(made, "m06") == made.lots[:2]


def test_a_period_made_of_others_takes_in_who_took_part_in_those_within_it(
    app: Flask, make: Make
) -> None:
    document = rules()
    rank = {"rank": [{"key": "score"}], "style": "1224"}
    combine = {"combine": ["m05.score"], "by": "mean", "missing": "skip", "as": "score"}
    document["order"].insert(1, "q")
    document["stages"]["q"] = {"criteria": [], "steps": [combine, rank]}
    made = works(make, lots=3, opened=False)
    with database.writing() as session:
        made.stage("m06").position = 3
        session.add(
            Stage(
                competition_id=made.ident,
                position=2,
                key="q",
                kind="scoring",
                name="五月评比",
                period_from=date(2026, 5, 1),
                period_to=date(2026, 5, 31),
            )
        )
        session.flush()
        write_rule_set(session, made.organiser, made.competition, document)
    join_from(made.organiser, made.lot(1), made.stage("m06"))
    open_period(made.organiser, made.stage("m05"))
    open_period(made.organiser, made.stage("m06"))

    opened = open_period(made.organiser, made.stage("q"))

    assert taking_part(made, "q") == [made.lots[0], made.lots[2]]
    assert (opened.units, opened.sheets) == (2, 0)


def test_nobody_is_dismissed_while_sheets_of_an_open_period_are_theirs(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=1)
    [judge] = [one for name, one in read_principals(made.competition).departments if name == SAFETY]
    assert judge is not None

    with pytest.raises(Refusal) as refused:
        dismiss(made.organiser, judge)

    assert (refused.value.code, refused.value.values["count"]) == ("judge.busy", 1)


def test_what_an_entry_belongs_to_is_fixed_once_the_year_is_approved(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=2)
    score_all(made, "m05", (0, 1))
    open_period(made.organiser, made.stage("m06"))
    score_all(made, "m06", (0, 1))
    approve(made, None)
    with database.writing():
        made.lot(1).kind = "crew"

    with pytest.raises(Refusal) as refused:
        put_below(made.organiser, made.lot(1), made.lots[0])

    assert refused.value.code == "entry.above_fixed"


def test_nobody_is_reminded_of_a_period_that_is_not_open(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as refused:
        remind(made.organiser, made.stage())

    assert refused.value.code == "stage.not_open"


def test_rules_that_were_sound_are_asked_again_once_the_stages_are_others(
    app: Flask, make: Make
) -> None:
    made = works(make, lots=1)
    with database.writing() as session:
        session.add(
            Stage(competition_id=made.ident, position=9, key="late", kind="scoring", name="加赛")
        )

    with pytest.raises(Refusal) as refused:
        open_period(made.organiser, made.stage("m06"))

    assert refused.value.code == "rules.stage_left_out"
