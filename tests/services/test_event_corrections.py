"""Events that approved results stand on change by two persons, and the results with them."""

from flask import Flask
from sqlalchemy import select

from competition.models import (
    AuditRecord,
    Proposal,
    ResultVersion,
    ScoreEvent,
    Standing,
    database,
)
from competition.services.events.verifying import verify_facts, withdraw_fact
from competition.services.principal import Principal
from competition.services.results.correction_answers import answer_correction
from competition.services.results.correction_effect import Effect
from competition.services.results.correction_preview import effect_of
from competition.services.results.correction_reading import list_corrections, read_correction
from competition.services.results.fact_corrections import propose_fact
from competition.services.results.gather import gather
from competition.services.results.gathered_change import COUNT, WITHDRAW
from tests.event_factories import (
    bonus,
    event_contest,
    fetch,
    recorded,
    verified,
)
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_results import refusal_of, second_organiser
from tests.two_stages import publish, seat_final


def settled(make: Make) -> tuple[Contest, Principal, int]:
    """A contest whose first stage is approved, its second organiser, and an event that counts."""
    contest = event_contest(make)
    second = second_organiser(contest)
    ident = verified(contest, second, bonus(contest, 1, level="省部级"))
    publish(contest, second, contest.stage_id)
    return contest, second, ident


def proposal_of(ident: int) -> Proposal:
    return database.session.get_one(Proposal, ident, populate_existing=True)


def effect(proposal: Proposal) -> Effect:
    gathered = gather(database.session, proposal.competition_id)
    return effect_of(database.session, gathered, proposal.subject)


def approve(second: Principal, ident: int) -> Proposal:
    proposal = proposal_of(ident)
    answer_correction(second, proposal, approve=True, seen=effect(proposal).seen)
    return proposal_of(ident)


def states(contest: Contest) -> list[tuple[int | None, int, str]]:
    rows = database.session.scalars(
        select(ResultVersion)
        .where(ResultVersion.competition_id == contest.ident)
        .order_by(ResultVersion.id)
        .execution_options(populate_existing=True)
    )
    return [(row.stage_id, row.version, row.state) for row in rows]


def score(contest: Contest, result_id: int, entry: int) -> str:
    return database.session.scalars(
        select(Standing.score).where(
            Standing.result_id == result_id, Standing.entry_id == contest.entry_ids[entry]
        )
    ).one()


def test_what_approved_results_stand_on_is_neither_verified_nor_withdrawn_alone(
    app: Flask, make: Make
) -> None:
    contest, second, counted = settled(make)
    waiting = recorded(contest, bonus(contest))

    codes = [
        refusal_of(verify_facts, second, contest.competition, ScoreEvent, [waiting]),
        refusal_of(withdraw_fact, contest.organiser, fetch(counted), reason="误录"),
    ]

    assert codes == ["event.settled", "event.settled"]
    assert states(contest) == [(contest.stage_id, 1, "approved")]


def test_two_persons_let_a_late_event_count_and_the_result_is_made_anew(
    app: Flask, make: Make
) -> None:
    contest, second, _ = settled(make)
    waiting = recorded(contest, bonus(contest))
    ident = propose_fact(contest.organiser, fetch(waiting), COUNT, reason="证明材料后补")
    shown = effect(proposal_of(ident))

    done = approve(second, ident)

    result = done.outcome["computed"][0]["result"]
    assert shown.scores == ("79.50", "84.50")
    assert score(contest, result, 0) == "84.50"
    assert fetch(waiting).verified_by_id == second.account_id
    assert states(contest) == [
        (contest.stage_id, 1, "superseded"),
        (contest.stage_id, 2, "computed"),
    ]


def test_two_persons_take_a_counted_event_out(app: Flask, make: Make) -> None:
    contest, second, counted = settled(make)
    ident = propose_fact(contest.organiser, fetch(counted), WITHDRAW, reason="证书系他人所有")

    done = approve(second, ident)

    row = fetch(counted)
    assert (row.withdrawn_reason, row.withdrawn_by_id) == ("证书系他人所有", second.account_id)
    assert score(contest, done.outcome["computed"][0]["result"], 1) == "80.50"


