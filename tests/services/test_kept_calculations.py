"""A fixed result is calculated once for all who read it, within bounds."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from competition.domain.presets import load_preset
from competition.domain.rules import Entry, Facts
from competition.models import ResultVersion, database
from competition.services.results.kept_calculations import Kept, KeptCalculations
from competition.services.results.kept_rules import kept_rules
from competition.services.results.reading import derivations, version_outcome
from tests.factories import Make
from tests.services.test_results import scored
from tests.web.test_results import whole_result


def stored(ident: int) -> ResultVersion:
    return database.session.get_one(ResultVersion, ident)


def version(ident: int, facts: str = "f", outcome: str = "o") -> ResultVersion:
    return ResultVersion(id=ident, facts_digest=facts, outcome_digest=outcome)


def kept(entries: int) -> Kept:
    return Kept(Facts(tuple(Entry(f"E{n}") for n in range(entries))), {})


def test_the_second_reader_gets_what_was_calculated_for_the_first(app: Flask, make: Make):
    contest = scored(make)
    ident = whole_result(contest)
    first = version_outcome(database.session, stored(ident))

    again = version_outcome(database.session, stored(ident))

    assert again.gathered.facts is first.gathered.facts
    assert {key: id(one) for key, one in again.calculations.items()} == {
        key: id(one) for key, one in first.calculations.items()
    }
    entry = contest.entries[0].id
    assert derivations(again, entry) == derivations(first, entry)


@pytest.mark.parametrize(
    "other",
    [version(2), version(1, facts="g"), version(1, outcome="p")],
    ids=["another", "other facts", "another outcome"],
)
def test_another_version_is_not_taken_for_the_one_that_is_kept(other: ResultVersion):
    cache = KeptCalculations()
    one = kept(1)
    cache.keep(version(1), one)

    assert cache.find(version(1)) is one
    assert cache.find(other) is None


def test_the_least_lately_read_goes_first():
    cache = KeptCalculations(most=5)
    for ident in (1, 2):
        cache.keep(version(ident), kept(2))
    cache.find(version(1))

    cache.keep(version(3), kept(2))

    assert [ident for ident in (1, 2, 3) if cache.find(version(ident))] == [1, 3]


def test_what_is_too_large_is_not_kept_and_pushes_nobody_out():
    cache = KeptCalculations(most=5)
    cache.keep(version(1), kept(5))

    cache.keep(version(2), kept(6))
    cache.keep(version(1), kept(5))

    assert [ident for ident in (1, 2) if cache.find(version(ident))] == [1]


def test_a_second_sheet_takes_no_more_statements_and_asks_again_who_may_read(
    app: Flask, make: Make, visitor: Callable[..., Any], count_statements: Callable[..., Any]
):
    contest = scored(make)
    whole_result(contest, sees="derivation")
    path = f"/competitions/{contest.ident}/results/{contest.entries[0].id}/sheet"
    first = visitor().get(f"{path}.json")

    with count_statements() as seen:
        again = visitor().get(f"{path}.json")
    with database.writing() as session:
        session.get_one(type(stored(1).competition), contest.ident).public_sees = "scores"

    assert again.data == first.data
    assert len(seen) <= 8
    visitor().get(f"{path}.json", status=404)
    visitor().get(f"{path}.pdf", status=404)


def test_rules_are_read_once_for_their_digest_and_never_for_another(app: Flask) -> None:
    first, other = load_preset("innovation_contest"), load_preset("five_small")

    kept = kept_rules("first", first.rule_document)

    assert kept_rules("first", first.rule_document) is kept
    assert kept_rules("other", other.rule_document).document == other.rule_document
    assert kept.document == first.rule_document
