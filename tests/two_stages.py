"""A contest of two scoring stages, the first one published, the second one locked."""

from sqlalchemy import select

from competition.models import (
    Assignment,
    Judge,
    Proposal,
    ResultVersion,
    ScoreSheetVersion,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.assigning import assign
from competition.services.judging.locking import lock_stage
from competition.services.judging.panels import make_panels
from competition.services.judging.score_sheets import submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.results.compute import compute_result
from competition.services.results.publication import (
    answer_proposal,
    propose_publication,
    propose_withdrawal,
)
from competition.services.setup.rules import current_rule_set, scoring_stages
from tests.factories import Make
from tests.judging_factories import FULL, Contest
from tests.services.test_results import scored, second_organiser


def two_stages(make: Make, *, entries: int = 4) -> tuple[Contest, Principal]:
    """The contest and its second organiser; the whole can be computed."""
    contest = scored(make, entries=entries)
    second = second_organiser(contest)
    publish(contest, second, contest.stage_id)
    seat_final(contest)
    return contest, second


def seat_final(contest: Contest) -> None:
    """Fill the second stage, have every sheet handed in, and lock it."""
    take_in(contest.organiser, contest.final, seed="test")
    make_panels(contest.organiser, contest.final)
    assign(contest.organiser, contest.final)
    with database.writing() as session:
        session.merge(contest.final).state = "open"
    rows = database.session.execute(
        select(Assignment.id, Assignment.entry_id, Judge.account_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(Assignment.stage_id == contest.final_id)
    ).all()
    document = current_rule_set(database.session, contest.ident).document  # type: ignore[union-attr]
    keys = [one["key"] for one in document["stages"]["defence"]["criteria"]]
    for ident, entry, account in rows:
        marks = {key: FULL.get(key, "8") for key in keys}
        marks[keys[0]] = str(5 + contest.entry_ids.index(entry))
        submit_score_sheet(
            principal_of(account),
            ident,
            marks,
            comment="",
            seen_version=0,
            key=f"of-the-final-{ident:04}",
        )
    lock_stage(contest.organiser, contest.final)


def publish(contest: Contest, second: Principal, stage_id: int | None) -> int:
    """Compute a stage, or the whole, and have it approved; the version's id."""
    stages = scoring_stages(database.session, contest.ident)
    stage = next((one for one in stages if one.id == stage_id), None)
    ident = compute_result(contest.organiser, contest.competition, stage)
    proposal = propose_publication(contest.organiser, version(ident))
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)
    return ident


def withdraw(contest: Contest, second: Principal, ident: int) -> None:
    """Withdraw a published version, by two persons."""
    proposal = propose_withdrawal(contest.organiser, version(ident), reason="发现录入错误")
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)


def version(ident: int) -> ResultVersion:
    """A result version as it is now."""
    return database.session.get_one(ResultVersion, ident, populate_existing=True)


def lower_a_mark(contest: Contest) -> int:
    """Take something off a mark of the first stage behind everybody's back; the entry's id."""
    with database.writing() as session:
        row, entry = session.execute(
            select(ScoreSheetVersion, Assignment.entry_id)
            .join(Assignment, Assignment.id == ScoreSheetVersion.assignment_id)
            .where(ScoreSheetVersion.is_current, Assignment.stage_id == contest.stage_id)
            .order_by(Assignment.id)
            .limit(1)
        ).one()
        (key, state, mark), *rest = row.marks
        row.marks = [[key, state, mark - 5], *rest]
        return int(entry)
