"""Groups with equal claims to the last place: decided on the page, told in the result."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from competition.domain.bundle import check_bundle
from competition.models import Decision, Proposal, ResultVersion, database
from competition.services.judging.locking import lock_stage
from competition.services.results.bundle import result_bundle
from competition.services.results.gather import gather
from competition.services.results.outcome import look
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.results.staleness import is_stale
from competition.services.setup.rules import save_rule_set
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_results import second_organiser, single_stage_rules
from tests.services.test_rule_attributes import ranked_per
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
SHARED_OUT = {"tier": "first", "name": "一等奖", "apportion": 3, "equal": "larger", "of": "entered"}


def shared_out(make: Make) -> Contest:
    """Two kinds of two entries each, and three places of one tier shared out among the kinds."""
    contest = scoring_contest(make, entries=4, state="draft")
    with database.writing() as session:
        kinds = ("process", "process", "equipment", "equipment")
        for entry, kind in zip(contest.entries, kinds, strict=True):
            row = session.merge(entry)
            row.answers = {**row.answers, "kind": kind}
    single_stage_rules(contest, 1, "shrink")
    found = ranked_per(contest, "kind")
    for step in found["stages"]["online"]["steps"]:
        if "award" in step:
            step |= {"award": [SHARED_OUT], "per": "kind"}
    save_rule_set(contest.organiser, contest.competition, found, reason="")
    contest.put("open")
    order = {entry.id: place for place, entry in enumerate(contest.entries)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(10 + order[assignment.entry_id]))
    lock_stage(contest.organiser, contest.stage)
    return contest


def typed(first: str, second: str) -> dict[str, object]:
    """The form of the page, with the places of the two kinds."""
    return {
        "kind": "quota",
        "part": "online",
        "step": "award",
        "tier": "first",
        "among": ["equipment", "process"],
        "place-equipment": first,
        "place-process": second,
        "reason": "工艺类项目质量较高",
    }


def awarded(contest: Contest) -> set[int]:
    database.session.rollback()
    outcome = look(database.session, contest.ident, contest.stage)
    return {outcome.names[one.entry].id for one in outcome.evaluation.awards}


def test_groups_with_equal_claims_are_put_in_order_on_the_page(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = shared_out(make)
    entries = contest.entry_ids
    organiser = visitor(contest.organiser)
    path = f"/organiser/competitions/{contest.ident}"
    results = f"{path}/results?part=online"
    form = f"{path}/decisions?part=online"

    before = words(organiser.get(results))
    unsure = words(organiser.follow(organiser.post(form, typed("1", "1"))))
    strange = words(organiser.follow(organiser.post(form, typed("1", "2") | {"tier": "third"})))
    unreasoned = words(organiser.follow(organiser.post(form, typed("1", "2") | {"reason": " "})))
    waiting = awarded(contest)
    told = words(organiser.follow(organiser.post(form, typed("2", "1"))))

    assert "装备与工具研制、工艺与技术改进对剩下的 1 个名额理由相同" in before
    assert "请为每个并列项目选择不同的先后次序。" in unsure
    assert "这处并列已不存在或已变化" in strange
    assert "请填写决定的理由。" in unreasoned
    assert waiting == {entries[1], entries[3]}
    assert "决定已记录。" in told and "名额分配并列" not in told
    assert awarded(contest) == {entries[0], entries[1], entries[3]}
    derivation = organiser.get(f"{path}/results/entries/{entries[0]}?part=online")
    assert "工艺类项目质量较高" in words(derivation)
    assert "名额分配定先后" in words(organiser.get(f"{path}/awards"))


def test_an_order_of_groups_holds_in_the_result_that_strangers_recompute(
    app: Flask, make: Make, visitor: Come
) -> None:
    contest = shared_out(make)
    organiser = visitor(contest.organiser)
    path = f"/organiser/competitions/{contest.ident}"

    organiser.post(f"{path}/decisions?part=online", typed("2", "1"))
    organiser.post(f"{path}/results?part=online", {})

    database.session.rollback()
    result = database.session.scalars(select(ResultVersion)).one()
    evaluation = result.outcome["evaluations"]["online"]
    assert len(evaluation["awards"]) == 3
    assert evaluation["blocks"] == []
    proposal = propose_publication(contest.organiser, result)
    second = second_organiser(contest)
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)
    assert check_bundle(result_bundle(database.session, result)).holds
    assert not is_stale(database.session, result, gather(database.session, contest.ident))
    page = f"/organiser/results/{result.id}/entries/{contest.entry_ids[0]}"
    assert "工艺类项目质量较高" in words(organiser.get(page))


def test_an_order_of_groups_can_be_taken_back(app: Flask, make: Make, visitor: Come) -> None:
    contest = shared_out(make)
    organiser = visitor(contest.organiser)
    path = f"/organiser/competitions/{contest.ident}"

    organiser.post(f"{path}/decisions?part=online", typed("1", "2"))
    decided = awarded(contest)
    ident = database.session.scalars(select(Decision.id)).one()
    organiser.post(f"{path}/decisions/{ident}/withdraw", {})

    entries = contest.entry_ids
    assert decided == {entries[1], entries[2], entries[3]}
    assert awarded(contest) == {entries[1], entries[3]}
