"""What an entry belongs to, and which kinds of entries a competition takes."""

import pytest
from flask import Flask

from competition.domain.refusal import Refusal
from competition.models import Entry, database
from competition.services.entries.belonging import possible_above, put_below
from competition.services.entries.drafts import start_entry
from competition.services.identity.sessions import principal_of
from competition.services.results.gather_entries import entries_of
from tests.factories import Make
from tests.judging_factories import new_contest
from tests.period_factories import Works, works


def put_kind(made: Works, place: int, kind: str) -> Entry:
    with database.writing():
        made.lot(place).kind = kind
    return made.lot(place)


def test_a_crew_belongs_to_its_lot(app: Flask, make: Make) -> None:
    made = works(make, lots=2, opened=False)
    crew = put_kind(made, 1, "crew")

    put_below(made.organiser, crew, made.lots[0])

    assert made.lot(1).parent_id == made.lots[0]


@pytest.mark.parametrize("kind", ["lot", "unit", "outcome"])
def test_nothing_belongs_to_what_cannot_stand_above_it(app: Flask, make: Make, kind: str) -> None:
    made = works(make, lots=2, opened=False)
    below = put_kind(made, 1, kind)

    with pytest.raises(Refusal) as refused:
        put_below(made.organiser, below, made.lots[0])

    assert refused.value.code == "entry.above"


def test_nothing_belongs_to_an_entry_of_another_competition(app: Flask, make: Make) -> None:
    made, other = works(make, lots=1, opened=False), works(make, lots=1, opened=False)
    crew = put_kind(made, 0, "crew")

    with pytest.raises(Refusal) as refused:
        put_below(made.organiser, crew, other.lots[0])

    assert refused.value.code == "entry.above"


def test_one_is_offered_the_lots_of_ones_own_account(app: Flask, make: Make) -> None:
    made = works(make, lots=3, opened=False)

    own = possible_above(made.competition, account_id=made.accounts["lot1"])
    everything = possible_above(made.competition)

    assert [ident for ident, _, _ in own] == [made.lots[1]]
    assert len(everything) == 3


def test_facts_tell_what_an_entry_belongs_to_only_where_rules_ask(app: Flask, make: Make) -> None:
    made = works(make, lots=2)
    crew = put_kind(made, 1, "crew")
    put_below(made.organiser, crew, made.lots[0])
    stages = {made.stage().id: made.stage()}

    asked, *_ = entries_of(database.session, stages, frozenset({"parent"}))
    unasked, *_ = entries_of(database.session, stages, frozenset())

    assert [entry.attributes.get("parent", "") for entry in asked] == ["", f"e{made.lots[0]}"]
    assert all("parent" not in entry.attributes for entry in unasked)


@pytest.mark.parametrize("kind", ["lot", "nonsense"])
def test_a_contest_of_outcomes_takes_no_lots(app: Flask, make: Make, kind: str) -> None:
    contest = new_contest(make)

    with pytest.raises(Refusal) as refused:
        start_entry(contest.organiser, contest.competition, kind=kind, track_id=None)

    assert refused.value.code == "entry.kind"


def test_a_labour_competition_takes_no_outcomes(app: Flask, make: Make) -> None:
    made = works(make, lots=1, opened=False)

    with pytest.raises(Refusal) as refused:
        start_entry(
            principal_of(made.accounts["lot0"]), made.competition, kind="outcome", track_id=None
        )

    assert refused.value.code == "entry.kind"
