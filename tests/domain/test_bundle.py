"""A bundle says everything that a stranger needs, and nothing else is taken for one."""

import json
from copy import deepcopy

import pytest

from competition.domain.bundle import (
    Difference,
    calculate_parts,
    check_bundle,
    first_difference,
    outcome_json,
    parts_before,
)
from competition.domain.canonical import digest
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Judge, Sheet, parse_rule_set

STAGE = {
    "criteria": [{"key": "all", "max": "100"}],
    "steps": [
        {"reduce": "criterion", "by": "sum"},
        {"reduce": "judge", "by": "mean", "as": "score"},
        {"rank": [{"key": "score"}]},
    ],
}
FINAL = {
    "steps": [
        {"combine": {"first.score": "0.5", "second.score": "0.5"}, "missing": "zero", "as": "sum"},
        {"rank": [{"key": "sum"}]},
    ]
}
DOCUMENT = {"schema": 1, "stages": {"first": STAGE, "second": STAGE}, "final": FINAL}
RULES = parse_rule_set(DOCUMENT)
MARKS = {"first": {"E": 90, "F": 80, "G": 70}, "second": {"E": 60, "F": 80, "G": 99}}
FACTS = Facts(
    tuple(Entry(entry) for entry in "EFG"),
    (Judge("J"),),
    tuple(
        Sheet(stage, entry, "J", {"all": mark})
        for stage, marks in MARKS.items()
        for entry, mark in marks.items()
    ),
)
TAKING_PART = {"first": frozenset("EFG"), "second": frozenset("EF")}


def order_of(calculations, part):
    return [(one.entry, one.rank) for one in calculations[part].evaluation.standings]


def bundle(part="result"):
    outcome = outcome_json(part, calculate_parts(RULES, FACTS, TAKING_PART, part))
    facts = {
        "facts": FACTS.to_json(),
        "taking_part": {key: sorted(names) for key, names in TAKING_PART.items()},
        "rules": digest(DOCUMENT),
    }
    document = {
        "schema": 1,
        "rules": DOCUMENT,
        "facts": facts,
        "outcome": outcome,
        "signed": {"facts": digest(facts), "outcome": digest(outcome)},
        "signature": "",
        "public_key": "",
    }
    return json.loads(json.dumps(document))


def refused(document):
    with pytest.raises(Refusal) as refusal:
        check_bundle(document)
    return refusal.value.code, refusal.value.values


def test_a_part_is_built_on_the_stages_up_to_it():
    assert parts_before(RULES, "first") == ["first"]
    assert parts_before(RULES, "second") == ["first", "second"]
    assert parts_before(RULES, "result") == ["first", "second"]


def test_each_stage_is_carried_out_on_those_who_take_part_in_it():
    done = calculate_parts(RULES, FACTS, TAKING_PART, "result")

    assert list(done) == ["first", "second", "result"]
    assert order_of(done, "first") == [("E", 1), ("F", 2), ("G", 3)]
    assert order_of(done, "second") == [("F", 1), ("E", 2)]
    assert order_of(done, "result") == [("F", 1), ("E", 2), ("G", 3)]


def test_a_stage_may_build_on_the_one_before():
    both = {"combine": {"first.score": "0.5", "own": "0.5"}, "missing": "zero", "as": "score"}
    steps = [STAGE["steps"][0], STAGE["steps"][1] | {"as": "own"}, both, STAGE["steps"][2]]
    rules = parse_rule_set(
        {"schema": 1, "stages": {"first": STAGE, "second": STAGE | {"steps": steps}}}
    )

    done = calculate_parts(rules, FACTS, TAKING_PART, "second")

    assert done["second"].evaluation.score_of("E") == "75"


def test_no_further_part_is_carried_out_than_the_one_asked_for():
    assert list(calculate_parts(RULES, FACTS, TAKING_PART, "first")) == ["first"]


