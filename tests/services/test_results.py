"""From locked marks to a signed result: facts, blocks, decisions, two persons, finality."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.canonical import digest
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Award,
    Competition,
    Proposal,
    ResultVersion,
    RoleGrant,
    Stage,
    Standing,
    database,
)
from competition.services.identity.accounts import create_user
from competition.services.identity.sessions import principal_of
from competition.services.judging.locking import lock_stage
from competition.services.judging.recusal import mark_absent, recuse
from competition.services.people.participants import ParticipantValues, create_participant
from competition.services.principal import Principal
from competition.services.result_seal import check_result
from competition.services.results.compute import compute_result
from competition.services.results.decisions import decide, leave_vacant, withdraw_decision
from competition.services.results.outcome import look
from competition.services.results.publication import (
    answer_proposal,
    confirm_result,
    propose_publication,
    propose_withdrawal,
    skip_notice,
    start_notice,
)
from competition.services.results.reading import derivations, sheet_of_version, version_outcome
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.services.setup.stages import remove_stage
from tests.factories import PASSWORD, Make
from tests.judging_factories import Contest, scoring_contest


def scored(make: Make, *, judges: int = 3, entries: int = 4, missing: int = 0) -> Contest:
    """A contest whose online stage is locked: later entries have better marks."""
    contest = scoring_contest(make, judges=judges, entries=entries)
    order = {entry.id: place for place, entry in enumerate(contest.entries)}
    for number, assignment in enumerate(contest.assignments()):
        if number >= missing:
            contest.submit(assignment, benefit=str(10 + order[assignment.entry_id]))
    lock_stage(contest.organiser, stage_of(contest))
    return contest


def stage_of(contest: Contest) -> Stage:
    return database.session.get_one(Stage, contest.stage.id)


def second_organiser(contest: Contest) -> Principal:
    return contest.make.account(
        Role.ORGANISER, competition_id=contest.competition.id, name="钱审批"
    )


def computed(contest: Contest) -> ResultVersion:
    result_id = compute_result(contest.organiser, contest.competition, stage_of(contest))
    return database.session.get_one(ResultVersion, result_id)


def approved(contest: Contest) -> ResultVersion:
    result = computed(contest)
    proposal = propose_publication(contest.organiser, result)
    answer_proposal(
        second_organiser(contest), database.session.get_one(Proposal, proposal), approve=True
    )
    return result


def refusal_of(call, *arguments, **options) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Refusal) as refused:
        call(*arguments, **options)
    return refused.value.code


def test_marks_become_ranks_in_order_of_merit(app: Flask, make: Make) -> None:
    contest = scored(make)

    result = computed(contest)

    rows = database.session.execute(
        select(Standing.rank, Standing.entry_id, Standing.score)
        .where(Standing.result_id == result.id)
        .order_by(Standing.place)
    ).all()
    best_first = [entry.id for entry in reversed(contest.entries)]
    assert [(row.rank, row.entry_id) for row in rows] == list(enumerate(best_first, start=1))
    assert rows[0].score == "82.50"


def test_an_open_stage_shows_nothing(app: Flask, make: Make) -> None:
    contest = scoring_contest(make)

    code = refusal_of(look, database.session, contest.competition.id, stage_of(contest))

    assert code == "result.stage_open"


def test_a_missing_sheet_blocks_until_it_is_marked_absent(app: Flask, make: Make) -> None:
    contest = scored(make, judges=4, missing=1)
    late = contest.assignments()[0]

    assert refusal_of(computed, contest) == "result.blocked"
    mark_absent(contest.organiser, [late.id], "出差未能参加")

    assert computed(contest).state == "computed"


def test_too_few_valid_sheets_block(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=2)
    assignments = contest.assignments()
    recuse(contest.principal(0), contest.assignments(0)[0], "与完成人有合作")
    for assignment in assignments:
        if assignment.id != contest.assignments(0)[0].id:
            contest.submit(assignment)
    lock_stage(contest.organiser, stage_of(contest))

    outcome = look(database.session, contest.competition.id, stage_of(contest))

    assert [block.code for block in outcome.blocks] == ["INSUFFICIENT_PANEL"]


def test_the_result_is_recomputed_equal_from_its_own_facts(app: Flask, make: Make) -> None:
    result = computed(scored(make, judges=5, entries=6))

    again = version_outcome(database.session, result)

    evaluations = {key: one.evaluation.to_json() for key, one in again.calculations.items()}
    assert digest({"part": again.part, "evaluations": evaluations}) == result.outcome_digest


def test_no_name_is_in_what_is_digested(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = computed(contest)
    text = f"{result.facts}{result.outcome}"

    for entry in contest.entries:
        assert entry.title not in text
        assert str(entry.number) not in text
    for judge in contest.judges:
        assert judge.name not in text


def test_publishing_needs_a_second_person(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = computed(contest)
    proposal_id = propose_publication(contest.organiser, result)
    proposal = database.session.get_one(Proposal, proposal_id)

    code = refusal_of(answer_proposal, contest.organiser, proposal, approve=True)

    assert code == "separation.same_person"
    assert database.session.get_one(ResultVersion, result.id).state == "computed"


def test_an_account_that_the_proposer_made_is_no_second_person(app: Flask, make: Make) -> None:
    contest = scored(make)
    puppet = second_organiser(contest)
    with database.writing() as session:
        session.execute(
            update(Account)
            .where(Account.id == puppet.account_id)
            .values(created_by_id=contest.organiser.account_id)
        )
        for grant in session.scalars(select_grants(puppet)):
            grant.granted_by_id = contest.organiser.account_id
    proposal_id = propose_publication(contest.organiser, computed(contest))
    proposal = database.session.get_one(Proposal, proposal_id)

    assert refusal_of(answer_proposal, puppet, proposal, approve=True) == "separation.made_by_other"


def test_nor_is_one_that_was_made_by_an_account_the_proposer_made(app: Flask, make: Make) -> None:
    contest = scored(make)
    first = added_by(contest.organiser, contest, "赵中间", "zhao.zhongjian")
    puppet = added_by(first, contest, "孙末端", "sun.moduan")
    proposal_id = propose_publication(contest.organiser, computed(contest))
    proposal = database.session.get_one(Proposal, proposal_id)

    assert refusal_of(answer_proposal, puppet, proposal, approve=True) == "separation.made_by_other"


def added_by(actor: Principal, contest: Contest, name: str, login: str) -> Principal:
    values = ParticipantValues(name=name, role=Role.ORGANISER, login=login)
    return principal_of(create_participant(actor, contest.competition, values))


def test_nor_is_one_that_the_proposer_made_over_the_host(app: Flask, make: Make) -> None:
    contest = scored(make)
    host = contest.competition.organisation_id
    ident = create_user(
        contest.organiser,
        login="wu.shangji",
        name="吴上级",
        password=PASSWORD,
        role=Role.ORGANISER,
        organisation_id=host,
    )
    proposal_id = propose_publication(contest.organiser, computed(contest))
    proposal = database.session.get_one(Proposal, proposal_id)

    code = refusal_of(answer_proposal, principal_of(ident), proposal, approve=True)

    assert code == "separation.made_by_other"


def select_grants(principal: Principal):  # type: ignore[no-untyped-def]
    return select(RoleGrant).where(RoleGrant.account_id == principal.account_id)


def test_approval_signs_and_a_changed_byte_is_seen(app: Flask, make: Make) -> None:
    result = approved(scored(make))
    assert check_result(result).holds
    assert result.signature

    with database.writing() as session:
        row = session.get_one(ResultVersion, result.id)
        row.outcome = {**row.outcome, "part": "other"}

    assert not check_result(database.session.get_one(ResultVersion, result.id)).holds


def test_a_result_in_force_is_not_computed_over(app: Flask, make: Make) -> None:
    contest = scored(make)
    approved(contest)

    assert refusal_of(computed, contest) == "result.in_force"


def test_a_withdrawn_result_makes_room_for_the_next(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest)
    proposal = propose_withdrawal(contest.organiser, result, reason="发现录入错误")
    answer_proposal(
        second_organiser(contest), database.session.get_one(Proposal, proposal), approve=True
    )

    second = computed(contest)

    assert database.session.get_one(ResultVersion, result.id).state == "withdrawn"
    assert (second.version, second.state) == (2, "computed")


def test_notice_runs_before_the_result_is_final(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest)

    start_notice(contest.organiser, result, until=now() + timedelta(days=5))

    assert refusal_of(confirm_result, contest.organiser, result) == "notice.running"
    with database.writing() as session:
        session.get_one(ResultVersion, result.id).notice_to = now() - timedelta(seconds=1)
    confirm_result(contest.organiser, result)
    assert database.session.get_one(ResultVersion, result.id).state == "final"


def test_skipping_the_notice_needs_a_reason(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest)

    assert refusal_of(skip_notice, contest.organiser, result, reason=" ") == "result.reason"
    skip_notice(contest.organiser, result, reason="阶段结果，不公示")

    assert database.session.get_one(ResultVersion, result.id).state == "final"


def test_a_computed_result_cannot_become_final(app: Flask, make: Make) -> None:
    contest = scored(make)

    code = refusal_of(skip_notice, contest.organiser, computed(contest), reason="急")

    assert code == "result.action"


def single_stage_rules(contest: Contest, quota: int, boundary: str) -> None:
    """Rules that award from the online stage alone."""
    remove_stage(contest.organiser, database.session.get_one(Stage, contest.final.id))
    row = current_rule_set(database.session, contest.competition.id)
    assert row is not None
    document = {**row.document}
    online = document["stages"]["online"]
    steps = [step for step in online["steps"] if "select" not in step]
    for step in steps:
        if "rank" in step:
            step["rank"] = [{"key": "score"}]
    steps.append(
        {
            "award": [{"tier": "first", "name": "一等奖", "quota": quota}],
            "per": "track",
            "boundary": boundary,
        }
    )
    document["stages"] = {"online": {**online, "steps": steps}}
    document.pop("final", None)
    save_rule_set(contest.organiser, contest.competition, document, reason="测试")


def test_the_committee_decides_a_tie_at_the_quota(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=3, state="draft")
    single_stage_rules(contest, 1, "committee")
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    lock_stage(contest.organiser, stage_of(contest))
    stage = stage_of(contest)
    outcome = look(database.session, contest.competition.id, stage)
    block = next(one for one in outcome.blocks if one.code == "TIE_AT_AWARD")
    tied = [entry.id for entry in contest.entries]
    choice = {
        "part": "online",
        "step": block.step,
        "among": tied,
        "reason": "评审委员会投票",
    }

    both = refusal_of(
        decide, contest.organiser, contest.competition, stage, chosen=tied[:2], **choice
    )
    decide(contest.organiser, contest.competition, stage, chosen=[tied[1]], **choice)

    assert both == "decision.number"
    after = look(database.session, contest.competition.id, stage_of(contest))
    assert not after.blocks
    assert [after.names[award.entry].id for award in after.evaluation.awards] == [tied[1]]


def test_a_decision_can_be_taken_back_before_it_counts(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=2, state="draft")
    single_stage_rules(contest, 1, "committee")
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    lock_stage(contest.organiser, stage_of(contest))
    outcome = look(database.session, contest.competition.id, stage_of(contest))
    tied = [entry.id for entry in contest.entries]
    decide(
        contest.organiser,
        contest.competition,
        stage_of(contest),
        part="online",
        step=outcome.blocks[0].step,
        among=tied,
        chosen=tied[:1],
        reason="投票",
    )
    row = look(database.session, contest.competition.id, stage_of(contest)).gathered.facts
    withdraw_decision(contest.organiser, contest.competition, int(row.decisions[0].reference))

    assert look(database.session, contest.competition.id, stage_of(contest)).blocks


def test_every_entry_opens_into_its_derivation(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = computed(contest)
    outcome = version_outcome(database.session, result)

    for entry in contest.entries:
        told = derivations(outcome, entry.id)
        assert [one["part"] for one in told] == ["online"]
        assert told[0]["steps"]


def test_an_entry_of_another_competition_has_no_derivation(app: Flask, make: Make) -> None:
    result = computed(scored(make))
    other = scored(make).entries[0].id
    outcome = version_outcome(database.session, result)

    assert refusal_of(derivations, outcome, other) == "result.standing"


def test_rows_of_a_stored_result_carry_todays_names(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = computed(contest)

    sheet = sheet_of_version(database.session, result)

    assert {line.title for line in sheet.lines} == {entry.title for entry in contest.entries}


def test_a_stage_result_gives_no_awards(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest)
    skip_notice(contest.organiser, result, reason="阶段结果")

    assert database.session.scalars(select(Award)).all() == []


def test_publishing_turns_public_pages_over(app: Flask, make: Make) -> None:
    contest = scored(make)
    before = database.session.get_one(Competition, contest.competition.id).public_version

    approved(contest)

    after = database.session.get_one(Competition, contest.competition.id).public_version
    assert after > before


def test_places_left_vacant_are_nobodys(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=3, state="draft")
    single_stage_rules(contest, 2, "shrink")
    contest.put("open")
    order = {entry.id: place for place, entry in enumerate(contest.entries)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(10 + order[assignment.entry_id]))
    lock_stage(contest.organiser, stage_of(contest))
    vacancy = {"tier": "first", "group": "", "places": 1}

    without_reason = refusal_of(
        leave_vacant, contest.organiser, contest.competition, reason="", **vacancy
    )
    unknown = refusal_of(
        leave_vacant,
        contest.organiser,
        contest.competition,
        reason="质量不够",
        **{**vacancy, "tier": "none"},
    )
    leave_vacant(contest.organiser, contest.competition, reason="质量不够，宁缺毋滥", **vacancy)

    evaluation = look(database.session, contest.competition.id, stage_of(contest)).evaluation
    assert (without_reason, unknown) == ("decision.reason", "decision.tier")
    assert len(evaluation.awards) == 1
    assert [standing.rank for standing in evaluation.standings] == [1, 2, 3]
