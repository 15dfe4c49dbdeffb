"""A competition ends once its result is final and its certificates are out or not wanted."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.entry_states import EntryActor
from competition.models import (
    AuditRecord,
    Award,
    AwardTier,
    Competition,
    Entry,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.entries.moves import actions_for
from competition.services.entries.oversight import disqualify_entry
from competition.services.results.compute import compute_result
from competition.services.results.rule_changes import answer_rules, propose_rules
from competition.services.setup.closing import end_competition, ending_of, reopen_competition
from competition.services.setup.rules import current_rule_set
from tests.factories import Make
from tests.judging_factories import Contest
from tests.services.test_results import refusal_of, scored, second_organiser, stage_of
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def finished(make: Make, *, awards: int = 0) -> Contest:
    """An open contest whose result is final; `awards` entries won and have no certificate."""
    contest = scored(make)
    result = compute_result(contest.organiser, contest.competition, stage_of(contest))
    tier = database.session.scalars(
        select(AwardTier.id).where(AwardTier.competition_id == contest.ident)
    ).first()
    assert tier is not None
    with database.writing() as session:
        session.execute(
            update(ResultVersion)
            .where(ResultVersion.id == result)
            .values(stage_id=None, state="final")
        )
        session.get_one(Competition, contest.ident).state = "open"
        for entry in contest.entry_ids[:awards]:
            session.add(Award(result_id=result, entry_id=entry, tier_id=tier))
    return contest


def state_of(contest: Contest) -> str:
    return database.session.get_one(Competition, contest.ident, populate_existing=True).state


def test_a_finished_competition_ends(app: Flask, make: Make) -> None:
    contest = finished(make)

    end_competition(contest.organiser, contest.competition)

    actions = database.session.scalars(
        select(AuditRecord.action).order_by(AuditRecord.id.desc()).limit(1)
    ).all()
    assert (state_of(contest), actions) == ("closed", ["competition.close"])
    assert refusal_of(end_competition, contest.organiser, contest.competition) == (
        "competition.not_open"
    )


def test_it_does_not_end_before_its_result_is_final(app: Flask, make: Make) -> None:
    contest = finished(make)
    with database.writing() as session:
        session.execute(update(ResultVersion).values(state="in_notice"))

    code = refusal_of(end_competition, contest.organiser, contest.competition)

    assert (code, state_of(contest)) == ("competition.not_final", "open")


def test_certificates_that_are_due_are_issued_or_named_as_not_wanted(
    app: Flask, make: Make
) -> None:
    contest = finished(make, awards=2)

    assert ending_of(database.session, contest.ident).due == 2
    code = refusal_of(end_competition, contest.organiser, contest.competition)
    end_competition(contest.organiser, contest.competition, without_certificates=True)

    assert (code, state_of(contest)) == ("competition.certificates_due", "closed")


def test_a_rehearsal_is_not_ended(app: Flask, make: Make) -> None:
    contest = finished(make)
    with database.writing() as session:
        session.get_one(Competition, contest.ident).is_rehearsal = True

    code = refusal_of(end_competition, contest.organiser, contest.competition)

    assert code == "competition.not_open"


def test_an_ended_competition_opens_again_with_a_reason(app: Flask, make: Make) -> None:
    contest = finished(make)
    event = contest.competition
    early = refusal_of(reopen_competition, contest.organiser, event, reason="补发证书")
    end_competition(contest.organiser, event)

    silent = refusal_of(reopen_competition, contest.organiser, event, reason=" ")
    reopen_competition(contest.organiser, contest.competition, reason="补发证书")

    assert (early, silent) == ("competition.not_closed", "competition.reason")
    assert state_of(contest) == "open"


def test_the_pages_offer_it_and_lists_show_it(
    app: Flask,
    make: Make,
    visitor: Come,
    count_statements: Callable,  # type: ignore[type-arg]
) -> None:
    contest = finished(make)
    ident = contest.ident
    reviewer = make.account(Role.FORM_REVIEWER, competition_id=ident)
    page = f"/organiser/competitions/{ident}"
    organiser = visitor(contest.organiser)
    with count_statements() as seen:
        before = words(organiser.get(page))
    unoffered = words(visitor(reviewer).get(page))

    organiser.post(f"{page}/end")
    after = words(organiser.get(page))
    listed = words(organiser.get("/organiser/competitions?state=closed"))
    organiser.post(f"{page}/reopen", {"reason": "补发证书"})
    again = words(organiser.get(page))

    assert len(seen) <= 8
    assert ("结束竞赛" in before, "结束竞赛" in unoffered) == (True, False)
    assert ("已结束" in after, "重新开放" in after) == (True, True)
    assert "第六届蜀江省职工创新大赛" in listed
    assert ("进行中" in again, "结束竞赛" in again) == (True, True)


def test_an_ended_competition_takes_no_changes_from_organisers_either(
    app: Flask, make: Make
) -> None:
    contest = finished(make)
    entry = database.session.get_one(Entry, contest.entry_ids[0])
    rules = current_rule_set(database.session, contest.ident)
    assert rules is not None
    other = {**rules.document, "final": {"steps": rules.document["final"]["steps"][:-1]}}
    end_competition(contest.organiser, contest.competition)

    codes = (
        refusal_of(disqualify_entry, contest.organiser, entry, reason="材料不实"),
        refusal_of(propose_rules, contest.organiser, contest.competition, other, reason="改规则"),
    )

    assert codes == ("competition.ended", "competition.ended")
    assert actions_for(entry, EntryActor.ORGANISER, stage=None) == frozenset()


def test_rules_proposed_before_the_end_do_not_come_into_force_after_it(
    app: Flask, make: Make
) -> None:
    contest = finished(make)
    rules = current_rule_set(database.session, contest.ident)
    assert rules is not None
    other = {**rules.document, "final": {"steps": rules.document["final"]["steps"][:-1]}}
    ident = propose_rules(contest.organiser, contest.competition, other, reason="改规则")
    end_competition(contest.organiser, contest.competition)

    proposal = database.session.get_one(Proposal, ident)
    code = refusal_of(answer_rules, second_organiser(contest), proposal, approve=True)

    assert code == "competition.ended"
    in_force = current_rule_set(database.session, contest.ident)
    assert in_force is not None
    assert in_force.id == rules.id
