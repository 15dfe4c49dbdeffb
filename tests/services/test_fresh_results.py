"""What is published comes out of the rows again, and names nobody whom a reason named."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.domain.canonical import digest
from competition.models import (
    Account,
    AuditRecord,
    Entry,
    Proposal,
    ResultVersion,
    RoleGrant,
    ScoreSheetVersion,
    Standing,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.judging.recusal import mark_absent
from competition.services.result_seal import check_result
from competition.services.results.compute import compute_result
from competition.services.results.decisions import bar_entry, decide
from competition.services.results.outcome import look
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.results.reading import decision_reasons, version_outcome
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.services.setup.stages import remove_stage
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import (
    computed,
    refusal_of,
    scored,
    second_organiser,
    single_stage_rules,
    stage_of,
)
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]


def change_a_mark(contest: Contest) -> None:
    sheet = select(ScoreSheetVersion).where(ScoreSheetVersion.is_current).limit(1)
    with database.writing() as session:
        row = session.scalars(sheet).one()
        (key, state, mark), *rest = row.marks
        row.marks = [[key, state, mark - 1], *rest]


def change_an_entry(contest: Contest) -> None:
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).state = "withdrawn"


def change_a_name(contest: Contest) -> None:
    with database.writing() as session:
        session.get_one(Entry, contest.entry_ids[0]).title = "另一个名称"


CHANGES = [change_a_mark, change_an_entry, change_a_name]


@pytest.mark.parametrize("change", CHANGES)
def test_a_version_whose_facts_changed_is_not_proposed(
    app: Flask, make: Make, change: Callable[[Contest], None]
) -> None:
    contest = scored(make)
    result = computed(contest)

    change(contest)

    assert refusal_of(propose_publication, contest.organiser, result) == "result.stale"


@pytest.mark.parametrize("change", CHANGES)
def test_a_version_whose_facts_changed_is_not_approved(
    app: Flask, make: Make, change: Callable[[Contest], None]
) -> None:
    contest = scored(make)
    result = computed(contest)
    ident = propose_publication(contest.organiser, result)
    proposal = database.session.get_one(Proposal, ident)

    change(contest)
    code = refusal_of(answer_proposal, second_organiser(contest), proposal, approve=True)

    assert code == "result.stale"
    assert database.session.get_one(ResultVersion, result.id).state == "computed"
    assert database.session.get_one(Proposal, ident).state == "open"


def test_an_absence_after_the_computing_makes_a_version_stale(app: Flask, make: Make) -> None:
    contest = scored(make, judges=5)
    result = computed(contest)

    with database.writing() as session:
        sheets = select(ScoreSheetVersion.id).where(
            ScoreSheetVersion.assignment_id == contest.assignments()[0].id
        )
        session.execute(
            update(ScoreSheetVersion)
            .where(ScoreSheetVersion.id.in_(sheets))
            .values(is_current=False)
        )
    mark_absent(contest.organiser, [contest.assignments()[0].id], "出差")

    assert refusal_of(propose_publication, contest.organiser, result) == "result.stale"


def test_the_page_says_so_before_one_clicks(app: Flask, make: Make, visitor: Come) -> None:
    contest = scored(make)
    path = f"/organiser/results/{computed(contest).id}"
    person = contest.organiser
    before = words(visitor(person).get(path))

    change_a_mark(contest)
    after = words(visitor(person).get(path))

    assert ("提请公布" in before, "不能公布" in before) == (True, False)
    assert "不能公布" in after
    assert "重新形成成绩版本" in after


@pytest.mark.parametrize("changed", [False, True])
def test_the_page_of_a_version_asks_at_most_eight_times(
    app: Flask,
    make: Make,
    visitor: Come,
    count_statements: Callable[..., Any],
    changed: bool,
) -> None:
    counts = []
    for entries in (1, 3):
        contest = scored(make, entries=entries)
        path = f"/organiser/results/{computed(contest).id}"
        if changed:
            change_a_mark(contest)
        organiser = visitor(contest.organiser)
        with count_statements() as seen:
            organiser.get(path)
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 8


def made_by(maker: int, made: int) -> None:
    with database.writing() as session:
        session.execute(update(Account).where(Account.id == made).values(created_by_id=maker))
        session.execute(
            update(RoleGrant).where(RoleGrant.account_id == made).values(granted_by_id=maker)
        )


@pytest.mark.parametrize(
    ("maker", "same", "noted"),
    [
        (Role.ORGANISER, True, True),
        (Role.ORGANISER, False, False),
        (Role.ADMINISTRATOR, True, False),
    ],
)
def test_the_record_notes_two_accounts_that_a_third_one_made(
    app: Flask, make: Make, visitor: Come, maker: Role, same: bool, noted: bool
) -> None:
    contest = scored(make)
    second = second_organiser(contest)
    third = make.account(maker).account_id
    other = make.account(maker).account_id
    made_by(third, contest.organiser.account_id)
    made_by(third if same else other, second.account_id)
    result = computed(contest)
    path = f"/organiser/results/{result.id}"
    ident = propose_publication(contest.organiser, result)
    answer_proposal(second, database.session.get_one(Proposal, ident), approve=True)

    detail = database.session.scalars(
        select(AuditRecord.detail).where(AuditRecord.action == "result.approve")
    ).one()
    note = "由同一账号创建"
    supervisor = make.account(Role.SUPERVISOR, competition_id=contest.ident)
    pages = (
        visitor(contest.organiser).get(f"/organiser/competitions/{contest.ident}/publication"),
        visitor(contest.organiser).get(path),
        visitor(supervisor).get(f"/supervisor/competitions/{contest.ident}/results"),
    )

    assert detail.get("same_maker", False) is noted
    assert [note in words(page) for page in pages] == [noted] * 3


def tied(make: Make) -> Contest:
    """Three entries with the same marks and one first prize."""
    contest = scoring_contest(make, judges=3, entries=3, state="draft")
    single_stage_rules(contest, 1, "committee")
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    lock_stage(contest.organiser, stage_of(contest))
    return contest


def test_a_decision_about_another_part_is_refused(app: Flask, make: Make) -> None:
    contest = tied(make)
    stage = stage_of(contest)
    step = look(database.session, contest.ident, stage).blocks[0].step

    code = refusal_of(
        decide,
        contest.organiser,
        contest.competition,
        stage,
        part="defence",
        step=step,
        among=contest.entry_ids,
        chosen=contest.entry_ids[:1],
        reason="投票",
    )

    assert code == "decision.gone"


def test_a_reason_is_told_to_organisers_and_stays_out_of_what_is_digested(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = tied(make)
    stage = stage_of(contest)
    decide(
        contest.organiser,
        contest.competition,
        stage,
        part="online",
        step=look(database.session, contest.ident, stage).blocks[0].step,
        among=contest.entry_ids,
        chosen=contest.entry_ids[:1],
        reason="张三所在单位表现突出",
    )
    result = computed(contest)

    outcome = version_outcome(database.session, result)
    told = decision_reasons(database.session, outcome, contest.entry_ids[0])
    paper = f"/organiser/results/{result.id}/entries/{contest.entry_ids[0]}"
    evaluations = {key: one.evaluation.to_json() for key, one in outcome.calculations.items()}

    assert "张三" not in f"{result.facts}{result.outcome}"
    assert told == [("choose", "张三所在单位表现突出")]
    assert digest({"part": outcome.part, "evaluations": evaluations}) == result.outcome_digest
    assert check_result(result).holds
    assert "张三所在单位表现突出" in words(visitor(contest.organiser).get(paper))


def barring_rules(contest: Contest) -> None:
    """Rules of one stage that let people bar an entry from its award."""
    remove_stage(contest.organiser, contest.final)
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    online = row.document["stages"]["online"]
    steps = [step for step in online["steps"] if "select" not in step]
    tier = {"tier": "first", "name": "一等奖", "quota": 2}
    award = {"award": [tier], "per": "track", "boundary": "shrink"}
    document = {**row.document, "stages": {"online": {**online, "steps": steps}}}
    document["stages"]["online"]["steps"] += [{"bar": "recorded"}, award]
    document.pop("final", None)
    save_rule_set(contest.organiser, contest.competition, document, reason="测试")


def test_a_barred_entry_is_noted_by_a_code_not_by_the_reason(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=3, entries=3, state="draft")
    barring_rules(contest)
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    lock_stage(contest.organiser, stage_of(contest))
    bar_entry(contest.organiser, contest.competition, contest.entry_ids[0], reason="李四举报")

    ident = compute_result(contest.organiser, contest.competition, None)

    result = database.session.get_one(ResultVersion, ident)
    note = database.session.scalars(
        select(Standing.note).where(
            Standing.result_id == ident, Standing.entry_id == contest.entry_ids[0]
        )
    ).one()
    assert note == "recorded"
    assert "李四" not in f"{result.facts}{result.outcome}"


def test_after_the_lock_one_lands_on_the_stage_that_was_locked(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = scoring_contest(make)
    with database.writing() as session:
        session.merge(contest.final).state = "open"

    answer = visitor(contest.organiser).post(f"/organiser/stages/{contest.final_id}/lock")

    assert answer.headers["Location"].endswith("/results?part=defence")
