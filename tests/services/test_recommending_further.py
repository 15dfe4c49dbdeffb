"""Recommendation upward beyond one entry: imports that climb, the next edition, who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from competition.domain.access import Role
from competition.models import (
    Competition,
    Entry,
    Notification,
    Recommendation,
    RecommendationLevel,
    RecommendationQuota,
    RoleGrant,
    database,
)
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.entry_plan import plan_entries
from competition.services.recommending.acting import acting_for
from competition.services.recommending.quotas import Issue, issue_quotas
from competition.services.results.pairs import two_can_act
from competition.services.runtime import now
from competition.services.setup.competitions import copy_edition
from tests.exchange_factories import row, workbook
from tests.kept import row_of
from tests.recommending_factories import Climb, climbing

LAST_YEAR = timedelta(days=400)


@pytest.fixture
def climb(app, make) -> Climb:
    return climbing(make)


def test_entries_imported_as_submitted_begin_at_their_first_level(climb):
    place = climb.enterprises[0]
    desk = climb.actor(place)
    titles = ("巡检机器人", "隧道除尘")
    content = workbook(
        row_of(climb.competition), *(row(title, "张三", unit=place.name) for title in titles)
    )

    done = import_entries(climb.organiser, row_of(climb.competition), content, state="submitted")

    entries = database.session.scalars(select(Entry).order_by(Entry.id)).all()
    steps = database.session.scalars(select(Recommendation)).all()
    told = database.session.scalars(
        select(Notification).where(Notification.account_id == desk.account_id)
    ).one()
    assert done.climbing == 2
    assert [entry.state for entry in entries] == ["recommending"] * 2
    assert [(s.entry_id, s.organisation_id, s.state, s.is_last) for s in steps] == [
        (entry.id, place.id, "waiting", True) for entry in entries
    ]
    assert (told.code, told.values["count"]) == ("recommendation.list_arrived", 2)
    first, second = entries
    climb.forward(place, first, second)
    assert climb.step(first).organisation_id == climb.counties[0].id


def test_an_imported_entry_without_a_way_upward_is_refused_by_row(climb):
    content = workbook(row_of(climb.competition), row("巡检机器人", "张三", unit="外省电厂"))

    found = plan_entries(row_of(climb.competition), content, state="submitted").faults

    assert [(fault.row, fault.code) for fault in found] == [(2, "recommendation.unit_unknown")]


def test_the_next_edition_has_the_levels_and_places_of_the_earlier_one(climb):
    event, host = row_of(climb.competition), climb.competition.organisation_id
    closes = now() + timedelta(days=9)
    with database.writing() as session:
        session.execute(update(RecommendationLevel).values(closes_at=closes))
    parts = {climb.city.id: Issue(5, 2, extended_until=closes, tracks={"DL": 3})}
    issue_quotas(climb.organiser, event, host, parts)

    later = copy_edition(
        climb.organiser, climb.competition.id, name="第六届", edition="", year=2027, days_later=364
    )

    of_later = RecommendationLevel.competition_id == later
    levels = database.session.scalars(select(RecommendationLevel).where(of_later)).all()
    issued = database.session.get_one(RecommendationQuota, (later, climb.city.id))
    assert [(row.name, row.kinds) for row in levels] == [
        ("企业工会", ["enterprise_union"]),
        ("县级工会", ["county"]),
        ("市级工会", ["municipal"]),
    ]
    assert {row.closes_at for row in levels} == {closes + timedelta(days=364)}
    assert (issued.number, issued.substitutes, issued.tracks) == (5, 2, {"DL": 3})
    assert issued.extended_until is None


def test_where_nobody_acts_for_a_unit_the_nearest_above_it_is_told(climb):
    county, city = climb.counties[0], climb.city
    own, above = climb.actor(county), climb.actor(city)
    event = row_of(climb.competition)

    before = acting_for(database.session, event, county.id)
    end_term(own.account_id)
    after = acting_for(database.session, row_of(climb.competition), county.id)

    assert (before, after) == ([own.account_id], [above.account_id])


def test_a_grant_outside_its_term_makes_no_pair_of_approvers(climb, make):
    event = database.session.get_one(Competition, climb.competition.id)
    second = make.account(Role.ORGANISER, competition_id=event.id)

    before = two_can_act(database.session, row_of(climb.competition))
    end_term(second.account_id)

    assert before
    assert not two_can_act(database.session, row_of(climb.competition))


def end_term(account_id: int) -> None:
    """The account's roles ended last year."""
    over = (now() - LAST_YEAR).date()
    with database.writing() as session:
        session.execute(
            update(RoleGrant).where(RoleGrant.account_id == account_id).values(ends_on=over)
        )
