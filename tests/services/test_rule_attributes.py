"""What rules may look at besides marks: units, answers of the form, groups of judges."""

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

from flask import Flask

from competition.domain.bundle import check_bundle
from competition.domain.canonical import canonical_json
from competition.domain.rules import Evaluation, parse_rule_set
from competition.models import Judge, ResultVersion, database
from competition.services.judging.locking import lock_stage
from competition.services.results.bundle import result_bundle
from competition.services.results.compute import compute_result
from competition.services.results.gather import gather
from competition.services.results.rule_trial import try_rules
from competition.services.results.staleness import is_stale
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.web.organiser.step_ways import way_steps
from tests.factories import Make
from tests.judging_factories import Contest, scoring_contest
from tests.services.test_bundle import published
from tests.services.test_results import refusal_of

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
            session.merge(entry).organisation_id = unit.id
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


def test_rules_name_no_attribute_that_entries_do_not_have(app: Flask, make: Make) -> None:
    contest = scoring_contest(make, entries=2, state="draft")

    for attribute in ("summary", "rights", "colour"):
        code = refusal_of(put_in_force, contest, ranked_per(contest, attribute))
        assert code == "rules.attribute_unknown"
    put_in_force(contest, ranked_per(contest, "economic_benefit"))


def test_experts_and_the_public_count_by_their_weights(app: Flask, make: Make) -> None:
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
