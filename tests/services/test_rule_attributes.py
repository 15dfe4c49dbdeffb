"""What rules may look at besides marks: units, answers of the form, groups of judges."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import delete

from competition.domain.bundle import check_bundle
from competition.domain.canonical import canonical_json
from competition.domain.rules import Evaluation, parse_rule_set
from competition.domain.score_correction import Change
from competition.models import (
    Assignment,
    Entry,
    Judge,
    Organisation,
    Proposal,
    ResultVersion,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.results.bundle import result_bundle
from competition.services.results.compute import compute_result
from competition.services.results.correction_preview import effect_of
from competition.services.results.decisions import decide, leave_vacant
from competition.services.results.gather import gather
from competition.services.results.group_names import award_group_names, choice_names_of
from competition.services.results.naming import names_for
from competition.services.results.outcome import look
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.results.published import published_result
from competition.services.results.reading import sheet_of_outcome, sheet_of_version
from competition.services.results.rule_trial import try_rules
from competition.services.results.score_corrections import Wanted, propose_correction
from competition.services.results.staleness import is_stale
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.web.organiser.step_ways import way_steps
from tests.factories import Make
from tests.judging_factories import FULL, Contest, scoring_contest
from tests.services.test_bundle import published
from tests.services.test_results import refusal_of, second_organiser, single_stage_rules

Document = dict[str, Any]


def document(contest: Contest) -> Document:
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    return deepcopy(dict(row.document))


def ranked_per(contest: Contest, attribute: str) -> Document:
    """The rules with the online stage ranked within the values of an attribute, without a cut."""
    found = document(contest)
    steps = found["stages"]["online"]["steps"]
    found["stages"]["online"]["steps"] = [
        {**step, "per": attribute} if "rank" in step else step
        for step in steps
        if "select" not in step
    ]
    return found


def online(result: ResultVersion) -> Evaluation:
    return Evaluation.from_json(result.outcome["evaluations"]["online"])


def put_in_force(contest: Contest, rules: Document) -> None:
    save_rule_set(contest.organiser, contest.competition, rules, reason="")


def locked(contest: Contest) -> None:
    """Open the stage, score every entry, later ones better, and lock it."""
    contest.put("open")
    order = {entry.id: place for place, entry in enumerate(contest.entries)}
    for assignment in contest.assignments():
        contest.submit(assignment, benefit=str(10 + order[assignment.entry_id]))
    lock_stage(contest.organiser, contest.stage)


def test_entries_are_ranked_within_units_that_nobody_can_tell(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=4, state="draft")
    unit = make.organisation("蜀江电力检修公司")
    with database.writing() as session:
        for entry in contest.entries[:2]:
            row = session.merge(entry)
            row.organisation_id, row.unit_name = unit.id, "蜀江电力检修公司"
    put_in_force(contest, ranked_per(contest, "unit"))
    locked(contest)

    result = published(contest)

    facts = result.facts["facts"]["entries"]
    units = [entry["attributes"]["unit"] for entry in facts]
    standings = online(result).standings
    assert sorted(len([one for one in units if one == each]) for each in set(units)) == [1, 1, 2]
    assert all(each[0] in "UV" and each[1:].isdigit() for each in units)
    assert sorted(one.rank for one in standings) == [1, 1, 1, 2]
    assert "蜀江" not in json.dumps(result.facts, ensure_ascii=False)
    groups = sheet_of_version(database.session, result).groups
    assert all("电力检修公司" in name for _key, name in groups)


def test_a_result_by_units_is_recomputed_by_a_stranger_and_not_stale(
    app: Flask, make: Make
) -> None:
    contest = scoring_contest(make, entries=3, state="draft")
    put_in_force(contest, ranked_per(contest, "unit"))
    locked(contest)
    result = published(contest)

    bundle = json.loads(canonical_json(result_bundle(database.session, result)))

    assert check_bundle(bundle).holds
    assert not is_stale(database.session, result, gather(database.session, contest.ident))


def test_choices_of_the_form_are_facts_only_where_rules_look_at_them(
    app: Flask, make: Make
) -> None:
    contest = scoring_contest(make, entries=2, state="draft")
    with database.writing() as session:
        for entry, kind in zip(contest.entries, ("process", "equipment"), strict=True):
            row = session.merge(entry)
            row.answers = {**row.answers, "kind": kind, "economic_benefit": "7.5"}
    locked(contest)
    other = ranked_per(contest, "kind")

    plain = gather(database.session, contest.ident)
    asked = gather(database.session, contest.ident, beside=other)
    trial = try_rules(asked, parse_rule_set(other), {}, {})

    assert [entry.attributes for entry in plain.facts.entries] == [{"track": "DL"}] * 2
    assert [entry.attributes for entry in asked.facts.entries] == [
        {"track": "DL", "kind": "process"},
        {"track": "DL", "kind": "equipment"},
    ]
    assert [pair.after.rank for pair in trial.comparisons[0].pairs] == [1, 1]


CAPPED = {
    "award": [{"tier": "first", "name": "一等奖", "quota": 2}],
    "caps": [{"by": "kind", "most": 1, "over": "none"}],
    "boundary": "committee",
}


def awarded_per_kind(make: Make, *, per_kind: bool = True) -> Contest:
    """Three level entries, two of one kind; each kind is ranked and awarded apart, or capped."""
    contest = scoring_contest(make, entries=3, state="draft")
    with database.writing() as session:
        kinds = ("process", "equipment", "process")
        for entry, kind in zip(contest.entries, kinds, strict=True):
            row = session.merge(entry)
            row.answers = {**row.answers, "kind": kind}
    single_stage_rules(contest, 1, "shrink")
    found = ranked_per(contest, "kind") if per_kind else document(contest)
    for step in found["stages"]["online"]["steps"]:
        if "award" in step:
            step |= {"per": "kind"} if per_kind else CAPPED
    put_in_force(contest, found)
    contest.put("open")
    for assignment in contest.assignments():
        contest.submit(assignment)
    lock_stage(contest.organiser, contest.stage)
    return contest


def test_groups_by_a_choice_are_called_by_its_label_and_not_by_its_key(
    app: Flask, make: Make
) -> None:
    contest = awarded_per_kind(make)
    result_id = compute_result(contest.organiser, contest.competition, contest.stage)
    result = database.session.get_one(ResultVersion, result_id)

    looked = look(database.session, contest.ident, contest.stage)
    sheet = sheet_of_version(database.session, result)

    groups = (("equipment", "装备与工具研制"), ("process", "工艺与技术改进"))
    assert sheet.groups == sheet_of_outcome(looked).groups == groups
    assert names_for(looked).group("equipment") == "装备与工具研制"
    assert choice_names_of(database.session, result_id).items() >= set(groups)
    assert {line.group for line in sheet.lines} == {"process", "equipment"}


def test_the_published_list_is_headed_by_labels_too(app: Flask, make: Make) -> None:
    contest = awarded_per_kind(make)
    ident = compute_result(contest.organiser, contest.competition, None)
    version = database.session.get_one(ResultVersion, ident)
    proposal = propose_publication(contest.organiser, version)
    second = second_organiser(contest)
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)

    result = published_result(database.session, contest.ident)

    assert result is not None
    assert [group.name for group in result.groups] == ["装备与工具研制", "工艺与技术改进"]


def test_a_place_is_left_vacant_in_a_group_of_the_award(app: Flask, make: Make) -> None:
    contest = awarded_per_kind(make)
    vacancy = {"tier": "first", "places": 1, "reason": "无突出成果"}

    unknown = refusal_of(
        leave_vacant, contest.organiser, contest.competition, group="DL", **vacancy
    )
    leave_vacant(contest.organiser, contest.competition, group="equipment", **vacancy)

    evaluation = look(database.session, contest.ident, contest.stage).evaluation
    given = {(tier.group, tier.given, tier.vacant) for tier in evaluation.tiers}
    assert unknown == "decision.tier"
    assert given == {("process", 0, 1), ("equipment", 0, 1)}
    assert "process" in award_group_names(
        database.session,
        contest.competition,
        current_rule_set(database.session, contest.competition.id),
    )


def test_a_tie_at_a_cap_is_decided_by_the_committee(app: Flask, make: Make) -> None:
    contest = awarded_per_kind(make, per_kind=False)
    outcome = look(database.session, contest.ident, contest.stage)
    block = next(one for one in outcome.blocks if one.code == "TIE_AT_CAP")
    tied = [contest.entries[0].id, contest.entries[2].id]

    decide(
        contest.organiser,
        contest.competition,
        contest.stage,
        part="online",
        step=block.step,
        among=tied,
        chosen=tied[1:],
        reason="评审委员会投票",
    )

    after = look(database.session, contest.ident, contest.stage)
    winners = {after.names[award.entry].id for award in after.evaluation.awards}
    assert not after.blocks
    assert winners == {entry.id for entry in contest.entries[1:]}


def test_rules_name_no_attribute_that_entries_do_not_have(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=2, state="draft")

    for attribute in ("summary", "rights", "colour"):
        code = refusal_of(put_in_force, contest, ranked_per(contest, attribute))
        assert code == "rules.attribute_unknown"
    put_in_force(contest, ranked_per(contest, "economic_benefit"))


def scored_by_groups(make: Make) -> Contest:
    """Three experts give each entry 20, two of the public 10; the stage is locked."""
    contest = scoring_contest(make, judges=5, entries=2, state="draft")
    with database.writing() as session:
        for place, judge in enumerate(contest.judges):
            session.get_one(Judge, judge.id).expertise = "专业" if place < 3 else "大众"
    rules = document(contest)
    stage = rules["stages"]["online"]
    stage["steps"] = [step for step in way_steps("groups", stage["steps"]) if "select" not in step]
    put_in_force(contest, rules)
    contest.put("open")
    for assignment in contest.assignments():
        marks = {"benefit": "20" if assignment.judge_id in contest.judge_ids[:3] else "10"}
        contest.submit(assignment, **marks)
    lock_stage(contest.organiser, contest.stage)
    return contest


def test_experts_and_the_public_count_by_their_weights(app: Flask, make: Make) -> None:
    contest = scored_by_groups(make)

    result_id = compute_result(contest.organiser, contest.competition, contest.stage)

    result = database.session.get_one(ResultVersion, result_id)
    scores = {online(result).score_of(one.entry) for one in online(result).standings}
    plain = Decimal("26.5") + 17 + 18 + 8
    assert scores == {str(plain + 20 * Decimal("0.7") + 10 * Decimal("0.3") + Decimal("0.00"))}
    assert {tuple(j["attributes"].items()) for j in result.facts["facts"]["judges"]} == {
        (("group", "专业"),),
        (("group", "大众"),),
    }


def test_sample_marks_have_the_groups_and_units_that_rules_name(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=1, assigned=False)
    rules = ranked_per(contest, "unit")
    stage = rules["stages"]["online"]
    stage["steps"] = way_steps("groups", stage["steps"])
    gathered = gather(database.session, contest.ident, beside=rules)

    trial = try_rules(gathered, parse_rule_set(rules), {"DL": "电力"}, {"track": ["DL"]})

    assert trial.is_sample
    assert {pair.after.rank for pair in trial.comparisons[0].pairs} == {1, 2, 3}
    assert all(pair.after.score for pair in trial.comparisons[0].pairs)


def test_a_correction_counts_a_new_judge_in_their_group(app: Flask, make: Make) -> None:
    contest = scored_by_groups(make)
    with database.writing() as session:
        for assignment in contest.assignments(4):
            session.execute(delete(Assignment).where(Assignment.id == assignment.id))
    sheet = Wanted(
        contest.entry_ids[0], contest.judge_ids[4], Change.MARKS, {**FULL, "benefit": "20"}
    )
    ident = propose_correction(contest.organiser, contest.stage, sheet, reason="用纸质评分表")
    subject = database.session.get_one(Proposal, ident).subject

    gathered = gather(database.session, contest.ident)
    scores = effect_of(database.session, gathered, subject).scores

    plain = Decimal("26.5") + 17 + 18 + 8 + 20 * Decimal("0.7")
    assert [Decimal(score) - plain for score in scores] == [Decimal("3"), Decimal("4.5")]


def test_of_a_judge_only_a_group_that_rules_name_is_told(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, judges=4, entries=2, state="draft")
    known = ("专业", "原国网蜀江检修公司首席工程师", "0.7", "")
    with database.writing() as session:
        for judge, words in zip(contest.judges, known, strict=True):
            session.get_one(Judge, judge.id).expertise = words
    locked(contest)
    rules = document(contest)
    stage = rules["stages"]["online"]
    stage["steps"] = way_steps("groups", stage["steps"])

    facts = gather(database.session, contest.ident, beside=rules).facts

    told = {judge.id: dict(judge.attributes) for judge in facts.judges}
    groups = [{"group": "专业"}, {"group": "-"}, {"group": "0.7"}, {}]
    assert told == dict(zip((f"j{ident}" for ident in contest.judge_ids), groups, strict=True))


def test_a_text_of_the_form_is_no_fact_whatever_rules_call_by_its_key(
    app: Flask, make: Make
) -> None:
    contest = scoring_contest(make, entries=2)
    other = {"numbers": {"attribute": "summary", "of": "judge"}, "only": {"rights": ["是"]}}

    facts = gather(database.session, contest.ident, beside=other).facts

    assert database.session.merge(contest.entries[0]).answers["summary"]
    assert [entry.attributes for entry in facts.entries] == [{"track": "DL"}] * 2


def test_a_result_is_stale_once_a_typed_unit_is_a_known_one(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=2, state="draft")
    put_in_force(contest, ranked_per(contest, "unit"))
    locked(contest)
    result = published(contest)
    row = max(
        [value for key, value in result.identities["units"].items() if key[0] == "V"],
        key=lambda value: value["id"],
    )
    with database.writing() as session:
        unit = session.merge(Organisation(id=row["id"]))
        if not unit.code:
            unit.kind, unit.code, unit.name, unit.created_at = "municipal", "T9", "新单位", now()
        session.flush()
        session.get_one(Entry, row["id"]).organisation_id = unit.id

    assert is_stale(database.session, result, gather(database.session, contest.ident))
