"""Two transactions at once on PostgreSQL: the second sees what the first has done."""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, insert, select, text

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    Assignment,
    AuditRecord,
    Competition,
    LoginSession,
    PersonalLink,
    Proposal,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.identity.links import (
    accept_invitation,
    add_link,
    link_url,
    use_sign_in_link,
)
from competition.services.judging.assigning import remove_assignment
from competition.services.judging.recusal import mark_absent
from competition.services.principal import Principal
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.results.rule_changes import answer_rules
from competition.services.runtime import now
from competition.services.setup.rubric import put_criterion
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import computed, scored, second_organiser

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("postgresql_app")]


def told(call: Callable[[], object], answers: list[str]) -> threading.Thread:
    """Begin a call in a thread of its own; its refusal's code, or ``done``, becomes an answer."""

    def run() -> None:
        try:
            call()
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            database.release()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until_waiting(number: int) -> None:
    """Until this many connections wait for a lock of another one."""
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    for _ in range(200):
        with database.engine.connect() as connection:
            if connection.scalar(waits) == number:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("act", ["absent", "remove"])
def test_a_sheet_that_lands_meanwhile_stays_and_counts(make: Make, act: str) -> None:
    contest = scoring_contest(make)
    late = contest.assignments()[0].id
    account = contest.principal().account_id
    database.release()
    answers: list[str] = []
    with database.engine.begin() as judge:
        judge.execute(select(Assignment.id).where(Assignment.id == late).with_for_update(read=True))
        judge.execute(
            insert(ScoreSheetVersion).values(
                assignment_id=late,
                version=1,
                marks=[],
                total=0,
                total_scale=0,
                comment="",
                account_id=account,
                source="web",
                saved_at=now(),
                is_current=True,
            )
        )

        acting = told(lambda: take_away(contest, late, act), answers)
        until_waiting(1)
    acting.join()

    assert answers == ["assignment.has_sheet"]
    assert database.session.get_one(Assignment, late).state == "assigned"


def take_away(contest: Contest, assignment_id: int, act: str) -> None:
    if act == "absent":
        mark_absent(contest.organiser, [assignment_id], "出差")
    else:
        row = database.session.get_one(Assignment, assignment_id)
        remove_assignment(contest.organiser, row)


def test_a_proposal_is_approved_once(make: Make) -> None:
    contest = scored(make)
    proposal = propose_publication(contest.organiser, computed(contest))
    persons = [second_organiser(contest), second_organiser(contest)]
    database.release()
    answers: list[str] = []

    def approve(person: Principal) -> None:
        row = database.session.get_one(Proposal, proposal)
        answer_proposal(person, row, approve=True)

    with database.engine.begin() as other:
        other.execute(
            select(Competition.id).where(Competition.id == contest.ident).with_for_update()
        )
        threads = [told(lambda one=one: approve(one), answers) for one in persons]
        until_waiting(2)
    for thread in threads:
        thread.join()

    approvals = select(func.count()).where(AuditRecord.action == "result.approve")
    assert sorted(answers) == ["done", "proposal.closed"]
    assert database.session.scalar(approvals) == 1


@pytest.mark.parametrize(
    ("purpose", "late"), [("invitation", "link.used"), ("sign_in", "link.other_device")]
)
def test_a_link_opened_twice_at_once_lets_one_in(make: Make, purpose: str, late: str) -> None:
    account_id = make.account(Role.JUDGE, organisation=make.organisation()).account_id
    with database.writing() as session:
        link = add_link(session, None, account_id, purpose=purpose)
    token, link_id = link_url(link).rsplit("/", 1)[1], link.id
    database.release()
    answers: list[str] = []

    def enter(number: int) -> None:
        if purpose == "invitation":
            accept_invitation(token, f"山长水远 12345{number}", device="x")
        else:
            use_sign_in_link(token, device_token=None, device="x")

    with database.engine.begin() as other:
        other.execute(select(PersonalLink.id).where(PersonalLink.id == link_id).with_for_update())
        threads = [told(lambda one=one: enter(one), answers) for one in range(2)]
        until_waiting(2)
    for thread in threads:
        thread.join()

    entered = select(func.count()).where(LoginSession.account_id == account_id)
    assert sorted(answers) == ["done", late]
    assert database.session.scalar(entered) == 1


def test_a_sheet_that_waited_is_checked_by_the_rules_that_came_into_force(make: Make) -> None:
    contest = scoring_contest(make)
    first, late = contest.assignments()[:2]
    contest.submit(first)
    with database.writing() as session:
        session.execute(delete(ScoreSheetVersion))
    proposal = put_criterion(
        contest.organiser,
        contest.stage,
        {"name": "创新性", "max": "20", "step": "0.5"},
        group="",
        key="novelty",
        reason="调整细则",
    )
    second = second_organiser(contest)
    database.release()
    answers: list[str] = []

    def approve() -> None:
        answer_rules(second, database.session.get_one(Proposal, proposal), approve=True)

    with database.engine.begin() as other:
        other.execute(select(Stage.id).where(Stage.id == contest.stage_id).with_for_update())
        threads = [told(approve, answers)]
        until_waiting(1)
        threads.append(told(lambda: contest.submit(late, novelty="26.5"), answers))
        until_waiting(2)
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["done", "sheet.faults"]