def test_whoever_recorded_it_approves_and_the_proposer_has_verified(app: Flask, make: Make) -> None:
    contest, second, _ = settled(make)
    waiting = recorded(contest, bonus(contest))
    ident = propose_fact(second, fetch(waiting), COUNT, reason="证明材料后补")

    approve(contest.organiser, ident)

    assert fetch(waiting).verified_by_id == second.account_id


def test_the_proposer_alone_changes_nothing_and_one_proposal_waits_at_a_time(
    app: Flask, make: Make
) -> None:
    contest, _, _ = settled(make)
    waiting = recorded(contest, bonus(contest))
    ident = propose_fact(contest.organiser, fetch(waiting), COUNT, reason="证明材料后补")
    proposal = proposal_of(ident)

    codes = [
        refusal_of(
            answer_correction,
            contest.organiser,
            proposal,
            approve=True,
            seen=effect(proposal).seen,
        ),
        refusal_of(propose_fact, contest.organiser, fetch(waiting), COUNT, reason="又一次"),
        refusal_of(propose_fact, contest.organiser, fetch(waiting), WITHDRAW, reason="撤回"),
    ]

    assert codes == ["separation.same_person", "correction.waiting", "correction.none"]
    assert fetch(waiting).verified_at is None


def test_an_event_withdrawn_meanwhile_is_not_corrected(app: Flask, make: Make) -> None:
    contest, second, _ = settled(make)
    waiting = recorded(contest, bonus(contest))
    ident = propose_fact(contest.organiser, fetch(waiting), COUNT, reason="证明材料后补")
    seen = effect(proposal_of(ident)).seen
    withdraw_fact(contest.organiser, fetch(waiting), reason="误录")

    code = refusal_of(answer_correction, second, proposal_of(ident), approve=True, seen=seen)

    assert code == "correction.outdated"
    fault = read_correction(database.session, proposal_of(ident)).fault
    assert fault is not None
    assert fault.code == "correction.outdated"


def test_without_a_result_in_force_there_is_nothing_to_propose(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    waiting = recorded(contest, bonus(contest))

    code = refusal_of(propose_fact, contest.organiser, fetch(waiting), COUNT, reason="补")

    assert code == "event.unsettled"


def test_a_declined_proposal_leaves_everything_as_it_was(app: Flask, make: Make) -> None:
    contest, second, counted = settled(make)
    ident = propose_fact(contest.organiser, fetch(counted), WITHDRAW, reason="证书系他人所有")

    answer_correction(second, proposal_of(ident), approve=False)

    assert fetch(counted).withdrawn_at is None
    assert states(contest) == [(contest.stage_id, 1, "approved")]
    rows = database.session.scalars(
        select(AuditRecord.action)
        .where(AuditRecord.action.startswith("fact."))
        .order_by(AuditRecord.id)
    )
    assert list(rows) == ["fact.propose_correction", "fact.decline_correction"]


def test_corrections_of_sheets_and_of_events_stand_in_one_list(app: Flask, make: Make) -> None:
    contest, _, counted = settled(make)
    propose_fact(contest.organiser, fetch(counted), WITHDRAW, reason="证书系他人所有")

    (row,) = list_corrections(database.session, contest.ident)

    assert (row.judge, row.stage, row.Proposal.action) == (None, "网络初评", "correct_fact")


def test_a_veto_after_the_final_takes_the_award_and_keeps_the_rank(app: Flask, make: Make) -> None:
    contest = event_contest(make)
    second = second_organiser(contest)
    publish(contest, second, contest.stage_id)
    seat_final(contest)
    publish(contest, second, contest.final_id)
    final = publish(contest, second, None)
    best = max(range(4), key=lambda entry: score(contest, final, entry))
    accident = bonus(contest, best, kind="安全责任事故", level="")
    waiting = recorded(contest, accident)

    ident = propose_fact(contest.organiser, fetch(waiting), COUNT, reason="事故调查报告")
    shown = effect(proposal_of(ident))
    done = approve(second, ident)

    (part,) = shown.parts
    move = next(one for one in part.moves if one.entry == contest.entry_ids[best])
    assert move.before is not None
    assert (part.key, move.before.rank, move.after.rank) == ("result", "1", "1")
    assert (move.before.tier != "", move.after.tier, move.after.note) == (True, "", "安全责任事故")
    assert [one["stage"] for one in done.outcome["computed"]] == [None]
