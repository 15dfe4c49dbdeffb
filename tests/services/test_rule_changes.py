"""Rules that froze are changed by two persons, with a reason, and never under submitted sheets."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.models import (
    AuditRecord,
    Competition,
    Proposal,
    ResultVersion,
    RuleSet,
    Standing,
    database,
)
from competition.services.judging.sheet_reading import standing_of
from competition.services.judging.tasks import tasks_of_judge
from competition.services.results.compute import compute_result
from competition.services.results.gather import gather
from competition.services.results.rule_changes import answer_rules, change_rules, propose_rules
from competition.services.results.rule_preview import compare
from competition.services.setup.rubric import put_criterion, remove_criterion
from competition.services.setup.rules import current_rule_set, save_rule_set
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import (
    approved,
    computed,
    refusal_of,
    scored,
    second_organiser,
    stage_of,
)
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
Document = dict[str, Any]


def in_force(contest: Contest) -> RuleSet:
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    return row


def with_cut(contest: Contest, number: int) -> Document:
    """The rules with other places for going on from the first stage."""
    document: Document = deepcopy(dict(in_force(contest).document))
    for step in document["stages"]["online"]["steps"]:
        if "select" in step:
            step["number"] = number
    return document


def proposed(contest: Contest, number: int = 2) -> Proposal:
    ident = change_rules(
        contest.organiser, contest.competition, with_cut(contest, number), reason="名额调整"
    )
    assert ident is not None
    return database.session.get_one(Proposal, ident)


def test_frozen_rules_are_proposed_and_stay_as_they_are(app: Flask, make: Make) -> None:
    contest = scored(make)
    before = in_force(contest).id

    proposal = proposed(contest)

    assert (proposal.action, proposal.state, proposal.reason) == (
        "change_rules",
        "open",
        "名额调整",
    )
    assert in_force(contest).id == before


def test_rules_that_are_not_frozen_come_into_force_at_once(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, state="draft")

    answer = change_rules(contest.organiser, contest.competition, with_cut(contest, 2), reason="")

    assert answer is None
    assert in_force(contest).document == with_cut(contest, 2)


def test_a_second_person_puts_the_proposed_rules_in_force(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = computed(contest)
    second = second_organiser(contest)
    proposal, wanted = proposed(contest), with_cut(contest, 2)

    alone = refusal_of(answer_rules, contest.organiser, proposal, approve=True)
    answer_rules(second, proposal, approve=True)

    row = in_force(contest)
    actions = database.session.scalars(
        select(AuditRecord.action).where(AuditRecord.action.startswith("rules."))
    ).all()
    assert alone == "separation.same_person"
    assert (row.document, row.reason) == (wanted, "名额调整")
    assert (row.created_by_id, row.approved_by_id) == (
        contest.organiser.account_id,
        second.account_id,
    )
    assert database.session.get_one(ResultVersion, result.id).state == "superseded"
    assert actions[-2:] == ["rules.propose", "rules.approve"]


def test_an_approved_result_stays_when_rules_change(app: Flask, make: Make) -> None:
    contest = scored(make)
    result = approved(contest)

    answer_rules(second_organiser(contest), proposed(contest), approve=True)

    assert database.session.get_one(ResultVersion, result.id).state == "approved"


def test_declined_rules_change_nothing(app: Flask, make: Make) -> None:
    contest = scored(make)
    before, proposal = in_force(contest).id, proposed(contest)

    answer_rules(second_organiser(contest), proposal, approve=False)

    assert in_force(contest).id == before
    assert database.session.get_one(Proposal, proposal.id).state == "declined"
    again = refusal_of(answer_rules, second_organiser(contest), proposal, approve=True)
    assert again == "proposal.closed"


def test_a_proposal_needs_a_reason_and_a_difference(app: Flask, make: Make) -> None:
    contest = scored(make)
    same, other = dict(in_force(contest).document), with_cut(contest, 2)
    event = contest.competition

    assert refusal_of(change_rules, contest.organiser, event, other, reason=" ") == (
        "rules.change_reason"
    )
    assert refusal_of(propose_rules, contest.organiser, event, same, reason="无") == (
        "rules.change_none"
    )


def test_a_proposal_against_rules_no_longer_in_force_is_not_approved(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    first, other = proposed(contest, 2), proposed(contest, 3)
    answer_rules(second, first, approve=True)

    assert refusal_of(answer_rules, second, other, approve=True) == "rules.change_outdated"
    assert database.session.get_one(Proposal, other.id).state == "open"


def test_a_proposal_about_something_else_is_not_answered_here(app: Flask, make: Make) -> None:
    contest = scored(make)
    from_elsewhere = Proposal(
        competition_id=contest.ident,
        action="revoke_certificate",
        subject={"certificate": 1},
        proposed_by_id=contest.organiser.account_id,
        proposed_at=in_force(contest).created_at,
    )
    with database.writing() as session:
        session.add(from_elsewhere)
        session.flush()
        ident = from_elsewhere.id
    proposal = database.session.get_one(Proposal, ident)

    code = refusal_of(answer_rules, second_organiser(contest), proposal, approve=True)

    assert code == "proposal.closed"


NOVELTY = {"name": "创新性", "max": "30", "step": "0.5"}


@pytest.mark.parametrize(
    ("key", "change", "code"),
    [
        ("novelty", {"max": "20"}, "rubric.mark_off"),
        ("novelty", {"step": "2"}, "rubric.scale"),
        (None, {"name": "新指标", "max": "5"}, "rubric.added"),
    ],
)
def test_criteria_that_submitted_sheets_do_not_fit_are_refused(
    app: Flask, make: Make, key: str | None, change: dict[str, str], code: str
) -> None:
    contest = scored(make)
    written = {**NOVELTY, **change}

    refused = refusal_of(
        put_criterion,
        contest.organiser,
        stage_of(contest),
        written,
        group="",
        key=key,
        reason="调整细则",
    )

    assert refused == code


@pytest.mark.parametrize("mark", ["20", "29"])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"max": "25"}, "rubric.narrower"),
        ({"min": "1"}, "rubric.narrower"),
        ({"step": "1.5"}, "rubric.narrower"),
        ({"hint": "看原始记录"}, ""),
        ({"step": "0.1"}, ""),
    ],
)
def test_until_the_lock_the_answer_depends_on_no_mark(
    app: Flask, make: Make, change: dict[str, str], code: str, mark: str
) -> None:
    contest = scoring_contest(make)
    contest.submit(contest.assignments()[0], novelty=mark)

    try:
        put_criterion(
            contest.organiser,
            stage_of(contest),
            {**NOVELTY, **change},
            group="",
            key="novelty",
            reason="调整细则",
        )
        answer = ""
    except Refusal as refusal:
        answer = refusal.code

    assert answer == code


def test_a_criterion_that_has_marks_is_not_removed(app: Flask, make: Make) -> None:
    contest = scored(make)
    document = deepcopy(dict(in_force(contest).document))
    del document["stages"]["online"]["criteria"][0]

    code = refusal_of(
        propose_rules, contest.organiser, contest.competition, document, reason="删去一项"
    )

    assert code in ("rubric.removed", "rules.criterion_unknown")
    assert refusal_of(remove_criterion, contest.organiser, stage_of(contest), "spread") == (
        "rules.change_reason"
    )


def test_a_criterion_is_changed_by_two_persons_where_every_mark_fits(
    app: Flask, make: Make
) -> None:
    contest = scored(make)
    ident = put_criterion(
        contest.organiser,
        stage_of(contest),
        {**NOVELTY, "hint": "看原始记录"},
        group="",
        key="novelty",
        reason="补充评分要点",
    )

    answer_rules(second_organiser(contest), database.session.get_one(Proposal, ident), approve=True)

    assert "看原始记录" in str(in_force(contest).document["stages"]["online"]["criteria"])


def test_old_and_new_results_are_compared_and_nothing_is_touched(app: Flask, make: Make) -> None:
    contest = scored(make)
    computed(contest)

    found = compare(gather(database.session, contest.ident), parse_rule_set(with_cut(contest, 1)))

    assert [(one.stage, one.changes) for one in found] == [("网络初评", 3)]
    assert [pair.after.advances for pair in found[0].pairs] == [True, False, False, False]
    assert database.session.scalars(select(ResultVersion.state)).all() == ["computed"]


def test_two_persons_change_the_rules_on_their_pages(
    app: Flask, make: Make, visitor: Come, count_statements: Callable[..., Any]
) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    first, other = visitor(contest.organiser), visitor(second)
    ident, competition = proposed(contest, 1).id, contest.ident
    page = f"/organiser/proposals/{ident}/rules"

    with count_statements() as seen:
        own = words(first.get(page))
    theirs = words(other.get(page))
    listed = first.get(f"/organiser/competitions/{competition}/publication").text
    told = words(first.get(f"/organiser/competitions/{competition}/rules"))
    other.post(page, {"answer": "approve"})
    after = words(first.get(page))

    assert "本人不能审批自己提出的申请" in own
    assert ("项名次或结果有变化" in theirs, "审批同意" in theirs) == (True, True)
    assert page in listed
    assert "正在等待第二人审批" in told
    assert "已生效" in after
    assert len(seen) <= 8
    database.session.rollback()
    assert in_force(contest).version == 2


def test_a_stranger_finds_no_rule_change(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    ident = proposed(contest).id
    stranger = scoring_contest(make, name="别的竞赛").organiser

    visitor(stranger).get(f"/organiser/proposals/{ident}/rules", status=404)
    visitor(stranger).post(f"/organiser/proposals/{ident}/rules", status=404)


def test_a_rehearsal_freezes_nothing(app: Flask, make: Make) -> None:
    contest = scored(make)
    with database.writing() as session:
        session.get_one(Competition, contest.ident).is_rehearsal = True

    save_rule_set(contest.organiser, contest.competition, with_cut(contest, 2), reason="")

    assert in_force(contest).document == with_cut(contest, 2)
    assert compute_result(contest.organiser, contest.competition, stage_of(contest)) > 0


def test_a_sheet_counts_and_is_shown_under_the_weights_in_force(app: Flask, make: Make) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    document: Document = deepcopy(dict(in_force(contest).document))
    document["stages"]["online"]["criteria"][0]["weight"] = 2
    change = change_rules(contest.organiser, contest.competition, document, reason="加重创新性")
    best = contest.entries[-1].id
    [sheet] = [each for each in contest.assignments(0) if each.entry_id == best]

    answer_rules(second, database.session.get_one(Proposal, change), approve=True)

    tasks = tasks_of_judge(contest.principal(), contest.stage)
    [shown] = [(task.total, task.highest) for task in tasks if task.assignment_id == sheet.id]
    result = computed(contest)
    [score] = database.session.scalars(
        select(Standing.score).where(Standing.result_id == result.id, Standing.rank == 1)
    )
    assert (*shown, score) == ("109.0", "130", "109.00")
    assert standing_of(contest.principal(), sheet.id).total == "109.0"