def test_a_rule_set_without_a_final_part_has_no_result():
    rules = parse_rule_set({"schema": 1, "stages": {"first": STAGE}})

    assert list(calculate_parts(rules, FACTS, TAKING_PART, "result")) == ["first"]


def test_a_stage_nobody_is_named_for_has_no_entries():
    done = calculate_parts(RULES, FACTS, {}, "first")

    assert order_of(done, "first") == []


@pytest.mark.parametrize("part", ["first", "second", "result"])
def test_a_bundle_as_it_was_made_holds(part):
    report = check_bundle(bundle(part))

    assert (report.digests, report.difference, report.holds) == ((), None, True)


@pytest.mark.parametrize("name", ["rules", "facts", "outcome"])
def test_a_digest_that_does_not_fit_is_named(name):
    document = bundle()
    claims = document["facts"] if name == "rules" else document["signed"]
    claims[name] = "0" * 64
    if name == "rules":
        document["signed"]["facts"] = digest(document["facts"])

    report = check_bundle(document)

    assert (report.digests, report.difference, report.holds) == ((name,), None, False)


def test_an_outcome_that_does_not_come_out_is_shown_with_both_values():
    document = bundle()
    document["outcome"]["evaluations"]["result"]["standings"][0][2] = 5
    document["signed"]["outcome"] = digest(document["outcome"])

    report = check_bundle(document)

    path = "evaluations.result.standings[0][2]"
    assert (report.digests, report.holds) == ((), False)
    assert report.difference == Difference(path, 5, 1)


@pytest.mark.parametrize("schema", [None, 0, 2, "1"])
def test_another_version_is_refused_by_its_number(schema):
    assert refused(bundle() | {"schema": schema}) == ("bundle.schema", {"schema": schema})


def test_a_document_without_a_version_is_refused():
    assert refused({}) == ("bundle.schema", {"schema": None})


@pytest.mark.parametrize("name", ["rules", "facts", "outcome", "signed", "signature", "public_key"])
def test_what_a_bundle_lacks_is_named(name):
    document = bundle()
    del document[name]

    assert refused(document) == ("bundle.shape", {"missing": name})


def test_of_several_missing_things_the_first_is_named():
    assert refused({"schema": 1, "rules": {}}) == ("bundle.shape", {"missing": "facts"})


@pytest.mark.parametrize(
    ("where", "problem"), [("facts", "'facts'"), ("outcome", "'part'"), ("signed", "'facts'")]
)
def test_a_bundle_of_another_inner_shape_is_refused_with_the_problem(where, problem):
    document = deepcopy(bundle())
    document[where] = {"rules": "", "taking_part": {}} if where == "facts" else {}

    assert refused(document) == ("bundle.broken", {"problem": problem})


@pytest.mark.parametrize(
    ("published", "found", "expected"),
    [
        (1, 1, None),
        (1, 2, Difference("", 1, 2)),
        ({"a": 1}, {"a": 1}, None),
        ({"b": 1, "a": 2}, {"b": 3, "a": 4}, Difference("a", 2, 4)),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, Difference("b", 2, 3)),
        ({"a": 1}, {"a": 1, "b": 2}, Difference("b", None, 2)),
        ({"a": 1, "b": 2}, {"a": 1}, Difference("b", 2, None)),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, Difference("a.b[1]", 2, 3)),
        ({"a": {"b": 1}, "c": 1}, {"a": {"b": 1}, "c": 2}, Difference("c", 1, 2)),
        ([1, 2, 3], [1, 2, 3], None),
        ([0, 2], [1, 3], Difference("[0]", 0, 1)),
        ([[1], [2]], [[1], [3]], Difference("[1][0]", 2, 3)),
        ([1, 2], [1], Difference("", [1, 2], [1])),
        ({"a": []}, {"a": {}}, Difference("a", [], {})),
        ([], {}, Difference("", [], {})),
        ({}, [], Difference("", {}, [])),
    ],
)
def test_the_first_difference_is_found_with_keys_in_order(published, found, expected):
    assert first_difference(published, found) == expected
