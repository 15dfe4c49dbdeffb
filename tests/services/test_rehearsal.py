"""A rehearsal: a marked copy run through to void certificates, that leaves nothing behind."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from competition.documents.practice import SECOND
from competition.domain.access import Role
from competition.domain.checklist import missing
from competition.domain.refusal import Refusal
from competition.jobs import run_waiting_jobs
from competition.models import (
    Account,
    Assignment,
    AuditRecord,
    Base,
    Certificate,
    Competition,
    Job,
    Judge,
    NumberRegister,
    Proposal,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.certificates.archives import SUFFIX, request_archive
from competition.services.certificates.issuing import issue_all
from competition.services.identity.sessions import principal_of
from competition.services.job_files import job_file
from competition.services.people.mailing import mail_links
from competition.services.principal import Principal
from competition.services.rehearsal.deleting import delete_rehearsal
from competition.services.rehearsal.making import make_rehearsal
from competition.services.rehearsal.running import (
    next_step,
    request_run,
    steps_of,
    take_step,
)
from competition.services.runtime import runtime
from competition.services.sealing import seal_pending, verify_record
from competition.services.setup.opening import readiness
from tests.factories import Make
from tests.judging_factories import Contest, add_entries, call_judge, new_contest


def rehearsal_of(contest: Contest, *, with_judges: bool = False) -> int:
    return make_rehearsal(contest.organiser, contest.competition, with_judges=with_judges)


def event(ident: int) -> Competition:
    return database.session.get_one(Competition, ident)


def run_all(actor: Principal, ident: int) -> Job:
    job_id = request_run(actor, event(ident), everything=True)
    run_waiting_jobs()
    return database.session.get_one(Job, job_id)


def run_until(actor: Principal, ident: int, code: str) -> None:
    """Take the steps before the first one with this code."""
    while (step := next_step(steps_of(database.session, event(ident)))) and step.code != code:
        take_step(actor, ident, step)


def rows() -> dict[str, int]:
    """How many rows each table has, but for the record of actions."""
    session = database.session
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
        if name != "audit_record"
    }


def count(table: type[Base], *clauses: object) -> int:
    query = select(func.count()).select_from(table).where(*clauses)  # type: ignore[arg-type]
    return database.session.scalar(query) or 0


def test_one_run_goes_from_the_copy_to_void_certificates(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)

    job = run_all(contest.organiser, ident)

    assert (job.state, job.outcome) == ("done", {"steps": 12})
    states = database.session.scalars(
        select(Certificate.state).where(Certificate.competition_id == ident)
    ).all()
    assert states == ["void"] * 20
    assert next_step(steps_of(database.session, event(ident))) is None


def test_the_other_preset_can_be_rehearsed_too(app: Flask, make: Make) -> None:
    host = make.organisation(kind="provincial")
    organiser = make.account(Role.ORGANISER, organisation=host)
    original = make.competition(organiser, host, preset="five_small")
    organiser = principal_of(organiser.account_id)

    job = run_all(organiser, make_rehearsal(organiser, original))

    assert (job.state, job.outcome) == ("done", {"steps": 12})
    assert count(Certificate, Certificate.member_id.is_(None)) == 0
    assert count(Certificate, Certificate.state == "void") > 20


def test_the_original_keeps_all_but_its_checklist_is_content(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    add_entries(contest, 2)
    before = {item.code for item in missing(readiness(database.session, contest.competition))}
    ident = rehearsal_of(contest)

    run_all(contest.organiser, ident)

    database.release()
    after = {item.code for item in missing(readiness(database.session, contest.competition))}
    registers = database.session.scalars(select(NumberRegister.prefix)).all()
    assert before - after == {"rehearsal.completed"}
    assert contest.competition.state == "draft"
    assert [stage.rubric_frozen_at for stage in (contest.stage, contest.final)] == [None, None]
    assert count(Certificate, Certificate.competition_id == contest.ident) == 0
    assert set(registers) == {f"void:{ident}:工创"}


def test_the_record_says_that_approval_and_marks_were_for_practice(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)

    run_all(contest.organiser, ident)

    approved = database.session.scalars(
        select(AuditRecord.actor).where(
            AuditRecord.competition_id == ident, AuditRecord.action == "result.approve"
        )
    ).all()
    sources = database.session.execute(
        select(ScoreSheetVersion.source, func.count()).group_by(ScoreSheetVersion.source)
    ).all()
    assert approved == [SECOND, SECOND]
    assert [tuple(row) for row in sources] == [("rehearsal", 280)]


def test_real_judges_practise_and_nobody_marks_in_their_name(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    judge = call_judge(contest, "评委甲").account_id
    ident = rehearsal_of(contest, with_judges=True)

    run_all(contest.organiser, ident)

    theirs = database.session.execute(
        select(Assignment.state, func.count())
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(Judge.account_id == judge)
        .group_by(Assignment.state)
    ).all()
    assert [row[0] for row in theirs] == ["absent"]
    assert count(ScoreSheetVersion, ScoreSheetVersion.account_id == judge) == 0


def test_a_step_taken_by_hand_counts(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    run_until(contest.organiser, ident, "enter")

    steps = [step.code for step in steps_of(database.session, event(ident)) if step.done]

    assert steps == ["open"]


def test_a_run_that_died_goes_on_where_it_stopped(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    run_until(contest.organiser, ident, "lock")

    job = run_all(contest.organiser, ident)

    assert (job.state, job.outcome) == ("done", {"steps": 7})


def test_what_the_real_set_up_lacks_stops_the_rehearsal_in_its_words(
    app: Flask, make: Make
) -> None:
    contest = new_contest(make)
    with database.writing() as session:
        for stage in session.scalars(
            select(Stage).where(Stage.competition_id == contest.ident, Stage.kind == "entry")
        ):
            session.delete(stage)

    job = run_all(contest.organiser, rehearsal_of(contest))

    assert (job.state, job.outcome["code"]) == ("failed", "competition.not_ready")


def test_a_rehearsal_of_a_rehearsal_is_refused(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)

    with pytest.raises(Refusal, match="rehearsal.of_rehearsal"):
        make_rehearsal(contest.organiser, event(ident))


def test_the_real_competition_cannot_be_run_or_deleted(app: Flask, make: Make) -> None:
    contest = new_contest(make)

    with pytest.raises(Refusal, match="rehearsal.none"):
        request_run(contest.organiser, contest.competition, everything=True)
    with pytest.raises(Refusal, match="rehearsal.none"):
        delete_rehearsal(contest.organiser, contest.competition)


def test_a_running_rehearsal_is_neither_run_twice_nor_deleted(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    request_run(contest.organiser, event(ident), everything=False)

    with pytest.raises(Refusal, match="rehearsal.busy"):
        request_run(contest.organiser, event(ident), everything=True)
    with pytest.raises(Refusal, match="rehearsal.busy"):
        delete_rehearsal(contest.organiser, event(ident))


def test_no_job_of_a_rehearsal_outlives_it(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    run_all(contest.organiser, ident)
    request_archive(contest.organiser, event(ident))

    with pytest.raises(Refusal, match="rehearsal.busy"):
        delete_rehearsal(contest.organiser, event(ident))
    run_waiting_jobs()
    delete_rehearsal(contest.organiser, event(ident))

    assert count(Competition, Competition.id == ident) == 0


def test_one_step_is_one_step_though_its_worker_died_after_it(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    job_id = request_run(contest.organiser, event(ident), everything=False)
    run_until(contest.organiser, ident, "enter")

    run_waiting_jobs()

    job = database.session.get_one(Job, job_id)
    following = next_step(steps_of(database.session, event(ident)))
    assert following is not None
    assert (job.state, following.code) == ("done", "enter")


def test_a_worker_that_died_while_issuing_leaves_the_step_to_be_ended(
    app: Flask, make: Make
) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    run_until(contest.organiser, ident, "issue")
    issue_all(contest.organiser, ident)

    job = run_all(contest.organiser, ident)

    database.release()
    assert (job.state, count(Certificate)) == ("done", 20)
    assert event(contest.ident).rehearsed_at is not None


def test_deleting_leaves_one_record_and_nothing_else(each_app: Flask, make: Make) -> None:
    contest = new_contest(make)
    call_judge(contest, "评委甲")
    add_entries(contest, 2)
    database.release()
    before = rows()
    recorded = count(AuditRecord)
    ident = rehearsal_of(contest, with_judges=True)
    run_all(contest.organiser, ident)
    job_id = request_archive(contest.organiser, event(ident))
    run_waiting_jobs()
    packed = job_file(database.session.get_one(Job, job_id), SUFFIX)
    assert packed.exists()

    delete_rehearsal(contest.organiser, event(ident))

    database.release()
    assert rows() == before
    assert not packed.exists()
    last = database.session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc())).first()
    assert last is not None
    assert (last.action, last.competition_id) == ("rehearsal.delete", contest.ident)
    assert count(AuditRecord) == recorded + 1
    assert count(AuditRecord, AuditRecord.competition_id == ident) == 0
    seal_pending()
    assert verify_record(contest.ident).holds


def test_a_practice_account_with_a_role_elsewhere_is_closed_not_deleted(
    app: Flask, make: Make
) -> None:
    contest = new_contest(make)
    ident = rehearsal_of(contest)
    account_id = database.session.scalars(
        select(Account.id).where(Account.practice_in == ident).order_by(Account.id)
    ).first()
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO role_grant (account_id, role, competition_id, created_at)"
            f" VALUES ({account_id}, 'judge', {contest.ident}, '2026-01-01 00:00:00')"
        )

    delete_rehearsal(contest.organiser, event(ident))

    account = database.session.get_one(Account, account_id)
    assert account.closed_at is not None
    assert count(Proposal) == 0


def test_a_rehearsal_mails_nothing(app: Flask, make: Make) -> None:
    contest = new_contest(make)
    judge = call_judge(contest, "评委甲").account_id
    ident = rehearsal_of(contest, with_judges=True)
    runtime.smtp_url, runtime.mail_sender = "smtp://127.0.0.1:9", "contest@example.org"

    with pytest.raises(Refusal, match="rehearsal.no_mail"):
        mail_links(contest.organiser, event(ident), [judge])

    assert count(Job) == 0
